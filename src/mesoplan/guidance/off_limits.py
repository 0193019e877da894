"""The days on which to avoid something after sessions. Hours are counted in days where no hour is known."""

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Annotated

from pydantic import Field

from mesoplan.tables.advice import Rule, in_hours
from mesoplan.values.dates import add
from mesoplan.values.ranges import Duration, Unit


@dataclass(frozen=True, slots=True, kw_only=True)
class Period:
    """Days in a row on which to avoid something."""

    start: Annotated[dt.date, Field(serialization_alias="from")]
    """The first day, that of a session."""
    until: dt.date
    """The day on which it is free again; not included."""
    ideally_until: dt.date | None = None
    """The same by the longest ideal, counted from the last session inside; null where no document names an ideal."""
    sessions: int = 1
    """How many sessions lie inside; with more than one it is never free between them."""


def end_of(moment: dt.date, length: Duration) -> dt.date:
    """Return when the wait ends that is one length of time after a session.

    It is a moment after a moment; after a day, whose hour is not known, it is the day on which, from the session's hour
    on, it is free: hours are rounded up to whole days.

    Raises:
        UsageError: that lies past the year 9999.
    """
    number, hours = length.min or 0, in_hours(length)
    if not isinstance(moment, dt.datetime):
        return add(moment, number, length.unit) if hours is None else add(moment, -(-hours // 24), Unit.DAYS)
    if hours is None:
        return dt.datetime.combine(add(moment.date(), number, length.unit), moment.time())
    days, hour = divmod(moment.hour + hours, 24)
    return dt.datetime.combine(add(moment.date(), days, Unit.DAYS), moment.time().replace(hour=hour))


def off_limits(rules: Iterable[Rule], visits: Sequence[dt.date], course_end: dt.date | None) -> tuple[Period, ...]:
    """Return the days on which to avoid an activity, by the rules for it and for one person.

    Args:
        rules: what is required, from every session or from the end of the course; without a stated figure no effect.
        visits: the days of the sessions, in order.
        course_end: the last session of the course; None where there is no course.

    Returns:
        Periods in order; those that would overlap or touch are one.
    """
    timed = [rule for rule in rules if rule.required]
    spans = sorted(span for rule in timed for span in _spans(rule.required, _anchors(rule, visits, course_end)))
    merged: list[tuple[dt.date, dt.date]] = []
    for first, until in spans:
        if merged and first <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(until, merged[-1][1]))
        else:
            merged.append((first, until))
    return tuple(_period(first, until, timed, visits, course_end) for first, until in merged)


def _spans(length: Duration | None, days: Iterable[dt.date]) -> Iterator[tuple[dt.date, dt.date]]:
    yield from ((day, end_of(day, length)) for day in days if length is not None)


def _anchors(rule: Rule, visits: Sequence[dt.date], course_end: dt.date | None) -> Sequence[dt.date]:
    if rule.counted_from == "session":
        return visits
    return [] if course_end is None else [course_end]


def _period(
    first: dt.date, until: dt.date, rules: Iterable[Rule], visits: Sequence[dt.date], course_end: dt.date | None
) -> Period:
    ideals = [
        end
        for rule in rules
        for day, end in _spans(rule.ideally, _anchors(rule, visits, course_end))
        if first <= day < until
    ]
    ideally = max(ideals, default=until)
    inside = sum(first <= day < until for day in visits)
    return Period(start=first, until=until, ideally_until=ideally if ideally > until else None, sessions=inside)
