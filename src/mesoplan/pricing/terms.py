"""Whose prices count: those of a clinic, as options or as a row of its own, or else the published ones."""

from typing import NamedTuple

from mesoplan.errors import UsageError
from mesoplan.tables.prices import Price, Terms
from mesoplan.values.ranges import Amount

_OPTIONS = {"per_session": "price", "packs": "pack"}

_NONE = Terms.model_validate({})


def option_of(field: str | None) -> str:
    """Return the option that fills a field of terms, or an entry of one as `packs.1`; most have the field's name."""
    name, _, _ = (field or "").partition(".")
    return _OPTIONS.get(name, name)


class Basis(NamedTuple):
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
        return self.published.per_session if self.published else None

    @property
    def list_price(self) -> Amount | None:
        """What a session costs without discount; None where a clinic names no price of one."""
        return None if self.is_borrowed else self.single

    @property
    def is_rows(self) -> bool:
        """Whether prices come from the row of a table, published or your own, and not from options alone."""
        return self.row is not None and (not self.is_clinics or self.row is not self.published)

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
        raise UsageError(error.message, option_of(error.field)) from error
    judge = published if is_clinic else row
    if judge and (judge.currency != code or judge.per_session is None):
        judge = None
    is_clinics = is_clinic or asked.names_prices
    terms = asked if row is None or (asked.names_prices and not is_clinic) else asked.over(row)
    if not terms.names_prices:
        raise UsageError("there is no price: add --country, or your clinic's own with --price 250GBP", "price")
    single, remainder = terms.per_session, judge.per_session if judge else None
    borrows = single is None and any(pack.price is None for pack in terms.packs)
    if borrows and remainder is None:
        raise UsageError("5+1 needs the price of a session: add it with --price 250", "pack")
    return Basis(
        currency=code,
        terms=terms,
        single=remainder if borrows else single,
        is_published=borrows or not is_clinics,
        remainder=remainder if single is None else None,
        row=row,
        published=judge,
        is_clinics=is_clinics,
    )


def _currency(row: Price | None, currency: str | None) -> str:
    code = row.currency if row else currency
    if code is None:
        raise UsageError("the price has no currency: write 250GBP, or add --country", "price")
    if row and currency not in (None, code):
        raise UsageError(f"{currency} is not the currency of {row.name}, {code}", "price")
    return code
