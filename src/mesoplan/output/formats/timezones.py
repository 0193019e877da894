"""What a calendar file says of a time zone: which offset holds when, and by which yearly rule.

Readers differ in what they understand. Outlook wants one STANDARD part at least, some readers pass over dates that
are listed, and many know yearly rules alone. So a zone with a yearly rule that goes on gets it, and only other changes
are parts with a single date. Over the span asked for the parts are exact, whatever the zone did.
"""

import datetime as dt
from bisect import bisect_left
from calendar import monthrange
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from zoneinfo import ZoneInfo

from mesoplan.values.frozen import Frozen

_DAY, _SECOND = dt.timedelta(days=1), dt.timedelta(seconds=1)
_BEFORE, _AFTER = 400, 12 * 366
"""How many days around the span are looked at: the changes that it begins with, and enough years to tell a rule."""

_WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
_LONG_AGO = dt.datetime.combine(dt.date(1970, 1, 1), dt.time())


class Observance(Frozen):
    """A part of a zone: an offset, and when it comes to hold."""

    daylight: bool
    begins: dt.datetime
    """The first time, in the local time before it, without a zone (RFC 5545, 3.6.5)."""
    before: dt.timedelta
    """The offset until then."""
    offset: dt.timedelta
    name: str
    rule: str | None = None
    """When it comes again, as FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU; None: never."""


def observances(zone: ZoneInfo, first: dt.date, last: dt.date) -> list[Observance]:
    """Return the parts that give a zone's offset at every moment from `first` to `last`, both included.

    They are in the order in which they begin, and one at least is no daylight time. A part with a
    rule is right beyond `last` too for as long as the zone keeps that rule.
    """
    begin = max(first.toordinal() - _BEFORE, 2)
    days = range(begin, min(last.toordinal() + _AFTER, dt.date.max.toordinal() - 1))
    changes = list(_changes(zone, days))
    found = [part for run in _runs(changes) for part in _parts(run, last)]
    parts = sorted((part for part in found if part.begins.date() - last <= _DAY), key=lambda part: part.begins)
    if all(part.daylight for part in parts) or changes[0].begins.date() - first > -_DAY:
        parts.insert(0, _base(zone, _midnight(begin)))
    return parts


def skipped(moment: dt.datetime) -> bool:
    """Tell whether the clocks of a moment's zone skip it when they go forward."""
    try:
        return moment.astimezone(dt.UTC).astimezone(moment.tzinfo).replace(tzinfo=None) != moment.replace(tzinfo=None)
    except OverflowError:
        return False


def _base(zone: ZoneInfo, moment: dt.datetime) -> Observance:
    """Return the offset that holds at a moment, as standard time from long ago."""
    part = _part(zone, moment)
    return replace(part, daylight=False, before=part.offset, begins=min(moment.replace(tzinfo=None), _LONG_AGO))


def _parts(run: list[Observance], last: dt.date) -> list[Observance]:
    """Return a run that goes on after the last day as its first change with a rule, any other as it is."""
    if len(run) == 1 or run[-1].begins.date() <= last:
        return run
    return [replace(run[0], rule=f"FREQ=YEARLY;BYMONTH={run[0].begins.month};{_shared_rules(run)[0]}")]


def _runs(changes: Iterable[Observance]) -> list[list[Observance]]:
    """Group changes into those that one yearly rule gives, year after year; runs begin in order."""
    runs: list[list[Observance]] = []
    for change in changes:
        run = next((run for run in runs if _goes_on(run, change)), None)
        if run is None:
            runs.append(run := [])
        run.append(change)
    return runs


def _goes_on(run: list[Observance], change: Observance) -> bool:
    """Return whether a change is the next of a run: the same but for its day, which a shared rule gives."""
    before, now = run[-1].begins, change.begins
    is_same = replace(change, begins=before) == run[-1] and (now.month, now.time()) == (before.month, before.time())
    return is_same and now.year == before.year + 1 and bool(_shared_rules([*run, change]))


def _shared_rules(run: Sequence[Observance]) -> list[str]:
    """Return the rules for a day of the month that give every change of a run, the best understood first."""
    first, *others = (_day_rules(change.begins.date()) for change in run)
    return [rule for rule in first if all(rule in rules for rules in others)]


def _day_rules(day: dt.date) -> list[str]:
    """Return every rule that gives a day in its month: the last Sunday, or that from the 8th to the 14th."""
    weekday, length = _WEEKDAYS[day.weekday()], monthrange(day.year, day.month)[1]
    numbers = [-1] if day.day + 7 > length else []
    numbers += [(day.day - 1) // 7 + 1] if day.day <= 28 else []
    weeks = [range(start, start + 7) for start in range(max(day.day - 6, 1), min(day.day, length - 6) + 1)]
    return [
        *(f"BYDAY={number}{weekday}" for number in numbers),
        *(f"BYMONTHDAY={','.join(map(str, week))};BYDAY={weekday}" for week in weeks),
    ]


def _changes(zone: ZoneInfo, days: Iterable[int]) -> Iterator[Observance]:
    """Yield each change of a zone's offset in some days, given as ordinals."""
    for begin in map(_midnight, days):
        if _offset(begin, zone) != _offset(begin + _DAY, zone):
            yield _part(zone, _change(zone, begin))


def _change(zone: ZoneInfo, begin: dt.datetime) -> dt.datetime:
    """Return when in the 24 hours after a moment the offset changes, to the second."""
    before = _offset(begin, zone)
    seconds = bisect_left(range(24 * 3600), True, key=lambda after: _offset(begin + after * _SECOND, zone) != before)
    return begin + seconds * _SECOND


def _part(zone: ZoneInfo, moment: dt.datetime) -> Observance:
    """Return what comes to hold at a moment.

    Ireland's standard time is that of the summer, and its winter counts as a negative daylight time. Readers
    expect the greater offset to be daylight time, so that is what is written.
    """
    earlier, now = (moment - _SECOND).astimezone(zone), moment.astimezone(zone)
    before, offset = _offset(moment - _SECOND, zone), _offset(moment, zone)
    return Observance(
        daylight=offset > before and any((earlier.dst(), now.dst())),
        begins=(moment + before).replace(tzinfo=None),
        before=before,
        offset=offset,
        name=now.tzname() or zone.key,
    )


def _offset(moment: dt.datetime, zone: ZoneInfo) -> dt.timedelta:
    return moment.astimezone(zone).utcoffset() or dt.timedelta()


def _midnight(day: int) -> dt.datetime:
    return dt.datetime.combine(dt.date.fromordinal(day), dt.time(), dt.UTC)
