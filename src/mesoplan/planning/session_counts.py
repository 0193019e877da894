"""How many sessions a plan has, and has before each year's end: the fewest, the most, and those planned.

The fewest and the most before a day are those over every allowed count at each of the three paces, searched.

A *state* is a session of some plan: its part and index, where it falls, and how many sessions there are with it.
From each state a plan goes on with the phase, or, where the phase may end, with what follows. Many plans reach the
same state, and what follows does not depend on how it was reached: of those that do, only the one with the fewest or
the most sessions is followed.

Where nothing is moved a slower pace puts every session later, so that one pace is searched; and where no choice of
counts can put off what is more frequent, the fewest or the most of each phase are the answer, without a search. Of two
plans in the same phase the one that is ahead (later with no more sessions for the fewest, earlier with no fewer for
the most) stays ahead, and only that one is followed. Moved sessions break that, but not by much: what a closed day
does to one plan and not to another is less than the longest run of closed days. So a plan is given up once another is
ahead of it by the sessions that fit into such a run, and one more. Steps of maintenance that last for some time break
it too: at a slower pace fewer sessions fit in, and a denser step may come earlier.
"""

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from heapq import heappop, heappush
from itertools import chain, count, cycle, takewhile
from typing import Literal, NamedTuple

from mesoplan.planning.regimen import Part
from mesoplan.planning.rhythm import Run, runs
from mesoplan.planning.schedule import Schedule
from mesoplan.planning.visits import Diary, Visit, advance, follow
from mesoplan.values import Frozen, Pace, Unit, add

Extreme = Literal["fewest", "most"]
"""Which end is searched."""


class PlannedCount(Frozen, kw_only=False):
    """How many sessions."""

    min: int
    """The fewest that the protocol allows."""
    max: int | None
    """The most; null where the source names no largest number."""
    planned: int
    """In this plan."""


class Through(NamedTuple):
    """Sessions from the start up to a day, cumulative."""

    months: int | None
    """Months from the start; None where the horizon is no whole number of months."""
    until: date
    """The day itself is outside."""
    sessions: PlannedCount
    """The fewest and the most at any allowed count and pace, and those in the printed schedule."""


class SessionCounts(Frozen, kw_only=False):
    """How many sessions a plan has: what a price is multiplied with."""

    diary: Diary
    """What was planned."""
    schedule: Schedule | None
    """Its dates; null where it has none."""
    course: PlannedCount
    """Those of the course; 0 without one."""
    through: tuple[Through, ...]
    """Through every full 12 months and through the horizon; empty where the course has no dates."""
    complete: bool
    """False where there are sessions that no figure dates, so that they are not counted."""


def count_sessions(diary: Diary, schedule: Schedule | None) -> SessionCounts:
    """Count the sessions of a regimen.

    Args:
        diary: the regimen and the days.
        schedule: its dates; None where it cannot be dated because no interval is stated.
    """
    regimen = diary.regimen
    course = PlannedCount(regimen.sessions.fewest, regimen.sessions.max, (schedule or regimen).planned)
    through = tuple(_through(schedule)) if schedule else ()
    is_dated = regimen.maintenance.repeat == "none" or bool(regimen.repeated or regimen.steps)
    return SessionCounts(diary, schedule, course, through, complete=schedule is not None and is_dated)


def _through(schedule: Schedule) -> Iterator[Through]:
    diary = schedule.diary
    start, horizon = diary.start, diary.request.horizon
    months = {diary.end: horizon.min if horizon.unit is Unit.MONTHS else None}
    years = ((add(start, full, Unit.MONTHS), full) for full in count(12, 12))
    months |= takewhile(lambda year: year[0] <= diary.end, years)
    untils = sorted(months)
    planned = [bisect_left(schedule.attended, until, key=lambda session: session.date) for until in untils]
    fewest = sessions_before(diary, untils, "fewest", planned)
    most = sessions_before(diary, untils, "most", planned) if diary.regimen.has_most else [None] * len(untils)
    for until, few, many, plan in zip(untils, fewest, most, planned, strict=True):
        yield Through(months[until], until, PlannedCount(few, many, plan))


