"""Requests: what is asked. A field is declared once, for the command line, a batch, the environment and the schema."""
