"""Lines in and out of a batch: read as they come, written whole."""

import os
import select
import signal
import sys
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from io import FileIO
from pathlib import Path
from types import FrameType, TracebackType
from typing import Any, BinaryIO, Self

from mesoplan.batch.answer import Answers
from mesoplan.batch.pool import Submit
from mesoplan.cli.output import new_file, say
from mesoplan.errors import MesoplanError
from mesoplan.reading.fields import MAX_LINE

_READ = 65_536
_PIECE = 32
_ENDLESS = 100_000_000
"""How many bytes of a line that is too long are passed over; a device may have no line's end at all."""


def opened(file: str, *, quiet: bool) -> FileIO:
    """Open the requests without a buffer; `-` is standard input.

    Raises:
        MesoplanError: they cannot be read.
    """
    try:
        if file != "-":
            return Path(file).open("rb", buffering=0)
        if sys.stdin is None:
            raise MesoplanError("there is no standard input: give a file")
        if sys.stdin.isatty() and not quiet:
            say("note: requests are read from the keyboard, one JSON object a line; Ctrl-D on a line of its own ends")
        return open(sys.stdin.fileno(), "rb", buffering=0, closefd=False)
    except (OSError, ValueError) as error:
        raise MesoplanError(f"{file} cannot be read: {getattr(error, 'strerror', None) or error}") from error


class Source:
    """Lines of a stream that is read without a buffer, so that it is known when the next read may have to wait."""

    def __init__(self, stream: FileIO) -> None:
        """Start at the stream's place."""
        self._stream = stream
        self.read = 0
        """How many bytes were read."""

    def ready(self) -> bool:
        """Tell whether more can be read without waiting; False where that cannot be known."""
        try:
            return bool(select.select([self._stream], [], [], 0)[0])
        except (OSError, ValueError):
            return False

    def lines(self) -> Iterator[list[bytes]]:
        """Yield the lines of each read, without their ends, as soon as they are there.

        Of a line that is too long only as much is kept as shows that it is, and the rest is passed over.

        Raises:
            MesoplanError: the stream cannot be read, or a line does not end.
        """
        begun, passing, passed = b"", False, 0
        while data := self._read():
            *lines, rest = data.split(b"\n")
            passed = passed + len(data) if passing and not lines else 0
            if passed > _ENDLESS:
                raise MesoplanError(f"a line does not end within {_ENDLESS:,} bytes: give requests, one a line")
            if lines:
                lines[0] = begun + lines[0]
                begun = b""
                if passing:
                    del lines[0]
                    passing = False
            if not passing:
                begun += rest
            if len(begun) > MAX_LINE:
                lines.append(begun[: MAX_LINE + 1])
                begun, passing = b"", True
            if lines:
                yield lines
        if begun:
            yield [begun]

    def _read(self) -> bytes:
        try:
            data: bytes | None = self._stream.read(_READ)
            while data is None:  # the stream was set not to wait
                select.select([self._stream], [], [])
                data = self._stream.read(_READ)
        except OSError as error:
            raise MesoplanError(f"the requests cannot be read: {error.strerror}") from error
        self.read += len(data)
        return data


def in_order(source: Source, submit: Submit, look_ahead: int) -> Iterator[Answers]:
    """Yield the answers to a source's lines, in order and as soon as they are there.

    Never more than `look_ahead` pieces of at most 32 lines wait for their answers, and none while the source
    has nothing more to read.
    """
    waiting: deque[Callable[[], Answers]] = deque()
    number = 1
    for lines in source.lines():
        for first in range(0, len(lines), _PIECE):
            waiting.append(submit(lines[first : first + _PIECE], number + first))
            while len(waiting) > look_ahead:
                yield waiting.popleft()()
        number += len(lines)
        while waiting and not source.ready():
            yield waiting.popleft()()
    while waiting:
        yield waiting.popleft()()


@contextmanager
def writer(output: str | None, *, replace: bool) -> Iterator[Callable[[bytes], None]]:
    """Open where the answers go, a file or standard output, and return what writes whole lines there.

    Raises:
        OutputError: what `new_file` raises.
    """
    with ExitStack() as stack:
        if output is not None:
            stream = stack.enter_context(new_file(Path(output), replace=replace))
        elif sys.stdout is not None:
            stream = sys.stdout.buffer
        else:
            stream = stack.enter_context(Path(os.devnull).open("wb"))
        yield stack.enter_context(Sink(stream)).write


class Sink:
    """A context that writes to a stream at once, and puts Ctrl-C off until what it writes is written."""

    def __init__(self, stream: BinaryIO) -> None:
        """Write to a stream."""
        self._stream = stream
        self._writing = self._asked = False
        self._before: Any = None

    def __enter__(self) -> Self:
        """Take Ctrl-C over, in the main thread, which alone can."""
        try:
            self._before = signal.signal(signal.SIGINT, self._interrupt)
        except ValueError:
            self._before = None
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, _: TracebackType | None) -> None:
        """Give Ctrl-C back."""
        if self._before is not None:
            signal.signal(signal.SIGINT, self._before)

    def write(self, text: bytes) -> None:
        """Write whole lines.

        Raises:
            KeyboardInterrupt: Ctrl-C was pressed meanwhile.
        """
        self._writing = True
        try:
            left = memoryview(text)
            while left:  # a stream without a buffer may write a part
                left = left[self._stream.write(left) :]
            self._stream.flush()
        finally:
            self._writing = False
        if self._asked:
            raise KeyboardInterrupt

    def _interrupt(self, _number: int, _frame: FrameType | None) -> None:
        # Asked twice, it stops where it is: the reader may have stopped reading.
        if not self._writing or self._asked:
            raise KeyboardInterrupt
        self._asked = True
