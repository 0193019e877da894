"""Results as JSON documents: one a command, each with its schema, today, warnings and the disclaimer.

Within a version of a schema, fields are added and never renamed.
"""

from __future__ import annotations

import json
from functools import cache
from typing import TYPE_CHECKING, Any

from pydantic import TypeAdapter

from mesoplan.planning.regimen import not_stated
from mesoplan.pricing.compare import ComparedRow
from mesoplan.pricing.estimate import Estimate
from mesoplan.render import DISCLAIMER
from mesoplan.values.money import as_number

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import date

    from mesoplan.planning.regimen import Regimen

    from mesoplan.planning.request import Request
    from mesoplan.planning.schedule import Milestone, Schedule, Session
    from mesoplan.render import documents
    from mesoplan.tables.catalog import Catalog
    from mesoplan.tables.regimens import Maintenance, Source
    from mesoplan.values.ranges import Amount, Count, Duration


def schedule_json(
    schedule: Schedule, catalog: Catalog, today: date, aftercare: documents.AftercareContent | None = None
) -> str:
    """Write a schedule as `mesoplan/schedule/1`, with what is off limits if that is asked for."""
    return write(document("schedule", today, catalog, {**schedule_content(schedule, catalog), "aftercare": aftercare}))


def cost_json(
    regimen: Regimen, estimates: Iterable[Estimate], warnings: Iterable[str], catalog: Catalog, today: date
) -> str:
    """Write estimates, one a country, as `mesoplan/cost/1`."""
    return write(document("cost", today, catalog, cost_content(regimen, estimates, warnings, catalog)))


def compare_json(
    rows: Iterable[ComparedRow], warnings: Sequence[str], catalog: Catalog, request: Request, today: date
) -> str:
    """Write compared protocols as `mesoplan/compare/1`."""
    content: documents.CompareContent = {
        "start": request.start.isoformat(),
        "pace": request.pace,
        "rows": _adapter(tuple[ComparedRow, ...]).dump_python(tuple(rows), mode="json"),
        "warnings": list(warnings),
    }
    return write(document("compare", today, catalog, content))


def schedule_content(schedule: Schedule, catalog: Catalog) -> documents.ScheduleContent:
    """Return what a schedule's document says of it, in values that JSON has."""
    regimen, finish = schedule.regimen, schedule.finish
    return {
        **plan_header(regimen, catalog),
        "course": {
            "sessions": _planned(regimen.sessions, schedule.planned),
            "stated": count_content(regimen.protocol.sessions),
            "finish": finish
            and {
                "earliest": finish.earliest.isoformat(),
                "planned": finish.planned.isoformat(),
                "latest": _day(finish.latest),
            },
        },
        "maintenance": maintenance_content(regimen.maintenance),
        "not_stated": list(not_stated(regimen.protocol)),
        "sessions": [_session(session) for session in schedule.sessions],
        "milestones": [_milestone(milestone) for milestone in schedule.milestones],
        "warnings": list(schedule.warnings),
    }


def cost_content(
    regimen: Regimen, estimates: Iterable[Estimate], warnings: Iterable[str], catalog: Catalog
) -> documents.CostContent:
    """Return what a cost's document says of its estimates, in values that JSON has."""
    return {
        **plan_header(regimen, catalog),
        "estimates": estimates_content(estimates),
        "warnings": list(warnings),
    }


def document(schema: str, today: date, catalog: Catalog, content: Mapping[str, object]) -> dict[str, object]:
    """Return a document: its schema, today and the user's own tables, what it says, and the disclaimer."""
    own = catalog.own
    return {
        "schema": f"mesoplan/{schema}/1",
        "today": today.isoformat(),
        "data": own and {"folder": own.folder, "entries": dict(own.entries)},
        **content,
        "disclaimer": DISCLAIMER,
    }


def write(content: Mapping[str, object]) -> str:
    """Write a document as text."""
    return json.dumps(content, ensure_ascii=False, indent=2) + "\n"


def _day(day: date | None) -> str | None:
    return None if day is None else day.isoformat()


def plan_header(regimen: Regimen, catalog: Catalog) -> documents.PlanHeader:
    """Return what every plan's document begins with."""
    protocol, request = regimen.protocol, regimen.request
    return {
        "protocol": {"id": protocol.id, "name": protocol.name, "source": _cite(protocol.source, catalog)},
        "start": request.start.isoformat(),
        "horizon": regimen.end.isoformat(),
        "pace": request.pace,
    }


def _cite(source: str, catalog: Catalog) -> documents.Citation:
    found = catalog.sources[source]
    return {"id": source, "title": found.title, "url": found.url}


def source_content(source: str, found: Source) -> documents.SourceRecord:
    """Return a source in full."""
    return {
        "id": source,
        "title": found.title,
        "publisher": found.publisher,
        "author": found.author,
        "published": _day(found.published),
        "url": found.url,
        "note": found.note,
    }


def count_content(count: Count) -> documents.Range:
    """Return a count."""
    return {"min": count.min, "max": count.max}


def _planned(count: Count, planned: int) -> documents.PlannedRange:
    return {"min": count.min, "max": count.max, "planned": planned}


def span_content(duration: Duration | None) -> documents.Span | None:
    """Return a length of time; a choice is said only where there is one."""
    if duration is None:
        return None
    length: documents.Span = {"min": duration.min, "max": duration.max, "unit": duration.unit.value}
    if duration.choice:
        # Said only where it is one: what reads ranges need not know of it.
        length["choice"] = list(duration.choice)
    return length


def money_content(amount: Amount, currency: str) -> documents.Money:
    """Return an amount of money, in major units."""
    return {"low": as_number(amount.low, currency), "high": as_number(amount.high, currency)}


def maintenance_content(maintenance: Maintenance) -> documents.MaintenanceRecord:
    """Return what follows a course."""
    return {
        "repeat": maintenance.repeat,
        "every": span_content(maintenance.every),
        "sessions": maintenance.sessions and count_content(maintenance.sessions),
        "interval": span_content(maintenance.interval),
        "counted_from": maintenance.counted_from,
        "note": maintenance.note,
    }


def _session(session: Session) -> documents.SessionRecord:
    return {
        "number": session.number,
        "kind": session.kind,
        "phase": session.phase,
        "date": session.date.isoformat(),
        "earliest": session.earliest.isoformat(),
        "latest": _day(session.latest),
        "optional": session.optional,
        "status": session.status,
        "timing": session.timing,
        "moved_from": _day(session.moved_from),
        "reason": session.reason,
    }


def _milestone(milestone: Milestone) -> documents.MilestoneRecord:
    result = milestone.result
    return {
        "name": result.milestone,
        "after_sessions": result.after_sessions and count_content(result.after_sessions),
        "after": span_content(result.after),
        "earliest": _day(milestone.earliest),
        "latest": _day(milestone.latest),
        "note": result.note,
    }


def estimates_content(estimates: Iterable[Estimate]) -> Any:
    """Return what a plan costs, in values that JSON has."""
    return _adapter(tuple[Estimate, ...]).dump_python(tuple(estimates), mode="json")


@cache
def _adapter(kind: Any) -> TypeAdapter[Any]:
    return TypeAdapter(kind)
