"""What a plan puts into a calendar, before it is a file: an event a session, a milestone and a stretch of care."""

import datetime as dt
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Literal
from zoneinfo import ZoneInfo

from mesoplan.errors import FieldError, UsageError
from mesoplan.guidance.restrictions import Aftercare
from mesoplan.output.formats.calendar_care import Limits, limits_of
from mesoplan.output.formats.timezones import skipped
from mesoplan.output.page import DISCLAIMER
from mesoplan.output.wording import amounts, day, days, short_day
from mesoplan.planning.schedule import Milestone, Schedule, Session
from mesoplan.tables.advice import about_hours
from mesoplan.tables.catalog import Catalog
from mesoplan.tables.regimens import Protocol, Source
from mesoplan.values.ranges import Amount
from mesoplan.values.text import printable

_MINUTES = 60
"""How long a timed session is where its longest time is not stated."""
_DAY = dt.timedelta(days=1)
_OVER = ("done", "missed")
_WAKING = dt.timedelta(hours=9)
"""When the reminder of an all-day event comes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CalendarOptions:
    """How a plan is written into a calendar file."""

    at: dt.time | None = None
    """The time of day of every session, in `timezone`; None: sessions are all-day events."""
    timezone: ZoneInfo | None = None
    """Goes with `at`."""
    remind: dt.timedelta | None = None
    """How long before a session its reminder comes, not below 0; None: no reminders.

    An all-day session's comes at 9:00, on the day that lies so long before it, a part of a day counting as one.
    """
    name: str | None = None
    """Whose plan it is, or which: it tells plans of one protocol apart. None: the first day does."""
    replaces: str | None = None
    """The text of the file that the new one takes the place of; None: there is none."""
    with_aftercare: bool = False
    """Whether the days on which something is off limits are events as well."""

    def __post_init__(self) -> None:
        """Refuse a time without its zone, and a name that shows nothing."""
        if (self.at is None) != (self.timezone is None):
            raise UsageError("a time of day needs its time zone: give both --at 10:30 and --timezone Europe/London")
        if self.name is not None and not self.name.strip():
            raise FieldError('the name is empty: write one, as --name "Anna K."', "name")

    @property
    def plan(self) -> str:
        """The name as identifiers hold it, whichever way it was typed; empty without one."""
        return unicodedata.normalize("NFC", " ".join(printable(self.name or "").split()))

    @property
    def whose(self) -> str:
        """The name as it follows a title."""
        return f", {self.plan}" if self.plan else ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """An entry of a calendar. Texts are as the tables have them: not yet escaped."""

    place: str
    """What it is in its plan, as session/4; with the plan it makes the identifier."""
    summary: str
    about: tuple[str, ...]
    """The lines of the description."""
    categories: tuple[str, ...]
    start: dt.date
    """The first day of an all-day event, or a moment with its time zone."""
    last: dt.date | None = None
    """The last day of an all-day event, included."""
    length: dt.timedelta | None = None
    """How long an event lasts that starts at a moment."""
    status: Literal["TENTATIVE", "CONFIRMED"] | None = None
    busy: bool = False
    """Whether somebody is taken up by it."""
    alarm: dt.timedelta | None = None
    """From the start to the reminder; negative before it. None: no reminder."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanEvents:
    """Makes the events of a plan."""

    schedule: Schedule
    catalog: Catalog
    today: dt.date
    care: Aftercare | None
    estimates: Sequence[Any]
    """What it costs, an estimate a country."""
    options: CalendarOptions

    def __iter__(self) -> Iterator[Event]:
        """Yield sessions, milestones that begin before the horizon, and the days on which something is off limits."""
        limits = limits_of(self.care, self.schedule) if self.care else None
        yield from (self._session(session, limits) for session in self.schedule.sessions)
        yield from self._milestones()
        if limits and self.options.with_aftercare:
            yield from self._off_limits(limits)

    @property
    def _protocol(self) -> Protocol:
        return self.schedule.regimen.protocol

    def _session(self, session: Session, limits: Limits | None) -> Event:
        is_missed = session.status == "missed"
        kinds: list[str] = [session.kind] if session.kind != "course" else []
        kinds += ["optional"] if session.optional else []
        what = "missed session" if is_missed else f"session {session.number}"
        status = [] if session.status == "planned" else [session.status]
        return Event(
            place=f"missed/{session.date}" if is_missed else f"session/{session.number}",
            summary=f"Mesotherapy {what}{self.options.whose} ({', '.join([self._protocol.id, *kinds])})",
            about=(*_standing(session), *self._ahead(session, limits), *self._ending([self._protocol.source])),
            categories=tuple(dict.fromkeys([session.kind, *kinds, *status])),
            # Nobody has made an appointment for a day that is only planned.
            status="CONFIRMED" if session.status in ("booked", *_OVER) else "TENTATIVE",
            busy=not is_missed,
            alarm=self._alarm(session),
            **self._time(session),
        )

    def _time(self, session: Session) -> dict[str, Any]:
        """Return the fields that say when a session is.

        Raises:
            UsageError: the clocks skip its time of day.
        """
        at, zone = self.options.at, self.options.timezone
        if at is None or zone is None:
            return {"start": session.date, "last": session.date}
        start = dt.datetime.combine(session.date, at, zone)
        if skipped(start):
            raise FieldError(
                f"the clocks in {zone.key} go forward on {day(session.date)} and skip {at:%H:%M},"
                f" when session {session.number} would begin: choose another time",
                "at",
            )
        return {"start": start, "length": _length(self._protocol)[0]}

    def _alarm(self, session: Session) -> dt.timedelta | None:
        remind = self.options.remind
        if remind is None or session.status in _OVER or session.date < self.today:
            return None
        return -remind if self.options.at else _WAKING + -remind // _DAY * _DAY

    def _ahead(self, session: Session, limits: Limits | None) -> Iterator[str]:
        """Yield what there is to know of a session that is to come, a line each."""
        if session.status in _OVER:
            return
        if session.optional:
            yield "Optional: beyond the fewest sessions of this protocol."
        length, stated = _length(self._protocol)
        if self.options.at and not stated:
            yield f"How long a session takes is not stated; {length // dt.timedelta(minutes=1)} minutes are set aside."
        yield from (line for estimate in self.estimates for line in _price(estimate))
        if limits:
            yield from limits.after(session.date)

    def _ending(self, sources: Iterable[str]) -> list[str]:
        return [*(f"Source: {_cite(self.catalog.sources[key])}" for key in sources), DISCLAIMER]

    def _milestones(self) -> Iterator[Event]:
        seen: Counter[str] = Counter()
        for milestone in self.schedule.milestones:
            name = milestone.name
            seen[name] += 1
            first = milestone.earliest or milestone.latest
            if first and first < self.schedule.regimen.end:
                yield Event(
                    # Nothing keeps a table from giving two results the same name.
                    place=f"milestone/{name}" + (f"/{seen[name]}" if seen[name] > 1 else ""),
                    summary=f"You may notice: {name}",
                    about=(*_when(milestone), *self._ending([self._protocol.source])),
                    categories=("milestone",),
                    start=first,
                    last=milestone.latest or first,
                )

    def _off_limits(self, limits: Limits) -> Iterator[Event]:
        """Yield one event for all activities with the same days."""
        seen: Counter[int] = Counter()
        for limit in limits.required:
            hours = about_hours(limit.length)
            sources = [key for key in self.catalog.sources if key in limit.sources]
            for period in limit.periods:
                seen[hours] += 1
                yield Event(
                    place=f"aftercare/{hours}/{seen[hours]}",
                    summary=f"Off limits: {'; '.join(limit.names)}",
                    about=(*limits.about(limit), *self._ending(sources)),
                    categories=("aftercare",),
                    start=period.start,
                    last=period.until - _DAY,
                )


