"""Aftercare and screening as tables for a terminal, drawn by Rich into text."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mesoplan.guidance.bans import advice_before, free_from
from mesoplan.render.advice_words import (
    BAN_TITLES,
    STRENGTHS,
    ban_rows,
    basis_words,
    beside_bans,
    by_strength,
    hours_words,
    list_words,
    marks_of,
    moment_words,
    notes_words,
    rules_words,
    said_of,
    silent_words,
    verdict,
)
from mesoplan.render.layout import GAP, cited, draw, ending, line, records
from mesoplan.render.words import heading_words
from mesoplan.tables.advice import Condition

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Collection, Iterable, Sequence

    from rich.console import ConsoleRenderable
    from rich.text import Text

    from mesoplan.guidance.bans import Aftercare, Ruling, Screening
    from mesoplan.render.advice_words import Marks
    from mesoplan.render.text import Style
    from mesoplan.tables.advice import Indication
    from mesoplan.tables.catalog import Catalog


def aftercare_table(care: Aftercare, catalog: Catalog, style: Style) -> str:
    """Draw what to avoid after a session, a row an activity, and what to do; with a session, when each is free."""
    marks = marks_of(catalog, care.sources)
    avoid = [ruling for ruling in care.rulings if ruling.rules and ruling.activity.advice == "avoid"]
    titles = ["Avoid", "What each document says", "Shortest", "Longest", *(["Free again"] if care.session else [])]
    rows = [_ruling_cells(ruling, marks, care.session) for ruling in avoid]
    whole = care.source is None and len(care.rulings) == len(catalog.aftercare)
    return draw(
        style,
        *_table(style, titles, rows, whole=titles[2:]),
        *_listed("Notes", notes_words([(r.activity, r.rules) for r in avoid], marks), style),
        *_beside(care, marks, style),
        *[line(text, style) for text in silent_words(care, catalog)],
        *[line(text, style) for text in (list_words(catalog, "aftercare") if whole else ())],
        *documents(marks, catalog, style),
    )


def _beside(care: Aftercare, marks: Marks, style: Style) -> list[ConsoleRenderable]:
    """Return what to do, and the advice for before a session, each as a list."""
    do = [(r.activity, r.rules) for r in care.rulings if r.rules and r.activity.advice == "do"]
    return [
        *_listed("To do", notes_words(do, marks), style),
        *_listed("Before a session", notes_words([(a, a.rules) for a in care.before], marks), style),
    ]


def _ruling_cells(ruling: Ruling, marks: Marks, session: dt.date | None) -> Sequence[str]:
    cells = (
        ruling.activity.name,
        rules_words(ruling.rules, marks),
        hours_words(ruling.shortest),
        hours_words(ruling.longest),
    )
    if session is None:
        return cells
    return (*cells, "not stated" if ruling.longest is None else moment_words(free_from(session, ruling.longest)))


def plan_aftercare_table(care: Aftercare, catalog: Catalog, style: Style) -> str:
    """Draw when what is off limits over a plan: the days, the first and the last included."""
    assert care.schedule is not None
    protocol = care.schedule.regimen.protocol
    marks = marks_of(catalog, care.sources)
    more = "mesoplan aftercare shows what each document says."
    return draw(
        style,
        line(f"{protocol.name} ({protocol.id}): what is off limits when", style, weight="bold"),
        line(heading_words(care.schedule.regimen)[1][-1], style),
        line(basis_words(care), style),
        GAP,
        *_table(style, BAN_TITLES, ban_rows(care.bans)),
        *[line(text, style) for text in [*beside_bans(care.bans), *silent_words(care, catalog), more]],
        GAP,
        *_beside(care, marks, style),
        *documents(marks, catalog, style),
    )


def screen_table(screening: Screening, catalog: Catalog, style: Style) -> str:
    """Draw the full checklist, or the answer for what was asked about, with what the treatment is said to be for."""
    before = {rule.source for one in advice_before(catalog, screening.conditions) for rule in one.rules}
    marks = marks_of(catalog, screening.sources | before)
    if screening.asked:
        entries: list[Condition | Indication] = [*screening.conditions, *screening.indications]
        parts = [part for entry in entries for part in _answer(entry, catalog, marks, style)]
    else:
        parts = [
            part
            for strength, group in by_strength(screening.conditions)
            for part in _checklist(STRENGTHS[strength].capitalize(), group, marks, style)
        ]
        parts += _checklist("What it is said to be for, or not", screening.indications, marks, style)
        parts += [line(f"mesoplan screen ID says more of one: {', '.join(catalog.screening)}.", style), GAP]
    return draw(
        style,
        *parts,
        *[line(text, style, weight="bold") for text in verdict(screening)],
        *[line(text, style) for text in list_words(catalog, "screening")],
        *documents(marks, catalog, style),
    )


def _checklist(
    title: str, entries: Iterable[Condition | Indication], marks: Marks, style: Style
) -> list[ConsoleRenderable]:
    rows = [(entry.name, "; ".join(said_of(entry, marks, notes=False))) for entry in entries]
    return [line(title, style, weight="bold"), records(style, ("Name", "What each document says"), rows, whole=()), GAP]


def _answer(entry: Condition | Indication, catalog: Catalog, marks: Marks, style: Style) -> list[ConsoleRenderable]:
    """Return everything that is said of one condition or indication, and what to ask about it."""
    lines = [f"- {text}" for text in said_of(entry, marks)]
    if isinstance(entry, Condition):
        said = notes_words([(one, one.rules) for one in advice_before(catalog, [entry])], marks)
        lines += [f"- Before a session: {text}" for text in said]
        lines += [f"- Ask: {entry.ask}"] if entry.ask else []
    return [line(f"{entry.name} ({entry.id})", style, weight="bold"), *[line(text, style) for text in lines], GAP]


def _table(
    style: Style, titles: Sequence[str], rows: Sequence[Sequence[str]], whole: Collection[str] | None = None
) -> list[ConsoleRenderable]:
    """Return rows as a table with a blank line below; nothing where there are none."""
    return [records(style, titles, rows, whole=whole), GAP] if rows else []


def _listed(title: str, lines: Iterable[str], style: Style) -> list[ConsoleRenderable]:
    """Return lines as a list under a title; nothing where there are none."""
    found = [line(f"- {text}", style) for text in lines]
    return [line(title, style, weight="bold"), *found, GAP] if found else []


def documents(marks: Marks, catalog: Catalog, style: Style) -> list[ConsoleRenderable]:
    """Cite documents under their marks, and end as every result does."""
    lines: list[Text] = [part for key, mark in marks.items() for part in cited(mark, catalog.sources[key], style)]
    return [GAP, *lines, *ending(catalog, style)]
