"""Whose prices count: those of a clinic, as options or as a row of its own, or else the published ones; a budget."""

from collections.abc import Callable, Collection, Mapping, Sequence
from decimal import Decimal
from typing import Literal, NamedTuple, TypeVar

from pydantic import ValidationError

from mesoplan.errors import FieldError, UsageError, naming, quoted
from mesoplan.tables.price_parts import PACK_FORMS, Sum
from mesoplan.tables.prices import Price, Terms, pays_in_euros
from mesoplan.tables.record import Record, first_fault
from mesoplan.values.money import split_currency
from mesoplan.values.ranges import Amount

_OPTIONS = {"per_session": "price", "packs": "pack"}

_NONE = Terms.model_construct()


def option_of(field: str | None) -> str:
    """Return the option that fills a field of terms, or an entry of one as `packs.1`; most have the field's name."""
    name, _, _ = (field or "").partition(".")
    return _OPTIONS.get(name, name)


class Purse(Record):
    """What a patient spends. Amounts are in the currency of the prices."""

    budget: Sum | None = None
    """What there is to spend."""
    paid: Sum | None = None
    """What is paid so far."""
    stop_after: int | None = None
    """After how many sessions the patient stops."""


EMPTY = Purse.model_construct()
"""Nothing is known of what a patient spends."""


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
    purse: Purse = EMPTY
    """What a patient spends."""

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

    @property
    def remainder(self) -> Amount | None:
        """The published price of a session that packs leave over; None where there is none."""
        return self.published_price if self.terms.per_session is None else None


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
    code = row.currency if row else currency
    if code is None:
        raise UsageError("the price has no currency: write 250GBP, or add --country", "price")
    if row and currency not in (None, code):
        raise UsageError(f"{currency} is not the currency of {row.name}, {code}", "price")
    try:
        asked.check_digits(code)
    except UsageError as error:
        raise UsageError(error.message, option_of(error.field)) from error
    judge = published if is_clinic else row
    if judge and (judge.currency != code or judge.per_session is None):
        judge = None
    terms = asked if row is None or (asked.names_prices and not is_clinic) else asked.over(row)
    if not terms.names_prices:
        raise UsageError("there is no price: add --country, or your clinic's own with --price 250GBP", "price")
    basis = Basis(code, terms, row, judge, is_clinics=is_clinic or asked.names_prices)
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


_EXAMPLES = {"price": "250, 200-280 or 250GBP", "pack": "6=900 or 5+1", "tax": "18%", "discount": "10%"}
_R = TypeVar("_R", bound=Record)
_NO_MONEY = ("tax", "discount", "missed", "refund", "instalments")


class PriceOptions(NamedTuple):
    """What the options about money say."""

    terms: Terms
    """What a clinic asks."""
    purse: Purse
    """What a patient spends."""
    currency: str | None
    """The currency that a sign or a code names; None without one."""
    sums: tuple[str, ...]
    """The options that hold sums of money, so that one currency must be meant."""


_NOTHING_ASKED = PriceOptions(_NONE, EMPTY, None, ())


def read_options(
    words: Mapping[str, str | None], packs: Sequence[str] = (), stop_after: int | None = None
) -> PriceOptions:
    """Read options from their words.

    Args:
        words: each under the field of `Terms` that it fills, or under `budget` or `paid`; None is not given.
        packs: the words of `--pack`.
        stop_after: after how many sessions the patient stops.

    Raises:
        UsageError: with the option's name as its field.
    """
    if not packs and stop_after is None and all(word is None for word in words.values()):
        return _NOTHING_ASKED
    figures: dict[str, list[str]] = {}
    named: dict[str, str] = {}
    for field, text in (*words.items(), *(("packs", text) for text in packs)):
        if text is None:
            continue
        with naming(option := option_of(field)):
            figure, currency = _part(text, option)
            for other, by in named.items():
                if currency not in (None, other):
                    raise UsageError(f"{quoted(text)} is in {currency}, and --{by} is in {other}: write one currency")
        if currency:
            named[currency] = option
        figures.setdefault(field, []).append(figure)
    sums = tuple(option_of(field) for field in figures if field not in _NO_MONEY)
    purse = _read(Purse, figures).model_copy(update={"stop_after": stop_after})
    return PriceOptions(_read(Terms, figures), purse, next(iter(named), None), sums)


def bases_for(
    options: PriceOptions,
    countries: Sequence[Price],
    prices: Mapping[str, Price],
    published: Mapping[str, Price],
    own: Collection[str] = (),
) -> tuple[Basis, ...]:
    """Return what sessions cost: in each country that is named, or else in each of the options' currency.

    Args:
        options: what was asked for.
        countries: the rows that `--country` names; empty without it.
        prices: every row by id.
        published: the shipped rows by id, which a clinic's row is judged by.
        own: the ids of rows that come from the user's own tables: clinics.

    Raises:
        UsageError: with the option's name as its field: a sum could be in several currencies, or what `basis_of`
            raises.
    """
    terms, code = options.terms, options.currency
    rows = countries or [row for row in prices.values() if code in (None, row.currency)]
    currencies = sorted({row.currency for row in rows})
    if options.sums and code is None and len(currencies) > 1:
        raise UsageError(
            f"this could be in {' or '.join(currencies)}: give one --country, or write the currency, such as 250GBP",
            options.sums[0],
        )
    bases = [basis_of(row, terms, code, is_clinic=row.id in own, published=_judge_of(row, published)) for row in rows]
    return tuple(basis._replace(purse=options.purse) for basis in bases or [basis_of(None, terms, code)])


def _judge_of(row: Price, published: Mapping[str, Price]) -> Price | None:
    """Return the published row of a clinic's country, or of the euro area where that is where it is."""
    if row.id in published:
        return published[row.id]
    same = [one for one in published.values() if row.code and one.code == row.code]
    same += [published["eurozone"]] if pays_in_euros(row.code or "") and "eurozone" in published else []
    return next(iter(same), None)


def _part(text: str, option: str) -> tuple[str, str | None]:
    """Part the word of an option into figures and currency, None where it names none."""
    if option in _NO_MONEY:
        return text.strip(), None
    if not any(character.isdigit() for character in text):
        raise UsageError(f"{quoted(text)} has no figure: write {_EXAMPLES.get(option, '50 or 99.50')}")
    if option == "pack" and not {"=", "+"} & set(text):
        raise UsageError(f"{quoted(text)} is not a pack: {PACK_FORMS}")
    sold, valid, length = text.partition("valid")
    figures, currency = split_currency(sold)
    return f"{figures} {valid}{length}".strip(), currency


def _read(kind: type[_R], figures: Mapping[str, Sequence[str]]) -> _R:
    """Read what a record has fields for."""
    written = {field: texts for field, texts in figures.items() if field in kind.model_fields}
    try:
        return kind.model_validate({field: each if field == "packs" else each[0] for field, each in written.items()})
    except ValidationError as error:
        field = next((str(part) for part in error.errors()[0]["loc"]), None)
        fault = first_fault(error)
        raise FieldError(fault.message, option_of(field or fault.field)) from error
