"""What the shells complete."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from typer import Context

from mesoplan import Catalog
from mesoplan.cli import main
from mesoplan.cli.command import load
from mesoplan.requests.base import ids_of
from mesoplan.requests.plan import complete_closed


def complete_protocols(begun: str) -> list[tuple[str, str]]:
    return ids_of("protocols")(Context(load("cost")), begun)


def complete_countries(begun: str) -> list[tuple[str, str]]:
    return ids_of("prices", all="Every price row")(Context(load("cost")), begun)


def test_protocols_and_countries_complete_with_their_names(catalog: Catalog) -> None:
    assert complete_protocols("") == [(protocol.id, protocol.name) for protocol in catalog.protocols.values()]
    assert complete_countries("")[:-1] == [(price.id, price.name) for price in catalog.prices.values()]
    assert complete_countries("")[-1][0] == "all"


def test_only_what_begins_so_is_offered() -> None:
    assert complete_protocols("T") == [
        ("tapered", "Tapered course"),
        ("trial", "Weekly sessions of a trial, with microneedling"),
    ]
    assert [name for name, _ in complete_closed("w")] == ["weekends", "wed"]


def test_places_with_public_holidays_complete_after_a_colon() -> None:
    assert ("holidays:GB-SCT", "Scotland") in complete_closed("holidays:gb-")
    assert all(name.startswith("holidays:DE") for name, _ in complete_closed("holidays:de"))


def test_tables_of_ones_own_complete_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "prices.yaml").write_text(
        "prices: {'no': {name: Norway, code: 'NO'}, 'se': {name: 'Sweden, all of it'}}\nsources: {list: {name: y}}\n"
    )
    monkeypatch.setenv("MESOPLAN_DATA", str(tmp_path))
    assert complete_countries("n") == [("no", "Norway")]
    assert complete_countries("s") == [("se", "Sweden, all of it")]
    assert complete_countries("l") == []
    assert complete_protocols("stand")


def complete(shell: str, line: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Complete the last word of a line."""
    monkeypatch.setenv("_MESOPLAN_COMPLETE", f"complete_{shell}")
    monkeypatch.setenv("COMP_WORDS", line)
    monkeypatch.setenv("COMP_CWORD", str(len(line.split()) - 1))
    monkeypatch.setenv("_TYPER_COMPLETE_ARGS", line)
    monkeypatch.setenv("_TYPER_COMPLETE_FISH_ACTION", "get-args")
    with pytest.raises(SystemExit) as ended:
        main([])
    assert not ended.value.code


@pytest.mark.parametrize(
    ("shell", "typed", "expected"),
    [
        ("bash", "my", "my:course"),
        ("fish", "my:", "my:course\tMine"),
        # A plain colon would begin the description.
        ("zsh", "my", r'"my\\:course":"Mine"'),
        ("zsh", "my:c", r'"my\\:course":"Mine"'),
    ],
)
def test_an_id_may_have_a_colon(
    shell: str,
    typed: str,
    expected: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
) -> None:
    (tmp_path / "protocols.yaml").write_text('protocols: {"my:course": {name: Mine}}\n')
    monkeypatch.setenv("MESOPLAN_DATA", str(tmp_path))
    complete(shell, f"mesoplan schedule --protocol {typed}", monkeypatch)
    assert expected in capfd.readouterr().out


@pytest.mark.parametrize(
    ("shell", "line", "expected"),
    [
        ("bash", "mesoplan sch", "schedule"),
        ("bash", "mesoplan cost --country tu", "turkey"),
        ("fish", "mesoplan schedule --pace sl", "slow"),
        ("fish", "mesoplan schedule --format j", "json"),
        ("zsh", "mesoplan schedule --protocol sa", '"salon":"Salon course"'),
        ("fish", "mesoplan schedule --protocol sa", "salon\tSalon course"),
        ("fish", "mesoplan protocols sa", "salon\tSalon course"),
        ("fish", "mesoplan cost --country eu", "eurozone\tEuro area"),
    ],
)
def test_every_shell_gets_them_in_its_own_form(
    shell: str, line: str, expected: str, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    complete(shell, line, monkeypatch)
    assert expected in capfd.readouterr().out


@pytest.mark.parametrize("shell", ["fish", "zsh"])
def test_an_option_is_shown_with_its_default(shell: str) -> None:
    typed = {"_TYPER_COMPLETE_ARGS": "mesoplan schedule --protoc", "_TYPER_COMPLETE_FISH_ACTION": "get-args"}
    environment = {**os.environ, **typed, "_MESOPLAN_COMPLETE": f"complete_{shell}"}
    program = [sys.executable, "-m", "mesoplan"]
    shown = subprocess.run(program, env=environment, capture_output=True, check=True, timeout=60, text=True).stdout
    assert "standard]" in shown
