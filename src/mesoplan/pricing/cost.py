"""What a plan costs: counted sessions times a price.

Low is the fewest sessions at the lowest price, high the most sessions at the highest. An unknown bound is None,
never 0. Figures through a month are cumulative, because the ranges of two years do not add up to the range of
their sum. No sum mixes currencies.
"""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import NamedTuple, TypeVar

from mesoplan.planning.schedule import Schedule
from mesoplan.planning.session_counts import PlannedCount, SessionCounts
from mesoplan.pricing.bill import Bill, Billers, Visits
from mesoplan.pricing.estimate import Converted, Cost, CostThrough, Country, Estimate, judge, listed, offer_of, quote_of
from mesoplan.pricing.rates import Rate
from mesoplan.pricing.stopping import Budget, Stop, budget_of, payment_of, stop_after
from mesoplan.pricing.terms import EMPTY, ENDS, UNKNOWN, Basis, each_end
from mesoplan.tables.prices import Price
from mesoplan.tables.sources import Cite
from mesoplan.values.money import rounded_to_minor, show, show_range
from mesoplan.values.ranges import Amount, Count, sessions_words

ON_CLINIC = "Uses your clinic's prices, not the published ones."
"""Whose prices count, where a published one is there to judge them by."""


def notes_on(
    counts: SessionCounts, basis: Basis, bill: Bill | None, missed: int, today: date | None, *, stands_in: bool = False
) -> Iterator[str]:
    """Yield what a reader must know, what changes the sum most first.

    Args:
        counts: the sessions that are priced.
        basis: the prices.
        bill: of the plan at the highest price; None where nothing is planned.
        missed: how many sessions were missed.
        today: for prices that hold until a day.
        stands_in: whether the published price stands in for a single session at the clinic.
    """
    row = basis.row
    if basis.is_clinics:
        yield from _on_clinic(basis, bill, missed, today, stands_in=stands_in)
    is_rows = not basis.is_clinics or row is not basis.published
    if row and is_rows and row.source != counts.regimen.protocol.source:
        yield "The protocol and the price come from two documents; no single document states this cost."
    yield from _on_counts(counts)
    if row:
        yield from filter(None, (row.note, row.insurance))
    if row and row.not_stated and not basis.is_clinics:
        yield not_said(row)


def not_said(row: Price) -> str:
    """Say what the document of a published price leaves open."""
    return f"The price's source does not say {', '.join(row.not_stated)}."


def _on_clinic(basis: Basis, bill: Bill | None, missed: int, today: date | None, *, stands_in: bool) -> Iterator[str]:
    terms, published, price = basis.terms, basis.published, basis.published_price
    if price and stands_in:
        amount = show_range(price, basis.currency)
        yield f"Your clinic names no price of a single session: the published {amount} stands in."
    elif price:
        yield ON_CLINIC
    if bill:
        yield from _on_bill(basis, bill)
    if missed and terms.missed is None:
        counted = sessions_words(Count(missed, missed))
        yield f"The clinic does not say what a missed session costs, so nothing is counted for {counted}."
    if terms.valid and today and today > terms.valid:
        yield f"These prices held until {terms.valid}: ask the clinic for new ones."
    if terms.tax is None:
        yield "Ask whether tax is included; if it is not, add it with --tax 20%."
    elif published and any("tax" in what for what in published.not_stated):
        yield "The published price does not say whether it includes tax."
    yield from (sentence for _, sentence in terms.doubts())


def _on_bill(basis: Basis, bill: Bill) -> Iterator[str]:
    if bill.lost:
        yield f"You lose {sessions_words(Count(bill.lost, bill.lost))}, because a pack runs out before its last one."
    if bill.unused:
        yield f"You have {sessions_words(Count(bill.unused, bill.unused))} left over at the end."
    whole = basis.terms.deducted or Decimal(0)
    for line in bill.lines:
        if line.what == "deduction" and -line.amount < whole:
            part, all_of_it = show(-line.amount, basis.currency), show(whole, basis.currency)
            yield f"Only {part} of the consultation's {all_of_it} can be deducted: the sessions cost no more."


def _on_counts(counts: SessionCounts) -> Iterator[str]:
    if counts.regimen.undated:
        yield "Without an interval there are no dates, so only the course is priced (set it with --interval)."
    elif not counts.complete:
        yield f"Maintenance is not priced: {counts.regimen.maintenance} (set it with --maintenance)."
    if counts.course.max is None:
        yield "The source names no largest number of sessions, so there is no highest cost."


_C = TypeVar("_C", bound=Cost)


