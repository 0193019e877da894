"""From a regimen to dated sessions. Pure: today and everything else come in as arguments."""

import datetime as dt
from collections.abc import Iterable, Iterator
from itertools import chain, count, takewhile
from typing import Literal, NamedTuple

from mesoplan.dates import add, count_before, midpoint, reach
from mesoplan.models import Phase, Protocol, Result
from mesoplan.ranges import Count, Duration
from mesoplan.regimen import Pace, Regimen, Request, apply_choices, planned_count

Kind = Literal["course", "maintenance"]


class Session(NamedTuple):
    """One visit."""

    number: int
    """Its place in the plan, from 1."""
    kind: Kind
    """Part of the course, or maintenance."""
    phase: str | None
    """The phase of the course; None for maintenance."""
    date: dt.date
    """The planned day."""
    earliest: dt.date
    """First day that keeps the interval from the session before; not after `date`."""
    latest: dt.date | None
    """Last such day, itself included; None where no longest interval is stated."""
    optional: bool
    """Whether it lies beyond the fewest sessions that the protocol asks for."""


class Finish(NamedTuple):
    """When the course's last session is."""

    earliest: dt.date
    """At the fastest, with the fewest sessions."""
    planned: dt.date
    """In this plan."""
    latest: dt.date | None
    """At the slowest, with the most sessions; None where a figure for that is missing."""


class Milestone(NamedTuple):
    """Something that the source says is to be seen, between two dates where it says when."""

    result: Result
    """What the source says."""
    earliest: dt.date | None
    """First day, included; None where the source gives none or the plan has too few sessions."""
    latest: dt.date | None
    """Last day, included; None where the source gives none or the plan has too few sessions."""


class Schedule(NamedTuple):
    """A dated plan: every session before the horizon, in order."""

    regimen: Regimen
    """What was planned."""
    planned: int
    """How many sessions the planned course has, also those beyond the horizon."""
    finish: Finish
    """When the course ends."""
    sessions: tuple[Session, ...]
    """Every session before the horizon; dates strictly increase."""
    milestones: tuple[Milestone, ...]
    """What is to be seen, dated ones first and in order."""
    warnings: tuple[str, ...]
    """Where choices and source differ, and what the plan leaves out."""


def plan_schedule(protocol: Protocol, request: Request) -> Schedule:
    """Plan a protocol: course, maintenance and milestones up to the horizon.

    Dates follow the protocol's intervals at the request's pace, each counted from its phase's anchor
    (the first session, or the last session of the phase before), so that month ends do not drift.

    Raises:
        IntervalNotStatedError: the source states no interval and the request gives none.
        UsageError: a choice cannot be followed, or dates would pass the year 9999.
    """
    return lay_out(apply_choices(protocol, request))


def lay_out(regimen: Regimen) -> Schedule:
    """Give dates to a regimen. Raises what `plan_schedule` raises."""
    regimen.require_dates()
    course = list(_course(regimen))
    sessions = tuple(_plan(regimen, course))
    beyond = sum(session.date >= regimen.end for session in course)
    warnings = list(regimen.warnings)
    if beyond:
        warnings.append(f"{beyond} of the course's {len(course)} sessions lie after the horizon, {regimen.end}.")
    if _repeats_too_soon(regimen, course[-1].date):
        warnings.append("The course is not over when it is to be repeated: the repeat waits for its end.")
    return Schedule(
        regimen=regimen,
        planned=len(course),
        finish=Finish(
            earliest=_fastest_end(regimen),
            planned=course[-1].date,
            latest=_slowest_end(regimen),
        ),
        sessions=sessions,
        milestones=_milestones(regimen, [session.date for session in sessions]),
        warnings=tuple(warnings),
    )


