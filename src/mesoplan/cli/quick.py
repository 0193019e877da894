"""What keeps Typer quick to start.

Typer checks every option through pydantic, which takes longer to import than a whole plan takes to make.
Options here are flags and plain words, which mesoplan reads itself, so there is nothing to check.
"""

from collections.abc import Callable
from functools import wraps
from importlib import import_module
from inspect import Parameter, Signature, cleandoc, signature
from typing import Any, get_type_hints

from typer.core import TyperCommand, TyperGroup
from typer.main import Typer, get_command

from mesoplan.errors import UnknownNameError


class _Plain:
    """Takes a command-line word as it is, where Typer would send it through pydantic."""

    @staticmethod
    def coerce(value: Any, param: Any, ctx: Any) -> Any:  # noqa: ARG004  (Typer's signature)
        """Return the value; no values for an option that may be repeated are ()."""
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


class LazyGroup(TyperGroup):
    """A group whose commands are loaded when they are asked for.

    Each command `name` is the Typer app `app` of the module `mesoplan.cli.name`.
    """

    names: tuple[str, ...] = ()

    def get_params(self, ctx: Any) -> list[Any]:
        """Return the parameters."""
        return _take_plain_words(super().get_params(ctx))

    def list_commands(self, ctx: Any) -> list[str]:  # noqa: ARG002  (Typer's signature)
        """Return the names of the commands, in the order of the help."""
        return list(self.names)

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        """Load a command.

        Raises:
            UnknownNameError: there is none of that name.
        """
        if cmd_name in self.names:
            return get_command(import_module(f"mesoplan.cli.{cmd_name}").app)
        if ctx.resilient_parsing or cmd_name.startswith("-"):
            return None
        raise UnknownNameError("command", cmd_name, self.names)


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
    app.command(cls=QuickCommand, help=with_examples(function.__doc__ or "", *examples))(_with_groups(function))
    return app


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
        for name, kind in groups.items():
            values[name] = kind(*(values.pop(field) for field in kind._fields))
        return function(**values)

    run.__signature__ = Signature(parameters)  # type: ignore[attr-defined]
    run.__annotations__ = {parameter.name: parameter.annotation for parameter in parameters}
    return run