def sessions_before(diary: Diary, untils: Sequence[date], extreme: Extreme, planned: Sequence[int]) -> list[int]:
    """Return the fewest or the most sessions before each of some days, over every allowed count and pace.

    Args:
        diary: of the regimen that is counted; its course must have dates, and for `most` an end.
        untils: the days, in order; each is itself outside.
        extreme: which end.
        planned: how many sessions the printed plan has before each of them.
    """
    regimen, found = diary.regimen, list(planned)
    paces: tuple[Pace, ...] = ("fast", "slow", "typical")
    if diary.is_plain and not any(part.lasting for part in regimen.steps):
        pace: Pace = "slow" if extreme == "fewest" else "fast"
        if regimen.grows_with_counts:
            better, opening = (min, regimen.fewest) if extreme == "fewest" else (max, regimen.largest)
            parts = chain(opening, regimen.steps, cycle(_sized(regimen.repeated, better)))
            days = (map(run.day, range(run.part.size)) for run in runs(parts, diary.start, pace))
            # No step ends here, so that every session has a day.
            before = list(takewhile(untils[-1].__gt__, filter(None, chain.from_iterable(days))))
            return [better(best, bisect_left(before, until)) for best, until in zip(found, untils, strict=True)]
        paces = (pace,)
    elif all(step.is_exact for step in regimen.gaps):
        paces = ("fast",)
    for pace in paces:
        found = _Search(diary, pace, extreme, untils, found).follow()
    return found


def _sized(parts: Iterable[Part], better: Callable[..., int]) -> list[Part]:
    """Return phases with their fewest or their most sessions."""
    counts = ((part, part.phase.count) for part in parts)
    return [part._replace(size=better(count.min or part.size, count.max or part.size)) for part, count in counts]


