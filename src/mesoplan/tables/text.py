"""YAML text to plain data, with the place of every value.

Everything is text: no key and no value is ever read as a boolean, a number or a date, so `no` stays
Norway. The parser's events are put together here, one at a time, because that keeps the places, finds
duplicate keys, and bounds both nesting and what anchors may expand to.
"""

import re
from functools import cached_property
from pathlib import Path
from typing import Any

import yaml
from yaml.reader import Reader

from mesoplan.errors import Fault, TableError

MAX_BYTES = 2_000_000
"""The largest table file, in bytes."""

MAX_VALUES = 100_000
"""The most values a file may hold, counted with its anchors expanded; each 100 characters count as one more."""

MAX_TEXT = 5_000
"""The longest text of a value or a key, in characters."""

MAX_FAULTS = 1_000
"""The most faults that are told at once."""

_SECOND = "\0"
"""Ends a key that is written twice, whose value is left out; no key of a table ends so."""

MAX_DEPTH = 32
"""How deeply lists and mappings may nest."""

TOO_DEEP = f"nested more than {MAX_DEPTH} deep"
"""What is said of more."""

Key = tuple[str | int, ...]
"""The way to a value: keys and list positions, from the top of the file."""

_LINE_END = re.compile("\r\n|[\r\n\x85\u2028\u2029]")
"""What ends a line for YAML 1.1, and so for its parser's line numbers."""

_Loader = getattr(yaml, "CBaseLoader", yaml.BaseLoader)


class Table:
    """A table file as plain text data: mappings, lists and strings."""

    def __init__(self, file: Path, text: str = "") -> None:
        """Start an empty table of a file that holds this text."""
        self.file = file
        """Where it was read from."""
        self.text = text
        """The file's text."""
        self.data: dict[str, Any] = {}
        """Its content."""
        self.places: dict[Key, tuple[int, int]] = {}
        """Line and column of each value, counted from 1."""
        self.keys: dict[Key, tuple[int, int]] = {}
        """Line and column of each key of a mapping, counted from 1."""
        self.faults: list[Fault] = []
        """Keys written twice and values left empty, so far."""

    def fault(self, path: Key, message: str, *, at_key: bool = False) -> Fault:
        """Return a fault at a value or, `at_key`, at its key; where neither has a place, at what holds it."""
        near = path
        while near and near not in self.places:
            near = near[:-1]
        place = (self.keys.get(path) if at_key else None) or self.places.get(near, (1, 1))
        return self.fault_at(place, path, message)

    def fault_at(self, place: tuple[int, int], path: Key, message: str) -> Fault:
        """Return a fault at a line and a column, both counted from 1; what is very long is shortened."""
        # A text that is never closed ends behind the last line.
        line, column = place if place[0] <= len(self._lines) else (max(1, len(self._lines)), 1)
        text = self._lines[line - 1] if line <= len(self._lines) else ""
        steps = ".".join(_shortened(str(step), 60) for step in path)
        return Fault(str(self.file), line, column, steps, _shortened(message, 600), text)

    @cached_property
    def _lines(self) -> list[str]:
        return _LINE_END.split(self.text)


def scan_file(file: Path) -> Table:
    """Read a YAML file of at most 2,000,000 bytes.

    Raises:
        TableError: it cannot be read, is not UTF-8, is not YAML, or is not a mapping of plain values.
    """
    try:
        if not file.is_file():
            raise whole_fault(file, "this is not a file" if file.exists() else "there is no such file")
        with file.open("rb") as stream:
            content = stream.read(MAX_BYTES + 1)
    except OSError as error:
        raise whole_fault(file, f"cannot be read: {error.strerror}") from error
    if len(content) > MAX_BYTES:
        raise whole_fault(file, f"larger than {MAX_BYTES:,} bytes, the most that a table may have")
    try:
        return scan(content.decode("utf-8-sig"), file)
    except UnicodeDecodeError as error:
        # What the decoder counts in has no byte-order mark any more, and columns count characters.
        table = Table(file, error.object.decode("utf-8", errors="replace"))
        place = _place(error.object[: error.start].decode("utf-8"))
        raise TableError([table.fault_at(place, (), "not UTF-8 text: save the file as UTF-8")]) from error


def whole_fault(file: Path, message: str) -> TableError:
    """Return the error of a file, or a folder, that cannot be looked into."""
    return TableError([Fault(str(file), 1, 1, "", message)])


def parse_table(text: str, file: Path) -> Table:
    """Read YAML text; `file` is what faults are reported under.

    Raises:
        TableError: with every duplicate key and missing value, or the first fault of syntax.
    """
    table = scan(text, file)
    if table.faults:
        raise TableError(table.faults)
    return table


