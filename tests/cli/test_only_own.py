"""A clinic's own tables: its regimens and prices alone, with everything that protects a patient."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import Result

Run = Callable[..., Result]
TODAY = ("--today", "2026-11-28")

RIGA = """
sources:
  riga: {title: Price list of an invented clinic}
prices:
  riga:
    name: Riga Hair
    code: LV
    currency: EUR
    per_session: 120
    packs: [5+1, 6=600 valid 12 months, 3=330]
    consultation: 40 deducted
    tax: 21%
    maintenance_session: 100
    missed: forfeited
    refund: used-at-single-price
    source: riga
"""


@pytest.fixture
def bergen(run: Run, tmp_path: Path) -> tuple[str, ...]:
    """Return the options of the example's tables."""
    assert run("data", "init", str(tmp_path / "bergen")).code == 0
    return ("--data", str(tmp_path / "bergen"), *TODAY)


@pytest.fixture
def riga(tmp_path: Path) -> tuple[str, ...]:
    """Return the options of a price list without a regimen."""
    (tmp_path / "prices.yaml").write_text(RIGA, encoding="utf-8")
    return ("--data", str(tmp_path), *TODAY)


class TestOnlyOwn:
    def test_the_only_protocol_of_a_clinic_is_meant(self, run: Run, bergen: tuple[str, ...]) -> None:
        answer = json.loads(run("plan", "--only-own", "--country", "bergen", "--json", *bergen).out)
        assert answer["protocol"]["id"] == "three-phases"
        assert answer["estimates"][0]["bill"]["total"] == 25660
        assert answer["estimates"][0]["verdict"]["published"] is None

    def test_regimens_and_prices_of_others_are_left_out(self, run: Run, bergen: tuple[str, ...]) -> None:
        regimens = json.loads(run("protocols", "--only-own", "--json", *bergen).out)["protocols"]
        prices = json.loads(run("prices", "--only-own", "--json", *bergen).out)["prices"]
        assert [one["id"] for one in regimens] == ["three-phases"]
        assert [one["id"] for one in prices] == ["no", "bergen"]
        assert run("cost", "--only-own", "--country", "uk", *bergen).code == 2
        assert run("schedule", "--only-own", "--protocol", "standard", *bergen).code == 2

    def test_a_clinic_without_prices_has_no_cost(self, run: Run, tmp_path: Path) -> None:
        regimen = "sources: {c: {title: C}}\nprotocols: {mine: {name: M, source: c, course: [{phase: a, sessions: 2,"
        rest = " interval: 1 week}], maintenance: {repeat: none}}}\n"
        (tmp_path / "protocols.yaml").write_text(regimen + rest, encoding="utf-8")
        result = run("cost", "--only-own", "--data", str(tmp_path), *TODAY)
        assert (result.code, result.out) == (2, "")
        assert "there is no price: add --country, or your clinic's own with --price 250GBP" in result.err

    def test_what_protects_a_patient_stays(self, run: Run, bergen: tuple[str, ...]) -> None:
        words = ("plan", "--country", "bergen", "--protocol", "three-phases", "--json", *bergen)
        alone, whole = json.loads(run(*words, "--only-own").out), json.loads(run(*words).out)
        for section in ("risks", "aftercare", "questions"):
            assert alone[section] == whole[section]
        assert alone["screening"]["conditions"] == whole["screening"]["conditions"]
        assert alone["treatment"]["alternatives"] == whole["treatment"]["alternatives"]
        assert _claims(alone, against=True) == _claims(whole, against=True)
        assert {one["name"]: one["finding"] for one in alone["evidence"]}.items() >= {
            one["name"]: one["finding"] for one in whole["evidence"] if one["finding"]
        }.items()

    def test_praise_and_reasons_for_prices_of_others_are_left_out(self, run: Run, bergen: tuple[str, ...]) -> None:
        answer = json.loads(run("plan", "--only-own", "--country", "bergen", "--json", *bergen).out)
        assert not _claims(answer, against=False)
        assert not answer["treatment"]["price_drivers"]
        effects = {said["effect"] for one in answer["screening"]["indications"] for said in one["opinions"]}
        assert effects == {"does-not-help", "unlikely"}

    def test_nothing_is_called_published(self, run: Run, bergen: tuple[str, ...]) -> None:
        for command in ("cost", "prices", "protocols", "compare"):
            said = run(command, "--only-own", "--details", *bergen).out.lower()
            assert "published" not in said, command
            assert "your tables" not in said, command
            assert said.rstrip().endswith("an estimate, not medical advice.")

    def test_a_batch_and_a_desk_take_the_clinics_protocol(
        self, run: Run, bergen: tuple[str, ...], tmp_path: Path
    ) -> None:
        file = tmp_path / "people.jsonl"
        file.write_text('{"country": "bergen", "start": "2026-11-30"}\n', encoding="utf-8")
        answer = json.loads(run("batch", "--only-own", "--what", "cost", str(file), *bergen).out)
        assert answer["cost"]["protocol"]["id"] == "three-phases"
        assert json.loads(run("due", "--only-own", "--json", str(file), *bergen).out)["people"][0]["protocol"] == (
            "three-phases"
        )

    def test_without_own_tables_or_without_a_regimen_it_says_what_is_missing(
        self, run: Run, riga: tuple[str, ...]
    ) -> None:
        assert "--only-own: needs your own tables: add --data my-tables" in run("cost", "--only-own", *TODAY).err
        assert "your tables have no protocol: write one, or" in run("plan", "--only-own", *riga).err
        for form in ("table", "html", "markdown"):
            assert "0 regimens." in run("protocols", "--only-own", "--format", form, *riga).out

    def test_what_it_offers_is_there(self, run: Run, riga: tuple[str, ...], bergen: tuple[str, ...]) -> None:
        assert "For costs add --country no," in run("compare", "--only-own", *bergen).out
        assert "For costs add --country uk," in run("compare", *riga).out


