"""Results as tables for a terminal, drawn by Rich into text."""

from __future__ import annotations

from io import StringIO
from typing import TYPE_CHECKING

from rich.box import ASCII2, SIMPLE_HEAD
from rich.console import Console
from rich.table import Table
from rich.text import Text

from mesoplan.regimen import PACES, not_stated
from mesoplan.render import DISCLAIMER
from mesoplan.render.text import citation, how_many, phase_words, weekday_date, window

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence
    from datetime import date

    from rich.console import RenderableType

    from mesoplan.catalog import Catalog
    from mesoplan.cost import CostThrough, Estimate
    from mesoplan.models import Price, Protocol, Source
    from mesoplan.regimen import Regimen
    from mesoplan.render.text import Style
    from mesoplan.schedule import Milestone, Schedule, Session

_NARROW = 72
"""Below this width a row becomes a few lines instead of cells."""

_GAP = Text()
"""A blank line."""


def schedule_table(schedule: Schedule, catalog: Catalog, style: Style) -> str:
    """Draw a schedule: sessions and milestones in date order, what is not stated, the source."""
    regimen = schedule.regimen
    finish = schedule.finish
    between = f"at the earliest {finish.earliest}, " + (
        f"at the latest {finish.latest}" if finish.latest else "without a latest day"
    )
    return _draw(
        style,
        *_heading(regimen, style),
        _GAP,
        _schedule_rows(schedule, style),
        _GAP,
        _line(f"The course ends on {finish.planned} in this plan; {between}.", style),
        *_footer({"Source": regimen.protocol.source}, not_stated(regimen.protocol), catalog, style),
    )


def cost_table(regimen: Regimen, estimates: Sequence[Estimate], catalog: Catalog, style: Style) -> str:
    """Draw estimates: a row a country, or for one country a row a stretch of time."""
    through = estimates[0].through
    if len(estimates) > 1 and style.width >= 44 + 18 * len(through):
        body = _countries(estimates, style)
    else:
        body = [part for estimate in estimates for part in _country(estimate, style)]
    return _draw(
        style,
        *_heading(regimen, style),
        *body,
        _GAP,
        *[_line(note, style) for note in _notes(estimates)],
        *_footer(_sources(regimen, estimates), (), catalog, style),
    )


def protocols_table(protocols: Iterable[Protocol], catalog: Catalog, style: Style) -> str:
    """Draw the list of protocols."""
    table = _table(style, "ID", "Name", "Course", "Maintenance", "Source")
    for protocol in protocols:
        course = "; then ".join(phase_words(phase) for phase in protocol.course)
        source = catalog.sources[protocol.source]
        _row(table, style, protocol.id, protocol.name, course, str(protocol.maintenance), source.title)
    return _draw(style, table, _GAP, _line("mesoplan protocols ID shows one in full.", style))


def protocol_table(protocol: Protocol, catalog: Catalog, style: Style) -> str:
    """Draw one protocol in full, with how its source was read."""
    facts = [("Course", phase_words(phase)) for phase in protocol.course]
    facts.append(("Maintenance", str(protocol.maintenance)))
    facts += [("", note) for note in [protocol.maintenance.note] if note]
    if protocol.session_minutes:
        facts.append(("A session", f"{how_many(protocol.session_minutes)} minutes"))
    for result in protocol.results:
        when = [f"after {result.after}"] if result.after else []
        when += [f"after {result.after_sessions} sessions"] if result.after_sessions else []
        facts.append(("May show", f"{result.milestone}: {', or '.join(when) or 'no figure'}"))
        facts += [("", note) for note in [result.note] if note]
    facts += [("Not stated", "; ".join(not_stated(protocol)))] if not_stated(protocol) else []
    facts += [("How it was read", protocol.note)] if protocol.note else []
    table = Table.grid(padding=(0, 2), pad_edge=False)
    for label, fact in facts:
        table.add_row(Text(label, style="bold"), Text(style.text(fact)))
    return _draw(
        style,
        _line(f"{protocol.name} ({protocol.id})", style, weight="bold"),
        _GAP,
        table,
        _GAP,
        *_footer({"Source": protocol.source}, (), catalog, style),
    )


