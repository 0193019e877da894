"""The grammar of ranges: figures as they are written, what is said of wrong ones, and their JSON Schemas."""

import re
from decimal import Decimal
from functools import cached_property
from operator import attrgetter
from typing import Any, ClassVar, Self

from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler
from pydantic_core import CoreSchema, core_schema

from mesoplan.errors import UsageError, quoted

MAX_LENGTH = 80
"""The longest text of a range, in characters."""

NUMBER = r"[0-9]+(?:\.[0-9]+)?"
BOUNDS = re.compile(
    rf"""(?: (?P<min>{NUMBER}) (?: \s*[-\u2013]\s*(?P<max>{NUMBER}) | \s*(?P<open>\+) )?
           | \.\.\s*(?P<most>{NUMBER}) )""",
    re.VERBOSE,
)
OR = re.compile(r"\s+or\s+", re.IGNORECASE)
_FORMS = "4, 3-6, 10+ or ..30"


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
        match = BOUNDS.fullmatch(part.strip())
        if match is None:
            raise UsageError(f"{self.quoted} is not a range: write {_with_unit(forms, unit)}")
        low = match["min"]
        high = match["max"] or match["most"] or (None if match["open"] else low)
        bounds = Decimal(low) if low else None, Decimal(high) if high else None
        if 0 in bounds:
            raise UsageError(f"{self.quoted} names 0: write a figure above 0, or leave it out if it is not known")
        if bounds[0] and bounds[1] and bounds[0] > bounds[1]:
            raise UsageError(f"{self.quoted} runs backwards: write {_with_unit(f'{high}-{low}', unit)}")
        return bounds

    def whole(self, part: str, most: int, unit: str = "") -> tuple[int | None, int | None]:
        """Return the bounds of a range of whole numbers, none above `most`."""
        bounds = self.bounds(part, unit)
        for figure in filter(None, bounds):
            if figure != figure.to_integral_value():
                raise UsageError(f"{self.quoted} has a fraction: write whole {unit or 'numbers'}")
            if figure > most:
                raise UsageError(f"{self.quoted} is too large: at most {_with_unit(str(most), unit)}")
        low, high = bounds
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


RANGE = r"\s*(?:N(?:\s*[-\u2013]\s*N|\s*\+)?|\.\.\s*N)\s*"
WHOLE = RANGE.replace("N", "[0-9]+")
WHOLE_OR_NULL = {"anyOf": [{"type": "integer", "minimum": 0}, {"type": "null"}]}
NUMBER_OR_NULL = {"anyOf": [{"type": "number", "minimum": 0}, {"type": "null"}]}
CHOICE = {"type": "array", "items": {"type": "integer", "minimum": 1}, "minItems": 2}


class Ranged:
    """A type that pydantic reads from text through `parse`, and writes as an object."""

    __slots__ = ()

    _PATTERN: ClassVar[str]
    """A regular expression of what `parse` reads."""
    _EXAMPLES: ClassVar[list[str]]
    _WRITTEN: ClassVar[str | list[str]] = ["string", "integer"]
    """The types of JSON that it is written as: an editor reads a single figure as a number."""
    _SHAPE: ClassVar[dict[str, object]]
    """The JSON Schemas of the object's fields."""

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
        return {name: value for name, value in vars(self).items() if value or name not in _SELDOM}

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
        required = [name for name in cls._SHAPE if name not in _SELDOM]
        return {"type": "object", "properties": cls._SHAPE, "required": required, "additionalProperties": False}


_SELDOM = ("choice", "lengths", "frequency")
"""Fields that an object has only where there is something in them."""
