"""Tables through pydantic; its findings in words, each with its place.

The shipped tables go the same way as a user's own.
"""

from collections.abc import Iterator
from typing import Any

from pydantic import ValidationError

from mesoplan.errors import Fault
from mesoplan.tables.files import MODELS, Sections, TableFile
from mesoplan.tables.text import Key, Table, mapping

_NO_LIST = "is not a list: write [a, b]"
_NO_MAPPING = "is not a mapping: write its fields as key: value"
_NO_TEXT = "is a list or a mapping: write text"
_NO_DAY = "{input!r} is not a date: write YYYY-MM-DD"
_NO_FIGURE = "{input!r} is not a whole number: write one such as 7"
_NO_BOOLEAN = "{input!r} is neither true nor false: write one of the two"
_MESSAGES = {
    "missing": "is missing: write it",
    "extra_forbidden": "is not a field here: check its spelling, or leave it out",
    "value_error": "{error}",
    "literal_error": "{input!r} is not known here: write {expected}",
    "string_type": _NO_TEXT,
    "is_instance_of": _NO_TEXT,
    "int_type": _NO_TEXT,
    "tuple_type": _NO_LIST,
    "list_type": _NO_LIST,
    "dict_type": _NO_MAPPING,
    "model_type": _NO_MAPPING,
    "bool_parsing": _NO_BOOLEAN,
    "bool_type": _NO_BOOLEAN,
    "int_parsing": _NO_FIGURE,
    "int_parsing_size": _NO_FIGURE,
    "date_from_datetime_parsing": _NO_DAY,
    "date_parsing": _NO_DAY,
    "date_from_datetime_inexact": _NO_DAY,
    "date_type": _NO_DAY,
    "string_pattern_mismatch": _NO_DAY,
}
"""What to say of each of pydantic's findings."""


def validate(table: Table, kind: type[TableFile]) -> tuple[Sections, list[Fault]]:
    """Check a table's data against what its file may hold.

    Returns:
        The entries by section and id, and every fault.
    """
    faults = list(_written_ids(table))
    try:
        checked = kind.model_validate(table.data)
        return {name: getattr(checked, name) for name in kind.model_fields if name in MODELS}, faults
    except ValidationError as error:
        return {}, faults + [_word(table, found) for found in error.errors(include_url=False)]


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
    if kind == "value_error" and (field := getattr(found["ctx"]["error"], "field", None)) in mapping(found["input"]):
        path = (*path, field)
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
