"""A user's own tables: found in a folder, checked in full, on top of the shipped ones."""

import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from mesoplan.errors import Fault, TableError
from mesoplan.tables.files import FILES, MODELS, Sections, check, merged
from mesoplan.tables.sources import fold
from mesoplan.tables.text import MAX_FAULTS, Key, Table, mapping, scan_file, whole_fault
from mesoplan.values.frozen import Frozen


class Own(Frozen):
    """What a folder of your own added to the shipped tables, or replaced in them."""

    folder: str
    """The folder, as it was named."""
    entries: dict[str, int]
    """How many entries of each section come from it; sections without any are left out."""


def table_files(folder: Path) -> list[Path]:
    """Return whichever table files a folder has.

    Raises:
        TableError: it cannot be read, has none, or one that is almost named so.
    """
    try:
        names = sorted(entry.name for entry in folder.iterdir())
    except OSError as error:
        missing = isinstance(error, FileNotFoundError)
        what = "there is no such folder" if missing else f"cannot be read: {error.strerror}"
        raise whole_fault(folder, f"{what} (--data or MESOPLAN_DATA)") from error
    for name in names:
        meant = re.sub(r"\.yml$", ".yaml", name.lower())
        if meant in FILES and meant not in names:
            raise whole_fault(folder / name, f"is not read under this name: call it {meant}")
    if found := [folder / name for name in FILES if name in names]:
        return found
    raise whole_fault(folder, f"holds neither {' nor '.join(FILES)}: mesoplan data init makes both")


def files_at(places: Iterable[Path]) -> tuple[list[Path], list[Fault]]:
    """Return the table files that folders have, and files as they are; and what is wrong with a place."""
    files: list[Path] = []
    faults: list[Fault] = []
    for place in places:
        try:
            files += table_files(place) if place.is_dir() else [place]
        except OSError:
            files.append(place)
        except TableError as error:
            faults += error.faults
    return files, faults


def check_files(files: Iterable[Path], shipped: Iterable[Table]) -> list[Table]:
    """Read table files with everything checked.

    Ids may be those of the shipped tables, and those of any table next to a file.

    Raises:
        TableError: with the faults of every file, from top to bottom, `MAX_FAULTS` at most.
    """
    tables, faults = _scan(files)
    nearby, unreadable = _scan(_neighbours(tables))
    known = [*shipped, *nearby, *tables]
    ids = {section: _entries(section, known) for section in MODELS}
    # What a file holds that cannot be read is not known, and what names it may be right.
    is_known = not (faults or unreadable)
    for table in tables:
        check(table, ids if is_known else None)
        for section, entries in ids.items():
            table.faults += _clashes(table, section, entries)
        faults += table.faults
    if faults:
        raise TableError(sorted(faults)[:MAX_FAULTS])
    return tables


def count_entries(parts: Iterable[Sections]) -> dict[str, int]:
    """Count what parts add, by section."""
    return {name: len(section) for name, section in merged(parts).items() if section}


def _scan(files: Iterable[Path]) -> tuple[list[Table], list[Fault]]:
    tables: list[Table] = []
    faults: list[Fault] = []
    for file in files:
        try:
            tables.append(scan_file(file))
        except TableError as error:
            faults += error.faults
    return tables, faults


def _neighbours(tables: Iterable[Table]) -> list[Path]:
    """Return the table files next to some."""
    there = {table.file.resolve() for table in tables}
    nearby = {file.with_name(name) for file in there if file.name in FILES for name in FILES} - there
    return [file for file in nearby if file.exists()]


def _entries(section: str, tables: Iterable[Table]) -> dict[str, Any]:
    """Return the entries of a section as they are written, so that faults in them hide no others."""
    return {key: entry for table in tables for key, entry in mapping(table.data.get(section)).items()}


def _clashes(table: Table, section: str, known: Mapping[str, Any]) -> Iterator[Fault]:
    """Find names in a table that mean another entry of a section as well, or stand for all of them."""
    owners: dict[str, list[str]] = {"all": ["every country"]} if section == "prices" else {}
    for key, entry in known.items():
        for name in _names(section, key, mapping(entry)):
            owners.setdefault(name, []).append(key)
    for key, entry in _entries(section, [table]).items():
        if "id" in mapping(entry):
            yield table.fault((section, key, "id"), "is not a field here: the key above it is the id", at_key=True)
        for name, path in _names(section, key, mapping(entry)).items():
            if taken := next((owner for owner in owners[name] if owner != key), None):
                message = f"the name {name} already means {taken}: choose another"
                yield table.fault((section, key, *path), message, at_key=not path)


def _names(section: str, key: str, fields: Mapping[str, Any]) -> dict[str, Key]:
    """Return what an entry is found by, folded, each with the way to its first place. A code may be shared."""
    written: dict[Key, Any] = {(): key}
    if section == "prices":
        aliases = fields.get("aliases")
        written[("name",)] = fields.get("name")
        written |= {("aliases", at): alias for at, alias in enumerate(aliases if isinstance(aliases, list) else ())}
    return {fold(name): path for path, name in reversed(written.items()) if isinstance(name, str)}
