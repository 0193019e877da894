"""`mesoplan cost`."""

from typing import TYPE_CHECKING

from mesoplan.cli.money import CurrencyOptions, MoneyOptions
from mesoplan.cli.options import Countries, OutputOptions, PlanOptions
from mesoplan.cli.quick import command_app

if TYPE_CHECKING:
    from mesoplan.render.text import Style


def cost(
    plan: PlanOptions,
    money: MoneyOptions,
    exchange: CurrencyOptions,
    output: OutputOptions,
    country: Countries = None,
) -> None:
    """Estimate what a plan costs, by country."""
    from mesoplan.answers.costs import asked_costs, asked_regimen
    from mesoplan.cli.output import emit
    from mesoplan.planning.schedule import lay_out_if_dated

    today = output.day()
    catalog = output.catalog()
    words = {**plan._asdict(), **money._asdict(), **exchange._asdict(), "country": country}
    regimen = asked_regimen(words, catalog, today)
    estimates, warnings = asked_costs(words, regimen, lay_out_if_dated(regimen), catalog, today)

    def table(style: "Style") -> str:
        from mesoplan.render.table import cost_table

        return cost_table(regimen, estimates, catalog, style)

    def json(_: "Style") -> str:
        from mesoplan.render.json import cost_json

        return cost_json(regimen, estimates, warnings, catalog, today)

    def csv(_: "Style") -> str:
        from mesoplan.output.formats.csv import cost_csv

        return cost_csv(estimates)

    def markdown(_: "Style") -> str:
        from mesoplan.render.markdown import cost_markdown

        return cost_markdown(regimen, estimates, catalog)

    emit({"table": table, "json": json, "csv": csv, "markdown": markdown}, output, warnings)


app = command_app(
    cost,
    "mesoplan cost --country uk",
    "mesoplan cost --country uk --country germany --currency EUR",
    "mesoplan cost --country uk --price 180 --pack 6=900 --fee 80 --budget 1000",
    "mesoplan cost --country all --horizon 3y --json",
)
