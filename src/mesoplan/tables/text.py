"""YAML text to plain data, with the place of every value.

Everything is text: no key and no value is ever read as a boolean, a number or a date, so `no` stays
Norway. The parser's events are put together here, one at a time, because that keeps the places, finds
duplicate keys, and bounds both nesting and what anchors may expand to.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any, NamedTuple, NoReturn

import yaml
from yaml.reader import Reader

from mesoplan.errors import Fault, TableError, quoted

MAX_BYTES = 2_000_000
"""The largest table file, in bytes."""

MAX_VALUES = 100_000
"""The most values a file may hold, counted with its anchors expanded; each 100 characters count as one more."""

MAX_TEXT = 5_000
"""The longest text of a value or a key, in characters."""

MAX_FAULTS = 1_000
"""The most faults that are reported at once."""

_SECOND = "\0"
"""Ends a key that is written twice, whose value is left out; no key of a table ends so."""

MAX_DEPTH = 32
"""How deeply lists and mappings may nest."""

TOO_DEEP = f"nested more than {MAX_DEPTH} deep"

Key = tuple[str | int, ...]
"""The way to a value: keys and list positions, from the top of the file."""

_LINE_END = re.compile("\r\n|[\r\n\x85\u2028\u2029]")
"""What ends a line for YAML 1.1, and so for its parser's line numbers."""

_Loader = getattr(yaml, "CBaseLoader", yaml.BaseLoader)


