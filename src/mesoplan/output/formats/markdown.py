"""A page as Markdown for pasting into a note: CommonMark with the tables of GitHub.

Every text is escaped so that it shows as itself, whatever a table holds.
"""

import re
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import quote

from mesoplan.output.page import (
    DISCLAIMER,
    Bars,
    Blank,
    Block,
    Facts,
    Listing,
    MonthGrid,
    Notes,
    Page,
    Paragraph,
    Row,
    Section,
    Sources,
    Table,
    Timeline,
    Words,
)
from mesoplan.output.place import Place, visible

_SPECIAL = re.compile(r"[\\`*_\[\]<>|&~#$]|^[-+=:](?=\s|$|[-+=:])|(?<=^\d)[.)]|(?<=^\d\d)[.)]")
"""What Markdown, or one of its usual extensions, takes for more than itself; a list's mark only where a line begins."""

_IN_ADDRESSES = ":/?#[]@!$&'()*+,;=%"
"""What an address may hold besides letters and digits (RFC 3986)."""

_DRAWN = Place(width=72)


def render(page: Page, _: Place) -> str:
    """Write a page with all its details, whatever the place."""
    parts = [f"# {escape(page.title)}", *_top(page)]
    parts += [part for section in page.sections for part in _section(section)]
    return "\n\n".join([*parts, f"*{escape(DISCLAIMER)}*"]) + "\n"


def escape(text: str) -> str:
    """Return Markdown that shows a text as itself, on one line."""
    return _SPECIAL.sub(r"\\\g<0>", visible(text).strip())


def _top(page: Page) -> Iterator[str]:
    if page.about:
        yield escape(page.about)
    for number, lead in enumerate(page.lead):
        text = escape(lead.text if isinstance(lead, Words) else lead)
        yield f"**{text}**" if number == 0 else text
    if page.facts:
        yield from _facts(Facts(page.facts))


def _section(section: Section) -> Iterator[str]:
    painted = [part for block in section.blocks for part in _PAINTERS[type(block)](block)]
    if section.title and painted:
        yield f"## {escape(section.title)}"
    yield from painted


def _paragraph(block: Paragraph) -> Iterator[str]:
    yield escape(block.text)


def _notes(block: Notes) -> Iterator[str]:
    if block.texts:
        yield "\n".join(f"- {escape(text)}" for text in block.texts)


def _listing(block: Listing) -> Iterator[str]:
    bullet = "- [ ]" if block.checks else "-"
    texts = [item.text if isinstance(item, Words) else item for item in block.items]
    yield "\n".join(f"{bullet} {escape(text)}" for text in texts)


def _facts(block: Facts) -> Iterator[str]:
    noted = [f"{escape(fact.figure)}" + (f" ({escape(fact.note)})" if fact.note else "") for fact in block.facts]
    yield "\n".join(f"- **{escape(fact.label)}:** {text}" for fact, text in zip(block.facts, noted, strict=True))


def _table(block: Table) -> Iterator[str]:
    """Write a table; the heading over a row and the line under it become rows of their own."""
    table = block.without_empty_columns()
    width = len(table.titles)
    rows = [line for row in table.rows for line in _row(row, width)]
    yield "\n".join([_line(list(map(escape, table.titles))), _line(["---"] * width), *rows])


def _row(row: Row, width: int) -> Iterator[str]:
    if row.above:
        yield _line([f"**{escape(row.above)}**", *[""] * (width - 1)])
    yield _line([escape(cell.text) for cell in row.words()])
    if row.below:
        # Under the first column of words: figures have no room for it.
        yield _line([escape(row.below), *[""] * (width - 1)])


def _line(cells: list[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _drawing(block: Timeline | Bars | MonthGrid) -> Iterator[str]:
    """Draw as a terminal does, in a block of code that nothing in it can end."""
    from mesoplan.output.formats import terminal_drawing as drawing

    paint: dict[type[Block], Callable[[Any, Place], Iterator[Any]]]
    paint = {Timeline: drawing.timeline, Bars: drawing.bars, MonthGrid: drawing.month_grid}
    text = "\n".join(line.plain.rstrip() for line in paint[type(block)](block, _DRAWN))
    fence = "`" * max(3, *(len(run) + 1 for run in re.findall("`+", text)), 3)
    yield f"{fence}text\n{text}\n{fence}"


def _sources(block: Sources) -> Iterator[str]:
    links = [_link(source.url) if source.url else "" for source in block.sources]
    texts = [escape(f"[{source.mark}] {source.text}") for source in block.sources]
    yield "\n".join(f"- {text} {link}".rstrip() for text, link in zip(texts, links, strict=True))


def _link(url: str) -> str:
    """Return a link that shows its address; an address that no browser should follow stays text."""
    if not url.lower().startswith(("http://", "https://")):
        return escape(url)
    return f"<{quote(url, safe=_IN_ADDRESSES)}>"


def _blank(_: Blank) -> Iterator[str]:
    yield from ()


_PAINTERS: dict[type[Block], Callable[[Any], Iterator[str]]] = {
    Paragraph: _paragraph,
    Notes: _notes,
    Listing: _listing,
    Facts: _facts,
    Table: _table,
    Timeline: _drawing,
    Bars: _drawing,
    MonthGrid: _drawing,
    Sources: _sources,
    Blank: _blank,
}
