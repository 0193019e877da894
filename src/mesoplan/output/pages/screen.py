"""What documents say of conditions: of those that were asked for with what to ask, or of all as a checklist."""

from collections.abc import Iterator, Mapping

from mesoplan.guidance.treatment import Caution, Screening
from mesoplan.output.page import Citations, Listing, Page, Section, Words
from mesoplan.output.pages import advice
from mesoplan.output.wording import capital, grouped
from mesoplan.tables.advice import Condition, Effect, Indication, Opinion, Position, Strength

Screened = Caution | Condition | Indication

VIEWS: Mapping[Strength | Effect, str] = {
    "contraindicated": "you must not be treated",
    "avoid": "you should not be treated",
    "may-prevent": "may be a reason not to be treated",
    "implied": "implied, not said, as a reason to wait",
    "does-not-help": "does not help",
    "unlikely": "unlikely to help",
    "may-help": "may help",
}
"""What a document says of a condition or of a kind of hair loss, strongest first."""


def screen_page(screening: Screening, cite: Citations) -> Page:
    """Return the page: what was asked for first, or the full checklist, strongest words first."""
    ask = f"Ask a clinician before any treatment if one of these {len(screening.conditions)} is yours."
    lead = [*(answers(screening, cite) if screening.asked else [ask]), advice.SILENCE]
    found = asked_sections(screening, cite) if screening.asked else _all_sections(screening, cite)
    sections = [*found, advice.missing_lists(cite, ["screening", "indications"])]
    return cite.page("Who should not be treated", lead=lead, sections=sections)


def answers(screening: Screening, cite: Citations) -> Iterator[str | Words]:
    """Say how strongly documents speak of what was asked for."""
    if screening.flagged:
        # A kind of hair loss that was asked for as well is no reason against it.
        about = [caution.name for caution in screening.conditions] if screening.indications else screening.asked
        yield Words(f"{capital(advice.names(about))}: ask a clinician before any treatment.", "warning")
    found: tuple[Screened, ...] = (*screening.conditions, *screening.indications)
    for one in found:
        yield f"{one.name}: {_views(one, cite)}"
    if not screening.flagged:
        yield "No document here names this as a reason not to be treated."
    yield from screening.warnings


def _said(one: Screened) -> list[tuple[Strength | Effect, Position | Opinion]]:
    if isinstance(one, Indication):
        return [(opinion.effect, opinion) for opinion in one.opinions]
    return [(position.strength, position) for position in one.positions]


def _views(one: Screened, cite: Citations, first: str = "") -> str:
    """Say each view with its documents' marks, strongest first; those after `first`, which is known, in brackets."""
    found = grouped(_said(one))
    views = []
    for view in sorted(found, key=lambda view: (view != first, [*VIEWS].index(view))):
        marks = cite.marks(said.source for said in found[view])
        ours = " as we read it" if all(said.remark for said in found[view]) else ""
        views.append(f"{marks}{ours}" if view == first else f"{VIEWS[view]} {marks}")
    strongest, *others = views
    return f"{strongest} ({'; '.join(others)})" if first and others else "; ".join(views)


def asked_sections(screening: Screening, cite: Citations) -> Iterator[Section]:
    """Yield a section for each condition and kind of hair loss that was asked for."""
    for caution in screening.conditions:
        yield advice.said_section(caution.id, caution.name, _belongs(caution, cite))
    for indication in screening.indications:
        yield advice.said_section(indication.id, indication.name, [("Also said", _notes_on(indication, cite))])


def _belongs(caution: Caution, cite: Citations) -> Iterator[tuple[str, str | None]]:
    """Yield everything that belongs to a condition, under labels."""
    yield "Also said", _notes_on(caution, cite)
    yield "Ask (our words)", caution.ask
    yield "Before a session", " ".join(advice.activity_words(one, cite) for one in caution.before)
    yield "May happen", " ".join(f"{one.name}: {advice.report_words(one, cite)}" for one in caution.side_effects)
    for label, topics in (("At a session", caution.session), ("What is injected", caution.ingredients)):
        yield label, " ".join(f"{topic.name}: {advice.topic_words(topic, cite)}" for topic in topics)
    narrower = [one for key, one in cite.catalog.screening.items() if key in caution.see]
    yield "See also", "; ".join(f"{one.name}: {_views(one, cite)}" for one in narrower)


def _notes_on(one: Screened, cite: Citations, *, views: bool = False) -> str:
    """Return what documents say beyond their views, or with them."""
    notes = (advice.noted(said, cite, VIEWS[view] if views else None) for view, said in _said(one))
    return " ".join(filter(None, notes))


def _all_sections(screening: Screening, cite: Citations) -> Iterator[Section]:
    """Yield the checklist, what the treatment is said to be for, what documents add, and what to ask."""
    for view, items in checklist(screening, cite):
        yield Section(view, capital(VIEWS[view]), [Listing(items, checks=True)])
    yield from more_sections(screening, cite)
    asks = [(one.name, one.ask) for one in screening.conditions]
    yield advice.said_section("asks", "What to ask if it is yours (our words)", asks, details=True)


def checklist(screening: Screening, cite: Citations) -> Iterator[tuple[Strength | Effect, list[str]]]:
    """Yield the views against a treatment, strongest first, each with what it is of, the marks and other views."""
    for view in VIEWS:
        found: list[Screened] = [one for one in screening.conditions if one.strongest == view]
        found += [one for one in screening.indications if view != "may-help" and view in dict(_said(one))]
        if found:
            yield view, [f"{one.name} {_views(one, cite, view)}" for one in found]


def more_sections(screening: Screening, cite: Citations) -> Iterator[Section]:
    """Yield what the treatment is said to be for and not for, and what is said of conditions beyond how strongly."""
    opinions = [(one.name, _notes_on(one, cite, views=True)) for one in screening.indications]
    yield advice.said_section("indications", "What it is said to be for, and not for", opinions)
    notes = [(one.name, _notes_on(one, cite)) for one in screening.conditions]
    yield advice.said_section("more", "More on who should not be treated", notes, details=True)
