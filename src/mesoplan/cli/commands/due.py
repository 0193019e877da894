"""`mesoplan due`."""

import json
from datetime import date
from typing import Annotated, Any, ClassVar, Literal

from mesoplan.answers.batch import Refusal
from mesoplan.answers.due import DueAnswer, PersonDue
from mesoplan.batch.due import people_in
from mesoplan.batch.rows import rows_in
from mesoplan.cli.command import OwnAction, command_app
from mesoplan.cli.input import opened, read_lines
from mesoplan.errors import FieldError, MesoplanError
from mesoplan.output.formats.csv import due_csv
from mesoplan.output.page import Page
from mesoplan.output.pages.due import GROUPS, due_page, fault_words
from mesoplan.planning.schedule import Schedule
from mesoplan.requests.base import OUTPUT, argument, choice, flag, option
from mesoplan.requests.calendar import EventsRequest
from mesoplan.requests.words import Day, Length
from mesoplan.tables.catalog import Catalog
from mesoplan.values.dates import add

WHO = "Who is listed"
Sort = Literal["status", "date", "name"]
_SORTS = {"status": "Overdue, due, next, each by date", "date": "By date alone", "name": "By name"}
_RANKS = {status: rank for rank, status in enumerate(GROUPS)}


class Due(OwnAction):
    """List who is overdue, who is due and who comes next, one patient per row.

    FILE is CSV with commas or semicolons, or JSON Lines. Its columns are the fields of a request: id, name, protocol,
    start, done, booked and so on. Rows that cannot be read are reported, and the exit is then 1.

    Examples:
        mesoplan due patients.csv
        mesoplan due patients.csv --within 2w --output week.html
        mesoplan due patients.csv --on monday
        mesoplan due patients.csv --overdue --format csv
    """

    formats: ClassVar = ("csv", "ics")

    people: Annotated[str, argument("FILE", "Your patients, one per row; - is standard input.")]
    within: Annotated[Length, option("LENGTH", "Who is overdue, due, or next within this time: 2w or 1mo.", WHO)] = None
    overdue: Annotated[bool, flag("--overdue", "Only who is overdue.", WHO)] = False
    on: Annotated[Day, option("DATE", "Only sessions planned or booked for this day.", WHO)] = None
    sort: Annotated[Sort, *choice("order", _SORTS, "In which order.", OUTPUT)] = "status"

    def run(self) -> None:
        """List them."""
        chosen, until = self.chosen, self._until()
        catalog = self.catalog(advice=chosen == "ics")
        answer, events = self._read(catalog, until, with_events=chosen == "ics")

        def ics() -> str:
            from mesoplan.output.formats.ics import events_ics

            return events_ics(events, "Mesotherapy: who is due", self.day)

        def page() -> Page:
            return due_page(answer, catalog, self.day, grouped=self.sort == "status")

        self.show(answer, catalog, page, csv=lambda: due_csv(answer.people), ics=ics)
        if answer.faults:
            lines = [""] + [fault_words(fault) for fault in answer.faults] if chosen in ("csv", "ics") else []
            count = len(answer.faults)
            raise MesoplanError(f"{count:,} of {count + answer.read:,} rows cannot be read{chr(10).join(lines)}")

    def _until(self) -> date | None:
        """Return the last day that is asked for."""
        if self.on is not None and (self.overdue or self.within is not None):
            raise FieldError("is a list of its own: leave --within and --overdue out", "on")
        if self.within is None:
            return None
        if not self.within.is_exact or self.within.min is None:
            raise FieldError(f"{self.within} is not one length: write one, such as 2w", "within")
        return add(self.day, self.within.min, self.within.unit)

    def _read(self, catalog: Catalog, until: date | None, *, with_events: bool) -> tuple[DueAnswer, list[Any]]:
        """Return who is asked for, and with `with_events` the event of each."""
        faults: list[Refusal] = []
        kept: list[tuple[PersonDue, Any]] = []
        read = 0
        with opened(self.people, quiet=self.quiet) as source:
            rows = rows_in(read_lines(source), self.people.removeprefix("-"))
            for found in people_in(rows, catalog, self.day, self.on):
                if isinstance(found, Refusal):
                    faults.append(found)
                    continue
                read += 1
                if found and self._asks_for(found[0], until):
                    person, schedule = found
                    kept.append((person, _event(person, schedule, catalog, self.day) if with_events else None))
        kept.sort(key=lambda pair: self._place(pair[0]))
        people, events = tuple(person for person, _ in kept), [event for _, event in kept if event]
        answer = DueAnswer(on=self.on, until=until, read=read, people=people, faults=tuple(faults), warnings=())
        return answer, events

    def _asks_for(self, person: PersonDue, until: date | None) -> bool:
        if self.overdue and person.status != "overdue":
            return False
        return until is None or (person.day is not None and person.day <= until)

    def _place(self, person: PersonDue) -> tuple[Any, ...]:
        """Return what a person's place in the list goes by; who has no day comes last."""
        day, name = person.day or date.max, person.who.casefold()
        by: dict[str, tuple[Any, ...]] = {
            "status": (_RANKS[person.status], day, name),
            "date": (day, name),
            "name": (name, day),
        }
        return (*by[self.sort], person.line)


def _event(person: PersonDue, schedule: Schedule, catalog: Catalog, today: date) -> Any:
    """Return a person's session as an event of a calendar; None where nothing is planned."""
    from mesoplan.output.formats.calendar_events import PlanEvents

    if person.session is None:
        return None
    whose = [person.id, person.name] if person.id or person.name else [person.line]
    key = json.dumps([*whose, str(schedule.regimen.request.start)])
    options = EventsRequest(name=person.who)
    return PlanEvents(schedule, catalog, today, None, (), options, key).session(person.session)


app = command_app("due", Due)
