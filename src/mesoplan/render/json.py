"""Results as JSON documents: one a command, each with its schema, today, warnings and the disclaimer.

Within a version of a schema, fields are added and never renamed.
"""

from __future__ import annotations

import json
from functools import cache
from typing import TYPE_CHECKING, Any

from pydantic import TypeAdapter

from mesoplan.planning.regimen import not_stated
from mesoplan.planning.schedule import Finish, Milestone, Session
from mesoplan.pricing.compare import ComparedRow
from mesoplan.pricing.estimate import Estimate
from mesoplan.render import DISCLAIMER
from mesoplan.values.money import as_number
from mesoplan.values.ranges import Duration

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import date

    from mesoplan.planning.regimen import Regimen
    from mesoplan.planning.request import Request
    from mesoplan.planning.schedule import Schedule
    from mesoplan.render import documents
    from mesoplan.tables.catalog import Catalog
    from mesoplan.tables.regimens import Maintenance, Source
    from mesoplan.values.ranges import Amount, Count


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
    regimen = schedule.regimen
    return {
        **plan_header(regimen, catalog),
        "course": {
            "sessions": _planned(regimen.sessions, schedule.planned),
            "stated": count_content(regimen.protocol.stated),
            "finish": _records(Finish | None, schedule.finish),
        },
        "maintenance": maintenance_content(regimen.maintenance),
        "not_stated": list(not_stated(regimen.protocol)),
        "next": _records(Session | None, schedule.next),
        "sessions": _records(tuple[Session, ...], schedule.sessions),
        "milestones": _records(tuple[Milestone, ...], schedule.milestones),
        "warnings": list(schedule.warnings),
        "notes": list(schedule.notes),
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


def span_content(duration: Duration | None) -> Any:
    """Return a length of time."""
    return _adapter(Duration | None).dump_python(duration, mode="json")


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


def _records(kind: Any, records: Any) -> Any:
    """Return records in values that JSON has."""
    return _adapter(kind).dump_python(records, mode="json")


def estimates_content(estimates: Iterable[Estimate]) -> Any:
    """Return what a plan costs, in values that JSON has."""
    return _adapter(tuple[Estimate, ...]).dump_python(tuple(estimates), mode="json")


@cache
def _adapter(kind: Any) -> TypeAdapter[Any]:
    return TypeAdapter(kind)
