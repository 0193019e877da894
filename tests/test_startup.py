"""What a run loads: counted, not timed."""

from __future__ import annotations

import gc
import json
import subprocess
import sys

import pytest

from mesoplan.__main__ import run
from mesoplan.cli import COMMANDS

HEAVY = ("typer", "rich", "pydantic", "pydantic_core", "yaml", "dateutil", "click")
ADVICE = (
    "mesoplan.guidance.restrictions",
    "mesoplan.tables.advice",
    "mesoplan.answers_plan",
    "mesoplan.render.advice_words",
    "jinja2",
)
ENGINES = (
    "mesoplan.planning.regimen",
    "mesoplan.planning.schedule",
    "mesoplan.planning.session_counts",
    "mesoplan.pricing.cost",
    "mesoplan.tables.catalog",
)
RENDERERS = ("mesoplan.render.json", "mesoplan.render.table", "mesoplan.render.text")


def loaded(*words: str, program: str = "from mesoplan.__main__ import run; run()", **environment: str) -> set[str]:
    """Return the modules that a run loads."""
    tell = "import atexit, json, sys; atexit.register(lambda: print(json.dumps(list(sys.modules)), file=sys.stderr))"
    code = f"{tell}\n{program}"
    result = subprocess.run(
        [sys.executable, "-c", code, *words], env=environment, capture_output=True, check=True, timeout=60
    )
    return set(json.loads(result.stderr))


def test_importing_the_package_loads_nothing_heavy() -> None:
    assert not loaded(program="import mesoplan").intersection(HEAVY + ENGINES)


@pytest.mark.parametrize(
    "words",
    [
        ["--version"],
        ["--help"],
        *([name, "--help"] for name in COMMANDS),
        ["data"],
        ["data", "schema"],
        ["data", "path"],
    ],
    ids=str,
)
def test_version_and_help_load_no_engine_no_table_and_no_renderer(words: list[str]) -> None:
    modules = loaded(*words)
    assert not modules.intersection(ENGINES + RENDERERS)
    assert not modules.intersection({"rich", "pydantic", "yaml", "dateutil"})


def test_version_loads_no_command() -> None:
    assert not {
        name for name in loaded("--version") if name.startswith("mesoplan.cli.") and name != "mesoplan.cli.quick"
    }


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_completion_loads_no_engine_no_yaml_and_no_rich(shell: str) -> None:
    line = "mesoplan schedule --protocol "
    modules = loaded(
        _MESOPLAN_COMPLETE=f"complete_{shell}",
        COMP_WORDS=line,
        COMP_CWORD="3",
        _TYPER_COMPLETE_ARGS=line,
        _TYPER_COMPLETE_FISH_ACTION="get-args",
    )
    assert not modules.intersection(ENGINES + RENDERERS)
    assert not modules.intersection({"rich", "pydantic", "yaml", "dateutil"})


@pytest.mark.parametrize("command", ["schedule", "cost"])
def test_a_plan_from_the_shipped_tables_needs_no_pydantic(command: str) -> None:
    """Neither mesoplan nor, through it, Typer loads pydantic: this fails when Typer's private name changes."""
    modules = loaded(command, "--json")
    assert not modules.intersection({"pydantic", "pydantic_core", "rich"})
    assert "rich" in loaded(command)


@pytest.mark.parametrize("command", ["schedule", "cost", "compare"])
@pytest.mark.parametrize("option", [(), ("--json",)], ids=["table", "json"])
def test_a_plan_loads_no_advice_and_no_time_zones(command: str, option: tuple[str, ...]) -> None:
    assert not loaded(command, *option).intersection({*ADVICE, "mesoplan.tables.files", "zoneinfo"})


def test_the_program_is_the_command_line(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    before = gc.get_threshold()
    monkeypatch.setattr(sys, "argv", ["mesoplan", "--version"])
    try:
        assert run() == 0
    finally:
        gc.set_threshold(*before)
    assert capsys.readouterr().out.startswith("mesoplan ")
