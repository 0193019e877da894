"""Done, booked and missed sessions, due and overdue ones: the calendars of tests/cases/records.yaml."""

from __future__ import annotations

from typing import Any

import pytest

from tests.conftest import cases
from tests.planning.helpers import plan_case


@pytest.mark.parametrize("case", cases("records"))
def test_what_took_place_is_planned_from_by_the_rules(case: dict[str, Any]) -> None:
    schedule = plan_case(case)
    rows = [[s.number, s.date, s.status, s.timing, s.moved_from] for s in schedule.sessions]
    assert rows[: len(case["expected"])] == case["expected"]
    assert len(rows) == case.get("rows", len(rows))
    if "kinds" in case:
        assert [session.kind for session in schedule.sessions][: len(case["kinds"])] == case["kinds"]
    if "next" in case:
        found = schedule.next
        assert (found and [found.number, found.date]) == case["next"]
    for number, note in case.get("notes", {}).items():
        assert next(s for s in schedule.sessions if s.number == number).note == note
    if "warns" in case:
        assert any(case["warns"] in line for line in schedule.warnings), schedule.warnings
    if "silent" in case:
        assert not any(case["silent"] in line for line in schedule.warnings), schedule.warnings
