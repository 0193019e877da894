"""Whether an offer is a good deal: a session's real price, the published range, and the clinic's single price."""

from collections.abc import Callable
from decimal import Decimal
from operator import sub
from typing import Literal

from mesoplan.pricing.terms import Basis, each_end, smaller_first
from mesoplan.tables.prices import Price
from mesoplan.tables.sources import Citation
from mesoplan.values.frozen import Frozen
from mesoplan.values.money import Money, rounded_to_minor, show, show_range
from mesoplan.values.ranges import Amount

Position = Literal["below", "within", "above", "overlaps"]
Place = Literal["bottom", "middle", "top"]

Cite = Callable[[str], Citation]
"""From a document's id to how it is named."""

_FAR_ABOVE = Decimal("1.5")
"""Times the highest published price, from which on the price of a session may be that of a pack."""
_NEAR = Decimal("0.25")
"""The share of the published range that counts as near one of its ends, that share included."""


class SourcedPrice(Frozen):
    """What a session costs by a table."""

    low: Money | None
    """The lowest; null where none is stated."""
    high: Money | None
    """The highest; null where none is stated."""
    source: Citation
    """The document that it comes from."""


class Verdict(Frozen):
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
    published: SourcedPrice | None
    """The published price of a session; null where there is none in this currency."""
    singles: Amount | None
    """What the same sessions cost one by one at the clinic's list price; null where it names none."""
    saving: Amount | None
    """How much less the total is than that."""
    question: str | None
    """What to ask the reader, whose price of a session looks like that of a pack; null where it does not."""


def position(price: Amount, published: Amount | None) -> Position | None:
    """Say where a price lies to a published range, ends included: below, within, above or overlaps; None without."""
    if published is None:
        return None
    zero, endless = Decimal(0), Decimal("Infinity")
    low, high = price.low or zero, endless if price.high is None else price.high
    least, most = published.low or zero, published.high or endless
    if high < least:
        return "below"
    if low > most:
        return "above"
    return "within" if least <= low and high <= most else "overlaps"


def place(price: Amount, published: Amount | None) -> Place | None:
    """Say where in a published range the middle of a price lies that is within it; None without both ends of each."""
    if published is None or not (price.low and price.high and published.low and published.high):
        return None
    width = published.high - published.low
    if not width or position(price, published) != "within":
        return None
    share = ((price.low + price.high) / 2 - published.low) / width
    return "bottom" if share <= _NEAR else "top" if share >= 1 - _NEAR else "middle"


def judge(basis: Basis, sessions: int, total: Amount, singles: Amount | None, cite: Cite) -> Verdict:
    """Judge what the planned sessions cost at a clinic.

    Args:
        basis: the clinic's terms and the published price.
        sessions: how many take place; at least 1.
        total: what they cost at the lowest and at the highest price.
        singles: what they cost one by one, at the clinic's list price.
        cite: from a document's id to how it is named.
    """
    published = basis.published_price
    real = each_end(lambda end: rounded_to_minor(end / sessions, basis.currency), total)
    return Verdict(
        sessions=sessions,
        total=total,
        per_session=real,
        position=position(real, published),
        place=place(real, published),
        published=sourced(basis.published, cite),
        singles=singles,
        saving=singles and smaller_first(each_end(sub, singles, total)),
        question=_question(basis, sessions),
    )


def sourced(row: Price | None, cite: Cite) -> SourcedPrice | None:
    """Return the price of a session in a row of a table; None where it names none."""
    if row is None or row.per_session is None:
        return None
    return SourcedPrice.filled_from(row.per_session, source=cite(row.source))


def _question(basis: Basis, sessions: int) -> str | None:
    """Ask whether the price of a session is that of a pack: it is far above the published range."""
    price, published = basis.terms.per_session, basis.published_price
    if not (price and price.low and published and published.high) or basis.terms.packs or sessions == 1:
        return None
    if price.low < _FAR_ABOVE * published.high:
        return None
    asked = show(price.low, basis.currency)
    return (
        f"{asked} for one session is far above the published {show_range(published, basis.currency)}."
        f" For a pack write --pack {sessions}={price}."
    )
