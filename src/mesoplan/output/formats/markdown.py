"""A page as Markdown for pasting into a note: CommonMark with the tables of GitHub.

Every text is escaped so that it shows as itself, whatever a table holds.
"""

import re
from collections.abc import Callable, Iterable, Sequence
from typing import Any
from urllib.parse import quote

from mesoplan.errors import printable
from mesoplan.output.formats.terminal_lines import DRAWINGS
from mesoplan.output.page import Blank, Block, Fact, Facts, Listing, Notes, Page, Paragraph, Sources, Table
from mesoplan.output.wording import Place

_SPECIAL = re.compile(r"[\\`*_\[\]<>|&~#$]|^[-+=:](?=\s|$|[-+=:])|(?<=^\d)[.)]|(?<=^\d\d)[.)]")
"""What Markdown, or one of its usual extensions, takes for more than itself; a list's mark only where a line begins."""

_IN_ADDRESSES = ":/?#[]@!$&'()*+,;=%"
"""What an address may hold besides letters and digits (RFC 3986)."""


def render(page: Page, _: Place) -> str:
    """Write a page with all its details, whatever the place."""
    leads = [escape(lead.text) for lead in page.lead]
    answer = [f"**{text}**" for text in leads[:1]]
    parts = [f"# {escape(page.title)}", escape(page.about), *answer, *leads[1:], _facts(page.facts)]
    for section in page.sections:
        painted = [text for block in section.blocks if (text := _PAINTERS[type(block)](block))]
        parts += [f"## {escape(section.title)}" if section.title and painted else "", *painted]
    return "\n\n".join(filter(None, [*parts, f"*{escape(page.disclaimer)}*"])) + "\n"


def escape(text: str) -> str:
    """Return Markdown that shows a text as itself, on one line."""
    return _SPECIAL.sub(r"\\\g<0>", printable(text).strip())


def _items(texts: Iterable[str], bullet: str = "-") -> str:
    return "\n".join(f"{bullet} {escape(text)}" for text in texts)


def _facts(facts: Sequence[Fact]) -> str:
    return "\n".join(f"- **{escape(fact.label)}:** {escape(fact.said)}" for fact in facts)


def _table(block: Table) -> str:
    """Write a table; the heading over a row and the line under it become rows of their own."""
    table = block.tidy()
    lines = [[escape(title) for title in table.titles], ["---"] * len(table.titles)]
    for row in table.rows:
        # Above and below stand in the first column, whatever it holds: Markdown has no cell over several.
        if row.above:
            lines.append([f"**{escape(row.above)}**"])
        lines.append([escape(cell.text) for cell in row.words()])
        if row.below:
            lines.append([escape(row.below)])
    return "\n".join(f"| {' | '.join(cells)} |" for cells in lines)


def _drawing(block: Block) -> str:
    """Draw as a terminal does, in a block of code that nothing in it can end."""
    text = "\n".join(line.plain.rstrip() for line in DRAWINGS[type(block)](block, Place(width=72)))
    fence = "`" * max([3, *(len(run) + 1 for run in re.findall("`+", text))])
    return f"{fence}text\n{text}\n{fence}"


def _sources(block: Sources) -> str:
    named = [(escape(f"[{source.mark}] {source.text}"), _link(source.url or "")) for source in block.sources]
    return "\n".join(f"- {text} {link}".rstrip() for text, link in named)


def _link(url: str) -> str:
    """Return a link that shows its address; an address that no browser should follow stays text."""
    return f"<{quote(url, safe=_IN_ADDRESSES)}>" if url.lower().startswith(("http://", "https://")) else escape(url)


_PAINTERS: dict[type[Block], Callable[[Any], str]] = {
    Paragraph: lambda block: escape(block.text),
    Notes: lambda block: _items(block.texts),
    Listing: lambda block: _items(block.items, "- [ ]" if block.checks else "-"),
    Facts: lambda block: _facts(block.facts),
    Table: _table,
    **dict.fromkeys(DRAWINGS, _drawing),
    Sources: _sources,
    Blank: lambda _: "",
}
