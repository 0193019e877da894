"""A protocol with a user's choices in place: what can be planned, counted and priced.

A choice takes the place of the source's figure everywhere, also where it lies outside what the source
says; a warning then says what the source says.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from itertools import pairwise
from typing import Literal, NamedTuple

from mesoplan.closures import Closures
from mesoplan.dates import add, reach
from mesoplan.errors import IntervalNotStatedError, UnknownNameError, UsageError
from mesoplan.models import Maintenance, Phase, Protocol, check_step, course_count, follow_up_of
from mesoplan.ranges import MAX_SESSIONS, MAX_YEARS, Count, Duration, Unit, how_many, sessions_words

Pace = Literal["fast", "typical", "slow"]

PACES: Mapping[Pace, str] = {
    "fast": "every interval as short as the source allows",
    "typical": "the middle of every interval",
    "slow": "every interval as long as the source allows",
}
"""The paces, and what each means."""


class Request(NamedTuple):
    """What a user asks for. Whatever is left at None is as the source states it."""

    start: date
    """The day of the first session; with `done` the first of those days."""
    pace: Pace = "typical"
    """Which end of every interval the plan takes."""
    horizon: Duration = Duration(24, 24, Unit.MONTHS)
    """How far the plan looks from `start`; one length, at most 50 years; its last day is outside."""
    sessions: int | None = None
    """How many sessions the whole course has, from 1 to 1000."""
    intervals: Mapping[str, Duration] = {}
    """From one session to the next, by phase name; "" stands for the only phase."""
    maintenance: Duration | Literal["none"] | None = None
    """From one maintenance session (or repeated course) to the next, or none at all."""
    done: tuple[date, ...] = ()
    """The days of the sessions that took place, in order, none twice."""
    closures: Closures | None = None
    """When no session can be."""
    today: date | None = None
    """Today; without it nothing is overdue and `done` may lie in the future."""

    @property
    def is_plain(self) -> bool:
        """Whether every session is on the day that the intervals give."""
        return not self.done and self.closures is None


class Regimen(NamedTuple):
    """What a request makes of a protocol."""

    protocol: Protocol
    """The protocol as its source states it."""
    request: Request
    """What was asked for."""
    course: tuple[Phase, ...]
    """The phases to plan; empty where there is only maintenance."""
    fewest: tuple[int, ...]
    """For each phase of the opening, how many of its sessions the source asks for at least."""
    maintenance: Maintenance
    """The maintenance to plan."""
    opening: tuple[Phase, ...]
    """What maintenance follows: the course, or without one its own first session or repeat, from the start on."""
    follow_up: Phase | None
    """Maintenance as a phase: single sessions without end, or each repeated course, `every` after the one before;
    None where there is none or no figure for it."""
    undated: tuple[Phase, ...]
    """The phases of the opening that cannot be dated because nobody states an interval."""
    end: date
    """The day on which the plan stops looking, itself outside the plan."""
    sessions: Count
    """How many sessions the course has with the choices in place."""
    planned: int
    """How many sessions the planned course has: the most of each phase, or the fewest where there is no most."""
    warnings: tuple[str, ...]
    """Where a choice and the source differ."""

    def require_dates(self) -> None:
        """Make sure that the course can be dated.

        Raises:
            IntervalNotStatedError: a phase has no interval.
        """
        if self.undated:
            phase = self.undated[0]
            where = f"phase {phase.phase}" if self.course else "each repeat"
            named = f"{phase.phase}=" if len(self.course) > 1 else ""
            raise IntervalNotStatedError(
                f"protocol {self.protocol.id} has no dates: its source does not state how far apart the sessions"
                f" of {where} are; give the interval yourself, as --interval {named}2w",
                "interval",
            )


def not_stated(protocol: Protocol) -> tuple[str, ...]:
    """Say what a protocol's source leaves open, with the option that supplies it where there is one."""
    course, maintenance = protocol.course, protocol.maintenance
    open_questions = {
        "how far apart the sessions are (--interval supplies it)": any(
            phase.interval is None and phase.days is None and phase.count.max != 1
            for phase in course or (_first_alone(maintenance),)
        ),
        "the largest number of sessions (--sessions supplies it)": protocol.sessions.max is None,
        "the time between the phases (read as the later one's interval)": any(
            phase.gap is None for phase in course[1:]
        ),
        "when maintenance is due (--maintenance supplies it)": (
            maintenance.repeat != "none" and maintenance.every is None
        ),
        "when results are to be seen": not any(result.after or result.after_sessions for result in protocol.results),
        "how long a session takes": protocol.session_minutes is None,
    }
    return tuple(question for question, is_open in open_questions.items() if is_open)


