"""On a terminal nothing breaks inside a word: not a message, not a help text, not the first page."""

import pytest

from tests.helpers import on_terminal


def shown(words: str, columns: int) -> list[str]:
    """Return the lines that a terminal of so many columns is sent."""
    return on_terminal(*words.split(), columns=columns).splitlines()


@pytest.mark.parametrize("columns", [40, 80])
@pytest.mark.parametrize("words", ["", "due --help", "help", "screen asprin", "schedule --start 1.1.26", "due"])
def test_no_line_is_wider_than_the_terminal(words: str, columns: int) -> None:
    lines = shown(words, columns)
    # What is to be copied stays in one line.
    assert not [line for line in lines if len(line) > columns and not line.startswith("    mesoplan ")]
    assert any(len(line) > columns / 2 for line in lines)


def test_a_narrow_help_text_has_what_an_option_means_below_it() -> None:
    assert "  --force\n        Let --output replace a" in "\n".join(shown("due --help", 40))
