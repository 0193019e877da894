"""`mesoplan data`: your own tables, from a first example to one that holds."""

import shlex
from pathlib import Path

from typer import Context, Typer

from mesoplan.answers.document import write_document
from mesoplan.answers.tables import validate_record
from mesoplan.cli.command import add_command
from mesoplan.cli.options import TablesRequest
from mesoplan.cli.output import check_target, make_folder, print_text, say, write_file
from mesoplan.errors import Fault, TableError, UnknownNameError, UsageError
from mesoplan.requests.base import OUTPUT, Asked, argument, flag
from mesoplan.requests.completion import complete
from mesoplan.requests.words import Text, Texts
from mesoplan.schemas import SCHEMAS, schema_text
from mesoplan.tables.catalog import read_shipped
from mesoplan.tables.files import FILES, doubts_in
from mesoplan.tables.own import check_files, count_entries, files_at
from mesoplan.tables.shipped import shipped_folder


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
        files, missing = files_at(map(Path, self.places or [self.data or str(shipped_folder())]))
        faults: list[Fault] = list(missing)
        counts: list[dict[str, int]] = [{} for _ in files]
        doubts: list[Fault] = []
        try:
            tables = check_files(files, map(read_shipped, FILES))
            counts = [count_entries([table.sections]) for table in tables]
            doubts = [] if faults else [doubt for table in tables for doubt in doubts_in(table)]
        except TableError as error:
            faults += error.faults
        checked = list(zip(files, counts, strict=True))
        if self.as_json:
            found = validate_record(checked, faults, doubts)
            print_text(write_document("validate", found, None, self.day), "utf-8")
            return int(bool(faults))
        if faults:
            raise TableError(faults)
        for doubt in doubts:
            say(f"{doubt}")
        for file, entries in checked:
            counted = ", ".join(f"{section} {number}" for section, number in entries.items()).replace("_", " ")
            print_text(f"{file}: no faults ({counted})\n")
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
        for name in FILES:
            kind = name.removesuffix(".yaml")
            texts[there / f"{kind}.schema.json"] = schema_text(kind)
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


app = Typer(add_completion=False, rich_markup_mode=None)


@app.callback(invoke_without_command=True)
def _alone(context: Context) -> None:
    """Your own tables: start them, check them, find the shipped ones.

    \b
    Examples:
      mesoplan data init my-tables
      mesoplan data validate my-tables
      mesoplan data schema schedule
    """  # noqa: D301  (Typer reads the mark, which keeps the lines apart)
    if context.invoked_subcommand is None:
        print(context.get_help())


add_command(app, "validate", Validate)
add_command(app, "init", Init)
add_command(app, "schema", Schema)
add_command(app, "path", Paths)
