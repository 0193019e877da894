"""The answers to one person's request: everything at once, as `mesoplan plan` prints it, or a line of a batch."""

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import Any, Literal

from mesoplan.answers.cost import CostAnswer, cost_answer, estimate
from mesoplan.answers.document import BatchLine, Envelope, Id, envelope, sources_in
from mesoplan.answers.schedule import ScheduleAnswer, schedule_answer
from mesoplan.answers.tables import limits_of
from mesoplan.guidance.restrictions import Aftercare, aftercare_for
from mesoplan.guidance.treatment import Risks, Screening, Treatment, evidence_of, risks_of, screen, treatment_of
from mesoplan.planning.open_points import open_points
from mesoplan.planning.schedule import Schedule, lay_out, lay_out_if_dated
from mesoplan.planning.session_counts import count_sessions
from mesoplan.pricing.estimate import Estimate
from mesoplan.pricing.rates import rate_warnings
from mesoplan.requests.person import PersonRequest
from mesoplan.tables.advice import Evidence, Question
from mesoplan.tables.catalog import Catalog
from mesoplan.tables.sources import Source


class PlanAnswer(ScheduleAnswer):
    """What `mesoplan plan --json` prints: dates, costs, what to avoid, what may happen and what to ask."""

    name: str | None
    """Whose plan it is; null without a name."""
    estimates: tuple[Estimate, ...]
    """What it costs, one a country."""
    aftercare: Aftercare
    """What to avoid, and until when."""
    raised: Screening | None
    """What the documents say of the conditions that were named; null without any."""
    screening: Screening
    """Who should not be treated, and what the treatment is said to be for: the full list."""
    risks: Risks
    """What may happen: reported harm first, from every document."""
    treatment: Treatment
    """What happens at a session, what is injected, what else there is, and why prices differ."""
    questions: tuple[Question, ...]
    """What to ask the clinic."""
    left_open: tuple[str, ...]
    """What the regimen's document does not state, so that it is to be asked."""
    prices_left_open: tuple[str, ...]
    """What the documents of the prices do not state."""
    evidence: tuple[Evidence, ...]
    """What the documents claim, next to what the papers that they cite say."""
    limits: tuple[str, ...]
    """What the regimen's document cannot tell, in sentences."""
    sources: tuple[Source, ...]
    """The documents that are cited."""
    tables_checked: dt.date | None
    """When the shipped tables were last checked against their documents."""


def plan_answer(request: PersonRequest, catalog: Catalog) -> tuple[Schedule, PlanAnswer]:
    """Return everything for one person, with costs where a country or a price is named, and the schedule itself.

    Args:
        request: what is asked.
        catalog: the tables, with all their sections.

    Raises:
        UsageError: a choice cannot be followed, there is no interval, or a price could be in several currencies.
        NoRateError: a currency has no rate.
    """
    bases = request.converted(request.prices(catalog, alone=False))
    schedule = lay_out(request.diary(catalog, say_open=True))
    regimen = schedule.regimen
    estimates = estimate(count_sessions(schedule.diary, schedule), bases, catalog)
    care = aftercare_for(catalog, source=request.only_source(regimen.protocol), hair=request.hair, schedule=schedule)
    screening, risks, treatment = screen(catalog), risks_of(catalog), treatment_of(catalog)
    evidence, questions = evidence_of(catalog), tuple(catalog.questions.values())
    cited = [regimen.protocol, *evidence, *questions, *(one.per_session for one in estimates if one.per_session)]
    answer = PlanAnswer.filled_from(
        schedule_answer(schedule, catalog),
        name=request.name,
        estimates=estimates,
        aftercare=care,
        raised=screen(catalog, request.condition) if request.condition else None,
        screening=screening,
        risks=risks,
        treatment=treatment,
        questions=questions,
        left_open=tuple(point.what for point in open_points(regimen.protocol)),
        prices_left_open=_unremarked(text for basis in bases if basis.row for text in basis.row.not_stated),
        evidence=evidence,
        limits=tuple(limits_of(regimen.protocol, catalog)),
        sources=sources_in(catalog, care, screening, risks, treatment, *cited),
        tables_checked=catalog.checked,
        warnings=(*schedule.warnings, *schedule.notes, *rate_warnings((one.rate for one in bases), request.day)),
    )
    return schedule, answer


def _unremarked(questions: Iterable[str]) -> tuple[str, ...]:
    """Return questions once each, without the remarks in brackets behind them."""
    return tuple(dict.fromkeys(question.partition(" (")[0] for question in questions))


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


def batch_answer(request: PersonRequest, own_id: Id, line: int, catalog: Catalog, parts: Sequence[Part]) -> BatchAnswer:
    """Answer a request with the parts that are asked for."""
    said: dict[str, Any] = {}
    if "schedule" in parts or "cost" in parts:
        diary = request.diary(catalog, say_open="schedule" in parts)
        schedule = lay_out(diary) if "schedule" in parts else lay_out_if_dated(diary)
        if "schedule" in parts and schedule is not None:
            said["schedule"] = schedule_answer(schedule, catalog)
        if "cost" in parts:
            said["cost"] = cost_answer(request, diary, schedule, catalog)
    if "plan" in parts:
        said["plan"] = plan_answer(request, catalog)[1]
    return BatchAnswer(**vars(envelope("batch", catalog, request.day)), id=own_id, line=line, **said)
