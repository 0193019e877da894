"""The same batch on Dask, in processes of this machine: a CSV file of requests in, files of answers out.

    pip install '.[examples]'
    python examples/dask_batch.py examples/requests.csv plans

Each row is a request, and its columns are the fields of one (see docs/batch.md); no cell has a line break. Dask cuts
the file into parts, and its workers read, answer and write one part at a time, as JSON Lines. On a cluster it is the
same code: give `Client` the address of its scheduler, and a folder that every worker sees.
"""

import csv
import json
import sys
from collections.abc import Iterable, Iterator
from datetime import date
from functools import cache
from pathlib import Path

import dask.bag
from dask.distributed import Client

from mesoplan import Catalog, answer_request, load_catalog

PART = "1MiB"
"""How much of the file a part is: a million requests are about fifty."""


@cache
def catalog() -> Catalog:
    """Return the tables, loaded once in each worker."""
    return load_catalog()


def answer_all(lines: Iterable[str], titles: list[str], today: date) -> Iterator[str]:
    """Yield the answers to the rows of one part; the line of titles, in the first part, is no row."""
    for cells in csv.reader(lines):
        if cells and cells != titles:
            request = {field: text for field, text in zip(titles, cells, strict=True) if text}
            yield json.dumps(answer_request(request, catalog(), today), ensure_ascii=False)


def plan_all(requests: Path, plans: Path, today: date) -> None:
    """Write the answers to a file of requests, in its order, and print how many failed."""
    with requests.open(encoding="utf-8", newline="") as file:
        titles = next(csv.reader(file))
    with Client(n_workers=2, threads_per_worker=1, dashboard_address=None):
        lines = dask.bag.read_text(str(requests), blocksize=PART)
        files = lines.map_partitions(answer_all, titles, today).to_textfiles(str(plans / "*.jsonl"))
        answers = dask.bag.read_text(files).map(json.loads)
        print(
            f"{len(files)} files in {plans}; {answers.filter(lambda one: 'error' in one).count().compute()} rows failed"
        )


if __name__ == "__main__":
    plan_all(Path(sys.argv[1]), Path(sys.argv[2]), date.today())
