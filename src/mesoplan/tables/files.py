"""The table files: what each may hold, found in a folder, checked by pydantic, each finding with its place.

A new section of a table is a field here: reading, checking, merging, the catalogue, the JSON Schema and the
documents follow from the fields.
"""

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from os.path import isdir
from pathlib import Path
from typing import Any, TypeVar

from pydantic import Field, ValidationError, field_validator

from mesoplan.errors import Fault, TableError, fold
from mesoplan.tables import advice
from mesoplan.tables.prices import Price
from mesoplan.tables.record import IsoDay, Record, worded
from mesoplan.tables.regimens import Protocol
from mesoplan.tables.sources import Source
from mesoplan.tables.text import MAX_FAULTS, Key, Table, mapping, scan, scan_file, whole_fault
from mesoplan.values import Frozen

Read = TypeVar("Read")

Sections = Mapping[str, Mapping[str, Any]]
"""The entries of a file by section and id."""


class TableFile(Record):
    """What every table file may hold."""

    checked: IsoDay | None = None
    """When its entries were last checked against their sources, as YYYY-MM-DD."""
    sources: dict[str, Source] = Field({})
    """The documents that figures come from, each under an id of your choice. Both files share them."""

    @field_validator("*", mode="before")
    @classmethod
    def _with_ids(cls, section: Any) -> Any:
        """Give every entry its key as its id."""
        if not isinstance(section, dict):
            return section
        return {key: {**entry, "id": key} if isinstance(entry, dict) else entry for key, entry in section.items()}


class RegimensFile(TableFile):
    """Regimens, and the documents that they come from."""

    protocols: dict[str, Protocol] = Field({})
    """The regimens, each under its id: what `--protocol` takes."""


class ProtocolsFile(RegimensFile):
    """Regimens, advice around them, and the documents that they come from."""

    aftercare: dict[str, advice.Activity] = Field({})
    """What to avoid or to do after a session, and for how long."""
    before: dict[str, advice.Activity] = Field({})
    """What to avoid or to do before a session."""
    screening: dict[str, advice.Condition] = Field({})
    """Who should not be treated, or perhaps not."""
    indications: dict[str, advice.Indication] = Field({})
    """What the treatment is said to be for, or not to be for."""
    side_effects: dict[str, advice.SideEffect] = Field({})
    """What may happen, how often and for how long."""
    session: dict[str, advice.SessionTopic] = Field({})
    """What happens at a session, by step or topic."""
    ingredients: dict[str, advice.Ingredient] = Field({})
    """What is injected."""
    alternatives: dict[str, advice.Alternative] = Field({})
    """What else there is."""
    price_drivers: dict[str, advice.Topic] = Field({})
    """Why prices differ."""
    evidence: dict[str, advice.Evidence] = Field({})
    """What the documents claim, next to what the cited paper says."""
    questions: dict[str, advice.Question] = Field({})
    """What to ask a clinic, in our words."""


class PricesFile(TableFile):
    """What a session costs, and the documents that say so."""

    prices: dict[str, Price] = Field({})
    """What a session costs, by country or region, each under its id: what `--country` takes."""


class Own(Frozen):
    """What a folder of your own added to the shipped tables, or replaced in them."""

    folder: str
    """The folder, as it was named."""
    entries: dict[str, int]
    """How many entries of each section come from it; sections without any are left out."""


FILES: Mapping[str, type[TableFile]] = {"protocols.yaml": ProtocolsFile, "prices.yaml": PricesFile}
"""The table files, and what each may hold."""

SECTIONS = tuple(dict.fromkeys(name for kind in FILES.values() for name in kind.model_fields if name != "checked"))
"""The sections of the tables."""

REGIMENS = ("sources", "protocols", "prices")
"""The sections that dates and costs need: reading no more is quicker."""


def merged(parts: Iterable[Sections]) -> dict[str, Any]:
    """Put parts together, section by section: later entries are added, and replace those of the same id."""
    whole: dict[str, Any] = {}
    for part in parts:
        for name, section in part.items():
            whole[name] = {**whole.get(name, {}), **section}
    return whole


