"""The command line: what it prints, where, and how it ends."""

from __future__ import annotations

import json
import os
import re
import shlex
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from mesoplan import __version__
from mesoplan.cli import main
from mesoplan.output.formats.terminal import render
from mesoplan.output.page import Page
from mesoplan.output.wording import Place
from tests.conftest import Result
from tests.helpers import IN_TURN, every_command
from tests.language import other_quotes

GOLDEN = Path(__file__).parent / "golden"
Run = Callable[..., Result]

COMMANDS = {
    "schedule": "schedule",
    "schedule-weekly": "schedule --protocol weekly --pace fast",
    "schedule-salon": "schedule --protocol salon --interval 2w",
    "cost": "cost --country uk",
    "cost-all": "cost",
    "cost-salon": "cost --protocol salon --country germany --country us",
    "cost-weekly": "cost --protocol weekly --country uk --horizon 18mo",
    "protocols": "protocols",
    "protocols-tapered": "protocols tapered",
    "prices": "prices",
    "aftercare": "aftercare",
    "aftercare-weekly": "aftercare --protocol weekly --start 2026-12-01",
    "screen": "screen",
    "screen-some": "screen pregnancy blood-thinners alopecia-areata",
    "plan": "plan --country uk",
    "schedule-aftercare": "schedule --aftercare --horizon 6mo",
}


@pytest.mark.parametrize(("ending", "option"), [("txt", ""), ("json", "--json")])
@pytest.mark.parametrize("name", COMMANDS)
def test_the_output_is_the_one_that_was_read_and_accepted(
    name: str, ending: str, option: str, run: Run, pytestconfig: pytest.Config
) -> None:
    golden = GOLDEN / f"{name}.{ending}"
    result = run(*COMMANDS[name].split(), *option.split())
    assert result.code == 0
    if pytestconfig.getoption("--write-golden"):
        golden.write_text(result.out, encoding="utf-8")
    assert result.out == golden.read_text(encoding="utf-8")


DRAWN = re.compile("[╷·░█]")
"""What only the lines of drawings have: how much they say depends on the room for it."""


