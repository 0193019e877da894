"""What is said of a slip, and that what is suggested works when it is typed."""

from __future__ import annotations

import re
import shlex
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.conftest import Result
from tests.helpers import on_terminal
from tests.language import other_quotes

Run = Callable[..., Result]

SLIPS = {
    # What was typed: what is said, and the words that are then typed instead.
    "cost uk": ("write --country uk", "cost --country uk"),
    "cost 'united states'": ('write --country "united states"', "cost --country 'united states'"),
    "schedule tapered": ("write --protocol tapered", "schedule --protocol tapered"),
    "schedule 2026-12-01": ("needs its option: write --start 2026-12-01", "schedule --start 2026-12-01"),
    "schedule '1 Dec 2026'": ('write --start "1 Dec 2026"', "schedule --start '1 Dec 2026'"),
    "schedule monday": ("write --start monday", "schedule --start monday"),
    "schedule 3w": ("needs its option: write --interval 3w", "schedule --interval 3w"),
    "cost 200GBP": ("needs its option: write --price 200GBP", "cost --price 200GBP"),
    "schedule --maintenance no": ("write none for no maintenance", "schedule --maintenance none"),
    "cost --price abc": ('"abc" has no figure: write one such as 250', "cost --price 250GBP"),
    "cost -c uk --price 1,200": ('"1,200" is not a range: write 250, 99.50', "cost -c uk --price 250"),
    "schedule -c uk -c us": ("--country: a schedule says the public holidays of one country", "schedule -c us"),
    "schedule -c uk -c UK -c us": ("the public holidays of one country: name one", "schedule -c uk -c UK"),
    "schedule -c all": ("the public holidays of one country: name one", "schedule -c uk"),
    "cost -c canada --price 200": ("write the currency, such as 250GBP", "cost -c canada --price 200CAD"),
    "cost --price 200": ("write the currency, such as 250GBP", "cost --price 200GBP"),
    'cost -c uk --pack "6 for 900"': ('"6 for 900" is not a pack: write 6=900', "cost -c uk --pack 6=900"),
    "cost -c uk --pack 900=6": ('"900" is too large: write at most 100', "cost -c uk --pack 6=900"),
    "cost -c uk --price 250EUR": ("is in GBP here: write GBP, or leave --country out", "cost --price 250EUR"),
    "cost -c irland": ("did you mean ireland or", "schedule -c ireland"),
    "schedule --done 2027-01-05": ("(is it booked?)", "schedule --booked 2027-01-05"),
    "schedule --booked 2025-12-01": ("is past and cannot be booked: is it done", "schedule --done 2025-12-01"),
    "screen 'I take aspirin'": ("(did you mean aspirin?)", "screen aspirin"),
    "prices germany": ("write mesoplan cost --country germany", "cost --country germany"),
    "schedule --start 20/10/2026": ("dates are written here: write 2026-10-20", "schedule --start 2026-10-20"),
    "schedule --start 10/05/2026": ("is ambiguous: write 2026-05-10 or 2026-10-05", "schedule --start 2026-05-10"),
    "schedule --interval 3m": ("could be minutes or months; write 3min or 3mo", "schedule --interval 3mo"),
    "schedule --remind 30m -f ics": ("write 30min", "schedule --remind 30min -f ics"),
    "schedule --week-starts sun": ("goes with --view calendar", "schedule --week-starts sun --view calendar"),
    "schedule --at 10:30": (
        "with --format ics give both, such as --at 10:30 --timezone Europe/London",
        "schedule --format ics --at 10:30 --timezone Europe/London",
    ),
    "schedule --remind 1d": ("--remind: goes with --format ics", "schedule --remind 1d --format ics"),
    "schedule --oily-hair": ("goes with --aftercare or --away or --format ics", "schedule --oily-hair --aftercare"),
    "cost -c uk --rate GBP=1.15": ("say with --currency which", "cost -c uk --rate GBP=1.15 --currency EUR"),
    "cost -c uk --fee 50 --fee 20": ("--fee: given 2 times: keep one", "cost -c uk --fee 50"),
    "schedule --interval 2w --interval 3w": (
        "--interval: given twice for one phase: keep one",
        "schedule --interval 3w",
    ),
    "schedule -o x.html -f json": ("ask for html and json: choose one", "schedule -o x.html"),
    "schedule -o x.pdf": ("none of the endings .txt, .json", "schedule -o x.txt"),
    "schedule --closed holidays": ("give one --country, or write holidays:GB-SCT", "schedule --closed holidays:GB-SCT"),
    "schedule -p salon": ("--interval 2w", "schedule -p salon --interval 2w"),
    "schedule --protocol standrad": ("did you mean standard?", "schedule --protocol standard"),
    "schedule --done 2025-09-01 2025-09-22": ("or --done 2025-09-22", "schedule --done 2025-09-22"),
    "schedule --away '20 Dec - 6 Jan'": (
        '"20 Dec" has no year: write it as well, as 20 Dec 2026',
        "schedule --away '20 Dec 2026 - 6 Jan 2027'",
    ),
    "shedule": ("did you mean schedule?", "schedule"),
    "schedule --tolerance 2d": ("--tolerance: goes with --closed or --away", "schedule --tolerance 2d --closed sat"),
    "cost -c uk --tolerance 0d": ("goes with --closed or --away", "cost -c uk --tolerance 0d --away 2027-01-01"),
    "schedule --force": ("--force: goes with --output", "schedule --force --output x.html"),
    "batch requests.jsonl --force": ("--force: goes with --output", "schedule --force --output x.html"),
    "plan --fee 50": ("--fee: goes with --country or --price", "plan --fee 50 --country uk"),
    "plan --paid 50": ("--paid: goes with --country or --price", "plan --paid 50 --price 100GBP"),
    "plan --currency EUR": ("--currency: goes with --country", "plan --currency EUR --country uk"),
    "compare --currency EUR": ("--currency: goes with --country", "compare --currency EUR --country uk"),
    "compare -p standard --interval 2w": ("these state theirs: leave it out", "compare -p standard"),
    "aftercare -c uk": ("--country: goes with --closed", "aftercare -c uk --closed holidays --start 2026-12-01"),
    "schedule -p all --aftercare": ("name it with --protocol", "schedule --protocol weekly --aftercare"),
    "schedule -p all --view timeline": ("name it with --protocol", "schedule --protocol weekly --view timeline"),
    "data check": ("See mesoplan data --help", "data --help"),
    "cost -c uk --currency EUR --rate USD=0.9": ("no price here is in USD", "cost -c uk --currency EUR"),
    "compare -c uk -c us --currency EUR --rate GBP=1.15 --rate NOK=0.09": (
        "no price here is in NOK",
        "compare -c uk -c us --currency EUR --rate GBP=1.15",
    ),
    "cost -c uk --currency EUR --rate GBP=1.1 --rate GBP=1.2": (
        "--rate: given twice for one currency: keep one",
        "cost -c uk --currency EUR --rate GBP=1.2",
    ),
    "compare --sort cost": ("give one --country, or add --currency", "compare --sort cost --country uk"),
    "schedule -c ukk": ("did you mean uk?", "schedule -c uk"),
    "cost -c uk --pack '6=900 valid 30 min'": ("not minutes", "cost -c uk --pack '6=900 valid 30 days'"),
}


