"""How the parts of a plan follow each other: what the first session of each is counted from."""

from datetime import date
from functools import partial
from typing import NamedTuple

from mesoplan.planning.regimen import Part
from mesoplan.planning.rhythm import Run, nth, step_to
from mesoplan.planning.visits import Link, Stop
from mesoplan.values.dates import add
from mesoplan.values.ranges import Duration, Pace


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


def waits(part: Part, mark: Mark, pace: Pace) -> bool:
    """Whether a repeat waits for the end of the course before."""
    link = follow(part, mark, mark.first.date, pace)[1]
    return link is not None and link.bound_by is not None
