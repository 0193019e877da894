"""How many sessions fall before a day: the fewest and the most that the protocol allows.

Every allowed session count is searched. Intervals need no search: for given counts, no date is later
than with every interval at its longest, and none is earlier than with every interval at its shortest.
The counts do: more course sessions put maintenance off, so the most sessions may come with the shortest
course, and the fewest with the longest.

A *way* is one choice of counts so far. Of two ways with the same number of sessions the one that is later
stays ahead in having the fewest, whatever follows, and the earlier one in having the most; only that one is
followed, so that the work grows with the number of sessions and not with the number of choices.
"""

import sys
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from itertools import count
from typing import Literal, NamedTuple

from mesoplan.dates import add
from mesoplan.ranges import Count, Duration, Unit
from mesoplan.regimen import Regimen, Request
from mesoplan.schedule import End, Run, Schedule, count_at_pace, endless, phase_days, start_repeat, start_run

Extreme = Literal["fewest", "most"]
"""Which end is searched. The fewest sessions come with the slowest pace, the most with the fast one."""


class Through(NamedTuple):
    """Sessions from the start up to a day, cumulative."""

    months: int | None
    """Months from the start; None where the horizon is no whole number of months."""
    until: date
    """The day itself is outside."""
    fewest: int
    most: int
    planned: int
    """In the printed schedule."""


class SessionCounts(NamedTuple):
    """How many sessions a plan has: what a price is multiplied with."""

    regimen: Regimen
    """What was planned."""
    course: Count
    """Fewest and most sessions of the course."""
    planned: int
    """Sessions of the planned course."""
    through: tuple[Through, ...]
    """Through every full 12 months and through the horizon; empty where the course has no dates."""
    complete: bool
    """False where there are sessions that no figure dates, so that they are not counted."""


def count_sessions(regimen: Regimen, schedule: Schedule | None) -> SessionCounts:
    """Count the sessions of a regimen.

    Args:
        regimen: the protocol with choices in place.
        schedule: its dates; None where it cannot be dated because no interval is stated.
    """
    sessions = regimen.sessions
    undated_maintenance = regimen.maintenance.repeat != "none" and regimen.maintenance.every is None
    return SessionCounts(
        regimen=regimen,
        course=sessions,
        planned=regimen.planned,
        through=tuple(_through(regimen, schedule)) if schedule else (),
        complete=schedule is not None and not undated_maintenance,
    )


def _through(regimen: Regimen, schedule: Schedule) -> Iterator[Through]:
    horizons = list(_horizons(regimen))
    untils = [until for _, until in horizons]
    fewest, most = (sessions_before(regimen, untils, extreme) for extreme in ("fewest", "most"))
    for (months, until), least, greatest in zip(horizons, fewest, most, strict=True):
        yield Through(
            months=months,
            until=until,
            fewest=least,
            most=greatest,
            planned=sum(session.date < until for session in schedule.sessions),
        )


def _horizons(regimen: Regimen) -> Iterator[tuple[int | None, date]]:
    """Yield every full 12 months up to the horizon, and the horizon itself."""
    horizon, start = regimen.request.horizon, regimen.request.start
    until = start
    for months in count(12, 12):
        after = add(start, months, Unit.MONTHS)
        if after > regimen.end:
            break
        until = after
        yield months, until
    if until != regimen.end:
        yield horizon.min if horizon.unit is Unit.MONTHS else None, regimen.end


def sessions_before(regimen: Regimen, untils: Sequence[date], extreme: Extreme) -> list[int]:
    """Return the fewest or the most sessions before each of some days, over every allowed choice.

    A choice is a session count for every phase and repeat, and one length for every interval, each within
    its stated range.

    Args:
        regimen: what is counted; its course must have dates.
        untils: the days, in order; each is itself outside.
        extreme: which end.
    """
    tally = _Tally(regimen.request, untils, extreme)
    ends: dict[int, date] = {}
    ways: Iterable[tuple[int, date | None]] = [(0, None)]
    for phase in regimen.opening:
        ends = {}
        for before, last in ways:
            run = start_run(phase, last, regimen.request.start, tally.pace)
            days = () if run is None else phase_days(run, regimen.request, before, last)
            tally.follow(before, last, phase.count, days, ends)
        ways = ends.items()
    every = regimen.maintenance.every
    if every is None:
        for total, last in ends.items():
            tally.note(total, last, None)
    elif regimen.maintenance.sessions is None:
        for total, last in ends.items():
            tally.follow_singles(total, last, every)
    else:
        _follow_repeats(regimen, ends, tally)
    return tally.best


