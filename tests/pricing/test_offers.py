"""Clinics' offers, worked by hand to the penny."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from mesoplan.pricing.bill import Bill, Biller, VisitDays
from mesoplan.pricing.estimate import judge
from mesoplan.pricing.stopping import payment_of, stop_after
from mesoplan.pricing.terms import Basis, basis_of
from mesoplan.tables.prices import Price
from mesoplan.values import Amount
from tests.conftest import cases
from tests.pricing.helpers import cite, terms


def money(written: Any) -> Amount | None:
    """Return one figure, or two, as the lowest and the highest."""
    if written is None:
        return None
    low, high = written if isinstance(written, list) else (written, written)
    return Amount(Decimal(str(low)), Decimal(str(high)))


def basis(case: dict[str, Any]) -> Basis:
    """Return a case's terms beside its published price."""
    row = None
    if "published" in case:
        row = Price.model_validate(
            {
                "id": "row",
                "name": "Row",
                "source": "paper",
                "currency": case["currency"],
                "per_session": case["published"],
            }
        )
    paid = {"paid": case["paid"]} if "paid" in case else {}
    return basis_of(row, terms(**case["terms"], **paid, currency=case["currency"]))


class Offer:
    """A case, priced."""

    def __init__(self, case: dict[str, Any]) -> None:
        self.basis = basis(case)
        days = tuple(case.get("visits", ()))
        rule = self.basis.terms.missed and self.basis.terms.missed.rule
        self.sessions: int = case.get("sessions", len(days))
        self.course: int = case.get("course", self.sessions)
        self.biller = Biller(
            self.basis, VisitDays(days, tuple(case.get("missed", ())), are_forfeited=rule == "forfeited")
        )
        self.verdict = judge(self.biller, self.sessions, self.course, cite)

    def bill(self, end: Any) -> Bill:
        found = self.biller.bill(end, self.sessions, self.course)
        assert found is not None
        return found


def written(bill: Bill) -> list[list[Any]]:
    """Return a bill's lines as the cases write them."""
    return [[line.what, line.count, line.price, line.amount] for line in bill.lines]


def figures(lines: list[list[Any]]) -> list[list[Any]]:
    return [[what, count, Decimal(str(price)), Decimal(str(amount))] for what, count, price, amount in lines]


@pytest.mark.parametrize("case", cases("offers"))
def test_an_offer_costs_what_its_arithmetic_gives(case: dict[str, Any]) -> None:
    offer = Offer(case)
    assert written(offer.bill("high")) == figures(case["bill"])
    assert written(offer.bill("low")) == figures(case.get("low_bill", case["bill"]))
    assert offer.verdict.total == money(case["total"])
    assert offer.verdict.per_session == money(case["per_session"])
    assert offer.verdict.saving == money(case["saving"])
    assert offer.verdict.position == case["position"]


@pytest.mark.parametrize("case", cases("offers"))
def test_what_is_paid_and_not_used_is_counted(case: dict[str, Any]) -> None:
    bill = Offer(case).bill("high")
    assert (bill.unused, bill.lost) == (case.get("unused", 0), case.get("lost", 0))
    included = case.get("tax_included")
    assert bill.tax_included == (None if included is None else Decimal(included))
    if "packs" in case:
        assert [[line.sessions, line.count] for line in bill.lines if line.what == "pack"] == case["packs"]


@pytest.mark.parametrize("case", [case for case in cases("offers") if "stop" in case.values[0]])
def test_stopping_costs_what_its_arithmetic_gives(case: dict[str, Any]) -> None:
    offer = Offer(case)
    stop = stop_after(case["stop_after"], offer.sessions, offer.biller, offer.course)
    expected = case["stop"]
    assert {name: getattr(stop, name) for name in expected} == {name: money(one) for name, one in expected.items()}


@pytest.mark.parametrize(
    "case", [case for case in cases("offers") if {"deposit", "paid", "instalments"} & case.values[0].keys()]
)
def test_paying_is_what_its_arithmetic_gives(case: dict[str, Any]) -> None:
    offer = Offer(case)
    payment = payment_of(offer.verdict.total, offer.basis)
    assert payment is not None
    assert payment.deposit == (Decimal(case["deposit"]) if "deposit" in case else None)
    assert payment.after_deposit == money(case.get("after_deposit"))
    assert payment.open == money(case.get("open"))
    if "instalments" in case:
        parts = payment.instalments
        assert parts is not None
        assert (parts.number, parts.each, parts.last) == (
            case["instalments"]["number"],
            money(case["instalments"]["each"]),
            money(case["instalments"]["last"]),
        )


@pytest.mark.parametrize("case", cases("offers"))
def test_a_slip_is_asked_about_and_nothing_else(case: dict[str, Any]) -> None:
    question = Offer(case).verdict.question
    assert (case["question"] in (question or "")) if "question" in case else question is None
