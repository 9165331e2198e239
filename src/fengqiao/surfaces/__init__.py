"""The faces people meet; no business rules."""
