"""What an amount of money pays for."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from mesoplan.pricing.bill import Biller
from mesoplan.pricing.billers import Billers, pay
from mesoplan.values.money import Money
from mesoplan.values.ranges import MAX_SESSIONS

Covers = Literal["always", "possibly", "never"]


@dataclass(frozen=True, slots=True)
class Sessions:
    """How many sessions."""

    min: int | None
    """At the highest price; null where that is not known."""
    max: int | None
    """At the lowest price; null where that is not known."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Budget:
    """What an amount of money pays for."""

    amount: Money
    """The amount."""
    sessions: Sessions
    """The most sessions that it pays for; at most 1000."""
    covers_course: Covers | None
    """Whether it pays for the shortest course at every, at some or at no price; null where there is no course."""
    covers_plan: Covers | None
    """The same for this plan's course; null where there is none."""


def budget_of(amount: Decimal, billers: Billers, shortest: int, planned: int) -> Budget:
    """Return what an amount pays for.

    Args:
        amount: what there is to spend.
        billers: what sessions cost.
        shortest: the fewest sessions of the course; 0 without one.
        planned: the sessions of this plan's course; 0 without one.
    """
    low, high = billers.both(planned)
    return Budget(
        amount=amount,
        sessions=Sessions(min=_most_for(amount, high), max=_most_for(amount, low)),
        covers_course=_covers(amount, billers, shortest),
        covers_plan=_covers(amount, billers, planned),
    )


def _covers(amount: Decimal, billers: Billers, course: int) -> Covers | None:
    if not course:
        return None
    least, most = (pay(biller, course) for biller in billers.both(course))
    if most is not None and most <= amount:
        return "always"
    return "never" if least is not None and least > amount else "possibly"


def _most_for(amount: Decimal, biller: Biller | None) -> int | None:
    """Return the most sessions that an amount pays for; more sessions never cost less."""
    if biller is None:
        return None
    most = 1
    while most < MAX_SESSIONS and biller.total(most) <= amount:
        most *= 2
    least, most = most // 2, min(most, MAX_SESSIONS + 1)
    while least + 1 < most:
        middle = (least + most) // 2
        least, most = (middle, most) if biller.total(middle) <= amount else (least, middle)
    return least
