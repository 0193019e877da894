"""A protocol and its sessions in words and rows, for every page that shows them."""

import re
from collections.abc import Callable
from datetime import date

from mesoplan.output.page import Citations, Listing, Row, Section, Table, Tone, Words
from mesoplan.output.wording import capital, counted, day, days, readable, series, short_day
from mesoplan.planning.schedule import Schedule, Session
from mesoplan.planning.sessions import PUT_OFF
from mesoplan.tables.regimens import Maintenance, Phase, Protocol, Result
from mesoplan.values import Count

ONLY = "on this day only"

UNDATED = "No dates, because no interval is stated. Set one with --interval 2w."
"""What is said of a protocol that cannot be dated."""

TONES: dict[str, Tone] = {"done": "done", "missed": "warning", "due": "due", "overdue": "overdue"}
"""By status, how a session looks."""


def protocol_words(protocol: Protocol, cite: Citations) -> str:
    """Say what a protocol is: its name, what it asks for, and the mark of its source."""
    return f"{protocol.name}: {asked_words(protocol)} {cite.mark(protocol.source)}"


def asked_words(protocol: Protocol) -> str:
    """Say what a protocol asks for: its course, and what comes after."""
    course, after = ". Then ".join(map(phase_words, protocol.course)), protocol.maintenance
    course += ", with no end set" if protocol.open_ended else ""
    if not course:
        return readable(str(after))
    if after.repeat == "none":
        return f"{course}, no maintenance"
    return f"{course}{'. Then' if len(protocol.course) > 1 else ', then'} {maintenance_words(after)}"


def maintenance_words(maintenance: Maintenance) -> str:
    """Say what follows a course, as `one every 4–6 months`."""
    return readable(str(maintenance)).replace("one session ", "one ", 1)


def regimen_words(protocol: Protocol, cite: Citations) -> str:
    """Say what a protocol is, and what its document calls it first."""
    return f"{protocol_words(protocol, cite)}. {note_parts(protocol.note)[0]}".rstrip()


def note_parts(note: str | None) -> tuple[str, str]:
    """Return the first sentence of how a source was read, which says what the regimen is, and the others."""
    first, _, rest = (note or "").partition(". ")
    return (f"{first.rstrip('.')}." if first else ""), rest


def after_words(one: Result) -> str:
    """Say after how long or how many sessions something is to be seen; nothing where that is not stated."""
    after = [counted(one.after_sessions, "session")] if one.after_sessions else []
    after += [str(one.after)] if one.after else []
    return readable(f"after {' or '.join(after)}") if after else ""


def others_section(but: Protocol, cite: Citations) -> Section:
    """Return the other published regimens, each with what is to be seen when."""
    but_for = {but.id, *cite.catalog.own_ids["protocols"]}
    items = []
    for one in (one for one in cite.catalog.protocols.values() if one.id not in but_for):
        seen = [f"{result.name} {after}." for result in one.results if (after := after_words(result))]
        items.append(" ".join([regimen_words(one, cite), *seen]))
    return Section("others", "Other regimens", [Listing(items)], details=True)


def maintenance_notes(protocol: Protocol) -> str:
    """Return what the document says of maintenance beyond how often."""
    return " ".join(filter(None, (protocol.maintenance.note, *(step.note for step in protocol.maintenance.steps))))


def phase_words(phase: Phase) -> str:
    """Say what a phase is, as `3–6 sessions, 2–4 weeks apart`."""
    gap = f", {phase.gap} after the phase before" if phase.gap else ""
    if phase.days is not None:
        apart = f" on days {series([str(day) for day in phase.days])}"
    elif phase.count.max == 1:
        apart = f", interval {phase.interval}" if phase.interval else ""
    else:
        apart = f", {phase.interval} apart" if phase.interval else ", how far apart is not stated"
    return readable(f"{counted(phase.count, 'session')}{apart}{gap}")


def minutes_words(minutes: Count) -> str:
    """Say how long a session takes; a document's one figure is an average."""
    return f"{'about ' if minutes.min == minutes.max else ''}{readable(counted(minutes, 'minute'))}"


def numbered(session: Session, schedule: Schedule) -> str:
    """Name a session, as `session 3 of 6` or `session 7, maintenance`."""
    name = f"session {session.number}"
    if session.kind == "course" and schedule.finish is not None:
        return f"{name} of {schedule.planned}"
    return f"{name}, maintenance" if session.kind == "maintenance" and schedule.regimen.course else name


def next_words(schedule: Schedule, today: date) -> list[Words]:
    """Say which session comes next, in a line or two; what to do where nothing says."""
    session = next_session(schedule, today)
    if session is None:
        done = sum(one.status == "done" for one in schedule.sessions)
        return [Words(f"{counted(done, 'session')} done; no more are planned.", "done")]
    following = within_words(session, numbered(session, schedule), day(session.date), state_words(session))
    if not schedule.diary.is_unrecorded:
        return [Words(f"Next: {following}", TONES.get(session.status, ""))]
    ahead = [Words(f"By these dates the next is {following}.")] if session.date >= today else []
    return [Words(schedule.warnings[0], "warning"), *ahead]


