r"""Results as comma-separated values: RFC 4180, ISO dates, plain numbers, an empty cell for what is not known.

One record a line: line breaks in the tables' texts are spaces, other control characters show as `\x1b`.
"""

from __future__ import annotations

import csv
import datetime as dt
from decimal import Decimal
from io import StringIO
from typing import TYPE_CHECKING

from mesoplan.render.text import Style
from mesoplan.values.money import as_number

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from mesoplan.guidance.restrictions import Aftercare
    from mesoplan.planning.schedule import Milestone, Schedule, Session
    from mesoplan.pricing.cost import Cost, Estimate, Figures

Cell = str | int | float | Decimal | dt.date | None
"""What a cell holds, before it is text; every str counts as text from a table."""

SCHEDULE_COLUMNS = (
    "number",
    "kind",
    "phase",
    "date",
    "earliest",
    "latest",
    "optional",
    "status",
    "timing",
    "moved_from",
    "reason",
    "name",
)
"""The columns of a schedule."""

COST_COLUMNS = (
    "country",
    "code",
    "currency",
    "per_session_low",
    "per_session_high",
    "span",
    "months",
    "until",
    "sessions_min",
    "sessions_max",
    "sessions_planned",
    "cost_low",
    "cost_high",
    "planned_low",
    "planned_high",
    "complete",
    "rate",
    "rate_date",
    "rate_source",
)
"""The columns of a cost; the last three are empty but for figures converted from the country's own currency."""

_RUN_BY_SPREADSHEETS = ("=", "+", "-", "@", "\t", "\r", "\n")


def schedule_csv(schedule: Schedule, care: Aftercare | None = None) -> str:
    """Write a schedule: sessions and milestones in date order, those without any date last.

    With `care`, a last column says for each session when what is free again.
    """
    rows = [*map(_session, schedule.sessions), *map(_milestone, schedule.milestones)]
    records = [row for _, row in sorted(rows, key=lambda dated: dated[0])]
    if care is None:
        return write_csv(SCHEDULE_COLUMNS, records)
    from mesoplan.render.advice_words import off_limits_after

    free: dict[Cell, str] = {
        session.number: " ".join(off_limits_after(care.bans, session.date)) for session in schedule.sessions
    }
    # A milestone has no number.
    return write_csv((*SCHEDULE_COLUMNS, "off_limits"), [(*row, free.get(row[0])) for row in records])


def cost_csv(estimates: Sequence[Estimate]) -> str:
    """Write estimates: for each country the course, then every stretch of time; then both converted, if they are."""
    return write_csv(COST_COLUMNS, [row for estimate in estimates for row in _estimate(estimate)])


def write_csv(header: Sequence[str], rows: Iterable[Sequence[Cell]]) -> str:
    """Write a header and records, each line ended by CR LF.

    None is an empty cell, a bool `true` or `false`. A text that a spreadsheet would run as a formula
    gets an apostrophe before it; figures and dates never do.
    """
    lines = StringIO(newline="")
    writer = csv.writer(lines, lineterminator="\r\n")
    writer.writerow(header)
    writer.writerows([_cell(cell) for cell in row] for row in rows)
    return lines.getvalue()


def _cell(cell: Cell) -> str:
    match cell:
        case None:
            return ""
        case bool():
            return str(cell).lower()
        case str():
            defused = f"'{cell}" if cell.startswith(_RUN_BY_SPREADSHEETS) else cell
            return Style().text(defused)
        case Decimal():
            return format(cell, "f")
        case _:
            return str(cell)


def _session(session: Session) -> tuple[dt.date, Sequence[Cell]]:
    return session.date, (
        session.number,
        session.kind,
        session.phase,
        session.date,
        session.earliest,
        session.latest,
        session.optional,
        session.status,
        session.timing,
        session.moved_from,
        session.reason,
        None,
    )


def _milestone(milestone: Milestone) -> tuple[dt.date, Sequence[Cell]]:
    earliest, latest = milestone.earliest, milestone.latest
    nothing = (None,) * 5
    row = (None, "milestone", None, earliest, earliest, latest, *nothing, milestone.result.milestone)
    return earliest or latest or dt.date.max, row


def _estimate(estimate: Estimate) -> Iterator[Sequence[Cell]]:
    for row in _figures(estimate, estimate.figures):
        yield (*row, None, None, None)
    if estimate.converted is not None:
        rate, figures = estimate.converted
        for row in _figures(estimate, figures):
            yield (*row, rate.rate, rate.day, rate.source)


def _figures(estimate: Estimate, figures: Figures) -> Iterator[Sequence[Cell]]:
    currency = figures.currency
    low, high = (as_number(amount, currency) for amount in figures.per_session)
    shared = (estimate.price.name, estimate.price.code, currency, low, high)
    yield (*shared, "course", None, None, *_cost(figures.course, currency), estimate.complete)
    for through in figures.through:
        span = ("through", through.months, through.until)
        yield (*shared, *span, *_cost(through.cost, currency), estimate.complete)


def _cost(cost: Cost, currency: str) -> Iterator[Cell]:
    yield from (cost.sessions.min, cost.sessions.max, cost.planned_sessions)
    yield from (as_number(amount, currency) for amount in (*cost.cost, *cost.planned))
