"""Tables checked by pydantic; its findings in words, with line and column.

Kept apart because it alone imports pydantic, and only a user's own tables need it.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from pydantic import TypeAdapter, ValidationError

from mesoplan.models import Price, Protocol, Source
from mesoplan.tables import Table, mapping

_FORMAT = {"extra": "forbid", "use_attribute_docstrings": True}


@dataclass(frozen=True, kw_only=True)
class ProtocolsFile:
    """What `protocols.yaml` may hold."""

    __pydantic_config__ = _FORMAT

    sources: dict[str, Source] = field(default_factory=dict)
    """The documents that figures come from."""
    protocols: dict[str, Protocol] = field(default_factory=dict)
    """The regimens."""


@dataclass(frozen=True, kw_only=True)
class PricesFile:
    """What `prices.yaml` may hold."""

    __pydantic_config__ = _FORMAT

    sources: dict[str, Source] = field(default_factory=dict)
    """The documents that figures come from."""
    prices: dict[str, Price] = field(default_factory=dict)
    """What a session costs, by country or region."""


_KINDS = {"protocols.yaml": ProtocolsFile, "prices.yaml": PricesFile}


@cache
def _adapter(name: str) -> TypeAdapter[Any]:
    return TypeAdapter(_KINDS[name])


def validate(table: Table, data: Mapping[str, Any]) -> tuple[dict[str, Any], list[str]]:
    """Check a table's data, ids put in.

    Returns:
        The entries by section and id, and every fault as `FILE:LINE:COLUMN: path: what is wrong`.
    """
    written = [
        table.fault((section, key, "id"), "is not a field here: the key above it is the id", at_key=True)
        for section in ("protocols", "prices")
        for key, entry in mapping(table.data.get(section)).items()
        if "id" in mapping(entry)
    ]
    try:
        return vars(_adapter(table.file.name).validate_python(data)), written
    except ValidationError as error:
        return {}, written + [_word(table, found) for found in error.errors(include_url=False)]


def _word(table: Table, found: Any) -> str:
    """Say one of pydantic's findings as a user needs it."""
    path = found["loc"]
    match found["type"]:
        case "missing":
            message = "is missing: write it"
        case "unexpected_keyword_argument":
            message = "is not a field here: check its spelling, or leave it out"
            return table.fault(path, message, at_key=True)
        case "value_error":
            message = str(found["ctx"]["error"])
        case "literal_error":
            message = f"{found['input']!r} is not known here: write {found['ctx']['expected']}"
        case "string_type" | "int_type":
            message = "is a list or a mapping: write text"
        case "tuple_type" | "list_type":
            message = "is not a list: write [a, b]"
        case "dict_type" | "dataclass_type":
            message = "is not a mapping: write its fields as key: value"
        case "int_parsing" | "int_parsing_size":
            message = f"{found['input']!r} is not a whole number: write one such as 7"
        case (
            "date_from_datetime_parsing"
            | "date_parsing"
            | "date_from_datetime_inexact"
            | "date_type"
            | "string_pattern_mismatch"
        ):
            message = f"{found['input']!r} is not a date: write YYYY-MM-DD"
        case _:
            message = found["msg"]
    return table.fault(path, message)