def next_session(schedule: Schedule, today: date) -> Session | None:
    """Return the next session; where nothing says what took place the first that is ahead, if any is."""
    ahead = [one for one in schedule.attended if one.date >= today] if schedule.diary.is_unrecorded else []
    return ahead[0] if ahead else schedule.next


def allowed_words(session: Session) -> str:
    """Say on which days a session may be, as `any day 26 Nov – 10 Dec`; nothing where it has no window."""
    words = window_words(session)
    if words and (session.date < session.earliest or (session.latest and session.date > session.latest)):
        return f"its interval asks for {words}"
    return f"any day {words}" if words and session.earliest != session.latest else words


def window_words(session: Session) -> str:
    """Write the days that keep a session's interval; nothing for the first one, which keeps none, and in the past."""
    first, last, when = session.earliest, session.latest, session.date
    if session.status in ("done", "missed") or (session.number == 1 and first == last):
        return ""
    return ONLY if first == when == last else days(first, last, year=when.year)


def plan_notes(schedule: Schedule) -> list[str]:
    """Return what a reader must know of the dates; the answer has said the first one already where it is urgent."""
    is_said = schedule.diary.is_unrecorded or (schedule.next is not None and schedule.next.status == "overdue")
    return [readable(text) for text in (*schedule.warnings[1 if is_said else 0 :], *schedule.notes)]


def end_words(schedule: Schedule) -> str:
    """Say when the course ends, and between which days it may; nothing where it has no end or there is none."""
    finish, attended = schedule.finish, schedule.attended
    if finish is None:
        return ""
    if any(one.number == schedule.planned and one.kind == "course" and one.status == "done" for one in attended):
        return f"The course ended {day(finish.planned)}."
    said = f" ({days(finish.earliest, finish.latest)}, by pace and length)" if finish.earliest != finish.latest else ""
    if finish.latest is None and finish.earliest == finish.planned:
        said = " at the earliest"
    return f"The course ends {day(finish.planned)}{said}."


def session_words(session: Session, schedule: Schedule) -> str:
    """Say all that there is to say of a session's day, as `moved from 25 Dec (away), optional, ends the course`."""
    number, ends = session.number, ""
    if session.kind == "course" and number is not None and schedule.finish is not None:
        needed = [one.number for one in schedule.attended if one.kind == "course" and not one.optional]
        # Where phases have optional sessions between those that are needed, no one session ends the shortest course.
        is_enough = number >= schedule.regimen.protocol.stated.fewest and needed == [*range(1, number + 1)]
        ends = "ends the course" if number == schedule.planned else "ends the shortest course" if is_enough else ""
    return ", ".join(filter(None, (state_words(session), ends)))


def state_words(session: Session) -> str:
    """Say what became of a session, and whether it is optional."""
    since = short_day(session.moved_from, year=session.date.year) if session.moved_from else ""
    match session.status:
        case "missed":
            return "missed"
        case "done":
            return f"done, {session.timing.replace('_', ' ')}" if session.timing and session.number != 1 else "done"
        case "planned":
            said = f"moved from {since}{f' ({session.reason})' if session.reason else ''}" if since else ""
        case status:
            said = f"{PUT_OFF[status]} {since}" if since else "due today" if status == "due" else status
    return ", ".join(filter(None, (said, "optional" if session.optional else "")))


def within_words(session: Session, *said: str) -> str:
    """Say something of a session, and on which days it may be unless it is booked."""
    allowed = "" if session.status == "booked" else allowed_words(session)
    return ", ".join(filter(None, said)) + (f" ({allowed})" if allowed else "")


def sessions_table(schedule: Schedule, below: Callable[[Session], str] = lambda _: "") -> Table:
    """Return the sessions, the phases of a course and maintenance apart.

    Args:
        schedule: the plan.
        below: returns what else stands under a session's row.
    """
    course, rows, windows = schedule.regimen.course, [], [window_words(session) for session in schedule.sessions]
    after = {"maintenance": "Maintenance" if course else "", "extra": "After the course"}
    is_exact = {*filter(None, windows)} == {ONLY}
    for session, window in zip(schedule.sessions, windows, strict=True):
        when, said = day(session.date, aligned=True), session_words(session, schedule)
        # Why a session moved is in its row already.
        note = readable(re.sub("^moved off [^,]*, ", "", session.note or ""))
        under = (f"{capital(note)}." if note else "", below(session))
        tone = TONES.get(session.status, "optional" if session.optional else "")
        cells = [str(session.number or ""), when, "" if is_exact else window, said]
        phase = capital(session.phase or "") if len(course) > 1 else ""
        rows.append(Row(cells, tone, above=after.get(session.kind, phase), below=" ".join(filter(None, under))))
    return Table(("#", "Date", "Any day from – to", ""), rows, whole=("Date", "Any day from – to"))
