"""Timelines, bars and months drawn in characters."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from datetime import date
from itertools import zip_longest
from typing import Any

from rich.cells import cell_len
from rich.text import Text

from mesoplan.output.formats.terminal_text import flow, hanging, pad
from mesoplan.output.page import KINDS, Bar, Bars, Block, Kind, Lane, Month, MonthGrid, Span, Timeline, Words, kinds_of
from mesoplan.output.place import Place
from mesoplan.output.scale import Scale
from mesoplan.output.wording import WEEKDAYS, days

_DRAWN: dict[Kind, tuple[str, str, str]] = {
    "session": ("●", "#", "bold"),
    "optional": ("○", "o", "cyan"),
    "maintenance": ("◆", "+", "bold"),
    "booked": ("■", "B", "bold"),
    "due": ("▲", "!", "bold yellow"),
    "overdue": ("!", "!", "bold red"),
    "done": ("✓", "x", "green"),
    "missed": ("✗", "-", "red"),
    "window": ("─", "-", "dim"),
    "milestone": ("~", "~", ""),
    "avoid": ("▒", "/", "yellow"),
    "away": ("a", "a", "dim"),
    "closed": ("c", "c", "dim"),
    "holiday": ("h", "h", "dim"),
}
"""For each kind its sign, its sign in ASCII, and how both look."""

_TODAY = ("┃", "|")
_SIDE_BY_SIDE = 72
"""From this width on what belongs together stands next to each other."""
_WEEK = 7 * 3


def _sign(kind: Kind, place: Place) -> str:
    return _DRAWN[kind][1 if place.ascii else 0]


def _legend(spans: Iterable[Span], place: Place, *more: str) -> Iterator[Text]:
    parts = [*more, *(f"{_sign(kind, place)} {KINDS[kind]}" for kind in kinds_of(spans))]
    yield from (Text(line, "dim") for line in flow(map(place.text, parts), place.width, "   "))


def timeline(block: Timeline, place: Place) -> Iterator[Text]:
    """Draw lanes below a scale of dates, their titles in front of them or above."""
    titles = max(cell_len(place.text(lane.title)) for lane in block.lanes) + 2
    before = titles if place.width >= _SIDE_BY_SIDE and titles <= place.width // 3 else 0
    room = place.width - before
    scale = Scale(block.first, block.last)
    if block.title:
        yield from hanging(Words(block.title), place, style="bold")
    yield Text.assemble(" " * before, (_axis(scale, room, place), "dim"))
    for lane in block.lanes:
        title = place.text(lane.title)
        if not before:
            yield from hanging(Words(title), place)
        yield Text(pad(title, before) if before else "").append_text(_lane(lane, scale, room, place, block.today))
    today = [f"{_TODAY[place.ascii]} today"] if block.today else []
    yield from _legend(block.spans, place, *today)


def _axis(scale: Scale, room: int, place: Place) -> str:
    text = ""
    for x, label in scale.ticks(room // 10):
        at = int(x * room)
        if (at > len(text) or not text) and at + len(label) + 1 <= room:
            text = f"{text:{at}}{'|' if place.ascii else '╷'}{label}"
    return text


def _lane(lane: Lane, scale: Scale, room: int, place: Place, today: date | None) -> Text:
    """Draw bars and over them points, each by its label where there is room."""
    drawn = [("." if place.ascii else "·", "dim")] * room
    spans, marks = scale.split(lane)
    for span in spans:
        _fill(drawn, *scale.span(span.first, span.last), (_sign(span.kind, place), _DRAWN[span.kind][2]))
    if today:
        _fill(drawn, scale.at(today, 0.5), 0, (_TODAY[place.ascii], "bold"))
    points = [(int(scale.at(span.first, 0.5) * room), span) for span in marks]
    ends = [*(at for at, _ in points[1:]), room + 1]
    labelled = all(span.label and at + len(span.label) < end for (at, span), end in zip(points, ends, strict=False))
    for at, span in points:
        for index, char in enumerate(span.label if labelled else _sign(span.kind, place)):
            drawn[min(at + index, room - 1)] = (char, _DRAWN[span.kind][2])
    return Text.assemble(*drawn)


def _fill(drawn: list[tuple[str, str]], begin: float, end: float, sign: tuple[str, str]) -> None:
    """Draw from one share of a line to another, at least one character."""
    room = len(drawn)
    first = min(int(begin * room), room - 1)
    last = max(first + 1, min(round(end * room), room))
    drawn[first:last] = [sign] * (last - first)


def bars(block: Bars, place: Place) -> Iterator[Text]:
    """Draw ranges on one scale; `>` ends one without a highest figure."""
    if block.title:
        yield from hanging(Words(block.title), place, style="bold")
    labels = max(cell_len(place.text(bar.label)) for bar in block.bars) + 2
    figures = max(cell_len(place.text(bar.figure)) for bar in block.bars) + 2
    side_by_side = place.width >= _SIDE_BY_SIDE and labels + figures <= place.width // 2
    room = place.width - (labels + figures if side_by_side else 0)
    for bar in block.bars:
        label, figure = place.text(bar.label), place.text(bar.figure)
        if side_by_side:
            yield Text(pad(label, labels) + pad(figure, figures)).append_text(_bar(bar, block.end, room, place))
        else:
            yield from hanging(Words(f"{label}: {figure}"), place)
            yield _bar(bar, block.end, room, place)
    if block.inner_title:
        yield from hanging(Words(f"{_INNER[place.ascii]} {block.inner_title}", "muted"), place)


_OUTER = ("░", "-")
_INNER = ("█", "#")


def _bar(bar: Bar, most: float, room: int, place: Place) -> Text:
    drawn = [(" ", "")] * room
    ranges = [((bar.low, bar.high), _OUTER if bar.inner else _INNER), *([(bar.inner, _INNER)] if bar.inner else [])]
    for (low, high), signs in ranges:
        _fill(drawn, low / most, 1 if high is None else high / most, (signs[place.ascii], ""))
    if bar.high is None:
        drawn[-1] = (">", "")
    return Text.assemble(*drawn)


def month_grid(block: MonthGrid, place: Place) -> Iterator[Text]:
    """Draw the months in which something is listed, each with its list next to it or below."""
    side_by_side = place.width >= 60
    room = replace(place, width=place.width - (_WEEK + 3 if side_by_side else 0))
    for month in block.months():
        grid = list(_month(month, block, place))
        entries = [line for span in month.spans for line in _entry(span, room)]
        left, right = (grid, [Text(), Text(), *entries]) if side_by_side else ([*grid, *entries], [])
        for one, other in zip_longest(left, right, fillvalue=Text()):
            yield Text.assemble(one, " " * (_WEEK + 3 - one.cell_len), other)
        yield Text()
    yield from _legend(block.spans, place)


def _entry(span: Span, place: Place) -> Iterator[Text]:
    if span.last in (None, span.first):
        when = f"{WEEKDAYS[span.first.weekday()]} {span.first.day:2}"
    else:
        when = days(span.first, span.last, year=span.first.year)
    yield from hanging(Words(span.words), place, f"{_sign(span.kind, place)} {place.text(when)}  ", 4)


def _month(month: Month, block: MonthGrid, place: Place) -> Iterator[Text]:
    yield Text(month.name, "bold")
    yield Text("".join(f"{day[:2]} " for day in block.weekdays), "dim")
    for week in month.weeks:
        yield Text.assemble(*(_day(day, kind, place) for day, kind in week))


def _day(day: int, kind: Kind | None, place: Place) -> tuple[str, str]:
    """Return a day with its sign, and how it looks; days of other months stay empty."""
    return (f"{day:2}{_sign(kind, place)}", _DRAWN[kind][2]) if kind else (f"{day or '':2} ", "")


_Painter = Callable[[Any, Place], Iterator[Text]]
DRAWINGS: dict[type[Block], _Painter] = {Timeline: timeline, Bars: bars, MonthGrid: month_grid}
