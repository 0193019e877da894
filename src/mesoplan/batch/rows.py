"""Requests as they stand in a file: one JSON object a line, or rows of a table with the fields as its columns.

A table has commas, semicolons or tabs between its cells, as spreadsheets write it. Nothing is lost: a row that cannot
be read is reported by its line, and the next row begins on the line after it.
"""

import csv
import json
import re
from codecs import BOM_UTF8
from collections import Counter, deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from itertools import chain, islice, tee
from math import isfinite
from typing import Any, NamedTuple, TypeVar, get_origin

from mesoplan.answers.document import Id, Refusal, RequestFault
from mesoplan.errors import FieldError, MesoplanError, UnknownNameError, UsageError, quoted
from mesoplan.requests.person import FIELDS, PersonRequest

Answer = TypeVar("Answer")

MAX_LINE = 65_536
"""The longest line, in bytes."""

_NOT_CSV = f'the row cannot be read: save it as CSV in UTF-8, each quotation mark (") closed, below {MAX_LINE:,} bytes'
_NO_TEXT = {b"\0": "this is not text", b"\r": "its lines end with CR alone, as on old Macs"}
_KINDS = {name: field.annotation for name, field in PersonRequest.model_fields.items()}
_YES_NO = {"true": True, "yes": True, "1": True, "x": True, "false": False, "no": False, "0": False}


class Row(NamedTuple):
    """One request, as far as it can be read."""

    line: int
    """Where it begins in its file, counted from 1."""
    words: Any
    """What is asked, by field if it can be read; a cell that is empty is left out."""
    wrong: str = ""
    """Why it cannot be read; empty if it can."""


def rows_in(lines: Iterable[bytes], name: str = "") -> Iterator[Row]:
    """Yield the requests of a file, one a line of JSON or one a row of a table; a blank line asks for nothing.

    It is a table if its name ends as those of tables do, or if its first line is no JSON and names a field.

    Args:
        lines: with their ends; of one that is too long so much as shows that it is.
        name: the file's; messages begin with it.

    Raises:
        MesoplanError: it is not text, or a table whose columns are not fields of a request.
    """
    numbered = enumerate(lines, 1)
    # A tab may stand between cells.
    filled = ((number, text) for number, line in numbered if (text := line.removeprefix(BOM_UTF8).strip(b" \r\n")))
    first, head = next(filled, (0, b""))
    is_json = head.lstrip().startswith((b"{", b"["))
    place = f"{name}:{first}" if name else f"line {first}"
    if not is_json and (wrong := next((what for byte, what in _NO_TEXT.items() if byte in head), None)):
        raise MesoplanError(f"{place}: {wrong}: save it as CSV or JSON Lines in UTF-8")
    # What stands between cells is what the titles have the most of.
    separator = max(",;\t", key=lambda sign: head.count(sign.encode()))
    titles = _titles(head, separator)
    if head and (name.lower().endswith(".csv") or not (is_json or set(titles).isdisjoint(FIELDS))):
        if head.count(b'"') % 2:
            raise MesoplanError(f"{place}: {_NOT_CSV}")
        yield from _table_rows(numbered, titles, separator, place)
    else:
        yield from (_json_row(number, line) for number, line in chain([(first, head)], numbered) if line.strip())


