"""`mesoplan screen`."""

from typing import Annotated, ClassVar

from typer import Argument

from mesoplan.answers.document import write_document
from mesoplan.answers.guidance import screen_answer
from mesoplan.cli.command import Action, command_app
from mesoplan.cli.options import OwnRequest
from mesoplan.cli.output import emit
from mesoplan.output.pages.screen import screen_page
from mesoplan.requests.base import OUTPUT, flag
from mesoplan.requests.completion import complete_conditions
from mesoplan.requests.words import Texts


class Screen(OwnRequest, Action):
    """Say who should not be treated, as each document says it."""

    examples: ClassVar = (
        "mesoplan screen",
        "mesoplan screen pregnancy blood-thinners",
        "mesoplan screen diabetes --json",
    )

    condition: Annotated[
        Texts,
        Argument(
            metavar="[CONDITION]...",
            help="Conditions, medicines or kinds of hair loss, such as pregnancy or aspirin. [default: all]",
            parser=str,
            autocompletion=complete_conditions,
        ),
    ] = []
    exit_code: Annotated[
        bool, flag("--exit-code", "Exit with 3 if a document names one of them as a reason against it.", OUTPUT)
    ] = False

    def run(self) -> int:
        """Look them up and show them."""
        catalog = self.catalog(advice=True)
        answer = screen_answer(catalog, self.condition)
        emit(
            self,
            page=lambda: screen_page(answer, catalog),
            document=lambda: write_document("screen", answer, catalog, self.day),
        )
        return 3 if self.exit_code and answer.flagged else 0


app = command_app("screen", Screen)
