"""The command line. A command is a model in `commands`: its options are its fields, and `run` does it."""

import os
import shutil
import sys
from collections.abc import Sequence
from difflib import get_close_matches
from importlib import import_module
from pathlib import Path
from typing import Annotated, Any

# Typer would import Rich for help texts, which here have no markup. It reads this when it is imported.
os.environ.setdefault("TYPER_USE_RICH", "0")
# Pydantic would look through every installed package for plugins, which could then read along.
os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")
if "_MESOPLAN_COMPLETE" in os.environ:
    # When a shell completes a word, Typer ignores that and imports Rich if it can. None makes the import fail.
    sys.modules["rich"] = None  # type: ignore[assignment]

import typer
from typer.core import TyperCommand, TyperGroup
from typer.main import get_command

from mesoplan import __version__
from mesoplan.cli.output import discard_output, say, write_terms
from mesoplan.errors import Fault, FieldError, MesoplanError, TableError, UnknownNameError

COMMANDS = {
    "ask": "Ask the five things that decide a plan, then show it.",
    "schedule": "Plan dated sessions and maintenance, and say what is next.",
    "cost": "Estimate what a plan costs, by country or at your clinic's prices.",
    "plan": "Put everything for one person on one page: dates, costs, risks, what to ask.",
    "compare": "Compare protocols over 12 months, by country if you like.",
    "aftercare": "Say what to avoid after a session, and until when.",
    "screen": "Say who should not be treated, as each document says it.",
    "risks": "Say what may happen: reported harm first, then side effects, by document.",
    "protocols": "List the published regimens, or show one in full.",
    "prices": "List what a session costs, by country and clinic.",
    "due": "List who is overdue, who is due and who comes next, one patient per row.",
    "batch": "Answer many requests: one per line in, one result or error per line out.",
    "data": "Your own tables: start them, check them, find the shipped ones.",
}
"""The commands, each a model in the module of its name in `mesoplan.cli.commands`, and what each does."""

_ALIASES = {"-v": ["--version"], "version": ["--version"], "data": ["data", "--help"]}


class Commands(TyperGroup):
    """Commands whose modules are imported when they are called."""

    def __init__(self, **settings: Any) -> None:
        """Know the name and the help text of each command: none has to be imported to list or to complete them."""
        named = {name: TyperCommand(name, help=words) for name, words in COMMANDS.items()}
        super().__init__(**{**settings, "commands": named})

    def get_params(self, ctx: Any) -> Any:
        """Return the options; none where a shell completes a command's name: to read theirs would load pydantic."""
        return [] if ctx.resilient_parsing else super().get_params(ctx)

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        """Return the name of the command that is called, the command, and the words that follow it.

        Raises:
            UnknownNameError: there is none of that name.
        """
        name, *words = args
        if name in COMMANDS:
            # Not before: pydantic and the tables are read with it.
            return name, import_module("mesoplan.cli.command").load(name), words
        if ctx.resilient_parsing or name.startswith("-"):
            return super().resolve_command(ctx, args)
        raise UnknownNameError("command", name, COMMANDS)

    def format_commands(self, ctx: Any, formatter: Any) -> None:  # noqa: ARG002  (Typer's signature)
        """Write what each command does into the help text."""
        with formatter.section("Commands"):
            write_terms(formatter, COMMANDS.items())


app = typer.Typer(cls=Commands, rich_markup_mode=None, context_settings={"help_option_names": ["-h", "--help"]})


def _print_version(wanted: bool) -> None:
    if wanted:
        print(f"mesoplan {__version__}")
        raise typer.Exit


_VERSION = typer.Option("--version", callback=_print_version, is_eager=True, help="Print the version.")


@app.callback(invoke_without_command=True)
def _mesoplan(context: typer.Context, _version: Annotated[bool, _VERSION] = False) -> None:
    """Turn published hair-mesotherapy regimens into dated, priced and sourced plans.

    An estimate from published sources, not medical advice.

    \b
    When would my sessions be?
      mesoplan schedule
    What does it cost?
      mesoplan cost --country uk
    All for one person, on one page:
      mesoplan plan
    When may I swim?
      mesoplan aftercare swimming
    Is it for me?
      mesoplan screen aspirin
    What can go wrong?
      mesoplan risks
    How little is proven?
      mesoplan protocols standard
    """  # noqa: D301  (Typer reads the mark, which keeps the lines apart)
    if context.invoked_subcommand is None:
        page = context.make_formatter()
        context.command.format_help_text(context, page)
        print(f"{page.getvalue()}\nAll commands: mesoplan help.")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line and return its exit code: 0 done, 1 it could not be done, 2 wrong usage.

    Args:
        arguments: what follows the program's name; default: the process's own.
    """
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        # One that is closed has nothing to read, or takes everything.
        setattr(sys, name, getattr(sys, name) or Path(os.devnull).open(mode, encoding="utf-8"))  # noqa: SIM115
    words = _expanded(list(sys.argv[1:] if arguments is None else arguments))
    # By itself Typer wraps help for 50 columns where a terminal has fewer.
    width = max(20, min(80, shutil.get_terminal_size().columns) - 2)
    try:
        result: Any = get_command(app).main(words, prog_name="mesoplan", standalone_mode=False, terminal_width=width)
        sys.stdout.flush()
    except (MesoplanError, typer.TyperException) as error:
        say(_message(error))
        return error.exit_code
    except (KeyboardInterrupt, typer.Abort):
        return 130
    except SystemExit:
        if "_MESOPLAN_COMPLETE" in os.environ:
            raise
        # Typer ends so when the reader has seen enough.
        discard_output()
        return 0
    except OSError as error:
        discard_output()
        say(f"mesoplan: standard output cannot be written: {error.strerror}")
        return 1
    return result if isinstance(result, int) else 0


def _expanded(arguments: list[str]) -> list[str]:
    """Return the arguments with `help COMMAND`, `version` and a bare `data` as the options that they mean."""
    if arguments[:1] == ["help"]:
        return [*arguments[1:], "--help"]
    return _ALIASES.get(arguments[0], arguments) if len(arguments) == 1 else arguments


def _message(error: Any) -> str:
    """Return an error of ours, or of Typer's, in words."""
    if isinstance(error, TableError):
        # They begin with their place, so that editors can jump there.
        return "\n".join(map(_marked, error.faults))
    if isinstance(error, MesoplanError):
        option = f"--{error.field}: ".replace("_", "-") if isinstance(error, FieldError) else ""
        return f"mesoplan: {option}{error.message}"
    if near := getattr(error, "possibilities", None):
        # A far guess would mislead: a deposit is no --per-visit.
        error.possibilities = get_close_matches(error.option_name, near, 3, 0.85)
    context = getattr(error, "ctx", None)
    message = error.format_message().replace("'", '"')
    if context:
        message = f"{message.rstrip('.')}. See {context.command_path} --help"
    return f"mesoplan: {message}"


def _marked(fault: Fault) -> str:
    """Return a fault with its line, and a mark below the spot, where the line has at most 100 characters."""
    if not fault.text.strip() or len(fault.text) > 100:
        return str(fault)
    begin = f"  {fault.line} | "
    return f"{fault}\n{begin}{fault.text.replace(chr(9), ' ')}\n{'|':>{len(begin) - 1}}{'^':>{fault.column + 1}}"
