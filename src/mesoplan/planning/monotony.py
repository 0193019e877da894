"""How far dates are monotonic: when more sessions put none off, and when one plan stays ahead of another."""

from collections.abc import Mapping

from mesoplan.planning.regimen import Part, Regimen
from mesoplan.planning.rhythm import step_to
from mesoplan.planning.visits import Diary
from mesoplan.values.ranges import Duration, Pace

_LONGEST_HOLIDAYS = 10
"""No country has more public holidays in a row, with those between."""

_FEWEST_DAYS = {"days": 1, "weeks": 7, "months": 28, "years": 365}
_MOST_DAYS = {"days": 1, "weeks": 7, "months": 31, "years": 366}


def has_one_count(regimen: Regimen) -> bool:
    """Whether no phase leaves open how many sessions it has."""
    counts = [part.phase.count for part in (*regimen.opening, *regimen.repeated)]
    return all(count.min == count.max for count in counts)


def has_paces(regimen: Regimen) -> bool:
    """Whether the paces differ: some step is not exact."""
    return not all(step.is_exact for step in _steps(*regimen.opening, *regimen.repeated, *regimen.steps))


def grows_with_counts(regimen: Regimen, pace: Pace) -> bool:
    """Whether one more session in a phase, put between others, makes none of the later ones later.

    So it is where no step after it is shorter than the phase's own interval.
    """
    if regimen.most is not None:
        return False
    later = [_days(step, pace, _FEWEST_DAYS) for step in _steps(*regimen.steps, *regimen.repeated)]
    for part in (*regimen.repeated, *reversed(regimen.opening)):
        interval, count = part.phase.interval, part.phase.count
        if interval is not None and count.min != count.max and later and _days(interval, pace, _MOST_DAYS) > min(later):
            return False
        later += [_days(step, pace, _FEWEST_DAYS) for step in _steps(part)]
    return True


def _steps(*parts: Part) -> list[Duration]:
    """Return every step of some parts."""
    steps: list[Duration | None] = []
    for part in parts:
        steps += [part.every, part.phase.gap, part.phase.interval]
        steps += [step_to(part.phase, index) for index in range(1, len(part.phase.days or ()))]
    return [step for step in steps if step is not None]


def _days(step: Duration, pace: Pace, scale: Mapping[str, int]) -> int:
    """Return how many days a step has at a pace, at least or at most."""
    taken = step.at(pace)
    figure = taken.max if pace == "slow" and taken.max is not None else taken.min
    return (figure or 0) * scale[taken.unit]


def lead_of(regimen: Regimen, diary: Diary) -> int:
    """Return by how many sessions a plan must be ahead to stay ahead, whatever is closed."""
    lead = any(part.lasting is not None for part in regimen.steps) + (not diary.is_plain)
    closures = diary.closures
    away = max(((last - first).days + 1 for first, last in closures.away), default=0)
    longest = away + len(closures.weekdays) + (_LONGEST_HOLIDAYS if closures.holidays is not None else 0)
    steps = [step.about for step in _steps(*regimen.opening, *regimen.repeated, *regimen.steps)]
    return lead + longest // min(steps, default=1)
