"""A user's choices put in the place of a protocol's own figures.

A choice is followed everywhere, also where it lies outside what the source says; a warning then says what the
source says.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from itertools import pairwise

from mesoplan.errors import UnknownNameError, UsageError
from mesoplan.planning.closures import Closures
from mesoplan.planning.parts import alone, repeated_parts, single_steps, step_notes, undated_phases
from mesoplan.planning.regimen import Part, Regimen, first_alone, share_out, total_warning
from mesoplan.planning.request import PACES, Request
from mesoplan.planning.visits import NEVER
from mesoplan.tables.regimens import Maintenance, Phase, Protocol, check_step, course_count
from mesoplan.values.dates import add, reach
from mesoplan.values.ranges import MAX_SESSIONS, MAX_YEARS, Count, Duration, Unit, how_many, sessions_words

_NO_END = "The source sets the course no end: the sessions go on as long as the response decides."


def apply_choices(
    protocol: Protocol, request: Request, closures: Closures | None = None, *, past_bookings: bool = False
) -> Regimen:
    """Put a request's choices in the place of the protocol's own figures.

    Args:
        protocol: the protocol as its source states it.
        request: what was asked for.
        closures: when no session can be.
        past_bookings: whether an appointment before today is overdue; otherwise it is refused.

    Raises:
        UsageError: a choice cannot be followed at all: an interval for a phase that is not there, no
            sessions, a horizon that is not one length, is over 50 years or ends after the year 9999.
    """
    if request.pace not in PACES:
        raise UnknownNameError("pace", request.pace, PACES, field="pace")
    end = _end(request)
    _check_records(request, past_bookings=past_bookings)
    choices = _Choices(protocol, request)
    stated = choices.course()
    course, wanted = choices.with_sessions(stated)
    maintenance = choices.maintenance()
    opening = tuple(choices.opening(stated, course, wanted)) or alone(first_alone(maintenance), request.pace)
    repeated, steps = repeated_parts(course, opening, maintenance, request.pace), single_steps(maintenance)
    counted = course_count(course)
    most = protocol.cap if request.sessions is None or "" not in _by_phase(request.sessions) else None
    return Regimen(
        protocol=protocol,
        request=request,
        closures=closures,
        course=course,
        maintenance=maintenance,
        opening=opening,
        repeated=repeated,
        steps=steps,
        undated=undated_phases(opening, repeated),
        end=end,
        sessions=counted if most is None or not course else Count(counted.min, min(most, counted.max or most)),
        planned=sum(part.size for part in opening if part.size != NEVER) if course else 0,
        most=most,
        tolerance=protocol.tolerance if request.tolerance is None else request.tolerance,
        warnings=(*choices.warnings, *([_NO_END] if course and any(part.size == NEVER for part in opening) else [])),
        notes=tuple(step_notes(opening, repeated, steps, request.pace)),
    )


def _end(request: Request) -> date:
    horizon = request.horizon
    check_step("the horizon", horizon)
    if not horizon.is_exact or horizon.min is None:
        raise UsageError(f"the horizon {horizon} is not one length: write one, as 24mo", "horizon")
    end = add(request.start, horizon.min, horizon.unit)
    if end.year - request.start.year >= MAX_YEARS and add(request.start, MAX_YEARS, Unit.YEARS) < end:
        raise UsageError(f"the horizon {horizon} is too long: at most {MAX_YEARS} years", "horizon")
    return end


def _check_records(request: Request, *, past_bookings: bool) -> None:
    """Refuse days that contradict each other, the start or today."""
    done, booked, missed, today = request.done, request.booked, request.missed, request.today
    for field, days in (("done", done), ("booked", booked), ("missed", missed)):
        _check_order(field, days)
    if done and request.start != done[0]:
        raise UsageError(
            f"the start {request.start} contradicts the first session done, {done[0]}: leave one out", "start"
        )
    if done and booked and booked[0] <= done[-1]:
        raise UsageError(f"{booked[0]} cannot be booked: a session was done on {done[-1]}", "booked")
    if both := set(missed).intersection((*done, *booked)):
        raise UsageError(f"{min(both)} cannot be missed and done or booked as well: keep one", "missed")
    if today is None:
        return
    for field, days in (("done", done), ("missed", missed)):
        if days and days[-1] > today:
            raise UsageError(f"a session on {days[-1]} cannot be {field} yet: today is {today}", field)
    if booked and booked[0] < today and not past_bookings:
        raise UsageError(f"{booked[0]} is past and cannot be booked: is it done or missed?", "booked")


def _check_order(field: str, days: Sequence[date]) -> None:
    for one, other in pairwise(days):
        if one == other:
            raise UsageError(f"the session of {other} is given twice", field)
        if one > other:
            raise UsageError(f"{field} sessions are not in order", field)


def _by_phase(sessions: int | Mapping[str, int] | None) -> Mapping[str, int]:
    """Return how many sessions were asked for, by phase; "" is the whole course."""
    if sessions is None:
        return {}
    return sessions if isinstance(sessions, Mapping) else {"": sessions}


class _Choices:
    """The choices of one request, and what is to be said of them."""

    def __init__(self, protocol: Protocol, request: Request) -> None:
        self.protocol = protocol
        self.request = request
        self.warnings: list[str] = []
        self.own: set[str] = set()
        """The phases whose interval is the user's."""

    def course(self) -> tuple[Phase, ...]:
        """Return the course with the chosen intervals."""
        protocol, intervals = self.protocol, self.request.intervals
        if not intervals:
            return protocol.course
        names = [phase.phase for phase in protocol.course]
        chosen = dict(intervals)
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
        self.own = set(chosen)
        return tuple(
            self._with_interval(phase, chosen[phase.phase]) if phase.phase in chosen else phase
            for phase in protocol.course
        )

    def _with_interval(self, phase: Phase, interval: Duration) -> Phase:
        check_step("the interval", interval)
        where = f" in phase {phase.phase}" if len(self.protocol.course) > 1 else ""
        said = f"You chose {interval} between sessions{where}; the source"
        if phase.days is not None:
            self.warnings.append(f"{said} lists the days {', '.join(map(str, phase.days))}.")
        elif phase.interval is None:
            self.warnings.append(f"{said} does not say how far apart they are.")
        elif _is_outside(interval, phase.interval, self.request.start):
            self.warnings.append(f"{said} says {phase.interval}.")
        return phase.model_copy(update={"sessions": phase.count, "days": None, "interval": interval})

    def with_sessions(self, course: tuple[Phase, ...]) -> tuple[tuple[Phase, ...], frozenset[str]]:
        """Return the course with the chosen number of sessions, and the phases whose number was chosen."""
        protocol, chosen = self.protocol, dict(_by_phase(self.request.sessions))
        if not chosen:
            self.warnings += total_warning(protocol)
            return course, frozenset()
        if not course:
            alone = f"protocol {protocol.id} has no course, only maintenance: leave --sessions out"
            raise UsageError(alone, "sessions")
        total = chosen.pop("", None)
        names = [phase.phase for phase in course]
        _check_numbers(chosen if total is None else {**chosen, "": total}, names)
        counts = [self._count(phase, chosen.get(phase.phase)) for phase in course]
        if total is None:
            self.warnings += total_warning(protocol)
            sized = [(phase, chosen.get(phase.phase)) for phase in course]
        else:
            allowed = [count for count in (protocol.added_up, protocol.stated_total) if count is not None]
            if not chosen and not any(count.allows(total) for count in allowed):
                self._say_sessions(total, protocol.sessions, "")
            free = [index for index, name in enumerate(names) if name not in chosen]
            sizes = share_out(counts, total, self.request.pace, free[-1] if free else -1)
            sized = [*zip(course, sizes, strict=True)]
        resized = tuple(phase if size is None else _resized(phase, size) for phase, size in sized if size != 0)
        return resized, frozenset(names if total is not None else chosen)

    def _count(self, phase: Phase, chosen: int | None) -> Count:
        """Return how many sessions a phase may have; say so where a chosen number is not what the source says."""
        if chosen is None:
            return phase.count
        if not phase.count.allows(chosen):
            self._say_sessions(chosen, phase.count, f" in phase {phase.phase}")
        return Count(chosen, chosen)

    def _say_sessions(self, number: int, stated: Count, where: str) -> None:
        self.warnings.append(
            f"You chose {sessions_words(Count(number, number))}{where}; the source says {how_many(stated)}."
        )

    def opening(self, stated: tuple[Phase, ...], course: tuple[Phase, ...], wanted: frozenset[str]) -> Iterator[Part]:
        """Yield the phases of the course as parts, no more sessions in all than the source allows."""
        fewest = {phase.phase: phase.count.min or 0 for phase in stated}
        counts = [phase.count for phase in course]
        sizes = [count.planned(self.request.pace) for count in counts]
        cap = self.protocol.cap
        if cap is not None and len(wanted) < len(stated):
            endless = [index for index, count in enumerate(counts) if count.max is None]
            if sum(sizes) > cap or endless:
                sizes = share_out(counts, cap, self.request.pace, endless[-1] if endless else -1)
        for phase, size in zip(course, sizes, strict=True):
            name = phase.phase
            goes_on = self.protocol.open_ended and phase is course[-1] and name not in wanted
            yield Part(
                kind="course",
                name=name,
                phase=phase,
                size=NEVER if goes_on else size,
                fewest=NEVER if goes_on else fewest[name],
                is_wanted=goes_on or name in wanted,
                is_own=name in self.own,
            )

    def maintenance(self) -> Maintenance:
        """Return the maintenance with the chosen time between, or the chosen interval where there is no course."""
        stated, chosen = self.protocol.maintenance, self.request.maintenance
        if chosen == "none":
            return self._no_maintenance(stated)
        maintenance = stated if chosen is None else self._every(stated, chosen)
        interval = self.request.intervals.get("")
        if self.protocol.course or interval is None:
            return maintenance
        if maintenance.repeat != "course":
            raise UsageError(
                f"protocol {self.protocol.id} has no course: say how far apart as --maintenance {interval}", "interval"
            )
        check_step("the interval", interval)
        said = f"You chose {interval} between the sessions of each repeat; the source"
        if maintenance.interval is None:
            self.warnings.append(f"{said} does not say how far apart they are.")
        elif _is_outside(interval, maintenance.interval, self.request.start):
            self.warnings.append(f"{said} says {maintenance.interval}.")
        return maintenance.model_copy(update={"interval": interval})

    def _no_maintenance(self, stated: Maintenance) -> Maintenance:
        if not self.protocol.course:
            alone = f"protocol {self.protocol.id} has no course, only maintenance: without it nothing is planned"
            raise UsageError(alone, "maintenance")
        if stated.repeat != "none":
            self.warnings.append(f"You chose no maintenance; the source says {stated}.")
        return Maintenance(repeat="none")

    def _every(self, stated: Maintenance, chosen: Duration) -> Maintenance:
        check_step("maintenance", chosen)
        said = f"You chose maintenance every {chosen.each}; the source"
        if stated.repeat == "none":
            self.warnings.append(f"{said} has none.")
        elif stated.repeat == "as-needed" or stated.steps:
            if stated.every is None or stated.steps or _is_outside(chosen, stated.every, self.request.start):
                self.warnings.append(f"{said} says {stated}.")
        elif stated.every is None:
            self.warnings.append(f"{said} does not say how often.")
        elif _is_outside(chosen, stated.every, self.request.start):
            self.warnings.append(f"{said} says every {stated.every.each}.")
        if stated.repeat == "course":
            return stated.model_copy(update={"every": chosen})
        return Maintenance(repeat="session", every=chosen)


