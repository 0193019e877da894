"""Entries by the words that people type, and documents by the lists that they have or lost."""

from collections.abc import Iterable, Sequence

from mesoplan.errors import UnknownNameError
from mesoplan.tables.advice import Entry
from mesoplan.tables.catalog import Catalog
from mesoplan.tables.sources import Listing, fold


def is_meant(entry: Entry, words: Iterable[str]) -> bool:
    """Whether one of some words is an entry's id, name or synonym, whatever the case, spaces, hyphens and plural."""
    names = {_key(name) for name in (entry.id, entry.name, *entry.synonyms)}
    return any(_key(word) in names for word in words)


def refuse_unknown(kind: str, words: Iterable[str], entries: Sequence[Entry], remark: str = "") -> None:
    """Let no word pass that means nothing here.

    Raises:
        UnknownNameError: with every such word and the nearest names.
    """
    unknown = [word for word in words if not any(is_meant(entry, [word]) for entry in entries)]
    if unknown:
        ids, also = [entry.id for entry in entries], [name for entry in entries for name in entry.synonyms]
        # A far guess would mislead: thyroid is not steroids.
        raise UnknownNameError(kind, unknown, ids, also=also, remark=remark, likeness=0.72)


def _key(word: str) -> str:
    """Return a word without case, accents, spaces, hyphens and the s of a plural, for comparison."""
    return "".join(char for char in fold(word) if char.isalnum()).removesuffix("s")


def documents_by_list(catalog: Catalog, topic: str, listing: Listing) -> tuple[str, ...]:
    """Return the ids of the documents whose list on a topic, a field of `Lists`, is given, empty or lost."""
    return tuple(key for key, source in catalog.sources.items() if getattr(source.lists, topic) == listing)


def lost_lists(catalog: Catalog) -> dict[str, tuple[str, ...]]:
    """Return the topics whose lists some documents had and lost, by document; those without a loss are left out."""
    lists = {key: source.lists for key, source in catalog.sources.items()}
    lost = {key: tuple(topic for topic, listing in had if listing == "not-available") for key, had in lists.items()}
    return {key: topics for key, topics in lost.items() if topics}
