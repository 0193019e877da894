"""A desk's list: who is overdue, due and next, and that no row is lost on the way."""

from __future__ import annotations

import csv
import json
import re
import tracemalloc
from collections.abc import Callable, Iterator
from datetime import date
from functools import partial
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from icalendar import Calendar

from mesoplan import Catalog
from mesoplan.answers.cost import cost_answer
from mesoplan.answers.document import Refusal
from mesoplan.answers.due import PersonDue, due_of
from mesoplan.batch.rows import Row, answer_to, read_request, rows_in
from mesoplan.planning.schedule import lay_out
from mesoplan.values import Amount
from tests.conftest import SHIPPED, Result, cases
from tests.helpers import faults
from tests.planning.helpers import every

Run = Callable[..., Result]
Desk = Callable[..., Result]
DUE = partial(due_of, catalog=SHIPPED)
TODAY = "2026-11-28"

PATIENTS = """\
id,name,protocol,start,done,booked,country,price,paid
1,Anna,standard,,2026-10-01 2026-10-22,,uk,180,300
2,Ben,standard,,2026-11-02,2026-11-20,,,
3,Cleo,weekly,,2026-11-10;2026-11-17;2026-11-24,2026-12-01,,,
4,Dora,tapered,2026-10-01,,,,,
5,Ella,standard,,2026-11-10,,,,
6,Finn,trial,2026-12-20,,,,,
7,Gus,standard,,2026-11-05,,,,
"""


LEFT_OUT = "name,done\nOpal,2026-07-27 2026-08-08 2026-09-06 2026-09-28\n"


@pytest.fixture
def desk(run: Run, tmp_path: Path) -> Desk:
    """Return a function that lists the people of a file."""

    def desk(options: str = "", text: str = PATIENTS, name: str = "patients.csv") -> Result:
        file = tmp_path / name
        file.write_text(text, encoding="utf-8")
        return run("due", str(file), "--today", TODAY, *options.split())

    return desk


def listed(result: Result) -> list[Any]:
    """Return the people of a JSON document."""
    people: list[Any] = json.loads(result.out)["people"]
    return people


def names(result: Result) -> list[str]:
    return [person["name"] for person in listed(result)]


def told(person: PersonDue) -> list[Any]:
    """Return what a case says of a person."""
    remarks = {"passed": person.booking_passed, "interrupted": person.interrupted}
    return [person.status, person.day, *(word for word, is_so in remarks.items() if is_so)]


@pytest.mark.parametrize("case", cases("due"))
def test_who_is_due_when(case: dict[str, Any]) -> None:
    row = {
        name: [str(day) for day in value] if isinstance(value, list) else value for name, value in case["row"].items()
    }
    for today, expected in case.get("expected", {}).items():
        person, _ = due_of(read_request(row, today), None, 1, SHIPPED)
        assert told(person) == expected, today
    # As a key, `on` would be YAML's way to write true.
    for on, expected in case.get("listed_on", {}).items():
        person, _ = due_of(read_request(row, case["today"]), None, 1, SHIPPED, on=on)
        assert told(person) == expected, on


