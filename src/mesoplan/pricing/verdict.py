"""Whether an offer is a good deal: a session's real price, the published range, and the clinic's single price."""

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from mesoplan.pricing.terms import Basis
from mesoplan.tables.citations import Citation
from mesoplan.values.money import Money, rounded_to_minor, show, show_range
from mesoplan.values.ranges import Amount

Position = Literal["below", "within", "above", "overlaps"]
Place = Literal["bottom", "middle", "top"]

_FAR_ABOVE = Decimal("1.5")
"""Times the highest published price, from which on the price of a session may be that of a pack."""
_NEAR = Decimal("0.25")
"""The share of the published range that counts as near one of its ends, that share included."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PublishedPrice:
    """What a document says that one session costs."""

    low: Money | None
    """The lowest; null where none is stated."""
    high: Money | None
    """The highest; null where none is stated."""
    source: Citation
    """The document."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What the planned sessions really cost, and how that compares."""

    sessions: int
    """How many sessions take place."""
    total: Amount
    """What one pays for them, everything included."""
    per_session: Amount
    """The total by session, rounded to the minor unit."""
    position: Position | None
    """Where that lies to the published range, whose ends count as within; null where nothing is published."""
    place: Place | None
    """Where within the published range its middle lies; null if it is not within."""
    published: PublishedPrice | None
    """The published price of a session; null where there is none in this currency."""
    singles: Amount | None
    """What the same sessions cost one by one at the clinic's list price; null where it names none."""
    saving: Amount | None
    """How much less the total is than that."""
    question: str | None
    """What to ask the reader, whose price of a session looks like that of a pack; null where it does not."""


def position(price: Amount, published: Amount) -> Position:
    """Say where a price lies to a published range: below, within, above or overlaps (ends included)."""
    zero, endless = Decimal(0), Decimal("Infinity")
    low, high = price.low or zero, price.high or endless
    least, most = published.low or zero, published.high or endless
    if high < least:
        return "below"
    if low > most:
        return "above"
    return "within" if least <= low and high <= most else "overlaps"


def place(price: Amount, published: Amount) -> Place | None:
    """Say where in a published range the middle of a price lies that is within it; None without both ends of each."""
    if price.low is None or price.high is None or published.low is None or published.high is None:
        return None
    width = published.high - published.low
    if not width or position(price, published) != "within":
        return None
    share = ((price.low + price.high) / 2 - published.low) / width
    return "bottom" if share <= _NEAR else "top" if share >= 1 - _NEAR else "middle"


def judge(
    basis: Basis, sessions: int, total: Amount, singles: Amount | None, cite: Callable[[str], Citation]
) -> Verdict:
    """Judge what the planned sessions cost at a clinic.

    Args:
        basis: the clinic's terms and the published price.
        sessions: how many take place; at least 1.
        total: what they cost at the lowest and at the highest price.
        singles: what they cost one by one, at the clinic's list price.
        cite: from a document's id to how it is named.
    """
    published = basis.published_price
    real = _each(total, lambda end: rounded_to_minor(end / sessions, basis.currency))
    return Verdict(
        sessions=sessions,
        total=total,
        per_session=real,
        position=None if published is None else position(real, published),
        place=None if published is None else place(real, published),
        published=_published(basis, cite),
        singles=singles,
        saving=None if singles is None else _saving(total, singles),
        question=None if published is None else _question(basis, sessions, published),
    )


def _published(basis: Basis, cite: Callable[[str], Citation]) -> PublishedPrice | None:
    if (price := basis.published_price) is None:
        return None
    assert basis.published is not None
    return PublishedPrice(low=price.low, high=price.high, source=cite(basis.published.source))


def _each(amount: Amount, change: Callable[[Decimal], Decimal]) -> Amount:
    return Amount(*(None if end is None else change(end) for end in (amount.low, amount.high)))


def _saving(total: Amount, singles: Amount) -> Amount:
    """Return how much less a total is, at the lowest and at the highest price; the smaller first."""
    ends = [
        None if a is None or b is None else b - a for a, b in ((total.low, singles.low), (total.high, singles.high))
    ]
    known = sorted(end for end in ends if end is not None)
    return Amount(known[0], known[-1]) if len(known) == len(ends) else Amount(*ends)


def _question(basis: Basis, sessions: int, published: Amount) -> str | None:
    """Ask whether the price of a session is that of a pack: it is far above the published range."""
    price, most = basis.terms.per_session, published.high
    if price is None or price.low is None or most is None or basis.terms.packs or sessions == 1:
        return None
    if price.low < _FAR_ABOVE * most:
        return None
    asked = show(price.low, basis.currency)
    return (
        f"{asked} for one session is far above the published {show_range(published, basis.currency)}."
        f" For a pack write --pack {sessions}={price}."
    )
