"""What a user asks for, and a protocol with that in place: what can be planned, counted and priced."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Literal, NamedTuple

from mesoplan.errors import IntervalNotStatedError
from mesoplan.planning.closures import Closures
from mesoplan.tables.regimens import Maintenance, Phase, Protocol
from mesoplan.values.ranges import Count, Duration, Unit, how_many, sessions_words

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
            for phase in course or (first_alone(maintenance),)
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


def total_warning(protocol: Protocol) -> Iterator[str]:
    """Say that the source's own total of sessions is not what its phases add up to, if so."""
    stated = protocol.stated_total
    if stated is not None and stated != protocol.sessions:
        yield (
            f"The source states {sessions_words(stated)} in all, but its phases add up to"
            f" {how_many(protocol.sessions)}, which is what is planned (--sessions plans another number)."
        )


def first_alone(maintenance: Maintenance) -> Phase:
    """Return what begins on the first day where there is no course: one session, or a repeat."""
    if maintenance.sessions is None:
        return Phase(phase="maintenance", sessions=Count(1, 1))
    return Phase(phase="maintenance", sessions=maintenance.sessions, interval=maintenance.interval)


def planned_count(count: Count) -> int:
    """Return how many a plan takes: the largest stated figure, or the fewest where there is no largest."""
    return count.max or count.min or 0
