"""Where the lines of a batch are answered: in this process, or in several others."""

import os
import signal
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager, suppress
from functools import partial
from multiprocessing import get_context, parent_process
from threading import Thread

from mesoplan.batch import Answers, Desk, answer_lines
from mesoplan.errors import MesoplanError

Submit = Callable[[list[bytes], int], Callable[[], Answers]]
"""Takes lines and the number of the first; returns what waits for their answers."""


def this_process(desk: Desk) -> Submit:
    """Return what answers lines here, when their answers are waited for."""
    return lambda lines, first: partial(answer_lines, lines, first, desk)


@contextmanager
def processes(jobs: int, desk: Desk) -> Iterator[Submit]:
    """Open so many processes, and return what has them answer lines.

    What waits for answers raises MesoplanError where a process has ended before its time.
    """
    with ProcessPoolExecutor(jobs, get_context("spawn"), initializer=_set_up, initargs=(desk,)) as executor:

        def submit(lines: list[bytes], first: int) -> Callable[[], Answers]:
            with _reported():
                return partial(_result, executor.submit(_answer, lines, first))

        try:
            _start(executor, jobs)
            yield submit
        finally:
            executor.shutdown(cancel_futures=True)


def _start(executor: ProcessPoolExecutor, jobs: int) -> None:
    """Start the processes while Ctrl-C is ignored here, which they inherit: it is for this one to end them."""
    before = None
    with suppress(ValueError):  # only the main thread has signals, and only it gets them
        before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        for _ in range(jobs):
            executor.submit(int)
    finally:
        if before is not None:
            signal.signal(signal.SIGINT, before)


_desks: list[Desk] = []
"""By what a started process answers; empty in the one that started it."""


def _set_up(desk: Desk) -> None:
    """Take the desk, leave Ctrl-C to the process that started this one, and end with it, however it ends."""
    _desks[:] = [desk]
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    parent = parent_process()
    assert parent is not None
    parent.join()
    os._exit(1)


def _answer(lines: list[bytes], first: int) -> Answers:
    return answer_lines(lines, first, _desks[0])


def _result(future: "Future[Answers]") -> Answers:
    with _reported():
        return future.result()


@contextmanager
def _reported() -> Iterator[None]:
    try:
        yield
    except BrokenProcessPool as error:
        raise MesoplanError(
            "a process that answers lines has ended before its time, killed or out of memory:"
            " the answers that were written are right, the others are missing"
        ) from error
