"""What stands in examples/ works where its engine is installed."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from mesoplan import Catalog, answer_request
from tests.conftest import TODAY

EXAMPLES = Path(__file__).parents[1] / "examples"
duckdb = pytest.importorskip("duckdb")
pytest.importorskip("numpy")


@pytest.mark.parametrize("ending", ["csv", "parquet"])
def test_duckdb_answers_each_row_as_the_library_does(ending: str, catalog: Catalog, tmp_path: Path) -> None:
    requests, plans = EXAMPLES / "requests.csv", tmp_path / "plans.parquet"
    with duckdb.connect() as engine:
        rows = engine.read_csv(str(requests))
        if ending == "parquet":
            requests = tmp_path / "requests.parquet"
            rows.write_parquet(str(requests))
        asked = [dict(zip(rows.columns, row, strict=True)) for row in rows.fetchall()]
        subprocess.run([sys.executable, EXAMPLES / "duckdb_batch.py", requests, plans], check=True, timeout=60)
        found = engine.read_parquet(str(plans)).project("id, currency, lowest, error, answer").fetchall()
    assert [row[:3] for row in found] == [
        ("p1", "GBP", 450),
        ("p2", "GBP", 600),
        ("p3", "USD", 400),
        ("p4", None, None),
        ("p5", "USD", 2000),
    ]
    assert "does not state how far apart" in found[3][3]
    answers = [{**json.loads(row[4]), "today": TODAY.isoformat()} for row in found if not row[3]]
    assert answers == [answer_request(request, catalog, TODAY) for request in asked if request["id"] != "p4"]
