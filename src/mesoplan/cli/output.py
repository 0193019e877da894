"""Results to where they belong: one whole text to standard output or to a file, notes to standard error."""

import os
import shutil
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from html import unescape
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from mesoplan.cli.options import OutputOptions
from mesoplan.errors import OutputError, UnknownNameError, UsageError

if TYPE_CHECKING:
    from mesoplan.render.text import Style

Renderers = Mapping[str, "Callable[[Style], str]"]
"""For each format a function from the style of the place to the text."""

_TEMPORARY = ".mesoplan"
"""How the names of temporary files end."""

_ABANDONED = 3600
"""After how many seconds nobody is writing a temporary file any more."""

_LOOP = "its links lead in a circle"
_ENDINGS = {".txt": "table", ".json": "json", ".csv": "csv", ".md": "markdown", ".ics": "ics", ".html": "html"}


def emit(renderers: Renderers, options: OutputOptions, warnings: Iterable[str] = ()) -> None:
    """Write a result in the format asked for, and to standard error the warnings that it does not say itself.

    Raises:
        UsageError: the format is unknown, asked for twice in two ways, or not to be told from the file.
        OutputError: the file or standard output cannot be written.
    """
    chosen = chosen_format(renderers, options)
    text = renderers[chosen](_style(options))
    if options.file is None:
        print_text(text, None if chosen == "table" else "utf-8")
    else:
        write_file(Path(options.file), text, replace=options.force)
    if not options.quiet and chosen != "json":
        said = _plain(text)
        for warning in warnings:
            # Nobody reads a thing twice.
            if _plain(warning) not in said:
                say(f"note: {warning}")


def _plain(text: str) -> str:
    """Return a text without its markup and line breaks, for comparison."""
    return "".join(unescape(text).replace("\\", "").split())


def say(message: str) -> None:
    """Write a line for a person to standard error."""
    if sys.stderr is None:
        return
    with suppress(OSError):
        print("".join(c if c.isprintable() or c == "\n" else f"\\x{ord(c):02x}" for c in message), file=sys.stderr)


def write_file(file: Path, text: str, *, replace: bool) -> None:
    """Write a file whole or not at all. Raises what `new_file` raises."""
    with new_file(file, replace=replace) as stream:
        stream.write(text.encode("utf-8", errors="replace"))


@contextmanager
def new_file(file: Path, *, replace: bool) -> Iterator[BinaryIO]:
    """Open a file that is there whole at the end, or not at all: a temporary one beside it, which then takes its name.

    Whenever the process is killed, the file is the old one or the new one. What a killed process leaves behind,
    `.NAME.*.mesoplan`, is removed when the same file is next written, an hour later at the earliest.

    Raises:
        OutputError: it cannot be written, is no regular file, or is there and `replace` is False. What was
            there is as it was.
    """
    import tempfile

    try:
        target = check_target(file, replace=replace)
        _sweep(target)
        handle, name = tempfile.mkstemp(dir=target.parent, prefix=_temporary_prefix(target), suffix=_TEMPORARY)
        temporary = Path(name)
        try:
            with os.fdopen(handle, "wb") as stream:
                yield stream
                stream.flush()
                # Else a power cut may leave the name on a file without content.
                os.fsync(stream.fileno())
            temporary.chmod(target.stat().st_mode & 0o777 if target.exists() else 0o666 & ~_umask())
            if replace:
                temporary.replace(target)
            else:
                _take_name(temporary, target)
        finally:
            temporary.unlink(missing_ok=True)
    except FileExistsError:
        raise OutputError(f"{file} is there already: --force replaces it") from None
    except OSError as error:
        raise OutputError(f"{file} cannot be written: {error.strerror}") from error


def _temporary_prefix(target: Path) -> str:
    return f".{target.name[:100]}."


