"""Whole plans in the formats for reading, read back: what a person sees of them, whatever tables hold."""

from __future__ import annotations

import re
from datetime import date
from typing import get_args

import pytest
from hypothesis import given, strategies as st
from markdown_it import MarkdownIt
from rich.cells import cell_len
from rich.text import Text

from mesoplan import Catalog, Duration, Request, plan_schedule
from mesoplan.errors import printable
from mesoplan.output.formats import html, markdown, terminal
from mesoplan.output.page import Citations, Page
from mesoplan.output.pages.schedule import View, schedule_page
from mesoplan.output.wording import Place
from mesoplan.planning.closures import Closures
from mesoplan.tables.regimens import Maintenance, Protocol, Result
from mesoplan.tables.sources import Source
from tests.conftest import SHIPPED
from tests.planning.helpers import START, phase, plan

HOSTILE = "<script>x</script> [red]r[/red] \x1b[31m a\nb | c *d* `e` _f_ [g](http://h) &lt; # ~~i~~ $j$ \\N"
"""What a table might hold that some format takes for more than text."""

LIVED_IN = Request(start=date(2026, 1, 5), done=(date(2026, 1, 5), date(2026, 2, 10)), today=date(2026, 4, 1))
SHUT = Closures(weekdays=frozenset({5, 6}), away=((date(2026, 4, 20), date(2026, 4, 24)),))
"""A plan with sessions that are done, overdue and moved."""


def hostile() -> Protocol:
    """Return a protocol of a user's own with a text wherever a table may have one."""
    return Protocol(
        id=HOSTILE,
        name=HOSTILE,
        source="own",
        course=(phase("2", "2 weeks", name=HOSTILE), phase("1", "2 weeks", name="last")),
        maintenance=Maintenance(repeat="none", note=HOSTILE),
        results=(Result(milestone=HOSTILE, after=Duration.parse("3-4 weeks")),),
        note=HOSTILE,
    )


def with_own_source() -> Catalog:
    """Return the shipped tables with a source of a user's own."""
    return SHIPPED.model_copy(update={"sources": {**SHIPPED.sources, "own": Source(id="own", title=HOSTILE)}})


def rows(page: Page) -> list[list[str]]:
    """Return the cells of the first table of a page in Markdown, by a reader that nobody here wrote."""
    shown = MarkdownIt("commonmark").enable("table").render(markdown.render(page, Place()))
    table = shown.partition("<tbody>")[2].partition("</tbody>")[0]
    return [re.findall(r"<td>(.*?)</td>", row) for row in table.split("</tr>")[:-1]]


def test_a_table_in_markdown_says_what_became_of_each_session() -> None:
    dates = plan_schedule(SHIPPED.protocol("standard"), LIVED_IN, SHUT)
    cells = rows(schedule_page(dates, Citations(SHIPPED), date(2026, 4, 1), None))
    became = {row[0]: row[-1] for row in cells}
    assert list(became) == ["1", "2", "3", "4", "5", "6", "<strong>Maintenance</strong>", "7", "8", "9"]
    assert became["1"] == "done"
    assert became["2"] == "done, late"
    assert became["3"] == "overdue, was to be on 3 Mar, ends the shortest course"
    assert became["4"] == "moved from 22 Apr (away), optional"
    assert became["6"] == "optional, ends the course"
    assert became["8"] == "moved from 4 Apr (Sunday)"


@given(st.text(min_size=1).filter(lambda text: text == " ".join(text.split())))
def test_any_text_shows_as_itself_in_a_table_of_markdown(text: str) -> None:
    table = f"| a | b |\n| --- | --- |\n| x {markdown.escape(text)} x | y |"
    tokens = MarkdownIt("commonmark").enable("table").enable("strikethrough").parse(table)
    cells = [token.children or [] for token in tokens if token.type == "inline"]
    assert {child.type for cell in cells for child in cell} <= {"text", "text_special"}
    assert "".join(child.content for child in cells[2]) == f"x {printable(text)} x"


@given(
    st.sampled_from([name for name in SHIPPED.protocols if name != "salon"]),
    st.dates(date(1, 1, 1), date(9990, 12, 31)),
    st.sampled_from([40, 80, 120]),
    st.booleans(),
    st.sampled_from([0, 6]),
)
def test_a_calendar_marks_every_session_and_keeps_to_the_width(
    name: str, start: date, width: int, color: bool, first: int
) -> None:
    schedule = plan_schedule(SHIPPED.protocol(name), Request(start=start, today=start))
    page = schedule_page(schedule, Citations(SHIPPED), start, None, "calendar", first)
    lines = Text.from_ansi(terminal.render(page, Place(width=width, color=color))).plain.splitlines()
    assert all(cell_len(line) <= width for line in lines)
    months = [line[:23] for line in lines if re.match(r"[ \d]\d| {3}", line)]
    marked = [int(day) for line in months for day in re.findall(r"(\d\d?)[▲●○◆]", line)]
    assert sorted(marked) == sorted(session.date.day for session in schedule.sessions)


@pytest.mark.parametrize("view", get_args(View))
@pytest.mark.parametrize("width", [40, 80, 120])
@pytest.mark.parametrize("ascii_only", [False, True])
def test_a_users_text_shows_as_text_in_a_terminal(ascii_only: bool, width: int, view: View) -> None:
    page = schedule_page(plan(hostile()), Citations(with_own_source()), START, None, view)
    text = terminal.render(page, Place(width=width, ascii=ascii_only, details=True))
    assert "\x1b" not in text
    assert "[red]r[/red]" in text
    assert r"\x1b[31m" in text
    assert text.isascii() or not ascii_only
    assert all(cell_len(line) <= width for line in text.splitlines())


def test_a_users_text_does_nothing_in_markdown_and_html() -> None:
    page = schedule_page(plan(hostile()), Citations(with_own_source()), START, None)
    in_markdown = MarkdownIt("commonmark").enable("table").render(markdown.render(page, Place()))
    for text in (in_markdown, html.render(page, Place())):
        assert "\x1b" not in text
        assert "<script" not in text
        assert "&lt;script&gt;x&lt;/script&gt;" in text
        assert 'href="http://h' not in text
