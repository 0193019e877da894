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
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from decimal import Decimal
from functools import partial
from typing import Literal, NamedTuple, final

from mesoplan.planning.session_counts import PlannedCount
from mesoplan.pricing.packs import Bought, Goods, Kind, Tariff, goods_of
from mesoplan.pricing.terms import ENDS, Basis, End
from mesoplan.values.frozen import Frozen
from mesoplan.values.money import Money, rounded_to_minor
from mesoplan.values.ranges import Amount

LineKind = Literal[Kind, "fee", "consultation", "deduction", "per-visit", "missed", "tax"]


class BillLine(Frozen):
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


class Bill(Frozen):
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


class Visits(NamedTuple):
    """When sessions take place, and when one was missed."""

    days: Sequence[date] = ()
    """The days on which they take place, in order."""
    missed_days: Sequence[date] = ()
    """The days of those that were missed, in order."""
    are_forfeited: bool = False
    """Whether a missed session uses up a paid one."""

    @property
    def paid_days(self) -> Sequence[date]:
        """The days that use up a paid session, in order."""
        return sorted([*self.days, *self.missed_days]) if self.are_forfeited else self.days

    def missed(self, sessions: int) -> int:
        """Return how many sessions are missed before so many took place; after the last, all."""
        if not self.missed_days or sessions >= len(self.days):
            return len(self.missed_days)
        return bisect_left(self.missed_days, self.days[sessions - 1]) if sessions else 0

    def paid(self, sessions: int) -> int:
        """Return how many sessions are used up when so many took place."""
        return sessions + (self.missed(sessions) if self.are_forfeited else 0)


@final
class Biller:
    """Makes the bill of any number of visits, at one end of every range of prices."""

    def __init__(self, basis: Basis, goods: Goods, visits: Visits, course: int | None = None) -> None:
        """Take what is needed.

        Args:
            basis: the terms and their currency.
            goods: what is sold.
            visits: when sessions take place.
            course: how many sessions the course has; None: all of them.
        """
        self._terms, self._visits, self._listed = basis.terms, visits, goods.listed
        self._rounded = partial(rounded_to_minor, currency=basis.currency)
        self._tariff = Tariff(goods, None if course is None else visits.paid(course), visits.paid_days)

    def total(self, sessions: int) -> Decimal:
        """Return what so many visits cost; nothing where there is none."""
        return self._total(sessions, self._tariff.basket(self._visits.paid(sessions)).cost) if sessions else Decimal(0)

    def bought(self, sessions: int, planned: int | None = None) -> list[Bought]:
        """Return what is bought for so many visits; of more that are planned, what is opened by then."""
        paid = self._visits.paid(sessions)
        basket = self._tariff.basket(paid if planned is None else self._visits.paid(planned))
        return [one for one in basket.bought if one.first < paid]

    def bill(self, sessions: int) -> Bill:
        """Return the bill of so many visits."""
        tax, basket = self._terms.tax, self._tariff.basket(self._visits.paid(sessions))
        # The largest packs first, single sessions in the order of the plan.
        counts = Counter(sorted((one.good for one in basket.bought), key=lambda good: -good.sessions))
        lines = [_line(good.kind, count, good.price, good.sessions) for good, count in counts.items()]
        lines += self._extras(sessions, basket.cost) if sessions else ()
        net = sum((line.amount for line in lines), Decimal(0))
        total = self._with_tax(net)
        if total != net:
            lines.append(_line("tax", 1, total - net))
        return Bill(
            sessions=sessions,
            lines=tuple(lines),
            total=total,
            tax_included=self._rounded(total * tax.rate / (100 + tax.rate)) if tax and tax.included else None,
            unused=basket.unused,
            lost=basket.lost,
        )

    def paid_by(self, sessions: int, planned: int) -> Decimal:
        """Return what is paid when some of the planned visits took place: packs as a whole once they are opened."""
        return self._total(sessions, sum((one.good.price for one in self.bought(sessions, planned)), Decimal(0)))

    def refund(self, sessions: int, planned: int) -> Decimal | None:
        """Return what comes back then by the clinic's rule; None where that is not known."""
        if self._terms.refund == "none":
            return Decimal(0)
        if self._terms.refund is None or self._listed is None:
            return None
        last = self.bought(sessions, planned)[-1]
        used = min(last.end, self._visits.paid(sessions)) - last.first
        return self._with_tax(max(last.good.price - used * self._listed, Decimal(0)))

    def _total(self, sessions: int, cost: Decimal) -> Decimal:
        """Return what visits cost whose sessions cost so much."""
        return self._with_tax(cost + sum(line.amount for line in self._extras(sessions, cost)))

    def _extras(self, sessions: int, cost: Decimal) -> Iterator[BillLine]:
        """Yield what is paid on top of sessions that cost so much, before tax."""
        terms, missed = self._terms, self._visits.missed(sessions)
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

    def _with_tax(self, net: Decimal) -> Decimal:
        tax = self._terms.tax
        return net if tax is None or tax.included else net + self._rounded(net * tax.rate / 100)


