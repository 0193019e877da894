"""Where the lines of a batch are answered: in this process, or in several others.

Each process has a pipe of its own. So its death, at whatever moment, ends just what waits for it, and it ends
itself when the process that started it is no more.
"""

import signal
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from functools import partial
from multiprocessing import get_context
from multiprocessing.connection import Connection
from multiprocessing.context import SpawnProcess
from queue import SimpleQueue

from mesoplan.batch.answer import Answers, Desk, answer_lines
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
    idle: SimpleQueue[Connection] = SimpleQueue()
    started: list[SpawnProcess] = []
    # A thread for each process waits for its answers.
    with ThreadPoolExecutor(jobs) as threads:
        try:
            with _ctrl_c_ignored():
                for _ in range(jobs):
                    idle.put(_start(desk, started))
            yield lambda lines, first: threads.submit(_ask, idle, lines, first).result
        finally:
            threads.shutdown(wait=False, cancel_futures=True)
            for process in started:
                process.terminate()
                process.join()


@contextmanager
def _ctrl_c_ignored() -> Iterator[None]:
    """Ignore Ctrl-C, which started processes inherit: it is for this one to end them."""
    try:
        before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    except ValueError:  # only the main thread has signals, and only it gets them
        yield
        return
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


def _start(desk: Desk, started: list[SpawnProcess]) -> Connection:
    """Start a process, enter it, and return this end of its pipe."""
    context = get_context("spawn")
    ours, theirs = context.Pipe()
    process = context.Process(target=_work, args=(theirs, desk), daemon=True)
    process.start()
    started.append(process)
    # With it open here as well, the pipe would not end with the process.
    theirs.close()
    return ours


def _work(pipe: Connection, desk: Desk) -> None:
    """Answer lines until there are no more, or nobody who asks."""
    with suppress(EOFError, OSError):
        while True:
            lines, first = pipe.recv()
            pipe.send(answer_lines(lines, first, desk))


def _ask(idle: "SimpleQueue[Connection]", lines: list[bytes], first: int) -> Answers:
    pipe = idle.get()
    try:
        pipe.send((lines, first))
        answers: Answers = pipe.recv()
    except (EOFError, OSError) as error:
        raise MesoplanError(
            "a process that answers lines has ended before its time, killed or out of memory:"
            " the answers that were written are right, the others are missing"
        ) from error
    finally:
        idle.put(pipe)
    return answers
