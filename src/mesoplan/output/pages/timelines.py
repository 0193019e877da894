"""A plan's days drawn: on a line, and in calendar months."""

from calendar import monthrange
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from itertools import chain

from mesoplan.guidance.restrictions import Aftercare
from mesoplan.output.page import Lane, MonthGrid, Span, Timeline
from mesoplan.output.pages.avoiding import groups
from mesoplan.output.pages.sessions import numbered, session_kind, session_words, window_words
from mesoplan.output.wording import capital, day, days, month, short_day
from mesoplan.planning.closures import Closures
from mesoplan.planning.schedule import Milestone, Schedule, Session

_AFTER_COURSE = timedelta(days=15)
"""Shown after the course: as long as the longest rule of aftercare in the shipped tables, and a day."""


def timelines(schedule: Schedule, today: date, aftercare: Aftercare | None = None) -> list[Timeline]:
    """Draw the course from near, and the whole plan up to its horizon; where they are the same only one."""
    dates = [session.date for session in schedule.sessions]
    first = min([schedule.regimen.request.start, *dates])
    last = max([schedule.regimen.end - timedelta(days=1), *dates])
    title, finish = f"Up to {month(last)}", schedule.finish
    if finish is None or not schedule.regimen.course or finish.planned >= last - _AFTER_COURSE:
        return [_timeline(title, schedule, today, aftercare, (first, last))]
    near = _timeline("The course", schedule, today, aftercare, (first, finish.planned + _AFTER_COURSE))
    # Over years the days to avoid would be hairlines.
    return [near, _timeline(title, schedule, today, None, (first, last))]


def _timeline(
    title: str, schedule: Schedule, today: date, aftercare: Aftercare | None, shown: tuple[date, date]
) -> Timeline:
    first, last = shown
    closures = schedule.regimen.closures
    lanes = [
        Lane("Sessions", [*_windows(schedule), *_points(schedule)]),
        Lane("You may notice", [_noticed(one) for one in dated_milestones(schedule) if one.kind == "result"]),
        *(_avoided(aftercare) if aftercare else ()),
        Lane("Away", _away(closures)),
    ]
    seen = [replace(lane, spans=[span for span in lane.spans if _is_seen(span, first, last)]) for lane in lanes]
    return Timeline(
        title, first, last, [lane for lane in seen if lane.spans], today if first <= today <= last else None
    )


def _is_seen(span: Span, first: date, last: date) -> bool:
    return span.first <= last and (span.last is None or span.last >= first)


def _windows(schedule: Schedule) -> Iterator[Span]:
    for session in schedule.visits:
        if window_words(session):
            words = f"Any day {days(session.earliest, session.latest)}"
            yield Span("window", session.earliest, session.latest, words)


def _points(schedule: Schedule) -> Iterator[Span]:
    for session in schedule.sessions:
        words = f"{_name(session, schedule)}: {day(session.date)}"
        yield Span(session_kind(session), session.date, session.date, words, str(session.number or ""))


def _name(session: Session, schedule: Schedule) -> str:
    return capital(numbered(session, schedule)) if session.number else "Appointment"


def dated_milestones(schedule: Schedule) -> list[Milestone]:
    """Return the milestones that have a day before the horizon."""
    dated = [(one, one.earliest or one.latest) for one in schedule.milestones]
    return [one for one, when in dated if when is not None and when < schedule.regimen.end]


def _noticed(milestone: Milestone) -> Span:
    first = milestone.earliest or milestone.latest
    assert first is not None
    return Span("milestone", first, milestone.latest, f"{milestone.name}: {days(milestone.earliest, milestone.latest)}")


def _avoided(aftercare: Aftercare) -> Iterator[Lane]:
    """Yield a lane for each length of time; what is ideal is not drawn."""
    found: dict[tuple[str, tuple[tuple[date, date], ...]], list[str]] = {}
    for group in groups(aftercare.activities):
        found.setdefault((group.required, tuple(group.periods)), []).extend(group.names)
    for (required, periods), names in found.items():
        spans = [
            Span("avoid", first, until - timedelta(days=1), f"{'; '.join(names)}: free again {short_day(until)}")
            for first, until in periods
        ]
        yield Lane(f"Avoid {required}", spans)


def _away(closures: Closures | None) -> list[Span]:
    return [Span("away", first, last, "Away") for first, last in (closures.away if closures else ())]


def calendar(schedule: Schedule, first_weekday: int = 0) -> MonthGrid:
    """Draw the months with sessions or days away, with public holidays and the closed days that moved a session."""
    sessions = [_entry(session, schedule) for session in schedule.sessions]
    closures = schedule.regimen.closures
    away = _away(closures)
    months = {(span.first.year, span.first.month) for span in (*sessions, *away)}
    spans = [*sessions, *away, *_holidays(closures, months), *_closed(schedule)]
    return MonthGrid(spans, first_weekday)


def _entry(session: Session, schedule: Schedule) -> Span:
    window = window_words(session)
    allowed = window if not window or session.earliest == session.latest else f"any day {window}"
    words = ", ".join(part for part in (_name(session, schedule), allowed, session_words(session, schedule)) if part)
    return Span(session_kind(session), session.date, session.date, words, str(session.number or ""))


def _holidays(closures: Closures | None, months: set[tuple[int, int]]) -> Iterator[Span]:
    known = closures and (closures.holidays or closures.open_holidays)
    for when in chain.from_iterable(map(_days_of, sorted(months))) if known else ():
        if name := known.get(when):  # type: ignore[union-attr]
            yield Span("holiday", when, when, name)


def _days_of(year_month: tuple[int, int]) -> list[date]:
    return [date(*year_month, number) for number in range(1, monthrange(*year_month)[1] + 1)]


def _closed(schedule: Schedule) -> Iterator[Span]:
    """Yield the closed weekdays that a session was moved from; its own entry says so."""
    closures = schedule.regimen.closures
    for session in schedule.sessions if closures else ():
        moved = session.moved_from if session.status == "planned" else None
        if moved and closures and closures.cause(moved).startswith("a closed"):
            yield Span("closed", moved, moved, "")
