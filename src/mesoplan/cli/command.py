"""How a command is called: its options become a model, which is then run."""

import os
from collections import Counter
from collections.abc import Callable, Collection, Mapping
from contextlib import suppress
from datetime import date
from importlib import import_module
from inspect import Parameter, Signature, cleandoc
from typing import Any, ClassVar, NamedTuple

from pydantic import ValidationError
from typer import Typer
from typer.core import TyperCommand
from typer.main import get_command

from mesoplan.answers.document import write_document
from mesoplan.cli.options import FileRequest, OutputRequest, OwnRequest
from mesoplan.cli.output import emit, place_of
from mesoplan.cli.streams import write_terms
from mesoplan.errors import FieldError, MesoplanError, UsageError, quoted
from mesoplan.output.place import Place
from mesoplan.requests.base import OUTPUT, Asked, fault
from mesoplan.tables.catalog import Catalog, load_catalog
from mesoplan.tables.files import REGIMENS
from mesoplan.values.dates import parse_date
from mesoplan.values.money import split_currency
from mesoplan.values.ranges import Amount, Duration

_SHOWN_BY = {"--protocol": "protocols", "--country": "cost --country"}
"""Which command shows what is named, where the one at hand does not ask for it."""


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


class Action(OutputRequest):
    """A command with an answer: its fields are its options, its docstring is its help, its name the document's kind."""

    needs_advice: ClassVar[bool] = True
    """Whether it reads more of the tables than dates and costs need."""

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
        page = result.page(cite=later("page.Citations", catalog)())
        return str(later(f"formats.{module}.render", page, place)())

    def run(self) -> int:
        """Find the answer, write it where it belongs, and return the exit code.

        Raises:
            UsageError: something that is asked cannot be followed.
            MesoplanError: a part could not be done, or the answer cannot be written.
        """
        catalog = self.catalog(advice=self.needs_advice)
        result = self.result(catalog)
        notes = (*getattr(result.answer, "warnings", ()), *getattr(result.answer, "notes", ()))
        emit(self, self.text(result, catalog, place_of(self)), dict.fromkeys(notes))
        if result.failed:
            raise MesoplanError(result.failed)
        return result.code


class OwnAction(OwnRequest, Action):
    """A command with an answer that your own tables alone can give."""


class Command(TyperCommand):
    """A command that is a model with a method `run`."""

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
        if "today" in given:
            # The one place that asks the clock.
            given["today"] = given["today"] or date.today().isoformat()
        sources = {param: getattr(ctx.get_parameter_source(param.name), "name", "") for param in self.params}
        from_environment: dict[str | None, Any] = {
            param.name: param.envvar for param, source in sources.items() if source == "ENVIRONMENT"
        }
        for name, variable in from_environment.items():
            if isinstance(given[name], (list, tuple)):
                # Spaces may be part of a name.
                given[name] = [word.strip() for word in os.environ[variable].split(",")]
        try:
            action = super().invoke(ctx)
            if isinstance(action, FileRequest):
                action.check_typed({param.name for param, source in sources.items() if source == "COMMANDLINE"})
            return action.run()
        except (UsageError, ValidationError) as error:
            found = fault(error)
            if variable := from_environment.get(found.field):
                raise UsageError(f"{variable}: {found.message}") from error
            raise found from None

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
    catalog = load_catalog(sections=REGIMENS)
    readers: dict[str, Callable[[str], object]] = {
        "--protocol": catalog.protocol,
        "--country": catalog.price,
        "--start": lambda text: parse_date(text, date.min),
        "--interval": Duration.parse,
        "--price": lambda text: Amount.parse(split_currency(text)[0]),
    }
    typed = f'"{word}"' if " " in word else word
    for option, read in readers.items():
        with suppress(UsageError):
            read(word)
            if option in options:
                others = f", for one that you had --done {typed}" if option == "--start" and "--done" in options else ""
                return f"{quoted(word)} needs its option: write {option} {typed}{others}"
            if option in _SHOWN_BY:
                return f"write mesoplan {_SHOWN_BY[option]} {typed}"
    return f"{quoted(word)} needs an option in front of it, or quotes with the word before it: --help lists the options"


def add_command(app: Typer, name: str, model: type[Asked]) -> None:
    """Add a command to an app."""
    settings = {"allow_extra_args": True}
    app.command(name, cls=Command, context_settings=settings, help=_help(model.__doc__ or ""))(_maker(model))


def _maker(model: type[Asked]) -> Callable[..., Asked]:
    """Return a function that takes a model's fields and makes it.

    A model has its signature only once it is built, and a shell that completes a word need not wait for that.
    """

    def make(**given: Any) -> Asked:
        return model(**given)

    parameters = []
    for name, field in model.model_fields.items():
        default = Parameter.empty if field.is_required() else field.default
        kind, annotation = Parameter.KEYWORD_ONLY, field.rebuild_annotation()
        parameters.append(Parameter(name, kind, default=default, annotation=annotation))
    make.__signature__ = Signature(parameters)  # type: ignore[attr-defined]  # Typer reads it
    return make


def load(name: str) -> Any:
    """Return a command by its name, from its module: the `app` there, or else the model of that name."""
    module = import_module(f"mesoplan.cli.commands.{name}")
    app = getattr(module, "app", None)
    if app is None:
        app = Typer(add_completion=False, rich_markup_mode=None)
        add_command(app, name, getattr(module, name.capitalize()))
    return get_command(app)


def _help(docstring: str) -> str:
    """Return a help text in which every example keeps a line of its own."""
    return cleandoc(docstring).replace("Examples:", "\b\nExamples:").replace("\n    ", "\n  ")
