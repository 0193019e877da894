"""When the source says that something is to be seen, as dates of a plan."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from mesoplan.tables.regimens import Protocol, Result, Review
from mesoplan.values.dates import add
from mesoplan.values.ranges import Count, Duration


@dataclass(frozen=True, slots=True)
class Milestone:
    """Something that is to be seen, or a point at which it is looked for, with its dates where the source says when."""

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
    kind: Literal["result", "review"] = "result"
    """result: something is to be seen; review: the source has the response looked at, whatever is seen."""


def date_milestones(protocol: Protocol, first: dt.date, days: Sequence[dt.date]) -> tuple[Milestone, ...]:
    """Date the source's results and reviews: by the time after the first session, else by the sessions planned."""
    named: list[tuple[str, Result | Review]] = [(result.milestone, result) for result in protocol.results]
    named += [(review.review, review) for review in protocol.reviews]
    found = [
        Milestone(
            name,
            point.after_sessions,
            point.after,
            *_when(point, first, days),
            point.note,
            "review" if isinstance(point, Review) else "result",
        )
        for name, point in named
    ]
    return tuple(sorted(found, key=lambda milestone: milestone.earliest or milestone.latest or dt.date.max))


def _when(result: Result | Review, start: dt.date, days: Sequence[dt.date]) -> tuple[dt.date | None, dt.date | None]:
    if (after := result.after) is not None:
        fewest, most = after.min, after.max
        return fewest and add(start, fewest, after.unit), most and add(start, most, after.unit)  # type: ignore[return-value]
    if result.after_sessions is not None:
        return _nth(days, result.after_sessions.min), _nth(days, result.after_sessions.max)
    return None, None


def _nth(days: Sequence[dt.date], number: int | None) -> dt.date | None:
    return days[number - 1] if number is not None and number <= len(days) else None
