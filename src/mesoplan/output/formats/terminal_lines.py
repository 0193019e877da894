"""Lines for a terminal: texts wrapped between words and in columns, and timelines, bars and months in characters."""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import zip_longest
from typing import Any

from rich.cells import cell_len, set_cell_size
from rich.text import Text

from mesoplan.output.page import Bars, Words
from mesoplan.output.spans import KINDS, Kind, MonthGrid, Span, Timeline
from mesoplan.output.wording import MONTHS, WEEKDAYS, Place, days

_TONES: dict[str, str] = {
    "": "",
    "done": "green",
    "due": "bold yellow",
    "overdue": "bold red",
    "optional": "cyan",
    "muted": "dim",
    "warning": "yellow",
}

_GLUED = re.compile(rf" (?! |\[\d|–|(?:{'|'.join(MONTHS)})\b|20\d\d\b)(?<!(?:{'|'.join(WEEKDAYS)}) )(?<!– )(?<!  )")
"""Where a line may end: not within a date or a range of days, and not before a source's mark."""

_GAP = "  "
"""Between two columns."""

_SIGNS: dict[Kind, str] = {
    "session": "●", "optional": "○", "maintenance": "◆", "booked": "■", "due": "▲", "overdue": "!", "done": "✓",
    "missed": "✗", "window": "─", "milestone": "~", "avoid": "▒", "away": "a", "closed": "c", "holiday": "h",
}  # fmt: skip

_MONTH = 7 * 3 + 3
"""How wide a month is, and the space between it and the list next to it."""


def flow(parts: Iterable[str], width: int, gap: str = " ") -> list[str]:
    """Set parts one after the other into lines, as many as fit; one wider than `width` has a line of its own."""
    lines: list[str] = []
    for part in parts:
        if lines and cell_len(joined := f"{lines[-1]}{gap}{part}") <= width:
            lines[-1] = joined
        else:
            lines.append(part.lstrip() if lines else part)
    return lines


def wrap(text: str, width: int) -> list[str]:
    """Break a text into lines between words, none where it is empty; a word wider than `width` stays whole."""
    chunks = _GLUED.split(text) if text else []
    return flow((part for chunk in chunks for part in ([chunk] if cell_len(chunk) <= width else chunk.split())), width)


def hanging(words: Words, place: Place, first: str = "", indent: int = 2, style: str = "") -> Iterator[Text]:
    """Yield a text's lines behind `first`, the others indented, in its tone and a style; nothing where it is empty."""
    for number, line in enumerate(wrap(place.text(words.text), max(place.width - max(indent, cell_len(first)), 10))):
        yield Text.assemble((first if number == 0 else " " * indent), (line, f"{style} {_TONES[words.tone]}".strip()))


def fitted(columns: Sequence[Sequence[str]], room: int) -> list[int] | None:
    """Return how wide columns are so that no word is broken; None where that does not fit in `room`."""
    widths = [max(map(cell_len, column)) for column in columns]
    words = [" ".join(column).split() for column in columns]
    # A column of prose gets 21 characters at least, or the table is stacked.
    least = [max(min(width, 21), *map(cell_len, ["", *some])) for width, some in zip(widths, words, strict=True)]
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
        texts = [Text(part, _TONES[cell.tone]) for part, cell in zip(parts, cells, strict=True)]
        for text, is_right, width in zip(texts, right, widths, strict=True):
            text.align("right" if is_right else "left", width)
        yield Text(_GAP).join(texts)


def _legend(spans: Iterable[Span], place: Place, *more: str) -> Iterator[Text]:
    shown = {span.kind for span in spans}
    parts = [*more, *(f"{_SIGNS[kind]} {words}" for kind, words in KINDS.items() if kind in shown)]
    yield from (Text(line, "dim") for line in flow(parts, place.width, "   "))


