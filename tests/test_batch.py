"""Many requests through one pipe: order, errors, streaming, processes."""

from __future__ import annotations

import gc
import json
import os
import pickle
import pty
import random
import re
import signal
import subprocess
import sys
import threading
import time
import tracemalloc
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future
from datetime import date, datetime
from decimal import Decimal
from functools import partial
from io import BufferedReader, BytesIO, RawIOBase
from pathlib import Path
from types import SimpleNamespace
from typing import Any, BinaryIO

import pytest
from hypothesis import HealthCheck, given, settings, strategies as st

from mesoplan import (
    Catalog,
    Request,
    answer_request,
    estimate_cost,
    load_catalog,
    plan_schedule,
)
from mesoplan.answers import plan as plan_answers
from mesoplan.answers.document import Refusal, as_line
from mesoplan.batch import pool
from mesoplan.batch.answer import DEFAULT, answer_line
from mesoplan.batch.rows import MAX_LINE, Row, answer_to, rows_in
from mesoplan.cli.output import lines_of
from mesoplan.planning.closures import Closures
from mesoplan.pricing.cost import _kept_biller
from mesoplan.requests.person import FIELDS, PersonRequest
from mesoplan.tables.files import REGIMENS, SECTIONS
from mesoplan.tables.places import holidays_of
from tests.conftest import SHIPPED, TODAY, Result
from tests.language import other_quotes

Run = Callable[..., Result]

PIECE = pool.PIECE
# Starting processes takes long: one test of the quick ones does.
in_processes = pytest.mark.parametrize("jobs", ["1", pytest.param("2", marks=pytest.mark.slow)])
LINE = b'{"id": "p1", "start": "2026-12-01", "country": "uk"}\n'
ONCE = ("schema", "today", "data", "disclaimer")


def answerer(catalog: Catalog) -> Callable[[Row], bytes | Refusal]:
    """Return what answers a row of a batch with its line."""
    return partial(answer_to, today=TODAY, answer=partial(answer_line, catalog=catalog, parts=DEFAULT))


@pytest.fixture
def ask(run: Run, tmp_path: Path) -> Callable[..., Result]:
    """Return a function that answers lines, or requests, from a file."""

    def ask(*lines: Any, options: str = "") -> Result:
        file = tmp_path / "requests.jsonl"
        file.write_bytes(b"\n".join(one if isinstance(one, bytes) else json.dumps(one).encode() for one in lines))
        return run("batch", str(file), *options.split())

    return ask


def answers(result: Result) -> list[Any]:
    """Return the answers of a run."""
    return [json.loads(line) for line in result.out.split("\n")[:-1]]


def open_batch(*words: str, **streams: Any) -> subprocess.Popen[bytes]:
    """Start a batch of its own, with a group of its own as a shell would give it."""
    command = [sys.executable, "-m", "mesoplan", "batch", *words]
    pipes: dict[str, Any] = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    return subprocess.Popen(command, **{**pipes, **streams}, start_new_session=True)


class TestAnswers:
    def test_an_answer_has_the_parts_as_their_own_commands_print_them_and_the_rest_once(
        self, ask: Run, run: Run
    ) -> None:
        result = ask({"id": "p1", "start": "2026-12-01", "country": "uk"})
        (answer,) = answers(result)
        assert list(answer) == ["id", "line", "schema", "today", "data", "disclaimer", "schedule", "cost"]
        assert (answer["id"], answer["line"], answer["schema"]) == ("p1", 1, "mesoplan/batch/1")
        assert result.code == 0
        assert result.err == ""
        for part, words in (("schedule", []), ("cost", ["--country", "uk"])):
            document = json.loads(run(part, "--start", "2026-12-01", *words, "--json").out)
            assert answer[part] == {field: value for field, value in document.items() if field not in ONCE}
            assert [answer[field] for field in ONCE[1:]] == [document[field] for field in ONCE[1:]]

    def test_answers_come_in_the_order_of_the_lines(self, ask: Run) -> None:
        found = answers(ask(*({"id": number, "horizon": f"{1 + number % 7}mo"} for number in range(100))))
        assert [answer["id"] for answer in found] == list(range(100))
        assert [answer["line"] for answer in found] == list(range(1, 101))

    @pytest.mark.parametrize("name", ["x", 7, 1.5, True, None, "", 10**40, "é\u2028"], ids=repr)
    def test_an_id_is_any_scalar_and_comes_back(self, name: Any, ask: Run) -> None:
        assert [answer["id"] for answer in answers(ask({"id": name}, {"id": name, "pace": "x"}))] == [name, name]

    @pytest.mark.parametrize("line", [{"id": "\ud800"}, {"name": "\udcff x"}, {"\ud800": 1}], ids=repr)
    def test_half_a_character_is_refused(self, line: Any, ask: Run) -> None:
        (answer,) = answers(ask(json.dumps(line).encode()))
        assert answer["error"]["message"] == "the line is not JSON in UTF-8: surrogates not allowed"

    def test_two_halves_are_one_character(self, ask: Run) -> None:
        assert answers(ask(b'{"id": "\\ud83d\\ude42"}'))[0]["id"] == "🙂"

    @pytest.mark.parametrize(("what", "parts"), [("schedule", {"schedule"}), ("cost", {"cost"}), ("plan", {"plan"})])
    def test_what_is_asked_alone_is_answered(self, what: str, parts: set[str], ask: Run) -> None:
        (answer,) = answers(ask({}, options=f"--what {what}"))
        assert set(answer) == {"id", "line", *ONCE, *parts}

    def test_a_cost_needs_no_interval_and_a_schedule_does(self, ask: Run) -> None:
        request = {"protocol": "salon", "country": "uk"}
        assert answers(ask(request, options="--what cost"))[0]["cost"]["estimates"][0]["course"]["cost"]["low"] == 1500
        assert answers(ask(request))[0]["error"]["field"] == "interval"

    def test_without_a_country_it_is_every_country(self, ask: Run, catalog: Catalog) -> None:
        estimates = answers(ask({}))[0]["cost"]["estimates"]
        assert [estimate["country"]["id"] for estimate in estimates] == list(catalog.prices)

    def test_blank_lines_ask_for_nothing_but_are_counted(self, ask: Run) -> None:
        assert [answer["line"] for answer in answers(ask(b"", {}, b" \t\r", {}, b""))] == [2, 4]

    def test_files_of_other_systems_are_read(self, ask: Run) -> None:
        assert [answer["id"] for answer in answers(ask(b'\xef\xbb\xbf{"id": 1}\r', b'{"id": 2}\r'))] == [1, 2]

    def test_an_empty_file_has_no_answers(self, ask: Run) -> None:
        assert ask() == (0, "", "note: there is no request to answer\n")


