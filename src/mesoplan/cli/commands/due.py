"""`mesoplan due`."""

import json
from datetime import date
from functools import partial
from typing import Annotated, Any

from mesoplan.answers.document import Id, Refusal
from mesoplan.answers.due import DueAnswer, PersonDue, due_of
from mesoplan.batch.rows import MAX_LINE, answer_to, rows_in
from mesoplan.cli.options import OwnAction, Result, later
from mesoplan.errors import FieldError
from mesoplan.output.formats.csv import DUE, write_csv
from mesoplan.output.pages.due import GROUPS, due_page, fault_words
from mesoplan.requests.base import OUTPUT, Day, argument, choice, flag, one, option
from mesoplan.requests.calendar import EventsRequest
from mesoplan.requests.person import PersonRequest
from mesoplan.tables.catalog import Catalog
from mesoplan.values import MAX_YEARS, Unit, add, read_until

WHO = "Who is listed"
_SORTS = {"status": "Overdue, due, next, each by date", "date": "By date alone", "name": "By name"}


Until = Annotated[date | None, one(read_until, dated=True)]


class Due(OwnAction):
    """List who is overdue, who is due and who comes next, one patient per row.

    FILE is CSV with commas, semicolons or tabs, or JSON Lines. Its columns are the fields of a request: id, name,
    protocol, start, done, booked and so on, several days in one cell with semicolons or spaces between them. Rows that
    cannot be read are reported, and the exit is then 1.

    \b
    name,start,done
    Anna K.,,2026-10-05 2026-10-26
    Ben L.,2026-12-07,

    Examples:
        mesoplan due patients.csv
        mesoplan due patients.csv --within 2w --output week.html
        mesoplan due patients.csv --on monday
        mesoplan due patients.csv --overdue --format csv
    """  # noqa: D301  (Typer reads the mark, which keeps the lines apart)

    formats = ("csv", "ics")
    needs_advice = ("ics",)

    people: str = argument("FILE", "Your patients, one per row; - is standard input.")
    within: Until = option("LENGTH", "Who is overdue, due, or next within this time: 2w or 1mo.", WHO)
    overdue: bool = flag("--overdue", "Only who is overdue.", WHO)
    on: Day = option("DATE", "Only sessions planned or booked for this day.", WHO)
    sort: str = choice("order", _SORTS, "In which order.", OUTPUT, default="status")

    def result(self, catalog: Catalog) -> Result:
        """Read the rows, and list who is asked for."""
        if self.on is not None and (self.overdue or self.within is not None):
            raise FieldError("is a list of its own: leave --within and --overdue out", "on")
        if self.on is not None and self.on > add(self.day, MAX_YEARS, Unit.YEARS):
            raise FieldError(f"is more than {MAX_YEARS} years ahead: give an earlier day", "on")
        listed = partial(self._listed, catalog=catalog, keys=set())
        rows = rows_in(self.lines(self.people, MAX_LINE), "" if self.people == "-" else self.people)
        found = [answer_to(row, self.day, listed) for row in rows]
        faults = tuple(one for one in found if isinstance(one, Refusal))
        plans = sorted((one for one in found if isinstance(one, tuple)), key=self._order)
        people, read = tuple(person for person, _ in plans), len(found) - len(faults)
        answer = DueAnswer(on=self.on, until=self.within, read=read, people=people, faults=faults, warnings=())

        page = partial(due_page, answer, today=self.day, grouped=self.sort == "status")
        events = [event for _, event in plans if event]
        ics = later("formats.ics.events_ics", events, "Mesotherapy: who is due", self.day)
        files = {"csv": lambda: write_csv(DUE, ((one, one.session) for one in people)), "ics": ics}
        said = [fault_words(fault) for fault in faults] if self.chosen in files else []
        failed = "\n".join([f"{len(faults):,} of {len(found):,} rows cannot be read", *said]) if faults else ""
        return Result(answer, page, files, failed=failed)

    def _listed(
        self, request: PersonRequest, own_id: Id, line: int, catalog: Catalog, keys: set[str]
    ) -> tuple[PersonDue, Any] | None:
        """Return a person who is asked for, with the session as a calendar's event where one is written.

        `keys` tell people apart in calendars; a person who has one of them already takes the line as well.
        """
        person, schedule = due_of(request, own_id, line, catalog, self.on)
        last = self.on or self.within
        is_other = last is not None and (person.day is None or person.day > last)
        if is_other or (self.overdue and person.status != "overdue"):
            return None
        if self.chosen != "ics" or person.session is None:
            return person, None
        whose = [person.id, person.name] if person.id or person.name else [str(schedule.diary.start), person.line]
        key = json.dumps(whose)
        key = json.dumps([*whose, person.line]) if key in keys else key
        keys.add(key)
        options = EventsRequest.model_construct(today=self.day, name=person.who)
        asked = {"schedule": schedule, "catalog": catalog, "options": options, "key": key}
        return person, later("formats.calendar_events.PlanEvents", **asked)().session(person.session)

    def _order(self, plan: tuple[PersonDue, Any]) -> tuple[Any, ...]:
        """Return what a person's place in the list goes by; who has no day comes last."""
        person, _ = plan
        day, name = person.day or date.max, person.who.casefold()
        orders = {"status": ([*GROUPS].index(person.status), day, name), "date": (day, name), "name": (name, day)}
        return (*orders[self.sort], person.line)
