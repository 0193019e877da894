"""Bills: their lines, the order in which terms apply, what a missed session costs."""

from __future__ import annotations

from datetime import timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

import pytest
from hypothesis import given, settings, strategies as st

from mesoplan.errors import UsageError
from mesoplan.pricing.bill import Bill, Biller, VisitDays
from mesoplan.pricing.terms import basis_of
from tests.conftest import TODAY
from tests.pricing.helpers import own, row, terms

SOME = settings(max_examples=150, deadline=None)
PENNY = Decimal("0.01")


def bill(sessions: int, visits: VisitDays | None = None, **fields: Any) -> Bill:
    found = Biller(own(**fields), visits or VisitDays()).bill("high", sessions, None)
    assert found is not None
    return found


def rounded(amount: Decimal) -> Decimal:
    return amount.quantize(PENNY, ROUND_HALF_UP)


PRICES = st.integers(1, 40_000).map(lambda pence: Decimal(pence) / 100)
SUMS = st.integers(0, 40_000).map(lambda pence: Decimal(pence) / 100)
PERCENT = (st.just(0) | st.integers(10, 1000)).map(lambda tenths: Decimal(tenths) / 10)
PACKS = st.lists(
    st.tuples(st.integers(1, 8), st.integers(0, 2), PRICES).map(
        lambda pack: {"sessions": pack[0], "free": pack[1], "price": pack[2]}
    ),
    max_size=3,
    unique_by=str,
)


@st.composite
def offers(draw: st.DrawFn) -> dict[str, Any]:
    """Draw terms as a table writes them."""
    optional: dict[str, Any] = {
        "fee": SUMS,
        "per_visit": SUMS,
        "discount": st.fixed_dictionaries({"percent": PERCENT, "on_packs": st.booleans()}),
        "tax": st.fixed_dictionaries({"rate": PERCENT, "included": st.booleans()}),
        "consultation": st.fixed_dictionaries(
            {"price": st.sampled_from([Decimal(0), Decimal("0.01")]), "deducted": st.booleans()}
        )
        | st.fixed_dictionaries({"price": SUMS, "each": st.sampled_from(["once", "visit"])}),
        "maintenance_session": PRICES,
    }
    fields = {name: draw(one) for name, one in optional.items() if draw(st.booleans())}
    return {"per_session": draw(PRICES), "packs": draw(PACKS), **fields}


def by_the_rules(fields: dict[str, Any], sessions: int, discounted: Decimal) -> Decimal:
    """Return what single sessions cost, step by step as the contract states them."""
    total = sessions * discounted
    total += fields.get("fee", Decimal(0))
    consultation = fields.get("consultation", {"price": Decimal(0)})
    if consultation.get("each") == "visit":
        total += sessions * consultation["price"]
    elif consultation.get("deducted"):
        total += max(Decimal(0), consultation["price"] - sessions * discounted)
    else:
        total += consultation["price"]
    total += sessions * fields.get("per_visit", Decimal(0))
    tax = fields.get("tax", {"included": True})
    return total if tax["included"] else rounded(total * (100 + tax["rate"]) / 100)


@SOME
@given(offers(), st.integers(1, 12))
def test_terms_apply_in_the_order_that_is_stated(fields: dict[str, Any], sessions: int) -> None:
    fields = {name: value for name, value in fields.items() if name not in ("packs", "maintenance_session")}
    percent = fields.get("discount", {"percent": Decimal(0)})["percent"]
    discounted = rounded(fields["per_session"] * (100 - percent) / 100)
    assert bill(sessions, **fields).total == by_the_rules(fields, sessions, discounted)


@SOME
@given(offers(), st.integers(0, 12), st.integers(0, 12))
def test_the_lines_of_a_bill_add_up_to_its_total(fields: dict[str, Any], sessions: int, course: int) -> None:
    found = Biller(own(**fields), VisitDays()).bill("high", sessions, course)
    assert found is not None
    assert sum(line.amount for line in found.lines) == found.total
    assert all(line.amount == line.count * line.price for line in found.lines)
    assert found.total >= 0
    assert found.total == rounded(found.total)


@SOME
@given(offers(), st.integers(0, 12), st.integers(0, 12))
def test_more_sessions_never_cost_less(fields: dict[str, Any], sessions: int, course: int) -> None:
    biller = Biller(own(**fields), VisitDays())
    fewer: Any = biller.bill("high", sessions, course)
    more: Any = biller.bill("high", sessions + 1, course)
    assert fewer.total <= more.total


@SOME
@given(offers(), PRICES, st.integers(0, 12))
def test_the_lowest_price_never_makes_a_dearer_bill(fields: dict[str, Any], more: Decimal, sessions: int) -> None:
    fields["per_session"] = f"{fields['per_session']}-{fields['per_session'] + more}"
    amount = Biller(own(**fields), VisitDays()).total(sessions)
    assert amount.low is not None
    assert amount.high is not None
    assert amount.low <= amount.high


@SOME
@given(offers(), PACKS, st.integers(0, 12))
def test_one_more_pack_on_offer_never_makes_a_dearer_bill(
    fields: dict[str, Any], more: list[Any], sessions: int
) -> None:
    known = {str(pack) for pack in fields["packs"]}
    many = {**fields, "packs": [*fields["packs"], *(pack for pack in more if str(pack) not in known)]}
    few, other = (Biller(own(**one), VisitDays()).total(sessions) for one in (fields, many))
    assert few.high is not None
    assert other.high is not None
    assert other.high <= few.high


def test_a_discount_is_the_clinics_and_never_off_the_published_price() -> None:
    clinic = row(id="clinic", packs=["6=900"], discount="10%")
    basis = basis_of(clinic, is_clinic=True, published=row(id="uk", per_session=150))
    found = Biller(basis, VisitDays()).bill("high", 7, None)
    assert found is not None
    assert [line.amount for line in found.lines] == [900, 150]


