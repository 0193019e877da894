"""What a calendar file says of a time zone: which offset holds when, and by which yearly rule.

Readers differ in what they understand. Outlook wants one STANDARD part at least, some readers pass over dates that
are listed, and many know yearly rules alone. So a zone with a yearly rule that goes on gets it, and only other changes
are parts with a single date. Over the span asked for the parts are exact, whatever the zone did. The icalendar library
can make a time zone as well, but puts the change to daylight time an hour late (7.3.2).
"""

import datetime as dt
from bisect import bisect_left
from calendar import monthrange
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from icalendar import Component, Timezone, TimezoneDaylight, TimezoneStandard

from mesoplan.output.formats.calendar_events import put
from mesoplan.output.wording import WEEKDAYS, grouped

_DAY, _SECOND = dt.timedelta(days=1), dt.timedelta(seconds=1)
Rule = dict[str, Any]


class _Change(NamedTuple):
    """A change of a zone's offset."""

    daylight: bool
    begins: dt.datetime
    """In the local time before it, without a zone (RFC 5545, 3.6.5)."""
    before: dt.timedelta | None
    """The offset until then."""
    offset: dt.timedelta | None
    name: str | None


def timezone_over(zone: ZoneInfo, first: dt.date, last: dt.date) -> Component:
    """Return the time zone that gives a zone's offset at every moment from `first` to `last`, both included.

    Its parts are in the order in which they begin, and one at least is no daylight time. A rule is right beyond
    `last` too, for as long as the zone keeps it.
    """
    # The year before holds the change that the span begins with; 12 years after it are enough to tell a rule.
    begin, year = max(first.toordinal() - 400, 2), min(last.year + 12, dt.date.max.year)
    midnights = map(dt.datetime.fromordinal, range(begin, dt.date(year, 12, 31).toordinal() + 1))
    days = [midnight.replace(tzinfo=dt.UTC).astimezone(zone) for midnight in midnights]
    changes = [_change(day) for day, after in pairwise(days) if day.utcoffset() != after.utcoffset()]
    by_rule = grouped((one._replace(begins=one.begins.replace(year=4, day=1)), one) for one in changes)
    parts = [part for group in by_rule.values() for part in _parts(group, range(year, last.year, -1))]
    found = [(change, rule) for change, rule in parts if change.begins.date() - last <= _DAY]
    if all(change.daylight for change, _ in found) or changes[0].begins.date() - first > -_DAY:
        began, offset = min(begin, dt.date(1970, 1, 1).toordinal()), days[0].utcoffset()
        found.append((_Change(False, dt.datetime.fromordinal(began), offset, offset, days[0].tzname()), None))
    timezone = put(Timezone(), tzid=zone.key)
    for change, rule in sorted(found, key=lambda part: part[0].begins):
        part = TimezoneDaylight() if change.daylight else TimezoneStandard()
        put(part, dtstart=change.begins, tzoffsetfrom=change.before, tzoffsetto=change.offset, tzname=change.name)
        timezone.add_component(put(part, rrule=rule))
    return timezone


def _parts(changes: Sequence[_Change], years: range) -> Iterator[tuple[_Change, Rule | None]]:
    """Yield changes that differ in their days alone; of those that one rule gives, the first with it.

    The rule holds up to one of some years, best the first of them: the last Thursday's midnight may be in November.
    """
    for number, change in enumerate(changes):
        later = [one.begins for one in changes[number:]]
        rule = next(filter(None, (_rule([day for day in later if day.year <= year], year) for year in years)), None)
        yield change, rule
        if rule:
            return


def _rule(days: Sequence[dt.date], year: int) -> Rule | None:
    """Return the rule that gives these days of a month, one in every year up to `year`; None where none does.

    It is the last Sunday, or the second, or that from the 2nd to the 8th: what is best understood.
    """
    numbers, weekdays = [day.day for day in days], {WEEKDAYS[day.weekday()] for day in days}
    is_yearly = [day.year for day in days] == list(range(year + 1 - len(days), year + 1))
    if not is_yearly or len(weekdays) != 1 or max(numbers) - min(numbers) > 6:
        return None
    first, last, weekday = min(numbers), max(numbers), weekdays.pop()[:2].upper()
    rule: Rule = {"FREQ": "YEARLY", "BYMONTH": days[0].month}
    if all(day.day + 7 > monthrange(day.year, day.month)[1] for day in days):
        return {**rule, "BYDAY": f"-1{weekday}"}
    if (first - 1) // 7 == (last - 1) // 7:
        return {**rule, "BYDAY": f"{(last + 6) // 7}{weekday}"}
    return {**rule, "BYDAY": weekday, "BYMONTHDAY": list(range(last - 6, last + 1))}


def _change(day: dt.datetime) -> _Change:
    """Return the change of a zone's offset in the 24 hours after a moment, found to the second.

    Ireland's standard time is that of the summer, and its winter counts as a negative daylight time. Readers
    expect the greater offset to be daylight time, so that is what is written.
    """

    def moment(after: int) -> dt.datetime:
        # In UTC, since local time skips and repeats hours.
        return (day.astimezone(dt.UTC) + after * _SECOND).astimezone(day.tzinfo)

    seconds = bisect_left(range(24 * 3600), True, key=lambda after: moment(after).utcoffset() != day.utcoffset())
    before, now = moment(seconds - 1), moment(seconds)
    begins = before.replace(tzinfo=None) + _SECOND
    daylight = now.replace(tzinfo=None) > begins and any((before.dst(), now.dst()))
    return _Change(daylight, begins, before.utcoffset(), now.utcoffset(), now.tzname())
