"""What a run loads: what it does not need, it does not load."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from mesoplan.cli import main


def loaded(*words: str, program: str = "from mesoplan.cli import main; main()", **environment: str) -> set[str]:
    """Return the modules that a run loads."""
    tell = "import atexit, json, sys; atexit.register(lambda: print(json.dumps(list(sys.modules)), file=sys.stderr))"
    code = f"{tell}\n{program}"
    result = subprocess.run(
        [sys.executable, "-c", code, *words], env=environment, capture_output=True, check=True, timeout=60
    )
    return set(json.loads(result.stderr))


def test_importing_the_package_loads_nothing_heavy() -> None:
    assert not loaded(program="import mesoplan").intersection({"typer", "rich", "pydantic", "yaml"})


def test_the_version_needs_no_table_and_no_pydantic() -> None:
    assert not loaded("--version").intersection({"rich", "pydantic", "yaml", "mesoplan.tables.catalog"})


def test_no_plugin_reads_along(tmp_path: Path) -> None:
    (tmp_path / "plugin.py").write_text("raise RuntimeError('it reads along')")
    about = tmp_path / "plugin-1.dist-info"
    about.mkdir()
    (about / "METADATA").write_text("Metadata-Version: 2.1\nName: plugin\nVersion: 1\n")
    (about / "entry_points.txt").write_text("[pydantic]\nplugin = plugin:plugin\n")
    assert "mesoplan.tables.catalog" in loaded("schedule", PYTHONPATH=str(tmp_path))


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_a_shell_completes_without_rich(shell: str) -> None:
    line = {"COMP_WORDS": "mesoplan sch", "COMP_CWORD": "1", "_TYPER_COMPLETE_ARGS": "mesoplan sch"}
    action = {"_TYPER_COMPLETE_FISH_ACTION": "get-args", "_MESOPLAN_COMPLETE": f"complete_{shell}"}
    assert "rich.console" not in loaded(**line, **action)


def test_a_shell_completes_a_word_before_a_model_is_built() -> None:
    built = "from mesoplan.cli.commands.schedule import Schedule; print(Schedule.__pydantic_complete__)"
    code = f"from mesoplan.cli.command import load; load('schedule'); {built}"
    printed = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, timeout=60).stdout
    assert printed == b"False\n"


def test_json_loads_no_library_of_another_format() -> None:
    heavy = {"rich", "icalendar", "holidays", "jinja2", "currency_converter"}
    assert not loaded("cost", "--country", "uk", "--json").intersection(heavy)


def test_the_program_is_the_command_line(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(sys, "argv", ["mesoplan", "--version"])
    assert main() == 0
    assert capsys.readouterr().out.startswith("mesoplan ")
