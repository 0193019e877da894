"""The documents say what the program does."""

from __future__ import annotations

import re
import shlex
from collections.abc import Callable
from pathlib import Path

import pytest

import mesoplan
from tests.conftest import Result

ROOT = Path(__file__).parents[1]
PAGES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", ROOT / "CHANGELOG.md", *sorted((ROOT / "docs").glob("*.md"))]


def commands(page: str) -> list[str]:
    """Return the mesoplan commands in a page's shell blocks, up to a pipe."""
    blocks = re.findall(r"```(?:sh|console)\n(.*?)```", page, re.DOTALL)
    lines = [line.removeprefix("$ ") for block in blocks for line in block.splitlines()]
    return [re.split(r" [|]|&&|#", line)[0].strip() for line in lines if re.match(r"(\$ )?mesoplan ", line)]


README_COMMANDS = commands((ROOT / "README.md").read_text(encoding="utf-8"))


@pytest.mark.parametrize("command", README_COMMANDS)
def test_every_command_of_the_readme_works(command: str, run: Callable[..., Result], requests: Path) -> None:
    assert run(*shlex.split(command)[1:]).code == 0


def test_the_readme_shows_at_least_five_uses() -> None:
    assert len(README_COMMANDS) >= 5


def test_the_readmes_library_example_runs(capsys: pytest.CaptureFixture[str]) -> None:
    (example,) = re.findall(r"```python\n(.*?)```", (ROOT / "README.md").read_text(encoding="utf-8"), re.DOTALL)
    exec(example, {})
    assert capsys.readouterr().out == "2026-01-05 2026-05-25 2400\n"


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.name))
def test_every_link_within_the_project_leads_somewhere(page: Path) -> None:
    for target in re.findall(r"\]\((?!http)([^)#]+)", page.read_text(encoding="utf-8")):
        assert (page.parent / target).exists(), target


def test_every_public_name_is_there_and_documented() -> None:
    for name in mesoplan.__all__:
        assert getattr(mesoplan, name)
        assert name == "__version__" or getattr(mesoplan, name).__doc__
    with pytest.raises(AttributeError, match="no attribute 'nonsense'"):
        _ = mesoplan.nonsense
