"""What tables, notes and calendars say of sessions and costs: one wording for every format."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from mesoplan.planning.request import PACES
from mesoplan.pricing.estimate import Estimate
from mesoplan.render.text import course_words, weekday_date, whole, window
from mesoplan.values.ranges import Amount, Count, how_many, sessions_words

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import date

    from mesoplan.planning.regimen import Regimen
    from mesoplan.planning.schedule import Milestone, Schedule, Session
    from mesoplan.pricing.bill import BillLine
    from mesoplan.pricing.budget import Budget
    from mesoplan.pricing.compare import ComparedRate, ComparedRow
    from mesoplan.pricing.estimate import Converted, Cost, CostThrough, PlannedCount
    from mesoplan.pricing.verdict import Verdict
    from mesoplan.render.text import Style
    from mesoplan.tables.catalog import Catalog


def session_cells(session: Session, schedule: Schedule) -> tuple[str, ...]:
    """Return number, date, window, phase, optional or not, and what is due."""
    due = ["First session"] if session.number == 1 else []
    if session.kind == "maintenance" and session.status != "missed":
        due = ["Maintenance"]
    elif session.number == schedule.planned and schedule.finish is not None:
        due.append("Course complete")
    due += what_happened(session)
    return (
        "" if session.number is None else str(session.number),
        weekday_date(session.date),
        window(session.earliest, session.latest, session.date) if session.number is not None else "",
        session.phase or "",
        "optional" if session.optional else "",
        ", ".join(due),
    )


def what_happened(session: Session) -> list[str]:
    """Say what became of a session, why it moved, and what is unusual about its day."""
    said = {"done": "Done", "missed": "Missed", "booked": "Booked", "due": "Due", "overdue": "Overdue", "planned": ""}
    status = said[session.status]
    if session.status == "done" and session.timing:
        status = f"Done, {session.timing.replace('_', ' ')}"
    elif session.moved_from and session.status in ("due", "overdue"):
        status = f"{status} since {session.moved_from}"
    elif session.moved_from:
        status = f"Moved from {session.moved_from}: {session.reason}"
    return [part for part in (status, session.note) if part]


def next_words(schedule: Schedule) -> list[str]:
    """Say which session comes next; nothing where none does."""
    session = schedule.next
    if session is None:
        return []
    status = {"due": ", due", "overdue": ", overdue", "booked": ", booked"}.get(session.status, "")
    between = window(session.earliest, session.latest, session.date)
    return [f"Next: session {session.number}, {weekday_date(session.date)}{status} (window: {between})"]


_MILESTONES: Mapping[str, str] = {"result": "May show", "review": "Review"}


def milestone_cells(milestone: Milestone, day: date) -> tuple[str, ...]:
    """Return the same for a milestone that stands at `day`."""
    between = window(milestone.earliest, milestone.latest, day)
    return ("", weekday_date(day), between, "", "", f"{_MILESTONES[milestone.kind]}: {milestone.name}")


def rate_words(rate: Converted, base: str) -> str:
    """Say what a rate is, whose and of which day."""
    return f"at {rate.rate.normalize():f} {rate.currency} for one {base} ({rate.rate_source}, {rate.rate_date})"


def compared_rate_words(row: ComparedRow, rate: ComparedRate) -> str:
    """Say at which rate the sums of a compared row were converted."""
    return f"{row.country}: at {rate.rate.normalize():f} {row.currency} ({rate.rate_source}, {rate.rate_date})"


def country_words(estimate: Estimate) -> str:
    """Return where prices are: the country's or the clinic's name."""
    return estimate.country.name if estimate.country else "Your clinic"


def price_words(estimate: Estimate, style: Style) -> str:
    """Return what a session costs: at the clinic, or else by the table."""
    price = estimate.quote or estimate.per_session
    if price is None:
        return "sold in packs only"
    return style.with_code(Amount(price.low, price.high), estimate.currency)


def converted_price_words(rate: Converted, style: Style) -> str:
    """Return what a session costs, converted."""
    return style.with_code(whole(rate.per_session), rate.currency)


def terms_words(estimate: Estimate, style: Style) -> Iterator[str]:
    """Say what a clinic's offer comes to, line by line, what a budget pays for, and what stopping costs."""
    currency = estimate.currency
    if estimate.verdict is not None:
        yield from _verdict_words(estimate.verdict, currency, style)
    if estimate.verdict is not None and estimate.bill is not None:
        for line in estimate.bill.lines:
            yield f"- {_line_words(line, currency, style)}"
        if estimate.bill.unused:
            yield f"- {sessions_words(Count(estimate.bill.unused, estimate.bill.unused))} of a pack left over"
        if estimate.bill.tax_included is not None:
            yield f"- Tax in these prices: {style.money(estimate.bill.tax_included, currency)}"
        yield f"- Total: {style.money(estimate.bill.total, currency)}"
    if estimate.budget is not None:
        yield _budget_words(estimate.budget, currency, style)
    if estimate.payment is not None and estimate.payment.open is not None:
        yield f"Still to pay: {style.amount(estimate.payment.open, currency)}."
    if estimate.stop is not None:
        stop = estimate.stop
        back = "not known" if stop.back is None else style.amount(stop.back, currency)
        yield f"If you stop after {stop.after}: paid {style.amount(stop.paid, currency)}, back {back}."


