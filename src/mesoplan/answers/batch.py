"""The answer to one line of a batch."""

from mesoplan.answers.cost import CostAnswer
from mesoplan.answers.document import Envelope
from mesoplan.answers.plan import PlanAnswer
from mesoplan.answers.schedule import ScheduleAnswer
from mesoplan.values.frozen import Frozen

Id = str | int | float | bool | None


class BatchAnswer(Envelope):
    """What `mesoplan batch` writes for a request, a line each."""

    id: Id
    """The request's own; null without one."""
    line: int
    """The request's place in the input, counted from 1."""
    schedule: ScheduleAnswer | None = None
    """The dated sessions; left out with --what cost or --what plan."""
    cost: CostAnswer | None = None
    """What they cost; left out with --what schedule or --what plan."""
    plan: PlanAnswer | None = None
    """Everything for one person; with --what plan alone."""


class RequestFault(Frozen):
    """Why a request could not be answered."""

    field: str | None
    """The field that is at fault; null where it is no single one."""
    message: str
    """What is wrong, and what would be right."""


class Refusal(Frozen):
    """A line that cannot be answered."""

    id: Id
    """The request's own; null without one, and where it cannot be read."""
    line: int
    """The request's place in the input, counted from 1."""
    error: RequestFault
    """Why."""
