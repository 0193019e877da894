"""What a plan puts into a calendar: an event for each session, milestone and stretch of care."""

import datetime as dt
import json
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import Any
from urllib.parse import quote
from uuid import NAMESPACE_URL, uuid5

from icalendar import Alarm, Component, Event, vText

from mesoplan.answers.document import disclaimer_of
from mesoplan.errors import FieldError, printable
from mesoplan.guidance.restrictions import Aftercare
from mesoplan.output.page import source_words
from mesoplan.output.pages.aftercare import wait_words
from mesoplan.output.pages.sessions import allowed_words, state_words
from mesoplan.output.wording import amounts, capital, day, days, grouped
from mesoplan.planning.schedule import Schedule, Session
from mesoplan.pricing.estimate import Estimate
from mesoplan.requests.calendar import EventsRequest
from mesoplan.tables.advice import about_hours
from mesoplan.tables.catalog import Catalog
from mesoplan.tables.regimens import Protocol
from mesoplan.values import Frozen

OURS = "@mesoplan"
"""How the identifiers of our events end."""
PLAN = "X-MESOPLAN-PLAN"
"""The property that holds the key of an event's plan, encoded. Calendars drop what a file says of itself, and keep
what it says of its events."""

_MINUTES = 60
"""How long a timed session is where its longest time is not stated."""
_DAY = dt.timedelta(days=1)
_BASIS = "By the longest time required; mesoplan aftercare names each document."
_ALONE = "By one document alone; mesoplan aftercare --strict says what others ask for. Silence is not permission."
_OVER = ("done", "missed")


def put(component: Component, **values: object) -> Component:
    """Set a component's properties, named with `_` for `-`; None sets nothing."""
    for name, value in values.items():
        if value is not None:
            key = name.replace("_", "-")
            component.pop(key, None)
            component.add(key, value)
    return component


def text(*lines: str) -> vText:
    r"""Return lines whose control characters show and do nothing; \N, to the library a line break, shows too.

    Only what is named as text does the library escape in a property that it does not know.
    """
    return vText("\n".join(printable(line).replace(r"\N", r"\x5cN") for line in lines))


