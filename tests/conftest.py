"""What all tests share: no clock, no network, no terminal, no user's environment."""

from __future__ import annotations

import gc
import os
import re
import signal
import socket
from contextlib import contextmanager
from datetime import date
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import pytest
import yaml
from hypothesis import Phase, settings

from mesoplan import Catalog, Duration, Request, load_catalog
from mesoplan.cli import command, main
from mesoplan.tables import files

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

settings.register_profile("mesoplan", deadline=None, derandomize=True, print_blob=True)
settings.register_profile("fuzz", deadline=None, print_blob=True)
# Of a change to the code it matters that a test fails, not with how small an example.
settings.register_profile("mutate", deadline=None, derandomize=True, phases=(Phase.explicit, Phase.generate))
settings.load_profile("mesoplan")

# A shell that runs the tests in the background has them ignore Ctrl-C, and so all that they start.
signal.signal(signal.SIGINT, signal.default_int_handler)

# Nearly every test reads the shipped tables or calls a command, which no test changes: each process makes them once.
for module, name in ((files, "read_shipped"), (command, "load")):
    pytest.MonkeyPatch().setattr(module, name, cache(getattr(module, name)))

CASES = Path(__file__).parent / "cases"
TODAY = date(2026, 1, 5)
SHIPPED = load_catalog()
LIMIT = 60
"""Seconds after which a test of what must not hang is broken off."""


class Result(NamedTuple):
    """What one run of the command line did."""

    code: int
    out: str
    err: str


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add --write-golden, which replaces the golden outputs. Read them before they are committed."""
    parser.addoption("--write-golden", action="store_true", help="replace tests/golden by what the program prints now")


def pytest_collection_finish() -> None:
    """Leave what was collected to itself: going through it again and again takes a fifth of the time."""
    gc.collect()
    gc.freeze()


def cases(name: str) -> list[Any]:
    """Return the cases of a file in tests/cases as pytest parameters, each under its id."""
    found = yaml.load((CASES / f"{name}.yaml").read_text(encoding="utf-8"), yaml.CSafeLoader)
    return [pytest.param(case, id=case["id"]) for case in found]


def request_of(case: dict[str, Any]) -> Request:
    """Return the request of a case; what the case leaves out is the default."""
    interval = case.get("interval")
    return Request(
        start=case.get("start", TODAY),
        pace=case.get("pace", "typical"),
        intervals={"": Duration.parse(interval)} if interval else {},
    )


SETTINGS = re.compile(r"MESOPLAN_|LC_|(LANG|LANGUAGE|TZ|TERM|PAGER|COLUMNS|LINES|(NO|FORCE|CLI)_?COLOR\w*)$")
"""What a user's environment may say about language, time zone and terminal."""


@pytest.fixture(autouse=True)
def _sealed(monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep every test from the network, and from the user's own clock, language, time zone and terminal."""
    connect = socket.socket.connect

    def local_only(opened: socket.socket, address: Any) -> None:
        # Processes of the same program may talk to each other.
        assert opened.family == getattr(socket, "AF_UNIX", None), "a test reached for the network"
        connect(opened, address)

    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("a test looked up a network address")

    monkeypatch.setattr(socket.socket, "connect", local_only)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    for name in filter(SETTINGS.match, list(os.environ)):
        monkeypatch.delenv(name)
    monkeypatch.setenv("MESOPLAN_TODAY", TODAY.isoformat())
    monkeypatch.setenv("COLUMNS", "80")


@pytest.fixture(scope="session")
def catalog() -> Catalog:
    """Return the shipped tables."""
    return SHIPPED


@pytest.fixture
def requests(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Go to an empty folder, write requests for a batch there, and return their file."""
    monkeypatch.chdir(tmp_path)
    file = tmp_path / "requests.jsonl"
    file.write_text('{"id": "p1", "start": "2026-12-01", "country": "uk"}\n', encoding="utf-8")
    return file


@pytest.fixture
def run(capfdbinary: pytest.CaptureFixture[bytes]) -> Callable[..., Result]:
    """Return a function that runs the command line with some words and returns what it did."""

    def run(*words: str) -> Result:
        code = main(words)
        captured = capfdbinary.readouterr()
        return Result(code, captured.out.decode(), captured.err.decode())

    return run


@contextmanager
def breaking_off(seconds: float) -> Iterator[None]:
    """Break off what hangs, where the system can."""

    def give_up(*_: object) -> None:
        raise AssertionError(f"not done within {seconds} seconds")

    if not hasattr(signal, "setitimer"):
        yield
        return
    before = signal.signal(signal.SIGALRM, give_up)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


@pytest.fixture
def _not_hanging() -> Iterator[None]:
    """Break off a test that hangs."""
    with breaking_off(LIMIT):
        yield


not_hanging = pytest.mark.usefixtures("_not_hanging")
