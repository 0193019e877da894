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
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from heapq import heappop, heappush
from itertools import islice, takewhile
from typing import Literal, NamedTuple

from mesoplan.planning.links import Mark, phase_start, repeat_start, step_start
from mesoplan.planning.monotony import grows_with_counts, has_paces, lead_of
from mesoplan.planning.regimen import Part, Regimen
from mesoplan.planning.rhythm import Run
from mesoplan.planning.schedule import diary_of, itinerary
from mesoplan.planning.sessions import Visit
from mesoplan.planning.visits import Diary, Link, Stop, advance
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
    if not diary.is_plain or any(part.lasting for part in regimen.steps):
        return _at_every_pace(regimen, diary, extreme, untils, planned)
    end: Pace = "slow" if extreme == "fewest" else "fast"
    if grows_with_counts(regimen, end):
        return _before(untils, _plain_days(regimen, end, extreme))
    return _Search(regimen, diary, end, extreme, untils, planned).follow()


def _at_every_pace(
    regimen: Regimen, diary: Diary, extreme: Extreme, untils: Sequence[date], planned: Sequence[int]
) -> list[int]:
    """Search every pace that differs; where there is nothing to choose, one plan each is all there is."""
    parts = (*regimen.opening, *regimen.repeated)
    is_fixed = all(part.phase.count.min == part.phase.count.max for part in parts)
    found = list(planned)
    for pace in ("fast", "slow", "typical") if has_paces(regimen) else ("fast",):
        if is_fixed:
            days = [visit.stop.date for visit in _until(untils[-1], itinerary(regimen, diary, pace))]
            days += [day for day, _ in diary.records[len(days) :]]
            found = list(map(min if extreme == "fewest" else max, found, _before(untils, days)))
        else:
            found = _Search(regimen, diary, pace, extreme, untils, found).follow()
    return found


def _until(end: date, visits: Iterator[Visit]) -> Iterator[Visit]:
    return takewhile(lambda visit: visit.stop.date < end, visits)


def _before(untils: Sequence[date], days: Iterable[date]) -> list[int]:
    """Return how many of some days in order are before each of others."""
    early = list(takewhile(untils[-1].__gt__, days))
    return [bisect_left(early, until) for until in untils]


def _plain_days(regimen: Regimen, pace: Pace, extreme: Extreme) -> Iterator[date]:
    """Yield the days of the plan with the fewest, or the most, sessions in every phase, where nothing is moved."""
    last: Stop | None = None
    first: Stop | None = None
    for part in regimen.opening:
        run, _ = phase_start(part, last, regimen.request.start, pace)
        for day in islice(run.days(), _size(part, extreme)):
            yield day
            first = first or Stop(day, day, day, day)
        last = Stop(day, day, day, day)
    assert first is not None
    assert last is not None
    for part in regimen.steps:
        yield from step_start(part, last, pace)[0].days()
    while regimen.repeated:
        run, _ = repeat_start(regimen.repeated, regimen.maintenance, Mark(first, last), pace)
        first = last = Stop(run.anchor, run.anchor, run.anchor, run.anchor)
        for index, part in enumerate(regimen.repeated):
            if index:
                run, _ = phase_start(part, last, regimen.request.start, pace)
            for day in islice(run.days(), _size(part, extreme)):
                yield day
            last = Stop(day, day, day, day)


def _size(part: Part, extreme: Extreme) -> int:
    count = part.phase.count
    return (count.min if extreme == "fewest" else count.max) or part.size


class _Place(NamedTuple):
    """A session of some plan."""

    number: int
    """How many sessions there are with it."""
    position: int
    """Which part it is in: the phases of the opening, the steps, the phases of a repeat."""
    nth: int
    """Which session of the part it is, from 0."""
    run: Run
    stop: Stop
    first: Stop
    """The first session of the course that it belongs to."""
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

    def is_behind(self, order: int, value: int, lead: int) -> bool:
        """Whether a value is no greater than one whose order is less by a lead; it is noted if not."""
        newer = self.newer
        while newer and newer[0][0] <= order - lead:
            self.best = max(self.best, newer.pop(0)[1])
        if value <= self.best:
            return True
        newer.append((order, value))
        return False

    def is_short(self, value: int, lead: int) -> bool:
        """Whether a value is less than the greatest before it by a lead."""
        if value <= self.best - lead:
            return True
        self.best = max(self.best, value)
        return False


