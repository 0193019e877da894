"""Tables checked by pydantic; its findings in words, with line and column.

Kept apart because it alone imports pydantic, and only a user's own tables need it.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from pydantic import TypeAdapter, ValidationError

from mesoplan.advice import Activity, Condition, Evidence, Indication, Question
from mesoplan.models import IsoDay, Price, Protocol, Source
from mesoplan.tables import Table, mapping

_FORMAT = {"extra": "forbid", "use_attribute_docstrings": True}


@dataclass(frozen=True, kw_only=True)
class ProtocolsFile:
    """What `protocols.yaml` may hold."""

    __pydantic_config__ = _FORMAT

    checked: IsoDay | None = None
    """When its entries were last checked against their sources, as YYYY-MM-DD."""
    sources: dict[str, Source] = field(default_factory=dict)
    """The documents that figures come from."""
    protocols: dict[str, Protocol] = field(default_factory=dict)
    """The regimens."""
    aftercare: dict[str, Activity] = field(default_factory=dict)
    """What to avoid or to do after a session, and for how long."""
    before: dict[str, Activity] = field(default_factory=dict)
    """What to avoid or to do before a session."""
    screening: dict[str, Condition] = field(default_factory=dict)
    """Who should not be treated, or perhaps not."""
    indications: dict[str, Indication] = field(default_factory=dict)
    """What the treatment is said to be for, or not to be for."""
    evidence: dict[str, Evidence] = field(default_factory=dict)
    """What the documents claim, beside what the cited paper says."""
    questions: dict[str, Question] = field(default_factory=dict)
    """What the documents suggest asking."""


@dataclass(frozen=True, kw_only=True)
class PricesFile:
    """What `prices.yaml` may hold."""

    __pydantic_config__ = _FORMAT

    checked: IsoDay | None = None
    """When its entries were last checked against their sources, as YYYY-MM-DD."""
    sources: dict[str, Source] = field(default_factory=dict)
    """The documents that figures come from."""
    prices: dict[str, Price] = field(default_factory=dict)
    """What a session costs, by country or region."""


_NO_LIST = "is not a list: write [a, b]"
_NO_MAPPING = "is not a mapping: write its fields as key: value"
_NO_TEXT = "is a list or a mapping: write text"
_NO_DAY = "{input!r} is not a date: write YYYY-MM-DD"
_NO_FIGURE = "{input!r} is not a whole number: write one such as 7"
_NO_BOOLEAN = "{input!r} is neither true nor false: write one of the two"
_MESSAGES = {
    "missing": "is missing: write it",
    "unexpected_keyword_argument": "is not a field here: check its spelling, or leave it out",
    "value_error": "{error}",
    "literal_error": "{input!r} is not known here: write {expected}",
    "string_type": _NO_TEXT,
    "int_type": _NO_TEXT,
    "tuple_type": _NO_LIST,
    "list_type": _NO_LIST,
    "dict_type": _NO_MAPPING,
    "dataclass_type": _NO_MAPPING,
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
        for section in table.data
        if section != "sources"
        for key, entry in mapping(table.data[section]).items()
        if "id" in mapping(entry)
    ]
    try:
        checked = vars(_adapter(table.file.name).validate_python(data))
        return {name: part for name, part in checked.items() if isinstance(part, dict)}, written
    except ValidationError as error:
        return {}, written + [_word(table, found) for found in error.errors(include_url=False)]


def _word(table: Table, found: Any) -> str:
    """Say one of pydantic's findings as a user needs it."""
    kind, path = found["type"], found["loc"]
    if kind not in _MESSAGES:
        return table.fault(path, found["msg"])
    message = _MESSAGES[kind].format(input=found["input"], **found.get("ctx", {}))
    return table.fault(path, message, at_key=kind == "unexpected_keyword_argument")
