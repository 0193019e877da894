"""Calendar files, read back by readers that nobody here wrote."""

from __future__ import annotations

import datetime as dt
import re
from types import SimpleNamespace
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, strategies as st
from icalendar import Calendar

from mesoplan.answers.document import DISCLAIMER
from mesoplan.errors import UsageError, printable
from mesoplan.output.formats.calendar_events import skipped
from mesoplan.output.formats.ics import schedule_ics
from mesoplan.requests.calendar import EventsRequest
from mesoplan.tables.advice import HairType, Rule
from mesoplan.values.ranges import Count
from tests.output.plans import HOSTILE, START, amount, care, catalog, estimate, milestone, plan, rule, visit, weekly

TODAY = dt.date(2026, 1, 2)
LONDON = ZoneInfo("Europe/London")
HALF_PAST_TEN = dt.time(10, 30)
TIMED: dict[str, Any] = {"at": HALF_PAST_TEN, "timezone": LONDON}
DAY = dt.timedelta(days=1)


def export(
    schedule: Any, today: dt.date = TODAY, tables: Any = None, *, care: Any = None, prices: Any = (), **options: Any
) -> str:
    """Export a plan; `care` makes what to avoid over it."""
    with_care = options.pop("with_aftercare", False)
    chosen = EventsRequest.read({"today": str(today), "name": options.pop("name", None)}).model_copy(update=options)
    return schedule_ics(
        schedule=schedule,
        catalog=tables or catalog(),
        options=chosen,
        estimates=prices,
        care=care and care(schedule),
        with_care=with_care,
    )


def events(text: str) -> list[Any]:
    """Read every event back."""
    return list(Calendar.from_ical(text).walk("VEVENT"))


def only(text: str) -> Any:
    """Read the only event back."""
    (event,) = events(text)
    return event


def about(text: str) -> list[str]:
    """Return the lines of the only event's description, without those at the end of every one."""
    lines = str(only(text)["DESCRIPTION"]).split("\n")
    assert lines[-2:] == ["Source: Own, undated.", DISCLAIMER]
    return lines[:-2]


def categories(event: Any) -> list[str]:
    """Return an event's categories."""
    return [str(category) for category in event["CATEGORIES"].cats]


def uids(text: str) -> list[str]:
    """Return the identifiers of all events."""
    return [str(event["UID"]) for event in events(text)]


class TestDates:
    @given(st.lists(st.dates(), min_size=1, max_size=5))
    def test_read_back_it_has_the_plans_dates(self, dates: list[dt.date]) -> None:
        found = events(export(plan([visit(number, day) for number, day in enumerate(dates, 1)])))
        assert [event.decoded("DTSTART") for event in found] == dates

    @pytest.mark.slow
    @given(
        st.lists(st.dates(dt.date(1971, 1, 1), dt.date(2120, 1, 1)), min_size=1, max_size=5),
        st.times(),
        st.sampled_from(["America/New_York", "Australia/Lord_Howe", "Asia/Kolkata", "Africa/Casablanca", "UTC"]),
    )
    def test_timed_it_has_the_plans_dates_at_that_time_unless_the_clocks_skip_it(
        self, dates: list[dt.date], at: dt.time, zone: str
    ) -> None:
        at = at.replace(microsecond=0)
        schedule = plan([visit(number, day) for number, day in enumerate(dates, 1)])
        if any(skipped(dt.datetime.combine(day, at, ZoneInfo(zone))) for day in dates):
            with pytest.raises(UsageError, match="go forward"):
                export(schedule, at=at, timezone=ZoneInfo(zone))
            return
        text = export(schedule, at=at, timezone=ZoneInfo(zone))
        found = [event.start.replace(tzinfo=None) for event in events(text)]
        assert found == [dt.datetime.combine(day, at) for day in dates]

    def test_all_day_events_are_dates_and_end_on_the_day_after(self) -> None:
        text = export(plan(weekly(1, dt.date(2026, 12, 31))))
        assert "DTSTART;VALUE=DATE:20261231\r\nDTEND;VALUE=DATE:20270101\r\n" in text

    def test_the_last_day_of_the_calendar_has_no_day_after_it(self) -> None:
        assert "DTSTART;VALUE=DATE:99991231\r\nDTSTAMP" in export(plan(weekly(1, dt.date.max)))

    @pytest.mark.parametrize("zone", ["Pacific/Kiritimati", "Etc/GMT+12", "Europe/London"])
    @pytest.mark.parametrize("day", [dt.date.min, dt.date.max])
    @pytest.mark.parametrize("at", [dt.time(0), dt.time(23, 59)])
    def test_times_at_the_ends_of_the_calendar_do_no_harm(self, zone: str, day: dt.date, at: dt.time) -> None:
        assert only(export(plan(weekly(1, day)), at=at, timezone=ZoneInfo(zone))).decoded("DTSTART").date() == day


