"""Subject, event, sequence and feed: what happened, for ever (日志链)."""
