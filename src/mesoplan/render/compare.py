"""Comparisons: a table with a bar for each range on one scale."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from rich.text import Text

from mesoplan.render.layout import GAP, NARROW, draw, ending, line, new_table
from mesoplan.render.words import compare_cells, compared_rate_words, open_questions
from mesoplan.values.ranges import Count

if TYPE_CHECKING:
    from collections.abc import Sequence

    from mesoplan.pricing.compare import ComparedRow
    from mesoplan.render.text import Style
    from mesoplan.tables.catalog import Catalog
    from mesoplan.values.ranges import Amount

_LEAST, _MOST, _LABEL = 8, 90, 24


def compare_table(rows: Sequence[ComparedRow], warnings: Sequence[str], catalog: Catalog, style: Style) -> str:
    """Draw compared protocols, a row each, and under them a bar for each range on one scale."""
    if style.width < NARROW:
        table = new_table(style, "Protocol", "Course, maintenance, 12 months")
    else:
        table = new_table(style, "Protocol", "Course", "Maintenance", "Through 12 months")
    for row in rows:
        name, *cells = ("\n".join(map(style.text, cell)) for cell in compare_cells(row, style))
        cells = ["\n".join(cells)] if style.width < NARROW else cells
        table.add_row(Text(name), *map(Text, cells))
    sources = dict.fromkeys(row.source.id for row in rows)
    rates = dict.fromkeys(compared_rate_words(row, row.converted) for row in rows if row.converted)
    notes = open_questions(rows, warnings)
    return draw(
        style,
        line("Protocols side by side", style, weight="bold"),
        GAP,
        table,
        *_bars(rows, style),
        GAP,
        *[line(f"Costs {rate}.", style) for rate in rates],
        *[line(note, style) for note in notes],
        line("Sources of the regimens: " + "; ".join(catalog.sources[source].title for source in sources), style),
        *ending(catalog, style),
    )


def _bars(rows: Sequence[ComparedRow], style: Style) -> list[Text]:
    """Draw the cost of the courses if it is in one currency, else their sessions, each range on one scale."""
    rows = [row for row in rows if row.course.sessions.max != 0]
    costs = [row.course.cost for row in rows if row.course.cost]
    currencies = {row.currency for row in rows if row.course.cost}
    ranges: Sequence[Amount | Count] = [row.course.sessions for row in rows]
    title = "Sessions of the course"
    if costs and len(currencies) == 1:
        ranges, title = costs, f"Cost of the course in {currencies.pop()}"
    most = max((bound for one in ranges for bound in _ends(one) if bound is not None), default=None)
    if most is None:
        return []
    names = [" ".join([row.protocol, *([row.country] if row.country else [])]) for row in rows]
    label = min(max(map(len, names)), _LABEL)
    width = max(_LEAST, min(style.width, _MOST) - label - 4)
    lines = [GAP, line(f"{title}, on a scale from 0 to {round(most):,}; > has no upper figure", style, weight="bold")]
    for name, one in zip(names, ranges, strict=True):
        lines.append(line(f"{name[:label]:{label}} |{_bar(one, Decimal(most), width, style)}", style))
    return lines


def _ends(one: Amount | Count) -> tuple[Decimal | int | None, Decimal | int | None]:
    return (one.min, one.max) if isinstance(one, Count) else (one.low, one.high)


def _bar(one: Amount | Count, most: Decimal, width: int, style: Style) -> str:
    """Draw a range; its lowest and its highest figure are both inside."""
    low, high = _ends(one)
    start = min(int((low or 0) * width / most), width - 1)
    end = width if high is None else max(start + 1, round(high * width / most))
    block = "#" if style.ascii else "█"
    return " " * start + block * (end - start) + (">" if high is None else "")
