"""Calendar files, read back by readers that nobody here wrote."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import replace
from io import StringIO
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from dateutil import tz
from hypothesis import given
from hypothesis import strategies as st
from icalendar import Calendar

from mesoplan import Catalog, Duration, Request, load_catalog, plan_schedule
from mesoplan.errors import UsageError
from mesoplan.planning.regimen import Pace
from mesoplan.planning.schedule import Schedule
from mesoplan.render import DISCLAIMER
from mesoplan.render.ics import schedule_ics
from mesoplan.render.text import Style
from mesoplan.tables.regimens import Maintenance, Protocol, Result
from mesoplan.values.ranges import Count
from tests.test_formats import HOSTILE, LIVED_IN, catalog_with, hostile
from tests.test_schedule import START, phase, plan, protocol

SHIPPED = load_catalog()
OWN = catalog_with("Own")
TODAY = dt.date(2026, 1, 2)
LONDON = ZoneInfo("Europe/London")
HALF_PAST_TEN = dt.time(10, 30)


def export(schedule: Schedule, catalog: Catalog = OWN, today: dt.date = TODAY, **choices: Any) -> str:
    """Export a plan."""
    return schedule_ics(schedule, catalog, today, **choices)


def events(text: str) -> list[Any]:
    """Read every event back."""
    return list(Calendar.from_ical(text).walk("VEVENT"))


def sessions(text: str) -> list[Any]:
    """Read the events of sessions back."""
    return [event for event in events(text) if "milestone" not in categories(event)]


def milestones(text: str) -> list[Any]:
    """Read the events of milestones back."""
    return [event for event in events(text) if "milestone" in categories(event)]


def categories(event: Any) -> list[str]:
    """Return an event's categories."""
    return [str(category) for category in event["CATEGORIES"].cats]


def days(event: Any) -> tuple[dt.date, dt.date]:
    """Return the first day of an event and the day after its last."""
    return event.decoded("DTSTART"), event.decoded("DTEND")


def standard(request: Request = LIVED_IN) -> Schedule:
    """Plan the standard protocol."""
    return plan_schedule(SHIPPED.protocol("standard"), request)


dated_protocols = st.sampled_from([name for name in SHIPPED.protocols if name != "salon"])
paces = st.sampled_from(["fast", "typical", "slow"])
zones = st.sampled_from(["Europe/London", "America/New_York", "Australia/Lord_Howe", "Asia/Kolkata", "UTC"])


