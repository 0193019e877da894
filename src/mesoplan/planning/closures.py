"""Days on which no session can be: weekdays, days away, public holidays."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import field
from itertools import chain

from mesoplan.errors import NoOpenDayError
from mesoplan.values import WEEKDAYS, Frozen

WEEKEND = (5, 6)
"""Saturday and Sunday, Monday being 0."""

_YEAR = 366
"""How many days are looked through for an open one."""


class Closures(Frozen):
    """When the clinic is shut or the patient is away."""

    weekdays: frozenset[int] = frozenset()
    """Closed weekdays, Monday being 0."""
    holidays: Mapping[dt.date, str] | None = None
    """Names of closed days by date."""
    away: tuple[tuple[dt.date, dt.date], ...] = ()
    """First and last day of each absence, both included."""
    open_holidays: Mapping[dt.date, str] = field(default_factory=dict)
    """Names of public holidays by date that are known and not closed: only said."""
    notes: tuple[str, ...] = ()
    """What a reader must know of the days, such as which region's holidays were taken."""

    def reason(self, day: dt.date) -> str | None:
        """Return why a day is closed, as `Christmas Day`, `away` or `Saturday`; None if it is open."""
        if any(first <= day <= last for first, last in self.away):
            return "away"
        if self.holidays is not None and (name := self.holidays.get(day)):
            return name
        return WEEKDAYS[day.weekday()] if day.weekday() in self.weekdays else None

    def cause(self, day: dt.date) -> str:
        """Say what kind of reason closes a closed day, as `a holiday`, `an absence` or `a closed Saturday`."""
        reason = self.reason(day)
        if reason == "away":
            return "an absence"
        return f"a closed {reason}" if reason in WEEKDAYS else "a holiday"

    def first_open(self, day: dt.date) -> dt.date:
        """Return the first open day from `day` on, itself included.

        Raises:
            NoOpenDayError: there is no open day within 366 days.
        """
        return day if self.reason(day) is None else self.nearest_open(day, day, day, 0, day)

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
        here, least, start, last_day = (one.toordinal() for one in (day, lowest, first, dt.date.max))
        end = here + _YEAR if last is None else last.toordinal()
        near = range(max(start - margin, least, here - _YEAR), min(end + margin, here + _YEAR) + 1)
        beyond = max(near.stop, least)
        nearest = sorted(near, key=lambda one: (not start <= one <= end, abs(one - here), -one))
        for candidate in chain(nearest, range(beyond, beyond + _YEAR)):
            if candidate <= last_day and self.reason(found := dt.date.fromordinal(candidate)) is None:
                return found
        none = f"no day within {_YEAR} days of {day} is open"
        raise NoOpenDayError(f"{none}: leave out a --closed or an --away", "closed")
