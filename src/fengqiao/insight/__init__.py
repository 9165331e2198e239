"""研判: reads facts, events and declarations."""
