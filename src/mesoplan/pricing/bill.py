"""What some visits cost, line by line.

The order in which terms apply, stated here once:

1. the cheapest purchase of the sessions, each price less its discount;
2. plus what is paid once: the fee, and the consultation;
3. less the consultation if it is deducted, at most as much as the sessions cost;
4. plus what is paid at every visit;
5. plus a fee for each missed session, if that is the rule (a forfeited one is bought in 1 like any other);
6. plus tax on all of that, rounded once, unless prices include it.
"""

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal

from mesoplan.pricing.packs import Basket, Bought, Good, Goods, Tariff
from mesoplan.pricing.terms import Basis
from mesoplan.tables.prices import Terms
from mesoplan.values.money import Money, rounded_to_minor

LineKind = Literal[
    "pack", "session", "maintenance-session", "published-session",
    "fee", "consultation", "deduction", "per-visit", "missed", "tax",
]  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class BillLine:
    """One line of a bill."""

    what: LineKind
    """What is paid. published-session: the clinic names no price, so the published one stands in."""
    count: int
    """How many of it."""
    sessions: int | None
    """How many sessions one of it has, free ones among them; null where it is no session."""
    price: Money
    """Of one, less discount; negative where it is taken off."""
    amount: Money
    """Of all of it: count times price."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Bill:
    """What some visits cost, line by line."""

    sessions: int
    """How many sessions take place."""
    lines: tuple[BillLine, ...]
    """What is paid; their amounts add up to the total."""
    total: Money
    """All of it."""
    tax_included: Money | None
    """How much of the total is tax that prices include; null where tax is a line, or not known."""
    unused: int
    """Sessions that are paid and left over."""
    lost: int
    """Sessions of a pack that ran out before the plan came to them."""


class Visits:
    """When sessions take place, and when one was missed."""

    def __init__(self, days: Sequence[date] = (), missed: Sequence[date] = (), *, are_forfeited: bool = False) -> None:
        """Take the days, in order; `are_forfeited`: a missed session uses up a paid one."""
        self._days = days
        self._missed = missed
        self._are_forfeited = are_forfeited
        self.paid_days = sorted([*days, *missed]) if are_forfeited else days
        """The days that use up a paid session."""

    def missed(self, sessions: int) -> int:
        """Return how many sessions are missed before so many took place; after the last, all."""
        if not self._missed or sessions >= len(self._days):
            return len(self._missed)
        return bisect_left(self._missed, self._days[sessions - 1]) if sessions else 0

    def paid(self, sessions: int) -> int:
        """Return how many sessions are used up when so many took place."""
        return sessions + (self.missed(sessions) if self._are_forfeited else 0)


class Biller:
    """Makes the bill of any number of visits, at one end of every range of prices."""

    def __init__(
        self, basis: Basis, goods: Goods, visits: Visits, course: int | None = None, single: Decimal | None = None
    ) -> None:
        """Take what is needed.

        Args:
            basis: the terms and their currency.
            goods: what is sold.
            visits: when sessions take place.
            course: how many sessions the course has; None: all of them.
            single: the clinic's list price of one session; None where it names none.
        """
        self.terms = basis.terms
        self._currency = basis.currency
        self._single = single
        self._visits = visits
        self._tariff = Tariff(goods, None if course is None else visits.paid(course), visits.paid_days)

    def total(self, sessions: int) -> Decimal:
        """Return what so many visits cost; nothing where there is none."""
        if not sessions:
            return Decimal(0)
        cost = self._tariff.cost(self._visits.paid(sessions))
        return self._with_tax(cost + sum(line.amount for line in self._extras(sessions, cost)))

    def basket(self, sessions: int) -> Basket:
        """Return what is bought for so many visits."""
        return self._tariff.basket(self._visits.paid(sessions))

    def borrows(self, sessions: int) -> bool:
        """Say whether so many visits are paid in part at the published price, because packs alone are sold."""
        return any(one.good.kind == "published-session" for one in self.basket(sessions).bought)

    def bill(self, sessions: int) -> Bill:
        """Return the bill of so many visits."""
        basket = self.basket(sessions)
        lines = [*lines_of(basket.bought), *(self._extras(sessions, basket.cost) if sessions else ())]
        net = sum((line.amount for line in lines), Decimal(0))
        total = self._with_tax(net)
        if total != net:
            lines.append(_line("tax", 1, total - net))
        return Bill(
            sessions=sessions,
            lines=tuple(lines),
            total=total,
            tax_included=self._tax_in(total),
            unused=basket.unused,
            lost=basket.lost,
        )

    def paid_by(self, sessions: int, planned: int) -> Decimal:
        """Return what is paid when some of the planned visits took place: packs as a whole once they are opened."""
        cost = sum((one.good.price for one in self._opened(sessions, planned)), Decimal(0))
        return self._with_tax(cost + sum(line.amount for line in self._extras(sessions, cost)))

    def refund(self, sessions: int, planned: int) -> Decimal | None:
        """Return what comes back then by the clinic's rule; None where that is not known."""
        rule, single = self.terms.refund, self._single
        last = self._opened(sessions, planned)[-1]
        if rule == "none":
            return Decimal(0)
        if rule is None or single is None:
            return None
        used = min(last.end, self._visits.paid(sessions)) - last.first
        return self._with_tax(max(last.good.price - used * single, Decimal(0)))

    def _opened(self, sessions: int, planned: int) -> list[Bought]:
        """Return what is bought for the plan by the time that some of its visits took place."""
        return [one for one in self.basket(planned).bought if one.first < self._visits.paid(sessions)]

    def _extras(self, sessions: int, cost: Decimal) -> Iterator[BillLine]:
        """Yield what comes on top of the sessions, before tax."""
        return extras_of(self.terms, sessions, cost, self._visits.missed(sessions))

    def _with_tax(self, net: Decimal) -> Decimal:
        tax = self.terms.tax
        if tax is None or tax.included:
            return net
        return net + rounded_to_minor(net * tax.rate / 100, self._currency)

    def _tax_in(self, total: Decimal) -> Decimal | None:
        tax = self.terms.tax
        if tax is None or not tax.included:
            return None
        return rounded_to_minor(total * tax.rate / (100 + tax.rate), self._currency)


def lines_of(purchase: Iterable[Bought]) -> Iterator[BillLine]:
    """Yield what is bought, the largest packs first, single sessions in the order of the plan."""
    found: dict[int, tuple[Good, int]] = {}
    for bought in purchase:
        good = bought.good
        found[id(good)] = good, found.get(id(good), (good, 0))[1] + 1
    for good, count in sorted(found.values(), key=lambda one: -one[0].sessions):
        yield _line(good.kind, count, good.price, good.sessions)


def extras_of(terms: Terms, sessions: int, cost: Decimal, missed: int) -> Iterator[BillLine]:
    """Yield what is paid on top of sessions that cost so much, before tax."""
    if terms.fee:
        yield _line("fee", 1, terms.fee)
    if terms.consultation:
        at_each = terms.consultation.each == "visit"
        yield _line("consultation", sessions if at_each else 1, terms.consultation.price)
    if terms.deducted:
        yield _line("deduction", 1, -min(terms.deducted, cost))
    if terms.per_visit:
        yield _line("per-visit", sessions, terms.per_visit)
    if missed and terms.missed and terms.missed.fee:
        yield _line("missed", missed, terms.missed.fee)


def _line(what: LineKind, count: int, price: Decimal, sessions: int | None = None) -> BillLine:
    return BillLine(what=what, count=count, sessions=sessions, price=price, amount=count * price)
