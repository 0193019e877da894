"""Whose prices count: those of a clinic, as options or as a row of its own, or else the published ones."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from pydantic import ValidationError

from mesoplan.errors import UsageError
from mesoplan.tables.prices import Price, Terms, first_fault, read_sum
from mesoplan.values.money import split_currency
from mesoplan.values.ranges import Amount

OPTIONS = {"per_session": "price", "packs": "pack"}
"""The options that are called otherwise than the fields of a table that they fill."""

_EXAMPLES = {"price": "250, 200-280 or 250GBP", "pack": "6=900 or 5+1", "tax": "18%", "discount": "10%"}
_NONE = Terms.model_validate({})
_NO_MONEY = ("tax", "discount", "missed", "refund", "instalments")


@dataclass(frozen=True, slots=True, kw_only=True)
class Basis:
    """What sessions cost, and what that is judged by."""

    currency: str
    """ISO 4217 code of every sum."""
    terms: Terms
    """What the clinic asks; without a clinic the published price and what was given with it."""
    single: Amount | None
    """What one session is charged at; None where only packs are sold."""
    is_published: bool
    """Whether `single` is the published price."""
    remainder: Amount | None
    """The published price of a session that packs leave over; None where there is none."""
    row: Price | None
    """The country's or the clinic's row; None without one."""
    published: Price | None
    """The row with the published price, in the same currency; None where there is none."""
    is_clinics: bool
    """Whether prices are a clinic's own, from options or from its row."""

    @property
    def published_price(self) -> Amount | None:
        """The published price of a session; None where there is none in this currency."""
        return None if self.published is None else self.published.per_session

    @property
    def is_borrowed(self) -> bool:
        """Whether a clinic's packs are counted by the published price of a session."""
        return self.is_clinics and self.is_published


def basis_of(
    row: Price | None,
    asked: Terms | None = None,
    currency: str | None = None,
    *,
    is_clinic: bool = False,
    published: Price | None = None,
) -> Basis:
    """Put a row of a table and what was asked for together.

    Args:
        row: the price row; None without a country.
        asked: what the options say; it goes before what the row says.
        currency: the one that the options name.
        is_clinic: whether the row is a clinic's own, so that its terms are not the published ones.
        published: with a clinic's row, the row that it is judged by.

    Raises:
        UsageError: there is no price, no currency, or one that is not the row's; a pack that costs its paid sessions
            has no price to be counted by; an amount is finer than its currency. The field is the option's name.
    """
    asked = asked or _NONE
    code = _currency(row, currency)
    try:
        asked.check_digits(code)
    except UsageError as error:
        raise UsageError(error.message, _option(error.field)) from error
    judge = published if is_clinic else row
    if judge is not None and (judge.currency != code or judge.per_session is None):
        judge = None
    is_clinics = is_clinic or asked.names_prices
    terms = asked if row is None or (asked.names_prices and not is_clinic) else asked.over(row)
    if not terms.names_prices:
        raise UsageError("there is no price: add --country, or your clinic's own with --price 250GBP", "price")
    single, remainder = terms.per_session, None if judge is None else judge.per_session
    counts_singles = any(pack.price is None for pack in terms.packs)
    if single is None and counts_singles and remainder is None:
        raise UsageError("5+1 needs the price of a session: add it with --price 250", "pack")
    return Basis(
        currency=code,
        terms=terms,
        single=remainder if single is None and counts_singles else single,
        is_published=not is_clinics or (single is None and counts_singles),
        remainder=remainder if single is None else None,
        row=row,
        published=judge,
        is_clinics=is_clinics,
    )


def read_terms(words: Mapping[str, str | None], packs: Sequence[str] = ()) -> tuple[Terms, str | None]:
    """Read a clinic's terms from the words of options, each under the field of `Terms` that it fills.

    Returns:
        The terms, and the currency that a sign or a code names; None without one.

    Raises:
        UsageError: with the option's name as its field.
    """
    written = [(field, text) for field, text in words.items() if text is not None]
    written += [("packs", text) for text in packs]
    figures: dict[str, str | list[str]] = {}
    named: dict[str, str] = {}
    for field, text in written:
        option = _option(field) or field
        figure, currency = (text.strip(), None) if field in _NO_MONEY else read_money(text, option)
        if currency and named and currency not in named:
            first, other = next(iter(named.items()))
            raise UsageError(f"{text!r} is in {currency}, and --{other} is in {first}: write one currency", option)
        if currency:
            named[currency] = option
        if field == "packs":
            figures.setdefault("packs", []).append(figure)  # type: ignore[union-attr]
        else:
            figures[field] = figure
    try:
        return Terms.model_validate(figures), next(iter(named), None)
    except ValidationError as error:
        fault = first_fault(error, dict(written).get(str(error.errors()[0]["loc"][:1]), ""))
        raise UsageError(fault.message, _option(fault.field)) from error


def read_money(text: str, option: str) -> tuple[str, str | None]:
    """Part an amount of an option from its currency, None where it names none.

    Raises:
        UsageError: it has no figure, names two currencies, or one that there is not.
    """
    try:
        if not any(character.isdigit() for character in text):
            raise UsageError(f"{text[:40]!r} has no figure: write {_EXAMPLES.get(option, '50 or 99.50')}")
        return split_currency(text)
    except UsageError as error:
        raise UsageError(error.message, option) from error


def read_amount(text: str, option: str) -> tuple[Decimal, str | None]:
    """Read one amount such as `1000` or `£1000`, and its currency, None where it names none.

    Raises:
        UsageError: it is none.
    """
    figures, currency = read_money(text, option)
    try:
        return read_sum(figures), currency
    except UsageError as error:
        raise UsageError(error.message, option) from error


def _currency(row: Price | None, currency: str | None) -> str:
    if row is None and currency is None:
        raise UsageError("the price has no currency: write 250GBP, or add --country", "price")
    if row is not None and currency not in (None, row.currency):
        raise UsageError(f"{currency} is not the currency of {row.name}, {row.currency}", "price")
    assert row is not None or currency is not None
    return row.currency if row is not None else currency or ""


def _option(field: str | None) -> str | None:
    return OPTIONS.get(field, field) if field else field
