"""The answer of `mesoplan schedule`: one protocol with its dates."""

from mesoplan.answers.document import PlanHeader, plan_header
from mesoplan.guidance.restrictions import Aftercare
from mesoplan.planning.open_points import not_stated
from mesoplan.planning.schedule import Finish, Milestone, Schedule, Session
from mesoplan.planning.session_counts import PlannedCount
from mesoplan.tables.catalog import Catalog
from mesoplan.tables.regimens import Maintenance
from mesoplan.values import Count, Frozen


class DatedCourse(Frozen):
    """The course as it is planned."""

    sessions: PlannedCount
    """How many sessions, your choices in place."""
    stated: Count
    """How many the source states."""
    finish: Finish | None
    """When the course ends; null where there is none."""


class ScheduleAnswer(PlanHeader):
    """What `mesoplan schedule --json` prints: dated sessions, and what is to be seen when."""

    course: DatedCourse
    """The course as it is planned."""
    maintenance: Maintenance
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
    planned = PlannedCount(regimen.sessions.fewest, regimen.sessions.max, schedule.planned)
    course = DatedCourse(sessions=planned, stated=regimen.protocol.stated, finish=schedule.finish)
    own = {**vars(plan_header(schedule.diary, catalog)), "course": course, "aftercare": aftercare}
    return ScheduleAnswer.filled_from(schedule, regimen, **own, not_stated=not_stated(regimen.protocol))
