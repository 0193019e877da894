"""Standard output and standard error: text for a person or a script, whatever the stream can take."""

import os
import sys
from contextlib import suppress

from mesoplan.errors import OutputError


def say(message: str) -> None:
    """Write a line for a person to standard error."""
    if sys.stderr is None:
        return
    with suppress(OSError):
        print("".join(c if c.isprintable() or c == "\n" else f"\\x{ord(c):02x}" for c in message), file=sys.stderr)


def print_text(text: str, encoding: str | None = None) -> None:
    """Write a whole text to standard output, in its own encoding unless another is given.

    Raises:
        OutputError: standard output cannot be written.
    """
    if sys.stdout is None:
        return
    data = text.encode(encoding or sys.stdout.encoding or "ascii", errors="replace")
    try:
        sys.stdout.flush()
        sys.stdout.buffer.write(data)
        sys.stdout.buffer.flush()
    except BrokenPipeError:
        discard_output()
    except OSError as error:
        raise full(error) from error


def full(error: OSError) -> OutputError:
    """Return what to say of a standard output that cannot be written, and write no more to it."""
    discard_output()
    return OutputError(f"standard output cannot be written: {error.strerror}")


def discard_output() -> None:
    """Leave nothing to write when Python ends: the reader has seen enough, or the disk is full."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
