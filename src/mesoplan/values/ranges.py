"""The grammar of ranges, the same in the tables, on the command line and in requests.

`4` is exactly 4, `3-6` is 3 to 6 (both ends included), `10+` is at least 10, `..30` is at most 30, and `8 or 12` is
a choice: one of these, and nothing between. A duration is a range or a choice with a unit: `2-4 weeks`, `15d`,
`3 or 4 months`, `15 days or 1 month`. A frequency is read as its interval: `2-4 per year` is every 3-6 months.

Each has `parse`, which raises `UsageError` in words for a user, and `str`, its inverse. pydantic reads the ranges
from text through `parse` and writes them as objects: `{min, max}`, `{low, high}`, `{min, max, unit}`.
"""

from decimal import Decimal
from typing import ClassVar, Self, final

from mesoplan.errors import UsageError
from mesoplan.values import grammar
from mesoplan.values.durations import MAX_YEARS, Duration, Pace, Tolerance, Unit, parse_tolerance
from mesoplan.values.frozen import Frozen
from mesoplan.values.grammar import OR, Ranged, Written, show_bounds
from mesoplan.values.money import plain_number

__all__ = ["MAX_YEARS", "Duration", "Pace", "Tolerance", "Unit", "parse_tolerance"]
"""What belongs to ranges and stands in the modules of their parts."""

MAX_SESSIONS = 1000
"""The most sessions a count may name: more is a slip of the keyboard, not a regimen."""

MAX_AMOUNT = 1_000_000_000
"""The largest amount of money, in major units."""


@final
class Count(Ranged, Frozen, kw_only=False):
    """How many: `min` to `max`, both included. None: no such figure is stated."""

    min: int | None
    max: int | None
    choice: tuple[int, ...] = ()
    """Where only some figures are meant and none between them: these, as written."""

    _PATTERN: ClassVar = rf"^(?:{grammar.WHOLE}|\s*[0-9]+(?:\s+[oO][rR]\s+[0-9]+)+\s*)$"
    _EXAMPLES: ClassVar = ["4", "3-6", "10+", "8 or 12"]
    _SHAPE: ClassVar = {"min": grammar.WHOLE_OR_NULL, "max": grammar.WHOLE_OR_NULL, "choice": grammar.CHOICE}

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read `4`, `3-6`, `10+`, `..30` or `8 or 12`; whole numbers from 1 to 1000.

        Raises:
            UsageError: it is none of these, runs backwards, names 0 or is too large.
        """
        written = Written(text)
        parts = OR.split(text)
        if len(parts) == 1:
            return cls(*written.whole(text, MAX_SESSIONS))
        choice = [written.single(part, MAX_SESSIONS) for part in parts]
        written.distinct(choice)
        return cls(min(choice), max(choice), tuple(choice))

    def __str__(self) -> str:
        """Write the count so that `parse` reads it back."""
        return " or ".join(map(str, self.choice)) or show_bounds(self.min, self.max)

    @property
    def fewest(self) -> int:
        """The lower bound; 0 where none is stated."""
        return self.min or 0

    def allows(self, figure: int) -> bool:
        """Whether a figure is one of the choice, or lies between the bounds, both included."""
        if self.choice:
            return figure in self.choice
        return self.fewest <= figure and (self.max is None or figure <= self.max)

    def planned(self, pace: Pace) -> int:
        """How many a plan takes: the most, or the fewest where there is no most; of a choice what fits the pace."""
        if self.choice and pace != "slow":
            return min(self.choice)
        return self.max or self.fewest


def how_many(count: Count) -> str:
    """Write a count in words, as `3-6` or `10 or more`."""
    if count.max is None:
        return f"{count.min} or more"
    return f"up to {count.max}" if count.min is None else str(count)


def sessions_words(count: Count) -> str:
    """Write a count of sessions in words, as `1 session` or `3-6 sessions`."""
    return f"{how_many(count)} session{'' if count == Count(1, 1) else 's'}"


@final
class Amount(Ranged, Frozen, kw_only=False):
    """An amount of money in major units: `low` to `high`, both included. None: not stated."""

    low: Decimal | None
    high: Decimal | None

    _PATTERN: ClassVar = f"^{grammar.RANGE.replace('N', grammar.NUMBER)}$"
    _EXAMPLES: ClassVar = ["150", "150-400", "99.50+"]
    _WRITTEN: ClassVar = ["string", "number"]
    _SHAPE: ClassVar = {"low": grammar.NUMBER_OR_NULL, "high": grammar.NUMBER_OR_NULL}

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read `150`, `150-400`, `99.50+` or `..400`; above 0, at most 1,000,000,000.

        Raises:
            UsageError: it is none of these, runs backwards, names 0 or is too large.
        """
        written = Written(text)
        low, high = written.bounds(text, forms="250, 99.50, 200-280, 150+ or ..400")
        if max(low or 0, high or 0) > MAX_AMOUNT:
            raise UsageError(f"{written.quoted} is too large: at most {MAX_AMOUNT}")
        return cls(low, high)

    def as_object(self) -> dict[str, object]:
        """Return it as JSON has it."""
        return {"low": plain_number(self.low), "high": plain_number(self.high)}

    def __str__(self) -> str:
        """Write the amount so that `parse` reads it back."""
        return show_bounds(self.low, self.high)
