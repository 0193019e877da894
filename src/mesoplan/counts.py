"""How many sessions fall before a day: the fewest and the most that the protocol allows.

Every allowed session count is searched. Intervals need no search: for given counts, no date is later
than with every interval at its longest, and none is earlier than with every interval at its shortest.
The counts do: more course sessions put maintenance off, so the most sessions may come with the shortest
course, and the fewest with the longest.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from heapq import heapify, heappop, heappush
from itertools import chain, count, takewhile
from typing import Literal, NamedTuple

from mesoplan.dates import add
from mesoplan.ranges import Count, Duration, Unit
from mesoplan.regimen import Regimen, Request, planned_count
from mesoplan.schedule import End, Run, Schedule, count_at_pace, endless, phase_days, start_repeat, start_run

Extreme = Literal["fewest", "most"]
"""Which end is searched. The fewest sessions come with the slow pace, the most with the fast one."""


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
        planned=schedule.planned if schedule else planned_count(sessions),
        through=tuple(_through(regimen, schedule)) if schedule else (),
        complete=schedule is not None and not undated_maintenance,
    )


def _through(regimen: Regimen, schedule: Schedule) -> Iterator[Through]:
    for months, until in _horizons(regimen):
        yield Through(
            months=months,
            until=until,
            fewest=sessions_before(regimen, until, "fewest"),
            most=sessions_before(regimen, until, "most"),
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


PACE_OF: Mapping[Extreme, End] = {"fewest": "slowest", "most": "fast"}
"""The pace at which each extreme is reached."""


def sessions_before(regimen: Regimen, until: date, extreme: Extreme) -> int:
    """Return the fewest or the most sessions before `until`, itself outside, over every allowed choice.

    A choice is a session count for every phase and repeat, and one length for every interval, each within
    its stated range.
    """
    best = min if extreme == "fewest" else max
    return best(_outcomes(regimen, until, extreme))


def _outcomes(regimen: Regimen, until: date, extreme: Extreme) -> Iterator[int]:
    """Yield session counts among which the extreme one is."""
    pace, request = PACE_OF[extreme], regimen.request
    ends: dict[int, date] = {}
    ways: Iterable[tuple[int, date | None]] = [(0, None)]
    for phase in regimen.course:
        ends = {}
        for before, last in ways:
            run = start_run(phase, last, request.start, pace)
            days = iter(()) if run is None else phase_days(run, request, before, last)
            yield from _ways_on(before, phase.count, days, until, extreme, ends)
        ways = ends.items()
    yield from _with_maintenance(regimen, ends, until, extreme)


def _ways_on(
    before: int, allowed: Count, days: Iterator[date], until: date, extreme: Extreme, ends: dict[int, date]
) -> Iterator[int]:
    """Go on with a phase: enter each allowed end before `until`, and yield the count if `until` comes first.

    More sessions than fit before `until` change nothing, so that one count stands for them all.
    """
    sessions = 0
    for sessions, day in enumerate(days, 1):
        if day >= until:
            yield before + sessions - 1
            return
        if sessions >= (allowed.min or 1):
            total = before + sessions
            ends[total] = _better(ends.get(total), day, extreme)
        if sessions == allowed.max:
            return
    # The slowest pace never gets any further.
    yield before + sessions


def _better(one: date | None, other: date, extreme: Extreme) -> date:
    """Return the end after which fewer (or more) sessions can follow."""
    if one is None:
        return other
    return max(one, other) if extreme == "fewest" else min(one, other)


def _with_maintenance(regimen: Regimen, ends: dict[int, date], until: date, extreme: Extreme) -> Iterator[int]:
    """Yield session counts for whole courses, given as sessions and last day, and what follows them."""
    pace, request = PACE_OF[extreme], regimen.request
    every = regimen.maintenance.every
    known: dict[date, int] = {}
    if every is None:
        yield from ends
    elif regimen.maintenance.sessions is None:
        for total, last in ends.items():
            if request.is_plain:
                yield total + count_at_pace(last, every, pace, until)
            elif every.unit in (Unit.MONTHS, Unit.YEARS) or (request.done and total <= len(request.done)):
                days = phase_days(endless(every, last, pace), request, total, last)
                yield total + sum(1 for _ in takewhile(lambda day: day < until, days))
            else:
                yield total + _followers(every, last, until, pace, request, known)
    else:
        courses = [(total, regimen.request.start, last) for total, last in ends.items()]
        yield from _with_repeats(regimen, courses, until, extreme)


def _followers(every: Duration, last: date, until: date, pace: End, request: Request, known: dict[date, int]) -> int:
    """Count the single sessions between one on `last` and `until`, with days moved.

    Days and weeks do not remember where they were first counted from, so that what follows a day is the same
    however it was reached; `known` keeps it.
    """
    way: list[date] = []
    day: date | None = last
    while day is not None and day < until and day not in known:
        way.append(day)
        day = next(phase_days(endless(every, day, pace), request, len(request.done) + 1, day), None)
    after = -1 if day is None or day >= until else known[day]
    for earlier in reversed(way):
        after += 1
        known[earlier] = after
    return known[last]


def _with_repeats(
    regimen: Regimen, courses: Iterable[tuple[int, date, date]], until: date, extreme: Extreme
) -> Iterator[int]:
    """Yield session counts with repeated courses, given sessions so far, first and last day of each course.

    Of two ways to have come so far, the one with fewer sessions and a later next repeat stays ahead in
    having the fewest, whatever follows (for the most: more sessions, an earlier repeat). So the ways are
    taken in order, and one that is behind in both is dropped: the work stays in line with the plan's length.
    """
    fewest, pace, request = extreme == "fewest", PACE_OF[extreme], regimen.request

    def key(total: int, first: date, last: date) -> tuple[int, int]:
        """Return what orders a way: sessions and the day on which the next repeat really begins."""
        run, since = start_repeat(regimen, first, last, pace)
        day = (date.max if run is None else next(phase_days(run, request, total, since))).toordinal()
        return (total, -day) if fewest else (day, -total)

    ways = [key(*course) for course in courses]
    heapify(ways)
    ahead: int | None = None
    while ways:
        one, other = heappop(ways)
        if ahead is not None and other >= ahead:
            continue
        ahead = other
        total, begin = (one, date.fromordinal(-other)) if fewest else (-other, date.fromordinal(one))
        if begin >= until:
            yield total
            continue
        days = phase_days(Run(regimen.repeated, begin, 0, pace), request, total + 1, begin, first=1)
        ends: dict[int, date] = {}
        yield from _ways_on(total, regimen.repeated.count, chain([begin], days), until, extreme, ends)
        for reached, last in ends.items():
            heappush(ways, key(reached, begin, last))