def timeline(block: Timeline, place: Place) -> Iterator[Text]:
    """Draw lanes below a scale of dates: bars, and points over them."""
    yield from hanging(Words(block.title), place, style="bold")
    axis = ""
    for x, label in block.ticks(place.width // 10):
        at = int(x * place.width)
        if (at > len(axis) or not axis) and at + len(label) + 1 <= place.width:
            axis = f"{axis:{at}}╷{label}"
    yield Text(axis, "dim")
    signs: set[str] = set()
    for lane in block.lanes:
        yield from hanging(Words(lane.title), place)
        drawn = [("·", "dim")] * place.width
        spans, points = lane.split()
        for span in spans:
            _fill(drawn, *block.extent(span), _drawn(span.kind))
        if block.today:
            _fill(drawn, block.at(block.today, 0.5), 0, ("┃", "bold"))
        for point in points:
            _fill(drawn, block.at(point.first, 0.5), 0, _drawn(point.kind))
        yield Text.assemble(*drawn)
        signs.update(sign for sign, _ in drawn)
    # Where two share a place, one alone is drawn.
    seen = (span for span in block.spans if _SIGNS[span.kind] in signs)
    yield from _legend(seen, place, *(["┃ today"] if block.today else []))


def _drawn(kind: Kind | None) -> tuple[str, str]:
    """Return a kind's sign, and how it looks."""
    return (_SIGNS[kind], _TONES.get(kind, "")) if kind else (" ", "")


def _fill(drawn: list[tuple[str, str]], begin: float, end: float, sign: tuple[str, str]) -> None:
    """Draw from one share of a line to another, at least one character."""
    room = len(drawn)
    first = min(int(begin * room), room - 1)
    last = max(first + 1, min(round(end * room), room))
    drawn[first:last] = [sign] * (last - first)


def bars(block: Bars, place: Place) -> Iterator[Text]:
    """Draw ranges on one scale, next to their labels or else below; `>` ends one without a highest figure."""
    yield from hanging(Words(block.title), place, style="bold")
    longest = max(cell_len(bar.label) for bar in block.bars)
    labels = [place.text(f"{set_cell_size(bar.label, longest)}  {bar.figure}") for bar in block.bars]
    before = max(map(cell_len, labels)) + 2
    if 2 * before > place.width:
        before = 0
    for bar, label in zip(block.bars, labels, strict=True):
        if not before:
            yield from hanging(Words(f"{bar.label}: {bar.figure}"), place)
        drawn, outer = [(" ", "")] * (place.width - before), (bar.low, bar.high)
        for (low, high), sign in [(outer, "░"), (bar.inner, "█")] if bar.inner else [(outer, "█")]:
            _fill(drawn, low / block.end, 1 if high is None else high / block.end, (sign, ""))
        if bar.high is None:
            drawn[-1] = (">", "")
        yield Text.assemble(set_cell_size(label, before), *drawn)
    if block.inner_title:
        yield from hanging(Words(f"█ {block.inner_title}   ░ lowest to highest", "muted"), place)


def month_grid(block: MonthGrid, place: Place) -> Iterator[Text]:
    """Draw the months in which something is listed, each with its list next to it or below."""
    is_beside = place.width >= 60
    room = replace(place, width=place.width - _MONTH) if is_beside else place
    for name, weeks, spans in block.months():
        grid = [Text(name, "bold"), Text("".join(f"{day[:2]} " for day in block.weekdays), "dim")]
        for week in weeks:
            drawn = [(day or "", *_drawn(kind)) for day, kind in week]
            grid.append(Text.assemble(*((f"{day:2}{sign}", style) for day, sign, style in drawn)))
        entries: list[Text] = []
        for span in spans:
            when = place.text(days(span.first, span.last or span.first, year=span.first.year))
            entries += hanging(Words(span.words), room, f"{_SIGNS[span.kind]} {when}  ", 4)
        left, right = (grid, [Text(), Text(), *entries]) if is_beside else ([*grid, *entries], [])
        for one, other in zip_longest(left, right, fillvalue=Text()):
            yield Text.assemble(one, " " * (_MONTH - one.cell_len), other)
        yield Text()
    yield from _legend(block.spans, place)


DRAWINGS: dict[type, Callable[[Any, Place], Iterator[Text]]] = {Timeline: timeline, Bars: bars, MonthGrid: month_grid}
