"""The tables of a clinic that speaks for itself: what others say of regimens, prices and success is left out.

What protects a patient stays, whoever says it: contraindications, harm, what to avoid, other treatments, and what
documents and papers say against the effect.
"""

from collections.abc import Collection, Mapping
from typing import Any, TypeVar

from mesoplan.errors import FieldError
from mesoplan.tables.advice import Evidence, Indication, Topic
from mesoplan.tables.catalog import Catalog

_T = TypeVar("_T", bound=Topic)


def only_own(catalog: Catalog) -> Catalog:
    """Return tables without the regimens and prices of other documents, and without their praise of the effect.

    Raises:
        FieldError: there are no tables of your own.
    """
    if catalog.own is None:
        raise FieldError("needs your own tables: add --data my-tables", "only_own")
    ids = catalog.own_ids
    sources = ids.get("sources", frozenset())
    return catalog.model_copy(
        update={
            "is_only_own": True,
            "protocols": _own(catalog.protocols, ids.get("protocols", frozenset())),
            "prices": _own(catalog.prices, catalog.own_prices),
            "published": {},
            "price_drivers": _said(catalog.price_drivers, sources),
            # Who is allergic must know what is injected; pain and numbing belong with the risks.
            "ingredients": _said(catalog.ingredients, sources),
            "session": _said(catalog.session, sources),
            "evidence": {key: _doubted(one, sources) for key, one in catalog.evidence.items()},
            "indications": _hoped(catalog.indications, sources),
        }
    )


def _own(section: Mapping[str, Any], ids: Collection[str]) -> dict[str, Any]:
    return {key: entry for key, entry in section.items() if key in ids}


def _said(topics: Mapping[str, _T], sources: Collection[str]) -> dict[str, _T]:
    """Return topics with what the own documents say, and whole those that bear on risks and contraindications."""
    kept: dict[str, _T] = {}
    for key, topic in topics.items():
        is_needed = getattr(topic, "risk", False) or getattr(topic, "concerns", ())
        says = tuple(one for one in topic.says if is_needed or one.source in sources)
        if says:
            kept[key] = topic.model_copy(update={"says": says})
    return kept


def _doubted(piece: Evidence, sources: Collection[str]) -> Evidence:
    """Return evidence without the claims of other documents that praise the treatment; papers keep their findings."""
    claims = tuple(claim for claim in piece.claims if claim.against or claim.source in sources)
    return piece.model_copy(update={"claims": claims})


def _hoped(indications: Mapping[str, Indication], sources: Collection[str]) -> dict[str, Indication]:
    """Return kinds of hair loss without other documents' hopes that the treatment may help."""
    kept: dict[str, Indication] = {}
    for key, one in indications.items():
        opinions = tuple(said for said in one.opinions if said.effect != "may-help" or said.source in sources)
        if opinions:
            kept[key] = one.model_copy(update={"opinions": opinions})
    return kept
