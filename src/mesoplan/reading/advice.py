"""Which documents' advice counts, and for whom: words to a source and conditions."""

from mesoplan.errors import UsageError
from mesoplan.reading import Words
from mesoplan.tables.advice import HairType
from mesoplan.tables.regimens import Protocol


def read_hair(words: Words) -> tuple[HairType, ...]:
    """Return the conditions that are met."""
    return ("oily-hair",) if words.get("oily_hair") else ()


def read_source(words: Words, protocol: Protocol, *, own: bool = False) -> str | None:
    """Return the only document to go by; None for all of them. `own`: the default is the protocol's.

    Raises:
        UsageError: both ways are asked for.
    """
    strict, source_only = words.get("strict"), words.get("source_only")
    if strict and source_only:
        raise UsageError("--strict takes every document and --source-only one: give one of the two", "strict")
    return protocol.source if source_only or (own and not strict) else None
