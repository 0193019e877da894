"""`mesoplan cost`."""

from typing import TYPE_CHECKING

from mesoplan.cli.options import Countries, OutputOptions, PlanOptions
from mesoplan.cli.quick import command_app

if TYPE_CHECKING:
    from mesoplan.render.text import Style


def cost(plan: PlanOptions, output: OutputOptions, country: Countries = None) -> None:
    """Estimate what a plan costs, by country."""
    from mesoplan.cli.output import emit
    from mesoplan.cost import price_sessions
    from mesoplan.counts import count_sessions
    from mesoplan.regimen import apply_choices
    from mesoplan.schedule import lay_out

    today = output.day()
    catalog = output.catalog()
    prices = catalog.prices_for(country or ["all"])
    regimen = apply_choices(catalog.protocol(plan.protocol), plan.request(today, catalog, country or ()))
    schedule = None if regimen.undated else lay_out(regimen)
    counts = count_sessions(regimen, schedule)
    estimates = [price_sessions(counts, price) for price in prices]
    warnings = schedule.warnings if schedule else regimen.warnings

    def table(style: "Style") -> str:
        from mesoplan.render.table import cost_table

        return cost_table(regimen, estimates, catalog, style)

    def json(_: "Style") -> str:
        from mesoplan.render.json import cost_json

        return cost_json(regimen, estimates, warnings, catalog, today)

    emit({"table": table, "json": json}, output, warnings)


app = command_app(
    cost,
    "mesoplan cost --country uk",
    "mesoplan cost --country uk --country germany --protocol fortnightly",
    "mesoplan cost --country all --horizon 3y --json",
)