class Run(NamedTuple):
    """The dates of one phase at one pace: session `i`, from 0, lies `i + shift` intervals after `anchor`."""

    phase: Phase
    anchor: dt.date
    shift: int
    pace: Pace

    def day(self, index: int) -> dt.date | None:
        """Return the date of session `index`, from 0; None where a slow pace has no longest interval."""
        if self.phase.days is not None:
            return self.anchor + dt.timedelta(days=self.phase.days[index])
        times = index + self.shift
        return at_pace(self.anchor, times, self.phase.interval, self.pace) if times else self.anchor

    def count_before(self, until: dt.date) -> int:
        """Count the sessions of the phase before `until`, were the phase endless."""
        if self.phase.days is not None:
            return sum(self.anchor + dt.timedelta(days=day) < until for day in self.phase.days)
        head = 1 - self.shift if self.anchor < until else 0
        if self.phase.interval is None:
            return head
        return head + count_at_pace(self.anchor, self.phase.interval, self.pace, until)


def start_run(phase: Phase, last: dt.date | None, start: dt.date, pace: Pace) -> Run | None:
    """Anchor a phase: at the start, at its own first session, or at the last session before it.

    Returns None where a slow pace has no longest gap, so that the phase never begins.
    """
    if last is None:
        return Run(phase, start, 0, pace)
    if phase.gap is None:
        return Run(phase, last, 1, pace)
    first = at_pace(last, 1, phase.gap, pace)
    return None if first is None else Run(phase, first, 0, pace)


def at_pace(anchor: dt.date, times: int, interval: Duration | None, pace: Pace) -> dt.date | None:
    """Return the date `times` intervals after `anchor`; None for a slow pace without a longest figure."""
    assert interval is not None
    earliest, latest = reach(anchor, times, interval)
    match pace:
        case "fast":
            return earliest
        case "slow":
            return latest
        case "typical":
            return midpoint(earliest, latest) if latest is not None else earliest


def count_at_pace(anchor: dt.date, interval: Duration, pace: Pace, until: dt.date) -> int:
    """Count the dates 1, 2, 3 … intervals after `anchor` that lie before `until`, fast or slow."""
    number = interval.min if pace == "fast" else interval.max
    return 0 if number is None else count_before(anchor, number, interval.unit, until)


def repeat_start(regimen: Regimen, first: dt.date, last: dt.date, pace: Pace) -> dt.date | None:
    """Return the first day of the course that repeats the one from `first` to `last`.

    It waits until that course is over, however `every` is counted. None: it never comes, because a slow
    pace has no longest interval.
    """
    counted_from = first if regimen.maintenance.counted_from == "first-session" else last
    due = at_pace(counted_from, 1, regimen.maintenance.every, pace)
    over = at_pace(last, 1, regimen.repeat_interval or regimen.maintenance.every, pace)
    return None if due is None or over is None else max(due, over)


def course_end(regimen: Regimen, pace: Pace, counts: list[int]) -> dt.date | None:
    """Return the date of the course's last session with so many sessions in each phase, fast or slow."""
    last: dt.date | None = None
    for phase, sessions in zip(regimen.course, counts, strict=True):
        run = start_run(phase, last, regimen.request.start, pace)
        last = None if run is None else run.day(sessions - 1)
        if last is None:
            return None
    return last


def _fastest_end(regimen: Regimen) -> dt.date:
    end = course_end(regimen, "fast", [phase.count.min or 1 for phase in regimen.course])
    assert end is not None
    return end


def _slowest_end(regimen: Regimen) -> dt.date | None:
    most = [phase.count.max for phase in regimen.course]
    counts = [count for count in most if count is not None]
    return course_end(regimen, "slow", counts) if len(counts) == len(most) else None


class _Visit(NamedTuple):
    """A session before it has its number."""

    kind: Kind
    phase: str
    date: dt.date
    earliest: dt.date
    latest: dt.date | None
    optional: bool


def _day(run: Run, index: int) -> dt.date:
    # Without a longest interval even a slow plan takes the shortest: no other figure is stated.
    day = run.day(index) or run._replace(pace="fast").day(index)
    assert day is not None
    return day


