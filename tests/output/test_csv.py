"""Comma-separated values, read back by the standard library."""

from __future__ import annotations

import csv
import re
from datetime import date
from decimal import Decimal
from io import StringIO
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given, strategies as st

from mesoplan.errors import printable
from mesoplan.output.formats.csv import BILL, COMPARE, COST, SCHEDULE, compare_csv, cost_csv, schedule_csv, write_csv
from tests.output.plans import HOSTILE, START, amount, care, cost, estimate, milestone, plan, rule, visit, weekly
from tests.pricing.helpers import estimate as priced, terms


def records(text: str) -> list[dict[str, str]]:
    """Read CSV."""
    return list(csv.DictReader(StringIO(text, newline=""), strict=True))


class TestWriter:
    @pytest.mark.parametrize(
        ("text", "shown"),
        [
            ("=1+1", "'=1+1"),
            ("+1", "'+1"),
            ("-1", "'-1"),
            ("@a", "'@a"),
            ("\t=1", "' =1"),
            ("\r=1", "' =1"),
            ("\n=1", "' =1"),
            ("a=1", "a=1"),
            ("'=1", "'=1"),
            ('say "a", b', 'say "a", b'),
            ("\u0645\u06cc\u200c\u062e", "\u0645\u06cc\u200c\u062e"),
            ("", ""),
        ],
    )
    def test_only_what_a_spreadsheet_would_run_gets_an_apostrophe(self, text: str, shown: str) -> None:
        assert records(write_csv(["cell", "next"], [[SimpleNamespace(cell=text, next=1)]])) == [
            {"cell": shown, "next": "1"}
        ]

    def test_figures_and_dates_are_plain(self) -> None:
        row = [-5, -0.5, Decimal("0.0000001"), Decimal("150.00"), Decimal(1200), date(2026, 1, 5), True, False, None]
        names = [f"c{number}" for number in range(len(row))]
        written = write_csv(names, [[SimpleNamespace(**dict(zip(names, row, strict=True)))]]).splitlines()[1]
        assert written == "-5,-0.5,0.0000001,150,1200,2026-01-05,true,false,"

    def test_a_column_is_found_in_the_records_of_its_row_and_what_is_not_there_is_empty(self) -> None:
        row = [None, SimpleNamespace(b=SimpleNamespace(c=1), d=None), SimpleNamespace(e_f=2, b=3)]
        found = {"b_c": "1", "d_e": "", "x_y": "", "e_f": "2", "x": "", "b_c_d": ""}
        assert records(write_csv(list(found), [row])) == [found]

    def test_there_is_no_byte_order_mark(self) -> None:
        assert write_csv(["a"], []) == "a\r\n"

    @given(st.lists(st.text(), min_size=2, max_size=4))
    def test_any_text_keeps_to_its_cell_and_starts_no_formula(self, texts: list[str]) -> None:
        names = [str(number) for number in range(len(texts))]
        record = SimpleNamespace(**dict(zip(names, texts, strict=True)))
        found = list(csv.reader(StringIO(write_csv(names, [[record]]), newline=""), strict=True))[-1]
        assert len(found) == len(texts)
        for text, shown in zip(texts, found, strict=True):
            assert shown.removeprefix("'").strip() == printable(text).removeprefix("'").strip()
            assert not shown.startswith(("=", "+", "-", "@", "\t", "\r", "\n"))


class TestSchedule:
    def test_a_session_has_every_field_and_a_milestone_its_days(self) -> None:
        session = visit(
            2,
            date(2026, 2, 10),
            kind="maintenance",
            phase=None,
            earliest=date(2026, 1, 19),
            latest=date(2026, 2, 2),
            optional=True,
            status="overdue",
            timing="late",
            moved_from=date(2026, 2, 1),
            reason="Sunday",
            note="9 days late",
        )
        noticed = milestone("Regrowth", date(2026, 3, 1), None)
        text = schedule_csv(plan([session], (noticed,)))
        assert text.splitlines() == [
            "number,kind,phase,date,earliest,latest,optional,status,timing,moved_from,reason,name,note",
            "2,maintenance,,2026-02-10,2026-01-19,2026-02-02,true,overdue,late,2026-02-01,Sunday,,9 days late",
            ",milestone,,2026-03-01,2026-03-01,,,,,,,Regrowth,",
        ]

    def test_rows_are_in_date_order_and_those_without_a_date_come_last(self) -> None:
        noticed = (
            milestone("never", None, None),
            milestone("by then", None, date(2026, 1, 8)),
            milestone("from then", date(2026, 1, 20), None),
        )
        rows = records(schedule_csv(plan(weekly(3), noticed)))
        assert [row["number"] or row["name"] for row in rows] == ["1", "by then", "2", "3", "from then", "never"]

    def test_a_missed_session_has_no_number(self) -> None:
        (row,) = records(schedule_csv(plan([visit(None, START, status="missed")])))
        assert (row["number"], row["status"]) == ("", "missed")

    def test_until_when_what_is_off_limits_has_columns_of_its_own_if_wanted(self) -> None:
        sessions = [*weekly(1), visit(None, date(2026, 1, 6), status="missed")]
        schedule = plan(sessions, (milestone("Regrowth", START, None),))
        rules = {"Sauna": [rule((48, None), 168)], "Hats": [rule((48, None))], "Sun": [rule((72, None))]}
        rows = records(schedule_csv(schedule, care(schedule, *rules.items())))
        assert [(row["kind"], row["status"], row["off_limits"], row["ideally_off_limits"]) for row in rows] == [
            ("course", "planned", "until 2026-01-07: Sauna; Hats | until 2026-01-08: Sun", "until 2026-01-12: Sauna"),
            ("milestone", "", "", ""),
            ("course", "missed", "", ""),
        ]
        assert "off_limits" not in schedule_csv(plan(sessions))

    def test_lines_end_in_cr_lf_and_each_is_one_record(self) -> None:
        text = schedule_csv(plan([visit(1, START, phase=HOSTILE)], (milestone(HOSTILE, START, None),)))
        lines = text.split("\r\n")
        assert (lines[0], lines[-1], len(lines)) == (",".join(SCHEDULE), "", 4)
        assert not re.search(r"(?<!\r)\n|\r(?!\n)|\x1b", text)
        assert [row["phase"] or row["name"] for row in records(text)] == [printable(HOSTILE)] * 2


