"""`mesoplan protocols`."""

from mesoplan.answers.tables import protocols_record
from mesoplan.cli.command import OwnAction, Result
from mesoplan.output.pages.protocols import protocol_page, protocols_page
from mesoplan.requests.base import argument
from mesoplan.requests.completion import complete_protocols
from mesoplan.requests.words import Text
from mesoplan.tables.catalog import Catalog


class Protocols(OwnAction):
    """List the published regimens, or show one in full.

    Examples:
        mesoplan protocols
        mesoplan protocols tapered
        mesoplan protocols --json
    """

    protocol: Text = argument("[ID]", "Show this one in full.", None, complete_protocols)

    def result(self, catalog: Catalog) -> Result:
        """List them."""
        one = None if self.protocol is None else catalog.protocol(self.protocol)
        shown = [one] if one else list(catalog.protocols.values())
        answer = protocols_record(shown, catalog)
        return Result(answer, lambda: protocol_page(one, catalog) if one else protocols_page(shown, catalog))
