"""The calendar file that a new one takes the place of: what changed, and what is cancelled."""

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import field
from typing import Any
from urllib.parse import unquote

from icalendar import Calendar, Component, Event

from mesoplan.errors import FieldError, quoted
from mesoplan.output.formats.calendar_events import OURS, PLAN, put
from mesoplan.values.frozen import Frozen

PRODID = "-//mesoplan//mesoplan//EN"

_COMPARED = ("DTSTART", "DTEND", "DURATION", "SUMMARY", "DESCRIPTION", "CATEGORIES", "STATUS", "TRANSP")
_GIVE = "give the .ics file that mesoplan wrote for the old plan"
_CANCELLED = "Cancelled: "
"""Said in the title as well: many readers show nothing of a status."""


class OldCalendar(Frozen, kw_only=False):
    """What an old file has that matters to a new one."""

    name: str | None = None
    """The plan's name; None: it has none."""
    start: str | None = None
    """The first day that tells the plan from others without a name; None where the file does not say."""
    events: dict[str, Component] = field(default_factory=dict)
    """Our events, by identifier."""
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
        for event in (event for one in calendars for event in _ours(one)):
            plans.setdefault(unquote(str(event.get(PLAN, "")).replace("=", "%")), {})[str(event["UID"])] = event
    except (ValueError, KeyError, IndexError, TypeError, AttributeError) as error:
        raise FieldError(f"this is not a calendar file, or a damaged one: {_GIVE}", "replaces") from error
    if not plans:
        raise FieldError(f"no event in this file is from mesoplan: {_GIVE}", "replaces")
    key = _key(plans, name)
    start = key if _is_day(key) else None
    return OldCalendar(None if start else key or None, start, plans[key], zones)


def _key(plans: Mapping[str, Mapping[str, Component]], name: str | None) -> str:
    """Return the key of the plan that is meant. Those that are cancelled as a whole are past."""
    live = [key for key, events in plans.items() if not all(map(_is_cancelled, events.values()))] or list(plans)
    meant = [key for key in live if _is_day(key)] if name is None else [key for key in plans if key == name]
    for keys in (meant, live):
        if len(keys) == 1:
            return keys[0]
    names = " and ".join(quoted(key) for key in live if key and not _is_day(key))
    such = f", such as {names}" if names else ""
    raise FieldError(f"this file holds several plans{such}: write --name as it is in one of them", "replaces")


def _is_day(key: str) -> bool:
    """Tell whether a key is a first day, which plans without a name have."""
    try:
        return dt.date.fromisoformat(key).isoformat() == key
    except ValueError:
        return False


def _ours(calendar: Component) -> Iterator[Component]:
    """Yield our events; what else is in somebody's calendar is none of our business."""
    wrote = str(calendar.get("PRODID", "")) == PRODID
    for event in calendar.walk("VEVENT"):
        for name, _ in event.errors:
            event.pop(name, None)
        if wrote or str(event.get("UID", "")).endswith(OURS):
            yield event


def succeed(events: Iterable[Component], old: OldCalendar, now: dt.datetime) -> list[Component]:
    """Number new events after the old ones, and add what is cancelled.

    An event that is as it was keeps its number and its time stamps. One that changed has the next number, and
    stamps that are later than the old ones even where both files are of one day.
    """
    left = dict(old.events)
    followed = []
    for event in events:
        before = left.pop(str(event["UID"]), event)
        is_same = before is event or _content(before, now) == _content(Event.from_ical(event.to_ical()), now)
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
    number, modified = _sequence(before), _modified(before)
    if not is_same:
        number, modified = number + 1, modified and max(now, modified + dt.timedelta(seconds=1))
    return put(event, sequence=number, dtstamp=modified or now, last_modified=modified or now)


def _sequence(event: Component) -> int:
    number = str(event.get("SEQUENCE", ""))
    return int(number) if number.isdecimal() else 0


def _modified(event: Component) -> dt.datetime | None:
    """Return when an event last changed; None where it does not say so as we would."""
    moments = (getattr(event.get(name), "dt", None) for name in ("LAST-MODIFIED", "DTSTAMP"))
    timed = (moment for moment in moments if isinstance(moment, dt.datetime) and moment.tzinfo)
    return next((moment.astimezone(dt.UTC) for moment in timed), None)


def _content(event: Component, now: dt.datetime) -> set[tuple[str, str]]:
    """Return what a reader sees of an event that was read, without numbers and stamps, however it was ordered."""
    found: list[tuple[str, Any]] = [item for item in event.property_items(recursive=False) if item[0] in _COMPARED]
    if _day(event) >= now.date():
        # Later its reminder falls away with time, which is no change.
        found += [("TRIGGER", alarm["TRIGGER"]) for alarm in event.walk("VALARM") if "TRIGGER" in alarm]
    # Some programs give each category a line of its own.
    return {(name, _shown(one)) for name, value in found for one in getattr(value, "cats", [value])}


def _shown(value: Any) -> str:
    """Return a value as it is compared: a moment by its offset as well, whatever its zone is called."""
    return str(value.dt if hasattr(value, "dt") else value.to_ical())


def _day(event: Component) -> dt.date:
    """Return the day on which an event begins; the last there is where it does not say."""
    start = getattr(event.get("DTSTART"), "dt", dt.date.max)
    return start.date() if isinstance(start, dt.datetime) else start
