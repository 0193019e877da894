"""What a calendar file says of a time zone: which offset holds when, and by which yearly rule.

Readers differ in what they understand. Outlook wants one STANDARD part at least, some readers pass over dates that
are listed, and many know yearly rules alone. So a zone with a yearly rule gets it, and only what no rule gives is a
part with a single date. Over the span asked for the parts are exact, whatever the zone did.
"""

import datetime as dt
from bisect import bisect_left
from calendar import monthrange
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from zoneinfo import ZoneInfo

_DAY = dt.timedelta(days=1)
_BEFORE, _AFTER = 400, 12 * 366
"""How many days around the span are looked at: the changes that it begins with, and enough years to tell a rule."""

_WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
_LONG_AGO = dt.datetime.combine(dt.date(1970, 1, 1), dt.time())


@dataclass(frozen=True, slots=True, kw_only=True)
class Observance:
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


@dataclass(frozen=True, slots=True)
class _Change:
    """A moment at which a zone's offset changes."""

    moment: dt.datetime
    before: dt.timedelta
    offset: dt.timedelta
    daylight: bool
    name: str

    @property
    def local(self) -> dt.datetime:
        return (self.moment + self.before).replace(tzinfo=None)

    def resembles(self, other: "_Change") -> bool:
        """Whether a yearly rule could give both, but for the day."""
        mine = (self.before, self.offset, self.daylight, self.name, self.local.month, self.local.time())
        return mine == (other.before, other.offset, other.daylight, other.name, other.local.month, other.local.time())


def observances(zone: ZoneInfo, first: dt.date, last: dt.date) -> list[Observance]:
    """Return the parts that give a zone's offset at every moment from `first` to `last`, both included.

    They are in the order in which they begin, and one at least is no daylight time. Parts whose rule goes on after
    `last` are right beyond it for as long as the zone keeps that rule.
    """
    begin = max(first.toordinal() - _BEFORE, 2)
    days = range(begin, min(last.toordinal() + _AFTER, dt.date.max.toordinal() - 1))
    changes = list(_changes(zone, days))
    runs = [run for run in _runs(changes) if run[0].local.date() <= last + min(_DAY, dt.date.max - last)]
    final = dt.date.fromordinal(days[-1]).year - 1
    parts = [_observance(run, open_ended=run[-1].local.year >= final) for run in runs]
    if all(part.daylight for part in parts) or changes[0].local.date() > first - min(_DAY, first - dt.date.min):
        parts.insert(0, _base(zone, days))
    return parts


def skipped(moment: dt.datetime) -> bool:
    """Tell whether the clocks of a moment's zone skip it when they go forward."""
    try:
        return moment.astimezone(dt.UTC).astimezone(moment.tzinfo).replace(tzinfo=None) != moment.replace(tzinfo=None)
    except OverflowError:
        return False


def _base(zone: ZoneInfo, days: Sequence[int]) -> Observance:
    """Return the offset with which the days begin, as standard time."""
    day = dt.datetime.combine(dt.date.fromordinal(days[0]), dt.time(), dt.UTC)
    offset = _offset(day, zone)
    begins = min(dt.datetime.combine((day + offset).date(), dt.time()), _LONG_AGO)
    return Observance(daylight=False, begins=begins, before=offset, offset=offset, name=_name(day, zone))


def _observance(run: Sequence[_Change], *, open_ended: bool) -> Observance:
    first, final = run[0], run[-1]
    # Two days after the last: some readers take this moment, which is in UTC, for a local time.
    until = "" if open_ended else f";UNTIL={final.moment + 2 * _DAY:%Y%m%dT%H%M%SZ}"
    return Observance(
        daylight=first.daylight,
        begins=first.local,
        before=first.before,
        offset=first.offset,
        name=first.name,
        rule=_rule(run) + until if open_ended or len(run) > 1 else None,
    )


def _runs(changes: Iterable[_Change]) -> list[list[_Change]]:
    """Group changes into those that one yearly rule gives, year after year; runs begin in order."""
    runs: list[list[_Change]] = []
    for change in changes:
        for run in runs:
            follows = run[-1].local.year == change.local.year - 1 and run[-1].resembles(change)
            if follows and _shared_rules([*run, change]):
                run.append(change)
                break
        else:
            runs.append([change])
    return runs


def _rule(run: Sequence[_Change]) -> str:
    return f"FREQ=YEARLY;BYMONTH={run[0].local.month};{_shared_rules(run)[0]}"


def _shared_rules(run: Sequence[_Change]) -> list[str]:
    """Return the rules for a day of the month that give every change of a run, the best understood first."""
    first, *others = (_day_rules(change.local.date()) for change in run)
    return [rule for rule in first if all(rule in rules for rules in others)]


def _day_rules(day: dt.date) -> list[str]:
    """Return every rule that gives a day in its month: the last Sunday, Sunday on or after the 8th, the 26th."""
    weekday, length = _WEEKDAYS[day.weekday()], monthrange(day.year, day.month)[1]
    numbers = [-1] if day.day + 7 > length else []
    numbers += [(day.day - 1) // 7 + 1] if day.day <= 28 else []
    weeks = [range(start, start + 7) for start in range(max(day.day - 6, 1), min(day.day, length - 6) + 1)]
    return [
        *(f"BYDAY={number}{weekday}" for number in numbers),
        *(f"BYMONTHDAY={','.join(map(str, week))};BYDAY={weekday}" for week in weeks),
        f"BYMONTHDAY={day.day}",
    ]


def _changes(zone: ZoneInfo, days: Sequence[int]) -> Iterator[_Change]:
    """Yield each moment in some days, given as ordinals, at which a zone's offset changes."""
    day = dt.datetime.combine(dt.date.fromordinal(days[0]), dt.time(), dt.UTC)
    before = _offset(day, zone)
    for _ in days:
        after = _offset(day + _DAY, zone)
        if after != before:
            yield _change(zone, day, before)
        day, before = day + _DAY, after


def _change(zone: ZoneInfo, day: dt.datetime, before: dt.timedelta) -> _Change:
    """Return the change in the 24 hours after `day`, to the second."""

    def changed(seconds: int) -> bool:
        return _offset(day + dt.timedelta(seconds=seconds), zone) != before

    moment = day + dt.timedelta(seconds=bisect_left(range(24 * 60 * 60), True, key=changed))
    offset = _offset(moment, zone)
    return _Change(moment, before, offset, _is_daylight(zone, moment, before, offset), _name(moment, zone))


def _is_daylight(zone: ZoneInfo, moment: dt.datetime, before: dt.timedelta, offset: dt.timedelta) -> bool:
    """Tell whether clocks go forward for a part of the year.

    Ireland's standard time is that of the summer, and its winter counts as a negative daylight time. Readers
    expect the greater offset to be daylight time, so that is what is written.
    """
    saves = any(side.astimezone(zone).dst() for side in (moment - dt.timedelta(seconds=1), moment))
    return saves and offset > before


def _offset(moment: dt.datetime, zone: ZoneInfo) -> dt.timedelta:
    return moment.astimezone(zone).utcoffset() or dt.timedelta()


def _name(moment: dt.datetime, zone: ZoneInfo) -> str:
    return moment.astimezone(zone).tzname() or zone.key
