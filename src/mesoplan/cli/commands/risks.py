"""`mesoplan risks`."""

from mesoplan.answers.guidance import risks_answer
from mesoplan.cli.command import Action, Result
from mesoplan.output.pages.risks import risks_page
from mesoplan.tables.catalog import Catalog


class Risks(Action):
    """Say what may happen: reported harm first, then side effects, by document.

    Examples:
        mesoplan risks
        mesoplan risks --json
        mesoplan risks --output risks.html
    """

    def result(self, catalog: Catalog) -> Result:
        """Look it up."""
        answer = risks_answer(catalog)
        return Result(answer, lambda: risks_page(answer, catalog))
