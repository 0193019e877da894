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
from collections.abc import Iterable, Iterator
from typing import Literal, NamedTuple

from mesoplan.planning.regimen import Part, Regimen
from mesoplan.planning.rhythm import Run, nth, rest_before, run_after, run_from, window
from mesoplan.values.dates import reach
from mesoplan.values.ranges import Duration, Pace

Status = Literal["planned", "due", "overdue", "booked", "done", "missed"]
Timing = Literal["early", "on_time", "late"]


class Visit(NamedTuple):
    """A session of a plan, and what is counted from it."""

    part: Part
    place: int
    """Which session of the part it is, from 0."""
    number: int
    """Which session of the plan it is, from 1."""
    rhythm: dt.date
    """The day on which what follows is anchored."""
    date: dt.date
    """The day on which it is."""
    earliest: dt.date
    latest: dt.date | None
    status: Status = "planned"
    moved_from: dt.date | None = None
    miss: "Link | None" = None
    """Where its gap is outside the interval, whatever the reason: what it is counted from."""
    is_tolerated: bool = False
    """Whether the gap is no more outside than the tolerance, and because of a closed day."""
    begun: "Visit | None" = None
    """The first session of the course that it belongs to or follows; None: it is that one."""

    @property
    def last_day(self) -> dt.date | None:
        """The later of its window's end and the day on which it is; None where its window has no end."""
        return None if self.latest is None else max(self.latest, self.date)


class Link(NamedTuple):
    """What a session is counted from."""

    before: Visit
    """The session that it is counted from."""
    step: Duration
    """From that one to it."""
    last: Visit
    """The session right before it."""
    floor: dt.date | None = None
    """A day before which its window does not begin."""
    bound_by: tuple[Visit, Duration] | None = None
    """The session and the interval that its rhythm day follows from, where they are others."""
    again: Run | None = None
    """A phase with a gap, or a repeat, counted from where the sessions before really were."""


class Diary:
    """What is known of real days: what is done and booked, when it is closed, and today."""

    def __init__(self, regimen: Regimen) -> None:
        self.regimen, request = regimen, regimen.request
        self.start, self.today = request.start, request.today
        booked: list[tuple[dt.date, Status]] = [(day, "booked") for day in request.booked]
        self.records: list[tuple[dt.date, Status]] = [(day, "done") for day in request.done] + booked
        self.closures = regimen.closures
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

    def keeps(self, before: Visit, step: Duration, day: dt.date) -> bool:
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

    def open_day(self, visit: Visit, link: Link | None) -> dt.date:
        """Return the day to which the plan moves a session if its rhythm day is closed."""
        day = visit.rhythm
        if self.closures.reason(day) is None:
            return day
        if link is None:
            return self.closures.first_open(day)
        lowest = link.last.date + dt.timedelta(1)
        if self.today is not None and visit.number > len(self.records) and self.today <= day:
            lowest = max(lowest, self.today)
        return self.closures.nearest_open(day, visit.earliest, visit.latest, self.margin(link.step), lowest)

    def place(self, visit: Visit, day: dt.date, link: Link | None) -> Visit:
        """Put a planned session, which has a rhythm day, where it took place, is booked, or is due."""
        if visit.number <= len(self.records):
            real, status = self.records[visit.number - 1]
            if status == "booked" and self.today is not None and real < self.today:
                # Of several that are past, each has a day of its own.
                free = max(self.today, link.last.date + dt.timedelta(1)) if link else self.today
                return self._put_off(visit, free, real, "overdue")
            rhythm = visit.rhythm if real in (day, visit.date) else real
            return visit._replace(rhythm=rhythm, date=real, status=status, moved_from=None)
        now = self.now
        if now is None or visit.number > len(self.records) + 1 or visit.date > now:
            return visit
        last = visit.last_day
        return self._put_off(visit, now, visit.date, "due" if last is None or now <= last else "overdue")

    def _put_off(self, visit: Visit, today: dt.date, planned: dt.date, status: Status) -> Visit:
        """Return a session that did not take place on its day, on the first open day from today on."""
        now = self.closures.first_open(today)
        if now == planned:
            return visit._replace(status=status)
        return visit._replace(rhythm=now, date=now, status=status, moved_from=planned)

    def is_over(self, visit: Visit) -> bool:
        """Whether a session's last day passed before the next recorded day, or before today."""
        now = self.records[visit.number - 1][0] if visit.number <= len(self.records) else self.now
        last = visit.last_day
        return now is not None and last is not None and now > last


