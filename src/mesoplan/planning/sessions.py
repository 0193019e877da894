"""Sessions as a plan shows them, when the source says that something is to be seen, and what a reader must know."""

import datetime as dt
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Literal

from mesoplan.planning.closures import WEEKEND, Closures
from mesoplan.planning.regimen import Kind, Regimen, step_to
from mesoplan.planning.visits import Diary, Link, Status, Timing, Visit
from mesoplan.tables.regimens import Protocol, Result, Review
from mesoplan.values.dates import add, show_day
from mesoplan.values.frozen import Frozen
from mesoplan.values.ranges import Count, Duration


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


def session_of(visit: Visit, closures: Closures) -> Session:
    """Return a session of a plan as the plan shows it."""
    part = visit.part
    return Session(
        number=visit.number,
        kind=part.kind,
        phase=part.name,
        date=visit.date,
        earliest=visit.earliest,
        latest=visit.latest,
        optional=visit.place >= part.fewest,
        status=visit.status,
        timing=_timing(visit) if visit.status == "done" else None,
        moved_from=visit.moved_from,
        reason=None if visit.moved_from is None else _reason(visit.status, visit.moved_from, closures),
        note=_gap_note(visit, visit.miss, closures) if visit.miss else None,
    )


def is_beyond(one: Visit | Session, regimen: Regimen) -> bool:
    """Whether a session is not before the horizon; what is done or booked is shown wherever it is."""
    return one.date >= regimen.end and one.status not in ("done", "booked")


def _timing(visit: Visit) -> Timing:
    """Say how a done session lies to its window; the day to which the plan moved it is on time as well."""
    if visit.rhythm == visit.date < visit.earliest:
        return "early"
    return "late" if visit.latest is not None and visit.rhythm == visit.date > visit.latest else "on_time"


def _reason(status: Status, moved_from: dt.date, closures: Closures) -> str | None:
    if status in ("due", "overdue"):
        return f"{status} since {show_day(moved_from)}"
    return closures.reason(moved_from)


def _gap_note(visit: Visit, miss: Link, closures: Closures) -> str:
    """Say by how much a gap is outside its interval, and why."""
    before, days = miss.before, (visit.date - miss.before.date).days
    gap = f"{days} day{'' if days == 1 else 's'} after session {before.number}"
    if visit.moved_from is not None:
        gap = f"moved off {closures.cause(visit.moved_from)}, {gap}"
    elif before.moved_from is not None and before.status == "planned":
        gap = f"{gap}, which {closures.cause(before.moved_from)} moved"
    return f"{gap}; {'you chose' if visit.part.is_own else 'the source says'} {miss.step}"


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


def date_milestones(protocol: Protocol, first: dt.date, days: Sequence[dt.date]) -> tuple[Milestone, ...]:
    """Date the source's results and reviews: by the time after the first session, else by the sessions planned."""
    points: tuple[Result | Review, ...] = (*protocol.results, *protocol.reviews)
    found = [_milestone(point, first, days) for point in points]
    return tuple(sorted(found, key=lambda milestone: milestone.earliest or milestone.latest or dt.date.max))


def _milestone(point: Result | Review, first: dt.date, days: Sequence[dt.date]) -> Milestone:
    after, sessions = point.after, point.after_sessions
    earliest: dt.date | None = None
    latest: dt.date | None = None
    if after is not None:
        earliest, latest = (add(first, number, after.unit) if number else None for number in (after.min, after.max))
    elif sessions is not None:
        numbers = (sessions.min, sessions.max)
        earliest, latest = (days[number - 1] if number and number <= len(days) else None for number in numbers)
    if isinstance(point, Result):
        return Milestone(point.milestone, sessions, after, earliest, latest, point.note)
    return Milestone(point.review, sessions, after, earliest, latest, point.note, "review")


INTERRUPTED = "No document says whether an interrupted course goes on or starts again. Ask your clinic."
"""What is said of a course that is overdue by more than its longest interval."""


