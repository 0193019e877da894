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
    from mesoplan.cli.output import emit
    from mesoplan.plan import make_plan
    from mesoplan.rates import rate_warnings
    from mesoplan.reading.money import read_prices, read_rates, read_terms
    from mesoplan.reading.plan import read_protocol, read_request
    from mesoplan.render.page import page_of
    from mesoplan.render.text import Style

    today = output.day()
    catalog = output.catalog(advice=True)
    words = {**options._asdict(), **money._asdict(), **exchange._asdict(), "country": country}
    prices = read_prices(words, catalog) if country else []
    rates = read_rates(words, prices, today)
    protocol = read_protocol(words, catalog)
    made = make_plan(
        catalog,
        protocol,
        read_request(words, today, catalog),
        prices=prices,
        terms=read_terms(words),
        rates=rates,
        source=advice.source(protocol),
        hair=advice.hair,
    )
    warnings = [*made.schedule.warnings, *rate_warnings(rates.values(), today)]

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

    emit({"table": table, "json": json, "markdown": markdown, "html": html}, output, warnings)


app = command_app(
    plan,
    "mesoplan plan",
    "mesoplan plan --country uk --start 2026-12-01 --output plan.html",
    "mesoplan plan --protocol tapered --country us --format markdown",
)
