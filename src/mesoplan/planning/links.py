"""How the parts of a plan follow each other: what the first session of each is counted from."""

from collections.abc import Sequence
from datetime import date
from functools import partial
from typing import NamedTuple

from mesoplan.planning.regimen import Part
from mesoplan.planning.rhythm import Run, after, exactly, start_run
from mesoplan.planning.visits import Link, Stop
from mesoplan.tables.regimens import Maintenance, Phase
from mesoplan.values.dates import add
from mesoplan.values.ranges import Duration, Pace


class Mark(NamedTuple):
    """The first and the last session of a course that a repeat is counted from."""

    first: Stop
    last: Stop


def phase_start(part: Part, last: Stop | None, start: date, pace: Pace) -> tuple[Run, Link | None]:
    """Return the rhythm of a phase that follows a session, and what its first session is counted from."""
    phase = part.phase
    if last is None:
        return start_run(phase, None, start, pace), None
    step = phase.gap or phase.interval
    assert step is not None
    again = partial(start_run, phase, last.date, start, pace)
    return start_run(phase, last.rhythm, start, pace), Link(last, step.at(pace), last.date, again=again)


def step_start(part: Part, last: Stop, pace: Pace) -> tuple[Run, Link]:
    """Return the rhythm of single maintenance sessions that follow a session, and what the first is counted from."""
    interval = part.phase.interval
    assert interval is not None
    step, lasting = interval.at(pace), part.lasting
    until = None if lasting is None else add(last.rhythm, lasting.min or 0, lasting.unit)
    run = Run(part.phase, step, last.rhythm, -1, pace, until)
    return run, Link(last, step, last.date, again=partial(run._replace, anchor=last.date))


def repeat_start(repeated: Sequence[Part], maintenance: Maintenance, mark: Mark, pace: Pace) -> tuple[Run, Link]:
    """Return the rhythm of a repeated course's first phase, and what its first session is counted from.

    It waits until the course before is over, however `every` is counted.
    """
    phase, every = repeated[0].phase, maintenance.every
    assert every is not None
    every, between = every.at(pace), _first_step(phase, every).at(pace)
    since = mark.first if maintenance.counted_from == "first-session" else mark.last
    step = phase.interval and phase.interval.at(pace)
    due, over = after(since.rhythm, every, pace), after(mark.last.rhythm, between, pace)
    link = Link(
        before=since,
        step=every,
        last=mark.last.date,
        floor=after(mark.last.date, between, "fast"),
        bound_by=(mark.last, between) if over > due else None,
        again=lambda: Run(
            phase, step, max(after(since.date, every, pace), after(mark.last.date, between, pace)), 0, pace
        ),
    )
    return Run(phase, step, max(due, over), 0, pace), link


def waits(maintenance: Maintenance, repeated: Sequence[Part], mark: Mark, pace: Pace) -> bool:
    """Whether a repeat waits for the end of the course before."""
    return bool(repeated) and repeat_start(repeated, maintenance, mark, pace)[1].bound_by is not None


def _first_step(phase: Phase, default: Duration) -> Duration:
    if phase.days is not None and len(phase.days) > 1:
        return exactly(phase.days[1])
    return phase.interval or default
