"""What one pays for a number of sessions: single prices, packs, a discount, fees, travel.

All amounts are Decimal, in major units of one currency.
"""

from collections.abc import Sequence
from decimal import Decimal
from typing import Literal, NamedTuple

from mesoplan.values.ranges import Amount


class Pack(NamedTuple):
    """So many sessions for one price."""

    sessions: int
    """At least 1."""
    price: Decimal
    """For all of them."""


class Offer(NamedTuple):
    """What a clinic asks beside its price of a session."""

    packs: tuple[Pack, ...] = ()
    """Packs on sale; a discount does not touch them."""
    discount: Decimal = Decimal(0)
    """Per cent off single sessions, from 0 to 100, both included."""
    fee: Decimal = Decimal(0)
    """Paid once."""
    per_visit: Decimal = Decimal(0)
    """Paid at every session, such as travel."""


class Purchase(NamedTuple):
    """How many of a pack, or of single sessions, are bought."""

    sessions: int
    """In one of them; 1 is a single session."""
    price: Decimal
    """Of one of them."""
    times: int
    """How many are bought."""


class Till:
    """Adds up what sessions cost at one price of a session."""

    def __init__(self, single: Decimal, offer: Offer) -> None:
        """Start with the price of one session and an offer."""
        self._offer = offer
        self._goods = [Pack(1, single * (100 - offer.discount) / 100), *offer.packs]
        self._best: list[tuple[Decimal, Pack | None]] = [(Decimal(0), None)]

    def pay(self, sessions: int) -> Decimal:
        """Return the least that at least so many sessions cost, with the fee and every visit."""
        if sessions == 0:
            return Decimal(0)
        return self._cheapest(sessions) + self._offer.fee + sessions * self._offer.per_visit

    def purchase(self, sessions: int) -> tuple[Purchase, ...]:
        """Return the cheapest way to buy at least so many sessions, the largest packs first."""
        if not self._offer.packs:
            return (Purchase(*self._goods[0], sessions),) if sessions else ()
        self._cheapest(sessions)
        bought: dict[Pack, int] = {}
        while sessions > 0:
            good = self._best[sessions][1]
            assert good is not None
            bought[good] = bought.get(good, 0) + 1
            sessions -= good.sessions
        return tuple(Purchase(*good, times) for good, times in sorted(bought.items(), reverse=True))

    def most_for(self, amount: Decimal, limit: int) -> int:
        """Return the most sessions, up to `limit`, that an amount pays for."""
        sessions = 0
        while sessions < limit and self.pay(sessions + 1) <= amount:
            sessions += 1
        return sessions

    def _cheapest(self, sessions: int) -> Decimal:
        if not self._offer.packs:
            return sessions * self._goods[0].price
        for needed in range(len(self._best), sessions + 1):
            self._best.append(
                min(
                    ((self._best[max(0, needed - good.sessions)][0] + good.price, good) for good in self._goods),
                    key=lambda way: way[0],
                )
            )
        return self._best[sessions][0]


def position(quote: Amount, published: Amount) -> Literal["below", "within", "above", "overlaps"]:
    """Say where a quote lies to a published range: below, within, above or overlaps (ends included)."""
    zero, endless = Decimal(0), Decimal("Infinity")
    low, high = quote.low or zero, quote.high or endless
    least, most = published.low or zero, published.high or endless
    if high < least:
        return "below"
    if low > most:
        return "above"
    return "within" if least <= low and high <= most else "overlaps"


def tills(price: Amount, offer: Offer) -> Sequence[Till | None]:
    """Return the tills of the lowest and the highest price; None where that is not known."""
    return [None if single is None else Till(single, offer) for single in price]
