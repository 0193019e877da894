"""`mesoplan prices`."""

from mesoplan.answers.tables import prices_record
from mesoplan.cli.command import OwnAction, command_app
from mesoplan.output.pages.prices import prices_page


class Prices(OwnAction):
    """List what a session costs, by country and clinic.

    Examples:
        mesoplan prices
        mesoplan prices --json
    """

    def run(self) -> None:
        """Show them."""
        catalog = self.catalog()
        rows = list(catalog.prices.values())
        self.show(prices_record(rows, catalog), catalog, lambda: prices_page(rows, catalog))


app = command_app("prices", Prices)
