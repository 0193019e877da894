"""A schedule as an iCalendar file (RFC 5545), written by the icalendar library.

Everything but DTSTAMP, which is the day given as today, depends on the plan alone: an export of the
same plan has the same UIDs, so that importing it again updates.
"""

from __future__ import annotations

import datetime as dt
from bisect import bisect_left
from collections import Counter
from typing import TYPE_CHECKING, NamedTuple
from uuid import NAMESPACE_URL, uuid5

from icalendar import Alarm, Calendar, Event, Timezone, TimezoneDaylight, TimezoneStandard, vText

from mesoplan.errors import UsageError
from mesoplan.render import DISCLAIMER
from mesoplan.render.advice_words import ban_groups, basis_words, hours_words, longest_sources, names, off_limits_after
from mesoplan.render.text import Style, citation, window
from mesoplan.render.words import what_happened

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence
    from zoneinfo import ZoneInfo

    from mesoplan.guidance.restrictions import Aftercare
    from mesoplan.planning.schedule import Milestone, Schedule, Session
    from mesoplan.pricing.cost import Estimate
    from mesoplan.tables.catalog import Catalog
    from mesoplan.tables.regimens import Protocol, Source

_PRODID = "-//mesoplan//mesoplan//EN"
_MINUTES = 60
"""How long a timed session is where the source states no longest figure."""
_DAY = dt.timedelta(days=1)


class _Export(NamedTuple):
    """What all events of an export share."""

    schedule: Schedule
    stamp: dt.datetime
    catalog: Catalog
    care: Aftercare | None
    """What is off limits after the sessions."""
    prices: tuple[str, ...]
    """What a session costs, a line each."""
    at: dt.time | None
    timezone: ZoneInfo | None
    remind: dt.timedelta | None


def schedule_ics(
    schedule: Schedule,
    catalog: Catalog,
    today: dt.date,
    care: Aftercare | None = None,
    *,
    estimates: Sequence[Estimate] = (),
    with_aftercare: bool = False,
    at: dt.time | None = None,
    timezone: ZoneInfo | None = None,
    remind: dt.timedelta | None = None,
) -> str:
    """Write a schedule as a calendar: an event a session, and one a milestone that begins before the horizon.

    Args:
        schedule: the plan.
        catalog: where its source is.
        today: the day of the export, for DTSTAMP alone.
        care: what is off limits after the sessions; their descriptions say it. None: nothing is said.
        estimates: what it costs; descriptions of sessions that are to come say what one costs.
        with_aftercare: whether the days on which something is off limits are events of their own.
        at: the time of day of every session, where `timezone` is; without it sessions are all-day events.
        timezone: goes with `at`.
        remind: how long before its start (for an all-day event: midnight) a session gives an alarm, not
            below 0; sessions that took place give none.

    Raises:
        UsageError: `at` is given without `timezone`, or the other way round.
    """
    if (at is None) != (timezone is None):
        raise UsageError("a time of day goes with its time zone: give both --at 10:30 and --timezone Europe/London")
    protocol = schedule.regimen.protocol
    stamp = dt.datetime.combine(today, dt.time(), dt.UTC)
    prices = tuple(_price(estimate) for estimate in estimates)
    export = _Export(schedule, stamp, catalog, care, prices, at, timezone, remind)
    calendar = Calendar()
    calendar.add("prodid", _PRODID)
    calendar.add("version", "2.0")
    # Only named as text does the library escape a property that it does not know.
    calendar.add("x-wr-calname", _text(f"Mesotherapy: {protocol.name} ({protocol.id})"))
    events = [*(_session(session, export) for session in schedule.sessions), *_milestones(export)]
    events += _off_limits(care, export) if with_aftercare and care else []
    # Times in UTC name no time zone.
    if timezone is not None and (tzid := events[0]["dtstart"].params.get("TZID")):
        calendar.add_component(_timezone(tzid, timezone, schedule.sessions[0].date, schedule.sessions[-1].date))
    for event in events:
        calendar.add_component(event)
    return str(calendar.to_ical(), "utf-8")


def _text(*lines: str) -> vText:
    r"""Return lines whose control characters show and do nothing; \N, to the library a line break, shows too."""
    return vText("\n".join(Style().text(line).replace(r"\N", r"\x5cN") for line in lines))