def scan(text: str, file: Path) -> Table:
    """Read YAML text as `parse_table`, but leave duplicate keys and missing values in the table's `faults`.

    Raises:
        TableError: with the first fault of syntax, behind which nothing can be trusted.
    """
    reader = _Reader(Table(file, text))
    if control := Reader.NON_PRINTABLE.search(text):
        message = f"not YAML: the character {control[0]!r} is not text: take it out"
        raise TableError([reader.table.fault_at(_place(text[: control.start()]), (), message)])
    try:
        for event in yaml.parse(text, Loader=_Loader):
            reader.take(event)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark
        if mark is not None and text[mark.index : mark.index + 1] == "\t":
            reader.stop(mark, "not YAML: a tab stands here: indent with spaces")
        problem = error.problem or error.context or ""
        # libyaml looks ahead for the end of a key; from 0.2.6 on it gives up by itself.
        reader.stop(mark, TOO_DEEP if "nesting depth" in problem else f"not YAML: {_hint(problem)}")
    except yaml.YAMLError as error:
        reader.stop(None, f"not YAML: {' '.join(str(error).split())}")
    return reader.table


def mapping(value: Any) -> dict[str, Any]:
    """Return a value if it is a mapping, else an empty one."""
    return value if isinstance(value, dict) else {}


def _shortened(text: str, most: int) -> str:
    """Return a text with its middle left out if it is longer than `most` characters."""
    return text if len(text) <= most else f"{text[: most // 2]}...{text[-most // 2 :]}"


def _place(before: str) -> tuple[int, int]:
    """Return line and column, from 1, of what follows a text."""
    lines = _LINE_END.split(before)
    return len(lines), len(lines[-1]) + 1


_HINTS = {
    "mapping values are not allowed": (
        "a colon with a space behind it stands where none can. See this line and the one before it: a key is followed"
        " by a colon and a space, its fields are indented alike, and a text that holds a colon stands in quotes"
    ),
    "did not find expected key": (
        "these lines do not fit together: indent the entries of one mapping alike, and write two apostrophes for one"
        " inside single quotes"
    ),
    "cannot start any token": "a text cannot begin with this character: put it in quotes",
    "unexpected end of stream": "a quote is opened and never closed: close it",
    "did not find expected node content": "a value is missing here: fill it in, or take the comma before it out",
    "did not find expected ','": "a bracket is not closed, or a comma is missing: close it, or put the comma",
    "could not find expected ':'": "a line is neither a key with its colon nor part of a text: put a colon and a space",
    "incompatible YAML document": "leave out the line that begins with %YAML",
    "unknown escape character": "a backslash inside double quotes means more than itself: write two, or single quotes",
}
"""What a slip looks like to the parser, and what to do about it."""


def _hint(problem: str) -> str:
    """Say what to do about what the parser complains of."""
    return next((hint for words, hint in _HINTS.items() if words in problem), problem)


class _Open:
    """A mapping or a list whose end has not been read yet."""

    def __init__(self, value: dict[str, Any] | list[Any], path: Key, event: Any) -> None:
        self.value = value
        self.path = path
        self.mark = event.start_mark
        self.anchor: str | None = event.anchor
        self.size = 1
        self.depth = 1
        self.key: str | None = None
        self.merged: list[dict[str, Any]] = []


