"""A whole plan as one page of sections, said once for every format that shows it."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from mesoplan.render.advice_words import (
    BAN_TITLES,
    SILENCE,
    STRENGTHS,
    ban_rows,
    basis_words,
    beside_bans,
    by_strength,
    evidence_lines,
    limits_of,
    list_words,
    marks_of,
    notes_words,
    risk_lines,
    silent_words,
)
from mesoplan.render.text import citation
from mesoplan.render.words import (
    converted_price_words,
    cost_cells,
    country_words,
    end_words,
    heading_words,
    next_words,
    notes_of,
    own_words,
    price_words,
    rate_words,
    schedule_rows,
    shown_milestones,
    span_costs,
    terms_words,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mesoplan.answers.plan import Plan
    from mesoplan.pricing.estimate import Converted, Estimate
    from mesoplan.render.advice_words import Marks
    from mesoplan.render.text import Style
    from mesoplan.tables.advice import Condition, Strength
    from mesoplan.tables.catalog import Catalog


class Grid(NamedTuple):
    """A table."""

    titles: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


class Lines(NamedTuple):
    """Paragraphs, or the items of a list."""

    texts: tuple[str, ...]
    listed: bool = False
    links: tuple[str | None, ...] = ()
    """For each text the address that goes with it; empty where there are none."""


class Section(NamedTuple):
    """A part of the page under a heading of its own."""

    key: str
    """What a format may put beside it: a drawing of the sessions, of the costs."""
    title: str
    blocks: tuple[Grid | Lines, ...]


class Page(NamedTuple):
    """All of a plan, in words."""

    title: str
    facts: tuple[str, ...]
    """What is planned."""
    sections: tuple[Section, ...]
    """None of them is empty."""


def page_of(plan: Plan, catalog: Catalog, style: Style) -> Page:
    """Say all of a plan; documents are named by marks, which the last section explains."""
    title, facts = heading_words(plan.schedule.regimen)
    marks = marks_of(catalog, plan.sources)
    parts: dict[tuple[str, str], list[Grid | Lines]] = {
        ("sessions", "Sessions"): _sessions(plan),
        ("cost", "What it costs"): [block for one in plan.estimates for block in _cost(one, style)] + _cost_notes(plan),
        ("off-limits", "What is off limits when"): _off_limits(plan, catalog),
        ("before", "Before a session, and to do"): [Lines(tuple(_to_do(plan, marks)), listed=True)],
        ("screening", "What to raise with a clinician first"): _screening(plan, catalog, marks),
        ("risks", "What may happen"): [Lines(tuple(risk_lines(plan.risks, marks)), listed=True)],
        ("questions", "What to ask"): [Lines(tuple(_questions(plan, marks)), listed=True)],
        ("evidence", "What is claimed, and what is known"): _evidence(plan, catalog, marks),
        ("sources", "Sources"): _sources(catalog, marks),
    }
    sections = [Section(key, name, tuple(blocks)) for (key, name), blocks in parts.items() if blocks]
    return Page(
        f"Hair mesotherapy: {title}",
        (*facts, f"Source of the regimen: {marks[plan.schedule.regimen.protocol.source]}"),
        tuple(sections),
    )


def _sessions(plan: Plan) -> list[Grid | Lines]:
    schedule = plan.schedule
    titles = ("#", "Date", "Window", "Phase", "Optional", "What is due")
    said = [f"{m.name}: {m.note}" for m, _ in shown_milestones(schedule) if m.note]
    remarks = (*schedule.warnings, *schedule.notes)
    texts = [*next_words(schedule), *(f"Note: {remark}" for remark in remarks), end_words(schedule), *said]
    return [
        Grid(titles, tuple(cells for _, cells, _ in schedule_rows(schedule))),
        Lines(tuple(text for text in texts if text)),
    ]


def _cost(estimate: Estimate, style: Style) -> Iterator[Grid | Lines]:
    name = country_words(estimate)
    yield from _figures(f"{name}: a session {price_words(estimate, style)}", estimate, style)
    if estimate.converted is not None:
        rate = estimate.converted
        price = converted_price_words(rate, style)
        yield from _figures(f"{name}, {rate_words(rate, estimate.currency)}: a session {price}", rate, style)
    if texts := tuple(terms_words(estimate, style)):
        yield Lines(texts)


def _figures(heading: str, figures: Estimate | Converted, style: Style) -> Iterator[Grid | Lines]:
    yield Lines((heading,))
    titles = ("What", "Sessions", "Cost", "In this plan", "Cost of this plan")
    yield Grid(titles, tuple(cost_cells(words, cost, figures, style) for words, cost in span_costs(figures)))


def _cost_notes(plan: Plan) -> list[Grid | Lines]:
    notes = tuple(notes_of(plan.estimates))
    return [Lines(notes, listed=True)] if notes else []


def _off_limits(plan: Plan, catalog: Catalog) -> list[Grid | Lines]:
    rows = tuple(ban_rows(plan.care.bans))
    texts = (basis_words(plan.care), *beside_bans(plan.care.bans), *silent_words(plan.care, catalog))
    return [*([Grid(BAN_TITLES, rows)] if rows else []), Lines(texts)]


def _to_do(plan: Plan, marks: Marks) -> Iterator[str]:
    yield from notes_words([(activity, activity.rules) for activity in plan.care.before], marks)
    do = [(ruling.activity, ruling.rules) for ruling in plan.care.rulings if ruling.activity.advice == "do"]
    yield from notes_words([(activity, rules) for activity, rules in do if rules], marks)


def _screening(plan: Plan, catalog: Catalog, marks: Marks) -> list[Grid | Lines]:
    groups = [
        f"{STRENGTHS[strength].capitalize()}: {'; '.join(_condition(one, strength, marks) for one in conditions)}."
        for strength, conditions in by_strength(plan.screening.conditions)
    ]
    return [Lines(tuple(groups), listed=True), Lines((SILENCE, *list_words(catalog, "screening")))]


def _condition(condition: Condition, strength: Strength, marks: Marks) -> str:
    """Name a condition with the documents that speak so strongly, and what the others say."""
    so = [marks[one.source] for one in condition.positions if one.strength == strength]
    others = [
        f"{STRENGTHS[one.strength]} {marks[one.source]}" for one in condition.positions if one.strength != strength
    ]
    aside = f" ({', '.join(others)})" if others else ""
    return f"{condition.name} {' '.join(so)}{aside}"


def _questions(plan: Plan, marks: Marks) -> Iterator[str]:
    for question in plan.questions:
        yield f"{question.ask} {marks[question.source]}" if question.source else question.ask
    for what, questions in (("regimen", plan.left_open), ("prices", plan.prices_left_open)):
        if questions:
            yield f"Not stated by the source of the {what}: {'; '.join(questions)}."


def _evidence(plan: Plan, catalog: Catalog, marks: Marks) -> list[Grid | Lines]:
    protocol = plan.schedule.regimen.protocol
    *limits, _ = limits_of(protocol, catalog)
    own = [f"The source of the regimen {marks[protocol.source]}: {' '.join(limits)}"] if limits else []
    return [Lines((*evidence_lines(plan.evidence, marks), *own), listed=True)]


def _sources(catalog: Catalog, marks: Marks) -> list[Grid | Lines]:
    cited = [(mark, catalog.sources[key]) for key, mark in marks.items()]
    texts = tuple(f"{mark} {citation(source)}" for mark, source in cited)
    return [
        Lines(texts, links=tuple(source.url for _, source in cited)),
        Lines((f"The tables were last checked against their documents on {catalog.checked}.", *own_words(catalog))),
    ]
