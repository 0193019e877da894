"""YAML text to plain data, with the place of every value.

Everything is text: no key and no value is ever read as a boolean, a number or a date, so `no` stays
Norway. PyYAML composes its nodes once the parser's events have shown that nesting and size are within bounds; the nodes
are put together here, because that keeps the places, finds duplicate keys, and bounds what anchors may expand to.
"""

import re
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any, NoReturn

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

MAX_DEPTH = 32
"""How deeply lists and mappings may nest."""

TOO_DEEP = f"nested more than {MAX_DEPTH} deep"
_TOO_MANY = f"more than {MAX_VALUES:,} values, anchors expanded"

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
    """What is wrong with it, so far."""
    size: int = 0
    """How many values there are so far, anchors expanded."""
    sections: dict[str, dict[str, Any]] = field(default_factory=dict)
    """Its entries by section and id, once they are checked; empty where a field is wrong."""

    def fault(self, path: Key, message: str, *, at_key: bool = False) -> Fault:
        """Return a fault at a value or, `at_key`, at its key; where neither has a place, at what holds it."""
        return self.fault_at((self.keys.get(path) if at_key else None) or self.place_of(path), path, message)

    def place_of(self, path: Key) -> tuple[int, int]:
        """Return line and column of a value; where it has none, of what holds it."""
        while path and path not in self.places:
            path = path[:-1]
        return self.places.get(path, (1, 1))

    def fault_at(self, place: tuple[int, int], path: Key, message: str) -> Fault:
        """Return a fault at a line and a column, both counted from 1; what is very long is shortened."""
        # A text that is never closed ends behind the last line.
        line, column = place if place[0] <= len(self._lines) else (len(self._lines), 1)
        steps = ".".join(_shortened(str(step), 60) for step in path)
        return Fault(str(self.file), line, column, steps, _shortened(message, 600), self._lines[line - 1])

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
    return scan(content.decode("utf-8-sig", errors="replace"), file)


def whole_fault(file: Path, message: str) -> TableError:
    """Return the error of a file, or a folder, that cannot be looked into."""
    return TableError([Fault(str(file), 1, 1, "", message)])


def scan(text: str, file: Path) -> Table:
    """Read YAML text; `file` is what faults are reported under. Duplicate keys and missing values are among them.

    Raises:
        TableError: with the first fault of syntax, behind which nothing can be trusted.
    """
    table = Table(file, text)
    if wrong := re.search("\ufffd", text) or Reader.NON_PRINTABLE.search(text):
        # What cannot be decoded was replaced by the first of the two.
        message = f"the character {quoted(wrong[0])} is not text: save the file as UTF-8, or take the character out"
        before = _LINE_END.split(text[: wrong.start()])
        raise TableError([table.fault_at((len(before), len(before[-1]) + 1), (), message)])
    try:
        _check_events(table)
        root = yaml.compose(text, Loader=_Loader)
    except yaml.MarkedYAMLError as error:
        _stop(table, error.problem_mark, _what_to_do(table, error))
    if isinstance(root, yaml.MappingNode):
        table.data = _value(table, root)
    elif root is not None and root.value != "":
        _stop(table, root.start_mark, "a table is a mapping: write protocols: or prices: and entries below it")
    return table


def mapping(value: Any) -> dict[str, Any]:
    """Return a value if it is a mapping, else an empty one."""
    return value if isinstance(value, dict) else {}


def _shortened(text: str, most: int) -> str:
    """Return a text with its middle left out if it is longer than `most` characters."""
    return text if len(text) <= most else f"{text[: most // 2]}...{text[-most // 2 :]}"


def _check_events(table: Table) -> None:
    """Refuse what must never be composed: too deep, too many values, or a tag."""
    depth = nodes = 0
    for event in yaml.parse(table.text, Loader=_Loader):
        nodes += isinstance(event, yaml.NodeEvent)
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        if depth > MAX_DEPTH:
            _stop(table, event.start_mark, TOO_DEEP)
        if nodes > 2 * MAX_VALUES:  # a value has one key at most
            _stop(table, event.start_mark, _TOO_MANY)
        if (tag := getattr(event, "tag", None)) is not None:
            _stop(table, event.start_mark, f"the tag {tag} is not taken: everything in a table is text")


