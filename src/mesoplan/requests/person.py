"""Everything that can be asked for one person, as options, as a line of JSON or as a row of a table."""

import json
from collections import Counter
from collections.abc import Mapping
from datetime import date
from math import isfinite
from typing import Any

from mesoplan.errors import FieldError, UnknownNameError, UsageError, quoted
from mesoplan.requests.base import CONDITIONS, PERSON, Asked, NamedRequest, Texts, options
from mesoplan.requests.money import CostRequest
from mesoplan.requests.plan import AdviceRequest

MAX_LINE = 65_536
"""The longest line, in bytes."""


class PersonRequest(NamedRequest, AdviceRequest, CostRequest):
    """What `plan` and each request of a batch can be asked."""

    condition: Texts = options(
        "CONDITION", "A condition or medicine to watch out for, such as aspirin", PERSON, autocompletion=CONDITIONS
    )


FIELDS = ("id", *(field for field in PersonRequest.model_fields if field not in Asked.model_fields))
"""The fields of a request: an `id` of your own, and what can be asked."""


def read_request(words: Mapping[str, Any], today: date) -> PersonRequest:
    """Return the request of some fields; `id` is left out.

    Raises:
        FieldError: there is no such field, or a value cannot be read.
    """
    if unknown := [field for field in words if field not in FIELDS]:
        raise FieldError(UnknownNameError("field", unknown[0], FIELDS).message, unknown[0])
    given = {field: value for field, value in words.items() if field != "id" and value is not None}
    return PersonRequest.read({**given, "today": today.isoformat()})


def read_id(words: Any) -> Any:
    """Return a request's own id.

    Raises:
        UsageError: it is no scalar, or the request has no fields.
    """
    if not isinstance(words, Mapping):
        raise UsageError('a request is an object with its fields: write {"protocol": "standard", ...}')
    name = words.get("id")
    if not isinstance(name, (str, int, float, bool, type(None))) or (isinstance(name, float) and not isfinite(name)):
        raise FieldError("is a list, a mapping or no number: write text or a number", "id")
    return name


def parse_request(line: bytes) -> Any:
    """Read a line of JSON.

    Raises:
        UsageError: it is none, or too long.
    """
    if len(line) > MAX_LINE:
        raise UsageError(f"the line has more than {MAX_LINE:,} bytes: write one request a line")
    try:
        request: Any = _DECODER.decode(line.decode())
        if b"\\u" in line:  # half a character cannot be written again
            json.dumps(request, ensure_ascii=False).encode()
    except (ValueError, RecursionError) as error:
        what = str(getattr(error, "reason", error)).replace("'", '"')
        raise UsageError(f"the line is not JSON in UTF-8: {what}") from None
    return request


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Make an object of its keys and values; none may be there twice."""
    found = dict(pairs)
    if len(found) < len(pairs):
        doubled = Counter(key for key, _ in pairs).most_common(1)[0][0]
        raise ValueError(f"{quoted(doubled)} is written twice: keep one")
    return found


_DECODER = json.JSONDecoder(object_pairs_hook=_object)
