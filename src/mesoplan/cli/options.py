"""The options that only the command line has: where a result goes, and which tables count."""

from collections import ChainMap
from collections.abc import Collection
from pathlib import Path
from typing import ClassVar

from mesoplan.errors import FieldError, UnknownNameError, UsageError
from mesoplan.requests.base import OUTPUT, Asked, flag, option
from mesoplan.requests.completion import complete
from mesoplan.requests.words import Text
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


class TablesRequest(Asked):
    """Which tables count."""

    data: Text = option("DIR", "Folder with your own tables, added to the shipped ones.", OUTPUT, env="MESOPLAN_DATA")

    def catalog(self, *, advice: bool = False) -> Catalog:
        """Load the shipped tables, without `advice` only what dates and costs need of them, and your own.

        Raises:
            TableError: your own tables have faults.
        """
        return load_catalog(None if self.data is None else Path(self.data), None if advice else REGIMENS)


class OwnRequest(TablesRequest):
    """Whether your own tables speak alone."""

    only_own: bool = flag(
        "--only-own", "Leave out what other documents say of regimens and prices. Risks and doubts stay.", OUTPUT
    )

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

    goes_with: ClassVar = {"force": ("output",), "tolerance": ("closed", "away")}

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
        chosen = getattr(self, "chosen", None)
        rules = ChainMap(*(vars(base).get("goes_with", {}) for base in type(self).__mro__))
        for field, others in rules.items():
            if field in typed and not any(getattr(self, other, other == chosen) for other in others):
                words = (f"--format {other}" if other in FORMATS else f"--{other}" for other in others)
                raise FieldError(f"goes with {' or '.join(words).replace('_', '-')}", field)

    @property
    def file(self) -> Path | None:
        """The file to write; None for standard output."""
        return None if self.output in (None, "-") else Path(self.output or "")


class OutputRequest(FileRequest):
    """Where a result goes and what it looks like."""

    format: Text = option(
        "FORMAT",
        "table, json, markdown or html; csv and ics where a command has them.",
        OUTPUT,
        "--format",
        "-f",
        complete=complete(FORMATS),
    )
    as_json: bool = flag("--json", "The same as --format json.", OUTPUT)
    details: bool = flag("--details", "Show every note and section.", OUTPUT)
    no_pager: bool = flag("--no-pager", "Print long answers without a pager.", OUTPUT)
    no_color: bool = flag("--no-color", "No colours; the same as NO_COLOR=1.", OUTPUT)

    formats: ClassVar[tuple[str, ...]] = ()
    """The formats that the command has besides those of every one."""

    @property
    def chosen(self) -> str:
        """The format that is asked for, else the one that the file's ending means, else a table.

        Raises:
            UsageError: it is unknown here, asked for in two ways, or not clear from the file.
        """
        known = [name for name in FORMATS if name in (*PAGES, "json", *self.formats)]
        word = self.format.strip().lower() if self.format is not None else None
        asked = set() if word is None else {ENDINGS.get(f".{word}", word)}
        if unknown := asked.difference(known):
            raise UnknownNameError("format", [*unknown], known)
        ending = self.file.suffix.lower() if self.file else ""
        if self.as_json:
            asked.add("json")
        if (meant := ENDINGS.get(ending, "")) in known:
            asked.add(meant)
        if len(asked) > 1:
            both = " and ".join(sorted(asked))
            raise UsageError(f"--format, --json and the ending of --output ask for {both}: choose one")
        if not asked and self.file is not None:
            endings = ", ".join(end for end, name in ENDINGS.items() if name in known)
            pdf = "; for a PDF, print the .html" if ending == ".pdf" else ""
            needs = f"{self.output} has none of the endings {endings}: use one, or add --format{pdf}"
            raise UsageError(needs, "output")
        return asked.pop() if asked else "table"
