"""Tables through pydantic; its findings in words, each with its place.

The shipped tables go the same way as a user's own.
"""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from mesoplan.errors import Fault
from mesoplan.tables.files import FILES, MODELS, Sections, TableFile
from mesoplan.tables.prices import Price
from mesoplan.tables.regimens import Protocol
from mesoplan.tables.text import Key, Table, mapping, scan_file

_MESSAGES = {
    "missing": "is missing: write it",
    "extra_forbidden": "is not a field here: check its spelling, or leave it out",
    "value_error": "{error}",
    "literal_error": "{input!r} is not known here: write {expected}",
    "tuple_type": "is not a list: write [a, b]",
    "int_parsing_size": "{input!r} is not a whole number: write one such as 7",
    **dict.fromkeys(("string_type", "int_type", "is_instance_of"), "is a list or a mapping: write text"),
    **dict.fromkeys(("dict_type", "model_type"), "is not a mapping: write its fields as key: value"),
    **dict.fromkeys(("bool_type", "bool_parsing"), "{input!r} is neither true nor false: write one of the two"),
    **dict.fromkeys(
        ("date_type", "date_from_datetime_parsing", "string_pattern_mismatch"),
        "{input!r} is not a date: write YYYY-MM-DD",
    ),
}
"""What to say of each of pydantic's findings."""


def check(tables: Iterable[Table]) -> tuple[list[Sections], list[Fault]]:
    """Check every field of some tables with pydantic.

    Returns:
        What each table holds, nothing where it has faults; and every fault.
    """
    parts: list[Sections] = []
    faults: list[Fault] = []
    for table in tables:
        faults += _written_ids(table)
        try:
            checked = kind_of(table).model_validate(table.data)
            parts.append({name: section for name, section in checked if name in MODELS})
        except ValidationError as error:
            parts.append({})
            faults += [_word(table, found) for found in error.errors(include_url=False)]
    return parts, faults


def steps_of(field: str) -> Key:
    """Return the way to a field that may be an entry of a list, as `packs.1`."""
    return tuple(int(step) if step.isdigit() else step for step in field.split("."))


def kind_of(table: Table) -> type[TableFile]:
    """Return what a table may hold, by its file's name; under another name by what it has most of."""
    likest = max(FILES.values(), key=lambda kind: len(kind.model_fields.keys() & table.data))
    return FILES.get(table.file.name, likest)


def _written_ids(table: Table) -> Iterator[Fault]:
    """Find ids that are written as fields: where a record has one, its key would take its place."""
    for section in MODELS:
        for key, entry in mapping(table.data.get(section)).items():
            if "id" in mapping(entry):
                message = "is not a field here: the key above it is the id"
                yield table.fault((section, key, "id"), message, at_key=True)


def _word(table: Table, found: Any) -> Fault:
    """Say one of pydantic's findings as a user needs it."""
    kind, path = found["type"], _path(table.data, found)
    field = getattr(found["ctx"]["error"], "field", None) if kind == "value_error" else None
    if field and (steps := steps_of(field))[0] in mapping(found["input"]):
        path = (*path, *steps)
    if kind not in _MESSAGES:
        return table.fault(path, found["msg"])
    message = _MESSAGES[kind].format(input=found["input"], **found.get("ctx", {}))
    return table.fault(path, message, at_key=kind == "extra_forbidden")


def _path(data: Any, found: Any) -> Key:
    """Return the way to a finding as it is written: pydantic puts the names of its own steps in between."""
    path: list[str | int] = []
    for step in found["loc"]:
        if (isinstance(data, dict) and step in data) or (isinstance(data, list) and step in range(len(data))):
            data = data[step]
            path.append(step)
        elif found["type"] == "missing":
            path.append(step)
    return tuple(path)


def doubts_in(files: Iterable[Path]) -> Iterator[Fault]:
    """Yield what is doubtful in table files that have no faults, each with its place.

    Raises:
        TableError: a file cannot be read.
    """
    for file in files:
        table = scan_file(file)
        [sections], _ = check([table])
        for price in sections.get("prices", {}).values():
            yield from _in_price(table, price)
        for protocol in sections.get("protocols", {}).values():
            yield from _in_protocol(table, protocol)


def _in_price(table: Table, price: Price) -> Iterator[Fault]:
    for field, says in price.doubts():
        yield table.fault(("prices", price.id, *steps_of(field)), says)


def _in_protocol(table: Table, protocol: Protocol) -> Iterator[Fault]:
    """Yield contradictions at the first of their two figures; the sentence names the line of the other."""
    for doubt in protocol.doubts():
        entry = ("protocols", protocol.id)
        other = table.fault((*entry, *doubt.other), "")
        yield table.fault((*entry, *doubt.field), f"{doubt.says} The other figure is at {other.line}:{other.column}.")
