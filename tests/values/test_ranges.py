"""Ranges: the grammar of counts, amounts and durations, and what it refuses."""

from __future__ import annotations

import json
import re
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import jsonschema
import pytest
from hypothesis import given, settings, strategies as st
from pydantic import TypeAdapter, ValidationError

from mesoplan.errors import UsageError
from mesoplan.values import Amount
from mesoplan.values.money import MAX_AMOUNT
from mesoplan.values.ranges import (
    MAX_SESSIONS,
    MAX_YEARS,
    Count,
    Duration,
    Tolerance,
    Unit,
)

if TYPE_CHECKING:
    from collections.abc import Callable

SOME = settings(max_examples=200, deadline=None)
CANONICAL = r"[0-9.]+(-[0-9.]+|\+)?|\.\.[0-9.]+"
WORDS = {
    Unit.MINUTES: ("minute", "minutes", "min"),
    Unit.HOURS: ("hour", "hours", "h"),
    Unit.DAYS: ("day", "days", "d"),
    Unit.WEEKS: ("week", "weeks", "w"),
    Unit.MONTHS: ("month", "months", "mo"),
    Unit.YEARS: ("year", "years", "y"),
}
SPELLINGS = [
    (case(word), unit) for unit, words in WORDS.items() for word in words for case in (str.lower, str.upper, str.title)
]


@pytest.mark.parametrize(
    ("written", "low", "high"),
    [
        ("4", 4, 4),
        ("3-6", 3, 6),
        ("3\u20136", 3, 6),
        ("3 - 6", 3, 6),
        ("3 \u2013 6", 3, 6),
        ("  3-6  ", 3, 6),
        ("10+", 10, None),
        ("10 +", 10, None),
        ("..30", None, 30),
        (".. 30", None, 30),
        ("5-5", 5, 5),
        ("1", 1, 1),
        ("1000", 1000, 1000),
    ],
)
def test_the_grammar_is_the_same_for_counts_amounts_and_durations(
    written: str, low: int | None, high: int | None
) -> None:
    assert Count.parse(written) == Count(low, high)
    assert Amount.parse(written) == Amount(
        None if low is None else Decimal(low), None if high is None else Decimal(high)
    )
    assert Duration.parse(f"{written} days") == Duration(low, high, Unit.DAYS)


@pytest.mark.parametrize(
    ("written", "says"),
    [
        ("6-3", '"6-3" runs backwards: write 3-6'),
        ("0", "names 0"),
        ("0-3", "names 0"),
        ("..0", "names 0"),
        ("-3", '"-3" is not a range'),
        ("\u22123", "is not a range"),
        ("1.5", "fraction: write whole numbers"),
        ("1-2.5", "fraction: write whole numbers"),
        ("1001", "too large: at most 1000"),
        ("1001+", "too large: at most 1000"),
        ("..1001", "too large: at most 1000"),
        (str(10**30), "too large: at most 1000"),
        ("", '"" is not a range: write 4, 3-6, 10+ or ..30'),
        ("-", "not a range"),
        ("+", "not a range"),
        ("..", "not a range"),
        ("3-", "not a range"),
        ("3--6", "not a range"),
        ("3-6-9", "not a range"),
        ("3..6", "not a range"),
        ("3 6", "not a range"),
        ("abc", "not a range"),
        ("1e9", "not a range"),
        ("1_000", "not a range"),
        ("1,000", "not a range"),
        ("0x10", "not a range"),
        ("inf", "not a range"),
        ("nan", "not a range"),
        ("\u0663", "not a range"),
        ("\uff13-\uff16", "not a range"),
        ("3\x00", "not a range"),
    ],
)
def test_what_is_no_count_is_refused_with_what_was_wrong(written: str, says: str) -> None:
    with pytest.raises(UsageError, match=re.escape(says)):
        Count.parse(written)


@pytest.mark.parametrize(
    ("written", "low", "high"),
    [("99.50", "99.5", "99.5"), ("99.50+", "99.5", None), ("..0.5", None, "0.5"), ("150-1000000000", "150", "1e9")],
)
def test_an_amount_may_have_a_fraction(written: str, low: str | None, high: str | None) -> None:
    assert Amount.parse(written) == Amount(Decimal(low) if low else None, Decimal(high) if high else None)


