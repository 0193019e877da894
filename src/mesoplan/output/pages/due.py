"""Who is overdue, due and next: a desk's list, to be read and to be printed."""

from collections.abc import Iterator, Sequence
from datetime import date

from mesoplan.answers.document import Refusal
from mesoplan.answers.due import DueAnswer, PersonDue, Standing
from mesoplan.output.page import Citations, Listing, Notes, Page, Row, Section, Table, Tone, Words
from mesoplan.output.wording import amounts, capital, counted, day, days, series, short_day

GROUPS: dict[Standing, str] = {
    "overdue": "Overdue",
    "due": "Due",
    "unrecorded": "With nothing recorded",
    "planned": "To book",
    "booked": "Booked",
    "finished": "With nothing more planned",
}
"""The heading of each status, in the order of the list."""

_TITLES = ("Who", "Day", "Session", "Any day", "Since last", "Open")
_TONES: dict[Standing, Tone] = {"overdue": "overdue", "due": "due", "unrecorded": "warning", "finished": "muted"}
_NAMED = 5
"""How many people a note names."""


def due_page(answer: DueAnswer, cite: Citations, today: date, *, grouped: bool = True) -> Page:
    """Return the page of a desk's list.

    Args:
        answer: who is asked for, in order.
        cite: the sources of the page, and the tables.
        today: the day of the list.
        grouped: whether people of one status stand together, under a heading each; else each row says its status.
    """
    table = Table(_TITLES, [_row(person, grouped=grouped) for person in answer.people], whole=_TITLES[1:2])
    protocols = [cite.catalog.protocols[name] for name in sorted({person.protocol for person in answer.people})]
    named = [f"{protocol.id}: {protocol.name} {cite.mark(protocol.source)}" for protocol in protocols]
    title = f"Sessions of {day(answer.on)}" if answer.on else f"Who is due, {day(today)}"
    faults = Section("faults", "Rows that cannot be read", [Listing([*map(fault_words, answer.faults)])])
    sections = [Section("people", "", [table]), Section("notes", "", [Notes(list(_notes(answer.people)))]), faults]
    sections.append(Section("protocols", "Protocols", [Listing(named)], details=True))
    return cite.page(title, lead=[_lead(answer)], sections=sections)


def fault_words(fault: Refusal) -> str:
    """Say why a row cannot be read, as `Line 5, protocol: there is no protocol "standrd"`."""
    field = f", {fault.error.field}" if fault.error.field else ""
    return f"Line {fault.line}{field}: {fault.error.message}"


def _lead(answer: DueAnswer) -> Words:
    until = f" up to {day(answer.until)}" if answer.until else ""
    found = [person.status for person in answer.people]
    parts = [f"{found.count(status)} {group.lower()}" for status, group in GROUPS.items() if status in found]
    begin = f"{day(answer.on)}: " if answer.on else ""
    nobody = "nobody" if answer.read else "no row could be read" if answer.faults else "there is no row"
    return Words(capital(f"{begin}{series(parts) or nobody}{until}."), "overdue" if "overdue" in found else "")


def _row(person: PersonDue, *, grouped: bool) -> Row:
    cells = [
        person.who,
        day(person.day, aligned=True) if person.day else "",
        *_session(person, "" if grouped else GROUPS[person.status].lower()),
        "" if person.days_since is None else counted(person.days_since, "day"),
        amounts(person.open, person.currency) if person.open and person.currency else "",
    ]
    return Row(cells, _TONES.get(person.status, ""), above=GROUPS[person.status] if grouped else "")


def _session(person: PersonDue, status: str) -> tuple[str, str]:
    """Say which session it is, and on which days it may be; the first of a plan may be on any."""
    session, when = person.session, person.day
    if session is None or when is None:
        return status, ""
    number = f"{session.number} of {person.of}" if person.of else f"{session.number}"
    kind = "maintenance" if session.kind == "maintenance" else ""
    is_free = session.number == 1 and session.earliest == session.latest
    window = "" if is_free else days(session.earliest, session.latest, year=when.year)
    return ", ".join(filter(None, (number, kind, "optional" if session.optional else "", status))), window


def _notes(people: Sequence[PersonDue]) -> Iterator[str]:
    """Yield what is to be done beyond a call: what the rows themselves cannot say."""
    passed = [f"{person.who} ({short_day(person.day)})" for person in people if person.booking_passed and person.day]
    if passed:
        yield f"The booked day has passed: {_named(passed)}. Move it to the column done or missed."
    if unrecorded := [person.who for person in people if person.status == "unrecorded"]:
        yield f"Did the course begin for {_named(unrecorded)}? Write each session that took place in the column done."
    if left := [person.who for person in people if any("left out" in warning for warning in person.warnings)]:
        optional = f"Optional sessions that were not done in time are left out for {_named(left).rstrip('.')}"
        yield f"{optional}. To plan them all the same, write how many there are in the column sessions."
    if interrupted := [person.who for person in people if person.interrupted]:
        late = "a course that is late by more than its longest interval goes on or starts again"
        yield f"No document says whether {late}. Ask the clinician about {_named(interrupted).rstrip('.')}."


def _named(names: Sequence[str]) -> str:
    return series([*names[:_NAMED], *([f"{len(names) - _NAMED} more"] if len(names) > _NAMED else [])])
