"""Money: amounts as scripts read them and as people do."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given, settings, strategies as st
from pydantic import TypeAdapter

from mesoplan.values import Amount
from mesoplan.values.grammar import plain_number
from mesoplan.values.money import MAX_AMOUNT, Money, minor_digits, rounded_to_minor, show, show_range

SOME = settings(max_examples=200, deadline=None)
AMOUNTS = st.decimals("0.0001", MAX_AMOUNT, places=4)
CURRENCIES = st.sampled_from(["GBP", "EUR", "USD", "CHF", "JPY", "KWD", "XYZ"])


@pytest.mark.parametrize(
    ("currency", "digits"),
    [("GBP", 2), ("EUR", 2), ("USD", 2), ("TRY", 2), ("JPY", 0), ("KRW", 0), ("ISK", 0), ("KWD", 3), ("TND", 3)],
)
def test_a_currency_has_its_own_minor_digits(currency: str, digits: int) -> None:
    assert minor_digits(currency) == digits


@pytest.mark.parametrize(
    ("amount", "currency", "number"),
    [
        ("150", "GBP", 150),
        ("150.00", "GBP", 150),
        ("99.50", "GBP", 99.5),
        ("99.987", "GBP", 99.99),
        ("99.987", "KWD", 99.987),
        ("99.9874", "KWD", 99.987),
        ("1499.7", "JPY", 1500),
        ("1000000000", "EUR", 1_000_000_000),
        ("0", "GBP", 0),
    ],
)
def test_a_script_reads_major_units_with_the_currency_s_own_digits(
    amount: str, currency: str, number: int | float
) -> None:
    found = plain_number(rounded_to_minor(Decimal(amount), currency))
    assert found == number
    assert type(found) is type(number)


@pytest.mark.parametrize(("amount", "written"), [("150.00", "150"), ("99.50", "99.5"), ("-60", "-60"), ("0", "0")])
def test_money_is_a_number_in_json_whole_where_it_is_whole(amount: str, written: str) -> None:
    adapter: TypeAdapter[Decimal] = TypeAdapter(Money)
    assert adapter.dump_json(Decimal(amount)).decode() == written
    assert adapter.json_schema(mode="serialization") == {"type": "number"}


def test_an_unknown_amount_stays_unknown() -> None:
    assert Amount(None, Decimal("99.5")).as_object == {"low": None, "high": 99.5}


@pytest.mark.parametrize(
    ("amount", "currency", "shown"),
    [
        ("1050", "GBP", "\u00a31,050"),
        ("99.5", "GBP", "\u00a399.50"),
        ("1234567.891", "USD", "$1,234,567.89"),
        ("350", "EUR", "\u20ac350"),
        ("99.5", "CHF", "CHF 99.50"),
        ("15000", "JPY", "JPY 15,000"),
        ("12.5", "KWD", "KWD 12.500"),
        ("12.000", "KWD", "KWD 12"),
    ],
)
def test_people_read_a_sign_or_the_code_and_thousands_apart(amount: str, currency: str, shown: str) -> None:
    assert show(Decimal(amount), currency) == shown


@pytest.mark.parametrize(
    ("amount", "shown"),
    [
        ("450-2400", "\u00a3450\u20132,400"),
        ("99.50-120", "\u00a399.50\u2013120"),
        ("600+", "from \u00a3600"),
        ("..2400", "up to \u00a32,400"),
        ("150", "\u00a3150"),
        ("150-150.00", "\u00a3150"),
    ],
)
def test_a_range_says_which_bounds_are_known(amount: str, shown: str) -> None:
    assert show_range(Amount.parse(amount), "GBP") == shown


def test_a_range_without_any_bound_is_not_known() -> None:
    assert show_range(Amount(None, None), "GBP") == "not known"


@given(AMOUNTS, CURRENCIES)
@SOME
def test_a_number_never_has_more_digits_than_its_currency(amount: Decimal, currency: str) -> None:
    number = plain_number(rounded_to_minor(amount, currency))
    assert number is not None
    digits = str(number).partition(".")[2]
    assert len(digits) <= minor_digits(currency)
    assert abs(Decimal(str(number)) - amount) <= Decimal(1).scaleb(-minor_digits(currency)) / 2


@given(st.none() | AMOUNTS, st.none() | AMOUNTS, CURRENCIES)
@SOME
def test_every_range_can_be_shown(low: Decimal | None, high: Decimal | None, currency: str) -> None:
    if low is not None and high is not None:
        low, high = sorted((low, high))
    shown = show_range(Amount(low, high), currency)
    assert shown == "not known" or any(character.isdigit() for character in shown)
