"""The grammar of ranges, the same in the tables, on the command line and in requests.

`4` is exactly 4, `3-6` is 3 to 6 (both ends included), `10+` is at least 10, `..30` is at most 30, and `8 or 12` is
a choice: one of these, and nothing between. A duration is a range or a choice with a unit: `2-4 weeks`, `15d`,
`3 or 4 months`, `15 days or 1 month`. A frequency is read as its interval: `2-4 per year` is every 3-6 months.

Each has `parse`, which raises `UsageError` in words for a user, and `str`, its inverse. pydantic reads the ranges
from text through `parse` and writes them as objects: `{min, max}`, `{low, high}`, `{min, max, unit}`.
"""

import re
from typing import Annotated, Any, ClassVar, Literal, Self, final

from pydantic import BeforeValidator

from mesoplan.errors import UsageError, quoted
from mesoplan.values.frozen import Frozen
from mesoplan.values.grammar import MAX_YEARS as MAX_YEARS, OR, WHOLE, Ranged, Unit as Unit, Written, show_bounds

MAX_SESSIONS = 1000
"""The most sessions a count may name: more is a slip of the keyboard, not a regimen."""

Pace = Literal["fast", "typical", "slow"]
"""Which end of every interval a plan takes."""


@final
class Count(Ranged, Frozen, kw_only=False):
    """How many: `min` to `max`, both included. None: no such figure is stated."""

    min: int | None
    max: int | None
    choice: tuple[int, ...] = ()
    """Where only some figures are meant and none between them: these, as written."""

    _PATTERN: ClassVar = rf"^(?:{WHOLE}|\s*[0-9]+(?:\s+[oO][rR]\s+[0-9]+)+\s*)$"
    _EXAMPLES: ClassVar = ["4", "3-6", "10+", "8 or 12"]

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
        return self.fewest if self.choice and pace != "slow" else self.max or self.fewest


def how_many(count: Count) -> str:
    """Write a count in words, as `3-6` or `10 or more`."""
    return str(count) if count.choice else show_bounds(count.min, count.max, "up to ", " or more")


def counted(number: int | Count, what: str) -> str:
    """Write how many of something there are, as `1 session`, `3-6 sessions` or `10 or more sessions`."""
    shown = how_many(number) if isinstance(number, Count) else str(number)
    return f"{shown} {what}{'' if shown == '1' else 's'}"


_UNIT = re.compile(r"(.*?)\s*([^\W\d_]*)\Z", re.DOTALL)
_FREQUENCY = re.compile(r"(?P<often>.*?)\s*(?:\btimes\s+|\bsessions?\s+)?\bper\s+(?P<unit>[^\W\d_]+)", re.I | re.DOTALL)


_WORD = r"[A-Za-z]+\s*"
_SINGLE = rf"\s*[0-9]+\s*(?:{_WORD})?"


