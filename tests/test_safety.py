"""Nothing reaches the network, starts a program or keeps what it read, and no text of a user's is ever run."""

from __future__ import annotations

import ast
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.helpers import IN_TURN, every_command

ROOT = Path(__file__).parents[1]
SOURCES = sorted((ROOT / "src").rglob("*.py"))

# Python tells an audit hook of these, whoever calls them and however deep. Then the process ends: no error to catch.
SEALED = """
import os
import socket
import sys

FORBIDDEN = ("socket.", "subprocess.", "os.system", "os.exec", "os.spawn", "os.posix_spawn", "os.fork", "os.startfile",
             "ctypes.", "ftplib.", "http.", "urllib.", "smtplib.", "webbrowser.", "pickle.")

def refuse(*what, **_):
    print(*what, file=sys.stderr, flush=True)
    os._exit(3)

class Refused(socket.socket):
    __init__ = refuse

def hook(event, arguments):
    if event.startswith(FORBIDDEN):
        refuse(event, arguments)

socket.socket = socket.create_connection = socket.getaddrinfo = Refused
sys.addaudithook(hook)
"""
PATIENTS = "name,start,country,closed\nAnna,2027-01-04,uk,holidays\n"
WORDS = {
    "cost": "cost --country uk --currency EUR",
    "plan": "plan --country uk --currency EUR --output plan.html --quiet",
    "compare": "compare --country all --currency EUR",
    "schedule": "schedule --closed holidays --country GB-SCT --at 10:30 --timezone Europe/London --format ics --quiet",
    "screen": "screen pregnancy",
    "aftercare": "aftercare --session 2026-12-01",
    "data init": "data init own",
    "data schema": "data schema schedule",
    "batch": "batch requests.jsonl",
    "due": "due patients.csv",
}


