"""The grammar of ranges, the same in the tables and on the command line.

`4` is exactly 4, `3-6` is 3 to 6 (both ends included), `10+` is at least 10, `..30` is at most 30.
A duration is a range and a unit: `2-4 weeks`, `15d`, `1mo`. `3 or 4 months` is a choice of lengths, not a range.

Every type has `parse`, which raises `UsageError` in words for a user, and `str`, its inverse.
pydantic reads the types from text through `parse` as well.
"""

import re
from collections.abc import Sequence
from decimal import Decimal
from enum import StrEnum
from typing import TYPE_CHECKING, Any, NamedTuple, Self

from mesoplan.errors import UsageError

if TYPE_CHECKING:
    from pydantic_core import CoreSchema

MAX_SESSIONS = 1000
"""The most sessions a count may name: more is a slip of the keyboard, not a regimen."""

MAX_YEARS = 50
"""The longest duration, in years."""

MAX_LENGTH = 80
"""The longest text of a range, in characters."""

MAX_AMOUNT = 1_000_000_000
"""The largest amount of money, in major units."""

_BOUNDS = re.compile(
    r"""(?: (?P<min>NUMBER) (?: \s*[-\u2013]\s*(?P<max>NUMBER) | \s*(?P<open>\+) )?
          | \.\.\s*(?P<most>NUMBER) )""".replace("NUMBER", r"[0-9]+(?:\.[0-9]+)?"),
    re.VERBOSE,
)
_OR = re.compile(r"\s+or\s+", re.IGNORECASE)
_UNIT = re.compile(r"(?P<bounds>.*?)\s*(?P<unit>[^\W\d_]*)", re.DOTALL)


class _Scale:
    days: int
    """Days in one of them; 0 for hours, months and years."""
    months: int
    """Calendar months in one of them; 0 for hours, days and weeks."""


class Unit(_Scale, StrEnum):
    """A unit of time. Weeks are 7 days; months and years are calendar months and years."""

    HOURS = "hours"
    DAYS = "days"
    WEEKS = "weeks"
    MONTHS = "months"
    YEARS = "years"


for _unit in Unit:
    _unit.days = {"days": 1, "weeks": 7}.get(_unit, 0)
    _unit.months = {"months": 1, "years": 12}.get(_unit, 0)

_UNITS = {
    word: unit
    for unit, short in zip(Unit, ("h", "d", "w", "mo", "y"), strict=True)
    for word in (short, unit.value, unit.value.removesuffix("s"))
}
_LONGEST = {
    Unit.HOURS: MAX_YEARS * 366 * 24,
    Unit.DAYS: MAX_YEARS * 366,
    Unit.WEEKS: MAX_YEARS * 53,
    Unit.MONTHS: MAX_YEARS * 12,
    Unit.YEARS: MAX_YEARS,
}


def _refuse_long(text: str) -> None:
    """Refuse a text that is too long to be a range: it would take long to search and to read."""
    if len(text) > MAX_LENGTH:
        raise UsageError(f"{text[:20]!r}... is {len(text)} characters long: a range has at most {MAX_LENGTH}")


def _bounds(text: str, unit: str = "") -> tuple[Decimal | None, Decimal | None]:
    """Return the lower and the upper figure of a range, None where it has none.

    `unit` is what was written after the figures, for the messages.
    """
    _refuse_long(text)
    match = _BOUNDS.fullmatch(text.strip())
    figures, text = text, f"{text} {unit}".strip()
    if match is None:
        if re.match(r"\s*[-\u2212]\s*[0-9]", figures):
            raise UsageError(f"{text!r} is negative: write a figure above 0")
        raise UsageError(f"{text!r} is not a range: write 4, 3-6, 10+ or ..30")
    low, high = match["min"], match["max"] or match["most"]
    if low and not high and not match["open"]:
        high = low
    bounds = Decimal(low) if low else None, Decimal(high) if high else None
    if 0 in bounds:
        raise UsageError(f"{text!r} names 0: write a figure above 0, or leave it out if it is not known")
    if bounds[0] and bounds[1] and bounds[0] > bounds[1]:
        raise UsageError(f"{text!r} runs backwards: write {f'{high}-{low} {unit}'.strip()}")
    return bounds


def _whole(text: str, most: int, unit: str = "") -> tuple[int | None, int | None]:
    """Return the bounds of a range of whole numbers, none above `most`."""
    low, high = _bounds(text, unit)
    for figure in (low, high):
        if figure is not None and figure != figure.to_integral_value():
            raise UsageError(f"{text!r} has a fraction: write whole {unit or 'numbers'}")
        if figure is not None and figure > most:
            raise UsageError(f"{text!r} is too large: at most {most} {unit}".rstrip())
    return None if low is None else int(low), None if high is None else int(high)


def _choice(parts: Sequence[str], unit: Unit) -> tuple[int, ...]:
    """Return the lengths of a choice, in the order written."""
    lengths: list[int] = []
    for part in parts:
        low, high = _whole(part, _LONGEST[unit], unit)
        if low is None or low != high:
            raise UsageError(f"{part!r} is not one length: a choice names single ones, as 3 or 4 {unit}")
        if low in lengths:
            raise UsageError(f"{low} {unit} is named twice: a choice names different lengths, as 3 or 4 {unit}")
        lengths.append(low)
    return tuple(lengths)


def _read_with(kind: Any) -> "CoreSchema":
    """Have pydantic read a type of this module from text."""
    from pydantic_core import core_schema

    def read(value: Any) -> Any:
        return kind.parse(value) if isinstance(value, str) else value

    written = core_schema.plain_serializer_function_ser_schema(kind.as_object)
    return core_schema.no_info_before_validator_function(
        read, core_schema.is_instance_schema(kind), serialization=written
    )


