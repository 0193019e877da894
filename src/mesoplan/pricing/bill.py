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
from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal
from functools import cache, lru_cache
from typing import Any, Literal, NamedTuple, final

from mesoplan.planning.session_counts import PlannedCount
from mesoplan.pricing.packs import Bought, Kind, Tariff, goods_of
from mesoplan.pricing.terms import ENDS, Basis, End
from mesoplan.values import Amount, Frozen, Money, rounded_to_minor

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


@final
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


class VisitDays(NamedTuple):
    """When sessions take place, and when one was missed."""

    days: Sequence[date] = ()
    """The days on which they take place, in order."""
    missed_days: Sequence[date] = ()
    """The days of those that were missed, in order."""
    are_forfeited: bool = False
    """Whether a missed session uses up a paid one."""
    until: date = date.max
    """The day, itself not included, up to which they are counted."""

    def missed(self, sessions: int) -> int:
        """Return how many sessions are missed before so many took place; after the last one counted, all of them."""
        last = self.days[sessions - 1] if 0 < sessions < bisect_left(self.days, self.until) else self.until
        return bisect_left(self.missed_days, last) if sessions else 0

    def paid(self, sessions: int) -> int:
        """Return how many sessions are used up when so many took place."""
        return sessions + (self.missed(sessions) if self.are_forfeited else 0)


class Biller:
    """Makes the bill of any number of visits, at either end of every range of prices.

    Everywhere `course` is how many sessions the course has, for terms with another price after it; None: all. Of more
    sessions that are `planned`, what is opened by then is paid: packs as a whole.
    """

    def __init__(self, basis: Basis, visits: VisitDays) -> None:
        """Take the prices and the days."""
        self.basis, self.visits = basis, visits
        self._tariff, self._kept = cache(self._tariff_at), cache(self._billed)
        # At a published price many lines of a batch ask for the same.
        self.figures = lru_cache(maxsize=1024)(self._figures)

    def until(self, day: date) -> "Biller":
        """Return one that counts the sessions missed before a day alone."""
        return Biller(self.basis, self.visits._replace(until=day)) if self.visits.missed_days else self

    def bill(self, end: End, sessions: int, course: int | None = None, planned: int | None = None) -> Bill | None:
        """Return the bill at one end of the prices; None where that end is not known."""
        return self._kept(end, sessions, course if self.basis.terms.maintenance_session else None, planned)

    def _billed(self, end: End, sessions: int, course: int | None, planned: int | None) -> Bill | None:
        bought = self._bought(end, sessions, course, planned)
        if bought is None:
            return None
        lines, tax, currency = list(self._lines(sessions, bought)), self.basis.terms.tax, self.basis.currency
        net = sum((line.amount for line in lines), Decimal(0))
        if added := self._tax_on(net):
            lines.append(_line("tax", 1, added))
        within = rounded_to_minor(net * tax.rate / (100 + tax.rate), currency) if tax and tax.included else None
        *lost, unused = [one.left for one in bought] or [0]
        total = net + added
        return Bill(sessions=sessions, lines=(*lines,), total=total, tax_included=within, unused=unused, lost=sum(lost))

    def total(self, sessions: int, course: int | None = None, planned: int | None = None) -> Amount:
        """Return what visits cost at the lowest and at the highest price; None where that end is not known."""
        bills = (self.bill(end, sessions, course, planned) for end in ENDS)
        return Amount(*(bill and bill.total for bill in bills))

    def _figures(self, sessions: PlannedCount, course: PlannedCount | None = None) -> dict[str, Any]:
        """Return what a `Cost` says of some sessions; without a course all of them at the prices of the course.

        `cost` is from what the fewest cost at the lowest price to what the most cost at the highest, each with the
        shortest or the longest course, whichever makes it the least, and the most.
        """
        courses = {course.min, course.max} if course and self.basis.terms.maintenance_session else {None}
        low = [self.bill("low", sessions.min, one) for one in courses]
        high = [] if sessions.max is None else [self.bill("high", sessions.max, one) for one in courses]
        least, most = ([bill.total for bill in bills if bill] for bills in (low, high))
        cost = Amount(min(least, default=None), max(most, default=None))
        planned = self.total(sessions.planned, course.planned if course else None)
        return {"sessions": sessions, "cost": cost, "planned": planned}

    def singles(self, sessions: int, course: int | None = None) -> Amount | None:
        """Return what so many visits cost one by one, at the list price; None where the clinic names none."""
        terms = self.basis.terms
        if terms.per_session is None:
            return None
        listed = self.basis._replace(terms=terms.model_copy(update={"packs": (), "discount": None}))
        return Biller(listed, self.visits).total(sessions, course)

    def refund(self, end: End, sessions: int, course: int | None, planned: int) -> Decimal | None:
        """Return what comes back by the clinic's rule after some of the planned sessions; None if it is not known."""
        terms, bought = self.basis.terms, self._bought(end, sessions, course, planned)
        if bought and terms.refund == "none":
            return Decimal(0)
        listed = terms.per_session and getattr(terms.per_session, end)
        if not bought or terms.refund is None or listed is None:
            return None
        last = bought[-1]
        used = min(last.end, self.visits.paid(sessions)) - last.first
        # A single session that took place is used.
        back: Decimal = max(last.good.price - used * listed, Decimal(0)) if last.good.kind == "pack" else Decimal(0)
        return back + self._tax_on(back)

    def _bought(self, end: End, sessions: int, course: int | None, planned: int | None) -> list[Bought] | None:
        """Return what is opened by the time of so many sessions, in their order; None where the end is not known."""
        tariff, paid = self._tariff(end, course), self.visits.paid(sessions)
        upto = self.visits.paid(planned) if planned else paid
        return tariff and [one for one in tariff.basket(upto).bought if one.first < paid]

    def _tariff_at(self, end: End, course: int | None) -> Tariff | None:
        goods, visits = goods_of(self.basis, end), self.visits
        # A forfeited session uses up a paid one as well.
        days = sorted([*visits.days, *visits.missed_days]) if visits.are_forfeited else visits.days
        return goods and Tariff(goods, None if course is None else visits.paid(course), days)

    def _lines(self, sessions: int, bought: Sequence[Bought]) -> Iterator[BillLine]:
        """Yield what is paid before tax: the largest packs first, single sessions in the order of the plan."""
        if not sessions:
            return
        largest_first = sorted((one.good for one in bought), key=lambda good: -good.sessions)
        for good, count in Counter(largest_first).items():
            yield _line(good.kind, count, good.price, good.sessions)
        terms, missed = self.basis.terms, self.visits.missed(sessions)
        if terms.fee:
            yield _line("fee", 1, terms.fee)
        if talk := terms.consultation:
            yield _line("consultation", sessions if talk.each == "visit" else 1, talk.price)
        if terms.deducted:
            yield _line("deduction", 1, -min(terms.deducted, sum((one.good.price for one in bought), Decimal(0))))
        if terms.per_visit:
            yield _line("per-visit", sessions, terms.per_visit)
        if missed and terms.missed and terms.missed.fee:
            yield _line("missed", missed, terms.missed.fee)

    def _tax_on(self, net: Decimal) -> Decimal:
        """Return the tax that is added to a sum; 0 where prices include it, or nobody says."""
        tax = self.basis.terms.tax
        return rounded_to_minor(net * tax.rate / 100, self.basis.currency) if tax and not tax.included else Decimal(0)


def _line(what: LineKind, count: int, price: Decimal, sessions: int | None = None) -> BillLine:
    return BillLine(what=what, count=count, sessions=sessions, price=price, amount=count * price)
