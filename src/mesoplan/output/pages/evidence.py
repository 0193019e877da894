"""What documents claim, next to what the papers that they cite say."""

from collections.abc import Iterator, Sequence

from mesoplan.output.page import Fact, Facts, Row, Section, Table
from mesoplan.output.pages.advice import marks, ours, sentences
from mesoplan.output.pages.sources import Citations
from mesoplan.output.wording import series
from mesoplan.tables.advice import Evidence
from mesoplan.tables.catalog import Catalog

TITLE = "How little is proven: what is claimed, and what papers say"


def doubt_words(evidence: Sequence[Evidence], cite: Citations) -> str:
    """Name the documents that speak against the treatment or its evidence, in one line; nothing where none does."""
    against = [claim.source for piece in evidence for claim in piece.claims if claim.against]
    return f"Doubts about whether it works, or is safe: {marks(against, cite)}" if against else ""


def evidence_sections(evidence: Sequence[Evidence], catalog: Catalog, cite: Citations) -> Iterator[Section]:
    """Yield claims without a paper, then each paper with the claims that cite it."""
    claims = [Fact(piece.name, claim_words(piece, cite)) for piece in evidence if piece.paper is None]
    rows = [
        Row([claim_words(piece, cite) or "no document", paper_words(piece, catalog)], above=piece.name)
        for piece in evidence
        if piece.paper is not None
    ]
    blocks = [*([Facts(claims)] if claims else []), *([Table(["Documents say", "The paper"], rows)] if rows else [])]
    if blocks:
        yield Section("evidence", TITLE, blocks)


def claim_words(piece: Evidence, cite: Citations) -> str:
    """Return what each document claims, behind its mark, with our remarks."""
    said = [
        f"{cite.mark(claim.source)} {sentences(claim.says)} {ours(claim.remark)}".rstrip() for claim in piece.claims
    ]
    alone = "" if piece.paper else ours(piece.remark)
    return " ".join(filter(None, (*said, alone)))


def paper_words(piece: Evidence, catalog: Catalog) -> str:
    """Return what a paper is, what its abstract says, and what we add."""
    doi = f", doi {piece.doi}" if piece.doi else ""
    included = [catalog.evidence[key].name for key in piece.includes if key in catalog.evidence]
    counts = f"It counts: {series(included)}." if included and not piece.remark else ""
    finding = piece.finding or "What it found is not known here."
    return " ".join(filter(None, (f"{piece.paper}{doi}.", finding, counts, ours(piece.remark))))
