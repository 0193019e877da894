"""JSON Schemas: of the table files, for editors, and of the documents that commands print, for scripts.

All of it comes from the records and documents themselves, their docstrings included.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import is_dataclass
from typing import Any

from pydantic import TypeAdapter
from pydantic.json_schema import GenerateJsonSchema
from typing_extensions import get_original_bases, is_typeddict

from mesoplan.planning import milestones, schedule, sessions
from mesoplan.pricing import bill, budget, compare, estimate, offer, stopping, verdict
from mesoplan.render import documents
from mesoplan.tables import citations
from mesoplan.tables.files import FILES

_DIALECT = "https://json-schema.org/draft/2020-12/schema"


def schema_names() -> list[str]:
    """Return the names of everything that has a schema: first the tables, then the documents."""
    return [*_TABLES, *documents.DOCUMENTS]


def schema_text(name: str) -> str:
    """Write the JSON Schema of a table file, as `protocols`, or of a document, as `schedule`."""
    schema = _table_schema(_TABLES[name]) if name in _TABLES else _document_schema(documents.DOCUMENTS[name])
    return json.dumps({"$schema": _DIALECT, **schema}, ensure_ascii=False, indent=2) + "\n"


class _Plain(GenerateJsonSchema):
    """Leaves out the titles that only repeat a field's name."""

    def field_title_should_be_set(self, schema: Any) -> bool:  # noqa: ARG002  (pydantic's signature)
        return False


class _AsWritten(_Plain):
    """Describes a table as it stands in a file: ranges as text, and what is not known left out, never null."""

    def nullable_schema(self, schema: Any) -> dict[str, Any]:
        return self.generate_inner(schema["schema"])

    def default_schema(self, schema: Any) -> dict[str, Any]:
        return self.generate_inner(schema["schema"])


def _table_schema(kind: type) -> dict[str, Any]:
    schema = TypeAdapter(kind).json_schema(schema_generator=_AsWritten)
    for record in schema.get("$defs", {}).values():
        # An entry's id is the key above it.
        record.get("properties", {}).pop("id", None)
        record["required"] = [name for name in record.get("required", ()) if name != "id"]
    written: dict[str, Any] = _as_text(schema)
    return written


def _document_schema(kind: Any) -> dict[str, Any]:
    for record in _described():
        record.__pydantic_config__ = {"use_attribute_docstrings": True}
    schema = TypeAdapter(kind).json_schema(schema_generator=_Plain, mode="serialization")
    for record in (schema, *schema.get("$defs", {}).values()):
        base = getattr(documents, record.get("title", ""), None)
        if is_typeddict(base) and base.__annotations__.keys() <= record["properties"].keys():
            _describe(record["properties"], base)
    for kind in filter(is_dataclass, _described()):
        bases: list[Any] = [base for base in kind.__mro__[1:] if is_dataclass(base)]
        for base in bases:
            # pydantic reads only the docstrings of the class itself.
            inherited = TypeAdapter(base).json_schema(schema_generator=_Plain, mode="serialization")["properties"]
            for name, field in schema["$defs"].get(kind.__name__, {}).get("properties", {}).items():
                field |= {"description": inherited.get(name, {}).get("description", "")} | field
    return schema


def _described() -> Iterator[Any]:
    """Yield the documents and the records in them, whose docstrings describe their fields."""
    yield from filter(is_typeddict, vars(documents).values())
    for module in (
        citations,
        milestones,
        schedule,
        sessions,
        bill,
        budget,
        compare,
        estimate,
        offer,
        stopping,
        verdict,
    ):
        yield from (kind for kind in vars(module).values() if isinstance(kind, type) and is_dataclass(kind))


def _as_text(schema: Any) -> Any:
    """Return a table's schema in which every figure may be text: 25% is a figure with its sign."""
    if isinstance(schema, list):
        return [_as_text(part) for part in schema]
    if not isinstance(schema, dict):
        return schema
    inner = {name: _as_text(part) for name, part in schema.items()}
    return {**inner, "type": ["string", "number"]} if inner.get("type") == "number" else inner


def _describe(properties: Mapping[str, dict[str, Any]], kind: Any) -> None:
    """Add what a document's bases say of its fields: pydantic reads only its own docstrings."""
    for base in filter(is_typeddict, get_original_bases(kind)):
        for name, described in (
            TypeAdapter(base).json_schema(schema_generator=_Plain, mode="serialization")["properties"].items()
        ):
            if "description" in described:
                properties[name].setdefault("description", described["description"])
        _describe(properties, base)


_TABLES: Mapping[str, Any] = {name.removesuffix(".yaml"): kind for name, kind in FILES.items()}