class TestTimes:
    def test_a_session_keeps_its_local_time_when_the_clocks_change(self) -> None:
        found = events(export(plan(weekly(3, dt.date(2026, 3, 23))), **TIMED))
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
        schedule = plan(weekly(1), minutes=minutes and Count.parse(minutes))
        event = only(export(schedule, **TIMED))
        assert event.decoded("DURATION") == dt.timedelta(minutes=length)
        assert (f"{length} minutes are set aside" in event["DESCRIPTION"]) is said
        assert "minutes" not in only(export(schedule))["DESCRIPTION"]

    @pytest.mark.parametrize("day", [dt.date(2026, 3, 29), dt.date(2026, 10, 25), dt.date(9999, 12, 31)])
    def test_a_session_lasts_its_hour_in_a_night_that_changes_the_clocks_and_at_the_end_of_the_calendar(
        self, day: dt.date
    ) -> None:
        text = export(plan(weekly(1, day)), at=dt.time(0, 30), timezone=LONDON)
        assert "T003000\r\nDURATION:PT1H\r\n" in text

    @pytest.mark.parametrize(
        ("zone", "day", "at", "refused"),
        [
            ("Europe/London", dt.date(2026, 3, 29), dt.time(0, 59), False),
            ("Europe/London", dt.date(2026, 3, 29), dt.time(1, 0), True),
            ("Europe/London", dt.date(2026, 3, 29), dt.time(1, 59), True),
            ("Europe/London", dt.date(2026, 3, 29), dt.time(2, 0), False),
            ("Europe/London", dt.date(2026, 3, 28), dt.time(1, 30), False),
            ("America/Santiago", dt.date(2026, 9, 6), dt.time(0, 30), True),
            ("Australia/Lord_Howe", dt.date(2026, 10, 4), dt.time(2, 15), True),
            ("Australia/Lord_Howe", dt.date(2026, 10, 4), dt.time(2, 30), False),
            ("Pacific/Apia", dt.date(2011, 12, 30), dt.time(10, 30), True),
        ],
    )
    def test_a_start_that_the_clocks_skip_is_refused(self, zone: str, day: dt.date, at: dt.time, refused: bool) -> None:
        schedule = plan([visit(4, day)])
        if not refused:
            assert only(export(schedule, at=at, timezone=ZoneInfo(zone))).start.time() == at
            return
        said = f"{zone} go forward on .* and skip {at:%H:%M}, when session 4 would begin: choose another time"
        with pytest.raises(UsageError, match=said) as refusal:
            export(schedule, at=at, timezone=ZoneInfo(zone))
        assert refusal.value.field == "at"

    def test_a_past_session_in_a_skipped_hour_is_an_event_of_its_day(self) -> None:
        schedule = plan([visit(None, dt.date(2026, 3, 29), status="missed"), visit(4, dt.date(2026, 4, 5))])
        missed, coming = events(export(schedule, at=dt.time(1, 30), timezone=ZoneInfo("Europe/London")))
        assert missed.decoded("DTSTART") == dt.date(2026, 3, 29)
        assert coming.decoded("DTSTART").time() == dt.time(1, 30)

    def test_times_in_utc_need_no_time_zone(self) -> None:
        text = export(plan(weekly(1)), at=HALF_PAST_TEN, timezone=ZoneInfo("UTC"))
        assert "DTSTART:20260105T103000Z\r\n" in text
        assert "VTIMEZONE" not in text

    def test_there_is_one_time_zone_and_only_for_timed_events(self) -> None:
        schedule = plan(weekly(3))
        assert export(schedule, **TIMED).count("BEGIN:VTIMEZONE") == 1
        assert "VTIMEZONE" not in export(schedule)

    @pytest.mark.parametrize("options", [{"at": "10:30"}, {"timezone": "Europe/London"}])
    def test_a_time_needs_its_zone(self, options: dict[str, Any]) -> None:
        with pytest.raises(UsageError, match="give both, such as --at 10:30 --timezone Europe/London"):
            EventsRequest.read(options)