def _json_row(number: int, line: bytes) -> Row:
    """Return the request of a line of JSON, or why it is none."""
    line = line.rstrip(b"\r\n")
    if len(line) > MAX_LINE:
        return Row(number, {}, f"the line has more than {MAX_LINE:,} bytes: write one request a line")
    try:
        request: Any = _DECODER.decode(line.decode())
        if b"\\u" in line:  # half a character cannot be written again
            json.dumps(request, ensure_ascii=False).encode()
    except (ValueError, RecursionError) as error:
        what = str(getattr(error, "reason", error)).replace("'", '"')
        return Row(number, {}, f"the line is not JSON in UTF-8: {what}")
    return Row(number, request)


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Make an object of its keys and values; none may be there twice."""
    found = dict(pairs)
    if len(found) < len(pairs):
        doubled = Counter(key for key, _ in pairs).most_common(1)[0][0]
        raise ValueError(f"{quoted(doubled)} is written twice: keep one")
    return found


_DECODER = json.JSONDecoder(object_pairs_hook=_object)


def answer_to(row: Row, today: date, answer: Callable[[PersonRequest, Id, int], Answer]) -> Answer | Refusal:
    """Return what is made of a request, or why there is nothing; nothing of it is kept.

    Args:
        row: the request.
        today: the day that counts as today.
        answer: what makes an answer of a request, its own id and the number of its line.
    """
    own_id = None
    try:
        if not isinstance(row.words, Mapping):
            raise UsageError('a request is an object with its fields: write {"protocol": "standard", ...}')
        given = row.words.get("id")
        if not isinstance(given, Id) or (isinstance(given, float) and not isfinite(given)):
            raise FieldError("is a list, a mapping or no number: write text or a number", "id")
        own_id = given
        if row.wrong:
            raise UsageError(row.wrong)
        return answer(read_request(row.words, today), own_id, row.line)
    except MesoplanError as error:
        fault = error
    except Exception as error:  # noqa: BLE001  (one row's accident must not cost the others)
        fault = MesoplanError(f"a mistake in mesoplan itself ({type(error).__name__}): please report it")
    return Refusal(id=own_id, line=row.line, error=RequestFault.filled_from(fault))


def read_request(words: Mapping[str, Any], today: date) -> PersonRequest:
    """Return the request of some fields; `id` is left out.

    Raises:
        FieldError: there is no such field, or a value cannot be read.
    """
    if unknown := [str(field) for field in words if field not in FIELDS]:
        raise FieldError(UnknownNameError("field", unknown[0], FIELDS).message, unknown[0])
    given = {field: value for field, value in words.items() if field != "id" and value is not None}
    return PersonRequest.read({**given, "today": today.isoformat()})


def _titles(head: bytes, separator: str) -> list[str]:
    """Return the fields that a table's first line names, in any case, with spaces or hyphens for underscores."""
    cells = next(csv.reader(head.rstrip(b",;\t ").decode("utf-8", "replace").splitlines(), delimiter=separator), [])
    return ["_".join(re.split(r"[\s_-]+", cell.strip().lower())) for cell in cells]


def _table_rows(lines: Iterator[tuple[int, bytes]], titles: Sequence[str], separator: str, place: str) -> Iterator[Row]:
    """Yield the rows below the titles, which stand at `place`; a quoted cell may go over several lines."""
    if unknown := [title for title in titles if title not in FIELDS]:
        raise MesoplanError(f"{place}: {UnknownNameError('column', unknown, FIELDS, remark=': leave it out').message}")
    if doubled := next((title for title in titles if titles.count(title) > 1), None):
        raise MesoplanError(f"{place}: the column {quoted(doubled)} is there twice: keep one")
    while first := next(lines, None):
        lines, ahead = tee(lines)
        reader = csv.reader(_texts(chain([first], ahead)), delimiter=separator, strict=True)
        try:
            cells = [cell.strip() for cell in next(reader)]
            # The row's further lines are read; of one that cannot be read, the next row begins on the next line.
            deque(islice(lines, reader.line_num - 1), maxlen=0)
        except (csv.Error, UnicodeDecodeError):
            cells = []
            yield Row(first[0], {}, _NOT_CSV)
        if any(cells):
            words = {title: _value(title, cell) for title, cell in zip(titles, cells, strict=False) if cell}
            counts = f"the row has {len(cells)} cells and the table {len(titles)} columns"
            wrong = f"{counts}: put cells with a separator in quotes" if any(cells[len(titles) :]) else ""
            yield Row(first[0], words, wrong)


def _texts(lines: Iterable[tuple[int, bytes]]) -> Iterator[str]:
    """Yield lines as text, as long as one row may be."""
    size = 0
    for _, line in lines:
        size += len(line)
        if size > MAX_LINE:
            raise csv.Error
        yield line.decode()


def _value(field: str, text: str) -> Any:
    """Return what a cell says: several values where a field takes them, true or false where it is one of the two."""
    if _KINDS.get(field) is bool:
        return _YES_NO.get(text.lower(), text)
    if get_origin(_KINDS.get(field)) is not list:
        return text
    return [part.strip() for part in re.split(r"[;\n]", text) if part.strip()]
