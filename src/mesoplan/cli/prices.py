"""`mesoplan prices`."""

from typing import TYPE_CHECKING

from mesoplan.cli.options import OutputOptions
from mesoplan.cli.quick import command_app

if TYPE_CHECKING:
    from mesoplan.render.text import Style


def prices(output: OutputOptions) -> None:
    """List what a session costs, by country."""
    from mesoplan.cli.output import emit

    today = output.day()
    catalog = output.catalog()
    rows = list(catalog.prices.values())

    def table(style: "Style") -> str:
        from mesoplan.render.table import prices_table

        return prices_table(rows, catalog, style)

    def json(_: "Style") -> str:
        from mesoplan.render.tables_json import prices_json

        return prices_json(rows, catalog, today)

    emit({"table": table, "json": json}, output)


app = command_app(
    prices,
    "mesoplan prices",
    "mesoplan prices --json",
)
