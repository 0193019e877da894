"""Many requests: one JSON object a line or one row of a table in, one result or one error a line out.

Everything here is pure and can be pickled, so that processes, or a cluster's engine, can map it over lines
or rows: nothing is kept from one request to the next.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any, Literal, NamedTuple

from mesoplan.answers.batch import RequestFault
from mesoplan.answers.cost import cost_answer, regimen_of
from mesoplan.answers.document import content, envelope
from mesoplan.answers.plan import plan_answer
from mesoplan.answers.schedule import schedule_answer
from mesoplan.batch.rows import Row, fault_of, row_of
from mesoplan.errors import MesoplanError
from mesoplan.planning.schedule import lay_out, lay_out_if_dated
from mesoplan.requests.lines import read_id, read_request
from mesoplan.tables.catalog import Catalog

Form = Literal["html", "md", "ics"]
Part = Literal["schedule", "cost", "plan"]

FORMS: Mapping[Form, str] = {"html": "For printing", "md": "For notes", "ics": "For calendars"}
"""What a request's own file may be, and what for."""

PARTS: Mapping[Part, str] = {
    "schedule": "Dated sessions",
    "cost": "What they cost",
    "plan": "Everything for one person",
}
"""What can be asked of each request, and what it is."""

DEFAULT: tuple[Part, ...] = ("schedule", "cost")
"""What is asked where nothing else is said."""


class Desk(NamedTuple):
    """What every request of a batch is answered with."""

    catalog: Catalog
    """The tables."""
    today: date
    """The day that `today` and `+2w` count from."""
    parts: Sequence[Part] = DEFAULT
    """What is asked of each request."""
    form: Form | None = None
    """What each request's own file is, of its one part; None: it has none."""


class File(NamedTuple):
    """A request's own file, not yet written."""

    line: int
    """The request's place."""
    id: Any
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
    files: Sequence[File | dict[str, Any]] = ()
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
        return {"id": name, **_document(request, Desk(catalog, today, parts))}
    except MesoplanError as error:
        return {"id": name, "error": content(fault_of(error))}


def answer_lines(lines: Iterable[bytes | Row], first: int, desk: Desk) -> Answers:
    """Answer requests that are written as JSON, one a line, or are rows of a table; a blank line asks for nothing.

    Args:
        lines: with or without their ends.
        first: the number of the first one, counted from 1.
        desk: what they are answered with.
    """
    found = [_answer_row(row, desk) for number, line in enumerate(lines, first) if (row := row_of(line, number))]
    if desk.form:
        return Answers(b"", len(found), 0, found)
    answers = [answer for answer in found if isinstance(answer, dict)]
    return Answers(written(answers), len(answers), sum("error" in answer for answer in answers))


def written(answers: Iterable[Mapping[str, Any]]) -> bytes:
    """Return answers as they are written, one a line."""
    # Half of a character, which JSON can name but UTF-8 cannot write, goes out as it came in: \ud800.
    return "".join(f"{_ENCODER.encode(answer)}\n" for answer in answers).encode("utf-8", "backslashreplace")


def refusal(own_id: Any, line: int, error: MesoplanError | RequestFault) -> dict[str, Any]:
    """Return what is written for a line that cannot be answered."""
    fault = fault_of(error) if isinstance(error, MesoplanError) else error
    return {"id": own_id, "line": line, "error": content(fault)}


def _answer_row(row: Row, desk: Desk) -> dict[str, Any] | File:
    if row.fault is not None:
        return refusal(row.words.get("id"), row.line, row.fault)
    try:
        if desk.form:
            return _file(row, desk, desk.form)
        answer = answer_request(row.words, desk.catalog, desk.today, desk.parts)
        return {"id": answer.pop("id"), "line": row.line, **answer}
    except Exception as error:  # noqa: BLE001  (one line's accident must not cost the others)
        mistake = f"a mistake in mesoplan itself ({type(error).__name__}): please report it"
        return refusal(None, row.line, MesoplanError(mistake))


def _file(row: Row, desk: Desk, form: Form) -> dict[str, Any] | File:
    from mesoplan.batch.files import file_name, file_text

    own_id = None
    try:
        own_id = read_id(row.words)
        request = read_request(row.words, desk.today)
        name = file_name(own_id, request.name, form)
        return File(row.line, own_id, name, file_text(request, desk.catalog, desk.today, desk.parts[0], form))
    except MesoplanError as error:
        return refusal(own_id, row.line, error)


def _document(words: Mapping[str, Any], desk: Desk) -> dict[str, Any]:
    catalog, today, parts, _ = desk
    request = read_request(words, today)
    around = content(envelope("batch", catalog, today))
    disclaimer = around.pop("disclaimer")
    if "schedule" in parts or "cost" in parts:
        regimen = regimen_of(request, catalog)
        schedule = lay_out(regimen) if "schedule" in parts else lay_out_if_dated(regimen)
        if "schedule" in parts and schedule is not None:
            around["schedule"] = content(schedule_answer(schedule, catalog))
        if "cost" in parts:
            around["cost"] = content(cost_answer(request, regimen, schedule, catalog))
    if "plan" in parts:
        around["plan"] = content(plan_answer(request, catalog)[1])
    return {**around, "disclaimer": disclaimer}


_ENCODER = json.JSONEncoder(ensure_ascii=False, allow_nan=False, check_circular=False, separators=(",", ":"))
