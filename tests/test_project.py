"""The project's own files agree with each other."""

from __future__ import annotations

import re
import tomllib
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml

from mesoplan import __version__

ROOT = Path(__file__).parents[1]
WORKFLOWS = sorted((ROOT / ".github" / "workflows").glob("*.yml"))


def read(name: str) -> str:
    """Return the text of one of the project's files."""
    return (ROOT / name).read_text(encoding="utf-8")


def supported() -> list[str]:
    """Return the Python versions that the package says it supports."""
    project = tomllib.loads(read("pyproject.toml"))["project"]
    return re.findall(r"Python :: (3\.\d+)", "\n".join(project["classifiers"]))


def test_the_newest_section_of_the_changelog_is_this_version_and_every_section_has_its_date() -> None:
    titles = re.findall(r"^## (.*)$", read("CHANGELOG.md"), re.MULTILINE)
    released = [title.split(" - ") for title in titles if title != "Unreleased"]
    days = [date.fromisoformat(day) for _, day in released]
    assert released[0][0] == __version__
    assert days == sorted(days, reverse=True)


def test_ci_runs_on_every_supported_python() -> None:
    hosted: Any = yaml.safe_load(read(".github/workflows/ci.yml"))
    assert hosted["jobs"]["test"]["strategy"]["matrix"]["python"] == supported()
    assert f"PYTHONS:-{' '.join(supported())}" in read(".ci/run")


@pytest.mark.parametrize("file", WORKFLOWS, ids=lambda file: str(file.name))
def test_a_workflow_needs_no_secret_and_only_runs_targets_that_are_there(file: Path) -> None:
    text = file.read_text(encoding="utf-8")
    targets = set(re.findall(r"^([a-z]+):", read("Makefile"), re.MULTILINE))
    assert "secrets." not in text
    assert {target for line in re.findall(r"run: make (.*)", text) for target in line.split()} <= targets


def test_every_hook_runs_a_tool_of_the_development_environment() -> None:
    hooks: Any = yaml.safe_load(read(".pre-commit-config.yaml"))
    dev = " ".join(tomllib.loads(read("pyproject.toml"))["project"]["optional-dependencies"]["dev"])
    tools = {"ruff": "ruff", "mypy": "mypy", "lint-imports": "import-linter"}
    for repository in hooks["repos"]:
        assert repository["repo"] == "local"
        for hook in repository["hooks"]:
            assert tools[hook["entry"].split()[0].removeprefix(".venv/bin/")] in dev


def test_every_target_that_is_documented_is_there() -> None:
    targets = set(re.findall(r"^([a-z]+):", read("Makefile"), re.MULTILINE))
    pages = ["README.md", "CONTRIBUTING.md", *(f"docs/{file.name}" for file in (ROOT / "docs").glob("*.md"))]
    named = {target for page in pages for target in re.findall(r"`make ([a-z]+)", read(page))}
    assert named - targets == set()


def test_the_security_page_has_five_lines() -> None:
    assert len([line for line in read("SECURITY.md").splitlines() if line and not line.startswith("#")]) == 5
