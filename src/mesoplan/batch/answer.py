"""Many requests: one JSON object a line or one row of a table in, one result or one error a line out.

Everything here is pure and can be pickled, so that processes, or a cluster's engine, can map it over lines
or rows: nothing of a request is kept for the next.
"""

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict
from datetime import date
from functools import partial
from typing import Any, Literal, NamedTuple

from mesoplan.answers.cost import cost_answer
from mesoplan.answers.document import Id, Refusal, content, within
from mesoplan.answers.plan import plan_answer
from mesoplan.answers.schedule import schedule_answer
from mesoplan.batch.rows import Row, answers_to, fault_of
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
    name = None
    try:
        name = read_id(request)
        return {"id": name, **_document(read_request(request, today), Desk(catalog, today, parts))}
    except MesoplanError as error:
        return {"id": name, "error": content(fault_of(error))}


def answer_lines(lines: Iterable[bytes | Row], first: int, desk: Desk) -> list[Answer]:
    """Answer requests that are written as JSON, one a line, or are rows of a table; a blank line asks for nothing.

    Args:
        lines: with or without their ends.
        first: the number of the first one, counted from 1.
        desk: what they are answered with.
    """
    return list(answers_to(lines, desk.today, partial(_answer, desk), first))


def as_line(answer: Mapping[str, Any] | Refusal) -> bytes:
    """Return an answer as a line of the output."""
    line = _ENCODER.encode(asdict(answer) if isinstance(answer, Refusal) else answer)
    # Half of a character, which JSON can name but UTF-8 cannot write, goes out as it came in: \ud800.
    return f"{line}\n".encode("utf-8", "backslashreplace")


def _answer(desk: Desk, request: PersonRequest, own_id: Id, line: int) -> Answer:
    if desk.file:
        return File(line, own_id, *desk.file(request, own_id, desk.catalog))
    return as_line({"id": own_id, "line": line, **_document(request, desk)})


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