class _Search:
    """The fewest or the most sessions before some days, at one pace."""

    def __init__(self, diary: Diary, pace: Pace, extreme: Extreme, untils: Sequence[date], found: list[int]) -> None:
        self._regimen = regimen = diary.regimen
        self._diary, self._pace, self._untils = diary, pace, untils
        self._is_fewest = extreme == "fewest"
        self._found = found
        """The best so far, for each of the days."""
        self._parts = (*regimen.opening, *regimen.steps, *regimen.repeated)
        self._counts_first = any(part.is_since_first for part in regimen.repeated)
        self._queue: list[tuple[int, int, int, int, Run, Visit]] = []
        """The states to go on from, in the order of their numbers for the fewest, of their days for the most: at the
        end which of the parts it is in, its rhythm, and the session."""
        self._pushed = count()
        self._lead = _lead_of(diary)
        self._fronts: defaultdict[tuple[object, ...], list[int]] = defaultdict(lambda: [0])  # equivalent: -1
        """By group, for the fewest the latest day with at most so many sessions, for the most how many there are."""

    def follow(self) -> list[int]:
        """Follow every plan that can be the best one for some day, and return the best found."""
        seen: set[tuple[object, ...]] = set()
        self._enter(0, None)
        while self._queue:
            *_, position, run, last = heappop(self._queue)
            if self._is_fewest and last.number >= self._found[-1]:
                break
            group, exact = self._outlook(position, run, last)
            if not self._is_behind(group, last) and (group, exact) not in seen:
                seen.add((group, exact))
                self._go_on(position, run, last)
        return self._found

    def _outlook(self, position: int, run: Run, last: Visit) -> tuple[tuple[object, ...], tuple[object, ...]]:
        """Return what decides how a plan may go on from a state: which choices it has, and from what days."""
        first, stated = last.first, last.part.phase.count
        done = last.in_part if stated.max else min(last.in_part, stated.fewest - 1)  # equivalent: stated.fewest + 1
        since = (first.rhythm, first.date) if self._counts_first else None
        recorded = min(last.number, len(self._diary.records))
        in_course = last.number - first.number if self._regimen.most is not None else 0
        # Of two plans in a step that ends, the one that is ahead may be in it for longer.
        group = (position, run.until, done, since if stated.max is None else None, recorded, in_course)
        return group, (run.signature(last.in_part), last.rhythm, last.date, since)

    def _is_behind(self, group: tuple[object, ...], last: Visit) -> bool:
        """Whether another plan of the same group is ahead by enough for this one never to catch up."""
        day, number, front = last.date.toordinal(), last.number, self._fronts[group]
        if self._is_fewest:
            front += front[-1:] * (number + 1 - len(front))
            is_behind = number >= self._lead and day <= front[number - self._lead]
            front[number] = max(front[number], day)
        else:
            is_behind = number <= front[0] - self._lead  # equivalent: number < front[0] - self._lead
            front[0] = max(front[0], number)
        return is_behind

    def _go_on(self, position: int, run: Run, last: Visit) -> None:
        """Go on with the phase that a state is in, and with what follows where the phase may end."""
        index, stated, is_step = last.in_part + 1, last.part.phase.count, last.part in self._regimen.steps
        goes_on = is_step or ((stated.max is None or index < stated.max) and self._has_room(position, last))
        after = advance(self._diary, run, index, last) if goes_on else None
        if after:
            self._reach(position, after)
        if (goes_on and after is None) or (stated.allows(index) and not is_step):
            self._enter(position + 1, last)

    def _has_room(self, position: int, last: Visit) -> bool:
        """Whether one more session leaves room for the fewest of the phases after it."""
        regimen, kind = self._regimen, last.part.kind
        if regimen.most is None or (kind == "maintenance" and regimen.maintenance.sessions is not None):
            return True
        later = sum(part.phase.count.fewest for part in self._parts[position + 1 :] if part.kind == kind)
        return last.number - last.first.number + 2 + later <= regimen.most

    def _enter(self, position: int, last: Visit | None) -> None:
        """Begin a part, or the first after it that has a session; else the plan ends with its records."""
        if position == len(self._parts) and self._regimen.repeated:
            position = len(self._regimen.opening)
        for at in range(position, len(self._parts)):
            if after := advance(self._diary, follow(self._parts[at], last, self._diary.start, self._pace), 0, last):
                self._reach(at, after)
                return
        before = last.number if last else 0  # equivalent: -1, 1
        for number, day in enumerate((*(day for day, _ in self._diary.records[before:]), date.max), before + 1):
            self._note(number, day)

    def _reach(self, position: int, after: tuple[Run, Visit]) -> None:
        """Note a session, and queue it if it is before the last of all days."""
        run, visit = after
        self._note(visit.number, visit.date)
        if visit.date < self._untils[-1]:
            day, number = visit.date.toordinal(), visit.number
            order = (number, -day) if self._is_fewest else (day, -number)
            heappush(self._queue, (*order, next(self._pushed), position, run, visit))

    def _note(self, number: int, day: date) -> None:
        """Note on what day a session of a plan is: before it there are fewer, and after it there are so many."""
        at = bisect_right(self._untils, day)
        if self._is_fewest:
            self._found[:at] = [min(number - 1, found) for found in self._found[:at]]
        else:
            self._found[at:] = [max(number, found) for found in self._found[at:]]


def _lead_of(diary: Diary) -> int:
    """Return by how many sessions a plan must be ahead to stay ahead, whatever is closed."""
    regimen, closures = diary.regimen, diary.closures
    # The session more where something is moved is a margin: no plan was found that needs it.
    lead = any(part.lasting is not None for part in regimen.steps) + (not diary.is_plain)  # equivalent: diary.is_plain
    away = max(((last - first).days + 1 for first, last in closures.away), default=0)  # equivalent: 0, 1
    # No country has more than 10 public holidays in a row, and the session more above covers one of them; weekends that
    # join them are counted as closed weekdays.
    longest = away + len(closures.weekdays) + (10 if closures.holidays is not None else 0)  # equivalent: 9
    return lead + longest // min((gap.about for gap in regimen.gaps), default=1)  # equivalent: 2
