"""`mesoplan compare`."""

from dataclasses import replace
from typing import Annotated, Any, ClassVar

from mesoplan.answers.cost import compare_answer
from mesoplan.answers.document import write_document
from mesoplan.cli.command import Action, command_app
from mesoplan.cli.options import OwnRequest
from mesoplan.cli.output import emit
from mesoplan.errors import FieldError
from mesoplan.output.formats.csv import compare_csv
from mesoplan.planning.request import PACES, Request
from mesoplan.pricing.compare import SORTS, in_order
from mesoplan.requests.base import OUTPUT, option
from mesoplan.requests.completion import complete, complete_protocols
from mesoplan.requests.money import CurrencyRequest, MoneyRequest
from mesoplan.requests.plan import PLAN, CountryRequest
from mesoplan.requests.words import Day, Length, Texts, one, read_choice, read_pace
from mesoplan.values.ranges import Pace


class Compare(OwnRequest, Action, CurrencyRequest, CountryRequest):
    """Compare protocols over 12 months, by country if you like."""

    examples: ClassVar = (
        "mesoplan compare",
        "mesoplan compare --country uk --interval 2w --sort cost",
        "mesoplan compare --country uk --country turkey --currency EUR --sort length",
    )

    protocol: Annotated[
        Texts,
        option(
            "--protocol",
            "ID",
            "Which protocols; repeatable. [default: every one]",
            PLAN,
            short="-p",
            complete=complete_protocols,
        ),
    ] = []
    start: Annotated[Day, option("--start", "DATE", "First session. [default: today]", PLAN)] = None
    pace: Annotated[
        Pace,
        one(read_pace),
        option(
            "--pace", "fast|typical|slow", "Which intervals the planned sessions use.", PLAN, complete=complete(PACES)
        ),
    ] = "typical"
    interval: Annotated[
        Length, option("--interval", "LENGTH", "Time between sessions where none is stated, such as 2w.", PLAN)
    ] = None
    sort: Annotated[
        str | None,
        one(read_choice("order", SORTS)),
        option(
            "--sort", "|".join(SORTS), "The order of the rows. [default: as listed]", OUTPUT, complete=complete(SORTS)
        ),
    ] = None

    def run(self) -> None:
        """Compare and show it."""
        catalog = self.catalog()
        protocols = [catalog.protocol(name) for name in self.protocol or catalog.protocols]
        prices = MoneyRequest(today=self.today, country=self.country).prices(catalog, alone=False)
        rates = self.rates(prices.bases)
        one_currency = rates or len({basis.currency for basis in prices.bases}) == 1
        if self.sort in ("cost", "first-year") and not (prices.bases and one_currency):
            raise FieldError("costs can be put in order in one currency: give one --country, or --currency", "sort")
        request = Request(start=self.start or self.day, pace=self.pace, today=self.today)
        answer = compare_answer(protocols, prices.bases, request, self.interval, catalog, rates)
        if self.sort is not None:
            answer = replace(answer, rows=tuple(in_order(answer.rows, self.sort)))  # type: ignore[arg-type]

        def page() -> Any:
            from mesoplan.output.pages.compare import compare_page

            return compare_page(answer.rows, answer.warnings, catalog, answer.start)

        def csv() -> str:
            return compare_csv(answer.rows)

        emit(
            self,
            page=page,
            document=lambda: write_document("compare", answer, catalog, self.day),
            files={"csv": csv},
            warnings=answer.warnings,
        )


app = command_app("compare", Compare)
