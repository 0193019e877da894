"""Requests from a file or from standard input."""

import sys
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from pathlib import Path
from typing import BinaryIO

from mesoplan.batch.rows import Row, rows_in
from mesoplan.cli.streams import say
from mesoplan.errors import MesoplanError
from mesoplan.requests.lines import MAX_LINE


@contextmanager
def opened_rows(file: str, *, quiet: bool) -> Iterator[Iterator[Row]]:
    """Open a file of requests, and yield its rows.

    Args:
        file: its name; `-` is standard input.
        quiet: whether to leave out the note on how to type.

    Raises:
        MesoplanError: it cannot be read, or its columns are not fields of a request.
    """
    with _opened(file, quiet=quiet) as source:
        yield rows_in(read_lines(source), file.removeprefix("-"))


def _opened(file: str, *, quiet: bool) -> AbstractContextManager[BinaryIO]:
    if file != "-":
        try:
            return Path(file).open("rb")
        except (OSError, ValueError) as error:
            raise MesoplanError(f"{file} cannot be read: {getattr(error, 'strerror', None) or error}") from error
    if sys.stdin is None:
        raise MesoplanError("there is no standard input: give a file")
    if sys.stdin.isatty() and not quiet:
        say("note: type one JSON object a line; Ctrl-D on a line of its own ends")
    return nullcontext(sys.stdin.buffer)


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
