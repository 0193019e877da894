"""The invented clinic of docs/desk.md: its list is what its script makes, and every command of the page works on it."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from shutil import copytree

import pytest
from icalendar import Calendar

from tests.conftest import Result

ROOT = Path(__file__).parents[1]
CLINIC = ROOT / "examples" / "clinic"
PAGE = (ROOT / "docs" / "desk.md").read_text(encoding="utf-8")
COMMANDS = [
    line.removeprefix("$ ").removeprefix("mesoplan ")
    for line in PAGE.splitlines()
    if line.startswith(("mesoplan ", "$ mesoplan "))
]


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a folder with a copy of the clinic in it, which is the one that commands run in."""
    copytree(CLINIC, tmp_path / "clinic")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_its_list_is_what_its_script_makes(here: Path) -> None:
    script = ROOT / "examples" / "make_clinic.py"
    subprocess.run([sys.executable, str(script), str(here / "clinic")], check=True, timeout=60)
    assert (here / "clinic" / "patients.csv").read_text() == (CLINIC / "patients.csv").read_text()


def test_it_has_thirty_patients_on_ten_protocols(here: Path, run: Callable[..., Result]) -> None:
    people = json.loads(run("due", "clinic/patients.csv", "--data", "clinic", "--json").out)["people"]
    assert len({person["name"] for person in people}) == len({person["id"] for person in people}) == 30
    protocols = {person["protocol"] for person in people}
    assert len(protocols) == 10
    assert sum(protocol.startswith("harbour-") for protocol in protocols) == 4


def test_every_command_of_the_page_works(here: Path, run: Callable[..., Result]) -> None:
    assert len(COMMANDS) == 6
    for words in COMMANDS:
        result = run(*words.split())
        # Two slips in new.csv; and two booked days that have passed have no page.
        assert result.code == ("new.csv" in words or "pages" in words), result.err
    events = Calendar.from_ical((here / "clinic.ics").read_text()).walk("VEVENT")
    assert len({str(event["UID"]) for event in events}) == 27
    assert "Bo H." in (here / "pages" / "h02.html").read_text(encoding="utf-8")
    assert len(list((here / "pages").iterdir())) == 28
    assert all((here / name).stat().st_size for name in ("week.html", "week.csv"))


def test_the_page_shows_rows_of_the_list() -> None:
    blocks = re.findall(r"```csv\n(.*?)```", PAGE, re.DOTALL)
    assert blocks[1] == (CLINIC / "new.csv").read_text()
    assert set(blocks[0].splitlines()) <= set((CLINIC / "patients.csv").read_text().splitlines())