def _verdict_words(verdict: Verdict, currency: str, style: Style) -> Iterator[str]:
    total, each = style.amount(verdict.total, currency), style.amount(verdict.per_session, currency)
    yield f"{sessions_words(Count(verdict.sessions, verdict.sessions))}: {total}, {each} each."
    if verdict.published is not None and verdict.position is not None:
        lies = {"below": "below", "within": "within", "above": "above", "overlaps": "partly within"}[verdict.position]
        published = style.amount(Amount(verdict.published.low, verdict.published.high), currency)
        yield f"That is {lies} the published {published} a session."
    if verdict.saving is not None and verdict.saving.low != 0:
        yield f"Saved against single sessions: {style.amount(verdict.saving, currency)}."
    if verdict.question is not None:
        yield verdict.question


_LINES: Mapping[str, str] = {
    "session": "single session",
    "maintenance-session": "maintenance session",
    "published-session": "session at the published price",
    "fee": "fee",
    "consultation": "consultation",
    "deduction": "deducted",
    "per-visit": "visit",
    "missed": "missed session",
    "tax": "tax",
}


def _line_words(line: BillLine, currency: str, style: Style) -> str:
    what = _LINES.get(line.what) or f"pack of {line.sessions}"
    amount = style.money(line.amount, currency)
    return f"{what}: {amount}" if line.count == 1 else f"{line.count} x {what}: {amount}"


def _budget_words(budget: Budget, currency: str, style: Style) -> str:
    figures = [count for count in (budget.sessions.min, budget.sessions.max) if count is not None]
    sessions = " to ".join(dict.fromkeys(map(str, figures))) or "an unknown number of"
    covers = {
        None: "",
        "always": "That always covers the shortest course.",
        "possibly": "Whether that covers the shortest course depends on the clinic's price.",
        "never": "That does not cover the shortest course at any of these prices.",
    }
    covered = covers[budget.covers_course]
    if budget.covers_plan == "never":
        covered += " It does not cover this plan's course."
    return f"{style.money(budget.amount, currency)} pay for {sessions} sessions. {covered}".rstrip()


def span_costs(figures: Estimate | Converted) -> list[tuple[str, Cost]]:
    """Return what each stretch of a plan costs, the course first where there is one."""
    course = [("Course", figures.course)] if figures.course.sessions.max != 0 else []
    return course + [(through_words(through), through) for through in figures.through]


def count_of(sessions: PlannedCount) -> Count:
    """Return how many sessions there may be."""
    return Count(sessions.min, sessions.max)


def cost_cells(words: str, cost: Cost, figures: Estimate | Converted, style: Style) -> tuple[str, ...]:
    """Return a stretch of a plan, its sessions and their cost, and the same of the plan as it is printed."""
    planned = sessions_words(Count(cost.sessions.planned, cost.sessions.planned))
    sessions = how_many(count_of(cost.sessions))
    return words, sessions, amount_words(cost.cost, figures, style), planned, amount_words(cost.planned, figures, style)


def amount_words(amount: Amount, figures: Estimate | Converted, style: Style) -> str:
    """Write an amount; converted ones in whole units, because a rate that is not the day's own knows no cents."""
    return style.amount(amount if isinstance(figures, Estimate) else whole(amount), figures.currency)


def end_words(schedule: Schedule) -> str:
    """Say when the course ends, and between which days it may; nothing where there is no course."""
    finish = schedule.finish
    if finish is None:
        return ""
    if finish.earliest == finish.latest:
        return f"The course ends on {finish.planned}."
    latest = f"at the latest {finish.latest}" if finish.latest else "without a latest day"
    return f"The course ends on {finish.planned} in this plan; at the earliest {finish.earliest}, {latest}."


def through_words(through: CostThrough) -> str:
    """Say up to when costs are added up."""
    return f"Through {through.months} months" if through.months else f"Until {through.until}"


def notes_of(estimates: Sequence[Estimate]) -> list[str]:
    """Return every note once; a note that is not everybody's names its countries."""
    countries: dict[str, list[str]] = {}
    for estimate in estimates:
        for note in estimate.notes:
            countries.setdefault(note, []).append(country_words(estimate))
    everybody = len(estimates)
    return [
        f"Note: {note}" if len(names) == everybody else f"Note on {', '.join(names)}: {note}"
        for note, names in countries.items()
    ]


