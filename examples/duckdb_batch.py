"""The same batch through DuckDB: a CSV or Parquet file of requests in, a Parquet file of answers out.

    pip install '.[examples]'
    python examples/duckdb_batch.py examples/requests.csv plans.parquet

Each row is a request, and its columns are the fields of one (see docs/batch.md). DuckDB reads the rows, calls
mesoplan for each, and writes; the answers are then a table that SQL can ask. `answer_request` is pure, so that any
engine can call it so: dask_batch.py has Dask map the same function over its partitions.
"""

import json
import sys
from datetime import date
from pathlib import Path

import duckdb

from mesoplan import answer_request, load_catalog

COLUMNS = """
    answer ->> '$.id' AS id,
    (answer ->> '$.schedule.course.finish.planned')::DATE AS course_ends,
    answer ->> '$.cost.estimates[0].currency' AS currency,
    (answer ->> '$.cost.estimates[0].course.cost.low')::DECIMAL(12, 3) AS lowest,
    (answer ->> '$.cost.estimates[0].course.cost.high')::DECIMAL(12, 3) AS highest,
    answer ->> '$.error.message' AS error
"""


def plan_all(requests: Path, plans: Path, today: date) -> None:
    """Write the answers to a file of requests, in its order, and print the first of them."""
    catalog = load_catalog()

    def answer(request: str) -> str:
        return json.dumps(answer_request(json.loads(request), catalog, today), ensure_ascii=False)

    with duckdb.connect() as engine:
        engine.create_function("answer", answer, ["VARCHAR"], "VARCHAR")
        # Python answers one row at a time, and a second thread would only pile answers up behind the first.
        engine.execute("SET threads = 1")
        parquet = requests.suffix == ".parquet"
        rows = engine.read_parquet(str(requests)) if parquet else engine.read_csv(str(requests), all_varchar=True)
        answers = rows.set_alias("request").project("answer(to_json(request)) AS answer")
        answers.write_parquet(str(plans), row_group_size=4096)
        print(engine.read_parquet(str(plans)).limit(20).project(COLUMNS))


if __name__ == "__main__":
    plan_all(Path(sys.argv[1]), Path(sys.argv[2]), date.today())
