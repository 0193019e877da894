"""`mesoplan screen`."""

from mesoplan.answers.guidance import screen_answer
from mesoplan.cli.options import OwnAction, Result, later
from mesoplan.requests.base import CONDITIONS, OUTPUT, Texts, argument, flag
from mesoplan.tables.catalog import Catalog


class Screen(OwnAction):
    """Say who should not be treated, as each document says it.

    Examples:
        mesoplan screen
        mesoplan screen pregnancy blood-thinners
        mesoplan screen diabetes --json
    """

    condition: Texts = argument("CONDITION", "Illnesses, medicines, kinds of hair loss. [default: all]", [], CONDITIONS)
    exit_code: bool = flag("--exit-code", "Exit with 3 if one of them is a reason against it.", OUTPUT)

    def result(self, catalog: Catalog) -> Result:
        """Look them up."""
        answer = screen_answer(catalog, self.condition)
        code = 0 if not self.exit_code else 3 if answer.flagged else 2 if answer.warnings else 0
        return Result(answer, later("pages.screen.screen_page", answer), code=code)
