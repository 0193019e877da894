"""What a plan costs: counted sessions times a price.

Low is the fewest sessions at the lowest price, high the most sessions at the highest. An unknown bound is None,
never 0. Figures through a month are cumulative, because the ranges of two years do not add up to the range of
their sum. No sum mixes currencies.
"""

from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import replace
from datetime import date
from functools import lru_cache
from itertools import islice

from mesoplan.errors import MesoplanError
from mesoplan.planning.schedule import Schedule
from mesoplan.planning.session_counts import SessionCounts
from mesoplan.planning.visits import itinerary
from mesoplan.pricing.bill import Bill, Biller, VisitDays
from mesoplan.pricing.estimate import Converted, Cost, CostThrough, Country, Estimate, judge, listed, offer_of, quote_of
from mesoplan.pricing.rates import Rate
from mesoplan.pricing.stopping import budget_of, payment_of, stop_after
from mesoplan.pricing.terms import ENDS, NOTHING_ASKED, UNKNOWN, Basis, basis_of, each_end
from mesoplan.tables.prices import Price
from mesoplan.tables.sources import Cite
from mesoplan.values import MAX_SESSIONS, Amount, counted, rounded_to_minor, show, show_range

JOINED = "The protocol and the price come from two documents; no single document states this cost."
STANDS_IN = "Your clinic names no price of a single session"
HELD_UNTIL = "These prices held until"
ON_CLINIC = "Uses your clinic's prices, not the published ones."
"""Whose prices count, where a published one is there to judge them by."""


def notes_on(counts: SessionCounts, biller: Biller, bill: Bill | None) -> Iterator[str]:
    """Yield what a reader must know, what changes the sum most first.

    Args:
        counts: the sessions that are priced.
        biller: what they cost.
        bill: of the plan at the highest price; None where nothing is planned.
    """
    basis, row, regimen = biller.basis, biller.basis.row, counts.diary.regimen
    if basis.is_clinics:
        if (price := basis.published_price) and _stands_in(biller, counts):
            yield f"{STANDS_IN}: the published {show_range(price, basis.currency)} stands in."
        elif price:
            yield ON_CLINIC
        yield from _on_bill(basis, bill, "the course" if regimen.course else "this plan")
        last = counts.schedule.attended[-1].date if counts.schedule and counts.schedule.attended else date.min
        yield from _on_terms(basis, len(biller.visits.missed_days), counts.diary.request.day, last)
    if row and not (basis.is_clinics and row is basis.published) and row.source != regimen.protocol.source:
        yield JOINED
    if regimen.undated:
        yield "Without an interval there are no dates, so only the course is priced (set it with --interval)."
    elif not counts.complete:
        yield f"Maintenance is not priced: {regimen.maintenance} (set it with --maintenance)."
    if counts.course.max is None:
        yield "The source names no largest number of sessions, so there is no highest cost."
    if row:
        yield from filter(None, (row.note, row.insurance))
        if row.not_stated and not basis.is_clinics:
            yield not_said(row)


def not_said(row: Price) -> str:
    """Say what the document of a published price leaves open."""
    return f"The price's source does not say {', '.join(row.not_stated)}."


def _on_bill(basis: Basis, bill: Bill | None, what: str) -> Iterator[str]:
    if bill and bill.lost:
        yield f"You lose {counted(bill.lost, 'session')}, because a pack runs out before its last one."
    if bill and bill.unused:
        yield f"You have {counted(bill.unused, 'session')} left over after {what}."
    whole = basis.terms.deducted
    for line in bill.lines if bill else ():
        if line.what == "deduction" and whole and -line.amount < whole:
            part, all_of_it = show(-line.amount, basis.currency), show(whole, basis.currency)
            yield f"Only {part} of the consultation's {all_of_it} can be deducted: the sessions cost no more."


def _on_terms(basis: Basis, missed: int, today: date, last: date) -> Iterator[str]:
    terms, published = basis.terms, basis.published
    if missed and terms.missed is None:
        lacking = "The clinic does not say what a missed session costs, so nothing is counted for"
        yield f"{lacking} {counted(missed, 'session')}."
    if terms.valid and today > terms.valid:
        yield f"{HELD_UNTIL} {terms.valid}: ask the clinic for new ones."
    elif terms.valid and last > terms.valid:
        yield f"These prices hold until {terms.valid}, and the plan goes on: ask what later sessions cost."
    if terms.tax is None:
        yield "Ask whether tax is included; if it is not, add it with --tax 20%."
    elif published and any("tax" in what for what in published.not_stated):
        yield "The published price does not say whether it includes tax."
    yield from (sentence for _, sentence in terms.doubts())


