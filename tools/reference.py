"""The generated parts of docs/tables.md: every field from the records' own descriptions, and the example regimens."""

import json
from collections.abc import Callable, Iterator, Mapping
from itertools import chain
from pathlib import Path
from textwrap import fill
from typing import Any

import yaml

from mesoplan.schemas import schema_text

REGIMENS = Path(__file__).parents[1] / "tests" / "cases" / "regimens.yaml"


def fields_page() -> str:
    """Describe what each file may hold, and every record in it."""
    schemas = {f"{name}.yaml": json.loads(schema_text(name)) for name in ("protocols", "prices")}
    records = dict(chain.from_iterable(schema["$defs"].items() for schema in schemas.values()))
    parts = chain(
        chain.from_iterable(_record(name, schema, "Section") for name, schema in schemas.items()),
        chain.from_iterable(_record(_title(name), record, "Field") for name, record in sorted(records.items())),
    )
    return "\n".join(parts) + "\n"


def _record(title: str, schema: Mapping[str, Any], what: str) -> Iterator[str]:
    yield from ("", f"### {title}", "", schema["description"], "")
    yield from (f"| {what} | Written as | What it is |", "|---|---|---|")
    required = schema.get("required", ())
    for name, field in sorted(schema["properties"].items(), key=lambda one: one[0] not in required):
        needed = " (required)" if name in required else ""
        described = field.get("description") or "As below."
        yield f"| `{name}`{needed} | {_written(field)} | {described.replace('|', chr(92) + '|')} |"


def _written(field: Mapping[str, Any]) -> str:
    """Say how a value is written."""
    if several := field.get("anyOf"):
        return " or ".join(_written(one) for one in several if one.get("type") != "null")
    if "$ref" in field:
        name = field["$ref"].rpartition("/")[2]
        return f"[{_title(name).lower()}](#{_title(name).lower().replace(' ', '-')})"
    if "enum" in field:
        return " or ".join(f"`{word}`" for word in field["enum"])
    if "const" in field:
        return f"`{field['const']}`"
    if "items" in field:
        return f"list of {_written(field['items'])}"
    if isinstance(field.get("additionalProperties"), dict):
        return f"by id: {_written(field['additionalProperties'])}"
    if examples := field.get("examples"):
        return "such as " + ", ".join(f"`{example}`" for example in examples)
    written = field.get("type", "")
    if isinstance(written, list):
        return "a figure"
    return {"integer": "whole number", "boolean": "`true` or `false`"}.get(
        written, "`YYYY-MM-DD`" if field.get("format") == "date" else "text"
    )


def _title(name: str) -> str:
    return {"Lists": "Lists of a document"}.get(name, name)


def regimens_page() -> str:
    """Show each example regimen with what it says, and the days and the warning that tests hold it to."""
    parts = []
    for case in yaml.safe_load(REGIMENS.read_text(encoding="utf-8")):
        parts += ["", case["says"], "", "```yaml", case["text"].rstrip(), "```", "", *_days(case)]
        if "warns" in case and "interval" not in case:
            parts += ["", f"A plan warns: *{case['warns'].rstrip('.')}.*"]
    return "\n".join(parts) + "\n\n"


def _days(case: Mapping[str, Any]) -> Iterator[str]:
    """Yield the days of the sessions, by pace where that makes a difference."""
    days, chosen = case["days"], f" with --interval {case['interval']}" if "interval" in case else ""
    for pace, figures in (days if isinstance(days, dict) else {"": days}).items():
        line = f"{'- ' if pace else ''}Days{pace and f', {pace}'}{chosen}: {', '.join(map(str, figures))}."
        yield fill(line, 120, subsequent_indent="  " if pace else "")


MADE: Mapping[str, Callable[[], str]] = {"fields": fields_page, "regimens": regimens_page}
"""What makes each generated part, by name."""
