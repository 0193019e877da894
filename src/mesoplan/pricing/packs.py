"""The cheapest way to buy sessions: a search over packs, their free sessions and single ones.

Sessions are bought in order, and a pack is used up, or runs out, before another is opened, as clinics book
them. Of two ways that cost the same, the one with fewer sessions left over is taken, then the one that ends
with a single session rather than a pack. All amounts are Decimal, in major units of one currency.
"""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal, NamedTuple

from mesoplan.pricing.terms import Basis
from mesoplan.tables.price_parts import Pack
from mesoplan.values.dates import add
from mesoplan.values.money import rounded_to_minor
from mesoplan.values.ranges import Amount

End = Literal["low", "high"]
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


@dataclass(frozen=True, slots=True)
class Bought:
    """One thing that is bought, and the sessions of the plan that it serves."""

    good: Good
    first: int
    """The first session that it serves, counted from 0."""
    end: int
    """The session after its last one."""


@dataclass(frozen=True, slots=True)
class Basket:
    """The cheapest way to buy some sessions."""

    bought: tuple[Bought, ...]
    """In the order of the sessions."""
    cost: Decimal
    """What all of it costs."""

    @property
    def unused(self) -> int:
        """How many paid sessions are left over at the end."""
        return self.bought[-1].good.sessions - (self.bought[-1].end - self.bought[-1].first) if self.bought else 0

    @property
    def lost(self) -> int:
        """How many paid sessions run out before the plan comes to them."""
        return sum(one.good.sessions - (one.end - one.first) for one in self.bought) - self.unused


class Way(NamedTuple):
    """The cheapest way to cover the first sessions of a plan."""

    cost: Decimal
    bought: int
    """How many sessions are paid."""
    last: Bought | None = None
    """What is bought last; None where nothing is."""


def _preference(way: Way) -> tuple[Decimal, int, int]:
    """Compare two ways: the cheaper, with fewer left over, and with as little as can be bought last.

    So earlier packs are used up first, and a pack that saves nothing is not bought.
    """
    return way.cost, way.bought, -way.last.first if way.last else 0


_NOTHING = Way(Decimal(0), 0)


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

    def of_at_least(self, sessions: int) -> "Goods":
        """Return the same without packs that are smaller."""
        return self._replace(packs=tuple(pack for pack in self.packs if pack.sessions >= sessions))


class Cover:
    """Finds the cheapest way to cover the first sessions of a plan, and keeps what it found."""

    def __init__(self, goods: Goods, course: int | None, days: Sequence[date]) -> None:
        """Take what is sold.

        Args:
            goods: packs and single sessions.
            course: how many sessions the course has; None: all of them.
            days: the sessions' days, for packs that run out; what comes after the last of them counts as on it.
        """
        self._goods = goods
        self._course = course
        self._days = days
        self._ways = [_NOTHING]
        self._starts = [0] * len(goods.packs)

    def way(self, sessions: int) -> Way:
        """Return the cheapest way to cover so many sessions."""
        for upto in range(len(self._ways), sessions + 1):
            self._ways.append(min(self._candidates(upto), key=_preference))
        return self._ways[sessions]

    def bought(self, sessions: int) -> list[Bought]:
        """Return what is bought in that way, in order."""
        found: list[Bought] = []
        while (last := self.way(sessions).last) is not None:
            found.append(last)
            sessions = last.first
        return found[::-1]

    def _candidates(self, upto: int) -> list[Way]:
        ways: list[Way] = []
        in_course = self._course is None or upto <= self._course
        single = self._goods.single if in_course else self._goods.later or self._goods.single
        if single is not None:
            ways.append(self._with(single, upto - 1, upto))
        for index, pack in enumerate(self._goods.packs):
            start = self._starts[index] = self._first_start(pack, self._starts[index], upto)
            # A later start never costs less and never leaves less over: take the last that is no worse than the first.
            same = bisect_right(self._ways, self._ways[start][:2], start, upto, key=lambda way: way[:2])
            ways.append(self._with(pack, same - 1, upto))
        return ways

    def _first_start(self, pack: Good, start: int, upto: int) -> int:
        """Return the first session from one on at which a pack can be opened that serves all from there."""
        start = max(start, upto - pack.sessions)
        while not self._lasts(pack, start, upto):
            start += 1
        return start

    def _with(self, good: Good, first: int, end: int) -> Way:
        before = self._ways[first]
        bought = Bought(good, first, end)
        return Way(before.cost + good.price, before.bought + good.sessions, bought)

    def _lasts(self, good: Good, first: int, end: int) -> bool:
        """Say whether a pack that is opened at one session is still valid at the last that it would serve."""
        valid = good.pack and good.pack.valid
        if not valid or not self._days:
            return True
        assert valid.min is not None
        opened, last = (self._days[min(place, len(self._days) - 1)] for place in (first, end - 1))
        return last <= add(opened, valid.min, valid.unit)


