"""Where sessions really fall: the rhythm, moved where a day is closed, and the days on which they took place.

- A session's window is the session before + shortest … + longest, widened if need be to hold its rhythm day. A move
  never widens it.
- A closed day moves one session and not the plan: to the nearest open day in its window, else in the window widened
  by the tolerance at both ends (the later on a tie), else to the first open day after; never before today.
- The next session takes its rhythm day if its gap then keeps the interval, give or take the tolerance; otherwise it,
  and the rhythm from there, count from the session before.
- A closed start moves to the first open day after, and that is the anchor. All other anchors are rhythm days.
- A session that is done or booked, on another day than the rhythm's or the plan's, anchors all that follows. So does
  one that is due or overdue, which is put on today or the next open day.
- A phase or a repeat is counted from the session before it, or with a gap from where its source says.
- The default tolerance is none for a range, and for an exact interval a tenth of it, rounded up.
"""

import datetime as dt
from collections.abc import Callable, Iterator
from datetime import date
from functools import partial
from itertools import count
from typing import Literal, NamedTuple

from mesoplan.planning.closures import Closures
from mesoplan.planning.regimen import Part, Regimen
from mesoplan.planning.rhythm import NEVER, Run, nth, step_to, window
from mesoplan.values.dates import add, reach
from mesoplan.values.ranges import Duration, Pace

Status = Literal["planned", "due", "overdue", "booked", "done", "missed"]
Timing = Literal["early", "on_time", "late"]


class Miss(NamedTuple):
    """A gap outside the interval."""

    step: Duration
    """The interval."""
    before: "Stop"
    """The session from which it is counted."""
    is_tolerated: bool
    """Whether it is no more outside than the tolerance, and because of a closed day."""


class Stop(NamedTuple):
    """A session before it has its kind and its number."""

    rhythm: dt.date
    """The day on which what follows is anchored."""
    date: dt.date
    """The day on which it is."""
    earliest: dt.date
    latest: dt.date | None
    status: Status = "planned"
    moved_from: dt.date | None = None
    miss: Miss | None = None
    """Where its gap is outside the interval, whatever the reason."""

    @property
    def last_day(self) -> dt.date | None:
        """The later of its window's end and the day on which it is; None where its window has no end."""
        return None if self.latest is None else max(self.latest, self.date)


class Link(NamedTuple):
    """What a session is counted from."""

    before: Stop
    """The session that it is counted from."""
    step: Duration
    """From that one to it."""
    last: dt.date
    """The day of the session right before it, if that is another one."""
    floor: dt.date | None = None
    """A day before which its window does not begin."""
    bound_by: tuple[Stop, Duration] | None = None
    """The session and the interval that its rhythm day follows from, where they are others."""
    again: Callable[[], Run] | None = None
    """Counts a phase with a gap, or a repeat, from where the sessions before really were."""