def price_sessions(
    counts: SessionCounts,
    basis: Basis,
    cite: Cite,
    schedule: Schedule | None = None,
    rate: Rate | None = None,
    today: date | None = None,
) -> Estimate:
    """Put a price on counted sessions.

    Args:
        counts: how many sessions there are.
        basis: what they cost.
        cite: from a document's id to how it is named.
        schedule: their days, for packs that run out and missed sessions; None where there are none.
        rate: what sums are converted at; None: they are not.
        today: for prices that hold until a day.

    Raises:
        UsageError: the plan has fewer sessions than the patient stops after.
    """
    visits = visits_of(basis, schedule)
    planned = tuple(sessions for _, _, sessions in counts.through)
    # What is known of one person is never kept.
    is_personal = basis.is_clinics or basis.purse != EMPTY or visits.days
    price = _price if is_personal else _price_kept
    priced = price(basis, visits, counts.course, planned, has_course=bool(counts.regimen.course))
    days = zip(counts.through, priced.through, strict=True)
    through = tuple(CostThrough.filled_from(cost, months=months, until=until) for (months, until, _), cost in days)
    row, terms, total, bill, number = basis.row, basis.terms, priced.total, priced.bill, priced.sessions
    return Estimate(
        country=Country.filled_from(row) if row else None,
        currency=basis.currency,
        per_session=listed(row, cite),
        course=priced.course,
        through=through,
        complete=counts.complete,
        notes=tuple(notes_on(counts, basis, bill, len(visits.missed_days), today, stands_in=priced.stands_in)),
        converted=_convert(rate, basis, priced.course, through, total if bill else None) if rate else None,
        quote=quote_of(basis),
        offer=offer_of(basis, bill, priced.lowest),
        budget=priced.budget,
        verdict=judge(basis, number, total, priced.singles, cite) if basis.is_clinics and number else None,
        bill=bill,
        bill_at_lowest_price=priced.lowest,
        payment=payment_of(total, terms.deposit, basis.purse.paid, terms.instalments, basis.currency),
        stop=priced.stop,
    )


class _Priced(NamedTuple):
    """What counted sessions cost, without the days of the plan."""

    sessions: int
    """How many the bills are about."""
    course: Cost
    through: tuple[Cost, ...]
    total: Amount
    singles: Amount | None
    """What they cost one by one, at a clinic's list price."""
    bill: Bill | None
    lowest: Bill | None
    stands_in: bool
    budget: Budget | None
    stop: Stop | None


def _price(
    basis: Basis, visits: Visits, course: PlannedCount, through: tuple[PlannedCount, ...], *, has_course: bool
) -> _Priced:
    """Price sessions: the fewest, the most and the planned ones of the course and of each stretch."""
    billers, in_course = Billers(basis, visits), course.planned if has_course else 0
    sessions = in_course or (through[-1].planned if through else 0)
    in_all = _cost(course, billers) if has_course else Cost(sessions=course, cost=UNKNOWN, planned=UNKNOWN)
    costs = tuple(_cost(one, billers, course) for one in through)
    bill, lowest = (billers.bill(end, sessions, in_course) for end in ("high", "low"))
    purse = basis.purse
    return _Priced(
        sessions=sessions,
        course=in_all,
        through=costs,
        total=billers.total(sessions, in_course),
        singles=billers.singles(sessions, in_course) if basis.is_clinics else None,
        bill=bill,
        lowest=lowest,
        stands_in=_stands_in(basis, billers, [in_all, *costs]),
        budget=None if purse.budget is None else budget_of(purse.budget, billers, course.min, in_course),
        stop=None if purse.stop_after is None else stop_after(purse.stop_after, sessions, billers, in_course),
    )


_price_kept = lru_cache(maxsize=32)(_price)
"""The same for many lines of a batch, which have as many sessions at the same published prices."""


def open_sum(schedule: Schedule, basis: Basis) -> Amount | None:
    """Return what is still to be paid, where what is paid is known: an estimate's `payment.open`."""
    course = schedule.planned if schedule.regimen.course else 0
    total = Billers(basis, visits_of(basis, schedule)).total(course or len(schedule.visits), course)
    payment = payment_of(total, None, basis.purse.paid, None, basis.currency)
    return None if payment is None else payment.open


def visits_of(basis: Basis, schedule: Schedule | None) -> Visits:
    """Return when sessions take place by a schedule, and when one was missed; no days where no price asks for them."""
    missed = tuple(session.date for session in schedule.sessions if session.status == "missed") if schedule else ()
    if schedule is None or not (missed or any(pack.valid for pack in basis.terms.packs)):
        return Visits()
    days = tuple(session.date for session in schedule.visits)
    rule = basis.terms.missed and basis.terms.missed.rule
    return Visits(days, missed, are_forfeited=rule == "forfeited")


def _cost(sessions: PlannedCount, billers: Billers, course: PlannedCount | None = None) -> Cost:
    """Price some sessions; without a course all of them at the prices of the course."""
    planned = billers.total(sessions.planned, course.planned if course else None)
    return Cost(sessions=sessions, cost=billers.spread(sessions, course), planned=planned)


def _stands_in(basis: Basis, billers: Billers, costs: Iterable[Cost]) -> bool:
    """Say whether a figure has the published price of a session in it, because the clinic names none."""
    if basis.remainder is None:
        return False
    numbers = {
        number for cost in costs for number in (cost.sessions.min, cost.sessions.max, cost.sessions.planned) if number
    }
    known = [biller for end in ENDS if (biller := billers.at(end))]
    bought = (one for biller in known for number in numbers for one in biller.bought(number))
    return any(one.good.kind == "published-session" for one in bought)


def _convert(rate: Rate, basis: Basis, course: Cost, through: Iterable[CostThrough], total: Amount | None) -> Converted:
    """Convert every sum, each rounded to its new currency."""

    def amount(one: Amount) -> Amount:
        return each_end(lambda end: rounded_to_minor(end * rate.rate, rate.currency), one)

    def cost(one: _C) -> _C:
        return replace(one, cost=amount(one.cost), planned=amount(one.planned))

    return Converted.filled_from(
        rate,
        per_session=amount(basis.single or (basis.row and basis.row.per_session) or UNKNOWN),
        course=cost(course),
        through=tuple(map(cost, through)),
        total=total and amount(total),
    )