class _Reader:
    """Puts a parser's events together."""

    def __init__(self, table: Table) -> None:
        self.table = table
        self.faults = table.faults
        self._open: list[_Open] = []
        self._anchors: dict[str, tuple[Any, int, int]] = {}
        self._documents = 0

    def stop(self, mark: Any, message: str) -> None:
        """Give up reading at a fault behind which nothing can be trusted."""
        raise TableError([*self.faults, self._fault(mark, (), message)])

    def take(self, event: Any) -> None:
        """Take the next event of the parser."""
        if len(self.faults) == MAX_FAULTS:
            self.stop(event.start_mark, f"more than {MAX_FAULTS:,} faults: mend these first")
        match event:
            case yaml.MappingStartEvent() | yaml.SequenceStartEvent():
                self._start(event)
            case yaml.MappingEndEvent() | yaml.SequenceEndEvent():
                self._end()
            case yaml.ScalarEvent():
                self._scalar(event)
            case yaml.AliasEvent():
                self._alias(event)
            case yaml.DocumentStartEvent():
                self._documents += 1
                if self._documents > 1:
                    self.stop(event.start_mark, "a second document starts here: write one document a file")

    def _start(self, event: Any) -> None:
        self._refuse_tag(event)
        self._refuse_key(event)
        if len(self._open) == MAX_DEPTH:
            self.stop(event.start_mark, TOO_DEEP)
        value: dict[str, Any] | list[Any] = {} if isinstance(event, yaml.MappingStartEvent) else []
        self._open.append(_Open(value, self._path(), event))

    def _end(self) -> None:
        closed = self._open.pop()
        if isinstance(closed.value, dict):
            inherited: dict[str, Any] = {}
            for merged in reversed(closed.merged):
                inherited |= merged
            closed.value = inherited | closed.value
        self._put(closed.value, closed.size, closed.depth, closed.mark, closed.anchor)

    def _scalar(self, event: Any) -> None:
        self._refuse_tag(event)
        if len(event.value) > MAX_TEXT:
            self.stop(event.start_mark, f"a text of more than {MAX_TEXT:,} characters: shorten it")
        top = self._open[-1] if self._open else None
        if top is not None and isinstance(top.value, dict) and top.key is None:
            self._key(top, event)
            return
        if event.value == "" and top is not None:
            self.faults.append(
                self._fault(event.start_mark, self._path(), "nothing is written here: fill it in, or leave the key out")
            )
        self._put(event.value, 1 + len(event.value) // 100, 0, event.start_mark, event.anchor)

    def _key(self, top: _Open, event: Any) -> None:
        path = (*top.path, event.value)
        if event.value in top.value:
            first = self.table.keys[path][0]
            self.faults.append(self._fault(event.start_mark, path, f"written twice, first on line {first}: keep one"))
            top.key = f"{event.value}{_SECOND}"
            return
        self.table.keys[path] = event.start_mark.line + 1, event.start_mark.column + 1
        top.key = event.value

    def _alias(self, event: Any) -> None:
        self._refuse_key(event)
        if any(event.anchor == top.anchor for top in self._open):
            self.stop(
                event.start_mark, f"*{event.anchor} stands inside what &{event.anchor} marks, and so inside itself"
            )
        if event.anchor not in self._anchors:
            self.stop(
                event.start_mark, f"*{event.anchor} names no anchor above: write &{event.anchor} where it is meant"
            )
        value, size, depth = self._anchors[event.anchor]
        if len(self._open) + depth > MAX_DEPTH:
            self.stop(event.start_mark, f"{TOO_DEEP}, anchors expanded")
        self._put(value, size, depth, event.start_mark, None)

    def _put(self, value: Any, size: int, depth: int, mark: Any, anchor: str | None) -> None:
        """Hand a finished value to what holds it."""
        if anchor:
            self._anchors[anchor] = value, size, depth
        path = self._path()
        if not self._open:
            if isinstance(value, dict):
                self.table.data = value
            elif value != "":
                self.stop(mark, "a table is a mapping: write protocols: or prices: and entries below it")
            return
        self.table.places[path] = mark.line + 1, mark.column + 1
        top = self._open[-1]
        top.size += size
        top.depth = max(top.depth, depth + 1)
        if top.size > MAX_VALUES:
            self.stop(mark, f"more than {MAX_VALUES:,} values, anchors expanded")
        if isinstance(top.value, list):
            top.value.append(value)
        elif top.key == "<<":
            self._merge(top, value, mark)
        elif top.key is None or not top.key.endswith(_SECOND):
            assert top.key is not None
            top.value[top.key] = value
        top.key = None

    def _merge(self, top: _Open, value: Any, mark: Any) -> None:
        for merged in value if isinstance(value, list) else [value]:
            if not isinstance(merged, dict):
                self.stop(mark, "<< takes a mapping: write <<: *anchor, where &anchor marks a mapping")
            top.merged.append(merged)

    def _path(self) -> Key:
        """Return the way to the value that comes next."""
        if not self._open:
            return ()
        top = self._open[-1]
        return (*top.path, len(top.value) if isinstance(top.value, list) else top.key or "")

    def _refuse_key(self, event: Any) -> None:
        top = self._open[-1] if self._open else None
        if top is not None and isinstance(top.value, dict) and top.key is None:
            self.stop(event.start_mark, "a key is plain text, not a list, a mapping or an alias")

    def _refuse_tag(self, event: Any) -> None:
        if event.tag is not None:
            self.stop(event.start_mark, f"the tag {event.tag} is not taken: everything in a table is text")

    def _fault(self, mark: Any, path: Key, message: str) -> Fault:
        place = (1, 1) if mark is None else (mark.line + 1, mark.column + 1)
        return self.table.fault_at(place, path, message)
