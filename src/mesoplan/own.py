"""A user's own tables: found in a folder, checked in full, on top of the shipped ones."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from itertools import islice
from pathlib import Path
from typing import Any, NamedTuple

from mesoplan.errors import MOST_NAMED, Fault, TableError
from mesoplan.files import FILES, MODELS
from mesoplan.models import Price, fold
from mesoplan.records import Sections, merged
from mesoplan.tables import MAX_FAULTS, Key, Table, mapping, scan_file, whole_fault


class Own(NamedTuple):
    """What a user's own folder adds."""

    folder: str
    """The folder, as it was named."""
    entries: Mapping[str, int]
    """How many entries of each section come from it; sections without any are left out."""


def table_files(folder: Path) -> list[Path]:
    """Return whichever table files a folder has.

    Raises:
        TableError: it is no folder, or has none.
    """
    try:
        found = [folder / name for name in FILES if (folder / name).exists()]
    except OSError as error:
        raise whole_fault(folder, f"cannot be read: {error.strerror}") from error
    if not folder.is_dir():
        what = "this is not a folder" if folder.exists() else "there is no such folder"
        raise whole_fault(folder, f"{what} (--data or MESOPLAN_DATA)")
    if not found:
        raise whole_fault(folder, f"holds neither {' nor '.join(FILES)}: mesoplan data init makes both")
    return found


def files_at(places: Iterable[Path]) -> tuple[list[Path], list[Fault]]:
    """Return the table files that folders have, and files as they are; and what is wrong with a place."""
    files: list[Path] = []
    faults: list[Fault] = []
    for place in places:
        try:
            files += table_files(place) if _is_folder(place) else [place]
        except TableError as error:
            faults += error.faults
    return files, faults


def _is_folder(place: Path) -> bool:
    try:
        return place.is_dir()
    except OSError:
        return False


def check_files(files: Iterable[Path], shipped: Iterable[Sections]) -> list[Sections]:
    """Read table files with everything checked, and return what each holds.

    Sources may be the shipped ones, and those of any table beside a file.

    Raises:
        TableError: with every fault of every file, file by file from top to bottom.
    """
    tables, faults = _scan(files)
    known = [*shipped, *(table.data for table in tables), *_neighbours(tables)]
    sources = dict.fromkeys(key for part in known for key in mapping(part.get("sources")))
    faults += [fault for table in tables for fault in _source_faults(table, sources)]
    parts: list[Sections] = []
    try:
        parts = check_tables(tables)
    except TableError as error:
        faults += error.faults
    faults = faults or list(_name_faults(merged([*shipped, *parts]), tables))
    if faults:
        raise TableError(_in_order(faults))
    return parts


def check_tables(tables: Iterable[Table]) -> list[Sections]:
    """Check every field of some tables with pydantic, and return what each holds.

    Raises:
        TableError: with every fault of every table.
    """
    from mesoplan.checks import validate

    parts: list[Sections] = []
    faults: list[Fault] = []
    for table in tables:
        part, found = validate(table, kind_of(table))
        parts.append(part)
        faults += found
    if faults:
        raise TableError(faults)
    return parts


def kind_of(table: Table) -> type:
    """Return what a table may hold, by its file's name; under another name by what it has most of."""

    def shared(name: str) -> int:
        return len(FILES[name].__annotations__.keys() & table.data)

    return FILES.get(table.file.name) or FILES[max(FILES, key=shared)]


def count_entries(parts: Iterable[Sections]) -> dict[str, int]:
    """Count what parts add, by section."""
    return {name: len(section) for name, section in merged(parts).items() if section}


def _in_order(faults: Iterable[Fault]) -> list[Fault]:
    """Sort faults by their place, files in the order of their first fault, and tell no more than anybody mends."""
    files: dict[str, list[Fault]] = {}
    for fault in faults:
        files.setdefault(fault.file, []).append(fault)
    ordered = [fault for found in files.values() for fault in sorted(found, key=lambda fault: fault[1:3])]
    more = [
        fault._replace(path="", message="more faults from here on: mend those above first", text="")
        for fault in ordered[MAX_FAULTS : MAX_FAULTS + 1]
    ]
    return ordered[:MAX_FAULTS] + more


