"""What a plan costs: counted sessions times a price.

Low is the fewest sessions at the lowest price, high the most sessions at the highest. An unknown bound is None,
never 0. Figures through a month are cumulative, because the ranges of two years do not add up to the range of
their sum. No sum mixes currencies.
"""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import TypeVar

from mesoplan.planning.schedule import Schedule
from mesoplan.planning.session_counts import PlannedCount, SessionCounts
from mesoplan.pricing.bill import Billers, Both, Visits, amount_of
from mesoplan.pricing.budget import budget_of
from mesoplan.pricing.ends import UNKNOWN, each_end
from mesoplan.pricing.estimate import Converted, Cost, CostThrough, Country, Estimate, Quote
from mesoplan.pricing.notes import notes_on
from mesoplan.pricing.offer import offer_of
from mesoplan.pricing.options import EMPTY, Purse
from mesoplan.pricing.rates import Rate
from mesoplan.pricing.stopping import payment_of, stop_after
from mesoplan.pricing.terms import Basis
from mesoplan.pricing.verdict import Cite, judge, position, sourced
from mesoplan.values.money import rounded_to_minor
from mesoplan.values.ranges import Amount

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
    visits = visits_of(basis, schedule)
    billers = Billers(basis, visits)
    course, through = _course(counts, billers), tuple(_through(counts, billers))
    in_course = counts.planned if counts.regimen.course else 0
    sessions = in_course or (through[-1].sessions.planned if through else 0)
    total, listed = amount_of(billers.both(in_course), sessions), billers.singles(in_course)
    singles = listed and amount_of(listed, sessions)
    bill, lowest = (billers.bill(end, sessions, in_course) for end in ("high", "low"))
    row, terms, published = basis.row, basis.terms, basis.published_price
    quote = terms.per_session if basis.is_clinics else None
    stands_in = _stands_in(basis, billers, [course, *through])
    return Estimate(
        country=Country(id=row.id, name=row.name, code=row.code) if row else None,
        currency=basis.currency,
        per_session=sourced(row, cite),
        course=course,
        through=through,
        complete=counts.complete,
        notes=tuple(notes_on(counts, basis, bill, len(visits.missed_days), today, stands_in=stands_in)),
        converted=_convert(rate, basis, course, through, total if bill else None) if rate else None,
        quote=quote and Quote(low=quote.low, high=quote.high, position=position(quote, published)),
        offer=offer_of(basis, bill, lowest),
        budget=None if purse.budget is None else budget_of(purse.budget, billers, counts.course.min or 0, in_course),
        verdict=judge(basis, sessions, total, singles, cite) if basis.is_clinics and sessions else None,
        bill=bill,
        bill_at_lowest_price=lowest,
        payment=payment_of(total, terms.deposit, purse.paid, terms.instalments, basis.currency),
        stop=None if purse.stop_after is None else stop_after(purse.stop_after, sessions, billers, in_course),
    )


def open_sum(schedule: Schedule, basis: Basis, paid: Decimal) -> Amount | None:
    """Return what is still to be paid of a course, or without one of what is planned: an estimate's `payment.open`."""
    course = schedule.planned if schedule.regimen.course else 0
    total = amount_of(Billers(basis, visits_of(basis, schedule)).both(course), course or len(schedule.visits))
    payment = payment_of(total, None, paid, None, basis.currency)
    return None if payment is None else payment.open


def visits_of(basis: Basis, schedule: Schedule | None) -> Visits:
    """Return when sessions take place by a schedule, and when one was missed."""
    if schedule is None:
        return Visits()
    days = tuple(session.date for session in schedule.visits)
    missed = tuple(session.date for session in schedule.sessions if session.status == "missed")
    rule = basis.terms.missed and basis.terms.missed.rule
    return Visits(days, missed, are_forfeited=rule == "forfeited")


def _course(counts: SessionCounts, billers: Billers) -> Cost:
    """Price the course alone: all of it at the prices of the course."""
    sessions = PlannedCount(counts.course.min or 0, counts.course.max, counts.planned)
    both = billers.both() if counts.regimen.course else (None, None)
    return Cost(sessions=sessions, cost=_spread(both, sessions), planned=amount_of(both, sessions.planned))


def _through(counts: SessionCounts, billers: Billers) -> Iterator[CostThrough]:
    extremes = billers.extremes(counts.course.min or 0, counts.course.max)
    for through in counts.through:
        sessions = PlannedCount(through.fewest, through.most, through.planned)
        yield CostThrough(
            sessions=sessions,
            cost=_spread(extremes, sessions),
            planned=amount_of(billers.both(counts.planned), through.planned),
            months=through.months,
            until=through.until,
        )


def _spread(extremes: Both, sessions: PlannedCount) -> Amount:
    """Return what the fewest sessions cost at the lowest price, and the most at the highest."""
    low, high = extremes
    return Amount(low and low.total(sessions.min), None if sessions.max is None else high and high.total(sessions.max))


def _stands_in(basis: Basis, billers: Billers, costs: Iterable[Cost]) -> bool:
    """Say whether a figure has the published price of a session in it, because the clinic names none."""
    if basis.remainder is None:
        return False
    numbers = {number for cost in costs for number in (cost.sessions.min, cost.sessions.max, cost.sessions.planned)}
    bought = (one for biller in billers.both() if biller for number in numbers for one in biller.bought(number or 0))
    return any(one.good.kind == "published-session" for one in bought)


def _convert(rate: Rate, basis: Basis, course: Cost, through: Iterable[CostThrough], total: Amount | None) -> Converted:
    """Convert every sum, each rounded to its new currency."""

    def amount(one: Amount) -> Amount:
        return each_end(lambda end: rounded_to_minor(end * rate.rate, rate.currency), one)

    def cost(one: _C) -> _C:
        return replace(one, cost=amount(one.cost), planned=amount(one.planned))

    return Converted(
        currency=rate.currency,
        rate=rate.rate,
        rate_date=rate.day,
        rate_source=rate.source,
        per_session=amount(basis.single or (basis.row and basis.row.per_session) or UNKNOWN),
        course=cost(course),
        through=tuple(map(cost, through)),
        total=total and amount(total),
    )
