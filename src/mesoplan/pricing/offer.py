"""A clinic's terms as an answer has them, and how they are best used."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from mesoplan.pricing.bill import Bill
from mesoplan.pricing.terms import Basis
from mesoplan.tables.price_parts import Consultation, Missed, Pack, Tax
from mesoplan.tables.prices import Refund
from mesoplan.values.money import Money
from mesoplan.values.ranges import Amount, Duration


@dataclass(frozen=True, slots=True, kw_only=True)
class PackOnSale:
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Purchase:
    """Some packs, or single sessions, that are bought."""

    sessions: int
    """How many sessions one of them has."""
    price: Money
    """What one of them costs, less discount."""
    count: int
    """How many of them are bought."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
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
    consultation: Consultation | None
    """What a talk with the doctor costs; null where it is not known."""
    deposit: Money | None
    """Paid at booking, a part of the price; null without one."""
    tax: Tax | None
    """The tax on everything; null where it is not known which prices have it."""
    maintenance_session: Amount | None
    """What a single session costs after the course; null: as in the course."""
    missed: Missed | None
    """What becomes of a missed session; null where it is not known."""
    refund: Refund | None
    """What comes back if a patient stops; null where it is not known."""
    valid: date | None
    """The last day on which these prices hold; null where none is named."""
    instalments: int | None
    """In how many equal parts the price may be paid; null where none are offered."""
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
    terms = basis.terms
    stated = {name for name in terms.model_fields_set & _TERMS if getattr(terms, name)}
    if not stated:
        return None
    return Offer(
        packs=tuple(_on_sale(pack, basis.single) for pack in terms.packs),
        discount_percent=terms.discount.percent if terms.discount else Decimal(0),
        discount_on_packs=bool(terms.discount and terms.discount.on_packs),
        fee=terms.fee or Decimal(0),
        per_visit=terms.per_visit or Decimal(0),
        consultation=terms.consultation,
        deposit=terms.deposit,
        tax=terms.tax,
        maintenance_session=terms.maintenance_session,
        missed=terms.missed,
        refund=terms.refund,
        valid=terms.valid,
        instalments=terms.instalments,
        purchase=_purchase(bill),
        purchase_at_lowest_price=_purchase(lowest),
    )


_TERMS = {
    "packs", "discount", "fee", "per_visit", "consultation", "deposit", "tax", "maintenance_session", "missed",
    "refund", "valid", "instalments",
}  # fmt: skip


def _on_sale(pack: Pack, single: Amount | None) -> PackOnSale:
    price = pack.price
    if price is None and single is not None:
        price = Amount(*(end and end * pack.sessions for end in (single.low, single.high)))
    is_exact = price is not None and price.low == price.high
    return PackOnSale(
        sessions=pack.size,
        free=pack.free,
        price=price.low if price is not None and is_exact else None,
        price_range=None if is_exact else price,
        valid=pack.valid,
    )


def _purchase(bill: Bill | None) -> tuple[Purchase, ...]:
    lines = bill.lines if bill else ()
    return tuple(
        Purchase(sessions=line.sessions, price=line.price, count=line.count)
        for line in lines
        if line.sessions is not None
    )
