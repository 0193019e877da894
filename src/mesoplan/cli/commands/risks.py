"""`mesoplan risks`."""

from mesoplan.answers.guidance import risks_answer
from mesoplan.cli.options import Action, Result, later
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
        return Result(answer, later("pages.risks.risks_page", answer))