def check(table: Table, ids: Sections | None = None) -> None:
    """Check every field of a table with pydantic: fill its sections, or add to its faults.

    Args:
        table: as it is written.
        ids: the entries that fields may name, by section; None: whatever they name is right.
    """
    # A file of another name is what it has most of.
    kind = FILES.get(table.file.name) or max(FILES.values(), key=lambda one: len(one.model_fields.keys() & table.data))
    if kind is ProtocolsFile and table.data.keys() <= RegimensFile.model_fields.keys():
        # Where there is no advice, its models need not be built.
        kind = RegimensFile
    try:
        checked = kind.model_validate(table.data, context=ids)
        table.sections = {name: section for name, section in checked if name in SECTIONS}
    except ValidationError as error:
        for found in error.errors(include_url=False):
            path = found["loc"]
            field = getattr(found.get("ctx", {}).get("error"), "field", None)
            if field and (steps := steps_of(field))[0] in mapping(found["input"]):
                path = (*path, *steps)
            table.faults.append(table.fault(path, worded(found), at_key=found["type"] == "extra_forbidden"))


def steps_of(field: str) -> Key:
    """Return the way to a field that may be an entry of a list, as `packs.1`."""
    return tuple(int(step) if step.isdigit() else step for step in field.split("."))


def doubts_in(table: Table) -> Iterator[Fault]:
    """Yield what is doubtful in a table that has no faults: at the place of one figure, with that of the other."""
    for key, price in table.sections.get("prices", {}).items():
        for field, says in price.doubts():
            yield table.fault(("prices", key, *steps_of(field)), says)
    for key, protocol in table.sections.get("protocols", {}).items():
        for field, other, says in protocol.contradictions():
            line, column = table.place_of(("protocols", key, *other))
            yield table.fault(("protocols", key, *field), f"{says} The other figure is at {line}:{column}.")


def shipped_folder() -> Path:
    """Return the folder of the shipped tables: in an installed package, or next to `src` in a checkout."""
    package = Path(__file__).parents[1]
    installed = package / "data"
    return installed if installed.is_dir() else package.parents[1] / "data"


def read_shipped(name: str, sections: Collection[str] | None = None) -> Table:
    """Read some sections of a shipped table, or all, and `checked`; no anchor there is used outside its section."""
    file = shipped_folder() / name
    parts = re.split(r"^(?=\w+:)", file.read_text(encoding="utf-8"), flags=re.MULTILINE)
    if sections is not None:
        parts = [part for part in parts if part.partition(":")[0] in {*sections, "checked"}]
    return scan("".join(parts), file)


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
    return _gathered(lambda place: table_files(place) if isdir(place) else [place], places)  # noqa: PTH112  (never raises)


def _gathered(read: Callable[[Path], list[Read]], places: Iterable[Path]) -> tuple[list[Read], list[Fault]]:
    """Return what is read from some places, and the faults of those that cannot be read."""
    found: list[Read] = []
    faults: list[Fault] = []
    for place in places:
        try:
            found += read(place)
        except TableError as error:
            faults += error.faults
    return found, faults


def check_files(files: Iterable[Path], shipped: Iterable[Table]) -> list[Table]:
    """Read table files with everything checked.

    Ids may be those of the shipped tables, and those of any table next to a file.

    Raises:
        TableError: with the faults of every file, from top to bottom, `MAX_FAULTS` at most.
    """
    tables, faults = _gathered(lambda file: [scan_file(file)], files)
    there = {table.file.resolve() for table in tables}
    neighbours = {file.with_name(name) for file in there if file.name in FILES for name in FILES} - there
    nearby, unreadable = _gathered(lambda file: [scan_file(file)], filter(Path.exists, neighbours))
    # As they are written, so that faults in them hide no others.
    ids = merged({name: mapping(table.data.get(name)) for name in SECTIONS} for table in [*shipped, *nearby, *tables])
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


def count_entries(sections: Sections) -> dict[str, int]:
    """Count the entries of each section that has any."""
    return {name: len(section) for name, section in sections.items() if section}


def _clashes(table: Table, section: str, known: Mapping[str, Any]) -> Iterator[Fault]:
    """Find names in a table that mean another entry of a section as well, or stand for all of them."""
    owners: dict[str, list[str]] = {"all": [f"all {section}"]} if section in REGIMENS[1:] else {}
    for key, entry in known.items():
        for name in _names(section, key, mapping(entry)):
            owners.setdefault(name, []).append(key)
    for key, entry in mapping(table.data.get(section)).items():
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
