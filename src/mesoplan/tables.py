"""YAML text to plain data, with the place of every value.

Everything is text: no key and no value is ever read as a boolean, a number or a date, so `no` stays
Norway. The parser's events are put together here, one at a time, because that keeps the places, finds
duplicate keys, and bounds both nesting and what anchors may expand to.
"""

from pathlib import Path
from typing import Any

import yaml

from mesoplan.errors import TableError

MAX_BYTES = 2_000_000
"""The largest table file, in bytes."""

MAX_VALUES = 100_000
"""The most values a file may hold, counted with its anchors expanded."""

MAX_DEPTH = 32
"""How deeply lists and mappings may nest."""

Key = tuple[str | int, ...]
"""The way to a value: keys and list positions, from the top of the file."""

_Loader = getattr(yaml, "CBaseLoader", yaml.BaseLoader)


class Table:
    """A table file as plain text data: mappings, lists and strings."""

    def __init__(self, file: Path) -> None:
        """Start an empty table of a file."""
        self.file = file
        """Where it was read from."""
        self.data: dict[str, Any] = {}
        """Its content."""
        self.places: dict[Key, tuple[int, int]] = {}
        """Line and column of each value, counted from 1."""
        self.keys: dict[Key, tuple[int, int]] = {}
        """Line and column of each key of a mapping, counted from 1."""

    def fault(self, path: Key, message: str, *, at_key: bool = False) -> str:
        """Word a fault as `FILE:LINE:COLUMN: path.to.field: message`."""
        near = path
        while near and near not in self.places:
            near = near[:-1]
        line, column = (self.keys.get(path) if at_key else None) or self.places.get(near, (1, 1))
        where = f"{'.'.join(map(str, path))}: " if path else ""
        return f"{self.file}:{line}:{column}: {where}{message}"


def read_table(file: Path) -> Table:
    """Read a YAML file of at most 2,000,000 bytes.

    Raises:
        TableError: it cannot be read, is not UTF-8, is not YAML, or is not a mapping of plain values.
    """
    try:
        if not file.is_file():
            raise TableError([f"{file}:1:1: this is not a file"])
        with file.open("rb") as stream:
            content = stream.read(MAX_BYTES + 1)
    except OSError as error:
        raise TableError([f"{file}:1:1: cannot be read: {error.strerror}"]) from error
    if len(content) > MAX_BYTES:
        raise TableError([f"{file}:1:1: larger than {MAX_BYTES} bytes, the most that a table may have"])
    try:
        return parse_table(content.decode("utf-8-sig"), file)
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        column = error.start - content.rfind(b"\n", 0, error.start)
        raise TableError([f"{file}:{line}:{column}: not UTF-8 text: save the file as UTF-8"]) from error


def parse_table(text: str, file: Path) -> Table:
    """Read YAML text; `file` is what faults are reported under.

    Raises:
        TableError: with every duplicate key and missing value, or the first fault of syntax.
    """
    reader = _Reader(Table(file))
    try:
        for event in yaml.parse(text, Loader=_Loader):
            reader.take(event)
    except yaml.MarkedYAMLError as error:
        reader.stop(error.problem_mark, f"not YAML: {error.problem or error.context}")
    except yaml.YAMLError as error:
        reader.stop(None, f"not YAML: {' '.join(str(error).split())}")
    if reader.faults:
        raise TableError(reader.faults)
    return reader.table


class _Open:
    """A mapping or a list whose end has not been read yet."""

    def __init__(self, value: dict[str, Any] | list[Any], path: Key, event: Any) -> None:
        self.value = value
        self.path = path
        self.mark = event.start_mark
        self.anchor: str | None = event.anchor
        self.size = 1
        self.key: str | None = None
        self.merged: list[dict[str, Any]] = []


class _Reader:
    """Puts a parser's events together."""

    def __init__(self, table: Table) -> None:
        self.table = table
        self.faults: list[str] = []
        self._open: list[_Open] = []
        self._anchors: dict[str, tuple[Any, int]] = {}
        self._documents = 0

    def stop(self, mark: Any, message: str) -> None:
        """Give up reading at a fault behind which nothing can be trusted."""
        raise TableError([*self.faults, self._fault(mark, (), message)])

    def take(self, event: Any) -> None:
        """Take the next event of the parser."""
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
            self.stop(event.start_mark, f"nested more than {MAX_DEPTH} deep")
        value: dict[str, Any] | list[Any] = {} if isinstance(event, yaml.MappingStartEvent) else []
        self._open.append(_Open(value, self._path(), event))

    def _end(self) -> None:
        closed = self._open.pop()
        if isinstance(closed.value, dict):
            for merged in closed.merged:
                closed.value = {**merged, **closed.value}
        self._put(closed.value, closed.size, closed.mark, closed.anchor)

    def _scalar(self, event: Any) -> None:
        self._refuse_tag(event)
        top = self._open[-1] if self._open else None
        if top is not None and isinstance(top.value, dict) and top.key is None:
            self._key(top, event)
            return
        if event.value == "" and top is not None:
            self.faults.append(
                self._fault(event.start_mark, self._path(), "nothing is written here: fill it in, or leave the key out")
            )
        self._put(event.value, 1, event.start_mark, event.anchor)

    def _key(self, top: _Open, event: Any) -> None:
        path = (*top.path, event.value)
        if path in self.table.keys and event.value != "<<":
            first = self.table.keys[path][0]
            self.faults.append(self._fault(event.start_mark, path, f"written twice, first on line {first}: keep one"))
        self.table.keys.setdefault(path, (event.start_mark.line + 1, event.start_mark.column + 1))
        top.key = event.value

    def _alias(self, event: Any) -> None:
        self._refuse_key(event)
        if event.anchor not in self._anchors:
            self.stop(
                event.start_mark, f"*{event.anchor} names no anchor above: write &{event.anchor} where it is meant"
            )
        value, size = self._anchors[event.anchor]
        self._put(value, size, event.start_mark, None)

    def _put(self, value: Any, size: int, mark: Any, anchor: str | None) -> None:
        """Hand a finished value to what holds it."""
        if anchor:
            self._anchors[anchor] = value, size
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
        if top.size > MAX_VALUES:
            self.stop(mark, f"more than {MAX_VALUES} values, anchors expanded")
        if isinstance(top.value, list):
            top.value.append(value)
        elif top.key == "<<":
            self._merge(top, value, mark)
        else:
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

    def _fault(self, mark: Any, path: Key, message: str) -> str:
        line, column = (mark.line + 1, mark.column + 1) if mark is not None else (1, 1)
        where = f"{'.'.join(map(str, path))}: " if path else ""
        return f"{self.table.file}:{line}:{column}: {where}{message}"
