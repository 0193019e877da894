"""What a user asks for, and a protocol with those choices in place, without dates: what can be planned and counted."""

import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from functools import cached_property, lru_cache
from itertools import chain, cycle
from typing import Literal, NamedTuple

from mesoplan.errors import IntervalNotStatedError
from mesoplan.tables.regimens import Maintenance, Phase, Protocol
from mesoplan.values import Count, Duration, Frozen, Pace, Unit

Kind = Literal["course", "maintenance", "extra"]

NEVER = sys.maxsize
"""An index that no session has."""


PACES: Mapping[Pace, str] = {
    "fast": "every interval as short as the source allows",
    "typical": "the middle of every interval",
    "slow": "every interval as long as the source allows",
}
"""The paces, and what each means."""


_ENDS: tuple[Pace, Pace] = ("fast", "slow")


class Request(NamedTuple):
    """What a user asks for. Whatever is left at None is as the source states it."""

    start: date
    """The day of the first session; with `done` the first of those days."""
    pace: Pace = "typical"
    """Which end of every interval the plan takes."""
    horizon: Duration = Duration(24, 24, Unit.MONTHS)
    """How far the plan looks from `start`; one length, at most 50 years; its last day is outside."""
    sessions: int | Mapping[str, int] | None = None
    """How many sessions the course has, from 1 to 1000; or by phase name, where "" stands for the whole course."""
    intervals: Mapping[str, Duration] = {}
    """From one session to the next, by phase name; "" stands for the only phase."""
    maintenance: Duration | Literal["none"] | None = None
    """From one maintenance session (or repeated course) to the next, or none at all."""
    done: tuple[date, ...] = ()
    """The days of the sessions that took place, in order, none twice."""
    booked: tuple[date, ...] = ()
    """The days of the appointments that are made, in order, after all that is done."""
    missed: tuple[date, ...] = ()
    """The days of appointments that were missed; they move nothing."""
    tolerance: Duration | None = None
    """By how many days a session may miss its interval because of a closed day; None: the default."""
    today: date | None = None
    """Today; without it nothing is due and `done` may lie in the future."""

    @property
    def day(self) -> date:
        """The day by which prices and rates are judged: today, or else the start."""
        return self.today or self.start


class Part(NamedTuple):
    """A run of sessions: a phase of the course or of a repeated one, or single maintenance sessions."""

    kind: Kind
    phase: Phase
    size: int
    """How many sessions are planned."""
    fewest: int
    """Sessions beyond these are optional."""
    is_wanted: bool = False
    """Whether optional sessions are wanted, so that none is left out once its time is over."""
    is_own: bool = False
    """Whether its interval is the user's choice and not the source's."""
    lasting: Duration | None = None
    """For how long it goes on after the session before it; None: without end."""
    every: Duration | None = None
    """From the course before to the repeat that begins with it; None: it begins no repeat."""
    is_since_first: bool = False
    """Whether that is counted from the first session of the course before, and not from its last."""

    @property
    def gap(self) -> Duration | None:
        """From what comes before to its first session; None: its interval, from the last session before it."""
        return self.every or self.phase.gap

    @property
    def gaps(self) -> list[Duration]:
        """Every step of it: from what comes before, and between its sessions."""
        listed = (step_to(self.phase, index) for index in range(1, len(self.phase.days or ())))
        return [step for step in (self.every, self.phase.gap, self.phase.interval, *listed) if step is not None]

    @property
    def is_whole(self) -> bool:
        """Whether a plan has all of it, also beyond the horizon: it is of the course, and has an end."""
        return self.kind == "course" and self.size != NEVER