@dataclass(eq=False)
class Table:
    """A table file as plain text data: mappings, lists and strings."""

    file: Path
    """Where it was read from."""
    text: str = ""
    """The file's text."""
    data: dict[str, Any] = field(default_factory=dict)
    """Its content."""
    places: dict[Key, tuple[int, int]] = field(default_factory=dict)
    """Line and column of each value, counted from 1."""
    keys: dict[Key, tuple[int, int]] = field(default_factory=dict)
    """Line and column of each key of a mapping, counted from 1."""
    faults: list[Fault] = field(default_factory=list)
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
        message = f"not YAML: the character {quoted(control[0])} is not text: take it out"
        raise TableError([reader.table.fault_at(_place(text[: control.start()]), (), message)])
    try:
        reader.read()
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark
        if mark is not None and text[mark.index : mark.index + 1] == "\t":
            reader.stop(mark, "not YAML: a tab stands here: indent with spaces")
        problem = error.problem or error.context or ""
        # libyaml looks ahead for the end of a key; from 0.2.6 on it gives up by itself.
        hint = next((hint for words, hint in _HINTS.items() if words in problem), problem)
        reader.stop(mark, TOO_DEEP if "nesting depth" in problem else f"not YAML: {hint}")
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
        " by a colon and a space, its fields are indented equally, and a text that holds a colon is in quotes"
    ),
    "did not find expected key": (
        "these lines do not fit together: indent the entries of one mapping equally, and write two"
        " apostrophes for one inside single quotes"
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


class _Built(NamedTuple):
    """A value, and what it adds to the one that holds it."""

    value: Any
    size: int
    depth: int


class _Reader:
    """Puts a parser's events together."""

    def __init__(self, table: Table) -> None:
        self.table = table
        self._events: Iterator[Any] = self._parsed()
        self._anchors: dict[str, _Built | None] = {}
        """What an anchor marks; None while that is still being read."""

    def read(self) -> None:
        """Read the whole text into the table."""
        documents = 0
        for event in self._events:
            if isinstance(event, yaml.DocumentStartEvent):
                documents += 1
                if documents > 1:
                    self.stop(event.start_mark, "a second document starts here: write one document a file")
            elif isinstance(event, yaml.NodeEvent):
                value = self._value(event, ()).value
                if isinstance(value, dict):
                    self.table.data = value
                elif value != "":
                    self.stop(
                        event.start_mark, "a table is a mapping: write protocols: or prices: and entries below it"
                    )

    def stop(self, mark: Any, message: str) -> NoReturn:
        """Give up reading at a fault behind which nothing can be trusted."""
        raise TableError([*self.table.faults, self.table.fault_at(_at(mark), (), message)])

    def _parsed(self) -> Iterator[Any]:
        for event in yaml.parse(self.table.text, Loader=_Loader):
            if len(self.table.faults) == MAX_FAULTS:
                self.stop(event.start_mark, f"more than {MAX_FAULTS:,} faults: fix these first")
            yield event

    def _value(self, event: Any, path: Key) -> _Built:
        """Read the value that begins with an event, and note its place."""
        if isinstance(event, yaml.AliasEvent):
            built = self._alias(event, path)
        else:
            self._refuse(event)
            built = self._scalar(event, path) if isinstance(event, yaml.ScalarEvent) else self._open(event, path)
            self._anchors[event.anchor] = built
        if path:
            self.table.places[path] = _at(event.start_mark)
        return built

    def _scalar(self, event: Any, path: Key) -> _Built:
        if event.value == "" and path:
            message = "nothing is written here: fill it in, or leave the key out"
            self.table.faults.append(self.table.fault_at(_at(event.start_mark), path, message))
        return _Built(event.value, 1 + len(event.value) // 100, 0)

    def _open(self, start: Any, path: Key) -> _Built:
        """Read a list or a mapping, which may inherit from others."""
        if len(path) == MAX_DEPTH:
            self.stop(start.start_mark, TOO_DEEP)
        self._anchors[start.anchor] = None
        value: Any = [] if isinstance(start, yaml.SequenceStartEvent) else {}
        inherited: dict[str, Any] = {}
        size = depth = 1
        for event in self._events:
            if isinstance(event, yaml.CollectionEndEvent):
                break
            step = len(value) if isinstance(value, list) else self._key(event, path, value)
            first = event if isinstance(value, list) else next(self._events)
            built = self._value(first, (*path, step))
            size, depth = size + built.size, max(depth, built.depth + 1)
            if size > MAX_VALUES:
                self.stop(first.start_mark, f"more than {MAX_VALUES:,} values, anchors expanded")
            if isinstance(step, int):
                value.append(built.value)
            elif step == "<<":
                inherited = self._merged(first, built.value) | inherited
            elif not step.endswith(_SECOND):
                value[step] = built.value
        return _Built(inherited | value if inherited else value, size, depth)

    def _key(self, event: Any, path: Key, before: dict[str, Any]) -> str:
        """Return the key that an event is; one that is written twice ends so that its value is left out."""
        self._refuse(event)
        if not isinstance(event, yaml.ScalarEvent):
            self.stop(event.start_mark, "a key is plain text, not a list, a mapping or an alias")
        key: str = event.value
        if key in before:
            first = self.table.keys[*path, key][0]
            message = f"written twice, first on line {first}: keep one"
            self.table.faults.append(self.table.fault_at(_at(event.start_mark), (*path, key), message))
            return f"{key}{_SECOND}"
        self.table.keys[*path, key] = _at(event.start_mark)
        return key

    def _alias(self, event: Any, path: Key) -> _Built:
        name, mark = event.anchor, event.start_mark
        if name not in self._anchors:
            self.stop(mark, f"*{name} names no anchor above: write &{name} where it is meant")
        built = self._anchors[name]
        if built is None:
            self.stop(mark, f"*{name} stands inside what &{name} marks, and so inside itself")
        if len(path) + built.depth > MAX_DEPTH:
            self.stop(mark, f"{TOO_DEEP}, anchors expanded")
        return built

    def _merged(self, event: Any, value: Any) -> dict[str, Any]:
        """Return what `<<` inherits: from one mapping or several, of which the first goes before the others."""
        inherited: dict[str, Any] = {}
        for merged in value if isinstance(value, list) else [value]:
            if not isinstance(merged, dict):
                self.stop(event.start_mark, "<< takes a mapping: write <<: *anchor, where &anchor marks a mapping")
            inherited = merged | inherited
        return inherited

    def _refuse(self, event: Any) -> None:
        """Refuse what no key and no value may be."""
        if getattr(event, "tag", None) is not None:
            self.stop(event.start_mark, f"the tag {event.tag} is not taken: everything in a table is text")
        if isinstance(event, yaml.ScalarEvent) and len(event.value) > MAX_TEXT:
            self.stop(event.start_mark, f"a text of more than {MAX_TEXT:,} characters: shorten it")


def _at(mark: Any) -> tuple[int, int]:
    """Return line and column of a parser's mark, from 1."""
    return (1, 1) if mark is None else (mark.line + 1, mark.column + 1)
