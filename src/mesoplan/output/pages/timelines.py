"""A plan's days drawn: on a line, and in calendar months."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta

from mesoplan.guidance.restrictions import Aftercare
from mesoplan.output.page import Lane, MonthGrid, Span, Timeline
from mesoplan.output.pages.aftercare import avoided, wait_words
from mesoplan.output.pages.sessions import numbered, session_kind, session_words, window_words, within_words
from mesoplan.output.wording import capital, day, days, grouped, month, short_day
from mesoplan.planning.schedule import Schedule
from mesoplan.values.dates import WEEKDAYS

_DAY = timedelta(days=1)
_AFTER_COURSE = timedelta(days=15)
"""Shown after the course: as long as the longest rule of aftercare in the shipped tables, and a day."""


def timelines(schedule: Schedule, today: date, aftercare: Aftercare | None = None) -> list[Timeline]:
    """Draw the course from near, and the whole plan up to its horizon; where they are the same only one."""
    dates = [session.date for session in schedule.sessions]
    first = min([schedule.regimen.request.start, *dates])
    last = max([schedule.regimen.end - _DAY, *dates])
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
    lanes = [
        Lane("Sessions", [*_windows(schedule), *_points(schedule, dated=True)]),
        Lane("You may notice", list(_noticed(schedule))),
        *(_avoided(aftercare) if aftercare else ()),
        Lane("Away", _away(schedule)),
    ]
    seen = [replace(lane, spans=[one for one in lane.spans if _is_within(one, first, last)]) for lane in lanes]
    marked = today if first <= today <= last else None
    return Timeline(title, first, last, [lane for lane in seen if lane.spans], marked)


def _is_within(span: Span, first: date, last: date) -> bool:
    return span.first <= last and (span.last is None or span.last >= first)


def _windows(schedule: Schedule) -> Iterator[Span]:
    for session in schedule.visits:
        if window_words(session):
            words = f"Any day {days(session.earliest, session.latest)}"
            yield Span("window", session.earliest, session.latest, words)


def _points(schedule: Schedule, *, dated: bool) -> Iterator[Span]:
    """Yield the sessions with all that there is to say of them, and with their day where it is not shown next to it."""
    for session in schedule.sessions:
        name = capital(numbered(session, schedule)) if session.number else "Appointment"
        named = f"{name}: {day(session.date)}" if dated else name
        words = within_words(session, named, session_words(session, schedule))
        yield Span(session_kind(session), session.date, session.date, words, str(session.number or ""))


def _noticed(schedule: Schedule) -> Iterator[Span]:
    for one in schedule.milestones:
        first = one.earliest or one.latest
        if one.kind == "result" and first and first < schedule.regimen.end:
            yield Span("milestone", first, one.latest, f"{one.name}: {days(one.earliest, one.latest)}")


def _avoided(care: Aftercare) -> Iterator[Lane]:
    """Yield a lane for each length of time; what is ideal is not drawn."""
    lanes = grouped((wait_words(one, care, ideal=False), one) for one in avoided(care) if one.off_limits)
    for wait, found in lanes.items():
        names = "; ".join(one.name for one in found)
        periods = dict.fromkeys((period.start, period.until) for one in found for period in one.off_limits or ())
        spans = [Span("avoid", first, end - _DAY, f"{names}: free again {short_day(end)}") for first, end in periods]
        yield Lane(f"Avoid {wait}", spans)


def _away(schedule: Schedule) -> list[Span]:
    closures = schedule.regimen.closures
    return [Span("away", first, last, "Away") for first, last in (closures.away if closures else ())]


def calendar(schedule: Schedule, first_weekday: int = 0) -> MonthGrid:
    """Draw the months with sessions or days away, with public holidays and the closed days that moved a session."""
    spans = [*_points(schedule, dated=False), *_away(schedule)]
    months = {(span.first.year, span.first.month) for span in spans}
    moved = [one.moved_from for one in schedule.sessions if one.moved_from and one.reason in WEEKDAYS]
    closed = [Span("closed", when, when, "") for when in moved]
    return MonthGrid([*spans, *_holidays(schedule, months), *closed], first_weekday)


def _holidays(schedule: Schedule, months: set[tuple[int, int]]) -> Iterator[Span]:
    closures = schedule.regimen.closures
    # The library's mappings are empty until they are asked for a day.
    known = [names for names in (closures.holidays, closures.open_holidays) if names is not None] if closures else []
    for year, number in sorted(months):
        for when in (date(year, number, 1 + after) for after in range(monthrange(year, number)[1])):
            if name := next((names[when] for names in known if when in names), None):
                yield Span("holiday", when, when, name)