@pytest.mark.parametrize(
    ("written", "says"),
    [
        ("400-150", "runs backwards: write 150-400"),
        ("0", "names 0"),
        ("0.00", "names 0"),
        ("-5", "is not a range"),
        ("1000000001", "too large: at most 1000000000"),
        ("1000000000.01+", "too large: at most 1000000000"),
        (str(10**30), "too large: at most 1000000000"),
        ("1e9", "not a range"),
        ("\u00a35", "not a range"),
        ("1,000", "not a range"),
        ("150.", "not a range"),
        (".5", "not a range"),
        ("free", "not a range"),
        ("", "not a range"),
    ],
)
def test_what_is_no_amount_is_refused_with_what_was_wrong(written: str, says: str) -> None:
    with pytest.raises(UsageError, match=re.escape(says)):
        Amount.parse(written)


@pytest.mark.parametrize(("word", "unit"), SPELLINGS)
def test_a_unit_takes_singular_plural_and_short_form_in_any_case(word: str, unit: Unit) -> None:
    assert Duration.parse(f"2-4 {word}") == Duration.parse(f"2-4{word}") == Duration(2, 4, unit)


@pytest.mark.parametrize(
    ("written", "says"),
    [
        ("0 days", "names 0"),
        ("-3 weeks", "is not a range: write 4, 3-6, 10+ or ..30 weeks"),
        ("1.5 weeks", "fraction: write whole weeks"),
        ("6-3 months", "runs backwards"),
        ("30m", '"30m": m could be minutes or months; write 30min or 30mo'),
        ("2-4 M", '"2-4 M": m could be minutes or months; write 2-4min or 2-4mo'),
        ("m", '"m": m could be minutes or months; write min or mo'),
        ("3", '"3" has no unit'),
        ("2-4", '"2-4" has no unit'),
        ("3 fortnights", "fortnights is not a unit"),
        ("3 seconds", '"3 seconds": seconds is not a unit'),
        ("", '"" has no unit'),
        ("-", '"-" has no unit'),
        ("3-", '"3-" has no unit'),
        ("abc", "abc is not a unit"),
        ("1e9 days", "not a range"),
        ("\u0663 weeks", "not a range"),
        ("2w-4w", "not a range"),
        ("2 weeks 3 days", "not a range"),
        ("every 3 weeks", "not a range"),
        (f"{10**30} days", "too large"),
        ("3 or 4", '"3 or 4" has no unit'),
        ("3 or months", '"3 or months" is not a range'),
        ("3or4 months", "not a range"),
        ("3 or 4+ months", '"3 or 4+ months" has no single figure in "4+": a choice names such, as 3 or 4 months'),
        ("1 or ..4 months", '"1 or ..4 months" has no single figure in "..4"'),
        ("3 or 3 months", '"3 or 3 months" names one of them twice'),
        ("7 days or 7 days", '"7 days or 7 days" names one of them twice'),
        ("3 or 601 months", '"3 or 601 months" is too large: at most 600 months'),
        ("1 hour or 2 days", '"1 hour or 2 days" mixes hours with days'),
        ("15 days or 0 months", '"15 days or 0 months" names 0'),
        ("15 days or 1 moon", '"15 days or 1 moon": moon is not a unit'),
        ("2 per hour", '"2 per hour": write how often per week, month or year'),
        ("2 per day", '"2 per day": write how often'),
        ("2 per fortnight", '"2 per fortnight": fortnight is not a unit'),
        ("per week", '"per week" is not a range'),
        ("8 per week", '"8 per week" is too large: at most 7'),
        ("0 per week", '"0 per week" names 0'),
        ("3-2 per week", '"3-2 per week" runs backwards: write 2-3'),
        ("1 or 2 per week", '"1 or 2 per week" is a choice: write how far apart instead'),
    ],
)
def test_what_is_no_duration_is_refused_with_what_was_wrong(written: str, says: str) -> None:
    with pytest.raises(UsageError, match=re.escape(says)):
        Duration.parse(written)


def test_a_unit_without_a_figure_is_refused_in_the_words_that_were_written() -> None:
    with pytest.raises(UsageError, match='"weeks"'):
        Duration.parse("weeks")


def test_a_duration_that_runs_backwards_is_put_right_with_its_unit() -> None:
    with pytest.raises(UsageError, match="write 2-4 weeks"):
        Duration.parse("4-2 weeks")


@pytest.mark.parametrize(
    ("longest", "too_long", "says"),
    [("50y", "51y", "at most 50 years"), ("600mo", "601mo", "at most 600 months"), ("2600w", "9999w", "weeks")],
)
def test_a_duration_is_at_most_fifty_years(longest: str, too_long: str, says: str) -> None:
    assert Duration.parse(longest).is_exact
    with pytest.raises(UsageError, match=f"too large.*{says}"):
        Duration.parse(too_long)


