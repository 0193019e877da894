"""What commands are made of: which tables count, where a result goes and in which format."""

import os
import shutil
import sys
from collections import ChainMap, Counter
from collections.abc import Callable, Collection, Iterator, Mapping
from importlib import import_module
from pathlib import Path
from typing import Any, ClassVar, NamedTuple

from mesoplan.answers.document import write_document
from mesoplan.cli.output import lines_of, print_text, say, show_in_pager, write_file
from mesoplan.errors import FieldError, MesoplanError, UnknownNameError, UsageError
from mesoplan.output.wording import Place, counted
from mesoplan.requests.base import OUTPUT, Asked, Text, complete, flag, option
from mesoplan.tables.catalog import Catalog, load_catalog, only_own
from mesoplan.tables.files import REGIMENS

FORMATS = {
    "table": "For reading",
    "json": "For scripts",
    "markdown": "For notes",
    "html": "For printing",
    "csv": "For spreadsheets",
    "ics": "For calendars",
}
"""Every format, and what it is for."""
ENDINGS = {".txt": "table", ".json": "json", ".csv": "csv", ".md": "markdown", ".ics": "ics", ".html": "html"}
"""The format that each ending of a file means."""
PAGES = ("table", "markdown", "html")
"""Those of every command that are for reading."""
_IN_WHICH = "table, json, markdown or html; csv and ics where a command has them."
_KINDS = {
    "STATUS:CANCELLED": "cancelled event",
    "CATEGORIES:milestone": "milestone",
    "CATEGORIES:aftercare": "other event",
}
"""What an event of a calendar is, by the line that tells; without one it is a session."""


class TablesRequest(Asked):
    """Which tables count."""

    data: Text = option("DIR", "Folder of your own tables, added to the shipped ones.", OUTPUT, envvar="MESOPLAN_DATA")

    def catalog(self, *, advice: bool = False) -> Catalog:
        """Load the shipped tables, without `advice` only what dates and costs need of them, and your own.

        Raises:
            TableError: your own tables have faults.
        """
        return load_catalog(self.data, None if advice else REGIMENS)


class OwnRequest(TablesRequest):
    """Whether your own tables speak alone."""

    only_own: bool = flag("--only-own", "Your own regimens and prices alone; risks and doubts stay.", OUTPUT)

    def catalog(self, *, advice: bool = False) -> Catalog:
        """Load the tables; with `only_own` without what other documents say of regimens and prices.

        Raises:
            TableError: your own tables have faults.
            FieldError: there are none of your own.
        """
        tables = super().catalog(advice=advice)
        return only_own(tables) if self.only_own else tables


class FileRequest(TablesRequest):
    """Where a result goes."""

    goes_with = {"force": ("output",), "tolerance": ("closed", "away")}

    output: Text = option(
        "FILE", "New file; .txt .json .md .html .csv .ics give the format. - is stdout.", OUTPUT, "--output", "-o"
    )
    force: bool = flag("--force", "Let --output replace a file.", OUTPUT)
    quiet: bool = flag("--quiet", "No notes on standard error.", OUTPUT, "-q")

    def check_typed(self, typed: Collection[str | None]) -> None:
        """Refuse the options that were typed, not taken from the environment, and have no effect.

        Raises:
            FieldError: with what the option goes with.
        """
        for field, others in ChainMap(*(vars(base).get("goes_with", {}) for base in type(self).__mro__)).items():
            # Asked first, so that a format that is not known is refused before anything else.
            if not self.has_any(others) and field in typed:
                words = (f"--format {other}" if other in FORMATS else f"--{other}" for other in others)
                raise FieldError(f"goes with {' or '.join(words).replace('_', '-')}", field)

    def has_any(self, names: Collection[str]) -> bool:
        """Return whether one of some options is given, or one of some formats chosen."""
        chosen = getattr(self, "chosen", None)
        return any(getattr(self, name) if name in type(self).model_fields else name == chosen for name in names)

    def lines(self, read: str, most: int) -> Iterator[bytes]:
        """Return the lines of a file, of at most so many bytes each; - is standard input.

        Raises:
            FieldError: the result would replace it.
        """
        if self.file is not None and self.file.resolve() == Path(read).resolve():
            raise FieldError("is the file that is read: choose another", "output")
        return lines_of(read, most, self.tell)

    def tell(self, message: str) -> None:
        """Write a line to standard error for who wants to hear of it."""
        if not self.quiet:
            say(message)

    @property
    def file(self) -> Path | None:
        """The file to write; None for standard output."""
        return None if self.output in (None, "-") else Path(self.output or "")


class Result(NamedTuple):
    """What a command found, and what makes each format of it."""

    answer: Any
    """The record of its JSON document."""
    page: Callable[..., Any]
    """What makes the `Page` for a table, Markdown and HTML; the sources that it cites are given to it as `cite`."""
    files: Mapping[str, Callable[[], str]] = {}
    """What makes each further format, by name."""
    code: int = 0
    """The exit code."""
    failed: str = ""
    """What could not be done; the exit code is then 1."""


