"""Who is overdue, due and next: a desk's list, to be read and to be printed."""

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from itertools import groupby

from mesoplan.answers.batch import Refusal
from mesoplan.answers.due import DueAnswer, PersonDue, Standing
from mesoplan.output.page import Block, Listing, Notes, Page, Row, Section, Table, Tone, Words
from mesoplan.output.pages.sources import Citations
from mesoplan.output.wording import amounts, counted, day, days, series, short_day
from mesoplan.tables.catalog import Catalog

GROUPS: dict[Standing, str] = {
    "overdue": "Overdue",
    "due": "Due",
    "unrecorded": "Nothing recorded",
    "planned": "To book",
    "booked": "Booked",
    "finished": "Nothing more planned",
}
"""The heading of each status, in the order of the list."""

_COUNTED = {status: group.lower() for status, group in GROUPS.items()} | {
    "unrecorded": "with nothing recorded",
    "finished": "with nothing more planned",
}
_SHORT: dict[Standing, str] = {
    "overdue": "overdue",
    "due": "due",
    "unrecorded": "no record",
    "planned": "",
    "booked": "booked",
    "finished": "finished",
}
"""What a row says of its status where no heading does."""

_TITLES = ("Who", "Day", "Session", "Any day", "Since last", "Open")
_TONES: dict[Standing, Tone] = {"overdue": "overdue", "due": "due", "unrecorded": "warning", "finished": "muted"}
_NEAR = timedelta(days=180)
_NAMED = 5
"""How many people a note names."""


def due_page(answer: DueAnswer, catalog: Catalog, today: date, *, grouped: bool = True) -> Page:
    """Return the page of a desk's list.

    Args:
        answer: who is asked for, in order.
        catalog: the tables, for the sources.
        today: days near it are written without their year.
        grouped: whether people of one status stand together, under a heading each; else each row says its status.
    """
    cite = Citations(catalog)
    sections = [Section("people", "", list(_people(answer.people, today, grouped=grouped)))]
    if notes := list(_notes(answer.people)):
        sections.append(Section("notes", "", [Notes(notes)]))
    if answer.faults:
        faults = Listing([Words(fault_words(fault), "warning") for fault in answer.faults])
        sections.append(Section("faults", "Rows that cannot be read", [faults]))
    protocols = [catalog.protocols[name] for name in sorted({person.protocol for person in answer.people})]
    if protocols:
        named = [f"{protocol.id}: {protocol.name} {cite.mark(protocol.source)}" for protocol in protocols]
        sections += [Section("protocols", "Protocols", [Listing(named)], details=True), cite.section()]
    return Page(
        title=f"Sessions of {day(answer.on)}" if answer.on else f"Who is due, {day(today)}",
        lead=[_lead(answer)],
        sections=sections,
    )


def fault_words(fault: Refusal) -> str:
    """Say why a row cannot be read, as `Line 5, protocol: there is no protocol 'standrd'`."""
    field = f", {fault.error.field}" if fault.error.field else ""
    return f"Line {fault.line}{field}: {fault.error.message}"


def _lead(answer: DueAnswer) -> Words:
    until = f" up to {day(answer.until)}" if answer.until else ""
    if not answer.people:
        nobody = "Nobody" if answer.read else "The list is empty: nobody"
        return Words(f"{nobody}{f' on {day(answer.on)}' if answer.on else until}.")
    number = Counter(person.status for person in answer.people)
    parts = [f"{number[status]} {_COUNTED[status]}" for status in GROUPS if number[status]]
    begin = f"{day(answer.on)}: " if answer.on else ""
    return Words(f"{begin}{series(parts)}{until}.", "overdue" if number["overdue"] else "")


def _people(people: Sequence[PersonDue], today: date, *, grouped: bool) -> Iterator[Block]:
    if not people:
        return
    rows: list[Row] = []
    near = all(abs((person.day or today) - today) < _NEAR for person in people)
    for group, members in groupby(people, key=lambda person: GROUPS[person.status] if grouped else ""):
        made = [_row(person, near=near, says_status=not grouped) for person in members]
        rows += [Row(made[0].cells, made[0].tone, above=group), *made[1:]]
    yield Table(_TITLES, rows, whole=_TITLES[1:2]).without_empty_columns()


def _row(person: PersonDue, *, near: bool, says_status: bool) -> Row:
    cells = [
        person.who,
        _day(person.day, near=near) if person.day else "",
        _session(person, says_status=says_status),
        _window(person),
        "" if person.days_since is None else counted(person.days_since, "day"),
        amounts(person.open, person.currency) if person.open and person.currency else "",
    ]
    return Row(cells, _TONES.get(person.status, ""))


def _day(when: date, *, near: bool) -> str:
    """Write a day with its weekday; where all days are near today, their year goes without saying."""
    written = day(when, aligned=True)
    return written.removesuffix(f" {when.year}") if near else written


def _session(person: PersonDue, *, says_status: bool) -> str:
    session = person.session
    if session is None:
        return _SHORT[person.status] if says_status else ""
    number = f"{session.number} of {person.of}" if person.of else f"{session.number}"
    parts = (
        number,
        "maintenance" if session.kind == "maintenance" else "",
        "optional" if session.optional else "",
        _SHORT[person.status] if says_status else "",
    )
    return ", ".join(part for part in parts if part)


def _window(person: PersonDue) -> str:
    session = person.session
    if session is None or person.day is None or (session.number == 1 and session.earliest == session.latest):
        return ""
    return days(session.earliest, session.latest, year=person.day.year)


def _notes(people: Sequence[PersonDue]) -> Iterator[str]:
    """Yield what is to be done beyond a call: what the rows themselves cannot say."""
    passed = [f"{person.who} ({short_day(person.day)})" for person in people if person.booking_passed and person.day]
    if passed:
        yield f"The booked day has passed: {_named(passed)}. Move it to the column done or missed."
    if unrecorded := [person.who for person in people if person.status == "unrecorded"]:
        yield f"Did the course begin for {_named(unrecorded)}? Write each session that took place in the column done."
    if interrupted := [person.who for person in people if person.interrupted]:
        yield (
            "No document says whether a course that is late by more than its longest interval goes on or starts again."
            f" Ask the clinician about {_named(interrupted).rstrip('.')}."
        )


def _named(names: Sequence[str]) -> str:
    return series([*names[:_NAMED], *([f"{len(names) - _NAMED} more"] if len(names) > _NAMED else [])])
