"""Results to where they belong: one whole text to standard output or to a file, notes to standard error."""

import os
import re
import shlex
import shutil
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from mesoplan.cli.options import PAGES, OutputRequest
from mesoplan.cli.streams import print_text, say
from mesoplan.errors import OutputError
from mesoplan.output.place import Place
from mesoplan.output.wording import counted

_EVENTS = ("session", "milestone", "other event", "cancelled event")


def emit(output: OutputRequest, text: str, warnings: Iterable[str]) -> None:
    """Write a result.

    Args:
        output: where to, and how.
        text: what is written.
        warnings: what a reader must know, for standard error where the format does not say it.

    Raises:
        OutputError: the file or standard output cannot be written.
    """
    chosen = output.chosen
    if output.file is None:
        if chosen != "table" or output.no_pager or not _page(text):
            print_text(text, None if chosen == "table" else "utf-8")
    else:
        write_file(output.file, text, replace=output.force)
        if not output.quiet:
            say(f"Wrote {_held(text, chosen)}{output.file}")
    if not output.quiet and chosen not in (*PAGES, "json"):
        for warning in warnings:
            say(f"note: {warning}")


def _held(text: str, chosen: str) -> str:
    """Say what a calendar holds, as `10 sessions, 2 milestones to `; nothing of a page."""
    if chosen != "ics":
        return ""
    kinds = Counter(map(_kind, text.split("BEGIN:VEVENT")[1:]))
    return f"{', '.join(counted(kinds[kind], kind) for kind in _EVENTS if kinds[kind]) or 'nothing'} to "


def _kind(event: str) -> str:
    """Return which kind of event a part of a calendar is."""
    if "\nSTATUS:CANCELLED" in event:
        return "cancelled event"
    kinds = {"course": "session", "maintenance": "session", "extra": "session", "milestone": "milestone"}
    found = re.search("\nCATEGORIES:([a-z]+)", event)
    return kinds.get(found[1], "other event") if found else "other event"


def _page(text: str) -> bool:
    """Show a text that is longer than the terminal in the reader's pager; return whether it was shown."""
    pager = shlex.split(os.environ.get("PAGER", "less"))
    seen = all(stream is not None and stream.isatty() for stream in (sys.stdin, sys.stdout))
    if not seen or not pager or pager == ["cat"] or text.count("\n") < shutil.get_terminal_size().lines:
        return False
    import subprocess

    try:
        # As git has it: less ends at once where all is seen, keeps colours, and leaves the text on the screen.
        shown = {"LESS": "FRX", **os.environ}
        subprocess.run(pager, input=text.encode(errors="replace"), env=shown, check=False)  # noqa: S603
    except OSError:
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


def place_of(output: OutputRequest) -> Place:
    """Return what the place that a result goes to can show."""
    if output.file is not None or sys.stdout is None:
        return Place(details=True)
    environ = os.environ
    plain = output.no_color or environ.get("NO_COLOR") or environ.get("TERM") == "dumb"
    return Place(
        width=max(20, shutil.get_terminal_size().columns),
        color=sys.stdout.isatty() and not plain,
        ascii=b"?" in "£─".encode(sys.stdout.encoding or "ascii", "replace"),
        details=output.details,
    )
