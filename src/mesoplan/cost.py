"""What a plan costs: counted sessions times a published price.

Decimal throughout. Low is the fewest sessions at the lowest price, high the most sessions at the highest.
An unknown bound is None, never 0. Figures through a month are cumulative, because the ranges of two years
do not add up to the range of their sum. No sum mixes currencies.
"""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from mesoplan.counts import SessionCounts, count_sessions
from mesoplan.models import Price, Protocol
from mesoplan.ranges import Amount, Count
from mesoplan.regimen import Request, apply_choices
from mesoplan.schedule import lay_out


class Cost(NamedTuple):
    """What a number of sessions costs."""

    sessions: Count
    """The fewest and the most sessions."""
    cost: Amount
    """From the fewest at the lowest price to the most at the highest."""
    planned_sessions: int
    """How many sessions the plan has."""
    planned: Amount
    """What those cost, at the lowest and at the highest price."""


class CostThrough(NamedTuple):
    """What a plan costs from its start up to a day, all told."""

    months: int | None
    """Months from the start; None where the horizon is no whole number of months."""
    until: date
    """The day itself is outside."""
    cost: Cost
    """What the sessions until then cost."""


class Estimate(NamedTuple):
    """What a plan costs at one price row, in that row's currency."""

    price: Price
    course: Cost
    through: tuple[CostThrough, ...]
    """Through every full 12 months and through the horizon; empty where the course has no dates."""
    complete: bool
    """False where there are sessions that no figure counts, so that they are not priced."""
    notes: tuple[str, ...]
    """What a reader must know about the figures."""


def estimate_cost(protocol: Protocol, price: Price, request: Request) -> Estimate:
    """Estimate what a protocol costs in one country.

    A protocol whose interval nobody states still has the cost of its course; `through` is empty then.

    Raises:
        UsageError: a choice cannot be followed, or dates would pass the year 9999.
    """
    regimen = apply_choices(protocol, request)
    return price_sessions(count_sessions(regimen, None if regimen.undated else lay_out(regimen)), price)


def price_sessions(counts: SessionCounts, price: Price) -> Estimate:
    """Put a price on counted sessions."""
    return Estimate(
        price=price,
        course=_cost(price.per_session, counts.course, counts.planned),
        through=tuple(
            CostThrough(
                through.months,
                through.until,
                _cost(price.per_session, Count(through.fewest, through.most), through.planned),
            )
            for through in counts.through
        ),
        complete=counts.complete,
        notes=tuple(_notes(counts, price)),
    )


def _cost(per_session: Amount, sessions: Count, planned: int) -> Cost:
    return Cost(
        sessions=sessions,
        cost=Amount(_times(sessions.min, per_session.low), _times(sessions.max, per_session.high)),
        planned_sessions=planned,
        planned=Amount(_times(planned, per_session.low), _times(planned, per_session.high)),
    )


def _times(sessions: int | None, price: Decimal | None) -> Decimal | None:
    return None if sessions is None or price is None else sessions * price


def _notes(counts: SessionCounts, price: Price) -> Iterator[str]:
    protocol, maintenance = counts.regimen.protocol, counts.regimen.maintenance
    if price.source != protocol.source:
        yield "The protocol and the price come from two documents; no single document states this cost."
    if counts.regimen.undated:
        yield "Without an interval there are no dates, so only the course is priced; --interval supplies one."
    elif not counts.complete:
        yield f"Maintenance is not priced: {maintenance}; --maintenance supplies a figure."
    if counts.course.max is None:
        yield (
            "The source gives no largest number of sessions, so the course has no highest cost;"
            " the most sessions through a month are those of a course that has not ended by then."
        )
    if price.note:
        yield price.note
    if price.insurance:
        yield price.insurance
    if price.not_stated:
        yield f"The price's source does not say {', '.join(price.not_stated)}."
