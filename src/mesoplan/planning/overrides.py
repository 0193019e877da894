"""A user's choices put in the place of a protocol's own figures.

A choice is followed everywhere, also where it lies outside what the source says; a warning then says what the
source says.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from functools import lru_cache
from itertools import chain, islice, product

from mesoplan.errors import UnknownNameError, UsageError, naming
from mesoplan.planning.regimen import NEVER, Part, Regimen, Request, alone, share_out
from mesoplan.tables.record import check_step
from mesoplan.tables.regimens import Maintenance, Phase, Protocol, course_count
from mesoplan.values import MAX_SESSIONS, Count, Duration, Pace, counted, how_many, reach

_MOST_WAYS = 1000
"""How many ways to choose in several phases are tried."""
_NO_END = "The source sets the course no end: the sessions go on as long as the response decides."


def apply_choices(protocol: Protocol, request: Request) -> Regimen:
    """Put a request's choices in the place of the protocol's own figures.

    Raises:
        UsageError: a choice cannot be followed at all: an interval for a phase that is not there, or no sessions.
    """
    if request.sessions in (None, {}) and not request.intervals and request.maintenance is None:
        return _as_stated(protocol, request.pace)
    return _Choices(protocol, request).regimen()


@lru_cache
def _as_stated(protocol: Protocol, pace: Pace) -> Regimen:
    """Return a protocol without choices, the same for every day and person."""
    return _Choices(protocol, Request(start=date.min, pace=pace)).regimen()


class _Choices:
    """The choices of one request, and what is to be said of them."""

    def __init__(self, protocol: Protocol, request: Request) -> None:
        self.protocol, self.request = protocol, request
        self.warnings: list[str] = []
        asked = request.sessions
        self.sessions = {"": asked} if isinstance(asked, int) else dict(asked or {})
        """How many sessions are wanted, by phase; "" stands for the whole course."""

    def regimen(self) -> Regimen:
        """Return the protocol with the choices in place."""
        protocol, request = self.protocol, self.request
        course, maintenance = self.with_sessions(self.course()), self.maintenance()
        summed = course_count(course)
        most = None if protocol.cap is None else max(protocol.cap, summed.fewest)
        highest = summed.max if most is None else min(most, summed.max or most)
        is_own = maintenance.interval is not protocol.maintenance.interval
        opening = tuple(self.opening(course, most)) or (alone(maintenance, request.pace, is_own=is_own),)
        if is_endless := opening[-1].size == NEVER:
            self.warnings.append(_NO_END)
        return Regimen(
            protocol=protocol,
            pace=request.pace,
            is_own_maintenance=request.maintenance is not None,
            course=course,
            maintenance=maintenance,
            opening=opening,
            sessions=Count(summed.min, None if is_endless else highest),
            planned=sum(part.size for part in opening if part.is_whole),
            most=most,
            warnings=tuple(self.warnings),
        )

    def course(self) -> tuple[Phase, ...]:
        """Return the course with the chosen intervals."""
        course, chosen = self.protocol.course, dict(self.request.intervals)
        names = [phase.phase for phase in course]
        only = chosen.pop("", None)
        if only is not None and names:
            if len(names) > 1:
                has = f"protocol {self.protocol.id} has the phases {' and '.join(names)}"
                raise UsageError(f"{has}: say which interval is meant, as {names[0]}={only}", "interval")
            if names[0] in chosen:
                raise UsageError(f"phase {names[0]} is given two intervals: keep one", "interval")
            chosen[names[0]] = only
        _check_phases(chosen, names, "interval")
        self.warnings += (phase.contradiction for phase in course if phase.contradiction and phase.phase not in chosen)
        return tuple(self._with_interval(one, chosen[one.phase]) if one.phase in chosen else one for one in course)

    def _with_interval(self, phase: Phase, interval: Duration) -> Phase:
        """Return a phase of the course, or without one of its repeats, with the chosen interval."""
        course, listed = self.protocol.course, phase.days and f"lists the days {', '.join(map(str, phase.days))}"
        source = f"says {phase.interval}" if phase.interval else listed or "does not say how far apart they are"
        where = f"sessions in phase {phase.phase}" if len(course) > 1 else "sessions"
        where = where if course else "the sessions of each repeat"
        self._compare("interval", f"You chose {interval} between {where}", interval, phase.interval, source)
        return phase.model_copy(update={"sessions": phase.count, "days": None, "interval": interval})

    def _compare(self, field: str, said: str, chosen: Duration, stated: Duration | None, source: str) -> None:
        """Say what the source says where it states nothing, or something else."""
        with naming(field):
            check_step(chosen)
        if stated is None or _is_outside(chosen, stated, self.request.start):
            self.warnings.append(f"{said}; the source {source}.")

    def with_sessions(self, course: tuple[Phase, ...]) -> tuple[Phase, ...]:
        """Return the course with the chosen number of sessions."""
        if self.sessions and not course:
            hint = "only maintenance: leave --sessions out"
            raise UsageError(f"protocol {self.protocol.id} has no course, {hint}", "sessions")
        _check_phases(self.sessions, ["", *(phase.phase for phase in course)], "sessions")
        for number in self.sessions.values():
            if not 1 <= number <= MAX_SESSIONS:
                raise UsageError(f"{number} sessions cannot be planned: from 1 to {MAX_SESSIONS}", "sessions")
        sizes = {name: number for name, number in self.sessions.items() if name}
        for phase in course:
            if phase.phase in sizes and not phase.count.allows(sizes[phase.phase]):
                self._say_sessions(sizes[phase.phase], phase.count, f" in phase {phase.phase}")
        course = tuple(_resized(phase, sizes.get(phase.phase)) for phase in course)
        if "" in self.sessions:
            shared = self._sizes_by_phase(course, self.sessions[""], sizes)
            course = tuple(_resized(phase, shared.get(phase.phase)) for phase in course if shared.get(phase.phase) != 0)
        elif self.protocol.total_contradiction:
            self.warnings.append(self.protocol.total_contradiction)
        return course

    def _sizes_by_phase(self, course: tuple[Phase, ...], total: int, given: Mapping[str, int]) -> dict[str, int]:
        """Return how many sessions of a total each phase has that is given no number of its own; it may be none."""
        free, left = [phase for phase in course if phase.phase not in given], total - sum(given.values())
        if left < 0 or (left and not free):
            raise UsageError(f"{total} sessions in all contradict {total - left} by phase: leave one out", "sessions")
        sizes = _sizes_of([phase.count for phase in free], left, self.request.pace, [len(free) - 1] if free else [])
        stated = self.protocol.added_up if self.protocol.open_ended else self.protocol.stated_total
        is_stated = stated is not None and stated.allows(total)
        if not is_stated and not all(phase.count.allows(size) for phase, size in zip(free, sizes, strict=True)):
            self._say_sessions(total, self.protocol.sessions, "")
        return {phase.phase: size for phase, size in zip(free, sizes, strict=True)}

    def _say_sessions(self, number: int, stated: Count, where: str) -> None:
        self.warnings.append(f"You chose {counted(number, 'session')}{where}; the source says {how_many(stated)}.")

    def opening(self, course: tuple[Phase, ...], most: int | None) -> Iterator[Part]:
        """Yield the phases of the course as parts, no more sessions in all than `most`."""
        stated = {phase.phase: phase for phase in self.protocol.course}
        counts = [phase.count for phase in course]
        sizes = [count.planned(self.request.pace) for count in counts]
        endless = [index for index, count in enumerate(counts) if count.max is None]
        if most is not None:
            sizes = _sizes_of(counts, most, self.request.pace, endless[-1:])
        for phase, size in zip(course, sizes, strict=True):
            is_wanted = "" in self.sessions or phase.phase in self.sessions
            goes_on = self.protocol.open_ended and phase is course[-1] and not is_wanted
            size, fewest = (NEVER, NEVER) if goes_on else (size, stated[phase.phase].count.fewest)
            yield Part("course", phase, size, fewest, is_wanted, phase.interval is not stated[phase.phase].interval)

    def maintenance(self) -> Maintenance:
        """Return the maintenance with the chosen time between, or the chosen interval where there is no course."""
        protocol, chosen = self.protocol, self.request.maintenance
        maintenance = protocol.maintenance
        if chosen == "none":
            if not protocol.course:
                only = f"protocol {protocol.id} has no course, only maintenance: without it nothing is planned"
                raise UsageError(only, "maintenance")
            if maintenance.repeat != "none":
                self.warnings.append(f"You chose no maintenance; the source says {maintenance}.")
            return Maintenance(repeat="none")
        if chosen is not None:
            said = f"You chose maintenance every {chosen.each}"
            says = "has none" if maintenance.repeat == "none" else f"says {maintenance}"
            self._compare("maintenance", said, chosen, maintenance.every, says)
            kept = maintenance if maintenance.repeat == "course" else Maintenance(repeat="session")
            maintenance = kept.model_copy(update={"every": chosen})
        interval = self.request.intervals.get("")
        if protocol.course or interval is None:
            return maintenance
        if maintenance.repeat != "course":
            hint = f"say how far apart as --maintenance {interval}"
            raise UsageError(f"protocol {protocol.id} has no course: {hint}", "interval")
        self._with_interval(alone(maintenance, self.request.pace).phase, interval)
        return maintenance.model_copy(update={"interval": interval})


def _check_phases(chosen: Iterable[str], names: Sequence[str], field: str) -> None:
    """Refuse phases that are not there."""
    if unknown := [name for name in chosen if name not in names]:
        raise UnknownNameError("phase", unknown[0], filter(None, names), field=field)


def _sizes_of(counts: Sequence[Count], total: int, pace: Pace, rest: Sequence[int]) -> list[int]:
    """Return how many sessions each phase has of a total: its fewest, then what it plans; then some have the rest."""
    options = [[Count(one, one) for one in sorted(count.choice, reverse=pace == "slow")] or [count] for count in counts]
    for ways in chain(islice(product(*options), _MOST_WAYS), [counts]):
        planned = enumerate(count.planned(pace) for count in ways)
        sizes = share_out(ways, total, chain(planned, ((index, total) for index in rest)))
        if sum(sizes) == total and all(count.allows(size) for count, size in zip(counts, sizes, strict=True)):
            break
    return sizes


def _is_outside(chosen: Duration, stated: Duration, start: date) -> bool:
    """Whether a chosen length leaves the stated range or choice, on the calendar from `start`."""
    if stated.options:
        days, allowed = ({reach(start, one) for one in some} for some in (chosen.options or (chosen,), stated.options))
        return not days <= allowed
    earliest, latest = reach(start, stated)
    shortest, longest = reach(start, chosen)
    return shortest < earliest or (latest is not None and (longest is None or longest > latest))


def _resized(phase: Phase, size: int | None) -> Phase:
    """Return a phase with that many sessions; None: as it is."""
    if size is None:
        return phase
    if phase.days is None:
        return phase.model_copy(update={"sessions": Count(size, size)})
    if size > len(phase.days):
        lists = f"phase {phase.phase} lists its {len(phase.days)} days and cannot go on after them"
        raise UsageError(f"{lists}: give an interval as well, as {phase.phase}=2w", "interval")
    return phase.model_copy(update={"days": phase.days[:size]})
