"""The dates of one protocol, and the next dates of several."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Literal

from mesoplan.guidance.restrictions import Aftercare, TripRestriction
from mesoplan.output.page import Block, Listing, Notes, Page, Row, Section, Table, Words
from mesoplan.output.pages.avoiding import avoid_section, ends_words, groups, trip_words
from mesoplan.output.pages.courses import protocol_words
from mesoplan.output.pages.sessions import TONES, end_words, is_unrecorded, next_words, sessions_blocks
from mesoplan.output.pages.sources import Citations
from mesoplan.output.pages.timelines import calendar, dated_milestones, timelines
from mesoplan.output.wording import counted, dashed, day, days, series
from mesoplan.planning.regimen import Regimen, not_stated
from mesoplan.planning.request import PACES
from mesoplan.planning.schedule import Milestone, Schedule, Session
from mesoplan.tables.catalog import Catalog

View = Literal["list", "timeline", "calendar"]


def schedule_page(
    schedule: Schedule,
    catalog: Catalog,
    today: date,
    aftercare: Aftercare | None = None,
    *,
    view: View = "list",
    first_weekday: int = 0,
    trips: Sequence[TripRestriction] = (),
) -> Page:
    """Return the page of a dated plan: what comes next, the sessions, what you may notice, and what to know.

    Args:
        schedule: the plan.
        catalog: the tables, for the sources.
        today: what is past is said as past.
        aftercare: what to avoid over the plan: when each restriction ends stands under its session.
        view: what is shown first and whole; a terminal shows the rest with --details.
        first_weekday: the day that weeks of a calendar begin on, 0 for Monday.
        trips: what is to be avoided on days away, where `aftercare`, which has its own, is not asked for.
    """
    protocol, sources = schedule.regimen.protocol, Citations(catalog)
    about, ends = protocol_words(protocol, sources.mark(protocol.source)), end_words(schedule)
    first, *rest = _views(schedule, today, aftercare, view, first_weekday, aftercare.trips if aftercare else trips)
    avoid = [avoid_section(aftercare, sources)] if aftercare else []
    shown = [first, *avoid, *_notes(schedule, today, sources), *_noticed(schedule, sources)]
    return Page(
        disclaimer=sources.disclaimer,
        title=f"Sessions: {protocol.name}",
        about=about,
        lead=[*next_words(schedule, today), *([ends] if ends else [])],
        sections=[*shown, *rest, _planned(schedule), sources.section()],
    )


def _views(
    schedule: Schedule,
    today: date,
    aftercare: Aftercare | None,
    view: View,
    first_weekday: int,
    trips: Sequence[TripRestriction],
) -> list[Section]:
    """Return the view that was chosen, and behind it the others that a page has."""
    table = Section("sessions", "Sessions", _sessions(schedule, today, aftercare, trips), details=not aftercare)
    drawn = Section("timeline", "Timeline", timelines(schedule, today, aftercare), details=True)
    if view == "list":
        return [replace(table, title="", details=False), drawn]
    if view == "timeline":
        return [replace(drawn, title="", details=False), table]
    return [Section("calendar", "", [calendar(schedule, first_weekday)]), table, drawn]


def _sessions(
    schedule: Schedule, today: date, aftercare: Aftercare | None, trips: Sequence[TripRestriction]
) -> list[Block]:
    found = groups(aftercare.activities) if aftercare else []

    def below(session: Session) -> str:
        parts = [ends_words(session, found, today), *trip_words(session, trips, today)]
        return " ".join(part for part in parts if part)

    return sessions_blocks(schedule, below)


def _noticed(schedule: Schedule, sources: Citations) -> Iterator[Section]:
    """Yield what is to be seen, and when the response is looked at."""
    mark = sources.mark(schedule.regimen.protocol.source)
    for kind, title in (("result", "You may notice"), ("review", "Your response is reviewed")):
        items = [milestone_words(one, mark) for one in dated_milestones(schedule) if one.kind == kind]
        if items:
            yield Section(f"{kind}s", title, [Listing(items)])


def milestone_words(milestone: Milestone, mark: str) -> str:
    """Say what is to be seen or looked at, when, and what the document adds."""
    when = days(milestone.earliest, milestone.latest)
    return f"{milestone.name}{':' * bool(when)} {when} {mark}. {milestone.note or ''}".replace("  ", " ").rstrip()


def _notes(schedule: Schedule, today: date, sources: Citations) -> Iterator[Section]:
    """Yield what changes what the reader does, most important first."""
    regimen = schedule.regimen
    texts = [*plan_notes(schedule, today), *left_open(regimen, sources.mark(regimen.protocol.source))]
    if texts:
        yield Section("notes", "", [Notes(texts)])


def plan_notes(schedule: Schedule, today: date) -> list[str]:
    """Return what a reader must know of the dates; the answer has said the first one already where it is urgent."""
    following = schedule.next
    is_said = is_unrecorded(schedule, today) or (following is not None and following.status == "overdue")
    warnings = schedule.warnings[1:] if is_said else schedule.warnings
    return [dashed(text) for text in (*warnings, *schedule.notes)]


def left_open(regimen: Regimen, mark: str) -> Iterator[str]:
    """Yield what the source leaves open, but for what you set yourself, and the options that set it."""
    request = regimen.request
    chosen = {"--interval": request.intervals, "--sessions": request.sessions, "--maintenance": request.maintenance}
    options = {question: re.findall(r"--[a-z]+", question) for question in not_stated(regimen.protocol)}
    left = {question: found for question, found in options.items() if not any(map(chosen.get, found))}
    if left:
        settable = [option for found in left.values() for option in found]
        remark = f" Set with {series(settable)}." if settable else ""
        yield f"Not stated {mark}: {'; '.join(question.partition(' (')[0] for question in left)}.{remark}"


def _planned(schedule: Schedule) -> Section:
    """Return what the dates depend on."""
    regimen = schedule.regimen
    covered = days(regimen.request.start, regimen.end - timedelta(days=1))
    pace = f"Pace: {regimen.request.pace}, {PACES[regimen.request.pace]} (--pace)."
    return Section("planned", "How it was planned", [Listing([f"Covers {covered} (--horizon).", pace])], details=True)


def schedules_page(plans: Sequence[Schedule | Regimen], catalog: Catalog) -> Page:
    """Return the page of several protocols: the next and the last date of each, one row each.

    Args:
        plans: their schedules; a regimen where no interval is stated, so that it has no dates.
        catalog: the tables, for the sources.
    """
    sources = Citations(catalog)
    titles = ("Protocol", "Next", "Course ends", "Last in this plan")
    rows = [_schedule_row(plan, sources) for plan in plans]
    notes = [*_undated(plans, sources), *_warnings([plan for plan in plans if isinstance(plan, Schedule)])]
    return Page(
        disclaimer=sources.disclaimer,
        title="Sessions of several protocols",
        lead=[_soonest(plans)],
        sections=[
            Section("protocols", "", [Table(titles, rows, whole=titles)]),
            *([Section("notes", "", [Notes(notes)])] if notes else []),
            sources.section(),
        ],
    )


def _soonest(plans: Sequence[Schedule | Regimen]) -> str:
    """Say which course ends first."""
    ends = [(plan.finish.planned, plan) for plan in plans if isinstance(plan, Schedule) and plan.finish]
    if not ends:
        return counted(len(plans), "protocol")
    when, soonest = min(ends, key=lambda end: end[0])
    return f"The course that ends first: {soonest.regimen.protocol.id}, {day(when)}"


def _schedule_row(plan: Schedule | Regimen, sources: Citations) -> Row:
    regimen = plan.regimen if isinstance(plan, Schedule) else plan
    name = f"{regimen.protocol.id} {sources.mark(regimen.protocol.source)}"
    if isinstance(plan, Regimen):
        return Row([name, "no dates", "", ""], tone="muted")
    status = plan.next.status if plan.next else "planned"
    following = Words(day(plan.next.date, aligned=True), TONES.get(status, "")) if plan.next else "all done"
    ends = day(plan.finish.planned, aligned=True) if plan.finish else ""
    return Row([name, following, ends, day(plan.sessions[-1].date, aligned=True) if plan.sessions else ""])


def _undated(plans: Sequence[Schedule | Regimen], sources: Citations) -> Iterator[str]:
    for plan in plans:
        if isinstance(plan, Regimen):
            mark = sources.mark(plan.protocol.source)
            yield f"{plan.protocol.id} has no dates: its interval is not stated {mark}. Set one with --interval 2w."


def _warnings(plans: Sequence[Schedule]) -> list[str]:
    """Return what every reader must know, once each; what does not hold for all names its protocols."""
    found: dict[str, list[str]] = {}
    for plan in plans:
        closures = plan.regimen.closures
        for text in (*plan.warnings, *(closures.notes if closures else ())):
            found.setdefault(dashed(text), []).append(plan.regimen.protocol.id)
    return [text if len(ids) == len(plans) else f"{series(ids)}: {text}" for text, ids in found.items()]
