"""What a plan is made of: the parts that maintenance has, and what they leave open."""

from collections.abc import Iterator, Sequence

from mesoplan.planning.regimen import Part
from mesoplan.planning.rhythm import step_to
from mesoplan.planning.visits import NEVER
from mesoplan.tables.phases import Maintenance, Phase
from mesoplan.values.ranges import Count, Pace

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
        interval = maintenance.interval or next(filter(None, (step_to(phase, 1) for phase in course)), None)
        parts = alone(Phase.model_construct(phase="", sessions=maintenance.sessions, interval=interval), pace)
    first, *others = (part._replace(kind="maintenance", name=None) for part in parts)
    is_since_first = maintenance.counted_from == "first-session"
    return (first._replace(every=maintenance.every, is_since_first=is_since_first), *others)


def single_steps(maintenance: Maintenance) -> tuple[Part, ...]:
    """Return single maintenance sessions, one step after the other."""
    if maintenance.repeat != "session":
        return ()
    every = maintenance.every
    steps = [(step.every, step.lasting) for step in maintenance.steps] if every is None else [(every, None)]
    phases = [Phase.model_construct(phase="", sessions=_SINGLES, interval=interval) for interval, _ in steps]
    return tuple(
        Part("maintenance", None, phase, NEVER, NEVER, lasting=lasting)
        for phase, (_, lasting) in zip(phases, steps, strict=True)
    )


def undated_phases(opening: Sequence[Part], repeated: Sequence[Part]) -> tuple[Phase, ...]:
    """Return the phases that have no interval and need one."""
    bare = [part for part in opening if _is_bare(part)]
    undated = tuple(
        part.phase for part in bare if part.phase.count.max != 1 or (part is not opening[0] and part.phase.gap is None)
    )
    if not undated and any(_is_bare(part) and part.phase.count.max != 1 for part in repeated):
        # A course of one session says nothing of the time between those of its repeats.
        return (opening[0].phase,)
    return undated


def _is_bare(part: Part) -> bool:
    return part.phase.interval is None and part.phase.days is None


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
