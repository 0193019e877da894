"""What may happen, reported harm first; what is said of the treatment, how little is proven, and what is missing."""

from collections.abc import Iterator, Sequence

from mesoplan.guidance.treatment import Risks, Treatment
from mesoplan.output.page import Citations, Page, Section, Words
from mesoplan.output.pages import advice
from mesoplan.output.wording import grouped, series, small
from mesoplan.tables.advice import Evidence

_TITLES = {"reported harm": "Reported harm", "uncommon": "Effects named, but not as usual", "usual": "Usual effects"}


def risks_page(risks: Risks, cite: Citations) -> Page:
    """Return the page: harm in full, then what else may happen, how often and for how long, then pain and numbing."""
    usual = [one for one in risks.side_effects if one.group == "usual"]
    # The list below has them all.
    often = sorted(usual, key=lambda effect: -len(effect.reports))[:3]
    most = f"Most often named: {small(advice.names([effect.name for effect in often]))}" if usual else ""
    lead: list[str | Words] = [harm_words(risks, cite), most]
    on_visit = ((topic.name, advice.topic_words(topic, cite)) for topic in risks.session)
    sections = [
        *effect_sections(risks, cite),
        advice.said_section("pain", "Pain, numbing, and who may do it", on_visit),
        advice.missing_lists(cite, ["side_effects"]),
    ]
    return cite.page("What may happen", lead=lead, sections=sections)


def harm_words(risks: Risks, cite: Citations) -> Words:
    """Say what harm is reported, in one line."""
    if harm := [one for one in risks.side_effects if one.group == "reported harm"]:
        marks = cite.marks(report.source for effect in harm for report in effect.reports)
        return Words(f"Reported harm: {small(advice.names([effect.name for effect in harm]))} {marks}", "warning")
    return Words("No document here reports harm. That does not mean there is none.")


def effect_sections(risks: Risks, cite: Citations) -> Iterator[Section]:
    """Yield what may happen with everything that is said of it, gravest first."""
    for group, effects in grouped((one.group, one) for one in risks.side_effects).items():
        named = [(one.name, advice.report_words(one, cite)) for one in effects]
        yield advice.said_section("harm" if group == "reported harm" else group, _TITLES[group], named)


def stronger_words(treatment: Treatment, cite: Citations) -> str:
    """Name what a document says has stronger evidence than mesotherapy, in one line; nothing where none says so."""
    found = [(one.name, said.source) for one in treatment.alternatives for said in one.says if said.stronger_evidence]
    listed = small(advice.names([name.partition(" (")[0] for name in dict(found)]))
    marks = cite.marks(source for _, source in found)
    return f"Other treatments with stronger evidence: {listed} {marks}" if found else ""


def treatment_sections(treatment: Treatment, cite: Citations) -> Iterator[Section]:
    """Yield what the documents say of the treatment itself, a section a topic."""
    for key, title, topics in (
        ("session", "At a session: how long, what happens, downtime", treatment.session),
        ("ingredients", "What is injected", treatment.ingredients),
        ("alternatives", "What else there is, and its evidence", treatment.alternatives),
        ("price-drivers", "Why prices differ", treatment.price_drivers),
    ):
        named = [(topic.name, advice.topic_words(topic, cite)) for topic in topics]
        yield advice.said_section(key, title, named, details=True)


def doubt_words(evidence: Sequence[Evidence], cite: Citations) -> str:
    """Name the documents that speak against the treatment or its evidence, in one line; nothing where none does."""
    against = [claim.source for piece in evidence for claim in piece.claims if claim.against]
    return f"Doubts about whether it works, or is safe: {cite.marks(against)}" if against else ""


def evidence_section(evidence: Sequence[Evidence], cite: Citations) -> Section:
    """Return every claim, what speaks against the treatment first, and what the cited papers say."""
    named, known = [], cite.catalog.evidence
    for piece in sorted(evidence, key=lambda piece: not any(claim.against for claim in piece.claims)):
        said = [advice.said(one.source, cite, one.says, remark=one.remark) for one in piece.claims]
        if piece.paper:
            doi = f", doi {piece.doi}" if piece.doi else ""
            said += [f"The paper: {piece.paper}{doi}.", piece.finding or "What it found is not known here."]
        included = [known[key].name for key in piece.includes if key in known] if piece.paper else []
        if included and not piece.remark:
            said.append(f"It counts: {series(included)}.")
        named.append((piece.name, " ".join(filter(None, (*said, advice.ours(piece.remark))))))
    return advice.said_section("evidence", "How little is proven", named)