def price_sessions(counts: SessionCounts, basis: Basis, cite: Cite) -> Estimate:
    """Put a price on counted sessions.

    Args:
        counts: how many sessions there are, and when.
        basis: what they cost.
        cite: from a document's id to how it is named.

    Raises:
        UsageError: the plan has fewer sessions than the patient stops after.
    """
    visits = visits_of(basis, counts.schedule)
    # What is known of one person is never kept.
    row, asked = basis.row, basis.asked
    is_published = row is not None and not (basis.is_clinics or asked is not NOTHING_ASKED or visits.days)
    biller = _kept_biller(row) if is_published else Biller(basis, visits)
    in_course = counts.course.planned
    sessions = in_course or (counts.through[-1].sessions.planned if counts.through else 0)
    unknown = Cost(sessions=counts.course, cost=UNKNOWN, planned=UNKNOWN)
    course = Cost(**biller.figures(counts.course)) if counts.diary.regimen.course else unknown
    through = tuple(
        CostThrough(months=months, until=until, **biller.until(until).figures(one, counts.course))
        for months, until, one in counts.through
    )
    low, high = (biller.bill(end, sessions, in_course) if sessions else None for end in ENDS)
    total, bill = biller.total(sessions, in_course), high or low
    return Estimate(
        country=Country(id=row.id, name=row.name, code=row.code) if row else None,
        currency=basis.currency,
        per_session=listed(row, cite),
        course=course,
        through=through,
        complete=counts.complete,
        notes=tuple(notes_on(counts, biller, bill)),
        converted=_convert(basis.rate, basis, course, through, total if bill else None) if basis.rate else None,
        quote=quote_of(basis),
        offer=offer_of(basis, bill, low or high),
        budget=None if asked.budget is None else budget_of(asked.budget, biller, counts.course.min, in_course),
        verdict=judge(biller, sessions, in_course, cite) if basis.is_clinics and sessions else None,
        bill=bill,
        bill_at_lowest_price=low or high,
        payment=payment_of(total, basis),
        stop=None if asked.stop_after is None else stop_after(asked.stop_after, sessions, biller, in_course),
    )


@lru_cache(maxsize=32)
def _kept_biller(row: Price) -> Biller:
    """Return what makes the bills at a published price, the same for many lines of a batch."""
    return Biller(basis_of(row), VisitDays())


def open_sum(schedule: Schedule, basis: Basis, until: date) -> Amount | None:
    """Return what is still to be paid, where what is paid is known: an estimate's `payment.open`.

    Without a course that is for the sessions before a day.
    """
    sessions = schedule.planned or sum(session.date < until for session in schedule.attended)
    payment = payment_of(Biller(basis, visits_of(basis, schedule)).total(sessions, schedule.planned), basis)
    return payment.open if payment else None


def visits_of(basis: Basis, schedule: Schedule | None) -> VisitDays:
    """Return when sessions take place by a schedule, and when one was missed; no days where no price asks for them."""
    if schedule is None or not (schedule.diary.request.missed or any(pack.valid for pack in basis.terms.packs)):
        return VisitDays()
    # Also beyond the horizon: what sessions cost does not depend on how far a plan looks.
    days = {session.date for session in schedule.attended} | {visit.date for visit in schedule.laid_out}
    if any(pack.valid for pack in basis.terms.packs):
        plan = itinerary(schedule.regimen.parts, schedule.diary, schedule.regimen.pace)
        with suppress(MesoplanError):  # the calendar ends, or every day is closed
            days.update(visit.date for visit in islice(plan, MAX_SESSIONS))
    rule = basis.terms.missed and basis.terms.missed.rule
    return VisitDays(sorted(days), schedule.diary.request.missed, are_forfeited=rule == "forfeited")


def _stands_in(biller: Biller, counts: SessionCounts) -> bool:
    """Say whether a figure has the published price of a session in it, because the clinic names none."""
    priced = (counts.course, *(through.sessions for through in counts.through))
    numbers = {number for one in priced for number in (one.min, one.max, one.planned)}
    bills = (biller.bill(end, number) for end in ENDS for number in numbers if number)
    return any(line.what == "published-session" for bill in bills if bill for line in bill.lines)


def _convert(rate: Rate, basis: Basis, course: Cost, through: Iterable[CostThrough], total: Amount | None) -> Converted:
    """Convert every sum, each rounded to its new currency."""

    def amount(one: Amount) -> Amount:
        return each_end(lambda end: rounded_to_minor(end * rate.rate, rate.currency), one)

    return Converted.filled_from(
        rate,
        per_session=amount(basis.single or (basis.row and basis.row.per_session) or UNKNOWN),
        course=replace(course, cost=amount(course.cost), planned=amount(course.planned)),
        through=tuple(replace(one, cost=amount(one.cost), planned=amount(one.planned)) for one in through),
        total=total and amount(total),
    )
