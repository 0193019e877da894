"""`mesoplan protocols`."""

from typing import TYPE_CHECKING, Annotated

from typer import Argument

from mesoplan.cli.completion import complete_protocols
from mesoplan.cli.options import OutputOptions
from mesoplan.cli.quick import command_app

if TYPE_CHECKING:
    from mesoplan.render.text import Style


def protocols(
    output: OutputOptions,
    protocol: Annotated[
        str | None, Argument(metavar="[ID]", help="Show this one in full.", autocompletion=complete_protocols)
    ] = None,
) -> None:
    """List the published regimens, or show one in full."""
    from mesoplan.cli.output import emit

    today = output.day()
    catalog = output.catalog(advice=True)
    one = None if protocol is None else catalog.protocol(protocol)

    def table(style: "Style") -> str:
        from mesoplan.render.table import protocol_table, protocols_table

        return (
            protocol_table(one, catalog, style) if one else protocols_table(catalog.protocols.values(), catalog, style)
        )

    def json(_: "Style") -> str:
        from mesoplan.render.tables_json import protocols_json

        return protocols_json([one] if one else catalog.protocols.values(), catalog, today)

    emit({"table": table, "json": json}, output)


app = command_app(
    protocols,
    "mesoplan protocols",
    "mesoplan protocols tapered",
    "mesoplan protocols --json",
)