class TestDates:
    @given(dated_protocols, paces, st.dates(dt.date(1, 1, 1), dt.date(9990, 12, 31)))
    def test_read_back_it_has_the_plans_dates(self, name: str, pace: Pace, start: dt.date) -> None:
        schedule = plan_schedule(SHIPPED.protocol(name), Request(start=start, pace=pace))
        found = sessions(export(schedule, SHIPPED))
        day = dt.timedelta(days=1)
        assert [days(event) for event in found] == [(s.date, s.date + day) for s in schedule.sessions]

    @given(dated_protocols, st.dates(dt.date(1971, 1, 1), dt.date(2120, 1, 1)), st.times(), zones)
    def test_timed_it_has_the_plans_dates_at_that_time(self, name: str, start: dt.date, at: dt.time, zone: str) -> None:
        at = at.replace(microsecond=0)
        schedule = plan_schedule(SHIPPED.protocol(name), Request(start=start))
        found = [event.start for event in sessions(export(schedule, SHIPPED, at=at, timezone=ZoneInfo(zone)))]
        assert [moment.replace(tzinfo=None) for moment in found] == [
            dt.datetime.combine(session.date, at) for session in schedule.sessions
        ]

    def test_all_day_events_are_dates_and_end_on_the_day_after(self) -> None:
        text = export(plan(protocol(phase("1")), dt.date(2026, 12, 31)))
        assert "DTSTART;VALUE=DATE:20261231\r\nDTEND;VALUE=DATE:20270101\r\n" in text

    def test_the_last_day_of_the_calendar_has_no_day_after_it(self) -> None:
        last = Result(milestone="last", after=Duration.parse("2 days"))
        text = export(plan(protocol(phase("1"), results=(last,)), dt.date(9999, 12, 29), horizon="2d"))
        done = export(
            plan(
                protocol(phase("2", "1 day")),
                done=(dt.date(9999, 12, 29), dt.date(9999, 12, 31)),
                start=dt.date(9999, 12, 29),
                horizon="2d",
            )
        )
        assert "DTSTART;VALUE=DATE:99991229\r\nDTEND;VALUE=DATE:99991230\r\n" in text
        assert "DTSTART;VALUE=DATE:99991231\r\nDTSTAMP" in done

    @pytest.mark.parametrize("zone", ["Pacific/Kiritimati", "Etc/GMT+12", "Europe/London"])
    @pytest.mark.parametrize("start", [dt.date(1, 1, 1), dt.date(9999, 12, 29)])
    @pytest.mark.parametrize("at", [dt.time(0), dt.time(23, 59)])
    def test_times_at_the_ends_of_the_calendar_do_no_harm(self, zone: str, start: dt.date, at: dt.time) -> None:
        text = export(plan(protocol(phase("2", "1 day")), start, horizon="2d"), at=at, timezone=ZoneInfo(zone))
        assert len(events(text)) == 2

    def test_a_session_that_ends_after_the_calendar_has_a_length_instead(self) -> None:
        days = (dt.date(9999, 12, 29), dt.date(9999, 12, 31))
        schedule = plan(protocol(phase("2", "1 day")), days[0], done=days, horizon="2d")
        text = export(schedule, at=dt.time(23, 30), timezone=LONDON)
        assert "DTSTART;TZID=Europe/London:99991231T233000\r\nDURATION:PT1H\r\n" in text


class TestTimes:
    def test_a_session_keeps_its_local_time_when_the_clocks_change(self) -> None:
        schedule = plan(protocol(phase("3", "1 week")), dt.date(2026, 3, 23))
        found = sessions(export(schedule, at=HALF_PAST_TEN, timezone=LONDON))
        assert [event.start.isoformat() for event in found] == [
            "2026-03-23T10:30:00+00:00",
            "2026-03-30T10:30:00+01:00",
            "2026-04-06T10:30:00+01:00",
        ]

    @pytest.mark.parametrize(
        ("minutes", "length", "said"),
        [("20-30", 30, False), ("..45", 45, False), ("10+", 60, True), ("90+", 90, True), (None, 60, True)],
    )
    def test_it_lasts_as_long_as_the_longest_figure_and_says_so_where_there_is_none(
        self, minutes: str | None, length: int, said: bool
    ) -> None:
        timed = replace(protocol(phase("2", "1 week")), session_minutes=Count.parse(minutes) if minutes else None)
        for event in sessions(export(plan(timed), at=HALF_PAST_TEN, timezone=LONDON)):
            assert event.decoded("DTEND") - event.decoded("DTSTART") == dt.timedelta(minutes=length)
            assert (f"{length} minutes are set aside" in event["DESCRIPTION"]) is said
        assert "minutes" not in "".join(event["DESCRIPTION"] for event in events(export(plan(timed))))

    @pytest.mark.parametrize(
        ("day", "at", "end"),
        [
            (dt.date(2026, 3, 29), dt.time(0, 30), "DTEND;TZID=Europe/London:20260329T023000"),
            (dt.date(2026, 10, 25), dt.time(0, 45), "DTEND;TZID=Europe/London:20261025T014500"),
            (dt.date(2026, 10, 25), dt.time(1, 30), "DURATION:PT1H"),
        ],
    )
    def test_a_session_in_the_night_of_the_change_lasts_its_hour(self, day: dt.date, at: dt.time, end: str) -> None:
        text = export(plan(protocol(phase("1")), day), at=at, timezone=LONDON)
        assert f"{end}\r\n" in text

    def test_times_in_utc_need_no_time_zone(self) -> None:
        text = export(plan(protocol(phase("1"))), at=HALF_PAST_TEN, timezone=ZoneInfo("UTC"))
        assert "DTSTART:20260105T103000Z\r\n" in text
        assert "VTIMEZONE" not in text

    @pytest.mark.parametrize("choices", [{"at": HALF_PAST_TEN}, {"timezone": LONDON}])
    def test_a_time_goes_with_its_zone(self, choices: dict[str, Any]) -> None:
        with pytest.raises(UsageError, match="give both"):
            export(plan(protocol(phase("1"))), **choices)


