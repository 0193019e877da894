"""Many requests: one JSON object a line or one row of a table in, one result or one error a line out.

Everything here is pure and can be pickled, so that processes, or a cluster's engine, can map it over lines
or rows: nothing is kept from one request to the next.
"""

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict
from datetime import date
from functools import partial
from typing import Any, Literal, NamedTuple

from mesoplan.answers.batch import Id, Refusal
from mesoplan.answers.cost import cost_answer
from mesoplan.answers.document import content, within
from mesoplan.answers.plan import plan_answer
from mesoplan.answers.schedule import schedule_answer
from mesoplan.batch.rows import Row, answer_row, fault_of, row_of
from mesoplan.errors import MesoplanError
from mesoplan.planning.schedule import lay_out, lay_out_if_dated
from mesoplan.requests.lines import read_id, read_request
from mesoplan.requests.person import PersonRequest
from mesoplan.tables.catalog import Catalog

Form = Literal["html", "md", "ics"]
Part = Literal["schedule", "cost", "plan"]

FORMS: Mapping[Form, str] = {"html": "For printing", "md": "For notes", "ics": "For calendars"}
"""What a request's own file may be, and what for."""

PARTS: Mapping[Part, str] = {"schedule": "Dated sessions", "cost": "What they cost", "plan": "All for one person"}
"""What can be asked of each request, and what it is."""

DEFAULT: tuple[Part, ...] = ("schedule", "cost")
"""What is asked where nothing else is said."""

Maker = Callable[[PersonRequest, Id, Catalog, date, Part], tuple[str, str]]
"""What makes a request's own file of one part: its name and its text."""


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


class Answers(NamedTuple):
    """The answers to some lines."""

    text: bytes
    """A line each, in order."""
    lines: int
    """How many; blank lines have none."""
    failed: int
    """How many of them are errors."""
    files: Sequence[File | Refusal] = ()
    """Where requests have files of their own: these, and the errors of those that have none, in order."""


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
    name = None
    try:
        name = read_id(request)
        return {"id": name, **_document(read_request(request, today), Desk(catalog, today, parts))}
    except MesoplanError as error:
        return {"id": name, "error": content(fault_of(error))}


def answer_lines(lines: Iterable[bytes | Row], first: int, desk: Desk) -> Answers:
    """Answer requests that are written as JSON, one a line, or are rows of a table; a blank line asks for nothing.

    Args:
        lines: with or without their ends.
        first: the number of the first one, counted from 1.
        desk: what they are answered with.
    """
    rows = [row for number, line in enumerate(lines, first) if (row := row_of(line, number))]
    if make := desk.file:
        files = [answer_row(row, desk.today, partial(_file, row, desk, make)) for row in rows]
        return Answers(b"", len(rows), 0, files)
    answers = [answer_row(row, desk.today, partial(_line, row, desk)) for row in rows]
    return Answers(written(answers), len(answers), sum(isinstance(answer, Refusal) for answer in answers))


def written(answers: Iterable[Mapping[str, Any] | Refusal]) -> bytes:
    """Return answers as they are written, one a line."""
    lines = (_ENCODER.encode(asdict(answer) if isinstance(answer, Refusal) else answer) for answer in answers)
    # Half of a character, which JSON can name but UTF-8 cannot write, goes out as it came in: \ud800.
    return "".join(f"{line}\n" for line in lines).encode("utf-8", "backslashreplace")


def _line(row: Row, desk: Desk, request: PersonRequest, own_id: Id) -> dict[str, Any]:
    return {"id": own_id, "line": row.line, **_document(request, desk)}


def _file(row: Row, desk: Desk, make: Maker, request: PersonRequest, own_id: Id) -> File:
    return File(row.line, own_id, *make(request, own_id, desk.catalog, desk.today, desk.parts[0]))


def _document(request: PersonRequest, desk: Desk) -> dict[str, Any]:
    catalog, today, parts, _ = desk
    said: dict[str, Any] = {}
    if "schedule" in parts or "cost" in parts:
        regimen = request.regimen(catalog, say_open="schedule" in parts)
        schedule = lay_out(regimen) if "schedule" in parts else lay_out_if_dated(regimen)
        if "schedule" in parts and schedule is not None:
            said["schedule"] = content(schedule_answer(schedule, catalog))
        if "cost" in parts:
            said["cost"] = content(cost_answer(request, regimen, schedule, catalog))
    if "plan" in parts:
        said["plan"] = content(plan_answer(request, catalog)[1])
    return within("batch", said, catalog, today)


_ENCODER = json.JSONEncoder(ensure_ascii=False, allow_nan=False, check_circular=False, separators=(",", ":"))
