"""The fewest and the most sessions before a day, over every allowed count at each of the three paces, searched.

A *place* is a session of some plan: its part and index, where it falls, and how many sessions there are with it.
From each place a plan goes on with the phase, or, where the phase may end, with what follows. Many plans reach the
same place, and what follows does not depend on how it was reached.

Where nothing is moved, dates are monotonic: a slower pace puts every session later, and of two plans in the same
phase the one that is ahead (later with no more sessions for the fewest, earlier with no fewer for the most) stays
ahead. So one pace is searched, and only the plans ahead are followed. Moved sessions break that, but not by much:
what a closed day does to one plan and not to another is less than the longest run of closed days. So every pace is
searched, and a plan is given up once another is ahead of it by the sessions that fit into such a run, and one more.
Steps of maintenance that last for some time break it too: at a slower pace fewer sessions fit in, and a denser step
may come earlier.
"""

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from datetime import date
from heapq import heappop, heappush
from itertools import chain, cycle, takewhile
from typing import Literal, NamedTuple

from mesoplan.planning.regimen import Part, Regimen
from mesoplan.planning.rhythm import Run, step_to
from mesoplan.planning.schedule import itinerary
from mesoplan.planning.visits import Diary, Link, Mark, advance, follow
from mesoplan.values.ranges import Duration, Pace

Extreme = Literal["fewest", "most"]
"""Which end is searched."""


def sessions_before(regimen: Regimen, untils: Sequence[date], extreme: Extreme, planned: Sequence[int]) -> list[int]:
    """Return the fewest or the most sessions before each of some days, over every allowed count and pace.

    Args:
        regimen: what is counted; its course must have dates, and for `most` an end.
        untils: the days, in order; each is itself outside.
        extreme: which end.
        planned: how many sessions the printed plan has before each of them.
    """
    diary, found = Diary(regimen), list(planned)
    better = min if extreme == "fewest" else max
    is_monotonic = diary.is_plain and not any(part.lasting for part in regimen.steps)
    paces: tuple[Pace, ...] = ("fast", "slow", "typical")
    if is_monotonic:
        paces = ("slow",) if extreme == "fewest" else ("fast",)
    elif all(step.is_exact for step in _steps(regimen)):
        paces = ("fast",)
    for pace in paces:
        if is_monotonic and _grows_with_counts(regimen, pace):
            parts = chain(_sized(regimen.opening, better), regimen.steps, cycle(_sized(regimen.repeated, better)))
            days = [
                visit.stop.date
                for visit in takewhile(lambda visit: visit.stop.date < untils[-1], itinerary(parts, diary, pace))
            ]
            found = [better(best, bisect_left(days, until)) for best, until in zip(found, untils, strict=True)]
        else:
            found = _Search(regimen, diary, pace, extreme, untils, found).follow()
    return found


def _sized(parts: Iterable[Part], better: Callable[..., int]) -> list[Part]:
    """Return phases with their fewest or their most sessions."""
    return [
        part._replace(size=better(part.phase.count.min or part.size, part.phase.count.max or part.size))
        for part in parts
    ]


class _Place(NamedTuple):
    """A session of some plan."""

    number: int
    """How many sessions there are with it."""
    position: int
    """Which part it is in: the phases of the opening, the steps, the phases of a repeat."""
    nth: int
    """Which session of the part it is, from 0."""
    run: Run
    mark: Mark
    """The first session of the course that it belongs to, and itself."""
    begun: int
    """How many sessions lie before that course."""


class _Front:
    """How far the plans of a group have come, which are looked at in order."""

    __slots__ = ("best", "newer")

    def __init__(self) -> None:
        self.best = -1
        """The greatest value among those at least a lead before."""
        self.newer: list[tuple[int, int]] = []
        """The others, as order and value."""

    def is_behind(self, order: int, value: int, lead: int, margin: int) -> bool:
        """Whether a value is no greater, by a margin, than one whose order is less by a lead; it is noted if not."""
        newer = self.newer
        while newer and newer[0][0] <= order - lead:
            self.best = max(self.best, newer.pop(0)[1])
        if value <= self.best - margin:
            return True
        newer.append((order, value))
        return False


