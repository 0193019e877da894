"""Sessions as a plan shows them."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from mesoplan.planning.closures import Closures
from mesoplan.planning.regimen import Kind, Part
from mesoplan.planning.visits import Status, Stop, Timing
from mesoplan.values.dates import show_day

RECORDED: tuple[Status, ...] = ("done", "booked")
"""What is said of sessions whose day is a fact."""


class Visit(NamedTuple):
    """A session of a plan, with the part that it belongs to."""

    part: Part
    place: int
    """Which session of the part it is, from 0."""
    stop: Stop


@dataclass(frozen=True, slots=True)
class Session:
    """One visit."""

    number: int | None
    """Its place in the plan, from 1; None for an appointment that was missed."""
    kind: Kind
    """Part of the course, maintenance, or extra: done beyond a course without maintenance."""
    phase: str | None
    """The phase of the course; None for the others."""
    date: dt.date
    """The planned day; of one that is due or overdue today, or the next open day."""
    earliest: dt.date
    """First day that keeps the interval from the session before."""
    latest: dt.date | None
    """Last such day, itself included; None where no longest interval is stated."""
    optional: bool
    """Whether it lies beyond the fewest sessions that the protocol asks for."""
    status: Status = "planned"
    """due: its planned day is today or past, and its last day is not; overdue: that is past as well. The last day is
    the later of `latest` and the planned or booked day."""
    timing: Timing | None = None
    """How a done session lies to its window, or to the day to which the plan moved it; None for others, and where no
    window is known."""
    moved_from: dt.date | None = None
    """The day on which it would have been; None if it was not moved."""
    reason: str | None = None
    """Why it was moved."""
    note: str | None = None
    """What else a reader must know of its day, such as a gap outside the interval."""


def make_session(number: int, visit: Visit, numbers: Mapping[dt.date, int], closures: Closures | None) -> Session:
    """Return a session as a plan shows it.

    Args:
        number: its place in the plan, from 1.
        visit: where it falls.
        numbers: the numbers of the sessions so far, by day.
        closures: why days are closed.
    """
    part, place, stop = visit
    extra: tuple[Any, ...] = ()
    if stop.status != "planned" or stop.moved_from is not None or stop.miss is not None:
        timing = _timing(stop) if stop.status == "done" else None
        note = _gap_note(stop, numbers, closures, is_own=part.is_own)
        extra = (stop.status, timing, stop.moved_from, _reason(stop, closures), note)
    return Session(number, part.kind, part.name, stop.date, stop.earliest, stop.latest, place >= part.fewest, *extra)


def _timing(stop: Stop) -> Timing:
    """Say how a done session lies to its window; the day to which the plan moved it is on time as well."""
    if stop.rhythm == stop.date < stop.earliest:
        return "early"
    return "late" if stop.latest is not None and stop.rhythm == stop.date > stop.latest else "on_time"


def _reason(stop: Stop, closures: Closures | None) -> str | None:
    if stop.moved_from is None:
        return None
    if stop.status in ("due", "overdue"):
        return f"{stop.status} since {show_day(stop.moved_from)}"
    return None if closures is None else closures.reason(stop.moved_from)


def _gap_note(stop: Stop, numbers: Mapping[dt.date, int], closures: Closures | None, *, is_own: bool) -> str | None:
    """Say by how much a gap is outside its interval, and why."""
    if stop.miss is None:
        return None
    step, before = stop.miss.step, stop.miss.before
    days = (stop.date - before.date).days
    gap = f"{days} day{'' if days == 1 else 's'} after session {numbers[before.date]}"
    if stop.moved_from is not None and closures is not None:
        gap = f"moved off {closures.cause(stop.moved_from)}, {gap}"
    elif before.moved_from is not None and before.status == "planned" and closures is not None:
        gap = f"{gap}, which {closures.cause(before.moved_from)} moved"
    return f"{gap}; {'you chose' if is_own else 'the source says'} {step}"


def with_missed(
    sessions: Sequence[Session], upcoming: Session | None, missed: Sequence[dt.date]
) -> tuple[Session, ...]:
    """Return sessions with the appointments that were missed, each for the session that was to be next."""
    rows, ahead = list(sessions), [*sessions, *([upcoming] if upcoming else [])]
    for day in missed:
        meant = next((session for session in ahead if session.date >= day), sessions[-1] if sessions else ahead[-1])
        rows.append(Session(None, meant.kind, meant.phase, day, meant.earliest, meant.latest, meant.optional, "missed"))
    return tuple(sorted(rows, key=lambda session: session.date)) if missed else tuple(rows)
