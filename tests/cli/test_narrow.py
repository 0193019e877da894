"""On a terminal nothing breaks inside a word: not a message, not a help text, not the first page."""

import pytest

from tests.helpers import on_terminal

LINES = ["", "due --help", "help", "screen asprin", "schedule --start 1.1.26", "due", "help cost"]


@pytest.mark.parametrize("columns", [40, 80])
def test_no_line_is_wider_than_the_terminal(columns: int) -> None:
    *shown, end = on_terminal(*LINES, columns=columns).split("\f")
    assert (len(shown), end) == (len(LINES), "")
    for text in shown:
        lines = text.split("\n")
        assert not [line for line in lines if len(line) > columns]
        assert any(len(line) > columns / 2 for line in lines)
    assert columns * 0.9 < max(len(line) for line in "".join(shown).splitlines())
    # On a narrow one, what an option means stands below it.
    assert ("  --force\n        Let --output replace a" in shown[1]) is (columns == 40)


def test_an_example_that_goes_on_below_can_be_copied() -> None:
    narrow, wide = (on_terminal("help cost", columns=columns) for columns in (40, 80))
    assert "    mesoplan cost --country uk \\\n        --pack 6=900 --fee 50\n" in narrow
    examples = [line.split() for line in wide.splitlines() if line.startswith("    mesoplan ")]
    joined = narrow.replace(" \\\n", " ").splitlines()
    assert [line.split() for line in joined if line.startswith("    mesoplan ")] == examples


@pytest.mark.parametrize(("columns", "heading"), [(80, "Avoid   "), (40, "\x1b[2mAvoid\x1b[0m\n")])
def test_a_table_says_what_its_rows_are(columns: int, heading: str) -> None:
    assert heading in on_terminal("aftercare", columns=columns)
