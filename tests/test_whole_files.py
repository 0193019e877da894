"""A file is written whole or not at all, whatever happens meanwhile."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from mesoplan.cli.output import new_file, write_file
from mesoplan.errors import OutputError
from tests.conftest import Result

WRITER = """
import sys
from pathlib import Path
from mesoplan.cli.output import new_file, write_file
for letter in "abcdefghijklmnopqrstuvwxyz" * 1000:
    write_file(Path(sys.argv[1]), letter * 200_000, replace=True)
    print(letter, flush=True)
"""


def writer(file: Path) -> subprocess.Popen[bytes]:
    """Start a process that writes a file again and again, and wait until it has begun."""
    process = subprocess.Popen([sys.executable, "-c", WRITER, str(file)], stdout=subprocess.PIPE)
    assert process.stdout is not None
    process.stdout.read(2)
    return process


def is_whole(text: str) -> bool:
    """Tell whether a text is one that was written: one letter, all of it."""
    return len(text) == 200_000 and len(set(text)) == 1


KILLER = """
import os, random, signal, sys, time
from pathlib import Path
from mesoplan.cli.output import new_file, write_file

file, chance, left = Path(sys.argv[1]), random.Random(5), 0
file.write_text("a" * 200_000)
begun, begin = os.pipe()
for _ in range(200):
    child = os.fork()
    if child == 0:
        os.write(begin, b"!")
        for letter in "abcdefghijklmnopqrstuvwxyz" * 1000:
            write_file(file, letter * 200_000, replace=True)
        os._exit(1)
    os.read(begun, 1)
    time.sleep(chance.random() * 0.006)
    os.kill(child, signal.SIGKILL)
    assert os.WTERMSIG(os.waitpid(child, 0)[1]) == signal.SIGKILL
    text = file.read_text()
    assert len(text) == 200_000 and len(set(text)) == 1
print(len(list(file.parent.iterdir())) - 1)
"""


@pytest.mark.slow
@pytest.mark.skipif(not hasattr(os, "fork"), reason="this system has no fork")
def test_a_process_killed_at_any_moment_leaves_the_old_or_the_new_file(tmp_path: Path) -> None:
    """Killed 200 times, at random moments of a write and between two."""
    words = [sys.executable, "-c", KILLER, str(tmp_path / "plan.json")]
    killed = subprocess.run(words, capture_output=True, text=True, check=False, timeout=300)
    assert (killed.returncode, killed.stderr) == (0, "")
    assert 0 < int(killed.stdout) <= 200, "no process was killed while it wrote: the moments are wrong"


@pytest.mark.slow
def test_of_two_writers_at_once_one_has_written_the_whole_file(tmp_path: Path) -> None:
    file = tmp_path / "plan.json"
    writers = [writer(file), writer(file)]
    try:
        for _ in range(200):
            assert is_whole(file.read_text())
    finally:
        for process in writers:
            process.kill()
            process.communicate()
    assert is_whole(file.read_text())


def test_of_two_that_make_a_file_at_once_one_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "plan.json"
    with pytest.raises(OutputError, match="already exists: use --force to replace it"), new_file(file, replace=False):
        write_file(file, "first", replace=False)
    assert file.read_text() == "first"
    assert list(tmp_path.iterdir()) == [file]


def test_text_that_utf_8_does_not_have_is_no_reason_to_fail(tmp_path: Path) -> None:
    write_file(tmp_path / "plan.json", "from \udcff", replace=False)
    assert (tmp_path / "plan.json").read_text() == "from ?"


@pytest.mark.parametrize("command", ["due --format csv", "batch"])
def test_the_file_that_is_read_is_not_replaced(command: str, requests: Path, run: Callable[..., Result]) -> None:
    before = requests.read_text()
    result = run(*command.split(), requests.name, "--output", str(requests), "--force")
    assert (result.code, requests.read_text()) == (2, before)
    assert "--output: is the file that is read: choose another" in result.err
