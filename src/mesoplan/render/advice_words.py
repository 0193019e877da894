"""What every format says of aftercare, screening and evidence: one wording.

Documents are named by marks such as [2], which the list of documents below explains.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from itertools import groupby
from typing import TYPE_CHECKING

from mesoplan.guidance.bans import documents_by_list, without_a_break
from mesoplan.render.text import short_day, weekday_date
from mesoplan.tables.advice import Condition

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

    from mesoplan.guidance.bans import Aftercare, Ban, Period, Screening, Topic
    from mesoplan.guidance.risks import Risks
    from mesoplan.tables.advice import Activity, Claim, Effect, Evidence, Indication, Report, Rule, Strength
    from mesoplan.tables.catalog import Catalog
    from mesoplan.tables.regimens import Listing, Protocol

    Marks = Mapping[str, str]

STRENGTHS: Mapping[Strength, str] = {
    "contraindicated": "must not be treated",
    "avoid": "should not be treated",
    "may-prevent": "may be a reason not to be treated",
    "implied": "implies that one should wait",
}
"""How strongly a document speaks, strongest first."""

EFFECTS: Mapping[Effect, str] = {
    "may-help": "says it may help",
    "unlikely": "says it is unlikely to help",
    "does-not-help": "says it does not help",
}
"""What a document says of an effect."""

_TOPICS: Mapping[Topic, str] = {
    "aftercare": "what to avoid afterwards",
    "screening": "who should not be treated",
    "indications": "what it is for",
}

_LISTINGS: Mapping[Listing, str] = {
    "not-available": "List not available ({topic}; lost when the page was saved)",
    "none": "Lists nothing ({topic})",
}

SILENCE = "Not being listed does not mean it is safe. Ask a clinician."


def marks_of(catalog: Catalog, sources: Collection[str]) -> Marks:
    """Number documents from [1], in the order of the tables."""
    cited = [key for key in catalog.sources if key in sources]
    return {key: f"[{number}]" for number, key in enumerate(cited, 1)}


def rule_words(rule: Rule) -> str:
    """Say for how long a rule holds, as `about 24 hours` or `at least 1 week, ideally 2 weeks`."""
    if rule.duration is None:
        return "no time given"
    about = "about " if rule.approximate else ""
    length = rule.duration if rule.duration.max else f"at least {replace(rule.duration, max=rule.duration.min)}"
    ideally = f", ideally {rule.ideally}" if rule.ideally else ""
    whom = f" for {rule.condition.replace('-', ' ')}" if rule.condition else ""
    return f"{about}{length}{ideally}{whom}"


def rules_words(rules: Iterable[Rule], marks: Marks) -> str:
    """Say for how long each document's rule holds."""
    return "; ".join(f"{rule_words(rule)} {marks[rule.source]}" for rule in rules)


