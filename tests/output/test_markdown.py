"""Pages in Markdown, read back by a parser."""

import re
from dataclasses import replace

import pytest
from markdown_it import MarkdownIt

from mesoplan.output.formats.markdown import escape, render
from mesoplan.output.page import (
    Blank,
    Fact,
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
from mesoplan.output.spans import Lane, Timeline
from mesoplan.output.wording import Place
from tests.output import samples

HOSTILE = [
    "<script>alert(1)</script>",
    "a | b",
    "**bold** _it_ ~~gone~~ `code` $x$",
    "[text](javascript:alert(1))",
    "![image](x.png)",
    "&lt; &amp;",
    "# no heading",
    "- no item",
    "+ no item",
    "1. no item",
    "12) no item",
    "> no quote",
    "---",
    "===",
    "back\\slash",
    "    no code",
    ":--",
    "a-b 2.5 1.",
]


def shown(markdown: str) -> str:
    """Return the text that a reader of Markdown shows."""
    tokens = MarkdownIt("commonmark").enable(["table", "strikethrough"]).parse(markdown)
    children = [child for token in tokens for child in token.children or []]
    assert not any(child.type in ("html_inline", "link_open", "image", "em_open", "code_inline") for child in children)
    return "".join(child.content for child in children)


@pytest.mark.parametrize("text", HOSTILE)
def test_every_text_shows_as_itself(text: str) -> None:
    assert shown(escape(text)) == text.strip()
    tokens = MarkdownIt("commonmark").parse(escape(text))
    assert [token.type for token in tokens] == ["paragraph_open", "inline", "paragraph_close"]


@pytest.mark.parametrize("text", HOSTILE)
def test_in_cells_and_items_too(text: str) -> None:
    page = Page(
        title=text,
        lead=[Words(text), Words(text)],
        sections=[Section("s", text, [Listing([text]), Table(["A", "B"], [Row([text, "x"], below=text)])])],
    )
    html = MarkdownIt("commonmark").enable("table").render(render(page, Place()))
    assert html.count("<td>") == 4
    assert html.count("<li>") == 1
    assert re.findall(r"<(?!/?(?:h1|h2|p|em|strong|ul|li|table|thead|tbody|tr|th|td)>)[^>]*>", html) == []


def test_control_characters_are_written_out_and_joiners_kept() -> None:
    assert escape("a\x1b[31mb") == r"a\\x1b\[31mb"
    assert escape("a\u202eb") == r"a\\x202eb"
    assert escape("نم\u200cی \U0001f469\u200d\u2695") == "نم\u200cی \U0001f469\u200d\u2695"
    assert escape("two\nlines") == "two lines"


def test_all_notes_and_details_are_there() -> None:
    notes = Notes(["One.", "Two.", "Three.", "Four."])
    page = Page(title="T", about="About [1]", lead=[Words("L")], sections=[Section("n", "More", [notes], details=True)])
    assert render(page, Place()) == (
        "# T\n\nAbout \\[1\\]\n\n**L**\n\n## More\n\n- One.\n- Two.\n- Three.\n- Four.\n\n"
        "*An estimate from published sources, not medical advice.*\n"
    )


def test_key_figures_are_a_list() -> None:
    page = Page(title="T", lead=[Words("L")], facts=[Fact("Cost", "£450–2,400", "£150–400 each")], sections=[])
    assert "- **Cost:** £450–2,400 (£150–400 each)\n" in render(page, Place())


def test_a_web_address_is_a_link_and_another_stays_text() -> None:
    sources = Sources(
        [Source("1", "A", "https://example.org/a b>"), Source("2", "B", "javascript:alert(1)"), Source("3", "C")]
    )
    text = render(Page(title="T", lead=[Words("L")], sections=[Section("s", "", [sources])]), Place())
    assert "- \\[1\\] A <https://example.org/a%20b%3E>\n- \\[2\\] B javascript:alert(1)\n- \\[3\\] C\n" in text


def test_nothing_in_a_drawing_ends_its_block_of_code() -> None:
    timeline = samples.timelines()[0]
    hostile = replace(timeline, lanes=[Lane("````", timeline.lanes[0].spans), Lane("```", [])])
    page = Page(title="T", lead=[Words("L")], sections=[Section("s", "", [hostile, Paragraph("after")])])
    tokens = MarkdownIt("commonmark").parse(render(page, Place()))
    assert [token.type for token in tokens if token.type == "fence"] == ["fence"]
    assert isinstance(hostile, Timeline)


def test_lines_to_write_on_are_for_paper() -> None:
    page = Page(title="T", lead=[Words("L")], sections=[Section("s", "", [Blank("Your notes"), Paragraph("after")])])
    assert "Your notes" not in render(page, Place())


def test_the_whole_sample_reads_as_markdown() -> None:
    html = MarkdownIt("commonmark").enable("table").render(render(samples.plan(), Place()))
    assert (html.count("<h2>"), html.count("<table>"), html.count("<pre>")) == (8, 3, 4)
