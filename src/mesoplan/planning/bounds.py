"""The fewest and the most sessions before a day that the protocol allows, searched.

Both follow from days. The most sessions before a day are as many as can be early enough: for the first,
second … session the earliest day is searched on which any choice puts it. The fewest are as many as cannot be
late enough: for each session the latest day is searched.

Intervals need no search: for given session counts no day is later than with every interval at its longest, and
none is earlier than with every interval at its shortest. The counts do: more course sessions put maintenance off,
so the earliest day of a session may come with the shortest course, and the latest with the longest.

A *way* is one choice of counts so far. Of two ways with the same number of sessions the one that is ahead, later
for the fewest and earlier for the most, stays ahead whatever follows; only that one is followed, so that the work
grows with the number of sessions and not with the number of choices.
"""

import sys
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import chain, count, takewhile
from typing import Literal

from mesoplan.planning.regimen import Regimen
from mesoplan.planning.visits import End, Run, just_days, start_repeat, start_run
from mesoplan.tables.regimens import Phase
from mesoplan.values.ranges import Count, Duration

Extreme = Literal["fewest", "most"]
"""Which end is searched. The fewest sessions come with the slowest pace, the most with the fast one."""

_SHORTEST_MONTH = 28
"""Days that any two dates a calendar month apart have between them at least."""


def sessions_before(regimen: Regimen, untils: Sequence[date], extreme: Extreme, limit: int = sys.maxsize) -> list[int]:
    """Return the fewest or the most sessions before each of some days, over every allowed choice.

    A choice is a session count for every phase and repeat, and one length for every interval, each within
    its stated range.

    Args:
        regimen: what is counted; its course must have dates.
        untils: the days, in order; each is itself outside.
        extreme: which end.
        limit: a number of sessions before the last of the days that some choice has; only `fewest` is quicker for it.
    """
    search = _Search(regimen, untils[-1], extreme, limit)
    search.follow_all()
    days = search.days[: search.limit] if extreme == "fewest" else search.days
    return [bisect_left(days, until) for until in untils]


@dataclass(slots=True)
class _Way:
    """One choice of counts so far, which is now in some phase."""

    last: date
    """The day of its last session; of a repeat that is about to begin, the day on which it does."""
    days: Iterator[date]
    """The days of its next sessions."""
    may_end: int
    """With how many sessions in all the phase may end, at least."""
    ends: int | None
    """With how many it must; None where it need not."""
    first: date
    """The day from which the next repeat is counted, if that is the first session of this one."""


