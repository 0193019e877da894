"""What a plan is made of: the parts that maintenance has, and what they leave open."""

from collections.abc import Iterator, Sequence

from mesoplan.planning.regimen import Part
from mesoplan.planning.visits import NEVER
from mesoplan.tables.regimens import Maintenance, Phase
from mesoplan.values.ranges import Count, Duration, Pace, Unit

_SINGLES = Count(1, None)


def alone(first: Phase, pace: Pace) -> tuple[Part, ...]:
    """Return what begins on the first day where there is no course."""
    return (Part("maintenance", None, first, first.count.planned(pace), first.count.min or 0),)


def repeated_parts(
    course: tuple[Phase, ...], opening: tuple[Part, ...], maintenance: Maintenance, pace: Pace
) -> tuple[Part, ...]:
    """Return the course that is repeated: that of the maintenance, or the whole course, phase by phase."""
    if maintenance.repeat != "course" or maintenance.every is None:
        return ()
    parts = opening
    if maintenance.sessions is not None:
        interval = maintenance.interval or _first_interval(course)
        parts = alone(Phase.model_construct(phase="", sessions=maintenance.sessions, interval=interval), pace)
    first, *others = (part._replace(kind="maintenance", name=None) for part in parts)
    is_since_first = maintenance.counted_from == "first-session"
    return (first._replace(every=maintenance.every, is_since_first=is_since_first), *others)


def _first_interval(course: Sequence[Phase]) -> Duration | None:
    """Return the first interval that a course has."""
    for phase in course:
        if phase.days is not None and len(phase.days) > 1:
            return Duration(phase.days[1], phase.days[1], Unit.DAYS)
        if phase.interval is not None:
            return phase.interval
    return None


def single_steps(maintenance: Maintenance) -> tuple[Part, ...]:
    """Return single maintenance sessions, one step after the other."""
    if maintenance.repeat != "session":
        return ()
    every = [(step.every, step.lasting) for step in maintenance.steps]
    if maintenance.every is not None:
        every = [(maintenance.every, None)]
    return tuple(_single(interval, lasting) for interval, lasting in every)


def _single(interval: Duration, lasting: Duration | None) -> Part:
    phase = Phase.model_construct(phase="maintenance", sessions=_SINGLES, interval=interval)
    return Part("maintenance", None, phase, NEVER, NEVER, lasting=lasting)


def undated_phases(opening: Sequence[Part], repeated: Sequence[Part]) -> tuple[Phase, ...]:
    """Return the phases that have no interval and need one."""
    undated = tuple(
        part.phase
        for index, part in enumerate(opening)
        if part.phase.interval is None
        and part.phase.days is None
        and (part.phase.count.max != 1 or (index > 0 and part.phase.gap is None))
    )
    if not undated and any(
        part.phase.count.max != 1 and part.phase.interval is None and part.phase.days is None for part in repeated
    ):
        # A course of one session says nothing of the time between those of its repeats.
        return (opening[0].phase,)
    return undated


def step_notes(opening: Sequence[Part], repeated: Sequence[Part], steps: Sequence[Part], pace: Pace) -> Iterator[str]:
    """Say which lengths are planned where the source leaves more open than a pace says."""
    phases = [part.phase for part in (*opening, *repeated, *steps)]
    used = [step for phase in phases for step in (phase.interval, phase.gap) if step is not None]
    if all(step.max is not None and not step.options and step.frequency is None for step in used):
        return
    if pace != "fast" and any(step.max is None for step in used):
        yield "No longest interval is given, so the shortest is planned at every pace."
    for step in dict.fromkeys(used):
        if step.options:
            yield f"{step} is a choice, not a range: this plan takes {step.at(pace)}."
        if step.frequency:
            yield f"{step.frequency} is no whole number of days: this plan takes {step}."