def local_hours(first: dt.date, last: dt.date) -> Iterator[dt.datetime]:
    """Yield every half hour of these days, `last` included."""
    moment = dt.datetime.combine(first, dt.time())
    while moment.date() <= last:
        yield moment
        moment += dt.timedelta(minutes=30)


class TestTimezone:
    @pytest.mark.parametrize(
        "zone",
        [
            "Europe/London",
            "Europe/Dublin",
            "America/New_York",
            "America/Havana",
            "America/Santiago",
            "Australia/Lord_Howe",
            "Asia/Kolkata",
            "Africa/Casablanca",
            "Pacific/Kiritimati",
        ],
    )
    def test_another_reader_takes_the_same_offsets_from_it(self, zone: str) -> None:
        schedule = plan(protocol(phase("24", "1 month")))
        text = export(schedule, at=HALF_PAST_TEN, timezone=ZoneInfo(zone))
        begin, end = text.index("BEGIN:VTIMEZONE"), text.index("BEGIN:VEVENT")
        read = tz.tzical(StringIO(text[begin:end].replace("\r\n", "\n"))).get(zone)
        zoned = ZoneInfo(zone)
        for moment in local_hours(schedule.sessions[0].date, schedule.sessions[-1].date):
            if not tz.datetime_exists(moment, zoned) or tz.datetime_ambiguous(moment, zoned):
                continue
            assert moment.replace(tzinfo=read).utcoffset() == moment.replace(tzinfo=zoned).utcoffset(), moment

    def test_a_change_is_written_in_the_local_time_before_it(self) -> None:
        text = export(plan(protocol(phase("12", "1 month"))), at=HALF_PAST_TEN, timezone=LONDON)
        assert "BEGIN:DAYLIGHT\r\nDTSTART:20260329T010000\r\n" in text
        assert "BEGIN:STANDARD\r\nDTSTART:20261025T020000\r\n" in text

    def test_there_is_one_and_only_for_timed_events(self) -> None:
        schedule = plan(protocol(phase("3", "1 week")))
        assert export(schedule, at=HALF_PAST_TEN, timezone=LONDON).count("BEGIN:VTIMEZONE") == 1
        assert "VTIMEZONE" not in export(schedule)


