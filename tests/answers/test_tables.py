"""The documents of the tables: nothing that they printed before is lost, and what is doubtful is said."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from mesoplan import load_catalog
from mesoplan.answers import tables
from mesoplan.errors import Fault
from mesoplan.tables.files import FILES, check_files, doubts_in, read_shipped
from tests.conftest import SHIPPED, TODAY, Result
from tests.helpers import document

ROOT = Path(__file__).parents[2]
GOLDEN = ROOT / "tests" / "golden"


def lost(now: Any, before: Any, path: str = "") -> list[str]:
    """Return where a document has not what it had; what was added does not count."""
    if isinstance(before, dict):
        return [
            fault for key in before for fault in (lost(now[key], before[key], f"{path}.{key}") if key in now else [key])
        ]
    if isinstance(before, list) and len(before) == len(now):
        return [fault for a, b in zip(now, before, strict=True) for fault in lost(a, b, f"{path}[]")]
    return [] if now == before else [f"{path}: {now} was {before}"]


@pytest.mark.parametrize("kind", ["prices", "protocols"])
def test_a_document_keeps_what_it_had(kind: str) -> None:
    made = {
        "prices": tables.prices_record(SHIPPED.prices.values(), SHIPPED),
        "protocols": tables.protocols_record(SHIPPED.protocols.values(), SHIPPED),
    }
    before = json.loads((GOLDEN / f"{kind}.json").read_text(encoding="utf-8"))
    assert lost(document(kind, made[kind], SHIPPED, TODAY), before) == []


def test_a_row_gives_its_own_terms() -> None:
    catalog = load_catalog(ROOT / "data" / "example")
    row = document("prices", tables.prices_record([catalog.prices["bergen"]], catalog), catalog, TODAY)["prices"][0]
    assert row["holidays"] == "NO"
    assert row["terms"]["packs"][1] == {
        "sessions": 6,
        "free": 0,
        "price": {"low": 14400, "high": 14400},
        "valid": {"min": 12, "max": 12, "unit": "months"},
    }
    assert row["terms"]["consultation"] == {"price": 900, "each": "once", "deducted": True}
    assert "name" not in row["terms"]


def test_a_protocol_gives_all_its_own_fields() -> None:
    written = document("protocols", tables.protocols_record([SHIPPED.protocol("standard")], SHIPPED), SHIPPED, TODAY)
    own = type(SHIPPED.protocol("standard")).model_fields.keys()
    assert own <= written["protocols"][0].keys()


PROTOCOLS = """\
protocols:
  odd:
    name: Odd
    source: quote
    course:
      - {phase: only, sessions: 3, interval: 1 week}
    stated_total: 5
    maintenance: {repeat: none}
sources:
  quote: {title: A quote}
"""
PRICES = """\
prices:
  dear:
    name: Dear clinic
    currency: GBP
    source: quote
    per_session: 100
    packs:
      - {sessions: 6, price: 900}
"""


def test_doubts_are_warnings_with_their_places(tmp_path: Path, run: Callable[..., Result]) -> None:
    (tmp_path / "protocols.yaml").write_text(PROTOCOLS, encoding="utf-8")
    (tmp_path / "prices.yaml").write_text(PRICES, encoding="utf-8")
    files = [tmp_path / "protocols.yaml", tmp_path / "prices.yaml"]
    assert json.loads(run("data", "validate", str(tmp_path), "--json").out)["warnings"] == [
        f"{files[0]}:7:19: protocols.odd.stated_total: The source states 5 sessions in all, but its phases add up to 3."
        " The phases are planned; --sessions plans another number. The other figure is at 6:7.",
        f"{files[1]}:8:9: prices.dear.packs.0: The pack 6=900 is dearer than its 6 sessions alone, 600.",
    ]


def test_shipped_and_example_tables_have_no_doubts() -> None:
    checked = check_files(sorted((ROOT / "data").glob("**/*.yaml")), map(read_shipped, FILES))
    assert [doubt for table in checked for doubt in doubts_in(table)] == []


def test_a_check_has_the_faults_without_their_lines() -> None:
    fault = Fault("own.yaml", 3, 5, "prices.x", "is missing: write it", "  x:")
    checked = tables.CheckedFile(file="own.yaml", entries={})
    record = tables.ValidateRecord(files=(checked,), faults=(fault,), warnings=())
    written = document("validate", record, None, TODAY)
    assert written["schema"] == "mesoplan/validate/1"
    assert written["files"] == [{"file": "own.yaml", "entries": {}}]
    assert written["faults"] == [
        {"file": "own.yaml", "line": 3, "column": 5, "path": "prices.x", "message": "is missing: write it"}
    ]
    assert written["warnings"] == []
