"""Whether an offer is a good deal."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from mesoplan import Amount
from mesoplan.pricing.bill import Biller, VisitDays
from mesoplan.pricing.estimate import Verdict, judge, place, position
from mesoplan.pricing.terms import basis_of
from tests.pricing.helpers import cite, own, row, rows, terms

PUBLISHED = Amount.parse("150-400")


@pytest.mark.parametrize(
    ("price", "expected"),
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
def test_a_price_lies_below_within_above_or_across_the_published_range(price: str, expected: str) -> None:
    assert position(Amount.parse(price), PUBLISHED) == expected


def test_what_costs_nothing_lies_below() -> None:
    assert position(Amount(Decimal(0), Decimal(0)), PUBLISHED) == "below"
    assert place(Amount(Decimal(0), Decimal(0)), PUBLISHED) is None


def test_nothing_published_gives_no_place() -> None:
    assert position(PUBLISHED, None) is None
    assert position(Amount(None, None), PUBLISHED) is None
    assert place(PUBLISHED, None) is None


@pytest.mark.parametrize(
    ("price", "published", "expected"),
    [
        ("150", "150-400", "bottom"),
        ("212.50", "150-400", "bottom"),
        ("212.51", "150-400", "middle"),
        ("337.49", "150-400", "middle"),
        ("337.50", "150-400", "top"),
        ("400", "150-400", "top"),
        ("200-300", "150-400", "middle"),
        ("149", "150-400", None),
        ("149-200", "150-400", None),
        ("300+", "150-400", None),
        ("..300", "150-400", None),
        ("200", "150+", None),
        ("200", "..400", None),
        ("200", "200", None),
    ],
)
def test_within_a_range_a_price_is_near_an_end_or_in_the_middle(
    price: str, published: str, expected: str | None
) -> None:
    assert place(Amount.parse(price), Amount.parse(published)) == expected


class Priced(Biller):
    """A clinic whose sums a test gives."""

    said: tuple[Amount, Amount | None]

    def total(self, *_: Any) -> Amount:
        return self.said[0]

    def singles(self, *_: Any) -> Amount | None:
        return self.said[1]


def verdict(total: str, sessions: int = 6, singles: str | None = None, **fields: Any) -> Verdict:
    biller = Priced(basis_of(rows()["uk"], terms(**(fields or {"per_session": 200}))), VisitDays())
    biller.said = Amount.parse(total), None if singles is None else Amount.parse(singles)
    return judge(biller, sessions, None, cite)


def test_the_real_price_of_a_session_is_rounded_to_its_currency() -> None:
    assert verdict("1000").per_session == Amount(Decimal("166.67"), Decimal("166.67"))
    assert verdict("1000+").per_session == Amount(Decimal("166.67"), None)


@pytest.mark.parametrize(
    ("total", "singles", "saving"),
    [
        ("900", "1200", Amount(Decimal(300), Decimal(300))),
        ("900-1100", "1200", Amount(Decimal(100), Decimal(300))),
        ("400-750", "480-900", Amount(Decimal(80), Decimal(150))),
        ("900+", "1200+", Amount(Decimal(300), None)),
        ("900-1100", "1200+", Amount(Decimal(300), None)),
        ("900+", "1200-1300", Amount(Decimal(300), None)),
        ("900", None, None),
    ],
)
def test_the_saving_is_against_singles_the_smaller_first(total: str, singles: str | None, saving: Any) -> None:
    assert verdict(total, singles=singles).saving == saving


@pytest.mark.parametrize(
    ("fields", "sessions", "is_asked"),
    [
        ({"per_session": 900}, 6, True),
        ({"per_session": 600}, 6, True),
        ({"per_session": "599.99"}, 6, False),
        ({"per_session": 900}, 1, False),
        ({"per_session": 900, "packs": ["6=900"]}, 6, False),
        ({"per_session": "..900"}, 6, False),
    ],
)
def test_a_price_far_above_the_published_one_is_asked_about(
    fields: dict[str, Any], sessions: int, is_asked: bool
) -> None:
    question = verdict("900", sessions, **fields).question
    assert (question is not None) == is_asked
    if question:
        assert question.endswith(f"For a pack write --pack {sessions}={fields['per_session']}.")
        assert "far above the published £150\u2013400" in question


@pytest.mark.parametrize(
    ("pack", "meant"),
    [
        ("5+1=180", "£180 for 6 sessions is far below the published £150–400 for one"),
        ("5+1=180", "If it is the price of one, write --price 180 --pack 5+1."),
        ("6=150-400", "If it is the price of one, write --price 150-400."),
        ("4=400", "write --price 400."),
        ("4=400.01", None),
        ("6=149.99", None),
        ("3=399", None),
        ("3=300", "write --price 300."),
        ("3=300.01", None),
        ("6=900", None),
        ("5+1", None),
        ("6=..180", None),
    ],
)
def test_a_pack_that_costs_what_one_session_does_is_asked_about(pack: str, meant: str | None) -> None:
    question = verdict("900", 6, per_session=200, packs=[pack]).question
    assert (question is not None) == (meant is not None)
    assert meant is None or meant in str(question)


def test_nothing_published_is_no_reason_to_ask() -> None:
    for basis in (
        own("CAD", per_session=900),
        basis_of(row(per_session=900), is_clinic=True),
        basis_of(row(per_session="100+"), terms(per_session=900)),
    ):
        assert judge(Biller(basis, VisitDays()), 6, None, cite).question is None
