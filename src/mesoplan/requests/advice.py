"""Which documents' advice counts, and for whom."""

from mesoplan.errors import FieldError
from mesoplan.requests.base import Asked, flag
from mesoplan.tables.advice import HairType
from mesoplan.tables.regimens import Protocol

ADVICE = "Whose advice"


class AdviceRequest(Asked):
    """Which documents' advice counts, and for whom."""

    oily_hair: bool = flag("--oily-hair", "Use what documents say for oily hair.", ADVICE)
    strict: bool = flag("--strict", "Use the longest time of all documents. [default in a plan]", ADVICE)
    source_only: bool = flag("--source-only", "Use only the protocol's own document.", ADVICE)

    @property
    def hair(self) -> tuple[HairType, ...]:
        """The conditions that are met."""
        return ("oily-hair",) if self.oily_hair else ()

    def only_source(self, protocol: Protocol, *, own: bool = False) -> str | None:
        """Return the only document to go by; None for all of them. `own`: the default is the protocol's.

        Raises:
            FieldError: both ways are asked for.
        """
        if self.strict and self.source_only:
            raise FieldError("takes every document and --source-only one: choose one of the two", "strict")
        return protocol.source if self.source_only or (own and not self.strict) else None
