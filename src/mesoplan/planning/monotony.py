"""How far dates are monotonic: when more sessions put none off, and when one plan stays ahead of another."""

from collections.abc import Mapping
from itertools import pairwise

from mesoplan.planning.regimen import Regimen
from mesoplan.planning.rhythm import exactly
from mesoplan.planning.visits import Diary
from mesoplan.tables.regimens import Phase
from mesoplan.values.ranges import Duration, Pace

_LONGEST_HOLIDAYS = 10
"""No country has more public holidays in a row, with those between."""

_FEWEST_DAYS = {"days": 1, "weeks": 7, "months": 28, "years": 365}
_MOST_DAYS = {"days": 1, "weeks": 7, "months": 31, "years": 366}


def has_paces(regimen: Regimen) -> bool:
    """Whether the paces differ: some step is not exact."""
    every = regimen.maintenance.every if regimen.repeated else None
    parts = (*regimen.opening, *regimen.repeated, *regimen.steps)
    steps = [step for part in parts for step in (part.phase.gap, part.phase.interval)]
    return any(step is not None and step.min != step.max for step in (*steps, every))


def grows_with_counts(regimen: Regimen, pace: Pace) -> bool:
    """Whether one more session in a phase, put between others, makes none of the later ones later.

    So it is where no step after it is shorter than the phase's own interval.
    """
    if regimen.most is not None:
        return False
    every = regimen.maintenance.every if regimen.repeated else None
    shortest = every and _days(every, pace, _FEWEST_DAYS)
    later = [shortest] if shortest else []
    again = [step for part in regimen.repeated for step in _steps(part.phase)]
    for part in reversed((*regimen.opening, *regimen.repeated, *regimen.steps)):
        phase, count = part.phase, part.phase.count
        steps = _steps(phase)
        if part in regimen.repeated:
            steps += again
        if phase.interval is not None and count.min != count.max:
            longest = _days(phase.interval, pace, _MOST_DAYS)
            if longest > min((*later, *(_days(step, pace, _FEWEST_DAYS) for step in again)), default=longest):
                return False
        later += [_days(step, pace, _FEWEST_DAYS) for step in steps]
    return True


def _steps(phase: Phase) -> list[Duration]:
    """Return every step of a phase."""
    listed = [exactly(other - one) for one, other in pairwise(phase.days or ())]
    return [step for step in (phase.gap, phase.interval, *listed) if step is not None]


def _days(step: Duration, pace: Pace, scale: Mapping[str, int]) -> int:
    """Return how many days a step has at a pace, at least or at most."""
    taken = step.at(pace)
    figure = taken.max if pace == "slow" and taken.max is not None else taken.min
    return (figure or 0) * scale[taken.unit]


def lead_of(regimen: Regimen, diary: Diary) -> int:
    """Return by how many sessions a plan must be ahead to stay ahead, whatever is closed."""
    lead = any(part.lasting is not None for part in regimen.steps) + (not diary.is_plain)
    closures = diary.closures
    if closures is None:
        return lead
    away = max(((last - first).days + 1 for first, last in closures.away), default=0)
    longest = away + len(closures.weekdays) + (_LONGEST_HOLIDAYS if closures.holidays is not None else 0)
    parts = (*regimen.opening, *regimen.steps, *regimen.repeated)
    steps = [step.about for part in parts for step in _steps(part.phase)]
    return lead + longest // min(steps, default=1)
