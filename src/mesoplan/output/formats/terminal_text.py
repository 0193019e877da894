"""Lines of text for a terminal: wrapped between words, in columns, with tones."""

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import zip_longest
from typing import NamedTuple

from rich.cells import cell_len, set_cell_size
from rich.text import Text

from mesoplan.output.page import Tone, Words
from mesoplan.output.place import Place

TONES: dict[Tone, str] = {
    "": "",
    "done": "green",
    "due": "bold yellow",
    "overdue": "bold red",
    "optional": "cyan",
    "muted": "dim",
    "warning": "yellow",
}

_GLUED = re.compile(
    r" (?! |\[\d|–|(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)\b|20\d\d\b)(?<!Mon )(?<!Tue )(?<!Wed )(?<!Thu )"
    r"(?<!Fri )(?<!Sat )(?<!Sun )(?<!– )(?<!  )"
)
"""Where a line may end: not within a date or a range of days, and not before a source's mark."""

_PROSE = 21
"""What a column of prose gets at least, or the table is stacked."""

_GAPS = (3, 2)
"""How many spaces stand between two columns; the fewer only where a table would be stacked."""


class Columns(NamedTuple):
    """How the columns of a table stand."""

    widths: Sequence[int]
    """In characters."""
    gap: int
    """How many spaces stand between two of them."""


def flow(parts: Iterable[str], width: int, gap: str = " ") -> list[str]:
    """Set parts one after the other into lines, as many as fit; one wider than `width` has a line of its own."""
    lines: list[str] = []
    for part in parts:
        if lines and cell_len(joined := f"{lines[-1]}{gap}{part}") <= width:
            lines[-1] = joined
        else:
            lines.append(part.lstrip() if lines else part)
    return lines or [""]


def wrap(text: str, width: int) -> list[str]:
    """Break a text into lines between words; a word wider than `width` stays whole."""
    chunks = _GLUED.split(text)
    return flow((part for chunk in chunks for part in ([chunk] if cell_len(chunk) <= width else chunk.split())), width)


def hanging(words: Words, place: Place, first: str = "", indent: int = 2, style: str = "") -> Iterator[Text]:
    """Yield a text's lines behind `first`, the others indented."""
    lines = wrap(place.text(words.text), max(place.width - max(indent, cell_len(first)), 10))
    for number, line in enumerate(lines):
        yield Text.assemble((first if number == 0 else " " * indent), (line, style or TONES[words.tone]))


def fitted(columns: Sequence[Sequence[str]], room: int) -> Columns | None:
    """Return how columns stand so that no word is broken; None where that does not fit in `room`."""
    found = [max(map(cell_len, column)) for column in columns]
    words = [[cell_len(word) for text in column for word in text.split()] for column in columns]
    least = [max([min(full, _PROSE), *lengths]) for full, lengths in zip(found, words, strict=True)]
    rooms = {gap: room - gap * (len(columns) - 1) for gap in _GAPS}
    gap = next((gap for gap, left in rooms.items() if sum(least) <= left), None)
    if gap is None:
        return None
    while sum(found) > rooms[gap]:
        broad = [place for place, width in enumerate(found) if width > least[place]]
        found[max(broad, key=found.__getitem__)] -= 1
    return Columns(found, gap)


def side_by_side(cells: Sequence[Words], right: Sequence[bool], columns: Columns) -> Iterator[Text]:
    """Yield the lines of a row whose texts are wrapped into columns, and set to the right in some."""
    wrapped = [wrap(cell.text, width) for cell, width in zip(cells, columns.widths, strict=True)]
    for parts in zip_longest(*wrapped, fillvalue=""):
        filled = [
            part.rjust(width) if is_right else set_cell_size(part, width)
            for part, width, is_right in zip(parts, columns.widths, right, strict=True)
        ]
        texts = [Text(part, TONES[cell.tone]) for part, cell in zip(filled, cells, strict=True)]
        yield Text(" " * columns.gap).join(texts)