class TestIdentity:
    def test_the_same_plan_gives_the_same_file(self) -> None:
        options = {**TIMED, "remind": DAY, "name": "Anna K."}
        assert export(plan(weekly(3)), **options) == export(plan(weekly(3)), **options)

    def test_another_day_changes_the_stamps_alone(self) -> None:
        text = export(plan(weekly(3)))
        assert text.count("DTSTAMP:20260102T000000Z\r\n") == text.count("LAST-MODIFIED:20260102T000000Z\r\n") == 3
        assert export(plan(weekly(3)), TODAY + DAY) == text.replace("20260102T000000Z", "20260103T000000Z")

    def test_every_event_has_the_first_number(self) -> None:
        text = export(plan(weekly(2), (milestone("Regrowth", START, None),)), care=CARE, with_aftercare=True)
        assert [int(event["SEQUENCE"]) for event in events(text)] == [0] * len(events(text))

    def test_dates_times_and_what_became_of_a_session_change_no_identifier(self) -> None:
        later = [visit(n, START + 9 * n * DAY, status="booked", optional=True, phase=None) for n in (1, 2, 3)]
        assert uids(export(plan(weekly(3)))) == uids(export(plan(later), **TIMED))

    def test_a_session_is_its_place_in_the_plan_whichever_kind_it_is(self) -> None:
        kinds = [uids(export(plan([visit(5, START, kind=kind)]))) for kind in ("course", "maintenance", "extra")]
        assert kinds[0] == kinds[1] == kinds[2]

    @pytest.mark.parametrize(
        ("other", "same"),
        [
            ({"name": "Anna K."}, False),
            ({"start": START + DAY}, False),
            ({"protocol": "another"}, False),
            ({}, True),
        ],
    )
    def test_a_plan_is_its_name_or_first_day_and_its_protocol(self, other: dict[str, Any], same: bool) -> None:
        name = {"name": other.pop("name")} if "name" in other else {}
        first, second = uids(export(plan(weekly(3)))), uids(export(plan(weekly(3), **other), **name))
        assert (first == second) is same
        assert same or not set(first) & set(second)

    def test_a_named_plan_that_is_put_off_keeps_its_identifiers(self) -> None:
        put_off = plan(weekly(3, START + DAY), start=START + DAY)
        assert uids(export(plan(weekly(3)), name="Anna K.")) == uids(export(put_off, name=" Anna  K."))

    def test_two_people_and_two_courses_never_share_an_identifier(self) -> None:
        plans = [export(plan(weekly(3), protocol=p), name=n) for p in ("a", "b", "a/b") for n in ("c", "d", "b/c")]
        found = [uid for text in plans for uid in uids(text)]
        assert len(set(found)) == len(found) == 27

    def test_two_milestones_of_one_name_are_two_events(self) -> None:
        found = uids(export(plan(weekly(1), (milestone("again", START, None), milestone("again", START + DAY, None)))))
        assert len(set(found)) == 3

    @pytest.mark.parametrize("name", ["", " ", "\t\n"])
    def test_an_empty_name_is_refused(self, name: str) -> None:
        with pytest.raises(UsageError, match=r'name: the name is empty: write one, such as --name "Anna K\."'):
            EventsRequest.read({"name": name})

    def test_the_calendar_is_called_by_the_name(self) -> None:
        named, unnamed = export(plan([]), name="Anna K."), export(plan([]))
        assert calendar_name(named) == "Mesotherapy, Anna K.: Own (own)"
        assert calendar_name(unnamed) == "Mesotherapy: Own (own)"
        for calendar in map(Calendar.from_ical, (named, unnamed)):
            assert (calendar["VERSION"], calendar["PRODID"]) == ("2.0", "-//mesoplan//mesoplan//EN")
            assert "METHOD" not in calendar


def calendar_name(text: str) -> str:
    """Return a calendar's name, read by hand: the releases of icalendar do not agree on whether it is text."""
    line = next(line for line in unfolded(text) if line.startswith("X-WR-CALNAME:"))
    return re.sub(r"\\(.)", r"\1", line.partition(":")[2])


RULES = [rule((48, None), 168), rule((24, 72), source="other")]


def avoid(*activities: tuple[str, list[Rule]], **choices: Any) -> Any:
    """Return what makes care over a plan."""
    return lambda schedule: care(schedule, *activities, **choices)


