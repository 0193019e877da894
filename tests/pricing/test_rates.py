"""Rates of exchange: dated, and never from a later day."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, strategies as st

from mesoplan.errors import NoRateError
from mesoplan.pricing.rates import Rate, ecb_rate, rate_warnings, rates_for
from tests.conftest import TODAY, Result

FRIDAY = date(2026, 1, 2)


def test_a_day_has_its_own_rate() -> None:
    # The bank's reference rate of 28 March 2014: 1.3759 dollars for a euro.
    assert ecb_rate("EUR", "USD", date(2014, 3, 28)) == Rate("EUR", "USD", Decimal("1.3759"), date(2014, 3, 28), "ECB")


def test_the_first_day_has_a_rate_and_a_rate_has_five_digits() -> None:
    assert ecb_rate("EUR", "USD", date(1999, 1, 4)).rate_date == date(1999, 1, 4)
    # Of 28 March 2014: 1.3759 dollars and 0.8272 pounds for a euro, so 1.66332... dollars for a pound.
    assert ecb_rate("GBP", "USD", date(2014, 3, 28)).rate == Decimal("1.6633")


@pytest.mark.parametrize("day", [FRIDAY, FRIDAY + timedelta(days=1), FRIDAY + timedelta(days=2)])
def test_a_day_without_one_takes_the_last_before_it(day: date) -> None:
    rate = ecb_rate("GBP", "EUR", day)
    assert rate == ecb_rate("GBP", "EUR", FRIDAY)
    assert rate.rate_date == FRIDAY


@given(st.dates(date(1999, 1, 4), date(2040, 1, 1)), st.sampled_from(["USD", "GBP", "CHF", "SEK"]))
def test_a_rate_is_never_of_a_later_day(day: date, currency: str) -> None:
    assert ecb_rate("EUR", currency, day).rate_date <= day


def test_a_currency_that_has_ended_has_its_last_rate() -> None:
    assert ecb_rate("RUB", "EUR", TODAY).rate_date == date(2022, 3, 1)
    assert ecb_rate("RUB", "USD", TODAY).rate_date == date(2022, 3, 1)


@pytest.mark.parametrize(("base", "currency"), [("GBP", "EUR"), ("RUB", "EUR"), ("EUR", "RUB")])
def test_before_the_first_rate_there_is_none(base: str, currency: str) -> None:
    with pytest.raises(NoRateError, match="on 1999-01-03 or before: set your own with --rate"):
        ecb_rate(base, currency, date(1999, 1, 3))


def test_a_currency_without_rates_has_none() -> None:
    with pytest.raises(NoRateError, match=r"there is no rate of GBP to ARS .* --rate GBP=1.15") as error:
        ecb_rate("GBP", "ARS", TODAY)
    assert error.value.exit_code == 1


def test_a_rate_to_itself_is_one() -> None:
    assert ecb_rate("USD", "USD", TODAY).rate == ecb_rate("EUR", "EUR", TODAY).rate == Decimal(1)


@given(st.integers(1, 100_000), st.sampled_from(["USD", "GBP", "CHF", "TRY", "SEK"]))
def test_there_and_back_is_within_a_cent_a_unit(amount: int, currency: str) -> None:
    there, back = ecb_rate("EUR", currency, TODAY), ecb_rate(currency, "EUR", TODAY)
    assert abs(amount * there.rate * back.rate - amount) <= Decimal("0.01") * amount


def test_a_users_own_rate_goes_first() -> None:
    rates = rates_for(["GBP", "USD", "GBP"], "EUR", TODAY, {"GBP": Decimal(2)})
    assert list(rates) == ["GBP", "USD"]
    assert rates["GBP"] == Rate("GBP", "EUR", Decimal(2), TODAY, "user")
    assert rates["USD"] == ecb_rate("USD", "EUR", TODAY)


@pytest.mark.parametrize(("days", "warned"), [(89, False), (90, False), (91, True)])
def test_an_old_rate_is_warned_about(days: int, warned: bool) -> None:
    rate = Rate("GBP", "EUR", Decimal("1.2"), TODAY - timedelta(days=days), "ECB")
    assert bool([*rate_warnings([rate], TODAY)]) == warned
    assert all("--rate GBP=1.15" in warning for warning in rate_warnings([rate], TODAY))


@pytest.mark.parametrize(
    ("words", "each"),
    [
        ("--country uk --pack 6=900 --rate GBP=1.2", {"low": 180, "high": 480}),
        ("--pack 6=900CAD --rate CAD=0.6", {"low": None, "high": None}),
        ("--price 200GBP --pack 6=900 --rate GBP=1.2", {"low": 240, "high": 240}),
    ],
)
def test_what_a_session_costs_is_converted_as_it_is_said(words: str, each: Any, run: Callable[..., Result]) -> None:
    shown = run("cost", *words.split(), "--currency", "EUR", "--json")
    assert json.loads(shown.out)["estimates"][0]["converted"]["per_session"] == each
