"""Tables of requests as spreadsheets write them: what each cell says, and that no row is lost."""

from __future__ import annotations

from datetime import date
from io import BytesIO
from typing import Any

import pytest
from hypothesis import given, strategies as st

from mesoplan.batch.rows import MAX_LINE, Row, read_request, rows_in
from mesoplan.errors import MesoplanError
from mesoplan.values import parse_date

TODAY = date(2026, 1, 5)


def read(text: str | bytes, name: str = "") -> list[Row]:
    """Return the rows of a file."""
    data = text.encode() if isinstance(text, str) else text
    return list(rows_in(BytesIO(data), name))


def words(text: str | bytes) -> list[Any]:
    """Return what the rows ask, none of which is at fault."""
    rows = read(text)
    assert [row.wrong for row in rows] == [""] * len(rows)
    return [row.words for row in rows]


class TestShapes:
    @pytest.mark.parametrize("mark", ["", "\ufeff"], ids=["plain", "byte-order-mark"])
    @pytest.mark.parametrize("end", ["\n", "\r\n"], ids=["LF", "CRLF"])
    @pytest.mark.parametrize("separator", [",", ";"])
    def test_a_table_is_read_as_spreadsheets_write_it(self, mark: str, end: str, separator: str) -> None:
        rows = [["name", "protocol", "start"], ['"K., ""Anna"""', "weekly", ""], ["Ben", "", "2026-12-01"]]
        text = mark + "".join(separator.join(row) + end for row in rows)
        assert words(text) == [{"name": 'K., "Anna"', "protocol": "weekly"}, {"name": "Ben", "start": "2026-12-01"}]

    def test_titles_may_have_any_case_spaces_and_hyphens(self) -> None:
        assert words("Name ; PER-VISIT;Stop  After\nAnna;5;2\n") == [
            {"name": "Anna", "per_visit": "5", "stop_after": "2"}
        ]

    def test_a_cell_may_go_over_several_lines(self) -> None:
        rows = read('id,name,done\n1,"Anna\nKlein","2026-01-01\n2026-01-08"\n2,Ben,\n')
        assert [(row.line, row.words.get("done")) for row in rows] == [(2, ["2026-01-01", "2026-01-08"]), (5, None)]

    def test_blank_lines_and_rows_of_empty_cells_are_passed_over(self) -> None:
        assert [row.line for row in read("\n\nid,name\n1,\n,\n\n2,\n")] == [4, 7]

    def test_columns_without_a_title_may_end_a_table(self) -> None:
        assert words("id,name,,\n1,Anna,,\n") == [{"id": "1", "name": "Anna"}]

    @pytest.mark.parametrize("text", ['{"id": "1"}\n', '\n\ufeff{"id": "1"}', "\ufeff" + '{"id": "1"}'])
    def test_json_lines_stay_json_lines(self, text: str) -> None:
        rows = read(text)
        assert rows[0].words == {"id": "1"} or "not JSON" in rows[0].wrong

    def test_a_text_that_names_no_field_is_no_table_unless_its_name_says_so(self) -> None:
        assert "not JSON" in read("nonsense\n")[0].wrong
        with pytest.raises(MesoplanError, match=r'p.CSV:1: there is no column "nonsense": leave it out; choose from '):
            read("nonsense\n", "p.CSV")

    def test_an_empty_file_has_no_rows(self) -> None:
        assert read("") == read("\n\n") == read("id,name\n") == []


class TestCells:
    @pytest.mark.parametrize(
        ("cell", "days"),
        [
            ("2026-01-01", ["2026-01-01"]),
            ("2026-01-01;2026-01-08", ["2026-01-01", "2026-01-08"]),
            ("2026-01-01 2026-01-08", ["2026-01-01", "2026-01-08"]),
            (
                "2026-01-01; 2026-01-08 ;2026-01-15  2026-01-22;",
                ["2026-01-01", "2026-01-08", "2026-01-15", "2026-01-22"],
            ),
            ("2026-01-01, 2026-01-08", ["2026-01-01", "2026-01-08"]),
            ("2026-01-01,2026-01-08,", ["2026-01-01", "2026-01-08"]),
            ("2026-01-01,\n2026-01-08", ["2026-01-01", "2026-01-08"]),
            ("2026-01-01 00:00:00", ["2026-01-01"]),
            ("1 Dec 2025", ["1 Dec 2025"]),
            ("1 Dec 2025; 8 Dec 2025", ["1 Dec 2025", "8 Dec 2025"]),
        ],
    )
    def test_several_days_stand_in_one_cell(self, cell: str, days: list[str]) -> None:
        [found] = words(f'id,done\n1,"{cell}"\n')
        assert read_request(found, TODAY).done == [parse_date(day, TODAY) for day in days]
        # In a line of JSON they may stand so too.
        assert ";" in cell or read_request({"done": cell}, TODAY).done == read_request(found, TODAY).done

    @pytest.mark.parametrize("cell", ["2026-12-20 2027-01-03", "2026-12-20, 2027-01-03"])
    def test_two_days_away_could_be_the_first_and_the_last(self, cell: str) -> None:
        with pytest.raises(MesoplanError, match="is not a date"):
            read_request(words(f'id,away\n1,"{cell}"\n')[0], TODAY)

    @pytest.mark.parametrize("between", [" ", ", ", "; "])
    def test_days_away_are_days_too(self, between: str) -> None:
        [found] = words(f'id,away\n1,"2026-12-20..2027-01-03{between}2027-02-01"\n')
        away = [(date(2026, 12, 20), date(2027, 1, 3)), (date(2027, 2, 1), date(2027, 2, 1))]
        assert read_request(found, TODAY).away == away

    def test_names_may_have_spaces(self) -> None:
        assert words('id,country,closed\n1,"united kingdom; turkey","weekends; holidays:GB-SCT"\n') == [
            {"id": "1", "country": ["united kingdom", "turkey"], "closed": ["weekends", "holidays:GB-SCT"]}
        ]

    def test_what_stands_between_the_titles_stands_between_cells(self) -> None:
        for sign in ",;\t":
            assert words(
                sign.join(["name", "done", "paid"]) + "\n" + sign.join(["Ada", "2026-10-05", "90"]) + "\n"
            ) == [{"name": "Ada", "done": ["2026-10-05"], "paid": "90"}]

    @pytest.mark.parametrize("cell", ["sat;sun", "sat, sun", "sat\nsun"])
    def test_what_is_closed_may_stand_between_commas_too(self, cell: str) -> None:
        [found] = words(f'id,closed\n1,"{cell}"\n')
        assert [days for days, _ in read_request(found, TODAY).closed] == [(5,), (6,)]

    @pytest.mark.parametrize(
        ("cell", "value"), [("yes", True), ("X", True), ("1", True), ("No", False), ("oily", "oily")]
    )
    def test_yes_and_no_are_true_and_false(self, cell: str, value: Any) -> None:
        assert words(f"id,oily_hair\n1,{cell}\n")[0]["oily_hair"] == value


