"""`mesoplan cost`."""

from mesoplan.answers.cost import cost_answer
from mesoplan.cli.options import OwnAction, Result, later
from mesoplan.planning.schedule import lay_out_if_dated
from mesoplan.requests.money import CostRequest
from mesoplan.tables.catalog import Catalog


class Cost(OwnAction, CostRequest):
    """Estimate what a plan costs, by country or at your clinic's prices.

    Examples:
        mesoplan cost --country uk
        mesoplan cost --country uk --country germany --currency EUR
        mesoplan cost --country uk --pack 6=900 --fee 50
        mesoplan cost --price 200CAD --tax 13%
        mesoplan cost --country all --horizon 3y --json
    """

    formats = ("csv",)
    needs_advice = ()

    def result(self, catalog: Catalog) -> Result:
        """Estimate it."""
        diary = self.diary(catalog)
        answer = cost_answer(self, diary, lay_out_if_dated(diary), catalog)
        page = later("pages.cost.cost_page", answer)
        return Result(answer, page, {"csv": later("formats.csv.cost_csv", answer.estimates)})