CARE = avoid(("Sauna", RULES), ("Hats", [rule((72, None))]), ("Stress", [rule(None)]), ("Tea", []))


class TestSessions:
    @pytest.mark.parametrize(
        ("fields", "summary", "status", "said"),
        [
            ({}, "session 2 (own)", "TENTATIVE", "Not booked yet."),
            ({"optional": True}, "session 2 (own, optional)", "TENTATIVE", "Optional, not booked yet."),
            ({"kind": "maintenance", "phase": None}, "session 2 (own, maintenance)", "TENTATIVE", "Not booked yet."),
            ({"kind": "extra", "status": "done"}, "session 2 (own, extra)", "CONFIRMED", "Done."),
            ({"status": "booked"}, "session 2 (own)", "CONFIRMED", "Booked."),
            ({"status": "booked", "optional": True}, "session 2 (own, optional)", "CONFIRMED", "Booked, optional."),
            ({"status": "done", "timing": "on_time"}, "session 2 (own)", "CONFIRMED", "Done, on time."),
            ({"status": "done", "timing": "late", "optional": True}, "session 2 (own, optional)", "CONFIRMED", "Done"),
            (
                {"status": "due", "moved_from": dt.date(2026, 1, 2)},
                "session 2 (own)",
                "TENTATIVE",
                "Due since 2 Jan.",
            ),
            (
                {"status": "overdue", "moved_from": dt.date(2025, 12, 30)},
                "session 2 (own)",
                "TENTATIVE",
                "Overdue, was to be on 30 Dec 2025.",
            ),
            (
                {"moved_from": dt.date(2026, 1, 3), "reason": "Saturday"},
                "session 2 (own)",
                "TENTATIVE",
                "Moved from 3 Jan (Saturday), not booked yet.",
            ),
        ],
    )
    def test_only_what_is_booked_or_done_is_confirmed(
        self, fields: dict[str, Any], summary: str, status: str, said: str
    ) -> None:
        text = export(plan([visit(2, START, **fields)]))
        assert (str(only(text)["SUMMARY"]), str(only(text)["STATUS"])) == (f"Mesotherapy {summary}", status)
        assert said in "\n".join(about(text))
        assert "TRANSP" not in only(text)

    def test_a_missed_session_takes_nobodys_time_and_has_no_number(self) -> None:
        text = export(plan([*weekly(1), visit(None, START + DAY, status="missed")]), remind=DAY, care=CARE)
        missed = events(text)[1]
        assert missed["SUMMARY"] == "Mesotherapy missed session (own)"
        assert (missed["TRANSP"], missed["STATUS"]) == ("TRANSPARENT", "CONFIRMED")
        assert not missed.walk("VALARM")
        assert str(missed["DESCRIPTION"]).startswith("Phase: initial.\nMissed.\nSource")

    def test_each_kind_and_state_has_its_category(self) -> None:
        sessions = [
            visit(1, START, status="done"),
            visit(2, START, status="overdue"),
            visit(3, START, optional=True),
            visit(4, START, kind="maintenance", status="booked"),
            visit(5, START, kind="extra", status="done"),
        ]
        assert list(map(categories, events(export(plan(sessions))))) == [
            ["course", "done"],
            ["course", "overdue"],
            ["course", "optional"],
            ["maintenance", "booked"],
            ["extra", "done"],
        ]

    @pytest.mark.parametrize(
        ("first", "last", "said"),
        [
            (dt.date(2026, 1, 1), dt.date(2026, 1, 12), "Any day 1 – 12 Jan."),
            (dt.date(2025, 12, 29), dt.date(2026, 1, 12), "Any day 29 Dec 2025 – 12 Jan."),
            (START, START, "On this day only."),
            (START, None, "Any day from 5 Jan."),
            (dt.date(2026, 1, 1), dt.date(2026, 1, 4), "Its interval asks for 1–4 Jan."),
            (dt.date(2026, 1, 4), dt.date(2026, 1, 4), "Its interval asks for 4 Jan."),
            (dt.date(2026, 1, 6), None, "Its interval asks for from 6 Jan."),
        ],
    )
    def test_the_window_is_said_and_a_session_outside_it_is_never_called_this_day(
        self, first: dt.date, last: dt.date | None, said: str
    ) -> None:
        lines = about(export(plan([visit(2, START, earliest=first, latest=last)])))
        assert lines[:2] == ["Phase: initial.", "Not booked yet."]
        assert lines[2].replace(" – ", "–") == said.replace(" – ", "–")

    def test_a_first_session_has_no_window_for_the_start_is_yours(self) -> None:
        assert about(export(plan(weekly(1)))) == ["Phase: initial.", "Not booked yet."]

    def test_the_name_tells_two_peoples_sessions_apart_in_one_calendar(self) -> None:
        assert only(export(plan(weekly(1)), name="Anna K."))["SUMMARY"] == "Mesotherapy session 1, Anna K. (own)"

    def test_a_note_of_the_plan_is_said(self) -> None:
        assert "6 days after session 3" in about(export(plan([visit(4, START, note="6 days after session 3")])))

    @pytest.mark.parametrize(
        ("price", "said"),
        [
            (estimate(), "A session costs £150–400 (United Kingdom)."),
            (estimate(None, quote=amount("180", "180")), "A session costs £180 (your clinic)."),
            (estimate(per_session=None), None),
        ],
    )
    def test_what_a_session_costs_is_said_of_those_to_come(self, price: Any, said: str | None) -> None:
        planned, done = (export(plan([visit(1, START, status=s)]), prices=[price]) for s in ("planned", "done"))
        assert [line for line in about(planned) if "costs" in line] == ([said] if said else [])
        assert "costs" not in "".join(about(done))