def _visits(
    kind: Kind, run: Run, indexes: Iterable[int], since: dt.date | None, fewest: int | None
) -> Iterator[_Visit]:
    """Yield sessions of a phase.

    `since` is the day from which the first one is counted; those from `fewest` on are optional.
    """
    for index in indexes:
        day = _day(run, index)
        step = run.phase.gap if index == 0 and run.phase.gap else run.phase.interval
        earliest, latest = (day, day) if since is None or step is None else reach(since, 1, step)
        latest = latest and max(latest, day)
        yield _Visit(kind, run.phase.phase, day, min(earliest, day), latest, fewest is not None and index >= fewest)
        since = day


def _course(regimen: Regimen) -> Iterator[_Visit]:
    start, pace = regimen.request.start, regimen.request.pace
    last: dt.date | None = None
    for phase, fewest in zip(regimen.course, regimen.fewest, strict=False):
        run = start_run(phase, last, start, pace) or start_run(phase, last, start, "fast")
        assert run is not None
        for visit in _visits("course", run, range(planned_count(phase.count)), last, fewest):
            yield visit
            last = visit.date


def _maintenance(regimen: Regimen, first: dt.date, last: dt.date) -> Iterator[_Visit]:
    """Yield maintenance without end, after a course from `first` to `last`."""
    maintenance, pace = regimen.maintenance, regimen.request.pace
    if maintenance.every is None:
        return
    if maintenance.sessions is None:
        endless = Phase(phase="maintenance", sessions=Count(1, None), interval=maintenance.every)
        yield from _visits("maintenance", Run(endless, last, 1, pace), count(), last, None)
    again = regimen.repeated
    while True:
        begin = repeat_start(regimen, first, last, pace) or repeat_start(regimen, first, last, "fast")
        assert begin is not None
        since = first if maintenance.counted_from == "first-session" else last
        indexes = range(planned_count(again.count))
        for visit in _visits("maintenance", Run(again, begin, 0, pace), indexes, since, again.count.min):
            yield visit
            last = visit.date
        first = begin


def _plan(regimen: Regimen, course: list[_Visit]) -> Iterator[Session]:
    """Number the sessions before the horizon, in order."""
    visits = chain(course, _maintenance(regimen, course[0].date, course[-1].date))
    for number, visit in enumerate(takewhile(lambda visit: visit.date < regimen.end, visits), 1):
        yield Session(
            number=number,
            kind=visit.kind,
            phase=visit.phase if visit.kind == "course" else None,
            date=visit.date,
            earliest=visit.earliest,
            latest=visit.latest,
            optional=visit.optional,
        )


def _repeats_too_soon(regimen: Regimen, last: dt.date) -> bool:
    if regimen.maintenance.counted_from != "first-session" or regimen.maintenance.every is None:
        return False
    due = at_pace(regimen.request.start, 1, regimen.maintenance.every, regimen.request.pace)
    return due is not None and due <= last


def _milestones(regimen: Regimen, days: list[dt.date]) -> tuple[Milestone, ...]:
    """Date the source's results: by the time after the first session, else by the sessions planned."""
    found = [
        Milestone(result=result, **_when(result, regimen.request.start, days)) for result in regimen.protocol.results
    ]
    return tuple(sorted(found, key=lambda milestone: milestone.earliest or milestone.latest or dt.date.max))


def _when(result: Result, start: dt.date, days: list[dt.date]) -> dict[str, dt.date | None]:
    if result.after is not None:
        unit, fewest, most = result.after.unit, result.after.min, result.after.max
        return {
            "earliest": None if fewest is None else add(start, fewest, unit),
            "latest": None if most is None else add(start, most, unit),
        }
    if result.after_sessions is not None:
        fewest, most = result.after_sessions.min, result.after_sessions.max
        return {"earliest": _nth(days, fewest), "latest": _nth(days, most)}
    return {"earliest": None, "latest": None}


def _nth(days: list[dt.date], number: int | None) -> dt.date | None:
    return days[number - 1] if number is not None and number <= len(days) else None
