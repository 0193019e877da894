"""How what a user wrote becomes a value, whether it is a word on the command line or a value in a batch.

Each reader takes text. Numbers and days, which JSON and tables of data have, are written out first.
"""

import re
from collections.abc import Callable, Collection, Mapping
from datetime import date, datetime, time
from decimal import Decimal
from functools import partial
from typing import Annotated, Any, Literal

from pydantic import PlainValidator, ValidationInfo

from mesoplan.errors import UnknownNameError, UsageError, quoted
from mesoplan.values.dates import parse_date, read_time
from mesoplan.values.ranges import Duration, parse_tolerance

Scalar = str | float
Pairs = dict[str, Scalar] | list[Scalar] | Scalar
_KINDS = {bool: "true or false", dict: "a mapping", list: "a list", tuple: "a list", type(None): "null"}

_TIMED = re.compile(r"(.+?)(?:(?<=[0-9])(?:T|\s+(?=[0-9]))|T(?=[0-9])|\s+(?=[0-9]+:))(.*)", re.IGNORECASE)
"""A day and a time of day, with a T or spaces between them."""
_SPAN = re.compile(r"\.\.|\s(?:[-–—]|to|until)\s")
"""What may stand between two days."""


def as_text(value: Any) -> str:
    """Return a text as it is, and a number or a day written out.

    Raises:
        UsageError: it is of another kind.
    """
    if isinstance(value, str):
        return value
    if isinstance(value, datetime):
        # A data table's column of moments: the day is meant where there is no time of day.
        return str(value.date() if value.time() == time() else value)
    if isinstance(value, bool) or not isinstance(value, (int, float, Decimal, date)):
        raise UsageError(f"{_KINDS.get(type(value), 'this')} is not taken here: write text or a number")
    try:
        # A data table's column of whole numbers with gaps in it has 3 as 3.0.
        return str(int(value) if isinstance(value, (float, Decimal)) and value == int(value) else value)
    except (ValueError, OverflowError):  # Python writes no number of more than 4,300 digits
        raise UsageError("this is not a number that can be used: write a smaller one") from None


def one(read: Callable[..., Any], *, dated: bool = False) -> PlainValidator:
    """Return what reads a field of one value; `dated`: `read` takes today as well."""

    def validate(value: Any, info: ValidationInfo) -> Any:
        return None if value is None else _from(info, read, dated)(as_text(value))

    return PlainValidator(validate, json_schema_input_type=Scalar | None)


def many(read: Callable[..., Any], *, dated: bool = False, pairs: bool = False) -> PlainValidator:
    """Return what reads a field of several values, or of one alone; `pairs`: of a mapping, as `NAME=VALUE`, as well."""

    def validate(value: Any, info: ValidationInfo) -> Any:
        if pairs and isinstance(value, Mapping):
            value = [f"{name}={as_text(one)}" for name, one in value.items()]
        texts = map(as_text, value if isinstance(value, (list, tuple)) else [value])
        return [*map(_from(info, read, dated), texts)]

    return PlainValidator(validate, json_schema_input_type=(Pairs if pairs else list[Scalar] | Scalar) | None)


def _from(info: ValidationInfo, read: Callable[..., Any], dated: bool) -> Callable[[str], Any]:
    """Return a reader; one of days counts from a request's today."""
    return partial(read, today=info.data.get("today") or date.min) if dated else read


def read_absence(text: str, today: date) -> tuple[date, date]:
    """Read the first and the last of days away, both included, as `2026-12-20..2027-01-03` or one day.

    Raises:
        UsageError: it ends before it begins.
    """
    written = _SPAN.split(text, maxsplit=1)
    first, last = parse_date(written[0], today), parse_date(written[-1], today)
    if first > last:
        raise UsageError(f"{quoted(text)} ends before it begins: write the first day first")
    return first, last


def read_moment(text: str, today: date) -> date:
    """Read when a session is: a date, or a date and a time of day, as 2026-12-01T10:30."""
    timed = _TIMED.fullmatch(text.strip())
    if timed is None:
        return parse_date(text, today)
    return datetime.combine(parse_date(timed[1], today), read_time(timed[2]))


def read_number(text: str, what: str = "a whole number from 1 to 1000", least: int = 0, most: int = 10**9 - 1) -> int:
    """Read a whole number; `what` it is to be is said of one that is none, or not from `least` to `most`."""
    word = text.strip()
    if not (word.isascii() and word.isdigit() and len(word) <= 9 and least <= int(word) <= most):
        raise UsageError(f"{quoted(text)} is not {what}")
    return int(word)


def read_length(text: str) -> Duration:
    """Read a length of time between days.

    Raises:
        UsageError: it is none; a bare `m` is refused.
    """
    if bare := re.fullmatch(r"(.*[0-9])\s*m", text.strip(), re.IGNORECASE):
        raise UsageError(f"{quoted(text)} could be minutes or months: write {bare[1]}mo for months")
    return Duration.parse(text)


def by_phase(text: str, read: Callable[[str], Any]) -> tuple[str, Any]:
    """Read `PHASE=VALUE`, or `VALUE` for the phase ""."""
    phase, _, value = text.rpartition("=")
    return phase.strip(), read(value)


def read_maintenance(text: str) -> Duration | Literal["none"]:
    """Read a length of time, or `none`."""
    word = text.strip().lower()
    if word in ("no", "off", "never", "0"):
        raise UsageError(f"{quoted(text)} is not a length of time: write none for no maintenance")
    return "none" if word == "none" else read_length(text)


def read_choice(text: str, kind: str, known: Collection[str]) -> str:
    """Read one of some words, in any case; `kind` is what it names."""
    word = text.strip().lower()
    if word not in known:
        raise UnknownNameError(kind, text, known)
    return word


Text = Annotated[str | None, one(str)]
Texts = Annotated[list[str], many(str)]
Day = Annotated[date | None, one(parse_date, dated=True)]
Days = Annotated[list[date], many(parse_date, dated=True)]
PastDays = Annotated[list[date], many(partial(parse_date, past=True), dated=True)]
# Typer takes no tuple in a list, and no union.
Away = Annotated[list[Any], many(read_absence, dated=True)]
Counts = Annotated[list[Any], many(partial(by_phase, read=read_number), pairs=True)]
Intervals = Annotated[list[Any], many(partial(by_phase, read=read_length), pairs=True)]
Moment = Annotated[date | None, one(read_moment, dated=True)]
Length = Annotated[Duration | None, one(read_length)]
Upkeep = Annotated[Any, one(read_maintenance)]
Shift = Annotated[Duration | None, one(parse_tolerance)]
