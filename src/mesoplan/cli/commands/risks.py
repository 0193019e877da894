"""`mesoplan risks`."""

from typing import ClassVar

from mesoplan.answers.document import write_document
from mesoplan.answers.guidance import risks_answer
from mesoplan.cli.command import Action, command_app
from mesoplan.cli.output import emit
from mesoplan.output.pages.risks import risks_page


class Risks(Action):
    """Say what may happen: reported harm first, then side effects, by document."""

    examples: ClassVar = ("mesoplan risks", "mesoplan risks --json", "mesoplan risks --output risks.html")

    def run(self) -> None:
        """Look it up and show it."""
        catalog = self.catalog(advice=True)
        answer = risks_answer(catalog)
        emit(
            self,
            page=lambda: risks_page(answer, catalog),
            document=lambda: write_document("risks", answer, catalog, self.day),
        )


app = command_app("risks", Risks)
