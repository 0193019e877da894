"""Ranges: the grammar of counts, amounts and durations, and what it refuses."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mesoplan.errors import UsageError
from mesoplan.values.ranges import MAX_AMOUNT, MAX_SESSIONS, MAX_YEARS, Amount, Count, Duration, Unit

if TYPE_CHECKING:
    from collections.abc import Callable

SOME = settings(max_examples=200, deadline=None)
CANONICAL = r"[0-9.]+(-[0-9.]+|\+)?|\.\.[0-9.]+"
WORDS = {
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
    assert Count.parse(written) == (low, high)
    assert Amount.parse(written) == (low, high)
    assert Duration.parse(f"{written} days") == Duration(low, high, Unit.DAYS)


@pytest.mark.parametrize(
    ("written", "says"),
    [
        ("6-3", "'6-3' runs backwards: write 3-6"),
        ("0", "names 0"),
        ("0-3", "names 0"),
        ("..0", "names 0"),
        ("-3", "'-3' is negative"),
        ("\u22123", "is negative"),
        ("1.5", "fraction: write whole numbers"),
        ("1-2.5", "fraction: write whole numbers"),
        ("1001", "too large: at most 1000"),
        ("1001+", "too large: at most 1000"),
        ("..1001", "too large: at most 1000"),
        (str(10**30), "too large: at most 1000"),
        ("", "'' is not a range: write 4, 3-6, 10+ or ..30"),
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
    assert Amount.parse(written) == (low and Decimal(low), high and Decimal(high))


@pytest.mark.parametrize(
    ("written", "says"),
    [
        ("400-150", "runs backwards: write 150-400"),
        ("0", "names 0"),
        ("0.00", "names 0"),
        ("-5", "is negative"),
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
        ("-3 weeks", "is negative"),
        ("1.5 weeks", "fraction: write whole weeks"),
        ("6-3 months", "runs backwards"),
        ("2m", "m could be minutes or months; write mo for months"),
        ("2-4 M", "m could be minutes or months; write mo for months"),
        ("3", "'3' has no unit"),
        ("2-4", "'2-4' has no unit"),
        ("3 fortnights", "fortnights is not a unit"),
        ("3 minutes", "minutes is not a unit"),
        ("", "'' has no unit"),
        ("-", "'-' has no unit"),
        ("3-", "'3-' has no unit"),
        ("abc", "abc is not a unit"),
        ("1e9 days", "not a range"),
        ("\u0663 weeks", "not a range"),
        ("2w-4w", "not a range"),
        ("2 weeks 3 days", "not a range"),
        ("every 3 weeks", "not a range"),
        (f"{10**30} days", "too large"),
        ("3 or 4", "'3 or 4' has no unit"),
        ("3 or months", "not a range"),
        ("3or4 months", "not a range"),
        ("3 or 4+ months", "'4+' is not one length: a choice names single ones, as 3 or 4 months"),
        ("1 or ..4 months", "'..4' is not one length"),
        ("3 or 3 months", "3 months is named twice"),
        ("3 or 601 months", "too large"),
    ],
)
def test_what_is_no_duration_is_refused_with_what_was_wrong(written: str, says: str) -> None:
    with pytest.raises(UsageError, match=re.escape(says)):
        Duration.parse(written)


def test_a_unit_without_a_figure_is_refused_in_the_words_that_were_written() -> None:
    with pytest.raises(UsageError, match="'weeks'"):
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
