"""Whatever is typed and whatever a table holds: no traceback, no odd exit code, no half result, no hang.

`make slow` tries a few hundred of each, `make fuzz` 20,000 argument lists and 5,000 tables.
"""

from __future__ import annotations

import io
import json
import os
import time
from collections import Counter
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path
from unittest import mock

import pytest
from hypothesis import HealthCheck, given, settings, strategies as st

from mesoplan.cli import COMMANDS, main
from mesoplan.errors import JOINERS
from mesoplan.tables.text import scan_file
from tests.conftest import breaking_off
from tests.fuzzing import ENVIRONMENTS, argument_lists, changed_tables, made_tables, shapes

FUZZ = settings.get_current_profile_name() == "fuzz"
ARGUMENT_LISTS = 20_000 if FUZZ else 300
TABLES = 5_000 if FUZZ else 150
HANG = 60
"""Seconds after which a run that does not end is broken off."""
REQUESTS = Path("right/requests.jsonl")
"""What stands on standard input."""

pytestmark = pytest.mark.slow
many = settings(deadline=None, database=None, suppress_health_check=list(HealthCheck))


class Tally:
    """What was tried."""

    def __init__(self) -> None:
        self.codes: Counter[int] = Counter()
        self.slowest = 0.0
        self.began = time.perf_counter()

    def __str__(self) -> str:
        codes = ", ".join(f"{count} ended with {code}" for code, count in sorted(self.codes.items()))
        seconds = time.perf_counter() - self.began
        return f"{sum(self.codes.values())} runs in {seconds:.0f} s: {codes}; the slowest took {self.slowest:.2f} s"


def attempt(words: list[str], tally: Tally, environment: dict[str, str] | None = None) -> int:
    """Run the command line, hold it to what it promises, and return its exit code."""
    out, err = (io.TextIOWrapper(io.BytesIO(), encoding="utf-8", errors="backslashreplace") for _ in range(2))
    began = time.process_time()
    with (
        breaking_off(HANG),
        REQUESTS.open(encoding="utf-8") as requests,
        mock.patch("sys.stdin", requests),
        mock.patch.dict(os.environ, environment or {}),
        redirect_stdout(out),
        redirect_stderr(err),
    ):
        code = main(words)
        out.flush()
        err.flush()
    seconds = time.process_time() - began
    tally.codes[code] += 1
    tally.slowest = max(tally.slowest, seconds)
    check(words, code, out.buffer.getvalue().decode(), err.buffer.getvalue().decode())
    return code


def check(words: list[str], code: int, out: str, err: str) -> None:
    """Hold a run to what every run promises."""
    assert code in (0, 1, 2, 3), code
    assert code != 3 or "--exit-code" in words
    assert "Traceback" not in err
    assert all(char.isprintable() or char in ("\n", *JOINERS) for char in err), err
    # Some commands have a result to print where something in it is wrong: faults, and answers to other lines.
    results = words[:1] in (["batch"], ["due"]) or (words[:2] == ["data", "validate"] and "--json" in words)
    if code == 2 or (code == 1 and not results):
        assert out == ""
        assert err
    if out and "--json" in words and not {"-h", "--help", "--version"}.intersection(words):
        json.loads(out)


def report(what: str, tally: Tally, capsys: pytest.CaptureFixture[str]) -> None:
    """Tell, in `make fuzz`, what was tried."""
    if FUZZ:
        with capsys.disabled():
            print(f"\n{what}: {tally}")


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return the folder that everything happens in, with tables that are right, wrong and empty."""
    monkeypatch.chdir(tmp_path)
    assert main(["data", "init", "right"]) == 0
    assert main(["schedule", "--name", "Anna K.", "--output", "right/old.ics"]) == 0
    REQUESTS.write_text('{"id": 1}\n{"protocol": "salon", "country": ["uk"]}\nnot JSON\n[]\n', encoding="utf-8")
    for name, text in (("wrong", "prices: {a: {name: [x], per_session: 0}}\n"), ("empty", "")):
        (tmp_path / name).mkdir()
        (tmp_path / name / "prices.yaml").write_text(text)
    return tmp_path


def test_whatever_is_typed_ends_well(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    tally = Tally()
    # Loading the commands uses chance, which hypothesis forbids while it draws.
    shapes()

    @settings(many, max_examples=ARGUMENT_LISTS)
    @given(words=argument_lists(), environment=st.one_of(st.just({}), ENVIRONMENTS))
    def try_words(words: list[str], environment: dict[str, str]) -> None:
        attempt(words, tally, environment)
        for file in place.iterdir():
            if file.is_file():
                file.unlink()

    try_words()
    assert {0, 1, 2} <= tally.codes.keys()
    report("Argument lists", tally, capsys)


def test_whatever_a_table_holds_is_right_or_gets_its_faults(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    tally, right = Tally(), Counter[bool]()
    folder = place / "own"
    folder.mkdir()
    commands = [[name] for name in COMMANDS if name not in ("data", "batch")]
    formats = [[], ["--json"], ["--format", "markdown"], ["--format", "csv"], ["--format", "ics"], ["--format", "html"]]

    @settings(many, max_examples=TABLES)
    @given(st.one_of(made_tables(), changed_tables()), st.sampled_from(commands), st.sampled_from(formats), st.data())
    def try_table(table: tuple[str, bytes], command: list[str], ending: list[str], data: st.DataObject) -> None:
        for file in folder.iterdir():
            file.unlink()
        (folder / table[0]).write_bytes(table[1])
        code = attempt(["data", "validate", "own"], tally)
        right[code == 0] += 1
        assert attempt(["data", "validate", "own", "--json"], tally) == code
        words = [*command, "--data", "own", *ending]
        if code == 0 and command[0] in ("schedule", "cost", "plan", "compare"):
            own = scan_file(folder / table[0]).data
            for option, section in (("--protocol", "protocols"), ("--country", "prices")):
                if ids := list(own.get(section) or ()):
                    words += [option, data.draw(st.sampled_from(ids))]
        found = attempt(words, tally)
        assert code == 0 or found in (1, 2)

    try_table()
    assert len(right) == 2, "tables that are right, and some that are not"
    report(f"Tables, {right[True]} right and {right[False]} wrong", tally, capsys)
