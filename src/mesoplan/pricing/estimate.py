"""The answer about a plan's cost, as it is printed: its figures, whether they are a good deal, what a clinic asks."""

from datetime import date
from decimal import Decimal
from operator import sub
from typing import Literal

from mesoplan.planning.session_counts import PlannedCount
from mesoplan.pricing.bill import Bill, Biller
from mesoplan.pricing.rates import Rate
from mesoplan.pricing.stopping import Budget, Payment, Stop
from mesoplan.pricing.terms import Basis, each_end, smaller_first
from mesoplan.tables.prices import Conditions, Pack, Price
from mesoplan.tables.sources import Citation, Cite
from mesoplan.values import Amount, Duration, Frozen, Money, rounded_to_minor, show, show_range
from mesoplan.values.money import ENDLESS, Range

Position = Literal["below", "within", "above", "overlaps"]
Place = Literal["bottom", "middle", "top"]

_FAR = Decimal("1.5")
"""Times the highest published price, from which on the price of a session may be that of a pack; and the reverse."""
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
    """What to ask the reader, whose price of a session looks like that of a pack, or the reverse; null if not."""


def position(price: Range, published: Range | None) -> Position | None:
    """Say where a price lies to a published range, ends included: below, within, above or overlaps; None without."""
    if published is None or price.low is price.high is None:
        return None
    low, least = (-ENDLESS if one.low is None else one.low for one in (price, published))
    high, most = (ENDLESS if one.high is None else one.high for one in (price, published))
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


def judge(biller: Biller, sessions: int, course: int | None, cite: Cite) -> Verdict:
    """Judge what the planned sessions cost at a clinic.

    Args:
        biller: the clinic's terms and the published price.
        sessions: how many take place; at least 1.
        course: how many of them the course has; None: all of them.
        cite: from a document's id to how it is named.
    """
    basis, published = biller.basis, biller.basis.published_price
    total, singles = biller.total(sessions, course), biller.singles(sessions, course)
    real = each_end(lambda end: rounded_to_minor(end / sessions, basis.currency), total)
    return Verdict(
        sessions=sessions,
        total=total,
        per_session=real,
        position=position(real, published),
        place=place(real, published),
        published=listed(basis.published, cite),
        singles=singles,
        saving=singles and smaller_first(each_end(sub, singles, total)),
        question=_question(basis, sessions),
    )


def listed(row: Price | None, cite: Cite) -> SourcedPrice | None:
    """Return the price of a session in a row of a table; None where it names none."""
    return SourcedPrice.filled_from(row.per_session, source=cite(row.source)) if row and row.per_session else None


def _question(basis: Basis, sessions: int) -> str | None:
    """Ask whether the price of a session is that of a pack, far above the published range, or the other way round."""
    single, published = basis.terms.per_session, basis.published_price
    if published is None or sessions == 1:
        return None
    usual = f"the published {show_range(published, basis.currency)}"
    for pack in basis.terms.packs:
        price = pack.price
        is_far_below = price and price.high and published.low and price.high * _FAR <= published.low * pack.size
        if price and is_far_below and position(price, published) == "within":
            free = f" --pack {pack.sessions}+{pack.free}" if pack.free else ""
            asked = f"{show_range(price, basis.currency)} for {pack.size} sessions"
            return f"{asked} is far below {usual} for one. If it is the price of one, write --price {price}{free}."
    if basis.terms.packs or not (single and single.low and published.high) or single.low < _FAR * published.high:
        return None
    asked = f"{show(single.low, basis.currency)} for one session"
    return f"{asked} is far above {usual}. For a pack write --pack {sessions}={single}."


class Quote(Frozen):
    """A clinic's own price of a session."""

    low: Money | None
    """The lowest."""
    high: Money | None
    """The highest."""
    position: Position | None
    """Where it lies to the published range, whose ends count as within; null where nothing is published."""


def quote_of(basis: Basis) -> Quote | None:
    """Return a clinic's own price of a session; None where it names none."""
    quote = basis.terms.per_session if basis.is_clinics else None
    return quote and Quote.filled_from(quote, position=position(quote, basis.published_price))


class PackOnSale(Frozen):
    """A number of sessions sold together."""

    sessions: int
    """How many, free ones among them."""
    free: int
    """How many of them are free."""
    price: Money | None
    """What they cost together; null where it is a range or not known."""
    price_range: Amount | None
    """What they cost together, where that is a range."""
    valid: Duration | None
    """How long they can be used from the first one on; null without an end."""


class Purchase(Frozen):
    """Some packs, or single sessions, that are bought."""

    sessions: int
    """How many sessions one of them has."""
    price: Money
    """What one of them costs, less discount."""
    count: int
    """How many of them are bought."""


