"""A user's choices put in the place of a protocol's own figures.

A choice is followed everywhere, also where it lies outside what the source says; a warning then says what the
source says.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from itertools import pairwise

from mesoplan.errors import UnknownNameError, UsageError
from mesoplan.planning.regimen import PACES, Pace, Regimen, Request, first_alone, planned_count, total_warning
from mesoplan.tables.regimens import Maintenance, Phase, Protocol, check_step, course_count, follow_up_of
from mesoplan.values.dates import add, reach
from mesoplan.values.ranges import MAX_SESSIONS, MAX_YEARS, Count, Duration, Unit, how_many, sessions_words


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
    opening = course or (first_alone(maintenance),)
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
    return phase.model_copy(update={"sessions": phase.count, "days": None, "interval": interval})


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
        return phase.model_copy(update={"sessions": Count(size, size)})
    if size > len(phase.days):
        raise UsageError(
            f"phase {phase.phase} lists its {len(phase.days)} days and cannot go on after them:"
            f" give an interval as well, as {phase.phase}=2w",
            "interval",
        )
    return phase.model_copy(update={"days": phase.days[:size]})


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
    return stated.model_copy(update={"every": chosen})


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
    return maintenance.model_copy(update={"interval": interval})