def _what_to_do(table: Table, error: Any) -> str:
    """Return what to do about a usual slip, or else what the parser found."""
    if "nesting depth" in error.problem:  # libyaml looks ahead for the end of a key; from 0.2.6 on it gives up so
        return TOO_DEEP
    if table.text.startswith("\t", error.problem_mark.index):
        return "not YAML: a tab stands here: indent with spaces"
    found = ", ".join(filter(None, (error.context, error.problem))).replace("'", '"')
    return f"not YAML: {next((slip for words, slip in _SLIPS.items() if words in error.problem), found)}"


_SLIPS = {
    "mapping values are not allowed": "a colon stands where none can: a key is followed by a colon and a space, also"
    " on the line before, and a text that holds a colon is in quotes",
    "did not find expected key": "these lines do not fit together: indent the entries of one mapping equally",
    "could not find expected ':'": "this line, or the one before, is no key: a key is followed by a colon and a space",
    "unexpected end of stream": "a quote is opened and never closed: close it",
    "did not find expected ','": "a bracket is not closed, or a comma is missing",
    "did not find expected node content": "a value is missing here",
    "cannot start any token": "a text cannot begin with this character: put it in quotes",
}
"""What the parser says of the usual slips, and what they are."""


def _stop(table: Table, mark: Any, message: str) -> NoReturn:
    """Give up reading at a fault behind which nothing can be trusted."""
    raise TableError([*table.faults, table.fault_at(_at(mark), (), message)])


def _value(table: Table, node: Any, path: Key = ()) -> Any:
    """Read a node, and note its place."""
    if path:
        table.places[path] = _at(node.start_mark)
    is_text = isinstance(node, yaml.ScalarNode)
    table.size += 1 + (len(node.value) // 100 if is_text else 0)
    if table.size > MAX_VALUES:
        _stop(table, node.start_mark, _TOO_MANY)
    if is_text:
        if node.value == "":
            table.faults.append(table.fault(path, "nothing is written here: fill it in, or leave the key out"))
        return _text(table, node)
    if len(path) >= MAX_DEPTH:
        _stop(table, node.start_mark, TOO_DEEP)
    if isinstance(node, yaml.MappingNode):
        return _mapping(table, node, path)
    return [_value(table, entry, (*path, at)) for at, entry in enumerate(node.value)]


def _text(table: Table, node: yaml.ScalarNode) -> str:
    if len(node.value) > MAX_TEXT:
        _stop(table, node.start_mark, f"a text of more than {MAX_TEXT:,} characters: shorten it")
    return str(node.value)


def _mapping(table: Table, node: yaml.MappingNode, path: Key) -> dict[str, Any]:
    """Read a mapping; what it inherits from others goes behind its own."""
    found: dict[str, Any] = {}
    inherited: list[Any] = []
    for key, value in node.value:
        if not isinstance(key, yaml.ScalarNode) or not key.value.strip():
            _stop(table, key.start_mark, "a key is plain text, not empty, a list or a mapping")
        name, way = _text(table, key), (*path, key.value)
        if name in found:
            first = f"written twice, first on line {table.keys[way][0]}: keep one"
            table.faults.append(table.fault_at(_at(key.start_mark), way, first))
            continue
        table.keys[way] = _at(key.start_mark)
        read = _value(table, value, way)
        if name != "<<":
            found[name] = read
            continue
        inherited += read if isinstance(read, list) else [read]
        if not all(isinstance(each, dict) for each in inherited):
            _stop(table, key.start_mark, "<< takes a mapping: write <<: *anchor, where &anchor marks one")
    for each in inherited:
        found |= {name: value for name, value in each.items() if name not in found}
    return found


def _at(mark: Any) -> tuple[int, int]:
    """Return line and column of a parser's mark, from 1."""
    return mark.line + 1, mark.column + 1
