"""What may happen: reported harm first, whatever document reports it."""

from collections.abc import Iterable, Iterator

from mesoplan.guidance.risks import Risks
from mesoplan.output.page import Block, Page, Paragraph, Section, Words
from mesoplan.output.pages.advice import missing_lists, names, report_words, said_facts, said_section, topic_words
from mesoplan.output.pages.sources import Citations
from mesoplan.output.wording import small
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
    usual = sorted(risks.by_group().get("usual", ()), key=lambda effect: -len(effect.reports))[:_MOST]
    most = [f"Most often named: {small(names([effect.name for effect in usual]))}"] if usual else []
    return cite.page(
        "What may happen",
        about=alone or "",
        lead=[harm_words(risks, cite), *most],
        sections=[
            harm_section(risks, cite),
            effects_section(risks, cite),
            said_section(
                "pain",
                "Pain, numbing, and who may do it",
                ((one.name, topic_words(one, cite)) for one in risks.session),
            ),
            missing_lists(cite, ("side effects", risks.lists_not_available, risks.lists_none)),
        ],
    )


def harm_words(risks: Risks, cite: Citations) -> Words:
    """Say what harm is reported, in one line."""
    if harm := risks.by_group().get("reported harm"):
        marks = cite.marks(report.source for effect in harm for report in effect.reports)
        return Words(f"Reported harm: {small(names([effect.name for effect in harm]))} {marks}", "warning")
    return Words("No document here reports harm. That does not mean there is none.")


def harm_section(risks: Risks, cite: Citations) -> Section:
    """Return harm with everything that is said of it."""
    return said_section("harm", "Reported harm", _in_full(risks.by_group().get("reported harm", ()), cite))


def _in_full(effects: Iterable[SideEffect], cite: Citations) -> Iterator[tuple[str, str]]:
    yield from ((effect.name, report_words(effect, cite)) for effect in effects)


def effects_section(risks: Risks, cite: Citations) -> Section:
    """Return what else may happen with everything that is said of it, in as few lines as that takes."""
    blocks: list[Block] = []
    for group, title in _OTHERS.items():
        if effects := risks.by_group().get(group):
            blocks += [Paragraph(title, "muted"), said_facts(_in_full(effects, cite))]
    return Section("effects", "What else may happen", blocks)
