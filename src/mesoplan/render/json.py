"""Results as JSON documents: one a command, each with its schema, today, warnings and the disclaimer.

Within a version of a schema, fields are added and never renamed.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from mesoplan.guidance import claims_of
from mesoplan.money import as_number
from mesoplan.offers import position
from mesoplan.ranges import Amount
from mesoplan.regimen import not_stated, total_warning
from mesoplan.render import DISCLAIMER
from mesoplan.render.advice_words import limits_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import date

    from mesoplan.advice import Claim, Evidence
    from mesoplan.catalog import Catalog
    from mesoplan.compare import Row
    from mesoplan.cost import Cost, CostThrough, Estimate, Figures
    from mesoplan.models import Maintenance, Phase, Price, Protocol, Source
    from mesoplan.offers import Purchase
    from mesoplan.ranges import Count, Duration
    from mesoplan.regimen import Regimen, Request
    from mesoplan.schedule import Milestone, Schedule, Session


def schedule_json(schedule: Schedule, catalog: Catalog, today: date, aftercare: Mapping[str, Any] | None = None) -> str:
    """Write a schedule as `mesoplan/schedule/1`, with what is off limits if that is asked for."""
    return write(document("schedule", today, {**schedule_content(schedule, catalog), "aftercare": aftercare}))


def cost_json(
    regimen: Regimen, estimates: Iterable[Estimate], warnings: Iterable[str], catalog: Catalog, today: date
) -> str:
    """Write estimates, one a country, as `mesoplan/cost/1`."""
    return write(document("cost", today, cost_content(regimen, estimates, warnings, catalog)))


def compare_json(rows: Iterable[Row], warnings: Sequence[str], catalog: Catalog, request: Request, today: date) -> str:
    """Write compared protocols as `mesoplan/compare/1`."""
    content = {
        "start": request.start.isoformat(),
        "pace": request.pace,
        "rows": [_row(row, catalog) for row in rows],
        "warnings": list(warnings),
    }
    return write(document("compare", today, content))


def protocols_json(protocols: Iterable[Protocol], catalog: Catalog, today: date) -> str:
    """Write protocols in full as `mesoplan/protocols/1`."""
    shown = list(protocols)
    content = {
        "protocols": [_protocol(protocol, catalog) for protocol in shown],
        "warnings": [f"{protocol.id}: {warning}" for protocol in shown for warning in total_warning(protocol)],
    }
    return write(document("protocols", today, content))


def prices_json(prices: Iterable[Price], catalog: Catalog, today: date) -> str:
    """Write price rows in full as `mesoplan/prices/1`."""
    content = {"prices": [_price(price, catalog) for price in prices], "warnings": []}
    return write(document("prices", today, content))


def schedule_content(schedule: Schedule, catalog: Catalog) -> dict[str, Any]:
    """Return what a schedule's document says of it, in values that JSON has."""
    regimen, finish = schedule.regimen, schedule.finish
    return {
        **plan_header(regimen, catalog),
        "course": {
            "sessions": {**_count(regimen.sessions), "planned": schedule.planned},
            "stated": _count(regimen.protocol.sessions),
            "finish": finish
            and {
                "earliest": finish.earliest.isoformat(),
                "planned": finish.planned.isoformat(),
                "latest": _day(finish.latest),
            },
        },
        "maintenance": _maintenance(regimen.maintenance),
        "not_stated": list(not_stated(regimen.protocol)),
        "sessions": [_session(session) for session in schedule.sessions],
        "milestones": [_milestone(milestone) for milestone in schedule.milestones],
        "warnings": list(schedule.warnings),
    }


def cost_content(
    regimen: Regimen, estimates: Iterable[Estimate], warnings: Iterable[str], catalog: Catalog
) -> dict[str, Any]:
    """Return what a cost's document says of its estimates, in values that JSON has."""
    return {
        **plan_header(regimen, catalog),
        "estimates": [estimate_content(estimate, catalog) for estimate in estimates],
        "warnings": list(warnings),
    }


def document(schema: str, today: date, content: Mapping[str, Any]) -> dict[str, Any]:
    """Return a document: its schema and today, what it says, and the disclaimer."""
    return {
        "schema": f"mesoplan/{schema}/1",
        "today": today.isoformat(),
        **content,
        "disclaimer": DISCLAIMER,
    }


