"""`mesoplan screen`."""

from typing import TYPE_CHECKING, Annotated

from typer import Argument, Option

from mesoplan.cli.completion import complete_conditions
from mesoplan.cli.options import OutputOptions
from mesoplan.cli.quick import command_app

if TYPE_CHECKING:
    from mesoplan.render.text import Style


def screen(
    output: OutputOptions,
    condition: Annotated[
        list[str] | None,
        Argument(
            metavar="[CONDITION]...",
            help="Conditions, medicines, kinds of hair loss, as pregnancy or blood-thinners. [default: all]",
            autocompletion=complete_conditions,
        ),
    ] = None,
    exit_code: Annotated[
        bool,
        Option(
            "--exit-code", help="End with 3 if a document advises against treating somebody with one of those named."
        ),
    ] = False,
) -> int:
    """Say who should not be treated, as each document says it."""
    from mesoplan.cli.output import emit
    from mesoplan.guidance.bans import screen as look_up

    today = output.day()
    catalog = output.catalog(advice=True)
    screening = look_up(catalog, condition or ())

    def table(style: "Style") -> str:
        from mesoplan.render.advice_table import screen_table

        return screen_table(screening, catalog, style)

    def json(_: "Style") -> str:
        from mesoplan.render.advice_json import screen_json

        return screen_json(screening, catalog, today)

    emit({"table": table, "json": json}, output)
    return 3 if exit_code and screening.flagged else 0


app = command_app(
    screen,
    "mesoplan screen",
    "mesoplan screen pregnancy blood-thinners",
    "mesoplan screen diabetes --json",
)
