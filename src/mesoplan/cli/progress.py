"""How far a batch is, on standard error."""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from stat import S_ISREG
from typing import BinaryIO

from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn


@contextmanager
def progress(source: BinaryIO) -> Iterator[Callable[[BinaryIO, int], None]]:
    """Show how far a file is read, until the end of the context.

    Yields:
        What takes the file and how many of its lines are answered.
    """
    status = os.fstat(source.fileno())
    size = status.st_size if S_ISREG(status.st_mode) else None
    ahead = (BarColumn(), TextColumn("left:"), TimeRemainingColumn()) if size else ()
    with Progress(
        TextColumn("{task.fields[count]:,} lines"), *ahead, console=Console(stderr=True), transient=True
    ) as shown:
        task = shown.add_task("", total=size, count=0)

        def tell(read: BinaryIO, count: int) -> None:
            shown.update(task, completed=read.tell() if size else 0, count=count)

        yield tell