def write(content: Mapping[str, Any]) -> str:
    """Write a document as text."""
    return json.dumps(content, ensure_ascii=False, indent=2) + "\n"


def _day(day: date | None) -> str | None:
    return None if day is None else day.isoformat()


def plan_header(regimen: Regimen, catalog: Catalog) -> Mapping[str, Any]:
    """Return what every plan's document begins with."""
    protocol, request = regimen.protocol, regimen.request
    return {
        "protocol": {"id": protocol.id, "name": protocol.name, "source": _cite(protocol.source, catalog)},
        "start": request.start.isoformat(),
        "horizon": regimen.end.isoformat(),
        "pace": request.pace,
    }


def _cite(source: str, catalog: Catalog) -> Mapping[str, Any]:
    found = catalog.sources[source]
    return {"id": source, "title": found.title, "url": found.url}


def source_content(source: str, found: Source) -> Mapping[str, Any]:
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


def _count(count: Count) -> dict[str, int | None]:
    return {"min": count.min, "max": count.max}


def _duration(duration: Duration | None) -> Mapping[str, Any] | None:
    if duration is None:
        return None
    # Said only where it is one: what reads ranges need not know of it.
    choice = {"choice": duration.choice} if duration.choice else {}
    return {"min": duration.min, "max": duration.max, "unit": duration.unit, **choice}


def _money(amount: Amount, currency: str) -> dict[str, Any]:
    return {"low": as_number(amount.low, currency), "high": as_number(amount.high, currency)}


def _maintenance(maintenance: Maintenance) -> Mapping[str, Any]:
    return {
        "repeat": maintenance.repeat,
        "every": _duration(maintenance.every),
        "sessions": maintenance.sessions and _count(maintenance.sessions),
        "interval": _duration(maintenance.interval),
        "counted_from": maintenance.counted_from,
        "note": maintenance.note,
    }


def _session(session: Session) -> Mapping[str, Any]:
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


def _milestone(milestone: Milestone) -> Mapping[str, Any]:
    result = milestone.result
    return {
        "name": result.milestone,
        "after_sessions": result.after_sessions and _count(result.after_sessions),
        "after": _duration(result.after),
        "earliest": _day(milestone.earliest),
        "latest": _day(milestone.latest),
        "note": result.note,
    }


def estimate_content(estimate: Estimate, catalog: Catalog) -> Mapping[str, Any]:
    """Return what a plan costs in one country."""
    price = estimate.price
    return {
        "country": {"id": price.id, "name": price.name, "code": price.code},
        "currency": price.currency,
        "per_session": {**_money(price.per_session, price.currency), "source": _cite(price.source, catalog)},
        **_figures(estimate.figures),
        "complete": estimate.complete,
        "notes": list(estimate.notes),
        "converted": _converted(estimate),
        "quote": _quote(estimate),
        "offer": _offer(estimate),
        "budget": _budget(estimate),
    }


def _row(row: Row, catalog: Catalog) -> Mapping[str, Any]:
    protocol, through, costs, estimate = row.regimen.protocol, row.through_12, row.costs, row.estimate
    currency, course, year = costs or ("", Amount(None, None), None)
    return {
        "protocol": protocol.id,
        "name": protocol.name,
        "source": _cite(protocol.source, catalog),
        "country": estimate and estimate.price.id,
        "currency": currency or None,
        "course": {
            "sessions": _count(row.sessions),
            "days": row.days and _count(row.days),
            "cost": costs and _money(course, currency),
        },
        "maintenance": _maintenance(row.regimen.maintenance),
        "session_minutes": protocol.session_minutes and _count(protocol.session_minutes),
        "through_12": through
        and {
            "sessions": {"min": through.fewest, "max": through.most, "planned": through.planned},
            "cost": year and _money(year, currency),
        },
        "complete": row.complete,
        "converted": estimate
        and estimate.converted
        and {
            "rate": float(estimate.converted[0].rate),
            "rate_date": estimate.converted[0].day.isoformat(),
            "rate_source": estimate.converted[0].source,
        },
        "not_stated": not_stated(protocol),
        "notes": list(estimate.notes) if estimate else [],
    }


def _figures(figures: Figures) -> Mapping[str, Any]:
    return {
        "course": _cost(figures.course, figures.currency),
        "through": [_through(through, figures.currency) for through in figures.through],
    }


