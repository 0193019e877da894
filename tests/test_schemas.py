"""JSON Schemas: every document that is printed keeps to its own, and editors accept what mesoplan accepts."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given, strategies as st
from jsonschema import Draft202012Validator
from pydantic import TypeAdapter

from mesoplan.cli import COMMANDS
from mesoplan.cli.command import model_of
from mesoplan.cli.options import Action
from mesoplan.errors import UsageError
from mesoplan.schemas import SCHEMAS, schema_text
from mesoplan.tables.files import shipped_folder
from mesoplan.values import Amount
from mesoplan.values.ranges import Count, Duration
from tests.conftest import Result
from tests.helpers import faults

DOCUMENTS = {
    "schedule": [
        "schedule",
        "schedule -p weekly --pace fast",
        "schedule -p salon --interval 2w --maintenance 4-6mo",
        "schedule -p tapered --done 2025-12-01 --done 2025-12-20 --sessions 9",
        "schedule --closed weekends --closed holidays --country GB-SCT --away 2026-01-10..2026-01-30",
        "schedule -p trial --maintenance none --horizon 10d --aftercare",
    ],
    "cost": [
        "cost",
        "cost -c uk -p salon",
        "cost -c uk --price 100-180.50 --pack 6=1000 --discount 12.5% --fee 80 --per-visit 15 --budget 1200",
        "cost -c turkey -c uk --currency EUR",
        "cost -c uk -p weekly --horizon 400d --currency JPY --rate GBP=200",
    ],
    "plan": ["plan", "plan -c uk -p tapered --budget 900"],
    "batch": [],
    "due": [],
    "compare": ["compare", "compare -c uk -c turkey --currency EUR", "compare -c all --interval 2w"],
    "aftercare": [
        "aftercare",
        "aftercare --session 2026-12-01T10:30",
        "aftercare -p weekly --start 2026-12-01 --strict --oily-hair",
    ],
    "screen": ["screen", "screen pregnancy", "screen diabetes alopecia-areata"],
    "risks": ["risks"],
    "protocols-output": ["protocols", "protocols trial"],
    "prices-output": ["prices"],
    "validate": ["data validate"],
}


@pytest.mark.parametrize(("name", "words"), [(name, words) for name, runs in DOCUMENTS.items() for words in runs])
def test_what_a_command_prints_keeps_to_its_schema(name: str, words: str, run: Callable[..., Result]) -> None:
    result = run(*words.split(), "--json")
    assert result.code == 0
    assert faults(name, json.loads(result.out)) == []


def test_faults_and_tables_of_ones_own_keep_to_their_schema(run: Callable[..., Result], tmp_path: Path) -> None:
    (tmp_path / "prices.yaml").write_text("prices: {no: {name: x, nmae: x}}\n")
    assert faults("validate", json.loads(run("data", "validate", str(tmp_path), "--json").out)) == []
    (tmp_path / "prices.yaml").write_text("{}")
    assert faults("prices-output", json.loads(run("prices", "--data", str(tmp_path), "--json").out)) == []


@pytest.mark.parametrize("what", ["", "--what schedule", "--what cost", "--what plan"])
def test_every_line_of_a_batch_keeps_to_its_schema(what: str, run: Callable[..., Result], tmp_path: Path) -> None:
    file = tmp_path / "requests.jsonl"
    file.write_text('{"id": 1, "country": "uk", "currency": "EUR"}\n{"closed": "weekends"}\n{"pace": 1}\nnonsense\n')
    lines = [json.loads(line) for line in run("batch", str(file), *what.split()).out.splitlines()]
    assert [set(line) & {"error"} for line in lines] == [set(), set(), {"error"}, {"error"}]
    assert [fault for line in lines for fault in faults("batch", line)] == []


def test_every_document_is_printed_here() -> None:
    assert [name for name in SCHEMAS if name not in ("protocols", "prices", "request")] == list(DOCUMENTS)


@pytest.mark.parametrize(
    ("change", "path"),
    [
        ({"today": "5 January"}, "$.today"),
        ({"warnings": None}, "$.warnings"),
        ({"pace": "quick"}, "$.pace"),
        ({"schema": "mesoplan/schedule/2"}, "$.schema"),
        ({"nonsense": 1}, "$"),
    ],
)
def test_a_document_that_departs_is_found(change: dict[str, Any], path: str, run: Callable[..., Result]) -> None:
    [fault] = faults("schedule", json.loads(run("schedule", "--json").out) | change)
    assert fault.startswith(f"{path}: ")


@pytest.mark.parametrize("name", SCHEMAS)
def test_every_schema_is_one_and_describes_every_field(name: str) -> None:
    schema = json.loads(schema_text(name))
    Draft202012Validator.check_schema(schema)
    for title, record in {"": schema, **schema.get("$defs", {})}.items():
        for field, described in record.get("properties", {}).items():
            behind = schema.get("$defs", {}).get(described.get("$ref", "").split("/")[-1], {})
            assert "description" in described or "description" in behind, f"{title}.{field}"


def test_schemas_are_printed_and_an_unknown_one_names_all(run: Callable[..., Result]) -> None:
    for name in SCHEMAS:
        assert run("data", "schema", name).out == schema_text(name)
    assert [line.split()[0] for line in run("data", "schema").out.splitlines()] == list(SCHEMAS)
    result = run("data", "schema", "shedule")
    assert (result.code, result.out) == (2, "")
    assert 'there is no schema "shedule" (did you mean schedule?)' in result.err


def as_editors_read(file: Path) -> Any:
    """Return a table's data with YAML's own types, as an editor has it; days as text."""
    return json.loads(json.dumps(yaml.load(file.read_text(encoding="utf-8"), yaml.CSafeLoader), default=str))


@pytest.mark.parametrize("folder", ["", "example"])
@pytest.mark.parametrize("name", ["protocols", "prices"])
def test_editors_accept_the_shipped_tables(name: str, folder: str) -> None:
    data = as_editors_read(shipped_folder() / folder / f"{name}.yaml")
    # YAML 1.1 reads NO as a boolean; editors keep to 1.2.
    for price in data.get("prices", {}).values():
        price["code"] = "NO" if price.get("code") is False else price.get("code", "XX")
    assert faults(name, data) == []


@pytest.mark.parametrize(
    ("entry", "fault"),
    [
        ({"nmae": "x"}, "'nmae' was unexpected"),
        ({"id": "x"}, "'id' was unexpected"),
        ({"per_session": "150 to 400"}, "does not match"),
        ({"aliases": "norge"}, "is not of type 'array'"),
        ({"note": None}, "is not of type 'string'"),
        ({"instalments": 1000}, "1000 is greater than the maximum of 120"),
        ({"packs": [{"sessions": 0, "price": 900}]}, "0 is less than the minimum of 1"),
    ],
)
def test_editors_see_what_mesoplan_refuses(entry: dict[str, Any], fault: str) -> None:
    right = {"name": "Norway", "currency": "NOK", "per_session": 2500, "source": "x"}
    assert faults("prices", {"prices": {"no": right}}) == []
    assert fault in " ".join(faults("prices", {"prices": {"no": right | entry}}))


def test_every_command_that_prints_a_document_has_its_schema() -> None:
    models = {name: model_of(name) for name in COMMANDS if name != "data"}
    documents = {name for name, model in models.items() if issubclass(model, Action)}
    described = {re.sub(r"What | --json| prints", "", what) for what in SCHEMAS.values()}
    assert documents - described == set()


FIGURES = st.from_regex(
    r"\A([0-9]{1,4}( ?(-|\u2013) ?[0-9]{1,4}| ?\+)?|\.\. ?[0-9]{1,4}|[0-9.+ -]{1,6}|[0-9]{1,2}( or [0-9]{1,2}){1,2})\Z"
)
UNITS = st.sampled_from(
    ["", "h", "d", "w", "y", "mo", "hour", "hours", "days", "week", "weeks", "month", "months", "years", "m", "ages"]
)


@given(figures=FIGURES, unit=UNITS, space=st.sampled_from(["", " "]))
def test_editors_accept_every_range_that_mesoplan_accepts(figures: str, unit: str, space: str) -> None:
    for kind, text in ((Count, figures), (Amount, figures), (Duration, f"{figures}{space}{unit}")):
        text = text.strip()
        try:
            kind.parse(text)
        except UsageError:
            continue
        assert re.search(TypeAdapter(kind).json_schema()["pattern"], text)
