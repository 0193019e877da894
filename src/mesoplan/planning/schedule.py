"""From a regimen to dated sessions. Pure: today and everything else come in as arguments."""

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from mesoplan.planning.closures import Closures
from mesoplan.planning.links import Mark, phase_start, repeat_start, step_start
from mesoplan.planning.milestones import Milestone, date_milestones
from mesoplan.planning.overrides import apply_choices
from mesoplan.planning.regimen import Kind, Part, Regimen
from mesoplan.planning.remarks import Draft, plan_notes, plan_warnings
from mesoplan.planning.request import Request
from mesoplan.planning.sessions import RECORDED, Session, Visit, make_session, with_missed
from mesoplan.planning.visits import NEVER, Diary, Stop, walk
from mesoplan.tables.regimens import Phase, Protocol
from mesoplan.values.ranges import Pace

__all__ = ["Finish", "Milestone", "Schedule", "Session", "itinerary", "lay_out", "lay_out_if_dated", "plan_schedule"]


@dataclass(frozen=True, slots=True)
class Finish:
    """When the last session of the course is."""

    earliest: dt.date
    """At the fastest, with the fewest sessions."""
    planned: dt.date
    """In this plan."""
    latest: dt.date | None
    """At the slowest, with the most sessions; None where a figure for that is missing."""


@dataclass(frozen=True, slots=True)
class Schedule:
    """A dated plan: every session before the horizon, in order."""

    regimen: Regimen
    """What was planned."""
    planned: int
    """How many sessions the planned course has, also those beyond the horizon; of an open-ended one those before it."""
    finish: Finish | None
    """When the course ends; None where there is no course, or it is open-ended."""
    sessions: tuple[Session, ...]
    """Every session before the horizon, and what is done, booked or missed later; dates strictly increase."""
    milestones: tuple[Milestone, ...]
    """What is to be seen, dated ones first and in order."""
    next: Session | None
    """The first session that has not taken place, also beyond the horizon; None where there is none."""
    warnings: tuple[str, ...]
    """What every reader must know, the most important first."""
    notes: tuple[str, ...]
    """What else there is to know of the plan."""

    @property
    def visits(self) -> tuple[Session, ...]:
        """The sessions that take or took place: all but missed appointments, which keep nobody from anything."""
        return tuple(session for session in self.sessions if session.status != "missed")


def plan_schedule(
    protocol: Protocol, request: Request, closures: Closures | None = None, *, past_bookings: bool = False
) -> Schedule:
    """Plan a protocol: course, maintenance and milestones up to the horizon.

    Raises:
        IntervalNotStatedError: the source states no interval and the request gives none.
        NoOpenDayError: every day on which a session could be is closed.
        UsageError: a choice cannot be followed, or dates would pass the year 9999.
    """
    return lay_out(apply_choices(protocol, request, closures, past_bookings=past_bookings))


def lay_out(regimen: Regimen) -> Schedule:
    """Give dates to a regimen. Raises what `plan_schedule` raises."""
    regimen.require_dates()
    diary = diary_of(regimen)
    draft = _draft(regimen, diary)
    sessions = with_missed(draft.sessions, draft.next, regimen.request.missed)
    return Schedule(
        regimen=regimen,
        planned=draft.course_sessions,
        finish=_finish(regimen, diary, draft),
        sessions=sessions,
        milestones=date_milestones(regimen.protocol, draft.first, [session.date for session in draft.sessions]),
        next=draft.next,
        warnings=(*plan_warnings(regimen, diary, draft), *regimen.warnings),
        notes=(*plan_notes(regimen, draft), *regimen.notes),
    )


def lay_out_if_dated(regimen: Regimen) -> Schedule | None:
    """Give dates to a regimen; None where no interval is stated. Raises what `plan_schedule` raises otherwise."""
    return None if regimen.undated else lay_out(regimen)


def diary_of(regimen: Regimen) -> Diary:
    """Return what is known of real days."""
    return Diary(regimen.request, regimen.closures, regimen.tolerance)


def _draft(regimen: Regimen, diary: Diary) -> Draft:
    """Lay out the sessions before the horizon, the next one, and the whole course."""
    draft, end = Draft(), regimen.end
    numbers: dict[dt.date, int] = {}
    for number, visit in enumerate(itinerary(regimen, diary, regimen.request.pace), 1):
        part, _, stop = visit
        is_beyond = stop.date >= end and stop.status not in RECORDED
        in_course = part.kind == "course" and part.size != NEVER
        if is_beyond and draft.next is not None and not in_course:
            break
        numbers[stop.date] = number
        if part.kind == "course" and not (is_beyond and part.size == NEVER):
            draft.add_to_course(visit, is_beyond=is_beyond)
        if is_beyond and draft.next is not None:
            continue
        session = make_session(number, visit, numbers, regimen.closures)
        draft.add(session, visit, is_beyond=is_beyond)
        if is_beyond and not in_course:
            break
    else:
        _add_extra(regimen, diary, draft)
    return draft


