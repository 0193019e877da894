"""How dates, ranges and money are written."""

from datetime import date
from decimal import Decimal

import pytest

from mesoplan.output import wording
from mesoplan.values import Amount

D = date.fromisoformat


@pytest.mark.parametrize(
    ("first", "last", "year", "written"),
    [
        ("2026-11-26", "2026-12-10", None, "26 Nov – 10 Dec 2026"),
        ("2026-11-26", "2026-12-10", 2026, "26 Nov – 10 Dec"),
        ("2026-12-17", "2026-12-31", 2026, "17 – 31 Dec"),
        ("2026-12-17", "2026-12-31", None, "17 – 31 Dec 2026"),
        ("2027-11-04", "2028-01-04", 2027, "4 Nov – 4 Jan 2028"),
        ("2026-12-30", "2027-01-13", 2027, "30 Dec 2026 – 13 Jan"),
        ("2026-11-25", "2028-11-24", None, "25 Nov 2026 – 24 Nov 2028"),
        ("2026-12-03", "2026-12-03", 2026, "3 Dec"),
        ("2026-12-03", None, 2026, "from 3 Dec"),
        (None, "2026-12-03", None, "until 3 Dec 2026"),
        (None, None, None, ""),
    ],
)
def test_a_range_of_days_names_each_year_at_most_once(
    first: str | None, last: str | None, year: int | None, written: str
) -> None:
    assert wording.days(first and D(first), last and D(last), year=year) == written  # type: ignore[arg-type]


def test_a_single_day_has_its_weekday_and_its_year() -> None:
    assert wording.day(D("2026-12-01")) == "Tue 1 Dec 2026"
    assert wording.day(D("2026-12-01"), aligned=True) == "Tue  1 Dec 2026"
    assert wording.day(D("2026-12-10"), aligned=True) == "Thu 10 Dec 2026"


@pytest.mark.parametrize(
    ("low", "high", "written"),
    [("150", "400", "£150–400"), ("600", None, "from £600"), (None, "400", "up to £400"), ("150", "150", "£150")],
)
def test_money_is_a_range_with_a_dash_or_from_its_lowest_figure(
    low: str | None, high: str | None, written: str
) -> None:
    between = Amount(*(None if bound is None else Decimal(bound) for bound in (low, high)))
    assert wording.amounts(between, "GBP") == written
    assert wording.amounts(Amount(None, None), "GBP") == "not known"


def test_only_figures_get_a_dash() -> None:
    assert wording.readable("2-4 weeks, run-in of 3-6") == "2–4 weeks, run-in of 3–6"


def test_what_has_no_longest_figure_is_said_in_words() -> None:
    assert wording.readable("every 3+ weeks, --pack 5+1") == "every 3 weeks or more, --pack 5+1"


def test_what_only_looks_like_a_day_stays() -> None:
    assert wording.readable("file 2026-13-45 of 2026-02-30") == "file 2026-13-45 of 2026-02-30"


def test_counts_and_series_read_as_a_person_says_them() -> None:
    assert [wording.counted(n, "session") for n in (1, 6)] == ["1 session", "6 sessions"]
    assert [wording.series(words) for words in ([], ["a"], ["a", "b"], ["a", "b", "c"])] == [
        "", "a", "a and b", "a, b and c",
    ]  # fmt: skip
    assert wording.capital("today") == "Today"
