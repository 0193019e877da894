"""The options about money, and how their words become values."""

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, Annotated, NamedTuple

from typer import Option

from mesoplan.cli.options import reading
from mesoplan.errors import UsageError

if TYPE_CHECKING:
    from datetime import date

    from mesoplan.catalog import Catalog
    from mesoplan.cost import Terms
    from mesoplan.models import Price
    from mesoplan.offers import Offer, Pack
    from mesoplan.ranges import Amount
    from mesoplan.rates import Rate

_CODE = re.compile(r"(?P<figures>.*?)\s*(?P<code>[A-Za-z]{3})?", re.DOTALL)


class CurrencyOptions(NamedTuple):
    """In which currency sums are shown once more."""

    currency: Annotated[
        str | None,
        Option("--currency", metavar="CODE", help="Every sum once more in this currency, as EUR, at a dated rate."),
    ] = None
    rate: Annotated[
        list[str] | None,
        Option("--rate", metavar="CODE=RATE", help="Units of --currency for one of CODE, as GBP=1.15; repeatable."),
    ] = None

    def rates(self, prices: "Sequence[Price]", today: "date") -> "dict[str, Rate]":
        """Return the rate of each price row's currency; none without --currency.

        Raises:
            UsageError: a word is wrong.
            NoRateError: a currency has no rate.
        """
        from mesoplan.rates import Rate, ecb_rate

        with reading("--rate"):
            own = dict(_rate(word) for word in self.rate or ())
        if self.currency is None:
            if own:
                raise UsageError("--rate: say with --currency which currency is meant")
            return {}
        with reading("--currency"):
            wanted = _currency(self.currency)
        return {
            base: Rate(base, wanted, own[base], today, "user") if base in own else ecb_rate(base, wanted)
            for base in dict.fromkeys(price.currency for price in prices)
        }


class MoneyOptions(NamedTuple):
    """What one pays beside, or instead of, the published price."""

    price: Annotated[
        str | None,
        Option("--price", metavar="AMOUNT", help='A clinic\'s own price of a session, as 250, 200-280 or "250 GBP".'),
    ] = None
    pack: Annotated[
        list[str] | None,
        Option("--pack", metavar="SESSIONS=PRICE", help="A pack on sale, as 6=1200; repeatable."),
    ] = None
    discount: Annotated[
        str | None, Option("--discount", metavar="PERCENT", help="Off single sessions, as 10%; packs stay as they are.")
    ] = None
    fee: Annotated[str | None, Option("--fee", metavar="AMOUNT", help="Paid once, such as a consultation.")] = None
    per_visit: Annotated[
        str | None, Option("--per-visit", metavar="AMOUNT", help="Paid at every session, such as travel.")
    ] = None
    budget: Annotated[str | None, Option("--budget", metavar="AMOUNT", help="How many sessions this pays for.")] = None

    def prices(self, catalog: "Catalog", countries: Sequence[str]) -> "list[Price]":
        """Return the price rows meant: those of the countries, or those in the currency of --price.

        Raises:
            UsageError: there is no such country, or sums of money would be in several currencies.
        """
        _, code = self._quote()
        prices = catalog.prices_for(countries or ["all"])
        if code is not None and not countries:
            prices = [price for price in prices if price.currency == code]
        if code is not None and not all(price.currency == code for price in prices):
            raise UsageError(f"--price: {code} is not the currency of {', '.join(price.name for price in prices)}")
        if not prices:
            raise UsageError(f"--price: no country has prices in {code}")
        currencies = sorted({price.currency for price in prices})
        for option, word in (
            ("--price", self.price),
            ("--pack", self.pack),
            ("--fee", self.fee),
            ("--per-visit", self.per_visit),
            ("--budget", self.budget),
        ):
            if word and len(currencies) > 1:
                raise UsageError(f"{option} could be in {' or '.join(currencies)}: give one --country")
        return prices

    def terms(self) -> "Terms":
        """Read the words.

        Raises:
            UsageError: a word is wrong; the message begins with its option.
        """
        from mesoplan.cost import Terms

        with reading("--budget"):
            budget = None if self.budget is None else _money(self.budget)
        return Terms(quote=self._quote()[0], offer=self._offer(), budget=budget)

    def _quote(self) -> "tuple[Amount | None, str | None]":
        from mesoplan.ranges import Amount

        if self.price is None:
            return None, None
        with reading("--price"):
            match = _CODE.fullmatch(self.price.strip())
            assert match is not None
            return Amount.parse(match["figures"]), match["code"] and _currency(match["code"])

    def _offer(self) -> "Offer | None":
        from mesoplan.offers import Offer

        if not (self.pack or self.discount or self.fee or self.per_visit):
            return None
        with reading("--pack"):
            packs = tuple(_packs(self.pack or ()))
        with reading("--discount"):
            discount = _percent(self.discount or "0")
        with reading("--fee"):
            fee = _money(self.fee or "0")
        with reading("--per-visit"):
            per_visit = _money(self.per_visit or "0")
        return Offer(packs, discount, fee, per_visit)


def _packs(words: Sequence[str]) -> "Iterator[Pack]":
    from mesoplan.offers import Pack
    from mesoplan.ranges import Count

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
    from mesoplan.ranges import Amount

    if word.strip() in ("0", "0.00"):
        return Decimal(0)
    if not re.fullmatch(r"\s*-?[0-9]+(\.[0-9]+)?\s*", word):
        raise UsageError(f"{word[:40]!r} is not one amount: write figures alone, as 1000 or 99.50")
    amount = Amount.parse(word).low
    assert amount is not None
    return amount


def _percent(word: str) -> Decimal:
    percent = _money(word.strip().removesuffix("%"))
    if percent > 100:
        raise UsageError(f"{word!r} is more than the whole price: write from 0% to 100%")
    return percent


def _currency(word: str) -> str:
    from mesoplan.money import CURRENCIES

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