def _line(what: LineKind, count: int, price: Decimal, sessions: int | None = None) -> BillLine:
    return BillLine(what=what, count=count, sessions=sessions, price=price, amount=count * price)


class Billers:
    """Makes the bills of any number of visits at the lowest and at the highest price, each biller once.

    Everywhere `course` is how many sessions the course has, for terms with another price after it; None: all.
    """

    def __init__(self, basis: Basis, visits: Visits) -> None:
        """Take the prices and the days."""
        self.basis = basis
        self._visits = visits
        self._goods = {end: goods_of(basis, end) for end in ENDS}
        self._made: dict[tuple[End, int | None], Biller | None] = {}

    def at(self, end: End, course: int | None = None) -> Biller | None:
        """Return the biller at one end of the prices; None where that end is not known."""
        goods = self._goods[end]
        key = end, course if goods and goods.later else None
        if key not in self._made:
            self._made[key] = goods and Biller(self.basis, goods, self._visits, key[1])
        return self._made[key]

    def both(self, figure: Callable[[Biller], Decimal | None], course: int | None = None) -> Amount:
        """Return a figure of the bills at the lowest and at the highest price; None where it is not known."""
        return Amount(*((biller := self.at(end, course)) and figure(biller) for end in ENDS))

    def total(self, sessions: int, course: int | None = None) -> Amount:
        """Return what so many visits cost at the lowest and at the highest price."""
        return self.both(lambda biller: biller.total(sessions), course)

    def spread(self, sessions: PlannedCount, course: PlannedCount | None = None) -> Amount:
        """Return what the fewest sessions cost at the lowest price, and the most at the highest.

        The course has as many sessions as make that the least, and the most; None: all of them.
        """
        shortest, longest = (course.min, course.max) if course else (None, None)
        is_dearer = {end: goods is not None and goods.is_dearer_later for end, goods in self._goods.items()}
        low = self.at("low", longest if is_dearer["low"] else shortest)
        high = self.at("high", shortest if is_dearer["high"] else longest)
        most = None if sessions.max is None else high and high.total(sessions.max)
        return Amount(low and low.total(sessions.min), most)

    def bill(self, end: End, sessions: int, course: int | None = None) -> Bill | None:
        """Return the bill at an end of the prices, or at the other where that one is not known."""
        biller = self.at(end, course) or self.at("low" if end == "high" else "high", course)
        return biller.bill(sessions) if biller and sessions else None

    def singles(self, sessions: int, course: int | None = None) -> Amount | None:
        """Return what so many visits cost one by one, at the list price; None where the clinic names none."""
        terms = self.basis.terms
        if terms.per_session is None:
            return None
        listed = self.basis._replace(terms=terms.model_copy(update={"packs": (), "discount": None}))
        return Billers(listed, self._visits).total(sessions, course)
