"""From a regimen to dated sessions. Pure: today and everything else come in as arguments."""

import datetime as dt
from collections.abc import Iterable, Sequence

from mesoplan.planning.closures import Closures
from mesoplan.planning.overrides import apply_choices
from mesoplan.planning.regimen import Kind, Regimen, Request
from mesoplan.planning.sessions import Draft, Milestone, Session, date_milestones, is_beyond, session_of
from mesoplan.planning.visits import Diary, Visit, days_of, itinerary
from mesoplan.tables.phases import Phase
from mesoplan.tables.regimens import Protocol
from mesoplan.values.frozen import Frozen
from mesoplan.values.ranges import Pace

__all__ = ["Finish", "Milestone", "Schedule", "Session", "lay_out", "lay_out_if_dated", "plan_schedule"]


class Finish(Frozen, kw_only=False):
    """When the last session of the course is."""

    earliest: dt.date
    """At the fastest, with the fewest sessions."""
    planned: dt.date
    """In this plan."""
    latest: dt.date | None
    """At the slowest, with the most sessions; None where a figure for that is missing."""


class Schedule(Frozen, kw_only=False):
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
    is_unrecorded: bool
    """Whether the start is past and nothing says what took place, which the first warning then says."""
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


def plan_schedule(protocol: Protocol, request: Request, closures: Closures | None = None) -> Schedule:
    """Plan a protocol: course, maintenance and milestones up to the horizon.

    Raises:
        IntervalNotStatedError: the source states no interval and the request gives none.
        NoOpenDayError: every day on which a session could be is closed.
        UsageError: a choice cannot be followed, or dates would pass the year 9999.
    """
    return lay_out(apply_choices(protocol, request, closures))


def lay_out(regimen: Regimen) -> Schedule:
    """Give dates to a regimen. Raises what `plan_schedule` raises."""
    regimen.require_dates()
    draft = _draft(Diary(regimen))
    days = [session.date for session in draft.sessions]
    return Schedule(
        regimen=regimen,
        planned=len(draft.course),
        finish=_finish(draft),
        sessions=draft.with_missed(),
        milestones=date_milestones(regimen.protocol, draft.visits[0].date, days),
        is_unrecorded=draft.diary.is_unrecorded,
        next=draft.next,
        warnings=(*draft.warnings(), *regimen.warnings),
        notes=(*draft.notes(), *regimen.notes),
    )


def lay_out_if_dated(regimen: Regimen) -> Schedule | None:
    """Give dates to a regimen; None where no interval is stated. Raises what `plan_schedule` raises otherwise."""
    return None if regimen.undated else lay_out(regimen)


def _draft(diary: Diary) -> Draft:
    """Lay out the sessions before the horizon, the next one, and the whole course."""
    regimen, visits, extra = diary.regimen, list[Visit](), list[Session]()
    for visit in itinerary(regimen.parts, diary, regimen.request.pace):
        visits.append(visit)
        if is_beyond(visit, regimen) and not visit.part.is_whole:
            break
    else:
        # Nothing says when those were due that were done or booked after the plan's last session.
        kind: Kind = "extra" if regimen.maintenance.repeat == "none" else "maintenance"
        for number, (day, status) in enumerate(diary.records[len(visits) :], len(visits) + 1):
            extra.append(Session(number, kind, None, day, day, day, False, status))
    course = (visit for visit in visits if visit.part.kind == "course")
    sessions = [*(session_of(visit, regimen.closures) for visit in visits), *extra]
    return Draft(
        diary=diary,
        visits=visits,
        course=[visit for visit in course if visit.part.is_whole or not is_beyond(visit, regimen)],
        sessions=[session for session in sessions if not is_beyond(session, regimen)],
        next=next((session for session in sessions if session.status != "done"), None),
    )


def _course_end(diary: Diary, pace: Pace, sizes: Iterable[int]) -> dt.date:
    """Return the date of the course's last session with so many sessions in each phase."""
    parts = [part._replace(size=size) for part, size in zip(diary.regimen.opening, sizes, strict=True)]
    *_, last = days_of(parts, diary, pace)
    return last


def _finish(draft: Draft) -> Finish | None:
    """Return when the course ends; moves may make the fastest plan the later one, so that none is beyond this one."""
    regimen, diary = draft.regimen, draft.diary
    counts = [part.phase.count for part in regimen.opening]
    if not regimen.course or regimen.is_open_ended:
        return None
    planned = draft.course[-1].date
    earliest = _course_end(diary, "fast", [count.min or 1 for count in counts])
    steps = [step for part in regimen.opening for step in (part.phase.interval, part.phase.gap) if step is not None]
    latest: dt.date | None = None
    if (regimen.most or all(count.max is not None for count in counts)) and all(step.max is not None for step in steps):
        sizes = _largest([part.phase for part in regimen.opening], regimen.most)
        latest = max(planned, _course_end(diary, "slow", sizes))
    return Finish(min(earliest, planned), planned, latest)


def _largest(phases: Sequence[Phase], most: int | None) -> list[int]:
    """Return the numbers of sessions with which a course takes longest; where it is capped, the longest steps first."""
    sizes = [phase.count.min or 0 for phase in phases]
    spare = (most or sum(phase.count.max or 0 for phase in phases)) - sum(sizes)
    steps = [(phase.interval and phase.interval.about_most) or 0 for phase in phases]
    for index in sorted(range(len(phases)), key=steps.__getitem__, reverse=True):
        more = min(spare, (phases[index].count.max or sizes[index] + spare) - sizes[index])
        sizes[index] += more
        spare -= more
    return sizes
