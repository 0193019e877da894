"""What documents say of conditions: of those that were asked for with what to ask, or of all as a checklist."""

from collections.abc import Iterator

from mesoplan.guidance.screening import Caution, Screening
from mesoplan.output.page import Listing, Page, Section, Words
from mesoplan.output.pages import advice
from mesoplan.output.pages.advice import EFFECTS, SILENCE, STRENGTHS
from mesoplan.output.pages.sources import Citations
from mesoplan.output.wording import capital
from mesoplan.tables.advice import Condition, Effect, Indication, Strength
from mesoplan.tables.catalog import Catalog


def screen_page(screening: Screening, catalog: Catalog) -> Page:
    """Return the page: what was asked for first, or the full checklist, strongest words first."""
    cite = Citations(catalog)
    ask = f"Ask a clinician before any treatment if one of these {len(screening.conditions)} is yours."
    lists = (
        ("reasons not to be treated", screening.lists_not_available, screening.lists_none),
        ("what it is for", screening.indications_not_available, ()),
    )
    return cite.page(
        "Who should not be treated",
        lead=[*(answers(screening, cite) if screening.asked else [ask]), SILENCE],
        sections=[
            *(asked_sections(screening, catalog, cite) if screening.asked else _all_sections(screening, cite)),
            advice.missing_lists(cite, *lists),
        ],
    )


def answers(screening: Screening, cite: Citations) -> Iterator[str | Words]:
    """Say how strongly documents speak of what was asked for."""
    if screening.flagged:
        about = [caution.name for caution in screening.conditions] if screening.indications else screening.asked
        yield Words(f"{capital(advice.names(about))}: ask a clinician before any treatment.", "warning")
    else:
        yield "No document here names this as a reason not to be treated."
    for caution in screening.conditions:
        yield f"{caution.name}: {'; '.join(_strengths(caution, cite))}"
    for indication in screening.indications:
        yield f"{indication.name}: {_effects(indication, cite)}"


def _strengths(caution: Caution | Condition, cite: Citations, *, but: Strength | None = None) -> Iterator[str]:
    """Yield what documents say of a condition, strongest first."""
    for strength, words in STRENGTHS.items():
        if sources := [position.source for position in caution.positions if position.strength == strength]:
            yield f"{words if strength != but else ''} {cite.marks(sources)}".strip()


def _effects(indication: Indication, cite: Citations) -> str:
    found = {effect: [one.source for one in indication.opinions if one.effect == effect] for effect in EFFECTS}
    return "; ".join(f"{EFFECTS[effect]} {cite.marks(sources)}" for effect, sources in found.items() if sources)


def asked_sections(screening: Screening, catalog: Catalog, cite: Citations) -> Iterator[Section]:
    """Yield a section for each condition and kind of hair loss that was asked for."""
    for caution in screening.conditions:
        yield advice.said_section(caution.id, caution.name, _belongs(caution, catalog, cite))
    for indication in screening.indications:
        said = [advice.noted(opinion, cite) for opinion in indication.opinions]
        yield Section(indication.id, indication.name, [Listing([*filter(None, said)])])


def _belongs(caution: Caution, catalog: Catalog, cite: Citations) -> Iterator[tuple[str, str | None]]:
    """Yield everything that belongs to a condition, under labels."""
    yield "Also said", _notes_on(caution, cite)
    yield "Ask (our words)", caution.ask
    yield "Before a session", " ".join(advice.activity_words(one, cite) for one in caution.before)
    yield "May happen", " ".join(f"{one.name}: {advice.report_words(one, cite)}" for one in caution.side_effects)
    for label, topics in (("At a session", caution.session), ("What is injected", caution.ingredients)):
        yield label, " ".join(f"{topic.name}: {advice.topic_words(topic, cite)}" for topic in topics)
    narrower = [catalog.screening[key] for key in caution.see if key in catalog.screening]
    yield "See also", "; ".join(f"{one.name}: {'; '.join(_strengths(one, cite))}" for one in narrower)


def _notes_on(caution: Caution, cite: Citations) -> str:
    return " ".join(filter(None, (advice.noted(position, cite) for position in caution.positions)))


def _all_sections(screening: Screening, cite: Citations) -> Iterator[Section]:
    """Yield the checklist, what the treatment is said to be for, what documents add, and what to ask."""
    for strength, items in by_strength(screening, cite):
        yield Section(strength, capital(STRENGTHS[strength]), [Listing(items, checks=True)])
    yield from more_sections(screening, cite)
    asks = [(one.name, one.ask) for one in screening.conditions]
    yield advice.said_section("asks", "What to ask if it is yours (our words)", asks, details=True)


def more_sections(screening: Screening, cite: Citations) -> Iterator[Section]:
    """Yield what the treatment is said to be for and not for, and what is said of conditions beyond how strongly."""
    opinions = [(one.name, _opinions(one, cite)) for one in screening.indications]
    yield advice.said_section("indications", "What it is said to be for, and not for", opinions)
    notes = [(one.name, _notes_on(one, cite)) for one in screening.conditions]
    yield advice.said_section("more", "More on who should not be treated", notes, details=True)


def _opinions(indication: Indication, cite: Citations) -> str:
    return " ".join(advice.noted(one, cite, EFFECTS[one.effect]) for one in indication.opinions)


def by_strength(screening: Screening, cite: Citations) -> Iterator[tuple[Strength, list[str]]]:
    """Yield conditions by the strongest thing that a document says, each with the marks and what else is said."""
    for strength, cautions in screening.by_strength().items():
        yield strength, [f"{one.name} {_in_brackets(*_strengths(one, cite, but=strength))}" for one in cautions]


def not_for(screening: Screening, cite: Citations) -> Iterator[tuple[Effect, list[str]]]:
    """Yield what the treatment is said not to be for, by how that is said, each with the marks and what others say."""
    against: tuple[Effect, ...] = ("does-not-help", "unlikely")
    for effect in against:
        found = [one for one in screening.indications if any(said.effect == effect for said in one.opinions)]
        if found:
            yield effect, [f"{one.name} {_against(one, effect, cite)}" for one in found]


def _against(indication: Indication, effect: Effect, cite: Citations) -> str:
    """Return who says an effect, whether that is our reading, and in brackets what others say."""
    said = [one for one in indication.opinions if one.effect == effect]
    others = [one for one in indication.opinions if one.effect != effect]
    ours = " as we read it" if all(one.remark for one in said) else ""
    elsewhere = [_effects(indication.model_copy(update={"opinions": tuple(others)}), cite)] if others else []
    return _in_brackets(f"{cite.marks(one.source for one in said)}{ours}", *elsewhere)


def _in_brackets(strongest: str, *others: str) -> str:
    return f"{strongest} ({'; '.join(others)})" if others else strongest