class Diary:
    """What is known of real days: what is done and booked, when it is closed, and today."""

    __slots__ = ("closures", "is_plain", "is_unrecorded", "now", "records", "start", "today", "tolerance")

    def __init__(self, regimen: Regimen) -> None:
        request = regimen.request
        self.start, self.today = request.start, request.today
        booked: list[tuple[dt.date, Status]] = [(day, "booked") for day in request.booked]
        self.records: list[tuple[dt.date, Status]] = [(day, "done") for day in request.done] + booked
        self.closures = regimen.closures or Closures()
        tolerance = regimen.protocol.tolerance if request.tolerance is None else request.tolerance
        self.tolerance = None if tolerance is None else tolerance.about
        begun = bool(self.records or request.missed)
        self.is_unrecorded = self.today is not None and not begun and self.today > self.closures.first_open(self.start)
        """Whether the start is past and nothing says what took place."""
        self.now = None if self.is_unrecorded else self.today
        """The day on which a session that is not recorded can be due."""
        is_late = self.now is not None and self.start < self.now
        self.is_plain = self.closures.is_empty and not self.records and not is_late
        """Whether every session is on its rhythm day."""

    def margin(self, step: Duration) -> int:
        """Return by how many days a gap may miss an interval."""
        if self.tolerance is not None:
            return self.tolerance
        return 0 if step.min != step.max else -(-step.about // 10)

    def keeps(self, before: Stop, step: Duration, day: dt.date) -> bool:
        """Whether a rhythm day keeps the interval after a session that was moved, give or take the tolerance.

        Where the calendar's months are of different length, being off by no more than the tolerance is enough.
        """
        if before.date == before.rhythm:
            return True
        if day <= before.date:
            return False
        moved, margin = (before.date - before.rhythm).days, self.margin(step)
        return _holds(reach(before.date, step), day, 0, margin) or _holds(
            window(before.rhythm, step, day), day, moved, margin
        )

    def open_day(
        self, number: int, day: dt.date, earliest: dt.date, latest: dt.date | None, link: Link | None
    ) -> dt.date:
        """Return the day to which the plan moves session `number`, from 0, if its rhythm day is closed."""
        if self.closures.reason(day) is None:
            return day
        if link is None:
            return self.closures.first_open(day)
        lowest = link.last + dt.timedelta(1)
        if self.today is not None and number >= len(self.records) and lowest < self.today <= day:
            lowest = self.today
        return self.closures.nearest_open(day, earliest, latest, self.margin(link.step), lowest)

    def place(self, number: int, day: dt.date, stop: Stop, last: dt.date | None) -> Stop:
        """Put a planned session where it took place, is booked, or is due; `last` is the day of the one before it."""
        if number < len(self.records):
            real, status = self.records[number]
            if status == "booked" and self.today is not None and real < self.today:
                # Of several that are past, each has a day of its own.
                free = self.today if last is None else max(self.today, last + dt.timedelta(1))
                return self._put_off(stop, free, real, "overdue")
            rhythm = stop.rhythm if real in (day, stop.date) else real
            return stop._replace(rhythm=rhythm, date=real, status=status, moved_from=None)
        now = self.now
        if now is None or number > len(self.records) or stop.date > now:
            return stop
        last = stop.last_day
        return self._put_off(stop, now, stop.date, "due" if last is None or now <= last else "overdue")

    def _put_off(self, stop: Stop, today: dt.date, planned: dt.date, status: Status) -> Stop:
        """Return a session that did not take place on its day, on the first open day from today on."""
        now = self.closures.first_open(today)
        if now == planned:
            return stop._replace(status=status)
        return stop._replace(rhythm=now, date=now, status=status, moved_from=planned)

    def is_over(self, number: int, stop: Stop) -> bool:
        """Whether a session's last day passed before the next recorded day, or before today."""
        now = self.records[number][0] if number < len(self.records) else self.now
        last = stop.last_day
        return now is not None and last is not None and now > last


def _holds(span: tuple[dt.date, dt.date | None], day: dt.date, moved: int, margin: int) -> bool:
    """Whether a day is in a span that is moved by some days and widened by a margin at both ends."""
    (earliest, latest), here = span, day.toordinal() - moved
    return earliest.toordinal() - margin <= here and (latest is None or here <= latest.toordinal() + margin)


def advance(
    diary: Diary, run: Run, index: int, number: int, link: Link | None, leaves_from: int
) -> tuple[Run, Stop] | None:
    """Return where session `index` of a phase falls, and the rhythm from there on.

    Args:
        diary: what is known of real days.
        run: the phase's rhythm.
        index: which session of the phase, from 0.
        number: how many sessions lie before it in all.
        link: what it is counted from; None for the first session of all.
        leaves_from: sessions from this index on are left out once their time is over.

    Returns None where the phase has ended, or the session and all after it are left out.
    """
    day = run.day(index)
    if link is not None:
        before, step = link.bound_by or (link.before, link.step)
        if day is not None and (day <= link.last or not diary.keeps(before, step, day)):
            run = run.counted_from(link.before.date, index - 1) if link.again is None else link.again()
            day = run.day(index)
    if day is None:
        return None
    earliest, latest = (day, day) if link is None else _window(link, day)
    opened = diary.open_day(number, day, earliest, latest, link)
    anchor = opened if link is None else day
    stop = Stop(anchor, opened, earliest, latest, "planned", day if opened != day else None)
    if index >= leaves_from and diary.is_over(number, stop):
        return None
    stop = diary.place(number, day, stop, link and link.last)
    if link is not None and (stop.date != day or link.before.date != link.before.rhythm):
        stop = _missing(diary, stop, link)
    return (run if stop.rhythm == day else run.counted_from(stop.rhythm, index)), stop


def _window(link: Link, day: dt.date) -> tuple[dt.date, dt.date | None]:
    earliest, latest = window(link.before.date, link.step, day)
    return (link.floor if link.floor is not None and earliest < link.floor <= day else earliest), latest


def _missing(diary: Diary, stop: Stop, link: Link) -> Stop:
    """Return a session with the interval that its gap does not keep, if so."""
    if stop.status not in ("planned", "booked") or link.bound_by is not None:
        return stop
    interval = reach(link.before.date, link.step)
    if _holds(interval, stop.date, 0, 0):
        return stop
    tolerated = stop.status == "planned" and _holds(interval, stop.date, 0, diary.margin(link.step))
    return stop._replace(miss=Miss(link.step, link.before, tolerated))


def walk(diary: Diary, run: Run, number: int, link: Link | None, leaves_from: int = NEVER) -> Iterator[Stop]:
    """Yield the sessions of a phase as they really fall; `advance` says of what.

    Ends with the phase, and where sessions are left out; else it has no end.
    """
    if diary.is_plain:
        yield from _plain(diary, run, link)
        return
    for index in count():
        found = advance(diary, run, index, number + index, link, leaves_from)
        if found is None:
            return
        run, stop = found
        yield stop
        step = run.step_to(index + 1)
        if step is None:
            return
        link = Link(stop, step, stop.date)


def _plain(diary: Diary, run: Run, link: Link | None) -> Iterator[Stop]:
    """Yield the sessions of a phase where each is on its rhythm day."""
    for index, day in enumerate(run.days()):
        is_sure = link is None or bool(link.step.is_exact and link.step.unit.days)
        earliest, latest = (day, day) if link is None or is_sure else _window(link, day)
        stop = Stop(day, day, earliest, latest, "due" if day == diary.now else "planned")
        yield stop
        if step := run.step_to(index + 1):
            link = Link(stop, step, day)


class Mark(NamedTuple):
    """The first session of a course, and the last one so far: what follows is counted from one of them."""

    first: Stop
    last: Stop


def follow(part: Part, mark: Mark | None, start: date, pace: Pace) -> tuple[Run, Link | None]:
    """Return the rhythm of a part that follows others, and what its first session is counted from.

    Without a gap the last session before it is its anchor. A repeat waits until the course before is over, however
    it is counted.

    Args:
        part: the part.
        mark: the sessions before it; None: there are none, and it begins on the start.
        start: the start of the plan.
        pace: which end of every interval is taken.
    """
    phase = part.phase
    step = phase.interval and phase.interval.at(pace)
    if mark is None:
        return Run(phase, step, start, 0, pace), None
    last, gap = mark.last, part.every or phase.gap
    if gap is None:
        assert step is not None
        until = part.lasting and add(last.rhythm, part.lasting.min or 0, part.lasting.unit)
        return Run(phase, step, last.rhythm, -1, pace, until), Link(last, step, last.date)
    gap = gap.at(pace)
    between = gap if part.every is None else (step_to(phase, 1) or gap).at(pace)
    since = mark.first if part.is_since_first else last
    due, over = nth(since.rhythm, gap, pace, 1), nth(last.rhythm, between, pace, 1)
    floor, bound_by = nth(last.date, between, "fast", 1), (last, between) if over > due else None
    run = Run(phase, step, max(due, over), 0, pace)
    again = partial(_again, run, (since.date, gap), (last.date, between))
    return run, Link(since, gap, last.date, floor, bound_by, again)


def _again(run: Run, *steps: tuple[date, Duration]) -> Run:
    """Return a part's rhythm from where the sessions before it really were."""
    return run._replace(anchor=max(nth(day, step, run.pace, 1) for day, step in steps))
