"""What keeps Typer quick to start.

Typer checks every option through pydantic, which takes longer to import than a whole plan takes to make.
Options here are flags and plain words, which mesoplan reads itself, so there is nothing to check.
"""

import os
from collections.abc import Callable
from functools import wraps
from importlib import import_module
from inspect import Parameter, Signature, cleandoc, signature
from typing import Any, get_type_hints

from typer import Context
from typer.core import TyperCommand, TyperGroup
from typer.main import Typer, get_command

from mesoplan.errors import UnknownNameError, UsageError


class FromEnvironment(str):
    """A word that an environment variable gave: what is wrong with it is reported under that name."""

    __slots__ = ("variable",)
    variable: str

    @classmethod
    def read(cls, variable: str) -> "FromEnvironment":
        """Return the variable's word."""
        word = cls(os.environ[variable])
        word.variable = variable
        return word

    def several(self) -> list["FromEnvironment"]:
        """Return the words between its commas; spaces may be part of a name."""
        words = [FromEnvironment(part.strip()) for part in self.split(",")]
        for word in words:
            word.variable = self.variable
        return words


class _Plain:
    """Takes a command-line word as it is, where Typer would send it through pydantic."""

    @staticmethod
    def coerce(value: Any, param: Any, ctx: Any) -> Any:
        """Return the value; no values for an option that may be repeated are ()."""
        source = ctx.get_parameter_source(param.name)
        if source is not None and source.name == "ENVIRONMENT":
            word = FromEnvironment.read(param.envvar)
            return word.several() if param.multiple else word
        return () if value is None and param.multiple else value


def _take_plain_words(params: list[Any]) -> list[Any]:
    """Spare the parameters Typer's check. A Typer without such an attribute just starts more slowly."""
    for param in params:
        param._runtime_param = _Plain  # noqa: SLF001  (Typer has no public way)
    return params


class QuickCommand(TyperCommand):
    """A command that takes plain words."""

    def get_params(self, ctx: Any) -> list[Any]:
        """Return the parameters."""
        return _take_plain_words(super().get_params(ctx))


class QuickGroup(TyperGroup):
    """A group that takes plain words."""

    def get_params(self, ctx: Any) -> list[Any]:
        """Return the parameters."""
        return _take_plain_words(super().get_params(ctx))

    def list_commands(self, ctx: Any) -> list[str]:  # noqa: ARG002  (Typer's signature)
        """Return the names of the commands, in the order of the help."""
        return list(self.commands)

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        """Return a command.

        Raises:
            UnknownNameError: there is none of that name.
        """
        names = self.list_commands(ctx)
        if cmd_name in names:
            return self.load(cmd_name)
        if ctx.resilient_parsing or cmd_name.startswith("-"):
            return None
        raise UnknownNameError(" ".join([*ctx.command_path.split()[1:], "command"]), cmd_name, names)

    def load(self, name: str) -> Any:
        """Return a command that there is."""
        return self.commands[name]


class LazyGroup(QuickGroup):
    """A group whose commands are loaded when they are asked for.

    Each command `name` is the Typer app `app` of the module `mesoplan.cli.name`.
    """

    names: tuple[str, ...] = ()

    def list_commands(self, ctx: Any) -> list[str]:  # noqa: ARG002  (Typer's signature)
        """Return the names of the commands, in the order of the help."""
        return list(self.names)

    def load(self, name: str) -> Any:
        """Import a command."""
        return get_command(import_module(f"mesoplan.cli.{name}").app)


def quicken_completion() -> None:
    """Let shells complete without Rich, which Typer imports to take markup out of help texts.

    The help texts here have no markup.
    """
    import typer._completion_classes as classes

    setattr(classes, "_sanitize_help_text", str)  # noqa: B010  (mypy refuses the plain assignment)


def with_examples(text: str, *examples: str) -> str:
    """Return a help text with examples, each on a line of its own."""
    return "\n".join([cleandoc(text), "", "\b", "Examples:", *(f"  {example}" for example in examples)])


def command_app(function: Callable[..., Any], *examples: str) -> Typer:
    """Make the Typer app of one command, with examples in its help.

    A parameter whose type is a `NamedTuple` stands for a group of options: its fields, each `Annotated`
    with its `typer.Option` and with a default. The function gets the tuple.
    """
    app = Typer(add_completion=False, rich_markup_mode=None)
    add_command(app, function, *examples)
    return app


def group_app(text: str, *examples: str) -> Typer:
    """Make the Typer app of a command that has commands of its own; alone it prints its help."""
    app = Typer(cls=QuickGroup, add_completion=False, rich_markup_mode=None)

    @app.callback(invoke_without_command=True, help=with_examples(text, *examples))
    def _alone(context: Context) -> None:
        if context.invoked_subcommand is None:
            print(context.get_help())

    return app


def add_command(app: Typer, function: Callable[..., Any], *examples: str) -> None:
    """Add a command to an app, as `command_app` makes it."""
    app.command(cls=QuickCommand, help=with_examples(function.__doc__ or "", *examples))(_with_groups(function))


def _with_groups(function: Callable[..., Any]) -> Callable[..., Any]:
    hints = get_type_hints(function, include_extras=True)
    parameters: list[Parameter] = []
    groups: dict[str, Any] = {}
    for name, parameter in signature(function).parameters.items():
        kind = hints[name]
        if hasattr(kind, "_fields"):
            groups[name] = kind
            parameters += [
                Parameter(
                    field,
                    Parameter.KEYWORD_ONLY,
                    default=kind._field_defaults[field],
                    annotation=kind.__annotations__[field],
                )
                for field in kind._fields
            ]
        else:
            parameters.append(parameter.replace(kind=Parameter.KEYWORD_ONLY, annotation=kind))

    @wraps(function)
    def run(**values: Any) -> Any:
        given = dict(values)
        for name, kind in groups.items():
            values[name] = kind(*(values.pop(field) for field in kind._fields))
        try:
            return function(**values)
        except UsageError as error:
            word = given.get(error.field or "")
            word = word[0] if isinstance(word, list) else word
            if isinstance(word, FromEnvironment):
                raise UsageError(f"{word.variable}: {error.message}") from error
            raise

    run.__signature__ = Signature(parameters)  # type: ignore[attr-defined]
    run.__annotations__ = {parameter.name: parameter.annotation for parameter in parameters}
    return run
