"""How fast the office is at size: every page against the raw SQL it stands on, in the same process and run."""
