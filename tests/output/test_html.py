"""Pages as HTML."""

import re
from dataclasses import replace
from datetime import date
from html.parser import HTMLParser

import pytest

from mesoplan.output.formats.html import render
from mesoplan.output.page import (
    Bar,
    Bars,
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
    Words,
)
from mesoplan.output.spans import Lane, MonthGrid, Span, Timeline
from mesoplan.output.wording import Place
from tests.output import samples
from tests.output.test_markdown import HOSTILE

VOID = {"meta", "link", "rect", "circle", "line", "path", "br"}


class Tags(HTMLParser):
    """Collects the tags of a page, and checks that they close as they opened."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.feed(text)
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        if tag not in VOID:
            assert self.open.pop() == tag

    def named(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.tags if name == tag]


def page_with(text: str) -> Page:
    """Return a page on which a text is everywhere."""
    span = Span("session", date(2026, 12, 1), date(2026, 12, 1), text, text[:2])
    return Page(
        title=text,
        about=text,
        lead=[Words(text), Words(text, "warning")],
        facts=[Fact(text, text, text)],
        sections=[
            Section("s", text, [
                Paragraph(text), Notes([text]), Listing([text]), Facts([Fact(text, text, text)]),
                Table([text, "x"], [Row([text, "y"], above=text, below=text)]),
                Timeline(text, date(2026, 12, 1), date(2026, 12, 30), [Lane(text, [span])]),
                Bars(text, [Bar(text, text, 1, 2, (1, 2), text)], text), MonthGrid([span]),
                Sources([Source("1", text, text), Source("2", text)]),
            ], details=True),
        ],
    )  # fmt: skip


@pytest.mark.parametrize("text", [*HOSTILE, '" onload="alert(1)', "{{ 7 * 7 }}", "</title></style><b>"])
def test_no_text_becomes_markup(text: str) -> None:
    plain, hostile = (Tags(render(page_with(one), Place())) for one in ("Plain words", text))
    assert [tag for tag, _ in hostile.tags] == [tag for tag, _ in plain.tags]
    assert not [name for _, attributes in hostile.tags for name in attributes if name.startswith("on")]
    assert "{{ 7 * 7 }}" not in text or "49" not in render(page_with(text), Place()).split("</style>")[1]


def test_no_control_character_gets_through_and_joiners_do() -> None:
    text = render(page_with("a\x1b[31m\u202e\x00 می\u200cخ"), Place())
    assert not re.search("[\x00-\x09\x0b-\x1f\x7f\u202a-\u202e\u2066-\u2069]", text)
    assert "a\\x1b[31m\\x202e\\x00 می\u200cخ" in text


def test_only_web_addresses_become_links() -> None:
    sources = Sources([Source("1", "A", "javascript:alert(1)"), Source("2", "B", "https://example.org/?a=1&b=2")])
    page = Page(title="T", lead=[Words("See [1] and [3]")], sections=[Section("s", "Sources", [sources])])
    links = [attributes["href"] for attributes in Tags(render(page, Place())).named("a")]
    assert links == ["#source-1", "https://example.org/?a=1&b=2"]


def test_the_page_holds_no_script_and_asks_for_nothing() -> None:
    tags = Tags(render(samples.plan(), Place()))
    assert tags.named("script") == tags.named("img") == tags.named("iframe") == []
    assert [one["href"] for one in tags.named("link")] == ["data:,"]
    policy = next(one["content"] for one in tags.named("meta") if "http-equiv" in one)
    assert policy == "default-src 'none'; style-src 'unsafe-inline'; img-src data:"
    assert not re.search(r"url\(|@import", render(samples.plan(), Place()))


def test_details_are_folded_and_everything_is_there() -> None:
    text = render(samples.plan(), Place(details=False))
    tags = Tags(text)
    assert len(tags.named("details")) == 2
    assert all("open" not in one for one in tags.named("details"))
    assert "Two of the papers report uncommon harm" in text


def test_all_notes_are_shown() -> None:
    page = Page(title="T", lead=[Words("L")], sections=[Section("s", "", [Notes([f"Note {n}" for n in range(9)])])])
    assert len(Tags(render(page, Place())).named("li")) == 9


def test_empty_columns_are_dropped() -> None:
    table = Table(["A", "B", "C"], [Row(["1", "", "x"])])
    text = render(Page(title="T", lead=[Words("L")], sections=[Section("s", "", [table])]), Place())
    assert len(Tags(text).named("td")) == 2


def test_spans_lie_where_their_days_are_on_the_scale() -> None:
    spans = [
        Span("window", date(2026, 12, 11), date(2026, 12, 20), "any day"),
        Span("avoid", date(2026, 12, 21), None, "goes on"),
        Span("session", date(2026, 12, 15), date(2026, 12, 15), "Session", "2"),
    ]
    timeline = Timeline("", date(2026, 12, 1), date(2026, 12, 30), [Lane("All", spans)], today=date(2026, 12, 1))
    text = render(Page(title="T", lead=[Words("L")], sections=[Section("s", "", [timeline])]), Place())
    assert 'class="bar window" x="33.33%" y="52" width="33.33%"' in text
    assert 'class="bar avoid open" x="66.67%" y="52" width="33.33%"' in text
    assert '<svg x="48.33%" y="58" overflow="visible" class="point session">' in text
    assert text.count('class="point session"') == 2  # one of them in the legend
    assert '<line class="today" x1="1.67%"' in text


def test_labels_are_left_out_where_points_lie_close() -> None:
    def labels(*days: int) -> int:
        spans = [Span("session", date(2026, 12, n), date(2026, 12, n), "", str(n)) for n in days]
        timeline = Timeline("", date(2026, 12, 1), date(2026, 12, 30), [Lane("", spans)])
        return render(Page(title="T", lead=[Words("L")], sections=[Section("s", "", [timeline])]), Place()).count(
            "text-anchor"
        )

    assert labels(1, 8, 15) == 3
    assert labels(1, 2, 15) == 0


def test_a_bar_without_a_highest_figure_runs_to_the_end() -> None:
    bars = Bars("", [Bar("A", "£100–200", 100, 200), Bar("B", "from £110", 110, None, (120, None))])
    text = render(Page(title="T", lead=[Words("L")], sections=[Section("s", "", [bars])]), Place())
    assert 'class="inner" x="45.45%" y="0" width="45.45%"' in text
    assert 'class="outer open" x="50.0%" y="0" width="50.0%"' in text
    assert 'class="inner open"' in text


def test_a_legend_explains_each_kind_once_on_a_page() -> None:
    section = Section("s", "Sessions", samples.timelines())
    text = render(replace(samples.plan(), sections=[section]), Place())
    assert text.count("</svg>optional</li>") == 1
    assert text.count("</svg>maintenance</li>") == 1


def test_what_is_due_is_drawn_over_the_session_after_it_and_told_before_it() -> None:
    first, second = date(2026, 12, 1), date(2026, 12, 2)
    lane = Lane("Sessions", [Span("due", first, first, "Session 1"), Span("booked", second, second, "Session 2")])
    section = Section("s", "Sessions", [Timeline("", first, date(2028, 11, 30), [lane])])
    drawing = render(replace(samples.plan(), sections=[section]), Place()).partition("<figure")[2]
    assert "Sessions: Session 1. Session 2." in drawing
    assert re.findall(r'class="point (\w+)"', drawing.partition('class="legend"')[0]) == ["booked", "due"]
