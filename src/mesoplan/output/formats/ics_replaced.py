"""The calendar file that a new one takes the place of: what changed, and what is cancelled."""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import field
from typing import Any
from urllib.parse import unquote

from icalendar import Calendar, Component, Event

from mesoplan.errors import FieldError, quoted
from mesoplan.output.formats.calendar_events import OURS, PLAN, put
from mesoplan.values.frozen import Frozen

_COMPARED = ("DTSTART", "DTEND", "DURATION", "SUMMARY", "DESCRIPTION", "CATEGORIES", "STATUS", "TRANSP", "TRIGGER")
_GIVE = "give the .ics file that mesoplan wrote for the old plan"
_CANCELLED = "Cancelled: "
"""Said in the title as well: many readers show nothing of a status."""


class OldCalendar(Frozen):
    """What an old file has that matters to a new one."""

    key: str = ""
    """The key of its plan; empty where the file does not say."""
    events: dict[str, Component] = field(default_factory=dict)
    """The plan's events, by identifier."""
    timezones: dict[str, Component] = field(default_factory=dict)
    """By name."""


def read_old(text: str, name: str | None = None) -> OldCalendar:
    """Read a plan from a calendar file that mesoplan wrote, also after another program saved it with other events.

    Args:
        text: what the file holds.
        name: whose plan it is; None: the only one, or the only one without a name.

    Raises:
        FieldError: it is no calendar file, holds no event of ours, or does not tell which of several plans is meant.
    """
    plans: dict[str, dict[str, Component]] = {}
    try:
        calendars = Calendar.from_ical(text, multiple=True)
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
    live = [key for key, events in plans.items() if not all(map(_is_cancelled, events.values()))] or list(plans)
    meant = [key for key in live if is_day(key)] if name is None else [key for key in plans if key == name]
    for keys in (meant, live):
        if len(keys) == 1:
            return keys[0]
    names = " and ".join(quoted(key) for key in live if key and not is_day(key))
    such = f", such as {names}" if names else ""
    raise FieldError(f"this file holds several plans{such}: write --name as it is in one of them", "replaces")


def is_day(key: str) -> bool:
    """Tell whether a key is a first day, which plans without a name have."""
    try:
        return dt.date.fromisoformat(key).isoformat() == key
    except ValueError:
        return False


def succeed(events: Iterable[Component], old: OldCalendar, now: dt.datetime) -> list[Component]:
    """Number new events after the old ones, and add what is cancelled.

    An event that is as it was keeps its number and its time stamps. One that changed has the next number, and
    stamps that are later than the old ones even where both files are of one day.
    """
    left = dict(old.events)
    followed = []
    for event in events:
        before = left.pop(str(event["UID"]), event)
        is_same = before is event or _content(before) == _content(Event.from_ical(event.to_ical()))
        followed.append(_stamp(event, before, now, is_same=is_same))
    return [*followed, *(_cancel(event, now) for event in left.values())]


def _cancel(event: Component, now: dt.datetime) -> Component:
    """Cancel an event that the new plan has not; one that is cancelled already stays as it is."""
    if _is_cancelled(event):
        return event
    event.subcomponents = [part for part in event.subcomponents if part.name != "VALARM"]
    summary = f"{_CANCELLED}{event.get('SUMMARY', '')}"
    put(event, status="CANCELLED", transp="TRANSPARENT", summary=summary)
    return _stamp(event, event, now, is_same=False)


def _is_cancelled(event: Component) -> bool:
    return str(event.get("STATUS", "")) == "CANCELLED"


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
    return {(name, _shown(one)) for name, value in found for one in getattr(value, "cats", [value])}


def _shown(value: Any) -> str:
    """Return a value as it is compared: a moment by its offset as well, whatever its zone is called."""
    return str(value.dt if hasattr(value, "dt") else value.to_ical())
