"""`mesoplan batch`."""

import os
import sys
from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager, ExitStack, nullcontext
from functools import partial
from pathlib import Path
from typing import Annotated, BinaryIO

from mesoplan.answers.batch import Refusal
from mesoplan.batch.answer import DEFAULT, FORMS, PARTS, Desk, File, Form, Maker, written
from mesoplan.batch.pool import answered, ctrl_c_put_off
from mesoplan.batch.rows import fault_of, rows_in
from mesoplan.cli.command import command_app
from mesoplan.cli.input import opened, read_lines
from mesoplan.cli.options import FileRequest, OwnRequest
from mesoplan.cli.output import new_file, write_file
from mesoplan.cli.progress import progress
from mesoplan.cli.streams import discard_output, say
from mesoplan.errors import FieldError, MesoplanError, OutputError
from mesoplan.requests.base import OUTPUT, argument, choice, option
from mesoplan.requests.words import one, read_number

_MOST_JOBS = 64


def _read_jobs(text: str) -> int:
    return read_number(text, f"a number of processes from 1 to {_MOST_JOBS}", 1, _MOST_JOBS)


class Batch(OwnRequest, FileRequest):
    """Answer many requests: one per line in, one result or error per line out.

    A request's fields are the options of schedule, cost and plan without their dashes, and an id of yours. A line
    that cannot be answered has its error in the output and stops no other; the exit is then 1.

    Examples:
        mesoplan batch requests.jsonl --output plans.jsonl
        mesoplan batch requests.jsonl --what cost --jobs 4 | gzip > costs.jsonl.gz
        mesoplan batch patients.csv --format html --output plans
    """

    requests: Annotated[
        str, argument("FILE", "Requests: JSON Lines, or CSV with one column per field; - is standard input.")
    ] = "-"
    what: Annotated[
        str | None,
        *choice("answer", PARTS, "Answer with this alone. [default: schedule and cost; with --format plan]", OUTPUT),
    ] = None
    format: Annotated[
        Form | None,
        *choice(
            "format",
            FORMS,
            "A file per request, named after its id or name, in --output.",
            OUTPUT,
            "--format",
            "-f",
        ),
    ] = None
    jobs: Annotated[int, one(_read_jobs), option("N", "How many processes answer.", OUTPUT, "--jobs", "-j")] = 1

    def run(self) -> None:
        """Answer them."""
        folder = self._folder()
        parts = tuple(part for part in PARTS if part == self.what) or (("plan",) if folder else DEFAULT)
        desk = Desk(
            self.catalog(advice=bool(folder) or "plan" in parts), self.day, parts, folder.make if folder else None
        )
        count = failed = 0
        with ExitStack() as stack:
            source = stack.enter_context(opened(self.requests, quiet=self.quiet))
            target = stack.enter_context(self._target())
            tell = stack.enter_context(self._progress(source))
            try:
                for answers in answered(rows_in(read_lines(source), self.requests.removeprefix("-")), desk, self.jobs):
                    refusals = folder.write(answers.files) if folder else []
                    with ctrl_c_put_off():
                        target.write(answers.text + written(refusals))
                        target.flush()
                    count, failed = count + answers.lines, failed + answers.failed + len(refusals)
                    tell(source, count)
            except BrokenPipeError:
                discard_output()
                return
        if folder and not self.quiet:
            say(f"{count - failed:,} {'file' if count - failed == 1 else 'files'} in {folder.path}")
        if failed:
            raise MesoplanError(f"{failed:,} of {count:,} lines failed: their errors are in the output")

    def _folder(self) -> "_Folder | None":
        """Return the folder for files of their own; None where none are asked for."""
        if self.format is None:
            return None
        if self.file is None:
            raise FieldError("writes a file for each request: name their folder with --output", "format")
        if self.format == "ics" and self.what == "cost":
            raise FieldError("a calendar has no costs alone: leave --what out", "what")
        return _Folder(self.file, self.format, replace=self.force)

    def _target(self) -> AbstractContextManager[BinaryIO]:
        if self.file is not None and self.format is None:
            return new_file(self.file, replace=self.force)
        return nullcontext(sys.stdout.buffer) if sys.stdout is not None else Path(os.devnull).open("wb")

    def _progress(self, source: BinaryIO) -> AbstractContextManager[Callable[[BinaryIO, int], None]]:
        """Show progress where somebody is to see it and the answers are not to be seen in the same place."""
        answers_seen = (self.file is None or self.format is not None) and sys.stdout is not None and sys.stdout.isatty()
        if self.quiet or answers_seen or sys.stderr is None or not sys.stderr.isatty():
            return nullcontext(lambda _source, _count: None)
        return progress(source)


class _Folder:
    """Where files of their own go."""

    def __init__(self, path: Path, form: Form, *, replace: bool) -> None:
        """Make the folder unless it is there.

        Raises:
            OutputError: it cannot be made.
        """
        from mesoplan.cli.request_file import request_file

        self.path = path
        self.make: Maker = partial(request_file, form=form)
        self._replace = replace
        self._lines: dict[str, int] = {}
        try:
            path.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise OutputError(f"{path} cannot be made: {error.strerror}") from error

    def write(self, files: Iterable[File | Refusal]) -> list[Refusal]:
        """Write files, and return the refusals, also of two of one name and of what already exists, in order."""
        refusals = []
        for file in files:
            if isinstance(file, Refusal):
                refusals.append(file)
                continue
            # Where capitals do not count, or accents are written in another way, it would be one file.
            first = self._lines.setdefault(file.name.casefold(), file.line)
            try:
                if first != file.line:
                    raise FieldError(
                        f"{file.name} is already the file of line {first}", "name" if file.id is None else "id"
                    )
                write_file(self.path / file.name, file.text, replace=self._replace)
            except MesoplanError as error:
                refusals.append(Refusal(id=file.id, line=file.line, error=fault_of(error)))
        return refusals


app = command_app("batch", Batch)
