"""What to avoid and to do: in general, after one session, or over a plan."""

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from mesoplan.guidance.restrictions import Aftercare, Period, Restriction, TripRestriction, rules_for, without_a_break
from mesoplan.output.page import Block, Notes, Page, Row, Section, Table
from mesoplan.output.pages.advice import (
    activity_words,
    length_words,
    list_lines,
    marks,
    names,
    rule_words,
    said_section,
    small,
)
from mesoplan.output.pages.sources import Citations
from mesoplan.output.wording import capital, day, days, series, short_day
from mesoplan.planning.schedule import Schedule
from mesoplan.tables.advice import Rule, about_hours
from mesoplan.tables.catalog import Catalog

_DAY = dt.timedelta(days=1)


def aftercare_page(
    aftercare: Aftercare, catalog: Catalog, schedule: Schedule | None = None, session: dt.date | None = None
) -> Page:
    """Return the page: what to avoid until when, then what each document says.

    Args:
        aftercare: of everything or of asked activities.
        catalog: the tables.
        schedule: the plan that it is for, if any.
        session: the day, or the day and time, of the one session that it is for, if any.
    """
    cite = Citations(catalog)
    asked = len(aftercare.activities) < len(catalog.aftercare)
    return Page(
        disclaimer=cite.disclaimer,
        title="What to avoid after a session",
        about=_about(aftercare, schedule, session, cite),
        lead=list(_asked(aftercare, schedule, cite) if asked else _lead(aftercare, schedule, cite)),
        sections=[
            Section("avoid", "", list(_first(aftercare, cite, schedule, session, asked=asked))),
            *_by_session(aftercare, schedule),
            *said_sections(aftercare, cite, asked=asked),
            *([] if asked else _missing(aftercare, cite)),
            cite.section(),
        ],
    )


def _about(care: Aftercare, schedule: Schedule | None, session: dt.date | None, cite: Citations) -> str:
    """Say what it is for, by which documents, and for whom."""
    what = f"Your session, {_moment(session)}: " if session else ""
    if schedule:
        protocol = schedule.regimen.protocol
        what = f"{protocol.name} {cite.mark(protocol.source)}: "
    alone = care.only_source and f"by one document alone {cite.mark(care.only_source)}"
    hair = f", for {series(care.hair).replace('-', ' ')}" if care.hair else ""
    return capital(f"{what}{alone or 'by the longest time that any document requires'}{hair}")


def _moment(moment: dt.date) -> str:
    return f"{day(moment)}, {moment:%H:%M}" if isinstance(moment, dt.datetime) else day(moment)


def _avoided(care: Aftercare) -> list[Restriction]:
    return [one for one in care.activities if one.advice == "avoid" and one.rules]


def avoided_on(care: Aftercare, day: dt.date) -> list[Restriction]:
    """Return what is to be avoided on a day of a plan."""
    return [one for one in _avoided(care) if any(p.start <= day < p.until for p in one.off_limits or ())]


def _listed(restrictions: Iterable[Restriction]) -> str:
    return small(names([one.name for one in restrictions]))


def _lead(care: Aftercare, schedule: Schedule | None, cite: Citations) -> Iterator[str]:
    """Say what to avoid today and when the next session is, or what takes longest."""
    timed = [(about_hours(one.required), one) for one in _avoided(care) if one.required]
    today = schedule and schedule.regimen.request.today
    if today and (running := avoided_on(care, today)):
        yield f"Avoid today, {day(today)}: {_listed(running)}"
    if schedule and schedule.next:
        yield f"Next session: {day(schedule.next.date)}"
    elif schedule and not running:
        yield "No session is ahead, and no stated wait is running."
    if not timed:
        whose = cite.mark(care.only_source) if care.only_source else "The tables"
        yield f"{whose} gives no time for which to avoid anything. That is not permission."
    elif not schedule:
        longest = max(hours for hours, _ in timed)
        long = [one for hours, one in timed if hours == longest]
        if others := [(hours, one) for hours, one in timed if hours < longest]:
            most = max(others, key=lambda other: other[0])[1]
            yield f"After a session, avoid most of this for up to {_until(most, care)}"
        yield f"{'For' if others else 'After a session, avoid for'} {_until(long[0], care)}: {_listed(long)}"