class TestCare:
    def test_off_limits_is_what_is_required_and_the_ideal_is_told_apart(self) -> None:
        assert about(export(plan(weekly(1)), care=CARE))[2:] == [
            "Off limits until Thu 8 Jan 2026: Sauna; Hats.",
            "Ideally until Mon 12 Jan 2026: Sauna.",
            "Also avoid (for how long is not stated): Stress.",
            "By the longest time required; mesoplan aftercare names each document.",
        ]

    @pytest.mark.parametrize(("hair", "until"), [((), "Tue 6 Jan"), (("oily-hair",), "Wed 7 Jan")])
    def test_a_rule_for_some_people_takes_the_place_of_the_general_one(
        self, hair: tuple[HairType, ...], until: str
    ) -> None:
        rules = [rule((24, None)), rule((48, None), condition="oily-hair")]
        lines = about(export(plan(weekly(1)), care=avoid(("Hair washing", rules), hair=hair)))
        assert lines[2] == f"Off limits until {until} 2026: Hair washing."

    def test_months_and_what_counts_from_the_end_of_the_course_have_days_too(self) -> None:
        said = avoid(
            ("Dye", [rule(None, duration="1 month")]),
            ("Sauna", [rule((48, None)), rule((720, None), source="other", counted_from="course-end")]),
            ("Peel", [rule((720, None), counted_from="course-end")]),
        )
        schedule = plan(weekly(2), finish=SimpleNamespace(planned=START + 7 * DAY))
        found = events(export(schedule, care=said, with_aftercare=True))
        assert str(found[0]["DESCRIPTION"]).split("\n")[2:4] == [
            "Off limits until Wed 7 Jan 2026: Sauna.",
            "Off limits until Thu 12 Feb 2026: Dye.",
        ]
        assert [(str(e["SUMMARY"]), str(e["DESCRIPTION"]).split("\n")[0], e.decoded("DTSTART")) for e in found[2:]] == [
            ("Off limits: Dye", "Wait 1 month: Dye.", START),
            ("Off limits: Sauna", "Wait at least 30 days: Sauna.", START),
            ("Off limits: Sauna; Peel", "Wait at least 30 days: Sauna; Peel.", START + 7 * DAY),
        ]
        assert len({*map(str, (event["UID"] for event in found))}) == len(found)

    def test_what_one_document_asks_is_said_to_be_that(self) -> None:
        schedule, alone = plan(weekly(1)), avoid(("Sauna", RULES[:1]), source="own")
        found = [str(event["DESCRIPTION"]) for event in events(export(schedule, care=alone, with_aftercare=True))]
        assert all("By one document alone; mesoplan aftercare --strict says" in about for about in found)
        assert not any("By the longest time" in about for about in found)

    def test_what_is_done_or_missed_keeps_nobody_from_anything(self) -> None:
        sessions = [visit(1, START, status="done"), visit(None, START + DAY, status="missed")]
        text = export(plan(sessions), care=CARE, with_aftercare=True)
        assert all("Off limits" not in event["DESCRIPTION"] for event in events(text)[:2])
        assert [event.decoded("DTEND") for event in events(text)[2:]] == [dt.date(2026, 1, 8)]

    def test_the_days_of_care_are_events_of_their_own_if_wanted(self) -> None:
        text = export(plan(weekly(2)), care=CARE, with_aftercare=True)
        found = events(text)[2:]
        assert [(event.decoded("DTSTART"), event.decoded("DTEND")) for event in found] == [
            (dt.date(2026, 1, 5), dt.date(2026, 1, 8)),
            (dt.date(2026, 1, 12), dt.date(2026, 1, 15)),
        ]
        for event in found:
            assert event["SUMMARY"] == "Off limits: Sauna; Hats"
            assert event["TRANSP"] == "TRANSPARENT"
            assert categories(event) == ["aftercare"]
            assert str(event["DESCRIPTION"]).startswith(
                "Wait 3 days, ideally 7: Sauna.\nWait at least 3 days: Hats.\nBy the longest time"
            )
        assert len(events(export(plan(weekly(2)), care=CARE))) == 2