@pytest.mark.parametrize("kind", [Count, Amount, Duration])
@pytest.mark.parametrize(
    "written",
    ["9" * 5000, "1" + " " * 5000 + "1", "a" * 5000 + "1"],
    ids=["digits", "spaces", "letters"],
)
def test_a_text_far_too_long_is_refused_in_few_words(kind: type[Count | Amount | Duration], written: str) -> None:
    with pytest.raises(UsageError) as refusal:
        kind.parse(written)
    assert len(str(refusal.value)) < 300


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("1mo", "1 month"),
        ("1-1 months", "1 month"),
        ("1 D", "1 day"),
        ("15d", "15 days"),
        ("2 \u2013 4w", "2-4 weeks"),
        ("10 + h", "10+ hours"),
        ("1+ month", "1+ months"),
        (".. 2y", "..2 years"),
        ("3 or 4mo", "3 or 4 months"),
        ("4 OR 3 months", "4 or 3 months"),
        ("2  or 4 or 3 w", "2 or 4 or 3 weeks"),
        ("15d or 1mo", "15 days or 1 month"),
        ("1 week or 10 or 12 days", "1 week or 10 days or 12 days"),
        ("2-4 per year", "3-6 months"),
        ("2 per week", "3-4 days"),
    ],
)
def test_a_duration_is_shown_as_the_tables_write_it(written: str, shown: str) -> None:
    assert str(Duration.parse(written)) == shown


@pytest.mark.parametrize(
    ("written", "each"),
    [
        ("1mo", "month"),
        ("1w", "week"),
        ("3w", "3 weeks"),
        ("4-6mo", "4-6 months"),
        ("1+ month", "1+ months"),
        ("3 or 4mo", "3 or 4 months"),
    ],
)
def test_every_is_followed_by_the_unit_alone_where_it_is_one(written: str, each: str) -> None:
    assert Duration.parse(written).each == each


@pytest.mark.parametrize(("written", "exact"), [("4w", True), ("4-4w", True), ("3-4w", False), ("4+w", False)])
def test_a_duration_is_exact_where_it_has_one_length(written: str, exact: bool) -> None:
    assert Duration.parse(written).is_exact is exact


@pytest.mark.parametrize(
    ("count", "allowed", "refused"),
    [("4", [4], [3, 5]), ("3-6", [3, 4, 6], [2, 7]), ("10+", [10, 999], [0, 9]), ("..30", [0, 30], [31])],
)
def test_a_count_allows_what_lies_between_its_bounds(count: str, allowed: list[int], refused: list[int]) -> None:
    bounds = Count.parse(count)
    assert all(map(bounds.allows, allowed))
    assert not any(map(bounds.allows, refused))


@pytest.mark.parametrize(
    ("often", "apart", "is_said"),
    [
        ("2-4 per year", "3-6 months", False),
        ("4 per year", "3 months", False),
        ("12 times per year", "1 month", False),
        ("5 per year", "73 days", False),
        ("7 per year", "52-53 days", True),
        ("2-5 per year", "73-183 days", True),
        ("1 per year", "1 year", False),
        ("1 per month", "1 month", False),
        ("2 per month", "15 days", False),
        ("4 per month", "7-8 days", True),
        ("1-2 per month", "15-30 days", True),
        ("1 per week", "1 week", False),
        ("2 per week", "3-4 days", True),
        ("1-2 per week", "3-7 days", True),
        ("3 sessions per week", "2-3 days", True),
        ("1-7 per week", "1-7 days", False),
        ("2+ per week", "..4 days", True),
        ("..2 per week", "3+ days", True),
    ],
)
def test_a_frequency_is_read_as_its_interval(often: str, apart: str, is_said: bool) -> None:
    found = Duration.parse(f" {often} ")
    assert str(found) == apart
    assert found.frequency == (often if is_said else None)
    assert Duration.parse(often.upper()).min == found.min


@pytest.mark.parametrize(
    ("written", "fast", "slow"),
    [
        ("3 or 4 months", "3 months", "4 months"),
        ("4 or 3 months", "3 months", "4 months"),
        ("15 days or 1 month", "15 days", "1 month"),
        ("1 month or 30 days", "30 days", "1 month"),
        ("4 weeks or 1 month", "4 weeks", "1 month"),
        ("1 year or 12 months", "12 months", "1 year"),
        ("2-4 weeks", "2-4 weeks", "2-4 weeks"),
    ],
)
def test_a_plan_takes_the_smallest_of_a_choice_and_slow_the_largest(written: str, fast: str, slow: str) -> None:
    choice = Duration.parse(written)
    assert [str(choice.at(pace)) for pace in ("fast", "typical", "slow")] == [fast, fast, slow]