class Draft(Frozen):
    """The sessions of a plan, and what is to be said of them."""

    diary: Diary
    """What is planned, and what is known of real days."""
    visits: list[Visit]
    """Those before the horizon, the next one, and the whole course."""
    course: list[Visit]
    """Those of the course, also beyond the horizon."""
    sessions: list[Session]
    """Those before the horizon, and what is done or booked later."""
    next: Session | None
    """The first session that has not taken place."""

    @property
    def regimen(self) -> Regimen:
        """What is planned."""
        return self.diary.regimen

    def with_missed(self) -> tuple[Session, ...]:
        """Return the sessions with the appointments that were missed, each for the session that was to be next."""
        ahead, missed = [*self.sessions, *([self.next] if self.next else [])], []
        for day in self.regimen.request.missed:
            of = next((one for one in ahead if one.date >= day), (self.sessions or ahead)[-1])
            missed.append(Session(None, of.kind, of.phase, day, of.earliest, of.latest, of.optional, "missed"))
        return tuple(sorted([*self.sessions, *missed], key=lambda session: session.date))

    def warnings(self) -> Iterator[str]:
        """Yield what every reader must know of the dates, the most important first."""
        if self.next is not None and self.next.status == "overdue":
            yield from self._overdue()
        if self.diary.is_unrecorded:
            yield (
                f"The start, {show_day(self.regimen.request.start)}, is past and no session is recorded:"
                " write --done DATE for each that took place."
            )
        left_out = self.regimen.planned - len(self.course)
        if left_out > 0 and not self.regimen.is_open_ended:
            they = "it is" if left_out == 1 else "they are"
            yield (
                f"{_sessions(left_out, 'was', 'were', 'optional ')} not done in time, so {they} left out and"
                " what follows is not part of the course."
                f" To go on with the course, write --sessions {self.regimen.planned}."
            )
        if beyond := sum(is_beyond(visit, self.regimen) for visit in self.course):
            yield (
                f"{beyond} of the course's {len(self.course)} sessions fall after this plan, which ends"
                f" before {show_day(self.regimen.end)}: --horizon looks further."
            )

    def _overdue(self) -> Iterator[str]:
        session, today = self.next, self.regimen.request.today
        assert session and session.number and session.moved_from and today  # noqa: PT018  (all true together)
        yield f"Session {session.number} is overdue since {show_day(session.moved_from)}."
        if session.kind != "course" or session.latest is None:
            return
        last, longest = max(session.latest, session.moved_from), _longest(self.visits[session.number - 1])
        if longest is not None and longest.max is not None and today > add(last, longest.max, longest.unit):
            yield INTERRUPTED

    def notes(self) -> Iterator[str]:
        """Yield what else there is to know of the dates: moves and weekends in one line each."""
        closures = self.regimen.closures
        for session in self.sessions:
            if session.status == "booked" and (reason := closures.reason(session.date)):
                yield f"The booking of {show_day(session.date)} is on a closed day ({reason})."
        if not closures.weekdays and closures.holidays is None:
            yield from self._on_free_days()
        moved = [session for session in self.sessions if session.moved_from and session.status == "planned"]
        if moved:
            often = Counter(str(session.reason) for session in moved).most_common(4)
            reasons = ", ".join(reason for reason, _ in often)
            yield f"{_sessions(len(moved), 'is', 'are')} moved off closed days ({reasons})."
        shown = (visit for visit in self.visits if visit.date < self.regimen.end)
        if tolerated := sum(visit.is_tolerated for visit in shown):
            yield (
                f"{_sessions(tolerated, 'is', 'are')} a little nearer or farther than the interval, because of closed"
                " days. That is our tolerance, not the source's: --tolerance sets it."
            )
        yield from closures.notes

    def _on_free_days(self) -> Iterator[str]:
        """Say how many sessions to come are on weekends and public holidays, where nothing is closed."""
        ahead = [session.date for session in self.sessions if session.status in ("planned", "due", "overdue")]
        known = self.regimen.closures.open_holidays
        free = (
            (sum(day.weekday() in WEEKEND for day in ahead), "a weekend (--closed weekends"),
            (sum(day in known for day in ahead), "a public holiday (--closed holidays"),
        )
        parts = [
            f"{_sessions(number, 'falls', 'fall')} on {what} moves {'it' if number == 1 else 'them'})"
            for number, what in free
            if number
        ]
        if parts:
            yield f"{', '.join(parts)}."


def _longest(visit: Visit) -> Duration | None:
    """Return the interval before a session, or after it for the first of all."""
    phase, index = visit.part.phase, visit.place
    if index == 0 and phase.gap is not None:
        return phase.gap
    return step_to(phase, max(index, 1))


def _sessions(number: int, one: str, more: str, kind: str = "") -> str:
    return f"1 {kind}session {one}" if number == 1 else f"{number} {kind}sessions {more}"
