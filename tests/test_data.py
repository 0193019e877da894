"""Tables of one's own: from a first example to one that holds, and every fault told as a compiler does."""

from __future__ import annotations

import html
import json
import os
import re
import stat
import tracemalloc
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from mesoplan import load_catalog
from tests.conftest import Result, cases, not_hanging
from tests.language import other_quotes

Run = Callable[..., Result]

FILES = ["prices.schema.json", "prices.yaml", "protocols.schema.json", "protocols.yaml"]
WRONG = "prices:\n  no: {name: Norway, currency: NOK, per_session: 0, source: nobody}\n"


@pytest.fixture
def tables(run: Run, tmp_path: Path) -> Path:
    """Return a folder with the example tables."""
    assert run("data", "init", str(tmp_path / "tables")).code == 0
    return tmp_path / "tables"


class TestInit:
    def test_the_example_is_right_and_goes_all_the_way_to_a_priced_plan(self, run: Run, tables: Path) -> None:
        assert sorted(file.name for file in tables.iterdir()) == FILES
        assert run("data", "validate", str(tables)).code == 0
        words = ("--protocol", "three-phases", "--data", str(tables), "--json")
        [estimate] = json.loads(run("cost", "--country", "no", *words).out)["estimates"]
        assert (estimate["country"]["name"], estimate["currency"]) == ("Norway", "NOK")
        assert estimate["course"]["cost"] == {"low": 9 * 2500, "high": 10 * 3000}
        [clinic] = json.loads(run("cost", "--country", "bergen", *words).out)["estimates"]
        # Ten sessions: packs of six and three, one at 2800 less 5 %; 300 once, 900 less 900, 50 at every visit.
        assert clinic["bill"]["total"] == 14400 + 7800 + 2660 + 300 + 10 * 50
        assert clinic["course"]["planned"] == {"low": 25660, "high": 25660}
        phases = {session["phase"] for session in json.loads(run("schedule", *words).out)["sessions"]}
        assert phases == {"weekly", "fortnightly", "monthly", None}

    def test_it_says_what_it_wrote(self, run: Run, tmp_path: Path) -> None:
        written = run("data", "init", str(tmp_path / "a" / "b")).out.splitlines()
        assert sorted(written) == [str(tmp_path / "a" / "b" / name) for name in FILES]

    def test_editors_find_the_schema_beside_each_table(self, run: Run, tables: Path) -> None:
        for kind in ("protocols", "prices"):
            first = (tables / f"{kind}.yaml").read_text(encoding="utf-8").splitlines()[0]
            assert first == f"# yaml-language-server: $schema={kind}.schema.json"
            assert (tables / f"{kind}.schema.json").read_text(encoding="utf-8") == run("data", "schema", kind).out

    @pytest.mark.parametrize("there", FILES)
    def test_one_file_that_is_there_keeps_all_from_being_written(self, there: str, run: Run, tmp_path: Path) -> None:
        (tmp_path / there).write_text("precious")
        result = run("data", "init", str(tmp_path))
        assert (result.code, result.out) == (1, "")
        assert result.err == f"mesoplan: {tmp_path / there} already exists: choose another folder\n"
        assert [(file.name, file.read_text()) for file in tmp_path.iterdir()] == [(there, "precious")]

    def test_other_files_in_the_folder_are_left_alone(self, run: Run, tmp_path: Path) -> None:
        (tmp_path / "notes.txt").write_text("precious")
        assert run("data", "init", str(tmp_path)).code == 0
        assert (tmp_path / "notes.txt").read_text() == "precious"

    @pytest.mark.parametrize("where", ["file", "file/below", "a" * 300])
    def test_a_folder_that_cannot_be_made_ends_with_1(self, where: str, run: Run, tmp_path: Path) -> None:
        (tmp_path / "file").write_text("precious")
        result = run("data", "init", str(tmp_path / where))
        assert (result.code, result.out, result.err.count("\n")) == (1, "", 1)
        assert result.err.startswith(f"mesoplan: {tmp_path / where}")
        assert [file.name for file in tmp_path.iterdir()] == ["file"]


