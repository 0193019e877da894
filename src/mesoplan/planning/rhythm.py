"""The rhythm: the dates that the intervals give, counted from each phase's anchor, with nothing in the way.

- The k-th session after an anchor is, at the fast pace, k times the shortest interval after it; at the slow pace k
  times the longest; at the typical pace the midpoint of those two, rounded down. Each is counted from the anchor, so
  that month ends do not drift.
- Without a longest figure every pace takes the shortest: no other figure is stated.
- Anchors are the start; for a later phase the last session before it, or with a gap its own first session.
"""

from collections.abc import Iterable, Iterator
from datetime import date
from typing import NamedTuple

from mesoplan.planning.regimen import Part, step_to
from mesoplan.values import Duration, Pace, Unit, add, midpoint, reach


class Run(NamedTuple):
    """The rhythm of one part: session `i`, from 0, lies `i - base` intervals after `anchor`."""

    part: Part
    step: Duration | None
    """From one session to the next, a choice already made; None for listed days, and where nothing is stated."""
    ends: tuple[int, int]
    """The figures between which the pace is halfway."""
    anchor: date
    base: int
    """Which session is on the anchor's day; -1: the anchor is the last session before the part."""
    pace: Pace
    until: date | None = None
    """The last day on which a session may be, itself included; None: no such day."""

    def day(self, index: int) -> date | None:
        """Return the date of one session; None where the part has ended.

        Raises:
            UsageError: the date would lie after the year 9999.
        """
        if self.step is None:
            # Without a step there is one session alone.
            listed = self.part.phase.days or (0,)  # equivalent: 1
            return add(self.anchor, listed[index] - listed[self.base], Unit.DAYS) if index < len(listed) else None
        (low, high), steps, unit = self.ends, index - self.base, self.step.unit
        if unit.days:
            # Halfway between the two ends, rounded down.
            day = add(self.anchor, steps * (low + high) * unit.days // 2, Unit.DAYS)
        else:
            day = add(self.anchor, steps * low, unit)
            day = day if low == high else midpoint(day, add(self.anchor, steps * high, unit))
        return None if self.until is not None and day > self.until else day

    def signature(self, index: int) -> tuple[object, ...]:
        """Return what tells the days after session `index` from those of another run of the same phase and end."""
        if self.step is None:
            return ()
        (low, high), steps = self.ends, index - self.base
        if self.step.unit.days:
            # Days of a midpoint follow each other in the same way after every whole number of days.
            return (steps * (low + high) % 2,)  # equivalent: low - high
        return (self.anchor.day,) if low == high else (self.anchor, steps)


def run_from(part: Part, anchor: date, pace: Pace, base: int = 0, until: date | None = None) -> Run:
    """Return the rhythm of a part whose session `base` is on `anchor`; by default it is the first one."""
    step = part.phase.interval and part.phase.interval.at(pace)
    return Run(part, step, step.ends(pace) if step else (0, 0), anchor, base, pace, until)


def run_after(part: Part, first: date, last: date, pace: Pace) -> Run:
    """Return the rhythm of a part that follows others.

    Without a gap the last session before it is its anchor. A repeat that is counted from the first session of the
    course before waits until that is over, and one interval more.

    Args:
        part: the part.
        first: the first session of the course before it.
        last: the last session before it.
        pace: which end of every interval is taken.
    """
    if part.gap is None:
        return run_from(part, last, pace, -1, part.lasting and add(last, part.lasting.shortest, part.lasting.unit))
    due = after(first if part.is_since_first else last, part.gap.at(pace), pace)
    over = after(last, rest_before(part, part.gap).at(pace), pace)
    return run_from(part, max(due, over), pace)


def rest_before(part: Part, gap: Duration) -> Duration:
    """Return how far from the session right before it a part with a gap is at least."""
    return (step_to(part.phase, 1) or gap) if part.is_since_first else gap


def runs(parts: Iterable[Part], start: date, pace: Pace) -> Iterator[Run]:
    """Yield the rhythm of each part of a plan with nothing in the way, in order; there may be no end.

    No part may end on a day: each has all its sessions.
    """
    run, first, last = None, start, start
    for part in parts:
        if run:
            first, last = run.anchor if run.part.every else first, run.day(run.part.size - 1) or last
        run = run_after(part, first, last, pace) if run else run_from(part, start, pace)
        yield run


def after(anchor: date, interval: Duration, pace: Pace) -> date:
    """Return the date one interval after `anchor`."""
    return midpoint(*(add(anchor, end, interval.unit) for end in interval.ends(pace)))


def window(before: date, step: Duration, day: date) -> tuple[date, date | None]:
    """Return the first and last day that keep an interval after `before`, widened to hold the planned `day`.

    None: no longest interval is stated. The planned day may lie outside where months are short.
    """
    earliest, latest = reach(before, step)
    return min(earliest, day), latest and max(latest, day)