@pytest.mark.parametrize("typed", SLIPS)
def test_a_slip_is_told_in_a_sentence_and_what_is_suggested_works(
    typed: str, run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    said, instead = SLIPS[typed]
    result = run(*shlex.split(typed))
    assert (result.code, result.out, result.err.count("\n")) == (2, "", 1)
    assert said in result.err
    assert other_quotes(result.err) == []
    assert run(*shlex.split(instead)).code == 0


@pytest.mark.parametrize(
    ("option", "near"), [("--countrey", "--country"), ("--prise", "--price"), ("--deposit", ""), ("--date", "")]
)
def test_only_an_option_that_is_nearly_it_is_offered(option: str, near: str, run: Run) -> None:
    said = run("cost", option, "5").err
    assert f"No such option: {option}{f' (Possible options: {near})' if near else ''}. See" in said


def test_what_was_written_is_quoted_as_it_was_written(run: Run) -> None:
    warning = run("schedule", "-p", "weekly", "--interval", "15 days or 1 month").out
    assert "15 days or 1 month" in warning
    assert '"15/13/2026"' in run("schedule", "--start", "15/13/2026").err
    persian = "\u0646\u06cc\u0645\u200c\u0641\u0627\u0635\u0644\u0647"
    assert f'no price for "{persian}"' in run("cost", "--country", persian).err
    assert '"a\\x0ab\\x202ec"' in run("cost", "--country", "a\nb\u202ec").err


@pytest.mark.parametrize(
    ("sort", "says"),
    [
        ("cost", "cheapest course"),
        ("first-year", "cheapest first 12 months"),
        ("length", "shortest"),
    ],
)
def test_a_comparison_says_by_what_it_is_sorted(sort: str, says: str, run: Run) -> None:
    assert f"Sorted by {says}" in run("compare", "-c", "uk", "--sort", sort).out
    assert "Sorted" not in run("compare", "-c", "uk").out


def test_a_protocol_that_is_named_twice_is_compared_once(run: Run) -> None:
    assert run("compare", "-p", "standard", "-p", "Standard").out == run("compare", "-p", "standard").out


def test_a_pager_that_cannot_be_read_is_none() -> None:
    assert "Reported harm" in on_terminal("risks", columns=80, PAGER="'")


def test_a_terminal_that_can_show_no_pager_gets_none() -> None:
    assert "Reported harm" in on_terminal("risks", columns=80, PAGER="echo", TERM="dumb")
    assert "Reported harm" not in on_terminal("risks", columns=80, PAGER="echo")


def test_a_weekday_may_be_written_out(run: Run) -> None:
    for word in ("Sunday", "sun", "SUN"):
        assert "moved from 11 Jan (Sunday)" in " ".join(
            run("schedule", "--start", "2026-01-11", "--closed", word).out.split()
        )


def test_a_price_without_any_bound_lies_nowhere(run: Run) -> None:
    shown = " ".join(run("cost", "--price", "150+GBP", "--pack", "6=..900", "--budget", "1000").out.split())
    assert "6 sessions: not known, not known each. •" in shown
    assert "£1,000 pays for: not known (" in shown


def test_the_holidays_of_a_price_row_are_those_of_its_region(run: Run) -> None:
    words = ("schedule", "-p", "trial", "--closed", "holidays", "--country", "uk", "--start")
    assert "moved from 29 Mar (Easter Monday)" in run(*words, "2027-03-15").out
    assert re.search(r"moved from 30 Aug \(.*Summer", " ".join(run(*words, "2027-08-02").out.split()))


@pytest.mark.parametrize(
    "option",
    [
        "at",
        "condition",
        "country",
        "currency",
        "done",
        "interval",
        "pack",
        "protocol",
        "rate",
        "remind",
        "replaces",
        "sessions",
        "start",
        "timezone",
    ],
)
def test_bytes_that_are_no_text_are_refused_in_a_sentence(option: str, run: Run) -> None:
    result = run("plan", "--format", "ics", f"--{option}", "a\udcff")
    assert (result.code, result.out, result.err.count("\n")) == (2, "", 1)
    assert r"a\xdcff" in result.err


def test_bytes_that_are_no_text_in_the_environment_are_refused(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MESOPLAN_TODAY", "\udcff")
    assert run("ask").err == 'mesoplan: MESOPLAN_TODAY: "\\xdcff" is not a date: write YYYY-MM-DD\n'


@pytest.mark.parametrize("word", ["-v", "version"])
def test_other_ways_to_ask_for_the_version_work(word: str, run: Run) -> None:
    assert run(word) == run("--version")


@pytest.mark.parametrize(("words", "same"), [("help", "--help"), ("help cost", "cost --help")])
def test_help_is_a_command_too(words: str, same: str, run: Run) -> None:
    assert run(*words.split()) == run(*same.split())


def test_several_countries_of_the_environment_may_have_spaces(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    expected = run("cost", "-c", "uk", "-c", "united states")
    monkeypatch.setenv("MESOPLAN_COUNTRY", "uk, united states")
    assert run("cost") == expected
    assert re.search(r"United Kingdom.*United States", expected.out, re.DOTALL)
