"""What a budget pays for, what is still open, and what is paid and comes back when a patient stops."""

from bisect import bisect_right
from decimal import ROUND_DOWN, Decimal
from operator import sub
from typing import Any, Literal

from mesoplan.errors import FieldError
from mesoplan.pricing.bill import Biller
from mesoplan.pricing.terms import ENDS, UNKNOWN, Basis, End, each_end, smaller_first
from mesoplan.tables.prices import Refund
from mesoplan.values import MAX_SESSIONS, Amount, Count, Frozen, Money, counted, rounded_to_minor


class Stop(Frozen):
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


class Instalments(Frozen):
    """A price in equal parts, each rounded down to the minor unit."""

    number: int
    """How many."""
    each: Amount
    """Each but the last."""
    last: Amount
    """The last, which takes the rest."""


class Payment(Frozen):
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


def stop_after(sessions: int, planned: int, biller: Biller, course: int | None = None) -> Stop:
    """Return what it costs to stop after some of the planned sessions.

    Args:
        sessions: after how many.
        planned: for how many the clinic was paid, or would have been.
        biller: what sessions cost.
        course: how many sessions the course has; None: all of them.

    Raises:
        UsageError: the plan does not have so many.
    """
    if not 1 <= sessions <= planned:
        what = f"the {'course' if course else 'plan'} has {counted(planned, 'session')}"
        raise FieldError(f"{what}: write a number up to {planned}", "stop_after")
    if sessions < len(days := biller.visits.days):
        biller = biller.until(days[sessions])
    singles, paid = biller.singles(sessions, course), biller.total(sessions, course, planned)
    back = Amount(*(biller.refund(end, sessions, course, planned) for end in ENDS))
    is_known = back != UNKNOWN
    return Stop(
        after=sessions,
        paid=smaller_first(paid),
        refund=biller.basis.terms.refund,
        back=smaller_first(back) if is_known else None,
        cost=smaller_first(each_end(sub, paid, back)) if is_known else None,
        as_singles=singles,
    )


def payment_of(total: Amount, basis: Basis) -> Payment | None:
    """Return how a price is paid; None where nothing is known of that."""
    deposit, paid, number = basis.terms.deposit, basis.asked.paid, basis.terms.instalments
    if deposit is None and paid is None and number is None:
        return None

    def less(amount: Decimal | None) -> Amount | None:
        return None if amount is None else each_end(lambda end: max(end - amount, Decimal(0)), total)

    parts = None if number is None else _divided(total, number, basis.currency)
    return Payment(deposit=deposit, after_deposit=less(deposit), paid=paid, open=less(paid), instalments=parts)


def _divided(total: Amount, number: int, currency: str) -> Instalments:
    each = each_end(lambda end: rounded_to_minor(end / number, currency, ROUND_DOWN), total)
    last = each_end(lambda end, part: end - part * (number - 1), total, each)
    return Instalments(number=number, each=each, last=smaller_first(last))


Covers = Literal["always", "possibly", "never"]


class Budget(Frozen):
    """What an amount of money pays for."""

    amount: Money
    """The amount."""
    sessions: Count
    """The most sessions that it pays for, at the highest and at the lowest price; at most 1000, null if not known."""
    covers_course: Covers | None
    """Whether it pays for the shortest course at every, at some or at no price; null where there is no course."""
    covers_plan: Covers | None
    """The same for this plan's course; null where there is none."""


def budget_of(amount: Decimal, biller: Biller, shortest: int, planned: int) -> Budget:
    """Return what an amount pays for.

    Args:
        amount: what there is to spend.
        biller: what sessions cost.
        shortest: the fewest sessions of the course; 0 without one.
        planned: the sessions of this plan's course; 0 without one.
    """
    most = Count(_most_for(amount, biller, "high", planned), _most_for(amount, biller, "low", planned))
    course, plan = (_covers(amount, biller, sessions) for sessions in (shortest, planned))
    return Budget(amount=amount, sessions=most, covers_course=course, covers_plan=plan)


def _covers(amount: Decimal, biller: Biller, course: int) -> Covers | None:
    if not course:
        return None
    price = biller.total(course, course)
    if price.high is not None and price.high <= amount:
        return "always"
    return "never" if price.low is not None and price.low > amount else "possibly"


def _most_for(amount: Decimal, biller: Biller, end: End, course: int) -> int | None:
    """Return the most sessions that an amount pays for; more sessions never cost less."""

    def total(sessions: int) -> Any:
        return getattr(biller.total(sessions, course), end)

    return None if total(1) is None else bisect_right(range(MAX_SESSIONS + 1), amount, key=total) - 1
