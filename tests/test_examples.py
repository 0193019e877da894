"""What stands in examples/ works where its engine is installed."""

from __future__ import annotations

import csv
import json
import os
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest

from mesoplan import Catalog, answer_request

pytestmark = pytest.mark.slow
EXAMPLES = Path(__file__).parents[1] / "examples"


@pytest.mark.parametrize("ending", ["csv", "parquet"])
def test_duckdb_answers_each_row_as_the_library_does(ending: str, catalog: Catalog, tmp_path: Path) -> None:
    duckdb = pytest.importorskip("duckdb")
    pytest.importorskip("numpy")
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


IN_SMALL_PARTS = "import sys, dask_batch, pathlib, datetime; dask_batch.PART = '2kB'; "
"""Their ends are anywhere in a line."""


def test_dask_answers_each_row_as_the_library_does(catalog: Catalog, tmp_path: Path) -> None:
    pytest.importorskip("distributed")
    requests, plans = tmp_path / "requests.csv", tmp_path / "plans"
    head, *rows = (EXAMPLES / "requests.csv").read_text(encoding="utf-8").splitlines()
    requests.write_text("\n".join([head, *rows * 50, ""]), encoding="utf-8")
    program = "dask_batch.plan_all(*map(pathlib.Path, sys.argv[1:]), datetime.date(2026, 1, 5))"
    command = [sys.executable, "-c", f"{IN_SMALL_PARTS}{program}", str(requests), str(plans)]
    where = {**os.environ, "PYTHONPATH": os.pathsep.join([str(EXAMPLES), os.environ.get("PYTHONPATH", "")])}
    shown = subprocess.run(command, check=True, timeout=120, env=where, capture_output=True, text=True).stdout
    files = sorted(plans.iterdir())
    found = [json.loads(line) for file in files for line in file.read_text(encoding="utf-8").splitlines()]
    asked = [{key: value for key, value in row.items() if value} for row in csv.DictReader([head, *rows])]
    assert found == [answer_request(request, catalog, date(2026, 1, 5)) for request in asked] * 50
    assert len(files) > 2
    assert shown == f"{len(files)} files in {plans}; 50 rows failed\n"
