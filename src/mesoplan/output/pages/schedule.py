"""The dates of one protocol, in a table, on a line and in months, and the next dates of several."""

from calendar import monthrange
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Literal

from mesoplan.guidance.restrictions import Aftercare
from mesoplan.output.page import Citations, Listing, Notes, Page, Paragraph, Row, Section, Table, Words
from mesoplan.output.pages import aftercare, sessions
from mesoplan.output.spans import Kind, Lane, MonthGrid, Span, Timeline
from mesoplan.output.wording import capital, counted, day, days, grouped, month, once, readable, short_day
from mesoplan.planning.open_points import open_points
from mesoplan.planning.regimen import PACES
from mesoplan.planning.schedule import Schedule
from mesoplan.tables.regimens import Protocol
from mesoplan.values.dates import WEEKDAYS

View = Literal["list", "timeline", "calendar"]
_DAY = timedelta(days=1)
_AFTER_COURSE = timedelta(days=15)
"""Shown after the course: as long as the longest rule of aftercare in the shipped tables, and a day."""


def schedule_page(
    schedule: Schedule, cite: Citations, today: date, care: Aftercare | None, view: View = "list", week_start: int = 0
) -> Page:
    """Return the page of a dated plan: what comes next, the sessions, what you may notice, and what to know.

    Args:
        schedule: the plan.
        cite: the sources of the page, and the tables.
        today: what is past is said as past.
        care: what to avoid over the plan; None, or one without activities: only what reaches into days away is said.
        view: what is shown first and whole; a terminal shows the rest with --details.
        week_start: the day that weeks of a calendar begin on, 0 for Monday.
    """
    protocol, shown = schedule.regimen.protocol, care if care and care.activities else None
    about, mark = sessions.protocol_words(protocol, cite), cite.mark(protocol.source)
    table = sessions.sessions_table(schedule, lambda one: aftercare.session_care(one, care, today) if care else "")
    listed = Section("sessions", "Sessions", [table], details=True)
    drawn = Section("timeline", "Timeline", timelines(schedule, today, shown), details=True)
    views = [drawn, listed] if view == "timeline" else [listed, drawn]
    if view == "calendar":
        views.insert(0, Section("calendar", "", [calendar(schedule, week_start)]))
    diary, pace = schedule.diary, schedule.regimen.pace
    covered = f"Covers {days(diary.start, diary.end - _DAY)} (--horizon)."
    paced = f"Pace: {pace}, {PACES[pace]} (--pace)."
    lead: list[str | Words] = [*sessions.next_words(schedule, today), sessions.end_words(schedule)]
    sections = [
        replace(views[0], title="", details=False),
        *([aftercare.avoid_section(shown, cite, today)] if shown else ()),
        Section("notes", "", [Notes([*sessions.plan_notes(schedule), *left_open(schedule, mark)])]),
        expect_section(schedule, mark),
        Section("doubt", "", [Paragraph(f"How little is proven: mesoplan protocols {protocol.id}", "muted")]),
        *views[1:],
        Section("planned", "How it was planned", [Listing([covered, paced])], details=True),
    ]
    return cite.page(f"Sessions: {protocol.name}", about=about, lead=lead, sections=sections)


def expect_section(schedule: Schedule, mark: str) -> Section:
    """Return what is to be seen or looked at when, and what the document says of maintenance."""
    protocol, expected = schedule.regimen.protocol, []
    for one in schedule.milestones:
        named = ": ".join(filter(None, (one.name, days(one.earliest, one.latest))))
        expected.append(f"{named} {mark}. {one.note or ''}".rstrip())
    if notes := sessions.maintenance_notes(protocol):
        when = "After the course" if protocol.course else "Sessions"
        expected.append(f"{when}: {readable(str(protocol.maintenance))} {mark}. {notes}")
    return Section("expect", "What you may notice, and when (claimed, not proven)", [Listing(expected)])


def left_open(schedule: Schedule, mark: str) -> Iterator[str]:
    """Yield what the source leaves open, but for what you set yourself, and the options that set it."""
    request = schedule.diary.request
    chosen = {"--interval": request.intervals, "--sessions": request.sessions, "--maintenance": request.maintenance}
    if left := [str(one) for one in open_points(schedule.regimen.protocol) if not chosen.get(one.option)]:
        yield f"Not stated {mark}: {'; '.join(left)}."


