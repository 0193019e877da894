"""How an answer names a document."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Citation:
    """A document that something comes from."""

    id: str
    """Its id in the tables."""
    title: str
    """Its title, or what it is if the title is not known."""
    url: str | None
    """Its address; null if it is not known."""
