"""`mesoplan protocols`."""

from mesoplan.answers.tables import protocols_record
from mesoplan.cli.options import OwnAction, Result, later
from mesoplan.requests.base import Text, argument, ids_of
from mesoplan.tables.catalog import Catalog


class Protocols(OwnAction):
    """List the published regimens, or show one in full.

    Examples:
        mesoplan protocols
        mesoplan protocols tapered
        mesoplan protocols --json
    """

    protocol: Text = argument("ID", "Show this one in full.", None, ids_of("protocols"))

    def result(self, catalog: Catalog) -> Result:
        """List them."""
        if self.protocol is not None:
            one = catalog.protocol(self.protocol)
            return Result(protocols_record([one], catalog), later("pages.protocols.protocol_page", one))
        every = list(catalog.protocols.values())
        return Result(protocols_record(every, catalog), later("pages.protocols.protocols_page", every))
