"""Quotes, packs, fees, budgets and currencies."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from itertools import product
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mesoplan import Amount
from mesoplan.errors import NoRateError
from mesoplan.pricing.packs import Offer, Pack, Till, position
from mesoplan.pricing.rates import Rate, ecb_rate
from tests.conftest import Result, cases

Run = Callable[..., Result]


def estimates(run: Run, words: str) -> list[dict[str, Any]]:
    """Return the estimates of a cost command."""
    result = run("cost", *words.split(" "), "--json")
    assert result.code == 0, result.err
    found: list[dict[str, Any]] = json.loads(result.out)["estimates"]
    return found


@pytest.mark.parametrize("case", cases("packs"))
def test_sessions_are_bought_the_cheapest_way(case: dict[str, Any]) -> None:
    offer = Offer(
        packs=tuple(Pack(size, Decimal(price)) for size, price in case.get("packs", {}).items()),
        discount=Decimal(case.get("discount", 0)),
        fee=Decimal(case.get("fee", 0)),
        per_visit=Decimal(case.get("per_visit", 0)),
    )
    till = Till(Decimal(case["single"]), offer)
    assert till.pay(case["sessions"]) == case["pay"]
    assert [list(bought) for bought in till.purchase(case["sessions"])] == case["purchase"]


PACKS = st.lists(st.builds(Pack, st.integers(1, 8), st.integers(1, 900).map(Decimal)), max_size=3).map(tuple)


@settings(max_examples=60)
@given(st.integers(1, 300).map(Decimal), PACKS, st.integers(0, 20))
def test_packs_agree_with_brute_force(single: Decimal, packs: tuple[Pack, ...], sessions: int) -> None:
    goods = [Pack(1, single), *packs]
    tried = product(*(range(sessions // good.sessions + 2) for good in goods[1:]))
    cheapest = min(
        sum(times * pack.price for times, pack in zip(bought, packs, strict=True))
        + single * max(0, sessions - sum(times * pack.sessions for times, pack in zip(bought, packs, strict=True)))
        for bought in tried
    )
    till = Till(single, Offer(packs=packs))
    assert till.pay(sessions) == cheapest
    bought = till.purchase(sessions)
    assert sum(one.price * one.times for one in bought) == cheapest
    assert sum(one.sessions * one.times for one in bought) >= sessions


@given(st.integers(1, 300).map(Decimal), PACKS, st.integers(0, 40))
def test_more_sessions_never_cost_less(single: Decimal, packs: tuple[Pack, ...], sessions: int) -> None:
    till = Till(single, Offer(packs=packs, per_visit=Decimal(1)))
    assert till.pay(sessions) < till.pay(sessions + 1)


@pytest.mark.parametrize(
    ("quote", "expected"),
    [
        ("149", "below"),
        ("100-149.99", "below"),
        ("150", "within"),
        ("150-400", "within"),
        ("400", "within"),
        ("400.01", "above"),
        ("149-150", "overlaps"),
        ("400-401", "overlaps"),
        ("100-500", "overlaps"),
        ("300+", "overlaps"),
        ("401+", "above"),
        ("..149", "below"),
    ],
)
def test_a_quote_lies_below_within_above_or_across_the_published_range(quote: str, expected: str) -> None:
    assert position(Amount.parse(quote), Amount.parse("150-400")) == expected


class TestQuote:
    def test_it_takes_the_place_of_the_published_range(self, run: Run) -> None:
        (estimate,) = estimates(run, "-c uk --price 250")
        assert estimate["quote"] == {"low": 250, "high": 250, "position": "within"}
        assert estimate["course"]["cost"] == {"low": 750, "high": 1500}
        assert (estimate["per_session"]["low"], estimate["per_session"]["high"]) == (150, 400)
        assert any("clinic's own price" in note for note in estimate["notes"])

    def test_its_currency_may_stand_for_the_country(self, run: Run) -> None:
        result = run("cost", "--price", "250 GBP", "--json")
        assert [e["country"]["id"] for e in json.loads(result.out)["estimates"]] == ["uk"]
        result = run("cost", "--price", "80usd", "--json")
        assert [e["quote"]["position"] for e in json.loads(result.out)["estimates"]] == ["below", "below", "within"]

    def test_the_table_says_where_it_lies(self, run: Run) -> None:
        text = " ".join(run("cost", "-c", "uk", "--price", "390-420").out.split())
        assert "The clinic's price lies partly within the published range, £150-400." in text


class TestOffer:
    def test_it_is_told_with_what_is_bought(self, run: Run) -> None:
        (estimate,) = estimates(run, "-c uk --price 250 --pack 6=1200 --fee 80")
        assert estimate["offer"] == {
            "packs": [{"sessions": 6, "price": 1200}],
            "discount_percent": 0,
            "fee": 80,
            "per_visit": 0,
            "purchase": [{"sessions": 6, "price": 1200, "count": 1}],
            "purchase_at_lowest_price": [{"sessions": 6, "price": 1200, "count": 1}],
        }
        assert estimate["course"]["planned"] == {"low": 1280, "high": 1280}

    def test_everything_is_then_what_one_pays(self, run: Run) -> None:
        (estimate,) = estimates(run, "-c uk --per-visit 40 --discount 50%")
        assert estimate["course"]["cost"] == {"low": 3 * 115, "high": 6 * 240}
        assert estimate["through"][0]["cost"] == {"low": 4 * 115, "high": 8 * 240}

    def test_without_one_there_is_none(self, run: Run) -> None:
        (estimate,) = estimates(run, "-c uk")
        assert (estimate["offer"], estimate["quote"], estimate["budget"], estimate["converted"]) == (None,) * 4

    def test_the_cheapest_way_is_told_for_both_ends_of_the_price_where_they_differ(self, run: Run) -> None:
        words = "-c uk --price 180-220 --pack 6=1000 --discount 10%"
        (estimate,) = estimates(run, words)
        assert estimate["offer"]["purchase"] == [{"sessions": 6, "price": 1000, "count": 1}]
        assert estimate["offer"]["purchase_at_lowest_price"] == [{"sessions": 1, "price": 162, "count": 6}]
        text = " ".join(run("cost", *words.split()).out.split())
        assert "cheapest, at the lowest price, as 6 single sessions at £162. At the highest price, it is" in text

    def test_the_table_says_how_to_buy(self, run: Run) -> None:
        words = "cost -c uk --price 200 --pack 4=700 --fee 80 --per-visit 10"
        text = " ".join(run(*words.split()).out.split())
        assert "cheapest as 1 pack of 4 at £700, 2 single sessions at £200, £80 once, £10 a visit." in text


class TestBudget:
    @pytest.mark.parametrize(
        ("amount", "fewest", "most", "covers"),
        [
            ("449", 1, 2, "never"),
            ("450", 1, 3, "possibly"),
            ("451", 1, 3, "possibly"),
            ("1199", 2, 7, "possibly"),
            ("1200", 3, 8, "always"),
            ("1201", 3, 8, "always"),
            ("0", 0, 0, "never"),
        ],
    )
    def test_it_says_how_many_sessions_it_pays_for(
        self, amount: str, fewest: int, most: int, covers: str, run: Run
    ) -> None:
        (estimate,) = estimates(run, f"-c uk --budget {amount}")
        assert estimate["budget"] == {
            "amount": int(amount),
            "sessions": {"min": fewest, "max": most},
            "covers_course": covers,
        }

    def test_a_plan_that_it_does_not_cover_is_said(self, run: Run) -> None:
        text = " ".join(run(*["cost", "-c", "uk", "--price", "250", "--budget", "1000"]).out.split())
        assert (
            "£1,000 pay for 4 sessions. That always covers the shortest course. It does not cover this plan's" in text
        )

    def test_packs_and_fees_count(self, run: Run) -> None:
        (estimate,) = estimates(run, "-c uk --price 250 --pack 6=1200 --fee 80 --budget 1280")
        assert estimate["budget"]["sessions"] == {"min": 6, "max": 6}

    @pytest.mark.parametrize(
        ("amount", "words"), [("100", "does not cover"), ("500", "depends on"), ("2000", "always covers")]
    )
    def test_the_table_says_it_in_words(self, amount: str, words: str, run: Run) -> None:
        assert words in " ".join(run("cost", "-c", "uk", "--budget", amount).out.split())


class TestCurrency:
    def test_every_sum_stands_once_more_at_a_dated_rate(self, run: Run) -> None:
        (estimate,) = estimates(run, "-c uk --currency eur --rate GBP=1.15")
        converted = estimate["converted"]
        assert [converted[key] for key in ("currency", "rate", "rate_date", "rate_source")] == [
            "EUR", 1.15, "2026-01-05", "user",
        ]  # fmt: skip
        assert converted["per_session"] == {"low": 172.5, "high": 460}
        assert converted["course"]["cost"] == {"low": 517.5, "high": 2760}
        assert converted["through"][0]["sessions"] == estimate["through"][0]["sessions"]
        assert (estimate["currency"], estimate["course"]["cost"]["low"]) == ("GBP", 450)

    def test_the_banks_rate_has_its_date_and_source(self, run: Run) -> None:
        rate = ecb_rate("GBP", "EUR")
        (estimate,) = estimates(run, "-c uk --currency EUR")
        assert estimate["converted"]["rate"] == float(rate.rate)
        assert estimate["converted"]["rate_date"] == rate.day.isoformat()
        assert estimate["converted"]["rate_source"] == "ECB"
        text = " ".join(run("cost", "-c", "uk", "--currency", "EUR").out.split())
        assert f"EUR for one GBP (ECB, {rate.day})" in text

    def test_a_rate_to_itself_is_one(self) -> None:
        assert ecb_rate("USD", "USD").rate == ecb_rate("EUR", "EUR").rate == 1

    @given(st.integers(1, 100_000), st.sampled_from(["USD", "GBP", "CHF", "TRY", "SEK"]))
    def test_there_and_back_is_within_a_cent_a_unit(self, amount: int, currency: str) -> None:
        there, back = ecb_rate("EUR", currency), ecb_rate(currency, "EUR")
        assert abs(amount * there.rate * back.rate - amount) <= Decimal("0.01") * amount

    @pytest.mark.parametrize(("days", "warned"), [(89, False), (90, False), (91, True)])
    def test_an_old_rate_is_warned_about(self, days: int, warned: bool) -> None:
        today = date(2026, 6, 1)
        rate = Rate("GBP", "EUR", Decimal("1.2"), date.fromordinal(today.toordinal() - days), "ECB")
        assert (rate.warning(today) is not None) == warned

    def test_an_old_rate_is_warned_about_on_the_command_line(self, run: Run) -> None:
        result = run("cost", "-c", "uk", "--currency", "EUR", "--today", "2090-01-01", "--json")
        (warning,) = json.loads(result.out)["warnings"]
        assert warning in result.err
        assert "--rate gives another" in warning

    def test_without_a_rate_it_ends_with_1_and_says_which_there_are(self, run: Run) -> None:
        with pytest.raises(NoRateError):
            ecb_rate("GBP", "ARS")
        result = run("cost", "-c", "uk", "--currency", "ARS")
        assert (result.code, result.out, result.err.count("\n")) == (1, "", 1)
        assert "CHF" in result.err
        assert run("cost", "-c", "uk", "--currency", "ARS", "--rate", "GBP=1800").code == 0

    def test_sums_in_a_currency_without_minor_units_have_none(self, run: Run) -> None:
        (estimate,) = estimates(run, "-c uk --currency JPY --rate GBP=210.705")
        assert estimate["converted"]["per_session"] == {"low": 31606, "high": 84282}


@pytest.mark.parametrize(
    ("words", "parts"),
    [
        ("-c uk --currency XYZ", ["--currency", "'XYZ' is not a currency"]),
        ("-c uk --currency EURO", ["--currency"]),
        ("-c uk --currency EUR --rate GBP", ["--rate", "GBP=1.15"]),
        ("-c uk --currency EUR --rate GBP=0", ["--rate", "above"]),
        ("-c uk --currency EUR --rate GBP=-1", ["--rate", "negative"]),
        ("-c uk --rate GBP=1.15", ["--rate", "--currency"]),
        ("-c uk --price 0", ["--price"]),
        ("-c uk --price -5", ["--price", "negative"]),
        ("-c uk --price 280-200", ["--price", "backwards"]),
        ("-c uk --price 250EUR", ["--price", "EUR is not the currency of United Kingdom"]),
        ("--price 250CHF", ["--price", "no country has prices in CHF"]),
        ("--price 250XYZ", ["--price", "'XYZ' is not a currency"]),
        ("--price 250", ["--price", "EUR or GBP or USD", "--country"]),
        ("--pack 6=1200", ["--pack", "--country"]),
        ("--budget 1000 -c uk -c us", ["--budget", "GBP or USD"]),
        ("-c uk --pack 0=10", ["--pack", "0"]),
        ("-c uk --pack 6", ["--pack", "6=1200"]),
        ("-c uk --pack 6-8=10", ["--pack", "one number"]),
        ("-c uk --pack 6=-10", ["--pack", "negative"]),
        ("-c uk --pack 6=10-20", ["--pack", "one amount"]),
        ("-c uk --discount 120%", ["--discount", "100%"]),
        ("-c uk --discount -5%", ["--discount", "negative"]),
        ("-c uk --discount half", ["--discount"]),
        ("-c uk --fee -80", ["--fee", "negative"]),
        ("-c uk --per-visit cheap", ["--per-visit"]),
        ("-c uk --budget -1", ["--budget", "negative"]),
        ("-c uk --budget 1e9", ["--budget", "figures alone"]),
        ("-c uk --budget £1000", ["--budget", "figures alone"]),
        ("-c uk --budget 1,000", ["--budget", "figures alone"]),
        ("-c uk --fee nan", ["--fee", "figures alone"]),
        ("-c uk --pack 6=0", ["--pack", "costs nothing"]),
    ],
)
def test_bad_input_gets_one_clear_sentence_and_exit_2(words: str, parts: list[str], run: Run) -> None:
    result = run("cost", *words.split())
    assert (result.code, result.out, result.err.count("\n")) == (2, "", 1), result
    assert all(part in result.err for part in parts), result.err