class TestIdentity:
    def test_the_same_plan_gives_the_same_file(self) -> None:
        choices: dict[str, Any] = {"at": HALF_PAST_TEN, "timezone": LONDON, "remind": dt.timedelta(days=1)}
        assert export(standard(), SHIPPED, **choices) == export(standard(), SHIPPED, **choices)

    def test_another_day_changes_the_stamp_alone(self) -> None:
        text = export(standard(), SHIPPED)
        assert "DTSTAMP:20260102T000000Z\r\n" in text
        later = export(standard(), SHIPPED, TODAY + dt.timedelta(40))
        assert later == text.replace("DTSTAMP:20260102T000000Z", "DTSTAMP:20260211T000000Z")

    @given(dated_protocols, paces, st.booleans())
    def test_uids_are_unique_and_no_choice_of_dates_or_times_changes_them(
        self, name: str, pace: Pace, timed: bool
    ) -> None:
        regimen = SHIPPED.protocol(name)
        choices: dict[str, Any] = {"at": HALF_PAST_TEN, "timezone": LONDON} if timed else {}
        uids = [str(e["UID"]) for e in sessions(export(plan_schedule(regimen, Request(start=START)), SHIPPED))]
        other = plan_schedule(regimen, Request(start=START, pace=pace, done=(START, START + dt.timedelta(9))))
        others = [str(e["UID"]) for e in sessions(export(other, SHIPPED, **choices))]
        assert len(set(uids)) == len(uids)
        shared = min(len(uids), len(others))
        assert others[:shared] == uids[:shared]

    def test_another_protocol_has_other_uids(self) -> None:
        texts = [
            export(standard(Request(start=START)), SHIPPED),
            export(plan_schedule(SHIPPED.protocol("trial"), Request(start=START)), SHIPPED),
        ]
        uids = [str(event["UID"]) for text in texts for event in events(text)]
        assert len(set(uids)) == len(uids)

    def test_a_plan_that_is_put_off_keeps_its_uids(self) -> None:
        today, tomorrow = (
            sorted(str(e["UID"]) for e in events(export(standard(Request(start=START + dt.timedelta(days))), SHIPPED)))
            for days in (0, 1)
        )
        assert today == tomorrow

    def test_two_milestones_of_one_name_are_two_events(self) -> None:
        results = tuple(Result(milestone="again", after=Duration.parse(f"{weeks} weeks")) for weeks in (2, 4))
        found = milestones(export(plan(protocol(phase("1"), results=results))))
        assert len({str(event["UID"]) for event in found}) == 2


