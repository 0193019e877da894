"""What one pays, where and in which currency: words to price rows, terms and rates."""

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal

from mesoplan.errors import UsageError, naming
from mesoplan.pricing.cost import Terms
from mesoplan.pricing.packs import Offer, Pack
from mesoplan.pricing.rates import Rate, ecb_rate
from mesoplan.reading import Words
from mesoplan.tables.catalog import Catalog
from mesoplan.tables.regimens import Price
from mesoplan.values.money import CURRENCIES
from mesoplan.values.ranges import Amount, Count

_SUMS = ("price", "pack", "fee", "per_visit", "budget")
_ALL = ("all",)


def read_prices(words: Words, catalog: Catalog) -> list[Price]:
    """Return the price rows meant: those of the countries, or those in the currency of the price, or every one.

    Raises:
        UsageError: there is no such country, or sums of money would be in several currencies.
    """
    countries = words.get("country") or ()
    prices = catalog.prices_for(countries or _ALL)
    _, code = _quote(words)
    with naming("price"):
        if code is not None and not countries:
            prices = [price for price in prices if price.currency == code]
        if code is not None and not all(price.currency == code for price in prices):
            raise UsageError(f"{code} is not the currency of {', '.join(price.name for price in prices)}")
        if not prices:
            raise UsageError(f"no country has prices in {code}")
    if len(prices) > 1:
        _refuse_sums_of_unclear_currency(words, prices)
    return prices


def _refuse_sums_of_unclear_currency(words: Words, prices: Sequence[Price]) -> None:
    currencies = sorted({price.currency for price in prices})
    for field in _SUMS:
        if words.get(field) and len(currencies) > 1:
            with naming(field):
                raise UsageError(f"this could be in {' or '.join(currencies)}: give one --country")


def read_terms(words: Words) -> Terms:
    """Read price, pack, discount, fee, per_visit and budget.

    Raises:
        UsageError: a word is wrong.
    """
    with naming("budget"):
        budget = None if words.get("budget") is None else _money(words["budget"])
    return Terms(quote=_quote(words)[0], offer=_offer(words), budget=budget)


def read_rates(words: Words, prices: Sequence[Price], today: date) -> Mapping[str, Rate]:
    """Return the rate of each price row's currency into `currency`; none without it.

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
    return {
        base: Rate(base, wanted, own[base], today, "user") if base in own else ecb_rate(base, wanted)
        for base in dict.fromkeys(price.currency for price in prices)
    }


def _quote(words: Words) -> tuple[Amount | None, str | None]:
    """Read a clinic's own price, with its currency if that is written after it."""
    if words.get("price") is None:
        return None, None
    word = words["price"].strip()
    code = word[-3:] if len(word) > 2 and word[-3:].isascii() and word[-3:].isalpha() else ""
    with naming("price"):
        return Amount.parse(word.removesuffix(code).rstrip()), _currency(code) if code else None


def _offer(words: Words) -> Offer | None:
    given = words.get
    if not (given("pack") or given("discount") or given("fee") or given("per_visit")):
        return None
    with naming("pack"):
        packs = tuple(_packs(given("pack") or ()))
    with naming("discount"):
        discount = _percent(given("discount") or "0")
    with naming("fee"):
        fee = _money(given("fee") or "0")
    with naming("per_visit"):
        per_visit = _money(given("per_visit") or "0")
    return Offer(packs, discount, fee, per_visit)


def _packs(words: Sequence[str]) -> Iterator[Pack]:
    for word in words:
        sessions, equals, price = word.partition("=")
        if not equals:
            raise UsageError(f"{word!r} is not a pack: write sessions=price, as 6=1200")
        count = Count.parse(sessions)
        if count.min is None or count.min != count.max:
            raise UsageError(f"{word!r} is not one pack: write one number of sessions, as 6=1200")
        cost = _money(price)
        if cost == 0:
            raise UsageError(f"{word!r} costs nothing: write its price")
        yield Pack(count.min, cost)


def _money(word: str) -> Decimal:
    """Read one amount; 0 is one."""
    if not re.fullmatch(r"\s*-?[0-9]+(\.[0-9]+)?\s*", word):
        raise UsageError(f"{word[:40]!r} is not one amount: write figures alone, as 1000 or 99.50")
    if not word.strip().strip("0."):
        return Decimal(0)
    amount = Amount.parse(word).low
    assert amount is not None
    return amount


def _percent(word: str) -> Decimal:
    percent = _money(word.strip().removesuffix("%"))
    if percent > 100:
        raise UsageError(f"{word!r} is more than the whole price: write from 0% to 100%")
    return percent


def _currency(word: str) -> str:
    code = word.strip().upper()
    if code not in CURRENCIES:
        raise UsageError(f"{word!r} is not a currency: write a code of three letters, as EUR")
    return code


def _rate(word: str) -> tuple[str, Decimal]:
    code, equals, rate = word.partition("=")
    if not equals:
        raise UsageError(f"{word!r} is not a rate: write GBP=1.15")
    base, value = _currency(code), _money(rate)
    if value == 0:
        raise UsageError(f"{word!r} is a rate of 0: write one above it")
    return base, value
