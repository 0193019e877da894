"""How many sessions a plan has, and has before each year's end: the fewest, the most, and those planned."""

from bisect import bisect_left
from collections.abc import Iterator
from datetime import date
from itertools import count, takewhile
from typing import NamedTuple

from mesoplan.planning.bounds import sessions_before
from mesoplan.planning.regimen import Regimen
from mesoplan.planning.schedule import Schedule
from mesoplan.planning.visits import Diary
from mesoplan.values.dates import add
from mesoplan.values.frozen import Frozen
from mesoplan.values.ranges import Unit


class PlannedCount(Frozen, kw_only=False):
    """How many sessions."""

    min: int
    """The fewest that the protocol allows."""
    max: int | None
    """The most; null where the source names no largest number."""
    planned: int
    """In this plan."""


class Through(NamedTuple):
    """Sessions from the start up to a day, cumulative."""

    months: int | None
    """Months from the start; None where the horizon is no whole number of months."""
    until: date
    """The day itself is outside."""
    sessions: PlannedCount
    """The fewest and the most at any allowed count and pace, and those in the printed schedule."""


class SessionCounts(Frozen, kw_only=False):
    """How many sessions a plan has: what a price is multiplied with."""

    regimen: Regimen
    """What was planned."""
    course: PlannedCount
    """Those of the course; 0 without one."""
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
    planned = regimen.planned if schedule is None else schedule.planned
    is_dated = regimen.maintenance.repeat == "none" or bool(regimen.repeated or regimen.steps)
    return SessionCounts(
        regimen=regimen,
        course=PlannedCount(regimen.sessions.fewest, regimen.sessions.max, planned),
        through=tuple(_through(regimen, schedule)) if schedule else (),
        complete=schedule is not None and is_dated,
    )


def _through(regimen: Regimen, schedule: Schedule) -> Iterator[Through]:
    start, horizon = regimen.request.start, regimen.request.horizon
    months = {regimen.end: horizon.min if horizon.unit is Unit.MONTHS else None}
    years = ((add(start, full, Unit.MONTHS), full) for full in count(12, 12))
    months |= takewhile(lambda year: year[0] <= regimen.end, years)
    untils = sorted(months)
    days = [session.date for session in schedule.visits]
    planned = [bisect_left(days, until) for until in untils]
    diary = Diary(regimen)
    fewest = sessions_before(diary, untils, "fewest", planned)
    most = sessions_before(diary, untils, "most", planned) if regimen.has_most else [None] * len(untils)
    for until, few, many, plan in zip(untils, fewest, most, planned, strict=True):
        yield Through(months[until], until, PlannedCount(few, many, plan))
