"""Many requests: one JSON object a line in, one result or one error a line out.

Everything here is pure and can be pickled, so that processes, or a cluster's engine, can map it over lines
or rows: nothing is kept from one request to the next.
"""

import json
import math
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any, Literal, NamedTuple

from mesoplan.answers.costs import asked_costs, asked_plan, asked_regimen
from mesoplan.errors import FieldError, MesoplanError, UsageError
from mesoplan.planning.schedule import lay_out, lay_out_if_dated
from mesoplan.reading.fields import parse_request, read_fields
from mesoplan.render.advice_json import plan_content
from mesoplan.render.json import cost_content, document, schedule_content
from mesoplan.tables.catalog import Catalog

Part = Literal["schedule", "cost", "plan"]

PARTS: tuple[Part, ...] = ("schedule", "cost", "plan")
"""What can be asked of each request."""

DEFAULT: tuple[Part, ...] = ("schedule", "cost")
"""What is asked where nothing else is said."""

_BOM = b"\xef\xbb\xbf"


class Desk(NamedTuple):
    """What every request of a batch is answered with."""

    catalog: Catalog
    """The tables."""
    today: date
    """The day that `today` and `+2w` count from."""
    parts: Sequence[Part] = DEFAULT
    """What is asked of each request."""


class Answers(NamedTuple):
    """The answers to some lines."""

    text: bytes
    """A line each, in order."""
    lines: int
    """How many; blank lines have none."""
    failed: int
    """How many of them are errors."""


def answer_request(
    request: Mapping[str, Any], catalog: Catalog, today: date, parts: Sequence[Part] = DEFAULT
) -> dict[str, Any]:
    """Answer one request; whatever is wrong with it is in the answer.

    Args:
        request: by field, as the options of `schedule`, `cost` and `plan` without their dashes: text, numbers, days,
            lists of these, or for `interval`, `pack` and `rate` a mapping; and an `id`, any scalar.
        catalog: the tables.
        today: the day that `today` and `+2w` count from.
        parts: what is asked.

    Returns:
        `id`, and either the parts, each as its own document has them, with `schema`, `today` and `disclaimer`
        once for all; or `error` with the `field` that is at fault (None: no single one) and a `message`. Only
        values that JSON has.
    """
    try:
        if not isinstance(request, Mapping):
            raise FieldError("a request is a mapping of fields", "request")
        name = request.get("id")
        _check_id(name)
    except FieldError as error:
        return {"id": None, **_fault(error)}
    try:
        return {"id": name, **_document(request, Desk(catalog, today, parts))}
    except MesoplanError as error:
        return {"id": name, **_fault(error)}


def answer_lines(lines: Iterable[bytes], first: int, desk: Desk) -> Answers:
    """Answer requests that are written as JSON, one a line; a blank line asks for nothing.

    Args:
        lines: without their ends; a carriage return may stand there.
        first: the number of the first one, counted from 1.
        desk: what they are answered with.
    """
    answers: list[str] = []
    failed = 0
    for number, line in enumerate(lines, first):
        if line and not line.isspace():
            answer = _answer_line(line, number, desk)
            failed += "error" in answer
            answers.append(_ENCODER.encode(answer))
    # Half of a character, which JSON can name but UTF-8 cannot write, goes out as it came in: \ud800.
    text = "".join(f"{answer}\n" for answer in answers).encode("utf-8", "backslashreplace")
    return Answers(text, len(answers), failed)


def _answer_line(line: bytes, number: int, desk: Desk) -> dict[str, Any]:
    try:
        request = parse_request(line.removeprefix(_BOM) if number == 1 else line)
        answer = answer_request(request, *desk)
    except UsageError as error:
        answer = {"id": None, **_fault(error)}
    except Exception as error:  # noqa: BLE001  (one line's accident must not cost the others)
        mistake = f"a mistake of mesoplan's own ({type(error).__name__}): please report it"
        answer = {"id": None, **_fault(MesoplanError(mistake))}
    return {"id": answer.pop("id"), "line": number, **answer}


def _document(request: Mapping[str, Any], desk: Desk) -> dict[str, Any]:
    catalog, today, parts = desk
    words = read_fields(request)
    content: dict[str, Any] = {}
    if "schedule" in parts or "cost" in parts:
        regimen = asked_regimen(words, catalog, today)
        schedule = lay_out(regimen) if "schedule" in parts else lay_out_if_dated(regimen)
        if "schedule" in parts and schedule is not None:
            content["schedule"] = schedule_content(schedule, catalog)
        if "cost" in parts:
            costs = asked_costs(words, regimen, schedule, catalog, today)
            content["cost"] = cost_content(regimen, *costs, catalog)
    if "plan" in parts:
        content["plan"] = plan_content(*asked_plan(words, catalog, today), catalog)
    return document("batch", today, catalog, content)


def _fault(error: MesoplanError) -> dict[str, Any]:
    return {"error": {"field": error.field, "message": error.message}}


def _check_id(name: Any) -> None:
    if not isinstance(name, (str, int, float, bool, type(None))):
        raise FieldError("is a list or a mapping: write text or a number", "id")
    if isinstance(name, float) and not math.isfinite(name):
        raise FieldError("is too large a number: write text", "id")


_ENCODER = json.JSONEncoder(ensure_ascii=False, allow_nan=False, check_circular=False, separators=(",", ":"))
