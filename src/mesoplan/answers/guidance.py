"""What to avoid, who should not be treated, and what may happen: the engine's records with the documents they cite."""

import datetime as dt
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from mesoplan.answers.document import NamedProtocol, SourceRecord, fields_of, named_protocol, source_record
from mesoplan.guidance.restrictions import Aftercare, Moment, aftercare_for
from mesoplan.guidance.screening import Screening, screen
from mesoplan.guidance.treatment import Risks, risks_of
from mesoplan.planning.schedule import Schedule
from mesoplan.tables.advice import HairType
from mesoplan.tables.catalog import Catalog
from mesoplan.values.ranges import Pace


@dataclass(frozen=True, slots=True, kw_only=True)
class AftercareAnswer(Aftercare):
    """What `mesoplan aftercare --json` prints: what to avoid, in general, after a session or over a plan."""

    protocol: NamedProtocol | None
    """The protocol that was planned; null without a plan."""
    start: dt.date | None
    """The first session; null without a plan."""
    horizon: dt.date | None
    """The day before which sessions are planned; null without a plan."""
    pace: Pace | None
    """Which end of every interval the plan takes; null without a plan."""
    session: Moment | None
    """The session asked for: a day, or a day and a time to the minute; null without one."""
    sources: tuple[SourceRecord, ...]
    """The documents that are cited."""
    warnings: tuple[str, ...]
    """What a reader must know of the plan."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ScreenAnswer(Screening):
    """What `mesoplan screen --json` prints: what the documents say of conditions."""

    sources: tuple[SourceRecord, ...]
    """The documents that are cited."""
    warnings: tuple[str, ...] = ()
    """Always empty."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RisksAnswer(Risks):
    """What `mesoplan risks --json` prints: what may happen, and who says that it hurts."""

    sources: tuple[SourceRecord, ...]
    """The documents that are cited."""
    warnings: tuple[str, ...] = ()
    """Always empty."""


def aftercare_answer(
    catalog: Catalog,
    words: Sequence[str] = (),
    *,
    source: str | None = None,
    hair: Collection[HairType] = (),
    session: dt.datetime | dt.date | None = None,
    schedule: Schedule | None = None,
    away: Iterable[tuple[dt.date, dt.date]] = (),
) -> AftercareAnswer:
    """Return what to avoid and to do. The arguments, and what it raises, are those of `aftercare_for`."""
    care = aftercare_for(catalog, words, source=source, hair=hair, session=session, schedule=schedule, away=away)
    return AftercareAnswer(
        **fields_of(care),
        **_planned(schedule, catalog),
        session=session,
        sources=_documents(care.cited, catalog),
        warnings=schedule.warnings if schedule else (),
    )


def _planned(schedule: Schedule | None, catalog: Catalog) -> dict[str, Any]:
    """Return what is said of a plan; everything is None without one."""
    if schedule is None:
        return dict.fromkeys(("protocol", "start", "horizon", "pace"))
    regimen = schedule.regimen
    return {
        "protocol": named_protocol(regimen.protocol, catalog),
        "start": regimen.request.start,
        "horizon": regimen.end,
        "pace": regimen.request.pace,
    }


def screen_answer(catalog: Catalog, words: Sequence[str] = ()) -> ScreenAnswer:
    """Return what the documents say of some conditions, or of all. Raises what `screen` raises."""
    screening = screen(catalog, words)
    return ScreenAnswer(**fields_of(screening), sources=_documents(screening.cited, catalog))


def risks_answer(catalog: Catalog, source: str | None = None) -> RisksAnswer:
    """Return what may happen, by all documents or, but for reported harm, by one."""
    risks = risks_of(catalog, source)
    return RisksAnswer(**fields_of(risks), sources=_documents(risks.cited, catalog))


def _documents(cited: Collection[str], catalog: Catalog) -> tuple[SourceRecord, ...]:
    """Return documents in full, in the order of the tables."""
    return tuple(source_record(key, catalog) for key in catalog.sources if key in cited)
