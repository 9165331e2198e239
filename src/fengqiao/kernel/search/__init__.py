"""Chinese text search by bigrams."""
