"""YAML tables in, one checked catalogue out."""