FAULTS: list[tuple[bytes, str | None, str]] = [
    (b"nonsense", None, "the line is not JSON in UTF-8: Expecting value: line 1 column 1"),
    (b"[]", None, "an object with its fields"),
    (b'"standard"', None, "an object with its fields"),
    (b"\xff{}", None, "not JSON in UTF-8"),
    ('{"id": 1}'.encode("utf-16"), None, "not JSON in UTF-8"),
    (b'{"fee": NaN}', "fee", "not a number that can be used"),
    (b'{"fee": -Infinity}', "fee", "not a number that can be used"),
    (b'{"fee": 1e999}', "fee", "not a number that can be used"),
    (b'{"fee": ' + b"1" * 5000 + b"}", None, "not JSON"),
    (b"[" * 60_000, None, "not JSON"),
    (b'{"id": "' + b"x" * MAX_LINE + b'"}', None, "more than 65,536 bytes"),
    (b'{"id": [1]}', "id", "write text or a number"),
    (b'{"id": 1e999}', "id", "write text"),
    (b'{"pace": "fast", "pace": "slow"}', None, '"pace" is written twice'),
    (b'{"interval": {"initial": "2w", "initial": "3w"}}', None, '"initial" is written twice'),
    (b'{"protocl": "standard"}', "protocl", "did you mean protocol?"),
    (b'{"per-visit": 3}', "per-visit", "did you mean per_visit?"),
    (b'{"protocol": "standrd"}', "protocol", "did you mean standard?"),
    (b'{"country": "france"}', "country", 'no price for "france"'),
    (b'{"start": "10/05/2026"}', "start", "ambiguous"),
    (b'{"start": ["2026-12-01"]}', "start", "a list is not taken here"),
    (b'{"strict": "yes"}', "strict", "is neither true nor false"),
    (b'{"start": true}', "start", "true or false is not taken here"),
    (b'{"pace": {}}', "pace", "a mapping is not taken here"),
    (b'{"pace": "quick"}', "pace", 'there is no pace "quick"'),
    (b'{"done": [null]}', "done", "null is not taken here"),
    (b'{"done": "2026-12-01"}', "done", "cannot be done yet"),
    (b'{"done": ["2026-01-01", "2026-01-01"]}', "done", "given twice"),
    (b'{"done": ["2026-01-01"], "start": "2026-01-02"}', "start", "contradicts"),
    (b'{"sessions": 4.5}', "sessions", "not a whole number"),
    (b'{"sessions": 0}', "sessions", "from 1 to 1000"),
    (b'{"interval": "2m"}', "interval", "minutes or months"),
    (b'{"interval": "2h"}', "interval", "not hours"),
    (b'{"interval": {"first": "2w"}}', "interval", 'there is no phase "first"'),
    (b'{"protocol": "tapered", "interval": "2w"}', "interval", "say which interval is meant"),
    (b'{"protocol": "trial", "sessions": 9, "interval": {"": "2w"}, "maintenance": "0d"}', "maintenance", "names 0"),
    (b'{"horizon": "60y"}', "horizon", "too large"),
    (b'{"horizon": "1-2y"}', "horizon", "not one length"),
    (b'{"closed": "weekend"}', "closed", "did you mean weekends"),
    (b'{"closed": "holidays"}', "closed", "give one --country"),
    (b'{"away": ["2026-12-20..2026-12-01"]}', "away", "ends before it begins"),
    (b'{"price": 200}', "price", "could be in EUR or GBP or USD"),
    (b'{"price": "250 GBP", "country": "us"}', "price", "United States is in USD here: write USD"),
    (b'{"country": "uk", "pack": {"6": 0}}', "pack", "names 0"),
    (b'{"country": "uk", "discount": "110%"}', "discount", "at most 100%"),
    (b'{"country": "uk", "per_visit": -1}', "per_visit", "negative"),
    (b'{"country": "uk", "budget": "much"}', "budget", "has no figure"),
    (b'{"country": "uk", "currency": "ABC"}', "currency", "not a currency"),
    (b'{"country": "uk", "currency": "AFN"}', "rate", "there is no rate of GBP to AFN"),
    (b'{"country": "uk", "rate": {"GBP": 1.15}}', "rate", "say with --currency"),
    (b'{"start": "9999-12-01"}', None, "past the year 9999"),
]


