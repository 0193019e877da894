"""Protocols side by side."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from typing import Any

import pytest

from mesoplan import Catalog, Request
from mesoplan.pricing.compare import compare, in_order
from mesoplan.render.compare import _bar
from mesoplan.render.text import Style
from mesoplan.values.ranges import Amount, Count, Duration
from tests.conftest import TODAY, Result

Run = Callable[..., Result]


def rows(run: Run, words: str = "") -> list[dict[str, Any]]:
    """Return the rows of a compare command."""
    result = run("compare", *words.split(), "--json")
    assert result.code == 0, result.err
    found: list[dict[str, Any]] = json.loads(result.out)["rows"]
    return found


def test_every_protocol_has_a_row_without_costs_unless_there_is_a_country(run: Run, catalog: Catalog) -> None:
    found = rows(run)
    assert [row["protocol"] for row in found] == list(catalog.protocols)
    assert {row["country"] for row in found} == {None}
    assert {row["course"]["cost"] for row in found} == {None}


def test_a_row_has_the_contracts_fields(run: Run) -> None:
    (row,) = rows(run, "-p standard -c uk")
    assert (row["protocol"], row["country"], row["currency"]) == ("standard", "uk", "GBP")
    assert row["course"] == {
        "sessions": {"min": 3, "max": 6},
        "days": {"min": 28, "max": 140},
        "cost": {"low": 450, "high": 2400},
    }
    assert row["through_12"] == {"sessions": {"min": 4, "max": 8, "planned": 7}, "cost": {"low": 600, "high": 3200}}
    assert (row["complete"], row["session_minutes"]) == (True, {"min": None, "max": 30})
    assert any("two documents" in note for note in row["notes"])


@pytest.mark.parametrize(
    ("name", "days"),
    [
        ("standard", {"min": 28, "max": 140}),
        ("tapered", {"min": 165, "max": 165}),
        ("weekly", {"min": 21, "max": None}),
        ("salon", None),
        ("fortnightly", {"min": 28, "max": 42}),
        ("trial", {"min": 49, "max": 49}),
    ],
)
def test_the_length_is_from_the_first_to_the_last_session_of_the_course(
    name: str, days: dict[str, int | None] | None, run: Run
) -> None:
    (row,) = rows(run, f"-p {name}")
    assert row["course"]["days"] == days


def test_an_interval_fills_in_only_where_the_source_states_none(run: Run) -> None:
    salon, standard = rows(run, "-p salon -p standard --interval 1w")
    assert salon["course"]["days"] == {"min": 63, "max": None}
    assert standard["course"]["days"] == {"min": 28, "max": 140}
    assert rows(run, "-p salon")[0]["through_12"] is None


def test_protocols_by_countries(run: Run) -> None:
    found = rows(run, "-p standard -p trial -c uk -c turkey")
    assert [(row["protocol"], row["country"], row["currency"]) for row in found] == [
        ("standard", "uk", "GBP"),
        ("standard", "turkey", "USD"),
        ("trial", "uk", "GBP"),
        ("trial", "turkey", "USD"),
    ]


def test_one_currency_makes_costs_comparable(run: Run) -> None:
    words = "-p standard -c uk -c us --currency EUR --rate GBP=2 --rate USD=1 --sort cost"
    found = rows(run, words)
    assert [(row["country"], row["course"]["cost"]["low"]) for row in found] == [("us", 600), ("uk", 900)]
    assert {row["currency"] for row in found} == {"EUR"}
    assert found[0]["converted"] == {"rate": 1.0, "rate_date": "2026-01-05", "rate_source": "user"}
    assert "Costs at 2 EUR for one GBP (user, 2026-01-05)." in run("compare", *words.split()).out
    assert ",2,2026-01-05,user" in run("compare", *words.split(), "-f", "csv").out


@pytest.mark.parametrize(
    ("sort", "expected"),
    [
        ("sessions", ["fortnightly", "standard", "weekly", "tapered", "trial", "salon"]),
        ("length", ["weekly", "fortnightly", "standard", "trial", "tapered", "salon"]),
        ("cost", ["fortnightly", "standard", "weekly", "tapered", "trial", "salon"]),
    ],
)
def test_rows_can_be_put_in_order_what_is_not_stated_last(sort: str, expected: list[str], run: Run) -> None:
    assert [row["protocol"] for row in rows(run, f"-c uk --sort {sort}")] == expected


def test_the_library_compares_too(catalog: Catalog) -> None:
    request = Request(start=TODAY)
    found = compare(catalog.protocols.values(), [catalog.price("uk")], request, Duration.parse("2w"))
    assert in_order(found, "length")[0].regimen.protocol.id == "weekly"
    assert all(row.regimen.end.year == 2027 for row in found)


class TestBars:
    @pytest.mark.parametrize(
        ("one", "bar"),
        [
            (Count(3, 6), "   ###"),
            (Count(10, 10), " " * 9 + "#"),
            (Count(5, None), "     #####>"),
            (Count(None, 5), "#####"),
            (Amount(None, None), "##########>"),
        ],
    )
    def test_a_bar_goes_from_the_lowest_to_the_highest_figure(self, one: Any, bar: str) -> None:
        from decimal import Decimal

        assert _bar(one, Decimal(10), 10, Style(ascii=True)) == bar

    def test_every_bar_is_on_one_scale(self, run: Run) -> None:
        text = run("compare", "-c", "uk", "-p", "standard", "-p", "trial").out
        assert "Cost of the course in GBP, on a scale from 0 to 3,200" in text
        bars = [line.partition("|")[2] for line in text.splitlines() if "|" in line]
        assert len(bars) == 2
        assert max(map(len, bars)) == len(bars[1])

    def test_without_one_currency_sessions_are_drawn(self, run: Run) -> None:
        assert (
            "Sessions of the course, on a scale from 0 to 8"
            in run("compare", "-p", "trial", "-c", "uk", "-c", "us").out
        )


def test_csv_has_a_record_a_row(run: Run) -> None:
    result = run("compare", "-c", "uk", "--format", "csv")
    found = list(csv.DictReader(io.StringIO(result.out)))
    assert len(found) == 6
    assert (found[0]["protocol"], found[0]["cost_low"], found[0]["through_12_cost_high"]) == ("standard", "450", "3200")
    assert found[2]["sessions_max"] == ""


def test_markdown_has_a_row_a_protocol_and_every_source(run: Run, catalog: Catalog) -> None:
    text = run("compare", "-c", "uk", "-f", "markdown").out
    assert text.count("\n| ") == 2 + len(catalog.protocols)
    assert "| weekly; United Kingdom | 4 or more sessions; 21 or more days; from £600;" in text
    assert all(f"Source {number}: " in text for number in range(1, 6))
    assert text.endswith("*An estimate from published sources, not medical advice.*\n")


@pytest.mark.parametrize("width", ["40", "60", "80", "120"])
@pytest.mark.parametrize("words", ["", "-c uk -c us --currency EUR --interval 2w"])
def test_no_line_is_wider_than_the_terminal(words: str, width: str, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", width)
    lines = run("compare", *words.split()).out.splitlines()
    assert max(map(len, lines)) <= int(width)


@pytest.mark.parametrize(
    ("words", "parts"),
    [
        ("--sort price", ["--sort", "no order 'price'", "cost, length, sessions"]),
        ("--sort cost", ["--sort", "--country"]),
        ("--sort cost -c uk -c us", ["--sort", "--currency"]),
        ("-p nonsense", ["no protocol 'nonsense'"]),
        ("-c nonsense", ["no country 'nonsense'"]),
        ("--interval 2m", ["--interval", "minutes or months"]),
        ("--pace quick", ["--pace"]),
        ("--start 10/05/2026", ["--start", "ambiguous"]),
        ("--format ics", ["no format 'ics'"]),
    ],
)
def test_bad_input_gets_one_clear_sentence_and_exit_2(words: str, parts: list[str], run: Run) -> None:
    result = run("compare", *words.split())
    assert (result.code, result.out, result.err.count("\n")) == (2, "", 1)
    assert all(part in result.err for part in parts), result.err
