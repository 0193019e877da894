"""Lines of text for a terminal: wrapped between words, in columns, with tones."""

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import zip_longest

from rich.cells import cell_len, set_cell_size
from rich.text import Text

from mesoplan.output.page import Words
from mesoplan.output.place import Place

TONES: dict[str, str] = {
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

_GAP = "  "
"""Between two columns."""


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


def fitted(columns: Sequence[Sequence[str]], room: int) -> list[int] | None:
    """Return how wide columns are so that no word is broken; None where that does not fit in `room`."""
    widths = [max(map(cell_len, column)) for column in columns]
    words = [[cell_len(word) for text in column for word in text.split()] for column in columns]
    least = [max([min(width, _PROSE), *lengths]) for width, lengths in zip(widths, words, strict=True)]
    left = room - len(_GAP) * (len(columns) - 1)
    if sum(least) > left:
        return None
    while sum(widths) > left:
        broad = [place for place, width in enumerate(widths) if width > least[place]]
        widths[max(broad, key=widths.__getitem__)] -= 1
    return widths


def side_by_side(cells: Sequence[Words], right: Sequence[bool], widths: Sequence[int]) -> Iterator[Text]:
    """Yield the lines of a row whose texts are wrapped into columns, and set to the right in some."""
    wrapped = [wrap(cell.text, width) for cell, width in zip(cells, widths, strict=True)]
    for parts in zip_longest(*wrapped, fillvalue=""):
        filled = [
            part.rjust(width) if is_right else set_cell_size(part, width)
            for part, width, is_right in zip(parts, widths, right, strict=True)
        ]
        texts = [Text(part, TONES[cell.tone]) for part, cell in zip(filled, cells, strict=True)]
        yield Text(_GAP).join(texts)