class TestCost:
    def test_every_country_has_a_row_for_the_course_and_for_each_stretch(self) -> None:
        rows = records(cost_csv([estimate(), estimate("United States")]))
        assert [(row["country"], row["span"], row["months"]) for row in rows] == [
            (country, span, months)
            for country in ("United Kingdom", "United States")
            for span, months in (("course", ""), ("through", "12"))
        ]
        assert list(rows[1]) == list(COST)
        assert list(rows[1].values()) == [
            *("United Kingdom", "GB", "GBP", "150", "400", "through", "12", "2027-01-05"),
            *("4", "8", "7", "600", "3200", "600", "3200", "true", "", "", ""),
        ]

    def test_converted_figures_have_rows_of_their_own_with_rate_and_day(self) -> None:
        euros = SimpleNamespace(
            currency="EUR",
            rate=Decimal("1.155"),
            rate_date=date(2026, 1, 2),
            rate_source="user",
            per_session=amount("173.25", "462"),
            course=cost((3, 6, 6), "519.75", "2772"),
            through=(),
        )
        rows = records(cost_csv([estimate(converted=euros)]))
        assert [(row["currency"], row["rate"], row["rate_date"], row["rate_source"]) for row in rows] == [
            ("GBP", "", "", ""),
            ("GBP", "", "", ""),
            ("EUR", "1.155", "2026-01-02", "user"),
        ]
        assert (rows[2]["per_session_low"], rows[2]["cost_high"]) == ("173.25", "2772")

    def test_a_clinics_price_is_the_price_of_a_session(self) -> None:
        rows = records(cost_csv([estimate(quote=amount("180", None)), estimate(None, per_session=None)]))
        found = [(row["country"], row["per_session_low"], row["per_session_high"]) for row in rows]
        assert found == [("United Kingdom", "180", "")] * 2 + [("", "", "")] * 2

    def test_what_is_not_known_is_empty_and_never_zero(self) -> None:
        (row,) = records(cost_csv([estimate(course=cost((10, None, 10), "1500", None), through=(), complete=False)]))
        assert (row["sessions_max"], row["cost_high"], row["complete"]) == ("", "", "false")

    def test_a_country_that_a_spreadsheet_would_run_gets_an_apostrophe(self) -> None:
        assert records(cost_csv([estimate("@SUM(A1)")]))[0]["country"] == "'@SUM(A1)"

    def test_a_clinics_bill_follows_line_by_line(self) -> None:
        clinic = priced(
            asked=terms(per_session="180", packs=["6=900-1100"], consultation="50 deducted", tax="20% included")
        )
        rows = [row for row in records(cost_csv([clinic])) if row["span"].startswith("bill")]
        assert list(rows[0]) == [*COST, *BILL]
        assert [(row["line"], row["count"], row["sessions_each"], row["price"], row["amount"]) for row in rows] == [
            ("session", "6", "1", "180", "1080"), ("consultation", "1", "", "50", "50"),
            ("deduction", "1", "", "-50", "-50"), ("total", "", "", "", "1080"), ("tax-included", "", "", "", "180"),
            ("pack", "1", "6", "900", "900"), ("consultation", "1", "", "50", "50"),
            ("deduction", "1", "", "-50", "-50"), ("total", "", "", "", "900"), ("tax-included", "", "", "", "150"),
        ]  # fmt: skip
        assert {row["currency"] for row in rows} == {"GBP"}
        assert [row["span"] for row in rows] == ["bill"] * 5 + ["bill_at_lowest_price"] * 5

    def test_published_prices_have_no_bill(self) -> None:
        assert list(records(cost_csv([priced()]))[0]) == list(COST)


class TestCompare:
    def test_a_row_has_every_figure(self) -> None:
        text = compare_csv([compared(), compared(country=None, currency=None, converted=None, through_12=None)])
        first, second = records(text)
        assert list(first) == list(COMPARE)
        assert list(first.values()) == [
            *("standard", "uk", "EUR", "3", "6", "28", "140", "519.75", "2772"),
            *("4", "8", "693", "3696", "20", "30", "every 4-6 months", "true", "1.155", "2026-01-02", "user"),
        ]
        assert [name for name, cell in second.items() if not cell] == [
            *("country", "currency", "through_12_sessions_min", "through_12_sessions_max", "through_12_cost_low"),
            *("through_12_cost_high", "rate", "rate_date", "rate_source"),
        ]


def compared(**fields: Any) -> Any:
    """Return a compared protocol."""

    def count(low: int, high: int) -> Any:
        return SimpleNamespace(min=low, max=high)

    usual = {
        "protocol": "standard", "country": "uk", "currency": "EUR", "complete": True, "maintenance": "every 4-6 months",
        "course": SimpleNamespace(sessions=count(3, 6), days=count(28, 140), cost=amount("519.75", "2772")),
        "through_12": SimpleNamespace(sessions=count(4, 8), cost=amount("693", "3696")),
        "session_minutes": count(20, 30),
        "converted": SimpleNamespace(rate=Decimal("1.155"), rate_date=date(2026, 1, 2), rate_source="user"),
    }  # fmt: skip
    return SimpleNamespace(**{**usual, **fields})
