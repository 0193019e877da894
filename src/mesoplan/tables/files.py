"""What each table file may hold, checked by pydantic; its findings, each with its place.

A new section of a table is a field here: reading, checking, merging, the catalogue, the JSON Schema and the
documents follow from the fields.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, get_args, get_origin

from pydantic import Field, ValidationError, field_validator

from mesoplan.errors import Fault
from mesoplan.tables import advice
from mesoplan.tables.prices import Price
from mesoplan.tables.record import IsoDay, Record, worded
from mesoplan.tables.regimens import Protocol
from mesoplan.tables.sources import Source
from mesoplan.tables.text import Key, Table, mapping

Sections = Mapping[str, Mapping[str, Any]]
"""The entries of a file by section and id."""


class TableFile(Record):
    """What every table file may hold."""

    checked: IsoDay | None = None
    """When its entries were last checked against their sources, as YYYY-MM-DD."""
    sources: dict[str, Source] = Field({})
    """The documents that figures come from, each under an id of your choice. Both files share them."""

    @field_validator("*", mode="before")
    @classmethod
    def _with_ids(cls, section: Any) -> Any:
        """Give every entry its key as its id."""
        if not isinstance(section, dict):
            return section
        return {key: {**entry, "id": key} if isinstance(entry, dict) else entry for key, entry in section.items()}


class RegimensFile(TableFile):
    """Regimens, and the documents that they come from."""

    protocols: dict[str, Protocol] = Field({})
    """The regimens, each under its id: what `--protocol` takes."""


class ProtocolsFile(RegimensFile):
    """Regimens, advice around them, and the documents that they come from."""

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
    price_drivers: dict[str, advice.Topic] = Field({})
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


def check(table: Table, ids: Sections | None = None) -> None:
    """Check every field of a table with pydantic: fill its sections, or add to its faults.

    Args:
        table: as it is written.
        ids: the entries that fields may name, by section; None: whatever they name is right.
    """
    try:
        checked = kind_of(table).model_validate(table.data, context=ids)
        table.sections = {name: section for name, section in checked if name in MODELS}
    except ValidationError as error:
        table.faults += [_word(table, found) for found in error.errors(include_url=False)]


def steps_of(field: str) -> Key:
    """Return the way to a field that may be an entry of a list, as `packs.1`."""
    return tuple(int(step) if step.isdigit() else step for step in field.split("."))


def kind_of(table: Table) -> type[TableFile]:
    """Return what a table may hold, by its file's name; under another name by what it has most of."""
    likest = max(FILES.values(), key=lambda kind: len(kind.model_fields.keys() & table.data))
    kind = FILES.get(table.file.name, likest)
    # Where there is no advice, its models need not be built.
    is_plain = kind is ProtocolsFile and table.data.keys() <= RegimensFile.model_fields.keys()
    return RegimensFile if is_plain else kind


def _word(table: Table, found: Any) -> Fault:
    """Say one of pydantic's findings as a user needs it."""
    kind, path = found["type"], found["loc"]
    field = getattr(found["ctx"]["error"], "field", None) if kind == "value_error" else None
    if field and (steps := steps_of(field))[0] in mapping(found["input"]):
        path = (*path, *steps)
    return table.fault(path, worded(found), at_key=kind == "extra_forbidden")


def doubts_in(table: Table) -> Iterator[Fault]:
    """Yield what is doubtful in a table that has no faults: at the place of one figure, with that of the other."""
    for key, price in table.sections.get("prices", {}).items():
        for field, says in price.doubts():
            yield table.fault(("prices", key, *steps_of(field)), says)
    for key, protocol in table.sections.get("protocols", {}).items():
        for field, other, says in protocol.contradictions():
            place = table.fault(("protocols", key, *other), "")
            both = f"{says} The other figure is at {place.line}:{place.column}."
            yield table.fault(("protocols", key, *field), both)
