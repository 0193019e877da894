"""What may happen: reported harm first, whatever document reports it."""

from collections.abc import Iterable, Iterator

from mesoplan.guidance.treatment import Risks
from mesoplan.output.page import Block, Fact, Facts, Notes, Page, Paragraph, Row, Section, Table, Words
from mesoplan.output.pages.advice import (
    lasting,
    list_lines,
    marks,
    names,
    report_words,
    said_facts,
    said_section,
    small,
    topic_words,
)
from mesoplan.output.pages.sources import Citations
from mesoplan.tables.advice import Harm, SideEffect
from mesoplan.tables.catalog import Catalog

_OTHERS: dict[Harm, str] = {"usual": "Usual", "uncommon": "Named, but not as usual"}
"""What is less than harm, in the order of the page."""
_MOST = 4
"""How many effects the answer names; the table has them all."""


def risks_page(risks: Risks, catalog: Catalog) -> Page:
    """Return the page: harm in full, then what else may happen, how often and for how long, then pain and numbing."""
    cite = Citations(catalog)
    alone = risks.only_source and f"By one document alone {cite.mark(risks.only_source)}; harm by every document"
    lead = list(_lead(risks, cite))
    sections = [
        *harm_sections(risks, cite),
        *effect_sections(risks, cite),
        *_pain(risks, cite),
        *added_sections(risks, cite),
    ]
    lists = list_lines("side effects", risks.lists_not_available, risks.lists_none, cite)
    return Page(
        title="What may happen",
        about=alone or "",
        lead=lead,
        sections=[*sections, Section("lists", "What is missing", [Notes(lists)]), cite.section()],
    )


def harm_words(risks: Risks, cite: Citations) -> Words:
    """Say what harm is reported, in one line."""
    if harm := risks.by_group().get("reported harm"):
        sources = marks((report.source for effect in harm for report in effect.reports), cite)
        return Words(f"Reported harm: {small(names([effect.name for effect in harm]))} {sources}", "warning")
    return Words("No document here reports harm. That does not mean there is none.")


def _lead(risks: Risks, cite: Citations) -> Iterator[str | Words]:
    """Say what harm is reported, and which effects the most documents name."""
    yield harm_words(risks, cite)
    usual = risks.by_group().get("usual", ())
    if most := sorted(usual, key=lambda effect: -len(effect.reports))[:_MOST]:
        yield f"Most often named: {small(names([effect.name for effect in most]))}"


def harm_sections(risks: Risks, cite: Citations) -> Iterator[Section]:
    """Yield harm with everything that is said of it."""
    harm = risks.by_group().get("reported harm", ())
    yield from said_section("harm", "Reported harm", _in_full(harm, cite))


def effect_sections(risks: Risks, cite: Citations) -> Iterator[Section]:
    """Yield what else may happen, how often and how long."""
    groups = risks.by_group()
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


def added_sections(risks: Risks, cite: Citations) -> Iterator[Section]:
    """Yield what documents add to what may happen besides harm."""
    others = [effect for group in _OTHERS for effect in risks.by_group().get(group, ())]
    said = [effect for effect in others if any(one.note or one.remark for one in effect.reports)]
    yield from said_section("more", "What the documents add", _in_full(said, cite))


def others_in_full(risks: Risks, cite: Citations) -> Iterator[Section]:
    """Yield what else may happen with everything that is said of it, in as few lines as that takes."""
    blocks: list[Block] = []
    for group, title in _OTHERS.items():
        if effects := risks.by_group().get(group):
            blocks += [Paragraph(title, "muted"), Facts(said_facts(_in_full(effects, cite)))]
    if blocks:
        yield Section("effects", "What else may happen", blocks)


def _in_full(effects: Iterable[SideEffect], cite: Citations) -> Iterator[tuple[str, str]]:
    """Yield effects with everything that is said of them."""
    yield from ((one.name, " ".join(report_words(report, cite) for report in one.reports)) for one in effects)
