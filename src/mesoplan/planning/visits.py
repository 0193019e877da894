"""Where the sessions of a phase fall: where the intervals put them, where they took place, where it is open."""

import datetime as dt
from collections.abc import Iterator
from itertools import count, islice
from typing import Literal, NamedTuple

from mesoplan.planning.regimen import Regimen, Request
from mesoplan.tables.regimens import Phase
from mesoplan.values.dates import add, midpoint, reach, series
from mesoplan.values.ranges import Duration, Unit

Status = Literal["planned", "done", "overdue", "missed"]
Timing = Literal["early", "on_time", "late"]
End = Literal["fast", "typical", "slow", "slowest"]
"""A pace; `slowest` is slow, but never comes where no longest interval is stated."""


class Visit(NamedTuple):
    """A session before it has its kind and its number."""

    date: dt.date
    earliest: dt.date
    latest: dt.date | None
    status: Status = "planned"
    timing: Timing | None = None
    moved_from: dt.date | None = None
    reason: str | None = None


class Run(NamedTuple):
    """The dates of one phase at one pace: session `i`, from 0, lies `i - base` intervals after `anchor`."""

    phase: Phase
    anchor: dt.date
    base: int
    """Which session is on the anchor's day; -1: the anchor is the last session before the phase."""
    pace: End
    floor: dt.date | None = None
    """No session is before this day, even if that would keep the interval."""

    def days(self, first: int = 0) -> Iterator[dt.date]:
        """Yield the dates of sessions `first`, `first` + 1 …; ends with listed days, or where the slowest never comes.

        Raises:
            UsageError: when a date past the year 9999 is asked for.
        """
        listed, interval = self.phase.days, self.phase.interval
        if listed is not None:
            return (add(self.anchor, day - listed[self.base], Unit.DAYS) for day in listed[first:])
        if interval is None:
            return iter((self.anchor,)[first:])
        return at_pace(self.anchor, interval, self.pace, first - self.base)


def at_pace(anchor: dt.date, interval: Duration, pace: End, first: int) -> Iterator[dt.date]:
    """Yield the dates `first`, `first` + 1 … intervals after `anchor`; ends where the slowest never comes.

    `typical` takes the length that a choice names first, else the day halfway between shortest and longest.
    Without a longest figure every pace takes the shortest: no other figure is stated.
    """
    shortest, longest, unit, choice = interval
    assert shortest is not None
    if longest is None and pace == "slowest":
        return iter((anchor,)[first:])
    if pace == "fast" or longest is None or longest == shortest:
        return series(anchor, shortest, unit, first)
    if pace != "typical":
        return series(anchor, longest, unit, first)
    if choice:
        return series(anchor, choice[0], unit, first)
    both = (shortest + longest) * unit.days
    if both and both % 2 == 0:
        return series(anchor, both // 2, Unit.DAYS, first)
    return map(midpoint, series(anchor, shortest, unit, first), series(anchor, longest, unit, first))


def next_at_pace(anchor: dt.date, interval: Duration, pace: End) -> dt.date | None:
    """Return the date one interval after `anchor`; None where the slowest never comes."""
    return next(at_pace(anchor, interval, pace, 1), None)


def start_run(phase: Phase, last: dt.date | None, start: dt.date, pace: End) -> Run | None:
    """Anchor a phase: at the start, at its own first session, or at the last session before it.

    Returns None where the slowest pace has no longest gap, so that the phase never begins.
    """
    if last is None:
        return Run(phase, start, 0, pace)
    if phase.gap is None:
        return Run(phase, last, -1, pace)
    first = next_at_pace(last, phase.gap, pace)
    return None if first is None else Run(phase, first, 0, pace)


def start_repeat(regimen: Regimen, first: dt.date, last: dt.date, pace: End) -> tuple[Run | None, dt.date]:
    """Return the course that repeats the one from `first` to `last`, and the day from which it is counted.

    It waits until that course is over, however `every` is counted. None: the slowest never comes.
    """
    repeated, every = regimen.follow_up, regimen.maintenance.every
    assert repeated is not None
    assert every is not None
    since = first if regimen.maintenance.counted_from == "first-session" else last
    interval = repeated.interval or every
    due, over = next_at_pace(since, every, pace), next_at_pace(last, interval, pace)
    if due is None or over is None:
        return None, since
    return Run(repeated, max(due, over), 0, pace, floor=next_at_pace(last, interval, "fast")), since


def walk(run: Run, request: Request, number: int, since: dt.date | None) -> Iterator[Visit]:
    """Yield the sessions of a phase as they really fall, each later one counted from its real date.

    Args:
        run: the phase's dates.
        request: what is done, and when no session can be.
        number: how many sessions lie before the first one yielded.
        since: the day from which the first one is counted; None for the first of all.

    Ends with the phase's listed days, or where the slowest never comes; else it has no end.
    """
    interval, floor, is_plain = run.phase.interval, run.floor, request.is_plain
    step = run.phase.gap or interval
    days = run.days()
    for index in count():
        day = next(days, None)
        if day is None:
            return
        earliest, latest = (day, day) if since is None or step is None else reach(since, step)
        if floor is not None and earliest < floor:
            earliest = floor
        # A window holds the planned day, which may lie beside it where months are short.
        if earliest > day:
            earliest = day
        if latest is not None and latest < day:
            latest = day
        if is_plain:
            yield Visit(day, earliest, latest)
        else:
            visit = _fall(request, number + index, day, earliest, latest)
            if visit.date != day:
                days = run._replace(anchor=visit.date, base=index).days(index + 1)
            yield visit
            day = visit.date
        since, step = day, interval


def just_days(run: Run, request: Request, number: int, since: dt.date | None) -> Iterator[dt.date]:
    """Yield just the dates that `walk` does, quickly where no session can be moved."""
    return run.days() if request.is_plain else (visit.date for visit in walk(run, request, number, since))


def nth_day(run: Run, request: Request, number: int, since: dt.date | None, index: int) -> dt.date | None:
    """Return the date of session `index` of the phase, from 0, as `walk` has it; None where it never comes."""
    if request.is_plain:
        return next(run.days(index), None)
    return next(islice(just_days(run, request, number, since), index, None), None)


def _fall(request: Request, number: int, day: dt.date, earliest: dt.date, latest: dt.date | None) -> Visit:
    """Say where session `number`, from 0, falls: where it took place, or where the clinic is open."""
    if number < len(request.done):
        real = request.done[number]
        timing: Timing = "early" if real < earliest else "late" if latest and real > latest else "on_time"
        return Visit(real, earliest, latest, "done", timing)
    open_day, reason = _open_day(request, day, earliest, latest)
    if request.done and number == len(request.done) and request.today is not None and open_day < request.today:
        today, _ = _open_day(request, request.today, request.today, request.today)
        return Visit(today, earliest, latest, "overdue", None, open_day, f"overdue since {open_day}")
    return Visit(open_day, earliest, latest, "planned", None, day if reason else None, reason)


def _open_day(request: Request, day: dt.date, earliest: dt.date, latest: dt.date | None) -> tuple[dt.date, str | None]:
    """Return the open day nearest to `day`, and why it is another."""
    reason = request.closures.reason(day) if request.closures else None
    if request.closures is None or reason is None:
        return day, None
    return request.closures.nearest_open(day, earliest, latest), reason
