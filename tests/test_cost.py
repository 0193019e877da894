"""Money: what courses and plans cost."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mesoplan import Amount, Catalog, Duration, Estimate, Request, estimate_cost, load_catalog
from mesoplan.pricing.cost import Cost
from tests.conftest import TODAY, cases, request_of


def figures(cost: Cost) -> dict[str, Any]:
    """Return a cost as the cases write it."""
    return {
        "sessions": {"min": cost.sessions.min, "max": cost.sessions.max, "planned": cost.planned_sessions},
        "cost": cost.cost._asdict(),
        "planned": cost.planned._asdict(),
    }


def estimate(name: str, country: str, **choices: Any) -> Estimate:
    """Estimate a shipped protocol in a shipped country."""
    catalog = load_catalog()
    return estimate_cost(catalog.protocol(name), catalog.price(country), Request(start=TODAY, **choices))


@pytest.mark.parametrize("case", cases("costs"))
def test_the_shipped_protocols_cost_what_their_documents_give(case: dict[str, Any], catalog: Catalog) -> None:
    found = estimate_cost(catalog.protocol(case["protocol"]), catalog.price(case["country"]), request_of(case))
    assert figures(found.figures.course) == case["course"]
    assert [
        {"months": through.months, "until": through.until, **figures(through.cost)} for through in found.figures.through
    ] == case["through"]
    assert found.complete is case["complete"]


def test_without_an_upper_count_there_is_no_highest_cost_of_the_course() -> None:
    assert estimate("weekly", "uk").figures.course.cost == Amount(Decimal(600), None)


@pytest.mark.parametrize(
    ("per_session", "expected"),
    [
        ("150+", Amount(Decimal(450), None)),
        ("..400", Amount(None, Decimal(2400))),
        ("99.99", Amount(Decimal("299.97"), Decimal("599.94"))),
    ],
)
def test_an_unknown_bound_stays_unknown_and_sums_are_exact(
    per_session: str, expected: Amount, catalog: Catalog
) -> None:
    price = catalog.price("uk").model_copy(update={"per_session": Amount.parse(per_session)})
    found = estimate_cost(catalog.protocol("standard"), price, Request(start=TODAY))
    assert found.figures.course.cost == expected


def test_a_cost_that_joins_two_documents_says_so() -> None:
    joined = "two documents"
    assert any(joined in note for note in estimate("standard", "uk").notes)
    assert not any(joined in note for note in estimate("standard", "eurozone").notes)
    assert not any(joined in note for note in estimate("tapered", "uk").notes)


def test_maintenance_without_a_figure_is_not_priced_and_said() -> None:
    found = estimate("tapered", "uk")
    assert not found.complete
    assert "Maintenance is not priced: as needed, without a figure; --maintenance supplies a figure." in found.notes


def test_a_chosen_maintenance_is_priced() -> None:
    found = estimate("tapered", "uk", maintenance=Duration.parse("6mo"))
    assert found.complete
    assert found.figures.through[-1].cost.planned_sessions == 11


def test_without_an_interval_the_course_alone_is_priced_and_said() -> None:
    found = estimate("salon", "uk")
    assert (found.figures.course.cost, found.figures.through, found.complete) == (
        Amount(Decimal(1500), None),
        (),
        False,
    )
    assert any("--interval supplies one" in note for note in found.notes)


def test_what_the_source_says_beside_the_price_is_passed_on() -> None:
    notes = " ".join(estimate("standard", "germany").notes)
    assert "Statutory health insurers do not pay" in notes
    assert "does not say what a package" in notes


AMOUNTS = st.tuples(st.integers(1, 10**6), st.integers(0, 10**6)).map(
    lambda pair: Amount(Decimal(pair[0]), Decimal(sum(pair)))
)
PROTOCOLS = st.sampled_from(["standard", "tapered", "weekly", "salon", "fortnightly", "trial"])


@given(PROTOCOLS, AMOUNTS, st.integers(1, 10**6))
def test_a_higher_price_never_costs_less(name: str, per_session: Amount, more: int) -> None:
    catalog = load_catalog()
    price = catalog.price("uk").model_copy(update={"per_session": per_session})
    assert per_session.low is not None
    assert per_session.high is not None
    dearer = price.model_copy(update={"per_session": Amount(per_session.low + more, per_session.high + more)})
    request = Request(start=TODAY)
    one, other = (estimate_cost(catalog.protocol(name), row, request) for row in (price, dearer))
    pairs = [
        (one.figures.course, other.figures.course),
        *((a.cost, b.cost) for a, b in zip(one.figures.through, other.figures.through, strict=True)),
    ]
    for cheap, dear in pairs:
        assert cheap.cost.low is not None
        assert dear.cost.low is not None
        assert cheap.cost.low < dear.cost.low
        assert cheap.cost.high is None or (dear.cost.high is not None and cheap.cost.high < dear.cost.high)


@given(PROTOCOLS, st.integers(1, 60), st.integers(1, 60))
def test_a_longer_horizon_never_costs_less(name: str, months: int, more: int) -> None:
    intervals = {"": Duration.parse("2w")} if name == "salon" else {}
    near, far = (
        estimate(name, "uk", horizon=Duration.parse(f"{length}mo"), intervals=intervals).figures.through[-1].cost
        for length in (months, months + more)
    )
    assert near.cost.low is not None
    assert far.cost.low is not None
    assert near.cost.low <= far.cost.low
    assert near.cost.high is not None
    assert far.cost.high is not None
    assert near.cost.high <= far.cost.high
