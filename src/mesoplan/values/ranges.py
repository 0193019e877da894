"""The grammar of ranges, the same in the tables, on the command line and in requests.

`4` is exactly 4, `3-6` is 3 to 6 (both ends included), `10+` is at least 10, `..30` is at most 30, and `8 or 12` is
a choice: one of these, and nothing between. A duration is a range or a choice with a unit: `2-4 weeks`, `15d`,
`3 or 4 months`, `15 days or 1 month`. A frequency is read as its interval: `2-4 per year` is every 3-6 months.

Every type has `parse`, which raises `UsageError` in words for a user, and `str`, its inverse. pydantic reads the types
from text through `parse` and writes them as objects: `{min, max}`, `{low, high}`, `{min, max, unit}`.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, Any, Literal, Self, final

from pydantic import BeforeValidator
from pydantic_core import CoreSchema, core_schema

from mesoplan.errors import UsageError

if TYPE_CHECKING:
    from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler

MAX_SESSIONS = 1000
"""The most sessions a count may name: more is a slip of the keyboard, not a regimen."""

MAX_YEARS = 50
"""The longest duration, in years."""

MAX_LENGTH = 80
"""The longest text of a range, in characters."""

MAX_AMOUNT = 1_000_000_000
"""The largest amount of money, in major units."""

Pace = Literal["fast", "typical", "slow"]
"""Which end of every interval a plan takes."""

_NUMBER = r"[0-9]+(?:\.[0-9]+)?"
_BOUNDS = re.compile(
    rf"""(?: (?P<min>{_NUMBER}) (?: \s*[-\u2013]\s*(?P<max>{_NUMBER}) | \s*(?P<open>\+) )?
           | \.\.\s*(?P<most>{_NUMBER}) )""",
    re.VERBOSE,
)
_OR = re.compile(r"\s+or\s+", re.IGNORECASE)
_UNIT = re.compile(r"(?P<bounds>.*?)\s*(?P<unit>[^\W\d_]*)", re.DOTALL)
_FREQUENCY = re.compile(r"(?P<often>.*?)\s*(?:\btimes\s+|\bsessions?\s+)?\bper\s+(?P<unit>[^\W\d_]+)", re.I | re.DOTALL)


class _Scale:
    days: int
    """Days in one of them; 0 for minutes, hours, months and years."""
    months: int
    """Calendar months in one of them; 0 for minutes, hours, days and weeks."""
    about: int
    """Days in one of them where a month counts 30 and a year 365; 0 for minutes and hours."""


class Unit(_Scale, StrEnum):
    """A unit of time. Weeks are 7 days; months and years are calendar months and years."""

    MINUTES = "minutes"
    HOURS = "hours"
    DAYS = "days"
    WEEKS = "weeks"
    MONTHS = "months"
    YEARS = "years"

    @property
    def one(self) -> str:
        """Its name where there is one of it."""
        return self.value.removesuffix("s")


for _unit in Unit:
    _unit.days = {"days": 1, "weeks": 7}.get(_unit, 0)
    _unit.months = {"months": 1, "years": 12}.get(_unit, 0)
    _unit.about = {"months": 30, "years": 365}.get(_unit, _unit.days)

_UNITS = {
    word: unit
    for unit, short in zip(Unit, ("min", "h", "d", "w", "mo", "y"), strict=True)
    for word in (short, unit.value, unit.one)
}
_LONGEST = {
    Unit.MINUTES: MAX_YEARS * 366 * 24 * 60,
    Unit.HOURS: MAX_YEARS * 366 * 24,
    Unit.DAYS: MAX_YEARS * 366,
    Unit.WEEKS: MAX_YEARS * 53,
    Unit.MONTHS: MAX_YEARS * 12,
    Unit.YEARS: MAX_YEARS,
}


class _Written:
    """A text as it was written, for messages, with the part of it that is read."""

    def __init__(self, text: str, unit: Unit | None = None) -> None:
        self.quoted = repr(text) if len(text) <= MAX_LENGTH else f"{text[:20]!r}..."
        self.text = text
        self.unit = unit
        if len(text) > MAX_LENGTH:
            # It would take long to search and to read.
            raise UsageError(f"{self.quoted} is {len(text)} characters long: a range has at most {MAX_LENGTH}")

    def bounds(self, part: str) -> tuple[Decimal | None, Decimal | None]:
        """Return the lower and the upper figure of a range, None where it has none."""
        match = _BOUNDS.fullmatch(part.strip())
        if match is None:
            raise UsageError(f"{self.quoted} {self._no_range(part)}")
        low, high = match["min"], match["max"] or match["most"]
        if low and not high and not match["open"]:
            high = low
        bounds = Decimal(low) if low else None, Decimal(high) if high else None
        if 0 in bounds:
            raise UsageError(f"{self.quoted} names 0: write a figure above 0, or leave it out if it is not known")
        if bounds[0] and bounds[1] and bounds[0] > bounds[1]:
            raise UsageError(f"{self.quoted} runs backwards: write {self._with_unit(f'{high}-{low}')}")
        return bounds

    def whole(self, part: str, most: int) -> tuple[int | None, int | None]:
        """Return the bounds of a range of whole numbers, none above `most`."""
        bounds = self.bounds(part)
        for figure in bounds:
            if figure is not None and figure != figure.to_integral_value():
                raise UsageError(f"{self.quoted} has a fraction: write whole {self.unit or 'numbers'}")
            if figure is not None and figure > most:
                raise UsageError(f"{self.quoted} is too large: at most {self._with_unit(str(most))}")
        low, high = bounds
        return None if low is None else int(low), None if high is None else int(high)

    def single(self, part: str, most: int) -> int:
        """Return the one figure of a part of a choice."""
        low, high = self.whole(part, most)
        if low is None or low != high:
            example = self._with_unit("3 or 4")
            raise UsageError(f"{self.quoted} has no single figure in {part!r}: a choice names such, as {example}")
        return low

    def distinct(self, parts: list[Any]) -> None:
        """Refuse a choice that names one figure twice."""
        if len(set(parts)) < len(parts):
            raise UsageError(f"{self.quoted} names one of them twice: write different ones, as 3 or 4")

    def _no_range(self, part: str) -> str:
        if re.match(r"\s*[-\u2212]\s*[0-9]", part):
            return "is negative: write a figure above 0"
        return f"is not a range: write {self._with_unit('4')}, 3-6, 10+ or ..30"

    def _with_unit(self, figures: str) -> str:
        return f"{figures} {self.unit}" if self.unit else figures


def _read_unit(text: str, written: _Written) -> tuple[str, Unit | None]:
    """Split a text into its figures and its unit; None where it has no unit."""
    match = _UNIT.fullmatch(text.strip())
    assert match is not None
    figures, word = match["bounds"], match["unit"].lower()
    if not word:
        return figures, None
    if word == "m":
        either = f"{figures}min or {figures}mo" if figures else "min or mo"
        raise UsageError(f"{written.quoted}: m could be minutes or months; write {either}")
    if word not in _UNITS:
        raise UsageError(f"{written.quoted}: {word} is not a unit; write days, weeks, months or years (d, w, mo, y)")
    return figures, _UNITS[word]


def _typed(kind: type[Any], dump: Callable[[Any], Mapping[str, object]]) -> CoreSchema:
    """Have pydantic read a type of this module from text, and write it as an object."""

    def read(value: object) -> object:
        return kind.parse(value) if isinstance(value, str) else value

    return core_schema.no_info_before_validator_function(
        read,
        core_schema.is_instance_schema(kind),
        serialization=core_schema.plain_serializer_function_ser_schema(dump),
    )


def _shape(handler: "GetJsonSchemaHandler", pattern: str, examples: list[str], **fields: object) -> dict[str, Any]:
    """Return the JSON Schema of a range: a text where it is read, an object where it is written."""
    if handler.mode == "validation":
        return {"type": "string", "pattern": pattern, "examples": examples}
    required = [name for name in fields if name not in ("choice", "lengths", "frequency")]
    return {"type": "object", "properties": fields, "required": required, "additionalProperties": False}


_RANGE = r"\s*(?:N(?:\s*[-\u2013]\s*N|\s*\+)?|\.\.\s*N)\s*"
_WHOLE = _RANGE.replace("N", "[0-9]+")
_WHOLE_OR_NULL = {"anyOf": [{"type": "integer", "minimum": 0}, {"type": "null"}]}
_CHOICE = {"type": "array", "items": {"type": "integer", "minimum": 1}, "minItems": 2}


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


@final
@dataclass(frozen=True, slots=True)
class Count:
    """How many: `min` to `max`, both included. None: no such figure is stated."""

    min: int | None
    max: int | None
    choice: tuple[int, ...] = ()
    """Where only some figures are meant and none between them: these, as written."""

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read `4`, `3-6`, `10+`, `..30` or `8 or 12`; whole numbers from 1 to 1000.

        Raises:
            UsageError: it is none of these, runs backwards, names 0 or is too large.
        """
        written = _Written(text)
        parts = _OR.split(text)
        if len(parts) == 1:
            return cls(*written.whole(text, MAX_SESSIONS))
        choice = [written.single(part, MAX_SESSIONS) for part in parts]
        written.distinct(choice)
        return cls(min(choice), max(choice), tuple(choice))

    @classmethod
    def __get_pydantic_core_schema__(cls, source: object, handler: "GetCoreSchemaHandler") -> CoreSchema:
        return _typed(cls, cls.as_object)

    @classmethod
    def __get_pydantic_json_schema__(cls, schema: CoreSchema, handler: "GetJsonSchemaHandler") -> dict[str, Any]:
        pattern = rf"^(?:{_WHOLE}|\s*[0-9]+(?:\s+[oO][rR]\s+[0-9]+)+\s*)$"
        fields = {"min": _WHOLE_OR_NULL, "max": _WHOLE_OR_NULL, "choice": _CHOICE}
        return _shape(handler, pattern, ["4", "3-6", "10+", "8 or 12"], **fields)

    def as_object(self) -> dict[str, object]:
        """Return it as JSON has it."""
        bounds: dict[str, object] = {"min": self.min, "max": self.max}
        return {**bounds, "choice": self.choice} if self.choice else bounds

    def __str__(self) -> str:
        """Write the count so that `parse` reads it back."""
        return " or ".join(map(str, self.choice)) or _show(self.min, self.max)

    def allows(self, figure: int) -> bool:
        """Whether a figure is one of the choice, or lies between the bounds, both included."""
        if self.choice:
            return figure in self.choice
        return (self.min or 0) <= figure and (self.max is None or figure <= self.max)

    def planned(self, pace: Pace) -> int:
        """How many a plan takes: the most, or the fewest where there is no most; of a choice what fits the pace."""
        if self.choice and pace != "slow":
            return min(self.choice)
        return self.max or self.min or 0