class Offer(Conditions):
    """A clinic's own terms, and how they are best used."""

    packs: tuple[PackOnSale, ...]
    """The packs on sale."""
    discount_percent: Money
    """Off single sessions, and off packs where `discount_on_packs`."""
    discount_on_packs: bool
    """Whether the discount is taken off packs too."""
    fee: Money
    """Paid once."""
    per_visit: Money
    """Paid at every session."""
    purchase: tuple[Purchase, ...]
    """The cheapest way to buy the planned course, at the highest price that is known."""
    purchase_at_lowest_price: tuple[Purchase, ...]
    """The same at the lowest price that is known."""


def offer_of(basis: Basis, bill: Bill | None, lowest: Bill | None) -> Offer | None:
    """Return the terms other than the price of a session; None where there are none.

    Args:
        basis: the terms.
        bill: what is bought at the highest price; None where nothing is planned.
        lowest: the same at the lowest.
    """
    terms, discount = basis.terms, basis.terms.discount
    conditions = {name: getattr(terms, name) for name in Conditions.model_fields}
    if not any((terms.packs, discount, terms.fee, terms.per_visit, *conditions.values())):
        return None
    return Offer.model_construct(
        packs=tuple(_on_sale(pack, basis.single) for pack in terms.packs),
        discount_percent=discount.percent if discount else Decimal(0),
        discount_on_packs=bool(discount and discount.on_packs),
        fee=terms.fee or Decimal(0),
        per_visit=terms.per_visit or Decimal(0),
        purchase=_purchase(bill),
        purchase_at_lowest_price=_purchase(lowest),
        **conditions,
    )


def _on_sale(pack: Pack, single: Amount | None) -> PackOnSale:
    price = pack.price or (single and each_end(lambda end: end * pack.sessions, single))
    exact = price.low if price and price.low == price.high else None
    return PackOnSale.filled_from(pack, sessions=pack.size, price=exact, price_range=price if exact is None else None)


def _purchase(bill: Bill | None) -> tuple[Purchase, ...]:
    return tuple(Purchase.filled_from(line) for line in (bill.lines if bill else ()) if line.sessions is not None)


class Country(Frozen):
    """A price row: a country, a region or a clinic."""

    id: str
    """Its id in the tables."""
    name: str
    """Its name."""
    code: str | None
    """Its ISO 3166 code; null for a region without one."""


class Cost(Frozen):
    """What some sessions cost."""

    sessions: PlannedCount
    """How many."""
    cost: Amount
    """Fewest sessions at the lowest price to most sessions at the highest; no highest where there is no most."""
    planned: Amount
    """This plan's sessions, at the lowest and at the highest price."""


class CostThrough(Cost):
    """What everything before a day costs; cumulative."""

    months: int | None
    """The day, in months from the start; null for the horizon's end between two full years."""
    until: date
    """The day; not included."""


class Converted(Rate):
    """The same figures in another currency."""

    currency: str
    """ISO 4217 code."""
    per_session: Amount
    """The price of a session."""
    course: Cost
    """The course alone."""
    through: tuple[CostThrough, ...]
    """Everything through each full year, and through the horizon."""
    total: Amount | None
    """The total of the bill; null without one."""


class Estimate(Frozen):
    """What a plan costs in one country, or at one clinic."""

    country: Country | None
    """Where; null where a price was given without a country."""
    currency: str
    """ISO 4217 code of every sum but the converted ones."""
    per_session: SourcedPrice | None
    """The price of a session in the tables; null where there is none."""
    course: Cost
    """The course alone."""
    through: tuple[CostThrough, ...]
    """Everything through each full year, and through the horizon; empty where there are no dates."""
    complete: bool
    """Whether everything that the protocol asks for is priced; the notes say what is not."""
    notes: tuple[str, ...]
    """What a reader must know about these figures."""
    converted: Converted | None
    """The same in another currency; null without --currency."""
    quote: Quote | None
    """A clinic's own price of a session; null where it names none."""
    offer: Offer | None
    """A clinic's own terms, and how they are best used; null without any."""
    budget: Budget | None
    """What an amount of money pays for; null without --budget."""
    verdict: Verdict | None
    """Whether a clinic's prices are a good deal; null without prices of a clinic."""
    bill: Bill | None
    """This plan's course, or without one all of it, at the highest price that is known."""
    bill_at_lowest_price: Bill | None
    """The same at the lowest price that is known."""
    payment: Payment | None
    """What is paid when; null where nothing is known of that."""
    stop: Stop | None
    """What it costs to stop early; null without --stop-after."""
