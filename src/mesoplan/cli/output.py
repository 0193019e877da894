"""The standard streams, and files, which are written whole or not at all."""

import os
import shlex
import shutil
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, nullcontext, suppress
from pathlib import Path
from textwrap import TextWrapper
from typing import Any, BinaryIO

from mesoplan.errors import MesoplanError, OutputError, visible


def say(message: str) -> None:
    """Write a line for a person to standard error; on a terminal it breaks between words."""
    lines = [visible(line) for line in message.split("\n")]
    if sys.stderr.isatty():
        width = max(20, shutil.get_terminal_size().columns)
        wrap = TextWrapper(width - 1, subsequent_indent="  ", break_long_words=False, break_on_hyphens=False)
        # One that begins with spaces is an extract of a file.
        lines = [line if line.startswith(" ") else wrap.fill(line) for line in lines]
    with suppress(OSError):
        print("\n".join(lines), file=sys.stderr)


def lines_of(file: str, most: int, tell: Callable[[str], None]) -> Iterator[bytes]:
    """Yield the lines of a file as they come; of one that is too long only as much as shows that it is.

    Args:
        file: its name; `-` is standard input.
        most: the longest line, in bytes.
        tell: what is called with a note for who types there.

    Raises:
        MesoplanError: it cannot be read.
    """
    is_typed = file == "-"
    if is_typed and sys.stdin.isatty():
        tell("note: type one JSON object a line; Ctrl-D on a line of its own ends")
    try:
        with nullcontext(sys.stdin.buffer) if is_typed else Path(file).open("rb") as stream:
            while line := stream.readline(most + 2):
                yield line
                while len(line) > most and not line.endswith(b"\n"):
                    line = stream.readline(most + 2)
    except (OSError, ValueError) as error:
        named = "standard input" if is_typed else file
        raise MesoplanError(f"{named} cannot be read: {getattr(error, 'strerror', None) or error}") from error


def write_terms(formatter: Any, terms: Iterable[tuple[str, str]]) -> None:
    """Write terms of a help text and what each means: next to it, or below it where there are under 60 columns."""
    formatter.write_dl(list(terms), col_max=30 if formatter.width >= 60 else 4)


def print_text(text: str, encoding: str | None = None) -> None:
    """Write a whole text to standard output, in its own encoding unless another is given. Raises an `OSError`."""
    sys.stdout.flush()
    sys.stdout.buffer.write(text.encode(encoding or sys.stdout.encoding or "ascii", errors="replace"))
    sys.stdout.buffer.flush()


def discard_output() -> None:
    """Leave nothing to write when Python ends: the reader has seen enough, or the disk is full."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def show_in_pager(text: str) -> bool:
    """Show a text that is longer than the terminal in the reader's pager; return whether it was shown."""
    seen = all(stream.isatty() for stream in (sys.stdin, sys.stdout))
    if not seen or os.environ.get("TERM") == "dumb" or text.count("\n") < shutil.get_terminal_size().lines:
        return False
    import subprocess

    try:
        pager = shlex.split(os.environ.get("PAGER", "less"))
        if pager in ([], ["cat"]):
            return False
        # As git has it: less ends at once where all is seen, keeps colours, and leaves the text on the screen.
        shown = {"LESS": "FRX", **os.environ}
        subprocess.run(pager, input=text.encode(errors="replace"), env=shown, check=False)  # noqa: S603
    except (OSError, ValueError):  # there is no such program, or its quotes do not close
        return False
    return True


def write_file(file: Path, text: str, *, replace: bool) -> None:
    """Write a file whole or not at all. Raises what `new_file` raises."""
    with new_file(file, replace=replace) as stream:
        stream.write(text.encode("utf-8", errors="replace"))


@contextmanager
def new_file(file: Path, *, replace: bool) -> Iterator[BinaryIO]:
    """Open a file that is there whole at the end, or not at all: it is written next to its place, then renamed.

    Raises:
        OutputError: it cannot be written, is no regular file, or already exists and `replace` is False.
    """
    temporary = None
    try:
        target = check_target(file, replace=replace)
        # Nobody can have put a link there: no one knows its name, and "x" opens only what is new.
        temporary = target.with_name(f".{target.name[:100]}.{os.urandom(4).hex()}")
        with temporary.open("xb") as stream:
            yield stream
        if target.exists():
            temporary.chmod(target.stat().st_mode & 0o777)
        temporary.replace(check_target(file, replace=replace))
    except OSError as error:
        raise OutputError(f"{file} cannot be written: {error.strerror}") from error
    finally:
        if temporary is not None:
            temporary.unlink(missing_ok=True)


def check_target(file: Path, *, replace: bool, instead: str = "use --force to replace it") -> Path:
    """Return the file behind any links; `instead` is what to do where one is there.

    Raises:
        OutputError: it is no regular file, or already exists and `replace` is False.
    """
    if os.path.lexists(file):
        if not file.is_file():
            raise OutputError(f"{file} is not a regular file: choose a new file, or leave --output out")
        if not replace:
            raise OutputError(f"{file} already exists: {instead}")
    return Path(os.path.realpath(file))


def make_folder(folder: Path) -> None:
    """Make a folder unless it is there. Raises an `OutputError` if it cannot be made."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise OutputError(f"{folder} cannot be made: {error.strerror}") from error