def _sweep(target: Path) -> None:
    """Remove what killed processes left beside a file; another that is just writing is never an hour old."""
    prefix = _temporary_prefix(target)
    for left in target.parent.iterdir():
        if left.name.startswith(prefix) and left.name.endswith(_TEMPORARY):
            with suppress(OSError):
                if time.time() - left.stat().st_mtime > _ABANDONED:
                    left.unlink()


def write_files(texts: Mapping[Path, str]) -> None:
    """Write new files of one folder, which is made if need be: all of them or none.

    Raises:
        OutputError: one is there already, or cannot be written.
    """
    for file in texts:
        check_target(file, replace=False, instead="choose another folder")
    folder = next(iter(texts)).parent
    made = [] if folder.exists() else [folder.rmdir]
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for file, text in texts.items():
            write_file(file, text, replace=False)
            made.append(file.unlink)
    except OSError as error:
        raise OutputError(f"{folder} cannot be made: {error.strerror}") from error
    except OutputError:
        for unmake in reversed(made):
            unmake()
        raise


def _take_name(temporary: Path, target: Path) -> None:
    """Give a file a name that nothing has."""
    try:
        # Unlike a rename, a link never takes the place of a file that came to be there meanwhile.
        target.hardlink_to(temporary)
    except FileExistsError:
        raise
    except OSError:
        # Some file systems have no links.
        if target.exists():
            raise FileExistsError(target) from None
        temporary.replace(target)


def check_target(file: Path, *, replace: bool, instead: str = "--force replaces it") -> Path:
    """Return the file behind any links; `instead` is what to do where one is there.

    Raises:
        OutputError: it is no regular file, or is there and `replace` is False.
    """
    try:
        target = file.resolve()
        there, regular, loop = target.exists(), target.is_file(), target.is_symlink()
    except (OSError, RuntimeError) as error:  # before Python 3.13 a loop of links is a RuntimeError
        raise OutputError(f"{file} cannot be written: {getattr(error, 'strerror', None) or _LOOP}") from error
    if loop:
        raise OutputError(f"{file} cannot be written: {_LOOP}")
    if there and not regular:
        raise OutputError(f"{file} is not a regular file: choose a new file, or leave --output out")
    if there and not replace:
        raise OutputError(f"{file} is there already: {instead}")
    return target


def _umask() -> int:
    mask = os.umask(0o022)
    os.umask(mask)
    return mask


def chosen_format(renderers: Renderers, options: OutputOptions) -> str:
    """Return the format asked for, told from the file's ending or a table otherwise.

    Raises:
        UsageError: it is unknown here, asked for in two ways, or not to be told from the file.
    """
    if options.json and options.format not in (None, "json"):
        raise UsageError(f"--json and --format {options.format} ask for two formats: choose one")
    chosen = "json" if options.json else options.format and options.format.lower()
    if chosen is None and options.file is not None:
        ending = Path(options.file).suffix.lower()
        if ending not in _ENDINGS:
            check_target(Path(options.file), replace=options.force)
            known = ", ".join(_ENDINGS)
            raise UsageError(f"--output: no format goes with the ending {ending!r} ({known}): give --format as well")
        chosen = _ENDINGS[ending]
    chosen = "table" if chosen is None else chosen
    if chosen not in renderers:
        raise UnknownNameError("format", chosen, renderers)
    return chosen


def _style(options: OutputOptions) -> "Style":
    from mesoplan.render.text import Style

    if options.file is not None or sys.stdout is None:
        return Style()
    environ = os.environ
    plain = options.no_color or environ.get("NO_COLOR") or environ.get("TERM") == "dumb"
    return Style(
        width=max(20, shutil.get_terminal_size().columns),
        color=sys.stdout.isatty() and not plain,
        ascii=not _can_show("£─", sys.stdout.encoding),
    )


def _can_show(text: str, encoding: str | None) -> bool:
    try:
        text.encode(encoding or "ascii")
    except (UnicodeEncodeError, LookupError):
        return False
    return True


def print_text(text: str, encoding: str | None = None) -> None:
    """Write a whole text to standard output, in its own encoding unless told another.

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
