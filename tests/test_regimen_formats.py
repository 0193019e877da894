"""Published regimens, written in the table format, through every command and every format."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from itertools import product
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import Result, cases
from tests.planning.test_regimens import name, table, written

Run = Callable[..., Result]
FORMATS = [
    *product(["schedule"], ["table", "json", "csv", "markdown", "ics"]),
    *product(["cost --country uk", "cost", "compare", "compare -c uk"], ["table", "json", "csv", "markdown"]),
]


@pytest.mark.slow
@pytest.mark.parametrize(("command", "form"), FORMATS)
@pytest.mark.parametrize("case", cases("regimens"))
def test_every_format_can_show_every_regimen(
    case: dict[str, Any], command: str, form: str, run: Run, tmp_path: Path
) -> None:
    words = [*command.split(), "--data", str(table(case, tmp_path)), "-p", name(case), "--format", form]
    words += ["--interval", case["interval"]] if "interval" in case else []
    result = run(*words)
    assert (result.code, "None" in result.out, "Traceback" in result.err) == (0, False, False), result
    said = " ".join((result.err + result.out).replace("\\", "").replace("\N{EN DASH}", "-").split())
    assert case.get("warns", "") in said
    if form == "csv":
        rows = list(csv.reader(io.StringIO(result.out)))
        assert {len(row) for row in rows} == {len(rows[0])}
    if result.err:
        assert run(*words, "--quiet").err == ""


@pytest.mark.parametrize("case", cases("regimens"))
def test_a_protocol_says_what_its_source_contradicts(case: dict[str, Any], run: Run, tmp_path: Path) -> None:
    words = ["protocols", name(case), "--data", str(table(case, tmp_path))]
    shown = " ".join(run(*words).out.split())
    document = json.loads(run(*words, "--json").out)
    contradicted = "stated_total: 12" in case["text"]
    assert ("12 sessions in all" in shown) is contradicted
    warns = case["warns"] if contradicted or "stated_interval: ..22" in case["text"] else ""
    assert warns in shown
    assert [warning.startswith(f"{name(case)}: {warns}") for warning in document["warnings"]] == [True] * bool(warns)
    stated = {"min": 12, "max": 12} if contradicted else {"min": None, "max": 10} if "..10" in case["text"] else None
    assert document["protocols"][0]["stated_total"] == stated


@pytest.mark.parametrize("form", ["table", "json", "markdown", "html"])
@pytest.mark.parametrize("command", ["schedule", "plan"])
def test_both_of_two_intervals_and_their_places_are_said_everywhere(
    command: str, form: str, run: Run, tmp_path: Path
) -> None:
    [case] = [one.values[0] for one in cases("regimens") if one.id == "two-intervals-of-one-source"]
    words = [command, "--data", str(table(case, tmp_path)), "-p", name(case), "--format", form]
    shown = " ".join(run(*words).out.split())
    assert f"{case['warns']} Every 5 days is planned; --interval plans another. The first is in its table" in shown
    assert "at most 22 days apart." not in " ".join(run(*words, "--interval", "1w").out.split())


class TestWithoutACourse:
    ALONE = "  maintenance: {repeat: session, every: 3 months}\n"

    def test_its_course_has_no_cost_rather_than_a_cost_of_nothing(self, run: Run, tmp_path: Path) -> None:
        written(self.ALONE, tmp_path)
        words = ["cost", "-c", "uk", "--data", str(tmp_path), "-p", "own", "--budget", "300"]
        (estimate,) = json.loads(run(*words, "--json").out)["estimates"]
        assert estimate["course"] == {
            "sessions": {"min": 0, "max": 0, "planned": 0},
            "cost": {"low": None, "high": None},
            "planned": {"low": None, "high": None},
        }
        assert estimate["through"][0]["cost"] == {"low": 600, "high": 1600}
        assert estimate["budget"]["covers_course"] is None
        shown = run(*words).out
        assert shown.startswith("Own: one session every 3 months [1]\n")
        assert "shortest course" not in shown

    def test_done_sessions_and_closed_days_move_it_as_they_move_everything(self, run: Run, tmp_path: Path) -> None:
        written(self.ALONE, tmp_path)
        words = "--done 2026-01-05 --done 2026-04-07 --closed weekends --today 2026-04-10 --json"
        result = run("schedule", "--data", str(tmp_path), "-p", "own", *words.split())
        sessions = json.loads(result.out)["sessions"]
        assert [(session["date"], session["status"], session["timing"]) for session in sessions[:4]] == [
            ("2026-01-05", "done", "on_time"),
            ("2026-04-07", "done", "late"),
            ("2026-07-07", "planned", None),
            ("2026-10-07", "planned", None),
        ]


def test_scripts_are_told_that_it_is_one(run: Run, tmp_path: Path) -> None:
    written("  maintenance: {repeat: session, every: 4 or 3 months}\n", tmp_path)
    document = json.loads(run("schedule", "--data", str(tmp_path), "-p", "own", "--json").out)
    assert document["maintenance"]["every"] == {"min": 3, "max": 4, "unit": "months", "choice": [4, 3]}