class TestEvents:
    def test_the_calendar_says_who_made_it_and_what_it_is(self) -> None:
        calendar = Calendar.from_ical(export(standard(), SHIPPED))
        assert calendar["VERSION"] == "2.0"
        assert calendar["PRODID"] == "-//mesoplan//mesoplan//EN"
        assert calendar["X-WR-CALNAME"] == "Mesotherapy: Standard course (standard)"
        assert "METHOD" not in calendar

    def test_optional_sessions_are_tentative_and_each_kind_has_its_category(self) -> None:
        found = dict(enumerate(sessions(export(standard(), SHIPPED)), 1))
        assert [categories(found[number]) for number in (1, 3, 4, 7)] == [
            ["course", "done"],
            ["course", "overdue"],
            ["course", "optional"],
            ["maintenance"],
        ]
        assert [str(found[number]["STATUS"]) for number in (1, 3, 4, 7)] == [
            "CONFIRMED",
            "CONFIRMED",
            "TENTATIVE",
            "CONFIRMED",
        ]
        assert [str(found[number]["SUMMARY"]) for number in (3, 4, 7)] == [
            "Mesotherapy session 3 (standard)",
            "Mesotherapy session 4 (standard, optional)",
            "Mesotherapy session 7 (standard, maintenance)",
        ]

    def test_an_optional_session_that_took_place_is_no_longer_tentative(self) -> None:
        done = tuple(START + dt.timedelta(weeks) for weeks in (0, 7))
        found = sessions(export(plan(protocol(phase("1-3", "1 week")), done=done)))
        assert [(categories(event), str(event["STATUS"])) for event in found] == [
            (["course", "done"], "CONFIRMED"),
            (["course", "optional", "done"], "CONFIRMED"),
            (["course", "optional"], "TENTATIVE"),
        ]

    def test_the_description_says_all_about_a_session(self) -> None:
        second, third, fourth, *_, ninth = sessions(export(standard(), SHIPPED))[1:]
        source = SHIPPED.sources["premium-medical-circle"]
        for event in (second, third, fourth, ninth):
            lines = str(event["DESCRIPTION"]).split("\n")
            assert lines[-2].startswith(f"Source: {source.title}")
            assert lines[-2].endswith(str(source.url))
            assert lines[-1] == DISCLAIMER
        assert str(second["DESCRIPTION"]).split("\n")[:-2] == [
            "Phase: initial.",
            "Window: 19 Jan - 2 Feb.",
            "Done, late.",
        ]
        assert "Overdue since 2026-03-03.\n" in third["DESCRIPTION"]
        assert "Optional: beyond the fewest sessions" in fourth["DESCRIPTION"]
        assert "Moved from 2026-04-22: away.\n" in fourth["DESCRIPTION"]
        assert str(ninth["DESCRIPTION"]).startswith(
            "Maintenance.\nWindow: 5 Aug - 5 Oct.\nMoved from 2027-09-05: Sunday.\n"
        )

    @pytest.mark.parametrize(
        ("after", "first", "end", "said"),
        [
            ("2-4 weeks", dt.date(2026, 1, 19), dt.date(2026, 2, 3), "note"),
            ("2+ weeks", dt.date(2026, 1, 19), dt.date(2026, 1, 20), "From this day on.\nnote"),
            ("..4 weeks", dt.date(2026, 2, 2), dt.date(2026, 2, 3), "By this day.\nnote"),
        ],
    )
    def test_a_milestone_is_all_day_and_transparent(self, after: str, first: dt.date, end: dt.date, said: str) -> None:
        result = Result(milestone="Regrowth", after=Duration.parse(after), note="note")
        schedule = plan(protocol(phase("2", "1 week"), results=(result,)))
        (event,) = milestones(export(schedule, at=HALF_PAST_TEN, timezone=LONDON, remind=dt.timedelta(1)))
        assert days(event) == (first, end)
        assert event["TRANSP"] == "TRANSPARENT"
        assert event["SUMMARY"] == "May show: Regrowth"
        assert str(event["DESCRIPTION"]).startswith(f"{said}\nSource: ")
        assert not event.walk("VALARM")

    def test_a_milestone_without_a_day_or_after_the_horizon_is_left_out(self) -> None:
        results = tuple(Result(milestone=f"at {days}", after=Duration.parse(f"{days} days")) for days in (13, 14, 15))
        schedule = plan(protocol(phase("2", "1 week"), results=(*results, Result(milestone="never"))), horizon="14d")
        assert [str(event["SUMMARY"]) for event in milestones(export(schedule))] == ["May show: at 13"]

    @pytest.mark.parametrize(
        ("remind", "trigger"),
        [
            (dt.timedelta(days=1), "-P1D"),
            (dt.timedelta(hours=2), "-PT2H"),
            (dt.timedelta(minutes=90), "-PT1H30M"),
            (dt.timedelta(weeks=2), "-P14D"),
        ],
    )
    def test_an_alarm_goes_before_every_session_that_is_to_come(self, remind: dt.timedelta, trigger: str) -> None:
        text = export(standard(), SHIPPED, remind=remind)
        assert f"TRIGGER:{trigger}\r\n" in text
        for event in sessions(text):
            alarms = event.walk("VALARM")
            assert len(alarms) == (0 if "done" in categories(event) else 1)
            for alarm in alarms:
                assert alarm["ACTION"] == "DISPLAY"
                assert alarm["DESCRIPTION"] == event["SUMMARY"]
                assert alarm.decoded("TRIGGER") == -remind

    def test_without_a_wish_there_is_no_alarm(self) -> None:
        assert "VALARM" not in export(standard(), SHIPPED)


def unfolded(text: str) -> list[str]:
    """Return the content lines of a calendar."""
    return text.replace("\r\n ", "").split("\r\n")


