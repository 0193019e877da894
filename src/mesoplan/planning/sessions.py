"""Sessions as a plan shows them, and when the source says that something is to be seen."""

import datetime as dt
from collections.abc import Sequence
from typing import Literal

from mesoplan.planning.regimen import Kind
from mesoplan.planning.visits import Diary, Link, Status, Timing, Visit
from mesoplan.tables.regimens import Protocol, Result, Review
from mesoplan.values import Count, Duration, Frozen, add, counted, show_day

PUT_OFF: dict[Status, str] = {"due": "due since", "overdue": "overdue, was to be on"}
"""What is said before the day on which a session that is put off was planned or booked."""


class Session(Frozen, kw_only=False):
    """One visit."""

    number: int | None
    """Its place in the plan, from 1; None for an appointment that was missed."""
    kind: Kind
    """Part of the course, maintenance, or extra: done beyond a course without maintenance."""
    phase: str | None
    """The phase of the course; None for the others."""
    date: dt.date
    """The planned day; of one that is due or overdue today, or the next open day."""
    earliest: dt.date
    """First day that keeps the interval from the session before."""
    latest: dt.date | None
    """Last such day, itself included; None where no longest interval is stated."""
    optional: bool
    """Whether it lies beyond the fewest sessions that the protocol asks for."""
    status: Status = "planned"
    """due: its planned day is today or past, and its last day is not; overdue: that is past as well. The last day is
    the later of `latest` and the planned or booked day."""
    timing: Timing | None = None
    """How a done session lies to its window, or to the day to which the plan moved it; None for others, and where no
    window is known."""
    moved_from: dt.date | None = None
    """The day on which it would have been; None if it was not moved."""
    reason: str | None = None
    """Why it was moved."""
    note: str | None = None
    """What else a reader must know of its day, such as a gap outside the interval."""


def session_of(visit: Visit, diary: Diary) -> Session:
    """Return a session of a plan as the plan shows it."""
    part, since, put_off = visit.part, visit.moved_from, visit.moved_from and PUT_OFF.get(visit.status)
    return Session(
        number=visit.number,
        kind=part.kind,
        phase=part.phase.phase if part.kind == "course" else None,
        date=visit.date,
        earliest=visit.earliest,
        latest=visit.latest,
        optional=visit.in_part >= part.fewest,
        status=visit.status,
        timing=_timing(visit) if visit.status == "done" else None,
        moved_from=since,
        reason=(f"{put_off} {show_day(since)}" if put_off else diary.closures.reason(since)) if since else None,
        note=_gap_note(visit, visit.miss, diary) if visit.miss else None,
    )


def is_beyond(one: Visit | Session, diary: Diary) -> bool:
    """Whether a session is not before the horizon; what is done or booked is shown wherever it is."""
    return one.date >= diary.end and one.status not in ("done", "booked")


def _timing(visit: Visit) -> Timing:
    """Say how a done session lies to its window; the day to which the plan moved it is on time as well."""
    if visit.rhythm == visit.date < visit.earliest:
        return "early"
    return "late" if visit.latest is not None and visit.rhythm == visit.date > visit.latest else "on_time"


def _gap_note(visit: Visit, miss: Link, diary: Diary) -> str:
    """Say by how much a gap is outside its interval, and why."""
    part, closures, before, days = visit.part, diary.closures, miss.before, (visit.date - miss.before.date).days
    gap = f"{counted(days, 'day')} after session {before.number}"
    if visit.moved_from is not None:
        gap = f"moved off {closures.cause(visit.moved_from)}, {gap}"
    elif before.moved_from is not None and before.status == "planned":
        gap = f"{gap}, which {closures.cause(before.moved_from)} moved"
    is_own = part.is_own if visit.in_part or not part.gap else part.every and diary.regimen.is_own_maintenance
    return f"{gap}; {'you chose' if is_own else 'the source says'} {miss.step}"


class Milestone(Frozen, kw_only=False):
    """Something that is to be seen, or a point at which it is looked for, with its dates where the source says when."""

    name: str
    """What is to be seen."""
    after_sessions: Count | None
    """After how many sessions, where the source says so."""
    after: Duration | None
    """How long after the first session; goes before `after_sessions` where both are stated."""
    earliest: dt.date | None
    """First day, included; None where the source gives none or the plan has too few sessions."""
    latest: dt.date | None
    """Last day, included; None where the source gives none or the plan has too few sessions."""
    note: str | None
    """What the source says beyond the figures."""
    kind: Literal["result", "review"] = "result"
    """result: something is to be seen; review: the source has the response looked at, whatever is seen."""


def date_milestones(protocol: Protocol, first: dt.date, sessions: Sequence[Session]) -> tuple[Milestone, ...]:
    """Date the source's results and reviews: by the time after the first session, else by the sessions planned."""
    found = [_milestone(point, first, sessions) for point in (*protocol.results, *protocol.reviews)]
    return tuple(sorted(found, key=lambda milestone: milestone.earliest or milestone.latest or dt.date.max))


def _milestone(point: Result, first: dt.date, sessions: Sequence[Session]) -> Milestone:
    after, stated = point.after, point.after or point.after_sessions
    numbers = (stated.min, stated.max) if stated else (None, None)
    ends: Sequence[dt.date | None]
    if after and after.lengths:
        ends = sorted(add(first, one.shortest, one.unit) for one in after.options)
    elif after:
        ends = [add(first, number, after.unit) if number else None for number in numbers]
    else:
        ends = [sessions[number - 1].date if number and number <= len(sessions) else None for number in numbers]
    kind: Literal["review", "result"] = "review" if isinstance(point, Review) else "result"
    return Milestone(point.name, point.after_sessions, after, ends[0], ends[-1], point.note, kind)
