"""Requests from a file or from standard input."""

import os
import sys
from collections.abc import Generator, Iterator
from contextlib import AbstractContextManager, closing, contextmanager, nullcontext
from pathlib import Path
from stat import S_ISREG
from typing import BinaryIO

from mesoplan.batch.rows import Row, rows_in
from mesoplan.cli.streams import say
from mesoplan.errors import MesoplanError
from mesoplan.requests.lines import MAX_LINE

_ENDLESS = 100_000_000
"""The bytes after which a line is taken to have no end, as those of a device have none."""


@contextmanager
def opened_rows(file: str, *, quiet: bool, progress: bool = False) -> Iterator[Iterator[bytes | Row]]:
    """Open a file of requests, and yield its rows.

    Args:
        file: its name; `-` is standard input.
        quiet: whether to leave out the note on how to type.
        progress: whether to show on standard error how far it is read.

    Raises:
        MesoplanError: it cannot be read, or its columns are not fields of a request.
    """
    with _opened(file, quiet=quiet) as source:
        lines = read_lines(source)
        with closing(_followed(lines, source) if progress else lines) as lines:
            yield rows_in(lines, file.removeprefix("-"))


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


def read_lines(stream: BinaryIO) -> Generator[bytes]:
    """Yield lines as they come; of one that is too long only as much as shows that it is.

    Raises:
        MesoplanError: the stream cannot be read, or a line does not seem to end.
    """
    try:
        while line := stream.readline(MAX_LINE + 2):
            yield line
            skipped = 0
            while len(line) > MAX_LINE and not line.endswith(b"\n"):
                line = stream.readline(MAX_LINE + 2)
                skipped += len(line)
                if skipped > _ENDLESS:
                    raise MesoplanError(f"a line has more than {_ENDLESS:,} bytes: give a file of requests, one a line")
    except OSError as error:
        raise MesoplanError(f"the requests cannot be read: {error.strerror}") from error


def _followed(lines: Iterator[bytes], source: BinaryIO) -> Generator[bytes]:
    """Yield lines, and show how many, and of a file how long it will take."""
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

    status = os.fstat(source.fileno())
    size = status.st_size if S_ISREG(status.st_mode) else None
    ahead = (BarColumn(), TextColumn("left:"), TimeRemainingColumn()) if size else ()
    count = TextColumn("{task.fields[count]:,} lines")
    with Progress(count, *ahead, console=Console(stderr=True), transient=True) as shown:
        task = shown.add_task("", total=size, count=0)
        for number, line in enumerate(lines, 1):
            yield line
            shown.update(task, advance=len(line), count=number)
