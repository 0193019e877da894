"""Guidance as JSON documents: every document that anything cites is listed in full, and old readers find their keys."""

import datetime as dt
import json
from typing import Any

import pytest

from mesoplan.answers.guidance import aftercare_answer, risks_answer, screen_answer
from mesoplan.guidance.restrictions import aftercare_for
from mesoplan.planning.regimen import Request
from mesoplan.planning.schedule import plan_schedule
from tests.conftest import SHIPPED, TODAY
from tests.helpers import document

PLAN = plan_schedule(SHIPPED.protocol("weekly"), Request(start=TODAY))
MOMENT = dt.datetime(2026, 12, 1, 10, 30)
ANSWERS: dict[str, list[Any]] = {
    "aftercare": [
        aftercare_answer(aftercare_for(SHIPPED), SHIPPED),
        aftercare_answer(aftercare_for(SHIPPED, ["swim"], session=MOMENT), SHIPPED, session=MOMENT),
        aftercare_answer(
            aftercare_for(SHIPPED, source="clinic-page", hair=["oily-hair"], schedule=PLAN), SHIPPED, PLAN
        ),
    ],
    "screen": [screen_answer(SHIPPED), screen_answer(SHIPPED, ["aspirin"])],
    "risks": [risks_answer(SHIPPED), risks_answer(SHIPPED, "clinic-page")],
}
DOCUMENTS = [document(name, answer, SHIPPED, TODAY) for name, answers in ANSWERS.items() for answer in answers]
LISTS = ("lists_not_available", "lists_none", "indications_not_available")


def cited(value: Any) -> set[str]:
    """Return every id of a document in a JSON value, wherever it stands."""
    if isinstance(value, list):
        return {source for part in value for source in cited(part)}
    if not isinstance(value, dict):
        return set()
    inner = {source for name, part in value.items() if name != "sources" for source in cited(part)}
    own = {value["source"]} if isinstance(value.get("source"), str) else set()
    return inner | own | {source for name in LISTS for source in value.get(name, ())}


@pytest.mark.parametrize("document", DOCUMENTS)
def test_every_document_that_is_cited_is_listed(document: dict[str, Any]) -> None:
    assert {source["id"] for source in document["sources"]} == cited(document)


def test_without_a_plan_there_are_no_dates_and_with_one_there_are() -> None:
    general, session, plan = (one for one in DOCUMENTS if one["schema"] == "mesoplan/aftercare/1")
    assert [general[name] for name in ("protocol", "start", "horizon", "pace", "session")] == [None] * 5
    assert session["session"] == "2026-12-01T10:30"
    assert session["activities"][0]["free_from"] == "2026-12-03T10:30"
    assert (plan["protocol"]["id"], plan["start"], plan["pace"]) == ("weekly", TODAY.isoformat(), "typical")
    [sauna] = [one for one in plan["activities"] if one["id"] == "sauna"]
    assert sauna["off_limits"][0].keys() == {"from", "until", "ideally_until", "sessions"}


def test_synonyms_are_for_reading_tables_and_not_printed() -> None:
    assert "synonyms" not in json.dumps(DOCUMENTS)
