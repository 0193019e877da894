"""What is paid and what comes back when a patient stops, and what is still open."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from mesoplan.errors import UsageError
from mesoplan.pricing.bill import Biller
from mesoplan.pricing.billers import pay
from mesoplan.tables.prices import Refund
from mesoplan.values.money import Money, parts
from mesoplan.values.ranges import Amount


@dataclass(frozen=True, slots=True, kw_only=True)
class Stop:
    """What it costs to stop early. Packs are paid when they are opened, single sessions when they take place."""

    after: int
    """After how many sessions."""
    paid: Amount
    """What is paid by then."""
    refund: Refund | None
    """The clinic's rule; null where it names none."""
    back: Amount | None
    """What comes back by that rule; null where there is none, or no single price to count used sessions by."""
    cost: Amount | None
    """What is paid less what comes back; null where that is not known."""
    as_singles: Amount | None
    """What those sessions would have cost one by one; null where no single session is sold."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Instalments:
    """A price in equal parts, each rounded down to the minor unit."""

    number: int
    """How many."""
    each: Amount
    """Each but the last."""
    last: Amount
    """The last, which takes the rest."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Payment:
    """How the price of the plan is paid."""

    deposit: Money | None
    """What is paid at booking, a part of the price; null without a deposit."""
    after_deposit: Amount | None
    """What is left to pay after it."""
    paid: Money | None
    """What is paid so far; null without --paid."""
    open: Amount | None
    """What is still to be paid; 0 where more is paid than that."""
    instalments: Instalments | None
    """The price in parts; null where the clinic names none."""


def range_of(ends: Sequence[Decimal | None]) -> Amount:
    """Return an amount from what it is at the lowest and at the highest price, the smaller first."""
    low, high = ends
    return Amount(high, low) if low is not None and high is not None and low > high else Amount(low, high)


def stop_after(
    sessions: int, planned: int, billers: Sequence[Biller | None], singles: Sequence[Biller | None] | None
) -> Stop:
    """Return what it costs to stop after some of the planned sessions.

    Args:
        sessions: after how many.
        planned: for how many the clinic was paid, or would have been.
        billers: at the lowest and the highest price.
        singles: the same with single sessions alone, at their list price; None where the clinic names none.

    Raises:
        UsageError: the plan does not have so many.
    """
    if not 1 <= sessions <= planned:
        raise UsageError(f"the course has {planned} sessions: write a number from 1 to {planned}", "stop_after")
    rule = next(biller for biller in billers if biller is not None).terms.refund
    paid = [None if biller is None else biller.paid_by(sessions, planned) for biller in billers]
    back = [None if biller is None else biller.refund(sessions, planned) for biller in billers]
    is_known = rule is not None and any(one is not None for one in back)
    cost = [None if a is None or b is None else a - b for a, b in zip(paid, back, strict=True)]
    return Stop(
        after=sessions,
        paid=range_of(paid),
        refund=rule,
        back=range_of(back) if is_known else None,
        cost=range_of(cost) if is_known else None,
        as_singles=None if singles is None else range_of([pay(biller, sessions) for biller in singles]),
    )


def payment_of(
    total: Amount, deposit: Decimal | None, paid: Decimal | None, number: int | None, currency: str
) -> Payment | None:
    """Return how a price is paid; None where nothing is known of that.

    Args:
        total: the price.
        deposit: what is paid at booking.
        paid: what is paid so far.
        number: of instalments.
        currency: of all of them.
    """
    if deposit is None and paid is None and number is None:
        return None

    def less(amount: Decimal | None) -> Amount | None:
        return (
            amount
            if amount is None
            else Amount(*(end if end is None else max(end - amount, Decimal(0)) for end in (total.low, total.high)))
        )

    return Payment(
        deposit=deposit,
        after_deposit=less(deposit),
        paid=paid,
        open=less(paid),
        instalments=None if number is None else _divided(total, number, currency),
    )


def _divided(total: Amount, number: int, currency: str) -> Instalments:
    ends = [(None, None) if end is None else parts(end, number, currency) for end in (total.low, total.high)]
    (low_each, low_last), (high_each, high_last) = ends
    return Instalments(number=number, each=Amount(low_each, high_each), last=range_of((low_last, high_last)))