def _show(low: int | Decimal | None, high: int | Decimal | None) -> str:
    """Write bounds as the grammar does."""
    if low is None:
        return f"..{_figure(high)}"
    if high is None:
        return f"{_figure(low)}+"
    return _figure(low) if low == high else f"{_figure(low)}-{_figure(high)}"


def _figure(figure: int | Decimal | None) -> str:
    """Write a figure with all its digits, never as 1E-7."""
    return format(figure, "f") if isinstance(figure, Decimal) else str(figure)


class Count(NamedTuple):
    """How many: `min` to `max`, both included. None: no such figure is stated."""

    min: int | None
    max: int | None

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read `4`, `3-6`, `10+` or `..30`; whole numbers from 1 to 1000.

        Raises:
            UsageError: it is none of these, runs backwards, names 0 or is too large.
        """
        return cls(*_whole(text, MAX_SESSIONS))

    @classmethod
    def __get_pydantic_core_schema__(cls, source: object, handler: object) -> "CoreSchema":
        return _read_with(cls)

    def __str__(self) -> str:
        """Write the count so that `parse` reads it back."""
        return _show(self.min, self.max)

    def as_object(self) -> dict[str, int | None]:
        """Return the count as JSON has it."""
        return {"min": self.min, "max": self.max}

    def allows(self, figure: int) -> bool:
        """Tell whether a figure lies between the bounds, both included."""
        return (self.min or 0) <= figure and (self.max is None or figure <= self.max)


def how_many(count: Count) -> str:
    """Write a count in words, as `3-6` or `10 or more`."""
    if count.max is None:
        return f"{count.min} or more"
    return f"up to {count.max}" if count.min is None else str(count)


def sessions_words(count: Count) -> str:
    """Write a count of sessions in words, as `1 session` or `3-6 sessions`."""
    return f"{how_many(count)} session{'' if count == Count(1, 1) else 's'}"


def plain_number(figure: Decimal | None) -> int | float | None:
    """Return a figure for JSON, whole where it is; None stays None."""
    return None if figure is None else int(figure) if figure == figure.to_integral_value() else float(figure)


class Amount(NamedTuple):
    """An amount of money in major units: `low` to `high`, both included. None: not stated."""

    low: Decimal | None
    high: Decimal | None

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read `150`, `150-400`, `99.50+` or `..400`; above 0, at most 1,000,000,000.

        Raises:
            UsageError: it is none of these, runs backwards, names 0 or is too large.
        """
        low, high = _bounds(text)
        if max(low or 0, high or 0) > MAX_AMOUNT:
            raise UsageError(f"{text!r} is too large: at most {MAX_AMOUNT}")
        return cls(low, high)

    @classmethod
    def __get_pydantic_core_schema__(cls, source: object, handler: object) -> "CoreSchema":
        return _read_with(cls)

    def __str__(self) -> str:
        """Write the amount so that `parse` reads it back."""
        return _show(self.low, self.high)

    def as_object(self) -> dict[str, int | float | None]:
        """Return the amount as JSON has it."""
        return {"low": plain_number(self.low), "high": plain_number(self.high)}


class Duration(NamedTuple):
    """A length of time: `min` to `max` of one unit, both included. None: not stated."""

    min: int | None
    max: int | None
    unit: Unit
    choice: tuple[int, ...] = ()
    """Where only some lengths are meant and none between them: these, as written, the usual one first."""

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read a range and a unit, such as `2-4 weeks`, `15d`, `1mo` or `3 or 4 months`; at most 50 years.

        Raises:
            UsageError: the range is wrong, a choice has no two lengths, or the unit is missing, unknown or a
                bare `m`.
        """
        _refuse_long(text)
        match = _UNIT.fullmatch(text.strip())
        word = match["unit"].lower() if match else ""
        if match is None or not word:
            raise UsageError(f"{text!r} has no unit: write days, weeks, months or years, as in 2-4 weeks")
        if word == "m":
            raise UsageError(f"{text!r}: m could be minutes or months; write mo for months")
        if word not in _UNITS:
            raise UsageError(f"{text!r}: {word} is not a unit; write days, weeks, months or years (d, w, mo, y)")
        unit = _UNITS[word]
        parts = _OR.split(match["bounds"])
        if len(parts) > 1:
            choice = _choice(parts, unit)
            return cls(min(choice), max(choice), unit, choice)
        return cls(*_whole(match["bounds"], _LONGEST[unit], unit), unit)

    @classmethod
    def __get_pydantic_core_schema__(cls, source: object, handler: object) -> "CoreSchema":
        return _read_with(cls)

    def __str__(self) -> str:
        """Write the duration so that `parse` reads it back."""
        bounds = " or ".join(map(str, self.choice)) or _show(self.min, self.max)
        return f"{bounds} {self.unit.removesuffix('s') if bounds == '1' else self.unit}"

    def as_object(self) -> dict[str, object]:
        """Return the duration as JSON has it; a choice is there only where it is one."""
        length: dict[str, object] = {"min": self.min, "max": self.max, "unit": self.unit.value}
        return {**length, "choice": list(self.choice)} if self.choice else length

    @property
    def each(self) -> str:
        """The duration after the word every, as `4-6 months`, `3 or 4 months` or just `month`."""
        return self.unit.removesuffix("s") if (self.min, self.max) == (1, 1) else str(self)

    @property
    def is_exact(self) -> bool:
        """Whether there is one length only."""
        return self.min == self.max
