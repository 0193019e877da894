"""A whole plan on one page for a terminal, drawn by Rich into text."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.text import Text

from mesoplan.render import DISCLAIMER
from mesoplan.render.layout import GAP, draw, line, records
from mesoplan.render.page import Grid

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rich.console import ConsoleRenderable

    from mesoplan.render.page import Lines, Page
    from mesoplan.render.text import Style


def plan_table(page: Page, style: Style) -> str:
    """Draw a whole plan: its sections one below the other."""
    parts: list[ConsoleRenderable] = [
        line(page.title, style, weight="bold"),
        *[line(fact, style) for fact in page.facts],
    ]
    for section in page.sections:
        parts += [GAP, line(section.title, style, weight="bold underline")]
        parts += [part for block in section.blocks for part in _block(block, style)]
    return draw(style, *parts, GAP, line(DISCLAIMER, style, weight="italic"))


def _block(block: Grid | Lines, style: Style) -> Iterator[ConsoleRenderable]:
    if isinstance(block, Grid):
        yield records(style, block.titles, block.rows)
        return
    for index, text in enumerate(block.texts):
        yield line(f"- {text}" if block.listed else text, style)
        if block.links and (address := block.links[index]):
            yield Text(style.text(address), no_wrap=True)
