"""A page for a terminal, at any width from 40 characters: nothing is broken inside a word."""

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from rich.cells import cell_len
from rich.console import Console
from rich.text import Text

from mesoplan.output.formats.terminal_lines import DRAWINGS, fitted, hanging, side_by_side
from mesoplan.output.page import Blank, Block, Facts, Listing, Notes, Page, Paragraph, Row, Sources, Table, Words
from mesoplan.output.wording import Place, counted, in_ascii, small


def render(page: Page, place: Place) -> str:
    """Write a page: what it is about, the answer, key figures, sections, and one line that it is an estimate."""
    lines = [line for part in [*_top(page, place), *_sections(page, place)] if part for line in [*part, Text()]][:-1]
    folded = ", ".join(small(section.title) for section in page.sections if section.details)
    if folded and not place.details:
        lines += hanging(Words(f"--details also shows: {folded}.", "muted"), place)
    lines += hanging(Words(page.disclaimer), place, indent=0, style="italic dim")
    console = Console(width=place.width, color_system="standard" if place.color else None, legacy_windows=False)
    for line in lines:
        line.rstrip()
    with console.capture() as capture:
        console.print(Text("\n").join(lines), soft_wrap=True)
    # Signs that are drawn; texts are in ASCII already, which is wider.
    return in_ascii(capture.get()) if place.ascii else capture.get()


def _top(page: Page, place: Place) -> Iterator[list[Text]]:
    title = hanging(Words(page.title), place, style="bold") if page.is_personal else ()
    yield [*title, *hanging(Words(page.about), place)]
    leads = [hanging(lead, place, style="" if number else "bold") for number, lead in enumerate(page.lead)]
    yield [line for lines in leads for line in lines]
    rows = [Row([Words(fact.label, "muted"), Words(fact.said, fact.tone)]) for fact in page.facts]
    yield list(_table(Table(["", ""], rows), place))


def _sections(page: Page, place: Place) -> Iterator[list[Text]]:
    """Yield the blocks that are shown, the first of a section below its title, with the sources whose marks are."""
    shown = [section for section in page.sections if place.details or not section.details]
    said = repr((page.about, page.lead, page.facts, shown))  # a record's own text holds all that is in it
    for section in shown:
        title = [*hanging(Words(section.title), place, style="bold")]
        for block in section.blocks:
            if isinstance(block, Sources):
                block = Sources([source for source in block.sources if f"[{source.mark}]" in said])
            if lines := [*_PAINTERS[type(block)](block, place)]:
                yield title + lines
                title = []


def _notes(block: Notes, place: Place) -> Iterator[Text]:
    shown = block.texts if place.details else block.texts[:3]
    for text in shown:
        yield from hanging(Words(text), place)
    if left := len(block.texts) - len(shown):
        yield from hanging(Words(f"{counted(left, 'more note')}: --details", "muted"), place)


def _items(items: Iterable[Words], place: Place) -> Iterator[Text]:
    return (line for item in items for line in hanging(item, place, "• "))


def _table(block: Table, place: Place) -> Iterator[Text]:
    """Paint a table in columns, or where they do not fit with the cells of a row below each other."""
    table = block.tidy()
    titles = [Words(place.text(title), "muted") for title in table.titles]
    rows = [[Words(place.text(cell.text), cell.tone) for cell in row.words()] for row in table.rows]
    columns = [[cell.text for cell in column] for column in zip(titles, *rows, strict=True)]
    right = [all(text.isdigit() or not text for text in texts) for _, *texts in columns]
    if fitting := fitted(columns, place.width):
        yield from side_by_side(titles, right, fitting)
    elif titles and not right[0]:  # over numbers it says nothing
        yield from hanging(titles[0], place)
    for row, cells in zip(table.rows, rows, strict=True):
        yield from hanging(Words(row.above), place, style="bold")
        yield from side_by_side(cells, right, fitting) if fitting else _stacked(titles, cells, place, numbered=right[0])
        yield from hanging(Words(row.below, "muted"), place, "  ")


def _stacked(titles: list[Words], cells: list[Words], place: Place, *, numbered: bool) -> Iterator[Text]:
    """Paint a row as its first cell, a number with the next, and the others below, each with its title."""
    heads = 2 if numbered and len(cells) > 1 else 1
    head = "  ".join(cell.text for cell in cells[:heads] if cell.text)
    rest = [(title.text, cell) for title, cell in zip(titles[heads:], cells[heads:], strict=True) if cell.text]
    if rest and not rest[-1][0] and cell_len(joined := f"{head}   {rest[-1][1].text}") <= place.width - 4:
        head, rest = joined, rest[:-1]
    yield from hanging(Words(head, cells[heads - 1].tone), place, indent=4, style="bold")
    for title, cell in rest:
        yield from hanging(Words(f"{title}: {cell.text}" if title else cell.text, cell.tone), place, "   ", 5)


def _sources(block: Sources, place: Place) -> Iterator[Text]:
    for source in block.sources:
        mark = f"[{source.mark}] "
        yield from hanging(Words(source.text, "muted"), place, mark, len(mark))
        if source.url and place.details:
            # In one piece, to be followed or copied.
            yield Text(" " * len(mark) + place.text(source.url), "dim")


_PAINTERS: dict[type[Block], Callable[[Any, Place], Iterable[Text]]] = {
    Paragraph: lambda block, place: hanging(block, place, indent=0),
    Notes: _notes,
    Listing: lambda block, place: _items(map(Words, block.items), place),
    Facts: lambda block, place: _items((Words(f"{one.label}: {one.said}", one.tone) for one in block.facts), place),
    Table: _table,
    **DRAWINGS,
    Sources: _sources,
    Blank: lambda *_: (),
}