class TestText:
    def test_a_users_text_shows_as_text(self) -> None:
        text = export(plan(hostile()), catalog_with(), remind=dt.timedelta(1))
        shown = Style().text(HOSTILE).replace("\\N", "\\x5cN")
        assert "\x1b" not in text
        # Read by hand: the releases of icalendar do not agree on whether this property is text.
        name = next(line for line in unfolded(text) if line.startswith("X-WR-CALNAME:")).partition(":")[2]
        assert re.sub(r"\\(.)", r"\1", name) == f"Mesotherapy: {shown} ({shown})"
        assert sessions(text)[0]["SUMMARY"] == f"Mesotherapy session 1 ({shown})"
        assert str(sessions(text)[0]["DESCRIPTION"]).startswith(f"Phase: {shown}.\nWindow: ")
        assert milestones(text)[0]["SUMMARY"] == f"May show: {shown}"

    @given(st.text())
    def test_no_text_breaks_out_of_its_line(self, name: str) -> None:
        text = export(plan(hostile(f"\r\nEND:VEVENT\r\nBEGIN:VEVENT\r\n{name}")), catalog_with(name))
        assert len(events(text)) == 3 + 1
        names = {line.partition(":")[0].partition(";")[0] for line in unfolded(text)}
        assert names <= {
            *("", "BEGIN", "END", "VERSION", "PRODID", "X-WR-CALNAME", "SUMMARY", "DTSTART", "DTEND", "DTSTAMP"),
            *("UID", "CATEGORIES", "DESCRIPTION", "STATUS", "TRANSP"),
        }

    @given(st.text(st.characters(exclude_categories=["Cs"])))
    def test_lines_are_folded_at_75_octets_and_end_in_cr_lf(self, name: str) -> None:
        text = export(plan(hostile(f"\u6bdb\u9aea {name} \U0001f600" * 9)), catalog_with(name))
        assert text.endswith("END:VCALENDAR\r\n")
        lines = text.split("\r\n")
        assert all(len(line.encode()) <= 75 for line in lines)
        assert not any("\n" in line or "\r" in line for line in lines)


@pytest.mark.filterwarnings("ignore")
def test_ics_py_reads_the_same_moments() -> None:
    ics = pytest.importorskip("ics")
    schedule = standard()
    read = ics.Calendar(export(schedule, SHIPPED, at=HALF_PAST_TEN, timezone=LONDON))
    found = sorted(event.begin.datetime for event in read.events if "milestone" not in event.categories)
    assert [begin.astimezone(dt.UTC) for begin in found] == [
        dt.datetime.combine(session.date, HALF_PAST_TEN, LONDON).astimezone(dt.UTC) for session in schedule.sessions
    ]


@pytest.mark.filterwarnings("ignore")
class TestVobject:
    def test_it_reads_the_same_days(self) -> None:
        vobject = pytest.importorskip("vobject")
        schedule = standard()
        read = vobject.readOne(export(schedule, SHIPPED, remind=dt.timedelta(days=1)))
        found = [event for event in read.vevent_list if "milestone" not in event.categories.value]
        assert [event.dtstart.value for event in found] == [session.date for session in schedule.sessions]
        assert all(event.dtend.value - event.dtstart.value == dt.timedelta(days=1) for event in found)
        assert found[-1].valarm.trigger.value == dt.timedelta(days=-1)

    def test_it_reads_the_same_moments(self) -> None:
        vobject = pytest.importorskip("vobject")
        schedule = standard()
        read = vobject.readOne(export(schedule, SHIPPED, at=HALF_PAST_TEN, timezone=LONDON))
        found = [event for event in read.vevent_list if "milestone" not in event.categories.value]
        assert [event.dtstart.value.astimezone(dt.UTC) for event in found] == [
            dt.datetime.combine(session.date, HALF_PAST_TEN, LONDON).astimezone(dt.UTC) for session in schedule.sessions
        ]


def test_a_protocol_of_ones_own_without_results_has_sessions_alone() -> None:
    own: Protocol = protocol(phase("2", "1 week"), maintenance=Maintenance(repeat="none"))
    assert len(events(export(plan(own)))) == 2
