"""The cheapest way to buy sessions: a search over packs, their free sessions and single ones.

Sessions are bought in order, and a pack is used up, or runs out, before another is opened, as clinics book
them. Of two ways that cost the same, the one with fewer sessions left over is taken, then the one that ends
with a single session rather than a pack. All amounts are Decimal, in major units of one currency.
"""

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal
from functools import partial
from typing import Literal, NamedTuple, final

from mesoplan.pricing.terms import Basis, End
from mesoplan.tables.prices import Pack
from mesoplan.values import Amount, Duration, add, rounded_to_minor

Kind = Literal["pack", "session", "maintenance-session", "published-session"]


class Good(NamedTuple):
    """Something that is sold, at one end of its range of prices."""

    kind: Kind
    """What it is."""
    sessions: int
    """How many it has, free ones among them."""
    price: Decimal
    """What one of it costs, less discount."""
    valid: Duration | None = None
    """How long a pack can be used from its first session on; None without an end."""


class Bought(NamedTuple):
    """One thing that is bought, and the sessions of the plan that it serves."""

    good: Good
    first: int
    """The first session that it serves, counted from 0."""
    end: int
    """The session after its last one."""

    @property
    def left(self) -> int:
        """How many of its sessions serve none of the plan's."""
        return self.good.sessions - (self.end - self.first)


class Basket(NamedTuple):
    """The cheapest way to buy the first sessions of a plan."""

    cost: Decimal = Decimal(0)
    """What all of it costs."""
    paid: int = 0
    """How many sessions are paid."""
    bought: tuple[Bought, ...] = ()
    """What is bought, in the order of the sessions."""

    def plus(self, good: Good, first: int, end: int) -> "Basket":
        """Return a basket with one thing more."""
        return Basket(self.cost + good.price, self.paid + good.sessions, (*self.bought, Bought(good, first, end)))


class Goods(NamedTuple):
    """What is sold, at one end of every range of prices."""

    single: Good | None
    """A single session; None where only packs are sold."""
    later: Good | None
    """A single session after the course; None if it is like any other."""
    packs: tuple[Good, ...]
    """The packs."""
    remainder: Good | None
    """A session at the published price, for what packs leave over; None where there is no such price."""


@final
class Tariff:
    """The least that any number of sessions costs, at one end of every range of prices; what was found is kept."""

    def __init__(self, goods: Goods, course: int | None = None, days: Sequence[date] = ()) -> None:
        """Take what is sold.

        Args:
            goods: packs and single sessions.
            course: how many sessions the course has; None: all of them.
            days: the sessions' days, for packs that run out; what comes after the last of them counts as on it.
        """
        self._goods, self._course, self._days = goods, course, days
        self._baskets: defaultdict[int, list[Basket]] = defaultdict(lambda: [Basket()])
        """By the smallest pack that may be bought, the cheapest way to cover 0, 1, 2 … sessions."""

    def basket(self, sessions: int) -> Basket:
        """Return the cheapest way to buy so many sessions.

        Where a published price stands in, packs go first: what they leave is less than the smallest that is bought.
        """
        published = self._goods.remainder
        if published is None or not sessions:
            return self._covered(1, sessions)
        sizes = sorted({pack.sessions for pack in self._goods.packs})
        ways = ((self._covered(size, sessions - over), over) for size in sizes for over in range(min(size, sessions)))
        basket, over = min(ways, key=lambda way: (way[0].cost + way[1] * published.price, way[0].paid + way[1]))
        for place in range(sessions - over, sessions):
            basket = basket.plus(published, place, place + 1)
        return basket

    def _covered(self, smallest: int, sessions: int) -> Basket:
        """Return the cheapest way to cover so many sessions without packs that are smaller than some."""
        baskets = self._baskets[smallest]
        while (upto := len(baskets)) <= sessions:
            # The cheaper, with fewer left over, and with as little as can be bought last: so earlier packs are used up
            # first, and a pack that saves nothing is not bought.
            ways = self._candidates(smallest, upto)
            baskets.append(min(ways, key=lambda way: (way.cost, way.paid, -way.bought[-1].first)))
        return baskets[sessions]

    def _candidates(self, smallest: int, upto: int) -> Iterator[Basket]:
        baskets = self._baskets[smallest]
        later = self._goods.later if self._course is not None and upto > self._course else None
        if single := later or self._goods.single:
            yield baskets[upto - 1].plus(single, upto - 1, upto)
        for pack in (pack for pack in self._goods.packs if pack.sessions >= smallest):
            starts = range(max(0, upto - pack.sessions), upto)
            first = starts[bisect_left(starts, True, key=partial(self._lasts, pack, upto))]
            # A later start never costs less and never leaves less over: take the last that is no worse than the first.
            same = bisect_right(baskets, baskets[first][:2], first, upto, key=lambda one: one[:2])  # equivalent: 3
            yield baskets[same - 1].plus(pack, same - 1, upto)

    def _lasts(self, pack: Good, end: int, first: int) -> bool:
        """Say whether a pack that is opened at the first session is still valid at the last that it would serve."""
        if pack.valid is None or not self._days:
            return True
        opened, last = (self._days[min(place, len(self._days) - 1)] for place in (first, end - 1))
        return last <= add(opened, pack.valid.shortest, pack.valid.unit)


def goods_of(basis: Basis, end: End) -> Goods | None:
    """Return what is on sale at one end of every range of prices, less discount; None where that end is not known."""
    terms, discount, later = basis.terms, basis.terms.discount, basis.terms.maintenance_session
    # At the published price a session may stand in for what packs leave over.
    published = basis.published_price if terms.per_session is None else None
    packs = [(pack, pack.price or basis.single) for pack in terms.packs]
    amounts = [basis.single, later, published, *(amount for _, amount in packs)]
    if any(amount is not None and getattr(amount, end) is None for amount in amounts):
        return None

    def good(kind: Kind, amount: Amount, pack: Pack | None = None) -> Good:
        price: Decimal = getattr(amount, end)
        # A discount is the clinic's: it is never off a published price that stands in for the clinic's.
        if discount and kind != "published-session" and (discount.on_packs or not pack):
            # Rounded before it is multiplied.
            price = rounded_to_minor(price * (100 - discount.percent) / 100, basis.currency)
        if pack is None:
            return Good(kind, 1, price)
        return Good(kind, pack.size, price if pack.price else pack.sessions * price, pack.valid)

    single = basis.single and good("published-session" if basis.is_borrowed else "session", basis.single)
    sold = tuple(good("pack", amount, pack) for pack, amount in packs if amount)
    remainder = good("published-session", published) if published and not later else None
    return Goods(single, later and good("maintenance-session", later), sold, remainder)