class _Search:
    """The fewest or the most sessions before some days, at one pace."""

    def __init__(
        self, regimen: Regimen, diary: Diary, pace: Pace, extreme: Extreme, untils: Sequence[date], found: list[int]
    ) -> None:
        self._regimen, self._diary, self._pace, self._untils = regimen, diary, pace, untils
        self._is_fewest = extreme == "fewest"
        self._found = found
        """The best so far, for each of the days."""
        self._parts = (*regimen.opening, *regimen.steps, *regimen.repeated)
        self._maintained_from = len(regimen.opening)
        self._counts_first = any(part.is_since_first for part in regimen.repeated)
        self._lead = _lead_of(regimen, diary)
        self._fronts: defaultdict[tuple[object, ...], _Front] = defaultdict(_Front)
        self._queue: list[tuple[int, int, int, _Place]] = []
        self._pushed = 0

    def follow(self) -> list[int]:
        """Follow every plan that can be the best one for some day, and return the best found."""
        seen: set[tuple[object, ...]] = set()
        self._enter(0, None)
        while self._queue:
            place = heappop(self._queue)[3]
            if self._is_fewest and place.number >= self._found[-1]:
                continue
            group = self._group(place)
            if self._is_behind(group, place):
                continue
            if self._lead:
                first, stop = place.mark
                since = (first.rhythm, first.date) if self._counts_first else None
                key = (group, place.run.signature(place.nth), stop.rhythm, stop.date, since)
                if key in seen:
                    continue
                seen.add(key)
            self._go_on(place)
        return self._found

    def _group(self, place: _Place) -> tuple[object, ...]:
        """Return what two plans share that have the same choices from a place on."""
        count = self._parts[place.position].phase.count
        done = place.nth + 1 if count.max is not None else min(place.nth + 1, count.min or 0)
        since = place.mark.first.date if self._counts_first and count.max is None else None
        recorded = min(place.number, len(self._diary.records) + 1)
        in_course = place.number - place.begun if self._regimen.most is not None else 0
        return (place.position, done, since, recorded, in_course)

    def _is_behind(self, group: tuple[object, ...], place: _Place) -> bool:
        """Whether another plan of the same group is ahead by enough for this one never to catch up."""
        day, front = place.mark.last.date.toordinal(), self._fronts[group]
        if self._is_fewest:
            return front.is_behind(place.number, day, self._lead, 0)
        return front.is_behind(day, place.number, 0, self._lead)

    def _go_on(self, place: _Place) -> None:
        """Go on with the phase that a place is in, and with what follows where the phase may end."""
        part, index = self._parts[place.position], place.nth + 1
        count, is_step = part.phase.count, part in self._regimen.steps
        goes_on = is_step or ((count.max is None or index < count.max) and self._has_room(place))
        step = place.run.step_to(index) if goes_on else None
        after = None
        if step is not None:
            first, last = place.mark
            link = Link(last, step, last.date)
            after = advance(self._diary, place.run, index, place.number, link, part.leaves_from)
            if after is not None:
                run, stop = after
                self._reach(place, _Place(place.number + 1, place.position, index, run, Mark(first, stop), place.begun))
        if (goes_on and after is None) or (count.allows(index) and not is_step):
            self._leave(place)

    def _has_room(self, place: _Place) -> bool:
        """Whether one more session leaves room for the fewest of the phases after it."""
        most, position = self._regimen.most, place.position
        if most is None:
            return True
        end = self._maintained_from if position < self._maintained_from else len(self._parts)
        later = sum(part.phase.count.min or 0 for part in self._parts[position + 1 : end])
        return place.number - place.begun + 1 + later <= most

    def _leave(self, place: _Place) -> None:
        """Go on with what follows the part that a place is in."""
        after = place.position + 1
        if after == len(self._parts) and self._regimen.repeated:
            after = self._maintained_from
        if after < len(self._parts):
            self._enter(after, place)
        else:
            self._end(place)

    def _enter(self, position: int, before: _Place | None) -> None:
        """Begin a part after a place."""
        part, number = self._parts[position], before.number if before else 0
        run, link = follow(part, before and before.mark, self._diary.start, self._pace)
        after = advance(self._diary, run, 0, number, link, part.leaves_from)
        if after is not None:
            run, stop = after
            mark, begun = Mark(stop, stop), number
            if before is not None and part.every is None:
                mark, begun = Mark(before.mark.first, stop), before.begun
            self._reach(before, _Place(number + 1, position, 0, run, mark, begun))
        elif before is not None:
            self._leave(before._replace(position=position))

    def _reach(self, before: _Place | None, place: _Place) -> None:
        """Note the days between two sessions, and queue the later one if it is before the last of all."""
        day = place.mark.last.date
        self._note(before.mark.last.date if before else None, day, place.number - 1)
        if day >= self._untils[-1]:
            return
        here, number = day.toordinal(), place.number
        self._pushed += 1
        heappush(self._queue, (*((number, -here) if self._is_fewest else (here, -number)), self._pushed, place))

    def _end(self, place: _Place) -> None:
        """Note the days after a plan's last session, with what was done or booked beyond it."""
        day, number = place.mark.last.date, place.number
        for real, _ in self._diary.records[number:]:
            self._note(day, real, number)
            day, number = real, number + 1
        self._note(day, None, number)

    def _note(self, after: date | None, until: date | None, number: int) -> None:
        """Note that a plan has so many sessions before every day that is after one date and up to another."""
        first = 0 if after is None else bisect_right(self._untils, after)
        last = len(self._untils) if until is None else bisect_right(self._untils, until)
        better = min if self._is_fewest else max
        self._found[first:last] = [better(number, found) for found in self._found[first:last]]


