"""`mesoplan ask`: five questions, the plan, and the command that gives it again."""

import shlex
from collections.abc import Callable
from pathlib import Path

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


def test_answers_are_followed_and_what_cannot_be_read_is_asked_again(run: Run) -> None:
    shown = answered("tapred\ntapered\n2026-02-02\nuk\n\nasprin\nasprin, breastfeeding\n")
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


def test_with_your_own_tables_the_command_names_them_too() -> None:
    folder = Path(__file__).parents[2] / "data" / "example"
    shown = on_terminal(f"ask --data {folder}", columns=80, typed="three-phases\ntomorrow\nbergen\n\n\n", TERM="dumb")
    command = " ".join(shown.rpartition("The same plan again: ")[2].split())
    assert command == f"mesoplan plan --data {folder} --protocol three-phases --start 2026-01-06 --country bergen"


def test_elsewhere_it_says_that_it_needs_a_terminal(run: Run) -> None:
    result = run("ask")
    assert result.code == 1
    assert "ask needs a terminal: elsewhere write mesoplan plan" in result.err