def _scan(files: Iterable[Path]) -> tuple[list[Table], list[Fault]]:
    tables: list[Table] = []
    faults: list[Fault] = []
    for file in files:
        try:
            tables.append(scan_file(file))
            faults += tables[-1].faults
        except TableError as error:
            faults += error.faults
    return tables, faults


def _neighbours(tables: Iterable[Table]) -> list[Mapping[str, Any]]:
    """Return the data of the tables beside some, their own faults left alone."""
    there = {table.file.resolve() for table in tables}
    beside = {file.with_name(name) for file in there if file.name in FILES for name in FILES} - there
    return [table.data for table in _scan(file for file in beside if file.exists())[0]]


def _source_faults(table: Table, known: Mapping[str, Any]) -> Iterator[Fault]:
    """Find sources that are not there, however deep they are cited."""
    for path, source in _cited(table.data, ()):
        if source not in known:
            yield table.fault(
                path, f"no source is called {source}: add it under sources, or take one of {_some(known)}"
            )


def _some(names: Collection[str]) -> str:
    """List names, but not so many that nobody reads them."""
    more = ["..."] if len(names) > MOST_NAMED else []
    return ", ".join([*islice(names, MOST_NAMED), *more]) or "none"


def _cited(data: Any, path: Key) -> Iterator[tuple[Key, str]]:
    """Yield every source that table data cites, with its place."""
    steps: Iterable[tuple[str | int, Any]] = ()
    if isinstance(data, dict):
        steps = data.items()
    elif isinstance(data, list):
        steps = enumerate(data)
    for step, value in steps:
        if step == "source" and isinstance(value, str):
            yield (*path, step), value
        else:
            yield from _cited(value, (*path, step))


def _name_faults(whole: Sections, tables: Sequence[Table]) -> Iterator[Fault]:
    """Find what no entry alone can show: names that would mean two entries, advice that is not there."""
    owners = _owners((name, price.id) for price in whole.get("prices", {}).values() for name in price.names)
    owners["all"] = ["every country"]
    for table in tables:
        for key in mapping(table.data.get("prices")):
            for name in whole["prices"][key].names:
                if taken := [owner for owner in owners[name] if owner != key]:
                    message = f"the name {name} already means {taken[0]}: choose another"
                    yield table.fault(_place_of(name, whole["prices"][key]), message)
        for key in mapping(table.data.get("screening")):
            advice, known = whole["screening"][key].before, whole.get("before", {})
            if advice is not None and advice not in known:
                message = f"no advice is called {advice}: take one of {_some(known)}"
                yield table.fault(("screening", key, "before"), message)
        for section in MODELS.keys() & table.data.keys() - {"prices"}:
            yield from _same_ids(section, whole[section], table)


def _owners(names: Iterable[tuple[str, str]]) -> dict[str, list[str]]:
    owners: dict[str, list[str]] = {}
    for name, owner in names:
        owners.setdefault(name, []).append(owner)
    return owners


def _place_of(name: str, price: Price) -> Key:
    """Return where a price row has a name."""
    path = ("prices", price.id)
    for field in ("code", "name"):
        if name == fold(getattr(price, field) or ""):
            return (*path, field)
    aliases = [fold(alias) for alias in price.aliases]
    return (*path, "aliases", aliases.index(name)) if name in aliases else path


def _same_ids(section: str, entries: Mapping[str, Any], table: Table) -> Iterator[Fault]:
    """Find ids of a section that differ from another in their case alone."""
    owners = _owners((fold(key), key) for key in entries)
    for key in table.data[section]:
        if others := [owner for owner in owners[fold(key)] if owner != key]:
            message = f"differs from {others[0]} in its case alone: choose another id, or write {others[0]}"
            yield table.fault((section, key), message, at_key=True)
