"""A plan as an iCalendar file (RFC 5545), written by the icalendar library.

The file depends on the plan, its options and today alone: the same plan has the same identifiers, so that a reader
that is given it again updates what it has.
"""

import datetime as dt
from collections.abc import Iterable, Iterator
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from icalendar import Calendar, Component

from mesoplan.output.formats.calendar_events import PlanEvents, put, text
from mesoplan.output.formats.ics_replaced import OldCalendar, is_day, read_old, succeed
from mesoplan.output.formats.timezones import timezone_over
from mesoplan.output.wording import grouped


def schedule_ics(**fields: Any) -> str:
    """Write a plan as a calendar: an event a session, and one a milestone that begins before the horizon.

    Args:
        fields: those of `PlanEvents`, but for its key.

    Raises:
        UsageError: the clocks skip a session's time of day, or the old file is none of ours.
    """
    options, regimen = fields["options"], fields["schedule"].regimen
    old = OldCalendar() if options.replaces is None else read_old(options.replaces, options.name)
    # A plan that is put off goes on under the first day of the old file, so that its events move.
    key = options.name or old.key or regimen.request.start.isoformat()
    if not is_day(key):
        options = options.model_copy(update={"name": key})
    title = f"Mesotherapy{options.whose}: {regimen.protocol.name} ({regimen.protocol.id})"
    return events_ics(PlanEvents(**{**fields, "options": options, "key": key}), title, options.day, old)


def events_ics(events: Iterable[Component], title: str, today: dt.date, old: OldCalendar | None = None) -> str:
    """Write events as one calendar that takes the place of an old one."""
    old = old or OldCalendar()
    calendar = put(Calendar(), prodid="-//mesoplan//mesoplan//EN", version="2.0", x_wr_calname=text(title))
    events = succeed(events, old, dt.datetime.combine(today, dt.time(), dt.UTC))
    for component in (*_timezones(events, old), *events):
        calendar.add_component(component)
    return str(calendar.to_ical(), "utf-8")


def _timezones(events: Iterable[Component], old: OldCalendar) -> Iterator[Component]:
    """Yield every time zone that an event names, those of the old file among them. Times in UTC name none."""
    starts: list[Any] = [event["DTSTART"] for event in events if "DTSTART" in event]
    named = grouped((str(start.params["TZID"]), start.dt.date()) for start in starts if "TZID" in start.params)
    for tzid, days in named.items():
        try:
            yield timezone_over(ZoneInfo(tzid), min(days), max(days))
        except (ZoneInfoNotFoundError, ValueError, OSError):
            if tzid in old.timezones:
                yield old.timezones[tzid]
