"""What tables, notes and calendars say of sessions and costs: one wording for every format."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from mesoplan.planning.regimen import PACES, not_stated
from mesoplan.pricing.packs import position
from mesoplan.render.text import course_words, weekday_date, whole, whole_amount, window
from mesoplan.values.ranges import Count, how_many, sessions_words

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import date

    from mesoplan.planning.regimen import Regimen
    from mesoplan.planning.schedule import Milestone, Schedule, Session
    from mesoplan.pricing.compare import Row
    from mesoplan.pricing.cost import Budget, Cost, CostThrough, Estimate, Figures
    from mesoplan.pricing.packs import Purchase
    from mesoplan.pricing.rates import Rate
    from mesoplan.render.text import Style
    from mesoplan.tables.catalog import Catalog
    from mesoplan.values.ranges import Amount


def session_cells(session: Session, schedule: Schedule) -> tuple[str, ...]:
    """Return number, date, window, phase, optional or not, and what is due."""
    due = ["First session"] if session.number == 1 else []
    if session.kind == "maintenance":
        due = ["Maintenance"]
    elif session.number == schedule.planned:
        due.append("Course complete")
    due += what_happened(session)
    return (
        str(session.number),
        weekday_date(session.date),
        window(session.earliest, session.latest, session.date),
        session.phase or "",
        "optional" if session.optional else "",
        ", ".join(due),
    )


def what_happened(session: Session) -> list[str]:
    """Say that a session took place, was moved or is overdue."""
    if session.status == "done":
        return [f"Done, {session.timing.replace('_', ' ')}" if session.timing else "Done"]
    if session.status == "overdue":
        return [f"Overdue since {session.moved_from}"]
    return [f"Moved from {session.moved_from}: {session.reason}"] if session.moved_from else []


def milestone_cells(milestone: Milestone, day: date) -> tuple[str, ...]:
    """Return the same for a milestone that stands at `day`."""
    between = window(milestone.earliest, milestone.latest, day)
    return ("", weekday_date(day), between, "", "", f"May show: {milestone.result.milestone}")


def rate_words(rate: Rate) -> str:
    """Say what a rate is, whose and of which day."""
    return f"at {rate.rate.normalize():f} {rate.currency} for one {rate.base} ({rate.source}, {rate.day})"


def terms_words(estimate: Estimate, style: Style) -> Iterator[str]:
    """Say where a quote lies, how an offer is best bought and what a budget pays for."""
    terms, price = estimate.terms, estimate.price
    if terms.quote is not None:
        where = {"below": "below", "within": "within", "above": "above", "overlaps": "partly within"}
        lies = where[position(terms.quote, price.per_session)]
        published = style.amount(price.per_session, price.currency)
        yield f"The clinic's price lies {lies} the published range, {published}."
    if estimate.purchase:
        dearest, cheapest = (
            _purchase_words(bought, estimate, style) for bought in (estimate.purchase, estimate.purchase_lowest)
        )
        same = [bought[:1] + bought[2:] for bought in estimate.purchase] == [
            bought[:1] + bought[2:] for bought in estimate.purchase_lowest
        ]
        if same:
            yield f"The planned course is cheapest as {dearest}."
        else:
            yield f"The planned course is cheapest, at the lowest price, as {cheapest}."
            yield f"At the highest price, it is cheapest as {dearest}."
    if estimate.budget is not None:
        yield _budget_words(estimate.budget, estimate.figures.course, price.currency, style)


def _purchase_words(purchase: Sequence[Purchase], estimate: Estimate, style: Style) -> str:
    currency, offer = estimate.price.currency, estimate.terms.offer
    parts = []
    for bought in purchase:
        what = f"pack of {bought.sessions}" if bought.sessions > 1 else "single session"
        what = what if bought.times == 1 else what.replace("pack", "packs").replace("session", "sessions")
        parts.append(f"{bought.times} {what} at {style.money(bought.price, currency)}")
    if offer and offer.fee:
        parts.append(f"{style.money(offer.fee, currency)} once")
    if offer and offer.per_visit:
        parts.append(f"{style.money(offer.per_visit, currency)} a visit")
    return ", ".join(parts)


def _budget_words(budget: Budget, course: Cost, currency: str, style: Style) -> str:
    figures = [count for count in (budget.fewest, budget.most) if count is not None]
    sessions = " to ".join(dict.fromkeys(map(str, figures))) or "an unknown number of"
    covers = {
        None: "",
        "always": "That always covers the shortest course.",
        "possibly": "Whether that covers the shortest course depends on the clinic's price.",
        "never": "That does not cover the shortest course at any of these prices.",
    }
    covered = covers[budget.covers_course]
    if course.planned.low is not None and course.planned.low > budget.amount:
        covered += f" It does not cover this plan's course of {course.planned_sessions}."
    return f"{style.money(budget.amount, currency)} pay for {sessions} sessions. {covered}".rstrip()


def span_costs(figures: Figures) -> list[tuple[str, Cost]]:
    """Return what each stretch of a plan costs, the course first where there is one."""
    course = [("Course", figures.course)] if figures.course.sessions.max != 0 else []
    return course + [(through_words(through), through.cost) for through in figures.through]


def cost_cells(words: str, cost: Cost, currency: str, style: Style) -> tuple[str, ...]:
    """Return a stretch of a plan, its sessions and their cost, and the same of the plan as it is printed."""
    whole, plan = (style.amount(amount, currency) for amount in (cost.cost, cost.planned))
    planned = sessions_words(Count(cost.planned_sessions, cost.planned_sessions))
    return words, how_many(cost.sessions), whole, planned, plan


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
            countries.setdefault(note, []).append(estimate.price.name)
    everybody = len(estimates)
    return [
        f"Note: {note}" if len(names) == everybody else f"Note on {', '.join(names)}: {note}"
        for note, names in countries.items()
    ]


def sources_of(regimen: Regimen, estimates: Sequence[Estimate]) -> dict[str, str]:
    """Name the source of the regimen and those of the prices, each under what it is the source of."""
    countries: dict[str, list[str]] = {}
    for estimate in estimates:
        countries.setdefault(estimate.price.source, []).append(estimate.price.name)
    prices = {f"Source of the price ({', '.join(names)})": source for source, names in countries.items()}
    return {"Source of the regimen": regimen.protocol.source, **prices}


def whole_figures(figures: Figures) -> Figures:
    """Round converted sums to whole units: a rate that is not the day's own knows no cents."""
    return figures.each(whole_amount, figures.currency)


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
    if stated.max is None:
        return f"Planned: {planned}, the fewest."
    return f"Planned: {planned}, the most; those beyond the fewest are optional." if stated.min != stated.max else ""


