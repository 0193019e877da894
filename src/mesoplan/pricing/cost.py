"""What a plan costs: counted sessions times a price.

Low is the fewest sessions at the lowest price, high the most sessions at the highest. An unknown bound is None,
never 0. Figures through a month are cumulative, because the ranges of two years do not add up to the range of
their sum. No sum mixes currencies.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from datetime import date
from typing import TypeVar

from mesoplan.planning.schedule import Schedule
from mesoplan.planning.session_counts import SessionCounts
from mesoplan.pricing.bill import Visits
from mesoplan.pricing.billers import ENDS, Billers, amount_of, pay
from mesoplan.pricing.budget import budget_of
from mesoplan.pricing.estimate import Converted, Cost, CostThrough, Country, Estimate, PlannedCount, Quote, SourcedPrice
from mesoplan.pricing.notes import notes_on
from mesoplan.pricing.offer import offer_of
from mesoplan.pricing.options import EMPTY, Purse
from mesoplan.pricing.rates import Rate
from mesoplan.pricing.stopping import Stop, payment_of, stop_after
from mesoplan.pricing.terms import Basis
from mesoplan.pricing.verdict import judge, position
from mesoplan.tables.citations import Citation
from mesoplan.tables.prices import Price
from mesoplan.values.money import rounded_to_minor
from mesoplan.values.ranges import Amount

Cite = Callable[[str], Citation]
_UNKNOWN = Amount(None, None)
_C = TypeVar("_C", bound=Cost)


def price_sessions(
    counts: SessionCounts,
    basis: Basis,
    cite: Cite,
    schedule: Schedule | None = None,
    purse: Purse = EMPTY,
    rate: Rate | None = None,
    today: date | None = None,
) -> Estimate:
    """Put a price on counted sessions.

    Args:
        counts: how many sessions there are.
        basis: what they cost.
        cite: from a document's id to how it is named.
        schedule: their days, for packs that run out and missed sessions; None where there are none.
        purse: budget, what is paid, and when the patient stops.
        rate: what sums are converted at; None: they are not.
        today: for prices that hold until a day.

    Raises:
        UsageError: the plan has fewer sessions than the patient stops after.
    """
    visits, missed = visits_of(basis, schedule)
    billers = Billers(basis, visits)
    course, through = _course(counts, billers), tuple(_through(counts, billers))
    in_course = counts.planned if counts.regimen.course else 0
    row = basis.row
    sessions = in_course or (through[-1].sessions.planned if through else 0)
    total, singles = _totals(billers, sessions, in_course)
    bill, lowest = (billers.bill(end, sessions, in_course) for end in ("high", "low"))
    budget = purse.budget
    estimate = Estimate(
        country=None if row is None else Country(id=row.id, name=row.name, code=row.code),
        currency=basis.currency,
        per_session=_sourced(row, cite),
        course=course,
        through=through,
        complete=counts.complete,
        notes=tuple(
            notes_on(counts, basis, bill, missed, today, stands_in=_stands_in(basis, billers, [course, *through]))
        ),
        converted=None,
        quote=_quote(basis),
        offer=offer_of(basis, bill, lowest),
        budget=None if budget is None else budget_of(budget, billers, counts.course.min or 0, in_course),
        verdict=judge(basis, sessions, total, singles, cite) if basis.is_clinics and sessions else None,
        bill=bill,
        bill_at_lowest_price=lowest,
        payment=payment_of(total, basis.terms.deposit, purse.paid, basis.terms.instalments, basis.currency),
        stop=_stop(purse.stop_after, sessions, billers, in_course),
    )
    return replace(estimate, converted=_converted(estimate, basis, total, rate)) if rate else estimate


def visits_of(basis: Basis, schedule: Schedule | None) -> tuple[Visits, int]:
    """Return when sessions take place by a schedule, and how many were missed."""
    if schedule is None:
        return Visits(), 0
    days = tuple(session.date for session in schedule.visits)
    missed = tuple(session.date for session in schedule.sessions if session.status == "missed")
    rule = basis.terms.missed and basis.terms.missed.rule
    return Visits(days, missed, are_forfeited=rule == "forfeited"), len(missed)


def _course(counts: SessionCounts, billers: Billers) -> Cost:
    """Price the course alone: all of it at the prices of the course."""
    sessions = PlannedCount(counts.course.min or 0, counts.course.max, counts.planned)
    if not counts.regimen.course:
        return Cost(sessions=sessions, cost=_UNKNOWN, planned=_UNKNOWN)
    low, high = billers.both()
    cost = Amount(pay(low, sessions.min), pay(high, sessions.max))
    return Cost(sessions=sessions, cost=cost, planned=amount_of((low, high), counts.planned))


def _through(counts: SessionCounts, billers: Billers) -> Iterator[CostThrough]:
    bounds = (counts.course.min or 0, counts.course.max)
    low, high = (billers.at(end, billers.bounds(end, bounds)) for end in ENDS)
    for through in counts.through:
        # Without a largest number of sessions of the course there is none before any day.
        most = None if counts.course.max is None else through.most
        yield CostThrough(
            sessions=PlannedCount(through.fewest, most, through.planned),
            cost=Amount(pay(low, through.fewest), pay(high, most)),
            planned=amount_of(billers.both(counts.planned), through.planned),
            months=through.months,
            until=through.until,
        )


def _stands_in(basis: Basis, billers: Billers, costs: Iterable[Cost]) -> bool:
    """Say whether a figure has the published price of a session in it, because the clinic names none."""
    if basis.remainder is None:
        return basis.is_borrowed
    numbers = {number for cost in costs for number in (cost.sessions.min, cost.sessions.max, cost.sessions.planned)}
    known = [biller for biller in billers.both() if biller]
    return any(biller.borrows(number) for biller in known for number in numbers if number)


def _totals(billers: Billers, sessions: int, course: int) -> tuple[Amount, Amount | None]:
    """Return what some visits cost, and what they would cost one by one."""
    singles = billers.singles(course)
    return amount_of(billers.both(course), sessions), singles and amount_of(singles, sessions)


def _stop(after: int | None, sessions: int, billers: Billers, course: int) -> Stop | None:
    if after is None:
        return None
    return stop_after(after, sessions, billers.both(course), billers.singles(course))


def _sourced(row: Price | None, cite: Cite) -> SourcedPrice | None:
    if row is None or row.per_session is None:
        return None
    return SourcedPrice(low=row.per_session.low, high=row.per_session.high, source=cite(row.source))


def _quote(basis: Basis) -> Quote | None:
    """Return the clinic's own price of a session, and where it lies; None where it names none."""
    price = basis.terms.per_session
    if not basis.is_clinics or price is None:
        return None
    published = basis.published_price
    return Quote(low=price.low, high=price.high, position=None if published is None else position(price, published))


def _converted(estimate: Estimate, basis: Basis, total: Amount, rate: Rate) -> Converted:
    """Convert every sum, each rounded to its new currency."""

    def amount(one: Amount) -> Amount:
        ends = (one.low, one.high)
        return Amount(*(end and rounded_to_minor(end * rate.rate, rate.currency) for end in ends))

    def cost(one: _C) -> _C:
        return replace(one, cost=amount(one.cost), planned=amount(one.planned))

    price = estimate.per_session
    per_session = basis.single or (price and Amount(price.low, price.high)) or _UNKNOWN
    return Converted(
        currency=rate.currency,
        rate=rate.rate,
        rate_date=rate.day,
        rate_source=rate.source,
        per_session=amount(per_session),
        course=cost(estimate.course),
        through=tuple(cost(one) for one in estimate.through),
        total=amount(total) if estimate.bill else None,
    )