def later(name: str, *given: Any, **named: Any) -> Callable[..., Any]:
    """Return what calls a function of `mesoplan.output`, as `pages.cost.cost_page`, and loads its module only then."""
    module, _, function = name.rpartition(".")
    return lambda **more: getattr(import_module(f"mesoplan.output.{module}"), function)(*given, **named, **more)


class Action(FileRequest):
    """A command with an answer: its fields are its options, its docstring is its help, its name the document's kind."""

    format: Text = option("FORMAT", _IN_WHICH, OUTPUT, "--format", "-f", autocompletion=complete(FORMATS))
    as_json: bool = flag("--json", "The same as --format json.", OUTPUT)
    details: bool = flag("--details", "Show every note and section.", OUTPUT)
    no_pager: bool = flag("--no-pager", "Print long answers without a pager.", OUTPUT)
    no_color: bool = flag("--no-color", "No colours; the same as NO_COLOR=1.", OUTPUT)

    formats: ClassVar[tuple[str, ...]] = ()
    """The formats that the command has besides those of every one."""
    needs_advice: ClassVar[tuple[str, ...] | None] = None
    """The options and formats with which it reads more of the tables than dates and costs need; None: always."""

    @property
    def chosen(self) -> str:
        """The format that is asked for, else the one that the file's ending means, else a table.

        Raises:
            UsageError: it is unknown here, asked for in two ways, or not clear from the file.
        """
        known = [name for name in FORMATS if name in (*PAGES, "json", *self.formats)]
        asked = {"json"} if self.as_json else set()
        if self.format is not None:
            word = self.format.strip().lower()
            asked.add(ENDINGS.get(f".{word}", word))
        if unknown := asked.difference(known):
            raise UnknownNameError("format", [*unknown], known)
        ending = self.file.suffix.lower() if self.file else ""
        if (meant := ENDINGS.get(ending)) in known:
            asked.add(meant)
        if len(asked) > 1:
            raise UsageError(f"--format, --json and --output ask for {' and '.join(sorted(asked))}: choose one")
        if not asked and self.file is not None:
            endings = ", ".join(end for end, name in ENDINGS.items() if name in known)
            pdf = "; for a PDF, print the .html" if ending == ".pdf" else ""
            raise UsageError(f"{self.output} has none of the endings {endings}: use one, or --format{pdf}", "output")
        return asked.pop() if asked else "table"

    def result(self, catalog: Catalog) -> Result:
        """Return what the command finds in the tables."""
        raise NotImplementedError

    def text(self, result: Result, catalog: Catalog, place: Place) -> str:
        """Write a result in the format that is chosen."""
        if self.chosen == "json":
            return write_document(type(self).__name__.lower(), result.answer, catalog, self.day)
        if make := result.files.get(self.chosen):
            return make()
        module = "terminal" if self.chosen == "table" else self.chosen
        return str(later(f"formats.{module}.render", result.page(cite=later("page.Citations", catalog)()), place)())

    def run(self) -> int:
        """Find the answer, write it where it belongs, and return the exit code.

        Raises:
            UsageError: something that is asked cannot be followed.
            MesoplanError: a part could not be done, or the answer cannot be written.
        """
        catalog = self.catalog(advice=self.needs_advice is None or self.has_any(self.needs_advice))
        result = self.result(catalog)
        text = self.text(result, catalog, self._place())
        if self.file is not None:
            write_file(self.file, text, replace=self.force)
            self.tell(f"Wrote {_held(text)} to {self.file}" if self.chosen == "ics" else f"Wrote {self.file}")
        elif self.chosen != "table" or self.no_pager or not show_in_pager(text):
            print_text(text, None if self.chosen == "table" else "utf-8")
        if self.chosen not in (*PAGES, "json"):
            for note in dict.fromkeys((*result.answer.warnings, *getattr(result.answer, "notes", ()))):
                self.tell(f"note: {note}")
        if result.failed:
            raise MesoplanError(result.failed)
        return result.code

    def _place(self) -> Place:
        """Return what the place that a result goes to can show."""
        if self.file is not None:
            return Place(details=True)
        plain = self.no_color or os.environ.get("NO_COLOR") or os.environ.get("TERM") == "dumb"
        width, color = max(20, shutil.get_terminal_size().columns), sys.stdout.isatty() and not plain
        is_ascii = b"?" in "£─".encode(sys.stdout.encoding or "ascii", "replace")
        return Place(width=width, color=color, ascii=is_ascii, details=self.details)


class OwnAction(OwnRequest, Action):
    """A command with an answer that your own tables alone can give."""


def _held(calendar: str) -> str:
    """Say what a calendar holds, as `10 sessions, 2 milestones`."""
    events = calendar.split("BEGIN:VEVENT")[1:]
    kinds = Counter(next((kind for line, kind in _KINDS.items() if f"\n{line}" in one), "session") for one in events)
    return ", ".join(counted(number, kind) for kind, number in kinds.items()) or "nothing"