@final
class Duration(Ranged, Frozen, kw_only=False):
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

    _PATTERN: ClassVar = rf"^(?:{WHOLE}(?:[pP][eE][rR]\s+)?{_WORD}|{_SINGLE}(?:\s+[oO][rR]\s+{_SINGLE})+)$"
    _EXAMPLES: ClassVar = ["2-4 weeks", "1 month", "15 days or 1 month", "2 per week"]
    _WRITTEN: ClassVar = "string"

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read a range, a choice or a frequency, such as `2-4 weeks`, `15 days or 1 month` or `2 per week`.

        Raises:
            UsageError: the figures are wrong, the unit is missing, unknown or a bare `m`, or it is over 50 years.
        """
        written = Written(text)
        if often := _FREQUENCY.fullmatch(written.text):
            return cls._of_frequency(written, *often.groups())
        parts: list[tuple[str, Unit]] = []
        for part in reversed(OR.split(written.text)):
            figures, word = _UNIT.findall(part)[0]
            if not (word or parts):
                raise UsageError(f"{written.quoted} has no unit: write days, weeks, months or years, such as 2-4 weeks")
            # One without a unit has that of the part after it.
            unit = written.unit(word, figures) if word else parts[0][1]
            parts.insert(0, (figures, unit))
        if len(parts) == 1:
            return cls(*written.whole(figures, unit.longest, unit), unit)
        lengths = [(written.single(part, unit.longest, unit), unit) for part, unit in parts]
        written.distinct(lengths)
        if len({unit for _, unit in lengths}) == 1:
            choice = tuple(figure for figure, _ in lengths)
            return cls(min(choice), max(choice), unit, choice)
        if any(not unit.about for _, unit in lengths):
            raise UsageError(f"{written.quoted} mixes hours with days: write one unit")
        shortest = min(figure * unit.spread[0] for figure, unit in lengths)
        longest = max(figure * unit.spread[1] for figure, unit in lengths)
        named = tuple(str(cls(figure, figure, unit)) for figure, unit in lengths)
        return cls(shortest, longest, Unit.DAYS, lengths=named)

    @classmethod
    def _of_frequency(cls, written: Written, often: str, word: str) -> Self:
        """Read how often as how far apart: 2-4 per year is every 3-6 months."""
        unit = written.unit(word)
        if unit.about <= 1:
            raise UsageError(f"{written.quoted}: write how often per week, month or year, such as 2 per week")
        if len(OR.split(often)) > 1:
            raise UsageError(f"{written.quoted} is a choice: write how far apart instead, such as 3 or 6 months")
        fewest, most = written.whole(often, unit.about)
        if fewest == most == 1:
            return cls(1, 1, unit)
        times = [figure for figure in (fewest, most) if figure is not None]
        if unit is Unit.YEARS and all(12 % figure == 0 for figure in times):
            return cls(most and 12 // most, fewest and 12 // fewest, Unit.MONTHS)
        # The more often, the shorter; what does not come out even is rounded outwards, and said.
        even = all(unit.about % figure == 0 for figure in times) and (unit is Unit.WEEKS or 1 not in times)
        bounds = most and unit.about // most, fewest and -(-unit.about // fewest)
        return cls(*bounds, Unit.DAYS, frequency=None if even else written.text)

    def __str__(self) -> str:
        """Write the duration so that `parse` reads it back; a frequency is written as its interval."""
        if self.lengths:
            return " or ".join(self.lengths)
        bounds = " or ".join(map(str, self.choice)) or show_bounds(self.min, self.max)
        return f"{bounds} {self.unit.one if bounds == '1' else self.unit}"

    @property
    def each(self) -> str:
        """The duration after the word every, as `4-6 months`, `3 or 4 months` or just `month`."""
        return self.unit.one if (self.min, self.max) == (1, 1) else str(self)

    @property
    def shortest(self) -> int:
        """How many units it has at least; 0 where that is not stated."""
        return self.min or 0

    @property
    def is_exact(self) -> bool:
        """Whether there is one length only."""
        return self.min == self.max

    @property
    def options(self) -> "tuple[Duration, ...]":
        """The single lengths of a choice, the shortest first; empty where it is a range."""
        single = [Duration(figure, figure, self.unit) for figure in self.choice]
        single += map(Duration.parse, self.lengths)
        return tuple(sorted(single, key=lambda one: (one.about, one.unit.months)))

    def at(self, pace: Pace) -> "Duration":
        """Return what a plan takes of a choice: the shortest, or at the slow pace the longest. A range is itself."""
        return self.options[-1 if pace == "slow" else 0] if self.choice or self.lengths else self

    def ends(self, pace: Pace) -> tuple[int, int]:
        """Return the figures between which a pace is halfway, for fast and slow the same; no longest: the shortest."""
        shortest, longest = self.shortest, self.max or self.shortest
        return longest if pace == "slow" else shortest, shortest if pace == "fast" else longest

    @property
    def about(self) -> int:
        """How many days it has at least, where a month counts 30 and a year 365."""
        return self.shortest * self.unit.about

    @property
    def about_most(self) -> int | None:
        """How many days it has at most, counted in the same way; None where it has no longest figure."""
        return None if self.max is None else self.max * self.unit.about


def parse_tolerance(text: object) -> Any:
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
        raise UsageError(f"{quoted(text)} is not one number of days or weeks: write it as 2d, or 0d for none")
    return tolerance


Tolerance = Annotated[Duration, BeforeValidator(parse_tolerance)]
"""By how many days a session may miss its interval; unlike every other length it may be 0."""
