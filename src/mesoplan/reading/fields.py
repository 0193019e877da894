"""One request as JSON has it: its values as the words that the options take."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from math import isfinite
from typing import Any

from mesoplan.errors import FieldError, UnknownNameError, UsageError, naming


def read_fields(request: Mapping[str, Any]) -> dict[str, Any]:
    """Return the words of a request, by field; None stands for a field that is not given, `id` is left out.

    Raises:
        FieldError: there is no such field, or its value is of another kind.
    """
    words: dict[str, Any] = {}
    for field, value in request.items():
        if field not in _FIELDS:
            raise FieldError(UnknownNameError("field", field, _FIELDS).message, field)
        if value is not None and field != "id":
            with naming(field):
                words[field] = _FIELDS[field](value)
    return words


def _word(value: Any) -> str:
    """Return a text as it is, and a number or a day written out."""
    if isinstance(value, str):
        return value
    if isinstance(value, float) and not isfinite(value):
        raise UsageError(f"{value} is no number to reckon with")
    if isinstance(value, (int, float, Decimal, date)) and not isinstance(value, bool):
        return str(value)
    raise UsageError(f"{_KINDS.get(type(value), 'this')} is not taken here: write text or a number")


def _words(value: Any) -> list[str]:
    """Return a list's words; one alone is a list of one."""
    return [_word(one) for one in value] if isinstance(value, (list, tuple)) else [_word(value)]


def _pairs(value: Any) -> list[str]:
    """Return words of the form `NAME=VALUE`, which may be written as a mapping."""
    return [f"{name}={_word(one)}" for name, one in value.items()] if isinstance(value, Mapping) else _words(value)


_KINDS = {bool: "true or false", dict: "a mapping", list: "a list", type(None): "null"}
_FIELDS = {
    "id": _word,
    "protocol": _word,
    "start": _word,
    "sessions": _word,
    "interval": _pairs,
    "maintenance": _word,
    "pace": _word,
    "horizon": _word,
    "done": _words,
    "closed": _words,
    "away": _words,
    "country": _words,
    "price": _word,
    "pack": _pairs,
    "discount": _word,
    "fee": _word,
    "per_visit": _word,
    "budget": _word,
    "currency": _word,
    "rate": _pairs,
}
FIELDS = tuple(_FIELDS)
"""The fields of a request: `id`, and the options of `schedule` and `cost` that say what is asked."""