def test_a_choice_across_units_has_the_days_that_hold_all_of_them() -> None:
    choice = Duration.parse("2 weeks or 1 month or 1 year")
    assert (choice.min, choice.max, choice.unit) == (14, 366, Unit.DAYS)
    assert Duration.parse("1 month or 100 days").min == 28


@pytest.mark.parametrize(
    ("written", "fast", "slow"), [("8 or 12", 8, 12), ("12 or 8", 8, 12), ("3-6", 6, 6), ("4+", 4, 4), ("..5", 5, 5)]
)
def test_a_plan_takes_the_most_of_a_count_but_the_fewest_of_a_choice(written: str, fast: int, slow: int) -> None:
    assert [Count.parse(written).planned(pace) for pace in ("fast", "typical", "slow")] == [fast, fast, slow]


def test_a_choice_of_counts_allows_nothing_between() -> None:
    assert [Count.parse("8 or 12").allows(figure) for figure in (7, 8, 9, 11, 12, 13)] == [
        *(False, True, False),
        *(False, True, False),
    ]
    assert str(Count.parse("12  OR 8")) == "12 or 8"


@pytest.mark.parametrize(
    ("written", "says"),
    [
        ("8 or 8", '"8 or 8" names one of them twice'),
        ("8 or 1001", '"8 or 1001" is too large: at most 1000'),
        ("3-4 or 5", '"3-4 or 5" has no single figure in "3-4"'),
        ("8 or", '"8 or" is not a range'),
    ],
)
def test_what_is_no_choice_of_counts_is_refused(written: str, says: str) -> None:
    with pytest.raises(UsageError, match=re.escape(says)):
        Count.parse(written)


@pytest.mark.parametrize(
    ("written", "days"), [("0d", 0), ("0", 0), (" 0 Days ", 0), ("0w", 0), ("2d", 2), ("1 week", 7), ("1 day", 1)]
)
def test_a_tolerance_is_a_number_of_days_and_may_be_0(written: str, days: int) -> None:
    assert TypeAdapter(Tolerance).validate_python(written).about == days


@pytest.mark.parametrize("written", ["1-2 days", "1 month", "2 hours", "2+ days", "3 or 4 days", "0 months", "-1d"])
def test_what_is_no_tolerance_is_refused(written: str) -> None:
    with pytest.raises(ValidationError):
        TypeAdapter(Tolerance).validate_python(written)


class TestRead:
    """pydantic reads the types from text and writes them as objects, both as their JSON Schemas say."""

    @pytest.mark.parametrize(
        ("kind", "written", "dumped"),
        [
            (Count, "3-6", {"min": 3, "max": 6}),
            (Count, "4+", {"min": 4, "max": None}),
            (Count, "12 or 8", {"min": 8, "max": 12, "choice": [12, 8]}),
            (Amount, "99.50-200", {"low": 99.5, "high": 200}),
            (Amount, "..400", {"low": None, "high": 400}),
            (Duration, "2-4 weeks", {"min": 2, "max": 4, "unit": "weeks"}),
            (Duration, "30min", {"min": 30, "max": 30, "unit": "minutes"}),
            (Duration, "4 or 3 months", {"min": 3, "max": 4, "unit": "months", "choice": [4, 3]}),
            (
                Duration,
                "15 days or 1 month",
                {"min": 15, "max": 31, "unit": "days", "lengths": ["15 days", "1 month"]},
            ),
            (Duration, "2 per week", {"min": 3, "max": 4, "unit": "days", "frequency": "2 per week"}),
        ],
    )
    def test_text_in_object_out(self, kind: type[Any], written: str, dumped: dict[str, Any]) -> None:
        adapter = TypeAdapter(kind)
        value = adapter.validate_python(written)
        assert value == kind.parse(written)
        assert adapter.validate_python(value) is value
        assert json.loads(adapter.dump_json(value)) == dumped
        jsonschema.validate(written, adapter.json_schema())
        jsonschema.validate(dumped, adapter.json_schema(mode="serialization"))

    @pytest.mark.parametrize("kind", [Count, Amount, Duration])
    @pytest.mark.parametrize("value", [None, 4, ["4"], {"min": 4, "max": 4}])
    def test_nothing_else_is_read(self, kind: type[Any], value: object) -> None:
        with pytest.raises(ValidationError):
            TypeAdapter(kind).validate_python(value)

    @pytest.mark.parametrize(("kind", "written"), [(Count, "abc"), (Amount, "1,000"), (Duration, "4")])
    def test_what_is_wrong_is_said_in_the_words_of_parse(self, kind: type[Any], written: str) -> None:
        with pytest.raises(UsageError) as refusal:
            kind.parse(written)
        with pytest.raises(ValidationError, match=re.escape(str(refusal.value))):
            TypeAdapter(kind).validate_python(written)
        if kind is not Duration:
            with pytest.raises(jsonschema.ValidationError):
                jsonschema.validate(written, TypeAdapter(kind).json_schema())


