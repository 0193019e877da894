"""Your own tables: start them, check them, find the shipped ones.

Examples:
    mesoplan data init my-tables
    mesoplan data validate my-tables
    mesoplan data schema schedule
"""

import shlex
from pathlib import Path

from mesoplan.answers.document import write_document
from mesoplan.answers.tables import CheckedFile, ValidateRecord
from mesoplan.cli.command import app_of
from mesoplan.cli.options import TablesRequest
from mesoplan.cli.output import check_target, make_folder, print_text, say, write_file
from mesoplan.errors import TableError, UnknownNameError, UsageError
from mesoplan.requests.base import OUTPUT, Asked, Text, Texts, argument, complete, flag
from mesoplan.schemas import SCHEMAS, schema_text
from mesoplan.tables.files import FILES, check_files, count_entries, doubts_in, files_at, read_shipped, shipped_folder


class Validate(TablesRequest):
    """Check tables, and report every fault at once with its place.

    Exits with 1 if there is any. Faults go to standard error; with --json they are the result.

    Examples:
        mesoplan data validate
        mesoplan data validate my-tables --json
    """

    places: Texts = argument("DIR|FILE", "Folders or files. [default: --data, or the shipped tables]", [])
    as_json: bool = flag("--json", "Print what was found as JSON.", OUTPUT)

    def run(self) -> int:
        """Check them and say what is wrong."""
        files, faults = files_at(map(Path, self.places or [self.data or str(shipped_folder())]))
        try:
            tables = check_files(files, map(read_shipped, FILES))
        except TableError as error:
            tables, faults = [], [*faults, *error.faults]
        counts = [count_entries(table.sections) for table in tables] or [{}] * len(files)
        checked = (CheckedFile(file=str(file), entries=held) for file, held in zip(files, counts, strict=True))
        doubts = () if faults else (str(doubt) for table in tables for doubt in doubts_in(table))
        found = ValidateRecord(files=tuple(checked), faults=tuple(faults), warnings=tuple(doubts))
        if self.as_json:
            print_text(write_document("validate", found, None, self.day), "utf-8")
            return int(bool(faults))
        if faults:
            raise TableError(faults)
        for doubt in found.warnings:
            say(doubt)
        for one in found.files:
            counted = ", ".join(f"{section} {number}" for section, number in one.entries.items()).replace("_", " ")
            print_text(f"{one.file}: no faults ({counted})\n")
        return 0


class Init(Asked):
    """Write a small example of both tables to start from.

    JSON Schemas go next to them, for editors to complete and check. Files that already exist are
    never replaced.

    Examples:
        mesoplan data init my-tables
    """

    folder: str = argument("DIR", "A folder; it is made if it is missing.")

    def run(self) -> None:
        """Write them."""
        if not self.folder.strip():
            raise UsageError("an empty name is no folder: name one, such as my-tables")
        there, example = Path(self.folder), shipped_folder() / "example"
        texts = {there / name: (example / name).read_text(encoding="utf-8") for name in FILES}
        texts |= {(there / name).with_suffix(".schema.json"): schema_text(Path(name).stem) for name in FILES}
        for file in texts:
            check_target(file, replace=False, instead="choose another folder")
        make_folder(there)
        for file, text in texts.items():
            write_file(file, text, replace=False)
        print_text("".join(f"{file}\n" for file in texts))
        say(f"As a plan: mesoplan plan --data {shlex.quote(self.folder)} --only-own --country bergen")


class Schema(Asked):
    """Print a JSON Schema, for editors and scripts.

    protocols and prices are the tables; request is a line of a batch; any other name is what a command
    prints with --json.

    Examples:
        mesoplan data schema protocols
        mesoplan data schema cost
    """

    name: Text = argument("NAME", "Which one. [default: list them all]", None, complete(SCHEMAS))

    def run(self) -> None:
        """Print it."""
        if self.name is None:
            print_text("".join(f"{name:18}{words}\n" for name, words in SCHEMAS.items()))
            return
        if self.name not in SCHEMAS:
            raise UnknownNameError("schema", self.name, SCHEMAS)
        print_text(schema_text(self.name), "utf-8")


class Paths(TablesRequest):
    """Print where the tables are: first the shipped ones, then yours.

    Examples:
        mesoplan data path
    """

    def run(self) -> None:
        """Print them."""
        print_text("".join(f"{folder}\n" for folder in (shipped_folder(), self.data) if folder))


app = app_of({"validate": Validate, "init": Init, "schema": Schema, "path": Paths}, __doc__)
