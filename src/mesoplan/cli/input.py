"""Requests from a file or from standard input."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path
from typing import BinaryIO

from mesoplan.batch.rows import Row, rows_in
from mesoplan.cli.output import say
from mesoplan.errors import MesoplanError
from mesoplan.requests.person import MAX_LINE


@contextmanager
def opened_rows(file: str, *, quiet: bool) -> Iterator[Iterator[Row]]:
    """Open a file of requests, and yield its rows.

    Args:
        file: its name; `-` is standard input.
        quiet: whether to leave out the note on how to type.

    Raises:
        MesoplanError: it cannot be read, or its columns are not fields of a request.
    """
    is_typed = file == "-"
    if is_typed and sys.stdin is None:
        raise MesoplanError("there is no standard input: give a file")
    if is_typed and sys.stdin.isatty() and not quiet:
        say("note: type one JSON object a line; Ctrl-D on a line of its own ends")
    try:
        source = nullcontext(sys.stdin.buffer) if is_typed else Path(file).open("rb")  # noqa: SIM115 (closed below)
    except (OSError, ValueError) as error:
        raise MesoplanError(f"{file} cannot be read: {getattr(error, 'strerror', None) or error}") from error
    with source as stream:
        yield rows_in(read_lines(stream), file.removeprefix("-"))


def read_lines(stream: BinaryIO) -> Iterator[bytes]:
    """Yield lines as they come; of one that is too long only as much as shows that it is.

    Raises:
        MesoplanError: the stream cannot be read.
    """
    try:
        while line := stream.readline(MAX_LINE + 2):
            yield line
            while len(line) > MAX_LINE and not line.endswith(b"\n"):
                line = stream.readline(MAX_LINE + 2)
    except OSError as error:
        raise MesoplanError(f"the requests cannot be read: {error.strerror}") from error
