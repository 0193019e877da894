"""What the shell completes. It must answer at a keystroke, so it loads no YAML parser.

The names are read from the tables line by line. A table laid out in another way loses its completions
and nothing else.
"""

import os
import re
from collections.abc import Iterator
from pathlib import Path

from mesoplan.tables.shipped import shipped_folder

_ENTRY = re.compile(r"  (?P<id>[^\s#:][^:]*):(?P<rest>.*)")
_NAME = re.compile(r"""\s*(?:(?P<flow>\{).*?\b)?name:\s*(?P<name>"[^"]*"|'[^']*'|(?(flow)[^,}]*|.*))""")


def complete_protocols(incomplete: str) -> list[tuple[str, str]]:
    """Return the protocols that begin so, each with its name."""
    return _matching(_entries("protocols"), incomplete)


def complete_countries(incomplete: str) -> list[tuple[str, str]]:
    """Return the countries that begin so, each with its name."""
    return _matching({**_entries("prices"), "all": "Every country there is"}, incomplete)


def complete_conditions(incomplete: str) -> list[tuple[str, str]]:
    """Return the conditions and kinds of hair loss that begin so, each with its name."""
    return _matching({**_entries("screening"), **_entries("indications")}, incomplete)


def complete_activities(incomplete: str) -> list[tuple[str, str]]:
    """Return the activities that begin so, each with its name."""
    return _matching(_entries("aftercare"), incomplete)


def complete_paces(incomplete: str) -> list[tuple[str, str]]:
    """Return the paces that begin so, each with what it means."""
    paces = {"fast": "Shortest of every interval", "typical": "Middle of it", "slow": "Longest of it"}
    return _matching(paces, incomplete)


def complete_closed(incomplete: str) -> list[tuple[str, str]]:
    """Return what can be closed, each with what it means."""
    days = {day: f"Every {day.capitalize()}" for day in ("mon", "tue", "wed", "thu", "fri", "sat", "sun")}
    known = {"weekends": "Saturdays and Sundays", "holidays": "Public holidays of --country", **days}
    return _matching(known, incomplete)


def complete_sorts(incomplete: str) -> list[tuple[str, str]]:
    """Return the orders that begin so, each with what it means."""
    orders = {"cost": "Lowest cost first", "sessions": "Fewest sessions first", "length": "Shortest course first"}
    return _matching(orders, incomplete)


def complete_schemas(incomplete: str) -> list[tuple[str, str]]:
    """Return what has a JSON Schema and begins so, each with what it is."""
    tables = {"protocols": "The table of regimens", "prices": "The table of prices"}
    documents = {
        "schedule": "schedule --json",
        "cost": "cost --json",
        "plan": "plan --json",
        "batch": "batch",
        "compare": "compare --json",
        "aftercare": "aftercare --json",
        "screen": "screen --json",
        "protocols-output": "protocols --json",
        "prices-output": "prices --json",
        "validate": "data validate --json",
    }
    return _matching(tables | {name: f"What {words} prints" for name, words in documents.items()}, incomplete)


def complete_formats(incomplete: str) -> list[tuple[str, str]]:
    """Return the formats that begin so, each with what it is for."""
    known = {
        "table": "For reading",
        "json": "For scripts",
        "csv": "For spreadsheets",
        "markdown": "For notes",
        "ics": "For calendars",
        "html": "For printing",
    }
    return _matching(known, incomplete)


def _matching(names: dict[str, str], incomplete: str) -> list[tuple[str, str]]:
    return [(name, words) for name, words in names.items() if name.startswith(incomplete.lower())]


def _entries(section: str) -> dict[str, str]:
    """Return the ids and names of a section of the shipped and the user's tables."""
    folders = [shipped_folder()]
    if data := os.environ.get("MESOPLAN_DATA"):
        folders.append(Path(data))
    file = "prices.yaml" if section == "prices" else "protocols.yaml"
    return dict(entry for folder in folders for entry in _scan(folder / file, section))


def _scan(file: Path, section: str) -> Iterator[tuple[str, str]]:
    try:
        lines = file.read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return
    inside, entry = False, ""
    for line in lines:
        if line and not line[0].isspace():
            if inside:
                return
            inside = line.startswith(f"{section}:")
        elif inside and (match := _ENTRY.match(line)):
            entry, line = match["id"].strip("'\""), match["rest"]
        if inside and entry and (name := _NAME.match(line)):
            # Quotes would end the words that the shells' scripts put the names in.
            yield entry, re.sub(r"['\"`$\\]", "", name["name"]).strip()
            entry = ""