class TestValidate:
    def test_right_tables_are_said_to_be_right(self, run: Run, tables: Path) -> None:
        result = run("data", "validate", str(tables))
        assert (result.code, result.err) == (0, "")
        assert result.out.splitlines() == [
            f"{tables}/protocols.yaml: no faults (sources 1, protocols 1)",
            f"{tables}/prices.yaml: no faults (prices 2)",
        ]

    def test_every_fault_is_told_with_its_line_and_a_mark_under_the_spot(self, run: Run, tmp_path: Path) -> None:
        file = tmp_path / "prices.yaml"
        file.write_text(WRONG)
        result = run("data", "validate", str(tmp_path))
        assert (result.code, result.out) == (1, "")
        lines = result.err.splitlines()
        assert len(lines) == 6
        assert lines[0].startswith(f'{file}:2:50: prices.no.per_session: "0" names 0')
        assert lines[1] == "  2 |   no: {name: Norway, currency: NOK, per_session: 0, source: nobody}"
        assert lines[1][lines[2].index("^") :] == "0, source: nobody}"
        assert lines[3].startswith(f"{file}:2:61: prices.no.source: no source is called nobody")
        assert lines[4][lines[5].index("^") :] == "nobody}"

    def test_faults_of_both_files_come_at_once(self, run: Run, tmp_path: Path) -> None:
        (tmp_path / "prices.yaml").write_text(WRONG)
        (tmp_path / "protocols.yaml").write_text("protocols: {own: {nmae: x}}\n")
        err = run("data", "validate", str(tmp_path)).err
        assert "prices.yaml:2:61" in err
        assert "protocols.yaml:1:19: protocols.own.nmae: is not a field here" in err

    def test_as_json_the_faults_are_the_result(self, run: Run, tmp_path: Path) -> None:
        (tmp_path / "prices.yaml").write_text(WRONG)
        result = run("data", "validate", "--json", str(tmp_path))
        assert (result.code, result.err) == (1, "")
        document = json.loads(result.out)
        assert document["files"] == [{"file": str(tmp_path / "prices.yaml"), "entries": {}}]
        assert [(fault["line"], fault["column"], fault["path"]) for fault in document["faults"]] == [
            (2, 50, "prices.no.per_session"),
            (2, 61, "prices.no.source"),
        ]

    def test_as_json_right_tables_have_no_faults(self, run: Run, tables: Path) -> None:
        result = run("data", "validate", "--json", str(tables))
        assert (result.code, result.err) == (0, "")
        document = json.loads(result.out)
        assert document["faults"] == []
        assert [file["entries"] for file in document["files"]] == [{"sources": 1, "protocols": 1}, {"prices": 2}]

    def test_without_a_place_it_checks_the_folder_of_ones_own(
        self, run: Run, tables: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        expected = run("data", "validate", str(tables)).out
        assert run("data", "validate", "--data", str(tables)).out == expected
        monkeypatch.setenv("MESOPLAN_DATA", str(tables))
        assert run("data", "validate").out == expected

    def test_without_any_folder_it_checks_the_shipped_tables(self, run: Run) -> None:
        assert run("data", "validate").out.count("no faults") == 2

    def test_a_table_alone_may_cite_the_sources_of_the_table_beside_it(self, run: Run, tables: Path) -> None:
        assert run("data", "validate", str(tables / "prices.yaml")).code == 0
        (tables / "protocols.yaml").write_text("sources: {other: {title: x}}\n")
        result = run("data", "validate", str(tables / "prices.yaml"))
        assert result.code == 1
        assert "no source is called example-clinic" in result.err
        assert "protocols.yaml:" not in result.err

    def test_what_a_file_holds_that_cannot_be_read_is_not_missed(self, run: Run, tables: Path) -> None:
        (tables / "protocols.yaml").write_text("sources: {other: {title: x}}\nprotocols: [\n")
        assert run("data", "validate", str(tables / "prices.yaml")).code == 0
        result = run("data", "validate", str(tables))
        assert result.code == 1
        assert "not YAML" in result.err
        assert "no source is called" not in result.err

    @pytest.mark.parametrize("kind", ["protocols", "prices"])
    def test_a_file_of_another_name_is_told_by_its_content(self, kind: str, run: Run, tables: Path) -> None:
        text = (tables / f"{kind}.yaml").read_text().replace("source: example-clinic", "source: clinic-page")
        (tables / "draft.yml").write_text(text)
        assert run("data", "validate", str(tables / "draft.yml")).code == 0
        (tables / "draft.yml").write_text(text + "    nonsense: 1\n")
        assert ".nonsense: is not a field here" in run("data", "validate", str(tables / "draft.yml")).err

    def test_several_places_are_checked_and_each_missing_one_is_told(self, run: Run, tables: Path) -> None:
        places = [tables, tables / "nowhere.yaml", tables / ("a" * 300), "/dev/null"]
        result = run("data", "validate", *map(str, places))
        assert (result.code, result.out) == (1, "")
        assert f"{tables}/nowhere.yaml:1:1: there is no such file" in result.err
        assert "1:1: cannot be read: File name too long" in result.err
        assert "/dev/null:1:1: this is not a file" in result.err


def content(case: dict[str, Any]) -> bytes:
    """Return the file of a case."""
    if "bytes" in case:
        return bytes.fromhex(str(case["bytes"]))
    text, times = case.get("repeat", ["", 0])
    return f"{case['text']}{text * times}{case.get('end', '')}".encode()


class TestHostile:
    """Whatever a file holds, it is right or gets one clear fault, soon and in little memory."""

    @pytest.mark.slow
    @not_hanging
    @pytest.mark.parametrize("case", cases("hostile"))
    def test_it_is_right_or_gets_a_clear_fault(self, case: dict[str, Any], run: Run, tmp_path: Path) -> None:
        (tmp_path / "prices.yaml").write_bytes(content(case))
        result = run("data", "validate", str(tmp_path))
        if "says" not in case:
            assert (result.code, result.err) == (0, "")
            return
        assert (result.code, result.out) == (1, "")
        first = result.err.splitlines()[0]
        assert first.startswith(f"{tmp_path}/prices.yaml:")
        assert case["says"] in first
        assert other_quotes(first) == []

    @pytest.mark.slow
    @pytest.mark.parametrize("kind", ["laughing-lists", "laughing-mappings", "laughing-text", "many-values", "50-mb"])
    def test_it_takes_less_than_100_mb(self, kind: str, run: Run, tmp_path: Path) -> None:
        file = tmp_path / "prices.yaml"
        if kind == "50-mb":
            with file.open("wb") as stream:
                stream.truncate(50_000_000)
        else:
            file.write_bytes(next(content(case.values[0]) for case in cases("hostile") if case.id == kind))
        run("data", "validate")  # what is loaded once is not counted
        tracemalloc.start()
        try:
            result = run("data", "validate", str(file))
            assert tracemalloc.get_traced_memory()[1] < 100_000_000
        finally:
            tracemalloc.stop()
        assert result.code == 1
        assert "2,000,000 bytes" in result.err or "100,000 values" in result.err

    def test_of_very_many_faults_the_first_thousand_are_told(self, run: Run, tmp_path: Path) -> None:
        (tmp_path / "prices.yaml").write_text("prices:\n" + "".join(f"  p{n}: x\n" for n in range(2000)))
        document = json.loads(run("data", "validate", str(tmp_path), "--json").out)
        assert [fault["path"] for fault in document["faults"]] == [f"prices.p{n}" for n in range(1000)]

    @pytest.mark.parametrize("what", ["folder", "fifo", "device", "loop", "socket"])
    def test_what_is_no_file_is_refused_where_a_table_should_be(self, what: str, run: Run, tmp_path: Path) -> None:
        place = tmp_path / "prices.yaml"
        made: dict[str, Callable[[], object]] = {
            "folder": place.mkdir,
            "fifo": lambda: os.mkfifo(place),
            "device": lambda: place.symlink_to("/dev/zero"),
            "loop": lambda: place.symlink_to(place),
            "socket": lambda: os.mknod(place, stat.S_IFSOCK | 0o600),
        }
        made[what]()
        for words in (["data", "validate", str(place)], ["cost", "--data", str(tmp_path)]):
            result = run(*words)
            assert (result.code, result.out, result.err.count("\n")) == (1, "", 1)
            assert re.match(rf"{re.escape(str(tmp_path))}(/prices.yaml)?:1:1: ", result.err)


class TestMark:
    """Where the mark stands, whatever the line holds."""

    def test_a_line_that_is_too_long_is_not_shown(self, run: Run, tmp_path: Path) -> None:
        (tmp_path / "prices.yaml").write_text(f"prices: {{no: x}} # {'x' * 100}\n")
        assert run("data", "validate", str(tmp_path)).err.count("\n") == 1

    @pytest.mark.parametrize("end", ["\n", "\r\n", "\r", "\x85", "\u2028"], ids=ascii)
    def test_the_line_is_the_right_one_whatever_ends_lines(self, end: str, run: Run, tmp_path: Path) -> None:
        (tmp_path / "prices.yaml").write_bytes(f"# one{end}prices:{end}  no: x{end}".encode())
        _, shown, mark = run("data", "validate", str(tmp_path)).err.splitlines()
        assert shown == "  3 |   no: x"
        assert mark == "    |       ^"


class TestPath:
    def test_it_prints_where_the_tables_are(self, run: Run, tables: Path) -> None:
        [shipped] = run("data", "path").out.splitlines()
        assert (Path(shipped) / "protocols.yaml").is_file()
        assert run("data", "path", "--data", str(tables)).out.splitlines() == [shipped, str(tables)]


class TestShown:
    """What comes from one's own tables is said in every output."""

    @pytest.mark.parametrize(
        "words",
        [
            "schedule",
            "cost -c no",
            "compare -c no",
            "protocols",
            "protocols three-phases",
            "prices",
            "plan",
            "aftercare",
        ]
        + [f"{command} --format markdown" for command in ("schedule", "cost", "compare", "plan")]
        + ["plan --format html"],
    )
    def test_outputs_say_what_is_ones_own(self, words: str, run: Run, tables: Path) -> None:
        printed = run(*words.split(), "--data", str(tables)).out
        shown = " ".join(html.unescape(printed).replace("\\", "").split())
        assert f"From your tables in {tables}: 1 protocol and 2 prices." in shown
        assert "your tables" not in run(*words.replace(" three-phases", "").replace(" no", " uk").split()).out

    @pytest.mark.parametrize(
        "words", ["schedule", "cost -c no", "compare", "protocols", "prices", "plan", "aftercare", "screen"]
    )
    def test_documents_have_it_as_data(self, words: str, run: Run, tables: Path) -> None:
        assert json.loads(run(*words.split(), "--data", str(tables), "--json").out)["data"] == {
            "folder": str(tables),
            "entries": {"sources": 1, "protocols": 1, "prices": 2},
        }
        assert json.loads(run(*words.replace("no", "uk").split(), "--json").out)["data"] is None

    @pytest.mark.parametrize(
        ("text", "words"),
        [
            ("{}", "no entries"),
            ("sources: {a: {title: x}}", "no entries"),
            (
                "sources: {a: {title: x}}\nprices: {aa: &p {name: A, currency: EUR, per_session: 1, source: a}}",
                "1 price",
            ),
            (
                "prices: {aa: &p {name: A, currency: EUR, per_session: 1, source: clinic-page}, bb: {<<: *p, name: B}}",
                "2 prices",
            ),
        ],
        ids=["empty", "sources-alone", "one", "two"],
    )
    def test_entries_are_counted(self, text: str, words: str, run: Run, tmp_path: Path) -> None:
        (tmp_path / "prices.yaml").write_text(text)
        assert f"From your tables in {tmp_path}: {words}." in " ".join(
            run("prices", "--data", str(tmp_path)).out.split()
        )

    def test_the_library_has_it_too(self, tables: Path) -> None:
        own = load_catalog(tables).own
        assert own is not None
        assert own.entries["protocols"] == 1
        assert load_catalog().own is None


class TestEveryFaultAtOnce:
    SOURCES = "sources: {own: {title: List}}\n"

    def faults(self, run: Run, folder: Path) -> list[str]:
        return [fault["message"] for fault in json.loads(run("data", "validate", str(folder), "--json").out)["faults"]]

    def test_names_that_clash_are_told_beside_other_faults(self, run: Run, tmp_path: Path) -> None:
        row = "{name: %s, code: %s, aliases: [%s], currency: %s, per_session: 9, source: %s}"
        rows = [row % ("Great Britain", "GB", "nord", "NOK", "nowhere"), row % ("Denmark", "DK", "nord", "DKR", "own")]
        text = f"{self.SOURCES}prices:\n  no: {rows[0]}\n  dk: {rows[1]}\n"
        (tmp_path / "prices.yaml").write_text(text, encoding="utf-8")
        found = " / ".join(self.faults(run, tmp_path))
        assert "the name great britain already means uk" in found
        assert found.count("the name nord already means") == 2
        assert "no source is called nowhere" in found
        assert '"DKR" is not a currency' in found

    def test_a_key_that_is_written_twice_is_one_fault(self, run: Run, tmp_path: Path) -> None:
        right = "no: {name: Norway, currency: NOK, per_session: 9, source: own}"
        text = f"{self.SOURCES}prices:\n  {right}\n  no: {{name: Norge}}\n"
        (tmp_path / "prices.yaml").write_text(text, encoding="utf-8")
        assert self.faults(run, tmp_path) == ["written twice, first on line 3: keep one"]

    @pytest.mark.parametrize("name", ["prices.yml", "Prices.yaml", "PRICES.YML"])
    def test_a_file_that_is_almost_named_right_is_not_passed_over(self, name: str, run: Run, tmp_path: Path) -> None:
        (tmp_path / "protocols.yaml").write_text(self.SOURCES, encoding="utf-8")
        (tmp_path / name).write_text(self.SOURCES, encoding="utf-8")
        if (tmp_path / "prices.yaml").exists():
            pytest.skip("names here are alike in any case")
        assert self.faults(run, tmp_path) == ["is not read under this name: call it prices.yaml"]
        assert run("cost", "--data", str(tmp_path)).code == 1

    def test_other_files_in_the_folder_are_nobodys_business(self, run: Run, tmp_path: Path) -> None:
        for name in ("protocols.yaml", "prices.yaml", "prices.csv", "prices.schema.json", "prices.yaml.orig"):
            (tmp_path / name).write_text(self.SOURCES, encoding="utf-8")
        assert self.faults(run, tmp_path) == []
