"""Dates: calendar steps, ends of months, and which dates a user may write."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Any

import pytest
from dateutil.relativedelta import relativedelta
from hypothesis import given, settings, strategies as st

from mesoplan.errors import UsageError
from mesoplan.values.dates import add, midpoint, parse_date, reach, show_day
from mesoplan.values.ranges import Duration, Unit
from tests.conftest import TODAY, cases

SOME = settings(max_examples=200, deadline=None)
DAYS = st.dates(date(2024, 1, 1), date(2032, 12, 31))
STEPS = st.sampled_from([Unit.DAYS, Unit.WEEKS, Unit.MONTHS, Unit.YEARS])
LAST_DAY = date(9999, 12, 31)


@pytest.mark.parametrize("case", cases("month_ends"))
def test_a_date_that_does_not_exist_is_the_last_day_of_its_month(case: dict[str, Any]) -> None:
    step = Duration.parse(case["step"])
    assert step.min is not None
    dates = [add(case["anchor"], k * step.min, step.unit) for k in range(1, len(case["dates"]) + 1)]
    assert dates == case["dates"]


@pytest.mark.parametrize("unit", [Unit.DAYS, Unit.WEEKS, Unit.MONTHS, Unit.YEARS])
@pytest.mark.parametrize("number", [1, 10**12])
def test_a_date_past_the_year_9999_is_refused(unit: Unit, number: int) -> None:
    with pytest.raises(UsageError, match="past the year 9999"):
        add(LAST_DAY, number, unit)


def test_the_last_day_of_all_can_be_reached() -> None:
    assert add(date(9999, 12, 30), 1, Unit.DAYS) == LAST_DAY
    assert add(date(9999, 11, 30), 1, Unit.MONTHS) == date(9999, 12, 30)


@pytest.mark.parametrize(
    ("interval", "earliest", "latest"),
    [
        ("2-4 weeks", date(2026, 2, 14), date(2026, 2, 28)),
        ("1 month", date(2026, 2, 28), date(2026, 2, 28)),
        ("1-2 months", date(2026, 2, 28), date(2026, 3, 31)),
        ("10+ days", date(2026, 2, 10), None),
        ("6 or 3 weeks", date(2026, 2, 21), date(2026, 3, 14)),
    ],
)
def test_an_interval_on_lies_between_the_shortest_and_the_longest(
    interval: str, earliest: date, latest: date | None
) -> None:
    assert reach(date(2026, 1, 31), Duration.parse(interval)) == (earliest, latest)


@pytest.mark.parametrize(
    ("first", "second", "middle"),
    [
        (date(2026, 1, 1), date(2026, 1, 1), date(2026, 1, 1)),
        (date(2026, 1, 1), date(2026, 1, 3), date(2026, 1, 2)),
        (date(2026, 1, 1), date(2026, 1, 4), date(2026, 1, 2)),
        (date(2028, 2, 28), date(2028, 3, 1), date(2028, 2, 29)),
    ],
)
def test_the_middle_of_two_dates_is_rounded_down_to_a_whole_day(first: date, second: date, middle: date) -> None:
    assert midpoint(first, second) == middle


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("2026-05-10", date(2026, 5, 10)),
        ("  2026-05-10 ", date(2026, 5, 10)),
        ("2028-02-29", date(2028, 2, 29)),
        ("0001-01-01", date(1, 1, 1)),
        ("9999-12-31", LAST_DAY),
        ("today", date(2026, 1, 31)),
        ("Tomorrow ", date(2026, 2, 1)),
        ("+1d", date(2026, 2, 1)),
        ("+2w", date(2026, 2, 14)),
        ("+ 2 Weeks", date(2026, 2, 14)),
        ("+1mo", date(2026, 2, 28)),
        ("+1y", date(2027, 1, 31)),
    ],
)
def test_a_date_is_read(written: str, meant: date) -> None:
    assert parse_date(written, today=date(2026, 1, 31)) == meant


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("1 Dec 2026", date(2026, 12, 1)),
        ("01 december 2026", date(2026, 12, 1)),
        ("29 Feb 2028", date(2028, 2, 29)),
        ("1 Sept 2026", date(2026, 9, 1)),
        ("Tue 1 Dec 2026", date(2026, 12, 1)),
        ("Tuesday, 1. Dec. 2026", date(2026, 12, 1)),
        # Today, 31 January 2026, is a Saturday.
        ("saturday", date(2026, 1, 31)),
        ("Sunday", date(2026, 2, 1)),
        ("fri", date(2026, 2, 6)),
        ("tues", date(2026, 2, 3)),
    ],
)
def test_a_date_is_read_from_words(written: str, meant: date) -> None:
    assert parse_date(written, today=date(2026, 1, 31)) == meant


@pytest.mark.parametrize(
    ("written", "meant"),
    [("saturday", date(2026, 1, 31)), ("sunday", date(2026, 1, 25)), ("fri", date(2026, 1, 30))],
)
def test_a_weekday_may_be_the_last_one(written: str, meant: date) -> None:
    assert parse_date(written, today=date(2026, 1, 31), past=True) == meant


@pytest.mark.parametrize(
    ("written", "says"),
    [
        ("10/05/2026", '"10/05/2026" is ambiguous: write 2026-05-10 or 2026-10-05'),
        ("10.05.2026", "is ambiguous: write 2026-05-10 or 2026-10-05"),
        ("1-5-2026", "is ambiguous: write 2026-05-01 or 2026-01-05"),
        (" 12/11/2026 ", '" 12/11/2026 " is ambiguous: write 2026-11-12 or 2026-12-11'),
        ("13/12/2026", "write 2026-12-13"),
        ("12/13/2026", "write 2026-12-13"),
        ("20/10/2026", '"20/10/2026" is not how dates are written here: write 2026-10-20'),
        ("31.12.2026", "write 2026-12-31"),
        ("05/05/2026", "write 2026-05-05"),
        ("2026/05/10", "write 2026-05-10"),
        ("2026-1-5", "write 2026-01-05"),
        ("2026.12.31", "write 2026-12-31"),
        ("10/05/26", '"10/05/26" has no full year: write YYYY-MM-DD'),
        ("45/45/2026", '"45/45/2026" is not a day of the calendar'),
        ("31/02/2026", '"31/02/2026" is not a day of the calendar'),
    ],
)
def test_figures_in_another_form_are_refused_with_the_form_to_use(written: str, says: str) -> None:
    with pytest.raises(UsageError, match=re.escape(says)) as refusal:
        parse_date(written, TODAY)
    assert ("ambiguous" in str(refusal.value)) is ("ambiguous" in says)


FORMS = "not a date: write YYYY-MM-DD, 1 Dec 2026, yesterday, today, tomorrow, a weekday or +2w"


@pytest.mark.parametrize(
    ("written", "says"),
    [
        ("2026-02-29", '"2026-02-29" is not a day of the calendar'),
        ("2026-02-30", "not a day of the calendar"),
        ("2026-13-01", "not a day of the calendar"),
        ("0000-01-01", "not a day of the calendar"),
        ("30 Feb 2026", '"30 Feb 2026" is not a day of the calendar'),
        ("Wed 1 Dec 2026", '"Wed 1 Dec 2026" is no such weekday: Tue 1 Dec 2026 would be right'),
        ("foo 1 Dec 2026", "is no such weekday"),
        ("1 Dec", '"1 Dec" has no year: write it as well, as 1 Dec 2026'),
        ("1 foo 2026", '"1 foo 2026" is not a date: foo is not a month'),
        ("1 ma 2026", "ma is not a month"),
        ("20260105", FORMS),
        ("2026-W01-1", FORMS),
        ("2026-01-05T10:00", FORMS),
        ("10000-01-01", FORMS),
        ("\u0662\u0660\u0662\u0666-01-05", FORMS),
        ("", f'"" is {FORMS}'),
        ("mo", FORMS),
        ("next week", FORMS),
        ("2w", FORMS),
        ("-2w", FORMS),
        ("+2-4w", "not one date"),
        ("+2+ weeks", "not one date"),
        ("+..2w", "not one date"),
        ("+3h", "not one date"),
        ("+30min", "not one date"),
        ("+3 or 4 weeks", "not one date"),
        ("+3", '"+3" has no unit'),
        ("+2m", '"+2m": m could be minutes or months'),
        ("+0d", '"+0d" names 0'),
        ("+-2w", '"+-2w" is not a range'),
        ("+51y", '"+51y" is too large: at most 50 years'),
    ],
)
def test_what_is_no_date_is_refused_with_what_was_wrong(written: str, says: str) -> None:
    with pytest.raises(UsageError, match=re.escape(says)):
        parse_date(written, TODAY)


def test_a_plus_alone_is_refused_in_the_words_that_were_written() -> None:
    with pytest.raises(UsageError, match=re.escape('"+"')):
        parse_date("+", TODAY)


def test_yesterday_is_the_day_before() -> None:
    assert parse_date("Yesterday", date(2026, 3, 1)) == date(2026, 2, 28)


@pytest.mark.parametrize("written", ["tomorrow", "+1d", "+1mo"])
def test_there_is_no_day_after_the_last_day_of_all(written: str) -> None:
    with pytest.raises(UsageError, match="past the year 9999"):
        parse_date(written, LAST_DAY)


@given(anchor=st.dates(), number=st.integers(0, 12_000), unit=STEPS)
@settings(max_examples=2000, deadline=None)
def test_a_step_is_the_one_that_dateutil_takes(anchor: date, number: int, unit: Unit) -> None:
    try:
        expected = anchor + relativedelta(**{unit.value: number})  # type: ignore[arg-type]
    except (ValueError, OverflowError):
        with pytest.raises(UsageError, match="past the year 9999"):
            add(anchor, number, unit)
    else:
        assert add(anchor, number, unit) == expected


@given(days=st.tuples(DAYS, DAYS).map(sorted), numbers=st.tuples(*[st.integers(0, 500)] * 2).map(sorted), unit=STEPS)
@SOME
def test_a_later_start_or_a_longer_step_never_gives_an_earlier_date(
    days: list[date], numbers: list[int], unit: Unit
) -> None:
    assert add(days[0], numbers[0], unit) <= add(days[1], numbers[0], unit) <= add(days[1], numbers[1], unit)


@given(days=st.tuples(DAYS, DAYS).map(sorted))
@SOME
def test_the_middle_lies_between_and_splits_evenly(days: list[date]) -> None:
    first, second = days
    middle = midpoint(first, second)
    assert first <= middle <= second
    assert (second - middle) - (middle - first) in (timedelta(0), timedelta(days=1))


@given(day=st.dates(min_value=date(1000, 1, 1)))
@SOME
def test_every_date_is_read_back_from_its_iso_form_and_from_the_words_for_it(day: date) -> None:
    assert parse_date(day.isoformat(), TODAY) == day
    assert parse_date(show_day(day), TODAY) == day
