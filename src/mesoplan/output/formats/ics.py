"""A plan as an iCalendar file (RFC 5545), written by the icalendar library.

The file depends on the plan, its options and today alone: the same plan has the same identifiers, so that a reader
that is given it again updates what it has.
"""

import datetime as dt
import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Any
from uuid import NAMESPACE_URL, uuid5
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from icalendar import Alarm, Calendar, Component, Timezone, TimezoneDaylight, TimezoneStandard, vRecur, vText
from icalendar import Event as EventComponent

from mesoplan.guidance.restrictions import Aftercare
from mesoplan.output.formats.calendar_events import CalendarOptions, Event, PlanEvents
from mesoplan.output.formats.ics_replaced import NAME, OURS, PRODID, START, OldCalendar, encoded, put, read_old, succeed
from mesoplan.output.formats.timezones import Observance, observances
from mesoplan.planning.schedule import Schedule
from mesoplan.tables.catalog import Catalog
from mesoplan.values.text import printable

_DAY = dt.timedelta(days=1)


def schedule_ics(
    schedule: Schedule,
    catalog: Catalog,
    today: dt.date,
    care: Aftercare | None = None,
    *,
    estimates: Sequence[Any] = (),
    options: CalendarOptions | None = None,
) -> str:
    """Write a plan as a calendar: an event a session, and one a milestone that begins before the horizon.

    Args:
        schedule: the plan.
        catalog: where its source is.
        today: the day of the export: the time stamps of what is new; nothing reminds of what lies before it.
        care: what is off limits after the sessions; their descriptions say it. None: nothing is said.
        estimates: what it costs; descriptions of sessions that are to come say what one costs.
        options: time of day, reminders, name, and the file that it takes the place of.

    Raises:
        UsageError: the clocks skip a session's time of day, or the old file is none of ours.
    """
    options = options or CalendarOptions()
    old = OldCalendar() if options.replaces is None else read_old(options.replaces)
    if options.name is None and old.name:
        options = replace(options, name=old.name)
    # A plan that is put off goes on under the first day of the old file, so that its events move.
    start = old.start or schedule.regimen.request.start.isoformat()
    made = PlanEvents(schedule=schedule, catalog=catalog, today=today, care=care, estimates=estimates, options=options)
    protocol = schedule.regimen.protocol
    events = [_event(event, _identifier(options.plan or start, protocol.id, event.place)) for event in made]
    events = succeed(events, old, dt.datetime.combine(today, dt.time(), dt.UTC))
    calendar = Calendar()
    title = _text(f"Mesotherapy{options.whose}: {protocol.name} ({protocol.id})")
    put(calendar, prodid=PRODID, version="2.0", x_wr_calname=title)
    calendar.add(*((NAME, encoded(options.plan)) if options.plan else (START, start)))
    for component in (*_timezones(events, old), *events):
        calendar.add_component(component)
    return str(calendar.to_ical(), "utf-8")


def _identifier(plan: str, protocol: str, place: str) -> str:
    return f"{uuid5(NAMESPACE_URL, f'mesoplan:{json.dumps([plan, protocol, place])}')}{OURS}"


def _text(*lines: str) -> vText:
    r"""Return lines whose control characters show and do nothing; \N, to the library a line break, shows too.

    Only what is named as text does the library escape in a property that it does not know.
    """
    return vText("\n".join(printable(line).replace(r"\N", r"\x5cN") for line in lines))


def _event(made: Event, uid: str) -> Component:
    event, summary = EventComponent(), _text(made.summary)
    put(event, uid=uid, summary=summary, description=_text(*made.about), categories=list(made.categories))
    put(event, status=made.status, transp=None if made.busy else "TRANSPARENT", dtstart=made.start, **_ending(made))
    if made.alarm is not None:
        alarm = Alarm()
        put(alarm, action="DISPLAY", description=summary, trigger=made.alarm)
        event.add_component(alarm)
    return event


def _ending(made: Event) -> dict[str, dt.date | dt.timedelta]:
    """Return how an event says when it ends. DTEND of an all-day event is the day after its last."""
    if isinstance(made.start, dt.datetime) and made.length is not None:
        end = _end(made.start, made.length)
        return {"duration": made.length} if end is None else {"dtend": end}
    # The calendar's last day has none after it; without DTEND an event has its one day.
    return {"dtend": made.last + _DAY} if made.last and made.last < dt.date.max else {}


def _end(start: dt.datetime, length: dt.timedelta) -> dt.datetime | None:
    """Return the moment a length of time after another, also in a night that changes the clocks.

    None: it cannot be written. A local time that comes twice means its first coming, so an end at its second has
    no words; nor has one after the year 9999.
    """
    try:
        end = (start.astimezone(dt.UTC) + length).astimezone(start.tzinfo)
    except OverflowError:
        return None
    return None if end.fold else end


def _timezones(events: Iterable[Component], old: OldCalendar) -> Iterator[Component]:
    """Yield every time zone that an event names, those of the old file among them. Times in UTC name none."""
    used: dict[str, list[dt.date]] = {}
    for event in events:
        for name in ("DTSTART", "DTEND"):
            moment = event.get(name)
            if moment is not None and (tzid := moment.params.get("TZID")):
                used.setdefault(str(tzid), []).append(moment.dt.date())
    for tzid, days in used.items():
        try:
            yield _timezone(tzid, observances(ZoneInfo(tzid), min(days), max(days)))
        except (ZoneInfoNotFoundError, ValueError, OSError):
            if tzid in old.timezones:
                yield old.timezones[tzid]


def _timezone(tzid: str, parts: Iterable[Observance]) -> Component:
    timezone = Timezone()
    put(timezone, tzid=tzid)
    for part in parts:
        component = TimezoneDaylight() if part.daylight else TimezoneStandard()
        put(component, dtstart=part.begins, tzoffsetfrom=part.before, tzoffsetto=part.offset, tzname=part.name)
        put(component, rrule=part.rule and vRecur.from_ical(part.rule))
        timezone.add_component(component)
    return timezone
