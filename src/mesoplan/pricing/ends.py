"""Sums at both ends of a range of prices: what is not known at an end stays so."""

from collections.abc import Callable
from decimal import Decimal
from typing import Literal

from mesoplan.values.ranges import Amount

End = Literal["low", "high"]
ENDS: tuple[End, End] = ("low", "high")

UNKNOWN = Amount(None, None)
"""Nothing is known at either end."""


def each_end(calculate: Callable[..., Decimal], *amounts: Amount) -> Amount:
    """Return what comes of the low ends of amounts, and of their high ones; None where one of them is not known."""
    ends = zip(*((amount.low, amount.high) for amount in amounts), strict=True)
    return Amount(*(None if None in figures else calculate(*figures) for figures in ends))


def smaller_first(amount: Amount) -> Amount:
    """Return an amount from what it is at the lowest and at the highest price, the smaller first."""
    low, high = amount.low, amount.high
    return Amount(high, low) if low is not None and high is not None and low > high else amount
