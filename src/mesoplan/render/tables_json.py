"""What the tables hold, and what is wrong with them, as JSON documents."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mesoplan.guidance.bans import claims_of
from mesoplan.planning.regimen import not_stated, total_warning
from mesoplan.render import DISCLAIMER
from mesoplan.render.advice_words import limits_of
from mesoplan.render.json import (
    count_content,
    document,
    maintenance_content,
    money_content,
    source_content,
    span_content,
    write,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date

    from mesoplan.errors import Fault
    from mesoplan.render import documents
    from mesoplan.tables.advice import Claim, Evidence
    from mesoplan.tables.catalog import Catalog
    from mesoplan.tables.prices import Price
    from mesoplan.tables.regimens import Phase, Protocol


def protocols_json(protocols: Iterable[Protocol], catalog: Catalog, today: date) -> str:
    """Write protocols in full as `mesoplan/protocols/1`."""
    shown = list(protocols)
    content: documents.ProtocolsContent = {
        "protocols": [_protocol(protocol, catalog) for protocol in shown],
        "warnings": [f"{protocol.id}: {warning}" for protocol in shown for warning in total_warning(protocol)],
    }
    return write(document("protocols", today, catalog, content))


def prices_json(prices: Iterable[Price], catalog: Catalog, today: date) -> str:
    """Write price rows in full as `mesoplan/prices/1`."""
    content: documents.PricesContent = {"prices": [_price(price, catalog) for price in prices], "warnings": []}
    return write(document("prices", today, catalog, content))


def validate_json(files: Iterable[tuple[str, Mapping[str, int]]], faults: Iterable[Fault], today: date) -> str:
    """Write what checking some files found as `mesoplan/validate/1`."""
    content: documents.Validate = {
        "schema": "mesoplan/validate/1",
        "today": today.isoformat(),
        "files": [{"file": file, "entries": dict(entries)} for file, entries in files],
        "faults": [
            {
                "file": fault.file,
                "line": fault.line,
                "column": fault.column,
                "path": fault.path,
                "message": fault.message,
            }
            for fault in faults
        ],
        "warnings": [],
        "disclaimer": DISCLAIMER,
    }
    return write(content)


def _protocol(protocol: Protocol, catalog: Catalog) -> documents.ProtocolRecord:
    # Plans need no advice, and its records take long to import.
    return {
        "id": protocol.id,
        "name": protocol.name,
        "source": source_content(protocol.source, catalog.sources[protocol.source]),
        "sessions": count_content(protocol.sessions),
        "stated_total": protocol.stated_total and count_content(protocol.stated_total),
        "course": [_phase(phase) for phase in protocol.course],
        "maintenance": maintenance_content(protocol.maintenance),
        "session_minutes": protocol.session_minutes and count_content(protocol.session_minutes),
        "results": [
            {
                "name": result.milestone,
                "after_sessions": result.after_sessions and count_content(result.after_sessions),
                "after": span_content(result.after),
                "note": result.note,
            }
            for result in protocol.results
        ],
        "not_stated": list(not_stated(protocol)),
        "note": protocol.note,
        "evidence": evidence_content(claims_of(catalog.evidence.values(), protocol.source)),
        "limits": limits_of(protocol, catalog),
    }


def _phase(phase: Phase) -> documents.PhaseRecord:
    return {
        "phase": phase.phase,
        "sessions": count_content(phase.count),
        "interval": span_content(phase.interval),
        "gap": span_content(phase.gap),
        "days": None if phase.days is None else list(phase.days),
    }


def _price(price: Price, catalog: Catalog) -> documents.PriceRecord:
    return {
        "id": price.id,
        "name": price.name,
        "code": price.code,
        "aliases": list(price.aliases),
        "currency": price.currency,
        "per_session": price.per_session and money_content(price.per_session, price.currency),
        "source": source_content(price.source, catalog.sources[price.source]),
        "insurance": price.insurance,
        "not_stated": list(price.not_stated),
        "note": price.note,
    }


def evidence_content(evidence: Iterable[tuple[Evidence, Iterable[Claim]]]) -> list[documents.EvidenceRecord]:
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
