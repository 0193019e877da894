"""Many requests: one JSON object a line or one row of a table in, one result or one error a line out.

Everything here is pure and can be pickled, so that processes, or a cluster's engine, can map it over lines
or rows: nothing of a request is kept for the next.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from functools import partial
from typing import Any, Literal, NamedTuple

from mesoplan.answers.document import Id, Refusal, as_line, content
from mesoplan.answers.plan import PARTS, Part, batch_answer
from mesoplan.batch.rows import Row, answer_to
from mesoplan.requests.person import PersonRequest
from mesoplan.tables.catalog import Catalog

Form = Literal["html", "md", "ics"]

FORMS: Mapping[Form, str] = {"html": "For printing", "md": "For notes", "ics": "For calendars"}
"""What a request's own file may be, and what for."""

DEFAULT: tuple[Part, ...] = ("schedule", "cost")
"""What is asked where nothing else is said."""

Maker = Callable[[PersonRequest, Id, Catalog], tuple[str, str]]
"""What makes a request's own file: its name and its text."""


class Desk(NamedTuple):
    """What every request of a batch is answered with."""

    catalog: Catalog
    """The tables."""
    today: date
    """The day that `today` and `+2w` count from."""
    parts: Sequence[Part] = DEFAULT
    """What is asked of each request."""
    file: Maker | None = None
    """What makes each request's own file; None: it has none."""


class File(NamedTuple):
    """A request's own file, not yet written."""

    line: int
    """The request's place."""
    id: Id
    """The request's own id."""
    name: str
    text: str


Answer = bytes | File | Refusal
"""What a request gets: a line of the output with its end, a file of its own, or an error."""


def answer_request(
    request: Mapping[str, Any], catalog: Catalog, today: date, parts: Sequence[Part] = DEFAULT
) -> dict[str, Any]:
    """Answer one request; whatever is wrong with it is in the answer.

    Args:
        request: by field, as the options of `schedule`, `cost` and `plan` without their dashes: text, numbers, days,
            lists of these, or for `sessions`, `interval`, `pack` and `rate` a mapping; and an `id`, any scalar.
        catalog: the tables.
        today: the day that `today` and `+2w` count from.
        parts: what is asked.

    Returns:
        `id`, and either the parts, each as its own document has them, with `schema`, `today` and `disclaimer`
        once for all; or `error` with the `field` that is at fault (None: no single one) and a `message`. Only
        values that JSON has.
    """
    answer = partial(batch_answer, catalog=catalog, parts=parts)
    found = answer_to(Row(1, request), today, answer)
    return content(found, {"line", *(PARTS.keys() - parts)})


def answer_rows(rows: Iterable[Row], desk: Desk) -> list[Answer]:
    """Answer requests with what is on a desk."""
    return [answer_to(row, desk.today, partial(_answer, desk)) for row in rows]


def _answer(desk: Desk, request: PersonRequest, own_id: Id, line: int) -> bytes | File:
    if desk.file:
        return File(line, own_id, *desk.file(request, own_id, desk.catalog))
    return as_line(batch_answer(request, own_id, line, desk.catalog, desk.parts), PARTS.keys() - desk.parts)