class TestPageOfAClinic:
    @pytest.mark.parametrize("form", ["html", "markdown"])
    def test_its_title_is_the_clinics(self, run: Run, bergen: tuple[str, ...], form: str) -> None:
        words = ("--only-own", "--country", "bergen", "--format", form, *bergen)
        plan = run("plan", "--name", "Anna K.", *words).out
        assert "Example clinic, Bergen: hair mesotherapy plan for Anna K." in plan
        assert "NOK 25,660" in plan
        assert "Example clinic, Bergen: Three phases" in run("cost", *words).out

    def test_own_tables_next_to_the_published_ones_are_named_in_the_last_line(
        self, run: Run, riga: tuple[str, ...]
    ) -> None:
        said = run("cost", "--country", "riga", *riga).out
        assert said.rstrip().endswith("An estimate from published sources and your own tables, not medical advice.")
        assert " ".join(said.split()).count("The protocol and the price come from two documents") == 1

    def test_a_clinic_in_the_euro_area_is_judged_by_its_published_prices(self, run: Run, riga: tuple[str, ...]) -> None:
        said = " ".join(run("cost", "--country", "riga", *riga).out.split())
        # 600 for six, 40 less 40, 21 % on top.
        assert "Riga Hair [2]: 6 sessions for €726, €121 each. Below the published €150–350 [1]." in said

    @pytest.mark.parametrize("command", ["schedule", "plan"])
    def test_a_calendar_has_the_price_in_the_course_and_after_it(
        self, run: Run, riga: tuple[str, ...], command: str
    ) -> None:
        text = run(command, "--country", "riga", "--format", "ics", *riga).out.replace("\r\n ", "")
        course, after = (text.split(f"session {number} ")[1] for number in (2, 7))
        assert r"A session costs €120 (Riga Hair).\nAll 6 sessions cost €726 in all\, €121 each (Riga Hair)." in course
        assert "A session costs €100 (Riga Hair)." in after.split("END:VEVENT")[0]
        assert "in all" not in after.split("END:VEVENT")[0]


