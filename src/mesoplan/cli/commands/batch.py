"""`mesoplan batch`."""

import os
import sys
from collections.abc import Callable
from contextlib import AbstractContextManager, ExitStack, nullcontext
from stat import S_ISREG
from typing import TYPE_CHECKING, Annotated, BinaryIO, NamedTuple

from typer import Argument, Option

from mesoplan.cli.options import Data, Force, Today, load_tables, read_today
from mesoplan.cli.quick import command_app
from mesoplan.errors import MesoplanError, UnknownNameError, UsageError, naming

if TYPE_CHECKING:
    from mesoplan.batch.answer import Desk

_MOST_JOBS = 64


class BatchOptions(NamedTuple):
    """What is answered, where to, and by how many."""

    what: Annotated[
        str | None,
        Option("--what", metavar="schedule|cost|plan", help="Answer with this alone. [default: schedule and cost]"),
    ] = None
    jobs: Annotated[str, Option("--jobs", "-j", metavar="N", help="How many processes answer.")] = "1"
    output: Annotated[
        str | None, Option("--output", "-o", metavar="FILE", help="Write to a new file, whole or not at all.")
    ] = None
    force: Force = False
    data: Data = None
    today: Today = None
    quiet: Annotated[bool, Option("--quiet", "-q", help="No progress on standard error.")] = False

    def desk(self) -> "Desk":
        """Return what the requests are answered with.

        Raises:
            UsageError: a word is wrong.
            TableError: tables of the user's own have faults.
        """
        from mesoplan.batch.answer import DEFAULT, PARTS, Desk

        parts = DEFAULT if self.what is None else tuple(part for part in PARTS if part == self.what)
        if not parts:
            with naming("what"):
                raise UnknownNameError("answer", self.what or "", PARTS)
        return Desk(load_tables(self.data, advice="plan" in parts), read_today(self.today), parts)

    @property
    def target(self) -> str | None:
        """The file to write; None for standard output, which - is as well."""
        return None if self.output == "-" else self.output

    def workers(self) -> int:
        """Return how many processes answer.

        Raises:
            UsageError: the number is none, or too large.
        """
        with naming("jobs"):
            if not (self.jobs.isascii() and self.jobs.isdigit() and 1 <= int(self.jobs[:9]) <= _MOST_JOBS):
                raise UsageError(f"{self.jobs!r} is not a number of processes from 1 to {_MOST_JOBS}")
        return int(self.jobs)


def batch(
    options: BatchOptions,
    file: Annotated[str, Argument(metavar="FILE", help="Requests, one JSON object a line; - is standard input.")] = "-",
) -> None:
    """Answer many requests: one JSON object a line in, one result or one error a line out.

    A request's fields are the options of schedule, cost and plan without their dashes, and an id of your own. A line
    that cannot be answered has its error in the output and stops no other; the exit is then 1.
    """
    from mesoplan.batch.pool import processes, this_process
    from mesoplan.cli.lines import Source, in_order, opened, writer
    from mesoplan.cli.output import discard_output

    jobs, desk = options.workers(), options.desk()
    count = failed = 0
    with ExitStack() as stack:
        stream = stack.enter_context(opened(file, quiet=options.quiet))
        write = stack.enter_context(writer(options.target, replace=options.force))
        tell = stack.enter_context(_progress(stream, options))
        submit = this_process(desk) if jobs == 1 else stack.enter_context(processes(jobs, desk))
        source = Source(stream)
        try:
            for answers in in_order(source, submit, look_ahead=0 if jobs == 1 else 4 * jobs):
                write(answers.text)
                count, failed = count + answers.lines, failed + answers.failed
                tell(source.read, count)
        except BrokenPipeError:
            discard_output()
            return
    if failed:
        raise MesoplanError(f"{failed:,} of {count:,} lines failed: their errors are in the output")


def _progress(stream: BinaryIO, options: BatchOptions) -> AbstractContextManager[Callable[[int, int], None]]:
    """Show progress where somebody is to see it and the answers are not to be seen in the same place."""
    answers_seen = options.target is None and sys.stdout is not None and sys.stdout.isatty()
    if options.quiet or answers_seen or sys.stderr is None or not sys.stderr.isatty():
        return nullcontext(lambda _read, _count: None)
    from mesoplan.cli.progress import progress

    status = os.fstat(stream.fileno())
    return progress(status.st_size if S_ISREG(status.st_mode) else None)


app = command_app(
    batch,
    "mesoplan batch requests.jsonl --output plans.jsonl",
    "mesoplan batch requests.jsonl --what cost --jobs 4 | gzip > costs.jsonl.gz",
)
