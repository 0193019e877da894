"""Help: what the list of commands says, and how options are grouped."""

import re
from collections.abc import Callable

import pytest

from mesoplan.cli import COMMANDS
from tests.conftest import Result

Run = Callable[..., Result]


@pytest.mark.parametrize("name", COMMANDS)
def test_the_list_of_commands_says_what_their_own_help_says(name: str, run: Run) -> None:
    assert " ".join(COMMANDS[name].split()) in " ".join(run(name, "--help").out.split())


def test_options_stand_in_groups_by_purpose_the_output_last(run: Run) -> None:
    groups = re.findall(r"^(\S.*):$", run("plan", "--help").out, re.MULTILINE)
    assert groups[:2] == ["What to plan", "What has happened"]
    assert groups[-1] == "Output"
    assert "What it costs" in groups


@pytest.mark.parametrize("words", ["help", "help cost", "version", "-v", "-h"])
def test_what_people_type_first_works(words: str, run: Run) -> None:
    assert run(*words.split()).code == 0