def _until(one: Restriction, care: Aftercare) -> str:
    ends = f" (until {_moment(one.free_from)})" if one.free_from else ""
    return f"{_wait(one, care, ideal=False)}{ends}"


def _asked(care: Aftercare, schedule: Schedule | None, cite: Citations) -> Iterator[str]:
    """Answer for each activity that was asked for."""
    for one in care.activities:
        if one.rules:
            yield f"{_answer(one, care, schedule)} {marks((rule.source for rule in _deciding(one, care)), cite)}"
        else:
            yield f"{one.name}: nothing in {cite.mark(care.only_source or '')}. That is not permission."
    for before in care.before:
        verb = "avoid it" if before.advice == "avoid" else "advised"
        yield f"{before.name}: {verb} before a session {marks((rule.source for rule in before.rules), cite)}"


def _deciding(one: Restriction, care: Aftercare) -> Sequence[Rule]:
    """Return the rules that require the longest time; all of them where none has a figure."""
    held = rules_for(one.rules, care.hair)
    required = one.required and about_hours(one.required)
    return [rule for rule in held if required and rule.required and about_hours(rule.required) == required] or held


def _wait(one: Restriction, care: Aftercare, *, ideal: bool = True) -> str:
    """Say for how long it is required, and what is ideal."""
    if one.required is None:
        return "not stated"
    deciding = [(rule, rule.duration) for rule in _deciding(one, care) if rule.duration]
    open_ended = any(duration.max is None for _, duration in deciding)
    about = "about " if all(rule.approximate and duration.is_exact for rule, duration in deciding) else ""
    required = replace(one.required, max=None) if open_ended else one.required
    return f"{about}{length_words(required, one.ideal if ideal else None)}"


def _answer(one: Restriction, care: Aftercare, schedule: Schedule | None) -> str:
    if one.advice == "do":
        return f"{one.name}: advised"
    if one.required is None:
        return f"{one.name}: avoid it after a session; for how long is not stated"
    if one.free_from:
        ideal = f", ideally until {_moment(one.ideally_from)}" if one.ideally_from else ""
        return f"No {small(one.name)} until {_moment(one.free_from)}{ideal} ({_wait(one, care)})"
    if schedule:
        today = schedule.regimen.request.today or dt.date.min
        coming = next((period for period in one.off_limits or () if period.until > today), None)
        return f"No {small(one.name)} {_span(coming, today)}" if coming else f"{one.name}: no wait is left in this plan"
    course = all(rule.counted_from == "course-end" for rule in _deciding(one, care))
    return f"{one.name}: avoid it for {_wait(one, care)} after {'the course' if course else 'every session'}"


def _span(period: Period, today: dt.date) -> str:
    ideal = f", ideally until {day(period.ideally_until)}" if period.ideally_until else ""
    begins = f"from {day(period.start)} " if period.start > today else ""
    return f"{begins}until {day(period.until)}{ideal}"


def _first(
    care: Aftercare, cite: Citations, schedule: Schedule | None, session: dt.date | None, *, asked: bool
) -> Iterator[Block]:
    if _avoided(care) and not asked:
        yield _waits(care, cite, in_general=not schedule and not session)
    yield Notes(list(_notes(care, cite, schedule, session)))


def _waits(care: Aftercare, cite: Citations, *, in_general: bool) -> Table:
    """Return what to avoid for how long; activities of which the same is said share a row."""
    groups: dict[object, list[Restriction]] = {}
    for one in _avoided(care):
        said = tuple((rule.source, rule_words(rule)) for rule in one.rules)
        groups.setdefault((_wait(one, care), said if in_general else ()), []).append(one)
    rows = [Row([names([one.name for one in group]), *_cells(group, care, cite)]) for group in groups.values()]
    titles = ["Avoid", "Until", "Wait", "Free after the course", "Other times"]
    shown = 5 if in_general else 4
    return Table(titles[:shown], [Row(row.cells[:shown]) for row in rows]).without_empty_columns()


