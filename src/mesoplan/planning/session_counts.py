"""How many sessions a plan has, and has before each year's end: the fewest, the most, and those planned."""

from bisect import bisect_left
from collections.abc import Iterator
from datetime import date
from itertools import count
from operator import attrgetter
from typing import NamedTuple

from mesoplan.planning.bounds import sessions_before
from mesoplan.planning.regimen import Regimen
from mesoplan.planning.schedule import Schedule
from mesoplan.values.dates import add
from mesoplan.values.ranges import Count, Unit


class Through(NamedTuple):
    """Sessions from the start up to a day, cumulative."""

    months: int | None
    """Months from the start; None where the horizon is no whole number of months."""
    until: date
    """The day itself is outside."""
    fewest: int
    most: int
    planned: int
    """In the printed schedule."""


class SessionCounts(NamedTuple):
    """How many sessions a plan has: what a price is multiplied with."""

    regimen: Regimen
    """What was planned."""
    course: Count
    """Fewest and most sessions of the course."""
    planned: int
    """Sessions of the planned course."""
    through: tuple[Through, ...]
    """Through every full 12 months and through the horizon; empty where the course has no dates."""
    complete: bool
    """False where there are sessions that no figure dates, so that they are not counted."""


def count_sessions(regimen: Regimen, schedule: Schedule | None) -> SessionCounts:
    """Count the sessions of a regimen.

    Args:
        regimen: the protocol with choices in place.
        schedule: its dates; None where it cannot be dated because no interval is stated.
    """
    undated_maintenance = regimen.maintenance.repeat != "none" and regimen.maintenance.every is None
    return SessionCounts(
        regimen=regimen,
        course=regimen.sessions,
        planned=regimen.planned,
        through=tuple(_through(regimen, schedule)) if schedule else (),
        complete=schedule is not None and not undated_maintenance,
    )


def _through(regimen: Regimen, schedule: Schedule) -> Iterator[Through]:
    horizons = list(_horizons(regimen))
    untils = [until for _, until in horizons]
    planned = [bisect_left(schedule.sessions, until, key=attrgetter("date")) for until in untils]
    # No plan has fewer sessions than the fewest: there is no need to look at more.
    fewest = sessions_before(regimen, untils, "fewest", planned[-1])
    most = sessions_before(regimen, untils, "most")
    for (months, until), *counts in zip(horizons, fewest, most, planned, strict=True):
        yield Through(months, until, *counts)


def _horizons(regimen: Regimen) -> Iterator[tuple[int | None, date]]:
    """Yield every full 12 months up to the horizon, and the horizon itself."""
    horizon, start = regimen.request.horizon, regimen.request.start
    until = start
    for months in count(12, 12):
        after = add(start, months, Unit.MONTHS)
        if after > regimen.end:
            break
        until = after
        yield months, until
    if until != regimen.end:
        yield horizon.min if horizon.unit is Unit.MONTHS else None, regimen.end
