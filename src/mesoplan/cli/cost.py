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
    from mesoplan.cli.output import emit
    from mesoplan.cost import price_sessions
    from mesoplan.counts import count_sessions
    from mesoplan.rates import rate_warnings
    from mesoplan.reading.money import read_prices, read_rates, read_terms
    from mesoplan.reading.plan import read_protocol, read_request
    from mesoplan.regimen import apply_choices
    from mesoplan.schedule import lay_out_if_dated

    today = output.day()
    catalog = output.catalog()
    words = {**plan._asdict(), **money._asdict(), **exchange._asdict(), "country": country}
    prices = read_prices(words, catalog)
    terms, rates = read_terms(words), read_rates(words, prices, today)
    regimen = apply_choices(read_protocol(words, catalog), read_request(words, today, catalog))
    schedule = lay_out_if_dated(regimen)
    counts = count_sessions(regimen, schedule)
    estimates = [price_sessions(counts, price, terms, rates.get(price.currency)) for price in prices]
    warnings = [*(schedule or regimen).warnings, *rate_warnings(rates.values(), today)]

    def table(style: "Style") -> str:
        from mesoplan.render.table import cost_table

        return cost_table(regimen, estimates, catalog, style)

    def json(_: "Style") -> str:
        from mesoplan.render.json import cost_json

        return cost_json(regimen, estimates, warnings, catalog, today)

    def csv(_: "Style") -> str:
        from mesoplan.render.csv import cost_csv

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
