"""The command line. Modules here only wire: words to values, values to results, results to their place."""

import os
import sys
from collections.abc import Sequence
from typing import Annotated, Any

import typer
from typer.main import get_command

from mesoplan import __version__
from mesoplan.cli.quick import LazyGroup, quicken_completion, with_examples
from mesoplan.errors import FieldError, MesoplanError, TableError

COMMANDS = ("schedule", "cost", "plan", "compare", "aftercare", "screen", "protocols", "prices", "batch", "data")
"""The commands, each a module of this package."""


class _Commands(LazyGroup):
    names = COMMANDS


HELP = with_examples(
    """Turn published hair-mesotherapy regimens into dated, priced and sourced plans.

    An estimate from published sources, not medical advice.""",
    "mesoplan schedule",
    "mesoplan cost --country uk",
    "mesoplan protocols tapered",
)

app = typer.Typer(
    cls=_Commands,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def every_command() -> list[str]:
    """Return every command, those of a group as `data validate` after the group itself."""
    found: list[str] = []
    root: Any = get_command(app)
    for name in COMMANDS:
        below: Any = getattr(root.load(name), "commands", {})
        found += [name, *(f"{name} {inner}" for inner in below)]
    return found


def _print_version(wanted: bool) -> None:
    if wanted:
        print(f"mesoplan {__version__}")
        raise typer.Exit


@app.callback(invoke_without_command=True, help=HELP)
def _mesoplan(
    context: typer.Context,
    _version: Annotated[
        bool, typer.Option("--version", callback=_print_version, is_eager=True, help="Print the version.")
    ] = False,
) -> None:
    if context.invoked_subcommand is None:
        print(context.get_help())


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line and return its exit code: 0 done, 1 it could not be done, 2 wrong usage.

    Args:
        arguments: what follows the program's name; default: the process's own.
    """
    quicken_completion()
    try:
        return _run(arguments)
    except (MesoplanError, typer.TyperException) as error:
        from mesoplan.cli.output import say

        say(_message(error))
        return error.exit_code
    except (KeyboardInterrupt, typer.Abort):
        return 130


def _message(error: MesoplanError | typer.TyperException) -> str:
    if isinstance(error, TableError):
        from mesoplan.cli.faults import show_faults

        # They begin with their place, so that editors can jump there.
        return show_faults(error.faults, getattr(sys.stderr, "encoding", None) or "ascii")
    if isinstance(error, FieldError):
        from mesoplan.cli.options import option_words

        return f"mesoplan: {option_words(error.field)}: {error.message}"
    return f"mesoplan: {error if isinstance(error, MesoplanError) else error.format_message()}"


def _run(arguments: Sequence[str] | None) -> int:
    try:
        result: Any = get_command(app).main(arguments, prog_name="mesoplan", standalone_mode=False)
        if sys.stdout is not None:
            sys.stdout.flush()
    except SystemExit:
        if "_MESOPLAN_COMPLETE" in os.environ:
            raise
        # Typer ends so when the reader of a help text has seen enough.
        return 0
    except OSError as error:
        from mesoplan.cli.output import full

        raise full(error) from error
    return result if isinstance(result, int) else 0
