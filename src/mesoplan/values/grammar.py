"""The grammar of ranges: figures and units as written, what is said of wrong ones, and their JSON Schemas."""

import re
from decimal import Decimal
from enum import StrEnum
from functools import cached_property
from operator import attrgetter
from typing import Any, ClassVar, Self

from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler
from pydantic_core import CoreSchema, core_schema

from mesoplan.errors import UsageError, quoted

MAX_LENGTH = 80
"""The longest text of a range, in characters."""

MAX_YEARS = 50
"""The longest duration, in years."""

_RANGE = r"\s*(?:N(?:\s*[-\u2013]\s*N|\s*\+)?|\.\.\s*N)\s*"
_NUMBER = r"[0-9]+(?:\.[0-9]+)?"
WHOLE = _RANGE.replace("N", "[0-9]+")
"""How a range of whole numbers is written."""
BOUNDS = _RANGE.replace("N", _NUMBER)
"""How any range is written."""
OR = re.compile(r"\s+or\s+", re.IGNORECASE)
_FORMS = "4, 3-6, 10+ or ..30"


class Unit(StrEnum):
    """A unit of time. Weeks are 7 days; months and years are calendar months and years."""

    short: str
    """How it is written in short."""
    days: int
    """Days in one of them; 0 for minutes, hours, months and years."""
    months: int
    """Calendar months in one of them; 0 for minutes, hours, days and weeks."""
    about: int
    """Days in one of them where a month counts 30 and a year 365; 0 for minutes and hours."""
    spread: tuple[int, int]
    """The fewest and the most days in one of them; 0 for minutes and hours."""
    longest: int
    """How many of them a duration has at most."""
    one: str
    """Its name where there is one of it."""

    MINUTES = "minutes", "min", 0, 0, 0, (0, 0), MAX_YEARS * 366 * 24 * 60
    HOURS = "hours", "h", 0, 0, 0, (0, 0), MAX_YEARS * 366 * 24
    DAYS = "days", "d", 1, 0, 1, (1, 1), MAX_YEARS * 366
    WEEKS = "weeks", "w", 7, 0, 7, (7, 7), MAX_YEARS * 53
    MONTHS = "months", "mo", 0, 1, 30, (28, 31), MAX_YEARS * 12
    YEARS = "years", "y", 0, 12, 365, (365, 366), MAX_YEARS

    def __new__(cls, name: str, *scale: Any) -> Self:
        """Keep the scale next to the name."""
        unit = str.__new__(cls, name)
        unit._value_, unit.one = name, name.removesuffix("s")
        unit.short, unit.days, unit.months, unit.about, unit.spread, unit.longest = scale
        return unit


_UNITS = {word: unit for unit in Unit for word in (unit.short, unit.value, unit.one)}


class Written:
    """A text as it was written, for messages about its parts. `unit` is that of a part, where it has one."""

    def __init__(self, text: str) -> None:
        self.text = text.strip()
        self.quoted = quoted(text, MAX_LENGTH if len(text) <= MAX_LENGTH else 20)
        if len(text) > MAX_LENGTH:
            # It would take long to search and to read.
            raise UsageError(f"{self.quoted} is {len(text)} characters long: a range has at most {MAX_LENGTH}")

    def bounds(self, part: str, unit: str = "", forms: str = _FORMS) -> tuple[Decimal | None, Decimal | None]:
        """Return the lower and the upper figure of a range, None where it has none; `forms` are ways to write one."""
        if not re.fullmatch(BOUNDS, part):
            raise UsageError(f"{self.quoted} is not a range: write {_with_unit(forms, unit)}")
        figures = re.findall(_NUMBER, part)
        low = None if ".." in part else Decimal(figures[0])
        high = None if "+" in part else Decimal(figures[-1])
        if 0 in (low, high):
            raise UsageError(f"{self.quoted} names 0: write a figure above 0, or leave it out if it is not known")
        if low and high and low > high:
            raise UsageError(f"{self.quoted} runs backwards: write {_with_unit('-'.join(reversed(figures)), unit)}")
        return low, high

    def whole(self, part: str, most: int, unit: str = "") -> tuple[int | None, int | None]:
        """Return the bounds of a range of whole numbers, none above `most`."""
        low, high = self.bounds(part, unit)
        for figure in filter(None, (low, high)):
            if figure != figure.to_integral_value():
                raise UsageError(f"{self.quoted} has a fraction: write whole {unit or 'numbers'}")
            if figure > most:
                raise UsageError(f"{self.quoted} is too large: at most {_with_unit(str(most), unit)}")
        return None if low is None else int(low), None if high is None else int(high)

    def single(self, part: str, most: int, unit: str = "") -> int:
        """Return the one figure of a part of a choice."""
        low, high = self.whole(part, most, unit)
        if low is None or low != high:
            example = _with_unit("3 or 4", unit)
            raise UsageError(f"{self.quoted} has no single figure in {quoted(part)}: a choice names such, as {example}")
        return low

    def distinct(self, parts: list[Any]) -> None:
        """Refuse a choice that names one figure twice."""
        if len(set(parts)) < len(parts):
            raise UsageError(f"{self.quoted} names one of them twice: write different ones, such as 3 or 4")

    def unit(self, word: str, figures: str = "") -> Unit:
        """Return the unit that a word behind some figures names."""
        if word.lower() == "m":
            raise UsageError(f"{self.quoted}: m could be minutes or months; write {figures}min or {figures}mo")
        if word.lower() not in _UNITS:
            raise UsageError(f"{self.quoted}: {word} is not a unit; write days, weeks, months or years (d, w, mo, y)")
        return _UNITS[word.lower()]