def prices_table(prices: Iterable[Price], catalog: Catalog, style: Style) -> str:
    """Draw the price rows with their codes, aliases and sources."""
    table = _table(style, "ID", "Country", "Code", "Also called", "A session", "Source")
    rows = list(prices)
    for price in rows:
        amount = f"{style.amount(price.per_session, price.currency)} {price.currency}"
        title = catalog.sources[price.source].title
        _row(table, style, price.id, price.name, price.code or "-", ", ".join(price.aliases), amount, title)
    notes = [f"{price.name}: {note}" for price in rows for note in (price.note, price.insurance) if note]
    return _draw(style, table, _GAP, *[_line(note, style) for note in notes], _line(DISCLAIMER, style, weight="italic"))


def _draw(style: Style, *parts: RenderableType) -> str:
    """Draw parts one below the other, with no space at the ends of lines."""
    console = Console(
        file=StringIO(),
        width=style.width,
        color_system="standard" if style.color else None,
        force_terminal=style.color,
        no_color=not style.color,
        legacy_windows=False,
        markup=False,
        emoji=False,
        highlight=False,
    )
    with console.capture() as capture:
        for part in parts:
            console.print(part, soft_wrap=isinstance(part, Text) and bool(part.no_wrap))
    return "\n".join(line.rstrip() for line in capture.get().rstrip().split("\n")) + "\n"


def _line(text: str, style: Style, weight: str = "") -> Text:
    return Text(style.text(text), style=weight)


def _table(style: Style, *titles: str, whole: Collection[str] = ()) -> Table:
    """Start a table; the cells of the columns named in `whole` are never broken."""
    box = ASCII2 if style.ascii else SIMPLE_HEAD
    table = Table(box=box, show_edge=False, padding=(0, 1, 0, 0), header_style="bold")
    for title in titles:
        table.add_column(title, overflow="fold", no_wrap=title in whole)
    return table


def _row(table: Table, style: Style, *cells: str, weight: str = "") -> None:
    table.add_row(*(Text(style.text(cell)) for cell in cells), style=weight)


def _heading(regimen: Regimen, style: Style) -> list[RenderableType]:
    protocol, request = regimen.protocol, regimen.request
    course = "; then ".join(phase_words(phase) for phase in regimen.course)
    return [
        _line(f"{protocol.name} ({protocol.id})", style, weight="bold"),
        _line(f"Course: {course}.", style),
        _line(f"Maintenance: {regimen.maintenance}.", style),
        _line(f"Pace: {request.pace}, {PACES[request.pace]}.", style),
        _line(f"From {request.start} up to {regimen.end}, that day not included.", style),
    ]


def _footer(
    sources: Mapping[str, str], unstated: Sequence[str], catalog: Catalog, style: Style
) -> list[RenderableType]:
    lines = [_line(f"Not stated by the source: {'; '.join(unstated)}.", style)] if unstated else []
    for label, source in sources.items():
        lines += _cited(label, catalog.sources[source], style)
    return [*lines, _line(DISCLAIMER, style, weight="italic")]


def _sources(regimen: Regimen, estimates: Sequence[Estimate]) -> dict[str, str]:
    """Name the source of the regimen and those of the prices, each under what it is the source of."""
    countries: dict[str, list[str]] = {}
    for estimate in estimates:
        countries.setdefault(estimate.price.source, []).append(estimate.price.name)
    prices = {f"Source of the price ({', '.join(names)})": source for source, names in countries.items()}
    return {"Source of the regimen": regimen.protocol.source, **prices}


def _cited(label: str, source: Source, style: Style) -> list[Text]:
    """Cite a source; its address is left in one piece, to be followed or copied."""
    lines = [_line(f"{label}: {citation(source)}", style)]
    if source.url:
        lines.append(Text(style.text(source.url), no_wrap=True))
    return lines


def _schedule_rows(schedule: Schedule, style: Style) -> Table:
    rows: list[tuple[date, int, tuple[str, ...], str]] = [
        (session.date, 0, _session_cells(session, schedule), "dim" if session.optional else "")
        for session in schedule.sessions
    ]
    for milestone in schedule.milestones:
        day = milestone.earliest or milestone.latest
        if day is not None and day < schedule.regimen.end:
            rows.append((day, 1, _milestone_cells(milestone, day), "italic"))
    if style.width < _NARROW:
        table = _table(style, "#", "Date and what is due")
        for _, _, (number, day_cell, between, phase, optional, due), weight in sorted(rows):
            details = [part for part in (due, f"window: {between}", phase, optional) if part]
            _row(table, style, number, f"{day_cell}: {', '.join(details)}", weight=weight)
        return table
    titles = ("#", "Date", "Window", "Phase", "Optional", "What is due")
    table = _table(style, *titles, whole=("#", "Date", "Window", "Optional"))
    for _, _, cells, weight in sorted(rows):
        _row(table, style, *cells, weight=weight)
    return table