class TestTheList:
    def test_it_has_who_is_overdue_due_and_next_each_in_date_order(self, desk: Desk) -> None:
        result = desk("--json")
        assert result.code == 0
        assert [(one["name"], one["status"], one["day"]) for one in listed(result)] == [
            ("Anna", "overdue", "2026-11-12"),
            ("Ben", "overdue", "2026-11-20"),
            ("Gus", "due", "2026-11-26"),
            ("Dora", "unrecorded", "2026-10-01"),
            ("Ella", "planned", "2026-12-01"),
            ("Finn", "planned", "2026-12-20"),
            ("Cleo", "booked", "2026-12-01"),
        ]

    def test_it_keeps_to_its_schema(self, desk: Desk) -> None:
        assert faults("due", json.loads(desk("--json", PATIENTS + "8,Hal,standrd,,,,,,\n").out)) == []

    @pytest.mark.parametrize(
        ("options", "expected"),
        [
            ("--within 2d", ["Anna", "Ben", "Gus", "Dora"]),
            ("--within 3d", ["Anna", "Ben", "Gus", "Dora", "Ella", "Cleo"]),
            ("--within 4d", ["Anna", "Ben", "Gus", "Dora", "Ella", "Cleo"]),
            ("--overdue", ["Anna", "Ben"]),
            ("--overdue --within 1w", ["Anna", "Ben"]),
            ("--on 2026-11-30", []),
            ("--on tuesday", ["Ella", "Cleo"]),
            ("--on 2026-12-02", []),
            ("--sort name", ["Anna", "Ben", "Cleo", "Dora", "Ella", "Finn", "Gus"]),
            ("--sort date", ["Dora", "Anna", "Ben", "Gus", "Cleo", "Ella", "Finn"]),
        ],
    )
    def test_it_can_be_narrowed_and_sorted(self, options: str, expected: list[str], desk: Desk) -> None:
        assert names(desk(f"{options} --json")) == expected

    def test_it_says_how_long_ago_the_last_session_was_and_what_is_open(self, desk: Desk) -> None:
        anna, *_ = listed(desk("--json"))
        assert (anna["last_done"], anna["days_since"], anna["of"]) == ("2026-10-22", 37, 6)
        assert (anna["open"], anna["currency"]) == ({"low": 780, "high": 780}, "GBP")

    @pytest.mark.parametrize(
        "row",
        [
            {"price": "180", "country": "uk"},
            {"country": "turkey"},
            {"country": "uk", "pack": "5+1", "price": "100"},
            {"country": "uk", "protocol": "weekly", "tax": "20%"},
            {"country": "uk", "fee": "50", "sessions": 2, "maintenance": "none"},
        ],
        ids=str,
    )
    def test_what_is_open_is_what_cost_says(self, row: dict[str, Any], catalog: Catalog) -> None:
        request = read_request({"done": ["2026-10-01"], "paid": "120", **row}, date(2026, 10, 20))
        diary = request.diary(catalog)
        [estimate] = cost_answer(request, diary, lay_out(diary), catalog).estimates
        person, _ = due_of(request, None, 1, catalog)
        assert estimate.payment is not None
        assert person.open == estimate.payment.open
        assert person.open is not None

    @pytest.mark.parametrize("on", [None, date(2028, 6, 1)])
    @pytest.mark.parametrize(("booked", "left"), [([], "2350"), (["2028-02-01"], "50")])
    def test_without_a_course_too_whatever_is_booked_or_asked_for_later(
        self, booked: list[str], left: str, on: date | None, catalog: Catalog
    ) -> None:
        upkeep = catalog.protocol("standard").model_copy(update={"course": (), "maintenance": every("1 month")})
        tables = catalog.model_copy(update={"protocols": {"upkeep": upkeep}})
        row = {"done": ["2026-01-01"], "booked": booked, "paid": "50", "price": "100GBP", "protocol": "upkeep"}
        request = read_request(row, date(2026, 1, 5))
        diary = request.diary(tables)
        [estimate] = cost_answer(request, diary, lay_out(diary), tables).estimates
        person, _ = due_of(request, None, 1, tables, on)
        assert estimate.payment is not None
        assert person.open == estimate.payment.open == Amount.parse(left)

    def test_people_of_one_name_are_all_listed(self, desk: Desk) -> None:
        text = "name,protocol,start\nAnna,standard,2026-12-01\nAnna,standard,2026-12-01\n"
        assert names(desk("--json", text)) == ["Anna", "Anna"]

    def test_json_lines_are_read_too(self, desk: Desk) -> None:
        text = '{"name": "Anna", "done": ["2026-10-01"]}\n\n{"name": "Ben", "start": "2026-12-01"}\n'
        assert [(one["name"], one["line"]) for one in listed(desk("--json", text, "p.jsonl"))] == [
            ("Anna", 1),
            ("Ben", 3),
        ]

    @pytest.mark.parametrize(
        ("options", "message"),
        [
            ("--on monday --overdue", "--on: is a list of its own"),
            ("--within 1-2w", '--within: "1-2w" is not one date'),
            ("--sort when", '--sort: there is no order "when"'),
        ],
    )
    def test_what_does_not_go_together_is_refused(self, options: str, message: str, desk: Desk) -> None:
        result = desk(options)
        assert (result.code, result.out) == (2, "")
        assert message in result.err


