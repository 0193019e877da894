"""Requests from a file or from standard input, as they come."""

import sys
from collections.abc import Iterator
from contextlib import nullcontext
from pathlib import Path
from typing import BinaryIO

from mesoplan.batch.rows import Row, rows_in
from mesoplan.cli.output import say
from mesoplan.errors import MesoplanError
from mesoplan.requests.person import MAX_LINE


def rows_of(file: str, *, quiet: bool) -> Iterator[Row]:
    """Yield the requests of a file.

    Args:
        file: its name; `-` is standard input.
        quiet: whether to leave out the note on how to type.

    Raises:
        MesoplanError: it cannot be read, or what `rows_in` raises.
    """
    is_typed = file == "-"
    if is_typed and sys.stdin is None:
        raise MesoplanError("there is no standard input: give a file")
    if is_typed and sys.stdin.isatty() and not quiet:
        say("note: type one JSON object a line; Ctrl-D on a line of its own ends")
    try:
        with nullcontext(sys.stdin.buffer) if is_typed else Path(file).open("rb") as stream:
            yield from rows_in(read_lines(stream), file.removeprefix("-"))
    except (OSError, ValueError) as error:
        named = "standard input" if is_typed else file
        raise MesoplanError(f"{named} cannot be read: {getattr(error, 'strerror', None) or error}") from error


def read_lines(stream: BinaryIO) -> Iterator[bytes]:
    """Yield lines as they come; of one that is too long only as much as shows that it is. Raises an `OSError`."""
    while line := stream.readline(MAX_LINE + 2):
        yield line
        while len(line) > MAX_LINE and not line.endswith(b"\n"):
            line = stream.readline(MAX_LINE + 2)
