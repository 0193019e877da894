"""Formats for other programs and for the eye: CSV, Markdown, months side by side."""

from __future__ import annotations

import csv
import re
from datetime import date, timedelta
from decimal import Decimal
from html.parser import HTMLParser
from io import StringIO

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from mesoplan.render import DISCLAIMER
from mesoplan.render.calendar import schedule_calendar
from mesoplan.render.markdown import cost_markdown, escape, schedule_markdown
from mesoplan.render.text import Style
from rich.cells import cell_len
from rich.text import Text

from mesoplan import Catalog, Duration, Estimate, Request, estimate_cost, load_catalog, plan_schedule
from mesoplan.planning.closures import Closures
from mesoplan.planning.overrides import apply_choices
from mesoplan.planning.schedule import lay_out
from mesoplan.planning.session_counts import count_sessions
from mesoplan.pricing.cost import price_sessions
from mesoplan.pricing.options import EMPTY, Purse
from mesoplan.pricing.rates import Rate
from mesoplan.pricing.terms import basis_of
from mesoplan.tables.phases import Maintenance
from mesoplan.tables.regimens import Protocol, Result
from mesoplan.tables.sources import Source
from mesoplan.values.ranges import Count
from tests.planning.helpers import START, phase, plan, protocol

SHIPPED = load_catalog()
HOSTILE = "<script>x</script> [red]r[/red] \x1b[31m a\nb | c *d* `e` _f_ [g](http://h) &lt; # ~~i~~ $j$ \\N"
"""What a table might hold that some format takes for more than text."""

LIVED_IN = Request(
    start=date(2026, 1, 5),
    done=(date(2026, 1, 5), date(2026, 2, 10)),
    today=date(2026, 4, 1),
)
SHUT = Closures(weekdays=frozenset({5, 6}), away=((date(2026, 4, 20), date(2026, 4, 24)),))
"""A plan with sessions that are done, overdue and moved."""


def hostile(text: str = HOSTILE) -> Protocol:
    """Return a protocol of a user's own with a text wherever a table may have one."""
    return Protocol(
        id=text,
        name=text,
        source="own",
        course=(phase("2-3", "2 weeks", name=text),),
        maintenance=Maintenance(repeat="none", note=text),
        results=(Result(milestone=text, after=Duration.parse("3-4 weeks")),),
        note=text,
    )


def catalog_with(text: str = HOSTILE, url: str | None = None) -> Catalog:
    """Return the shipped tables with a source of a user's own."""
    return SHIPPED.model_copy(update={"sources": {**SHIPPED.sources, "own": Source(title=text, url=url)}})


def converted(purse: Purse = EMPTY) -> Estimate:
    """Return an estimate of the standard protocol in pounds, once more in euros."""
    regimen = apply_choices(SHIPPED.protocol("standard"), Request(start=START))
    rate = Rate("GBP", "EUR", Decimal("1.155"), date(2026, 1, 2), "user")
    schedule, basis = lay_out(regimen), basis_of(SHIPPED.price("uk"))
    return price_sessions(count_sessions(regimen, schedule), basis, SHIPPED.cite, schedule, purse, rate)


def records(text: str) -> list[dict[str, str]]:
    """Read CSV."""
    return list(csv.DictReader(StringIO(text, newline="")))


def cell(value: object) -> str:
    """Return a figure, a date or a plain text as a CSV cell has it."""
    return "" if value is None else str(value).lower() if isinstance(value, bool) else str(value)


