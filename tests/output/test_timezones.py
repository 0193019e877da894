"""Time zones of calendar files: right at every moment of a plan, and by yearly rules that every reader knows."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from io import StringIO
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from dateutil import tz
from hypothesis import given, strategies as st
from icalendar import Calendar

from mesoplan.output.formats.ics import schedule_ics
from mesoplan.output.formats.timezones import timezone_over
from mesoplan.requests.calendar import EventsRequest
from tests.output.plans import catalog, plan, visit

TODAY = dt.date(2026, 1, 2)


def export(zone: str, *days: dt.date) -> str:
    """Export sessions on these days at noon."""
    sessions = [visit(number, day) for number, day in enumerate(days, 1)]
    options = EventsRequest.model_construct(today=TODAY, at=dt.time(12), timezone=ZoneInfo(zone))
    return schedule_ics(schedule=plan(sessions), catalog=catalog(), options=options)


def parts(zone: str, first: dt.date, last: dt.date) -> list[tuple[str, str | None]]:
    """Return the parts of a zone over some days: what each is and its rule."""
    found = timezone_over(ZoneInfo(zone), first, last).subcomponents
    return [(str(part.name), rule_of(part)) for part in found]


def rule_of(part: Any) -> str | None:
    """Return the yearly rule of a part."""
    return part["RRULE"].to_ical().decode() if "RRULE" in part else None


def noons(first: dt.date, last: dt.date) -> Iterator[dt.datetime]:
    """Yield noon of every day."""
    day = first
    while day <= last:
        yield dt.datetime.combine(day, dt.time(12))
        day += dt.timedelta(1)


NEXT_YEARS = (dt.date(2026, 1, 5), dt.date(2028, 1, 5))


class TestRules:
    @pytest.mark.parametrize(
        ("zone", "expected"),
        [
            (
                "Europe/London",
                [("DAYLIGHT", "BYDAY=-1SU;BYMONTH=3"), ("STANDARD", "BYDAY=-1SU;BYMONTH=10")],
            ),
            # Its law calls the winter daylight time; readers know it the other way round.
            ("Europe/Dublin", [("DAYLIGHT", "BYDAY=-1SU;BYMONTH=3"), ("STANDARD", "BYDAY=-1SU;BYMONTH=10")]),
            ("America/New_York", [("DAYLIGHT", "BYDAY=2SU;BYMONTH=3"), ("STANDARD", "BYDAY=1SU;BYMONTH=11")]),
            ("Australia/Sydney", [("STANDARD", "BYDAY=1SU;BYMONTH=4"), ("DAYLIGHT", "BYDAY=1SU;BYMONTH=10")]),
            # The Sunday on or after the 2nd, and the Friday before the last Sunday.
            (
                "America/Santiago",
                [
                    ("STANDARD", "BYDAY=SU;BYMONTHDAY=2,3,4,5,6,7,8;BYMONTH=4"),
                    ("DAYLIGHT", "BYDAY=SU;BYMONTHDAY=2,3,4,5,6,7,8;BYMONTH=9"),
                ],
            ),
            (
                "Asia/Jerusalem",
                [
                    ("DAYLIGHT", "BYDAY=FR;BYMONTHDAY=23,24,25,26,27,28,29;BYMONTH=3"),
                    ("STANDARD", "BYDAY=-1SU;BYMONTH=10"),
                ],
            ),
        ],
    )
    def test_a_zone_with_a_yearly_rule_has_both_parts_with_it(self, zone: str, expected: list[tuple[str, str]]) -> None:
        assert parts(zone, *NEXT_YEARS) == [(kind, f"FREQ=YEARLY;{rule}") for kind, rule in expected]

    @pytest.mark.parametrize("zone", ["Asia/Kolkata", "Asia/Kathmandu", "Etc/GMT+5", "Pacific/Kiritimati"])
    def test_a_zone_that_never_changes_has_one_standard_part(self, zone: str) -> None:
        (part,) = timezone_over(ZoneInfo(zone), *NEXT_YEARS).subcomponents
        offset = dt.datetime(2026, 7, 1, tzinfo=ZoneInfo(zone)).utcoffset()
        assert (part.name, part.decoded("DTSTART")) == ("STANDARD", dt.datetime(1970, 1, 1))
        assert part.decoded("TZOFFSETFROM") == part.decoded("TZOFFSETTO") == offset

    def test_a_plan_of_one_winter_week_has_both_parts_too(self) -> None:
        assert parts("Europe/London", TODAY, TODAY) == parts("Europe/London", *NEXT_YEARS)

    def test_a_rule_that_changes_ends_and_another_begins(self) -> None:
        assert parts("America/New_York", dt.date(2006, 1, 1), dt.date(2008, 1, 1)) == [
            *[("DAYLIGHT", None), ("STANDARD", None)] * 2,
            ("DAYLIGHT", "FREQ=YEARLY;BYDAY=2SU;BYMONTH=3"),
            ("STANDARD", "FREQ=YEARLY;BYDAY=1SU;BYMONTH=11"),
        ]

    def test_a_rule_that_some_later_year_breaks_holds_until_then(self) -> None:
        # From the last Thursday's midnight, which in 2030 begins November.
        assert parts("Africa/Cairo", *NEXT_YEARS) == [
            ("DAYLIGHT", "FREQ=YEARLY;BYDAY=-1FR;BYMONTH=4"),
            ("STANDARD", "FREQ=YEARLY;BYDAY=-1FR;BYMONTH=10"),
        ]

    def test_a_zone_that_gives_daylight_time_up_stays_on_standard_time(self) -> None:
        assert parts("Europe/Moscow", dt.date(2010, 1, 1), dt.date(2015, 1, 1)) == [
            *[("DAYLIGHT", None), ("STANDARD", None)] * 2,
            ("STANDARD", None),
            ("STANDARD", None),
        ]

    def test_a_zone_with_daylight_time_alone_in_the_days_asked_for_gets_a_standard_part(self) -> None:
        kinds = [kind for kind, _ in parts("Pacific/Apia", dt.date(2010, 9, 1), dt.date(2010, 10, 1))]
        assert kinds == ["STANDARD", "DAYLIGHT"]

    def test_a_change_is_written_in_the_local_time_before_it(self) -> None:
        text = export("Europe/London", dt.date(2027, 1, 5))
        assert "BEGIN:DAYLIGHT\r\nDTSTART:20260329T010000\r\n" in text
        assert "BEGIN:STANDARD\r\nDTSTART:20261025T020000\r\n" in text


ODD_ZONES = (
    "Europe/London", "Europe/Dublin", "America/New_York", "America/Havana", "America/Santiago", "America/Nuuk",
    "Asia/Jerusalem", "Asia/Gaza", "Asia/Beirut", "Asia/Tehran", "Africa/Cairo", "Africa/Casablanca",
    "Australia/Lord_Howe", "Antarctica/Troll", "Pacific/Apia", "Pacific/Easter", "Europe/Istanbul", "Europe/Moscow",
)  # fmt: skip


class TestOffsets:
    @pytest.mark.slow
    @pytest.mark.parametrize("zone", ODD_ZONES)
    @pytest.mark.parametrize("first", [dt.date(2009, 1, 5), dt.date(2026, 1, 5)])
    def test_another_reader_takes_the_right_offset_on_every_day_of_a_plan(self, zone: str, first: dt.date) -> None:
        last = first + dt.timedelta(3 * 365)
        read = read_zone(export(zone, first, last), zone)
        for moment in noons(first, last):
            if tz.datetime_exists(moment, ZoneInfo(zone)):
                expected = moment.replace(tzinfo=ZoneInfo(zone)).utcoffset()
                assert moment.replace(tzinfo=read).utcoffset() == expected, moment

    @pytest.mark.slow
    @given(
        st.sampled_from(ODD_ZONES), st.dates(dt.date(1900, 1, 1), dt.date(2090, 1, 1)), st.times(), st.integers(0, 800)
    )
    def test_the_first_and_the_last_day_are_right_at_every_hour(
        self, zone: str, first: dt.date, at: dt.time, length: int
    ) -> None:
        last = first + dt.timedelta(length)
        found = timezone_over(ZoneInfo(zone), first, last).subcomponents
        assert any(part.name == "STANDARD" for part in found)
        begins = [part.decoded("DTSTART") for part in found]
        assert begins == sorted(begins)
        for day in (first, last):
            moment = dt.datetime.combine(day, at, ZoneInfo(zone))
            if tz.datetime_exists(moment) and not tz.datetime_ambiguous(moment):
                assert offset_by(found, moment.replace(tzinfo=None)) == moment.utcoffset()


def read_zone(text: str, zone: str) -> Any:
    """Read a calendar's time zone with dateutil."""
    begin, end = text.index("BEGIN:VTIMEZONE"), text.index("BEGIN:VEVENT")
    return tz.tzical(StringIO(text[begin:end].replace("\r\n", "\n"))).get(zone)


def offset_by(found: list[Any], moment: dt.datetime) -> dt.timedelta:
    """Return the offset of the part that began last before a moment, each rule written out by dateutil."""
    from dateutil.rrule import rrulestr

    began = []
    for part in found:
        onset: dt.datetime | None = part.decoded("DTSTART")
        if rule := rule_of(part):
            onset = rrulestr(rule, dtstart=onset, ignoretz=True).before(moment, inc=True)
        if onset is not None and onset <= moment:
            began.append((onset, part.decoded("TZOFFSETTO")))
    offset: dt.timedelta = max(began)[1]
    return offset


def test_the_icalendar_library_makes_the_same_zone_of_it() -> None:
    text = export("America/Santiago", *NEXT_YEARS).replace("America/Santiago", "Somewhere")
    for event in Calendar.from_ical(text).walk("VEVENT"):
        start = event.decoded("DTSTART")
        assert start.utcoffset() == start.replace(tzinfo=ZoneInfo("America/Santiago")).utcoffset()