class _Search:
    """The fewest or the most sessions before some days, at one pace."""

    def __init__(
        self,
        regimen: Regimen,
        diary: Diary,
        pace: Pace,
        extreme: Extreme,
        untils: Sequence[date],
        found: Sequence[int],
    ) -> None:
        self._regimen = regimen
        self._diary = diary
        self._pace = pace
        self._is_fewest = extreme == "fewest"
        self._untils = untils
        self._found = list(found)
        """The best so far, for each of the days."""
        self._parts = (*regimen.opening, *regimen.steps, *regimen.repeated)
        self._steps_from = len(regimen.opening)
        self._repeat_from = self._steps_from + len(regimen.steps)
        self._counts_first = regimen.maintenance.counted_from == "first-session" and bool(regimen.repeated)
        self._lead = lead_of(regimen, diary)
        self._front: dict[tuple[object, ...], _Front] = {}
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
                first = (place.first.rhythm, place.first.date) if self._counts_first else None
                key = (group, place.run.signature(place.nth), place.stop.rhythm, place.stop.date, first)
                if key in seen:
                    continue
                seen.add(key)
            self._go_on(place)
        return self._found

    def _group(self, place: _Place) -> tuple[object, ...]:
        """Return what two plans share that have the same choices from a place on."""
        number, position, index, _, _, first, begun = place
        count = self._parts[position].phase.count
        done = index + 1 if count.max is not None else min(index + 1, count.min or 0)
        since = first.date if self._counts_first and count.max is None else None
        recorded = min(number, len(self._diary.records) + 1)
        return (position, done, since, recorded, number - begun if self._regimen.most is not None else 0)

    def _is_behind(self, group: tuple[object, ...], place: _Place) -> bool:
        """Whether another plan of the same group is ahead by enough for this one never to catch up."""
        front = self._front.get(group)
        if front is None:
            front = self._front[group] = _Front()
        day = place.stop.date.toordinal()
        if self._is_fewest:
            return front.is_behind(place.number, day, self._lead)
        return front.is_behind(day, place.number, 0) if not self._lead else front.is_short(place.number, self._lead)

    def _go_on(self, place: _Place) -> None:
        """Go on with the phase that a place is in, and with what follows where the phase may end."""
        number, position, index, run, stop, _, begun = place
        part = self._parts[position]
        count = part.phase.count
        is_step = self._steps_from <= position < self._repeat_from
        may_end = not is_step and count.allows(index + 1)
        if is_step or ((count.max is None or index + 1 < count.max) and self._has_room(position, number - begun)):
            step = run.step_to(index + 1)
            assert step is not None
            link = Link(stop, step, stop.date)
            after = advance(self._diary, run, index + 1, number, link, part.leaves_from)
            if after is None:
                may_end = True
            else:
                self._reach(place, place._replace(number=number + 1, nth=index + 1, run=after[0], stop=after[1]))
        if may_end:
            self._leave(place)

    def _has_room(self, position: int, sessions: int) -> bool:
        """Whether one more session leaves room for the fewest of the phases after it."""
        most = self._regimen.most
        if most is None:
            return True
        end = self._steps_from if position < self._steps_from else len(self._parts)
        return sessions + 1 + sum(part.phase.count.min or 0 for part in self._parts[position + 1 : end]) <= most

    def _leave(self, place: _Place) -> None:
        """Go on with what follows the part that a place is in."""
        after = place.position + 1
        if self._regimen.repeated and after in (self._steps_from, len(self._parts)):
            after = self._repeat_from
        elif after == self._repeat_from:
            after = len(self._parts)
        if after == len(self._parts):
            self._end(place)
        else:
            self._enter(after, place)

    def _enter(self, position: int, before: _Place | None) -> None:
        """Begin a part after a place."""
        part, regimen, pace = self._parts[position], self._regimen, self._pace
        number = before.number if before else 0
        is_repeat = position == self._repeat_from and before is not None
        link: Link | None
        if is_repeat and before is not None:
            mark = Mark(before.first, before.stop)
            run, link = repeat_start(regimen.repeated, regimen.maintenance, mark, pace)
        elif before is not None and self._steps_from <= position < self._repeat_from:
            run, link = step_start(part, before.stop, pace)
        else:
            run, link = phase_start(part, before and before.stop, regimen.request.start, pace)
        after = advance(self._diary, run, 0, number, link, part.leaves_from)
        if after is None:
            assert before is not None
            self._leave(before._replace(position=position))
            return
        run, stop = after
        begins = before is None or is_repeat
        first, begun = (stop, number) if begins or before is None else (before.first, before.begun)
        self._reach(before, _Place(number + 1, position, 0, run, stop, first, begun))

    def _reach(self, before: _Place | None, place: _Place) -> None:
        """Note the days between two sessions, and queue the later one if it is before the last of all."""
        self._note(before.stop.date if before else None, place.stop.date, place.number - 1)
        if place.stop.date >= self._untils[-1]:
            return
        day, number = place.stop.date.toordinal(), place.number
        order = (number, -day) if self._is_fewest else (day, -number)
        self._pushed += 1
        heappush(self._queue, (*order, self._pushed, place))

    def _end(self, place: _Place) -> None:
        """Note the days after a plan's last session, with what was done or booked beyond it."""
        day, number = place.stop.date, place.number
        for real, _ in self._diary.records[number:]:
            self._note(day, real, number)
            day, number = real, number + 1
        self._note(day, None, number)

    def _note(self, after: date | None, until: date | None, number: int) -> None:
        """Note that a plan has so many sessions before every day that is after one date and up to another."""
        untils, found = self._untils, self._found
        first = 0 if after is None else bisect_right(untils, after)
        last = len(untils) if until is None else bisect_right(untils, until)
        for index in range(first, last):
            if (number < found[index]) if self._is_fewest else (number > found[index]):
                found[index] = number
