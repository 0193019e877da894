"""The tables as one checked catalogue: sources, protocols, prices, and advice beside them.

A user's own tables are checked in full by pydantic on every run. The shipped ones are checked so when
the package is tested and built; a run reads them without pydantic, whose import alone takes longer
than a whole plan.
"""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import fields, is_dataclass
from datetime import date
from itertools import pairwise
from pathlib import Path
from types import MappingProxyType, NoneType, UnionType
from typing import Annotated, Any, Literal, NamedTuple, Union, get_args, get_origin

from mesoplan.advice import Activity, Condition, Evidence, Indication, Question
from mesoplan.errors import TableError, UnknownNameError
from mesoplan.models import Price, Protocol, Source, fold
from mesoplan.ranges import Amount, Count, Duration
from mesoplan.shipped import shipped_folder
from mesoplan.tables import Key, Table, mapping, parse_table, scan_file

FILES = ("protocols.yaml", "prices.yaml")
"""The table files."""

MODELS: Mapping[str, type] = {
    "sources": Source,
    "protocols": Protocol,
    "prices": Price,
    "aftercare": Activity,
    "before": Activity,
    "screening": Condition,
    "indications": Indication,
    "evidence": Evidence,
    "questions": Question,
}
"""The sections of the tables, and what each entry of them is."""

REGIMENS = ("sources", "protocols", "prices")
"""The sections that dates and costs need: reading no more is quicker."""

Sections = Mapping[str, Mapping[str, Any]]
"""The entries of a file by section and id."""

_SECTION = re.compile(r"^(?=(\w+):)", re.MULTILINE)


class Catalog(NamedTuple):
    """The entries of the tables, each section by id, in the order of the tables."""

    sources: Mapping[str, Source]
    protocols: Mapping[str, Protocol]
    prices: Mapping[str, Price]
    aftercare: Mapping[str, Activity] = MappingProxyType({})
    """What to avoid or to do after a session."""
    before: Mapping[str, Activity] = MappingProxyType({})
    """What to avoid or to do before a session."""
    screening: Mapping[str, Condition] = MappingProxyType({})
    """What may stand against the treatment."""
    indications: Mapping[str, Indication] = MappingProxyType({})
    """What the treatment is said to be for."""
    evidence: Mapping[str, Evidence] = MappingProxyType({})
    """What is claimed, and what is known."""
    questions: Mapping[str, Question] = MappingProxyType({})
    """What to ask a clinic."""
    checked: date | None = None
    """When the shipped tables were last checked against their documents."""

    def protocol(self, name: str) -> Protocol:
        """Return the protocol of that id, in any case.

        Raises:
            UnknownNameError: there is none.
        """
        if name in self.protocols:
            return self.protocols[name]
        try:
            return next(protocol for key, protocol in self.protocols.items() if fold(key) == fold(name))
        except StopIteration:
            raise UnknownNameError("protocol", name, self.protocols, field="protocol") from None

    def price(self, name: str) -> Price:
        """Return the price row of that id, ISO code, name or alias, in any case; GB-SCT is a part of GB.

        Raises:
            UnknownNameError: there is none.
        """
        if name in self.prices:
            return self.prices[name]
        wanted = fold(name)
        for part in (wanted, wanted.partition("-")[0]):
            for price in self.prices.values():
                if part in price.names:
                    return price
        names = [name for price in self.prices.values() for name in price.names]
        raise UnknownNameError("country", name, self.prices, also=names, field="country")

    def prices_for(self, names: Iterable[str]) -> list[Price]:
        """Return the price rows of these names, each once; `all` stands for every row."""
        found: dict[str, Price] = {}
        for name in names:
            rows = self.prices.values() if fold(name) == "all" else [self.price(name)]
            found |= {row.id: row for row in rows}
        return list(found.values())


def load_catalog(data: Path | None = None, sections: Collection[str] = tuple(MODELS)) -> Catalog:
    """Load the shipped tables, and those of a folder on top of them.

    Args:
        data: a folder with `protocols.yaml`, `prices.yaml` or both. Its entries are added, and
            replace shipped entries of the same id.
        sections: which sections to load, all of them with a folder; the others stay empty.

    Raises:
        TableError: the folder holds neither file, or a table has faults; all of them at once.
    """
    sections = sections if data is None else MODELS
    shipped = [read_shipped(name, sections) for name in FILES]
    parts: list[Sections] = [build_table(table) for table in shipped]
    faults: list[str] = []
    if data is not None:
        tables, faults = _user_tables(data)
        sources = [part.get("sources", {}) for part in parts] + [mapping(table.data.get("sources")) for table in tables]
        known = list(dict.fromkeys(key for section in sources for key in section))
        faults += [fault for table in tables for fault in _source_faults(table, known)]
        try:
            parts += check_tables(tables)
        except TableError as error:
            faults += error.faults
        if faults:
            raise TableError(faults)
    merged: dict[str, Any] = {
        section: {key: entry for part in parts for key, entry in part.get(section, {}).items()} for section in MODELS
    }
    checked = min(date.fromisoformat(table.data["checked"]) for table in shipped)
    catalog = Catalog(**merged, checked=checked)
    if data is not None and (faults := list(_name_faults(catalog, tables))):
        raise TableError(faults)
    return catalog


