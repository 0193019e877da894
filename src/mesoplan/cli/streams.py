"""Standard output and standard error: text for a person or a script, whatever the stream can take."""

import os
import shutil
import sys
from collections.abc import Iterable
from contextlib import suppress
from textwrap import TextWrapper
from typing import Any

from mesoplan.errors import visible

_TWO_COLUMNS = 60
"""From how many columns on a help text has a column for each."""


def say(message: str) -> None:
    """Write a line for a person to standard error; on a terminal it breaks between words."""
    if sys.stderr is None:
        return
    text = "\n".join(map(visible, message.split("\n")))
    with suppress(OSError):
        print(_wrapped(text) if sys.stderr.isatty() else text, file=sys.stderr)


def write_terms(formatter: Any, terms: Iterable[tuple[str, str]]) -> None:
    """Write terms of a help text and what each means: next to it, or below it where there is little room."""
    formatter.write_dl(list(terms), col_max=30 if formatter.width >= _TWO_COLUMNS else 4)


def _wrapped(text: str) -> str:
    """Break lines between words; one that begins with spaces is an extract of a file, and stays."""
    width = max(20, shutil.get_terminal_size().columns)
    wrap = TextWrapper(width - 1, subsequent_indent="  ", break_long_words=False, break_on_hyphens=False)
    return "\n".join(line if line.startswith(" ") else wrap.fill(line) for line in text.split("\n"))


def print_text(text: str, encoding: str | None = None) -> None:
    """Write a whole text to standard output, in its own encoding unless another is given. Raises an `OSError`."""
    if sys.stdout is None:
        return
    sys.stdout.flush()
    sys.stdout.buffer.write(text.encode(encoding or sys.stdout.encoding or "ascii", errors="replace"))
    sys.stdout.buffer.flush()


def discard_output() -> None:
    """Leave nothing to write when Python ends: the reader has seen enough, or the disk is full."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
