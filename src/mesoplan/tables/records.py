"""Records from table data that is known to be right.

The records of advice take as long to import as those of regimens, and are imported only where there is some.
"""

from collections.abc import Iterable, Mapping
from dataclasses import fields, is_dataclass
from datetime import date
from types import NoneType, UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from mesoplan.tables.regimens import Price, Protocol, Source
from mesoplan.values.ranges import Amount, Count, Duration

TABLES = ("protocols.yaml", "prices.yaml")
"""The table files."""

REGIMENS: Mapping[str, type] = {"sources": Source, "protocols": Protocol, "prices": Price}
"""The sections that dates and costs need, and what each entry of them is: reading no more is quicker."""

Sections = Mapping[str, Mapping[str, Any]]
"""The entries of a file by section and id."""


def with_ids(data: Mapping[str, Any], models: Mapping[str, type]) -> dict[str, Any]:
    """Give every entry that has an id its key as its id."""
    return {
        name: {key: {**entry, "id": key} if isinstance(entry, dict) else entry for key, entry in section.items()}
        if isinstance(section, dict) and name in models and any(field.name == "id" for field in fields(models[name]))
        else section
        for name, section in data.items()
    }


def build_sections(data: Mapping[str, Any]) -> Sections:
    """Build the entries of a table that is known to be right."""
    models = REGIMENS
    if data.keys() - {"checked"} - models.keys():
        from mesoplan.tables.files import MODELS as models  # noqa: N811  (the same, with the sections of advice)
    return {
        name: {key: build(models[name], entry) for key, entry in section.items()}
        for name, section in with_ids(data, models).items()
        if name in models
    }


def merged(parts: Iterable[Sections]) -> dict[str, Any]:
    """Put parts together, section by section: later entries are added, and replace those of the same id."""
    whole: dict[str, Any] = {}
    for part in parts:
        for name, section in part.items():
            whole[name] = {**whole.get(name, {}), **section}
    return whole


def build(kind: Any, raw: Any) -> Any:
    """Build a value of a record's type from table data that is known to be right."""
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
