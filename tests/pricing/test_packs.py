"""The search for the cheapest purchase, by hand and by brute force."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from functools import cache
from typing import Any

import pytest
from hypothesis import example, given, settings, strategies as st

from mesoplan.pricing.bill import Biller, VisitDays
from mesoplan.pricing.packs import Good, Goods, Tariff
from mesoplan.tables.prices import Pack
from mesoplan.values.dates import add
from tests.conftest import TODAY, cases
from tests.pricing.helpers import from_text, own

SOME = settings(max_examples=150, deadline=None)
FIELDS = ("packs", "discount", "fee", "per_visit")


@pytest.mark.parametrize("case", cases("packs"))
def test_sessions_are_bought_the_cheapest_way(case: dict[str, Any]) -> None:
    basis = own(per_session=case["single"], **{name: case[name] for name in FIELDS if name in case})
    bill = Biller(basis, VisitDays()).bill("high", case["sessions"])
    assert bill is not None
    assert bill.total == case["pay"]
    assert [[one.sessions, one.price, one.count] for one in bill.lines if one.sessions] == case["bought"]


def single(price: int, kind: Any = "session") -> Good:
    return Good(kind, 1, Decimal(price))


def pack(sessions: int, price: int, valid: str | None = None) -> Good:
    written = f"{sessions}={price}" + (f" valid {valid}" if valid else "")
    return Good("pack", sessions, Decimal(price), from_text(Pack, written).valid)


SINGLES = st.builds(single, st.integers(1, 300))
PACKS = st.lists(
    st.builds(pack, st.integers(1, 7), st.integers(1, 900), st.sampled_from([None, "1 week", "3 weeks", "2 months"])),
    max_size=3,
    unique_by=lambda good: (good.sessions, good.price, good.valid),
).map(tuple)
PRICED = st.lists(st.builds(pack, st.integers(1, 7), st.integers(1, 900)), min_size=1, max_size=3).map(tuple)
GAPS = st.lists(st.integers(1, 30), max_size=10)


def days_of(gaps: list[int]) -> tuple[date, ...]:
    """Return days that lie so far apart."""
    days = [TODAY]
    for gap in gaps:
        days.append(days[-1] + timedelta(days=gap))
    return tuple(days)


def cheapest(goods: Goods, course: int | None, days: tuple[date, ...], sessions: int) -> Decimal:
    """Return the least that sessions cost, by trying everything that may be bought next, from the first session on."""

    @cache
    def rest(place: int) -> Decimal:
        if place >= sessions:
            return Decimal(0)
        after = course is not None and place >= course
        one = goods.later if after and goods.later else goods.single
        tried = [] if one is None else [one.price + rest(place + 1)]
        for good in goods.packs:
            end = min(place + good.sessions, sessions)
            valid = good.valid
            while valid and valid.min and days[end - 1] > add(days[place], valid.min, valid.unit):
                end -= 1
            tried.append(good.price + rest(end))
        return min(tried)

    return rest(0)


@SOME
@given(SINGLES, st.none() | SINGLES, PACKS, GAPS, st.none() | st.integers(0, 12))
def test_packs_agree_with_brute_force(
    one: Good, later: Good | None, packs: tuple[Good, ...], gaps: list[int], course: int | None
) -> None:
    goods, days = Goods(one, later, packs, None), days_of(gaps)
    tariff = Tariff(goods, course, days)
    for sessions in range(len(days) + 1):
        assert tariff.basket(sessions).cost == cheapest(goods, course, days, sessions)


@SOME
@given(SINGLES, PACKS, GAPS)
def test_a_basket_serves_every_session_once_and_costs_what_is_said(
    one: Good, packs: tuple[Good, ...], gaps: list[int]
) -> None:
    days = days_of(gaps)
    basket = Tariff(Goods(one, None, packs, None), None, days).basket(len(days))
    assert [place for bought in basket.bought for place in range(bought.first, bought.end)] == list(range(len(days)))
    assert sum(bought.good.price for bought in basket.bought) == basket.cost
    paid = sum(bought.good.sessions for bought in basket.bought)
    assert paid == basket.paid == len(days) + sum(bought.left for bought in basket.bought)
    assert all(bought.left >= 0 for bought in basket.bought)


@SOME
@given(SINGLES, PACKS, PACKS, GAPS)
def test_one_more_pack_on_offer_never_makes_it_dearer(
    one: Good, packs: tuple[Good, ...], more: tuple[Good, ...], gaps: list[int]
) -> None:
    days = days_of(gaps)
    few, many = (Tariff(Goods(one, None, offered, None), None, days) for offered in (packs, packs + more))
    assert all(many.basket(sessions).cost <= few.basket(sessions).cost for sessions in range(len(days) + 1))


@SOME
@given(st.none() | SINGLES, PRICED, st.integers(0, 30))
def test_more_sessions_never_cost_less(one: Good | None, packs: tuple[Good, ...], sessions: int) -> None:
    tariff = Tariff(Goods(one, None, packs, None))
    assert tariff.basket(sessions).cost <= tariff.basket(sessions + 1).cost


class TestPacksFirst:
    """A clinic that names no single price sells packs; a published session stands in only for what they leave."""

    PUBLISHED = st.builds(single, st.integers(1, 300), st.just("published-session"))

    @staticmethod
    def tried(packs: tuple[Good, ...], published: Good, sessions: int) -> Decimal:
        """Return the least over every number of each pack, and what they leave at the published price."""

        @cache
        def rest(place: int, smallest: int) -> Decimal:
            """What is left to pay when packs, of which the smallest has so many, cover some sessions."""
            left = max(0, sessions - place)
            ways = [left * published.price] if left < smallest and place else []
            if left:
                ways += [good.price + rest(place + good.sessions, min(smallest, good.sessions)) for good in packs]
            return min(ways)

        return rest(0, 1000) if sessions else Decimal(0)

    @SOME
    @given(PRICED, PUBLISHED, st.integers(0, 20))
    @example((pack(6, 900), pack(2, 1000)), single(150), 9)
    def test_what_is_bought_agrees_with_brute_force(
        self, packs: tuple[Good, ...], published: Good, sessions: int
    ) -> None:
        tariff = Tariff(Goods(None, None, packs, published))
        assert tariff.basket(sessions).cost == self.tried(packs, published, sessions)
        assert tariff.basket(sessions).cost <= tariff.basket(sessions + 1).cost

    @SOME
    @given(PRICED, PRICED, PUBLISHED, st.integers(0, 20))
    def test_one_more_pack_never_makes_it_dearer(
        self, packs: tuple[Good, ...], more: tuple[Good, ...], published: Good, sessions: int
    ) -> None:
        few, many = (Tariff(Goods(None, None, offered, published)) for offered in (packs, packs + more))
        assert many.basket(sessions).cost <= few.basket(sessions).cost

    @pytest.mark.parametrize(
        ("sessions", "bought"),
        [
            (5, [("pack", 6)]),
            (6, [("pack", 6)]),
            (7, [("pack", 6), ("published-session", 1)]),
            (11, [("pack", 6), *[("published-session", 1)] * 5]),
            (12, [("pack", 6), ("pack", 6)]),
        ],
    )
    def test_published_sessions_are_fewer_than_a_pack_has(self, sessions: int, bought: list[Any]) -> None:
        tariff = Tariff(Goods(None, None, (pack(6, 900),), single(10, "published-session")))
        assert [(one.good.kind, one.good.sessions) for one in tariff.basket(sessions).bought] == bought

    def test_of_ways_that_cost_the_same_the_one_with_more_in_packs_is_taken(self) -> None:
        tariff = Tariff(Goods(None, None, (pack(6, 900), pack(7, 1050)), single(150, "published-session")))
        assert sorted(one.good.sessions for one in tariff.basket(13).bought) == [6, 7]


class TestTies:
    @pytest.mark.parametrize(
        ("price", "packs", "sessions", "bought"),
        [
            (300, (pack(5, 1000), pack(4, 1000)), 4, [4]),
            (300, (pack(4, 1000), pack(5, 1000)), 4, [4]),
            (200, (pack(6, 1200),), 6, [1] * 6),  # a pack that saves nothing is not bought
            (200, (pack(6, 1199),), 6, [6]),
        ],
    )
    def test_ties_go_to_fewer_left_over_then_to_singles(
        self, price: int, packs: tuple[Good, ...], sessions: int, bought: list[int]
    ) -> None:
        tariff = Tariff(Goods(single(price), None, packs, None))
        assert [one.good.sessions for one in tariff.basket(sessions).bought] == bought

    def test_a_pack_is_used_up_before_the_next_is_opened(self) -> None:
        basket = Tariff(Goods(None, None, (pack(6, 900),), None)).basket(7)
        assert [(one.first, one.end, one.left) for one in basket.bought] == [(0, 6, 0), (6, 7, 5)]


@pytest.mark.parametrize(("last", "cost"), [(date(2026, 2, 4), 300), (date(2026, 2, 5), 300), (date(2026, 2, 6), 500)])
def test_a_pack_can_be_used_up_to_its_last_day(last: date, cost: int) -> None:
    days = (TODAY, last)
    assert Tariff(Goods(single(200), None, (pack(2, 300, "1 month"),), None), None, days).basket(2).cost == min(
        cost, 400
    )


def test_sessions_after_the_last_known_day_count_as_on_it() -> None:
    tariff = Tariff(Goods(single(200), None, (pack(3, 300, "1 month"),), None), None, (TODAY,))
    assert tariff.basket(3).cost == 300
