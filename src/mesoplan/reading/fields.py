"""One request as JSON has it: its values as the words that the options take."""

import json
from collections import Counter
from collections.abc import Mapping
from datetime import date, datetime, time
from decimal import Decimal
from math import isfinite
from typing import Any

from mesoplan.errors import FieldError, UnknownNameError, UsageError, naming

MAX_LINE = 65_536
"""The longest line, in bytes."""


def parse_request(line: bytes) -> Mapping[str, Any]:
    """Read a line that is one JSON object.

    Raises:
        UsageError: it is none, or too long.
    """
    if len(line) > MAX_LINE:
        raise UsageError(f"the line has more than {MAX_LINE:,} bytes: write one request a line")
    try:
        request = _DECODER.decode(line.decode())
    except UnicodeDecodeError as error:
        raise UsageError(f"the line is not UTF-8 at its byte {error.start + 1}") from None
    except json.JSONDecodeError as error:
        raise UsageError(f"the line is not JSON at its character {error.pos + 1}: {error.msg}") from None
    except RecursionError:
        raise UsageError("the line is nested too deep: a request is one object") from None
    except ValueError as error:
        raise UsageError(f"the line is not JSON that can be read: {error}") from None
    if not isinstance(request, dict):
        raise UsageError('the line is not a JSON object: write {"protocol": "standard", ...}')
    return request


class _Doubled(dict[str, Any]):
    """An object that writes a key twice. It is not refused when it is parsed, so that its `id` is known."""

    key: str


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Make an object of its keys and values, and tell if a key was there before."""
    found = dict(pairs)
    if len(found) == len(pairs):
        return found
    doubled = _Doubled(found)
    doubled.key = Counter(key for key, _ in pairs).most_common(1)[0][0]
    return doubled


def _refuse(constant: str) -> None:
    raise ValueError(f"{constant} is no number")


_DECODER = json.JSONDecoder(object_pairs_hook=_object, parse_constant=_refuse)


def read_fields(request: Mapping[str, Any]) -> dict[str, Any]:
    """Return the words of a request, by field; None stands for a field that is not given, `id` is left out.

    Raises:
        FieldError: there is no such field, one is written twice, or a value is of another kind.
    """
    if isinstance(request, _Doubled):
        raise FieldError("is written twice: keep one", request.key)
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
    if isinstance(value, datetime):
        # A table's column of moments: the day is meant where there is no time of day.
        return str(value.date() if value.time() == time() else value)
    if isinstance(value, (float, Decimal)) and isfinite(value) and value == int(value):
        # A table's column of whole numbers with gaps in it.
        return str(int(value))
    if isinstance(value, (int, float, Decimal, date)) and not isinstance(value, bool):
        return _written(value)
    raise UsageError(f"{_KINDS.get(type(value), 'this')} is not taken here: write text or a number")


def _written(value: Any) -> str:
    try:
        return str(value)
    except ValueError:  # Python writes no number of more than 4,300 digits
        raise UsageError("this is far too large a number: write a smaller one") from None


def _flag(value: Any) -> bool:
    """Return true or false."""
    if isinstance(value, bool):
        return value
    raise UsageError("this is true or false: write one of the two")


def _words(value: Any) -> list[str]:
    """Return a list's words; one alone is a list of one."""
    return [_word(one) for one in value] if isinstance(value, (list, tuple)) else [_word(value)]


def _pairs(value: Any) -> list[str]:
    """Return words of the form `NAME=VALUE`, which may be written as a mapping."""
    if isinstance(value, _Doubled):
        raise UsageError(f"{value.key!r} is written twice: keep one")
    return [f"{name}={_word(one)}" for name, one in value.items()] if isinstance(value, Mapping) else _words(value)


_KINDS = {bool: "true or false", dict: "a mapping", list: "a list", type(None): "null"}
_FIELDS = {
    "id": _word,
    "protocol": _word,
    "start": _word,
    "sessions": _pairs,
    "interval": _pairs,
    "maintenance": _word,
    "pace": _word,
    "horizon": _word,
    "done": _words,
    "booked": _words,
    "missed": _words,
    "tolerance": _word,
    "closed": _words,
    "away": _words,
    "country": _words,
    "price": _word,
    "pack": _pairs,
    "discount": _word,
    "fee": _word,
    "consultation": _word,
    "tax": _word,
    "per_visit": _word,
    "budget": _word,
    "paid": _word,
    "stop_after": _word,
    "currency": _word,
    "rate": _pairs,
    "oily_hair": _flag,
    "strict": _flag,
    "source_only": _flag,
}
FIELDS = tuple(_FIELDS)
"""The fields of a request: `id`, and the options of `schedule`, `cost` and `plan` that say what is asked."""