class TestErrors:
    @pytest.mark.parametrize(("line", "field", "message"), FAULTS, ids=lambda value: str(value)[:40])
    def test_a_bad_line_is_an_error_of_its_field_and_stops_no_other(
        self, line: bytes, field: str | None, message: str, ask: Run
    ) -> None:
        result = ask({"id": "before"}, line, {"id": "after"})
        before, wrong, after = answers(result)
        assert (before["id"], after["id"]) == ("before", "after")
        assert "schedule" in before
        assert "schedule" in after
        assert set(wrong) == {"id", "line", "error"}
        assert wrong["line"] == 2
        assert wrong["error"]["field"] == field
        assert message in wrong["error"]["message"]
        assert other_quotes(wrong["error"]["message"]) == []
        assert result.code == 1
        assert result.err == "mesoplan: 1 of 3 lines failed: their errors are in the output\n"

    def test_an_error_has_its_requests_id(self, ask: Run) -> None:
        found = answers(ask({"id": "a", "pace": "x"}, b'{"id": "b", "pace": "fast", "pace": "slow"}', b'{"id": "c", '))
        assert [answer["id"] for answer in found] == ["a", None, None]

    def test_large_numbers_of_lines_are_counted_in_words_that_can_be_read(self, ask: Run) -> None:
        assert ask(*[b"x"] * 1200, {}).err.startswith("mesoplan: 1,200 of 1,201 lines failed")

    def test_a_mistake_of_our_own_costs_one_line(self, ask: Run, monkeypatch: pytest.MonkeyPatch) -> None:
        def wrong(*_: object) -> None:
            raise ZeroDivisionError

        monkeypatch.setattr(plan_answers, "lay_out", wrong)
        (answer,) = answers(ask({"id": 1}))
        assert "a mistake in mesoplan itself (ZeroDivisionError)" in answer["error"]["message"]

    @pytest.mark.parametrize(
        ("words", "code", "message"),
        [
            ("--what costs", 2, '--what: there is no answer "costs" (did you mean cost?)'),
            ("--jobs 0", 2, '--jobs: "0" is not a number of processes from 1 to 64'),
            ("--jobs 65", 2, '--jobs: "65" is not'),
            ("--jobs two", 2, '--jobs: "two" is not'),
            ("--today tomorrow", 2, '--today: "tomorrow" is not a date'),
            ("--data /nowhere", 1, "/nowhere:1:1"),
            ("/nowhere", 1, "/nowhere cannot be read: No such file"),
            ("/", 1, "/ cannot be read: Is a directory"),
            ("a\0b", 1, "cannot be read: embedded null byte"),
        ],
    )
    def test_what_concerns_every_line_ends_it_before_the_first(
        self, words: str, code: int, message: str, run: Run
    ) -> None:
        result = run("batch", *words.split(" "))
        assert (result.code, result.out) == (code, "")
        assert message in result.err

    def test_no_standard_input_is_one_without_requests(self, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(sys, "stdin", None)
        assert run("batch").err == "note: there is no request to answer\n"
        sys.stdin.close()

    @pytest.mark.skipif(
        not Path("/proc/self/mem").exists(), reason="there is no file here that opens and cannot be read"
    )
    def test_a_file_that_stops_to_be_readable_is_said(self, run: Run) -> None:
        assert run("batch", "/proc/self/mem").err.startswith("mesoplan: /proc/self/mem cannot be read: ")


class TestFields:
    def test_the_fields_are_the_options_that_say_what_is_asked(self) -> None:
        assert sorted(FIELDS) == sorted(["id", *(PersonRequest.model_fields.keys() - {"today"})])

    @pytest.mark.parametrize(
        ("plain", "words"),
        [
            ({"sessions": 4}, {"sessions": "4"}),
            ({"interval": {"initial": "2w"}}, {"interval": ["initial=2w"]}),
            ({"interval": "2w"}, {"interval": ["2w"]}),
            ({"done": "2026-01-01"}, {"done": ["2026-01-01"]}),
            ({"price": 180.5}, {"price": "180.5"}),
            ({"pack": {"6": 1000}}, {"pack": ["6=1000"]}),
            ({"discount": 10}, {"discount": "10%"}),
            ({"fee": 0.0, "budget": 1000.0}, {"fee": "0", "budget": "1000"}),
            ({"currency": "eur", "rate": {"GBP": 1.15}}, {"currency": "EUR", "rate": ["GBP=1.15"]}),
            ({"protocol": None, "pack": None}, {}),
        ],
        ids=str,
    )
    def test_numbers_mappings_and_null_mean_the_same_as_words(
        self, plain: dict[str, Any], words: dict[str, Any], catalog: Catalog
    ) -> None:
        answer = answer_request({"country": "uk", **plain}, catalog, TODAY)
        assert "error" not in answer
        assert answer == answer_request({"country": ["uk"], **words}, catalog, TODAY)

    def test_the_library_takes_days_and_decimals(self, catalog: Catalog) -> None:
        request = {"start": date(2026, 12, 1), "country": "uk", "price": Decimal("99.50")}
        answer = answer_request(request, catalog, TODAY)
        assert answer["schedule"]["start"] == "2026-12-01"
        assert answer["cost"]["estimates"][0]["quote"]["low"] == 99.5

    def test_the_library_is_told_the_error_and_not_thrown_it(self, catalog: Catalog) -> None:
        answer = answer_request({"id": 7, "pace": "quick"}, catalog, TODAY)
        assert answer == {"id": 7, "error": {"field": "pace", "message": answer["error"]["message"]}}

    def test_an_answer_has_only_values_that_json_has(self, catalog: Catalog) -> None:
        request = {"currency": "EUR", "rate": "USD=0.9", "country": ["turkey", "us"], "budget": 900, "discount": "5%"}
        answer = answer_request(request, catalog, TODAY)
        assert json.loads(json.dumps(answer, allow_nan=False)) == answer

    @pytest.mark.parametrize("sections", [REGIMENS, SECTIONS], ids=["regimens", "all"])
    def test_all_that_a_request_is_answered_with_can_be_sent_elsewhere(self, sections: Sequence[str]) -> None:
        answer = answerer(load_catalog(sections=sections))
        [row] = rows_in([LINE])
        assert pickle.loads(pickle.dumps(answer))(row) == answer(row)

    def test_results_of_the_library_can_be_sent_elsewhere(self, catalog: Catalog) -> None:
        protocol, closures = (
            catalog.protocol("standard"),
            Closures(weekdays=frozenset({5, 6}), holidays=holidays_of("GB-SCT").days),
        )
        request = Request(start=TODAY)
        for closed in (None, closures):
            schedule = plan_schedule(protocol, request, closed)
            assert pickle.loads(pickle.dumps(schedule)) == schedule
            estimate = estimate_cost(protocol, catalog.price("uk"), request, catalog)
            assert pickle.loads(pickle.dumps(estimate)) == estimate


class TestThePage:
    PAGE = (Path(__file__).parents[1] / "docs" / "batch.md").read_text(encoding="utf-8")

    def test_its_table_has_every_field(self) -> None:
        rows = re.findall(r"^\| (`.*?) \| (?:a|the) ", self.PAGE, re.MULTILINE)
        assert sorted(re.findall(r"`(\w+)`", " ".join(rows))) == sorted(FIELDS)

    def test_its_request_gets_the_answer_it_shows(self, ask: Run) -> None:
        request, answer, fault = (json.loads(block) for block in re.findall(r"```json\n(.*?)```", self.PAGE, re.DOTALL))
        found, wrong = answers(ask(request, {"id": "p2", "pace": "quick"}))
        assert set(answer) == set(found)
        assert {part: set(answer[part]) - set(found[part]) for part in ("schedule", "cost")} == {
            "schedule": set(),
            "cost": set(),
        }
        assert wrong == fault

    def test_its_library_example_runs(self, capsys: pytest.CaptureFixture[str]) -> None:
        (example,) = re.findall(r"```python\n(.*?)```", self.PAGE, re.DOTALL)
        exec(example, {})
        assert capsys.readouterr().out == "2400\n"


def options_of(request: dict[str, Any]) -> list[str]:
    """Return a request as the command line has it."""
    return [
        word
        for field, value in request.items()
        for one in (value if isinstance(value, list) else [value])
        if one is not False
        for word in (f"--{field.replace('_', '-')}", *([] if one is True else [str(one)]))
    ]


DAYS = st.dates(date(2025, 12, 1), date(2026, 12, 31)).map(str)
LENGTHS = st.builds("{}{}".format, st.sampled_from(["2", "3-5", "10+", "0"]), st.sampled_from(["d", "w", "mo", "m"]))
SUMS = st.integers(0, 2000)
PLANS: dict[str, Any] = {
    "protocol": st.sampled_from(["standard", "tapered", "weekly", "fortnightly", "trial", "salon", "salon2"]),
    "start": DAYS,
    "sessions": st.integers(0, 12),
    "interval": st.one_of(LENGTHS, st.just(["initial=10d"])),
    "maintenance": st.one_of(LENGTHS, st.just("none")),
    "pace": st.sampled_from(["fast", "slow", "Typical", "quick"]),
    "horizon": st.sampled_from(["1y", "30mo", "100d", "60y"]),
    "done": st.lists(DAYS, min_size=1, max_size=3),
    "closed": st.lists(st.sampled_from(["weekends", "mon", "fri", "holidays"]), min_size=1),
    "away": st.lists(st.just("2026-12-20..2027-01-03"), min_size=1, max_size=2),
}
SUMS_OF_MONEY: dict[str, Any] = {
    "price": st.one_of(SUMS, st.sampled_from(["180-220", "250 GBP", "250 USD"])),
    "pack": st.lists(st.sampled_from(["6=1000", "3=700", "x"]), min_size=1, max_size=2),
    "discount": st.sampled_from(["10%", "101%"]),
    "fee": SUMS,
    "per_visit": SUMS,
    "budget": SUMS,
    "currency": st.sampled_from(["EUR", "usd", "AFN"]),
    "rate": st.lists(st.sampled_from(["GBP=1.15", "USD=0.9"]), min_size=1, max_size=2),
}
FLAGS = dict.fromkeys(("oily_hair", "strict", "source_only"), st.booleans())
COUNTRY = {"country": st.one_of(st.sampled_from(["uk", "GB-SCT"]), st.lists(st.sampled_from(["us", "turkey"])))}


@pytest.mark.slow
class TestTheSameAsTheCommands:
    @given(request=st.fixed_dictionaries({}, optional={**PLANS, **COUNTRY}))
    @settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
    def test_as_schedule(self, request: dict[str, Any], run: Run, catalog: Catalog) -> None:
        self.compare(request, "schedule", run, catalog)

    @given(request=st.fixed_dictionaries({}, optional={**PLANS, **COUNTRY, **SUMS_OF_MONEY}))
    @settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
    def test_as_cost(self, request: dict[str, Any], run: Run, catalog: Catalog) -> None:
        self.compare(request, "cost", run, catalog)

    @given(request=st.fixed_dictionaries({}, optional={**PLANS, **COUNTRY, **SUMS_OF_MONEY, **FLAGS}))
    @settings(max_examples=80, suppress_health_check=[HealthCheck.function_scoped_fixture])
    def test_as_plan(self, request: dict[str, Any], run: Run, catalog: Catalog) -> None:
        self.compare(request, "plan", run, catalog)

    def compare(self, request: dict[str, Any], part: Any, run: Run, catalog: Catalog) -> None:
        result = run(part, *options_of(request), "--json", "--quiet")
        answer = answer_request(request, catalog, TODAY, [part])
        if result.code == 0:
            document = json.loads(result.out)
            assert answer[part] == {field: value for field, value in document.items() if field not in ONCE}
        elif "goes with --" not in result.err:  # a column without effect is no error
            assert "error" in answer


@pytest.mark.slow
class TestJunk:
    @given(st.lists(st.binary(max_size=60)))
    def test_bytes(self, lines: list[bytes]) -> None:
        self.check([line.replace(b"\n", b"") for line in lines])

    @given(
        st.lists(
            st.dictionaries(
                st.sampled_from(FIELDS),
                st.recursive(
                    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=12)),
                    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(st.text(max_size=3), inner)),
                    max_leaves=5,
                ),
                max_size=3,
            ),
            max_size=5,
        )
    )
    @settings(max_examples=300)
    def test_values(self, requests: list[Any]) -> None:
        self.check([json.dumps(request).encode() for request in requests])

    @given(st.text(st.characters(codec="utf-8"), max_size=80), st.sampled_from(FIELDS))
    def test_words(self, word: str, field: str) -> None:
        self.check([json.dumps({field: word}).encode()])

    def check(self, lines: list[bytes]) -> None:
        found = [*map(answerer(SHIPPED), rows_in([b"{}", *lines]))]
        parsed = [json.loads(as_line(one) if isinstance(one, Refusal) else one) for one in found]
        assert [answer["line"] for answer in parsed] == [n for n, line in enumerate([b"{}", *lines], 1) if line.strip()]
        assert not [answer for answer in parsed if "mistake" in answer.get("error", {}).get("message", "")]


