"""The answer of `mesoplan due`: who is overdue, due and next, one record a person."""

import datetime as dt
from typing import Literal

from mesoplan.answers.document import Id, Refusal
from mesoplan.errors import FieldError
from mesoplan.planning.regimen import Request
from mesoplan.planning.schedule import INTERRUPTED, Schedule, Session, lay_out
from mesoplan.planning.visits import Diary, end_of
from mesoplan.pricing.cost import open_sum
from mesoplan.requests.person import PersonRequest
from mesoplan.tables.catalog import Catalog
from mesoplan.tables.places import known_place
from mesoplan.values import Amount, Duration, Frozen, Unit

Standing = Literal["overdue", "due", "unrecorded", "booked", "planned", "finished"]


class PersonDue(Frozen):
    """One person's next session."""

    line: int
    """The person's place in the file, counted from 1."""
    id: Id
    """The person's id in the file; null without one."""
    name: str | None
    """The person's name; null without one."""
    protocol: str
    """The protocol's id."""
    status: Standing
    """unrecorded: the start is past and nothing says what took place; finished: nothing more is planned."""
    day: dt.date | None
    """The day on which the session is planned or booked, or was if it is due or overdue; null if finished."""
    session: Session | None
    """The session; one that is due or overdue is dated today or the next open day. Null if finished."""
    of: int | None
    """How many sessions the course has; null for other sessions and for a course without an end."""
    last_done: dt.date | None
    """The day of the last session that took place; null if none did."""
    days_since: int | None
    """How many days ago that was; null if none took place."""
    open: Amount | None
    """What is still to be paid; null unless `paid` and one price are known."""
    currency: str | None
    """Of that sum; ISO 4217 code."""
    booking_passed: bool
    """Whether the day was booked and has passed, so that it is to be recorded as done or missed."""
    interrupted: bool
    """Whether a course is overdue by more than its longest interval: no document says whether it goes on."""
    warnings: tuple[str, ...]
    """Where the plan departs from its source, and what is old or doubtful, in sentences."""

    @property
    def who(self) -> str:
        """The name, or else the id, or else the line."""
        return self.name or (f"line {self.line}" if self.id is None else str(self.id))


class DueAnswer(Frozen):
    """What `mesoplan due --json` prints: everybody whose next session is asked for."""

    on: dt.date | None
    """The day that was asked for; null without --on."""
    until: dt.date | None
    """The last day that was asked for, included; null without --within."""
    read: int
    """How many people the file has, also those who are not asked for; rows that cannot be read do not count."""
    people: tuple[PersonDue, ...]
    """Who is asked for."""
    faults: tuple[Refusal, ...]
    """The rows that cannot be read."""
    warnings: tuple[str, ...]
    """What holds for several people, in sentences."""


def due_of(
    request: PersonRequest, own_id: Id, line: int, catalog: Catalog, on: dt.date | None = None
) -> tuple[PersonDue, Schedule]:
    """Return a person's next session and the plan that it is part of.

    Args:
        request: what the person's row says.
        own_id: the row's id.
        catalog: the tables.
        line: the row's line.
        on: the session on this day instead, if there is one.

    Raises:
        MesoplanError: the row asks for what cannot be planned or priced, or names no first session.
    """
    protocol, asked = request.protocol_in(catalog), _asked(request)
    schedule = lay_out(Diary(protocol, _as_far_as(on, asked), request.closures(catalog), past_bookings=True))
    ahead = (one for one in (*schedule.sessions, schedule.next) if one and one.status not in ("done", "missed"))
    session = schedule.next if on is None else next((one for one in ahead if _meant(one) == on), None)
    # A patient is due also where no price is known, but nowhere that nobody knows.
    catalog.prices_for(name for name in request.country if not (catalog.has_price(name) or known_place(name)))
    bases = request.prices(catalog, alone=False) if request.paid is not None else ()
    basis = bases[0] if len(bases) == 1 else None
    last = asked.done[-1] if asked.done else None
    day = _meant(session) if session else None
    person = PersonDue(
        line=line,
        id=own_id,
        name=request.name,
        protocol=protocol.id,
        status=_standing(session, schedule),
        day=day,
        session=session,
        of=schedule.planned if session and session.kind == "course" and schedule.finish else None,
        last_done=last,
        days_since=(request.day - last).days if last else None,
        open=open_sum(schedule, basis, end_of(asked)) if basis else None,
        currency=basis.currency if basis else None,
        booking_passed=session is not None and session.status == "overdue" and day in asked.booked,
        interrupted=INTERRUPTED in schedule.warnings,
        warnings=schedule.warnings,
    )
    return person, schedule


def _asked(request: PersonRequest) -> Request:
    """Return what a plan is made from: from the first day that the row knows."""
    asked = request.choices()
    if request.start is None and not asked.done:
        first = min((*asked.booked, *asked.missed), default=None)
        if first is None:
            raise FieldError("is empty, and so is done: write the day of the first session", "start")
        asked = asked._replace(start=first)
    return asked


def _as_far_as(on: dt.date | None, asked: Request) -> Request:
    """Return what a plan is made from, as far as the day that is asked for."""
    days = 0 if on is None else (on - asked.start).days + 1
    return asked._replace(horizon=Duration(days, days, Unit.DAYS)) if days > asked.horizon.about else asked


def _meant(session: Session) -> dt.date:
    """Return the day on which a session is planned or booked, or was."""
    return session.moved_from if session.status in ("due", "overdue") and session.moved_from else session.date


def _standing(session: Session | None, schedule: Schedule) -> Standing:
    # The next one is neither done nor missed.
    if session is None or session.status == "done" or session.status == "missed":
        return "finished"
    return "unrecorded" if schedule.diary.is_unrecorded else session.status
