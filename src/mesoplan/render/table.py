"""Results as tables for a terminal, drawn by Rich into text."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.table import Table
from rich.text import Text

from mesoplan.planning.regimen import not_stated, total_warning
from mesoplan.render.layout import GAP, NARROW, add_row, draw, ending, footer, line, new_table, records
from mesoplan.render.text import course_words, phase_words
from mesoplan.render.words import (
    amount_words,
    converted_price_words,
    cost_cells,
    count_of,
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
    sources_of,
    span_costs,
    terms_words,
)
from mesoplan.values.ranges import how_many, sessions_words

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from rich.console import RenderableType

    from mesoplan.guidance.bans import Aftercare, Ban
    from mesoplan.planning.regimen import Regimen
    from mesoplan.planning.schedule import Schedule
    from mesoplan.pricing.estimate import Converted, Estimate
    from mesoplan.render.text import Style
    from mesoplan.tables.catalog import Catalog
    from mesoplan.tables.prices import Price
    from mesoplan.tables.regimens import Protocol


def schedule_table(schedule: Schedule, catalog: Catalog, style: Style, care: Aftercare | None = None) -> str:
    """Draw a schedule: sessions and milestones in date order, what is not stated, the source.

    With `care`, under each session a line that says when what is free again.
    """
    regimen = schedule.regimen
    return draw(
        style,
        *_heading(regimen, style, (*schedule.warnings, *schedule.notes)),
        *[line(words, style, weight="bold") for words in next_words(schedule)],
        GAP,
        _schedule_rows(schedule, style, care.bans if care else ()),
        GAP,
        *(_care_lines(care, catalog, style) if care else []),
        *[line(words, style) for words in [end_words(schedule)] if words],
        *[
            line(f"{milestone.name}: {milestone.note}", style)
            for milestone, _ in shown_milestones(schedule)
            if milestone.note
        ],
        *footer({"Source": regimen.protocol.source}, not_stated(regimen.protocol), catalog, style),
    )


def _care_lines(care: Aftercare, catalog: Catalog, style: Style) -> list[RenderableType]:
    """Explain the lines under the sessions."""
    from mesoplan.render.advice_words import basis_words, beside_bans, legend, silent_words

    texts = ["For how long what is off limits after a session:", *(f"- {text}" for text in legend(care.bans))]
    texts += [*beside_bans(care.bans), *silent_words(care, catalog)]
    texts.append(f"{basis_words(care)} mesoplan aftercare shows what each document says.")
    return [*[line(text, style) for text in texts], GAP]


def cost_table(regimen: Regimen, estimates: Sequence[Estimate], catalog: Catalog, style: Style) -> str:
    """Draw estimates: a row a country, or for one country a row a stretch of time."""
    through = estimates[0].through
    if len(estimates) > 1 and style.width >= 38 + 14 * len(through):
        body = _countries(estimates, style)
    else:
        body = [part for estimate in estimates for part in _country(estimate, style)]
    return draw(
        style,
        *_heading(regimen, style),
        *body,
        GAP,
        *[line(text, style) for text in notes_of(estimates)],
        *footer(sources_of(regimen, estimates), (), catalog, style),
    )


def protocols_table(protocols: Iterable[Protocol], catalog: Catalog, style: Style) -> str:
    """Draw the list of protocols."""
    rows = []
    for protocol in protocols:
        title = catalog.sources[protocol.source].title
        rows.append((protocol.id, protocol.name, course_words(protocol.course), str(protocol.maintenance), title))
    table = records(style, ("ID", "Name", "Course", "Maintenance", "Source"), rows)
    own = [line(words, style) for words in own_words(catalog)]
    return draw(style, table, GAP, *own, line("mesoplan protocols ID shows one in full.", style))


def protocol_table(protocol: Protocol, catalog: Catalog, style: Style) -> str:
    """Draw one protocol in full: how its source was read, what it claims beside what papers say, its limits."""
    several = len(protocol.course) > 1
    facts = [(f"Phase {phase.phase}" if several else "Course", phase_words(phase)) for phase in protocol.course]
    facts += [] if protocol.course else [("Course", course_words(()))]
    facts += [("", warning) for warning in total_warning(protocol)]
    facts.append(("Maintenance", str(protocol.maintenance)))
    facts += [("", note) for note in [protocol.maintenance.note] if note]
    if protocol.session_minutes:
        facts.append(("A session", f"{how_many(protocol.session_minutes)} minutes"))
    for result in protocol.results:
        when = [f"after {result.after}"] if result.after else []
        when += [f"after {sessions_words(result.after_sessions)}"] if result.after_sessions else []
        facts.append(("May show" if when else "Result", f"{result.milestone}: {', or '.join(when) or 'no figure'}"))
        facts += [("", note) for note in [result.note] if note]
    facts += [("Not stated", "; ".join(not_stated(protocol)))] if not_stated(protocol) else []
    facts += [("How it was read", protocol.note)] if protocol.note else []
    facts += _advice_facts(protocol, catalog)
    table = Table.grid(padding=(0, 2), pad_edge=False)
    for label, fact in facts:
        table.add_row(Text(label, style="bold"), Text(style.text(fact)))
    return draw(
        style,
        line(f"{protocol.name} ({protocol.id})", style, weight="bold"),
        GAP,
        table,
        GAP,
        *footer({"Source": protocol.source}, (), catalog, style),
    )


def _advice_facts(protocol: Protocol, catalog: Catalog) -> Iterator[tuple[str, str]]:
    """Yield what a protocol's document claims, what is known of it, and what limits it."""
    # Plans need no advice, and its records take long to import.
    from mesoplan.guidance.bans import claims_of
    from mesoplan.render.advice_words import evidence_facts, limits_of

    yield from evidence_facts(claims_of(catalog.evidence.values(), protocol.source))
    for index, limit in enumerate(limits_of(protocol, catalog)):
        yield ("Limits" if index == 0 else "", limit)