def how_many(count: Count) -> str:
    """Write a count in words, as `3-6` or `10 or more`."""
    if count.max is None:
        return f"{count.min} or more"
    return f"up to {count.max}" if count.min is None else str(count)


def sessions_words(count: Count) -> str:
    """Write a count of sessions in words, as `1 session` or `3-6 sessions`."""
    return f"{how_many(count)} session{'' if count == Count(1, 1) else 's'}"


@final
@dataclass(frozen=True, slots=True)
class Amount:
    """An amount of money in major units: `low` to `high`, both included. None: not stated."""

    low: Decimal | None
    high: Decimal | None

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read `150`, `150-400`, `99.50+` or `..400`; above 0, at most 1,000,000,000.

        Raises:
            UsageError: it is none of these, runs backwards, names 0 or is too large.
        """
        written = _Written(text)
        low, high = written.bounds(text)
        if max(low or 0, high or 0) > MAX_AMOUNT:
            raise UsageError(f"{written.quoted} is too large: at most {MAX_AMOUNT}")
        return cls(low, high)

    @classmethod
    def __get_pydantic_core_schema__(cls, source: object, handler: "GetCoreSchemaHandler") -> CoreSchema:
        return _typed(cls, cls.as_object)

    @classmethod
    def __get_pydantic_json_schema__(cls, schema: CoreSchema, handler: "GetJsonSchemaHandler") -> dict[str, Any]:
        number = {"anyOf": [{"type": "number", "minimum": 0}, {"type": "null"}]}
        pattern = f"^{_RANGE.replace('N', _NUMBER)}$"
        return _shape(handler, pattern, ["150", "150-400", "99.50+"], low=number, high=number)

    def as_object(self) -> dict[str, object]:
        """Return it as JSON has it."""
        return {"low": plain_number(self.low), "high": plain_number(self.high)}

    def __str__(self) -> str:
        """Write the amount so that `parse` reads it back."""
        return _show(self.low, self.high)


def plain_number(figure: Decimal | None) -> int | float | None:
    """Return a figure for JSON, whole where it is; None stays None."""
    if figure is None:
        return None
    return int(figure) if figure == figure.to_integral_value() else float(figure)


@final
@dataclass(frozen=True, slots=True)
class Duration:
    """A length of time: `min` to `max` of one unit, both included. None: not stated.

    A choice across units has the days that hold all of its lengths as `min` and `max`.
    """

    min: int | None
    max: int | None
    unit: Unit
    choice: tuple[int, ...] = ()
    """Where only some lengths of one unit are meant and none between them: these, as written."""
    lengths: tuple[str, ...] = ()
    """The same where their units differ, such as `15 days` and `1 month`."""
    frequency: str | None = None
    """What was written where that is how often and gives no whole number of days, such as `2 per week`."""

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read a range, a choice or a frequency, such as `2-4 weeks`, `15 days or 1 month` or `2 per week`.

        Raises:
            UsageError: the figures are wrong, the unit is missing, unknown or a bare `m`, or it is over 50 years.
        """
        written = _Written(text)
        if often := _FREQUENCY.fullmatch(text.strip()):
            return cls._of_frequency(written, often["often"], often["unit"])
        parts = _OR.split(text.strip())
        if len(parts) > 1:
            return cls._of_choice(written, parts)
        figures, unit = _read_unit(text, written)
        if unit is None:
            raise UsageError(f"{written.quoted} has no unit: write days, weeks, months or years, as 2-4 weeks")
        if not figures and not _BOUNDS.search(text):
            raise UsageError(f"{written.quoted} has no figure: write one before it, as 2 {unit}")
        written.unit = unit
        return cls(*written.whole(figures, _LONGEST[unit]), unit)

    @classmethod
    def _of_choice(cls, written: _Written, parts: list[str]) -> Self:
        """Read a choice; a figure without a unit has the next unit after it."""
        lengths: list[tuple[int, Unit]] = []
        unit: Unit | None = None
        for part in reversed(parts):
            figures, named = _read_unit(part, written)
            unit = named or unit
            if unit is None:
                raise UsageError(f"{written.quoted} has no unit: write days, weeks, months or years, as 3 or 4 weeks")
            written.unit = unit
            lengths.insert(0, (written.single(figures, _LONGEST[unit]), unit))
        written.distinct(lengths)
        if len({unit for _, unit in lengths}) == 1:
            figures_only = tuple(figure for figure, _ in lengths)
            return cls(min(figures_only), max(figures_only), lengths[0][1], figures_only)
        if any(not unit.about for _, unit in lengths):
            raise UsageError(f"{written.quoted} mixes hours with days: write one unit")
        shortest = min(figure * _SHORTEST[unit] for figure, unit in lengths)
        longest = max(figure * _MOST_DAYS[unit] for figure, unit in lengths)
        return cls(shortest, longest, Unit.DAYS, lengths=tuple(_length(*length) for length in lengths))

    @classmethod
    def _of_frequency(cls, written: _Written, often: str, word: str) -> Self:
        """Read how often as how far apart: 2-4 per year is every 3-6 months."""
        _, unit = _read_unit(word, written)
        if unit is None or unit.about <= 1:
            raise UsageError(f"{written.quoted}: write how often per week, month or year, as 2 per week")
        if len(_OR.split(often)) > 1:
            raise UsageError(f"{written.quoted} is a choice: write how far apart instead, as 3 or 6 months")
        fewest, most = written.whole(often, unit.about)
        if fewest == most == 1:
            return cls(1, 1, unit)
        times = [figure for figure in (fewest, most) if figure is not None]
        if unit is Unit.YEARS and all(12 % figure == 0 for figure in times):
            return cls(most and 12 // most, fewest and 12 // fewest, Unit.MONTHS)
        # The more often, the shorter; what does not come out even is rounded outwards, and said.
        even = all(unit.about % figure == 0 for figure in times) and (unit is Unit.WEEKS or 1 not in times)
        bounds = most and unit.about // most, fewest and -(-unit.about // fewest)
        return cls(*bounds, Unit.DAYS, frequency=None if even else written.text.strip())

    @classmethod
    def __get_pydantic_core_schema__(cls, source: object, handler: "GetCoreSchemaHandler") -> CoreSchema:
        return _typed(cls, cls.as_object)

    @classmethod
    def __get_pydantic_json_schema__(cls, schema: CoreSchema, handler: "GetJsonSchemaHandler") -> dict[str, Any]:
        unit = r"[A-Za-z]+\s*"
        single = rf"\s*[0-9]+\s*(?:{unit})?"
        pattern = rf"^(?:{_WHOLE}(?:[pP][eE][rR]\s+)?{unit}|{single}(?:\s+[oO][rR]\s+{single})+)$"
        fields: dict[str, object] = {"min": _WHOLE_OR_NULL, "max": _WHOLE_OR_NULL}
        fields["unit"] = {"enum": [unit.value for unit in Unit], "type": "string"}
        fields |= {"choice": _CHOICE, "lengths": {"type": "array", "items": {"type": "string"}, "minItems": 2}}
        fields["frequency"] = {"type": "string"}
        return _shape(handler, pattern, ["2-4 weeks", "1 month", "15 days or 1 month", "2 per week"], **fields)

    def as_object(self) -> dict[str, object]:
        """Return it as JSON has it."""
        length: dict[str, object] = {"min": self.min, "max": self.max, "unit": self.unit.value}
        # Said only where there is one: what reads ranges need not know of choices.
        for name in ("choice", "lengths", "frequency"):
            if value := getattr(self, name):
                length[name] = value
        return length

    def __str__(self) -> str:
        """Write the duration so that `parse` reads it back; a frequency is written as its interval."""
        if self.lengths:
            return " or ".join(self.lengths)
        bounds = " or ".join(map(str, self.choice)) or _show(self.min, self.max)
        return f"{bounds} {self.unit.one if bounds == '1' else self.unit}"

    @property
    def each(self) -> str:
        """The duration after the word every, as `4-6 months`, `3 or 4 months` or just `month`."""
        return self.unit.one if (self.min, self.max) == (1, 1) else str(self)

    @property
    def is_exact(self) -> bool:
        """Whether there is one length only."""
        return self.min == self.max

    @property
    def options(self) -> "tuple[Duration, ...]":
        """The single lengths of a choice, the shortest first; empty where it is a range."""
        single = [Duration(figure, figure, self.unit) for figure in self.choice]
        single += map(Duration.parse, self.lengths)
        return tuple(sorted(single, key=lambda one: ((one.min or 0) * one.unit.about, one.unit.months)))

    def at(self, pace: Pace) -> "Duration":
        """Return what a plan takes of a choice: the shortest, or at the slow pace the longest. A range is itself."""
        if not self.choice and not self.lengths:
            return self
        return self.options[-1 if pace == "slow" else 0]

    @property
    def about(self) -> int:
        """How many days it has at least, where a month counts 30 and a year 365."""
        return (self.min or 0) * self.unit.about


_SHORTEST = {Unit.DAYS: 1, Unit.WEEKS: 7, Unit.MONTHS: 28, Unit.YEARS: 365}
_MOST_DAYS = {Unit.DAYS: 1, Unit.WEEKS: 7, Unit.MONTHS: 31, Unit.YEARS: 366}


def _length(figure: int, unit: Unit) -> str:
    return f"{figure} {unit.one if figure == 1 else unit}"


def parse_tolerance(text: object) -> object:
    """Read a tolerance such as `2d`, `1 week` or `0d`; what is no text is left to others.

    Raises:
        UsageError: it is not one number of days or weeks.
    """
    if not isinstance(text, str):
        return text
    if re.fullmatch(r"\s*0\s*(d|days?|w|weeks?)?\s*", text, re.IGNORECASE):
        return Duration(0, 0, Unit.DAYS)
    tolerance = Duration.parse(text)
    if not tolerance.is_exact or not tolerance.unit.days:
        raise UsageError(f"{text!r} is not one number of days or weeks: write it as 2d, or 0d for none")
    return tolerance


Tolerance = Annotated[Duration, BeforeValidator(parse_tolerance)]
"""By how many days a session may miss its interval; unlike every other length it may be 0."""
