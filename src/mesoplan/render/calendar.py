"""A schedule as months side by side, as `cal` prints them. English names, whatever the locale."""

from __future__ import annotations

from calendar import Calendar
from itertools import zip_longest
from typing import TYPE_CHECKING

from rich.text import Text

from mesoplan.render import DISCLAIMER
from mesoplan.render.layout import GAP, draw, line

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import date

    from mesoplan.planning.schedule import Schedule, Session
    from mesoplan.render.text import Style

_MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)
_WEEKDAYS = ("Mo", "Tu", "We", "Th", "Fr", "Sa", "Su")

_MARKS = {
    "course": ("*", "bold"),
    "optional": ("o", "cyan"),
    "maintenance": ("+", "bold green"),
    "done": ("x", "dim"),
    "missed": ("-", "dim"),
}
"""For each thing that a session can be, the mark after its day and how both are drawn."""

_WEEK = 7 * 3
"""Characters across a month: each day has two for its figure and one for its mark."""
_BETWEEN = 2
"""Characters between months."""


def schedule_calendar(schedule: Schedule, style: Style, *, first_weekday: int = 0) -> str:
    """Draw the months that have a session, each session marked; what the marks mean; the disclaimer.

    As many months lie side by side as the style's width allows, at least one.

    Args:
        schedule: what is drawn.
        style: what the place that the text goes to can show.
        first_weekday: the day that weeks start on, from 0 for Monday to 6 for Sunday.
    """
    protocol = schedule.regimen.protocol
    weeks = Calendar(first_weekday)
    marked = {session.date: _mark(session) for session in schedule.sessions}
    months = [_month(year, month, weeks, marked) for year, month in sorted({(d.year, d.month) for d in marked})]
    across = max(1, (style.width + _BETWEEN) // (_WEEK + _BETWEEN))
    rows = [months[index : index + across] for index in range(0, len(months), across)]
    drawn = [part for row in rows for part in [*_side_by_side(row), GAP]]
    used = [name for name in _MARKS if name in marked.values()]
    title = line(f"{protocol.name} ({protocol.id})", style, weight="bold")
    return draw(style, title, GAP, *drawn, _legend(used, style), line(DISCLAIMER, style, weight="italic"))


def _mark(session: Session) -> str:
    """Return which of the marks a session has: what became of it goes before what it is."""
    if session.status in ("done", "missed"):
        return session.status
    return "optional" if session.optional else "maintenance" if session.kind == "maintenance" else "course"


def _month(year: int, month: int, weeks: Calendar, marked: Mapping[date, str]) -> list[Text]:
    """Return the lines of a month: its name, the weekdays, the weeks."""
    marks = {day.day: mark for day, mark in marked.items() if (day.year, day.month) == (year, month)}
    weekdays = "".join(f"{_WEEKDAYS[day]} " for day in weeks.iterweekdays())
    lines = [Text(f"{_MONTHS[month - 1]} {year}".center(_WEEK - 1), "bold"), Text(weekdays)]
    return lines + [
        Text.assemble(*(_day(day, marks.get(day)) for day in week)) for week in weeks.monthdayscalendar(year, month)
    ]


def _day(day: int, mark: str | None) -> tuple[str, str]:
    """Return the figure of a day with its mark, and how it is drawn; day 0 belongs to another month."""
    sign, drawn = _MARKS[mark] if mark else (" ", "")
    return f"{day or '':>2}{sign}", drawn


def _side_by_side(months: Sequence[list[Text]]) -> Iterator[Text]:
    for parts in zip_longest(*months, fillvalue=GAP):
        across = Text(no_wrap=True)
        for index, part in enumerate(parts):
            across.pad_right(index * (_WEEK + _BETWEEN) - across.cell_len)
            across.append_text(part)
        yield across


def _legend(used: Sequence[str], style: Style) -> Text:
    """Return what the marks mean, on one line where the width allows that at all."""
    entries = [f"{_MARKS[name][0]} {name}" for name in used]
    spacious = "   ".join(entries)
    return Text(spacious if len(spacious) <= style.width else " ".join(entries))
