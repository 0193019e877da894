"""Whose prices count: those of a clinic, as options or as a row of its own, or else the published ones; a budget."""

from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from typing import Any, ClassVar, Literal, NamedTuple

from pydantic import ValidationError

from mesoplan.errors import UsageError, naming, quoted
from mesoplan.pricing.rates import Rate
from mesoplan.tables.catalog import Catalog
from mesoplan.tables.prices import NOT_A_PACK, Price, Terms, pays_in_euros
from mesoplan.tables.record import first_fault
from mesoplan.values import Amount, Sum, split_currency


class PriceOptions(Terms):
    """What the options about money say: what a clinic asks, and what a patient spends."""

    budget: Sum | None = None
    """What there is to spend."""
    paid: Sum | None = None
    """What is paid so far."""
    stop_after: int | None = None
    """After how many sessions the patient stops."""
    currency: str | None = None
    """The currency of every sum; None where no sign or code names one."""

    _AMOUNTS: ClassVar = (*Terms._AMOUNTS, "budget", "paid")  # noqa: SLF001  (its own)


NOTHING_ASKED = PriceOptions.model_construct()


class Basis(NamedTuple):
    """What sessions cost, and what that is judged by."""

    currency: str
    """ISO 4217 code of every sum."""
    terms: Terms
    """What the clinic asks; without a clinic the published price and what was given with it."""
    row: Price | None
    """The country's or the clinic's row; None without one."""
    published: Price | None
    """The row with the published price, in the same currency; None where there is none."""
    is_clinics: bool
    """Whether prices are a clinic's own, from options or from its row."""
    asked: PriceOptions = NOTHING_ASKED
    """What the options say, such as what a patient spends."""
    rate: Rate | None = None
    """What its sums are converted at; None: they are not."""

    @property
    def published_price(self) -> Amount | None:
        """The published price of a session; None where there is none in this currency."""
        return self.published.per_session if self.published else None

    @property
    def is_borrowed(self) -> bool:
        """Whether a clinic's packs are counted by the published price of a session."""
        return self.terms.per_session is None and any(pack.price is None for pack in self.terms.packs)

    @property
    def single(self) -> Amount | None:
        """What one session is charged at; None where only packs are sold."""
        return self.published_price if self.is_borrowed else self.terms.per_session


_NOT_SUMS = {"tax", "discount", "stop_after", "currency"}
"""The fields of the options that are no sum of money, so that no currency is written with them."""
_NO_PRICE = "there is no price: add --country, or your clinic's own with --price 250GBP"


def basis_of(
    row: Price | None, asked: PriceOptions = NOTHING_ASKED, *, is_clinic: bool = False, published: Price | None = None
) -> Basis:
    """Put a row of a table and what was asked for together.

    Args:
        row: the price row; None without a country.
        asked: what the options say; it goes before what the row says.
        is_clinic: whether the row is a clinic's own, so that its terms are not the published ones.
        published: with a clinic's row, the row that it is judged by.

    Raises:
        UsageError: there is no price, no currency, or one that is not the row's; a pack that costs its paid sessions
            has no price to be counted by; an amount is finer than its currency.
    """
    code = row.currency if row else asked.currency
    if code is None:
        lacking = "the price has no currency: write 250GBP, or add --country" if asked.names_prices else _NO_PRICE
        raise UsageError(lacking, "price")
    if row and asked.currency not in (None, code):
        field = "per_session" if asked.per_session else min(asked.model_fields_set - _NOT_SUMS)
        raise UsageError(f"{row.name} is in {code} here: write {code}, or leave --country out", field)
    if asked is not NOTHING_ASKED:
        asked.check_digits(code)
    judge = published if is_clinic else row
    if judge and (judge.currency != code or judge.per_session is None):
        judge = None
    terms = asked if row is None or (asked.names_prices and not is_clinic) else asked.over(row)
    if not terms.names_prices:
        raise UsageError(_NO_PRICE, "price")
    if asked.discount and terms.per_session is None and not asked.discount.on_packs:
        raise UsageError("single sessions have no price here: add --price 250, or write 10% on packs", "discount")
    basis = Basis(code, terms, row, judge, is_clinics=is_clinic or asked.names_prices, asked=asked)
    if basis.is_borrowed and judge is None:
        raise UsageError("5+1 needs the price of a session: add it with --price 250", "pack")
    return basis


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


def read_options(words: Mapping[str, Any]) -> PriceOptions:
    """Read options from their words.

    Args:
        words: each under the field of `PriceOptions` that it fills; None, and no packs, are not given.

    Raises:
        UsageError: with the field that is wrong.
    """
    given = {field: word for field, word in words.items() if word not in (None, (), [])}
    if not given:
        return NOTHING_ASKED
    currencies: set[str] = set()
    for field, word in given.items():
        if field not in _NOT_SUMS:
            with naming(field):
                given[field] = _figures(word, currencies)
    try:
        return PriceOptions.model_validate({**given, "currency": next(iter(currencies), None)})
    except ValidationError as error:
        raise first_fault(error) from error


def _figures(word: Any, currencies: set[str]) -> Any:
    """Return the word of an option, or the words of packs, without their one currency, which is put with the others."""
    if isinstance(word, list):
        if wrong := [text for text in word if not {"=", "+"} & set(text)]:
            raise UsageError(f"{quoted(wrong[0])} is not {NOT_A_PACK}")
        return [_figures(text, currencies) for text in word]
    if not any(character.isdigit() for character in word):
        raise UsageError(f"{quoted(word)} has no figure: write one such as 250 or 250GBP")
    sold, valid, length = word.partition("valid")
    figures, currency = split_currency(sold)
    currencies |= {currency} if currency else set()
    if len(currencies) > 1:
        raise UsageError(f"{quoted(word)} is in another currency than a sum before it: write one currency")
    return f"{figures} {valid}{length}".strip()


def bases_for(asked: PriceOptions, countries: Sequence[Price], catalog: Catalog) -> tuple[Basis, ...]:
    """Return what sessions cost: in each country that is named, or else in each of the options' currency.

    Args:
        asked: what was asked for.
        countries: the rows that `--country` names; empty without it.
        catalog: every row; those of the user's own tables are clinics, which the shipped ones judge.

    Raises:
        UsageError: a sum could be in several currencies, or what `basis_of` raises.
    """
    code = asked.currency
    rows = countries or [row for row in catalog.prices.values() if code in (None, row.currency)]
    sums = asked.model_fields_set - _NOT_SUMS
    if sums and code is None and len(currencies := sorted({row.currency for row in rows})) > 1:
        hint = "write the currency, such as 250GBP, or name one --country of mesoplan prices"
        raise UsageError(f"this could be in {' or '.join(currencies)}: {hint}", min(sums))
    own, published = catalog.own_ids["prices"], catalog.published
    if asked.names_prices and not (countries or catalog.is_only_own):
        # A clinic's price without a place: no other clinic's terms belong to it, and several rows cannot judge it.
        rows = [row for row in rows if row.id not in own]
        rows = rows if len(rows) == 1 else []
    bases = [basis_of(row, asked, is_clinic=row.id in own, published=_judge_of(row, published)) for row in rows]
    return tuple(bases or [basis_of(None, asked)])


def _judge_of(row: Price, published: Mapping[str, Price]) -> Price | None:
    """Return the published row of a clinic's country, or of the euro area where that is where it is."""
    same = (one for one in published.values() if row.code and one.code == row.code)
    return published.get(row.id) or next(same, published.get("eurozone") if pays_in_euros(row.code or "") else None)
