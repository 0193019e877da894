"""From a regimen to dated sessions. Pure: today and everything else come in as arguments."""

import datetime as dt
from bisect import insort
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import field, replace
from itertools import pairwise

from mesoplan.planning.closures import WEEKEND, Closures
from mesoplan.planning.regimen import NEVER, Kind, Part, Regimen, Request, step_to
from mesoplan.planning.rhythm import runs
from mesoplan.planning.sessions import Milestone, Session, date_milestones, is_beyond, session_of
from mesoplan.planning.visits import Diary, Visit, itinerary
from mesoplan.tables.regimens import Protocol
from mesoplan.values import Frozen, Pace, reach, show_day

__all__ = ["Finish", "Milestone", "Schedule", "Session", "lay_out", "lay_out_if_dated", "plan_schedule"]


INTERRUPTED = "No document says whether an interrupted course goes on or starts again. Ask your clinic."
"""What is said of a course that is overdue by more than its longest interval."""


class Finish(Frozen, kw_only=False):
    """When the last session of the course is."""

    earliest: dt.date
    """At the fastest, with the fewest sessions."""
    planned: dt.date
    """In this plan."""
    latest: dt.date | None
    """At the slowest, with the most sessions; None where a figure for that is missing."""


class Schedule(Frozen, kw_only=False):
    """A dated plan: every session before the horizon, in order."""

    regimen: Regimen
    """What was planned."""
    laid_out: tuple[Visit, ...]
    """The sessions before the horizon, the next one, and the whole course, as they were found."""
    planned: int
    """How many sessions the planned course has, also those beyond the horizon; of an open-ended one those before it."""
    finish: Finish | None
    """When the course ends; None where there is no course, or it is open-ended."""
    sessions: tuple[Session, ...]
    """Every session before the horizon, and what is done, booked or missed later; dates strictly increase."""
    attended: tuple[Session, ...]
    """Those that take or took place: all but missed appointments, which keep nobody from anything."""
    milestones: tuple[Milestone, ...]
    """What is to be seen, dated ones first and in order."""
    next: Session | None
    """The first session that has not taken place, also beyond the horizon; None where there is none."""
    diary: Diary = field(compare=False)
    """What is known of real days."""

    @property
    def warnings(self) -> tuple[str, ...]:
        """What every reader must know, the most important first."""
        return (*self._warnings(), *self.regimen.warnings)

    @property
    def notes(self) -> tuple[str, ...]:
        """What else there is to know of the plan."""
        return (*self._notes(), *self.regimen.notes)

    def _warnings(self) -> Iterator[str]:
        """Yield what every reader must know of the dates, the most important first."""
        if self.next is not None and self.next.status == "overdue":
            yield from self._overdue()
        if self.diary.is_unrecorded:
            past = f"The start, {show_day(self.diary.start)}, is past and no session is recorded"
            yield f"{past}: write --done DATE for each that took place."
        left_out = self.regimen.planned - self.planned
        if left_out > 0 and not self.regimen.is_open_ended:
            they, them = ("it is", "it") if left_out == 1 else ("they are", "them")
            goes_on = self.next is not None and self.next.kind == "course"
            after = "." if goes_on else " and what follows is not part of the course."
            how = "booked" if self.next is not None and self.next.status == "booked" else "done"
            to = f"plan {them} all the same" if goes_on else "go on with the course"
            lost = f"{_sessions(left_out, 'was', 'were', 'optional ')} not {how} in time, so {they} left out{after}"
            yield f"{lost} To {to}, write --sessions {self.regimen.planned}."
        if beyond := self.planned - [session.kind for session in self.attended].count("course"):
            late = f"{beyond} of the course's {self.planned} sessions fall after this plan"
            yield f"{late}, which ends before {show_day(self.diary.end)}: --horizon looks further."
        if self.regimen.repeated and any(_is_late(before, one) for before, one in pairwise(self.laid_out)):
            whose = "you chose" if self.regimen.is_own_maintenance else "its source says"
            yield f"A repeat comes later than {whose}, because one interval must lie before it."

    def _overdue(self) -> Iterator[str]:
        session, today = self.next, self.diary.today
        assert session and session.number and session.moved_from and today  # noqa: PT018  (all true together)
        yield f"Session {session.number} is overdue: it was to be on {show_day(session.moved_from)}."
        if session.kind != "course" or session.latest is None:
            return
        visit, last = self.laid_out[session.number - 1], max(session.latest, session.moved_from)
        # The interval before it, or after it for the first of all.
        interval = (not visit.in_part and visit.part.gap) or step_to(visit.part.phase, max(visit.in_part, 1))
        lengths = (interval.options or [interval]) if interval else []
        if lengths and today > max(reach(last, one)[1] or dt.date.max for one in lengths):
            yield INTERRUPTED

    def _notes(self) -> Iterator[str]:
        """Yield what else there is to know of the dates: moves and weekends in one line each."""
        closures = self.diary.closures
        # A plain plan has no session that is booked or moved.
        sessions, laid_out = ((), ()) if self.diary.is_plain else (self.sessions, self.laid_out)
        for session in sessions:
            if session.status == "booked" and (reason := closures.reason(session.date)):
                yield f"The booking of {show_day(session.date)} is on a closed day ({reason})."
        if self.next is not None and self.next.kind != "course" and is_beyond(self.next, self.diary):
            yield f"The next session is not in this plan, which ends before {show_day(self.diary.end)} (--horizon)."
        yield from self._on_free_days()
        if moved := [str(one.reason) for one in sessions if one.moved_from and one.status == "planned"]:
            reasons = ", ".join(reason for reason, _ in Counter(moved).most_common(4))
            yield f"{_sessions(len(moved), 'is', 'are')} moved off closed days ({reasons})."
        if tolerated := sum(one.is_tolerated for one in laid_out if one.date < self.diary.end):
            off = f"{_sessions(tolerated, 'is', 'are')} a little nearer or farther than the interval"
            why = "because of closed days. That is our tolerance, not the source's: --tolerance sets it."
            yield f"{off}, {why}"
        yield from closures.notes

    def _on_free_days(self) -> Iterator[str]:
        """Say how many sessions to come are on weekends and public holidays that are not closed."""
        ahead = [session.date for session in self.sessions if session.status in ("planned", "due", "overdue")]
        closures = self.diary.closures
        is_open = not closures.weekdays and closures.holidays is None
        # A year's days are there only once one of them was asked for; keys() asks for none.
        for day in {day.year: day for day in ahead}.values():
            closures.open_holidays.get(day)
        free = {
            "a weekend (--closed weekends": sum(day.weekday() in WEEKEND for day in ahead) if is_open else 0,
            "a public holiday (--closed holidays": len(closures.open_holidays.keys() & ahead),
        }
        found = [(f"{_sessions(number, 'falls', 'fall')} on {what}", number) for what, number in free.items() if number]
        if found:
            yield ", ".join(f"{fall} moves {'it' if number == 1 else 'them'})" for fall, number in found) + "."