class TestFormats:
    def test_the_page_begins_with_the_answer(self, desk: Desk) -> None:
        lines = desk().out.splitlines()
        assert lines[0] == "2 overdue, 1 due, 1 with nothing recorded, 2 to book and 1 booked."
        assert [line for line in lines if line in ("Overdue", "Due", "With nothing recorded", "To book", "Booked")] == [
            "Overdue",
            "Due",
            "With nothing recorded",
            "To book",
            "Booked",
        ]

    def test_the_page_says_what_to_record(self, desk: Desk) -> None:
        text = " ".join(desk().out.split())
        assert "The booked day has passed: Ben (20 Nov 2026)." in text
        assert "Did the course begin for Dora?" in text
        late = desk(text="name,protocol,done\nAnna K.,weekly,2026-10-01\n")
        assert "starts again. Ask the clinician about Anna K." in " ".join(late.out.split())

    @pytest.mark.parametrize("options", ["", "--format markdown", "--format html", "--sort date", "--on 2026-11-20"])
    def test_every_page_names_who_is_on_it(self, options: str, desk: Desk) -> None:
        people = names(desk(f"{options} --json" if "format" not in options else "--json"))
        page = desk(options)
        assert page.code == 0
        assert all(name in page.out for name in people)
        assert "not medical advice" in page.out

    def test_nobody_is_an_answer(self, desk: Desk) -> None:
        assert desk("--on 2030-01-01").out.startswith("Tue 1 Jan 2030: nobody.")
        assert desk(text="name,start\n").out.startswith("There is no row.")
        assert desk(text="name,start\nAda,soon\n").out.startswith("No row could be read.")

    def test_csv_has_a_row_a_person(self, desk: Desk) -> None:
        rows = list(csv.DictReader(StringIO(desk("--format csv").out)))
        assert [row["name"] for row in rows] == names(desk("--json"))
        assert (rows[0]["day"], rows[0]["open_low"], rows[0]["days_since"]) == ("2026-11-12", "780", "37")

    def test_the_calendar_has_each_persons_session_once(self, desk: Desk) -> None:
        calendar = Calendar.from_ical(desk("--format ics").out)
        events = list(calendar.walk("VEVENT"))
        assert len({str(event["UID"]) for event in events}) == len(events) == 7
        assert {event.decoded("dtstart") for event in events if "Cleo" in str(event["SUMMARY"])} == {date(2026, 12, 1)}

    def test_a_day_beyond_any_plan_is_one_error(self, desk: Desk) -> None:
        result = desk("--on 9999-01-01")
        assert (result.code, result.err.count("\n")) == (2, 1)
        assert "--on: is more than 50 years ahead" in result.err

    def test_two_of_one_name_are_two_and_a_later_start_is_the_same_person(self, desk: Desk) -> None:
        def uids(*starts: str) -> list[str]:
            rows = "".join(f"Ann,weekly,{start}\n" for start in starts)
            return re.findall("UID:.*", desk("--format ics", f"name,protocol,start\n{rows}").out)

        first, second = uids("2026-12-01", "2026-12-01")
        assert first != second
        assert uids("2026-12-08") == [first]

    def test_a_later_calendar_updates_the_first(self, desk: Desk) -> None:
        first, second = (re.findall("UID:.*", desk("--format ics", text).out) for text in (PATIENTS, f"\n{PATIENTS}"))
        assert first == second

    def test_the_desk_of_the_example_is_a_row_a_person_in_80_columns_whatever_the_year(self, run: Run) -> None:
        clinic = Path(__file__).parents[1] / "examples" / "clinic"
        text = run("due", str(clinic / "patients.csv"), "--data", str(clinic), "--today", "2026-11-29").out
        assert "Ivo M.    Thu  2 Oct 2025  2 of 2          29 Sep – 6 Oct   " in text
        assert max(map(len, text.splitlines())) <= 80

    def test_a_narrow_terminal_breaks_no_word(self, desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
        whole = set(desk().out.split())
        monkeypatch.setenv("COLUMNS", "40")
        text = desk().out
        assert max(map(len, text.splitlines())) <= 40
        assert set(text.split()) - whole <= {"Day:", "Session:", "day:", "last:", "Open:", "Since"}


class TestNoRowIsLost:
    WRONG = PATIENTS + "8,Hal,standrd,,,,,,\n9,,standard,,,,,,\n10,Ida,standard,,10/11/2026,,,,\n"

    @pytest.mark.parametrize("form", ["table", "markdown", "html", "csv", "ics", "json"])
    def test_a_bad_row_is_reported_with_its_line_and_field_and_stops_no_other(self, form: str, desk: Desk) -> None:
        result = desk(f"--format {form}", self.WRONG)
        assert result.code == 1
        assert result.err.startswith("mesoplan: 3 of 10 rows cannot be read")
        if form == "json":
            found = json.loads(result.out)
            assert [(one["line"], one["id"], one["error"]["field"]) for one in found["faults"]] == [
                (9, "8", "protocol"),
                (10, "9", "start"),
                (11, "10", "done"),
            ]
            assert (found["read"], len(found["people"])) == (7, 7)
        else:
            text = result.err if form in ("csv", "ics") else result.out
            assert all(words in text for words in ("Line 9, protocol:", "Line 10, start:", "Line 11, done:"))
            assert "Anna" in result.out

    @pytest.mark.parametrize("options", ["--overdue", "--on 2026-12-01", "--within 1w"])
    def test_it_is_reported_whoever_is_asked_for(self, options: str, desk: Desk) -> None:
        result = desk(f"{options} --json", self.WRONG)
        assert (json.loads(result.out)["read"], len(json.loads(result.out)["faults"])) == (7, 3)
        assert result.err == "mesoplan: 3 of 10 rows cannot be read\n"

    @pytest.mark.parametrize("country", ["india", "france"])
    def test_a_patient_is_due_where_no_price_is_known(self, country: str, desk: Desk) -> None:
        text = f"name,country,done,closed\nAnna,{country},2026-11-09,holidays\n"
        (person,) = listed(desk("--json", text))
        assert (person["name"], person["open"], person["currency"]) == ("Anna", None, None)

    def test_a_country_that_nobody_knows_is_reported(self, desk: Desk) -> None:
        result = desk("--json", "name,country,done\nAnna,atlantis,2026-11-09\nBen,uk,2026-11-09\n")
        assert (result.code, names(result)) == (1, ["Ben"])
        assert 'no price for "atlantis"' in json.loads(result.out)["faults"][0]["error"]["message"]

    def test_a_table_that_begins_with_a_hyphen_keeps_its_name(
        self, run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.chdir(tmp_path)
        Path("-x.csv").write_text("nam,done\nAnna,2026-11-09\n", encoding="utf-8")
        for command in ("due", "batch"):
            assert run(command, "--", "-x.csv").err.startswith("mesoplan: -x.csv:1: there is no column")

    def test_a_mistake_of_our_own_costs_one_row(self) -> None:
        found = answer_to(Row(1, {"id": 1}), date(2026, 1, 5), lambda *_: 1 / 0)
        assert isinstance(found, Refusal)
        assert "a mistake in mesoplan itself (ZeroDivisionError)" in found.error.message


@pytest.mark.slow
def test_memory_does_not_grow_with_the_rows() -> None:
    def rows(number: int) -> Iterator[bytes]:
        for place in range(number):
            yield b'{"id": %d, "done": ["2026-10-01"]}\n' % place

    def most(number: int) -> int:
        tracemalloc.start()
        count = sum(1 for row in rows_in(rows(number)) if answer_to(row, date(2026, 10, 20), DUE))
        size = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        assert count == number
        return size

    most(1500)  # Python keeps freed tuples for the next: they are counted where they are first made
    few = most(300)
    # What another test left running may take some as well, but not each time.
    assert min(most(1500) for _ in range(3)) < few + 50_000


def test_a_list_says_whose_optional_sessions_are_left_out(desk: Desk) -> None:
    said = " ".join(desk("--details", text=LEFT_OUT).out.split())
    assert "Optional sessions that were not done in time are left out for Opal. To plan them" in said
    two = desk("--details", text=LEFT_OUT.replace("Opal", "Opal K."))
    assert "left out for Opal K. To plan" in " ".join(two.out.split())
    wanted = LEFT_OUT.replace("done\n", "done,sessions\n").replace("28\n", "28,6\n")
    assert "left out" not in desk("--details", text=wanted).out
    assert "overdue" in desk("--format csv", text=wanted).out