def _add_extra(regimen: Regimen, diary: Diary, draft: Draft) -> None:
    """Add what was done or booked after the plan's last session: nothing says when it was due."""
    kind: Kind = "extra" if regimen.maintenance.repeat == "none" else "maintenance"
    number = draft.visited
    for day, status in diary.records[number:]:
        number += 1
        draft.add_extra(Session(number, kind, None, day, day, day, False, status))


def itinerary(regimen: Regimen, diary: Diary, pace: Pace, opening: Sequence[Part] | None = None) -> Iterator[Visit]:
    """Yield the sessions of a plan at a pace, in order: the opening, then maintenance, which may have no end.

    Args:
        regimen: what is planned.
        diary: what is known of real days.
        pace: which end of every interval is taken.
        opening: the opening with other sizes than the regimen's.
    """
    repeated = regimen.repeated
    last: Stop | None = None
    first: Stop | None = None
    number = 0
    for part in regimen.opening if opening is None else opening:
        run, link = phase_start(part, last, regimen.request.start, pace)
        for index, stop in enumerate(islice(walk(diary, run, number, link, part.leaves_from), part.size)):
            yield Visit(part, index, stop)
            first, last = first or stop, stop
            number += 1
    assert first is not None
    assert last is not None
    for part in regimen.steps:
        run, link = step_start(part, last, pace)
        for index, stop in enumerate(walk(diary, run, number, link)):
            yield Visit(part, index, stop)
            last = stop
            number += 1
    while repeated:
        before, last = Mark(first, last), None
        for part in repeated:
            if last is None:
                run, link = repeat_start(repeated, regimen.maintenance, before, pace)
            else:
                run, link = phase_start(part, last, regimen.request.start, pace)
            for index, stop in enumerate(islice(walk(diary, run, number, link, part.leaves_from), part.size)):
                yield Visit(part, index, stop)
                first, last = stop if last is None else first, stop
                number += 1
        assert last is not None


def course_end(regimen: Regimen, diary: Diary, pace: Pace, sizes: list[int]) -> dt.date:
    """Return the date of the course's last session with so many sessions in each phase."""
    last: Stop | None = None
    number = 0
    for part, size in zip(regimen.opening, sizes, strict=True):
        run, link = phase_start(part, last, regimen.request.start, pace)
        if diary.is_plain:
            day = run.day(size - 1)
            assert day is not None
            last = Stop(day, day, day, day)
            continue
        for stop in islice(walk(diary, run, number, link, part.leaves_from), size):
            last = stop
            number += 1
    assert last is not None
    return last.date


def _finish(regimen: Regimen, diary: Diary, draft: Draft) -> Finish | None:
    """Return when the course ends; moves may make the fastest plan the later one, so that none is beyond this one."""
    counts = [part.phase.count for part in regimen.opening]
    if not regimen.course or any(part.size == NEVER for part in regimen.opening):
        return None
    planned = draft.course_last
    assert planned is not None
    earliest = course_end(regimen, diary, "fast", [count.min or 1 for count in counts])
    steps = [step for part in regimen.opening for step in (part.phase.interval, part.phase.gap) if step is not None]
    latest: dt.date | None = None
    if (regimen.most or all(count.max is not None for count in counts)) and all(step.max is not None for step in steps):
        sizes = _largest([part.phase for part in regimen.opening], regimen.most)
        latest = max(planned, course_end(regimen, diary, "slow", sizes))
    return Finish(min(earliest, planned), planned, latest)


def _largest(phases: Sequence[Phase], most: int | None) -> list[int]:
    """Return the numbers of sessions with which a course takes longest; where it is capped, the longest steps first."""
    if most is None:
        return [phase.count.max or 0 for phase in phases]
    sizes = [phase.count.min or 0 for phase in phases]
    spare = most - sum(sizes)
    steps = [
        0 if phase.interval is None else -(phase.interval.max or 0) * phase.interval.unit.about for phase in phases
    ]
    for index in sorted(range(len(phases)), key=steps.__getitem__):
        more = min(spare, (phases[index].count.max or most) - sizes[index])
        sizes[index] += more
        spare -= more
    return sizes
