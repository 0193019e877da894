"""Timelines, bars and months drawn in characters."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from datetime import date
from itertools import zip_longest
from typing import Any

from rich.cells import cell_len, set_cell_size
from rich.text import Text

from mesoplan.output.formats.terminal_text import flow, hanging
from mesoplan.output.page import KINDS, Bar, Bars, Block, Kind, Lane, Month, MonthGrid, Span, Timeline, Words, kinds_of
from mesoplan.output.place import Place
from mesoplan.output.scale import Scale
from mesoplan.output.wording import days

_DRAWN: dict[Kind, tuple[str, str]] = {
    "session": ("●", "bold"),
    "optional": ("○", "cyan"),
    "maintenance": ("◆", "bold"),
    "booked": ("■", "bold"),
    "due": ("▲", "bold yellow"),
    "overdue": ("!", "bold red"),
    "done": ("✓", "green"),
    "missed": ("✗", "red"),
    "window": ("─", "dim"),
    "milestone": ("~", ""),
    "avoid": ("▒", "yellow"),
    "away": ("a", "dim"),
    "closed": ("c", "dim"),
    "holiday": ("h", "dim"),
}
"""For each kind its sign, and how it looks."""

_SIDE_BY_SIDE = 72
"""From this width on what belongs together stands next to each other."""
_WEEK = 7 * 3


def _legend(spans: Iterable[Span], place: Place, *more: str) -> Iterator[Text]:
    parts = [*more, *(f"{_DRAWN[kind][0]} {KINDS[kind]}" for kind in kinds_of(spans))]
    yield from (Text(line, "dim") for line in flow(parts, place.width, "   "))


def _beside(title: str, labels: Iterable[str], draw: Callable[[int], Iterable[Text]], place: Place) -> Iterator[Text]:
    """Yield drawings under a title, each behind its label, or below it where there is little room.

    Args:
        title: what is drawn; may be empty.
        labels: one for each drawing; an empty one takes no line of its own.
        draw: makes the drawings, in so many characters.
        place: where they go.
    """
    if title:
        yield from hanging(Words(title), place, style="bold")
    labels = [place.text(label) for label in labels]
    before = max(map(cell_len, labels)) + 2
    if place.width < _SIDE_BY_SIDE or before > place.width // 2:
        before = 0
    for label, drawing in zip(labels, draw(place.width - before), strict=True):
        if label and not before:
            yield from hanging(Words(label), place)
        yield Text(set_cell_size(label, before)).append_text(drawing)


def timeline(block: Timeline, place: Place) -> Iterator[Text]:
    """Draw lanes below a scale of dates."""
    scale = Scale(block.first, block.last)

    def draw(room: int) -> list[Text]:
        return [Text(_axis(scale, room), "dim"), *(_lane(lane, scale, room, block.today) for lane in block.lanes)]

    yield from _beside(block.title, ["", *(lane.title for lane in block.lanes)], draw, place)
    yield from _legend(block.spans, place, *(["┃ today"] if block.today else []))


def _axis(scale: Scale, room: int) -> str:
    text = ""
    for x, label in scale.ticks(room // 10):
        at = int(x * room)
        if (at > len(text) or not text) and at + len(label) + 1 <= room:
            text = f"{text:{at}}╷{label}"
    return text


def _lane(lane: Lane, scale: Scale, room: int, today: date | None) -> Text:
    """Draw bars and over them points, each by its label where there is room."""
    drawn = [("·", "dim")] * room
    spans, marks = scale.split(lane)
    for span in spans:
        _fill(drawn, *scale.span(span.first, span.last), _DRAWN[span.kind])
    if today:
        _fill(drawn, scale.at(today, 0.5), 0, ("┃", "bold"))
    longest = max((len(span.label) for span in marks), default=0)
    labelled = all(span.label for span in marks) and scale.least_gap(marks) * room >= longest + 1
    for span in marks:
        sign, style = _DRAWN[span.kind]
        text = span.label if labelled else sign
        at = min(int(scale.at(span.first, 0.5) * room), room - len(text))
        drawn[at : at + len(text)] = [(char, style) for char in text]
    return Text.assemble(*drawn)


def _fill(drawn: list[tuple[str, str]], begin: float, end: float, sign: tuple[str, str]) -> None:
    """Draw from one share of a line to another, at least one character."""
    room = len(drawn)
    first = min(int(begin * room), room - 1)
    last = max(first + 1, min(round(end * room), room))
    drawn[first:last] = [sign] * (last - first)


def bars(block: Bars, place: Place) -> Iterator[Text]:
    """Draw ranges on one scale; `>` ends one without a highest figure."""

    def draw(room: int) -> list[Text]:
        return [_bar(bar, block.end, room) for bar in block.bars]

    longest = max(cell_len(bar.label) for bar in block.bars)
    labels = [f"{set_cell_size(bar.label, longest)}  {bar.figure}" for bar in block.bars]
    yield from _beside(block.title, labels, draw, place)
    if block.inner_title:
        yield from hanging(Words(f"█ {block.inner_title}", "muted"), place)


def _bar(bar: Bar, most: float, room: int) -> Text:
    drawn = [(" ", "")] * room
    ranges = [((bar.low, bar.high), "░"), (bar.inner, "█")] if bar.inner else [((bar.low, bar.high), "█")]
    for (low, high), sign in ranges:
        _fill(drawn, low / most, 1 if high is None else high / most, (sign, ""))
    if bar.high is None:
        drawn[-1] = (">", "")
    return Text.assemble(*drawn)


def month_grid(block: MonthGrid, place: Place) -> Iterator[Text]:
    """Draw the months in which something is listed, each with its list next to it or below."""
    side_by_side = place.width >= 60
    room = replace(place, width=place.width - (_WEEK + 3 if side_by_side else 0))
    for month in block.months():
        grid = list(_month(month, block))
        entries = [line for span in month.spans for line in _entry(span, room)]
        left, right = (grid, [Text(), Text(), *entries]) if side_by_side else ([*grid, *entries], [])
        for one, other in zip_longest(left, right, fillvalue=Text()):
            yield Text.assemble(one, " " * (_WEEK + 3 - one.cell_len), other)
        yield Text()
    yield from _legend(block.spans, place)


def _entry(span: Span, place: Place) -> Iterator[Text]:
    when = place.text(days(span.first, span.last or span.first, year=span.first.year))
    yield from hanging(Words(span.words), place, f"{_DRAWN[span.kind][0]} {when}  ", 4)


def _month(month: Month, block: MonthGrid) -> Iterator[Text]:
    yield Text(month.name, "bold")
    yield Text("".join(f"{day[:2]} " for day in block.weekdays), "dim")
    for week in month.weeks:
        yield Text.assemble(*(_day(day, kind) for day, kind in week))


def _day(day: int, kind: Kind | None) -> tuple[str, str]:
    """Return a day with its sign, and how it looks; days of other months stay empty."""
    sign, style = _DRAWN[kind] if kind else (" ", "")
    return f"{day or '':2}{sign}", style


_Painter = Callable[[Any, Place], Iterator[Text]]
DRAWINGS: dict[type[Block], _Painter] = {Timeline: timeline, Bars: bars, MonthGrid: month_grid}