def _with_unit(figures: str, unit: str) -> str:
    return f"{figures} {unit}".rstrip()


def show_bounds(low: int | Decimal | None, high: int | Decimal | None, most: str = "..", least: str = "+") -> str:
    """Write bounds as the grammar does, or with other words before the `most` and after the `least`."""
    # All digits of a figure, and never 1E-7.
    first, last = (format(one, "f") if isinstance(one, Decimal) else str(one) for one in (low, high))
    if low is None:
        return f"{most}{last}"
    if high is None:
        return f"{first}{least}"
    return first if low == high else f"{first}-{last}"


def plain_number(amount: Decimal) -> int | float:
    """Return an amount as JSON has it: an integer where it is whole."""
    return whole if (whole := int(amount)) == amount else float(amount)


_FIELDS: dict[str, dict[str, Any]] = {
    **{name: {"anyOf": [{"type": "integer", "minimum": 0}, {"type": "null"}]} for name in ("min", "max")},
    **{name: {"anyOf": [{"type": "number", "minimum": 0}, {"type": "null"}]} for name in ("low", "high")},
    "unit": {"enum": [*map(str, Unit)], "type": "string"},
    "choice": {"type": "array", "items": {"type": "integer", "minimum": 1}, "minItems": 2},
    "lengths": {"type": "array", "items": {"type": "string"}, "minItems": 2},
    "frequency": {"type": "string"},
}
"""The JSON Schema of every field that ranges have."""
_SELDOM = ("choice", "lengths", "frequency")
"""Fields that an object has only where there is something in them."""


class Ranged:
    """A type that pydantic reads from text through `parse`, and writes as an object."""

    __slots__ = ()

    _PATTERN: ClassVar[str]
    """A regular expression of what `parse` reads."""
    _EXAMPLES: ClassVar[list[str]]
    _WRITTEN: ClassVar[str | list[str]] = ["string", "integer"]
    """The types of JSON that it is written as: an editor reads a single figure as a number."""
    _names: ClassVar[Any]
    """The names of its fields, which `Frozen` collects."""

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read it from text.

        Raises:
            UsageError: it is none, in words for a user.
        """
        raise NotImplementedError

    @cached_property
    def as_object(self) -> dict[str, object]:
        """It as JSON has it."""
        # Said only where there is one: what reads ranges need not know of choices.
        found = {name: value for name, value in vars(self).items() if value or name not in _SELDOM}
        return {name: plain_number(value) if isinstance(value, Decimal) else value for name, value in found.items()}

    @classmethod
    def __get_pydantic_core_schema__(cls, source: object, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.no_info_before_validator_function(
            lambda value: cls.parse(value) if isinstance(value, str) else value,
            core_schema.is_instance_schema(cls),
            serialization=core_schema.plain_serializer_function_ser_schema(attrgetter("as_object")),
        )

    @classmethod
    def __get_pydantic_json_schema__(cls, schema: CoreSchema, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        """Describe a text where it is read, an object where it is written."""
        if handler.mode == "validation":
            return {"type": cls._WRITTEN, "pattern": cls._PATTERN, "examples": cls._EXAMPLES}
        fields = {name: _FIELDS[name] for name in cls._names}
        required = [name for name in fields if name not in _SELDOM]
        return {"type": "object", "properties": fields, "required": required, "additionalProperties": False}