def bounds(figures: st.SearchStrategy[int | Decimal]) -> st.SearchStrategy[tuple[int | Decimal | None, ...]]:
    """Return the bounds of every form of range."""
    return st.one_of(
        figures.map(lambda figure: (figure, figure)),
        st.tuples(figures, figures).map(lambda pair: tuple(sorted(pair))),
        figures.map(lambda low: (low, None)),
        figures.map(lambda high: (None, high)),
    )


def written(figures: st.SearchStrategy[int | Decimal]) -> st.SearchStrategy[str]:
    """Return ranges as people write them."""
    space = st.sampled_from(["", " ", "  "])
    dash = st.sampled_from(["-", "\u2013"])
    pairs = st.tuples(figures, figures).map(sorted)
    return st.one_of(
        st.builds("{}{}{}".format, space, figures, space),
        st.builds(lambda pair, a, d, b: f"{pair[0]}{a}{d}{b}{pair[1]}", pairs, space, dash, space),
        st.builds("{}{}+".format, figures, space),
        st.builds("..{}{}".format, space, figures),
    )


COUNTS = st.integers(1, MAX_SESSIONS)
AMOUNTS = st.decimals("0.00000001", MAX_AMOUNT, places=8).map(lambda amount: amount.quantize(Decimal("1E-8")))
CENTS = st.decimals("0.01", MAX_AMOUNT, places=2)
LENGTHS = st.integers(1, MAX_YEARS)


@given(bounds(COUNTS))
@SOME
def test_a_count_reads_back_what_it_shows(pair: tuple[int | None, int | None]) -> None:
    count = Count(*pair)
    assert Count.parse(str(count)) == count


@given(bounds(AMOUNTS))
@SOME
def test_an_amount_reads_back_what_it_shows(pair: tuple[Decimal | None, Decimal | None]) -> None:
    amount = Amount(*pair)
    assert Amount.parse(str(amount)) == amount


@given(bounds(LENGTHS), st.sampled_from(Unit))
@SOME
def test_a_duration_reads_back_what_it_shows(pair: tuple[int | None, int | None], unit: Unit) -> None:
    duration = Duration(*pair, unit)
    assert Duration.parse(str(duration)) == duration


@given(st.lists(LENGTHS, min_size=2, max_size=4, unique=True), st.sampled_from(Unit))
@SOME
def test_a_choice_reads_back_what_it_shows(lengths: list[int], unit: Unit) -> None:
    choice = Duration(min(lengths), max(lengths), unit, tuple(lengths))
    assert Duration.parse(str(choice)) == choice


@pytest.mark.parametrize(("parse", "figures"), [(Count.parse, COUNTS), (Amount.parse, CENTS)], ids=["count", "amount"])
@given(data=st.data())
@settings(max_examples=100, deadline=None)
def test_there_is_one_way_to_show_a_range(
    parse: Callable[[str], Count | Amount], figures: st.SearchStrategy[int | Decimal], data: st.DataObject
) -> None:
    shown = str(parse(data.draw(written(figures))))
    assert re.fullmatch(CANONICAL, shown)
    assert str(parse(shown)) == shown


@given(written(LENGTHS), st.sampled_from(["", " ", "\t"]), st.sampled_from(SPELLINGS))
@SOME
def test_there_is_one_way_to_show_a_duration(figures: str, space: str, spelling: tuple[str, Unit]) -> None:
    word, unit = spelling
    shown = str(Duration.parse(f"{figures}{space}{word}"))
    assert re.fullmatch(rf"({CANONICAL}) {unit}?", shown) or re.fullmatch(rf"1 {unit.removesuffix('s')}", shown)
    assert str(Duration.parse(shown)) == shown
