"""What to avoid, who should not be treated, and what may happen: the engine's records with the documents they cite."""

import datetime as dt
from collections.abc import Sequence

from mesoplan.answers.document import NamedProtocol, plan_header, sources_in
from mesoplan.guidance.restrictions import Aftercare, Moment
from mesoplan.guidance.treatment import Risks, Screening, risks_of, screen
from mesoplan.planning.schedule import Schedule
from mesoplan.tables.catalog import Catalog
from mesoplan.tables.sources import Source
from mesoplan.values import Pace


class AftercareAnswer(Aftercare):
    """What `mesoplan aftercare --json` prints: what to avoid, in general, after a session or over a plan."""

    protocol: NamedProtocol | None = None
    """The protocol that was planned; null without a plan."""
    start: dt.date | None = None
    """The first session; null without a plan."""
    horizon: dt.date | None = None
    """The day before which sessions are planned; null without a plan."""
    pace: Pace | None = None
    """Which end of every interval the plan takes; null without a plan."""
    session: Moment | None
    """The session asked for: a day, or a day and a time to the minute; null without one."""
    sources: tuple[Source, ...]
    """The documents that are cited."""


class ScreenAnswer(Screening):
    """What `mesoplan screen --json` prints: what the documents say of conditions."""

    sources: tuple[Source, ...]
    """The documents that are cited."""


class RisksAnswer(Risks):
    """What `mesoplan risks --json` prints: what may happen, and who says that it hurts."""

    sources: tuple[Source, ...]
    """The documents that are cited."""
    warnings: tuple[str, ...] = ()
    """Always empty."""


def aftercare_answer(
    care: Aftercare, catalog: Catalog, schedule: Schedule | None = None, session: Moment | None = None
) -> AftercareAnswer:
    """Return what to avoid and to do, over a plan or after the one session, with the documents in full."""
    plan = [plan_header(schedule.diary, catalog)] if schedule else []
    said = (*care.warnings, *(schedule.warnings if schedule else ()))
    return AftercareAnswer.filled_from(care, *plan, session=session, sources=sources_in(catalog, care), warnings=said)


def screen_answer(catalog: Catalog, words: Sequence[str] = ()) -> ScreenAnswer:
    """Return what the documents say of some conditions, or of all. Raises what `screen` raises."""
    screening = screen(catalog, words)
    return ScreenAnswer.filled_from(screening, sources=sources_in(catalog, screening))


def risks_answer(catalog: Catalog, source: str | None = None) -> RisksAnswer:
    """Return what may happen, by all documents or, but for reported harm, by one."""
    risks = risks_of(catalog, source)
    return RisksAnswer.filled_from(risks, sources=sources_in(catalog, risks))
