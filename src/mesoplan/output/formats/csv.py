r"""Results as comma-separated values: RFC 4180, UTF-8, ISO dates, plain numbers, an empty cell for what is not known.

One record a line: line breaks in the tables' texts are spaces, other control characters show as `\x1b`. There is no
byte-order mark. LibreOffice asks for the encoding and takes UTF-8 with or without one; where it is not asked (7.4,
without a window) it takes the mark itself for text, and a script would find it in the first column's name.
"""

import csv
import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from functools import partial
from io import StringIO
from types import SimpleNamespace
from typing import Any

from mesoplan.answers.cost import ComparedRow
from mesoplan.errors import printable
from mesoplan.guidance.restrictions import Aftercare
from mesoplan.planning.schedule import Milestone, Schedule

SCHEDULE = "number kind phase date earliest latest optional status timing moved_from reason name note".split()
"""Columns of sessions and milestones; a milestone's `name` is what it says."""

AVOIDED = "off_limits ideally_off_limits".split()
"""Columns of what to avoid after each session, and until when."""

COST = (
    "country code currency per_session_low per_session_high span months until sessions_min sessions_max "
    "sessions_planned cost_low cost_high planned_low planned_high complete rate rate_date rate_source"
).split()
"""Columns of each stretch of time; the last three are empty but for figures that are converted."""

BILL = "line count sessions_each price amount".split()
"""Columns of each line of a clinic's bill, whose rows have `bill` or `bill_at_lowest_price` as `span`."""

COMPARE = (
    "protocol country currency sessions_min sessions_max days_min days_max cost_low cost_high through_12_sessions_min "
    "through_12_sessions_max through_12_cost_low through_12_cost_high minutes_min minutes_max maintenance complete "
    "rate rate_date rate_source"
).split()
"""Columns of compared protocols."""

DUE = (
    "line id name protocol status day number kind optional date earliest latest of last_done days_since open_low "
    "open_high currency booking_passed interrupted"
).split()
"""Columns of each person of a desk's list."""


def write_csv(columns: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """Write a header and rows, each line ended by CR LF.

    A bool is `true` or `false`. A text that a spreadsheet would run as a formula gets an apostrophe before it;
    figures and dates never do.

    Args:
        columns: their names.
        rows: for each the records that its cells are found in, as `_value` finds them.
    """
    lines = StringIO(newline="")
    writer = csv.writer(lines, lineterminator="\r\n")
    writer.writerows([columns, *([_cell(_value(row, column)) for column in columns] for row in rows)])
    return lines.getvalue()


def schedule_csv(schedule: Schedule, care: Aftercare | None = None) -> str:
    """Write a schedule: sessions and milestones in date order, those without any date last.

    With `care`, two more columns say what to avoid after each session and until when: required, and ideally.
    """
    rows: list[Any] = [*schedule.sessions, *map(_milestone, schedule.milestones)]
    rows.sort(key=lambda row: row.date or row.latest or dt.date.max)
    return write_csv([*SCHEDULE, *(AVOIDED if care else ())], ((row, _avoided(care, row)) for row in rows))


def cost_csv(estimates: Iterable[Any]) -> str:
    """Write estimates: for each country the course, then every stretch of time, both converted too, and the bill."""
    rows = [row for estimate in estimates for row in _cost_rows(estimate)]
    return write_csv([*COST, *(BILL if any(hasattr(head, "line") for head, *_ in rows) else ())], rows)


def compare_csv(rows: Iterable[ComparedRow]) -> str:
    """Write compared protocols."""
    found = ((row, row.course, row.converted, SimpleNamespace(minutes=row.session_minutes)) for row in rows)
    return write_csv(COMPARE, found)


def _value(row: Sequence[object], column: str) -> object:
    """Return the field of that name in the first record that has it, or for `cost_low` the field `low` in `cost`."""
    for record in row:
        if hasattr(record, column):
            return getattr(record, column)
    field, _, part = column.rpartition("_")
    return getattr(_value(row, field), part, None) if field else None


def _cell(value: object) -> str:
    if isinstance(value, Decimal):
        return format(value.normalize(), "f")
    text = "" if value is None else str(value)
    if isinstance(value, int | float | dt.date):
        return text.lower()
    # Spreadsheets run what begins like this.
    return printable(f"'{text}" if text.startswith(("=", "+", "-", "@", "\t", "\r", "\n")) else text)


def _avoided(care: Aftercare | None, session: Any) -> SimpleNamespace | None:
    """Return what to avoid after a session, and until when."""
    if care is None or getattr(session, "status", "missed") == "missed":
        return None
    ends = (care.free_after(session.date, ideally=ideally) for ideally in (False, True))
    cells = (" | ".join(f"until {until}: {'; '.join(names)}" for until, names in found) for found in ends)
    return SimpleNamespace(**dict(zip(AVOIDED, cells, strict=True)))


def _milestone(one: Milestone) -> SimpleNamespace:
    return SimpleNamespace(kind="milestone", date=one.earliest, earliest=one.earliest, latest=one.latest, name=one.name)


def _cost_rows(estimate: Any) -> Iterator[Sequence[Any]]:
    """Yield the rows of a country: what stretches of time cost, and the bills at the highest and the lowest price."""
    name, code = (getattr(estimate.country, field, None) for field in ("name", "code"))
    head = partial(SimpleNamespace, country=name, code=code)
    for figures in filter(None, (estimate, estimate.converted)):
        per_session = getattr(figures, "quote", None) or figures.per_session
        for span, cost in [("course", figures.course), *(("through", cost) for cost in figures.through)]:
            yield head(span=span, per_session=per_session), cost, figures, estimate
    for span in ("bill", "bill_at_lowest_price") if estimate.offer or estimate.quote else ():
        if bill := getattr(estimate, span, None):
            line_of = partial(head, span=span, per_session=None)
            yield from ((line_of(line=one.what, sessions_each=one.sessions), one, estimate) for one in bill.lines)
            sums = (("total", bill.total), ("tax-included", bill.tax_included))
            yield from ((line_of(line=what, amount=one), estimate) for what, one in sums if one is not None)