class Regimen(Frozen):
    """What choices make of a protocol, whatever the dates."""

    protocol: Protocol
    """The protocol as its source states it."""
    pace: Pace
    """Which end of every interval is planned."""
    is_own_maintenance: bool
    """Whether the time between maintenance sessions is the user's choice and not the source's."""
    course: tuple[Phase, ...]
    """The phases to plan; empty where there is only maintenance."""
    maintenance: Maintenance
    """The maintenance to plan."""
    opening: tuple[Part, ...]
    """What maintenance follows: the course, or without one its own first session or repeat, from the start on."""
    sessions: Count
    """How many sessions the course has with the choices in place."""
    planned: int
    """How many sessions the planned course has."""
    most: int | None
    """How many sessions the source allows the course at most, all phases together, whatever its phases say."""
    warnings: tuple[str, ...]
    """Where a choice and the source differ."""

    @cached_property
    def fewest(self) -> tuple[Part, ...]:
        """The opening with the fewest sessions."""
        return tuple(part._replace(size=part.phase.count.fewest) for part in self.opening)

    @cached_property
    def largest(self) -> tuple[Part, ...]:
        """The opening with the most sessions, where the source names such a number."""
        counts, total = [part.phase.count for part in self.opening], self.sessions.max or NEVER
        # Where the course is capped, the phases with the longest steps go first.
        steps = [(one.phase.interval and one.phase.interval.about_most) or 0 for one in self.opening]  # equivalent: -1
        longest_first = sorted(range(len(steps)), key=steps.__getitem__, reverse=True)
        sizes = share_out(counts, total, [(index, counts[index].max or total) for index in longest_first])
        return tuple(part._replace(size=size) for part, size in zip(self.opening, sizes, strict=True))

    @cached_property
    def repeated(self) -> tuple[Part, ...]:
        """The course that is repeated as maintenance, phase by phase; empty where none is, or no figure says when."""
        maintenance, parts = self.maintenance, self.opening
        if maintenance.repeat != "course" or maintenance.every is None:
            return ()
        if maintenance.sessions is not None:
            stated = ((step, part.is_own) for part in parts if (step := step_to(part.phase, 1)))
            interval, is_own = next(stated, (None, False))
            is_own = is_own and not (self.course and maintenance.interval)
            parts = (alone(maintenance, self.pace, interval, is_own=is_own),)
        first, *others = (part._replace(kind="maintenance", is_wanted=False) for part in parts)
        is_since_first = maintenance.counted_from == "first-session"
        return (first._replace(every=maintenance.every, is_since_first=is_since_first), *others)

    @cached_property
    def steps(self) -> tuple[Part, ...]:
        """Maintenance by single sessions, one step after the other; empty where there is none or no figure for it."""
        if self.maintenance.repeat != "session":
            return ()
        endless = Count(1, None)  # equivalent: 0, 2
        each = ((_unnamed(endless, step.every), step.lasting) for step in self.maintenance.planned)
        is_own = self.is_own_maintenance
        return tuple(Part("maintenance", phase, NEVER, NEVER, is_own=is_own, lasting=end) for phase, end in each)

    @cached_property
    def gaps(self) -> tuple[Duration, ...]:
        """Every step of the plan, part by part."""
        return tuple(gap for part in (*self.opening, *self.repeated, *self.steps) for gap in part.gaps)

    @cached_property
    def grows_with_counts(self) -> bool:
        """Whether one more session in a phase, put between others, makes none of the later ones later.

        So it is where no later step is shorter than the interval of a phase whose count is open. Months differ, so that
        each step of months may stretch by 3 days what is put off; in a course that is repeated, again and again.
        """
        later = [gap for part in self.repeated for gap in part.gaps]
        for part in reversed((*self.opening, *self.repeated, *self.steps)):
            interval, count = part.phase.interval, part.phase.count
            if later and interval and count.min != count.max:
                stretch = 3 * sum(not gap.unit.days for gap in later)  # equivalent: 4
                pairs = [(_days_at(pace, interval), _days_at(pace, gap)) for gap in later for pace in _ENDS]
                if (stretch and self.repeated) or any(least < most + stretch for (_, most), (least, _) in pairs):
                    return False
            later += part.gaps
        return self.most is None

    @cached_property
    def is_open_ended(self) -> bool:
        """Whether the source sets the course no end, and no number of sessions was chosen."""
        return any(part.size == NEVER for part in self.opening)

    @property
    def parts(self) -> Iterator[Part]:
        """The whole plan, part by part; without end where a course is repeated."""
        return chain(self.opening, self.steps, cycle(self.repeated))

    @property
    def has_most(self) -> bool:
        """Whether every number of sessions has an upper end, so that a plan can have a largest number."""
        return all(count.max is not None for count in (self.sessions, self.maintenance.sessions) if count is not None)

    @cached_property
    def undated(self) -> tuple[Phase, ...]:
        """The phases of the opening that cannot be dated because nobody states an interval."""
        first, *later = (part.phase for part in self.opening)
        undated = [phase for phase in later if lacks_interval(phase) or not (phase.gap or phase.interval)]
        # A course of one session says nothing of the time between those of its repeats.
        if lacks_interval(first) or (not undated and any(lacks_interval(part.phase) for part in self.repeated)):
            undated.insert(0, first)
        return tuple(undated)

    @cached_property
    def notes(self) -> tuple[str, ...]:
        """Which lengths are planned where the source leaves more open than a pace says."""
        notes: list[str] = []
        if self.pace != "fast" and any(gap.max is None for gap in self.gaps):
            notes.append("No longest interval is given, so the shortest is planned at every pace.")
        for step in self.gaps:
            if (taken := step.at(self.pace)) is not step:
                notes.append(f"{step} is a choice, not a range: this plan takes {taken}.")
            if step.frequency:
                notes.append(f"{step.frequency} is no whole number of days: this plan takes {step}.")
        return tuple(dict.fromkeys(notes))

    def require_dates(self) -> None:
        """Make sure that the course can be dated.

        Raises:
            IntervalNotStatedError: a phase has no interval.
        """
        if self.undated:
            phase = self.undated[0]
            where = f"phase {phase.phase}" if self.course else "each repeat"
            named = f"{phase.phase}=" if len(self.protocol.course) > 1 else ""
            lacks = f"its source does not state how far apart the sessions of {where} are"
            hint = f"give the interval yourself, such as --interval {named}2w"
            raise IntervalNotStatedError(f"protocol {self.protocol.id} has no dates: {lacks}; {hint}", "interval")