def prices_table(prices: Iterable[Price], catalog: Catalog, style: Style) -> str:
    """Draw the price rows with their codes, aliases and sources."""
    rows = list(prices)
    titles = ("ID", "Country", "Code", "Also called", "A session", "Source")
    cells = [
        (
            price.id,
            price.name,
            price.code or "-",
            ", ".join(price.aliases),
            style.with_code(price.per_session, price.currency) if price.per_session else "packs only",
            catalog.sources[price.source].title,
        )
        for price in rows
    ]
    table = records(style, titles, cells)
    notes = [f"{price.name}: {note}" for price in rows for note in (price.note, price.insurance) if note]
    return draw(style, table, GAP, *[line(text, style) for text in notes], *ending(catalog, style))


def _heading(regimen: Regimen, style: Style, warnings: Sequence[str] | None = None) -> list[RenderableType]:
    title, facts = heading_words(regimen)
    shown = (*regimen.warnings, *regimen.notes) if warnings is None else warnings
    return [
        line(title, style, weight="bold"),
        *[line(fact, style) for fact in facts],
        *[line(f"Note: {warning}", style) for warning in shown],
    ]


def _schedule_rows(schedule: Schedule, style: Style, bans: Sequence[Ban]) -> Table:
    weights = {"session": "", "optional": "dim", "milestone": "italic"}
    titles = ("#", "Date", "Window", "Phase", "Optional", "What is due")
    # A line under a session needs the width of the table.
    narrow = style.width < NARROW or bool(bans)
    table = new_table(
        style, *(("#", "Date and what is due") if narrow else titles), whole=("#", "Date", "Window", "Optional")
    )
    for kind, cells, visit in schedule_rows(schedule):
        number, day, between, phase, optional, due = cells
        if narrow:
            details = [part for part in (due, between and f"window: {between}", phase, optional) if part]
            cells = (number, f"{day}: {', '.join(details)}")
        add_row(table, style, *cells, weight=weights[kind])
        if bans and visit:
            from mesoplan.render.advice_words import free_again

            add_row(table, style, "", f"free after {free_again(bans, visit.date)}", weight="dim")
    return table


def _country(estimate: Estimate, style: Style) -> list[RenderableType]:
    """Draw one country: a row for the course and for each stretch of time, and what was asked next to it."""
    name = country_words(estimate)
    parts = _span_table(f"{name}: a session {price_words(estimate, style)}", estimate, style)
    if estimate.converted is not None:
        rate = estimate.converted
        heading = f"{name}, {rate_words(rate, estimate.currency)}: a session {converted_price_words(rate, style)}"
        parts += _span_table(heading, rate, style)
    return parts + [line(text, style) for text in terms_words(estimate, style)]


def _span_table(heading: str, figures: Estimate | Converted, style: Style) -> list[RenderableType]:
    title = line(heading, style, weight="bold")
    rows = span_costs(figures)
    if style.width < NARROW:
        table = new_table(style, "What", "Cost")
        for words, cost in rows:
            sessions = f"{sessions_words(count_of(cost.sessions))}: {amount_words(cost.cost, figures, style)}"
            plan = f"this plan, {cost.sessions.planned}: {amount_words(cost.planned, figures, style)}"
            table.add_row(Text(words), Text(f"{sessions}\n{plan}"))
    else:
        table = new_table(style, "What", "Sessions", "Cost", "In this plan", "Cost of this plan")
        for words, cost in rows:
            add_row(table, style, *cost_cells(words, cost, figures, style))
    return [GAP, title, table]


def _countries(estimates: Sequence[Estimate], style: Style) -> list[RenderableType]:
    """Draw several countries: a row each, in its own currency."""
    columns = span_costs(estimates[0])
    titles = [f"{words}\n{sessions_words(count_of(cost.sessions))}" for words, cost in columns]
    table = new_table(style, "Country", "A session", *titles)
    for estimate in estimates:
        cells = _country_cells(country_words(estimate), price_words(estimate, style), estimate, style)
        table.add_row(*map(Text, cells))
        if estimate.converted is not None:
            rate = estimate.converted
            words = rate_words(rate, estimate.currency)
            table.add_row(
                *map(Text, _country_cells(words, converted_price_words(rate, style), rate, style)), style="dim"
            )
    planned = ", ".join(str(cost.sessions.planned) for _, cost in columns)
    lines = [f"In brackets: this plan's own number of sessions ({planned})."]
    lines += [f"{country_words(one)}: {text}" for one in estimates for text in terms_words(one, style)]
    return [GAP, table, *[line(text, style) for text in lines]]


def _country_cells(name: str, price: str, figures: Estimate | Converted, style: Style) -> Iterator[str]:
    yield style.text(name)
    yield price.replace(" (", "\n(")
    for _, cost in span_costs(figures):
        yield f"{amount_words(cost.cost, figures, style)}\n({amount_words(cost.planned, figures, style)})"
