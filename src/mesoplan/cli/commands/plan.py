"""`mesoplan plan`."""

from typing import TYPE_CHECKING

from mesoplan.cli.money import CurrencyOptions, MoneyOptions
from mesoplan.cli.options import AdviceOptions, OutputOptions, PlanCountries, PlanOptions
from mesoplan.cli.quick import command_app

if TYPE_CHECKING:
    from mesoplan.render.text import Style


def plan(
    options: PlanOptions,
    advice: AdviceOptions,
    money: MoneyOptions,
    exchange: CurrencyOptions,
    output: OutputOptions,
    country: PlanCountries = None,
) -> None:
    """Put everything on one page: dates, costs, what is off limits, what to raise and to ask."""
    from mesoplan.answers.costs import asked_plan
    from mesoplan.cli.output import emit
    from mesoplan.render.page import page_of
    from mesoplan.render.text import Style

    today = output.day()
    catalog = output.catalog(advice=True)
    chosen = {**options._asdict(), **advice._asdict(), **money._asdict(), **exchange._asdict()}
    made, warnings = asked_plan({**chosen, "country": country}, catalog, today)

    def table(style: "Style") -> str:
        from mesoplan.render.plan_table import plan_table

        return plan_table(page_of(made, catalog, style), style)

    def json(_: "Style") -> str:
        from mesoplan.render.advice_json import plan_json

        return plan_json(made, warnings, catalog, today)

    def markdown(_: "Style") -> str:
        from mesoplan.render.markdown import page_markdown

        return page_markdown(page_of(made, catalog, Style()))

    def html(_: "Style") -> str:
        from mesoplan.render.html import plan_html

        return plan_html(page_of(made, catalog, Style()), made)

    def ics(_: "Style") -> str:
        from mesoplan.output.formats.calendar_events import CalendarOptions
        from mesoplan.output.formats.ics import schedule_ics

        written = CalendarOptions(with_aftercare=True)
        return schedule_ics(made.schedule, catalog, today, made.care, estimates=made.estimates, options=written)

    emit({"table": table, "json": json, "markdown": markdown, "html": html, "ics": ics}, output, warnings)


app = command_app(
    plan,
    "mesoplan plan",
    "mesoplan plan --country uk --start 2026-12-01 --output plan.html",
    "mesoplan plan --country uk --output priced.ics",
    "mesoplan plan --protocol tapered --country us --format markdown",
)
