"""`mesoplan protocols`."""

from typing import Annotated, ClassVar

from typer import Argument

from mesoplan.answers.document import write_document
from mesoplan.answers.tables import protocols_record
from mesoplan.cli.command import Action, command_app
from mesoplan.cli.options import OwnRequest
from mesoplan.cli.output import emit
from mesoplan.output.pages.protocols import protocol_page, protocols_page
from mesoplan.requests.completion import complete_protocols
from mesoplan.requests.words import Text


class Protocols(OwnRequest, Action):
    """List the published regimens, or show one in full."""

    examples: ClassVar = ("mesoplan protocols", "mesoplan protocols tapered", "mesoplan protocols --json")

    protocol: Annotated[
        Text, Argument(metavar="[ID]", help="Show this one in full.", parser=str, autocompletion=complete_protocols)
    ] = None

    def run(self) -> None:
        """Show them."""
        catalog = self.catalog(advice=True)
        one = None if self.protocol is None else catalog.protocol(self.protocol)
        shown = [one] if one else list(catalog.protocols.values())
        emit(
            self,
            page=lambda: protocol_page(one, catalog) if one else protocols_page(shown, catalog),
            document=lambda: write_document("protocols", protocols_record(shown, catalog), catalog, self.day),
        )


app = command_app("protocols", Protocols)
