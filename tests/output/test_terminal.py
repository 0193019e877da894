"""Pages in a terminal."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import get_args

import pytest
from hypothesis import given, strategies as st
from rich.cells import cell_len

from mesoplan.output.formats.terminal import render
from mesoplan.output.page import (
    Bar,
    Bars,
    Block,
    Fact,
    Facts,
    Listing,
    Notes,
    Page,
    Paragraph,
    Row,
    Section,
    Source,
    Sources,
    Table,
    Tone,
    Words,
)
from mesoplan.output.spans import Kind, Lane, Span, Timeline
from mesoplan.output.wording import Place
from tests.output import samples

PAGES = {"schedule": samples.schedule(), "plan": samples.plan()}


def page_of(*blocks: Block, title: str = "", details: bool = False) -> Page:
    return Page(title="A page", lead=[Words("The answer")], sections=[Section("one", title, blocks, details)])


def body(*blocks: Block, width: int = 80, ascii_only: bool = False) -> list[str]:
    """Return what blocks look like."""
    lines = render(page_of(*blocks), Place(width, ascii=ascii_only)).splitlines()
    return lines[2 : next(number for number, line in enumerate(lines) if line.startswith("An estimate from"))]


def test_the_answer_comes_first_and_the_disclaimer_last() -> None:
    lines = render(page_of(Paragraph("More")), Place()).splitlines()
    assert lines == ["The answer", "", "More", "An estimate from published sources, not medical advice."]


def test_what_the_answer_is_about_stands_over_it() -> None:
    page = replace(
        page_of(), about="Standard course [1]", lead=[Words("Next: Thu 3 Dec 2026"), Words("Bring: nothing")]
    )
    assert render(page, Place()).splitlines()[:4] == [
        "Standard course [1]", "", "Next: Thu 3 Dec 2026", "Bring: nothing",
    ]  # fmt: skip


def test_key_figures_stand_in_two_columns() -> None:
    page = replace(page_of(), facts=[Fact("Next", "Thu 3 Dec", "any day"), Fact("How many", "3–6 sessions")])
    assert render(page, Place()).splitlines()[2:4] == ["Next      Thu 3 Dec (any day)", "How many  3–6 sessions"]


def test_the_note_of_a_figure_is_wrapped_in_its_column() -> None:
    page = replace(page_of(), facts=[Fact("Next session", "Thu 3 Dec 2026", "any day 26 Nov – 10 Dec")])
    assert render(page, Place(40)).splitlines()[2:4] == [
        "Next session  Thu 3 Dec 2026 (any day", "              26 Nov – 10 Dec)",
    ]  # fmt: skip


def test_other_facts_are_items() -> None:
    assert body(Facts([Fact("What may be a reason against it", "Aspirin", "ask")])) == [
        "• What may be a reason against it: Aspirin (ask)"
    ]


def test_at_most_three_notes_are_shown_until_all_are_asked_for() -> None:
    notes = Notes(["One.", "Two.", "Three.", "Four.", "Five."])
    assert body(notes) == ["One.", "Two.", "Three.", "2 more notes: --details"]
    assert body(Notes(["One.", "Two.", "Three.", "Four."]))[-1] == "1 more note: --details"
    assert body(Notes(["One.", "Two.", "Three."])) == ["One.", "Two.", "Three."]
    assert "Five." in render(page_of(notes), Place(details=True))


def test_sections_of_details_are_named_and_shown_on_demand() -> None:
    page = page_of(Paragraph("Much more"), title="Side effects", details=True)
    assert "Much more" not in render(page, Place())
    assert "--details also shows: side effects." in render(page, Place())
    shown = render(page, Place(details=True))
    assert "Side effects\nMuch more" in shown
    assert "--details" not in shown


def test_an_empty_section_leaves_nothing() -> None:
    assert "Notes" not in render(page_of(Notes([]), title="Notes"), Place())


def test_empty_columns_are_dropped() -> None:
    table = Table(["#", "Date", "Phase", ""], [Row(["1", "Tue 1 Dec", "", "first"]), Row(["2", "Wed 2 Dec", "", ""])])
    assert body(table) == ["#  Date", "1  Tue 1 Dec  first", "2  Wed 2 Dec"]


def test_figures_are_right_aligned_and_groups_and_remarks_have_lines() -> None:
    table = Table(["#", "Date"], [Row(["9", "Tue"], above="Maintenance", below="in two weeks"), Row(["10", "Wed"])])
    assert body(table) == [" #  Date", "Maintenance", " 9  Tue", "  in two weeks", "10  Wed"]


def test_a_row_that_does_not_fit_is_stacked_with_its_titles() -> None:
    table = Table(
        ["#", "Date", "Any day", "Status"],
        [Row(["3", "Thu 3 Dec 2026", "26 Nov – 10 Dec 2026", "ends the shortest course"])],
        whole=["Date", "Any day"],
    )
    assert body(table, width=40) == [
        "3  Thu 3 Dec 2026", "   Any day: 26 Nov – 10 Dec 2026", "   Status: ends the shortest course",
    ]  # fmt: skip
    assert body(table, width=80) == [
        "#  Date            Any day               Status",
        "3  Thu 3 Dec 2026  26 Nov – 10 Dec 2026  ends the shortest course",
    ]


def test_the_last_word_of_a_stacked_row_stands_next_to_its_head_if_it_fits() -> None:
    row = Row(["3", "Thu 3 Dec 2026", "26 Nov – 10 Dec 2026", "optional"])
    table = Table(["#", "Date", "Any day", ""], [row], whole=["Any day"])
    assert body(table, width=40) == ["3  Thu 3 Dec 2026   optional", "   Any day: 26 Nov – 10 Dec 2026"]


def test_a_date_and_a_mark_are_not_torn_apart() -> None:
    lines = body(Paragraph("It is planned for the day of Thu 3 Dec 2026 or any day 26 Nov – 10 Dec [1]"), width=40)
    assert lines == ["It is planned for the day of", "Thu 3 Dec 2026 or any day", "26 Nov – 10 Dec [1]"]


def test_an_address_is_shown_whole_with_details_only() -> None:
    url = "https://example.org/" + "a" * 60
    page = page_of(Paragraph("Said [1]"), Sources([Source("1", "A document", url)]))
    assert render(page, Place(40)).splitlines()[4:6] == [
        "[1] A document", "An estimate from published sources, not",
    ]  # fmt: skip
    assert f"    {url}\n" in render(page, Place(40, details=True))


@pytest.mark.parametrize(("details", "cited"), [(False, ["[2] Two"]), (True, ["[1] One", "[2] Two"])])
def test_sources_are_those_whose_marks_are_shown(details: bool, cited: list[str]) -> None:
    sections = [
        Section("more", "More", [Listing(["Said in full [1] [2]"])], details=True),
        Section("said", "", [Paragraph("Said [2]")]),
        Section("sources", "", [Sources([Source("1", "One"), Source("2", "Two")])]),
    ]
    lines = render(
        Page(title="A page", lead=[Words("The answer")], sections=sections), Place(details=details)
    ).splitlines()
    assert [line for line in lines if line.startswith("[")] == cited


def test_a_timeline_shows_spans_points_and_what_they_are() -> None:
    lane = Lane(
        "Sessions",
        [
            Span("window", date(2026, 12, 8), date(2026, 12, 14), "any day"),
            Span("session", date(2026, 12, 1), date(2026, 12, 1), "Session 1", "1"),
            Span("optional", date(2026, 12, 11), date(2026, 12, 11), "Session 2", "2"),
        ],
    )
    timeline = Timeline("", date(2026, 12, 1), date(2026, 12, 30), [lane])
    assert body(timeline, width=40) == [
        "╷1 Dec            ╷15 Dec",
        "Sessions",
        "●········─────○────·····················",
        "● session   ○ optional",
        "─ any day that keeps the interval",
    ]
    assert "#........-----o----....................." in body(timeline, width=40, ascii_only=True)


def test_where_two_points_share_a_place_what_is_due_is_drawn_and_the_other_is_not_explained() -> None:
    first, second = date(2026, 12, 1), date(2026, 12, 2)
    lane = Lane("Sessions", [Span("due", first, first, ""), Span("booked", second, second, "")])
    timeline = Timeline("", first, date(2028, 11, 30), [lane])
    assert body(timeline, width=40)[2:] == [f"▲{'·' * 39}", "▲ due"]


def test_today_and_what_goes_on_are_drawn() -> None:
    lane = Lane("Window", [Span("window", date(2026, 12, 21), None, "goes on")])
    timeline = Timeline("Two", date(2026, 12, 1), date(2026, 12, 30), [lane], today=date(2026, 12, 5))
    lines = body(timeline, width=40)
    assert lines[0] == "Two"
    assert lines[3] == "······┃···················──────────────"[: len(lines[3])]
    assert lines[4].startswith("┃ today")


def test_bars_lie_on_one_scale_and_show_where_no_highest_figure_is() -> None:
    bars = Bars("", [Bar("Course", "£100–200", 100, 200, (150, 200)), Bar("Year", "from £50", 50, None)], "this plan")
    course, year, legend = body(bars)
    assert course.startswith("Course  £100–200  ")
    assert (course.count("░"), course.count("█")) == (14, 14)
    assert year.endswith("█>")
    assert legend == "█ this plan   ░ lowest to highest"
    assert body(bars, width=30)[:1] == ["Course: £100–200"]


def test_months_have_their_list_next_to_them_or_below() -> None:
    grid = samples.months()
    wide = "\n".join(body(grid))
    assert "          1  2  3  4    ✓ 20 Oct  Session 1, done" in wide
    assert "h 25 Dec  Christmas Day" in wide
    assert "a 27 Dec – 2 Jan 2027  You are away" in wide
    narrow = body(grid, width=40)
    assert narrow[narrow.index("26 27 28 29 30 31") + 1] == "✓ 20 Oct  Session 1, done"


def test_where_only_ascii_can_be_shown_there_is_only_ascii() -> None:
    for page in PAGES.values():
        text = render(page, Place(80, ascii=True, details=True))
        assert text.isascii()
    assert "GBP 450-2,400" in text
    assert "3-6 sessions" in text


def test_a_colour_never_says_anything_alone() -> None:
    """Every page reads the same with and without colours."""
    import re

    for page in PAGES.values():
        coloured = render(page, Place(color=True, details=True))
        assert "\x1b[" in coloured
        assert re.sub(r"\x1b\[[0-9;]*m", "", coloured) == render(page, Place(details=True))


def test_every_kind_and_tone_can_be_painted() -> None:
    spans = [Span(kind, date(2026, 12, 1), date(2026, 12, 2), "x") for kind in get_args(Kind)]
    assert body(Timeline("", date(2026, 12, 1), date(2026, 12, 30), [Lane("All", spans)]))
    assert all(body(Paragraph("x", tone)) for tone in get_args(Tone))


@pytest.mark.parametrize("width", [40, 80, 120])
@pytest.mark.parametrize("name", PAGES)
def test_no_word_is_broken_and_no_line_too_long(name: str, width: int) -> None:
    page = PAGES[name]
    broad = set(render(page, Place(400, details=True)).split())
    lines = render(page, Place(width, details=True)).splitlines()
    assert all(cell_len(line) <= width or len(line.split()) == 1 for line in lines)
    words = {word for line in lines for word in line.split() if word[0].isalpha()}
    assert words <= broad | {f"{word}:" for word in broad}


WORD = st.text(st.characters(categories=("L", "Nd"), max_codepoint=0x2FF), min_size=1, max_size=16)
TEXT = st.lists(WORD, min_size=1, max_size=8).map(" ".join)


@given(st.lists(st.lists(TEXT, min_size=3, max_size=3), min_size=1, max_size=4), st.sampled_from([40, 80, 120]))
def test_whatever_a_table_holds_its_words_are_shown_whole_and_within_the_width(
    rows: Sequence[Sequence[str]], width: int
) -> None:
    lines = body(Table(["", "Two", "Three"], [Row(cells) for cells in rows], whole=["Two"]), width=width)
    shown = [word.removesuffix(":") for line in lines for word in line.split()]
    for cells in rows:
        for word in " ".join(cells).split():
            assert word in shown
    assert all(cell_len(line) <= width or len(line) - len(line.lstrip()) in (0, 3, 5) for line in lines)


@given(TEXT, st.sampled_from([40, 80]))
def test_a_paragraph_keeps_its_words_in_order(text: str, width: int) -> None:
    lines = body(Paragraph(text), width=width)
    assert " ".join(lines).split() == text.split()
    assert all(cell_len(line) <= width for line in lines)