_LONGEST_HOLIDAYS = 10
"""No country has more public holidays in a row, with those between."""


def _grows_with_counts(regimen: Regimen, pace: Pace) -> bool:
    """Whether one more session in a phase, put between others, makes none of the later ones later.

    So it is where no step is shorter than the interval of a phase whose count is open.
    """
    shortest = min((_days(step, pace)[0] for step in _steps(regimen)), default=0)
    parts = [
        part.phase for part in (*regimen.opening, *regimen.repeated) if part.phase.count.min != part.phase.count.max
    ]
    return regimen.most is None and all(
        phase.interval is None or _days(phase.interval, pace)[1] <= shortest for phase in parts
    )


def _days(step: Duration, pace: Pace) -> tuple[int, int]:
    """Return how many days a step has at a pace, at least and at most."""
    taken = step.at(pace)
    figure = taken.max if pace == "slow" and taken.max is not None else taken.min or 0
    fewest, most = taken.unit.spread
    return figure * fewest, figure * most


def _steps(regimen: Regimen) -> list[Duration]:
    """Return every step of a regimen."""
    steps: list[Duration | None] = []
    for part in (*regimen.opening, *regimen.repeated, *regimen.steps):
        steps += [part.every, part.phase.gap, part.phase.interval]
        steps += [step_to(part.phase, index) for index in range(1, len(part.phase.days or ()))]
    return [step for step in steps if step is not None]


def _lead_of(regimen: Regimen, diary: Diary) -> int:
    """Return by how many sessions a plan must be ahead to stay ahead, whatever is closed."""
    lead = any(part.lasting is not None for part in regimen.steps) + (not diary.is_plain)
    closures = diary.closures
    away = max(((last - first).days + 1 for first, last in closures.away), default=0)
    longest = away + len(closures.weekdays) + (_LONGEST_HOLIDAYS if closures.holidays is not None else 0)
    return lead + longest // min((step.about for step in _steps(regimen)), default=1)
