"""What is to be said of a plan: the sentences that every reader must know, and further ones."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

from mesoplan.planning.closures import WEEKEND
from mesoplan.planning.links import Mark, waits
from mesoplan.planning.regimen import Regimen
from mesoplan.planning.rhythm import step_to
from mesoplan.planning.sessions import Session, Visit
from mesoplan.planning.visits import NEVER, Diary, Stop
from mesoplan.values.dates import add, show_day
from mesoplan.values.ranges import Duration

INTERRUPTED = "No document says whether an interrupted course goes on or starts again. Ask your clinic."
"""What is said of a course that is overdue by more than its longest interval."""


@dataclass(slots=True)
class Draft:
    """A plan that is being laid out."""

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

    def add(self, session: Session, *, is_shown: bool) -> None:
        """Add a session of the plan."""
        if is_shown:
            self.sessions.append(session)
        if self.next is None and session.status != "done":
            self.next = session


def plan_warnings(regimen: Regimen, diary: Diary, draft: Draft) -> Iterator[str]:
    """Yield what every reader must know of the dates, the most important first."""
    if draft.next is not None and draft.next.status == "overdue":
        yield from _overdue(regimen, draft)
    if diary.is_unrecorded:
        yield (
            f"The start, {show_day(regimen.request.start)}, is past and no session is recorded:"
            " write --done DATE for each that took place."
        )
    left_out = regimen.planned - len(draft.course) if regimen.course else 0
    if left_out > 0 and not any(part.size == NEVER for part in regimen.opening):
        was, they = (
            ("1 optional session was", "it is") if left_out == 1 else (f"{left_out} optional sessions were", "they are")
        )
        yield (
            f"{was} not done in time, so {they} left out and what follows is not part of the course."
            f" To go on with the course, write --sessions {regimen.planned}."
        )
    first = draft.sessions[0] if draft.sessions else draft.next
    if first is not None and first.number == 1 and first.moved_from is not None and first.status == "planned":
        yield (
            f"The start, {show_day(first.moved_from)}, is closed ({first.reason}):"
            f" the first session is on {show_day(first.date)}."
        )
    if draft.beyond:
        yield (
            f"{draft.beyond} of the course's {len(draft.course)} sessions fall after this plan, which ends"
            f" before {show_day(regimen.end)}: --horizon looks further."
        )
    if draft.course:
        mark = Mark(draft.course[0], draft.course[-1])
        if regimen.repeated and waits(regimen.repeated[0], mark, regimen.request.pace):
            yield "The course is not over when it is to be repeated: the repeat waits for its end."


def _overdue(regimen: Regimen, draft: Draft) -> Iterator[str]:
    session, today = draft.next, regimen.request.today
    assert session is not None
    assert session.number is not None
    assert session.moved_from is not None
    assert today is not None
    yield f"Session {session.number} is overdue since {show_day(session.moved_from)}."
    if session.number > len(draft.visits) or session.kind != "course" or session.latest is None:
        return
    last, longest = max(session.latest, session.moved_from), _longest(draft.visits[session.number - 1])
    if longest is not None and longest.max is not None and today > add(last, longest.max, longest.unit):
        yield INTERRUPTED


def _longest(visit: Visit) -> Duration | None:
    """Return the interval before a session, or after it for the first of all."""
    phase, index = visit.part.phase, visit.place
    if index == 0 and phase.gap is not None:
        return phase.gap
    return step_to(phase, max(index, 1))


def plan_notes(regimen: Regimen, draft: Draft) -> Iterator[str]:
    """Yield what else there is to know of the dates: moves and weekends in one line each."""
    closures = regimen.closures
    if closures is None or closures.keeps_weekends:
        yield from _on_free_days(regimen, draft)
    if closures is None:
        return
    moved = [session for session in draft.sessions if session.moved_from and session.status == "planned"]
    if moved:
        reasons = ", ".join(reason for reason, _ in Counter(str(session.reason) for session in moved).most_common(4))
        yield f"{_sessions(len(moved), 'is', 'are')} moved off closed days ({reasons})."
    misses = [visit.stop.miss for visit in draft.visits if visit.stop.miss and visit.stop.date < regimen.end]
    tolerated = sum(miss.is_tolerated for miss in misses)
    if tolerated:
        yield (
            f"{_sessions(tolerated, 'is', 'are')} a little nearer or farther than the interval, because of closed days."
            " That is our tolerance, not the source's: --tolerance sets it."
        )
    yield from closures.notes


def _on_free_days(regimen: Regimen, draft: Draft) -> Iterator[str]:
    """Say how many sessions to come are on weekends and public holidays, where nothing is closed."""
    ahead = [session.date for session in draft.sessions if session.status in ("planned", "due", "overdue")]
    known = (regimen.closures and regimen.closures.open_holidays) or {}
    free = (
        (sum(day.weekday() in WEEKEND for day in ahead), "a weekend (--closed weekends"),
        (sum(day in known for day in ahead) if known else 0, "a public holiday (--closed holidays"),
    )
    parts = [
        f"{_sessions(number, 'falls', 'fall')} on {what} moves {'it' if number == 1 else 'them'})"
        for number, what in free
        if number
    ]
    if parts:
        yield f"{', '.join(parts)}."


def _sessions(number: int, one: str, more: str) -> str:
    return f"1 session {one}" if number == 1 else f"{number} sessions {more}"
