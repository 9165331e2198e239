"""Layout, components and lists (界面)."""
