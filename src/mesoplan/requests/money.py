"""What sessions cost, where, and in which currency."""

from decimal import Decimal
from functools import partial
from typing import Annotated, Any

from mesoplan.errors import FieldError, UsageError, quoted
from mesoplan.pricing.rates import rates_for
from mesoplan.pricing.terms import Basis, bases_for, read_options
from mesoplan.requests.base import Asked, Text, many, one, option, options, read_number
from mesoplan.requests.plan import MONEY, PlanRequest, PriceRequest, by_name
from mesoplan.tables.catalog import Catalog
from mesoplan.tables.places import known_place
from mesoplan.values.money import read_currency, read_sum


def read_rate(text: str) -> tuple[str, Decimal]:
    """Read a currency, and what one unit of it is worth in the currency that is asked for, as GBP=1.15."""
    code, _, rate = text.partition("=")
    if not rate.strip(" 0."):
        raise UsageError(f"{quoted(text)} is not a rate above 0: write GBP=1.15")
    return read_currency(code), read_sum(rate)


Code = Annotated[str | None, one(read_currency)]
Packs = Annotated[list[str], many(str, pairs=True)]
Sessions = Annotated[int | None, one(partial(read_number, what="a number of sessions: write one such as 3", least=1))]
OwnRates = Annotated[list[Any], many(read_rate, pairs=True)]


class CurrencyRequest(Asked):
    """In which currency sums are shown once more."""

    currency: Code = option("CODE", "Also show sums in this currency, such as EUR.", MONEY, envvar="MESOPLAN_CURRENCY")
    rate: OwnRates = options("CODE=RATE", "Units of --currency for one of CODE, such as GBP=1.15", MONEY)

    def converted(self, bases: tuple[Basis, ...]) -> tuple[Basis, ...]:
        """Return what sessions cost with the rate of each price's currency into `currency`; none without it.

        Raises:
            FieldError: rates are given without a currency, or for one that no price has.
            NoRateError: a currency has no rate.
        """
        if self.currency is None:
            if self.rate:
                raise FieldError("say with --currency which currency is meant", "rate")
            return bases
        own = by_name("rate", self.rate, "currency")
        if own.get(self.currency, 1) != 1:
            raise FieldError(f"one {self.currency} is always one {self.currency}: leave its rate out", "rate")
        priced = [basis.currency for basis in bases]
        if unused := [code for code in own if code not in priced]:
            raise FieldError(f"no price here is in {unused[0]}: leave its rate out", "rate")
        rates = rates_for(priced, self.currency, self.day, own)
        return tuple(basis._replace(rate=rates[basis.currency]) for basis in bases)


class MoneyRequest(PriceRequest):
    """What you pay next to, or instead of, the published price. The currency of the texts is the price's."""

    pack: Packs = options("SESSIONS=PRICE", "A pack on sale: 6=1200, or 5+1", MONEY)
    discount: Text = option("PERCENT", 'Off single sessions: 10%. "10% on packs" is off packs too.', MONEY)
    fee: Text = option("AMOUNT", "What you pay once, on top.", MONEY)
    consultation: Text = option("AMOUNT", 'The talk before the course: 195 or "195 deducted".', MONEY)
    tax: Text = option("PERCENT", 'Tax on top, such as 20%; "20% included" if prices have it.', MONEY)
    per_visit: Text = option("AMOUNT", "What the clinic charges at each visit, on top of the session.", MONEY)
    paid: Text = option("AMOUNT", "What you have paid so far.", MONEY)
    stop_after: Sessions = option("N", "Show what it costs if you stop after N sessions.", MONEY)
    budget: Text = option("AMOUNT", "Show how many sessions this pays for.", MONEY)

    def prices(self, catalog: Catalog, *, alone: bool = True) -> tuple[Basis, ...]:
        """Return what sessions cost: in the countries, at the clinic's own price, or else in every country.

        Args:
            catalog: the tables.
            alone: whether costs are asked for even where neither a country nor a price is named; otherwise only a
                clinic's own tables with one price row have one.

        Raises:
            FieldError: a text is wrong, or a sum could be in several currencies.
        """
        # The options here are fields of the terms, but for packs.
        given = self.model_fields_set - {"pack"}
        words = {field: getattr(self, field) for field in MoneyRequest.__annotations__ if field in given}
        try:
            asked = read_options({"per_session": self.price, **words, "packs": self.pack})
            is_clinics, is_own = catalog.is_only_own and len(catalog.prices) == 1, asked.names_prices
            if not (self.country or alone or is_own or is_clinics):
                return ()
            # A price of your own needs no row of the country.
            names = [one for one in self.country if not is_own or catalog.has_price(one) or not known_place(one)]
            return bases_for(asked, catalog.prices_for(names), catalog)
        except UsageError as error:
            # What is wrong with a clinic's terms stands in the option that fills them; an entry of one as `packs.1`.
            field, _, _ = (error.field or "price").partition(".")
            raise FieldError(error.message, {"per_session": "price", "packs": "pack"}.get(field, field)) from error


class CostRequest(CurrencyRequest, MoneyRequest, PlanRequest):
    """What is planned, and what it costs."""