class _Tally:
    """The extreme number of sessions found so far before each day."""

    def __init__(self, request: Request, untils: Sequence[date], extreme: Extreme) -> None:
        self.pace: End = "slowest" if extreme == "fewest" else "fast"
        self.end = untils[-1]
        self.best = [sys.maxsize if extreme == "fewest" else 0] * len(untils)
        self._request = request
        self._untils = untils
        self._pick = min if extreme == "fewest" else max
        self._later = extreme == "fewest"
        self._following: list[dict[date, int]] = [{} for _ in untils]

    def ahead(self, one: date | None, other: date) -> date:
        """Return which of two days with the same number of sessions to go on from."""
        if one is None:
            return other
        return max(one, other) if self._later else min(one, other)

    def note(self, sessions: int, last: date | None, following: date | None) -> None:
        """Note a number of sessions for the days after `last` up to `following`, the next session; None: never."""
        first = 0 if last is None else bisect_right(self._untils, last)
        end = len(self._untils) if following is None else bisect_right(self._untils, following)
        for index in range(first, end):
            self.best[index] = self._pick(self.best[index], sessions)

    def follow(
        self, before: int, last: date | None, allowed: Count, days: Iterable[date], ends: dict[int, date], done: int = 0
    ) -> None:
        """Go on with the sessions of a phase, `done` of which are among those `before`.

        Enters every allowed end before the last of the days looked at, by its number of sessions.
        """
        total, sessions = before, done
        if done and done >= (allowed.min or 1) and last is not None:
            ends[total] = self.ahead(ends.get(total), last)
        if done == allowed.max:
            return
        for day in days:
            self.note(total, last, day)
            if day >= self.end:
                return
            total, sessions, last = total + 1, sessions + 1, day
            if sessions >= (allowed.min or 1):
                ends[total] = self.ahead(ends.get(total), day)
            if sessions == allowed.max:
                return
        # The slowest pace never gets any further.
        self.note(total, last, None)

    def follow_singles(self, total: int, last: date, every: Duration) -> None:
        """Go on with single maintenance sessions, without end."""
        request, done = self._request, self._request.done
        if not request.is_plain and (every.unit in (Unit.MONTHS, Unit.YEARS) or (done and total <= len(done))):
            self.follow(
                total, last, Count(1, None), phase_days(endless(every, last, self.pace), request, total, last), {}
            )
            return
        for index in range(bisect_right(self._untils, last), len(self._untils)):
            until = self._untils[index]
            if request.is_plain:
                following = count_at_pace(last, every, self.pace, until)
            else:
                following = self._count_following(last, every, until, self._following[index])
            self.best[index] = self._pick(self.best[index], total + following)

    def _count_following(self, last: date, every: Duration, until: date, known: dict[date, int]) -> int:
        """Count the single sessions between one on `last` and `until`, with days moved.

        Days and weeks do not remember where they were first counted from, so that what follows a day is the
        same however it was reached; `known` keeps it.
        """
        request, done = self._request, len(self._request.done) + 1
        way: list[date] = []
        day: date | None = last
        while day is not None and day < until and day not in known:
            way.append(day)
            day = next(phase_days(endless(every, day, self.pace), request, done, day), None)
        after = -1 if day is None or day >= until else known[day]
        for earlier in reversed(way):
            after += 1
            known[earlier] = after
        return known[last]


def _follow_repeats(regimen: Regimen, ends: dict[int, date], tally: _Tally) -> None:
    """Go on with repeated courses after courses that end so, by their number of sessions."""
    request, repeated = regimen.request, regimen.repeated
    begins: dict[int, date] = {}

    def repeat(total: int, first: date, last: date) -> None:
        """Enter the first session of the repeat that follows a course from `first` to `last`."""
        run, since = start_repeat(regimen, first, last, tally.pace)
        begin = None if run is None else next(phase_days(run, request, total, since))
        tally.note(total, last, begin)
        if begin is not None:
            begins[total] = tally.ahead(begins.get(total), begin)

    for total, last in ends.items():
        repeat(total, request.start, last)
    for total in count(1):
        if not begins:
            return
        begin = begins.pop(total, None)
        if begin is None or begin >= tally.end:
            continue
        reached: dict[int, date] = {}
        days = phase_days(Run(repeated, begin, 0, tally.pace), request, total + 1, begin, first=1)
        tally.follow(total + 1, begin, repeated.count, days, reached, done=1)
        for sessions, last in reached.items():
            repeat(sessions, begin, last)
