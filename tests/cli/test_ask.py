"""`mesoplan ask`: five questions, the plan, and the command that gives it again."""

import shlex
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.conftest import Result
from tests.helpers import on_terminal

Run = Callable[..., Result]


def answered(answers: str) -> str:
    """Return what a terminal shows when these answers are typed."""
    return on_terminal("ask", columns=80, typed=answers, TERM="dumb")


def test_nothing_but_enter_gives_the_standard_plan() -> None:
    shown = answered("\n\n\n\n\n")
    assert "Next         Mon 5 Jan 2026" in shown
    assert shown.rstrip().endswith("The same plan again: mesoplan plan --protocol standard --start 2026-01-05")


@pytest.mark.parametrize("word", ["none", "No"])
def test_none_is_an_answer(word: str) -> None:
    shown = answered(f"\n{word}\n\n{word}\n{word}\n")
    assert shown.rstrip().endswith("The same plan again: mesoplan plan --protocol standard --start 2026-01-05")


def test_answers_are_followed_and_what_cannot_be_read_is_asked_again(run: Run) -> None:
    shown = answered("tapred\ntapered\n\n2026-02-02\nuk\nasprin\nasprin, breastfeeding\n")
    assert "did you mean tapered" in shown
    assert "choose from after-hair-transplant" in " ".join(shown.split())
    # What is known is answered next to it.
    assert 'There is no condition "asprin" (did you mean aspirin' in shown
    command = shown.rstrip().rpartition("The same plan again: ")[2]
    assert shlex.split(command)[2:] == shlex.split(
        "--protocol tapered --start 2026-02-02 --country uk --condition asprin --condition breastfeeding"
    )
    result = run(*shlex.split(command)[1:])
    assert result.code == 0
    assert "Mon 2 Feb 2026" in result.out


@pytest.mark.parametrize("done", ["2025-12-01, 2025-12-20", "Mon, 1 Dec 2025, 20 Dec 2025"])
def test_who_has_had_sessions_is_not_asked_for_a_start(done: str) -> None:
    shown = answered(f"\n{done}\nuk\n\n")
    assert "From when?" not in shown
    command = shown.rstrip().rpartition("The same plan again: ")[2]
    assert "session 3 of 6" in shown
    assert (command.count("--done"), command.count("--start")) == (2, 0)


def test_with_your_own_tables_the_command_names_them_too() -> None:
    folder = Path(__file__).parents[2] / "data" / "example"
    shown = on_terminal(f"ask --data {folder}", columns=80, typed="three-phases\n\ntomorrow\nbergen\n\n", TERM="dumb")
    command = " ".join(shown.rpartition("The same plan again: ")[2].split())
    assert command == f"mesoplan plan --data {folder} --protocol three-phases --start 2026-01-06 --country bergen"


def test_elsewhere_it_says_that_it_needs_a_terminal(run: Run) -> None:
    result = run("ask")
    assert result.code == 1
    assert "ask needs a terminal: elsewhere write mesoplan plan" in result.err
