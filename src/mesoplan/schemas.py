"""JSON Schemas: of the table files and of requests, for who writes them, and of the documents that commands print.

All of it comes from the records themselves, their docstrings included.
"""

import ast
import inspect
import json
import sys
from collections import defaultdict
from functools import cache
from itertools import pairwise
from typing import Any

from pydantic import TypeAdapter
from pydantic.json_schema import GenerateJsonSchema

from mesoplan.answers.cost import CompareAnswer, CostAnswer
from mesoplan.answers.document import Envelope, Refusal
from mesoplan.answers.due import DueAnswer
from mesoplan.answers.guidance import AftercareAnswer, RisksAnswer, ScreenAnswer
from mesoplan.answers.plan import PARTS, BatchAnswer, PlanAnswer
from mesoplan.answers.schedule import ScheduleAnswer
from mesoplan.answers.tables import PricesRecord, ProtocolsRecord, ValidateRecord
from mesoplan.requests.person import PersonRequest
from mesoplan.tables.files import FILES

_DOCUMENTS: dict[str, tuple[str, Any]] = {
    "schedule": ("schedule", ScheduleAnswer),
    "cost": ("cost", CostAnswer),
    "plan": ("plan", PlanAnswer),
    "batch": ("batch", BatchAnswer | Refusal),
    "due": ("due", DueAnswer),
    "compare": ("compare", CompareAnswer),
    "aftercare": ("aftercare", AftercareAnswer),
    "screen": ("screen", ScreenAnswer),
    "risks": ("risks", RisksAnswer),
    "protocols-output": ("protocols", ProtocolsRecord),
    "prices-output": ("prices", PricesRecord),
    "validate": ("validate", ValidateRecord),
}
"""Each document by the name that `mesoplan data schema` takes, as the `schema` in it and its record."""

SCHEMAS = {
    "protocols": "The table of regimens",
    "prices": "The table of prices",
    "request": "A line of a batch",
    **{name: f"What {kind}{'' if kind == 'batch' else ' --json'} prints" for name, (kind, _) in _DOCUMENTS.items()},
}
"""What has a schema, and what it is."""


def schema_text(name: str) -> str:
    """Write the JSON Schema of a table file, as `protocols`, of a request or of a document, as `schedule`."""
    if name == "request":
        schema = _request_schema()
    else:
        schema = _document_schema(*_DOCUMENTS[name]) if name in _DOCUMENTS else _table_schema(FILES[f"{name}.yaml"])
    return json.dumps({"$schema": _Plain.schema_dialect, **schema}, ensure_ascii=False, indent=2) + "\n"


class _Plain(GenerateJsonSchema):
    """Leaves out the titles that only repeat a field's name; what is printed always has every field."""

    def field_title_should_be_set(self, schema: Any) -> bool:  # noqa: ARG002  (pydantic's signature)
        return False

    def field_is_required(self, field: Any, total: bool) -> bool:
        return self.mode == "serialization" or super().field_is_required(field, total)

    def model_schema(self, schema: Any) -> dict[str, Any]:
        """Describe the fields of a pydantic model."""
        return _explained(super().model_schema(schema), schema["cls"])

    def dataclass_schema(self, schema: Any) -> dict[str, Any]:
        """Describe the fields of a dataclass."""
        return _explained(super().dataclass_schema(schema), schema["cls"])


def _explained(schema: dict[str, Any], kind: type) -> dict[str, Any]:
    """Describe each field of a record by the docstring below it, also where another record declares it."""
    for base in reversed(kind.__mro__[:-1]):
        for name, text in _docstrings(base.__module__).get(base.__name__, {}).items():
            if name in schema["properties"]:
                schema["properties"][name]["description"] = text
    return schema


@cache
def _docstrings(module: str) -> dict[str, dict[str, str]]:
    """Return the docstrings under the fields of a module's classes.

    Read when a schema is asked for: pydantic's `use_attribute_docstrings` would read them at every start.
    """
    found: dict[str, dict[str, str]] = defaultdict(dict)
    tree = ast.parse(inspect.getsource(sys.modules[module]))
    for node in (node for node in tree.body if isinstance(node, ast.ClassDef)):
        for pair in pairwise(node.body):
            match pair:
                case ast.AnnAssign(target=ast.Name(name)), ast.Expr(ast.Constant(str(text))):
                    found[node.name][name] = inspect.cleandoc(text).replace("\n", " ")
    return found


class _AsWritten(_Plain):
    """Describes a table as it stands in a file: ranges as text, and what is not known left out, never null."""

    def nullable_schema(self, schema: Any) -> dict[str, Any]:
        return self.generate_inner(schema["schema"])

    default_schema = nullable_schema


def _table_schema(kind: type) -> dict[str, Any]:
    schema = TypeAdapter(kind).json_schema(schema_generator=_AsWritten)
    for record in schema.get("$defs", {}).values():
        # An entry's id is the key above it.
        record.get("properties", {}).pop("id", None)
        record["required"] = [name for name in record.get("required", ()) if name != "id"]
    return schema


def _request_schema() -> dict[str, Any]:
    """Return the schema of a request, described by the help of the options that its fields are."""
    schema = PersonRequest.model_json_schema(schema_generator=_Plain)
    fields: dict[str, Any] = schema["properties"]
    del fields["today"]
    for field in fields.values():
        field.pop("default", None)
    own = {"description": "Your own, to know the answer by.", "type": ["string", "number", "boolean", "null"]}
    schema["properties"] = {"id": own, **fields}
    return schema


def _document_schema(kind: str, record: Any) -> dict[str, Any]:
    """Return a record's schema within the envelope's."""
    if kind != "batch":
        record = type(record)(record.__name__, (Envelope, record), {"__doc__": record.__doc__})
    schema = TypeAdapter(record).json_schema(schema_generator=_Plain, mode="serialization")
    whole = schema["$defs"]["BatchAnswer"] if kind == "batch" else schema
    whole["properties"]["schema"]["const"] = f"mesoplan/{kind}/1"
    if kind == "batch":
        whole["required"] = [name for name in whole["required"] if name not in PARTS]
    return schema