class TestStreams:
    def test_an_answer_comes_before_the_next_line_is_there(self) -> None:
        with open_batch() as process:
            assert process.stdin is not None
            assert process.stdout is not None
            for number in range(3):
                process.stdin.write(b'{"id": %d}\n' % number)
                process.stdin.flush()
                assert json.loads(process.stdout.readline())["id"] == number
            process.stdin.close()
            assert process.wait(60) == 0

    @in_processes
    def test_a_reader_that_has_seen_enough_ends_it_quietly(self, jobs: str, tmp_path: Path) -> None:
        file = tmp_path / "requests.jsonl"
        file.write_bytes(LINE * 2000 + b"nonsense\n")
        with open_batch(str(file), "--jobs", jobs) as process:
            assert process.stdout is not None
            assert process.stderr is not None
            assert process.stdout.readline().startswith(b'{"id":"p1","line":1,')
            process.stdout.close()
            assert process.wait(60) == 0
            assert process.stderr.read() == b""

    @pytest.mark.slow
    @pytest.mark.parametrize("jobs", ["1", "2"])
    def test_ctrl_c_leaves_whole_lines(self, jobs: str, tmp_path: Path) -> None:
        file = tmp_path / "requests.jsonl"
        file.write_bytes(LINE * 20_000)
        with open_batch(str(file), "--jobs", jobs) as process:
            assert process.stdout is not None
            assert process.stderr is not None
            text = process.stdout.readline()
            os.killpg(process.pid, signal.SIGINT)
            text += process.stdout.read()
            assert process.wait(60) == 130
            assert process.stderr.read() == b""
        assert text.endswith(b"}\n")
        assert [json.loads(line)["line"] for line in text.splitlines()] == list(range(1, 1 + text.count(b"\n")))
        assert text.count(b"\n") < 20_000

    @pytest.mark.slow
    @pytest.mark.parametrize("jobs", ["1", "2"])
    def test_ctrl_c_ends_it_while_it_waits(self, jobs: str) -> None:
        with open_batch("--jobs", jobs) as process:
            assert process.stdin is not None
            assert process.stdout is not None
            assert process.stderr is not None
            # Several processes answer once so many pieces are under way.
            process.stdin.write(LINE * (PIECE * 9 if jobs == "2" else 1))
            process.stdin.flush()
            process.stdout.readline()
            os.killpg(process.pid, signal.SIGINT)
            process.stdout.read()
            assert process.wait(60) == 130
            assert process.stderr.read() == b""

    def test_another_thread_can_run_it_and_leaves_ctrl_c_alone(self, ask: Run) -> None:
        before, results = signal.getsignal(signal.SIGINT), list[Result]()
        thread = threading.Thread(target=lambda: results.append(ask({"id": 1})))
        thread.start()
        thread.join()
        assert [result.code for result in results] == [0]
        assert signal.getsignal(signal.SIGINT) is before

    def test_processes_answer_as_one_does(self, ask: Run) -> None:
        lines = [*({"id": n, "horizon": f"{1 + n % 30}mo", "country": "uk"} for n in range(200)), b"", b"nonsense"]
        one, two = ask(*lines), ask(*lines, options="--jobs 2")
        assert two == one
        assert len(answers(one)) == 201

    @pytest.mark.slow
    @pytest.mark.parametrize("output", [None, "plans.jsonl"])
    def test_a_process_that_dies_is_reported(
        self, output: str | None, ask: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(pool, "_begin", die)
        target = tmp_path / "plans.jsonl"
        result = ask(*[LINE.strip()] * 1000, options=f"--jobs 2 --output {target}" if output else "--jobs 2")
        assert result.code == 1
        assert "exited unexpectedly" in result.err
        assert not target.exists()

    @pytest.mark.slow
    def test_a_process_that_is_killed_at_any_moment_never_hangs_the_others(self, tmp_path: Path) -> None:
        if not Path("/proc/self/task").exists():
            pytest.skip("there is no /proc here to look processes up in")
        file = tmp_path / "requests.jsonl"
        file.write_bytes(LINE * 20_000)
        moments = random.Random(6)
        for _ in range(8):
            with open_batch(str(file), "--jobs", "2", stdout=subprocess.DEVNULL) as process:
                while len(started := Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().split()) < 3:
                    time.sleep(0.01)
                time.sleep(moments.uniform(0.3, 0.8))
                # The first is Python's own, which keeps an eye on what is shared.
                os.kill(int(started[-1]), signal.SIGKILL)
                _, error = process.communicate(timeout=60)
            assert process.returncode == 1
            assert b"exited unexpectedly" in error
            assert b"Traceback" not in error

    @pytest.mark.slow
    def test_processes_end_with_the_one_that_started_them(self, tmp_path: Path) -> None:
        children = Path("/proc/self/task")
        if not children.exists():
            pytest.skip("there is no /proc here to look processes up in")
        with open_batch("--jobs", "2") as process:
            assert process.stdin is not None
            assert process.stdout is not None
            process.stdin.write(LINE * 1000)
            process.stdin.flush()
            process.stdout.readline()
            started = Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().split()
            process.kill()
            process.wait(60)
            # Standard output ends only when every process that has it has ended.
            assert len(started) >= 2
            process.stdout.read()

    def test_a_file_is_there_whole_with_its_errors(self, ask: Run, tmp_path: Path) -> None:
        target = tmp_path / "plans.jsonl"
        result = ask({"id": 1}, b"nonsense", options=f"--output {target}")
        assert (result.code, result.out) == (1, "")
        assert [json.loads(line)["line"] for line in target.read_text().splitlines()] == [1, 2]
        assert "already exists: use --force to replace it" in ask({"id": 2}, options=f"--output {target}").err
        assert ask({"id": 2}, options=f"--output {target} --force").code == 0
        assert [json.loads(line)["id"] for line in target.read_text().splitlines()] == [2]

    def test_a_file_is_not_there_when_it_was_stopped(
        self, ask: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def stopped(*_: object) -> None:
            raise KeyboardInterrupt

        monkeypatch.setattr("mesoplan.batch.answer.batch_answer", stopped)
        assert ask({"id": 1}, options=f"--output {tmp_path / 'plans.jsonl'}").code == 130
        assert [file.name for file in tmp_path.iterdir()] == ["requests.jsonl"]

    def test_a_full_disk_is_said(self, tmp_path: Path) -> None:
        if not Path("/dev/full").exists():
            pytest.skip("there is no /dev/full here")
        with Path("/dev/full").open("wb") as full, open_batch(stdout=full) as process:
            _, error = process.communicate(LINE, timeout=60)
        assert process.returncode == 1
        assert error == b"mesoplan: standard output cannot be written: No space left on device\n"

    def test_no_standard_output_is_no_accident(self, ask: Run, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(sys, "stdout", None)
        assert ask({}).code == 0
        sys.stdout.close()


def die(*_: object) -> None:
    """End a process at once."""
    os._exit(3)


class Endless(RawIOBase):
    """A stream that is long; it counts how many reads are left of it."""

    def __init__(self, pattern: bytes, times: int) -> None:
        self.data = pattern * (65_536 // len(pattern))
        self.left = times

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        self.left -= 1
        found = self.data[: len(buffer)] if self.left >= 0 else b""
        buffer[: len(found)] = found
        return len(found)


def piped(stream: BinaryIO, monkeypatch: pytest.MonkeyPatch) -> Iterator[bytes]:
    """Return the lines of a stream as a command reads them from standard input."""
    monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=stream, isatty=lambda: False))
    return lines_of("-", MAX_LINE, print)


class TestMemory:
    def test_a_line_without_an_end_is_told_at_once_and_not_kept(self, monkeypatch: pytest.MonkeyPatch) -> None:
        stream = Endless(b"x", 1000)
        lines = piped(BufferedReader(stream), monkeypatch)
        tracemalloc.start()
        try:
            first = next(lines)
            assert stream.left > 900
            assert len(first) > MAX_LINE
            assert list(lines) == []
            assert stream.left < 0
            assert tracemalloc.get_traced_memory()[1] < 1_000_000
        finally:
            tracemalloc.stop()

    @pytest.mark.skipif(not Path("/dev/zero").exists(), reason="this system has no /dev/zero")
    @pytest.mark.parametrize(
        "words", [("batch", "/dev/zero"), ("batch", "/dev/zero", "--jobs", "2"), ("due", "/dev/zero")]
    )
    def test_a_line_that_does_not_end_ends_the_run(self, words: tuple[str, ...], run: Run) -> None:
        result = run(*words)
        assert (result.code, "this is not text" in result.err) == (1, True)

    def test_what_follows_a_line_that_is_too_long_is_read(self, monkeypatch: pytest.MonkeyPatch) -> None:
        long, longest = b"x" * (MAX_LINE + 70_000), b"y" * MAX_LINE
        written = b"\n".join([b"a", long, b"b", longest, b"z" * (MAX_LINE + 1), b"", b"c"])
        lines = list(piped(BytesIO(written), monkeypatch))
        assert [line[:1] for line in lines] == [b"a", b"x", b"b", b"y", b"z", b"\n", b"c"]
        assert len(lines[1]) > MAX_LINE
        assert lines[3].strip() == longest

    def test_no_more_lines_wait_than_may(self, monkeypatch: pytest.MonkeyPatch) -> None:
        taken, most = 0, 0

        class Pool:
            def __init__(self, *_: Any) -> None:
                pass

            def submit(self, _: Any, rows: list[Row]) -> Future[list[Any]]:
                future: Future[list[Any]] = Future()
                future.set_result([b"" for _ in rows])
                return future

            def shutdown(self, **_: Any) -> None:
                pass

        def lines() -> Iterator[bytes]:
            nonlocal taken
            for _ in range(10_000):
                taken += 1
                yield LINE

        monkeypatch.setattr(pool, "ProcessPoolExecutor", Pool)
        given = 0
        for answers in pool.answered(rows_in(lines()), answerer(SHIPPED), 2):
            given += len(answers)
            most = max(most, taken - given)
        assert given == 10_000
        assert most <= 8 * 32

    @pytest.mark.slow
    def test_answers_keep_nothing(self) -> None:
        def kept(lines: list[bytes]) -> int:
            tracemalloc.start()
            [*map(answerer(SHIPPED), rows_in(lines))]
            _kept_biller.cache_clear()  # costs at published prices, 32 at most: they are nobody's
            gc.collect()
            size = tracemalloc.get_traced_memory()[0]
            tracemalloc.stop()
            return size

        days = [b'{"id": %d, "start": "%d-01-01", "interval": "%dd"}' % (n, 2000 + n, n + 1) for n in range(200)]
        kept(days[:10])
        assert kept(days) < kept(days[:20]) + 5_000

    @pytest.mark.parametrize(
        "own", ['"price": "180"', '"paid": "100"', '"missed": ["2026-01-04"], "start": "2025-12-01"']
    )
    def test_what_a_person_pays_is_not_kept(self, own: str) -> None:
        _kept_biller.cache_clear()
        [answer] = map(answerer(SHIPPED), rows_in([f'{{"country": "uk", {own}}}'.encode()]))
        assert isinstance(answer, bytes)
        assert _kept_biller.cache_info().currsize == 0


class TestKeyboard:
    def test_a_keyboard_is_told_what_is_waited_for(self) -> None:
        ours, theirs = pty.openpty()
        with open_batch(stdin=theirs) as process:
            os.close(theirs)
            os.write(ours, LINE + b"\x04")
            out, error = process.communicate(timeout=60)
        os.close(ours)
        assert json.loads(out)["id"] == "p1"
        assert error.startswith(b"note: type one JSON object a line")


@pytest.mark.parametrize("request_", [[], None, "text", 7])
def test_what_is_no_request_is_an_error_and_no_accident(request_: Any) -> None:
    answer = answer_request(request_, SHIPPED, date(2026, 1, 5))
    assert answer["error"]["field"] is None
    assert "an object with its fields" in answer["error"]["message"]


def test_a_tables_columns_of_moments_and_of_numbers_with_gaps_are_read_for_what_they_mean() -> None:
    request = {"start": datetime(2026, 12, 1), "sessions": 4.0, "fee": Decimal("80.00"), "country": "uk"}
    answer = answer_request(request, SHIPPED, date(2026, 1, 5))
    assert answer["schedule"]["start"] == "2026-12-01"
    assert answer["schedule"]["course"]["sessions"]["planned"] == 4
    assert answer_request({"start": datetime(2026, 12, 1, 9)}, SHIPPED, date(2026, 1, 5))["error"]["field"] == "start"


class TestTables:
    TABLE = "id;name;Done;country\n1;Anna;2025-12-01 2025-12-22;uk\n2;Ben;;\n3;Cleo;soon;\n"

    def test_rows_are_answered_as_lines_of_json_are(self, run: Run, ask: Run, tmp_path: Path) -> None:
        file = tmp_path / "patients.csv"
        file.write_text(self.TABLE, encoding="utf-8-sig")
        rows = run("batch", str(file))
        lines = ask(
            {"id": "1", "name": "Anna", "done": ["2025-12-01", "2025-12-22"], "country": "uk"},
            {"id": "2", "name": "Ben"},
            {"id": "3", "name": "Cleo", "done": "soon"},
        )
        assert [{**one, "line": one["line"] - 1} for one in answers(rows)] == answers(lines)
        assert (rows.code, answers(rows)[2]["error"]["field"]) == (1, "done")

    @pytest.mark.slow
    def test_processes_answer_as_one_does(self, run: Run, tmp_path: Path) -> None:
        file = tmp_path / "patients.csv"
        file.write_text("id,done\n" + "".join(f"{n},2025-12-{1 + n % 28:02}\n" for n in range(150)) + "x,1,2\n")
        assert run("batch", str(file), "--jobs", "2") == run("batch", str(file))

    def test_an_unknown_column_is_refused_once(self, run: Run, tmp_path: Path) -> None:
        file = tmp_path / "patients.csv"
        file.write_text("id,nmae\n1,Anna\n2,Ben\n")
        result = run("batch", str(file))
        assert (result.code, result.out) == (1, "")
        assert result.err.count("did you mean name?") == 1

    @pytest.mark.parametrize("name", ["plans.csv", "plans.HTML"])
    def test_the_lines_get_no_name_of_another_format(self, name: str, ask: Run, tmp_path: Path) -> None:
        result = ask({"id": 1}, options=f"--output {tmp_path / name}")
        assert (result.code, (tmp_path / name).exists()) == (2, False)
        assert "--output: is JSON Lines: call it plans.jsonl" in result.err
        for right in ("plans.jsonl", "plans.json", "plans"):
            assert ask({"id": 1}, options=f"--output {tmp_path / right}").code == 0


class TestFiles:
    PEOPLE = ({"id": "a 1", "name": "Anna"}, {"name": "Zoë K."}, {"name": "../etc/passwd"})

    @pytest.mark.parametrize(("form", "begins"), [("html", "<!doctype"), ("md", "# "), ("ics", "BEGIN:VCALENDAR")])
    @in_processes
    def test_each_request_has_its_own_file(self, form: str, begins: str, jobs: str, ask: Run, tmp_path: Path) -> None:
        folder = tmp_path / "made" / "plans"
        result = ask(*self.PEOPLE, options=f"--format {form} --jobs {jobs} --output {folder}")
        assert result == (0, "", f"3 files in {folder}\n")
        files = sorted(folder.iterdir())
        assert [file.name for file in files] == [f"Zoë-K.{form}", f"a-1.{form}", f"etc-passwd.{form}"]
        assert all(file.read_text(encoding="utf-8").lower().startswith(begins.lower()) for file in files)

    @pytest.mark.parametrize(
        ("what", "form"), [("schedule", "md"), ("cost", "md"), ("plan", "md"), ("schedule", "ics"), ("plan", "ics")]
    )
    def test_a_file_is_what_its_command_writes(self, what: str, form: str, ask: Run, run: Run, tmp_path: Path) -> None:
        options = f"--format {form} --what {what} --output {tmp_path / 'plans'}"
        assert ask({"id": 1, "country": "uk"}, options=options) == (0, "", f"1 file in {tmp_path / 'plans'}\n")
        run(what, "--country", "uk", "--output", str(tmp_path / f"one.{form}"))
        assert (tmp_path / "plans" / f"1.{form}").read_text() == (tmp_path / f"one.{form}").read_text()

    def test_two_of_one_name_are_an_error(self, ask: Run, tmp_path: Path) -> None:
        result = ask(
            {"name": "Anna K."}, {"name": "anna-k"}, {}, {"id": "?"}, options=f"--format md -o {tmp_path / 'plans'}"
        )
        assert result.code == 1
        assert [(one["line"], one["error"]["field"]) for one in answers(result)] == [(2, "name"), (3, "id"), (4, "id")]
        assert "already the file of line 1" in answers(result)[0]["error"]["message"]
        assert [file.name for file in (tmp_path / "plans").iterdir()] == ["Anna-K.md"]

    def test_none_is_replaced_without_force(self, ask: Run, tmp_path: Path) -> None:
        (tmp_path / "1.md").write_text("mine")
        result = ask({"id": 1}, {"id": 2}, options=f"--format md --output {tmp_path}")
        assert result.code == 1
        assert "1.md already exists: use --force to replace it" in answers(result)[0]["error"]["message"]
        assert (tmp_path / "1.md").read_text() == "mine"
        assert (tmp_path / "2.md").exists()
        assert ask({"id": 1}, options=f"--format md --output {tmp_path} --force").code == 0
        assert (tmp_path / "1.md").read_text() != "mine"

    @pytest.mark.parametrize(
        ("options", "code", "message"),
        [
            ("--format md", 2, "--format: writes a file for each request: name their folder with --output"),
            ("--format pdf --output plans", 2, '--format: there is no format "pdf"'),
            ("--format ics --what cost --output plans", 2, "--what: a calendar has no costs alone"),
            ("--format md --output /dev/null", 1, "/dev/null cannot be made: "),
        ],
    )
    def test_what_cannot_be_is_said_before_the_first_line(
        self, options: str, code: int, message: str, ask: Run
    ) -> None:
        result = ask({}, options=options)
        assert (result.code, result.out) == (code, "")
        assert message in result.err
