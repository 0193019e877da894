"""`mesoplan cost`."""

from typing import Any, ClassVar

from mesoplan.answers.cost import cost_answer, regimen_of
from mesoplan.answers.document import write_document
from mesoplan.cli.command import Action, command_app
from mesoplan.cli.options import OwnRequest
from mesoplan.cli.output import emit
from mesoplan.output.formats.csv import cost_csv
from mesoplan.planning.schedule import lay_out_if_dated
from mesoplan.requests.money import CostRequest


class Cost(OwnRequest, Action, CostRequest):
    """Estimate what a plan costs, by country or at your clinic's prices."""

    examples: ClassVar = (
        "mesoplan cost --country uk",
        "mesoplan cost --country uk --country germany --currency EUR",
        "mesoplan cost --country uk --pack 6=900 --fee 50",
        "mesoplan cost --price 200CAD --tax 13%",
        "mesoplan cost --country all --horizon 3y --json",
    )

    def run(self) -> None:
        """Estimate and show it."""
        catalog = self.catalog()
        regimen = regimen_of(self, catalog)
        answer = cost_answer(self, regimen, lay_out_if_dated(regimen), catalog)

        def page() -> Any:
            from mesoplan.output.pages.cost import cost_page

            return cost_page(regimen, answer.estimates, answer.warnings, catalog, self.day)

        def csv() -> str:
            return cost_csv(answer.estimates)

        emit(
            self,
            page=page,
            document=lambda: write_document("cost", answer, catalog, self.day),
            files={"csv": csv},
            warnings=answer.warnings,
        )


app = command_app("cost", Cost)