class Page(HTMLParser):
    """What a browser would show of a page: its texts, by the element that they are in, and its links."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.elements: set[str] = set()
        self.links: list[str] = []
        self.texts: dict[str, list[str]] = {}
        self._inside: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.add(tag)
        self._inside.append(tag)
        self.links += [value or "" for name, value in attrs if name == "href"]
        self.texts.setdefault(tag, []).append("")

    def handle_endtag(self, tag: str) -> None:
        self._inside.pop()

    def handle_data(self, data: str) -> None:
        for tag in self._inside:
            self.texts[tag][-1] += data


def page(markdown: str) -> Page:
    """Render Markdown by a reader that nobody here wrote."""
    reader = MarkdownIt("commonmark").enable("table").enable("strikethrough")
    return Page(reader.render(markdown))


OURS = {"h1", "ul", "li", "table", "thead", "tbody", "tr", "th", "td", "p", "em"}
"""The elements that a plan is made of."""


class TestMarkdown:
    def test_a_schedule_has_its_facts_sessions_notes_source_and_disclaimer(self, catalog: Catalog) -> None:
        schedule = plan_schedule(catalog.protocol("standard"), LIVED_IN, SHUT)
        shown = page(schedule_markdown(schedule, catalog))
        assert shown.texts["h1"] == ["Standard course (standard)"]
        facts = "\n".join(shown.texts["li"])
        for fact in (
            "Course: 3-6 sessions, 2-4 weeks apart.",
            "Maintenance: one session every 4-6 months.",
            "Pace: typical, the middle of every interval.",
            "From 2026-01-05 up to 2028-01-05, that day not included.",
            "Note: Session 3 is overdue since Tue 3 Mar 2026.",
            "Source: A Gentle Solution for Hair Loss",
        ):
            assert fact in facts
        assert shown.links == [catalog.sources["premium-medical-circle"].url]
        assert shown.texts["em"] == [DISCLAIMER]
        assert shown.elements == {*OURS, "a"}

    def test_the_table_says_what_became_of_each_session(self, catalog: Catalog) -> None:
        schedule = plan_schedule(catalog.protocol("standard"), LIVED_IN, SHUT)
        cells = page(schedule_markdown(schedule, catalog)).texts["td"]
        rows = [cells[index : index + 6] for index in range(0, len(cells), 6)]
        due = {row[0]: row[5] for row in rows}
        assert [row[0] for row in rows if row[0]] == [str(session.number) for session in schedule.sessions]
        assert due["1"] == "First session, Done, on time"
        assert due["2"] == "Done, late"
        assert due["3"] == "Overdue since 2026-03-03"
        assert due["4"] == "Moved from 2026-04-22: away"
        assert due["6"] == "Course complete"
        assert due["7"] == "Maintenance"
        assert due["8"] == "Maintenance, Moved from 2027-04-04: Sunday"
        assert ["", "Mon 2026-02-02", "2 Feb - 2 Mar", "", "", "May show: First visible changes"] in rows

    def test_a_milestone_after_the_horizon_or_without_a_day_is_left_out(self) -> None:
        late = Result(milestone="late", after=Duration.parse("8 weeks"))
        never = Result(milestone="never")
        markdown = schedule_markdown(
            plan(protocol(phase("2", "1 week"), results=(late, never)), horizon="8w"), catalog_with()
        )
        assert "May show" not in markdown

    def test_a_session_done_beyond_a_course_without_maintenance_is_said_to_be_done(self) -> None:
        done = tuple(START + timedelta(days) for days in (0, 7, 14))
        markdown = schedule_markdown(plan(protocol(phase("2", "1 week")), done=done), catalog_with())
        assert markdown.count("Done |") == 1
        assert "Maintenance, Done" not in markdown

    def test_a_plan_without_a_last_day_says_so_and_says_what_is_not_stated(self) -> None:
        markdown = schedule_markdown(plan(protocol(phase("2+", "1 week"))), catalog_with("Own"))
        assert "without a latest day" in markdown
        assert "- Not stated by the source: the largest number of sessions" in markdown

    def test_costs_have_a_row_a_stretch_and_name_every_source(self, catalog: Catalog) -> None:
        request = Request(start=START, horizon=Duration.parse("13 months"), sessions=1)
        regimen = apply_choices(catalog.protocol("standard"), request)
        estimates = [estimate_cost(regimen.protocol, row, request, catalog) for row in catalog.prices_for(["us", "uk"])]
        shown = page(cost_markdown(regimen, estimates, catalog))
        cells = shown.texts["td"]
        rows = [cells[index : index + 7] for index in range(0, len(cells), 7)]
        assert [row[:3] for row in rows] == [
            [country, a_session, span]
            for country, a_session in (("United States", "$200–500 (USD)"), ("United Kingdom", "£150–400 (GBP)"))
            for span in ("Course", "Through 12 months", "Through 13 months")
        ]
        assert rows[3][3:] == ["1", "£150–400", "1 session", "£150–400"]
        listed = "\n".join(shown.texts["li"])
        assert "Note: You chose 1 session; the source says 3-6." in listed
        assert "Note on United Kingdom: A typical range" in listed
        assert "Source of the price (United States, United Kingdom): " in listed
        assert shown.texts["em"] == [DISCLAIMER]

    def test_a_stretch_of_no_whole_months_names_its_day(self, catalog: Catalog) -> None:
        request = Request(start=START, horizon=Duration.parse("30 days"))
        regimen = apply_choices(catalog.protocol("standard"), request)
        markdown = cost_markdown(
            regimen, [estimate_cost(regimen.protocol, catalog.price("uk"), request, catalog)], catalog
        )
        assert "| Until 2026-02-04 |" in markdown
        assert "- Note: A typical range" in markdown

    def test_converted_figures_name_their_rate_and_a_budget_is_answered(self, catalog: Catalog) -> None:
        regimen = apply_choices(catalog.protocol("standard"), Request(start=START))
        shown = page(cost_markdown(regimen, [converted(Purse(budget=Decimal(1000)))], catalog))
        cells = shown.texts["td"]
        assert cells[21:24] == [
            "United Kingdom, at 1.155 EUR for one GBP (user, 2026-01-02)",
            "€173–462 (EUR)",
            "Course",
        ]
        assert any(item.startswith("United Kingdom: £1,000 pay for 2 to 6 sessions.") for item in shown.texts["li"])

    def test_a_users_text_shows_as_text_everywhere(self) -> None:
        shown = page(schedule_markdown(plan(hostile()), catalog_with()))
        text = Style().text(HOSTILE)
        assert shown.texts["h1"] == [f"{text} ({text})"]
        assert shown.texts["td"].count(text) == 3
        assert f"May show: {text}" in shown.texts["td"]
        assert any(item.startswith(f"Source: {text}") for item in shown.texts["li"])
        assert shown.elements <= OURS

    @given(st.text(min_size=1).filter(lambda text: text == " ".join(text.split())))
    def test_any_text_escaped_shows_as_itself_in_a_table(self, text: str) -> None:
        shown = page(f"| a | b |\n| --- | --- |\n| x {escape(text)} x | y |")
        assert shown.texts["td"] == [f"x {Style().text(text)} x", "y"]
        assert shown.elements == {"table", "thead", "tbody", "tr", "th", "td"}

    @pytest.mark.parametrize(
        ("url", "links"),
        [
            ("https://example.org/a_b?c=d&e=(f)", ["https://example.org/a_b?c=d&e=(f)"]),
            ("https://example.org/> <b>|x</b>\n", ["https://example.org/%3E%20%3Cb%3E%7Cx%3C/b%3E%0A"]),
            ("javascript:alert(1)", []),
        ],
    )
    def test_only_an_address_of_the_web_becomes_a_link(self, url: str, links: list[str]) -> None:
        shown = page(schedule_markdown(plan(hostile("Own").model_copy(update={"id": "own"})), catalog_with("Own", url)))
        assert [link.replace("&amp;", "&") for link in shown.links] == links
        assert shown.elements <= {*OURS, "a"}
        assert links or any(url in item for item in shown.texts["li"])


def months(text: str) -> list[str]:
    """Return the names of the months that a calendar has, in order."""
    return re.findall(r"[A-Z][a-z]+ \d{4}", text)


class TestCalendar:
    def test_a_month_looks_as_cal_prints_it(self) -> None:
        done = plan(protocol(phase("2-4", "1 week")), done=(date(2026, 2, 2),), start=date(2026, 2, 2))
        assert schedule_calendar(done, Style(60)).splitlines() == [
            "Own (own)",
            "",
            "   February 2026",
            "Mo Tu We Th Fr Sa Su",
            "                   1",
            " 2x 3  4  5  6  7  8",
            " 9*10 11 12 13 14 15",
            "16o17 18 19 20 21 22",
            "23o24 25 26 27 28",
            "",
            "* course   o optional   x done",
            DISCLAIMER,
        ]

    def test_a_week_may_start_on_sunday(self) -> None:
        lines = schedule_calendar(plan(protocol(phase("1")), date(2026, 2, 1)), Style(40), first_weekday=6).splitlines()
        assert lines[3:8] == [
            "Su Mo Tu We Th Fr Sa",
            " 1* 2  3  4  5  6  7",
            " 8  9 10 11 12 13 14",
            "15 16 17 18 19 20 21",
            "22 23 24 25 26 27 28",
        ]

    def test_only_months_with_a_session_are_there_across_a_change_of_year(self) -> None:
        text = schedule_calendar(plan(protocol(phase("4", "1 month")), date(2027, 11, 30)), Style(80))
        assert months(text) == ["November 2027", "December 2027", "January 2028", "February 2028"]
        assert "29*" in text.splitlines()[-4]
        assert months(schedule_calendar(plan(protocol(phase("2", "3 months"))), Style(80))) == [
            "January 2026",
            "April 2026",
        ]

    @pytest.mark.parametrize(("width", "across"), [(10, 1), (40, 1), (60, 2), (80, 3), (120, 5)])
    def test_as_many_months_lie_side_by_side_as_there_is_room_for(self, width: int, across: int) -> None:
        text = schedule_calendar(plan(protocol(phase("7", "1 month"))), Style(width))
        assert len(months(text)) == 7
        if width >= 40:
            assert max(len(months(line)) for line in text.splitlines()) == across

    @given(
        st.sampled_from([name for name in SHIPPED.protocols if name != "salon"]),
        st.dates(date(1, 1, 1), date(9990, 12, 31)),
        st.sampled_from([40, 60, 80, 120]),
        st.booleans(),
        st.integers(0, 6),
    )
    def test_every_session_is_marked_and_no_line_is_too_long(
        self, name: str, start: date, width: int, color: bool, first: int
    ) -> None:
        schedule = plan_schedule(SHIPPED.protocol(name), Request(start=start))
        text = Text.from_ansi(schedule_calendar(schedule, Style(width, color=color), first_weekday=first)).plain
        assert all(cell_len(line) <= width for line in text.splitlines())
        marked = re.findall(r"(\d\d?)[*o+x]", text)
        assert sorted(map(int, marked)) == sorted(session.date.day for session in schedule.sessions)

    @pytest.mark.parametrize("width", [40, 80])
    def test_the_marks_are_explained_on_one_line(self, width: int) -> None:
        again = Maintenance(repeat="session", every=Duration.parse("1 month"))
        schedule = plan(protocol(phase("2-3", "1 week"), maintenance=again), done=(START,))
        lines = schedule_calendar(schedule, Style(width, ascii=True)).splitlines()
        legend = next(line for line in lines if line.startswith("* course"))
        assert legend.split() == ["*", "course", "o", "optional", "+", "maintenance", "x", "done"]

    def test_optional_maintenance_is_marked_as_optional(self) -> None:
        again = Maintenance(repeat="course", every=Duration.parse("3 weeks"), sessions=Count(1, 2))
        text = schedule_calendar(plan(protocol(phase("1", "1 week"), maintenance=again), horizon="5w"), Style(80))
        assert "26+27" in text
        assert " 2o 3" in text

    def test_colour_changes_nothing_but_the_colour(self) -> None:
        schedule = plan_schedule(SHIPPED.protocol("standard"), LIVED_IN, SHUT)
        plain, colored = (schedule_calendar(schedule, Style(80, color=color)) for color in (False, True))
        assert "\x1b[" in colored
        assert Text.from_ansi(colored).plain.split() == plain.split()
        assert plain.isascii()

    @pytest.mark.parametrize("width", [40, 60, 80, 120])
    @pytest.mark.parametrize("ascii_only", [False, True])
    def test_a_users_text_shows_as_text(self, width: int, ascii_only: bool) -> None:
        style = Style(width, ascii=ascii_only)
        text = schedule_calendar(plan(hostile(f"{HOSTILE} \u6bdb\u9aea")), style)
        assert "\x1b" not in text
        assert "[red]r[/red]" in text
        assert r"\x1b[31m" in text.replace("\n", "")
        assert text.isascii() or not ascii_only
        assert all(cell_len(line) <= width for line in text.splitlines())


def test_formats_are_pure() -> None:
    schedule = plan_schedule(SHIPPED.protocol("standard"), LIVED_IN, SHUT)
    assert schedule_markdown(schedule, SHIPPED) == schedule_markdown(schedule, SHIPPED)
    assert schedule_calendar(schedule, Style()) == schedule_calendar(schedule, Style())
