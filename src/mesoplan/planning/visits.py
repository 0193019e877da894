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
from itertools import pairwise
from typing import Literal, NamedTuple

from mesoplan.errors import UsageError, naming
from mesoplan.planning.closures import Closures
from mesoplan.planning.overrides import apply_choices
from mesoplan.planning.regimen import Part, Request, step_to
from mesoplan.planning.rhythm import Run, after, rest_before, run_after, run_from, window
from mesoplan.tables.record import check_step
from mesoplan.tables.regimens import Protocol
from mesoplan.values import MAX_YEARS, Duration, Pace, add, reach

Status = Literal["planned", "due", "overdue", "booked", "done", "missed"]
Timing = Literal["early", "on_time", "late"]


class Visit(NamedTuple):
    """A session of a plan, and what is counted from it."""

    part: Part
    in_part: int
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
    def first(self) -> "Visit":
        """The first session of the course that it belongs to or follows."""
        return self.begun or self

    @property
    def last_day(self) -> dt.date:
        """The later of its window's end and the day on which it is; the last of all where its window has no end."""
        return max(self.latest or dt.date.max, self.date)


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
    bound_by: Duration | None = None
    """From the session right before it, where that and not `step` gives its rhythm day."""


class Diary:
    """A protocol for one person, and what is known of real days: what is done and booked, closed days, and today."""

    def __init__(
        self, protocol: Protocol, request: Request, closures: Closures | None = None, *, past_bookings: bool = False
    ) -> None:
        """Take what is asked for.

        Args:
            protocol: as its source states it.
            request: the choices and days.
            closures: when no session can be.
            past_bookings: whether an appointment before today is overdue; otherwise it is refused.

        Raises:
            UsageError: a choice cannot be followed, days contradict each other, or the horizon is not one length, is
                over 50 years or ends after the year 9999.
        """
        self.end = end_of(request)
        """The day on which the plan stops looking, itself outside the plan."""
        _check_records(request, past_bookings=past_bookings)
        self.regimen, self.request, self.closures = apply_choices(protocol, request), request, closures or Closures()
        self.start, self.today = request.start, request.today
        booked: list[tuple[dt.date, Status]] = [(day, "booked") for day in request.booked]
        self.records: list[tuple[dt.date, Status]] = [(day, "done") for day in request.done] + booked
        self.tolerance = request.tolerance or protocol.tolerance
        begun = bool(self.records or request.missed)
        self.is_unrecorded = self.today is not None and not begun and self.today > self.closures.first_open(self.start)
        """Whether the start is past and nothing says what took place, which a schedule's first warning then says."""
        self.now = None if self.is_unrecorded else self.today
        """The day on which a session that is not recorded can be due."""
        is_open = not self.closures.weekdays and not self.closures.away and self.closures.holidays is None
        self.is_plain = is_open and not self.records and self.start >= (self.now or self.start)
        """Whether every session is on its rhythm day."""

    def margin(self, step: Duration) -> int:
        """Return by how many days a gap may miss an interval."""
        if self.tolerance is not None:
            return self.tolerance.about
        return -(-step.about // 10) if step.is_exact else 0

    def keeps(self, link: Link, day: dt.date) -> bool:
        """Whether a rhythm day keeps the interval after a session that was moved, give or take the tolerance.

        Where the calendar's months are of different length, being off by no more than the tolerance is enough.
        """
        before, step = (link.last, link.bound_by) if link.bound_by else (link.before, link.step)
        if before.date == before.rhythm or day <= link.last.date:
            return day > link.last.date
        moved, margin = (before.date - before.rhythm).days, self.margin(step)
        is_kept = _holds(reach(before.date, step), day, 0, margin)
        return is_kept or _holds(window(before.rhythm, step, day), day, moved, margin)

    def moved(self, visit: Visit, link: Link | None) -> Visit:
        """Return a session where the plan moves it: to another day if its rhythm day is closed."""
        day = visit.rhythm
        if self.closures.reason(day) is None:
            return visit
        margin, lowest = (self.margin(link.step), link.last.date + dt.timedelta(1)) if link else (0, day)
        if self.today is not None and visit.number > len(self.records) and self.today <= day:
            lowest = max(lowest, self.today)
        opened = self.closures.nearest_open(day, visit.earliest, visit.latest, margin, lowest)
        return visit._replace(rhythm=day if link else opened, date=opened, moved_from=day)

    def put(self, visit: Visit, last: Visit | None) -> Visit:
        """Put a planned session, which follows another one, where it took place, is booked, or is due."""
        if visit.number <= len(self.records):
            real, status = self.records[visit.number - 1]
            if status == "booked" and self.today is not None and real < self.today:
                # Of several that are past, each has a day of its own.
                free = max(self.today, last.date + dt.timedelta(1)) if last else self.today
                return self._put_off(visit, free, real, "overdue")
            # A closed start is no day of the rhythm: its anchor is the day to which it moved.
            rhythm = visit.rhythm if real == visit.date or (last and real == visit.moved_from) else real
            return visit._replace(rhythm=rhythm, date=real, status=status, moved_from=None)
        now = self.now
        if now is None or visit.date > now:
            return visit
        return self._put_off(visit, now, visit.date, "due" if now <= visit.last_day else "overdue")

    def _put_off(self, visit: Visit, today: dt.date, planned: dt.date, status: Status) -> Visit:
        """Return a session that did not take place on its day, on the first open day from today on."""
        now = self.closures.first_open(today)
        if now == planned:
            return visit._replace(status=status, moved_from=None)
        return visit._replace(rhythm=now, date=now, status=status, moved_from=planned)

    def is_over(self, visit: Visit) -> bool:
        """Whether a session's last day passed before the next recorded day, or before today."""
        now = self.records[visit.number - 1][0] if visit.number <= len(self.records) else self.now
        return now is not None and now > visit.last_day


def end_of(request: Request) -> dt.date:
    """Return the day on which a plan stops looking, itself outside the plan. Raises what the diary raises."""
    horizon = request.horizon
    with naming("horizon"):
        check_step(horizon)
    if not horizon.is_exact:
        raise UsageError(f"the horizon {horizon} is not one length: write one, such as 24mo", "horizon")
    start, end = request.start, add(request.start, horizon.shortest, horizon.unit)
    if (end.year - MAX_YEARS, end.month, end.day) > (start.year, start.month, start.day):
        raise UsageError(f"the horizon {horizon} is too long: at most {MAX_YEARS} years", "horizon")
    return end


def _check_records(request: Request, *, past_bookings: bool) -> None:
    """Refuse days that contradict each other, the start or today."""
    start, done, booked, missed, today = request.start, request.done, request.booked, request.missed, request.today
    if not (done or booked or missed):
        return
    if today is not None and booked and booked[0] < today and not past_bookings:
        raise UsageError(f"{booked[0]} is past and cannot be booked: is it done or missed?", "booked")
    for field, days in (("done", done), ("booked", booked), ("missed", missed)):
        if wrong := [other for one, other in pairwise(days) if one >= other]:
            raise UsageError(f"the session of {wrong[0]} is given twice, or out of order: keep it once", field)
        if today is not None and field != "booked" and days and days[-1] > today:
            raise UsageError(f"a session on {days[-1]} cannot be {field} yet: today is {today} (is it booked?)", field)
    if done and start != done[0]:
        raise UsageError(f"the start {start} contradicts the first session done, {done[0]}: leave one out", "start")
    if booked and not done and booked[0] < start:
        raise UsageError(f"the start {start} contradicts the first appointment, {booked[0]}: leave one out", "start")
    if done and booked and booked[0] <= done[-1]:
        raise UsageError(f"{booked[0]} cannot be booked: a session was done on {done[-1]}", "booked")
    if both := set(missed).intersection((*done, *booked)):
        raise UsageError(f"{min(both)} cannot be missed and done or booked as well: keep one", "missed")


def _holds(span: tuple[dt.date, dt.date | None], day: dt.date, moved: int, margin: int) -> bool:
    """Whether a day is in a span that is moved by some days and widened by a margin at both ends."""
    (earliest, latest), here = span, day.toordinal() - moved
    return earliest.toordinal() - margin <= here and (latest is None or here <= latest.toordinal() + margin)


def itinerary(parts: Iterable[Part], diary: Diary, pace: Pace) -> Iterator[Visit]:
    """Yield the sessions of a plan at a pace, in order: those of its parts, which may have no end."""
    visit: Visit | None = None
    for part in parts:
        run = follow(part, visit, diary.start, pace)
        for index in range(part.size):
            if (found := advance(diary, run, index, visit)) is None:
                break
            run, visit = found
            yield visit


def advance(diary: Diary, run: Run, index: int, last: Visit | None) -> tuple[Run, Visit] | None:
    """Return where session `index` of a part falls, and the rhythm from there on.

    Args:
        diary: what is known of real days.
        run: the part's rhythm.
        index: which session of the part, from 0.
        last: the session right before it; None for the first session of all.

    Returns None where the part has ended, or the session and all after it are left out.
    """
    day, link = run.day(index), None
    if day is not None and last is not None:
        link = link_to(run, index, last)
        if not (diary.is_plain or diary.keeps(link, day)):
            # It counts from where the sessions before it really were. Whether a step still has it was decided by the
            # rhythm, not by what moved the one before.
            if index or run.part.gap is None:
                run = run._replace(anchor=last.date, base=index - 1)
            else:
                run = run_after(run.part, last.first.date, last.date, run.pace)
            day = run._replace(until=None).day(index)
    if day is None:
        return None
    visit = _visit(run.part, index, day, link)
    # The first session may still be due, today.
    if diary.is_plain and last is not None:
        return run, visit
    visit = diary.moved(visit, link)
    if index >= run.part.fewest and not run.part.is_wanted and diary.is_over(visit):
        return None
    visit = diary.put(visit, last)
    if link is not None and (visit.date != day or link.before.date != link.before.rhythm):
        visit = _missing(diary, visit, link)
    return (run if visit.rhythm == day else run._replace(anchor=visit.rhythm, base=index)), visit


def _visit(part: Part, index: int, day: dt.date, link: Link | None) -> Visit:
    """Return a session on its rhythm day, with its window."""
    if link is None:
        return Visit(part, index, 1, day, day, day, day)
    earliest, latest = window(link.before.date, link.step, day)
    if link.floor is not None and link.floor <= day:
        earliest = max(earliest, link.floor)
    begun = None if part.every and not index else link.last.first
    return Visit(part, index, link.last.number + 1, day, day, earliest, latest, begun=begun)


def _missing(diary: Diary, visit: Visit, link: Link) -> Visit:
    """Return a session with the interval that its gap does not keep, if so."""
    interval = reach(link.before.date, link.step)
    if visit.status not in ("planned", "booked") or link.bound_by or _holds(interval, visit.date, 0, 0):
        return visit
    tolerated = visit.status == "planned" and _holds(interval, visit.date, 0, diary.margin(link.step))
    return visit._replace(miss=link, is_tolerated=tolerated)


def follow(part: Part, last: Visit | None, start: dt.date, pace: Pace) -> Run:
    """Return the rhythm of a part after the session before it; without one it begins on the start of the plan."""
    return run_after(part, last.first.rhythm, last.rhythm, pace) if last else run_from(part, start, pace)


def link_to(run: Run, index: int, last: Visit) -> Link:
    """Return what session `index` of a part is counted from; `last` is the one right before it."""
    part = run.part
    if index or part.gap is None:
        step = run.step or step_to(part.phase, index)
        assert step is not None
        return Link(last, step, last)
    gap, between = part.gap.at(run.pace), rest_before(part, part.gap).at(run.pace)
    since = last.first if part.is_since_first else last
    is_bound = run.anchor > after(since.rhythm, gap, run.pace)
    return Link(since, gap, last, after(last.date, between, "fast"), between if is_bound else None)
