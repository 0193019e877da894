"""Sessions as a plan shows them, when the source says that something is to be seen, and what a reader must know."""

import datetime as dt
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal, NamedTuple

from mesoplan.planning.closures import WEEKEND, Closures
from mesoplan.planning.regimen import Kind, Part, Regimen
from mesoplan.planning.rhythm import step_to
from mesoplan.planning.visits import Diary, Mark, Status, Stop, Timing, follow
from mesoplan.tables.regimens import Protocol, Result, Review
from mesoplan.values.dates import add, show_day
from mesoplan.values.ranges import Count, Duration

RECORDED: tuple[Status, ...] = ("done", "booked")
"""What is said of sessions whose day is a fact."""


class Visit(NamedTuple):
    """A session of a plan, with the part that it belongs to."""

    part: Part
    place: int
    """Which session of the part it is, from 0."""
    stop: Stop


@dataclass(frozen=True, slots=True)
class Session:
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


def _session(number: int, visits: Sequence[Visit], closures: Closures | None) -> Session:
    """Return the last of some visits, the plan's session of that number, as a plan shows it."""
    part, place, stop = visits[-1]
    extra: tuple[Any, ...] = ()
    if stop.status != "planned" or stop.moved_from is not None or stop.miss is not None:
        timing = _timing(stop) if stop.status == "done" else None
        note = _gap_note(stop, visits, closures, is_own=part.is_own)
        extra = (stop.status, timing, stop.moved_from, _reason(stop, closures), note)
    return Session(number, part.kind, part.name, stop.date, stop.earliest, stop.latest, place >= part.fewest, *extra)


def _timing(stop: Stop) -> Timing:
    """Say how a done session lies to its window; the day to which the plan moved it is on time as well."""
    if stop.rhythm == stop.date < stop.earliest:
        return "early"
    return "late" if stop.latest is not None and stop.rhythm == stop.date > stop.latest else "on_time"


def _reason(stop: Stop, closures: Closures | None) -> str | None:
    if stop.moved_from is None:
        return None
    if stop.status in ("due", "overdue"):
        return f"{stop.status} since {show_day(stop.moved_from)}"
    return None if closures is None else closures.reason(stop.moved_from)


def _gap_note(stop: Stop, visits: Sequence[Visit], closures: Closures | None, *, is_own: bool) -> str | None:
    """Say by how much a gap is outside its interval, and why."""
    if stop.miss is None:
        return None
    step, before = stop.miss.step, stop.miss.before
    days = (stop.date - before.date).days
    number = next(at for at in range(len(visits), 0, -1) if visits[at - 1].stop.date == before.date)
    gap = f"{days} day{'' if days == 1 else 's'} after session {number}"
    if stop.moved_from is not None and closures is not None:
        gap = f"moved off {closures.cause(stop.moved_from)}, {gap}"
    elif before.moved_from is not None and before.status == "planned" and closures is not None:
        gap = f"{gap}, which {closures.cause(before.moved_from)} moved"
    return f"{gap}; {'you chose' if is_own else 'the source says'} {step}"


@dataclass(frozen=True, slots=True)
class Milestone:
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
    found = [
        *(_milestone(result.milestone, result, "result", first, days) for result in protocol.results),
        *(_milestone(review.review, review, "review", first, days) for review in protocol.reviews),
    ]
    return tuple(sorted(found, key=lambda milestone: milestone.earliest or milestone.latest or dt.date.max))


def _milestone(
    name: str, point: Result | Review, kind: Literal["result", "review"], first: dt.date, days: Sequence[dt.date]
) -> Milestone:
    after, sessions = point.after, point.after_sessions
    if after is not None:
        dates = [add(first, number, after.unit) if number else None for number in (after.min, after.max)]
    else:
        numbers = (sessions.min, sessions.max) if sessions else ()
        dates = [days[number - 1] if number and number <= len(days) else None for number in numbers]
    earliest, latest = dates or (None, None)
    return Milestone(name, sessions, after, earliest, latest, point.note, kind)


INTERRUPTED = "No document says whether an interrupted course goes on or starts again. Ask your clinic."
"""What is said of a course that is overdue by more than its longest interval."""