def apply_choices(protocol: Protocol, request: Request) -> Regimen:
    """Put a request's choices in the place of the protocol's own figures.

    Raises:
        UsageError: a choice cannot be followed at all: an interval for a phase that is not there, no
            sessions, a horizon that is not one length, is over 50 years or ends after the year 9999.
    """
    if request.pace not in PACES:
        raise UnknownNameError("pace", request.pace, PACES, field="pace")
    end = _end(request)
    _check_done(request)
    warnings = list(total_warning(protocol))
    course = _with_intervals(protocol, request, warnings)
    asked_for = course
    if request.sessions is not None:
        course = _with_sessions(protocol, course, request.sessions, warnings)
    maintenance = _maintenance(protocol, request, warnings)
    if not course:
        maintenance = _alone(protocol, maintenance, request, warnings)
    opening = course or (_first_alone(maintenance),)
    stated = course is protocol.course and maintenance is protocol.maintenance
    follow_up = protocol.follow_up if stated else follow_up_of(course, maintenance)
    warnings += _step_warnings([*course, maintenance], request.pace)
    return Regimen(
        protocol=protocol,
        request=request,
        course=course,
        fewest=tuple(phase.count.min or 0 for phase in asked_for or opening),
        maintenance=maintenance,
        opening=opening,
        follow_up=follow_up,
        undated=_undated(opening, follow_up),
        end=end,
        sessions=protocol.sessions if course is protocol.course else course_count(course),
        planned=sum(planned_count(phase.count) for phase in course),
        warnings=tuple(warnings),
    )


def total_warning(protocol: Protocol) -> Iterator[str]:
    """Say that the source's own total of sessions is not what its phases add up to, if so."""
    stated = protocol.stated_total
    if stated is not None and stated != protocol.sessions:
        yield (
            f"The source states {sessions_words(stated)} in all, but its phases add up to"
            f" {how_many(protocol.sessions)}, which is what is planned (--sessions plans another number)."
        )


def _first_alone(maintenance: Maintenance) -> Phase:
    """Return what begins on the first day where there is no course: one session, or a repeat."""
    if maintenance.sessions is None:
        return Phase(phase="maintenance", sessions=Count(1, 1))
    return Phase(phase="maintenance", sessions=maintenance.sessions, interval=maintenance.interval)


def _undated(opening: tuple[Phase, ...], follow_up: Phase | None) -> tuple[Phase, ...]:
    """Return the phases that have no interval and need one."""
    undated = tuple(
        phase
        for index, phase in enumerate(opening)
        if phase.interval is None and phase.days is None and (phase.count.max != 1 or (index > 0 and phase.gap is None))
    )
    if not undated and follow_up is not None and follow_up.count.max != 1 and follow_up.interval is None:
        # A course of one session says nothing of the time between those of its repeats.
        return opening[:1]
    return undated


def _step_warnings(parts: Iterable[Phase | Maintenance], pace: Pace) -> Iterator[str]:
    """Say which lengths are planned where the source leaves more open than a pace tells."""
    steps = [
        step
        for part in parts
        for step in (part.interval, part.every if isinstance(part, Maintenance) else part.gap)
        if step is not None
    ]
    if pace != "fast" and any(step.max is None for step in steps):
        yield "No longest interval is given, so the shortest is planned at every pace."
    for step in steps:
        if step.choice:
            length = {"fast": step.min, "typical": step.choice[0], "slow": step.max}[pace]
            yield f"{step} is a choice, not a range: this plan takes {length}."


def _end(request: Request) -> date:
    horizon = request.horizon
    check_step("the horizon", horizon)
    if not horizon.is_exact or horizon.min is None:
        raise UsageError(f"the horizon {horizon} is not one length: write one, as 24mo", "horizon")
    end = add(request.start, horizon.min, horizon.unit)
    if end.year - request.start.year >= MAX_YEARS and add(request.start, MAX_YEARS, Unit.YEARS) < end:
        raise UsageError(f"the horizon {horizon} is too long: at most {MAX_YEARS} years", "horizon")
    return end


def _check_done(request: Request) -> None:
    done = request.done
    for one, other in pairwise(done):
        if one >= other:
            raise UsageError(
                f"the session of {other} is given twice" if one == other else "done sessions are not in order", "done"
            )
    if done and request.start != done[0]:
        raise UsageError(
            f"the start {request.start} contradicts the first session done, {done[0]}: leave one out", "start"
        )
    if done and request.today is not None and done[-1] > request.today:
        raise UsageError(f"a session on {done[-1]} cannot be done yet: today is {request.today}", "done")


def _outside(chosen: Duration, stated: Duration, start: date) -> bool:
    """Tell whether a chosen length leaves the stated range or choice, on the calendar from `start`."""
    if stated.choice:
        lengths = chosen.choice or ((chosen.min,) if chosen.is_exact else ())
        allowed = [add(start, length, stated.unit) for length in stated.choice]
        return not lengths or any(add(start, length or 0, chosen.unit) not in allowed for length in lengths)
    earliest, latest = reach(start, stated)
    shortest, longest = reach(start, chosen)
    return shortest < earliest or (latest is not None and (longest is None or longest > latest))


