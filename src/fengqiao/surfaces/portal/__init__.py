"""The public face (群众端): one's office, what can be asked of it, and how far it has come; no account needed."""
