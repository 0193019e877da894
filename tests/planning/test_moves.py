"""Closed days: every calendar of tests/cases/moves.yaml, worked out by hand, and what holds for all."""

from __future__ import annotations

from typing import Any

import pytest

from tests.conftest import cases
from tests.planning.helpers import plan_case


@pytest.mark.parametrize("case", cases("moves"))
def test_a_closed_day_moves_one_session_by_the_rules(case: dict[str, Any]) -> None:
    schedule = plan_case(case)
    for session, expected in zip(schedule.sessions, case["expected"], strict=False):
        found = [session.date, session.moved_from, session.earliest, session.latest]
        assert found[: len(expected)] == expected, session
    assert len(schedule.sessions) >= len(case["expected"])
    for number, note in case.get("notes", {}).items():
        assert schedule.sessions[number - 1].note == note
    if "warns" in case:
        assert any(case["warns"] in line for line in schedule.warnings), schedule.warnings
