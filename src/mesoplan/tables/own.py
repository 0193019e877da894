"""A user's own tables: found in a folder, checked in full, on top of the shipped ones."""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from itertools import islice
from pathlib import Path
from typing import Any, NamedTuple

from mesoplan.errors import MOST_NAMED, Fault, TableError
from mesoplan.tables.checks import validate
from mesoplan.tables.files import FILES, MODELS, Sections, TableFile, merged
from mesoplan.tables.regimens import fold
from mesoplan.tables.text import MAX_FAULTS, Key, Table, mapping, scan_file, whole_fault


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
        missing = FILES.keys() - {file.name for file in found}
        entries = sorted(folder.iterdir()) if folder.is_dir() else []
        misnamed = [entry for entry in entries if re.sub(r"\.yml$", ".yaml", entry.name.lower()) in missing]
    except OSError as error:
        raise whole_fault(folder, f"cannot be read: {error.strerror}") from error
    if not folder.is_dir():
        what = "this is not a folder" if folder.exists() else "there is no such folder"
        raise whole_fault(folder, f"{what} (--data or MESOPLAN_DATA)")
    for near in misnamed:
        raise whole_fault(near, f"is not read under this name: call it {near.stem.lower()}.yaml")
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
    faults += _name_faults(merged(shipped), tables)
    if faults:
        raise TableError(_in_order(faults))
    return parts


def check_tables(tables: Iterable[Table]) -> list[Sections]:
    """Check every field of some tables with pydantic, and return what each holds.

    Raises:
        TableError: with every fault of every table.
    """
    parts: list[Sections] = []
    faults: list[Fault] = []
    for table in tables:
        part, found = validate(table, kind_of(table))
        parts.append(part)
        faults += found
    if faults:
        raise TableError(faults)
    return parts


def kind_of(table: Table) -> type[TableFile]:
    """Return what a table may hold, by its file's name; under another name by what it has most of."""

    def shared(name: str) -> int:
        return len(FILES[name].model_fields.keys() & table.data)

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


def _name_faults(shipped: Sections, tables: Sequence[Table]) -> Iterator[Fault]:
    """Find what no entry alone can show: names that would mean two entries, advice that is not there.

    Entries are looked at as they are written, so that other faults in them hide nothing.
    """
    yield from _shared_names(shipped, tables)
    yield from _pointer_faults(shipped, tables)
    for table in tables:
        for section in MODELS.keys() & table.data.keys() - {"prices"}:
            ids = {key for part in (shipped, *_data(tables)) for key in mapping(part.get(section))}
            yield from _same_ids(section, ids, table)


_POINTERS = {
    ("screening", "before"): ("before", "advice"),
    ("screening", "see"): ("screening", "condition"),
    ("side_effects", "concerns"): ("screening", "condition"),
    ("session", "concerns"): ("screening", "condition"),
    ("ingredients", "concerns"): ("screening", "condition"),
    ("evidence", "includes"): ("evidence", "evidence"),
}
"""Fields that hold ids of another section: which, and what its entries are called."""


def _pointer_faults(shipped: Sections, tables: Sequence[Table]) -> Iterator[Fault]:
    """Find ids that a field points to and no table has."""
    for (section, field), (target, what) in _POINTERS.items():
        there = dict.fromkeys(key for part in (shipped, *_data(tables)) for key in mapping(part.get(target)))
        for table in tables:
            for key, entry in mapping(table.data.get(section)).items():
                named = mapping(entry).get(field)
                for name in named if isinstance(named, list) else [named]:
                    if isinstance(name, str) and name not in there:
                        message = f"no {what} is called {name}: take one of {_some(there)}"
                        yield table.fault((section, key, field), message)


def _data(tables: Iterable[Table]) -> list[Mapping[str, Any]]:
    return [table.data for table in tables]


def _shared_names(shipped: Sections, tables: Sequence[Table]) -> Iterator[Fault]:
    """Find names that `--country` would take for two price rows, or that stand for all of them."""
    written = {key: (table, entry) for table in tables for key, entry in mapping(table.data.get("prices")).items()}
    kept = [
        (fold(name), key)
        for key, price in shipped.get("prices", {}).items()
        if key not in written
        for name in dict.fromkeys((key, price.name, *price.aliases))
    ]
    named = [(name, key, path) for key, (_, entry) in written.items() for name, path in _names(key, entry)]
    owners = _owners([*kept, *((name, key) for name, key, _ in named)])
    owners["all"] = ["every country"]
    for name, key, path in named:
        if taken := [owner for owner in owners[name] if owner != key]:
            yield written[key][0].fault(path, f"the name {name} already means {taken[0]}: choose another")


def _names(key: str, entry: Any) -> Iterator[tuple[str, Key]]:
    """Yield every name of a price row once, folded, each with its place."""
    path, fields = ("prices", key), mapping(entry)
    aliases = fields.get("aliases")
    # A code may be shared: a country has several clinics.
    places: list[tuple[Any, Key]] = [(key, path), (fields.get("name"), (*path, "name"))]
    places += (
        [(alias, (*path, "aliases", index)) for index, alias in enumerate(aliases)] if isinstance(aliases, list) else []
    )
    seen: set[str] = set()
    for name, place in places:
        if isinstance(name, str) and (folded := fold(name)) not in seen:
            seen.add(folded)
            yield folded, place


def _owners(names: Iterable[tuple[str, str]]) -> dict[str, list[str]]:
    owners: dict[str, list[str]] = {}
    for name, owner in names:
        owners.setdefault(name, []).append(owner)
    return owners


def _same_ids(section: str, entries: Iterable[str], table: Table) -> Iterator[Fault]:
    """Find ids of a section that differ from another in their case alone."""
    owners = _owners((fold(key), key) for key in entries)
    for key in mapping(table.data[section]):
        if others := [owner for owner in owners[fold(key)] if owner != key]:
            message = f"differs from {others[0]} in its case alone: choose another id, or write {others[0]}"
            yield table.fault((section, key), message, at_key=True)