def lines_at(width: int, name: str, run: Run, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Return what a command of `COMMANDS` prints on a terminal of so many columns."""
    monkeypatch.setenv("COLUMNS", str(width))
    return run(*COMMANDS[name].split()).out.splitlines()


@pytest.mark.parametrize("width", [40, 80, 120])
@pytest.mark.parametrize("name", ["protocols", "aftercare-weekly", "plan"])
def test_at_any_width_every_word_is_there_and_whole(
    name: str, width: int, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    titles = {"protocol", "Date", "Avoid", "For", "Documents", "say"}  # of first columns: cards at 40 columns have none

    def words(lines: list[str]) -> set[str]:
        return {word for line in lines if not DRAWN.search(line) for word in re.findall(r"\w+", line)} - titles

    lines = lines_at(width, name, run, monkeypatch)
    assert max(map(len, lines)) <= width
    assert words(lines_at(300, name, run, monkeypatch)) <= words(lines)


class TestJson:
    """Section 7 of the contract."""

    @pytest.mark.parametrize(
        ("words", "schema"),
        [
            ("schedule", "mesoplan/schedule/1"),
            ("cost -c uk", "mesoplan/cost/1"),
            ("protocols", "mesoplan/protocols/1"),
            ("prices", "mesoplan/prices/1"),
        ],
    )
    def test_every_document_has_schema_today_warnings_and_disclaimer(self, words: str, schema: str, run: Run) -> None:
        document = json.loads(run(*words.split(), "--json").out)
        assert document["schema"] == schema
        assert document["today"] == "2026-01-05"
        assert document["warnings"] == []
        assert document["disclaimer"] == "An estimate from published sources, not medical advice."

    def test_a_schedule_has_the_contracts_fields(self, run: Run) -> None:
        document = json.loads(run("schedule", "--json").out)
        assert (document["start"], document["horizon"], document["pace"]) == ("2026-01-05", "2028-01-05", "typical")
        assert document["protocol"]["id"] == "standard"
        assert set(document["protocol"]["source"]) == {"id", "title", "url"}
        assert document["course"]["sessions"] == {"min": 3, "max": 6, "planned": 6}
        assert document["course"]["finish"] == {
            "earliest": "2026-02-02",
            "planned": "2026-04-20",
            "latest": "2026-05-25",
        }
        assert document["maintenance"]["every"] == {"min": 4, "max": 6, "unit": "months"}
        assert document["sessions"][0] == {
            "number": 1,
            "kind": "course",
            "phase": "initial",
            "date": "2026-01-05",
            "earliest": "2026-01-05",
            "latest": "2026-01-05",
            "optional": False,
            "status": "due",
            "timing": None,
            "moved_from": None,
            "reason": None,
            "note": None,
        }
        assert document["next"] == document["sessions"][0]
        first = document["milestones"][0]
        assert first["name"] == "First visible changes"
        assert first["after_sessions"] == {"min": 2, "max": 3}
        assert (first["earliest"], first["latest"]) == ("2026-02-02", "2026-03-02")

    def test_a_cost_has_the_contracts_fields(self, run: Run) -> None:
        estimate = json.loads(run("cost", "-c", "uk", "--json").out)["estimates"][0]
        assert estimate["country"] == {"id": "uk", "name": "United Kingdom", "code": "GB"}
        assert estimate["currency"] == "GBP"
        assert (estimate["per_session"]["low"], estimate["per_session"]["high"]) == (150, 400)
        assert estimate["course"] == {
            "sessions": {"min": 3, "max": 6, "planned": 6},
            "cost": {"low": 450, "high": 2400},
            "planned": {"low": 900, "high": 2400},
        }
        assert estimate["through"][0]["months"] == 12
        assert estimate["complete"] is True
        assert [estimate[field] for field in ("converted", "quote", "budget")] == [None, None, None]

    def test_unknown_is_null_and_never_zero(self, run: Run) -> None:
        course = json.loads(run("cost", "-c", "uk", "-p", "weekly", "--json").out)["estimates"][0]["course"]
        assert course["sessions"]["max"] is None
        assert course["cost"] == {"low": 600, "high": None}

    def test_warnings_are_in_the_document_or_else_on_standard_error(self, run: Run) -> None:
        result = run("schedule", "--sessions", "8", "--json")
        warning = "You chose 8 sessions; the source says 3-6."
        weekend = "1 session falls on a weekend (--closed weekends moves it)."
        document = json.loads(result.out)
        assert sorted([*document["warnings"], *document["notes"]]) == sorted([warning, weekend])
        assert result.err == ""
        assert f"note: {warning}\n" in run("schedule", "--sessions", "8", "--format", "csv").err
        assert run("schedule", "--sessions", "8", "--format", "csv", "--quiet").err == ""

    def test_what_the_source_states_is_kept_beside_a_choice(self, run: Run) -> None:
        course = json.loads(run("schedule", "--sessions", "8", "--json").out)["course"]
        assert course["sessions"] == {"min": 8, "max": 8, "planned": 8}
        assert course["stated"] == {"min": 3, "max": 6}


class TestOptions:
    def test_no_country_is_every_country(self, run: Run) -> None:
        countries = [e["country"]["id"] for e in json.loads(run("cost", "--json").out)["estimates"]]
        assert countries == ["uk", "us", "turkey", "eurozone", "worldwide"]
        assert run("cost", "-c", "all").out == run("cost").out

    @pytest.mark.parametrize("name", ["uk", "GB", "United Kingdom", "britain", "gb", "England", "U.K."])
    def test_a_country_goes_by_id_code_name_and_alias(self, name: str, run: Run) -> None:
        assert run("cost", "--country", name).out == run("cost", "--country", "uk").out

    def test_each_country_stands_once_in_its_own_currency(self, run: Run) -> None:
        estimates = json.loads(run("cost", "-c", "uk", "-c", "turkey", "-c", "gb", "--json").out)["estimates"]
        assert [(e["country"]["id"], e["currency"]) for e in estimates] == [("uk", "GBP"), ("turkey", "USD")]

    def test_several_phases_take_several_intervals(self, run: Run) -> None:
        words = "schedule -p tapered --interval initial=2w --interval monthly=3w --json"
        sessions = json.loads(run(*words.split()).out)["sessions"]
        assert [session["date"] for session in sessions][:6] == [
            "2026-01-05", "2026-01-19", "2026-02-02", "2026-02-16", "2026-03-09", "2026-03-30",
        ]  # fmt: skip

    @pytest.mark.parametrize("word", ["none", "None", " none "])
    def test_maintenance_can_be_left_out(self, word: str, run: Run) -> None:
        document = json.loads(run("schedule", "--maintenance", word, "--json").out)
        assert {session["kind"] for session in document["sessions"]} == {"course"}

    @pytest.mark.parametrize(
        ("word", "expected"),
        [("2026-12-01", "2026-12-01"), ("tomorrow", "2026-01-06"), ("+2w", "2026-01-19"), ("Today", "2026-01-05")],
    )
    def test_the_start_is_a_date_or_counted_from_today(self, word: str, expected: str, run: Run) -> None:
        assert json.loads(run("schedule", "--start", word, "--json").out)["start"] == expected

    @pytest.mark.parametrize(
        ("word", "several"),
        [
            ("--done 2025-12-01,2025-12-22", "--done 2025-12-01 --done 2025-12-22"),
            ("--closed sunday,monday", "--closed sunday --closed monday"),
            ("--closed weekends,holidays:GB-SCT", "--closed weekends --closed holidays:GB-SCT"),
            ("--done '2025-12-01, 2025-12-22'", "--done 2025-12-01 --done 2025-12-22"),
            ("--done '1 Dec 2025, 22 Dec 2025'", "--done 2025-12-01 --done 2025-12-22"),
            ("--done 'Mon, 1 Dec, 2025'", "--done 2025-12-01"),
            ("--booked 'tomorrow, 2026-01-27'", "--booked tomorrow --booked 2026-01-27"),
            ("--closed 'sunday, monday'", "--closed sunday --closed monday"),
        ],
    )
    def test_days_may_stand_in_one_word_with_commas(self, word: str, several: str, run: Run) -> None:
        assert run("schedule", *shlex.split(word), "--json") == run("schedule", *several.split(), "--json")

    def test_two_days_away_with_a_comma_are_refused_since_they_may_be_the_first_and_the_last(self, run: Run) -> None:
        result = run("schedule", "--away", "2026-02-01,2026-02-09")
        assert (result.code, result.out) == (2, "")
        assert '"2026-02-01,2026-02-09" is not a date' in result.err

    @pytest.mark.parametrize("columns", ["0", "1", "-5", "x"])
    def test_a_width_that_is_none_empties_no_page(
        self, columns: str, run: Run, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("COLUMNS", columns)
        assert "Next" in run("schedule").out

    def test_a_comma_within_a_date_parts_nothing(self, run: Run) -> None:
        assert json.loads(run("schedule", "--done", "Mon, 1 Dec, 2025", "--json").out)["start"] == "2025-12-01"

    def test_today_goes_before_the_environment(self, run: Run) -> None:
        assert json.loads(run("schedule", "--today", "2027-01-01", "--json").out)["start"] == "2027-01-01"

    def test_without_either_today_is_the_systems(self, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.delenv("MESOPLAN_TODAY")
        assert re.fullmatch(r"\d{4}-\d\d-\d\d", json.loads(run("schedule", "--json").out)["today"])

    def test_tables_of_ones_own_are_added(self, run: Run, tmp_path: Path) -> None:
        (tmp_path / "prices.yaml").write_text(
            "sources: {list: {title: Price list}}\n"
            "prices: {no: {name: Norway, code: 'NO', currency: NOK, per_session: 2500-3000.50, source: list}}\n"
        )
        estimate = json.loads(run("cost", "-c", "norway", "--data", str(tmp_path), "--json").out)["estimates"][0]
        assert estimate["country"]["id"] == "no"
        assert estimate["course"]["cost"] == {"low": 7500, "high": 18003}
        assert estimate["per_session"]["high"] == 3000.5

    @pytest.mark.parametrize("words", ["compare -c shop -p trial", "cost -c shop -p trial"])
    @pytest.mark.parametrize("currency", ["", "--currency GBP"])
    def test_a_price_in_its_own_currency_is_never_rounded(
        self, words: str, currency: str, run: Run, tmp_path: Path
    ) -> None:
        (tmp_path / "prices.yaml").write_text(
            "sources: {list: {title: Price list}}\n"
            "prices: {shop: {name: Shop, currency: GBP, per_session: 99.55, source: list}}\n"
        )
        assert "£796.40" in run(*words.split(), *currency.split(), "--data", str(tmp_path)).out

    def test_faults_in_such_tables_end_with_1_and_say_where(self, run: Run, tmp_path: Path) -> None:
        (tmp_path / "prices.yaml").write_text("prices:\n  no: {name: Norway, currency: NKR}\n")
        result = run("cost", "--data", str(tmp_path))
        assert (result.code, result.out) == (1, "")
        assert f"{tmp_path / 'prices.yaml'}:2:7: prices.no.source: is missing: write it" in result.err

    def test_a_dash_is_standard_output(self, run: Run) -> None:
        assert run("prices", "--output", "-") == run("prices")

    @pytest.mark.parametrize("words", ["schedule --start", "schedule --protocol", "cost --country", "data init"])
    def test_an_empty_word_is_never_taken_for_a_default(self, words: str, run: Run) -> None:
        result = run(*words.split(), "")
        assert (result.code, result.out) == (2, "")

    def test_version(self, run: Run) -> None:
        assert run("--version") == Result(0, f"mesoplan {__version__}\n", "")

    @pytest.mark.parametrize(
        "words", ["", "help", *(f"{command} --help" for command in every_command() if command != "ask")]
    )
    def test_every_help_has_examples_that_work(
        self, words: str, run: Run, requests: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        text = re.sub(r" \\\n +", " ", run(*words.split()).out)
        examples = re.findall(r"^ +mesoplan ((?:(?! {2}).)*)", text, re.MULTILINE)
        Path("patients.csv").write_text("id,name,start\np1,Anna,2026-10-20\n", encoding="utf-8")
        assert examples
        for example in examples:
            monkeypatch.setenv("MESOPLAN_TODAY", "2026-11-28")  # examples name days before and after it
            if "my-tables" in example and "init" not in example and not Path("my-tables").exists():
                run("data", "init", "my-tables")
            assert run(*example.split(" | ")[0].split()).code == 0

    @pytest.mark.parametrize(
        ("command", "words"),
        [
            ("batch", "--output FILE New file, or with --format a folder."),
            ("schedule", "--price AMOUNT What a session costs at your clinic; goes with --format ics."),
            ("schedule", "--name NAME Whose plan it is: in a file's title, and to tell calendars apart."),
        ],
    )
    def test_an_option_that_does_something_else_here_says_so(self, command: str, words: str, run: Run) -> None:
        assert words in " ".join(run(command, "--help").out.split())

    @pytest.mark.parametrize("words", ["schedule", "cost -c uk", "protocols", "prices", "protocols weekly"])
    def test_every_result_ends_with_the_disclaimer(self, words: str, run: Run) -> None:
        assert run(*words.split()).out.endswith("\nAn estimate from published sources, not medical advice.\n")


BAD = {
    "schedule --protocol standrad": ['no protocol "standrad"', "did you mean standard?", "weekly"],
    "cost --country ukk": ['no price for "ukk"', "did you mean uk?", "turkey"],
    "cost --country ''": ['no price for ""'],
    "shedule": ['no command "shedule"', "did you mean schedule?", "protocols"],
    "protocols standrad": ['no protocol "standrad"'],
    "schedule --start 10/05/2026": ["--start", "ambiguous", "2026-05-10"],
    "schedule --start 2026-02-30": ["--start", "not a day of the calendar"],
    "schedule --start 9999-12-31": ["past the year 9999"],
    "schedule --start +2": ["--start", "unit"],
    "schedule --sessions 0": ["from 1 to 1000"],
    "schedule --sessions -3": ["--sessions", "whole number"],
    "schedule --sessions 1e9": ["--sessions", "whole number"],
    "schedule --sessions 1000000000000000000000": ["--sessions", "whole number"],
    "schedule --interval 2m": ["--interval", "minutes or months", "mo"],
    "schedule --interval 0w": ["--interval", "0"],
    "schedule --interval 6-3w": ["--interval", "backwards", "3-6"],
    "schedule --interval 2": ["--interval", "no unit"],
    "schedule --interval maintenance=2w": ['no phase "maintenance"', "initial"],
    "schedule -p tapered --interval 2w": ["initial", "monthly"],
    "schedule --interval 2w --interval initial=3w": ["initial", "two intervals"],
    "schedule --interval 2w --interval 3w": ["--interval", "given twice"],
    "schedule --horizon 0mo": ["--horizon", "0"],
    "schedule --horizon 51y": ["--horizon", "at most 50 years"],
    "schedule --horizon 2-3y": ["horizon", "one length"],
    "schedule --maintenance often": ["--maintenance"],
    "schedule --pace quick": ["--pace", "fast, slow, typical"],
    "schedule --format yaml": ['no format "yaml"', "json, markdown, table"],
    "schedule --json --format table": ["json and table: choose one"],
    "schedule --today soon": ["--today"],
    "schedule --today tomorrow": ["--today", "YYYY-MM-DD"],
    "schedule --maintenance ''": ["--maintenance", "unit"],
    "schedule --format ''": ['no format ""'],
    "schedule --frobnicate": ["--frobnicate"],
    "schedule --start": ["--start"],
    "schedule extra": ["extra"],
    "schedule -p salon": ["does not state how far apart", "--interval 2w"],
    "schedule --output plan.xyz": [".xyz", ".ics", "--format"],
    "cost --start 2026-13-01": ["--start"],
    "prices germany": ["write mesoplan cost --country germany"],
    "cost --protocol all": ['no protocol "all"', "compare shows all of them"],
    "cost --country uk --price 1,200": ["--price", '"1,200"', "no comma"],
    "cost --country uk --budget 1,200": ["--budget", "no comma"],
    "aftercare ibuprofen": ['no activity "ibuprofen"', "for illnesses and medicines see mesoplan screen"],
    "screen swimming": ['no condition "swimming"', "for activities see mesoplan aftercare"],
    "risks weekly": ["write mesoplan protocols weekly"],
    "risks aspirin": ["write mesoplan screen aspirin"],
    "plan aspirin": ["write --condition aspirin"],
    "cost swimming": ["write mesoplan aftercare swimming"],
    "schedule --closed sunday monday": ["--start monday", "--closed monday"],
    "schedule weekends": ["write --closed weekends"],
    "cost -c uk --pack 6=900 --discount 10%": ["single sessions have no price here", "10% on packs"],
    "plan --output plan.pdf": [".html", "for a PDF, print the .html"],
    "plan --output plan": ["plan has none of the endings", ".html"],
    "due": ['Missing argument "FILE"', "mesoplan due --help"],
}


@pytest.mark.parametrize("words", BAD)
def test_bad_input_gets_one_clear_sentence_and_exit_2(
    words: str, run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    result = run(*(word.strip("'") for word in words.split(" ")))
    assert result.code == 2
    assert result.out == ""
    assert result.err.count("\n") == 1
    assert result.err.startswith("mesoplan: ")
    assert all(part in result.err for part in BAD[words]), result.err
    assert other_quotes(result.err) == []
    assert list(tmp_path.iterdir()) == []


def test_a_plan_says_whose_it_is_where_a_name_was_given(run: Run) -> None:
    assert run("plan", "--name", "Anna K.").out.startswith("Hair mesotherapy: plan for Anna K.\nStandard course")
    assert run("plan").out.startswith("Standard course")


def test_cost_without_an_interval_still_prices_the_course(run: Run) -> None:
    result = run("cost", "-p", "salon", "-c", "uk")
    assert result.code == 0
    assert "from £1,500" in result.out


class TestOutput:
    def test_a_file_gets_what_would_be_printed(self, run: Run, tmp_path: Path) -> None:
        assert run("schedule", "-o", str(tmp_path / "plan.json")) == Result(0, "", f"Wrote {tmp_path}/plan.json\n")
        assert run("schedule", "-o", str(tmp_path / "plan.json"), "--force", "-q") == Result(0, "", "")
        assert (tmp_path / "plan.json").read_text() == run("schedule", "--json").out
        assert run("schedule", "-o", str(tmp_path / "plan.txt")).code == 0
        assert (tmp_path / "plan.txt").read_text() == run("schedule", "--details").out
        assert run("schedule", "-o", str(tmp_path / "plan"), "-f", "json").code == 0
        assert sorted(path.name for path in tmp_path.iterdir()) == ["plan", "plan.json", "plan.txt"]

    def test_a_file_that_is_there_is_kept_unless_forced(self, run: Run, tmp_path: Path) -> None:
        plan = tmp_path / "plan.json"
        plan.write_text("precious")
        result = run("schedule", "-o", str(plan))
        assert (result.code, result.out) == (1, "")
        assert "already exists: use --force to replace it" in result.err
        assert plan.read_text() == "precious"
        assert run("schedule", "-o", str(plan), "--force").code == 0
        assert json.loads(plan.read_text())["schema"] == "mesoplan/schedule/1"
        assert [path.name for path in tmp_path.iterdir()] == ["plan.json"]

    def test_a_new_file_has_the_usual_permissions(self, run: Run, tmp_path: Path) -> None:
        mask = os.umask(0o027)
        try:
            run("schedule", "-o", str(tmp_path / "plan.json"))
        finally:
            os.umask(mask)
        assert (tmp_path / "plan.json").stat().st_mode & 0o777 == 0o640

    def test_a_link_is_followed(self, run: Run, tmp_path: Path) -> None:
        (tmp_path / "real.json").write_text("old")
        (tmp_path / "plan.json").symlink_to(tmp_path / "real.json")
        assert run("schedule", "-o", str(tmp_path / "plan.json"), "--force").code == 0
        assert (tmp_path / "plan.json").is_symlink()
        assert json.loads((tmp_path / "real.json").read_text())

    @pytest.mark.parametrize("force", [[], ["--force"]])
    @pytest.mark.parametrize(
        "target", ["missing/plan.json", "folder", "pipe", "plan.json/below.json", "loop", "a" * 300]
    )
    def test_what_cannot_be_written_ends_with_1_and_changes_nothing(
        self, target: str, force: list[str], run: Run, tmp_path: Path
    ) -> None:
        (tmp_path / "folder").mkdir()
        (tmp_path / "plan.json").write_text("precious")
        os.mkfifo(tmp_path / "pipe")
        (tmp_path / "loop").symlink_to(tmp_path / "loop")
        result = run("schedule", "-o", str(tmp_path / target), "--json", *force)
        assert (result.code, result.out) == (1, "")
        assert result.err.count("\n") == 1
        assert (tmp_path / "plan.json").read_text() == "precious"
        assert (tmp_path / "pipe").is_fifo()
        assert sorted(path.name for path in tmp_path.iterdir()) == ["folder", "loop", "pipe", "plan.json"]

    def test_a_device_is_refused(self, run: Run) -> None:
        assert run("schedule", "-o", "/dev/full", "--json").code == 1

    def test_a_folder_that_is_read_only_ends_with_1(
        self, run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        opened = Path.open

        def refuse(path: Path, mode: str = "r", *rest: Any, **more: Any) -> Any:
            if "x" in mode:
                raise PermissionError(13, "Permission denied")
            return opened(path, mode, *rest, **more)

        # The tests may run as root, whom no mode keeps out.
        monkeypatch.setattr(Path, "open", refuse)
        result = run("schedule", "-o", str(tmp_path / "plan.json"))
        assert result.code == 1
        assert result.err.endswith("cannot be written: Permission denied\n")

    def test_a_failure_midway_leaves_what_was_there(
        self, run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def fail(*_: object) -> None:
            raise OSError(28, "No space left on device")

        plan = tmp_path / "plan.json"
        plan.write_text("precious")
        monkeypatch.setattr(Path, "replace", fail)
        assert run("schedule", "-o", str(plan), "--force").code == 1
        assert [path.name for path in tmp_path.iterdir()] == ["plan.json"]
        assert plan.read_text() == "precious"


def process(*words: str, **options: Any) -> subprocess.CompletedProcess[bytes]:
    """Run the program as a process of its own."""
    environment = {**os.environ, **options.pop("environment", {})}
    return subprocess.run(
        [sys.executable, "-m", "mesoplan", *words], env=environment, check=False, timeout=60, **options
    )


def unknown_signs(text: str) -> int:
    """Count the signs that could not be shown, which are question marks where nothing is asked."""
    return re.sub(r"Does it Really Work\?|[a-z]\?$", "", text, flags=re.MULTILINE).count("?")


class TestTerminals:
    SHOWN = ("schedule", "cost -c uk", "prices", "--help")

    @pytest.mark.parametrize(
        "environment",
        [
            {"LANG": "C", "LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"},
            {"PYTHONIOENCODING": "ascii"},
        ],
        ids=str,
    )
    def test_where_only_ascii_can_be_shown_nothing_else_is(self, environment: dict[str, str]) -> None:
        command = [sys.executable, "-c", IN_TURN, *self.SHOWN]
        around = {**os.environ, **environment}
        result = subprocess.run(command, env=around, capture_output=True, check=False, timeout=60)
        assert (result.returncode, result.stderr) == (0, b"")
        assert unknown_signs(result.stdout.decode("ascii")) == 0

    @pytest.mark.parametrize(
        ("name", "value"), [("TERM", "dumb"), ("COLUMNS", "40"), ("COLUMNS", "1"), ("COLUMNS", "many")]
    )
    def test_any_terminal_gets_readable_output(
        self, name: str, value: str, run: Run, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv(name, value)
        for line in self.SHOWN:
            result = run(*line.split())
            assert (result.code, result.err) == (0, "")
            assert "\x1b" not in result.out
            assert unknown_signs(result.out) == 0

    def test_json_is_utf8_whatever_the_terminal_takes(self) -> None:
        result = process("prices", "--json", environment={"PYTHONIOENCODING": "ascii"}, capture_output=True)
        assert "türkiye" in json.loads(result.stdout.decode("utf-8"))["prices"][2]["aliases"]

    @pytest.mark.parametrize("words", ["schedule", "schedule --json --horizon 50y -p weekly", "prices --json"])
    def test_a_reader_that_has_seen_enough_ends_it_quietly(self, words: str) -> None:
        command = f"{sys.executable} -m mesoplan {words} | head -c 1"
        result = subprocess.run(
            ["bash", "-c", f"set -o pipefail; {command}"], check=False, capture_output=True, timeout=60
        )
        assert (result.returncode, result.stderr, len(result.stdout)) == (0, b"", 1)

    @pytest.mark.parametrize("words", ["--help", "--version", "schedule --help", ""])
    def test_a_reader_that_wants_nothing_of_a_help_is_no_error(self, words: str) -> None:
        command = f"{sys.executable} -m mesoplan {words} | true"
        result = subprocess.run(
            ["bash", "-c", f"set -o pipefail; {command}"], check=False, capture_output=True, timeout=60
        )
        assert (result.returncode, result.stderr) == (0, b"")

    @pytest.mark.parametrize("words", ["--help", "--version", "schedule", "prices --json"])
    def test_a_full_disk_ends_with_1(self, words: str) -> None:
        with Path("/dev/full").open("wb") as full:
            result = process(*words.split(), stdout=full, stderr=subprocess.PIPE)
        assert result.returncode == 1
        assert result.stderr == b"mesoplan: standard output cannot be written: No space left on device\n"

    def test_notes_never_stray_into_the_result(self) -> None:
        command = f"{sys.executable} -m mesoplan schedule --sessions 8 --json 2>&-"
        result = subprocess.run(["bash", "-c", command], check=False, capture_output=True, timeout=60)
        assert json.loads(result.stdout)["warnings"]

    def test_a_closed_standard_output_is_no_error(self) -> None:
        result = subprocess.run(
            ["bash", "-c", f"{sys.executable} -m mesoplan schedule >&-"], check=False, capture_output=True, timeout=60
        )
        assert (result.returncode, result.stderr) == (0, b"")


class TestColour:
    def colored(self, *words: str, monkeypatch: pytest.MonkeyPatch, terminal: bool = True) -> bool:
        """Tell whether a run would show colours."""
        places: list[Place] = []

        def spy(page: Page, place: Place) -> str:
            places.append(place)
            return render(page, place)

        monkeypatch.setattr("mesoplan.output.formats.terminal.render", spy)
        monkeypatch.setattr(sys.stdout, "isatty", lambda: terminal, raising=False)
        assert main(["schedule", *words]) == 0
        return places[0].color

    def test_a_terminal_gets_them_and_a_pipe_does_not(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("TERM", "xterm")
        assert self.colored(monkeypatch=monkeypatch)
        assert not self.colored(monkeypatch=monkeypatch, terminal=False)

    @pytest.mark.parametrize(("variable", "value"), [("TERM", "dumb"), ("NO_COLOR", "1")])
    def test_they_can_be_refused(self, variable: str, value: str, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("TERM", "xterm")
        assert not self.colored("--no-color", monkeypatch=monkeypatch)
        monkeypatch.setenv(variable, value)
        assert not self.colored(monkeypatch=monkeypatch)


def test_text_of_a_table_shows_as_text_and_does_nothing(run: Run, tmp_path: Path) -> None:
    (tmp_path / "protocols.yaml").write_text(
        "sources: {own: {title: '[red]Own[/red] :smile:'}}\n"
        "protocols:\n"
        "  own:\n"
        '    name: "Bell \\a and \\e[31mred\\e[0m"\n'
        "    source: own\n"
        "    course:\n"
        "      - {phase: '[bold]x', sessions: 2, interval: 1 week}\n"
        "      - {phase: last, sessions: 2, interval: 1 month}\n"
        "    maintenance: {repeat: none}\n"
    )
    result = run("schedule", "-p", "own", "--data", str(tmp_path))
    assert result.code == 0
    assert "\x07" not in result.out
    assert "\x1b" not in result.out
    assert "Bell \\x07 and \\x1b[31mred\\x1b[0m" in result.out
    assert "[red]Own[/red] :smile:" in result.out
    assert "[bold]x" in result.out


class TestFormats:
    @pytest.mark.parametrize(
        ("ending", "begins"),
        [
            ("csv", "number,kind,"),
            ("md", "# Sessions: Standard course"),
            ("ics", "BEGIN:VCALENDAR"),
            ("txt", "Standard course"),
        ],
    )
    def test_the_ending_of_the_file_tells_the_format(self, ending: str, begins: str, run: Run, tmp_path: Path) -> None:
        file = tmp_path / f"plan.{ending}"
        assert run("schedule", "-q", "-o", str(file)) == Result(0, "", "")
        assert file.read_text(encoding="utf-8").startswith(begins)

    def test_line_ends_reach_the_file_as_they_are(self, run: Run, tmp_path: Path) -> None:
        run("schedule", "-o", str(tmp_path / "plan.ics"))
        content = (tmp_path / "plan.ics").read_bytes()
        assert content.count(b"\r\n") == content.count(b"\n")
        assert content == run("schedule", "-f", "ics").out.encode()

    def test_a_calendar_can_be_timed_and_remind(self, run: Run) -> None:
        text = run(*["schedule", "-f", "ics", "--at", "9:05", "--timezone", "Europe/London", "--remind", "2h"]).out
        assert "DTSTART;TZID=Europe/London:20260105T090500" in text
        assert "TRIGGER:-PT2H" in text

    def test_months_stand_side_by_side(self, run: Run) -> None:
        text = run("schedule", "--view", "calendar", "--week-starts", "sun").out
        assert "Su Mo Tu We Th Fr Sa" in text
        assert text.splitlines()[-1] == "An estimate from published sources, not medical advice."

    @pytest.mark.parametrize(
        ("words", "parts"),
        [
            ("--format ics --at 25:00 --timezone Europe/London", ["--at", "HH:MM"]),
            ("--format ics --at 10:60 --timezone Europe/London", ["--at", "HH:MM"]),
            ("--format ics --at noon --timezone Europe/London", ["--at"]),
            ("--format ics --at 10:30 --timezone Europe/Londn", ["no time zone", "did you mean Europe/London?"]),
            ("--format ics --at 10:30 --timezone ../etc/passwd", ["no time zone"]),
            ("--format ics --at 10:30", ["--timezone"]),
            ("--format ics --timezone Europe/London", ["--at"]),
            ("--format ics --remind 1mo", ["--remind", "1d"]),
            ("--format ics --remind 1-2d", ["--remind"]),
            ("--remind 1d", ["--remind", "--format ics"]),
            ("--at 10:30 --timezone Europe/London", ["--at", "--format ics"]),
            ("--view month", ["--view", 'no view "month"', "calendar, list, timeline"]),
            ("--week-starts tue", ["--week-starts", "mon, sun"]),
            ("--view calendar --json", ["--view", "goes with --format table"]),
        ],
    )
    def test_bad_input_gets_one_clear_sentence_and_exit_2(self, words: str, parts: list[str], run: Run) -> None:
        result = run("schedule", *words.split())
        assert (result.code, result.out, result.err.count("\n")) == (2, "", 1)
        assert all(part in result.err for part in parts), result.err


class TestSmallPrint:
    def test_words_go_in_any_case(self, run: Run, tmp_path: Path) -> None:
        assert run("schedule", "--pace", "FAST").out == run("schedule", "--pace", "fast").out
        assert run("schedule", "-f", "JSON").out == run("schedule", "--json").out
        assert run("schedule", "-p", "Standard").out == run("schedule").out
        assert run("schedule", "-o", str(tmp_path / "PLAN.JSON")).code == 0
        assert (tmp_path / "PLAN.JSON").read_text() == run("schedule", "--json").out

    def test_a_file_does_not_depend_on_the_terminal(
        self, run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        printed = run("schedule", "--details").out
        monkeypatch.setenv("COLUMNS", "40")
        run("schedule", "-o", str(tmp_path / "plan.txt"))
        assert (tmp_path / "plan.txt").read_text() == printed

    def test_replacing_a_file_keeps_its_permissions(self, run: Run, tmp_path: Path) -> None:
        (tmp_path / "plan.txt").touch(0o600)
        assert run("schedule", "-o", str(tmp_path / "plan.txt"), "--force").code == 0
        assert (tmp_path / "plan.txt").stat().st_mode & 0o777 == 0o600

    def test_milestones_after_the_horizon_are_left_out(self, run: Run) -> None:
        assert "You may notice" not in run("schedule", "--horizon", "28d").out
        assert "First visible changes: 2 Feb" in run("schedule", "--horizon", "29d").out

    def test_help_has_a_short_name(self, run: Run) -> None:
        assert run("-h").out == run("--help").out
        assert run("cost", "-h").out == run("cost", "--help").out
