"""The answer of `mesoplan schedule`: one protocol with its dates."""

from dataclasses import dataclass

from mesoplan.answers.document import PlanHeader, made, plan_header
from mesoplan.guidance.restrictions import Aftercare
from mesoplan.planning.regimen import not_stated
from mesoplan.planning.schedule import Finish, Milestone, Schedule, Session
from mesoplan.planning.session_counts import PlannedCount
from mesoplan.tables.catalog import Catalog
from mesoplan.tables.phases import CountedFrom, Repeat
from mesoplan.values.ranges import Count, Duration


@dataclass(frozen=True, slots=True, kw_only=True)
class DatedCourse:
    """The course as it is planned."""

    sessions: PlannedCount
    """How many sessions, your choices in place."""
    stated: Count
    """How many the source states."""
    finish: Finish | None
    """When the course ends; null where there is none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedMaintenance:
    """What follows the course."""

    repeat: Repeat
    """session: single sessions; course: a course again; as-needed: no fixed dates; none: nothing."""
    every: Duration | None
    """From one to the next; null if the source does not state it."""
    sessions: Count | None
    """With repeat course: how many sessions each repeat has."""
    interval: Duration | None
    """With repeat course: from one session of a repeat to the next; null is the course's first interval."""
    counted_from: CountedFrom | None
    """With repeat course: where in the course before `every` starts; null is the last session."""
    note: str | None
    """What the source says beyond the figures."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ScheduleAnswer(PlanHeader):
    """What `mesoplan schedule --json` prints: dated sessions, and what is to be seen when."""

    course: DatedCourse
    """The course as it is planned."""
    maintenance: PlannedMaintenance
    """What follows the course."""
    not_stated: tuple[str, ...]
    """What the source gives no figure for."""
    next: Session | None
    """The first session that has not taken place, also beyond the horizon; null where there is none."""
    sessions: tuple[Session, ...]
    """The sessions before the horizon, in order."""
    milestones: tuple[Milestone, ...]
    """When the source says that results are to be seen."""
    warnings: tuple[str, ...]
    """Where the plan departs from its source, and what is old or doubtful, in sentences."""
    notes: tuple[str, ...]
    """What else there is to know of the plan, in sentences."""
    aftercare: Aftercare | None
    """What to avoid after the sessions; null unless it was asked for."""


def schedule_answer(schedule: Schedule, catalog: Catalog, aftercare: Aftercare | None = None) -> ScheduleAnswer:
    """Return the content of the document `mesoplan/schedule/1`."""
    regimen = schedule.regimen
    counts, maintenance = regimen.sessions, regimen.maintenance
    planned = PlannedCount(counts.min or 0, counts.max, schedule.planned)
    repeats = maintenance.sessions and _without_choice(maintenance.sessions)
    return made(
        ScheduleAnswer,
        schedule,
        plan_header(regimen, catalog),
        course=made(DatedCourse, schedule, sessions=planned, stated=_without_choice(regimen.protocol.stated)),
        maintenance=made(PlannedMaintenance, maintenance, sessions=repeats),
        not_stated=not_stated(regimen.protocol),
        aftercare=aftercare,
    )


def _without_choice(count: Count) -> Count:
    """Return the fewest and the most alone, which is what the document has of a choice."""
    return Count(count.min, count.max)
