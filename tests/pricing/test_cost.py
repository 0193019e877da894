"""What courses and plans cost."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
import yaml
from hypothesis import given, strategies as st

from mesoplan import Amount, Duration
from mesoplan.pricing.bill import Biller, VisitDays
from mesoplan.pricing.cost import notes_on, open_sum
from mesoplan.pricing.estimate import Cost
from mesoplan.pricing.rates import Rate
from mesoplan.pricing.terms import basis_of
from mesoplan.tables.prices import Price
from mesoplan.tables.regimens import Maintenance, Protocol
from mesoplan.values.ranges import Count
from tests.conftest import TODAY, cases
from tests.planning.helpers import phase
from tests.pricing.helpers import DATA, estimate, own, planned, row, rows, terms


def both(low: str | int | None, high: str | int | None = None) -> Amount:
    return Amount(None if low is None else Decimal(low), None if high is None else Decimal(high))


def exactly(amount: str | int) -> Amount:
    return both(amount, amount)


def figures(cost: Cost) -> dict[str, Any]:
    """Return a cost as the cases write it."""
    return {
        "sessions": {"min": cost.sessions.min, "max": cost.sessions.max, "planned": cost.sessions.planned},
        "cost": {"low": cost.cost.low, "high": cost.cost.high},
        "planned": {"low": cost.planned.low, "high": cost.planned.high},
    }


@pytest.mark.parametrize("case", cases("costs"))
def test_the_shipped_protocols_cost_what_their_documents_give(case: dict[str, Any]) -> None:
    intervals = {"": Duration.parse(case["interval"])} if case["interval"] else {}
    found = estimate(case["protocol"], case["country"], intervals=intervals)
    assert figures(found.course) == case["course"]
    assert [
        {"months": through.months, "until": through.until, **figures(through)} for through in found.through
    ] == case["through"]
    assert found.complete is case["complete"]


def test_without_a_largest_number_of_sessions_there_is_no_highest_cost() -> None:
    found = estimate("weekly")
    assert found.course.cost == both(600)
    assert [through.cost.high for through in found.through] == [None, None]
    assert found.through[0].planned == both(1200, 3200)
    assert "The source names no largest number of sessions, so there is no highest cost." in found.notes


@pytest.mark.parametrize(
    ("per_session", "expected"),
    [("150+", both(450)), ("..400", both(None, 2400)), ("99.99", both("299.97", "599.94"))],
)
def test_an_unknown_bound_stays_unknown_and_sums_are_exact(per_session: str, expected: Amount) -> None:
    assert estimate(price=row(per_session=per_session)).course.cost == expected


def test_a_cost_that_joins_two_documents_says_so_once() -> None:
    joined = "The protocol and the price come from two documents; no single document states this cost."
    assert estimate("standard", "uk").notes.count(joined) == 1
    assert joined not in estimate("standard", "eurozone").notes
    assert joined not in estimate("tapered", "uk").notes
    assert joined not in estimate("standard", "uk", terms(per_session="250")).notes
    assert joined in estimate(price=row(per_session=200), is_clinic=True, published=rows()["uk"]).notes


def test_maintenance_without_a_figure_is_not_priced_and_said() -> None:
    found = estimate("tapered", "uk")
    assert not found.complete
    assert any(note.startswith("Maintenance is not priced") and "--maintenance" in note for note in found.notes)


def test_a_chosen_maintenance_is_priced() -> None:
    found = estimate("tapered", "uk", maintenance=Duration.parse("6mo"))
    assert found.complete
    assert found.through[-1].sessions.planned == 11


def test_without_an_interval_the_course_alone_is_priced_and_said() -> None:
    found = estimate("salon", "uk")
    assert (found.course.cost, found.through, found.complete) == (both(1500), (), False)
    assert any("--interval" in note for note in found.notes)


def test_what_the_source_says_beside_the_price_is_passed_on() -> None:
    notes = " ".join(estimate("standard", "eurozone").notes)
    assert "Statutory health insurers do not pay" in notes
    assert "does not say what a package" in notes


class TestWhosePrices:
    def test_a_published_price_has_no_verdict(self) -> None:
        found = estimate()
        assert (found.verdict, found.quote, found.offer, found.budget, found.converted) == (None,) * 5
        assert found.payment is None
        assert found.stop is None

    def test_a_clinics_price_takes_the_place_of_the_published_one_and_is_judged_by_it(self) -> None:
        found = estimate(asked=terms(per_session="250"))
        assert found.course.cost == both(750, 1500)
        assert found.quote is not None
        assert (found.quote.low, found.quote.position) == (250, "within")
        assert found.per_session is not None
        assert (found.per_session.low, found.per_session.high) == (150, 400)
        assert found.verdict is not None
        assert found.verdict.published is not None
        assert found.verdict.published.source.id == "restoration-clinic-guide"

    def test_a_fee_alone_is_added_to_the_published_price(self) -> None:
        found = estimate(asked=terms(per_visit="40", discount="50%"))
        assert found.course.cost == both(3 * 115, 6 * 240)
        assert found.verdict is None
        assert found.offer is not None
        assert (found.offer.discount_percent, found.offer.per_visit, found.offer.fee) == (50, 40, 0)
        other = estimate(asked=terms(fee="40")).offer
        assert (other.discount_percent, other.per_visit, other.fee) == (0, 0, 40)

    def test_a_price_needs_no_country(self) -> None:
        found = estimate(price=None, asked=terms(per_session="200", currency="CAD"))
        assert (found.country, found.per_session, found.currency) == (None, None, "CAD")
        assert found.course.cost == both(600, 1200)
        assert found.verdict is not None
        assert (found.verdict.published, found.verdict.position) == (None, None)
        assert not any("published" in note for note in found.notes)

    def test_a_clinics_row_is_judged_by_the_published_one(self) -> None:
        clinic = row(packs=[{"sessions": 6, "price": 900}], per_session=200, tax="20% included")
        found = estimate(price=clinic, is_clinic=True, published=rows()["uk"])
        assert found.country is not None
        assert found.country.name == "Clinic"
        assert found.verdict is not None
        assert (found.verdict.total, found.verdict.position) == (exactly(900), "within")
        assert "The published price does not say whether it includes tax." in found.notes

    def test_a_published_price_in_another_currency_judges_nothing(self) -> None:
        found = estimate(price=row(per_session=200, currency="NOK"), is_clinic=True, published=rows()["uk"])
        assert found.verdict is not None
        assert found.verdict.published is None

    def test_options_go_before_a_clinics_row_and_leave_the_rest_of_it(self) -> None:
        clinic = row(per_session=200, packs=[{"sessions": 6, "price": 900}], fee=50)
        found = estimate(price=clinic, is_clinic=True, asked=terms(packs=[{"sessions": 6, "price": 840}]))
        assert found.course.planned == exactly(890)

    def test_options_never_mix_with_a_published_row(self) -> None:
        found = estimate(asked=terms(packs=[{"sessions": 4, "price": 500}, {"sessions": 6, "price": 700}]))
        assert found.course.cost == both(500, 700)  # packs first: three published singles would be 450
        assert found.quote is None
        assert found.verdict is not None
        assert found.verdict.singles is None


class TestOffer:
    def test_it_is_shown_with_what_is_bought(self) -> None:
        found = estimate(asked=terms(per_session=250, packs=[{"sessions": 6, "price": 1200}], fee=80)).offer
        assert found is not None
        assert [(pack.sessions, pack.free, pack.price, pack.price_range) for pack in found.packs] == [
            (6, 0, 1200, None)
        ]
        assert [(one.sessions, one.price, one.count) for one in found.purchase] == [(6, 1200, 1)]
        assert found.purchase_at_lowest_price == found.purchase

    def test_the_bill_at_the_lowest_price_is_that_and_else_the_one_there_is(self) -> None:
        for price, lowest, highest in (("150-400", 900, 2400), ("150+", 900, 900), ("..400", 2400, 2400)):
            found = estimate(asked=terms(per_session=price))
            assert found.bill is not None
            assert found.bill_at_lowest_price is not None
            assert (found.bill_at_lowest_price.total, found.bill.total) == (lowest, highest)

    def test_the_purchase_differs_by_the_end_of_the_prices_where_that_is_cheaper(self) -> None:
        asked = terms(per_session="180-220", packs=[{"sessions": 6, "price": 1000}], discount="10%")
        found = estimate(asked=asked).offer
        assert found is not None
        assert [(one.sessions, one.price, one.count) for one in found.purchase] == [(6, 1000, 1)]
        assert [(one.sessions, one.price, one.count) for one in found.purchase_at_lowest_price] == [(1, 162, 6)]

    @pytest.mark.parametrize(
        ("pack", "single", "price", "price_range"),
        [
            ("6=900", "200", 900, None),
            ("6=900-1100", "200", None, both(900, 1100)),
            ("5+1", "180", 900, None),
            ("5+1", "80-150", None, both(400, 750)),
            ("5+1=850", "200", 850, None),
        ],
    )
    def test_a_packs_price_is_a_number_or_a_range(
        self, pack: str, single: str, price: int | None, price_range: Amount | None
    ) -> None:
        found = estimate(asked=terms(per_session=single, packs=[pack])).offer
        assert found is not None
        assert (found.packs[0].sessions, found.packs[0].price, found.packs[0].price_range) == (6, price, price_range)


class TestNotes:
    @pytest.mark.parametrize(
        ("asked", "part"),
        [
            ({"per_session": 250}, "Uses your clinic's prices, not the published ones."),
            ({"per_session": 250}, "add it with --tax 20%"),
            ({"packs": ["5=500"]}, "no price of a single session: the published \u00a3150\u2013400 stands in."),
            ({"packs": ["5+1"]}, "no price of a single session: the published \u00a3150\u2013400 stands in."),
            ({"packs": ["6=900"]}, "no price of a single session"),  # the seventh, after the course
            ({"packs": ["12=1800"]}, "Uses your clinic's prices, not the published ones."),
            ({"packs": ["10=1500"]}, "You have 4 sessions left over after the course."),
            ({"per_session": 250, "valid": "2026-01-04"}, "These prices held until 2026-01-04"),
            ({"per_session": 100, "packs": ["6=601"]}, "is dearer than its 6 sessions alone, 600"),
            ({"per_session": 100, "consultation": "700 deducted"}, "Only \u00a3600 of the consultation's \u00a3700"),
            ({"per_session": 200, "packs": ["6=900 valid 3 weeks"]}, None),
        ],
    )
    def test_what_changes_what_a_reader_does_is_said(self, asked: dict[str, Any], part: str | None) -> None:
        notes = " ".join(estimate(asked=terms(**asked)).notes)
        assert (part in notes) if part else ("runs out" not in notes)

    def test_what_a_published_source_does_not_say_is_not_said_of_a_clinic(self) -> None:
        assert not any("does not say" in note for note in estimate(asked=terms(per_session=250)).notes)

    def test_whether_a_published_price_has_tax_is_said_where_a_clinics_is_known(self) -> None:
        taxed = row(per_session=150, not_stated=["what a missed session costs"])
        asked = terms(per_session=150, tax="20%")
        assert (
            "The published price does not say whether it includes tax." not in estimate(price=taxed, asked=asked).notes
        )

    @pytest.mark.parametrize(("consultation", "is_said"), [("600 deducted", False), ("601 deducted", True)])
    def test_only_a_part_that_cannot_be_deducted_is_said(self, consultation: str, is_said: bool) -> None:
        notes = estimate(asked=terms(per_session=100, consultation=consultation)).notes
        assert any(note.startswith("Only \u00a3600 of the consultation's") for note in notes) == is_said

    @pytest.mark.parametrize(
        ("missed", "asked", "is_said"),
        [
            (0, {"per_session": 100}, False),
            (1, {"per_session": 100}, True),
            (1, {"per_session": 100, "missed": "free"}, False),
        ],
    )
    def test_a_missed_session_without_a_rule_is_said(self, missed: int, asked: dict[str, Any], is_said: bool) -> None:
        biller = Biller(own(**asked), VisitDays(missed_days=[TODAY] * missed))
        notes = notes_on(planned()[0], biller, None)
        assert any("does not say what a missed session costs" in note for note in notes) == is_said

    def test_a_price_that_holds_today_is_not_warned_about(self) -> None:
        assert not any("held until" in note for note in estimate(asked=terms(per_session=250, valid=TODAY)).notes)

    @pytest.mark.parametrize(("before", "is_said"), [(1, True), (0, False)])
    def test_prices_that_end_before_the_last_session_are_said_to(self, before: int, is_said: bool) -> None:
        _, schedule = planned()
        assert schedule is not None
        until = schedule.attended[-1].date - timedelta(before)
        notes = estimate(asked=terms(per_session=250, valid=until)).notes
        said = f"These prices hold until {until}, and the plan goes on: ask what later sessions cost."
        assert (said in notes) == is_said

    def test_sessions_that_run_out_are_said(self) -> None:
        # Every 3 weeks from 5 January: the sixth session is on 20 April, after the pack's three months.
        found = estimate(asked=terms(per_session=250, packs=["6=900 valid 3 months"]))
        assert "You lose 1 session, because a pack runs out before its last one." in found.notes
        assert found.course.planned == exactly(1150)


def test_without_a_course_and_an_interval_there_is_nothing_to_bill() -> None:
    repeated = Maintenance(repeat="course", sessions=Count(4, 4), every=Duration.parse("6 months"))
    found = estimate(Protocol(id="own", name="Own", source="own", maintenance=repeated), asked=terms(per_session=100))
    assert (found.through, found.bill, found.bill_at_lowest_price, found.verdict) == ((), None, None, None)


def test_without_a_course_everything_to_the_horizon_is_billed() -> None:
    monthly = Protocol(
        id="monthly",
        name="Monthly",
        source="paper",
        maintenance=Maintenance(repeat="session", every=Duration.parse("1 month")),
    )
    found = estimate(monthly, asked=terms(per_session=100, fee=50), horizon=Duration.parse("24mo"))
    assert (found.course.cost, found.course.planned) == (both(None), both(None))
    assert found.bill.sessions == found.through[-1].sessions.planned == 24
    assert found.bill.total == 2450
    assert found.verdict.sessions == 24
    assert found.through[0].planned == exactly(1250)


@pytest.mark.parametrize(("paid", "left"), [("0", 600), ("100", 500), ("600", 0), ("700", 0)])
@pytest.mark.parametrize("has_course", [True, False])
def test_what_is_still_open_is_that_of_the_course_or_without_one_of_the_whole_plan(
    paid: str, left: int, *, has_course: bool
) -> None:
    # Six sessions of a course, and maintenance that is not counted; or six of maintenance alone.
    every = Maintenance(repeat="session", every=Duration.parse("4 months"))
    course = (phase("6", "1 week"),) if has_course else ()
    regimen = Protocol(id="own", name="Own", source="own", course=course, maintenance=every)
    asked = terms(per_session=100, paid=paid, currency="GBP")
    _, schedule = planned(regimen)
    assert schedule is not None
    assert open_sum(schedule, basis_of(None, asked), schedule.diary.end) == exactly(left)
    assert estimate(regimen, None, asked).payment.open == exactly(left)


def test_what_is_open_is_not_known_without_what_is_paid() -> None:
    _, schedule = planned()
    assert schedule is not None
    assert open_sum(schedule, basis_of(rows()["uk"]), schedule.diary.end) is None


def test_done_and_missed_sessions_are_told_apart() -> None:
    done, missed = (TODAY, TODAY + timedelta(weeks=6)), (TODAY + timedelta(weeks=3),)
    asked: dict[str, Any] = {"done": done, "missed": missed, "today": done[-1]}
    # A pack for 15 weeks: two visits, the one that was missed, and three more; the last is a single one.
    forfeited = terms(per_session=100, packs=["6=550 valid 15 weeks"], missed="forfeited")
    assert estimate(asked=forfeited, **asked).bill.sessions == 6
    assert estimate(asked=forfeited, **asked).bill.total == 650
    assert estimate(asked=terms(per_session=100, missed="fee 30"), **asked).bill.total == 630


def test_what_a_period_costs_has_what_was_missed_in_it() -> None:
    year = [date(2025, 12, 1) + timedelta(weeks=3 * place) for place in range(3)]
    missed = (date(2026, 11, 20), date(2026, 12, 3))
    asked: dict[str, Any] = {"start": year[0], "done": tuple(year), "missed": missed, "today": date(2026, 12, 4)}
    maintenance: dict[str, Any] = {"maintenance": Duration.parse("13 months"), "sessions": 3}
    found = estimate("fortnightly", asked=terms(per_session=100, missed="fee 50"), **asked, **maintenance)
    # The first twelve months end before 1 December 2026.
    assert found.through[0].planned == exactly(3 * 100 + 50)


def test_a_course_without_dates_has_packs_that_never_run_out() -> None:
    found = estimate("salon", None, terms(currency="GBP", packs=["10=1500 valid 2 months"]))
    assert (found.course.planned, found.through) == (exactly(1500), ())


@pytest.mark.parametrize("horizon", ["1mo", "3mo", "24mo"])
def test_what_a_course_costs_does_not_depend_on_how_far_a_plan_looks(horizon: str) -> None:
    # Six sessions take 15 weeks, and the pack is valid for three of them.
    asked = terms(per_session=200, packs=["6=900 valid 2 months"])
    found = estimate(asked=asked, horizon=Duration.parse(horizon))
    assert (found.course.planned, found.bill.total) == (exactly(1200), 1200)


def test_what_a_period_costs_and_a_budget_pays_for_does_not_depend_on_it_either() -> None:
    # A pack for three months serves one maintenance session, as these are four to six months apart.
    asked = terms(per_session=200, packs=["4=300 valid 3 months"], budget=3000)
    found = [estimate(asked=asked, pace="slow", horizon=Duration.parse(horizon)) for horizon in ("24mo", "60mo")]
    years = [{one.months: (one.cost, one.planned) for one in each.through} for each in found]
    assert years[0] == {month: years[1][month] for month in (12, 24)}
    assert found[0].budget == found[1].budget


class TestMaintenancePrice:
    def test_the_course_costs_its_own_price_and_what_follows_the_other(self) -> None:
        found = estimate(asked=terms(per_session=200, maintenance_session=100))
        assert found.course.cost == both(600, 1200)
        # 12 months: at least 4 sessions, 3 of the course; at most 8, 6 of the course; planned 7, 6 of the course.
        assert found.through[0].cost == both(3 * 200 + 100, 6 * 200 + 2 * 100)
        assert found.through[0].planned == exactly(6 * 200 + 100)

    def test_where_what_follows_is_dearer_the_shortest_course_costs_the_most(self) -> None:
        found = estimate(asked=terms(per_session=100, maintenance_session=200))
        assert found.course.cost == both(300, 600)
        assert found.through[0].cost == both(4 * 100, 3 * 100 + 5 * 200)


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
            ("1000000", 1000, 1000, "always"),
        ],
    )
    def test_it_says_how_many_sessions_it_pays_for(self, amount: str, fewest: int, most: int, covers: str) -> None:
        budget = estimate(asked=terms(budget=amount)).budget
        assert budget is not None
        assert (budget.amount, budget.sessions.min, budget.sessions.max) == (Decimal(amount), fewest, most)
        assert budget.covers_course == covers

    @pytest.mark.parametrize(
        ("amount", "covers"), [("899", "never"), ("900", "possibly"), ("2399", "possibly"), ("2400", "always")]
    )
    def test_it_says_whether_it_pays_for_this_plan(self, amount: str, covers: str) -> None:
        budget = estimate(asked=terms(budget=amount)).budget
        assert budget is not None
        assert budget.covers_plan == covers

    def test_packs_and_fees_count(self) -> None:
        asked = terms(per_session=250, packs=["6=1200"], fee=80, budget=1280)
        budget = estimate(asked=asked).budget
        assert budget is not None
        assert (budget.sessions.min, budget.sessions.max) == (6, 6)

    def test_an_unknown_price_pays_for_an_unknown_number(self) -> None:
        budget = estimate(price=row(per_session="150+"), asked=terms(budget=900)).budget
        assert budget is not None
        assert (budget.sessions.min, budget.sessions.max, budget.covers_course) == (None, 6, "possibly")


class TestConversion:
    def test_every_sum_stands_once_more_at_a_dated_rate(self) -> None:
        rate = Rate("GBP", "EUR", Decimal("1.15"), TODAY, "user")
        found = estimate(rate=rate)
        converted = found.converted
        assert converted is not None
        assert (converted.currency, converted.rate_date, converted.rate_source) == ("EUR", TODAY, "user")
        assert converted.per_session == both("172.50", 460)
        assert converted.course.cost == both("517.50", 2760)
        assert converted.course.planned == both(1035, 2760)
        assert converted.through[0].sessions == found.through[0].sessions
        assert found.course.cost.low == 450

    def test_sums_in_a_currency_without_minor_units_have_none(self) -> None:
        converted = estimate(rate=Rate("GBP", "JPY", Decimal("210.705"), TODAY, "user")).converted
        assert converted is not None
        assert converted.per_session == both(31606, 84282)


AMOUNTS = st.tuples(st.integers(1, 10**6), st.integers(0, 10**6)).map(lambda pair: (pair[0], sum(pair)))
PROTOCOLS = st.sampled_from(["standard", "tapered", "weekly", "salon", "fortnightly", "trial"])


@given(PROTOCOLS, AMOUNTS, st.integers(1, 10**6))
def test_a_higher_price_never_costs_less(name: str, amount: tuple[int, int], more: int) -> None:
    low, high = amount
    one, other = (estimate(name, row(per_session=f"{low + extra}-{high + extra}")) for extra in (0, more))
    pairs = zip([one.course, *one.through], [other.course, *other.through], strict=True)
    for cheap, dear in pairs:
        assert cheap.cost.low is not None
        assert dear.cost.low is not None
        assert cheap.cost.low < dear.cost.low
        assert cheap.cost.high is None or (dear.cost.high is not None and cheap.cost.high < dear.cost.high)


@given(PROTOCOLS, st.integers(1, 60), st.integers(1, 60))
def test_a_longer_horizon_never_costs_less(name: str, months: int, more: int) -> None:
    intervals = {"": Duration.parse("2w")} if name == "salon" else {}
    near, far = (
        estimate(name, horizon=Duration.parse(f"{length}mo"), intervals=intervals).through[-1].cost
        for length in (months, months + more)
    )
    assert near.low is not None
    assert far.low is not None
    assert near.low <= far.low
    assert (near.high is None) == (far.high is None)
    assert near.high is None or (far.high is not None and near.high <= far.high)


def test_the_example_price_list_becomes_an_itemised_plan() -> None:
    table = yaml.load((DATA / "example" / "prices.yaml").read_text(encoding="utf-8"), Loader=yaml.BaseLoader)
    clinic = Price.model_validate({**table["prices"]["bergen"], "id": "bergen"})
    found = estimate(price=clinic, is_clinic=True)
    assert len(clinic.packs) == 3
    assert [(line.what, line.amount) for line in found.bill.lines] == [
        ("pack", 14400),  # six of the planned course
        ("fee", 300),
        ("consultation", 900),
        ("deduction", -900),
        ("per-visit", 6 * 50),
    ]
    assert (found.currency, found.bill.total, found.bill.tax_included) == ("NOK", 15000, 3000)
    assert found.verdict.saving == exactly(6 * 2800 + 600 - 15000)
    assert list(clinic.doubts()) == []
