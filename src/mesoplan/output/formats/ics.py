"""A plan as an iCalendar file (RFC 5545), written by the icalendar library.

The file depends on the plan, its options and today alone: the same plan has the same identifiers, so that a reader
that is given it again updates what it has.
"""

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from icalendar import Calendar, Component, Timezone, TimezoneDaylight, TimezoneStandard, vRecur

from mesoplan.guidance.restrictions import Aftercare
from mesoplan.output.formats.calendar_events import PlanEvents, put, text
from mesoplan.output.formats.ics_replaced import PRODID, OldCalendar, read_old, succeed
from mesoplan.output.formats.timezones import Observance, observances
from mesoplan.output.wording import grouped
from mesoplan.planning.schedule import Schedule
from mesoplan.requests.calendar import EventsRequest
from mesoplan.tables.catalog import Catalog


def schedule_ics(
    schedule: Schedule,
    catalog: Catalog,
    today: dt.date,
    care: Aftercare | None = None,
    *,
    estimates: Sequence[Any],
    options: EventsRequest,
    with_care: bool = False,
) -> str:
    """Write a plan as a calendar: an event a session, and one a milestone that begins before the horizon.

    Args:
        schedule: the plan.
        catalog: where its source is.
        today: the day of the export: the time stamps of what is new; nothing reminds of what lies before it.
        care: what to avoid after the sessions, for their descriptions; None leaves it out.
        estimates: what it costs; descriptions of sessions that are to come say what one costs.
        options: time of day, reminders, name, and the file that it takes the place of.
        with_care: whether the days on which to avoid something are events too.

    Raises:
        UsageError: the clocks skip a session's time of day, or the old file is none of ours.
    """
    old = OldCalendar() if options.replaces is None else read_old(options.replaces, options.name)
    if options.name is None and old.name:
        options = options.model_copy(update={"name": old.name})
    # A plan that is put off goes on under the first day of the old file, so that its events move.
    start = old.start or schedule.regimen.request.start.isoformat()
    made = PlanEvents(schedule, catalog, today, care, estimates, options, options.name or start, with_care)
    protocol = schedule.regimen.protocol
    title = f"Mesotherapy{options.whose}: {protocol.name} ({protocol.id})"
    return events_ics(made, title, today, old)


def events_ics(events: Iterable[Component], title: str, today: dt.date, old: OldCalendar | None = None) -> str:
    """Write events as one calendar that takes the place of an old one."""
    old = old or OldCalendar()
    calendar = put(Calendar(), prodid=PRODID, version="2.0", x_wr_calname=text(title))
    events = succeed(events, old, dt.datetime.combine(today, dt.time(), dt.UTC))
    for component in (*_timezones(events, old), *events):
        calendar.add_component(component)
    return str(calendar.to_ical(), "utf-8")


def _timezones(events: Iterable[Component], old: OldCalendar) -> Iterator[Component]:
    """Yield every time zone that an event names, those of the old file among them. Times in UTC name none."""
    moments: list[Any] = [event[name] for event in events for name in ("DTSTART", "DTEND") if name in event]
    named = grouped((str(moment.params["TZID"]), moment.dt.date()) for moment in moments if "TZID" in moment.params)
    for tzid, days in named.items():
        try:
            yield _timezone(tzid, observances(ZoneInfo(tzid), min(days), max(days)))
        except (ZoneInfoNotFoundError, ValueError, OSError):
            if tzid in old.timezones:
                yield old.timezones[tzid]


def _timezone(tzid: str, parts: Iterable[Observance]) -> Component:
    timezone = put(Timezone(), tzid=tzid)
    for part in parts:
        component = TimezoneDaylight() if part.daylight else TimezoneStandard()
        put(component, dtstart=part.begins, tzoffsetfrom=part.before, tzoffsetto=part.offset, tzname=part.name)
        timezone.add_component(put(component, rrule=part.rule and vRecur.from_ical(part.rule)))
    return timezone
