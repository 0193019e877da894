"""What stands in examples/ works where its engine is installed."""

from __future__ import annotations

import json
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest

from mesoplan import Catalog, answer_request

pytestmark = pytest.mark.slow
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
        command = [sys.executable, str(EXAMPLES / "duckdb_batch.py"), str(requests), str(plans)]
        shown = subprocess.run(command, check=True, timeout=60, capture_output=True, text=True, encoding="utf-8").stdout
        found = [json.loads(answer) for (answer,) in engine.read_parquet(str(plans)).fetchall()]
    assert found == [answer_request(request, catalog, date.fromisoformat(found[0]["today"])) for request in asked]
    assert [answer["id"] for answer in found if "error" in answer] == ["p4"]
    assert all(word in shown for word in ("p1", "GBP", "450.000"))
