"""Where the requests of a batch are answered: in this process, or in several others."""

import os
import signal
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from itertools import islice
from multiprocessing import get_context, parent_process
from threading import Thread
from typing import Any

from mesoplan.answers.document import CtrlCPutOff
from mesoplan.batch.rows import Answer, Row
from mesoplan.errors import MesoplanError

PIECE = 32
"""How many requests a process answers at a time."""

_answerers: list[Callable[[Row], Any]] = []
"""In another process, the one that it answers with."""


def answered(rows: Iterable[Row], answer: Callable[[Row], Answer], jobs: int) -> Iterator[list[Answer]]:
    """Yield the answers to requests, in order; one by one in this process, or in pieces by several.

    `answer` can be pickled. At most four pieces a process are under way, so that memory does not grow with the input.

    Raises:
        MesoplanError: a process exited unexpectedly.
    """
    unread = iter(rows)
    if jobs == 1:
        yield from ([answer(row)] for row in unread)
        return
    waiting: deque[Future[list[Answer]]] = deque()
    pool = ProcessPoolExecutor(jobs, get_context("spawn"), _begin, (answer,))
    try:
        while piece := [*islice(unread, PIECE)]:
            # A process that starts has Ctrl-C put off as well, and then ignores it.
            with CtrlCPutOff():
                waiting.append(pool.submit(_answer, piece))
            if len(waiting) > 4 * jobs:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()
    except BrokenProcessPool as error:
        left = "the answers that were written are right, the others are missing"
        what = "a process that answers lines exited unexpectedly, killed or out of memory"
        raise MesoplanError(f"{what}: {left}") from error
    finally:
        pool.shutdown(wait=True, cancel_futures=True)


def _begin(answer: Callable[[Row], Any]) -> None:
    """Begin a process. Ctrl-C reaches every process; it is for the first one to end the others."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    Thread(target=_end_with_parent, daemon=True).start()
    _answerers.append(answer)


def _end_with_parent() -> None:
    """End this process when the one that started it is no more."""
    if parent := parent_process():
        parent.join()
    os._exit(1)


def _answer(rows: list[Row]) -> list[Any]:
    return [*map(_answerers[0], rows)]
