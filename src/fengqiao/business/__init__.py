"""One package per line of work; siblings never import each other."""