class TestPricesInACalendar:
    @pytest.mark.parametrize(
        ("words", "said"),
        [
            (("--country", "uk"), "A session costs £150–400 (United Kingdom)."),
            (("--price", "200CAD"), "A session costs CAD 200 (your clinic)."),
            (("--country", "uk", "--price", "180"), "A session costs £180 (your clinic)."),
            (("--country", "france", "--price", "220EUR"), "A session costs €220 (your clinic)."),
        ],
    )
    def test_a_session_says_what_it_costs(self, run: Run, words: tuple[str, ...], said: str) -> None:
        assert said in run("schedule", "--format", "ics", *words, *TODAY).out.replace("\r\n ", "")

    def test_a_clinic_that_names_no_price_of_a_session_is_given_none(self, run: Run) -> None:
        text = run("plan", "--country", "uk", "--pack", "6=900", "--format", "ics", *TODAY).out.replace("\r\n ", "")
        assert "All 6 sessions cost £900 in all\\, £150 each (your clinic)." in text
        assert "A session costs" not in text

    def test_a_country_may_be_there_for_its_holidays_alone(self, run: Run) -> None:
        result = run("schedule", "--country", "france", "--closed", "holidays", "--format", "ics", *TODAY)
        assert result.code == 0
        assert "A session costs" not in result.out

    def test_a_price_has_no_effect_in_a_table(self, run: Run) -> None:
        assert "--price: goes with --format ics" in run("schedule", "--price", "180GBP", *TODAY).err


class TestNearestHelp:
    @pytest.mark.parametrize(
        ("country", "help_"),
        [("france", "--country eurozone"), ("AT", "--price 250EUR"), ("japan", "--country worldwide")],
    )
    def test_a_country_without_a_published_price(self, run: Run, country: str, help_: str) -> None:
        result = run("cost", "--country", country, *TODAY)
        assert (result.code, result.out) == (2, "")
        assert help_ in result.err

    def test_its_own_price_needs_no_row_of_the_country(self, run: Run) -> None:
        found = run("plan", "--country", "canada", "--closed", "holidays", "--price", "200CAD", "--json", *TODAY)
        [estimate] = json.loads(found.out)["estimates"]
        assert (estimate["currency"], estimate["course"]["planned"]["low"]) == ("CAD", 1200)
        assert run("plan", "--country", "cnada", "--price", "200CAD", *TODAY).code == 2

    def test_the_price_of_a_pack_that_is_given_for_a_session_is_asked_about(self, run: Run) -> None:
        said = " ".join(run("cost", "--country", "uk", "--price", "900", "--sessions", "6", *TODAY).out.split())
        assert "£900 for one session is far above the published £150–400. For a pack write --pack 6=900." in said

    def test_what_to_avoid_after_one_session_needs_no_protocol(self, run: Run, tmp_path: Path) -> None:
        (tmp_path / "prices.yaml").write_text("sources: {own: {title: Own}}\n", encoding="utf-8")
        asked = ("aftercare", "sauna", "--session", "2026-12-01", "--data", str(tmp_path), "--only-own", *TODAY)
        assert run(*asked).out.splitlines()[2].startswith("No sauna until Tue 8 Dec 2026")

    def test_a_price_that_could_be_in_several_places_is_judged_by_none_of_them(self, run: Run) -> None:
        out = run("cost", "--price", "200USD", *TODAY).out
        assert "6 sessions: $1,200, $200 each.\n" in out
        assert "Bill for 6 sessions" in out
        assert "published $" not in out

    def test_a_pack_that_is_too_fine_is_an_error_of_its_option(self, run: Run) -> None:
        assert "--pack: 50.5 is finer than JPY" in run("cost", "--price", "100JPY", "--pack", "6=50.5", *TODAY).err


def test_doubts_and_refusals_point_to_the_pack(run: Run, tmp_path: Path) -> None:
    table = tmp_path / "prices.yaml"
    table.write_text(RIGA.replace("3=330", "3=390"), encoding="utf-8")
    result = run("data", "validate", str(table))
    assert result.code == 0
    assert f"{table}:10:41: prices.riga.packs.2: The pack 3=390 is dearer than its 3 sessions alone, 360." in result.err
    table.write_text(RIGA.replace("    per_session: 120\n", ""), encoding="utf-8")
    result = run("data", "validate", str(table))
    assert result.code == 1
    assert f"{table}:9:13: prices.riga.packs.0: a pack without a price needs per_session" in result.err


def _claims(answer: dict[str, Any], *, against: bool) -> list[Any]:
    """Return the claims of a plan that speak against the treatment, or those that do not."""
    return [claim for one in answer["evidence"] for claim in one["claims"] if claim["against"] == against]