class TestMilestones:
    @pytest.mark.parametrize(
        ("first", "last", "days", "said"),
        [
            (START, START + 14 * DAY, (START, START + 15 * DAY), "5 – 19 Jan 2026.\nnote"),
            (START, None, (START, START + DAY), "From 5 Jan 2026.\nnote"),
            (None, START, (START, START + DAY), "Until 5 Jan 2026.\nnote"),
        ],
    )
    def test_a_milestone_is_all_day_and_takes_nobodys_time(
        self, first: dt.date | None, last: dt.date | None, days: tuple[dt.date, dt.date], said: str
    ) -> None:
        schedule = plan([], (milestone("Regrowth", first, last, "note"),))
        event = only(export(schedule, remind=DAY, **TIMED))
        assert (event.decoded("DTSTART"), event.decoded("DTEND")) == days
        assert event["TRANSP"] == "TRANSPARENT"
        assert event["SUMMARY"] == "You may notice: Regrowth"
        assert str(event["DESCRIPTION"]).startswith(f"{said}\nSource: ")
        assert "STATUS" not in event
        assert not event.walk("VALARM")

    def test_a_milestone_without_a_day_or_after_the_horizon_is_left_out(self) -> None:
        found = (milestone("in", START, None), milestone("after", START + DAY, None), milestone("never", None, None))
        assert only(export(plan([], found, end=START + DAY)))["SUMMARY"] == "You may notice: in"


class TestReminders:
    @pytest.mark.parametrize(
        ("remind", "all_day", "timed"),
        [
            (dt.timedelta(0), dt.timedelta(hours=9), dt.timedelta(0)),
            (dt.timedelta(minutes=30), dt.timedelta(hours=-15), dt.timedelta(minutes=-30)),
            (dt.timedelta(hours=2), dt.timedelta(hours=-15), dt.timedelta(hours=-2)),
            (dt.timedelta(days=1), dt.timedelta(hours=-15), dt.timedelta(days=-1)),
            (dt.timedelta(hours=25), dt.timedelta(hours=-39), dt.timedelta(hours=-25)),
            (dt.timedelta(days=2), dt.timedelta(hours=-39), dt.timedelta(days=-2)),
            (dt.timedelta(weeks=2), dt.timedelta(hours=-327), dt.timedelta(days=-14)),
        ],
    )
    def test_an_all_day_session_is_reminded_of_at_nine_and_a_timed_one_to_the_minute(
        self, remind: dt.timedelta, all_day: dt.timedelta, timed: dt.timedelta
    ) -> None:
        for expected, options in ((all_day, {}), (timed, TIMED)):
            event = only(export(plan(weekly(1)), remind=remind, **options))
            (alarm,) = event.walk("VALARM")
            assert alarm.decoded("TRIGGER") == expected
            assert (alarm["ACTION"], alarm["DESCRIPTION"]) == ("DISPLAY", event["SUMMARY"])

    @pytest.mark.parametrize(
        ("status", "today", "reminds"),
        [
            ("planned", START - DAY, True),
            ("planned", START, True),
            ("planned", START + DAY, False),
            ("booked", START, True),
            ("due", START, True),
            ("overdue", START, True),
            ("done", START - DAY, False),
            ("missed", START - DAY, False),
        ],
    )
    def test_only_what_is_to_come_is_reminded_of(self, status: str, today: dt.date, reminds: bool) -> None:
        event = only(export(plan([visit(1, START, status=status)]), today, remind=DAY))
        assert len(event.walk("VALARM")) == reminds

    def test_without_a_wish_there_is_no_reminder(self) -> None:
        assert "VALARM" not in export(plan(weekly(1)))