class Tariff:
    """The least that any number of sessions costs, at one end of every range of prices."""

    def __init__(self, goods: Goods, course: int | None = None, days: Sequence[date] = ()) -> None:
        """Take what is sold; the arguments are those of `Cover`."""
        self._remainder = goods.remainder
        # Packs first where there is a published price for what they leave: it is less than the smallest that is bought.
        sizes = sorted({pack.sessions for pack in goods.packs}) if goods.remainder else [1]
        self._covers = [(size, Cover(goods.of_at_least(size), course, days)) for size in sizes]

    def cost(self, sessions: int) -> Decimal:
        """Return the least that so many sessions cost."""
        return self._best(sessions)[0].cost

    def basket(self, sessions: int) -> Basket:
        """Return the cheapest way to buy so many sessions."""
        way, cover, over = self._best(sessions)
        bought = cover.bought(sessions - over)
        if self._remainder is not None:
            bought += [Bought(self._remainder, place, place + 1) for place in range(sessions - over, sessions)]
        return Basket(tuple(bought), way.cost)

    def _best(self, sessions: int) -> tuple[Way, Cover, int]:
        """Return the cheapest way, what found it, and how many sessions it leaves to the published price."""
        ways = [
            (self._topped(cover.way(sessions - over), over), cover, over)
            for size, cover in self._covers
            for over in range(max(1, min(size, sessions)))
        ]
        return min(ways, key=lambda one: one[0][:2])

    def _topped(self, way: Way, over: int) -> Way:
        """Return a way with some sessions at the published price on top."""
        price = self._remainder.price if self._remainder else Decimal(0)
        return way._replace(cost=way.cost + over * price, bought=way.bought + over)


def goods_of(basis: Basis, end: End, *, list_price: bool = False) -> Goods | None:
    """Return what is on sale at one end of every range of prices, less discount; None where that end is not known.

    Args:
        basis: the prices.
        end: the lowest or the highest.
        list_price: leave packs and the discount out.
    """
    terms = basis.terms
    amounts = [basis.single, terms.maintenance_session, basis.remainder, *(pack.price for pack in terms.packs)]
    if any(amount is not None and getattr(amount, end) is None for amount in amounts):
        return None
    off = terms.discount.percent if terms.discount and not list_price else Decimal(0)
    off_packs = off if terms.discount and terms.discount.on_packs else Decimal(0)

    def one(kind: Kind, amount: Amount | None, percent: Decimal) -> Good | None:
        return None if amount is None else Good(kind, 1, _price(amount, end, percent, basis.currency))

    # A discount is the clinic's: it is never off a published price that stands in for the clinic's.
    kind: Kind = "published-session" if basis.is_borrowed else "session"
    return Goods(
        single=one(kind, basis.single, Decimal(0) if basis.is_borrowed else off),
        later=one("maintenance-session", terms.maintenance_session, off),
        packs=() if list_price else tuple(_pack(pack, basis, end, off_packs) for pack in terms.packs),
        remainder=one("published-session", None if terms.maintenance_session else basis.remainder, Decimal(0)),
    )


def _pack(pack: Pack, basis: Basis, end: End, percent: Decimal) -> Good:
    """Return a pack; without a price of its own it costs its paid sessions."""
    if pack.price is not None:
        return Good("pack", pack.size, _price(pack.price, end, percent, basis.currency), pack)
    assert basis.single is not None
    return Good("pack", pack.size, pack.sessions * _price(basis.single, end, percent, basis.currency), pack)


def _price(amount: Amount, end: End, percent: Decimal, currency: str) -> Decimal:
    """Return one end of a price, less a percentage, rounded to the currency before it is multiplied."""
    price: Decimal = getattr(amount, end)
    return rounded_to_minor(price * (100 - percent) / 100, currency) if percent else price