def hours_words(hours: int | None) -> str:
    """Write a number of hours, in days where they are whole; `not stated` where there is none."""
    if hours is None:
        return "not stated"
    figure, unit = (hours, "hour") if hours % 24 else (hours // 24, "day")
    return f"{figure} {unit}" if figure == 1 else f"{figure} {unit}s"


def moment_words(moment: dt.date) -> str:
    """Write a day, with its time of day if it has one."""
    day = weekday_date(moment.date() if isinstance(moment, dt.datetime) else moment)
    return f"{day} {moment:%H:%M}" if isinstance(moment, dt.datetime) else day


def days_words(periods: Iterable[Period]) -> str:
    """Write periods by year, as `2026: 1-2 Dec, 8-9 Dec`; the last day of each is included."""
    years = groupby(periods, key=lambda period: period.start.year)
    return "; ".join(f"{year}: {', '.join(map(_span_words, spans))}" for year, spans in years)


def _span_words(period: Period) -> str:
    first, last = period.start, period.until - dt.timedelta(days=1)
    if first == last:
        return short_day(first, first)
    if (first.year, first.month) == (last.year, last.month):
        return f"{first.day}-{short_day(last, first)}"
    return f"{short_day(first, first)} - {short_day(last, first)}"


def basis_words(care: Aftercare) -> str:
    """Say which documents' times count, and for whom."""
    whose = "any document in the tables" if care.source is None else "the protocol's own document"
    whom = f" Rules for {' and '.join(care.hair).replace('-', ' ')} are applied." if care.hair else ""
    return f"Counted by the longest time that {whose} requires.{whom}"


def ban_groups(bans: Iterable[Ban]) -> list[tuple[int, list[Ban]]]:
    """Put activities together that are off limits for as many hours, the fewest first; without a figure: left out."""
    groups: dict[int, list[Ban]] = {}
    for ban in bans:
        if ban.ruling.longest is not None:
            groups.setdefault(ban.ruling.longest, []).append(ban)
    return sorted(groups.items())


BAN_TITLES = ("Wait", "Off limits", "Days, first and last included", "Free after course")
"""What the cells of `ban_rows` are."""


def ban_rows(bans: Iterable[Ban]) -> list[tuple[str, ...]]:
    """Return for how long which activities are off limits, on which days, and when they are free after the course."""
    rows: list[tuple[str, ...]] = []
    for hours, group in ban_groups(bans):
        free, days = group[0].free_after_course, days_words(group[0].periods or ())
        rows.append((hours_words(hours), names(group), days, weekday_date(free) if free else "-"))
    return rows


def names(bans: Iterable[Ban]) -> str:
    """List the activities."""
    return "; ".join(ban.ruling.activity.name for ban in bans)


def legend(bans: Iterable[Ban]) -> list[str]:
    """Say which activities are off limits for how long after every session."""
    return [f"{hours_words(hours)}: {names(group)}." for hours, group in ban_groups(bans)]


def free_again(bans: Iterable[Ban], session: dt.date) -> str:
    """Say in a short line when what is free again after a session, as `2 d: 7 Jan`; the `legend` says what waits."""
    days = [(_free_day(group[0], session), hours) for hours, group in ban_groups(bans)]
    return ", ".join(f"{_brief(hours)}: {short_day(day, session)}" for day, hours in days)


def _free_day(ban: Ban, session: dt.date) -> dt.date:
    """Return the day on which something is free again: that after later sessions, where they come before it."""
    return next(period.until for period in ban.periods or () if period.start <= session < period.until)


def _brief(hours: int) -> str:
    figure, unit = hours_words(hours).split()
    return f"{figure} {unit[0]}"


def beside_bans(bans: Sequence[Ban]) -> list[str]:
    """Say for what more time is ideal, what is never free between sessions, and what to avoid for a time not stated."""
    more = sorted({ban.ruling.ideal for ban in bans if ban.ruling.ideal})
    lines = [
        f"Ideally {hours_words(hours)} after every session: {names(ban for ban in bans if ban.ruling.ideal == hours)}."
        for hours in more
    ]
    lines += [
        f"Never free between sessions, off limits without a break ({days_words(periods)}): {'; '.join(activities)}."
        for periods, activities in without_a_break(bans)
    ]
    return [*lines, *_untimed(bans)]


def _untimed(bans: Iterable[Ban]) -> list[str]:
    untimed = names(ban for ban in bans if ban.periods is None and ban.ruling.rules)
    return [f"To avoid too, for a time that is not stated: {untimed}."] if untimed else []


def notes_words(activities: Iterable[tuple[Activity, Iterable[Rule]]], marks: Marks) -> Iterator[str]:
    """Yield what the documents say of activities beyond the figures."""
    for activity, rules in activities:
        said = [f"{rule.note} {marks[rule.source]}" for rule in rules if rule.note]
        ours = [f"(We added this: {activity.remark})"] if activity.remark else []
        words = " ".join([*said, *([activity.note] if activity.note else []), *ours])
        if words:
            yield f"{activity.name}: {words}"


def silent_words(care: Aftercare, catalog: Catalog) -> list[str]:
    """Say of what the only document asked says nothing."""
    silent = [ruling.activity.name for ruling in care.rulings if not ruling.rules]
    if not silent or care.source is None:
        return []
    document = f'The protocol\'s document, "{catalog.sources[care.source].title}",'
    if len(silent) == len(care.rulings):
        return [f"{document} says nothing of this in these tables. Silence is no permission; others do (--strict)."]
    return [f"{document} says nothing of: {'; '.join(silent)}. Silence is no permission."]


def said_of(entry: Condition | Indication, marks: Marks, *, notes: bool = True) -> list[str]:
    """Say what each document says of a condition or of an indication."""
    if isinstance(entry, Condition):
        said = [(position.source, STRENGTHS[position.strength], position.note) for position in entry.positions]
    else:
        said = [(opinion.source, EFFECTS[opinion.effect], opinion.note) for opinion in entry.opinions]
    return [f"{words} {marks[source]}{f': {note}' if notes and note else ''}" for source, words, note in said]


def by_strength(conditions: Iterable[Condition]) -> list[tuple[Strength, list[Condition]]]:
    """Group conditions by the strongest thing that a document says, strongest first."""
    groups: dict[Strength, list[Condition]] = {strength: [] for strength in STRENGTHS}
    for condition in conditions:
        said = {position.strength for position in condition.positions}
        groups[next(strength for strength in STRENGTHS if strength in said)].append(condition)
    return [(strength, group) for strength, group in groups.items() if group]


def list_words(catalog: Catalog, topic: Topic) -> list[str]:
    """Name the documents whose list was lost, and those that list nothing."""
    lines = []
    for listing, words in _LISTINGS.items():
        titles = [f'"{catalog.sources[key].title}"' for key in documents_by_list(catalog, topic, listing)]
        lines += [f"{words.format(topic=_TOPICS[topic])}: {'; '.join(titles)}."] if titles else []
    return lines


def verdict(screening: Screening) -> list[str]:
    """Say what an answer amounts to."""
    if not screening.asked:
        return [SILENCE]
    if screening.flagged:
        named = "; ".join(condition.name for condition in screening.conditions)
        return [f"Raise with a clinician before any treatment: {named}.", SILENCE]
    return ["No document names this as a reason not to be treated. That is no clearance.", SILENCE]


def paper_words(piece: Evidence) -> str:
    """Cite a paper with what it found; empty where no paper is cited."""
    doi = f", doi {piece.doi}" if piece.doi else ""
    return f"{piece.paper}{doi}: {piece.finding or 'its finding is not known here.'}" if piece.paper else ""


def evidence_facts(evidence: Iterable[tuple[Evidence, Iterable[Claim]]]) -> Iterator[tuple[str, str]]:
    """Yield what a document claims, and beside each claim what the cited paper says, each under a label."""
    for piece, claims in evidence:
        for claim in claims:
            yield "It claims", f"{piece.name}: {claim.says}"
        if piece.paper:
            yield "The paper says", paper_words(piece)


def evidence_lines(evidence: Iterable[tuple[Evidence, Iterable[Claim]]], marks: Marks) -> Iterator[str]:
    """Yield claims, each with its document, and what the papers say, a line for each thing that is in question."""
    for piece, claims in evidence:
        said = [f"{marks[claim.source]} {claim.says}" for claim in claims]
        yield f"{piece.name}. {' '.join([*said, *([f'The paper: {paper_words(piece)}'] if piece.paper else [])])}"


def limits_of(protocol: Protocol, catalog: Catalog) -> list[str]:
    """Say what a protocol's document cannot tell."""
    lists, limits = catalog.sources[protocol.source].lists, []
    for topic, words in _TOPICS.items():
        listing = getattr(lists, topic)
        if listing == "not-available":
            limits.append(f"List not available: {words}. It was lost when the page was saved.")
        elif listing == "none":
            limits.append(f"It does not list {words}; that is no clearance.")
    return [*limits, "It is one document; what the others say of the effect stands in mesoplan plan."]


def risk_lines(risks: Risks, marks: Marks) -> Iterator[str]:
    """Yield what may happen, a line each, reported harm first, with what each document says of it."""
    for group, effects in risks.by_group().items():
        for effect in effects:
            said = "; ".join(f"{_report_words(report)} {marks[report.source]}".strip() for report in effect.reports)
            yield f"{group.capitalize()}: {effect.name}. {said}"
    for topic in risks.session:
        for statement in topic.says:
            yield f"{topic.name}: {statement.says} {marks[statement.source]}"


def _report_words(report: Report) -> str:
    parts = [report.how_often, report.lasts and f"lasts {report.lasts}", report.share, report.note, report.remark]
    sentences = [f"{str(part).rstrip('.')}." for part in parts if part]
    return " ".join(sentence[0].upper() + sentence[1:] for sentence in sentences)
