"""A plan as an iCalendar file (RFC 5545), written by the icalendar library, and the file that it takes the place of.

The file depends on the plan, its options and today alone: the same plan has the same identifiers, so that a reader
that is given it again updates what it has. Given the old file, what changed is numbered and what is gone is cancelled.
"""

import datetime as dt
import re
from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple
from urllib.parse import unquote
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from icalendar import Calendar, Component, Event

from mesoplan.errors import FieldError, quoted
from mesoplan.output.formats.calendar_events import OURS, PLAN, PlanEvents, put, text
from mesoplan.output.formats.timezones import timezone_over
from mesoplan.output.wording import grouped

_COMPARED = ("DTSTART", "DTEND", "DURATION", "SUMMARY", "DESCRIPTION", "CATEGORIES", "STATUS", "TRANSP", "TRIGGER")
_GIVE = "give the .ics file that mesoplan wrote for the old plan"
_DAY = re.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}")
"""The key of a plan without a name: its first day."""


class OldCalendar(NamedTuple):
    """What an old file has that matters to a new one."""

    key: str
    """The key of its plan; empty where the file does not say."""
    events: Mapping[str, Component]
    """The plan's events, by identifier."""
    timezones: Mapping[str, Component]
    """By name."""


_NO_FILE = OldCalendar("", {}, {})


def schedule_ics(**fields: Any) -> str:
    """Write a plan as a calendar: an event a session, and one a milestone that begins before the horizon.

    Args:
        fields: those of `PlanEvents`, but for its key.

    Raises:
        UsageError: the clocks skip a session's time of day, or the old file is none of ours.
    """
    options, diary = fields["options"], fields["schedule"].diary
    old = _NO_FILE if options.replaces is None else read_old(options.replaces, options.name)
    # A plan that is put off goes on under the first day of the old file, so that its events move.
    key = options.name or old.key or diary.start.isoformat()
    if not _DAY.fullmatch(key):
        options = options.model_copy(update={"name": key})
    title = f"Mesotherapy{options.whose}: {diary.regimen.protocol.name} ({diary.regimen.protocol.id})"
    return events_ics(PlanEvents(**{**fields, "options": options, "key": key}), title, options.day, old)


def events_ics(events: Iterable[Component], title: str, today: dt.date, old: OldCalendar = _NO_FILE) -> str:
    """Write events as one calendar that takes the place of an old one, with every time zone that they name."""
    calendar = put(Calendar(), prodid="-//mesoplan//mesoplan//EN", version="2.0", x_wr_calname=text(title))
    events = _succeed(events, old, dt.datetime.combine(today, dt.time(), dt.UTC))
    starts: list[Any] = [event["DTSTART"] for event in events if "DTSTART" in event]
    # Times in UTC name none.
    named = grouped((str(start.params["TZID"]), start.dt.date()) for start in starts if "TZID" in start.params)
    for tzid, days in named.items():
        try:
            calendar.add_component(timezone_over(ZoneInfo(tzid), min(days), max(days)))
        except (ZoneInfoNotFoundError, ValueError, OSError):
            if tzid in old.timezones:
                calendar.add_component(old.timezones[tzid])
    calendar.subcomponents += events
    return str(calendar.to_ical(), "utf-8")


def read_old(saved: str, name: str | None = None) -> OldCalendar:
    """Read a plan from a calendar file that mesoplan wrote, also after another program saved it with other events.

    Args:
        saved: what the file holds.
        name: whose plan it is; None: the only one, or the only one without a name.

    Raises:
        FieldError: it is no calendar file, holds no event of ours, or does not tell which of several plans is meant.
    """
    plans: dict[str, dict[str, Component]] = {}
    try:
        calendars = Calendar.from_ical(saved, multiple=True)
        zones = {str(zone["TZID"]): zone for one in calendars for zone in one.walk("VTIMEZONE")}
        for event in (event for one in calendars for event in one.walk("VEVENT")):
            # What else is in somebody's calendar is none of our business.
            if (uid := str(event.get("UID", ""))).endswith(OURS):
                for broken, _ in event.errors:
                    event.pop(broken, None)
                plans.setdefault(unquote(str(event.get(PLAN, "")).replace("=", "%")), {})[uid] = event
    except (ValueError, KeyError, IndexError, TypeError, AttributeError) as error:
        raise FieldError(f"this is not a calendar file, or a damaged one: {_GIVE}", "replaces") from error
    if not plans:
        raise FieldError(f"no event in this file is from mesoplan: {_GIVE}", "replaces")
    key = _key(plans, name)
    return OldCalendar(key=key, events=plans[key], timezones=zones)


def _key(plans: Mapping[str, Mapping[str, Component]], name: str | None) -> str:
    """Return the key of the plan that is meant. Those that are cancelled as a whole are past."""
    going_on = {key for key, events in plans.items() for one in events.values() if one.get("STATUS") != "CANCELLED"}
    live = [key for key in plans if key in going_on] or list(plans)
    meant = [key for key in live if _DAY.fullmatch(key)] if name is None else [key for key in plans if key == name]
    for keys in (meant, live):
        if len(keys) == 1:
            return keys[0]
    names = " and ".join(quoted(key) for key in live if key and not _DAY.fullmatch(key))
    such = f", such as {names}" if names else ""
    raise FieldError(f"this file holds several plans{such}: write --name as it is in one of them", "replaces")


def _succeed(events: Iterable[Component], old: OldCalendar, now: dt.datetime) -> list[Component]:
    """Number new events after the old ones, and cancel those that the new plan has not.

    An event that is as it was keeps its number and its time stamps, also one that was cancelled before. One that
    changed has the next number, and stamps that are later than the old ones even where both files are of one day.
    """
    left = dict(old.events)
    followed = []
    for event in events:
        before = left.pop(str(event["UID"]), event)
        is_same = before is event or _content(before) == _content(Event.from_ical(event.to_ical()))
        followed.append(_stamp(event, before, now, is_same=is_same))
    for gone in left.values():
        if gone.get("STATUS") != "CANCELLED":
            gone.subcomponents = [part for part in gone.subcomponents if part.name != "VALARM"]
            # Said in the title as well: many readers show nothing of a status.
            put(gone, status="CANCELLED", transp="TRANSPARENT", summary=f"Cancelled: {gone.get('SUMMARY', '')}")
            _stamp(gone, gone, now, is_same=False)
    return [*followed, *left.values()]


def _stamp(event: Component, before: Component, now: dt.datetime, *, is_same: bool) -> Component:
    """Number and stamp an event after the one before it; a new one comes after itself."""
    written, modified = str(before.get("SEQUENCE", "")), getattr(before.get("LAST-MODIFIED"), "dt", None)
    number = int(written) if written.isdecimal() else 0
    if not isinstance(modified, dt.datetime) or not modified.tzinfo:
        modified = now
    if not is_same:
        number, modified = number + 1, max(now, modified + dt.timedelta(seconds=1))
    return put(event, sequence=number, dtstamp=modified, last_modified=modified)


def _content(event: Component) -> set[tuple[str, str]]:
    """Return what a reader sees of an event that was read, without numbers and stamps, however it was ordered."""
    found: list[tuple[str, Any]] = [item for item in event.property_items() if item[0] in _COMPARED]
    # Some programs give each category a line of its own.
    single = [(name, one) for name, value in found for one in getattr(value, "cats", [value])]
    # A moment by its offset as well, whatever its zone is called.
    return {(name, str(one.dt if hasattr(one, "dt") else one.to_ical())) for name, one in single}
