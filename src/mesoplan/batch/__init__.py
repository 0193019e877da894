"""Many requests: lines in, lines out."""
