"""Stopping early, and paying."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, strategies as st

from mesoplan import Amount
from mesoplan.errors import UsageError
from mesoplan.pricing.bill import Biller, VisitDays
from mesoplan.pricing.stopping import Payment, Stop, payment_of, stop_after
from mesoplan.tables.regimens import Protocol
from tests.conftest import TODAY
from tests.planning.helpers import every
from tests.pricing.helpers import estimate, own, terms


def stop(after: int, planned: int = 6, visits: VisitDays | None = None, **fields: Any) -> Stop:
    biller = Biller(own(**fields), visits or VisitDays())
    return stop_after(after, planned, biller)


def exactly(amount: int | str) -> Amount:
    return Amount(Decimal(amount), Decimal(amount))


PACK: dict[str, Any] = {"per_session": 200, "packs": ["6=900"], "refund": "used-at-single-price"}


@pytest.mark.parametrize(("after", "back"), [(1, 700), (2, 500), (4, 100), (5, 0), (6, 0)])
def test_used_sessions_come_off_the_price_of_a_pack(after: int, back: int) -> None:
    found = stop(after, **PACK)
    assert (found.paid, found.back, found.cost) == (exactly(900), exactly(back), exactly(900 - back))
    assert found.as_singles == exactly(after * 200)


def test_a_pack_that_is_not_opened_yet_is_not_paid() -> None:
    assert stop(6, 12, **PACK).paid == exactly(900)
    assert stop(7, 12, **PACK).paid == exactly(1800)


def test_only_the_pack_that_is_open_gives_something_back() -> None:
    assert stop(7, 12, **PACK).back == exactly(700)
    assert stop(8, 12, **PACK).back == exactly(500)


def test_one_known_end_of_a_price_is_known_of_what_comes_back_too() -> None:
    found = stop(2, per_session="150+", refund="none")
    assert found.back == Amount(Decimal(0), None)
    assert found.cost == Amount(Decimal(300), None)


def test_prices_of_which_no_end_is_known_leave_all_of_it_open() -> None:
    found = stop(2, per_session="..160", maintenance_session="120+", refund="none")
    assert (found.paid, found.refund, found.back, found.cost) == (Amount(None, None), "none", None, None)


def test_single_sessions_without_a_rule_leave_it_open() -> None:
    assert stop(2, per_session=200).back is None


def test_a_used_up_pack_gives_nothing_back() -> None:
    dear: dict[str, Any] = {**PACK, "packs": ["2=350", "6=900"], "per_session": 180}
    assert stop(6, 8, **dear).back == exactly(0)


def test_single_sessions_give_nothing_back() -> None:
    assert stop(2, per_session=200, refund="used-at-single-price").back == exactly(0)


def test_tax_comes_back_with_the_price() -> None:
    found = stop(2, **PACK, tax="20%")
    assert (found.paid, found.back) == (exactly(1080), exactly(600))


def test_what_is_paid_once_does_not_come_back() -> None:
    found = stop(2, **PACK, fee=50, consultation=95, per_visit=10)
    assert (found.paid, found.back) == (exactly(900 + 50 + 95 + 20), exactly(500))


def test_a_forfeited_session_is_a_used_one() -> None:
    days = tuple(TODAY + timedelta(weeks=week) for week in (0, 6, 9, 12, 15))
    visits = VisitDays(days, (TODAY + timedelta(weeks=3),), are_forfeited=True)
    assert stop(2, 5, visits, **PACK, missed="forfeited").back == exactly(900 - 3 * 200)


def test_a_range_of_prices_gives_a_range_the_smaller_first() -> None:
    found = stop(2, per_session="160-250", packs=["6=900"], refund="used-at-single-price")
    assert (found.back, found.cost) == (Amount(Decimal(400), Decimal(580)), Amount(Decimal(320), Decimal(500)))


@pytest.mark.parametrize(
    "fields", [{"per_session": 200, "packs": ["6=900"]}, {"packs": ["6=900"], "refund": "used-at-single-price"}]
)
def test_what_comes_back_is_not_known_without_a_rule_or_a_single_price(fields: dict[str, Any]) -> None:
    found = stop(2, **fields)
    assert (found.back, found.cost, found.paid) == (None, None, exactly(900))


def test_single_sessions_that_took_place_are_used() -> None:
    alone = Protocol(id="own", name="Own", source="own", maintenance=every("3 months"))
    asked = terms(currency="GBP", per_session=100, maintenance_session=150, refund="used-at-single-price", stop_after=1)
    found = estimate(alone, None, asked).stop
    assert (found.paid, found.back) == (exactly(150), exactly(0))


def test_the_rule_that_nothing_comes_back_needs_no_single_price() -> None:
    assert stop(2, packs=["6=900"], refund="none").back == exactly(0)
    assert stop(2, packs=["6=900"], refund="none").as_singles is None


@pytest.mark.parametrize("after", [0, -1, 7])
def test_a_plan_ends_where_it_ends(after: int) -> None:
    with pytest.raises(UsageError, match="the plan has 6 sessions: write a number up to 6") as error:
        stop(after, **PACK)
    assert error.value.field == "stop_after"


@pytest.mark.parametrize(
    ("asked", "paid", "back"),
    [
        ({"per_session": 200, "missed": "fee 50"}, 450, None),
        # Three of the pack's six are used up, so that three times 200 is kept of 900.
        ({"per_session": 200, "packs": ["6=900"], "missed": "forfeited", "refund": "used-at-single-price"}, 900, 300),
    ],
)
def test_who_stops_pays_for_what_was_missed_before_as_well(asked: dict[str, Any], paid: int, back: int | None) -> None:
    done, missed = (date(2026, 10, 1), date(2026, 10, 22)), (date(2026, 11, 12),)
    today: dict[str, Any] = {"start": done[0], "done": done, "missed": missed, "today": date(2026, 11, 29)}
    found = estimate("standard", None, terms(currency="GBP", stop_after=2, **asked), **today).stop
    assert (found.paid, found.back) == (exactly(paid), None if back is None else exactly(back))


@given(st.integers(1, 6), st.integers(1, 500), st.integers(1, 3000), st.sampled_from(["none", "used-at-single-price"]))
def test_nobody_gets_back_more_than_was_paid(after: int, single: int, pack: int, refund: str) -> None:
    found = stop(after, per_session=single, packs=[f"6={pack}"], refund=refund)
    assert found.back is not None
    assert found.back.low is not None
    assert found.paid.low is not None
    assert 0 <= found.back.low <= found.paid.low


class TestPaying:
    TOTAL = Amount(Decimal(900), Decimal(1000))

    @staticmethod
    def payment(total: Amount, currency: str = "GBP", **fields: Any) -> Payment | None:
        return payment_of(total, own(currency, per_session=1, **fields))

    def test_nothing_known_is_nothing_said(self) -> None:
        assert self.payment(self.TOTAL) is None

    @pytest.mark.parametrize(
        ("paid", "left"), [("0", (900, 1000)), ("899.99", ("0.01", "100.01")), ("950", (0, 50)), ("1001", (0, 0))]
    )
    def test_what_is_open_is_never_below_nothing(self, paid: str, left: tuple[Any, Any]) -> None:
        found = self.payment(self.TOTAL, paid=paid)
        assert found is not None
        assert found.open == Amount(Decimal(left[0]), Decimal(left[1]))

    def test_an_unknown_price_leaves_an_unknown_sum(self) -> None:
        found = self.payment(Amount(Decimal(900), None), deposit=100, instalments=3)
        assert found is not None
        assert found.after_deposit == Amount(Decimal(800), None)
        assert found.instalments is not None
        assert (found.instalments.each, found.instalments.last) == (Amount(Decimal(300), None),) * 2

    @given(st.integers(0, 10**7), st.integers(2, 120), st.sampled_from([("GBP", 2), ("JPY", 0), ("KWD", 3)]))
    def test_instalments_add_up_and_the_last_takes_the_rest(
        self, minor: int, number: int, currency: tuple[str, int]
    ) -> None:
        code, digits = currency
        total = Decimal(minor).scaleb(-digits)
        found: Any = self.payment(Amount(total, total), code, instalments=number)
        each, last = found.instalments.each.low, found.instalments.last.low
        assert each * (number - 1) + last == total
        assert 0 <= last - each < Decimal(number).scaleb(-digits)
        assert each == each.quantize(Decimal(1).scaleb(-digits))
