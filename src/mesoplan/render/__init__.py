"""One module a format; each function takes results and returns text. Nothing here asks about the terminal."""

DISCLAIMER = "An estimate from published sources, not medical advice."
"""The line that ends every printed plan."""