def check_tables(tables: Iterable[Table]) -> list[Sections]:
    """Read tables with every field checked by pydantic.

    Raises:
        TableError: with every fault of every table.
    """
    from mesoplan.checks import validate

    parts: list[Sections] = []
    faults: list[str] = []
    for table in tables:
        part, found = validate(table, with_ids(table.data))
        parts.append(part)
        faults += found
    if faults:
        raise TableError(faults)
    return parts


def read_shipped(name: str, sections: Collection[str] = tuple(MODELS)) -> Table:
    """Read some sections of a shipped table, and `checked`; no anchor there is used outside its section."""
    file = shipped_folder() / name
    cuts = [*_SECTION.finditer(text := file.read_text(encoding="utf-8")), None]
    wanted = [
        text[cut.start() : after and after.start()]
        for cut, after in pairwise(cuts)
        if cut and (cut[1] in sections or cut[1] == "checked")
    ]
    return parse_table("".join(wanted), file)


def build_table(table: Table) -> Sections:
    """Read a table that is known to be right."""
    return {
        section: {key: build(MODELS[section], entry) for key, entry in entries.items()}
        for section, entries in with_ids(table.data).items()
        if section in MODELS
    }


def build(kind: Any, raw: Any) -> Any:
    """Build a value of a model's type from table data that is known to be right."""
    if isinstance(kind, type) and is_dataclass(kind):
        types = {f.name: f.type for f in fields(kind)}
        return kind(**{name: build(types[name], value) for name, value in raw.items()})
    if isinstance(kind, type) and issubclass(kind, (Count, Duration, Amount)):
        return kind.parse(raw)
    if kind is date:
        return date.fromisoformat(raw)
    if kind is bool:
        return raw == "true"
    origin, args = get_origin(kind), get_args(kind)
    if origin is Annotated:
        return build(args[0], raw)
    if origin in (Union, UnionType):
        return build(next(arg for arg in args if arg is not NoneType), raw)
    if origin is tuple:
        return tuple(build(args[0], value) for value in raw)
    if origin is dict:
        return {key: build(args[1], value) for key, value in raw.items()}
    return raw if origin is Literal else kind(raw)


def with_ids(data: Mapping[str, Any]) -> dict[str, Any]:
    """Give every entry that has an id its key as its id; sources have none."""
    return {
        name: {key: {**entry, "id": key} if isinstance(entry, dict) else entry for key, entry in section.items()}
        if name in MODELS and name != "sources" and isinstance(section, dict)
        else section
        for name, section in data.items()
    }


def _user_tables(folder: Path) -> tuple[list[Table], list[str]]:
    """Read whichever table files a folder has."""
    try:
        found = [folder / name for name in FILES if (folder / name).exists()]
    except OSError as error:
        raise TableError([f"{folder}:1:1: cannot be read: {error.strerror}"]) from error
    if not folder.is_dir():
        raise TableError([f"{folder}:1:1: there is no such folder"])
    if not found:
        raise TableError([f"{folder}:1:1: holds neither {' nor '.join(FILES)}"])
    tables: list[Table] = []
    faults: list[str] = []
    for file in found:
        try:
            tables.append(scan_file(file))
            faults += tables[-1].faults
        except TableError as error:
            faults += error.faults
    return tables, faults


def _source_faults(table: Table, known: Iterable[str]) -> Iterator[str]:
    """Find sources that are not there."""
    for section in MODELS:
        for path, source in _named_sources(table.data.get(section), (section,)):
            if source not in known:
                message = f"no source is called {source}: add it under sources, or take one of {', '.join(known)}"
                yield table.fault(path, message)


def _named_sources(value: Any, path: Key) -> Iterator[tuple[Key, str]]:
    """Yield every source that a value names, at any depth, with the way to it."""
    if isinstance(value, dict):
        for key, part in value.items():
            if key == "source" and isinstance(part, str):
                yield (*path, key), part
            yield from _named_sources(part, (*path, key))
    elif isinstance(value, list):
        for index, part in enumerate(value):
            yield from _named_sources(part, (*path, index))


def _name_faults(catalog: Catalog, tables: Iterable[Table]) -> Iterator[str]:
    """Find what no entry alone can show: names that two countries share, advice that is not there."""
    owners: dict[str, list[str]] = {"all": ["every country"]}
    for price in catalog.prices.values():
        for name in price.names:
            owners.setdefault(name, []).append(price.id)
    for table in tables:
        for key in mapping(table.data.get("prices")):
            for name in catalog.prices[key].names:
                for other in [owner for owner in owners[name] if owner != key][:1]:
                    yield table.fault(("prices", key), f"the name {name} already means {other}: choose another")
        for key in mapping(table.data.get("screening")):
            advice = catalog.screening[key].before
            if advice is not None and advice not in catalog.before:
                known = ", ".join(catalog.before)
                yield table.fault(("screening", key, "before"), f"no advice is called {advice}: take one of {known}")
