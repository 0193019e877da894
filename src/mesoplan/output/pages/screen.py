"""What documents say of conditions: of those that were asked for with what to ask, or of all as a checklist."""

from collections.abc import Iterator, Sequence

from mesoplan.guidance.screening import Caution, Screening
from mesoplan.output.page import Fact, Facts, Listing, Notes, Page, Row, Section, Table, Words
from mesoplan.output.pages.advice import (
    EFFECTS,
    SILENCE,
    STRENGTHS,
    activity_words,
    list_lines,
    marks,
    names,
    noted,
    report_words,
    said_section,
    topic_words,
)
from mesoplan.output.pages.sources import Citations
from mesoplan.output.wording import capital
from mesoplan.tables.advice import Condition, Indication, Strength
from mesoplan.tables.catalog import Catalog


def screen_page(screening: Screening, catalog: Catalog) -> Page:
    """Return the page: what was asked for first, or the full checklist, strongest words first."""
    cite = Citations(catalog)
    if screening.asked:
        lead = [*answers(screening, cite), SILENCE]
        sections = [*asked_sections(screening, catalog, cite)]
    else:
        lead = [
            Words(f"Ask a clinician before any treatment if one of these {len(screening.conditions)} is yours."),
            SILENCE,
        ]
        sections = [
            *_checklist(screening, cite),
            *indication_sections(screening, cite),
            *added_sections(screening, cite),
        ]
    lists = [
        *list_lines("reasons not to be treated", screening.lists_not_available, screening.lists_none, cite),
        *list_lines("what it is for", screening.indications_not_available, (), cite),
    ]
    end = Section("lists", "What is missing", [Notes(lists)])
    return Page(title="Who should not be treated", lead=lead, sections=[*sections, end, cite.section()])


def answers(screening: Screening, cite: Citations) -> Iterator[str | Words]:
    """Say how strongly documents speak of what was asked for."""
    if screening.flagged:
        about = [caution.name for caution in screening.conditions] if screening.indications else screening.asked
        yield Words(f"{capital(names(about))}: ask a clinician before any treatment.", "warning")
    else:
        yield "No document here names this as a reason not to be treated."
    for caution in screening.conditions:
        yield f"{caution.name}: {'; '.join(_strengths(caution, cite))}"
    for indication in screening.indications:
        yield f"{indication.name}: {'; '.join(_effects(indication, cite))}"


def _strengths(caution: Caution | Condition, cite: Citations, *, but: Strength | None = None) -> Iterator[str]:
    """Yield what documents say of a condition, strongest first."""
    for strength, words in STRENGTHS.items():
        sources = [position.source for position in caution.positions if position.strength == strength]
        if sources:
            yield f"{words if strength != but else ''} {marks(sources, cite)}".strip()


def _effects(indication: Indication, cite: Citations) -> Iterator[str]:
    for effect, words in EFFECTS.items():
        if sources := [opinion.source for opinion in indication.opinions if opinion.effect == effect]:
            yield f"{words} {marks(sources, cite)}"


def asked_sections(screening: Screening, catalog: Catalog, cite: Citations) -> Iterator[Section]:
    """Yield a section for each condition and kind of hair loss that was asked for."""
    for caution in screening.conditions:
        facts = [Fact(label, text) for label, text in _belongs(caution, catalog, cite) if text]
        yield Section(caution.id, caution.name, [Facts(facts)])
    for indication in screening.indications:
        if lines := list(_opinions(indication, cite)):
            yield Section(indication.id, indication.name, [Listing(lines)])


def _opinions(indication: Indication, cite: Citations) -> Iterator[str]:
    yield from filter(None, (noted(opinion, cite) for opinion in indication.opinions))


def _belongs(caution: Caution, catalog: Catalog, cite: Citations) -> Iterator[tuple[str, str]]:
    """Yield everything that belongs to a condition, under labels."""
    yield "Also said", _notes(caution, cite)
    yield "Ask (our words)", caution.ask or ""
    yield "Before a session", " ".join(activity_words(one, cite) for one in caution.before)
    effects = [
        f"{effect.name}: {' '.join(report_words(report, cite) for report in effect.reports)}"
        for effect in caution.side_effects
    ]
    yield "May happen", " ".join(effects)
    yield "At a session", " ".join(f"{topic.name}: {topic_words(topic, cite)}" for topic in caution.session)
    yield "What is injected", " ".join(f"{one.name}: {topic_words(one, cite)}" for one in caution.ingredients)
    narrower = [catalog.screening[key] for key in caution.see if key in catalog.screening]
    yield "See also", "; ".join(f"{one.name}: {'; '.join(_strengths(one, cite))}" for one in narrower)


def _notes(caution: Caution, cite: Citations) -> str:
    return " ".join(filter(None, (noted(position, cite) for position in caution.positions)))


def _checklist(screening: Screening, cite: Citations) -> Iterator[Section]:
    """Yield the conditions to tick off, by the strongest thing that a document says."""
    for strength, items in by_strength(screening, cite):
        yield Section(strength, capital(STRENGTHS[strength]), [Listing(items, checks=True)])


def by_strength(screening: Screening, cite: Citations) -> Iterator[tuple[Strength, list[str]]]:
    """Yield conditions by the strongest thing that a document says, each with the marks and what else is said."""
    for strength, cautions in screening.by_strength().items():
        yield strength, [f"{one.name} {_in_brackets(list(_strengths(one, cite, but=strength)))}" for one in cautions]


def _in_brackets(strengths: Sequence[str]) -> str:
    """Return the strongest statement, and what others say less strongly behind it."""
    first, *others = strengths
    return f"{first} ({'; '.join(others)})" if others else first


def indication_sections(screening: Screening, cite: Citations) -> Iterator[Section]:
    """Yield what the treatment is said to be for and not for."""
    rows = [Row([one.name, "; ".join(_effects(one, cite))]) for one in screening.indications]
    if rows:
        yield Section("indications", "What it is said to be for, and not for", [Table(["", ""], rows)])


def added_sections(screening: Screening, cite: Citations) -> Iterator[Section]:
    """Yield what documents add, and what to ask."""
    said = [*notes_on(screening, cite)]
    said += [(one.name, " ".join(_opinions(one, cite))) for one in screening.indications]
    yield from said_section("more", "What the documents add", said, details=True)
    asks = [(one.name, one.ask) for one in screening.conditions]
    yield from said_section("asks", "What to ask if it is yours (our words)", asks, details=True)


def notes_on(screening: Screening, cite: Citations) -> Iterator[tuple[str, str]]:
    """Yield what documents say of each condition beyond how strongly."""
    yield from ((one.name, _notes(one, cite)) for one in screening.conditions)


def opinions_on(screening: Screening, cite: Citations) -> Iterator[tuple[str, str]]:
    """Yield what the treatment is said to be for and not for, with what is added."""
    for one in screening.indications:
        yield one.name, " ".join(noted(said, cite, EFFECTS[said.effect]) for said in one.opinions)
