"""What every entry of the tables is: a frozen pydantic model that takes no field it does not know."""

import ast
import inspect
import sys
from datetime import date
from functools import cache
from itertools import pairwise
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, GetJsonSchemaHandler
from pydantic_core import CoreSchema

from mesoplan.errors import UsageError, quoted


class Record(BaseModel):
    """A frozen entry of a table. The docstring under a field is its description in the JSON Schema."""

    # A model is built when it first reads something: most commands need few of them.
    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)

    @classmethod
    def __get_pydantic_json_schema__(cls, schema: CoreSchema, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        record = handler.resolve_ref_schema(handler(schema))
        texts: dict[str, str] = {}
        for kind in reversed(cls.__mro__):
            if issubclass(kind, Record):
                texts |= docstrings(kind.__module__).get(kind.__name__, {})
        for name, field in cls.model_fields.items():
            shown = (field.serialization_alias if handler.mode == "serialization" else field.alias) or name
            if name in texts and shown in record["properties"]:
                record["properties"][shown]["description"] = texts[name]
        return record


@cache
def docstrings(module: str) -> dict[str, dict[str, str]]:
    """Return the docstrings under the fields of a module's classes.

    Read when a schema is asked for: pydantic's `use_attribute_docstrings` would read them at every start.
    """
    classes = [
        node for node in ast.parse(inspect.getsource(sys.modules[module])).body if isinstance(node, ast.ClassDef)
    ]
    found: dict[str, dict[str, str]] = {node.name: {} for node in classes}
    for node in classes:
        for pair in pairwise(node.body):
            match pair:
                case ast.AnnAssign(target=ast.Name(name)), ast.Expr(ast.Constant(str(text))):
                    found[node.name][name] = inspect.cleandoc(text).replace("\n", " ")
    return found


def _in_figures(written: Any) -> Any:
    """Refuse whole numbers that pydantic would take in another form, as 1_000 and 7.0."""
    if isinstance(written, str) and not (written.isascii() and written.isdigit()):
        raise UsageError(f"{quoted(written)} is not a whole number: write one such as 7")
    return written


def _only_iso(written: Any) -> Any:
    """Refuse dates that pydantic would take in another form, as 86400 for 1970-01-02."""
    if isinstance(written, str) and not (len(written) == 10 and written[4] == written[7] == "-" and written.isascii()):
        raise UsageError(f"{quoted(written)} is not a date: write YYYY-MM-DD")
    return written


Figure = Annotated[int, BeforeValidator(_in_figures)]
"""A whole number as the tables write it, in figures alone."""

IsoDay = Annotated[date, BeforeValidator(_only_iso)]
"""A day as the tables write it, YYYY-MM-DD."""
