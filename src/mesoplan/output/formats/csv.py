r"""Results as comma-separated values: RFC 4180, UTF-8, ISO dates, plain numbers, an empty cell for what is not known.

One record a line: line breaks in the tables' texts are spaces, other control characters show as `\x1b`. There is no
byte-order mark. LibreOffice asks for the encoding and takes UTF-8 with or without one; where it is not asked (7.4,
without a window) it takes the mark itself for text, and a script would find it in the first column's name.
"""

import csv
import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Mapping
from decimal import Decimal
from functools import partial, reduce
from io import StringIO
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

from mesoplan.planning.schedule import Milestone, Schedule
from mesoplan.values.text import printable

if TYPE_CHECKING:
    # Costs know nothing of advice, whose records take a while to load.
    from mesoplan.guidance.restrictions import Aftercare

Columns = Mapping[str, str | Callable[[Any], object]]
"""For each column, in order, where its value is in a record: the way through fields, as `planned.low`, or a function.

What a record has not, and what is None on the way, is an empty cell.
"""

SCHEDULE: Columns = {name: name for name in (
    "number", "kind", "phase", "date", "earliest", "latest", "optional", "status", "timing", "moved_from", "reason",
    "name", "note",
)}  # fmt: skip
"""Of sessions and milestones; a milestone's `name` is what it says."""

COST: Columns = {
    "country": "estimate.country.name", "code": "estimate.country.code", "currency": "figures.currency",
    "per_session_low": "per_session.low", "per_session_high": "per_session.high",
    "span": "span", "months": "cost.months", "until": "cost.until",
    "sessions_min": "cost.sessions.min", "sessions_max": "cost.sessions.max",
    "sessions_planned": "cost.sessions.planned",
    "cost_low": "cost.cost.low", "cost_high": "cost.cost.high",
    "planned_low": "cost.planned.low", "planned_high": "cost.planned.high",
    "complete": "estimate.complete",
    "rate": "rate.rate", "rate_date": "rate.rate_date", "rate_source": "rate.rate_source",
}  # fmt: skip
"""Of each stretch of time; the last three are empty but for figures that are converted."""

BILL: Columns = {
    "line": "line.what", "count": "line.count", "sessions_each": "line.sessions", "price": "line.price",
    "amount": "line.amount",
}  # fmt: skip
"""Of each line of a clinic's bill, where there is one; these rows have `bill` or `bill_at_lowest_price` as `span`."""

COMPARE: Columns = {
    "protocol": "protocol", "country": "country", "currency": "currency",
    "sessions_min": "course.sessions.min", "sessions_max": "course.sessions.max",
    "days_min": "course.days.min", "days_max": "course.days.max",
    "cost_low": "course.cost.low", "cost_high": "course.cost.high",
    "through_12_sessions_min": "through_12.sessions.min", "through_12_sessions_max": "through_12.sessions.max",
    "through_12_cost_low": "through_12.cost.low", "through_12_cost_high": "through_12.cost.high",
    "minutes_min": "session_minutes.min", "minutes_max": "session_minutes.max",
    "maintenance": "maintenance", "complete": "complete",
    "rate": "converted.rate", "rate_date": "converted.rate_date", "rate_source": "converted.rate_source",
}  # fmt: skip
"""Of compared protocols."""

DUE: Columns = {
    **{name: name for name in ("line", "id", "name", "protocol", "status", "day")},
    **{name: f"session.{name}" for name in ("number", "kind", "optional", "date", "earliest", "latest")},
    **{name: name for name in ("of", "last_done", "days_since")},
    "open_low": "open.low", "open_high": "open.high",
    **{name: name for name in ("currency", "booking_passed", "interrupted")},
}  # fmt: skip
"""Of each person of a desk's list."""

_RUN_BY_SPREADSHEETS = ("=", "+", "-", "@", "\t", "\r", "\n")


def write_csv(columns: Columns, records: Iterable[object]) -> str:
    """Write a header and records, each line ended by CR LF.

    A bool is `true` or `false`. A text that a spreadsheet would run as a formula gets an apostrophe before it;
    figures and dates never do.
    """
    lines = StringIO(newline="")
    writer = csv.writer(lines, lineterminator="\r\n")
    writer.writerow(columns)
    writer.writerows([_cell(_value(record, way)) for way in columns.values()] for record in records)
    return lines.getvalue()


def schedule_csv(schedule: Schedule, care: "Aftercare | None" = None) -> str:
    """Write a schedule: sessions and milestones in date order, those without any date last.

    With `care`, two more columns say what to avoid after each session and until when: required, and ideally.
    """
    rows: list[Any] = [*schedule.sessions, *map(_milestone, schedule.milestones)]
    rows.sort(key=lambda row: row.date or row.latest or dt.date.max)
    cells = {"off_limits": partial(_avoid, care, 0), "ideally_off_limits": partial(_avoid, care, 1)} if care else {}
    return write_csv({**SCHEDULE, **cells}, rows)


def cost_csv(estimates: Iterable[Any]) -> str:
    """Write estimates: for each country the course, then every stretch of time, both converted too, and the bill."""
    rows = [row for estimate in estimates for row in (*_stretches(estimate), *_bills(estimate))]
    return write_csv({**COST, **BILL} if any(hasattr(row, "line") for row in rows) else COST, rows)


def _value(record: object, way: str | Callable[[Any], object]) -> object:
    if callable(way):
        return way(record)
    return reduce(lambda value, field: getattr(value, field, None), way.split("."), record)


def _cell(value: object) -> str:
    if isinstance(value, Decimal):
        return format(value.normalize(), "f")
    text = "" if value is None else str(value)
    if isinstance(value, int | float | dt.date):
        return text.lower()
    return printable(f"'{text}" if text.startswith(_RUN_BY_SPREADSHEETS) else text)


def _avoid(care: "Aftercare", place: int, session: Any) -> str:
    """Write what to avoid after a session, and until when: what is required at place 0, the ideal at place 1."""
    if getattr(session, "status", "missed") == "missed":
        return ""
    free = care.free_after(session.date)[place]
    return " | ".join(f"until {until}: {'; '.join(found)}" for until, found in free)


def _milestone(milestone: Milestone) -> SimpleNamespace:
    first, last = milestone.earliest, milestone.latest
    return SimpleNamespace(kind="milestone", date=first, earliest=first, latest=last, name=milestone.name)


def _stretches(estimate: Any) -> Iterator[SimpleNamespace]:
    converted = estimate.converted
    blocks = [(estimate, estimate.quote or estimate.per_session, None)]
    blocks += [(converted, converted.per_session, converted)] if converted else []
    for figures, per_session, rate in blocks:
        row = partial(SimpleNamespace, estimate=estimate, figures=figures, per_session=per_session, rate=rate)
        yield row(span="course", cost=figures.course)
        yield from (row(span="through", cost=through) for through in figures.through)


def _bills(estimate: Any) -> Iterator[SimpleNamespace]:
    """Yield the lines of a clinic's bill and its total: at the highest price, and at the lowest."""
    if getattr(estimate, "offer", None) is None and estimate.quote is None:
        return
    for span in ("bill", "bill_at_lowest_price"):
        if bill := getattr(estimate, span, None):
            lines = [*bill.lines, SimpleNamespace(what="total", amount=bill.total)]
            if bill.tax_included is not None:
                lines.append(SimpleNamespace(what="tax-included", amount=bill.tax_included))
            yield from (SimpleNamespace(estimate=estimate, figures=estimate, span=span, line=line) for line in lines)
