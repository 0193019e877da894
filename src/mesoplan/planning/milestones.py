"""When the source says that something is to be seen, as dates of a plan."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from mesoplan.tables.regimens import Protocol, Result
from mesoplan.values.dates import add
from mesoplan.values.ranges import Count, Duration


@dataclass(frozen=True, slots=True)
class Milestone:
    """Something that the source says is to be seen, between two dates where it says when."""

    name: str
    """What is to be seen."""
    after_sessions: Count | None
    """After how many sessions, where the source says so."""
    after: Duration | None
    """How long after the first session; goes before `after_sessions` where both are stated."""
    earliest: dt.date | None
    """First day, included; None where the source gives none or the plan has too few sessions."""
    latest: dt.date | None
    """Last day, included; None where the source gives none or the plan has too few sessions."""
    note: str | None
    """What the source says beyond the figures."""


def date_milestones(protocol: Protocol, first: dt.date, days: Sequence[dt.date]) -> tuple[Milestone, ...]:
    """Date the source's results: by the time after the first session, else by the sessions planned."""
    found = [
        Milestone(result.milestone, result.after_sessions, result.after, *_when(result, first, days), result.note)
        for result in protocol.results
    ]
    return tuple(sorted(found, key=lambda milestone: milestone.earliest or milestone.latest or dt.date.max))


def _when(result: Result, start: dt.date, days: Sequence[dt.date]) -> tuple[dt.date | None, dt.date | None]:
    if (after := result.after) is not None:
        fewest, most = after.min, after.max
        return fewest and add(start, fewest, after.unit), most and add(start, most, after.unit)  # type: ignore[return-value]
    if result.after_sessions is not None:
        return _nth(days, result.after_sessions.min), _nth(days, result.after_sessions.max)
    return None, None


def _nth(days: Sequence[dt.date], number: int | None) -> dt.date | None:
    return days[number - 1] if number is not None and number <= len(days) else None
