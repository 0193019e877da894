"""What may happen: reported harm first, whatever document reports it."""

from collections.abc import Iterator, Mapping, Sequence

from mesoplan.guidance.risks import Risks
from mesoplan.output.page import Fact, Facts, Listing, Notes, Page, Row, Section, Table, Words
from mesoplan.output.pages.advice import lasting, list_lines, marks, names, report_words, small, topic_words
from mesoplan.output.pages.sources import Citations
from mesoplan.tables.advice import Harm, SideEffect
from mesoplan.tables.catalog import Catalog

Groups = Mapping[Harm, Sequence[SideEffect]]

_OTHERS: dict[Harm, str] = {"usual": "Usual", "uncommon": "Named, but not as usual"}
"""What is less than harm, in the order of the page."""
_MOST = 4
"""How many effects the answer names; the table has them all."""


def risks_page(risks: Risks, catalog: Catalog) -> Page:
    """Return the page: harm in full, then what else may happen, how often and for how long, then pain and numbing."""
    cite = Citations(catalog)
    groups = risks.by_group()
    alone = risks.only_source and f"By one document alone {cite.mark(risks.only_source)}; harm by every document"
    lead = list(_lead(groups, cite))
    sections = [*_harm(groups, cite), *_others(groups, cite), *_pain(risks, cite), *_added(groups, cite)]
    lists = list_lines("side effects", risks.lists_not_available, risks.lists_none, cite)
    return Page(
        title="What may happen",
        about=alone or "",
        lead=lead,
        sections=[*sections, Section("lists", "What is missing", [Notes(lists)]), cite.section()],
    )


def _lead(groups: Groups, cite: Citations) -> Iterator[str | Words]:
    """Say what harm is reported, and which effects the most documents name."""
    harm, usual = groups.get("reported harm", ()), groups.get("usual", ())
    if harm:
        sources = marks((report.source for effect in harm for report in effect.reports), cite)
        yield Words(f"Reported harm: {small(names([effect.name for effect in harm]))} {sources}", "warning")
    else:
        yield "No document here reports harm. That does not mean there is none."
    if most := sorted(usual, key=lambda effect: -len(effect.reports))[:_MOST]:
        yield f"Most often named: {small(names([effect.name for effect in most]))}"


def _harm(groups: Groups, cite: Citations) -> Iterator[Section]:
    """Yield harm with everything that is said of it."""
    if harm := groups.get("reported harm"):
        yield Section("harm", "Reported harm", [Listing([_in_full(effect, cite) for effect in harm])])


def _in_full(effect: SideEffect, cite: Citations) -> str:
    return f"{effect.name}: {' '.join(report_words(report, cite) for report in effect.reports)}"


def _others(groups: Groups, cite: Citations) -> Iterator[Section]:
    """Yield what else may happen, how often and how long."""
    rows = [
        Row([effect.name, _figures(effect, cite), _named(effect, cite)], above="" if number else title)
        for group, title in _OTHERS.items()
        for number, effect in enumerate(groups.get(group, ()))
    ]
    if rows:
        table = Table(["What", "How often, and for how long", "Named by"], rows, whole=["Named by"])
        yield Section("effects", "What else may happen", [table])


def _figures(effect: SideEffect, cite: Citations) -> str | Words:
    """Say how often it happens and how long it lasts, by document."""
    reports = [(report, [report.how_often, report.share, lasting(report)]) for report in effect.reports]
    said = [f"{', '.join(filter(None, figures))} {cite.mark(one.source)}" for one, figures in reports if any(figures)]
    return "; ".join(said) or Words("not stated", "muted")


def _named(effect: SideEffect, cite: Citations) -> str:
    return marks((report.source for report in effect.reports), cite)


def _pain(risks: Risks, cite: Citations) -> Iterator[Section]:
    """Yield who says that it is painless, who numbs, and who may do it."""
    if risks.session:
        facts = [Fact(topic.name, topic_words(topic, cite)) for topic in risks.session]
        yield Section("pain", "Pain, numbing, and who may do it", [Facts(facts)])


def _added(groups: Groups, cite: Citations) -> Iterator[Section]:
    others = [effect for group in _OTHERS for effect in groups.get(group, ())]
    lines = [_in_full(effect, cite) for effect in others if any(one.note or one.remark for one in effect.reports)]
    if lines:
        yield Section("more", "What the documents add", [Listing(lines)])
