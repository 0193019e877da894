"""`mesoplan risks`."""

from mesoplan.answers.guidance import risks_answer
from mesoplan.cli.command import Action, command_app
from mesoplan.output.pages.risks import risks_page


class Risks(Action):
    """Say what may happen: reported harm first, then side effects, by document.

    Examples:
        mesoplan risks
        mesoplan risks --json
        mesoplan risks --output risks.html
    """

    def run(self) -> None:
        """Look it up and show it."""
        catalog = self.catalog(advice=True)
        answer = risks_answer(catalog)
        self.show(answer, catalog, lambda: risks_page(answer, catalog))


app = command_app("risks", Risks)
