"""What the tables say of documents, and how an answer names one."""

import unicodedata
from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Literal

from pydantic import Field

from mesoplan.tables.record import IsoDay, Record
from mesoplan.values.frozen import Frozen

Listing = Literal["given", "none", "not-available"]


class Lists(Record):
    """Which lists a document has: given, none (it names nothing), not-available (lost when it was saved).

    Left out: not known, and never taken for none.
    """

    aftercare: Listing | None = None
    """What to avoid or to do after a session."""
    screening: Listing | None = None
    """Who should not be treated."""
    indications: Listing | None = None
    """What the treatment is for."""
    side_effects: Listing | None = None
    """What may happen."""
    session: Listing | None = None
    """What happens at a session."""
    ingredients: Listing | None = None
    """What is injected."""
    aims: Listing | None = None
    """What the injections aim at."""
    first_changes: Listing | None = None
    """What one may notice first."""
    review_result: Listing | None = None
    """What a review that it cites found."""
    alternatives: Listing | None = None
    """What else there is."""
    price_drivers: Listing | None = None
    """Why prices differ."""


LISTS: Mapping[str, str] = {
    "aftercare": "what to avoid afterwards",
    "screening": "who should not be treated",
    "indications": "what it is for",
    "side_effects": "what may happen",
    "session": "what happens at a session",
    "ingredients": "what is injected",
    "aims": "what the injections aim at",
    "first_changes": "what you may notice first",
    "review_result": "what a cited review found",
    "alternatives": "what else there is",
    "price_drivers": "why prices differ",
}
"""The lists that a document may have, in words."""


class Source(Record):
    """A published document that figures come from."""

    id: str
    """Its key in the table."""
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


@lru_cache(maxsize=1024)
def fold(name: str) -> str:
    """Return a name without regard to case, accents and spaces around it, for comparison. The tables' are kept."""
    plain = (char for char in unicodedata.normalize("NFKD", name.strip()) if not unicodedata.combining(char))
    return "".join(plain).casefold()


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
