"""Requests as they stand in a file: one JSON object a line, or rows of a table with the fields as its columns.

A table has commas or semicolons between its cells, as spreadsheets write it. Nothing is lost: a row that cannot be
read is reported by its line, and the next row begins on the line after it.
"""

import csv
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from io import StringIO
from itertools import chain, islice
from typing import Any, NamedTuple, TypeVar, get_origin

from mesoplan.answers.document import Id, Refusal, RequestFault
from mesoplan.errors import MesoplanError, UnknownNameError, UsageError, quoted
from mesoplan.requests.lines import FIELDS, MAX_LINE, parse_request, read_id, read_request
from mesoplan.requests.person import PersonRequest

Answer = TypeVar("Answer")

_BOM = b"\xef\xbb\xbf"
_UTF_16 = (b"\xff\xfe", b"\xfe\xff")
_WORKBOOKS = (".xlsx", ".xls", ".ods", ".numbers")
_LISTS = frozenset(name for name, field in PersonRequest.model_fields.items() if get_origin(field.annotation) is list)
_FLAGS = frozenset(name for name, field in PersonRequest.model_fields.items() if field.annotation is bool)
_DAYS = frozenset(("done", "booked", "missed", "away"))
_ISO = re.compile(r"\d{4}-\d\d?-\d\d?")
_YES_NO = {"true": True, "yes": True, "1": True, "x": True, "false": False, "no": False, "0": False}
_UNCLOSED = 'a quotation mark (") opens and does not close'


class Row(NamedTuple):
    """One request, as far as it can be read."""

    line: int
    """Where it begins in its file, counted from 1."""
    words: Mapping[str, Any]
    """What is asked, by field; a cell that is empty is left out."""
    fault: RequestFault | None = None
    """Why it cannot be read; None if it can."""


def rows_in(lines: Iterable[bytes], name: str = "") -> Iterator[bytes | Row]:
    """Yield the lines of a file of JSON as they come, or the rows of a table; blank ones too, for their count.

    It is a table if its name ends as those of tables do, or if its first line is no JSON and names a field.

    Args:
        lines: with their ends; of one that is too long so much as shows that it is.
        name: the file's; messages begin with it.

    Raises:
        MesoplanError: the table is not text, or its columns are not fields of a request.
    """
    unread = iter(lines)
    blank = []
    for head in unread:
        if head.removeprefix(_BOM).strip():
            break
        blank.append(head)
    else:
        return iter(blank)
    titles = _titles(head)
    is_table = not head.removeprefix(_BOM).lstrip().startswith((b"{", b"[")) and not set(titles).isdisjoint(FIELDS)
    if not is_table and not name.lower().endswith((".csv", *_WORKBOOKS)):
        return chain(blank, [head], unread)
    first = len(blank) + 1
    _check_titles(head, titles, f"{name}:{first}" if name else f"line {first}")
    return _rows(unread, titles, _separator(head), first + 1)


def row_of(line: bytes | Row, number: int) -> Row | None:
    """Return what a line asks, read from JSON where it is no row yet; None if it is blank.

    Args:
        line: what `rows_in` yields.
        number: its place, counted from 1.
    """
    if isinstance(line, Row):
        return line
    if not line or line.isspace():
        return None
    try:
        return Row(number, parse_request((line.removeprefix(_BOM) if number == 1 else line).rstrip(b"\r\n")))
    except UsageError as error:
        return Row(number, {}, fault_of(error))


def answers_to(
    lines: Iterable[bytes | Row], today: date, answer: Callable[[PersonRequest, Id, int], Answer], first: int = 1
) -> Iterator[Answer | Refusal]:
    """Yield what is made of each request, or why there is none. Nothing is kept between them.

    Args:
        lines: what `rows_in` yields; a blank one asks for nothing.
        today: the day that counts as today.
        answer: what makes an answer of a request, its own id and the number of its line.
        first: the number of the first line.
    """
    for number, line in enumerate(lines, first):
        if row := row_of(line, number):
            yield _answer(row, today, answer)


def _answer(row: Row, today: date, answer: Callable[[PersonRequest, Id, int], Answer]) -> Answer | Refusal:
    own_id, fault = None, row.fault
    try:
        own_id = read_id(row.words)
        if fault is None:
            return answer(read_request(row.words, today), own_id, row.line)
    except MesoplanError as error:
        fault = fault_of(error)
    except Exception as error:  # noqa: BLE001  (one row's accident must not cost the others)
        fault = _fault(f"a mistake in mesoplan itself ({type(error).__name__}): please report it")
    assert fault is not None
    return Refusal(id=own_id, line=row.line, error=fault)


def fault_of(error: MesoplanError) -> RequestFault:
    """Return an error as a record."""
    return _fault(error.message, error.field)