class PlanEvents(Frozen):
    """A plan, and how its events are made."""

    schedule: Schedule
    catalog: Catalog
    options: EventsRequest
    """Time of day, reminders, name, and the file that it takes the place of; nothing reminds of days before today."""
    key: str = ""
    """What tells it from others of its protocol: its name, or else its first day."""
    estimates: Sequence[Estimate] = ()
    """What it costs, an estimate a country; descriptions of sessions that are to come say what one costs."""
    care: Aftercare | None = None
    """What to avoid over the plan, for the descriptions of sessions; None leaves it out."""
    with_care: bool = False
    """Whether the days on which to avoid something are events too."""

    def __iter__(self) -> Iterator[Component]:
        """Yield sessions, milestones that begin before the horizon, and the days on which to avoid something."""
        yield from map(self.session, self.schedule.sessions)
        yield from self._milestones()
        if self.care and self.with_care:
            yield from self._off_limits(self.care)

    @property
    def _protocol(self) -> Protocol:
        return self.schedule.regimen.protocol

    def _event(self, place: str, summary: str, about: Iterable[str], sources: Iterable[str], **more: Any) -> Component:
        """Return an event; `place` is what it is in its plan, as session/4."""
        uid = uuid5(NAMESPACE_URL, f"mesoplan:{json.dumps([self.key, self._protocol.id, place])}")
        cited = [self.catalog.sources[key] for key in sources]
        lines = [f"Source: {source_words(source)}. {source.url or ''}".rstrip() for source in cited]
        described = text(*about, *lines, disclaimer_of(self.catalog))
        # In letters that no reader escapes, or takes for escaped: percent signs are such.
        more[PLAN] = quote(self.key, safe="").replace("%", "=")
        return put(Event(), uid=f"{uid}{OURS}", summary=text(summary), description=described, **more)

    def session(self, session: Session) -> Component:
        """Return a session's event."""
        is_missed = session.status == "missed"
        what = "missed session" if is_missed else f"session {session.number}"
        tags = [session.kind, "optional"] if session.optional else [session.kind]
        named = ", ".join([self._protocol.id, *(tag for tag in tags if tag != "course")])
        place = f"missed/{session.date}" if is_missed else f"session/{session.number}"
        summary = f"Mesotherapy {what}{self.options.whose} ({named})"
        more: dict[str, Any] = self._time(session) | ({"transp": "TRANSPARENT"} if is_missed else {})
        more["categories"] = [*tags, *([session.status] if session.status != "planned" else [])]
        # Nobody has made an appointment for a day that is only planned.
        more["status"] = "CONFIRMED" if session.status in ("booked", *_OVER) else "TENTATIVE"
        event = self._event(place, summary, self._about(session), [self._protocol.source], **more)
        remind = self.options.remind
        if remind is not None and session.status not in _OVER and session.date >= self.options.day:
            # That of an all-day event comes at nine in the morning.
            trigger = -remind if self.options.at else dt.timedelta(hours=9) + -remind // _DAY * _DAY
            event.add_component(put(Alarm(), action="DISPLAY", description=event["SUMMARY"], trigger=trigger))
        return event

    def _time(self, session: Session) -> dict[str, Any]:
        """Return the properties that say when a session is.

        Raises:
            UsageError: the clocks skip its time of day.
        """
        at, zone = self.options.at, self.options.timezone
        start = dt.datetime.combine(session.date, at, zone) if at and zone else None
        if start and not skipped(start):
            # A length is exact also in a night that changes the clocks, where the local time of an end may come twice.
            return {"dtstart": start, "duration": dt.timedelta(minutes=_minutes(self._protocol))}
        if start and session.status not in _OVER:
            when = f"go forward on {day(session.date)} and skip {at:%H:%M}, when session {session.number} would begin"
            raise FieldError(f"the clocks in {zone} {when}: choose another time", "at")
        return _whole_days(session.date, session.date)

    def _about(self, session: Session) -> Iterator[str]:
        """Yield what a session is and what became of it, and of one that is to come what there is to know."""
        yield f"Phase: {session.phase}." if session.phase else f"{session.kind.capitalize()}."
        state = (state_words(session), "not booked yet" if session.status == "planned" else "")
        yield from (f"{capital(words)}." for words in (", ".join(filter(None, state)), allowed_words(session)) if words)
        yield from filter(None, [session.note])
        if session.status in _OVER:
            return
        minutes, stated = _minutes(self._protocol), self._protocol.session_minutes
        if self.options.at and not (stated and stated.max):
            yield f"How long a session takes is not stated; {minutes} minutes are set aside."
        yield from (line for estimate in self.estimates for line in _price(estimate, session, self.catalog))
        if self.care and self.care.avoided:
            for word, ideally in (("Off limits", False), ("Ideally", True)):
                ends = self.care.free_after(session.date, ideally=ideally)
                yield from (f"{word} until {day(until)}: {'; '.join(names)}." for until, names in ends)
            if untimed := [one.name for one in self.care.avoided if not one.required]:
                yield f"Also avoid (for how long is not stated): {'; '.join(untimed)}."
            yield _basis(self.care)

    def _milestones(self) -> Iterator[Component]:
        seen: Counter[str] = Counter()
        for one in self.schedule.milestones:
            seen[one.name] += 1
            # Nothing keeps a table from giving two results the same name.
            place = f"milestone/{one.name}" + (f"/{seen[one.name]}" if seen[one.name] > 1 else "")
            first = one.earliest or one.latest
            if first and first < self.schedule.diary.end:
                # A day in a calendar cannot say that there is no first or no last day.
                about = [f"{capital(days(one.earliest, one.latest))}.", *filter(None, [one.note])]
                when = _marked("milestone", first, one.latest or first)
                yield self._event(place, f"You may notice: {one.name}", about, [self._protocol.source], **when)

    def _off_limits(self, care: Aftercare) -> Iterator[Component]:
        """Yield one event for all activities with the same days."""
        seen: Counter[int] = Counter()
        timed = [(about_hours(one.required), one) for one in care.avoided if one.required]
        by_days = grouped(((hours, p.start, p.until), one) for hours, one in timed for p in one.off_limits or ())
        for (hours, start, until), found in by_days.items():
            seen[hours] += 1
            waits = grouped((wait_words(one), one.name) for one in found)
            about = [*(f"Wait {wait}: {'; '.join(names)}." for wait, names in waits.items()), _basis(care)]
            sources = dict.fromkeys(rule.source for one in found for rule in one.deciding)
            summary = f"Off limits: {'; '.join(one.name for one in found)}"
            when = _marked("aftercare", start, until - _DAY)
            yield self._event(f"aftercare/{hours}/{seen[hours]}", summary, about, sources, **when)


def _basis(care: Aftercare) -> str:
    return _ALONE if care.only_source else _BASIS


def _marked(category: str, first: dt.date, last: dt.date) -> dict[str, object]:
    """Return the properties of an event of whole days that takes up nobody."""
    return {"categories": [category], "transp": "TRANSPARENT", **_whole_days(first, last)}


def _whole_days(first: dt.date, last: dt.date) -> dict[str, dt.date | dt.timedelta]:
    """Return when an all-day event is, whose DTEND is the day after its last.

    The calendar's last day has none after it; without DTEND an event has its one day.
    """
    return {"dtstart": first, "dtend": last + _DAY} if last < dt.date.max else {"dtstart": first}


def skipped(moment: dt.datetime) -> bool:
    """Tell whether the clocks of a moment's zone skip it when they go forward: by the earlier offset or the later."""
    earlier, later = (moment.replace(fold=fold).utcoffset() or dt.timedelta() for fold in (0, 1))
    return earlier < later


def _minutes(protocol: Protocol) -> int:
    """Return how long a timed session is: the longest time that is stated, or else what is set aside."""
    stated = protocol.session_minutes
    return (stated.max or max(_MINUTES, stated.fewest)) if stated else _MINUTES


def _price(estimate: Estimate, session: Session, catalog: Catalog) -> Iterator[str]:
    """Say what a session costs, and at a clinic what one of the course really costs with its packs, fees and tax."""
    country, offer, verdict = estimate.country, estimate.offer, estimate.verdict
    is_clinics = estimate.quote or verdict
    whose = country.name if country and (not is_clinics or country.id in catalog.own_ids["prices"]) else "your clinic"
    later = offer.maintenance_session if offer and session.kind == "maintenance" else None
    if price := later or estimate.quote or (None if verdict else estimate.per_session):
        yield f"A session costs {amounts(price, estimate.currency)} ({whose})."
    if verdict and offer and session.kind == "course":
        each, total = (amounts(one, estimate.currency) for one in (verdict.per_session, verdict.total))
        yield f"All {verdict.sessions} sessions cost {total} in all, {each} each ({whose})."
