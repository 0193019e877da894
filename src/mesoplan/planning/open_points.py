"""What a protocol's source leaves open."""

from functools import lru_cache
from typing import NamedTuple

from mesoplan.planning.regimen import alone, lacks_interval
from mesoplan.tables.regimens import Protocol


class OpenPoint(NamedTuple):
    """Something that a protocol's source leaves open."""

    what: str
    """What it is."""
    option: str = ""
    """The option that sets it; empty where there is none."""
    reading: str = ""
    """How it is read all the same; empty where it is not."""

    def __str__(self) -> str:
        more = f"set it with {self.option}" if self.option else self.reading
        return f"{self.what} ({more})" if more else self.what


def open_points(protocol: Protocol) -> tuple[OpenPoint, ...]:
    """Return what a protocol's source leaves open."""
    course, maintenance = protocol.course, protocol.maintenance
    phases = course or (alone(maintenance, "fast").phase,)
    lacking = [phase.phase for phase in course[1:] if not phase.gap]
    gaps = "the phases" if len(lacking) == len(course) - 1 else f"phase {' and '.join(lacking)} and the one before"
    is_planned, is_dated = maintenance.planned, any(one.after or one.after_sessions for one in protocol.results)
    points = {
        OpenPoint("how far apart the sessions are", "--interval"): any(map(lacks_interval, phases)),
        OpenPoint("the largest number of sessions", "--sessions"): protocol.sessions.max is None,
        OpenPoint(f"the time between {gaps}", reading="read as the later one's interval"): bool(lacking),
        OpenPoint("when maintenance is due", "--maintenance"): maintenance.repeat != "none" and not is_planned,
        OpenPoint("when results are to be seen"): not is_dated,
        OpenPoint("how long a session takes"): protocol.session_minutes is None,
    }
    return tuple(point for point, is_open in points.items() if is_open)


@lru_cache
def not_stated(protocol: Protocol) -> tuple[str, ...]:
    """Say what a protocol's source leaves open, with the option that sets it where there is one."""
    return tuple(map(str, open_points(protocol)))