def _fault(message: str, field: str | None = None) -> RequestFault:
    return RequestFault(field=field, message=message)


def _separator(head: bytes) -> str:
    """Return what stands between cells: a semicolon where the titles have more of them than commas."""
    return ";" if head.count(b";") > head.count(b",") else ","


def _titles(head: bytes) -> list[str]:
    """Return the fields that a table's first line names, in any case, with spaces or hyphens for underscores."""
    text = head.removeprefix(_BOM).decode("utf-8", "replace").rstrip("\r\n")
    try:
        cells = next(csv.reader([text], delimiter=_separator(head)), [])
    except csv.Error:
        # No titles, and perhaps JSON: what the line is, is found out later.
        cells = [text]
    titles = ["_".join(re.split(r"[\s_-]+", cell.strip().lower())) for cell in cells]
    while titles and not titles[-1]:
        titles.pop()
    return titles


def _check_titles(head: bytes, titles: Sequence[str], place: str) -> None:
    if head.startswith(_UTF_16):
        raise MesoplanError(f"{place}: the table is UTF-16: save it as CSV in UTF-8")
    if b"\0" in head:
        raise MesoplanError(f"{place}: this is not a table of text: save it as CSV in UTF-8")
    if unknown := [title for title in titles if title not in FIELDS]:
        raise MesoplanError(f"{place}: {UnknownNameError('column', unknown, FIELDS).message}")
    if doubled := next((title for title in titles if titles.count(title) > 1), None):
        raise MesoplanError(f"{place}: the column {quoted(doubled)} is there twice: keep one")


def _rows(lines: Iterator[bytes], titles: Sequence[str], separator: str, first: int) -> Iterator[Row]:
    """Yield the rows below the titles; a quoted cell may go over several lines."""
    waiting: list[bytes] = []
    number = first
    while waiting or (waiting := [*islice(lines, 1)]):
        cells, used = _cells(waiting, lines, separator)
        if isinstance(cells, str):
            yield Row(number, {}, _fault(cells))
        elif any(cell.strip() for cell in cells):
            yield _row(number, titles, cells)
        number += used
        del waiting[:used]


def _cells(waiting: list[bytes], lines: Iterator[bytes], separator: str) -> tuple[list[str] | str, int]:
    """Return the cells of the first row of `waiting` and how many lines it has, or what is wrong with its first line.

    Lines that it takes to find the end of a quoted cell are added to `waiting`.
    """
    if len(waiting[0]) > MAX_LINE:
        return f"the row has more than {MAX_LINE:,} bytes", 1
    size = used = 0
    while True:
        if used == len(waiting):
            waiting += islice(lines, 1)
        if used == len(waiting) or (size := size + len(waiting[used])) > MAX_LINE:
            return _UNCLOSED, 1
        used += 1
        if used > 1 and b'"' not in waiting[used - 1]:
            continue
        text = b"".join(waiting[:used]).decode("utf-8", "surrogateescape")
        try:
            # A row ends where its last cell does: in strict mode the reader refuses to end within quotation marks.
            return next(csv.reader(StringIO(text, newline="\n"), delimiter=separator, strict=True), []), used
        except csv.Error as error:
            if "unexpected end" not in str(error):
                return (_UNCLOSED if used > 1 else f"the row is not CSV: {error}"), 1


def _row(number: int, titles: Sequence[str], cells: Sequence[str]) -> Row:
    """Return a row by its fields."""
    given = {title: cell.strip() for title, cell in zip(titles, cells, strict=False) if cell.strip()}
    words = {field: _value(field, text) for field, text in given.items()}
    if any(cell.strip() for cell in cells[len(titles) :]):
        counts = f"the row has {len(cells)} cells and the table {len(titles)} columns"
        return Row(number, words, _fault(f"{counts}: put cells with a separator in quotes"))
    for field, text in given.items():
        if not text.isascii() and re.search("[\udc80-\udcff]", text):
            return Row(number, {}, _fault("the cell is not UTF-8: save the table as CSV in UTF-8", field))
    return Row(number, words)


def _value(field: str, text: str) -> Any:
    """Return what a cell says: several values where a field takes them, true or false where it is one of the two."""
    if field in _FLAGS:
        return _YES_NO.get(text.lower(), text)
    if field not in _LISTS:
        return text
    # A comma may be part of the name of a country or of a person, but of no day that is closed.
    separators = r"[;,\n]" if field == "closed" else r"[;\n]"
    parts = [part.strip() for part in re.split(separators, text) if part.strip()]
    return [word for part in parts for word in _days(part)] if field in _DAYS else parts


def _days(text: str) -> list[str]:
    """Return days that stand in a row with spaces between them; `1 Dec 2026` is one."""
    words = text.replace(",", " ").split()
    return words if any(_ISO.match(word) for word in words) else [text]