def sources_of(regimen: Regimen, estimates: Sequence[Estimate]) -> dict[str, str]:
    """Name the source of the regimen and those of the prices, each under what it is the source of."""
    countries: dict[str, list[str]] = {}
    for estimate in estimates:
        if estimate.per_session is not None:
            countries.setdefault(estimate.per_session.source.id, []).append(country_words(estimate))
    prices = {f"Source of the price ({', '.join(names)})": source for source, names in countries.items()}
    return {"Source of the regimen": regimen.protocol.source, **prices}


def heading_words(regimen: Regimen) -> tuple[str, list[str]]:
    """Return the title of a plan, and what is planned."""
    protocol, request = regimen.protocol, regimen.request
    return f"{protocol.name} ({protocol.id})", [
        f"Course: {course_words(regimen.course)}. {_planned_words(regimen)}".rstrip(),
        f"Maintenance: {regimen.maintenance}.",
        f"Pace: {request.pace}, {PACES[request.pace]}.",
        f"From {request.start} up to {regimen.end}, that day not included.",
    ]


def _planned_words(regimen: Regimen) -> str:
    """Say how many sessions are planned where the source leaves a choice."""
    stated, planned = regimen.sessions, regimen.planned
    if not planned:
        return "Planned: up to the end of this plan." if regimen.course else ""
    if stated.max is None:
        return f"Planned: {planned}, the fewest."
    return f"Planned: {planned}, the most; those beyond the fewest are optional." if stated.min != stated.max else ""


RowKind = Literal["session", "optional", "milestone"]


def schedule_rows(schedule: Schedule) -> list[tuple[RowKind, tuple[str, ...], Session | None]]:
    """Return sessions, and milestones that have a day before the horizon, in date order.

    Returns:
        The kind of each row, its cells, and the session if it takes or took place.
    """
    rows: list[tuple[date, int, RowKind, tuple[str, ...], Session | None]] = []
    for session in schedule.sessions:
        visit = None if session.status == "missed" else session
        kind: RowKind = "optional" if session.optional else "session"
        rows.append((session.date, 0, kind, session_cells(session, schedule), visit))
    for milestone, day in shown_milestones(schedule):
        rows.append((day, 1, "milestone", milestone_cells(milestone, day), None))
    return [row[2:] for row in sorted(rows, key=lambda row: row[:2])]


def shown_milestones(schedule: Schedule) -> Iterator[tuple[Milestone, date]]:
    """Yield the milestones that have a day before the horizon, each with the day that it stands at."""
    for milestone in schedule.milestones:
        day = milestone.earliest or milestone.latest
        if day is not None and day < schedule.regimen.end:
            yield milestone, day


def compare_cells(row: ComparedRow, style: Style) -> tuple[list[str], ...]:
    """Return a compared protocol: its name, its course, its maintenance and its first year, each in lines."""
    year = row.through_12
    has_course = row.course.sessions.max != 0
    course = [sessions_words(row.course.sessions), _length(row.course.days)] if has_course else ["no course"]
    lines = [sessions_words(count_of(year.sessions)) if year else "no dates"]
    if row.currency is not None:
        course += [_about(row, row.course.cost, style, row.currency)] if has_course and row.course.cost else []
        lines += [_about(row, year.cost, style, row.currency)] if year and year.cost else []
    if row.session_minutes:
        course.append(f"{how_many(row.session_minutes)} minutes each")
    return [row.protocol, *([row.country] if row.country else [])], course, [str(row.maintenance)], lines


def _about(row: ComparedRow, amount: Amount, style: Style, currency: str) -> str:
    return style.amount(whole(amount) if row.converted else amount, currency)


def _length(days: Count | None) -> str:
    return "length not stated" if days is None else f"{how_many(days)} days"


def entries_words(entries: Mapping[str, int]) -> str:
    """Say how many entries of each section there are, as `2 protocols and 1 price`."""
    parts = [f"{count} {name.removesuffix('s') if count == 1 else name}" for name, count in entries.items()]
    return " and ".join(filter(None, [", ".join(parts[:-1]), *parts[-1:]])) or "empty"


def own_words(catalog: Catalog) -> list[str]:
    """Say what comes from tables of the user's own; nothing where there are none."""
    if catalog.own is None:
        return []
    # Sources alone change no figure.
    entries = {name: count for name, count in catalog.own.entries.items() if name != "sources"}
    return [f"Of your own: {entries_words(entries) if entries else 'no entries'} from {catalog.own.folder}."]


def open_questions(rows: Sequence[ComparedRow], warnings: Sequence[str]) -> list[str]:
    """Say what the compared protocols' sources leave open, and where they contradict themselves."""
    unstated = dict.fromkeys(
        f"Not stated for {row.protocol}: {'; '.join(row.not_stated)}." for row in rows if row.not_stated
    )
    return [*unstated, *(f"Note on {warning}" for warning in warnings)]
