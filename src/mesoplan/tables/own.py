"""A user's own tables: found in a folder, checked in full, on top of the shipped ones."""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

from mesoplan.errors import MOST_NAMED, Fault, TableError, quoted
from mesoplan.tables.files import FILES, MODELS, Sections, check, merged
from mesoplan.tables.prices import PLACE
from mesoplan.tables.sources import fold
from mesoplan.tables.text import MAX_FAULTS, Key, Table, mapping, scan_file, whole_fault


@dataclass(frozen=True, slots=True)
class Own:
    """What a folder of your own added to the shipped tables, or replaced in them."""

    folder: str
    """The folder, as it was named."""
    entries: dict[str, int]
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
    if misnamed:
        raise whole_fault(misnamed[0], f"is not read under this name: call it {misnamed[0].stem.lower()}.yaml")
    if not found:
        raise whole_fault(folder, f"holds neither {' nor '.join(FILES)}: mesoplan data init makes both")
    return found


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


def check_files(files: Iterable[Path], shipped: Iterable[Sections]) -> list[tuple[Table, Sections]]:
    """Read table files with everything checked, and return each with what it holds.

    Sources may be the shipped ones, and those of any table next to a file.

    Raises:
        TableError: with every fault of every file, file by file from top to bottom.
    """
    tables, faults = _scan(files)
    faults += _source_faults(tables, _ids("sources", [*shipped, *_data(tables), *_neighbours(tables)]))
    parts, found = check(tables)
    faults += [*found, *_name_faults(merged(shipped), tables), *_place_faults(tables)]
    if faults:
        raise TableError(_in_order(faults))
    return list(zip(tables, parts, strict=True))


def check_tables(tables: Iterable[Table]) -> list[Sections]:
    """Check every field of some tables with pydantic, and return what each holds.

    Raises:
        TableError: with every fault of every table.
    """
    parts, faults = check(tables)
    if faults:
        raise TableError(faults)
    return parts


def count_entries(parts: Iterable[Sections]) -> dict[str, int]:
    """Count what parts add, by section."""
    return {name: len(section) for name, section in merged(parts).items() if section}