def _with_intervals(protocol: Protocol, request: Request, warnings: list[str]) -> tuple[Phase, ...]:
    if not request.intervals:
        return protocol.course
    names = [phase.phase for phase in protocol.course]
    chosen = dict(request.intervals)
    if not names:
        chosen.pop("", None)
    if "" in chosen:
        if len(names) > 1:
            raise UsageError(
                f"protocol {protocol.id} has the phases {' and '.join(names)}:"
                f" say which interval is meant, as {names[0]}={chosen['']}",
                "interval",
            )
        if names[0] in chosen:
            raise UsageError(f"phase {names[0]} is given two intervals: keep one", "interval")
        chosen[names[0]] = chosen.pop("")
    for name in chosen:
        if name not in names:
            raise UnknownNameError("phase", name, names, field="interval")
    return tuple(
        _with_interval(phase, chosen[phase.phase], request.start, warnings) if phase.phase in chosen else phase
        for phase in protocol.course
    )


def _with_interval(phase: Phase, interval: Duration, start: date, warnings: list[str]) -> Phase:
    check_step("the interval", interval)
    if phase.days is not None:
        listed = ", ".join(map(str, phase.days))
        warnings.append(f"An interval of {interval} in phase {phase.phase}: the source lists the days {listed}.")
    elif phase.interval is None:
        warnings.append(f"The interval of {interval} in phase {phase.phase} is yours: the source does not state one.")
    elif _outside(interval, phase.interval, start):
        warnings.append(f"An interval of {interval} in phase {phase.phase}: the source says {phase.interval}.")
    return replace(phase, sessions=phase.count, days=None, interval=interval)


def _with_sessions(protocol: Protocol, course: tuple[Phase, ...], total: int, warnings: list[str]) -> tuple[Phase, ...]:
    if not course:
        raise UsageError(f"protocol {protocol.id} has no course, only maintenance: leave --sessions out", "sessions")
    if not 1 <= total <= MAX_SESSIONS:
        raise UsageError(f"{total} sessions cannot be planned: from 1 to {MAX_SESSIONS}", "sessions")
    if not any(stated.allows(total) for stated in (protocol.sessions, protocol.stated_total) if stated):
        chosen = sessions_words(Count(total, total))
        warnings.append(f"A course of {chosen}: the source says {how_many(protocol.sessions)}.")
    sizes = _sizes([phase.count for phase in course], total)
    return tuple(_resized(phase, size) for phase, size in zip(course, sizes, strict=True) if size)


def _sizes(counts: Sequence[Count], total: int) -> list[int]:
    """Share sessions out to phases: first each phase's fewest, then its most, in order; the rest to the last."""
    sizes = [0] * len(counts)
    for share in (lambda count: count.min or 0, planned_count):
        for index, count in enumerate(counts):
            more = min(total - sum(sizes), share(count) - sizes[index])
            sizes[index] += more
    sizes[-1] += total - sum(sizes)
    return sizes


def _resized(phase: Phase, size: int) -> Phase:
    """Return a phase with that many sessions."""
    if phase.days is None:
        return replace(phase, sessions=Count(size, size))
    if size > len(phase.days):
        raise UsageError(
            f"phase {phase.phase} lists its {len(phase.days)} days and cannot go on after them:"
            f" give an interval as well, as {phase.phase}=2w",
            "interval",
        )
    return replace(phase, days=phase.days[:size])


def planned_count(count: Count) -> int:
    """Return how many a plan takes: the largest stated figure, or the fewest where there is no largest."""
    return count.max or count.min or 0


def _maintenance(protocol: Protocol, request: Request, warnings: list[str]) -> Maintenance:
    stated, chosen = protocol.maintenance, request.maintenance
    if chosen is None:
        return stated
    if chosen == "none":
        if not protocol.course:
            alone = f"protocol {protocol.id} has no course, only maintenance: without it nothing is planned"
            raise UsageError(alone, "maintenance")
        if stated.repeat != "none":
            warnings.append(f"No maintenance: the source says {stated}.")
        return Maintenance(repeat="none")
    check_step("maintenance", chosen)
    if stated.repeat in ("none", "as-needed"):
        says = "has none" if stated.repeat == "none" else f"says {stated}"
        warnings.append(f"Maintenance every {chosen.each}: the source {says}.")
        return Maintenance(repeat="session", every=chosen)
    if stated.every is None:
        warnings.append(f"Maintenance every {chosen.each} is your figure: the source gives none.")
    elif _outside(chosen, stated.every, request.start):
        warnings.append(f"Maintenance every {chosen.each}: the source says every {stated.every.each}.")
    return replace(stated, every=chosen)


def _alone(protocol: Protocol, maintenance: Maintenance, request: Request, warnings: list[str]) -> Maintenance:
    """Give maintenance without a course the interval that was chosen, which is that of its repeats."""
    interval = request.intervals.get("")
    if interval is None:
        return maintenance
    if maintenance.repeat != "course":
        raise UsageError(
            f"protocol {protocol.id} has no course: say how far apart as --maintenance {interval}", "interval"
        )
    check_step("the interval", interval)
    if maintenance.interval is None:
        warnings.append(f"The interval of {interval} in each repeat is yours: the source does not state one.")
    elif _outside(interval, maintenance.interval, request.start):
        warnings.append(f"An interval of {interval} in each repeat: the source says {maintenance.interval}.")
    return replace(maintenance, interval=interval)
