"""The cheapest way to buy sessions: a search over packs, their free sessions and single ones.

Sessions are bought in order, and a pack is used up, or runs out, before another is opened, as clinics book
them. Of two ways that cost the same, the one with fewer sessions left over is taken, then the one that ends
with a single session rather than a pack. All amounts are Decimal, in major units of one currency.
"""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal
from typing import Literal, NamedTuple

from mesoplan.pricing.terms import Basis, End
from mesoplan.tables.price_parts import Pack
from mesoplan.values.dates import add
from mesoplan.values.money import rounded_to_minor
from mesoplan.values.ranges import Amount

Kind = Literal["pack", "session", "maintenance-session", "published-session"]


class Good(NamedTuple):
    """Something that is sold, at one end of its range of prices."""

    kind: Kind
    """What it is."""
    sessions: int
    """How many it has, free ones among them."""
    price: Decimal
    """What one of it costs, less discount."""
    pack: Pack | None = None
    """The pack, if it is one."""


class Bought(NamedTuple):
    """One thing that is bought, and the sessions of the plan that it serves."""

    good: Good
    first: int
    """The first session that it serves, counted from 0."""
    end: int
    """The session after its last one."""


class Basket(NamedTuple):
    """The cheapest way to buy the first sessions of a plan; each is one thing more than the basket before it."""

    cost: Decimal
    """What all of it costs."""
    paid: int
    """How many sessions are paid."""
    last: Bought | None = None
    """What is bought last; None where nothing is."""
    before: "Basket | None" = None
    """What is bought before that."""

    def plus(self, good: Good, first: int, end: int) -> "Basket":
        """Return a basket with one thing more."""
        return Basket(self.cost + good.price, self.paid + good.sessions, Bought(good, first, end), self)

    @property
    def bought(self) -> list[Bought]:
        """What is bought, in the order of the sessions."""
        found, basket = [], self
        while basket.last and basket.before:
            found.append(basket.last)
            basket = basket.before
        return found[::-1]

    @property
    def unused(self) -> int:
        """How many paid sessions are left over at the end."""
        return sum(one.good.sessions - (one.end - one.first) for one in self.bought[-1:])

    @property
    def lost(self) -> int:
        """How many paid sessions run out before the plan comes to them."""
        return sum(one.good.sessions - (one.end - one.first) for one in self.bought[:-1])


def _preference(basket: Basket) -> tuple[Decimal, int, int]:
    """Compare two ways: the cheaper, with fewer left over, and with as little as can be bought last.

    So earlier packs are used up first, and a pack that saves nothing is not bought.
    """
    return basket.cost, basket.paid, -basket.last.first if basket.last else 0


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
    listed: Decimal | None = None
    """The clinic's list price of a single session; None where it names none."""

    @property
    def is_dearer_later(self) -> bool:
        """Whether a single session costs more after the course than in it."""
        return self.later is not None and self.single is not None and self.later.price > self.single.price


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
        # Packs first where there is a published price for what they leave: it is less than the smallest that is bought.
        sizes = sorted({pack.sessions for pack in goods.packs}) if goods.remainder else [1]
        self._baskets = {size: [Basket(Decimal(0), 0)] for size in sizes}
        """By the smallest pack that may be bought, the cheapest way to cover 0, 1, 2 … sessions."""
        self._starts: defaultdict[tuple[int, int], int] = defaultdict(int)

    def basket(self, sessions: int) -> Basket:
        """Return the cheapest way to buy so many sessions."""
        remainder = self._goods.remainder
        price = remainder.price if remainder else Decimal(0)
        ways = (
            (self._covered(size, sessions - over), over)
            for size in self._baskets
            for over in range(max(1, min(size, sessions)))
        )
        basket, over = min(ways, key=lambda way: (way[0].cost + way[1] * price, way[0].paid + way[1]))
        if remainder is not None:
            for place in range(sessions - over, sessions):
                basket = basket.plus(remainder, place, place + 1)
        return basket

    def _covered(self, smallest: int, sessions: int) -> Basket:
        """Return the cheapest way to cover so many sessions without packs that are smaller than some."""
        baskets = self._baskets[smallest]
        for upto in range(len(baskets), sessions + 1):
            baskets.append(min(self._candidates(smallest, upto), key=_preference))
        return baskets[sessions]

    def _candidates(self, smallest: int, upto: int) -> Iterator[Basket]:
        baskets = self._baskets[smallest]
        later = self._goods.later if self._course is not None and upto > self._course else None
        if single := later or self._goods.single:
            yield baskets[upto - 1].plus(single, upto - 1, upto)
        for index, pack in enumerate(self._goods.packs):
            if pack.sessions < smallest:
                continue
            starts = range(max(self._starts[smallest, index], upto - pack.sessions), upto)
            start = next(first for first in starts if self._lasts(pack, first, upto))
            self._starts[smallest, index] = start
            # A later start never costs less and never leaves less over: take the last that is no worse than the first.
            same = bisect_right(baskets, baskets[start][:2], start, upto, key=lambda basket: basket[:2])
            yield baskets[same - 1].plus(pack, same - 1, upto)

    def _lasts(self, good: Good, first: int, end: int) -> bool:
        """Say whether a pack that is opened at one session is still valid at the last that it would serve."""
        valid = good.pack and good.pack.valid
        if not valid or not self._days:
            return True
        assert valid.min is not None
        opened, last = (self._days[min(place, len(self._days) - 1)] for place in (first, end - 1))
        return last <= add(opened, valid.min, valid.unit)


def goods_of(basis: Basis, end: End) -> Goods | None:
    """Return what is on sale at one end of every range of prices, less discount; None where that end is not known."""
    terms, discount = basis.terms, basis.terms.discount
    amounts = [basis.single, terms.maintenance_session, basis.remainder, *(pack.price for pack in terms.packs)]
    if any(amount is not None and getattr(amount, end) is None for amount in amounts):
        return None

    def good(kind: Kind, amount: Amount | None, pack: Pack | None = None) -> Good | None:
        if amount is None:
            return None
        price: Decimal = getattr(amount, end)
        # A discount is the clinic's: it is never off a published price that stands in for the clinic's.
        if discount and kind != "published-session" and (discount.on_packs or not pack):
            # Rounded before it is multiplied.
            price = rounded_to_minor(price * (100 - discount.percent) / 100, basis.currency)
        if pack is None:
            return Good(kind, 1, price)
        return Good(kind, pack.size, price if pack.price else pack.sessions * price, pack)

    packs = (good("pack", pack.price or basis.single, pack) for pack in terms.packs)
    return Goods(
        single=good("published-session" if basis.is_borrowed else "session", basis.single),
        later=good("maintenance-session", terms.maintenance_session),
        packs=tuple(filter(None, packs)),
        remainder=good("published-session", None if terms.maintenance_session else basis.remainder),
        listed=terms.per_session and getattr(terms.per_session, end),
    )