def schedule_rows(schedule: Schedule) -> list[tuple[Literal["session", "optional", "milestone"], tuple[str, ...]]]:
    """Return sessions, and milestones that have a day before the horizon, in date order, each with its cells."""
    rows: list[tuple[date, int, Literal["session", "optional", "milestone"], tuple[str, ...]]] = [
        (session.date, 0, "optional" if session.optional else "session", session_cells(session, schedule))
        for session in schedule.sessions
    ]
    for milestone, day in shown_milestones(schedule):
        rows.append((day, 1, "milestone", milestone_cells(milestone, day)))
    return [(kind, cells) for _, _, kind, cells in sorted(rows, key=lambda row: row[:2])]


def shown_milestones(schedule: Schedule) -> Iterator[tuple[Milestone, date]]:
    """Yield the milestones that have a day before the horizon, each with the day that it stands at."""
    for milestone in schedule.milestones:
        day = milestone.earliest or milestone.latest
        if day is not None and day < schedule.regimen.end:
            yield milestone, day


def compare_cells(row: Row, style: Style) -> tuple[list[str], ...]:
    """Return a compared protocol: its name, its course, its maintenance and its first year, each in lines."""
    protocol, through, costs = row.regimen.protocol, row.through_12, row.costs
    course = [sessions_words(row.sessions), _length(row.days)] if row.regimen.course else ["no course"]
    year = [_sessions(through.fewest, through.most) if through else "no dates"]
    if costs is not None:
        currency, cost, in_a_year = costs
        course += [_about(row, cost, style, currency)] if row.regimen.course else []
        year += [_about(row, in_a_year, style, currency)] if in_a_year else []
    if protocol.session_minutes:
        course.append(f"{how_many(protocol.session_minutes)} minutes each")
    country = [row.estimate.price.name] if row.estimate else []
    return [protocol.id, *country], course, [str(row.regimen.maintenance)], year


def _about(row: Row, amount: Amount, style: Style, currency: str) -> str:
    return style.amount(whole(amount) if row.estimate and row.estimate.converted else amount, currency)


def _length(days: Count | None) -> str:
    return "length not stated" if days is None else f"{how_many(days)} days"


def _sessions(fewest: int, most: int) -> str:
    return f"{fewest}-{most} sessions" if fewest != most else f"{fewest} sessions"


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


def open_questions(row: Row) -> list[str]:
    """Say what a compared protocol's source leaves open, and where it contradicts itself."""
    protocol = row.regimen.protocol
    unstated = not_stated(protocol)
    open_ones = [f"Not stated for {protocol.id}: {'; '.join(unstated)}."] if unstated else []
    return open_ones + [f"Note on {protocol.id}: {warning}" for warning in row.regimen.warnings]
