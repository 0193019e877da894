"""The answer of schedule, and the JSON document that it is."""

import signal
from datetime import date
from typing import Annotated, Any

import pytest
from pydantic import PlainSerializer

from mesoplan import Catalog, Request
from mesoplan.answers.document import as_line, content
from mesoplan.answers.schedule import schedule_answer
from mesoplan.guidance.restrictions import aftercare_for
from mesoplan.planning.schedule import plan_schedule
from mesoplan.values.frozen import Frozen
from tests.helpers import document

TODAY = date(2026, 1, 5)


def _interrupted(number: int) -> int:
    signal.raise_signal(signal.SIGINT)  # to this thread; of a process, others may take it
    return number


class Interrupted(Frozen):
    number: Annotated[int, PlainSerializer(_interrupted)]


@pytest.mark.parametrize("write", [as_line, content])
def test_ctrl_c_while_a_value_is_written_is_no_mistake_of_its_function(write: Any) -> None:
    with pytest.raises(KeyboardInterrupt):
        write(Interrupted(number=1))


def answer(catalog: Catalog, *, care: bool = False, protocol: str = "standard", **choices: Any) -> dict[str, Any]:
    request = Request(start=TODAY, today=TODAY)._replace(**choices)
    schedule = plan_schedule(catalog.protocol(protocol), request)
    aftercare = aftercare_for(catalog, schedule=schedule) if care else None
    return document("schedule", schedule_answer(schedule, catalog, aftercare), catalog, TODAY)


def test_the_document_has_the_keys_of_its_first_version(catalog: Catalog) -> None:
    found = answer(catalog)
    assert found["schema"] == "mesoplan/schedule/1"
    assert list(found) == [
        "schema", "today", "data", "protocol", "start", "horizon", "pace", "course", "maintenance", "not_stated",
        "next", "sessions", "milestones", "warnings", "notes", "aftercare", "disclaimer",
    ]  # fmt: skip
    assert list(found["sessions"][0]) == [
        "number", "kind", "phase", "date", "earliest", "latest", "optional", "status", "timing", "moved_from",
        "reason", "note",
    ]  # fmt: skip


def test_figures_and_dates_are_plain_values(catalog: Catalog) -> None:
    found = answer(catalog)
    assert found["start"] == "2026-01-05"
    assert found["horizon"] == "2028-01-05"
    assert found["protocol"]["source"]["id"] == "premium-medical-circle"
    assert found["course"] == {
        "sessions": {"min": 3, "max": 6, "planned": 6},
        "stated": {"min": 3, "max": 6},
        "finish": {"earliest": "2026-02-02", "planned": "2026-04-20", "latest": "2026-05-25"},
    }
    assert found["maintenance"]["every"] == {"min": 4, "max": 6, "unit": "months"}
    assert found["next"] == found["sessions"][0]


def test_choices_show_in_the_course_and_not_in_what_is_stated(catalog: Catalog) -> None:
    course = answer(catalog, sessions=4)["course"]
    assert course["sessions"] == {"min": 4, "max": 4, "planned": 4}
    assert course["stated"] == {"min": 3, "max": 6}


def test_aftercare_is_null_unless_it_was_asked_for(catalog: Catalog) -> None:
    assert answer(catalog)["aftercare"] is None
    sauna = next(one for one in answer(catalog, care=True)["aftercare"]["activities"] if one["id"] == "sauna")
    assert sauna["off_limits"][0]["from"] == "2026-01-05"
    assert sauna["off_limits"][0]["until"] == "2026-01-12"
