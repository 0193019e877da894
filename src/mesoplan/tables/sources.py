"""What the tables say of documents, and how an answer names one."""

from collections.abc import Callable
from functools import cached_property
from typing import Literal

from pydantic import Field

from mesoplan.tables.record import IsoDay, Keyed, Record
from mesoplan.values import Frozen

Listing = Literal["given", "none", "not-available"]


class Lists(Record):
    """Which lists a document has: given, none (it names nothing), not-available (lost when it was saved).

    Left out: not known, and never taken for none.
    """

    aftercare: Listing | None = Field(None, description="What to avoid afterwards.")
    screening: Listing | None = Field(None, description="Who should not be treated.")
    indications: Listing | None = Field(None, description="What it is for.")
    side_effects: Listing | None = Field(None, description="What may happen.")
    session: Listing | None = Field(None, description="What happens at a session.")
    ingredients: Listing | None = Field(None, description="What is injected.")
    aims: Listing | None = Field(None, description="What the injections aim at.")
    first_changes: Listing | None = Field(None, description="What you may notice first.")
    review_result: Listing | None = Field(None, description="What a cited review found.")
    alternatives: Listing | None = Field(None, description="What else there is.")
    price_drivers: Listing | None = Field(None, description="Why prices differ.")


LISTS = {name: str(field.description).rstrip(".").lower() for name, field in Lists.model_fields.items()}
"""The lists that a document may have, in words."""


class Citation(Frozen):
    """A document that something comes from."""

    id: str
    """Its id in the tables."""
    title: str
    """Its title, or what it is if the title is not known."""
    url: str | None
    """Its address; null if it is not known."""


Cite = Callable[[str], Citation]
"""From a document's id to how it is named."""


class Source(Keyed):
    """A published document that figures come from."""

    title: str
    """Its title, or what it is if the title is not known."""
    url: str | None = None
    """Its address; left out if it is not known."""
    publisher: str | None = None
    """Who published it."""
    author: str | None = None
    """Who wrote it."""
    published: IsoDay | None = None
    """When, as YYYY-MM-DD; left out if it is undated."""
    lists: Lists = Field(Lists.model_construct(), exclude=True)
    """Which lists it has next to regimens and prices."""
    note: str | None = None
    """What a reader must know about the document itself."""

    @cached_property
    def citation(self) -> Citation:
        """How an answer names it."""
        return Citation.filled_from(self)
