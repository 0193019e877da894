"""What each table file may hold.

A new section of a table is a field here, and a field of the same name in the catalogue: reading,
checking, merging, the JSON Schema and the documents follow from the fields.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from typing import get_args, get_origin

from mesoplan.tables.advice import Activity, Condition, Evidence, Indication, Question
from mesoplan.tables.regimens import IsoDay, Price, Protocol, Source

_FORMAT = {"extra": "forbid", "use_attribute_docstrings": True}


@dataclass(frozen=True, kw_only=True)
class ProtocolsFile:
    """Regimens, advice around them, and the documents that they come from."""

    __pydantic_config__ = _FORMAT

    checked: IsoDay | None = None
    """When its entries were last checked against their sources, as YYYY-MM-DD."""
    sources: dict[str, Source] = field(default_factory=dict)
    """The documents that figures come from, each under an id of your choice. Both files share them."""
    protocols: dict[str, Protocol] = field(default_factory=dict)
    """The regimens, each under its id: what `--protocol` takes."""
    aftercare: dict[str, Activity] = field(default_factory=dict)
    """What to avoid or to do after a session, and for how long."""
    before: dict[str, Activity] = field(default_factory=dict)
    """What to avoid or to do before a session."""
    screening: dict[str, Condition] = field(default_factory=dict)
    """Who should not be treated, or perhaps not."""
    indications: dict[str, Indication] = field(default_factory=dict)
    """What the treatment is said to be for, or not to be for."""
    evidence: dict[str, Evidence] = field(default_factory=dict)
    """What the documents claim, beside what the cited paper says."""
    questions: dict[str, Question] = field(default_factory=dict)
    """What the documents suggest asking."""


@dataclass(frozen=True, kw_only=True)
class PricesFile:
    """What a session costs, and the documents that say so."""

    __pydantic_config__ = _FORMAT

    checked: IsoDay | None = None
    """When its entries were last checked against their sources, as YYYY-MM-DD."""
    sources: dict[str, Source] = field(default_factory=dict)
    """The documents that figures come from, each under an id of your choice. Both files share them."""
    prices: dict[str, Price] = field(default_factory=dict)
    """What a session costs, by country or region, each under its id: what `--country` takes."""


FILES: Mapping[str, type] = {"protocols.yaml": ProtocolsFile, "prices.yaml": PricesFile}
"""The table files, and what each may hold."""


def _models() -> dict[str, type]:
    """Return what the entries of each section are that holds records under ids."""
    sections = [section for kind in FILES.values() for section in fields(kind)]
    return {section.name: get_args(section.type)[1] for section in sections if get_origin(section.type) is dict}


MODELS: Mapping[str, type] = _models()
"""The sections of the tables, and what each entry of them is."""
