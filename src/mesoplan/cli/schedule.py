"""`mesoplan schedule`."""

from typing import TYPE_CHECKING

from mesoplan.cli.options import Country, OutputOptions, PlanOptions
from mesoplan.cli.quick import command_app

if TYPE_CHECKING:
    from mesoplan.render.text import Style


def schedule(plan: PlanOptions, output: OutputOptions, country: Country = None) -> None:
    """Plan dated sessions, maintenance and milestones."""
    from mesoplan.cli.output import emit
    from mesoplan.schedule import plan_schedule

    today = output.day()
    catalog = output.catalog()
    planned = plan_schedule(catalog.protocol(plan.protocol), plan.request(today, catalog, country or ()))

    def table(style: "Style") -> str:
        from mesoplan.render.table import schedule_table

        return schedule_table(planned, catalog, style)

    def json(_: "Style") -> str:
        from mesoplan.render.json import schedule_json

        return schedule_json(planned, catalog, today)

    emit({"table": table, "json": json}, output, planned.warnings)


app = command_app(
    schedule,
    "mesoplan schedule",
    "mesoplan schedule --protocol tapered --start 2026-12-01",
    "mesoplan schedule --protocol salon --interval 2w --json",
)