def _holds(span: tuple[dt.date, dt.date | None], day: dt.date, moved: int, margin: int) -> bool:
    """Whether a day is in a span that is moved by some days and widened by a margin at both ends."""
    (earliest, latest), here = span, day.toordinal() - moved
    return earliest.toordinal() - margin <= here and (latest is None or here <= latest.toordinal() + margin)


def itinerary(parts: Iterable[Part], diary: Diary, pace: Pace) -> Iterator[Visit]:
    """Yield the sessions of a plan at a pace, in order: those of its parts, which may have no end."""
    visit: Visit | None = None
    for part in parts:
        run, link = follow(part, visit, diary.start, pace)
        for index in range(part.size):
            found = advance(diary, run, index, link)
            if found is None:
                break
            run, visit = found
            yield visit
            step = run.step_to(index + 1)
            if step is None:
                break
            link = Link(visit, step, visit)


def advance(diary: Diary, run: Run, index: int, link: Link | None) -> tuple[Run, Visit] | None:
    """Return where session `index` of a part falls, and the rhythm from there on.

    Args:
        diary: what is known of real days.
        run: the part's rhythm.
        index: which session of the part, from 0.
        link: what it is counted from; None for the first session of all.

    Returns None where the part has ended, or the session and all after it are left out.
    """
    day = run.day(index)
    if link is not None:
        before, step = link.bound_by or (link.before, link.step)
        if day is not None and (day <= link.last.date or not diary.keeps(before, step, day)):
            run = link.again or run.counted_from(link.before.date, index - 1)
            day = run.day(index)
    if day is None:
        return None
    earliest, latest = (day, day) if link is None else _window(link, day)
    begun = None if link is None or (index == 0 and run.part.every) else link.last.begun or link.last
    number = link.last.number + 1 if link else 1
    visit = Visit(run.part, index, number, day, day, earliest, latest, begun=begun)
    if diary.is_plain:
        return run, diary.place(visit, day, link)
    opened = diary.open_day(visit, link)
    if opened != day:
        visit = visit._replace(rhythm=day if link else opened, date=opened, moved_from=day)
    if index >= run.part.fewest and not run.part.is_wanted and diary.is_over(visit):
        return None
    visit = diary.place(visit, day, link)
    if link is not None and (visit.date != day or link.before.date != link.before.rhythm):
        visit = _missing(diary, visit, link)
    return (run if visit.rhythm == day else run.counted_from(visit.rhythm, index)), visit


def _window(link: Link, day: dt.date) -> tuple[dt.date, dt.date | None]:
    earliest, latest = window(link.before.date, link.step, day)
    return (link.floor if link.floor is not None and earliest < link.floor <= day else earliest), latest


def _missing(diary: Diary, visit: Visit, link: Link) -> Visit:
    """Return a session with the interval that its gap does not keep, if so."""
    if visit.status not in ("planned", "booked") or link.bound_by is not None:
        return visit
    interval = reach(link.before.date, link.step)
    if _holds(interval, visit.date, 0, 0):
        return visit
    tolerated = visit.status == "planned" and _holds(interval, visit.date, 0, diary.margin(link.step))
    return visit._replace(miss=link, is_tolerated=tolerated)


def follow(part: Part, last: Visit | None, start: dt.date, pace: Pace) -> tuple[Run, Link | None]:
    """Return the rhythm of a part, and what its first session is counted from.

    Args:
        part: the part.
        last: the session before it; None: there is none, and it begins on the start.
        start: the start of the plan.
        pace: which end of every interval is taken.
    """
    if last is None:
        return run_from(part, start, pace), None
    first = last.begun or last
    run = run_after(part, first.rhythm, last.rhythm, pace)
    if part.gap is None:
        assert run.step is not None
        return run, Link(last, run.step, last)
    gap, between = part.gap.at(pace), rest_before(part, part.gap).at(pace)
    since = first if part.is_since_first else last
    is_bound = run.anchor > nth(since.rhythm, gap, pace, 1)
    floor, bound_by = nth(last.date, between, "fast", 1), (last, between) if is_bound else None
    return run, Link(since, gap, last, floor, bound_by, run_after(part, first.date, last.date, pace))
