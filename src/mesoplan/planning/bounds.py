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
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from heapq import heappop, heappush
from itertools import chain, cycle, takewhile
from typing import Literal, NamedTuple

from mesoplan.planning.links import Mark, follow
from mesoplan.planning.monotony import grows_with_counts, has_one_count, has_paces, lead_of
from mesoplan.planning.regimen import Part, Regimen
from mesoplan.planning.rhythm import Run
from mesoplan.planning.schedule import days_of, diary_of
from mesoplan.planning.visits import Diary, Link, advance
from mesoplan.values.ranges import Pace

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
    diary = diary_of(regimen)
    is_monotonic = diary.is_plain and not any(part.lasting for part in regimen.steps)
    paces: tuple[Pace, ...] = ("fast", "slow", "typical") if has_paces(regimen) else ("fast",)
    if is_monotonic:
        paces = ("slow",) if extreme == "fewest" else ("fast",)
    found = list(planned)
    parts: Iterator[Part]
    for pace in paces:
        if is_monotonic and grows_with_counts(regimen, pace):
            parts = chain(_sized(regimen.opening, extreme), regimen.steps, cycle(_sized(regimen.repeated, extreme)))
        elif has_one_count(regimen):
            parts = regimen.parts
        else:
            found = _Search(regimen, diary, pace, extreme, untils, found).follow()
            continue
        counts = _before(untils, diary.with_records(days_of(parts, diary, pace)))
        found = list(map(min if extreme == "fewest" else max, found, counts))
    return found


def _sized(parts: Iterable[Part], extreme: Extreme) -> list[Part]:
    """Return phases with their fewest or their most sessions."""
    counts = [(part, part.phase.count) for part in parts]
    return [
        part._replace(size=(count.min if extreme == "fewest" else count.max) or part.size) for part, count in counts
    ]


def _before(untils: Sequence[date], days: Iterable[date]) -> list[int]:
    """Return how many of some days in order are before each of others."""
    early = list(takewhile(untils[-1].__gt__, days))
    return [bisect_left(early, until) for until in untils]


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
        self._lead = lead_of(regimen, diary)
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
