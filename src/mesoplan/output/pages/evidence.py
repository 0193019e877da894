"""What documents claim, next to what the papers that they cite say."""

from collections.abc import Iterator, Sequence

from mesoplan.output.page import Block, Fact, Facts, Row, Section, Table
from mesoplan.output.pages.advice import marks, ours, sentences
from mesoplan.output.pages.sources import Citations
from mesoplan.output.wording import series
from mesoplan.tables.advice import Claim, Evidence
from mesoplan.tables.catalog import Catalog


def doubt_words(evidence: Sequence[Evidence], cite: Citations) -> str:
    """Name the documents that speak against the treatment or its evidence, in one line; nothing where none does."""
    against = [claim.source for piece in evidence for claim in piece.claims if claim.against]
    return f"Doubts about whether it works, or is safe: {marks(against, cite)}" if against else ""


def evidence_sections(evidence: Sequence[Evidence], catalog: Catalog, cite: Citations) -> Iterator[Section]:
    """Yield what speaks against it and each paper with the claims that cite it, then the claims that cite none."""
    against = _claims(evidence, cite, against=True)
    rows = [
        Row([_said(piece.claims, cite) or "nothing shown here", paper_words(piece, catalog)], above=piece.name)
        for piece in evidence
        if piece.paper is not None
    ]
    blocks: list[Block] = [Facts(against)] if against else []
    blocks += [Table(["Documents say", "The paper"], rows)] if rows else []
    if blocks:
        yield Section("evidence", "How little is proven", blocks)
    if praise := _claims(evidence, cite, against=False):
        yield Section("claims", "What is claimed, without a paper", [Facts(praise)])


def _claims(evidence: Sequence[Evidence], cite: Citations, *, against: bool) -> list[Fact]:
    """Return the claims that cite no paper and speak against the treatment or its evidence, or those that do not."""
    found = []
    for piece in evidence:
        claims = [claim for claim in piece.claims if claim.against == against and piece.paper is None]
        if claims:
            is_last = claims[-1] == piece.claims[-1]
            found.append(Fact(piece.name, f"{_said(claims, cite)} {ours(piece.remark) if is_last else ''}".rstrip()))
    return found


def _said(claims: Sequence[Claim], cite: Citations) -> str:
    """Return what each document claims, behind its mark, with our remarks."""
    return " ".join(f"{cite.mark(one.source)} {sentences(one.says)} {ours(one.remark)}".rstrip() for one in claims)


def paper_words(piece: Evidence, catalog: Catalog) -> str:
    """Return what a paper is, what its abstract says, and what we add."""
    doi = f", doi {piece.doi}" if piece.doi else ""
    included = [catalog.evidence[key].name for key in piece.includes if key in catalog.evidence]
    counts = f"It counts: {series(included)}." if included and not piece.remark else ""
    finding = piece.finding or "What it found is not known here."
    return " ".join(filter(None, (f"{piece.paper}{doi}.", finding, counts, ours(piece.remark))))