def test_nothing_costs_nothing_and_leaves_nothing() -> None:
    found: Any = Biller(own(per_session=200, packs=["6=900"], fee=50, tax="20%"), VisitDays()).bill("high", 0)
    assert (found.lines, found.total, found.unused, found.lost) == ((), 0, 0, 0)


@pytest.mark.parametrize(("field", "amounts"), [("10%", [180, 90]), ("10% on packs", [180, 90])])
def test_a_discount_is_off_what_follows_the_course_too(field: str, amounts: list[int]) -> None:
    biller = Biller(own(per_session=200, maintenance_session=100, discount=field), VisitDays())
    found = biller.bill("high", 2, 1)
    assert found is not None
    assert [line.amount for line in found.lines] == amounts


@pytest.mark.parametrize("pack", ["6=900", "5+1"])
def test_a_discount_off_single_sessions_that_have_no_price_is_refused(pack: str) -> None:
    published = row(id="uk", per_session=150)
    with pytest.raises(UsageError, match="single sessions have no price here: add --price 250"):
        basis_of(published, terms(packs=[pack], discount="10%"))
    assert basis_of(published, terms(packs=[pack], discount="10% on packs"))


class TestTax:
    @pytest.mark.parametrize(("tax", "total"), [("12.5%", "1.13"), ("12.4%", "1.12"), ("0%", "1")])
    def test_it_is_rounded_once_halves_up(self, tax: str, total: str) -> None:
        assert bill(1, per_session=1, tax=tax).total == Decimal(total)

    def test_an_included_tax_is_said_and_not_added(self) -> None:
        found = bill(3, per_session=180, tax="20% included")
        assert (found.total, found.tax_included) == (Decimal(540), Decimal(90))

    def test_without_a_tax_none_is_included(self) -> None:
        assert bill(3, per_session=180).tax_included is None
        assert bill(3, per_session=180, tax="20%").tax_included is None

    def test_no_tax_has_no_line(self) -> None:
        assert [line.what for line in bill(1, per_session=1, tax="0%").lines] == ["session"]


class TestMissed:
    DAYS = tuple(TODAY + timedelta(weeks=week) for week in (0, 3, 6))
    MISSED = (TODAY + timedelta(weeks=4),)

    @pytest.mark.parametrize(("sessions", "missed"), [(0, 0), (1, 0), (2, 0), (3, 1), (4, 1)])
    def test_it_counts_from_the_session_after_it_on(self, sessions: int, missed: int) -> None:
        assert VisitDays(self.DAYS, self.MISSED).missed(sessions) == missed

    def test_after_the_last_session_all_are_counted(self) -> None:
        assert VisitDays(self.DAYS, (self.DAYS[-1] + timedelta(days=1),)).missed(3) == 1
        assert VisitDays(self.DAYS, (self.DAYS[-1] + timedelta(days=1),)).missed(2) == 0

    def test_a_missed_session_is_not_paid_unless_that_is_the_rule(self) -> None:
        assert VisitDays(self.DAYS, self.MISSED).paid(3) == 3

    def test_one_on_the_day_of_a_session_comes_after_it(self) -> None:
        assert VisitDays(self.DAYS, self.DAYS[1:2]).missed(2) == 0

    @pytest.mark.parametrize(("sessions", "paid"), [(1, 1), (2, 2), (3, 4)])
    def test_a_forfeited_one_is_paid(self, sessions: int, paid: int) -> None:
        visits = VisitDays(self.DAYS, self.MISSED, are_forfeited=True)
        assert visits.paid(sessions) == paid
        assert bill(sessions, visits, per_session=100, missed="forfeited").total == 100 * paid

    def test_nobody_travels_to_a_missed_session(self) -> None:
        visits = VisitDays(self.DAYS, self.MISSED, are_forfeited=True)
        found = bill(3, visits, per_session=100, missed="forfeited", per_visit=10, consultation="20 each visit")
        assert found.total == 4 * 100 + 3 * 10 + 3 * 20

    def test_a_pack_runs_out_by_the_day_that_a_forfeited_session_opened_it(self) -> None:
        visits = VisitDays(self.DAYS[1:], (TODAY,), are_forfeited=True)
        fields: dict[str, Any] = {"per_session": 200, "missed": "forfeited", "packs": ["3=300 valid 1 month"]}
        # Opened by the missed session on 5 January, it covers 26 January and not 16 February.
        assert bill(2, visits, **fields).total == 500


@pytest.mark.parametrize(
    ("fields", "low", "high"),
    [
        ({"per_session": "100+"}, 300, None),
        ({"per_session": "..100"}, None, 300),
        ({"per_session": "100", "packs": ["3=250+"]}, 250, None),
        ({"per_session": "100", "maintenance_session": "80+"}, 300, None),
    ],
)
def test_an_end_of_a_price_that_is_not_known_leaves_that_end_unknown(
    fields: dict[str, Any], low: int | None, high: int | None
) -> None:
    biller = Biller(own(**fields), VisitDays())
    amount: Any = biller.total(3)
    assert (amount.low, amount.high) == (low, high)
    assert (biller.bill("low", 3) is None, biller.bill("high", 3) is None) == (low is None, high is None)


def test_a_clinics_row_is_billed_like_options() -> None:
    fields: dict[str, Any] = {"per_session": 200, "packs": ["6=900"], "fee": 50, "tax": "20%"}
    clinic = Biller(basis_of(row(**fields), is_clinic=True), VisitDays()).bill("high", 7, None)
    assert clinic == bill(7, **fields)