def _check_numbers(chosen: Mapping[str, int], names: Sequence[str]) -> None:
    """Refuse numbers of sessions that cannot be planned, and phases that are not there."""
    for name, number in chosen.items():
        if not 1 <= number <= MAX_SESSIONS:
            raise UsageError(f"{number} sessions cannot be planned: from 1 to {MAX_SESSIONS}", "sessions")
        if name and name not in names:
            raise UnknownNameError("phase", name, names, field="sessions")


def _is_outside(chosen: Duration, stated: Duration, start: date) -> bool:
    """Whether a chosen length leaves the stated range or choice, on the calendar from `start`."""
    if stated.options:
        allowed = [add(start, one.min or 0, one.unit) for one in stated.options]
        lengths = chosen.options or ((chosen,) if chosen.is_exact else ())
        return not lengths or any(add(start, one.min or 0, one.unit) not in allowed for one in lengths)
    earliest, latest = reach(start, stated)
    shortest, longest = reach(start, chosen)
    return shortest < earliest or (latest is not None and (longest is None or longest > latest))


def _resized(phase: Phase, size: int) -> Phase:
    """Return a phase with that many sessions."""
    if phase.days is None:
        return phase.model_copy(update={"sessions": Count(size, size)})
    if size > len(phase.days):
        raise UsageError(
            f"phase {phase.phase} lists its {len(phase.days)} days and cannot go on after them:"
            f" give an interval as well, as {phase.phase}=2w",
            "interval",
        )
    return phase.model_copy(update={"days": phase.days[:size]})
