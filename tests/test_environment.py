"""Defaults from the environment: taken where they are asked for, and named where they are wrong."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest

from tests.conftest import Result

Run = Callable[..., Result]


@pytest.mark.parametrize(
    ("environment", "words", "same_as"),
    [
        ({"MESOPLAN_PROTOCOL": "tapered"}, "schedule", "schedule --protocol tapered"),
        ({"MESOPLAN_COUNTRY": "uk"}, "cost", "cost --country uk"),
        ({"MESOPLAN_COUNTRY": "uk, turkey"}, "cost", "cost --country uk --country turkey"),
        ({"MESOPLAN_COUNTRY": "United Kingdom"}, "cost", "cost --country uk"),
        ({"MESOPLAN_COUNTRY": "all"}, "cost", "cost"),
        ({"MESOPLAN_COUNTRY": "GB-SCT"}, "schedule --closed holidays", "schedule --closed holidays --country GB-SCT"),
        ({"MESOPLAN_COUNTRY": "uk", "MESOPLAN_PROTOCOL": "trial"}, "plan", "plan --country uk --protocol trial"),
        ({"MESOPLAN_COUNTRY": "uk"}, "compare", "compare --country uk"),
        ({"MESOPLAN_CURRENCY": "eur"}, "cost --country uk", "cost --country uk --currency EUR"),
        ({"MESOPLAN_CURRENCY": "EUR"}, "compare", "compare"),
        ({"MESOPLAN_COUNTRY": "", "MESOPLAN_CURRENCY": "", "MESOPLAN_PROTOCOL": ""}, "cost", "cost"),
    ],
    ids=str,
)
def test_a_default_is_what_an_option_would_say(
    environment: dict[str, str], words: str, same_as: str, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    expected = run(*same_as.split(), "--json")
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    assert run(*words.split(), "--json") == expected
    assert expected.code == 0


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("MESOPLAN_PROTOCOL", "schedule --protocol trial"),
        ("MESOPLAN_COUNTRY", "cost --country uk"),
        ("MESOPLAN_CURRENCY", "cost --country uk --currency EUR"),
        ("MESOPLAN_TODAY", "schedule --today 2026-01-05"),
    ],
)
def test_an_option_goes_before_the_environment(
    name: str, words: str, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    expected = run(*words.split())
    monkeypatch.setenv(name, "nonsense")
    assert run(*words.split()) == expected


@pytest.mark.parametrize(
    ("name", "value", "words", "says"),
    [
        ("MESOPLAN_PROTOCOL", "standrad", "schedule", 'there is no protocol "standrad" (did you mean standard?)'),
        ("MESOPLAN_PROTOCOL", "standrad", "cost", 'there is no protocol "standrad"'),
        ("MESOPLAN_COUNTRY", "ukk", "cost", 'there is no price for "ukk" (did you mean uk?)'),
        ("MESOPLAN_COUNTRY", "uk,ukk", "compare", 'there is no price for "ukk"'),
        ("MESOPLAN_COUNTRY", "uk,", "cost", 'there is no price for ""'),
        ("MESOPLAN_COUNTRY", "ukk", "schedule --closed holidays", 'there is no place with public holidays "ukk"'),
        ("MESOPLAN_COUNTRY", "all", "schedule --closed holidays", "holidays are those of one country"),
        ("MESOPLAN_COUNTRY", "uk,us", "schedule --closed holidays", "holidays are those of one country"),
        ("MESOPLAN_CURRENCY", "pounds", "cost", '"pounds" is not a currency'),
        ("MESOPLAN_CURRENCY", "pounds", "compare -c uk", '"pounds" is not a currency'),
        ("MESOPLAN_TODAY", "soon", "schedule", '"soon" is not a date'),
    ],
)
def test_what_is_wrong_is_reported_under_the_variable_s_name(
    name: str, value: str, words: str, says: str, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(name, value)
    result = run(*words.split())
    assert (result.code, result.out) == (2, "")
    assert result.err.startswith(f"mesoplan: {name}: {says}")


def test_a_folder_that_is_not_there_says_where_it_may_come_from(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MESOPLAN_DATA", "nowhere")
    assert run("schedule") == Result(1, "", "nowhere:1:1: there is no such folder (--data or MESOPLAN_DATA)\n")


@pytest.mark.parametrize("country", ["nowhere", "uk,us", "all", ",", "\u00e9 \x07"])
@pytest.mark.parametrize("words", ["schedule", "schedule --closed weekends", "protocols", "prices", "data path"])
def test_a_country_disturbs_nothing_that_needs_none(
    words: str, country: str, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    expected = run(*words.split())
    monkeypatch.setenv("MESOPLAN_COUNTRY", country)
    assert run(*words.split()) == expected
    assert expected.code == 0


def test_a_comparison_is_of_every_protocol_whatever_the_default(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MESOPLAN_PROTOCOL", "trial")
    assert len({row["protocol"] for row in json.loads(run("compare", "--json").out)["rows"]}) == 6


@pytest.mark.parametrize(
    ("words", "names"),
    [
        ("schedule", "PROTOCOL COUNTRY DATA TODAY"),
        ("cost", "PROTOCOL COUNTRY CURRENCY DATA TODAY"),
        ("plan", "PROTOCOL COUNTRY CURRENCY DATA TODAY"),
        ("compare", "COUNTRY CURRENCY DATA TODAY"),
        ("data validate", "DATA"),
    ],
)
def test_the_help_names_them(words: str, names: str, run: Run) -> None:
    text = run(*words.split(), "--help").out
    assert [name for name in names.split() if f"MESOPLAN_{name}" not in text] == []