def _is_late(before: Visit, visit: Visit) -> bool:
    """Whether a repeat begins later after the first session of the course before than it is to."""
    every = visit.part.every if visit.part.is_since_first and not visit.in_part else None
    latest = every and reach(before.first.rhythm, every)[1]
    return latest is not None and visit.rhythm > latest


def _sessions(number: int, one: str, more: str, kind: str = "") -> str:
    return f"1 {kind}session {one}" if number == 1 else f"{number} {kind}sessions {more}"


def plan_schedule(protocol: Protocol, request: Request, closures: Closures | None = None) -> Schedule:
    """Plan a protocol: course, maintenance and milestones up to the horizon.

    Raises:
        IntervalNotStatedError: the source states no interval and the request gives none.
        NoOpenDayError: every day on which a session could be is closed.
        UsageError: a choice cannot be followed, or dates would pass the year 9999.
    """
    return lay_out(Diary(protocol, request, closures))


def lay_out(diary: Diary) -> Schedule:
    """Give dates to a regimen. Raises what `plan_schedule` raises."""
    regimen = diary.regimen
    regimen.require_dates()
    visits = _laid_out(diary)
    course = [one for one in visits if one.part.kind == "course" and (one.part.is_whole or not is_beyond(one, diary))]
    sessions = [*(session_of(visit, diary) for visit in visits), *_extra(diary, visits[-1])]
    shown = [session for session in sessions if not is_beyond(session, diary)]
    following = next((session for session in sessions if session.status != "done"), None)
    return Schedule(
        regimen=regimen,
        laid_out=tuple(visits),
        planned=len(course),
        finish=_finish(diary, course[-1].date) if course and not regimen.is_open_ended else None,
        sessions=tuple(_with_missed(shown, following, diary.request.missed)),
        attended=tuple(shown),
        milestones=date_milestones(regimen.protocol, visits[0].date, sessions),
        next=following,
        diary=diary,
    )


def lay_out_if_dated(diary: Diary) -> Schedule | None:
    """Give dates to a regimen; None where no interval is stated. Raises what `plan_schedule` raises otherwise."""
    return None if diary.regimen.undated else lay_out(diary)


def _laid_out(diary: Diary) -> list[Visit]:
    """Return the sessions before the horizon, the next one, and the whole course."""
    visits: list[Visit] = []
    for visit in itinerary(diary.regimen.parts, diary, diary.regimen.pace):
        visits.append(visit)
        if is_beyond(visit, diary) and not visit.part.is_whole:
            break
    return visits


def _extra(diary: Diary, last: Visit) -> Iterator[Session]:
    """Yield what is done or booked after the plan's last session. Nothing says when it was due."""
    kind: Kind = "extra" if diary.regimen.maintenance.repeat == "none" else "maintenance"
    for number, (day, _) in enumerate(diary.records[last.number :], last.number + 1):
        last = diary.put(Visit(last.part._replace(kind=kind, fewest=NEVER), 0, number, day, day, day, day), last)
        yield replace(session_of(last, diary), timing=None)


def _with_missed(sessions: list[Session], following: Session | None, days: Iterable[dt.date]) -> list[Session]:
    """Return sessions with the appointments that were missed, each for the session that was to be next."""
    found, ahead = [*sessions], [*sessions, *([following] if following else [])]
    for day in days:
        of = next((one for one in ahead if one.date >= day), (sessions or ahead)[-1])
        gone = replace(of, number=None, date=day, status="missed", timing=None, moved_from=None, reason=None, note=None)
        insort(found, gone, key=lambda session: session.date)
    return found


def _course_end(diary: Diary, pace: Pace, parts: Iterable[Part]) -> dt.date:
    """Return the date of a course's last session."""
    if diary.is_plain:
        *_, last = runs(parts, diary.start, pace)
        return last.day(last.part.size - 1) or diary.start
    return max(visit.date for visit in itinerary(parts, diary, pace))


def _finish(diary: Diary, planned: dt.date) -> Finish:
    """Return when the course ends; moves may make the fastest plan the later one, so that none is beyond this one."""
    regimen = diary.regimen
    earliest = min(planned, _course_end(diary, "fast", regimen.fewest))
    is_bounded = None not in (regimen.sessions.max, *(gap.max for part in regimen.opening for gap in part.gaps))
    latest = max(planned, _course_end(diary, "slow", regimen.largest)) if is_bounded else None
    return Finish(earliest, planned, latest)
