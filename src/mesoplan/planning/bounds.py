"""The fewest and the most sessions before a day, over every allowed count at each of the three paces, searched.

A *place* is a session of some plan: its part and index, where it falls, and how many sessions there are with it.
From each place a plan goes on with the phase, or, where the phase may end, with what follows. The same place is
reached by many plans, and what follows does not depend on how it was reached; of two plans that meet there the one
with fewer (or more) sessions is followed. So the work grows with the places and not with the plans.

Where nothing is moved, dates are monotonic: a slower pace puts every session later, and of two plans with as many
sessions that are in the same phase the one that is ahead stays ahead. Then one pace is searched, session by session,
and only the plan ahead is followed. Moved sessions break that, so with them every place is followed, in the order of
dates, at every pace.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence
from datetime import date
from heapq import heappop, heappush
from itertools import pairwise
from typing import Literal, NamedTuple

from mesoplan.planning.links import Mark, phase_start, repeat_start, step_start
from mesoplan.planning.regimen import Part, Regimen
from mesoplan.planning.request import PACES
from mesoplan.planning.rhythm import Run, exactly
from mesoplan.planning.schedule import diary_of, itinerary
from mesoplan.planning.visits import Diary, Link, Stop, advance
from mesoplan.tables.regimens import Phase
from mesoplan.values.ranges import Duration, Pace

Extreme = Literal["fewest", "most"]
"""Which end is searched."""

_FEWEST_DAYS = {"days": 1, "weeks": 7, "months": 28, "years": 365}
_MOST_DAYS = {"days": 1, "weeks": 7, "months": 31, "years": 366}


def sessions_before(regimen: Regimen, untils: Sequence[date], extreme: Extreme, planned: Sequence[int]) -> list[int]:
    """Return the fewest or the most sessions before each of some days, over every allowed count and pace.

    Args:
        regimen: what is counted; its course must have dates, and for `most` an end.
        untils: the days, in order; each is itself outside.
        extreme: which end.
        planned: how many sessions the printed plan has before each of them.
    """
    diary = diary_of(regimen)
    if not diary.is_plain:
        found = list(planned)
        for pace in PACES:
            found = _Search(regimen, diary, pace, extreme, untils, found).follow()
        return found
    pace: Pace = "slow" if extreme == "fewest" else "fast"
    if _grows_with_counts(regimen, pace):
        return _of_one(regimen, diary, pace, extreme, untils)
    return _Search(regimen, diary, pace, extreme, untils, list(planned)).follow()


def _of_one(regimen: Regimen, diary: Diary, pace: Pace, extreme: Extreme, untils: Sequence[date]) -> list[int]:
    """Count the sessions of the plan with the fewest, or the most, in every phase."""

    def sized(parts: Sequence[Part]) -> tuple[Part, ...]:
        return tuple(part._replace(size=_extreme_size(part, extreme)) for part in parts)

    days: list[date] = []
    for visit in itinerary(regimen, diary, pace, sized(regimen.opening), sized(regimen.repeated)):
        if visit.stop.date >= untils[-1]:
            break
        days.append(visit.stop.date)
    return [bisect_left(days, until) for until in untils]


def _extreme_size(part: Part, extreme: Extreme) -> int:
    count = part.phase.count
    return (count.min if extreme == "fewest" else count.max) or part.size


def _grows_with_counts(regimen: Regimen, pace: Pace) -> bool:
    """Whether one more session in a phase, put between others, makes none of the later ones later.

    So it is where no step after it is shorter than the phase's own interval.
    """
    if regimen.most is not None:
        return False
    every = regimen.maintenance.every if regimen.repeated else None
    shortest = every and _days(every, pace, _FEWEST_DAYS)
    later = [shortest] if shortest else []
    again = [step for part in regimen.repeated for step in _steps(part.phase)]
    for part in reversed((*regimen.opening, *regimen.repeated, *regimen.steps)):
        phase, count = part.phase, part.phase.count
        steps = _steps(phase)
        if part in regimen.repeated:
            steps += again
        if phase.interval is not None and count.min != count.max:
            longest = _days(phase.interval, pace, _MOST_DAYS)
            if any(longest > days for days in later) or any(longest > _days(step, pace, _FEWEST_DAYS) for step in again):
                return False
        later += [_days(step, pace, _FEWEST_DAYS) for step in steps]
    return True


def _steps(phase: Phase) -> list[Duration]:
    """Return every step of a phase."""
    listed = [exactly(other - one) for one, other in pairwise(phase.days or ())]
    return [step for step in (phase.gap, phase.interval, *listed) if step is not None]


def _days(step: Duration, pace: Pace, scale: Mapping[str, int]) -> int:
    """Return how many days a step has at a pace, at least or at most."""
    taken = step.at(pace)
    figure = taken.max if pace == "slow" and taken.max is not None else taken.min
    return (figure or 0) * scale[taken.unit]


class _Place(NamedTuple):
    """A session of some plan."""

    number: int
    """How many sessions there are with it."""
    position: int
    """Which part it is in: the phases of the opening, the steps, the phases of a repeat."""
    index: int
    """Its place in the part, from 0."""
    run: Run
    stop: Stop
    first: Stop
    """The first session of the course that it belongs to."""
    begun: int
    """How many sessions lie before that course."""


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
        self._queue: list[tuple[tuple[int, int], int, _Place]] = []
        self._pushed = 0

    def follow(self) -> list[int]:
        """Follow every plan that can be the best one for some day, and return the best found."""
        seen: set[tuple[object, ...]] = set()
        self._enter(0, None)
        while self._queue:
            place = heappop(self._queue)[2]
            if self._is_fewest and place.number >= self._found[-1]:
                continue
            key = self._key(place)
            if key not in seen:
                seen.add(key)
                self._go_on(place)
        return self._found

    def _key(self, place: _Place) -> tuple[object, ...]:
        """Return what two plans that are at a place must share for the better one alone to be followed."""
        number, position, index, run, stop, first, begun = place
        count = self._parts[position].phase.count
        done = index + 1 if count.max is not None else min(index + 1, count.min or 0)
        capped = number - begun if self._regimen.most is not None else 0
        if self._diary.is_plain:
            since = first.date if self._counts_first and count.max is None else None
            return (number, position, done, since, capped)
        since_first = (first.rhythm, first.date) if self._counts_first else None
        recorded = min(number, len(self._diary.records) + 1)
        return (position, done, run.signature(index), stop.rhythm, stop.date, since_first, recorded, capped)

    def _go_on(self, place: _Place) -> None:
        """Go on with the phase that a place is in, and with what follows where the phase may end."""
        number, position, index, run, stop, _, begun = place
        part = self._parts[position]
        count = part.phase.count
        is_step = self._steps_from <= position < self._repeat_from
        after: tuple[Run, Stop] | None = None
        if is_step or ((count.max is None or index + 1 < count.max) and self._has_room(position, number - begun)):
            step = run.step_to(index + 1)
            if step is not None:
                link = Link(stop, step, stop.date)
                after = advance(self._diary, run, index + 1, number, link, part.leaves_from)
        if after is not None:
            self._reach(place, place._replace(number=number + 1, index=index + 1, run=after[0], stop=after[1]))
        if after is None or (not is_step and count.allows(index + 1)):
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
        if after == self._steps_from and self._regimen.repeated:
            after = self._repeat_from
        elif after == len(self._parts) and self._regimen.repeated:
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
        day = place.stop.date.toordinal()
        if self._diary.is_plain:
            order = (place.number, -day if self._is_fewest else day)
        else:
            order = (day, place.number if self._is_fewest else -place.number)
        self._pushed += 1
        heappush(self._queue, (order, self._pushed, place))

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
