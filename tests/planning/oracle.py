"""Plans by brute force: the contract's rules written down once more, day by day, for every choice of counts.

Slow and plain on purpose, and without a line of the program: dates are dateutil's.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import product
from typing import Any

from dateutil.relativedelta import relativedelta

from mesoplan.tables.regimens import Phase, Protocol
from mesoplan.values.ranges import Count, Duration

IsClosed = Callable[[date], bool]
DAY = timedelta(days=1)
PER_UNIT = {"days": 1, "weeks": 7, "months": 30, "years": 365}


@dataclass
class Visit:
    """A session: where the rhythm has it, and where it is."""

    rhythm: date
    real: date


def ahead(day: date, step: Duration, times: int, *, longest: bool) -> date:
    """Return the day so many shortest or longest steps on."""
    number = step.max if longest and step.max is not None else step.min
    assert number is not None
    many: Any = {step.unit.value: number * times}
    return day + relativedelta(**many)


def chosen(step: Duration, pace: str) -> Duration:
    """Return the length of a choice that a pace takes."""
    lengths = [Duration(n, n, step.unit) for n in step.choice]
    if not lengths:
        return step
    return (max if pace == "slow" else min)(lengths, key=lambda one: one.min or 0)


def at_pace(day: date, step: Duration, times: int, pace: str) -> date:
    """Return the day so many steps on, at a pace."""
    step = chosen(step, pace)
    first, last = ahead(day, step, times, longest=False), ahead(day, step, times, longest=True)
    if pace == "fast":
        return first
    return last if pace == "slow" else first + (last - first) // 2


class Oracle:
    """One plan, session by session."""

    def __init__(self, protocol: Protocol, start: date, pace: str, is_closed: IsClosed, tolerance: int | None) -> None:
        self.protocol, self.start, self.pace = protocol, start, pace
        self.is_closed, self.tolerance = is_closed, tolerance

    def margin(self, step: Duration) -> int:
        """Return the tolerance of a gap."""
        if self.tolerance is not None:
            return self.tolerance
        if step.min != step.max:
            return 0
        days = (step.min or 0) * PER_UNIT[step.unit.value]
        return (days + 9) // 10

    def open_from(self, day: date) -> date:
        """Return the first open day."""
        while self.is_closed(day):
            day += DAY
        return day

    def keeps(self, before: Visit, step: Duration, day: date) -> bool:
        """Whether a rhythm day keeps an interval after a session that may have been moved."""
        moved = before.real - before.rhythm
        if not moved:
            return True
        if day <= before.real:
            return False
        margin = timedelta(days=self.margin(step))
        first, last = ahead(before.real, step, 1, longest=False), ahead(before.real, step, 1, longest=True)
        if first - margin <= day and (step.max is None or day <= last + margin):
            return True
        first = min(day, ahead(before.rhythm, step, 1, longest=False)) + moved
        last = max(day, ahead(before.rhythm, step, 1, longest=True)) + moved
        return first - margin <= day and (step.max is None or day <= last + margin)

    def place(self, day: date, before: date, step: Duration, last: date, floor: date | None = None) -> date:
        """Return where a session falls whose rhythm day this is."""
        if not self.is_closed(day):
            return day
        first = min(day, ahead(before, step, 1, longest=False))
        if floor is not None and first < floor <= day:
            first = floor
        final = date(9000, 1, 1) if step.max is None else max(day, ahead(before, step, 1, longest=True))
        for wider in (timedelta(0), timedelta(days=self.margin(step))):
            for away in range(1, 400):
                for near in (day + away * DAY, day - away * DAY):
                    if first - wider <= near <= final + wider and near > last and not self.is_closed(near):
                        return near
        return self.open_from(final + timedelta(days=self.margin(step)) + DAY)

    def phase(self, phase: Phase, size: int, before: Visit | None) -> Iterator[Visit]:
        """Yield the sessions of a phase of the course."""
        if before is None:
            opened = self.open_from(self.start)
            yield from self.rest(phase, size, Visit(opened, opened), opened, 0)
            return
        step = chosen(phase.gap or phase.interval, self.pace)  # type: ignore[arg-type]
        day = at_pace(before.rhythm, step, 1, self.pace)
        is_kept = self.keeps(before, step, day)
        if not is_kept:
            day = at_pace(before.real, step, 1, self.pace)
        anchor, base = (day, 0) if phase.gap else (before.rhythm if is_kept else before.real, -1)
        first = Visit(day, self.place(day, before.real, step, before.real))
        yield from self.rest(phase, size, first, anchor, base)

    def rest(self, phase: Phase, size: int, first: Visit, anchor: date, base: int) -> Iterator[Visit]:
        """Yield a phase's first session and those after it."""
        yield first
        before = first
        for index in range(1, size):
            if phase.days is not None:
                days = phase.days[index] - phase.days[index - 1]
                step = Duration.parse(f"{days} days")
                day = anchor + timedelta(days=phase.days[index] - phase.days[base])
            else:
                assert phase.interval is not None
                step = chosen(phase.interval, self.pace)
                day = at_pace(anchor, step, index - base, self.pace)
            if not self.keeps(before, step, day):
                anchor, base = before.real, index - 1
                day = at_pace(anchor, step, 1, self.pace)
            before = Visit(day, self.place(day, before.real, step, before.real))
            yield before

    def course(self, phases: Sequence[Phase], sizes: Sequence[int], first: list[Visit] | None = None) -> list[Visit]:
        """Return a whole course."""
        visits = list(first or ())
        for index, (phase, size) in enumerate(zip(phases, sizes, strict=True)):
            if index == 0 and first:
                continue
            visits += self.phase(phase, size, visits[-1] if visits else None)
        return visits

    def every_course(self) -> Iterator[list[Visit]]:
        """Yield every course that the counts allow."""
        phases = self.protocol.course
        if not phases:
            maintenance = self.protocol.maintenance
            count = maintenance.sessions or Count(1, 1)
            alone = Phase(phase="alone", sessions=count, interval=maintenance.interval)
            for size in sizes_of(count):
                yield self.course([alone], [size])
            return
        stated = None if any(phase.count.choice for phase in phases) else self.protocol.stated_total
        for sizes in product(*(sizes_of(phase.count) for phase in phases)):
            if stated is None or stated.max is None or sum(sizes) <= stated.max:
                yield self.course(phases, sizes)

    def follow_ups(self, course: list[Visit], until: date) -> Iterator[list[Visit]]:
        """Yield every maintenance that may follow a course, up to a day."""
        maintenance = self.protocol.maintenance
        if course[-1].real >= until or maintenance.repeat in ("none", "as-needed"):
            yield []
        elif maintenance.repeat == "session":
            yield list(self.singles(course[-1], until))
        else:
            yield from self.repeats(course, until)

    def singles(self, before: Visit, until: date) -> Iterator[Visit]:
        """Yield single sessions, step by step."""
        maintenance = self.protocol.maintenance
        steps = [(step.every, step.lasting) for step in maintenance.steps]
        if maintenance.every is not None:
            steps = [(maintenance.every, None)]
        for interval, lasting in steps:
            step = chosen(interval, self.pace)
            end = ahead(before.rhythm, lasting, 1, longest=False) if lasting else None
            anchor, times = before.rhythm, 1
            while before.real < until:
                day = at_pace(anchor, step, times, self.pace)
                if end is not None and day > end:
                    break
                if not self.keeps(before, step, day):
                    anchor, times = before.real, 1
                    day = at_pace(anchor, step, times, self.pace)
                before = Visit(day, self.place(day, before.real, step, before.real))
                times += 1
                yield before

    def repeats(self, course: list[Visit], until: date) -> Iterator[list[Visit]]:
        """Yield every run of repeated courses."""
        maintenance, phases = self.protocol.maintenance, list(self.protocol.course)
        assert maintenance.every is not None
        if maintenance.sessions is not None:
            interval = maintenance.interval
            if interval is None and phases:
                first = phases[0]
                interval = Duration.parse(f"{first.days[1]} days") if first.days else first.interval
            phases = [Phase(phase="again", sessions=maintenance.sessions, interval=interval)]
        every = chosen(maintenance.every, self.pace)
        listed = Duration.parse(f"{phases[0].days[1]} days") if phases[0].days else None
        is_since_first = maintenance.counted_from == "first-session"
        between = chosen(listed or phases[0].interval or maintenance.every, self.pace) if is_since_first else every
        since = course[0] if is_since_first else course[-1]
        due, over = at_pace(since.rhythm, every, 1, self.pace), at_pace(course[-1].rhythm, between, 1, self.pace)
        day = max(due, over)
        before, step = (course[-1], between) if over > due else (since, every)
        if day <= course[-1].real or not self.keeps(before, step, day):
            day = max(at_pace(since.real, every, 1, self.pace), at_pace(course[-1].real, between, 1, self.pace))
        floor = ahead(course[-1].real, between, 1, longest=False)
        opened = self.place(day, since.real, every, course[-1].real, floor)
        for sizes in product(*(sizes_of(phase.count) for phase in phases)):
            start = list(self.rest(phases[0], sizes[0], Visit(day, opened), day, 0))
            repeat = self.course(phases, sizes, start)
            for rest in self.follow_ups(repeat, until):
                yield repeat + rest


def sizes_of(count: Count) -> Sequence[int]:
    """Return every number of sessions that a count allows."""
    return count.choice or range(count.min or 1, (count.max or 9) + 1)


def every_plan(
    protocol: Protocol, start: date, until: date, is_closed: IsClosed, tolerance: int | None = None
) -> Iterator[tuple[str, list[date]]]:
    """Yield the dates of every plan that the counts allow at each pace, up to a day, with its pace."""
    for pace in ("fast", "typical", "slow"):
        oracle = Oracle(protocol, start, pace, is_closed, tolerance)
        for course in oracle.every_course():
            for follow in oracle.follow_ups(course, until):
                yield pace, [visit.real for visit in (*course, *follow)]
