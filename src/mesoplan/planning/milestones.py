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
    found = [
        *(_milestone(result.milestone, result, "result", first, days) for result in protocol.results),
        *(_milestone(review.review, review, "review", first, days) for review in protocol.reviews),
    ]
    return tuple(sorted(found, key=lambda milestone: milestone.earliest or milestone.latest or dt.date.max))


def _milestone(
    name: str, point: Result | Review, kind: Literal["result", "review"], first: dt.date, days: Sequence[dt.date]
) -> Milestone:
    after, sessions = point.after, point.after_sessions
    if after is not None:
        dates = [add(first, number, after.unit) if number else None for number in (after.min, after.max)]
    else:
        numbers = (sessions.min, sessions.max) if sessions else ()
        dates = [days[number - 1] if number and number <= len(days) else None for number in numbers]
    earliest, latest = dates or (None, None)
    return Milestone(name, sessions, after, earliest, latest, point.note, kind)
