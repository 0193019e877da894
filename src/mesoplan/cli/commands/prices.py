"""`mesoplan prices`."""

from typing import ClassVar

from mesoplan.answers.document import write_document
from mesoplan.answers.tables import prices_record
from mesoplan.cli.command import Action, command_app
from mesoplan.cli.options import OwnRequest
from mesoplan.cli.output import emit
from mesoplan.output.pages.prices import prices_page


class Prices(OwnRequest, Action):
    """List what a session costs, by country and clinic."""

    examples: ClassVar = ("mesoplan prices", "mesoplan prices --json")

    def run(self) -> None:
        """Show them."""
        catalog = self.catalog()
        rows = list(catalog.prices.values())
        emit(
            self,
            page=lambda: prices_page(rows, catalog),
            document=lambda: write_document("prices", prices_record(rows, catalog), catalog, self.day),
        )


app = command_app("prices", Prices)
