"""`mesoplan compare`."""

from typing import TYPE_CHECKING, Annotated

from typer import Option

from mesoplan.cli.completion import complete_paces, complete_protocols, complete_sorts
from mesoplan.cli.money import CurrencyOptions
from mesoplan.cli.options import Countries, OutputOptions
from mesoplan.cli.quick import command_app
from mesoplan.errors import UnknownNameError, UsageError, naming

if TYPE_CHECKING:
    from mesoplan.render.text import Style


def compare(
    exchange: CurrencyOptions,
    output: OutputOptions,
    protocol: Annotated[
        list[str] | None,
        Option(
            "--protocol",
            "-p",
            metavar="ID",
            help="Which protocols; repeatable. [default: every one]",
            autocompletion=complete_protocols,
        ),
    ] = None,
    country: Countries = None,
    start: Annotated[str, Option("--start", metavar="DATE", help="First session.")] = "today",
    pace: Annotated[
        str,
        Option(
            "--pace",
            metavar="fast|typical|slow",
            help="Of the planned sessions.",
            autocompletion=complete_paces,
        ),
    ] = "typical",
    interval: Annotated[
        str | None, Option("--interval", metavar="LENGTH", help="Between sessions where a source states none, as 2w.")
    ] = None,
    sort: Annotated[
        str | None,
        Option(
            "--sort",
            metavar="cost|first-year|sessions|length",
            help="The order of the rows. [default: as listed]",
            autocompletion=complete_sorts,
        ),
    ] = None,
) -> None:
    """Set protocols side by side, by country if you like."""
    from mesoplan.answers.costs import compared
    from mesoplan.cli.output import emit
    from mesoplan.planning.request import Request
    from mesoplan.pricing.compare import SORTS, in_order, warnings_of
    from mesoplan.pricing.rates import rate_warnings
    from mesoplan.reading.money import read_prices, read_rates
    from mesoplan.reading.plan import read_pace
    from mesoplan.values.dates import parse_date
    from mesoplan.values.ranges import Duration

    today = output.day()
    catalog = output.catalog()
    protocols = [catalog.protocol(name) for name in protocol or catalog.protocols]
    words = {**exchange._asdict(), "country": country}
    bases = read_prices(words, catalog, alone=False).bases
    rates = read_rates(words, bases, today)
    with naming("sort"):
        order = next((order for order in SORTS if order == sort), None)
        if sort is not None and order is None:
            raise UnknownNameError("order", sort, SORTS)
        by_cost = order in ("cost", "first-year")
        if by_cost and (not bases or (not rates and len({basis.currency for basis in bases}) > 1)):
            raise UsageError("costs can be put in order in one currency: give one --country, or --currency")
    with naming("start"):
        first = parse_date(start, today)
    with naming("interval"):
        between = None if interval is None else Duration.parse(interval)
    request = Request(start=first, pace=read_pace(pace))
    regimens, rows = compared(protocols, bases, request, between, catalog, rates)
    rows = in_order(rows, order) if order else rows
    warnings = [*warnings_of(regimens), *rate_warnings(rates.values(), today)]

    def table(style: "Style") -> str:
        from mesoplan.render.compare import compare_table

        return compare_table(rows, warnings_of(regimens), catalog, style)

    def json(_: "Style") -> str:
        from mesoplan.render.json import compare_json

        return compare_json(rows, warnings, catalog, request, today)

    def csv(_: "Style") -> str:
        from mesoplan.output.formats.csv import compare_csv

        return compare_csv(rows)

    def markdown(_: "Style") -> str:
        from mesoplan.render.markdown import compare_markdown

        return compare_markdown(rows, warnings_of(regimens), catalog)

    emit({"table": table, "json": json, "csv": csv, "markdown": markdown}, output, warnings)


app = command_app(
    compare,
    "mesoplan compare",
    "mesoplan compare --country uk --interval 2w --sort cost",
    "mesoplan compare --country uk --country turkey --currency EUR --sort length",
)