def _event(
    key: str,
    summary: str,
    about: list[str],
    categories: list[str],
    export: _Export,
    sources: Collection[str] | None = None,
) -> Event:
    """Start an event. `key` is what tells it from the plan's others, whenever and how it is exported.

    `sources` are the documents that it is from; None: the protocol's.
    """
    regimen = export.schedule.regimen
    event = Event()
    # No date is part of it: a plan that is put off, or whose first session took place on another day, updates
    # the events that are there.
    event.add("uid", str(uuid5(NAMESPACE_URL, f"mesoplan:{regimen.protocol.id}/{key}")))
    event.add("dtstamp", export.stamp)
    event.add("summary", _text(summary))
    cited = [_cite(export.catalog.sources[key]) for key in sources or [regimen.protocol.source]]
    event.add("description", _text(*about, *(f"Source: {words}" for words in cited), DISCLAIMER))
    event.add("categories", categories)
    return event


def _cite(source: Source) -> str:
    return " ".join(part for part in (citation(source), source.url) if part)


def _session(session: Session, export: _Export) -> Event:
    protocol = export.schedule.regimen.protocol
    about = list(_about(session, protocol, timed=export.at is not None))
    about += [] if session.status == "done" else [*export.prices, *_after(session, export.care)]
    done = session.status == "done"
    kinds = ["maintenance"] if session.kind == "maintenance" else []
    kinds += ["optional"] if session.optional else []
    summary = f"Mesotherapy session {session.number} ({', '.join([protocol.id, *kinds])})"
    categories = list(dict.fromkeys([session.kind, *kinds, *([] if session.status == "planned" else [session.status])]))
    event = _event(f"{session.kind}/{session.number}", summary, about, categories, export)
    # What took place is no longer tentative.
    event.add("status", "TENTATIVE" if session.optional and not done else "CONFIRMED")
    if export.at is None:
        _add_days(event, session.date, session.date)
    else:
        _add_time(event, dt.datetime.combine(session.date, export.at, export.timezone), _length(protocol)[0])
    if export.remind is not None and not done:
        alarm = Alarm()
        alarm.add("action", "DISPLAY")
        alarm.add("description", _text(summary))
        alarm.add("trigger", -export.remind)
        event.add_component(alarm)
    return event


def _about(session: Session, protocol: Protocol, *, timed: bool) -> Iterator[str]:
    """Yield what a reader of a session's event wants to know, a line each."""
    yield f"Phase: {session.phase}." if session.phase else "Maintenance."
    yield f"Window: {window(session.earliest, session.latest, session.date)}."
    if session.optional:
        yield "Optional: beyond the fewest sessions that the source asks for."
    for fact in what_happened(session):
        yield f"{fact}."
    length, stated = _length(protocol)
    if timed and not stated:
        minutes = length // dt.timedelta(minutes=1)
        yield f"The source does not state how long a session takes at most; {minutes} minutes are set aside."


def _length(protocol: Protocol) -> tuple[dt.timedelta, bool]:
    """Return how long a timed session is, and whether that is the longest figure that the source states."""
    stated = protocol.session_minutes
    if stated is not None and stated.max is not None:
        return dt.timedelta(minutes=stated.max), True
    fewest = (stated and stated.min) or 0
    return dt.timedelta(minutes=max(_MINUTES, fewest)), False


def _milestones(export: _Export) -> Iterator[Event]:
    seen: Counter[str] = Counter()
    for milestone in export.schedule.milestones:
        name = milestone.result.milestone
        seen[name] += 1
        first = milestone.earliest or milestone.latest
        if first is None or first >= export.schedule.regimen.end:
            continue
        # Nothing keeps a table from naming two results alike.
        again = f"/{seen[name]}" if seen[name] > 1 else ""
        event = _event(f"milestone/{name}{again}", f"May show: {name}", _when(milestone), ["milestone"], export)
        event.add("transp", "TRANSPARENT")
        _add_days(event, first, milestone.latest or first)
        yield event


def _price(estimate: Estimate) -> str:
    figures, name = estimate.figures, estimate.price.name
    return f"A session costs {Style().with_code(figures.per_session, figures.currency)}: {name}."


def _after(session: Session, care: Aftercare | None) -> Iterator[str]:
    """Yield when what is off limits after a session is free again, and which documents' times count."""
    if care is not None:
        yield from off_limits_after(care.bans, session.date)
        yield f"{basis_words(care)} mesoplan aftercare says which does."


