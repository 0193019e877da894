"""From a regimen to dated sessions. Pure: today and everything else come in as arguments."""

import datetime as dt
from collections.abc import Iterator, Sequence
from itertools import chain, islice
from typing import Literal, NamedTuple

from mesoplan.planning.overrides import apply_choices
from mesoplan.planning.regimen import Regimen, Request, planned_count
from mesoplan.planning.visits import (
    End,
    Status,
    Timing,
    Visit,
    next_at_pace,
    nth_day,
    start_repeat,
    start_run,
    walk,
)
from mesoplan.tables.regimens import Protocol, Result
from mesoplan.values.dates import add

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
    status: Status = "planned"
    """Whether it took place, is to come, or was due before today and has been put off until today."""
    timing: Timing | None = None
    """How a done session lies to its window; None for others, and where no window is known."""
    moved_from: dt.date | None = None
    """The day on which it would have been; None if it was not moved."""
    reason: str | None = None
    """Why it was moved."""


class Finish(NamedTuple):
    """When the last session of the course is."""

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
    finish: Finish | None
    """When the course ends; None where there is no course."""
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
    opening = _opening(regimen)
    sessions = tuple(_plan(regimen, opening))
    days = [session.date for session in sessions]
    return Schedule(
        regimen=regimen,
        planned=regimen.planned,
        finish=_finish(regimen, opening[-1].date) if regimen.course else None,
        sessions=sessions,
        milestones=_milestones(regimen, opening[0].date, days),
        warnings=(*regimen.warnings, *_warnings(regimen, opening, sessions)),
    )


def lay_out_if_dated(regimen: Regimen) -> Schedule | None:
    """Give dates to a regimen; None where no interval is stated. Raises what `plan_schedule` raises otherwise."""
    return None if regimen.undated else lay_out(regimen)


def _opening(regimen: Regimen) -> list[Session]:
    """Return what maintenance follows: the course, or without one the first maintenance session or repeat."""
    request = regimen.request
    kind: Kind = "course" if regimen.course else "maintenance"
    sessions: list[Session] = []
    for phase, fewest in zip(regimen.opening, regimen.fewest, strict=False):
        before, last = len(sessions), sessions[-1].date if sessions else None
        run = start_run(phase, last, request.start, request.pace)
        assert run is not None
        name = phase.phase if regimen.course else None
        visits = islice(walk(run, request, before, last), planned_count(phase.count))
        sessions += [
            _session(number, kind, name, visit, optional=number > before + fewest)
            for number, visit in enumerate(visits, before + 1)
        ]
    return sessions


def _maintenance(regimen: Regimen, first: dt.date, last: dt.date, number: int) -> Iterator[Session]:
    """Yield maintenance without end, after `number` sessions of which the last course is from `first` to `last`."""
    maintenance, request = regimen.maintenance, regimen.request
    if regimen.follow_up is None or maintenance.every is None:
        return
    if maintenance.sessions is None:
        singles = start_run(regimen.follow_up, last, request.start, request.pace)
        assert singles is not None
        for visit in walk(singles, request, number, last):
            number += 1
            yield _session(number, "maintenance", None, visit)
    sessions = regimen.follow_up.count
    while True:
        run, since = start_repeat(regimen, first, last, request.pace)
        assert run is not None
        visits = islice(walk(run, request, number, since), planned_count(sessions))
        for index, visit in enumerate(visits):
            number += 1
            yield _session(number, "maintenance", None, visit, optional=index >= (sessions.min or 1))
            first = visit.date if index == 0 else first
            last = visit.date


def _session(number: int, kind: Kind, phase: str | None, visit: Visit, *, optional: bool = False) -> Session:
    day, earliest, latest, status, timing, moved_from, reason = visit
    return Session(number, kind, phase, day, earliest, latest, optional, status, timing, moved_from, reason)


def _plan(regimen: Regimen, opening: list[Session]) -> Iterator[Session]:
    """Yield what took place and what lies before the horizon, in order."""
    done = regimen.request.done
    number = 0
    for session in chain(opening, _maintenance(regimen, opening[0].date, opening[-1].date, len(opening))):
        if session.date >= regimen.end and session.status == "planned":
            return
        number = session.number
        yield session
    # Without dated maintenance nothing says when these were due.
    for extra, day in enumerate(done[number:], number + 1):
        yield _session(extra, "maintenance", None, Visit(day, day, day, "done"))


def course_end(regimen: Regimen, pace: End, counts: list[int]) -> dt.date | None:
    """Return the date of the course's last session with so many sessions in each phase.

    None where the slowest never comes.
    """
    request = regimen.request
    last: dt.date | None = None
    number = 0
    for phase, sessions in zip(regimen.course, counts, strict=True):
        run = start_run(phase, last, request.start, pace)
        if run is None:
            return None
        last = nth_day(run, request, number, last, sessions - 1)
        if last is None:
            return None
        number += sessions
    return last


def _finish(regimen: Regimen, planned: dt.date) -> Finish:
    return Finish(earliest=_fastest_end(regimen), planned=planned, latest=_slowest_end(regimen))


def _fastest_end(regimen: Regimen) -> dt.date:
    end = course_end(regimen, "fast", [phase.count.min or 1 for phase in regimen.course])
    assert end is not None
    return end


def _slowest_end(regimen: Regimen) -> dt.date | None:
    most = [phase.count.max for phase in regimen.course]
    counts = [count for count in most if count is not None]
    return course_end(regimen, "slowest", counts) if len(counts) == len(most) else None


def _warnings(regimen: Regimen, opening: list[Session], sessions: Sequence[Session]) -> Iterator[str]:
    """Yield what a reader must know about the dates."""
    beyond = sum(session.date >= regimen.end for session in opening)
    if beyond and regimen.course:
        yield f"Of the course's {len(opening)} sessions {beyond} fall on or after the horizon, {regimen.end}."
    if _repeats_too_soon(regimen, opening):
        yield "The course is not over when it is to be repeated: the repeat waits for its end."
    for session in sessions:
        if session.status == "overdue":
            yield f"Session {session.number} is overdue since {session.moved_from}; it is planned for {session.date}."
            if session.date >= regimen.end:
                yield f"The plan looks no further than {regimen.end}, which is over; --horizon looks further."
        elif session.moved_from and session.latest and session.date > session.latest:
            if session.number == 1:
                start = f"The start, {session.moved_from}, is closed ({session.reason})"
                yield f"{start}: the first session is on {session.date}."
                continue
            yield (
                f"Session {session.number} finds no open day in its window"
                f" ({session.reason} on {session.moved_from}): it is planned for {session.date}, after it."
            )


def _repeats_too_soon(regimen: Regimen, opening: list[Session]) -> bool:
    if regimen.maintenance.every is None or regimen.maintenance.sessions is None:
        return False
    run, since = start_repeat(regimen, opening[0].date, opening[-1].date, regimen.request.pace)
    return run is not None and next_at_pace(since, regimen.maintenance.every, regimen.request.pace) != run.anchor


def _milestones(regimen: Regimen, first: dt.date, days: list[dt.date]) -> tuple[Milestone, ...]:
    """Date the source's results: by the time after the first session, else by the sessions planned."""
    found = [Milestone(result=result, **_when(result, first, days)) for result in regimen.protocol.results]
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
