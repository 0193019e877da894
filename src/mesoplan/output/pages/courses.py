"""What a protocol is, in words."""

import re
from collections.abc import Sequence

from mesoplan.output.wording import dashed, series
from mesoplan.tables.phases import Maintenance, Phase
from mesoplan.tables.regimens import Protocol
from mesoplan.values.ranges import sessions_words


def protocol_words(protocol: Protocol, mark: str) -> str:
    """Say what a protocol is: its name, its course, what comes after, and the mark of its source."""
    course, after = course_words(protocol.course), maintenance_words(protocol.maintenance)
    if not course:
        return f"{protocol.name}: {after} {mark}"
    apart = ". Then " if len(protocol.course) > 1 else ", then "
    if protocol.maintenance.repeat == "none":
        return f"{protocol.name}: {course}, no maintenance {mark}"
    return f"{protocol.name}: {course}{apart}{after.replace('one session ', 'one ', 1)} {mark}"


def course_words(course: Sequence[Phase]) -> str:
    """Say what a course is, a sentence for each phase; nothing where there is none."""
    return ". Then ".join(map(phase_words, course))


def phase_words(phase: Phase) -> str:
    """Say what a phase is, as `3–6 sessions, 2–4 weeks apart`."""
    sessions = sessions_words(phase.count)
    gap = f", {phase.gap} after the phase before" if phase.gap else ""
    if phase.days is not None:
        return dashed(f"{sessions} on days {series([str(day) for day in phase.days])}{gap}")
    if phase.count.max == 1:
        return dashed(f"{sessions}{gap}")
    # 2+ weeks
    interval = re.sub(r"(\d+)\+ (\w+)", r"\1 \2 or more", str(phase.interval))
    apart = f"{interval} apart" if phase.interval else "how far apart is not stated"
    return dashed(f"{sessions}, {apart}{gap}")


def maintenance_words(maintenance: Maintenance) -> str:
    """Say what follows a course, as `one session every 4–6 months`."""
    return dashed(str(maintenance))
