"""Background work in PostgreSQL and its progress."""