def _cells(group: Sequence[Restriction], care: Aftercare, cite: Citations) -> list[str]:
    """Return until when, for how long, from when after the course, and what other times there are."""
    one = group[0]
    until, after = (
        _with_ideal(one.free_from, one.ideally_from),
        _with_ideal(one.free_after_course, one.ideally_after_course),
    )
    wait = f"{_wait(one, care)} {marks((rule.source for each in group for rule in _deciding(each, care)), cite)}"
    others: dict[str, list[str]] = {}
    for rule in one.rules:
        if rule_words(rule) != _wait(one, care):
            others.setdefault(rule_words(rule) if rule.duration else "not stated", []).append(rule.source)
    return [until, wait, after, "; ".join(f"{words} {marks(sources, cite)}" for words, sources in others.items())]


def _with_ideal(required: dt.date | None, ideal: dt.date | None) -> str:
    return ", ideally ".join(_moment(moment) for moment in (required, ideal) if moment)


def _by_session(care: Aftercare, schedule: Schedule | None) -> Iterator[Section]:
    """Yield until when to avoid what takes how long, after each session."""
    columns: dict[tuple[tuple[dt.date, dt.date], ...], Restriction] = {}
    for one in sorted(_avoided(care), key=lambda one: about_hours(one.required) if one.required else 0):
        if one.off_limits:
            columns.setdefault(tuple((period.start, period.until) for period in one.off_limits), one)
    if schedule and columns:
        rows = [
            Row([str(visit.number or ""), day(visit.date, aligned=True), *(_end(ends, visit.date) for ends in columns)])
            for visit in schedule.visits
        ]
        waits = [_wait(one, care, ideal=False) for one in columns.values()]
        table = Table(["#", "Date", *waits], rows, whole=["Date", *waits])
        yield Section("sessions", "After each session, avoid until", [table])


def _end(periods: Iterable[tuple[dt.date, dt.date]], when: dt.date) -> str:
    return next((short_day(until, year=when.year) for start, until in periods if start <= when < until), "")


def _trips(trips: Iterable[TripRestriction]) -> Iterator[str]:
    """Yield until when a session keeps from what on days away."""
    reached: dict[tuple[dt.date, dt.date, dt.date], dict[dt.date, list[str]]] = {}
    for trip in trips:
        reached.setdefault((trip.first, trip.last, trip.session), {}).setdefault(trip.until, []).append(trip.name)
    for (first, last, session), ends in reached.items():
        waits = [
            f"No {small(names(found))} until {short_day(until, year=last.year)}."
            for until, found in sorted(ends.items())
        ]
        yield f"On your trip {days(first, last)}, after your session on {day(session)}: {' '.join(waits)}"


def _notes(care: Aftercare, cite: Citations, schedule: Schedule | None, session: dt.date | None) -> Iterator[str]:
    """Yield what changes what the reader does."""
    yield from _trips(care.trips)
    close: dict[str, list[str]] = {}
    for periods, found in without_a_break(care.activities):
        throughout = "; ".join(days(period.start, period.until - _DAY) for period in periods)
        close[throughout] = [*close.get(throughout, ()), *found]
    for throughout, what in close.items():
        yield f"Sessions are too close together: avoid {small(names(what))} throughout ({throughout})."
    untimed = [one for one in _avoided(care) if one.required is None]
    if untimed and schedule:
        yield f"Also avoid (for how long is not stated): {_listed(untimed)}."
    if (schedule or session) and not isinstance(session, dt.datetime) and any(one.required for one in care.activities):
        yield "On the day itself, wait until the hour of your session."
    silent = [one for one in care.activities if not one.rules]
    if care.only_source and 0 < len(silent) < len(care.activities):
        yield f"{cite.mark(care.only_source)} is silent on: {_listed(silent)}. That is not permission."
    yield from schedule.warnings if schedule else ()


def said_sections(care: Aftercare, cite: Citations, *, asked: bool = False) -> Iterator[Section]:
    """Yield what the documents say of what to avoid, what to do, and what to do before."""
    do = [one for one in care.activities if one.advice == "do" and one.rules]
    for key, title, found in (
        ("says", "What the documents say" if asked else "What the documents add", _avoided(care)),
        ("do", "To do", do),
        ("before", "Before a session", care.before),
    ):
        figures = asked or key != "says"
        said = [(one.name, activity_words(one, cite, figures=figures)) for one in found]
        yield from said_section(key, title, said, details=not figures)


def _missing(care: Aftercare, cite: Citations) -> Iterator[Section]:
    if lists := list_lines("things to avoid", care.lists_not_available, care.lists_none, cite):
        yield Section("lists", "What is missing", [Notes(lists)])
