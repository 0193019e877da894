"""What an amount of money pays for."""

from bisect import bisect_right
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from mesoplan.pricing.bill import Biller, Billers, amount_of
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
    price = amount_of(billers.both(course), course)
    if price.high is not None and price.high <= amount:
        return "always"
    return "never" if price.low is not None and price.low > amount else "possibly"


def _most_for(amount: Decimal, biller: Biller | None) -> int | None:
    """Return the most sessions that an amount pays for; more sessions never cost less."""
    if biller is None:
        return None
    beyond = 1
    while beyond <= MAX_SESSIONS and biller.total(beyond) <= amount:
        beyond *= 2
    numbers = range(min(beyond, MAX_SESSIONS + 1))
    return bisect_right(numbers, amount, lo=beyond // 2, key=biller.total) - 1