def _off_limits(care: Aftercare, export: _Export) -> Iterator[Event]:
    """Yield the days on which something is off limits, one event for all activities with the same days."""
    for hours, group in ban_groups(care.bans):
        said_by = {source for ban in group for source in longest_sources(ban)}
        sources = [key for key in export.catalog.sources if key in said_by]
        about = [f"{hours_words(hours)} after every session: {names(group)}.", basis_words(care)]
        for number, period in enumerate(group[0].periods or (), 1):
            key, summary = f"aftercare/{hours}/{number}", f"Off limits: {names(group)}"
            event = _event(key, summary, about, ["aftercare"], export, sources)
            event.add("transp", "TRANSPARENT")
            _add_days(event, period.start, period.until - _DAY)
            yield event


def _when(milestone: Milestone) -> list[str]:
    """Say what one day in a calendar cannot: that a milestone has no first or no last day."""
    lines = [milestone.result.note] if milestone.result.note else []
    if milestone.latest is None:
        return ["From this day on.", *lines]
    return ["By this day.", *lines] if milestone.earliest is None else lines


def _add_days(event: Event, first: dt.date, last: dt.date) -> None:
    """Give an event whole days, `last` included; DTEND itself is the day after."""
    event.add("dtstart", first)
    # The calendar's last day has none after it; without DTEND an event has its one day.
    if last < dt.date.max:
        event.add("dtend", last + _DAY)


def _add_time(event: Event, start: dt.datetime, length: dt.timedelta) -> None:
    """Give an event a time of day and a length that is right also in a night that changes the clocks."""
    event.add("dtstart", start)
    try:
        end = (start.astimezone(dt.UTC) + length).astimezone(start.tzinfo)
    except OverflowError:
        end = None
    # A local time that comes twice means its first coming, so an end at its second cannot be written as one.
    if end is None or end.fold:
        event.add("duration", length)
    else:
        event.add("dtend", end)


def _timezone(tzid: str, zone: ZoneInfo, first: dt.date, last: dt.date) -> Timezone:
    """Say which offsets a zone has from the day before `first` to the day after `last`.

    Every change is a part of its own, which every reader takes alike: ical.js reads only the first figure of
    an RDATE, and none of DTSTART beside it. The library's `Timezone.from_tzinfo` writes such RDATEs, and for
    a skipped hour the local time after it, while RFC 5545, 3.6.5 wants the one before.
    """
    timezone = Timezone()
    timezone.add("tzid", tzid)
    for moment, before in _changes(zone, first, last):
        local = moment.astimezone(zone)
        part = TimezoneDaylight() if local.dst() else TimezoneStandard()
        part.add("dtstart", (moment + before).replace(tzinfo=None))
        part.add("tzoffsetfrom", before)
        part.add("tzoffsetto", _offset(moment, zone))
        part.add("tzname", local.tzname() or tzid)
        timezone.add_component(part)
    return timezone


def _changes(zone: ZoneInfo, first: dt.date, last: dt.date) -> Iterator[tuple[dt.datetime, dt.timedelta]]:
    """Yield each moment at which a zone's offset changes, with the offset before it; first, where it begins."""
    # At the ends of the calendar local time leaves it, so those two days are left out.
    days = range(max(first.toordinal() - 1, 2), min(last.toordinal() + 1, dt.date.max.toordinal() - 1))
    for ordinal in days:
        day = dt.datetime.combine(dt.date.fromordinal(ordinal), dt.time(), dt.UTC)
        before = _offset(day, zone)
        if ordinal == days.start:
            yield day, before
        if _offset(day + _DAY, zone) != before:
            yield _change(zone, day), before


def _change(zone: ZoneInfo, day: dt.datetime) -> dt.datetime:
    """Return the moment in the 24 hours after `day`, to the second, at which the offset is no longer that of `day`."""
    before = _offset(day, zone)

    def changed(seconds: int) -> bool:
        return _offset(day + dt.timedelta(seconds=seconds), zone) != before

    return day + dt.timedelta(seconds=bisect_left(range(24 * 60 * 60), True, key=changed))


def _offset(moment: dt.datetime, zone: ZoneInfo) -> dt.timedelta:
    return moment.astimezone(zone).utcoffset() or dt.timedelta()
