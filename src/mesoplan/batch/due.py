"""Everybody of a desk: rows in, one person or one refusal a row out."""

from collections.abc import Iterable, Iterator
from datetime import date
from functools import partial

from mesoplan.answers.batch import Refusal
from mesoplan.answers.due import PersonDue, due_of
from mesoplan.batch.rows import Row, answer_row, row_of
from mesoplan.planning.schedule import Schedule
from mesoplan.tables.catalog import Catalog


def people_in(
    rows: Iterable[bytes | Row], catalog: Catalog, today: date, on: date | None = None
) -> Iterator[tuple[PersonDue, Schedule] | Refusal | None]:
    """Yield each person's next session with the plan, or why a row cannot be read; nothing is kept between rows.

    Args:
        rows: what `rows_in` yields.
        catalog: the tables.
        today: the day that counts as today.
        on: only sessions on this day; None is yielded for who has none.
    """
    for number, line in enumerate(rows, 1):
        if row := row_of(line, number):
            yield answer_row(row, today, partial(due_of, catalog=catalog, line=row.line, on=on))