def unfolded(text: str) -> list[str]:
    """Return the content lines of a calendar."""
    return text.replace("\r\n ", "").split("\r\n")


class TestText:
    def test_a_users_text_shows_as_text(self) -> None:
        schedule = plan([visit(1, START, phase=HOSTILE)], (milestone(HOSTILE, START, None),), protocol=HOSTILE)
        text = export(schedule, tables=catalog(HOSTILE), name=HOSTILE, remind=DAY)
        shown = printable(HOSTILE).replace("\\N", "\\x5cN")
        assert "\x1b" not in text
        session, noticed = events(text)
        assert calendar_name(text) == f"Mesotherapy, {shown}: {printable(HOSTILE.capitalize())} ({shown})"
        assert session["SUMMARY"] == f"Mesotherapy session 1, {shown} ({shown})"
        assert str(session["DESCRIPTION"]).startswith(f"Phase: {shown}.\nNot booked yet.\nSource: {shown}, undated.\n")
        assert noticed["SUMMARY"] == f"You may notice: {shown}"

    @pytest.mark.parametrize(
        "text", ["\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645", "\U0001f469\u200d\u2695\ufe0f"]
    )
    def test_joiners_are_spelling(self, text: str) -> None:
        assert text in only(export(plan(weekly(1)), name=text))["SUMMARY"]

    @given(st.text())
    def test_no_text_breaks_out_of_its_line(self, name: str) -> None:
        break_out = f"\r\nEND:VEVENT\r\nBEGIN:VEVENT\r\n{name}"
        schedule = plan([visit(1, START, phase=break_out)], (milestone(break_out, START, None),), protocol=break_out)
        text = export(schedule, tables=catalog(break_out), name=break_out)
        assert len(events(text)) == 2
        names = {line.partition(":")[0].partition(";")[0] for line in unfolded(text)}
        assert names <= {
            *("", "BEGIN", "END", "VERSION", "PRODID", "X-WR-CALNAME", "X-MESOPLAN-PLAN", "SUMMARY", "DTSTART"),
            *("DTEND", "DTSTAMP", "LAST-MODIFIED", "SEQUENCE", "UID", "CATEGORIES", "DESCRIPTION", "STATUS", "TRANSP"),
        }

    @given(st.text(st.characters(exclude_categories=["Cs"])))
    def test_lines_are_folded_at_75_octets_and_end_in_cr_lf(self, name: str) -> None:
        text = export(plan([visit(1, START, phase=f"\u6bdb\u9aea {name} \U0001f600" * 9)]), name=f"x{name}")
        assert text.endswith("END:VCALENDAR\r\n")
        lines = text.split("\r\n")
        assert all(len(line.encode()) <= 75 for line in lines)
        assert not any("\n" in line or "\r" in line for line in lines)


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("zone", ["Europe/London", "America/Santiago", "Asia/Kolkata"])
class TestOtherReaders:
    def test_ics_py_reads_the_same_moments(self, zone: str) -> None:
        ics = pytest.importorskip("ics")
        schedule = plan(weekly(60))
        read = ics.Calendar(export(schedule, at=HALF_PAST_TEN, timezone=ZoneInfo(zone), remind=DAY))
        assert sorted(event.begin.datetime for event in read.events) == moments(schedule, zone)

    def test_vobject_reads_the_same_moments(self, zone: str) -> None:
        vobject = pytest.importorskip("vobject")
        schedule = plan(weekly(60))
        read = vobject.readOne(export(schedule, at=HALF_PAST_TEN, timezone=ZoneInfo(zone), remind=DAY))
        assert [event.dtstart.value for event in read.vevent_list] == moments(schedule, zone)
        assert read.vevent_list[0].valarm.trigger.value == -DAY


def moments(schedule: Any, zone: str) -> list[dt.datetime]:
    """Return when the sessions of a plan begin."""
    return [dt.datetime.combine(session.date, HALF_PAST_TEN, ZoneInfo(zone)) for session in schedule.sessions]
