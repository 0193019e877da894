"""Sessions in words and rows, for every page that shows a plan's dates."""

from collections.abc import Callable, Iterator
from datetime import date

from mesoplan.output.page import Block, Kind, Paragraph, Row, Table, Tone, Words
from mesoplan.output.wording import capital, counted, dashed, day, days, short_day
from mesoplan.planning.schedule import Schedule, Session

TITLES = ("#", "Date", "Any day from – to", "")

ONLY = "on this day only"

TONES: dict[str, Tone] = {"done": "done", "missed": "warning", "due": "due", "overdue": "overdue"}
"""By status, how a session looks."""


def numbered(session: Session, schedule: Schedule) -> str:
    """Name a session, as `session 3 of 6` or `session 7, maintenance`."""
    name = f"session {session.number}"
    if session.kind == "course" and schedule.finish is not None:
        return f"{name} of {schedule.planned}"
    return f"{name}, maintenance" if session.kind == "maintenance" and schedule.regimen.course else name


def next_words(schedule: Schedule, today: date) -> list[Words]:
    """Say which session comes next, in a line or two; what to do where nothing says."""
    session = schedule.next
    if session is None:
        done = sum(one.status == "done" for one in schedule.sessions)
        return [Words(f"{counted(done, 'session')} done; no more are planned.", "done")]
    if not is_unrecorded(schedule, today):
        return [Words(f"Next: {_next(session, schedule)}", TONES.get(session.status, ""))]
    ahead = [
        Words(f"By these dates the next is {_next(one, schedule)}.") for one in schedule.visits if one.date >= today
    ]
    return [Words(schedule.warnings[0], "warning"), *ahead[:1]]


def is_unrecorded(schedule: Schedule, today: date) -> bool:
    """Whether the start is past and nothing says what took place, which the first warning then says."""
    following = schedule.next
    return (
        following is not None and following.status == "planned" and following.date < today and bool(schedule.warnings)
    )


def _next(session: Session, schedule: Schedule) -> str:
    name, when = numbered(session, schedule), day(session.date)
    optional = ", optional" if session.optional and session.status == "planned" else ""
    since = f" since {short_day(session.moved_from, year=session.date.year)}" if session.moved_from else ""
    match session.status:
        case "due":
            last = f" (last day {short_day(session.latest, year=session.date.year)})" if session.latest else ""
            last = last if session.latest != session.date else ""
            return f"{name}, due{since}: {when}{last}" if since else f"{name}, due today, {when}{last}"
        case "overdue":
            return f"{name}, overdue{since}, now planned for {when}"
        case "booked":
            return f"{name}, booked for {when}"
    allowed = f" ({allowed_words(session)})" if window_words(session) else ""
    return f"{name}{optional}, {when}{allowed}"


def allowed_words(session: Session) -> str:
    """Say on which days a session may be, as `any day 26 Nov – 10 Dec`."""
    words = window_words(session)
    if session.date < session.earliest or (session.latest and session.date > session.latest):
        return f"its interval asks for {words}"
    return words if session.earliest == session.latest else f"any day {words}"


def window_words(session: Session) -> str:
    """Write the days that keep a session's interval; nothing for the first one, which keeps none, and in the past."""
    first, last, when = session.earliest, session.latest, session.date
    if session.status in ("done", "missed") or (session.number == 1 and first == last):
        return ""
    return ONLY if first == when == last else days(first, last, year=when.year)


def end_words(schedule: Schedule) -> str:
    """Say when the course ends, and between which days it may; nothing where it has no end or there is none."""
    finish = schedule.finish
    if finish is None:
        return ""
    course = [session for session in schedule.visits if session.kind == "course"]
    if course and course[-1].number == schedule.planned and course[-1].status == "done":
        return f"The course ended {day(finish.planned)}."
    if finish.earliest == finish.planned and finish.latest is None:
        return f"The course ends {day(finish.planned)} at the earliest."
    if finish.earliest == finish.latest:
        return f"The course ends {day(finish.planned)}."
    between = days(finish.earliest, finish.latest, year=finish.planned.year)
    return f"The course ends {day(finish.planned)} ({between} at another pace or number)."


def what_happened(session: Session) -> str:
    """Say what became of a session or why it moved, as `done, late` or `moved from 25 Dec (Christmas Day)`."""
    since = short_day(session.moved_from, year=session.date.year) if session.moved_from else ""
    if session.status == "done" and session.timing and session.number != 1:
        return f"done, {session.timing.replace('_', ' ')}"
    if session.status == "planned":
        reason = f" ({session.reason})" if session.reason else ""
        return f"moved from {since}{reason}" if since else ""
    return f"{session.status} since {since}" if since else session.status


def session_words(session: Session, schedule: Schedule) -> str:
    """Say all that there is to say of a session's day, as `moved from 25 Dec (away), optional, ends the course`."""
    optional = "optional" if session.optional and session.status not in ("done", "missed") else ""
    return ", ".join(part for part in (what_happened(session), optional, _ends(session, schedule)) if part)


def _ends(session: Session, schedule: Schedule) -> str:
    if session.kind != "course" or session.number is None or schedule.finish is None:
        return ""
    if session.number == schedule.planned:
        return "ends the course"
    needed = [one.number for one in schedule.visits if one.kind == "course" and not one.optional]
    # Where phases have optional sessions between those that are needed, no one session ends the shortest course.
    is_shortest = needed == [*range(1, session.number + 1)]
    return "ends the shortest course" if is_shortest else ""


def session_kind(session: Session) -> Kind:
    """Return as what a session is drawn: what became of it goes before what it is."""
    if session.status != "planned":
        return session.status
    return "optional" if session.optional else "maintenance" if session.kind == "maintenance" else "session"


def sessions_blocks(schedule: Schedule, below: Callable[[Session], str] = lambda _: "") -> list[Block]:
    """Return the sessions as a table, the phases of a course and maintenance apart, and what holds for all of them.

    Args:
        schedule: the plan.
        below: returns what else stands under a session's row.
    """
    windows = [words for session in schedule.sessions if (words := window_words(session))]
    is_exact = len(windows) > 1 and set(windows) == {ONLY}
    remark = [Paragraph("The intervals are exact: each session has this one day.", "muted")] if is_exact else []
    rows = list(_rows(schedule, below, shows_windows=not is_exact))
    return [Table(TITLES, rows, whole=TITLES[1:3]), *remark]


def _rows(schedule: Schedule, below: Callable[[Session], str], *, shows_windows: bool) -> Iterator[Row]:
    before = None if len(schedule.regimen.course) > 1 else ""
    for session in schedule.sessions:
        heading = _heading(session, schedule)
        cells = [
            str(session.number or ""),
            day(session.date, aligned=True),
            window_words(session) if shows_windows else "",
            session_words(session, schedule),
        ]
        note = f"{capital(dashed(_without_move(session.note)))}." if session.note else ""
        yield Row(
            cells,
            tone=TONES.get(session.status, "optional" if session.optional else ""),
            above=heading if heading != before else "",
            below=" ".join(part for part in (note, below(session)) if part),
        )
        before = heading


def _heading(session: Session, schedule: Schedule) -> str:
    """Name the group of a session: its phase where there are several, or maintenance after a course."""
    if session.kind == "course":
        return capital(session.phase or "") if len(schedule.regimen.course) > 1 else ""
    if session.kind == "extra":
        return "After the course"
    return "Maintenance" if schedule.regimen.course else ""


def _without_move(note: str) -> str:
    """Return a note without why a session moved, which its row says already."""
    return note.partition(", ")[2] if note.startswith("moved off ") else note
