"""What sessions cost, where and in which currency: words to bases and rates."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from mesoplan.errors import FieldError, UsageError, naming
from mesoplan.pricing.options import EMPTY, PriceOptions, Purse, bases_for, read_options
from mesoplan.pricing.rates import Rate, rates_for
from mesoplan.pricing.terms import Basis
from mesoplan.reading import Words
from mesoplan.tables.catalog import Catalog
from mesoplan.tables.price_parts import read_sum
from mesoplan.values.money import CURRENCIES

FIELDS = ("fee", "consultation", "discount", "tax", "per_visit", "budget", "paid")
"""The fields whose words go to `read_options` under their own names."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Prices:
    """Whose prices count, and what a patient spends."""

    bases: tuple[Basis, ...] = ()
    purse: Purse = EMPTY


def read_prices(words: Words, catalog: Catalog, *, alone: bool = True) -> Prices:
    """Return what sessions cost: in the countries, at the clinic's own price, or else in every country.

    Args:
        words: of the request.
        catalog: the tables.
        alone: whether costs are asked for even where neither a country nor a price is named.

    Raises:
        FieldError: a word is wrong, or a sum could be in several currencies.
    """
    options = _options(words)
    named = words.get("country") or ()
    if not named and not alone and not options.terms.names_prices:
        return Prices(purse=options.purse)
    rows = catalog.prices_for(named)
    try:
        bases = bases_for(options, rows, catalog.prices, catalog.published, catalog.own_prices)
    except UsageError as error:
        raise FieldError(error.message, error.field or "price") from error
    return Prices(bases=tuple(bases), purse=options.purse)


def _options(words: Words) -> PriceOptions:
    given = {name: words.get(name) for name in FIELDS}
    try:
        return read_options(
            {"per_session": words.get("price"), **given}, words.get("pack") or (), _count(words.get("stop_after"))
        )
    except UsageError as error:
        raise FieldError(error.message, error.field or "price") from error


def _count(word: str | None) -> int | None:
    """Read after how many sessions the patient stops."""
    if word is None:
        return None
    if not (word.isascii() and word.strip().isdigit()) or len(word) > 9 or int(word) == 0:
        raise FieldError(f"{word[:40]!r} is not a number of sessions: write one such as 3", "stop_after")
    return int(word)


def read_rates(words: Words, bases: Iterable[Basis], today: date) -> Mapping[str, Rate]:
    """Return the rate of each price's currency into `currency`; none without it.

    Raises:
        UsageError: a word is wrong.
        NoRateError: a currency has no rate.
    """
    with naming("rate"):
        own = dict(_rate(word) for word in words.get("rate") or ())
        if words.get("currency") is None:
            if own:
                raise UsageError("say with --currency which currency is meant")
            return {}
    with naming("currency"):
        wanted = _currency(words["currency"])
    return rates_for((basis.currency for basis in bases), wanted, today, own)


def _currency(word: str) -> str:
    code = word.strip().upper()
    if code not in CURRENCIES:
        raise UsageError(f"{word!r} is not a currency: write a code of three letters, as EUR")
    return code


def _rate(word: str) -> tuple[str, Decimal]:
    code, equals, rate = word.partition("=")
    if not equals:
        raise UsageError(f"{word!r} is not a rate: write GBP=1.15")
    base, value = _currency(code), read_sum(rate)
    if value == 0:
        raise UsageError(f"{word!r} is a rate of 0: write one above it")
    return base, value