def _session_cells(session: Session, schedule: Schedule) -> tuple[str, ...]:
    due = ["First session"] if session.number == 1 else []
    if session.kind == "maintenance":
        due = ["Maintenance"]
    elif session.number == schedule.planned:
        due.append("Course complete")
    due += _what_happened(session)
    return (
        str(session.number),
        weekday_date(session.date),
        window(session.earliest, session.latest, session.date),
        session.phase or "",
        "optional" if session.optional else "",
        ", ".join(due),
    )


def _what_happened(session: Session) -> list[str]:
    """Say that a session took place, was moved or is overdue."""
    if session.status == "done":
        return [f"Done, {session.timing.replace('_', ' ')}" if session.timing else "Done"]
    if session.status == "overdue":
        return [f"Overdue since {session.moved_from}"]
    return [f"Moved from {session.moved_from}: {session.reason}"] if session.moved_from else []


def _milestone_cells(milestone: Milestone, day: date) -> tuple[str, ...]:
    between = window(milestone.earliest, milestone.latest, day)
    return ("", weekday_date(day), between, "", "", f"May show: {milestone.result.milestone}")


def _country(estimate: Estimate, style: Style) -> list[RenderableType]:
    """Draw one country: a row for the course and for each stretch of time."""
    price = estimate.price
    a_session = style.amount(price.per_session, price.currency)
    heading = _line(f"{price.name}: {a_session} ({price.currency}) a session", style, weight="bold")
    rows = [("Course", estimate.course)]
    rows += [(_through_words(through), through.cost) for through in estimate.through]
    if style.width < _NARROW:
        table = _table(style, "What", "Cost")
        for words, cost in rows:
            sessions = f"{how_many(cost.sessions)} sessions: {style.amount(cost.cost, price.currency)}"
            plan = f"this plan, {cost.planned_sessions}: {style.amount(cost.planned, price.currency)}"
            table.add_row(Text(words), Text(f"{sessions}\n{plan}"))
    else:
        table = _table(style, "What", "Sessions", "Cost", "In this plan", "Cost of this plan")
        for words, cost in rows:
            whole, plan = (style.amount(amount, price.currency) for amount in (cost.cost, cost.planned))
            _row(table, style, words, how_many(cost.sessions), whole, f"{cost.planned_sessions} sessions", plan)
    return [_GAP, heading, table]


def _countries(estimates: Sequence[Estimate], style: Style) -> list[RenderableType]:
    """Draw several countries: a row each, in its own currency."""
    first = estimates[0]
    columns = [("Course", first.course), *((_through_words(through), through.cost) for through in first.through)]
    titles = [f"{words}\n{how_many(cost.sessions)} sessions" for words, cost in columns]
    table = _table(style, "Country", "A session", *titles)
    for estimate in estimates:
        price = estimate.price
        cells = [f"{style.amount(price.per_session, price.currency)}\n{price.currency}"]
        for cost in (estimate.course, *(through.cost for through in estimate.through)):
            whole, plan = (style.amount(amount, price.currency) for amount in (cost.cost, cost.planned))
            cells.append(f"{whole}\n({plan})")
        table.add_row(Text(style.text(price.name)), *(Text(cell) for cell in cells))
    planned = ", ".join(str(cost.planned_sessions) for _, cost in columns)
    return [_GAP, table, _line(f"In brackets: this plan's own number of sessions ({planned}).", style)]


def _through_words(through: CostThrough) -> str:
    return f"Through {through.months} months" if through.months else f"Until {through.until}"


def _notes(estimates: Sequence[Estimate]) -> list[str]:
    """Return every note once; a note that is not everybody's names its countries."""
    countries: dict[str, list[str]] = {}
    for estimate in estimates:
        for note in estimate.notes:
            countries.setdefault(note, []).append(estimate.price.name)
    everybody = len(estimates)
    return [
        f"Note: {note}" if len(names) == everybody else f"Note on {', '.join(names)}: {note}"
        for note, names in countries.items()
    ]
