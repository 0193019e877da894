"""Lines from a file or from standard input."""

import sys
from collections.abc import Iterator
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from typing import BinaryIO

from mesoplan.cli.streams import say
from mesoplan.errors import MesoplanError
from mesoplan.requests.lines import MAX_LINE

_ENDLESS = 100_000_000
"""How many bytes of a line that is too long are passed over."""


def opened(file: str, *, quiet: bool) -> AbstractContextManager[BinaryIO]:
    """Open a file to read; `-` is standard input, with a note on how to type unless `quiet`.

    Raises:
        MesoplanError: it cannot be read.
    """
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
        MesoplanError: the stream cannot be read, or a line does not end: it may be a device that has none.
    """
    try:
        while line := stream.readline(MAX_LINE + 2):
            yield line
            passed, rest = 0, line
            while len(line) > MAX_LINE and rest and not rest.endswith(b"\n"):
                rest = stream.readline(MAX_LINE)
                passed += len(rest)
                if passed > _ENDLESS:
                    raise MesoplanError(f"a line does not end within {_ENDLESS:,} bytes: give requests, one a line")
    except OSError as error:
        raise MesoplanError(f"the requests cannot be read: {error.strerror}") from error
