"""What a plan costs: counted sessions times a published price.

Decimal throughout. Low is the fewest sessions at the lowest price, high the most sessions at the highest.
An unknown bound is None, never 0. Figures through a month are cumulative, because the ranges of two years
do not add up to the range of their sum. No sum mixes currencies.
"""

from collections.abc import Callable, Iterator, Sequence
from datetime import date
from decimal import Decimal
from typing import Literal, NamedTuple

from mesoplan.planning.overrides import apply_choices
from mesoplan.planning.regimen import Request
from mesoplan.planning.schedule import lay_out_if_dated
from mesoplan.planning.session_counts import SessionCounts, count_sessions
from mesoplan.pricing.packs import Offer, Purchase, Till, tills
from mesoplan.pricing.rates import Rate
from mesoplan.tables.regimens import Price, Protocol
from mesoplan.values.ranges import MAX_SESSIONS, Amount, Count


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


class Figures(NamedTuple):
    """Everything that is a sum of money, in one currency."""

    currency: str
    """ISO 4217 code."""
    per_session: Amount
    """What a session costs: the quote if there is one, else the published range."""
    course: Cost
    """Where there is no course, no sessions and no cost."""
    through: tuple[CostThrough, ...]
    """Through every full 12 months and through the horizon; empty where the course has no dates."""

    def each(self, change: Callable[[Decimal], Decimal], currency: str) -> "Figures":
        """Return every known sum changed, in a currency; what is not known stays so."""

        def amount(one: Amount) -> Amount:
            return Amount(*(None if bound is None else change(bound) for bound in one))

        def cost(one: Cost) -> Cost:
            return one._replace(cost=amount(one.cost), planned=amount(one.planned))

        return Figures(
            currency=currency,
            per_session=amount(self.per_session),
            course=cost(self.course),
            through=tuple(through._replace(cost=cost(through.cost)) for through in self.through),
        )


class Terms(NamedTuple):
    """What a patient knows beside the published prices. Amounts are in the price row's currency."""

    quote: Amount | None = None
    """A clinic's own price of a session, in place of the published range."""
    offer: Offer | None = None
    """Packs, discount, fee and travel."""
    budget: Decimal | None = None
    """What there is to spend."""


NO_TERMS = Terms()
"""The published price alone."""


class Budget(NamedTuple):
    """What an amount pays for."""

    amount: Decimal
    fewest: int | None
    """Most sessions it pays for at the highest price; None where that is not known."""
    most: int | None
    """Most sessions it pays for at the lowest price; None where that is not known."""
    covers_course: Literal["always", "possibly", "never"] | None
    """Whether it pays for the shortest course at every, at some or at no price; None where there is no course."""


class Estimate(NamedTuple):
    """What a plan costs at one price row, in that row's currency."""

    price: Price
    figures: Figures
    """What one pays."""
    complete: bool
    """False where there are sessions that no figure counts, so that they are not priced."""
    notes: tuple[str, ...]
    """What a reader must know about the figures."""
    terms: Terms = NO_TERMS
    """What was known beside the published price."""
    purchase: tuple[Purchase, ...] = ()
    """The cheapest way to buy the planned course at the highest known price; empty without an offer."""
    purchase_lowest: tuple[Purchase, ...] = ()
    """The same at the lowest known price."""
    budget: Budget | None = None
    """What the budget pays for."""
    converted: tuple[Rate, Figures] | None = None
    """The same figures in another currency, and the rate."""


def estimate_cost(protocol: Protocol, price: Price, request: Request, terms: Terms = NO_TERMS) -> Estimate:
    """Estimate what a protocol costs in one country.

    A protocol whose interval nobody states still has the cost of its course; `through` is empty then.

    Raises:
        UsageError: a choice cannot be followed, or dates would pass the year 9999.
    """
    regimen = apply_choices(protocol, request)
    return price_sessions(count_sessions(regimen, lay_out_if_dated(regimen)), price, terms)


def price_sessions(counts: SessionCounts, price: Price, terms: Terms = NO_TERMS, rate: Rate | None = None) -> Estimate:
    """Put a price on counted sessions, and convert it if there is a rate."""
    per_session = terms.quote or price.per_session
    both = tills(per_session, terms.offer or Offer())
    figures = Figures(
        currency=price.currency,
        per_session=per_session,
        course=_cost(both if counts.regimen.course else (None, None), counts.course, counts.planned),
        through=tuple(
            CostThrough(
                through.months,
                through.until,
                _cost(both, Count(through.fewest, through.most), through.planned),
            )
            for through in counts.through
        ),
    )
    cheapest, dearest = both[0] or both[1], both[1] or both[0]
    return Estimate(
        price=price,
        figures=figures,
        complete=counts.complete,
        notes=tuple(_notes(counts, price, terms)),
        terms=terms,
        purchase=dearest.purchase(counts.planned) if terms.offer and dearest else (),
        purchase_lowest=cheapest.purchase(counts.planned) if terms.offer and cheapest else (),
        budget=None if terms.budget is None else _budget(terms.budget, both, counts.course.min or 0),
        converted=rate and (rate, figures.each(lambda amount: amount * rate.rate, rate.currency)),
    )


def _cost(both: Sequence[Till | None], sessions: Count, planned: int) -> Cost:
    lowest, highest = both
    return Cost(
        sessions=sessions,
        cost=Amount(_pay(lowest, sessions.min), _pay(highest, sessions.max)),
        planned_sessions=planned,
        planned=Amount(_pay(lowest, planned), _pay(highest, planned)),
    )


def _pay(till: Till | None, sessions: int | None) -> Decimal | None:
    return None if till is None or sessions is None else till.pay(sessions)


def _budget(amount: Decimal, both: Sequence[Till | None], shortest: int) -> Budget:
    lowest, highest = both
    covers: Literal["always", "possibly", "never"] | None = "possibly"
    if not shortest:
        covers = None
    elif highest is not None and highest.pay(shortest) <= amount:
        covers = "always"
    elif lowest is not None and lowest.pay(shortest) > amount:
        covers = "never"
    fewest, most = (None if till is None else till.most_for(amount, MAX_SESSIONS) for till in (highest, lowest))
    return Budget(amount, fewest, most, covers)


def _notes(counts: SessionCounts, price: Price, terms: Terms) -> Iterator[str]:
    protocol, maintenance = counts.regimen.protocol, counts.regimen.maintenance
    if terms.quote is not None:
        yield f"Reckoned with the clinic's own price, {terms.quote} {price.currency} a session, not the published one."
    elif price.source != protocol.source:
        yield "The protocol and the price come from two documents; no single document states this cost."
    if counts.regimen.undated:
        yield "Without an interval there are no dates, so only the course is priced; --interval supplies one."
    elif not counts.complete:
        yield f"Maintenance is not priced: {maintenance}; --maintenance supplies a figure."
    if counts.course.max is None:
        yield (
            "The source names no largest number of sessions, so the course has no highest cost; the highest"
            " figures through a month are for somebody whose course simply goes on."
        )
    if price.note:
        yield price.note
    if price.insurance:
        yield price.insurance
    if price.not_stated:
        yield f"The price's source does not say {', '.join(price.not_stated)}."