def _standing(session: Session) -> Iterator[str]:
    """Yield what a session is, what became of it, and on which days it keeps the source's interval."""
    yield f"Phase: {session.phase}." if session.phase else f"{session.kind.capitalize()}."
    moved = session.moved_from and day(session.moved_from)
    match session.status:
        case "done" if session.timing:
            yield f"Done, {session.timing.replace('_', ' ')}."
        case "due" | "overdue" if moved:
            yield f"{session.status.capitalize()}. It was planned for {moved}."
        case "planned":
            yield (f"Moved from {moved}: {session.reason}. " if moved else "") + "Not booked yet."
        case status:
            yield f"{status.capitalize()}."
    if session.status != "missed":
        yield from _window(session)
    if session.note:
        yield session.note


def _window(session: Session) -> Iterator[str]:
    first, last = session.earliest, session.latest
    if session.number == 1 and first == last:
        # You choose when a course begins.
        return
    if session.date < first or (last is not None and session.date > last):
        yield f"The interval would be kept {'on ' if first == last else ''}{days(first, last)}."
    else:
        yield "On this day only." if first == last else f"Any day {days(first, last)}."


def _length(protocol: Protocol) -> tuple[dt.timedelta, bool]:
    """Return how long a timed session is, and whether that is the longest time that is stated."""
    stated = protocol.session_minutes
    if stated is not None and stated.max is not None:
        return dt.timedelta(minutes=stated.max), True
    return dt.timedelta(minutes=max(_MINUTES, (stated and stated.min) or 0)), False


def _price(estimate: Any) -> Iterator[str]:
    price = estimate.quote or estimate.per_session
    if price is not None:
        whose = "your clinic" if estimate.quote or not estimate.country else estimate.country.name
        yield f"A session costs {amounts(Amount(price.low, price.high), estimate.currency)} ({whose})."


def _when(milestone: Milestone) -> list[str]:
    """Say what one day in a calendar cannot: that a milestone has no first or no last day."""
    lines = [milestone.note] if milestone.note else []
    if milestone.latest is None:
        return ["From this day on.", *lines]
    return ["By this day.", *lines] if milestone.earliest is None else lines


def _cite(source: Source) -> str:
    published = source.published and short_day(source.published)
    parts = [source.title, source.author, source.publisher, published]
    return " ".join(part for part in (f"{', '.join(part for part in parts if part)}.", source.note, source.url) if part)
