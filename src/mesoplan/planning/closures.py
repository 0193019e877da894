"""Days on which no session can be: weekdays, public holidays, days away."""

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from mesoplan.errors import NoOpenDayError
from mesoplan.planning.public_holidays import Holidays, holidays_of
from mesoplan.values.dates import WEEKDAYS as NAMES

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
"""The weekdays as `--closed` takes them, Monday first."""

WEEKEND = (5, 6)
"""Saturday and Sunday, Monday being 0."""

__all__ = ["WEEKDAYS", "WEEKEND", "Closures", "Holidays", "holidays_of"]

_FARTHEST = 366


@dataclass(frozen=True, slots=True, kw_only=True)
class Closures:
    """When the clinic is shut or the patient is away."""

    weekdays: frozenset[int] = frozenset()
    """Closed weekdays, Monday being 0."""
    holidays: Mapping[dt.date, str] | None = None
    """Names of closed days by date."""
    away: tuple[tuple[dt.date, dt.date], ...] = ()
    """First and last day of each absence, both included."""
    open_holidays: Mapping[dt.date, str] | None = None
    """Names of public holidays by date that are known and not closed: only said."""
    notes: tuple[str, ...] = ()
    """What a reader must know of the days, such as which region's holidays were taken."""
    _reasons: dict[dt.date, str | None] = field(default_factory=dict, init=False, repr=False, compare=False)

    @property
    def is_empty(self) -> bool:
        """Whether every day is open."""
        return not (self.weekdays or self.away or self.holidays is not None)

    @property
    def keeps_weekends(self) -> bool:
        """Whether the clinic itself is open every day, as far as anybody said."""
        return not self.weekdays and self.holidays is None

    def reason(self, day: dt.date) -> str | None:
        """Return why a day is closed, as `Christmas Day`, `away` or `Saturday`; None if it is open."""
        try:
            return self._reasons[day]
        except KeyError:
            reason = self._reasons[day] = self._find_reason(day)
            return reason

    def _find_reason(self, day: dt.date) -> str | None:
        if any(first <= day <= last for first, last in self.away):
            return "away"
        if self.holidays is not None and (name := self.holidays.get(day)):
            return name
        return NAMES[day.weekday()] if day.weekday() in self.weekdays else None

    def cause(self, day: dt.date) -> str:
        """Say what kind of reason closes a closed day, as `a holiday`, `an absence` or `a closed Saturday`."""
        reason = self.reason(day)
        if reason == "away":
            return "an absence"
        return f"a closed {reason}" if reason in NAMES else "a holiday"

    def first_open(self, day: dt.date) -> dt.date:
        """Return the first open day from `day` on, itself included.

        Raises:
            NoOpenDayError: there is no open day within 366 days.
        """
        return self._first((day.toordinal() + away for away in range(_FARTHEST + 1)), day)

    def nearest_open(self, day: dt.date, first: dt.date, last: dt.date | None, margin: int, lowest: dt.date) -> dt.date:
        """Return the open day to which a session on a closed `day` moves.

        Args:
            day: where the rhythm has the session, from `first` to `last`.
            first: the first day of its window, included.
            last: the last day of its window, included; None: it has none.
            margin: by how many days the window may be missed at both ends.
            lowest: no day before this one is taken.

        The nearest open day of the window, the later one on a tie; else the nearest of the window widened by the
        margin; else the first open day after it.

        Raises:
            NoOpenDayError: there is no open day within 366 days.
        """
        return self._first(self._candidates(day, first, last, margin, lowest), day)

    def _first(self, candidates: Iterator[int], day: dt.date) -> dt.date:
        for candidate in candidates:
            if candidate > _LAST_DAY:
                break
            near = dt.date.fromordinal(candidate)
            if self.reason(near) is None:
                return near
        raise NoOpenDayError(
            f"no day within {_FARTHEST} days of {day} is open: leave out a --closed or an --away", "closed"
        )

    def _candidates(
        self, day: dt.date, first: dt.date, last: dt.date | None, margin: int, lowest: dt.date
    ) -> Iterator[int]:
        here, least, start = day.toordinal(), lowest.toordinal(), first.toordinal()
        end = here + _FARTHEST if last is None else last.toordinal()
        for wider in (0, margin):
            yield from _outwards(here, max(start - wider, least), end + wider)
        beyond = max(end + margin + 1, least)
        yield from range(beyond, beyond + _FARTHEST)


_LAST_DAY = dt.date.max.toordinal()


def _outwards(here: int, first: int, last: int) -> Iterator[int]:
    """Yield the days from `first` to `last` from the nearest to `here` to the farthest, the later one on a tie."""
    farthest = min(max(last - here, here - first), _FARTHEST)
    near = (here + away * side for away in range(farthest + 1) for side in (1, -1))
    return (day for day in near if first <= day <= last)
