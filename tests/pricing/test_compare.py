"""Protocols side by side."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from mesoplan import Amount, Request
from mesoplan.answers.cost import SORTS, ComparedRow, Sort, compare_answer, in_order
from mesoplan.pricing.rates import Rate
from mesoplan.pricing.terms import Basis, basis_of
from mesoplan.values.ranges import Count
from tests.conftest import SHIPPED, TODAY
from tests.pricing.helpers import row, rows

NAMES = ("standard", "tapered", "weekly", "salon", "fortnightly", "trial")


def compared(*prices: Any, names: Any = NAMES, rates: Any = None, **request: Any) -> list[ComparedRow]:
    bases = [price if isinstance(price, Basis) else basis_of(price) for price in prices]
    protocols = [SHIPPED.protocol(name) for name in names]
    asked = Request(**{"start": TODAY, **request})
    bases = [basis._replace(rate=(rates or {}).get(basis.currency)) for basis in bases]
    return list(compare_answer(protocols, bases, asked, None, SHIPPED).rows)


def test_every_protocol_has_a_row_without_costs_unless_there_is_a_price() -> None:
    found = compared()
    assert [one.protocol for one in found] == list(NAMES)
    assert {one.country for one in found} == {one.currency for one in found} == {None}
    assert {one.course.cost for one in found} == {None}
    assert list(SHIPPED.protocols) == list(NAMES)


def test_a_row_has_the_contracts_fields() -> None:
    (one,) = compared(rows()["uk"], names=["standard"])
    assert (one.protocol, one.country, one.currency) == ("standard", "uk", "GBP")
    assert (one.course.sessions, one.course.days) == (Count(3, 6), Count(28, 140))
    assert one.course.cost == Amount(Decimal(450), Decimal(2400))
    assert one.through_12 is not None
    assert (one.through_12.sessions.min, one.through_12.sessions.max, one.through_12.sessions.planned) == (4, 8, 7)
    assert one.through_12.cost == Amount(Decimal(600), Decimal(3200))
    assert (one.complete, one.session_minutes) == (True, Count(None, 30))
    assert any("two documents" in note for note in one.notes)


@pytest.mark.parametrize(
    ("name", "days"),
    [
        ("standard", Count(28, 140)),
        ("tapered", Count(165, 165)),
        ("weekly", Count(21, None)),
        ("salon", None),
        ("fortnightly", Count(28, 42)),
        ("trial", Count(49, 49)),
    ],
)
def test_the_length_is_from_the_first_to_the_last_session_of_the_course(name: str, days: Count | None) -> None:
    (one,) = compared(names=[name])
    assert one.course.days == days


def test_without_a_largest_number_of_sessions_there_is_no_highest_figure() -> None:
    (one,) = compared(rows()["uk"], names=["weekly"])
    assert one.course.cost == Amount(Decimal(600), None)
    assert one.through_12 is not None
    assert one.through_12.sessions.max is None
    assert one.through_12.cost == Amount(Decimal(600), None)


def test_protocols_by_prices() -> None:
    found = compared(rows()["uk"], rows()["turkey"], names=["standard", "trial"])
    assert [(one.protocol, one.country, one.currency) for one in found] == [
        ("standard", "uk", "GBP"),
        ("standard", "turkey", "USD"),
        ("trial", "uk", "GBP"),
        ("trial", "turkey", "USD"),
    ]


def test_one_currency_makes_costs_comparable() -> None:
    rates = {code: Rate(code, "EUR", Decimal(rate), TODAY, "user") for code, rate in (("GBP", 2), ("USD", 1))}
    found: list[Any] = in_order(compared(rows()["uk"], rows()["us"], names=["standard"], rates=rates), "cost")
    assert [(one.country, one.course.cost.low) for one in found] == [("us", 600), ("uk", 900)]
    assert {one.currency for one in found} == {"EUR"}
    rate = found[0].converted
    assert rate is not None
    assert (rate.rate, rate.rate_date, rate.rate_source) == (Decimal(1), TODAY, "user")


ORDERS: dict[Sort, list[str]] = {
    "sessions": ["fortnightly", "standard", "weekly", "tapered", "trial", "salon"],
    "length": ["weekly", "fortnightly", "standard", "trial", "tapered", "salon"],
    "cost": ["fortnightly", "standard", "weekly", "tapered", "trial", "salon"],
    # 12 months from 600-3200, 600 or more, 1200-3200 twice, 2100-5600; without dates last.
    "first-year": ["standard", "weekly", "tapered", "trial", "fortnightly", "salon"],
}


@pytest.mark.parametrize("sort", SORTS)
def test_rows_can_be_put_in_order_what_is_not_stated_last(sort: Sort) -> None:
    assert [one.protocol for one in in_order(compared(rows()["uk"]), sort)] == ORDERS[sort]


@pytest.mark.parametrize(
    ("one", "other"),
    [("100-200", "101-150"), ("100-200", "100-201"), ("100-200", "100+"), ("100+", "101"), ("900", "..100")],
)
def test_costs_are_compared_by_the_lowest_then_by_the_highest(one: str, other: str) -> None:
    (first,) = compared(rows()["uk"], names=["standard"])
    amounts = [Amount.parse(one), Amount.parse(other)]
    found = [replace(first, course=replace(first.course, cost=amount)) for amount in reversed(amounts)]
    assert [row.course.cost for row in in_order(found, "cost")] == amounts


def test_a_clinics_row_is_compared_by_its_own_prices() -> None:
    (one,) = compared(row(per_session=100, fee=50, source="restoration-clinic-guide"), names=["trial"])
    assert (one.country, one.course.cost) == ("clinic", Amount(Decimal(850), Decimal(850)))


def test_a_price_that_no_longer_holds_is_said() -> None:
    basis = basis_of(row(per_session=100, valid="2026-01-04", source="restoration-clinic-guide"), is_clinic=True)
    (one,) = compared(basis, names=["trial"], today=TODAY)
    assert any("held until 2026-01-04" in note for note in one.notes)


def test_warnings_are_said_once_with_the_protocols_name() -> None:
    asked = Request(start=TODAY, sessions=9)
    (warning,) = compare_answer([SHIPPED.protocol("standard")] * 2, [], asked, None, SHIPPED).warnings
    assert warning == "standard: You chose 9 sessions; the source says 3-6."
