"""Text, tables and footers that every printed result is put together from, drawn by Rich."""

from __future__ import annotations

from io import StringIO
from typing import TYPE_CHECKING

from rich.box import ASCII2, SIMPLE_HEAD
from rich.console import Console
from rich.table import Table
from rich.text import Text

from mesoplan.render import DISCLAIMER
from mesoplan.render.text import citation
from mesoplan.render.words import own_words

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

    from rich.console import RenderableType

    from mesoplan.render.text import Style
    from mesoplan.tables.catalog import Catalog
    from mesoplan.tables.regimens import Source

NARROW = 72
"""Below this width a row becomes a few lines instead of cells."""

GAP = Text()
"""A blank line."""


def draw(style: Style, *parts: RenderableType) -> str:
    """Draw parts one below the other, with no space at the ends of lines."""
    console = Console(
        file=StringIO(),
        width=style.width,
        color_system="standard" if style.color else None,
        force_terminal=style.color,
        no_color=not style.color,
        legacy_windows=False,
        markup=False,
        emoji=False,
        highlight=False,
    )
    with console.capture() as capture:
        for part in parts:
            console.print(part, soft_wrap=isinstance(part, Text) and bool(part.no_wrap))
    return "\n".join(row.rstrip() for row in capture.get().rstrip().split("\n")) + "\n"


def line(text: str, style: Style, weight: str = "") -> Text:
    """Return a line of text; what it says shows as itself."""
    return Text(style.text(text), style=weight)


def new_table(style: Style, *titles: str, whole: Collection[str] = ()) -> Table:
    """Start a table; the cells of the columns named in `whole` are never broken."""
    box = ASCII2 if style.ascii else SIMPLE_HEAD
    table = Table(box=box, show_edge=False, padding=(0, 1, 0, 0), header_style="bold")
    for title in titles:
        table.add_column(title, overflow="fold", no_wrap=title in whole)
    return table


def add_row(table: Table, style: Style, *cells: str, weight: str = "") -> None:
    """Add a row of texts to a table."""
    table.add_row(*(Text(style.text(cell)) for cell in cells), style=weight)


def records(
    style: Style, titles: Sequence[str], rows: Iterable[Sequence[str]], *, whole: Collection[str] | None = None
) -> Table:
    """Return records as a table; below a certain width their cells stand one below the other, each with its title.

    The cells of the columns named in `whole` are never broken; without it those of the first column.
    """
    whole = titles[:1] if whole is None else whole
    if style.width < NARROW:
        first, *others = titles
        table = new_table(style, first, others[0] if len(others) == 1 else "", whole=whole)
        for cell, *rest in rows:
            named = [f"{title}: {text}" for title, text in zip(others, rest, strict=True) if text]
            lines = rest if len(others) == 1 else named
            table.add_row(Text(style.text(cell)), Text("\n".join(map(style.text, lines))))
        return table
    table = new_table(style, *titles, whole=whole)
    for row in rows:
        add_row(table, style, *row)
    return table


def footer(sources: Mapping[str, str], unstated: Sequence[str], catalog: Catalog, style: Style) -> list[RenderableType]:
    """Return what ends a result: what is not stated, the sources by what they are the source of, the disclaimer."""
    lines = [line(f"Not stated by the source: {'; '.join(unstated)}.", style)] if unstated else []
    for label, source in sources.items():
        lines += cited(label, catalog.sources[source], style)
    return [*lines, *ending(catalog, style)]


def ending(catalog: Catalog, style: Style) -> list[Text]:
    """Return what ends every result: what comes from tables of the user's own, and the disclaimer."""
    return [*(line(words, style) for words in own_words(catalog)), line(DISCLAIMER, style, weight="italic")]


def cited(label: str, source: Source, style: Style) -> list[Text]:
    """Cite a source; its address is left in one piece, to be followed or copied."""
    lines = [line(f"{label}: {citation(source)}", style)]
    if source.url:
        lines.append(Text(style.text(source.url), no_wrap=True))
    return lines
