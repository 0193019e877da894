"""What each table file may hold.

A new section of a table is a field here: reading, checking, merging, the catalogue, the JSON Schema and the
documents follow from the fields.
"""

from collections.abc import Iterable, Mapping
from typing import Any, get_args, get_origin

from pydantic import Field, model_validator

from mesoplan.tables import advice
from mesoplan.tables.prices import Price
from mesoplan.tables.record import IsoDay, Record
from mesoplan.tables.regimens import Protocol
from mesoplan.tables.sources import Source
from mesoplan.tables.text import mapping

Sections = Mapping[str, Mapping[str, Any]]
"""The entries of a file by section and id."""


class TableFile(Record):
    """What every table file may hold."""

    checked: IsoDay | None = None
    """When its entries were last checked against their sources, as YYYY-MM-DD."""
    sources: dict[str, Source] = Field({})
    """The documents that figures come from, each under an id of your choice. Both files share them."""

    @model_validator(mode="before")
    @classmethod
    def _with_ids(cls, data: Any) -> Any:
        """Give every entry that has an id its key as its id."""
        written = {name: mapping(data.get(name)) for name, kind in MODELS.items() if "id" in kind.model_fields}
        return data | {name: _keyed(section) for name, section in written.items() if section}


def _keyed(section: dict[str, Any]) -> dict[str, Any]:
    return {key: {**entry, "id": key} if isinstance(entry, dict) else entry for key, entry in section.items()}


class ProtocolsFile(TableFile):
    """Regimens, advice around them, and the documents that they come from."""

    protocols: dict[str, Protocol] = Field({})
    """The regimens, each under its id: what `--protocol` takes."""
    aftercare: dict[str, advice.Activity] = Field({})
    """What to avoid or to do after a session, and for how long."""
    before: dict[str, advice.Activity] = Field({})
    """What to avoid or to do before a session."""
    screening: dict[str, advice.Condition] = Field({})
    """Who should not be treated, or perhaps not."""
    indications: dict[str, advice.Indication] = Field({})
    """What the treatment is said to be for, or not to be for."""
    side_effects: dict[str, advice.SideEffect] = Field({})
    """What may happen, how often and for how long."""
    session: dict[str, advice.SessionTopic] = Field({})
    """What happens at a session, by step or topic."""
    ingredients: dict[str, advice.Ingredient] = Field({})
    """What is injected."""
    alternatives: dict[str, advice.Alternative] = Field({})
    """What else there is."""
    price_drivers: dict[str, advice.PriceDriver] = Field({})
    """Why prices differ."""
    evidence: dict[str, advice.Evidence] = Field({})
    """What the documents claim, next to what the cited paper says."""
    questions: dict[str, advice.Question] = Field({})
    """What to ask a clinic, in our words."""


class PricesFile(TableFile):
    """What a session costs, and the documents that say so."""

    prices: dict[str, Price] = Field({})
    """What a session costs, by country or region, each under its id: what `--country` takes."""


FILES: Mapping[str, type[TableFile]] = {"protocols.yaml": ProtocolsFile, "prices.yaml": PricesFile}
"""The table files, and what each may hold."""

MODELS: Mapping[str, type[Record]] = {
    name: get_args(field.annotation)[1]
    for kind in FILES.values()
    for name, field in kind.model_fields.items()
    if get_origin(field.annotation) is dict
}
"""The sections of the tables, and what each entry of them is."""

REGIMENS = ("sources", "protocols", "prices")
"""The sections that dates and costs need: reading no more is quicker."""


def merged(parts: Iterable[Sections]) -> dict[str, Any]:
    """Put parts together, section by section: later entries are added, and replace those of the same id."""
    whole: dict[str, Any] = {}
    for part in parts:
        for name, section in part.items():
            whole[name] = {**whole.get(name, {}), **section}
    return whole
