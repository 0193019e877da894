"""A page as one self-contained HTML file for screen and paper: no script, nothing from elsewhere."""

import re
from calendar import Calendar
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape

from mesoplan.output.page import (
    DISCLAIMER,
    KINDS,
    POINTS,
    Bars,
    Kind,
    Lane,
    MonthGrid,
    Page,
    Span,
    Timeline,
    Words,
)
from mesoplan.output.place import Place, visible
from mesoplan.output.scale import Scale
from mesoplan.output.wording import MONTH_NAMES, WEEKDAYS, days

_LABEL_ROOM = 0.066
"""How far apart two points must lie, as a share of the width, for labels to be read on a phone."""
_TICK_ROOM = 0.86
"""Up to where the label of a tick fits."""


def render(page: Page, _: Place) -> str:
    """Write a page with all its details, whatever the place."""
    template = _environment().get_template("page.html")
    return template.render(page=page, disclaimer=DISCLAIMER, kinds=KINDS)


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(Path(__file__).parent / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        finalize=_shown,
    )
    environment.filters |= {
        "block": lambda block: type(block).__name__,
        "cite": _cited,
        "words": lambda cell: cell if isinstance(cell, Words) else Words(cell),
        "lanes": _lanes,
        "ticks": _ticks,
        "today": _today,
        "legend": _legend,
        "bars": _bars,
        "months": _months,
        "when": lambda span: days(span.first, span.last or span.first, year=span.first.year),
    }
    environment.tests["web_address"] = lambda url: bool(url) and url.lower().startswith(("http://", "https://"))
    return environment


def _shown(value: object) -> object:
    """Return a text without control characters; they would do something even where markup is escaped."""
    return visible(value) if type(value) is str else value


def _cited(text: str, page: Page) -> Markup:
    """Return a text whose marks lead to their sources."""
    safe, marks = escape(visible(text)), "|".join(map(re.escape, page.marks))
    if not marks:
        return safe
    linked = r'<a class="mark" href="#source-\1">[\1]</a>'
    return Markup(re.sub(rf"\[({marks})\]", linked, str(safe)))  # noqa: S704 (it is escaped)


@dataclass(frozen=True, slots=True)
class _Shape:
    """A span on a scale of 100."""

    kind: Kind
    x: float
    width: float
    words: str
    label: str
    is_open: bool


def _lanes(timeline: Timeline) -> list[tuple[str, list[_Shape]]]:
    """Return for each lane its shapes: bars first, points over them."""
    scale = Scale.of(timeline)
    return [(lane.title, _shapes(lane, scale)) for lane in timeline.lanes]


def _shapes(lane: Lane, scale: Scale) -> list[_Shape]:
    spans = [span for span in lane.spans if scale.holds(span.first, span.last)]
    points = [span for span in spans if span.kind in POINTS]
    places = sorted(scale.at(span.first, 0.5) for span in points)
    labelled = all(b - a >= _LABEL_ROOM for a, b in pairwise(places))
    return [
        *(_bar(span, scale) for span in spans if span.kind not in POINTS),
        *(_point(span, scale, labelled=labelled) for span in points),
    ]


def _bar(span: Span, scale: Scale) -> _Shape:
    start, end = scale.span(span.first, span.last)
    return _Shape(span.kind, _percent(start), _percent(end - start), span.words, span.label, span.last is None)


def _point(span: Span, scale: Scale, *, labelled: bool) -> _Shape:
    return _Shape(span.kind, _percent(scale.at(span.first, 0.5)), 0, span.words, span.label * labelled, is_open=False)


def _percent(share: float) -> float:
    return round(100 * share, 2)


def _ticks(timeline: Timeline) -> list[tuple[float, str]]:
    return [(_percent(x), label) for x, label in Scale.of(timeline).ticks(6) if x <= _TICK_ROOM]


def _today(timeline: Timeline) -> float | None:
    return None if timeline.today is None else _percent(Scale.of(timeline).at(timeline.today, 0.5))


def _legend(block: Timeline | MonthGrid) -> list[Kind]:
    spans = block.spans if isinstance(block, MonthGrid) else [span for lane in block.lanes for span in lane.spans]
    return [kind for kind in KINDS if any(span.kind == kind for span in spans)]


def _bars(block: Bars) -> list[list[tuple[str, float, float, bool]]]:
    """Return for each bar its shapes: class, beginning, width, and whether it is open."""
    ends = [x for bar in block.bars for x in (bar.low, bar.high, *(bar.inner or ())) if x is not None]
    most = max(ends, default=0) * (1.1 if any(bar.high is None for bar in block.bars) else 1) or 1
    return [
        [_range("outer" if bar.inner else "inner", bar.low / most, bar.high and bar.high / most)]
        + ([_range("inner", bar.inner[0] / most, bar.inner[1] and bar.inner[1] / most)] if bar.inner else [])
        for bar in block.bars
    ]


def _range(name: str, low: float, high: float | None) -> tuple[str, float, float, bool]:
    end = 1 if high is None else high
    return name, _percent(low), max(_percent(end - low), 0.6), high is None


def _months(block: MonthGrid) -> list[tuple[str, list[str], list[list[tuple[int, Kind | None]]], list[Span]]]:
    """Return for each month in which something is listed its name, the weekdays, the weeks and the list."""
    weeks = Calendar(block.first_weekday)
    names = [WEEKDAYS[day] for day in weeks.iterweekdays()]
    return [
        (
            f"{MONTH_NAMES[month - 1]} {year}",
            names,
            [
                [(day.day, block.kind_on(day)) if day.month == month else (0, None) for day in week]
                for week in weeks.monthdatescalendar(year, month)
            ],
            spans,
        )
        for year, month, spans in block.months()
    ]