def _converted(estimate: Estimate) -> Mapping[str, Any] | None:
    if estimate.converted is None:
        return None
    rate, figures = estimate.converted
    return {
        "currency": rate.currency,
        "rate": float(rate.rate),
        "rate_date": rate.day.isoformat(),
        "rate_source": rate.source,
        "per_session": _money(figures.per_session, figures.currency),
        **_figures(figures),
    }


def _quote(estimate: Estimate) -> Mapping[str, Any] | None:
    quote, price = estimate.terms.quote, estimate.price
    return quote and {**_money(quote, price.currency), "position": position(quote, price.per_session)}


def _offer(estimate: Estimate) -> Mapping[str, Any] | None:
    offer, currency = estimate.terms.offer, estimate.price.currency
    return offer and {
        "packs": [{"sessions": pack.sessions, "price": as_number(pack.price, currency)} for pack in offer.packs],
        "discount_percent": float(offer.discount) if offer.discount % 1 else int(offer.discount),
        "fee": as_number(offer.fee, currency),
        "per_visit": as_number(offer.per_visit, currency),
        "purchase": _purchase(estimate.purchase, currency),
        "purchase_at_lowest_price": _purchase(estimate.purchase_lowest, currency),
    }


def _purchase(bought: Sequence[Purchase], currency: str) -> list[Mapping[str, Any]]:
    return [{"sessions": one.sessions, "price": as_number(one.price, currency), "count": one.times} for one in bought]


def _budget(estimate: Estimate) -> Mapping[str, Any] | None:
    budget = estimate.budget
    return budget and {
        "amount": as_number(budget.amount, estimate.price.currency),
        "sessions": {"min": budget.fewest, "max": budget.most},
        "covers_course": budget.covers_course,
    }


def _cost(cost: Cost, currency: str) -> Mapping[str, Any]:
    return {
        "sessions": {**_count(cost.sessions), "planned": cost.planned_sessions},
        "cost": _money(cost.cost, currency),
        "planned": _money(cost.planned, currency),
    }


def _through(through: CostThrough, currency: str) -> Mapping[str, Any]:
    return {"months": through.months, "until": through.until.isoformat(), **_cost(through.cost, currency)}


def _protocol(protocol: Protocol, catalog: Catalog) -> Mapping[str, Any]:
    return {
        "id": protocol.id,
        "name": protocol.name,
        "source": source_content(protocol.source, catalog.sources[protocol.source]),
        "sessions": _count(protocol.sessions),
        "stated_total": protocol.stated_total and _count(protocol.stated_total),
        "course": [_phase(phase) for phase in protocol.course],
        "maintenance": _maintenance(protocol.maintenance),
        "session_minutes": protocol.session_minutes and _count(protocol.session_minutes),
        "results": [
            {
                "name": result.milestone,
                "after_sessions": result.after_sessions and _count(result.after_sessions),
                "after": _duration(result.after),
                "note": result.note,
            }
            for result in protocol.results
        ],
        "not_stated": not_stated(protocol),
        "note": protocol.note,
        "evidence": evidence_content(claims_of(catalog.evidence.values(), protocol.source)),
        "limits": limits_of(protocol, catalog),
    }


def _phase(phase: Phase) -> Mapping[str, Any]:
    return {
        "phase": phase.phase,
        "sessions": _count(phase.count),
        "interval": _duration(phase.interval),
        "gap": _duration(phase.gap),
        "days": phase.days,
    }


def _price(price: Price, catalog: Catalog) -> Mapping[str, Any]:
    return {
        "id": price.id,
        "name": price.name,
        "code": price.code,
        "aliases": price.aliases,
        "currency": price.currency,
        "per_session": _money(price.per_session, price.currency),
        "source": source_content(price.source, catalog.sources[price.source]),
        "insurance": price.insurance,
        "not_stated": price.not_stated,
        "note": price.note,
    }


def evidence_content(evidence: Iterable[tuple[Evidence, Iterable[Claim]]]) -> list[Mapping[str, Any]]:
    """Return claims beside what the cited papers say."""
    return [
        {
            "id": piece.id,
            "name": piece.name,
            "claims": [{"source": claim.source, "says": claim.says} for claim in claims],
            "paper": piece.paper,
            "doi": piece.doi,
            "finding": piece.finding,
        }
        for piece, claims in evidence
    ]
