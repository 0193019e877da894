"""Everybody of a desk: rows in, one person or one refusal a row out."""

from collections.abc import Iterable, Iterator
from datetime import date

from mesoplan.answers.batch import Refusal
from mesoplan.answers.due import PersonDue, due_of
from mesoplan.batch.rows import Row, fault_of, row_of
from mesoplan.errors import MesoplanError
from mesoplan.planning.schedule import Schedule
from mesoplan.requests.lines import read_id, read_request
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
            yield _person(row, catalog, today, on)


def _person(row: Row, catalog: Catalog, today: date, on: date | None) -> tuple[PersonDue, Schedule] | Refusal | None:
    own_id, fault = None, row.fault
    try:
        own_id = read_id(row.words)
        if fault is None:
            return due_of(read_request(row.words, today), catalog, row.line, own_id, on)
    except MesoplanError as error:
        fault = fault_of(error)
    except Exception as error:  # noqa: BLE001  (one row's accident must not cost the others)
        fault = fault_of(MesoplanError(f"a mistake in mesoplan itself ({type(error).__name__}): please report it"))
    return Refusal(id=own_id, line=row.line, error=fault)