@lru_cache
def _unnamed(sessions: Count, interval: Duration | None) -> Phase:
    """Return a phase of maintenance."""
    return Phase.model_construct(phase="maintenance", sessions=sessions, interval=interval)


def step_to(phase: Phase, index: int) -> Duration | None:
    """Return the interval that a phase states before session `index`, from 1; None where it ends or states none."""
    if phase.days is None:
        return phase.interval
    if index >= len(phase.days):
        return None
    days = phase.days[index] - phase.days[index - 1]
    return Duration(days, days, Unit.DAYS)


def share_out(counts: Sequence[Count], total: int, more: Iterable[tuple[int, int]]) -> list[int]:
    """Share sessions out to phases: first each phase's fewest, in order; then more to one phase after the other.

    Args:
        counts: how many sessions each phase may have.
        total: how many there are in all; what nobody takes is left.
        more: the index of a phase, and up to how many sessions it takes.
    """
    sizes = [0] * len(counts)
    for index, share in chain(enumerate(count.fewest for count in counts), more):
        sizes[index] += min(total - sum(sizes), share - sizes[index])
    return sizes


def _days_at(pace: Pace, step: Duration) -> tuple[int, int]:
    """Return how many days a step has at a pace, at least and at most."""
    taken = step.at(pace)
    (shortest, longest), (fewest, most) = taken.ends(pace), taken.unit.spread
    return shortest * fewest, longest * most


def lacks_interval(phase: Phase) -> bool:
    """Whether a phase has several sessions, and nobody states how far apart."""
    return phase.count.max != 1 and step_to(phase, 1) is None


def alone(maintenance: Maintenance, pace: Pace, interval: Duration | None = None, *, is_own: bool = False) -> Part:
    """Return a repeat that is not the whole course, or what begins on the first day without one: it, or one session.

    Args:
        maintenance: the maintenance.
        pace: which figure of a choice is planned.
        interval: between its sessions where the maintenance states none.
        is_own: whether that is the user's choice.
    """
    count, interval = maintenance.sessions or Count(1, 1), maintenance.interval or interval
    return Part("maintenance", _unnamed(count, interval), count.planned(pace), count.fewest, is_own=is_own)
