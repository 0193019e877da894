"""Many requests: one JSON object a line or one row of a table in, one result or one error a line out.

Everything here is pure and can be pickled, so that processes, or a cluster's engine, can map it over lines
or rows: nothing of a request is kept for the next.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from functools import partial
from typing import Any

from mesoplan.answers.document import Id, as_line, content
from mesoplan.answers.plan import PARTS, Part, batch_answer
from mesoplan.batch.rows import Row, answer_to
from mesoplan.requests.person import PersonRequest
from mesoplan.tables.catalog import Catalog

DEFAULT: tuple[Part, ...] = ("schedule", "cost")
"""What is asked where nothing else is said."""


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
    found = answer_to(Row(1, request), today, partial(batch_answer, catalog=catalog, parts=parts))
    return content(found, {"line", *(PARTS.keys() - parts)})


def answer_line(request: PersonRequest, own_id: Id, line: int, catalog: Catalog, parts: Sequence[Part]) -> bytes:
    """Answer a request with a line of the output, its end included."""
    return as_line(batch_answer(request, own_id, line, catalog, parts), PARTS.keys() - parts)