def _in_order(faults: Iterable[Fault]) -> list[Fault]:
    """Return faults by file and place, `MAX_FAULTS` at most; files come in the order of their first fault."""
    files: dict[str, list[Fault]] = {}
    for fault in faults:
        files.setdefault(fault.file, []).append(fault)
    ordered = [fault for found in files.values() for fault in sorted(found, key=lambda fault: fault[1:3])]
    more = [
        fault._replace(path="", message="more faults from here on: fix those above first", text="")
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
    """Return the data of the tables next to some, without reporting their own faults."""
    there = {table.file.resolve() for table in tables}
    nearby = {file.with_name(name) for file in there if file.name in FILES for name in FILES} - there
    return _data(_scan(file for file in nearby if file.exists())[0])


def _data(tables: Iterable[Table]) -> list[Mapping[str, Any]]:
    return [table.data for table in tables]


def _name_faults(shipped: Sections, tables: Sequence[Table]) -> Iterator[Fault]:
    """Find what no entry alone can show: names that would mean two entries, ids that are not there.

    Entries are looked at as they are written, so that other faults in them hide nothing.
    """
    ids = {section: _ids(section, [shipped, *_data(tables)]) for section in MODELS}
    yield from _shared_names(shipped, tables)
    for table in tables:
        yield from _pointer_faults(table, ids)
        for section in MODELS.keys() & table.data.keys() - {"prices"}:
            yield from _same_ids(section, ids[section], table)


def _ids(section: str, parts: Iterable[Sections]) -> dict[str, None]:
    """Return the ids of a section, in the order of the parts."""
    return dict.fromkeys(key for part in parts for key in mapping(part.get(section)))


def _some(names: Collection[str]) -> str:
    """List names, but not so many that nobody reads them."""
    more = ["..."] if len(names) > MOST_NAMED else []
    return ", ".join([*islice(names, MOST_NAMED), *more]) or "none"


def _source_faults(tables: Iterable[Table], known: Collection[str]) -> Iterator[Fault]:
    """Find sources that are not there, however deep they are cited."""
    for table in tables:
        for path, source in _cited(table.data, ()):
            if source not in known:
                hint = f"add it under sources, or take one of {_some(known)}"
                yield table.fault(path, f"no source is called {source}: {hint}")


def _cited(data: Any, path: Key) -> Iterator[tuple[Key, str]]:
    """Yield every source that table data cites, with its place."""
    for step, value in enumerate(data) if isinstance(data, list) else mapping(data).items():
        if step == "source" and isinstance(value, str):
            yield (*path, step), value
        else:
            yield from _cited(value, (*path, step))


def _place_faults(tables: Iterable[Table]) -> Iterator[Fault]:
    """Find places whose public holidays are not known."""
    for table in tables:
        for key, row in mapping(table.data.get("prices")).items():
            place = mapping(row).get("holidays")
            if isinstance(place, str) and PLACE.fullmatch(place) and not _has_holidays(place):
                message = f"no public holidays are known for {quoted(place)}: write GB or GB-ENG"
                yield table.fault(("prices", key, "holidays"), message)


def _has_holidays(place: str) -> bool:
    from holidays import country_holidays  # it takes long to load, and few tables name a place

    country, _, region = place.partition("-")
    try:
        return country_holidays(country, subdiv=region or None) is not None
    except NotImplementedError:
        return False


_POINTERS = {
    ("screening", "before"): ("before", "advice"),
    ("screening", "see"): ("screening", "condition"),
    ("side_effects", "concerns"): ("screening", "condition"),
    ("session", "concerns"): ("screening", "condition"),
    ("ingredients", "concerns"): ("screening", "condition"),
    ("evidence", "includes"): ("evidence", "evidence"),
}
"""Fields that hold ids of another section: which, and what its entries are called."""


def _pointer_faults(table: Table, ids: Mapping[str, Collection[str]]) -> Iterator[Fault]:
    """Find ids that a field points to and no table has."""
    for (section, field), (target, what) in _POINTERS.items():
        for key, entry in mapping(table.data.get(section)).items():
            named = mapping(entry).get(field)
            for name in named if isinstance(named, list) else [named]:
                if isinstance(name, str) and name not in ids[target]:
                    message = f"no {what} is called {name}: take one of {_some(ids[target])}"
                    yield table.fault((section, key, field), message)


def _shared_names(shipped: Sections, tables: Sequence[Table]) -> Iterator[Fault]:
    """Find names that `--country` would take for two price rows, or that stand for all of them."""
    own = {key: table for table in tables for key in mapping(table.data.get("prices"))}
    names = {key: _names(key, vars(row)) for key, row in shipped.get("prices", {}).items() if key not in own}
    names |= {key: _names(key, mapping(table.data["prices"][key])) for key, table in own.items()}
    owners = _owners((name, key) for key, named in names.items() for name in named) | {"all": ["every country"]}
    for key, table in own.items():
        for name, path in names[key].items():
            if taken := [owner for owner in owners[name] if owner != key]:
                yield table.fault(path, f"the name {name} already means {taken[0]}: choose another")


def _names(key: str, fields: Mapping[str, Any]) -> dict[str, Key]:
    """Return the names of a price row, folded, each with its first place. A code may be shared."""
    aliases = fields.get("aliases")
    named: dict[Key, Any] = {(): key, ("name",): fields.get("name")}
    named |= {("aliases", at): alias for at, alias in enumerate(aliases if isinstance(aliases, list | tuple) else ())}
    places: dict[str, Key] = {}
    for path, name in named.items():
        if isinstance(name, str):
            places.setdefault(fold(name), ("prices", key, *path))
    return places


def _owners(names: Iterable[tuple[str, str]]) -> dict[str, list[str]]:
    owners: dict[str, list[str]] = {}
    for name, owner in names:
        owners.setdefault(name, []).append(owner)
    return owners


def _same_ids(section: str, ids: Iterable[str], table: Table) -> Iterator[Fault]:
    """Find ids of a section that differ from another in their case alone."""
    owners = _owners((fold(key), key) for key in ids)
    for key in mapping(table.data[section]):
        if others := [owner for owner in owners[fold(key)] if owner != key]:
            message = f"differs from {others[0]} in its case alone: choose another id, or write {others[0]}"
            yield table.fault((section, key), message, at_key=True)
