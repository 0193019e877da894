"""`mesoplan data`: tables of one's own, from a first example to one that holds."""

from pathlib import Path
from typing import Annotated

from typer import Argument, Option

from mesoplan.cli.completion import complete_schemas
from mesoplan.cli.options import Data, Today, read_today
from mesoplan.cli.quick import add_command, group_app
from mesoplan.errors import UsageError


def validate(
    places: Annotated[
        list[str] | None,
        Argument(metavar="DIR|FILE", help="Folders or files. [default: --data, or the shipped tables]"),
    ] = None,
    json: Annotated[
        bool, Option("--json", help="Print the faults as JSON, also where there are any and it ends with 1.")
    ] = False,
    data: Data = None,
    today: Today = None,
) -> int:
    """Check tables: every fault at once, with its place.

    Ends with 1 if there is any. Faults go to standard error; with --json they are the result.
    """
    from mesoplan.cli.output import print_text
    from mesoplan.errors import Fault, TableError
    from mesoplan.render.tables_json import validate_json
    from mesoplan.render.words import entries_words
    from mesoplan.tables.catalog import check_own
    from mesoplan.tables.own import files_at
    from mesoplan.tables.shipped import shipped_folder

    default = Path(data) if data else shipped_folder()
    files, missing = files_at(map(Path, places or [str(default)]))
    faults: list[Fault] = list(missing)
    counts: list[dict[str, int]] = [{} for _ in files]
    try:
        counts = check_own(files)
    except TableError as error:
        faults += error.faults
    checked = [(str(file), entries) for file, entries in zip(files, counts, strict=True)]
    if json:
        print_text(validate_json(checked, faults, read_today(today)), "utf-8")
        return int(bool(faults))
    if faults:
        raise TableError(faults)
    print_text("".join(f"{file}: no faults ({entries_words(entries)})\n" for file, entries in checked))
    return 0


def init(
    folder: Annotated[str, Argument(metavar="DIR", help="A folder, made if it is not there.")],
) -> None:
    """Write a small example of both tables to start from.

    JSON Schemas stand beside them, by which editors complete and check. Files that are there already are
    never replaced: all four are written, or none.
    """
    if not folder.strip():
        raise UsageError("an empty name is no folder: name one, as my-tables")
    from mesoplan.cli.output import print_text, write_files
    from mesoplan.schemas import schema_text
    from mesoplan.tables.files import FILES
    from mesoplan.tables.shipped import shipped_folder

    there, example = Path(folder), shipped_folder() / "example"
    texts = {there / name: (example / name).read_text(encoding="utf-8") for name in FILES}
    for name in FILES:
        kind = name.removesuffix(".yaml")
        texts[there / f"{kind}.schema.json"] = schema_text(kind)
    write_files(texts)
    print_text("".join(f"{file}\n" for file in texts))


def schema(
    name: Annotated[
        str | None,
        Argument(metavar="NAME", help="Which one. [default: list them all]", autocompletion=complete_schemas),
    ] = None,
) -> None:
    """Print a JSON Schema, for editors and scripts.

    protocols and prices are the tables; any other name is what a command prints with --json.
    """
    from mesoplan.cli.output import print_text
    from mesoplan.errors import UnknownNameError

    if name is None:
        print_text("".join(f"{known:18}{words}\n" for known, words in complete_schemas("")))
        return
    from mesoplan.schemas import schema_names, schema_text

    if name not in schema_names():
        raise UnknownNameError("schema", name, schema_names())
    print_text(schema_text(name), "utf-8")


def path(data: Data = None) -> None:
    """Print where the tables are: first the shipped ones, then yours."""
    from mesoplan.cli.output import print_text
    from mesoplan.tables.shipped import shipped_folder

    print_text("".join(f"{folder}\n" for folder in (shipped_folder(), data) if folder))


app = group_app(
    "Tables of your own: start them, check them, find the shipped ones.",
    "mesoplan data init my-tables",
    "mesoplan data validate my-tables",
    "mesoplan data schema schedule",
)
add_command(app, validate, "mesoplan data validate", "mesoplan data validate --json")
add_command(app, init, "mesoplan data init my-tables")
add_command(app, schema, "mesoplan data schema protocols", "mesoplan data schema cost")
add_command(app, path, "mesoplan data path")
