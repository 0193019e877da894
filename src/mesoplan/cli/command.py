"""How a command is called: its options become a model, which is then run."""

import os
from collections import Counter
from collections.abc import Callable, Collection, Mapping
from contextlib import suppress
from datetime import date
from importlib import import_module
from inspect import Parameter, Signature, cleandoc
from textwrap import TextWrapper
from typing import Any

from typer import Typer
from typer.core import TyperCommand
from typer.main import get_command

from mesoplan.cli.options import FileRequest
from mesoplan.cli.output import write_terms
from mesoplan.errors import FieldError, UsageError, quoted
from mesoplan.requests.base import OUTPUT, Asked
from mesoplan.requests.plan import read_closed
from mesoplan.tables.catalog import load_catalog
from mesoplan.values import Amount, Duration, parse_date, split_currency

_SHOWS = {"--protocol": "protocols", "--country": "cost --country", "--condition": "screen", "--activity": "aftercare"}
"""Which command shows what is named, where the one at hand does not ask for it."""


class Command(TyperCommand):
    """A command that is a model with a method `run`."""

    allow_extra_args = True

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Read the words of the command line; none may give an option of one value twice."""
        if ctx.resilient_parsing:
            # A shell asks what may follow: that needs no values.
            return []
        _, _, typed = self.make_parser(ctx).parse_args([*args])
        for param, number in Counter[Any](typed).items():
            if number > 1 and not (param.multiple or param.is_flag):
                raise FieldError(f"given {number} times: keep one", param.name)
        return super().parse_args(ctx, args)

    def invoke(self, ctx: Any) -> Any:
        """Make the model and run it.

        Raises:
            UsageError: what is wrong, with the option or the environment variable that it stands in.
        """
        if ctx.args:
            raise UsageError(_placed(ctx.args[0], {name for param in self.params for name in param.opts}))
        given = ctx.params
        # The one place that asks the clock.
        given["today"] = given["today"] or date.today().isoformat()
        sources = {param.name: ctx.get_parameter_source(param.name).name for param in ctx.command.params}
        variables = {param.name: param.envvar for param in ctx.command.params if sources[param.name] == "ENVIRONMENT"}
        for name, variable in variables.items():
            if isinstance(given[name], (list, tuple)):
                # Spaces may be part of a name.
                given[name] = [word.strip() for word in os.environ[variable].split(",")]
        try:
            action = super().invoke(ctx)
            if isinstance(action, FileRequest):
                action.check_typed({name for name, source in sources.items() if source == "COMMANDLINE"})
            return action.run()
        except UsageError as error:
            if variable := variables.get(error.field):
                raise UsageError(f"{variable}: {error.message}") from error
            raise

    def get_help(self, ctx: Any) -> str:
        """Return the help text; an example that is too long for the terminal goes on below, and can be copied so."""
        wrap = TextWrapper(ctx.terminal_width - 2, "", 8 * " ", break_long_words=False, break_on_hyphens=False).wrap
        lines = super().get_help(ctx).split("\n")
        return "\n".join(" \\\n".join(wrap(line)) if line.startswith("    mesoplan ") else line for line in lines)

    def format_options(self, ctx: Any, formatter: Any) -> None:
        """Write the options into a help text, in groups by purpose; those about the output last."""
        groups: dict[str, list[tuple[str, str]]] = {}
        for param in self.get_params(ctx):
            if record := param.get_help_record(ctx):
                title = getattr(param, "rich_help_panel", None) or (OUTPUT if param.opts[0][0] == "-" else "Arguments")
                groups.setdefault(title, []).append((record[0].partition(" <")[0], record[1]))
        for title, records in sorted(groups.items(), key=lambda group: (group[0] == OUTPUT, group[0] != "Arguments")):
            with formatter.section(title):
                write_terms(formatter, records)


def _placed(word: str, options: Collection[str]) -> str:
    """Say which option a word that stands alone belongs to."""
    # Its records take a while to load.
    from mesoplan.guidance.treatment import known_words

    catalog = load_catalog()
    readers: dict[str, Callable[[str], object]] = {
        "--protocol": catalog.protocol,
        "--country": catalog.price,
        "--condition": lambda text: known_words("", [text], [*catalog.screening.values()]),
        "--activity": lambda text: known_words("", [text], [*catalog.aftercare.values()]),
        "--start": lambda text: parse_date(text, date.min),
        "--done": lambda text: parse_date(text, date.min),
        "--closed": read_closed,
        "--interval": Duration.parse,
        "--price": lambda text: Amount.parse(split_currency(text)[0]),
    }
    typed = f'"{word}"' if " " in word else word
    takers = []
    for option, read in readers.items():
        with suppress(UsageError):
            read(word)
            takers.append(option)
    if fitting := [f"{option} {typed}" for option in takers if option in options]:
        return f"{quoted(word)} needs its option: write {' or '.join(fitting)}"
    if showing := [_SHOWS[option] for option in takers if option in _SHOWS]:
        return f"write mesoplan {showing[0]} {typed}"
    return f"{quoted(word)} needs an option in front of it, or quotes with the word before it: --help lists the options"


def app_of(models: Mapping[str, type[Asked]], about: str | None = None) -> Typer:
    """Return an app of some commands by name, or of a single one; `about` is the help text of the group."""
    app = Typer(add_completion=False, rich_markup_mode=None, help=_help(about))
    for name, model in models.items():
        app.command(name, cls=Command, help=_help(model.__doc__))(_maker(model))
    return app


def _maker(model: type[Asked]) -> Callable[..., Asked]:
    """Return a function that takes a model's fields and makes it.

    A model has its signature only once it is built, and a shell that completes a word need not wait for that.
    """

    def make(**given: Any) -> Asked:
        return model.read(given)

    parameters = []
    for name, field in model.model_fields.items():
        default, annotation = Parameter.empty if field.is_required() else field.default, field.rebuild_annotation()
        parameters.append(Parameter(name, Parameter.KEYWORD_ONLY, default=default, annotation=annotation))
    make.__signature__ = Signature(parameters)  # type: ignore[attr-defined]  # Typer reads it
    return make


def load(name: str) -> Any:
    """Return a command by its name, from its module: the `app` there, or else the model of that name."""
    module = import_module(f"mesoplan.cli.commands.{name}")
    return get_command(getattr(module, "app", None) or app_of({name: model_of(name)}))


def model_of(name: str) -> Any:
    """Return the model that a command is, from its module."""
    return getattr(import_module(f"mesoplan.cli.commands.{name}"), name.capitalize())


def _help(docstring: str | None) -> str:
    """Return a help text in which every example keeps a line of its own."""
    return cleandoc(docstring or "").replace("Examples:", "\b\nExamples:").replace("\n    ", "\n  ")
