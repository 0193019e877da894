"""What options say of money: words to terms, a budget and whose prices are meant."""

from collections.abc import Collection, Mapping, Sequence
from decimal import Decimal
from typing import NamedTuple

from pydantic import ValidationError

from mesoplan.errors import FieldError, UsageError, naming
from mesoplan.pricing.terms import Basis, basis_of, option_of
from mesoplan.tables.price_parts import first_fault, read_sum
from mesoplan.tables.price_rows import pays_in_euros
from mesoplan.tables.prices import Price, Terms
from mesoplan.values.money import split_currency

_EXAMPLES = {"price": "250, 200-280 or 250GBP", "pack": "6=900 or 5+1", "tax": "18%", "discount": "10%"}
_NO_MONEY = ("tax", "discount", "missed", "refund", "instalments")


class Purse(NamedTuple):
    """What a patient spends. Amounts are in the currency of the prices."""

    budget: Decimal | None = None
    """What there is to spend."""
    paid: Decimal | None = None
    """What is paid so far."""
    stop_after: int | None = None
    """After how many sessions the patient stops."""


EMPTY = Purse()
"""Nothing is known of what a patient spends."""


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
    figures: dict[str, list[str]] = {}
    named: dict[str, str] = {}
    for field, text in (*words.items(), *(("packs", text) for text in packs)):
        if text is None:
            continue
        with naming(option := option_of(field)):
            figure, currency = _part(text, option)
            for other, by in named.items():
                if currency not in (None, other):
                    raise UsageError(f"{text!r} is in {currency}, and --{by} is in {other}: write one currency")
        if currency:
            named[currency] = option
        figures.setdefault(field, []).append(figure)
    sums = tuple(option_of(field) for field in figures if field not in _NO_MONEY)
    purse = Purse(budget=_sum("budget", figures), paid=_sum("paid", figures), stop_after=stop_after)
    return PriceOptions(terms=_terms(figures), purse=purse, currency=next(iter(named), None), sums=sums)


def bases_for(
    options: PriceOptions,
    countries: Sequence[Price],
    prices: Mapping[str, Price],
    published: Mapping[str, Price],
    own: Collection[str] = (),
) -> list[Basis]:
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
    return [
        basis_of(row, terms, code, is_clinic=row.id in own, published=_judge_of(row, published)) for row in rows
    ] or [basis_of(None, terms, code)]


def _judge_of(row: Price, published: Mapping[str, Price]) -> Price | None:
    """Return the published row of a clinic's country, or of the euro area where that is where it is."""
    same = [one for one in published.values() if row.code and one.code == row.code]
    same += [published["eurozone"]] if pays_in_euros(row.code or "") and "eurozone" in published else []
    return published.get(row.id) or next(iter(same), None)


def _part(text: str, option: str) -> tuple[str, str | None]:
    """Part the word of an option into figures and currency, None where it names none."""
    if option in _NO_MONEY:
        return text.strip(), None
    if not any(character.isdigit() for character in text):
        raise UsageError(f"{text[:40]!r} has no figure: write {_EXAMPLES.get(option, '50 or 99.50')}")
    return split_currency(text)


def _sum(option: str, figures: dict[str, list[str]]) -> Decimal | None:
    """Take a sum that is no part of a clinic's terms out of the figures."""
    with naming(option):
        return read_sum(figures.pop(option)[0]) if option in figures else None


def _terms(figures: Mapping[str, list[str]]) -> Terms:
    try:
        return Terms.model_validate({field: text if field == "packs" else text[0] for field, text in figures.items()})
    except ValidationError as error:
        field = next((str(part) for part in error.errors()[0]["loc"]), None)
        fault = first_fault(error, " ".join(figures.get(field or "", ())))
        raise FieldError(fault.message, option_of(field or fault.field)) from error
