"""Settings, addresses and start: the only place that knows every room."""
