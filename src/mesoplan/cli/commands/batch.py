"""`mesoplan batch`."""

import os
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager, nullcontext
from pathlib import Path
from typing import Annotated, BinaryIO, ClassVar

from typer import Argument

from mesoplan.batch.answer import DEFAULT, PARTS, Desk
from mesoplan.batch.pool import answered
from mesoplan.batch.rows import rows_in
from mesoplan.cli.command import command_app
from mesoplan.cli.input import opened, read_lines
from mesoplan.cli.options import FileRequest
from mesoplan.cli.output import discard_output, new_file
from mesoplan.cli.progress import progress
from mesoplan.errors import MesoplanError, UsageError
from mesoplan.requests.base import OUTPUT, option
from mesoplan.requests.completion import complete
from mesoplan.requests.words import one, read_choice, read_number

_MOST_JOBS = 64
_PARTS = {"schedule": "Dated sessions", "cost": "What they cost", "plan": "Everything for one person"}


def _read_jobs(text: str) -> int:
    what = f"a number of processes from 1 to {_MOST_JOBS}"
    jobs = read_number(text, what)
    if not 1 <= jobs <= _MOST_JOBS:
        raise UsageError(f'"{text}" is not {what}')
    return jobs


class Batch(FileRequest):
    """Answer many requests: one a line in, one result or one error a line out.

    A request's fields are the options of schedule, cost and plan without their dashes, and an id of your own. A line
    that cannot be answered has its error in the output and stops no other; the exit is then 1.
    """

    examples: ClassVar = (
        "mesoplan batch requests.jsonl --output plans.jsonl",
        "mesoplan batch requests.jsonl --what cost --jobs 4 | gzip > costs.jsonl.gz",
    )

    requests: Annotated[
        str, Argument(metavar="FILE", help="Requests, one JSON object a line; - is standard input.", parser=str)
    ] = "-"
    what: Annotated[
        str | None,
        one(read_choice("answer", PARTS)),
        option(
            "--what",
            "schedule|cost|plan",
            "Answer with this alone. [default: schedule and cost]",
            OUTPUT,
            complete=complete(_PARTS),
        ),
    ] = None
    jobs: Annotated[
        int, one(_read_jobs), option("--jobs", "N", "How many processes answer. [default: 1]", OUTPUT, short="-j")
    ] = 1

    def run(self) -> None:
        """Answer them."""
        parts = tuple(part for part in PARTS if part == self.what) or DEFAULT
        desk = Desk(self.catalog(advice="plan" in parts), self.day, parts)
        count = failed = 0
        with ExitStack() as stack:
            source = stack.enter_context(opened(self.requests, quiet=self.quiet))
            target = stack.enter_context(self._target())
            tell = stack.enter_context(self._progress(source))
            try:
                for answers in answered(rows_in(read_lines(source), self.requests.removeprefix("-")), desk, self.jobs):
                    with _uninterrupted():
                        target.write(answers.text)
                        target.flush()
                    count, failed = count + answers.lines, failed + answers.failed
                    tell(source, count)
            except BrokenPipeError:
                discard_output()
                return
        if failed:
            raise MesoplanError(f"{failed:,} of {count:,} lines failed: their errors are in the output")

    def _target(self) -> AbstractContextManager[BinaryIO]:
        if self.file is not None:
            return new_file(self.file, replace=self.force)
        return nullcontext(sys.stdout.buffer) if sys.stdout is not None else Path(os.devnull).open("wb")

    def _progress(self, source: BinaryIO) -> AbstractContextManager[Callable[[BinaryIO, int], None]]:
        """Show progress where somebody is to see it and the answers are not to be seen in the same place."""
        answers_seen = self.file is None and sys.stdout is not None and sys.stdout.isatty()
        if self.quiet or answers_seen or sys.stderr is None or not sys.stderr.isatty():
            return nullcontext(lambda _source, _count: None)
        return progress(source)


@contextmanager
def _uninterrupted() -> Iterator[None]:
    """Put Ctrl-C off until what is being written is written, so that no line is cut."""
    if not hasattr(signal, "pthread_sigmask"):  # Windows has no signal masks
        yield
        return
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGINT})


app = command_app("batch", Batch)