class TestFaults:
    @pytest.mark.parametrize(
        ("head", "message"),
        [
            ("id,nmae", r'line 1: there is no column "nmae" \(did you mean name\?\)'),
            ("id,nmae,strat", '"nmae" .* or "strat" '),
            ("id,name,Name", 'the column "name" is there twice'),
            ("id,,name", 'there is no column ""'),
            ("\tname\tdone", 'there is no column ""'),
        ],
    )
    def test_a_wrong_column_is_refused_once(self, head: str, message: str) -> None:
        with pytest.raises(MesoplanError, match=message):
            read(f"{head}\n1,2,3\n1,2,3\n")

    @pytest.mark.parametrize("head", ['id,"name', 'id,na"me,country'])
    def test_titles_with_an_open_quote_are_refused_as_such(self, head: str) -> None:
        with pytest.raises(MesoplanError, match=r"p\.csv:1: the row cannot be read: .* each quotation mark"):
            read(f"{head}\n1,2,3\n", "p.csv")

    def test_a_table_in_utf_16_is_refused(self) -> None:
        with pytest.raises(MesoplanError, match="not text: save it as CSV or JSON Lines in UTF-8"):
            read("id,name\n1,Anna\n".encode("utf-16"), "p.csv")

    def test_lines_that_end_as_on_old_macs_are_refused(self) -> None:
        with pytest.raises(MesoplanError, match=r"p\.csv:1: its lines end with CR alone, as on old Macs: save it"):
            read("id,name\r1,Anna\r", "p.csv")

    @pytest.mark.parametrize("name", ["p.csv", "p.xlsx", "p.ods"])
    def test_a_workbook_is_refused_by_what_to_save_it_as(self, name: str) -> None:
        with pytest.raises(MesoplanError, match="not text: save it as CSV or JSON Lines in UTF-8"):
            read(b"PK\x03\x04\x14\x00\x08\x08\r\x00,\x00\n", name)

    def test_a_line_of_json_with_a_lone_carriage_return_is_reported(self) -> None:
        assert [not row.wrong for row in read(b'{"id":\r"a"}\n{x\r}\n')] == [True, False]

    @pytest.mark.parametrize(
        ("row", "message"),
        [
            (b"1,\xe9", "save it as CSV in UTF-8"),
            (b"1,Anna,", ""),
            (b"1,Anna,x", "has 3 cells and the table 2 columns"),
            (b'1,"Anna', 'each quotation mark (") closed'),
            (b'1,"An"na', "cannot be read"),
            (b"1," + b"x" * MAX_LINE, "below 65,536 bytes"),
        ],
        ids=lambda value: str(value)[:20],
    )
    def test_a_bad_row_has_its_line_and_costs_no_other(self, row: bytes, message: str) -> None:
        before, wrong, *after = read(b"id,name\n0,Zoe\n" + row + b'\n2,"Ben"\n3,"C ""D"""\n')
        assert (before.line, wrong.line, [one.line for one in after]) == (2, 3, [4, 5])
        assert [one.wrong for one in (before, *after)] == [""] * 3
        assert (message in wrong.wrong) if message else not wrong.wrong

    def test_a_bad_row_keeps_its_id_where_it_can_be_read(self) -> None:
        assert read("id,name\n7,Anna,x\n")[0].words["id"] == "7"

    @given(st.lists(st.text(st.sampled_from('a,";\r \n'), max_size=8), max_size=8))
    def test_whatever_is_written_no_line_is_lost(self, lines: list[str]) -> None:
        data = ("id,name\n" + "\n".join(lines)).encode()
        rows = read(data)
        begins = [row.line for row in rows]
        assert begins == sorted(set(begins))
        ends = [*begins[1:], data.count(b"\n") + 2] if begins else []
        told = {1, *(line for begin, end in zip(begins, ends, strict=True) for line in range(begin, end))}
        unsaid = [line for number, line in enumerate(data.split(b"\n"), 1) if number not in told]
        assert all(not line.strip(b'," \r') for line in unsaid)
