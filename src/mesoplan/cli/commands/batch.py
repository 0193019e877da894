"""`mesoplan batch`."""

import re
import sys
import unicodedata
from collections.abc import Callable
from contextlib import nullcontext
from functools import partial
from pathlib import Path
from typing import Annotated

from mesoplan.answers.document import BatchLine, CtrlCPutOff, Id, Refusal, RequestFault, as_line
from mesoplan.answers.plan import PARTS, Part
from mesoplan.batch.answer import DEFAULT, answer_line
from mesoplan.batch.pool import answered
from mesoplan.batch.rows import MAX_LINE, answer_to, rows_in
from mesoplan.cli.command import model_of
from mesoplan.cli.options import ENDINGS, FileRequest, OwnRequest
from mesoplan.cli.output import make_folder, new_file, write_file
from mesoplan.errors import FieldError, MesoplanError
from mesoplan.output.wording import Place, counted
from mesoplan.requests.base import OUTPUT, Text, argument, choice, one, option, read_number
from mesoplan.requests.person import PersonRequest
from mesoplan.tables.catalog import Catalog

_FORMS = {"html": "For printing", "md": "For notes", "ics": "For calendars"}
"""What a request's own file may be, and what for."""

Jobs = Annotated[int, one(partial(read_number, what="a number of processes from 1 to 64", least=1, most=64))]


class File(BatchLine):
    """A request's own file, not yet written."""

    name: str
    text: str


class Batch(OwnRequest, FileRequest):
    """Answer many requests: one per line in, one result or error per line out.

    A request's fields are the options of schedule, cost and plan, as per_visit for --per-visit, and an id of yours. A
    line that cannot be answered has its error in the output and stops no other; the exit is then 1.

    Examples:
        mesoplan batch requests.jsonl --output plans.jsonl
        mesoplan batch requests.jsonl --what cost --jobs 4 | gzip > costs.jsonl.gz
        mesoplan batch patients.csv --format html --output plans
    """

    requests: str = argument("FILE", "JSON Lines, or CSV with one column per field; - is standard input.", "-")
    what: Part | None = choice(
        "answer", PARTS, "Answer with this alone. [default: schedule and cost; with --format plan]", OUTPUT
    )
    format: str | None = choice(
        "format", _FORMS, "A file per request, named after its id or name, in --output.", OUTPUT, "--format", "-f"
    )
    output: Text = option("FILE", "New file, or with --format a folder. - is stdout.", OUTPUT, "--output", "-o")
    jobs: Jobs = option("N", "How many processes answer.", OUTPUT, "--jobs", "-j", default=1)

    def run(self) -> None:
        """Answer them."""
        answer = partial(answer_to, today=self.day, answer=self._answerer())
        files: dict[str, int] = {}
        count = failed = 0
        rows = rows_in(self.lines(self.requests, MAX_LINE), "" if self.requests == "-" else self.requests)
        file = None if self.format else self.file
        if file and ENDINGS.get(file.suffix.lower(), "json") != "json":
            raise FieldError("is JSON Lines: call it plans.jsonl, or add --format for a file per request", "output")
        with new_file(file, replace=self.force) if file else nullcontext(sys.stdout.buffer) as target:
            for answers in answered(rows, answer, self.jobs):
                results = [self._written(one, files) if isinstance(one, File) else one for one in answers]
                with CtrlCPutOff():
                    target.write(b"".join(as_line(one) if isinstance(one, Refusal) else one for one in results))
                    target.flush()
                count += len(results)
                failed += sum(isinstance(one, Refusal) for one in results)
        if self.format:
            self.tell(f"{counted(count - failed, 'file')} in {self.file}")
        if not count:
            self.tell("note: there is no request to answer")
        if failed:
            raise MesoplanError(f"{failed:,} of {count:,} lines failed: their errors are in the output")

    def _answerer(self) -> Callable[[PersonRequest, Id, int], bytes | File]:
        """Return what answers a request: with a line, or with a file of its own, whose folder is made here."""
        if self.format is None:
            parts = (self.what,) if self.what else DEFAULT
            return partial(answer_line, catalog=self.catalog(advice="plan" in parts), parts=parts)
        if self.file is None:
            raise FieldError("writes a file for each request: name their folder with --output", "format")
        if self.format == "ics" and self.what == "cost":
            raise FieldError("a calendar has no costs alone: leave --what out", "what")
        make_folder(self.file)
        return partial(request_file, catalog=self.catalog(advice=True), part=self.what or "plan", form=self.format)

    def _written(self, file: File, files: dict[str, int]) -> bytes | Refusal:
        """Write a request's own file, and return its line of the output: none, or why the file cannot be.

        Args:
            file: what is to be written.
            files: the line that each file so far is of, by name.
        """
        # Where capitals do not count, or accents are written in another way, it would be one file.
        first = files.setdefault(file.name.casefold(), file.line)
        try:
            if first != file.line:
                field = "name" if file.id is None else "id"
                raise FieldError(f"{file.name} is already the file of line {first}: give each its own", field)
            write_file(Path(self.output or "") / file.name, file.text, replace=self.force)
        except MesoplanError as error:
            return Refusal(id=file.id, line=file.line, error=RequestFault.filled_from(error))
        return b""


def request_file(request: PersonRequest, own_id: Id, line: int, catalog: Catalog, part: Part, form: str) -> File:
    """Return a request's own file, called after its id or else its name, with what the command of a part writes.

    The file's name takes the first 100 letters of it.

    Raises:
        MesoplanError: the request cannot be followed, or nothing names the file.
    """
    field, words = ("name", request.name) if own_id is None and request.name else ("id", own_id)
    letters = unicodedata.normalize("NFC", "" if words is None else str(words))
    stem = re.sub(r"[^\w-]+", "-", letters).strip("-")[:100]
    if not stem:
        raise FieldError("has no letter or figure to name a file after: write some", field)
    asked = model_of(part).model_construct(**dict(request), format=form)
    text = asked.text(asked.result(catalog), catalog, Place(details=True))
    return File(id=own_id, line=line, name=f"{stem}.{form}", text=text)
