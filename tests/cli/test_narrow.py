"""On a terminal nothing breaks inside a word: not a message, not a help text, not the first page."""

import pytest

from tests.helpers import on_terminal

LINES = ["", "due --help", "help", "screen asprin", "schedule --start 1.1.26", "due"]


@pytest.mark.parametrize("columns", [40, 80])
def test_no_line_is_wider_than_the_terminal(columns: int) -> None:
    *shown, end = on_terminal(*LINES, columns=columns).split("\f")
    assert (len(shown), end) == (len(LINES), "")
    for text in shown:
        # What is to be copied stays in one line.
        lines = text.split("\n")
        assert not [line for line in lines if len(line) > columns and not line.startswith("    mesoplan ")]
        assert any(len(line) > columns / 2 for line in lines)
    widths = [len(line) for line in "".join(shown).splitlines() if not line.startswith("    mesoplan ")]
    assert columns * 0.9 < max(widths) <= columns
    # On a narrow one, what an option means stands below it.
    assert ("  --force\n        Let --output replace a" in shown[1]) is (columns == 40)