@dataclass(slots=True)
class Draft:
    """A plan that is being laid out, and what is to be said of it."""

    regimen: Regimen
    diary: Diary
    visits: list[Visit] = field(default_factory=list)
    """Those before the horizon, the next one, and the whole course."""
    course: list[Stop] = field(default_factory=list)
    """Those of the course, also beyond the horizon."""
    beyond: int = 0
    """How many of the course are beyond the horizon."""
    sessions: list[Session] = field(default_factory=list)
    """Those before the horizon, and what is done or booked later."""
    next: Session | None = None
    """The first session that has not taken place."""

    def add(self, session: Session | None = None, *, is_shown: bool) -> None:
        """Add a session of the plan; None: that of the last visit."""
        session = session or _session(len(self.visits), self.visits, self.regimen.closures)
        if is_shown:
            self.sessions.append(session)
        if self.next is None and session.status != "done":
            self.next = session

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
        left_out = self.regimen.planned - len(self.course) if self.regimen.course else 0
        if left_out > 0 and not self.regimen.is_open_ended:
            they = "it is" if left_out == 1 else "they are"
            yield (
                f"{_sessions(left_out, 'was', 'were', 'optional ')} not done in time, so {they} left out and"
                " what follows is not part of the course."
                f" To go on with the course, write --sessions {self.regimen.planned}."
            )
        first = self.sessions[0] if self.sessions else self.next
        if first is not None and first.number == 1 and first.moved_from is not None and first.status == "planned":
            yield (
                f"The start, {show_day(first.moved_from)}, is closed ({first.reason}):"
                f" the first session is on {show_day(first.date)}."
            )
        if self.beyond:
            yield (
                f"{self.beyond} of the course's {len(self.course)} sessions fall after this plan, which ends"
                f" before {show_day(self.regimen.end)}: --horizon looks further."
            )
        if self.course and self.regimen.repeated:
            mark = Mark(self.course[0], self.course[-1])
            _, link = follow(self.regimen.repeated[0], mark, mark.first.date, self.regimen.request.pace)
            if link is not None and link.bound_by is not None:
                yield "The course is not over when it is to be repeated: the repeat waits for its end."

    def _overdue(self) -> Iterator[str]:
        session, today = self.next, self.regimen.request.today
        assert session and session.number and session.moved_from and today  # noqa: PT018  (all true together)
        yield f"Session {session.number} is overdue since {show_day(session.moved_from)}."
        if session.number > len(self.visits) or session.kind != "course" or session.latest is None:
            return
        last, longest = max(session.latest, session.moved_from), _longest(self.visits[session.number - 1])
        if longest is not None and longest.max is not None and today > add(last, longest.max, longest.unit):
            yield INTERRUPTED

    def notes(self) -> Iterator[str]:
        """Yield what else there is to know of the dates: moves and weekends in one line each."""
        closures = self.regimen.closures
        if closures is None or closures.keeps_weekends:
            yield from self._on_free_days()
        if closures is None:
            return
        moved = [session for session in self.sessions if session.moved_from and session.status == "planned"]
        if moved:
            often = Counter(str(session.reason) for session in moved).most_common(4)
            reasons = ", ".join(reason for reason, _ in often)
            yield f"{_sessions(len(moved), 'is', 'are')} moved off closed days ({reasons})."
        misses = [visit.stop.miss for visit in self.visits if visit.stop.miss and visit.stop.date < self.regimen.end]
        tolerated = sum(miss.is_tolerated for miss in misses)
        if tolerated:
            yield (
                f"{_sessions(tolerated, 'is', 'are')} a little nearer or farther than the interval, because of closed"
                " days. That is our tolerance, not the source's: --tolerance sets it."
            )
        yield from closures.notes

    def _on_free_days(self) -> Iterator[str]:
        """Say how many sessions to come are on weekends and public holidays, where nothing is closed."""
        ahead = [session.date for session in self.sessions if session.status in ("planned", "due", "overdue")]
        closures = self.regimen.closures
        # The library's mapping is empty until it is asked for a day.
        known = {} if closures is None or closures.open_holidays is None else closures.open_holidays
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
