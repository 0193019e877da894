"""Pages are tidy however they are made: nothing empty, and no heading twice."""

from __future__ import annotations

from mesoplan.output.page import Blank, Block, Facts, Listing, Notes, Paragraph, Row, Section, Table, without_empty


def test_a_heading_stands_over_the_first_row_of_its_group_alone() -> None:
    rows = [Row([word], above=heading) for word, heading in (("a", ""), ("b", "B"), ("c", "B"), ("d", ""), ("e", "B"))]
    assert [row.above for row in Table(["x"], rows).tidy().rows] == ["", "B", "", "", "B"]


def test_a_column_without_words_is_left_out() -> None:
    table = Table(["a", "b", "c"], [Row(["1", "", "3"]), Row(["4", "", ""])]).tidy()
    assert table.titles == ["a", "c"]
    assert [row.cells for row in table.rows] == [["1", "3"], ["4", ""]]


def test_what_is_empty_is_left_out() -> None:
    blocks: list[Block] = [Paragraph(""), Notes([]), Listing([]), Facts([]), Table(["a"], []), Blank("Notes")]
    kept = without_empty([Section("a", "A", blocks), Section("b", "B", blocks[:-1])])
    assert [(section.key, section.blocks) for section in kept] == [("a", [Blank("Notes")])]
