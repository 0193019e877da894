"""How far a batch is, on standard error."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, Progress, ProgressColumn, Task, TextColumn, TimeRemainingColumn
from rich.text import Text


class _Count(ProgressColumn):
    """How many lines are answered, and how many a second."""

    def render(self, task: Task) -> Text:
        count: int = task.fields["count"]
        rate = f", {count / task.elapsed:,.0f} a second" if task.elapsed else ""
        return Text(f"{count:,} line{'' if count == 1 else 's'}{rate}")


@contextmanager
def progress(size: int | None) -> Iterator[Callable[[int, int], None]]:
    """Show how far it is, until the end of the context.

    Args:
        size: how many bytes there are to read; None where that is not known.

    Yields:
        What takes how many bytes were read and how many lines answered.
    """
    columns: list[ProgressColumn] = [_Count()]
    if size:
        columns += [BarColumn(), TextColumn("left:"), TimeRemainingColumn()]
    with Progress(*columns, console=Console(stderr=True), transient=True) as shown:
        task = shown.add_task("", total=size or None, count=0)

        def tell(read: int, count: int) -> None:
            shown.update(task, completed=read, count=count)

        yield tell
