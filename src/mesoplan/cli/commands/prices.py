"""`mesoplan prices`."""

from mesoplan.answers.tables import prices_record
from mesoplan.cli.options import OwnAction, Result, later
from mesoplan.tables.catalog import Catalog


class Prices(OwnAction):
    """List what a session costs, by country and clinic.

    Examples:
        mesoplan prices
        mesoplan prices --json
    """

    needs_advice = ()

    def result(self, catalog: Catalog) -> Result:
        """List them."""
        rows = list(catalog.prices.values())
        return Result(prices_record(rows, catalog), later("pages.prices.prices_page", rows))
