"""On a terminal nothing breaks inside a word: not a message, not a help text, not the first page."""

import pytest

from tests.helpers import on_terminal

LINES = ["", "due --help", "help", "screen asprin", "schedule --start 1.1.26", "due"]


@pytest.mark.parametrize("columns", [40, 80])
def test_no_line_is_wider_than_the_terminal(columns: int) -> None:
    text = on_terminal(*LINES, columns=columns)
    # What is to be copied stays in one line.
    lines = [line for line in text.splitlines() if not line.startswith("    mesoplan ")]
    assert columns * 0.9 < max(map(len, lines)) <= columns
    if columns == 40:  # there is what an option means below it
        assert "  --force\n        Let --output replace a" in text
