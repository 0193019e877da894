"""What the documents claim, and next to it what the cited papers say."""

from collections.abc import Iterable

from mesoplan.tables.advice import Evidence
from mesoplan.tables.catalog import Catalog


def evidence_of(catalog: Catalog, source: str | None = None) -> tuple[Evidence, ...]:
    """Return every piece of evidence, what speaks against the treatment first in each.

    Args:
        catalog: the tables.
        source: the only document whose praise counts; None: all of them. What speaks against the treatment is that of
            every document all the same, and so is what the papers say.
    """
    pieces = [_weighed(piece, source) for piece in catalog.evidence.values()]
    return tuple(piece for piece in pieces if piece.claims or piece.finding)


def _weighed(piece: Evidence, source: str | None) -> Evidence:
    claims = [claim for claim in piece.claims if claim.against or source in (None, claim.source)]
    return piece.model_copy(update={"claims": tuple(sorted(claims, key=lambda claim: not claim.against))})


def sources_of_evidence(evidence: Iterable[Evidence]) -> set[str]:
    """Return the documents whose claims are in some evidence."""
    return {claim.source for piece in evidence for claim in piece.claims}