class _Search:
    """The latest (for the fewest) or earliest (for the most) day of the first, second … session."""

    def __init__(self, regimen: Regimen, end: date, extreme: Extreme, limit: int) -> None:
        self.days: list[date] = []
        self.limit = limit if extreme == "fewest" else sys.maxsize
        """Some way has no more sessions than that before the end, so that no more need be looked at."""
        self._regimen = regimen
        self._request = regimen.request
        self._end = end
        self._later = extreme == "fewest"
        self._pace: End = "slowest" if self._later else "fast"

    def follow_all(self) -> None:
        """Follow every way that can be ahead, from the start to the end."""
        regimen = self._regimen
        first, *later = regimen.opening
        start = self._begin(first, 0, None)
        if self._is_ahead_for_good(first, later):
            self.days += takewhile(self._end.__gt__, start.days)
            return
        ends = self._ends(first, {0: start})
        for index, phase in enumerate(later, 1):
            ends = self._ends(phase, {number: self._begin(phase, number, last) for number, last in ends.items()})
            if self._is_ahead_for_good(phase, later[index:]):
                return
        follow_up = regimen.follow_up
        if not ends:
            return
        if follow_up is None or regimen.maintenance.every is None:
            self._stop(min(ends))
        elif regimen.maintenance.sessions is None:
            self._follow_singles(ends, follow_up)
        else:
            self._follow_repeats(ends, follow_up)

    def _ends(self, phase: Phase, starts: dict[int, _Way]) -> dict[int, date]:
        """Return on which day a phase ends that begins so, by the number of sessions, of the ways ahead."""
        ends: dict[int, date] = {}
        for number, way in self._go_on(phase.count, starts):
            if number not in ends or self._is_ahead(way.last, ends[number]):
                ends[number] = way.last
        return ends

    def _go_on(self, allowed: Count, starts: dict[int, _Way]) -> Iterator[tuple[int, _Way]]:
        """Go on from all ways that begin a phase, session by session.

        Yields each way whenever the phase may end, with its number of sessions. What is then put into `starts`
        is followed too.
        """
        ways: list[_Way] = []
        latest = date.min
        for number in count(min(starts, default=0)):
            start = starts.pop(number, None)
            # A way that begins no later than one with fewer sessions never has the fewest.
            if start is not None and not (self._later and start.last <= latest):
                latest = start.last
                ways.append(start)
            if allowed.max is None and len(ways) > 1:
                ways = self._not_behind(ways, number)
            if number >= self.limit or not (ways or starts):
                return
            going_on: list[_Way] = []
            for way in ways:
                day = next(way.days, None)
                if day is None or day >= self._end:
                    self._stop(number)
                    continue
                way.last = day
                self._note(number + 1, day)
                if number + 1 >= way.may_end:
                    yield number + 1, way
                if number + 1 != way.ends:
                    going_on.append(way)
            ways = going_on

    def _begin(self, phase: Phase, number: int, last: date | None) -> _Way:
        """Begin a phase after `number` sessions."""
        run = start_run(phase, last, self._request.start, self._pace)
        days = iter(()) if run is None else just_days(run, self._request, number, last)
        return _Way(last or self._request.start, days, *_bounds(phase.count, number), date.min)

    def _follow_singles(self, ends: dict[int, date], singles: Phase) -> None:
        """Go on with single maintenance sessions, without end, after courses that end so."""
        day: date | None = None
        days: Iterator[date] = iter(())
        for number in count(min(ends)):
            last = ends.get(number)
            if last is not None and (day is None or self._is_ahead(last, day)):
                days = just_days(Run(singles, last, -1, self._pace), self._request, number, last)
            day = next(days, None)
            if day is None or day >= self._end or number >= self.limit:
                self._stop(number)
                return
            self._note(number + 1, day)

    def _follow_repeats(self, ends: dict[int, date], repeated: Phase) -> None:
        """Go on with repeated courses, without end, after courses that end so."""
        begins: dict[int, _Way] = {}
        for number, last in ends.items():
            self._begin_repeat(begins, number, self.days[0], last)
        is_last = self._is_ahead_for_good(repeated, ())
        for number, way in self._go_on(repeated.count, begins):
            if not is_last:
                self._begin_repeat(begins, number, way.first, way.last)

    def _begin_repeat(self, begins: dict[int, _Way], number: int, first: date, last: date) -> None:
        """Enter the repeat that follows `number` sessions, the last course of which is from `first` to `last`."""
        regimen = self._regimen
        assert regimen.follow_up is not None
        run, since = start_repeat(regimen, first, last, self._pace)
        days = iter(()) if run is None else just_days(run, self._request, number, since)
        day = next(days, None)
        if day is None or day >= self._end:
            self._stop(number)
        elif number not in begins or self._is_ahead(day, begins[number].last):
            first = day if regimen.maintenance.counted_from == "first-session" else date.min
            begins[number] = _Way(day, chain((day,), days), *_bounds(regimen.follow_up.count, number), first)

    def _note(self, number: int, day: date) -> None:
        """Note that session `number`, from 1, can be on a day."""
        if number > len(self.days):
            self.days.append(day)
        elif self._is_ahead(day, self.days[number - 1]):
            self.days[number - 1] = day

    def _stop(self, number: int) -> None:
        """Note that a way has so many sessions before the end and no more."""
        if self._later:
            self.limit = min(self.limit, number)

    def _is_ahead(self, one: date, other: date) -> bool:
        """Tell whether a way that is at day `one` is to be followed rather than an older one that is at `other`.

        On the same day the newer one is never the later one in the months to come: the older one may be counted
        from the end of a longer month.
        """
        return one > other if self._later else one <= other

    def _not_behind(self, ways: list[_Way], number: int) -> list[_Way]:
        """Leave out every way through an endless phase that another one is ahead of, oldest first."""
        kept: list[_Way] = []
        for way in ways:
            if number >= way.may_end:
                if any(not self._is_ahead(way.last, old.last) and self._counts_ahead(old, way) for old in kept):
                    continue
                kept = [
                    old for old in kept if not (self._is_ahead(way.last, old.last) and self._counts_ahead(way, old))
                ]
            kept.append(way)
        return kept

    def _counts_ahead(self, one: _Way, other: _Way) -> bool:
        """Tell whether what is counted from the first session of a repeat is no further behind for one way."""
        return one.first >= other.first if self._later else one.first <= other.first

    def _is_ahead_for_good(self, phase: Phase, later: Iterable[Phase]) -> bool:
        """Tell whether nothing after a phase can have more sessions than going on with it without end."""
        if self._later or phase.count.max is not None or phase.interval is None or not phase.interval.unit.days:
            return False
        follow_up, every = self._regimen.follow_up, self._regimen.maintenance.every
        steps = [step for other in later for step in (other.gap, other.interval)]
        steps.append((follow_up and follow_up.interval) or every)
        shortest = min((_shortest_days(step) for step in steps if step is not None), default=None)
        listed = any(other.days is not None for other in later)
        return not listed and (shortest is None or _shortest_days(phase.interval) <= shortest)


def _bounds(allowed: Count, number: int) -> tuple[int, int | None]:
    """Return with how many sessions a phase that begins after `number` may end and must."""
    return number + (allowed.min or 0), None if allowed.max is None else number + allowed.max


def _shortest_days(step: Duration) -> int:
    """Return how many days a step has at least."""
    return (step.min or 1) * (step.unit.days or step.unit.months * _SHORTEST_MONTH)
