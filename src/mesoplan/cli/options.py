"""The options that only the command line has: where a result goes, and which tables count."""

from collections.abc import Collection
from pathlib import Path
from typing import ClassVar

from mesoplan.errors import FieldError
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

    goes_with: ClassVar[dict[str, tuple[str, ...]]] = {"force": ("output",), "tolerance": ("closed", "away")}
    """Options that have no effect without one of some others."""

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
        for field, others in self.goes_with.items():
            if field in typed and not any(getattr(self, other) for other in others):
                raise FieldError(f"goes with {' or '.join(f'--{other}' for other in others).replace('_', '-')}", field)

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