def schedules_page(plans: Sequence[tuple[Protocol, Schedule | None]], cite: Citations) -> Page:
    """Return the page of several protocols: the next and the last date of each, one row each.

    Args:
        plans: each with its dates; None where no interval is stated, so that it has none.
        cite: the sources of the page, and the tables.
    """
    rows, known = [], []
    for protocol, plan in plans:
        following, ends, last = Words("no dates"), "", ""
        if plan:
            ahead, finish, attended = plan.next, plan.finish, plan.attended
            tone = sessions.TONES.get(ahead.status, "") if ahead else ""
            following = Words(day(ahead.date, aligned=True) if ahead else "all done", tone)
            ends = day(finish.planned, aligned=True) if finish else ""
            last = day(attended[-1].date, aligned=True) if attended else ""
        named = f"{protocol.id} {cite.mark(protocol.source)}"
        rows.append(Row([named, following, ends, last], "" if plan else "muted"))
        texts = (*plan.warnings, *plan.diary.closures.notes) if plan else (sessions.UNDATED,)
        known += [(readable(text), protocol.id) for text in texts]
    notes = once(known, sum(plan is not None for _, plan in plans))
    titles = ("Protocol", "Next", "Course ends", "Last in this plan")
    lead = [f"The next and the last sessions of {counted(len(plans), 'protocol')}"]
    sections = [Section("protocols", "", [Table(titles, rows, whole=titles)]), Section("notes", "", [Notes(notes)])]
    return cite.page("Sessions of several protocols", lead=lead, sections=sections)


def timelines(schedule: Schedule, today: date, care: Aftercare | None = None) -> list[Timeline]:
    """Draw the course from near, and the whole plan up to its horizon; where they are the same only one."""
    finish, dates = schedule.finish, [session.date for session in schedule.sessions]
    first, last = min([schedule.diary.start, *dates]), max([schedule.diary.end - _DAY, *dates])
    # A single day needs no bar.
    seen = [one for one in schedule.attended if sessions.window_words(one) not in ("", sessions.ONLY)]
    spans = [Span("window", one.earliest, one.latest, f"Any day {days(one.earliest, one.latest)}") for one in seen]
    spans += _points(schedule, dated=True)
    lanes = [Lane("Sessions", spans), Lane("You may notice", list(_seen(schedule))), Lane("Away", _away(schedule))]
    lanes += _avoided(care) if care else ()
    ends = [(f"Up to {month(last)}", last)]
    if finish and last - finish.planned > _AFTER_COURSE:
        ends.insert(0, ("The course", finish.planned + _AFTER_COURSE))
    drawn = []
    for title, end in ends:
        shown = [lane for lane in (one.within(first, end) for one in lanes) if lane.spans]
        drawn.append(Timeline(title, first, end, shown, today if first <= today <= end else None))
    return drawn


def _points(schedule: Schedule, *, dated: bool) -> Iterator[Span]:
    """Yield the sessions with all that there is to say of them, and with their day where it is not shown next to it."""
    for session in schedule.sessions:
        name = capital(sessions.numbered(session, schedule)) if session.number else "Appointment"
        named = f"{name}: {day(session.date)}" if dated else name
        words = sessions.within_words(session, named, sessions.session_words(session, schedule))
        kind: Kind = "optional" if session.optional else "maintenance" if session.kind == "maintenance" else "session"
        # What became of a session goes before what it is.
        drawn = kind if session.status == "planned" else session.status
        yield Span(drawn, session.date, session.date, words, str(session.number or ""))


def _seen(schedule: Schedule) -> Iterator[Span]:
    for one in schedule.milestones:
        if one.kind == "result" and (first := one.earliest or one.latest):
            yield Span("milestone", first, one.latest, f"{one.name}: {days(one.earliest, one.latest)}")


def _avoided(care: Aftercare) -> Iterator[Lane]:
    """Yield a lane for each length of time; what is ideal is not drawn."""
    for wait, found in grouped((aftercare.wait_words(one, ideal=False), one) for one in care.avoided).items():
        names = "; ".join(one.name for one in found)
        periods = dict.fromkeys((period.start, period.until) for one in found for period in one.off_limits or ())
        spans = [Span("avoid", first, end - _DAY, f"{names}: free again {short_day(end)}") for first, end in periods]
        yield Lane(f"Avoid {wait}", spans)


def _away(schedule: Schedule) -> list[Span]:
    return [Span("away", first, last, "Away") for first, last in schedule.diary.closures.away]


def calendar(schedule: Schedule, week_start: int) -> MonthGrid:
    """Draw the months with sessions or days away, with public holidays and the closed days that moved a session."""
    spans = [*_points(schedule, dated=False), *_away(schedule)]
    months = {(span.first.year, span.first.month) for span in spans}
    moved = [one.moved_from for one in schedule.sessions if one.moved_from and one.reason in WEEKDAYS]
    closures = schedule.diary.closures
    names = closures.open_holidays if closures.holidays is None else closures.holidays
    shown = [date(year, number, 1 + after) for year, number in months for after in range(monthrange(year, number)[1])]
    holidays = [Span("holiday", when, when, name) for when in sorted(shown) if (name := names.get(when))]
    return MonthGrid([*spans, *holidays, *(Span("closed", when, when, "") for when in moved)], week_start)
