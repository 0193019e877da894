"""The documents say what the program does."""

from __future__ import annotations

import re
import shlex
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

import mesoplan
from tests.conftest import Result

ROOT = Path(__file__).parents[1]
PAGES = [*sorted(ROOT.glob("*.md")), *sorted((ROOT / "docs").rglob("*.md"))]


def shell_blocks(page: str) -> list[list[str]]:
    """Return the lines of each of a page's shell blocks that set a variable or run mesoplan, up to a pipe."""
    blocks = re.findall(r"```(?:sh|console)\n(.*?)```", page, re.DOTALL)
    lines = [[line.removeprefix("$ ") for line in block.splitlines()] for block in blocks]
    wanted = [[line for line in block if re.match("mesoplan |export ", line)] for block in lines]
    return [[re.split(r" [|]|&&|#", line)[0].strip() for line in block] for block in wanted if block]


EXAMPLES = (ROOT / "docs" / "examples.md").read_text(encoding="utf-8")
BLOCKS = shell_blocks(EXAMPLES)


README = (ROOT / "README.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("line", re.findall(r"\| `mesoplan (.+?)` \|", README))
def test_what_the_readme_says_you_can_ask_is_answered(
    line: str, run: Callable[..., Result], requests: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copy(ROOT / "examples" / "clinic" / "patients.csv", requests.parent)
    monkeypatch.setenv("MESOPLAN_TODAY", "2026-11-28")  # some name days before it
    tables = ["--data", str(ROOT / "examples" / "clinic")] if line.startswith("due") else []
    assert run(*shlex.split(line), *tables).code == 0


@pytest.mark.parametrize("block", BLOCKS, ids=lambda block: block[0])
def test_the_commands_of_the_examples_work_one_after_the_other(
    block: list[str], run: Callable[..., Result], requests: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MESOPLAN_TODAY", "2026-11-28")  # they name days before and after it
    for line in block:
        command, *words = shlex.split(line)
        if command == "export":
            for setting in words:
                monkeypatch.setenv(*setting.split("="))
        else:
            assert run(*words).code == 0, line


def test_tables_of_ones_own_become_a_priced_plan_and_a_calendar_file_by_the_examples_alone(
    run: Callable[..., Result], requests: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    [block] = [block for block in BLOCKS if "mesoplan data init my-tables" in block]
    test_the_commands_of_the_examples_work_one_after_the_other(block, run, requests, monkeypatch)
    calendar = Path("plan.ics").read_text(encoding="utf-8")
    assert "Three phases" in calendar.replace("\r\n ", "")
    assert calendar.count("BEGIN:VEVENT") > 10
    for page in ("plan.html", "clinic.html"):
        assert "10 sessions for NOK 25,660" in Path(page).read_text(encoding="utf-8")


def test_the_examples_show_at_least_five_uses() -> None:
    assert len(BLOCKS) >= 5


def test_the_librarys_example_runs(capsys: pytest.CaptureFixture[str]) -> None:
    (example,) = re.findall(r"```python\n(.*?)```", EXAMPLES, re.DOTALL)
    exec(example, {})
    assert capsys.readouterr().out == "2026-01-05 2026-05-25 2400\n"


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_link_within_the_project_leads_somewhere(page: Path) -> None:
    for target in re.findall(r"\]\((?!https?:)([^)#\s]+)", page.read_text(encoding="utf-8")):
        assert (page.parent / target).exists(), target


def test_every_public_name_is_there_and_documented() -> None:
    for name in dir(mesoplan):
        assert getattr(mesoplan, name)
        assert name == "__version__" or getattr(mesoplan, name).__doc__
    with pytest.raises(AttributeError, match="no attribute 'nonsense'"):
        _ = mesoplan.nonsense
