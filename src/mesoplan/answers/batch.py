"""What one request of a batch is answered with."""

from collections.abc import Sequence
from datetime import date
from typing import Any, Literal

from mesoplan.answers.cost import CostAnswer, cost_answer
from mesoplan.answers.document import BatchLine, Envelope, Id, envelope
from mesoplan.answers.plan import PlanAnswer, plan_answer
from mesoplan.answers.schedule import ScheduleAnswer, schedule_answer
from mesoplan.planning.schedule import lay_out, lay_out_if_dated
from mesoplan.requests.person import PersonRequest
from mesoplan.tables.catalog import Catalog

Part = Literal["schedule", "cost", "plan"]

PARTS: dict[Part, str] = {"schedule": "Dated sessions", "cost": "What they cost", "plan": "All for one person"}
"""What can be asked of each request, and what it is."""


class BatchAnswer(Envelope, BatchLine):
    """What `mesoplan batch` writes for a request, a line each."""

    schedule: ScheduleAnswer | None = None
    """The dated sessions; left out with --what cost or --what plan."""
    cost: CostAnswer | None = None
    """What they cost; left out with --what schedule or --what plan."""
    plan: PlanAnswer | None = None
    """Everything for one person; with --what plan alone."""

    @property
    def left_out(self) -> set[str]:
        """The parts that were not asked for."""
        return {part for part in PARTS if getattr(self, part) is None}


def batch_answer(
    request: PersonRequest, own_id: Id, line: int, catalog: Catalog, today: date, parts: Sequence[Part]
) -> BatchAnswer:
    """Answer a request with the parts that are asked for."""
    said: dict[str, Any] = {}
    if "schedule" in parts or "cost" in parts:
        regimen = request.regimen(catalog, say_open="schedule" in parts)
        schedule = lay_out(regimen) if "schedule" in parts else lay_out_if_dated(regimen)
        if "schedule" in parts and schedule is not None:
            said["schedule"] = schedule_answer(schedule, catalog)
        if "cost" in parts:
            said["cost"] = cost_answer(request, regimen, schedule, catalog)
    if "plan" in parts:
        said["plan"] = plan_answer(request, catalog)[1]
    return BatchAnswer.filled_from(envelope("batch", catalog, today), id=own_id, line=line, **said)