@pytest.mark.slow
def test_no_command_reaches_the_network_or_starts_a_program(tmp_path: Path) -> None:
    (tmp_path / "requests.jsonl").write_text('{"country": "uk", "currency": "EUR", "closed": "holidays"}\n')
    (tmp_path / "patients.csv").write_text(PATIENTS)
    # ask needs a terminal: tests/cli/test_ask.py gives it one.
    lines = [WORDS.get(name, name) for name in every_command() if name != "ask"]
    result = subprocess.run(
        [sys.executable, "-c", SEALED + IN_TURN, *lines],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    # data init says there what to try next.
    said = "As a plan: mesoplan plan --data own --only-own --country bergen\n"
    assert (result.returncode, result.stderr) == (0, said)


@pytest.mark.parametrize(
    "program",
    ["import socket; socket.socket()", "import subprocess; subprocess.run(['true'])", "import os; os.system('true')"],
)
def test_the_seal_holds(program: str) -> None:
    result = subprocess.run([sys.executable, "-c", SEALED + program], capture_output=True, check=False, timeout=60)
    assert result.returncode == 3


# Python tells of every file that is opened, renamed or made, and of every folder.
READ_ONLY = """
import os
import sys

CHANGES = ("os.rename", "os.remove", "os.mkdir", "os.link", "os.symlink", "os.chmod", "os.truncate", "os.utime",
           "shutil.", "tempfile.", "sqlite3.", "syslog.")

def hook(event, arguments):
    writes = event == "open" and (arguments[2] or 0) & (os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_APPEND | os.O_TRUNC)
    if (writes and arguments[0] != os.devnull) or event.startswith(CHANGES):
        print(event, arguments, file=sys.stderr, flush=True)
        os._exit(3)

sys.dont_write_bytecode = True
sys.addaudithook(hook)
"""
OF_PATIENTS = [
    *(f"due patients.csv --format {form}" for form in ("table", "json", "markdown", "html", "csv", "ics")),
    "batch patients.csv",
    "batch patients.csv --what plan",
    "plan --name Anna --condition pregnancy --country uk --currency EUR",
    "schedule --name Anna --format ics --quiet",
    "screen pregnancy",
]


@pytest.mark.slow
def test_nothing_of_a_patients_is_kept(tmp_path: Path) -> None:
    home, here = tmp_path / "home", tmp_path / "here"
    home.mkdir()
    here.mkdir()
    file = here / "patients.csv"
    file.write_text(PATIENTS)
    before = file.stat()
    where = {**os.environ, "HOME": str(home), "XDG_CACHE_HOME": str(home), "TMPDIR": str(home)}
    where["PYTHONDONTWRITEBYTECODE"] = "1"  # of Python's own
    result = subprocess.run(
        [sys.executable, "-c", READ_ONLY + IN_TURN, *OF_PATIENTS],
        cwd=here,
        # A run that measures coverage would write its own file at the end.
        env={name: text for name, text in where.items() if not name.startswith("COV")},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert (result.returncode, result.stderr) == (0, "")
    assert (file.read_text(), file.stat().st_mtime_ns) == (PATIENTS, before.st_mtime_ns)
    assert [*home.iterdir(), *here.iterdir()] == [file]


@pytest.mark.parametrize("words", ["due patients.csv --output week.html", "batch patients.csv --output all.jsonl"])
def test_only_the_file_that_is_asked_for_is_written(words: str, tmp_path: Path) -> None:
    (tmp_path / "patients.csv").write_text(PATIENTS)
    command = [sys.executable, "-m", "mesoplan", *words.split()]
    where = {**os.environ, "HOME": str(tmp_path), "TMPDIR": str(tmp_path), "PYTHONDONTWRITEBYTECODE": "1"}
    subprocess.run(command, cwd=tmp_path, env=where, check=True, timeout=60)
    assert {file.name for file in tmp_path.iterdir()} == {"patients.csv", words.split()[-1]}


@pytest.mark.parametrize("program", ["open('a', 'w')", "os.mkdir('a')", "__import__('tempfile').mkstemp()"])
def test_what_forbids_writing_holds(program: str, tmp_path: Path) -> None:
    command = [sys.executable, "-c", READ_ONLY + program]
    assert subprocess.run(command, cwd=tmp_path, capture_output=True, check=False, timeout=60).returncode == 3
    assert list(tmp_path.iterdir()) == []


def calls_and_imports(tree: ast.AST) -> Iterator[str]:
    """Yield the name of everything that is called, and of every module that is imported."""
    for node in ast.walk(tree):
        match node:
            case ast.Call(func=ast.Name(id=name)):
                yield name
            case ast.Call(func=ast.Attribute(value=ast.Name(id=owner), attr=name)):
                yield f"{owner}.{name}"
            case ast.Import(names=names):
                yield from (alias.name for alias in names)
            case ast.ImportFrom(module=str(module)):
                yield module


ALLOWED = {
    "cli/output.py": {"subprocess"},  # the pager that the reader chose
}


@pytest.mark.parametrize("file", SOURCES, ids=lambda file: str(file.relative_to(ROOT / "src")))
def test_no_source_runs_text_or_starts_a_program(file: Path) -> None:
    used = set(calls_and_imports(ast.parse(file.read_text(encoding="utf-8"))))
    forbidden = {"eval", "exec", "compile", "__import__", "os.system", "os.popen", "yaml.load", "yaml.unsafe_load"}
    modules = {"subprocess", "pickle", "marshal", "shelve", "socket", "urllib.request", "http.client", "ctypes"}
    allowed = ALLOWED.get(str(file.relative_to(ROOT / "src" / "mesoplan")), set())
    assert used & (forbidden | modules) == allowed


@pytest.mark.parametrize("file", SOURCES, ids=lambda file: str(file.relative_to(ROOT / "src")))
def test_only_the_command_line_asks_the_clock_the_environment_or_the_terminal(file: Path) -> None:
    if "cli" not in file.parts:
        text = file.read_text(encoding="utf-8")
        asked = (
            r"\b(today|now|utcnow|time\.time)\(\)|\bos\.(environ|getenv)|isatty|terminal_size|import (locale|random)"
        )
        assert re.findall(asked, text) == []
