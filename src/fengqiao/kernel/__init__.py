"""What all lines share, free of any field word."""
