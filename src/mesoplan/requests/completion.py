"""What a shell completes a word to: ids from the tables, each with its name."""

import os
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

from mesoplan.errors import TableError
from mesoplan.planning.closures import WEEKDAYS, places
from mesoplan.tables.catalog import read_shipped
from mesoplan.tables.text import mapping, scan_file

Offers = list[tuple[str, str]]
"""Words, and what each means."""

_QUOTES = str.maketrans("", "", "'\"`$\\")
"""What would end the words that the shells' scripts put names in."""


def _complete_ids(file: str, *sections: str, **more: str) -> Callable[[str], Offers]:
    return lambda incomplete: _matching({**_names(file, *sections), **more}, incomplete)


complete_protocols = _complete_ids("protocols.yaml", "protocols")
"""Return the protocols that begin so."""
complete_countries = _complete_ids("prices.yaml", "prices", all="Every price row")
"""Return the price rows that begin so."""
complete_conditions = _complete_ids("protocols.yaml", "screening", "indications")
"""Return the conditions and kinds of hair loss that begin so."""
complete_activities = _complete_ids("protocols.yaml", "aftercare", "before")
"""Return the activities that begin so."""


def complete_closed(incomplete: str) -> Offers:
    """Return what can be closed; after `holidays:` the places with public holidays."""
    if incomplete.lower().startswith("holidays:"):
        return _matching({f"holidays:{code}": name for code, name in places().items()}, incomplete)
    days = {day: f"Every {day.capitalize()}" for day in WEEKDAYS}
    known = {"weekends": "Saturdays and Sundays", "holidays": "Public holidays of --country"}
    return _matching({**known, "holidays:": "Public holidays of another place", **days}, incomplete)


def complete(known: Mapping[str, str]) -> Any:
    """Return what completes one of some fixed words."""
    return lambda incomplete: _matching(known, incomplete)


def _matching(names: Mapping[str, str], incomplete: str) -> Offers:
    """Return the names that begin so, in any case."""
    begun = incomplete.lower()
    return [(name, words) for name, words in names.items() if name.lower().startswith(begun)]


def _names(file: str, *sections: str) -> dict[str, str]:
    """Return the ids and names in some sections of the shipped and your own tables."""
    tables, own = [read_shipped(file, sections)], os.environ.get("MESOPLAN_DATA")
    with suppress(TableError):  # what cannot be read completes nothing; data validate says what is wrong
        tables += [scan_file(Path(own) / file)] if own else []
    found = [mapping(table.data.get(section)) for table in tables for section in sections]
    entries = [(key, mapping(entry)) for entries in found for key, entry in entries.items()]
    return {key: str(entry.get("name", "")).translate(_QUOTES) for key, entry in entries}
