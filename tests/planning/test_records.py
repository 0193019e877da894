"""Done, booked and missed sessions, due and overdue ones: the calendars of tests/cases/records.yaml."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given, strategies as st

from mesoplan import Catalog, Duration
from mesoplan.errors import UsageError
from mesoplan.planning.closures import Closures
from mesoplan.planning.schedule import INTERRUPTED, lay_out
from mesoplan.planning.session_counts import count_sessions
from mesoplan.planning.visits import Diary
from mesoplan.tables.regimens import Phase, Protocol
from mesoplan.values.dates import show_day
from mesoplan.values.ranges import Pace
from tests.conftest import cases
from tests.planning.helpers import START, again, dates, every, phase, plan, plan_case, protocol, request
from tests.planning.test_schedule import PACES, STARTS, UNITS_OF_DAYS, protocols

TODAY = date(2026, 3, 20)


@pytest.mark.parametrize("case", cases("records"))
def test_what_took_place_is_planned_from_by_the_rules(case: dict[str, Any]) -> None:
    schedule = plan_case(case)
    rows = [[s.number, s.date, s.status, s.timing, s.moved_from] for s in schedule.sessions]
    assert rows[: len(case["expected"])] == case["expected"]
    assert len(rows) == case.get("rows", len(rows))
    if "kinds" in case:
        assert [session.kind for session in schedule.sessions][: len(case["kinds"])] == case["kinds"]
    if "next" in case:
        found = schedule.next
        assert (found and [found.number, found.date]) == case["next"]
    for number, note in case.get("notes", {}).items():
        assert next(s for s in schedule.sessions if s.number == number).note == note
    if "warns" in case:
        assert any(case["warns"] in line for line in schedule.warnings), schedule.warnings
    if "silent" in case:
        assert not any(case["silent"] in line for line in schedule.warnings), schedule.warnings


def test_the_horizon_does_not_hide_what_took_place(catalog: Catalog) -> None:
    done = [START, date(2026, 3, 1)]
    assert dates(plan(catalog.protocol("standard"), done=done, today=TODAY, horizon="1mo")) == done


@pytest.mark.parametrize(
    ("asked", "message"),
    [
        ({"done": [START, START]}, "2026-01-05 is given twice"),
        ({"booked": [TODAY, TODAY]}, "2026-03-20 is given twice"),
        ({"missed": [START, START]}, "2026-01-05 is given twice"),
        ({"done": [START, date(2026, 1, 4)]}, "the session of 2026-01-04 is given twice, or out of order"),
        ({"done": [date(2026, 1, 6)]}, "the start 2026-01-05 contradicts the first session done, 2026-01-06"),
        ({"done": [START, date(2026, 3, 21)]}, "2026-03-21 cannot be done yet: today is 2026-03-20"),
        ({"missed": [date(2026, 3, 21)]}, "2026-03-21 cannot be missed yet: today is 2026-03-20"),
        ({"booked": [date(2026, 3, 19), date(2026, 4, 9)]}, "2026-03-19 is past and cannot be booked"),
        ({"done": [START, TODAY], "booked": [TODAY]}, "2026-03-20 cannot be booked: a session was done on 2026-03-20"),
        ({"done": [START], "missed": [START]}, "2026-01-05 cannot be missed and done or booked as well"),
        ({"booked": [TODAY], "missed": [TODAY]}, "2026-03-20 cannot be missed and done or booked as well"),
    ],
)
def test_days_that_cannot_be_are_refused(asked: dict[str, Any], message: str, catalog: Catalog) -> None:
    with pytest.raises(UsageError, match=message):
        plan(catalog.protocol("standard"), today=TODAY, **asked)


@pytest.mark.parametrize("day", [TODAY, date(2026, 3, 19)])
def test_what_is_done_or_missed_up_to_today_is_taken(day: date, catalog: Catalog) -> None:
    assert plan(catalog.protocol("standard"), done=[START, day], today=TODAY).sessions[1].date == day
    assert plan(catalog.protocol("standard"), missed=[day], today=TODAY).sessions


def test_an_appointment_that_is_past_can_be_overdue(catalog: Catalog) -> None:
    asked = request(done=[START], booked=[date(2026, 1, 28)], today=date(2026, 1, 29))
    schedule = lay_out(Diary(catalog.protocol("standard"), asked, past_bookings=True))
    found = schedule.sessions[1]
    assert (found.date, found.status, found.moved_from) == (date(2026, 1, 29), "overdue", date(2026, 1, 28))
    assert schedule.next == found
    assert schedule.sessions[2].date == date(2026, 2, 19)


@pytest.mark.parametrize(
    ("day", "is_closed", "gap"),
    [
        # 19 January to 2 February keeps the interval of 2 to 4 weeks; Saturdays are closed.
        (date(2026, 1, 17), True, "12 days after session 1; the source says 2-4 weeks"),
        (date(2026, 1, 18), False, "13 days after session 1; the source says 2-4 weeks"),
        (date(2026, 1, 19), False, None),
        (date(2026, 2, 2), False, None),
        (date(2026, 2, 3), False, "29 days after session 1; the source says 2-4 weeks"),
    ],
)
def test_a_booking_that_does_not_fit_stays_and_is_told(
    day: date, is_closed: bool, gap: str | None, catalog: Catalog
) -> None:
    closures = Closures(weekdays=frozenset({5}))
    schedule = plan(catalog.protocol("standard"), closures=closures, done=[START], booked=[day], today=START)
    assert (schedule.sessions[1].date, schedule.sessions[1].note) == (day, gap)
    found = [note for note in schedule.notes if note.startswith("The booking of ")]
    assert found == ([f"The booking of {show_day(day)} is on a closed day (Saturday)."] if is_closed else [])


def test_the_first_session_may_be_booked_for_any_day(catalog: Catalog) -> None:
    schedule = plan(catalog.protocol("standard"), booked=[START + timedelta(days=9)], today=START)
    assert schedule.sessions[0].note is None


def test_one_missed_after_the_last_session_is_said_to_be_of_that_one() -> None:
    done = [START, START + timedelta(weeks=1)]
    two = protocol(phase("1"), phase("1", name="two", gap="1 week"))
    schedule = plan(two, done=done, missed=[TODAY], today=TODAY)
    assert schedule.next is None
    assert [(s.number, s.phase, s.status) for s in schedule.sessions] == [
        (1, "one", "done"),
        (2, "two", "done"),
        (None, "two", "missed"),
    ]


def test_one_missed_on_the_day_of_a_session_was_to_be_that_one() -> None:
    two = protocol(phase("2", "1 week"), phase("2", "1 week", name="two", gap="1 week"))
    schedule = plan(two, done=[START], missed=[date(2026, 1, 12)], today=date(2026, 1, 12))
    assert [(s.date.day, s.phase, s.status) for s in schedule.sessions][1:3] == [
        (12, "one", "due"),
        (12, "one", "missed"),
    ]


def test_one_missed_beyond_the_horizon_was_to_be_the_next_session() -> None:
    two = protocol(phase("1"), phase("2", "1 week", name="two", gap="6 weeks"))
    # The next session is on 16 February, after the plan's end; the appointment was four days before.
    schedule = plan(two, done=[START], missed=[date(2026, 2, 12)], today=date(2026, 2, 13), horizon="4w")
    assert [(s.phase, s.status) for s in schedule.sessions] == [("one", "done"), ("two", "missed")]


def test_a_start_that_was_missed_is_still_next_after_the_horizon() -> None:
    schedule = plan(protocol(phase("2", "1 week")), missed=[START], today=TODAY, horizon="2w")
    assert [(s.date, s.phase, s.status) for s in schedule.sessions] == [(START, "one", "missed")]
    assert schedule.next is not None
    assert (schedule.next.number, schedule.next.date, schedule.next.status) == (1, TODAY, "overdue")


@pytest.mark.parametrize(
    ("left", "said"),
    [
        (0, None),
        (1, "1 optional session was not done in time, so it is left out"),
        (2, "2 optional sessions were not done in time, so they are left out"),
    ],
)
def test_one_left_out_is_one(left: int, said: str | None) -> None:
    done = [START + timedelta(weeks=week) for week in range(5 - left)]
    schedule = plan(protocol(phase("2-5", "1 week")), done=done, today=date(2026, 6, 1))
    found = [line for line in schedule.warnings if "left out" in line]
    assert [line.split(" and what follows")[0] for line in found] == ([said] if said else [])


class TestInterrupted:
    """A course is interrupted once it is overdue by more than the longest interval before that session."""

    def is_interrupted(self, regimen: Protocol, today: date, **asked: Any) -> bool:
        return INTERRUPTED in plan(regimen, today=today, **asked).warnings

    @pytest.mark.parametrize(("day", "interrupted"), [(13, False), (14, False), (15, True)])
    def test_a_first_session_by_the_interval_after_it(self, day: int, interrupted: bool) -> None:
        today = START + timedelta(days=day)
        assert self.is_interrupted(protocol(phase("3", "1-2 weeks")), today, missed=[START]) is interrupted

    @pytest.mark.parametrize(("day", "interrupted"), [(41, False), (42, False), (43, True)])
    def test_a_phase_by_the_gap_before_it(self, day: int, interrupted: bool) -> None:
        # Its last day is day 21, and three weeks later it is day 42.
        two = protocol(phase("1"), phase("2", "1 week", name="two", gap="2-3 weeks"))
        assert self.is_interrupted(two, START + timedelta(days=day), done=[START]) is interrupted

    @pytest.mark.parametrize(("day", "interrupted"), [(13, False), (14, False), (15, True)])
    def test_a_phase_without_a_gap_by_its_interval(self, day: int, interrupted: bool) -> None:
        two = protocol(phase("1"), phase("2", "1 week", name="two"))
        assert self.is_interrupted(two, START + timedelta(days=day), done=[START]) is interrupted

    @pytest.mark.parametrize(("day", "interrupted"), [(32, False), (33, False), (34, True)])
    def test_the_second_session_of_a_phase_by_its_interval(self, day: int, interrupted: bool) -> None:
        # After days 0 and 19 it is due on day 26, and a week later it is day 33.
        two = protocol(phase("1"), phase("2", "1 week", name="two", gap="2-3 weeks"))
        done = [START, START + timedelta(days=19)]
        assert self.is_interrupted(two, START + timedelta(days=day), done=done) is interrupted

    @pytest.mark.parametrize(
        ("done", "first_day"),
        # Days 0, 10, 14 and 17: 10 days after day 0 or day 10, 4 after day 14, 3 after day 17.
        [([], 11), ([0], 21), ([0, 10], 19), ([0, 10, 14], 21)],
    )
    def test_listed_days_by_the_time_between_them(self, done: list[int], first_day: int) -> None:
        listed = protocol(Phase(phase="days", days=(0, 10, 14, 17)))
        asked = {"done": [START + timedelta(days=day) for day in done]} if done else {"missed": [START]}
        for day in (first_day - 1, first_day):
            interrupted = self.is_interrupted(listed, START + timedelta(days=day), **asked)
            assert interrupted is (day == first_day)

    def test_without_a_longest_interval_it_never_is(self) -> None:
        two = protocol(phase("1"), phase("2", "1+ weeks", name="two", gap="2-3 weeks"))
        assert self.is_interrupted(two, START + timedelta(days=43), done=[START])
        assert not self.is_interrupted(protocol(phase("2", "1+ weeks")), date(2027, 1, 1), missed=[START])

    def test_maintenance_never_is(self) -> None:
        regimen = protocol(phase("1"), maintenance=every("1 week"))
        assert not self.is_interrupted(regimen, date(2027, 1, 1), done=[START])


def test_appointments_that_are_past_are_put_off_beyond_the_plan_once() -> None:
    booked = [START + timedelta(weeks=week) for week in (0, 1, 2)]
    asked = request(booked=booked, today=START + timedelta(weeks=20), horizon="8w")
    schedule = lay_out(Diary(protocol(phase("4", "1 week")), asked, past_bookings=True))
    assert schedule.sessions == ()
    assert schedule.next is not None
    assert (schedule.next.number, schedule.next.status) == (1, "overdue")


def test_appointments_that_are_past_have_a_day_each_from_today_on() -> None:
    # 20 March is a Friday.
    booked = [date(2026, 1, 28), date(2026, 2, 18), date(2026, 3, 11)]
    asked = request(done=[START], booked=booked, today=TODAY)
    closures = Closures(weekdays=frozenset({5, 6}))
    schedule = lay_out(Diary(protocol(phase("4", "3 weeks")), asked, closures, past_bookings=True))
    assert [(s.date.day, s.status, s.moved_from) for s in schedule.sessions[1:]] == [
        (20, "overdue", booked[0]),
        (23, "overdue", booked[1]),
        (24, "overdue", booked[2]),
    ]


@pytest.mark.parametrize("status", ["done", "booked"])
def test_a_first_session_on_a_closed_day_is_the_anchor_all_the_same(status: str) -> None:
    # Saturday 14 November: by the closed start the rhythm would count from Monday.
    first = date(2026, 11, 14)
    asked = request(first, today=first, **{status: [first]})
    schedule = lay_out(Diary(protocol(phase("3", "2 weeks")), asked, Closures(weekdays=frozenset({5, 6}))))
    assert [session.moved_from for session in schedule.sessions[1:]] == [date(2026, 11, 28), date(2026, 12, 12)]


def test_an_appointment_before_the_start_contradicts_it() -> None:
    with pytest.raises(UsageError, match="the start 2026-01-05 contradicts the first appointment, 2026-01-02"):
        Diary(protocol(phase("3", "2 weeks")), request(booked=[date(2026, 1, 2), date(2026, 1, 20)]))


@pytest.mark.parametrize(("horizon", "is_said"), [("24 months", True), ("60 months", False)])
def test_a_plan_that_ends_before_the_next_session_says_so(horizon: str, is_said: bool) -> None:
    upkeep = protocol(phase("3", "3 weeks"), maintenance=every("6 months"))
    done = [date(2024, 4, 3), date(2024, 4, 24), date(2024, 5, 15)]
    schedule = plan(upkeep, done[0], done=done, today=date(2026, 11, 30), horizon=horizon)
    said = "The next session is not in this plan, which ends before Fri 3 Apr 2026 (--horizon)."
    assert (said in schedule.notes) == is_said
    assert (schedule.next in schedule.sessions) == (not is_said)


def test_a_session_that_a_closed_day_moved_to_today_is_due_since_today() -> None:
    asked = request(done=[date(2026, 10, 1)], today=date(2026, 10, 23), start=date(2026, 10, 1))
    schedule = lay_out(Diary(protocol(phase("3", "3 weeks")), asked, Closures(weekdays=frozenset({3}))))
    assert schedule.next is not None
    assert (schedule.next.date, schedule.next.status, schedule.next.moved_from) == (date(2026, 10, 23), "due", None)


def test_phases_that_go_on_after_sessions_left_out_are_part_of_the_course() -> None:
    done = [date(2026, 10, 1), date(2026, 10, 8), date(2026, 10, 15), date(2026, 11, 19)]
    two = protocol(phase("3-6", "1 week"), phase("4", "2 weeks", name="two"), maintenance=every("6 months"))
    schedule = plan(two, done[0], done=done, today=date(2026, 11, 29))
    assert schedule.warnings == (
        "3 optional sessions were not done in time, so they are left out."
        " To plan them all the same, write --sessions 10.",
    )
    assert plan(two, done[0], done=done, today=date(2026, 11, 29), sessions=10).sessions[4].phase == "one"


def test_optional_sessions_of_a_repeat_are_never_overdue() -> None:
    maintenance = again(None, "6 months", counted_from="first-session")
    done = [date(2026, 1, 5), date(2026, 1, 12), date(2026, 1, 19), date(2026, 7, 6), date(2026, 7, 13)]
    course = protocol(phase("2-3", "1 week"), maintenance=maintenance)
    schedule = plan(course, done[0], done=done, sessions=3, today=date(2026, 11, 29))
    assert schedule.next is not None
    assert (schedule.next.date, schedule.next.optional) == (date(2027, 1, 6), False)


def test_an_appointment_that_is_past_is_overdue_where_the_plan_is_over_too() -> None:
    done, booked = [START, START + timedelta(weeks=1)], [START + timedelta(weeks=3), START + timedelta(weeks=9)]
    asked = request(done=done, booked=booked, today=START + timedelta(weeks=5))
    schedule = lay_out(Diary(protocol(phase("2", "1 week")), asked, past_bookings=True))
    late, coming = schedule.sessions[2:]
    assert (late.kind, late.date, late.status, late.moved_from) == ("extra", asked.today, "overdue", booked[0])
    assert late.reason == "overdue, was to be on Mon 26 Jan 2026"
    assert (coming.date, coming.status) == (booked[1], "booked")
    assert schedule.next == late


def test_a_booking_after_the_time_of_optional_sessions_leaves_them_out() -> None:
    asked = request(done=[date(2026, 1, 5)], booked=[date(2026, 3, 2)], today=date(2026, 1, 6))
    schedule = lay_out(Diary(protocol(phase("1-2", "1 week"), maintenance=every("6 months")), asked))
    assert schedule.warnings[0].startswith("1 optional session was not booked in time, so it is left out")


def test_a_choice_across_units_is_interrupted_after_its_longest() -> None:
    course = protocol(phase("4", "15 days or 1 month"))
    for today, is_said in ((date(2027, 3, 10), False), (date(2027, 3, 11), True)):
        schedule = plan(course, date(2027, 1, 10), done=[date(2027, 1, 10)], pace="slow", today=today)
        assert (INTERRUPTED in schedule.warnings) is is_said


def test_what_follows_an_appointment_that_is_past_is_counted_from_where_that_is_put() -> None:
    asked = request(done=[START], booked=[date(2026, 1, 19), date(2026, 1, 27)], today=date(2026, 1, 21))
    schedule = lay_out(Diary(protocol(phase("4", "2-3 weeks")), asked, past_bookings=True))
    # No closed day put it off, so none is said to have moved it.
    assert schedule.sessions[2].note == "6 days after session 2; the source says 2-3 weeks"


def test_costs_go_through_what_took_place(catalog: Catalog) -> None:
    planned = Diary(catalog.protocol("standard"), request(done=[START, date(2026, 3, 1)], today=TODAY))
    through = count_sessions(planned, lay_out(planned)).through[0]
    # Slow: 5 January, 1 and 29 March, then from there 29 September. Fast: the third session was due on 15 March and is
    # on 20, then 3 every other week to 1 May, and every 4 months from there: 1 September, 1 January.
    assert (through.sessions.min, through.sessions.planned, through.sessions.max) == (4, 7, 8)


def test_one_who_stops_after_the_fewest_learns_when_maintenance_is(catalog: Catalog) -> None:
    done = [START, date(2026, 1, 26), date(2026, 2, 16)]
    schedule = plan(catalog.protocol("standard"), done=done, today=date(2026, 3, 17))
    assert schedule.next is not None
    assert (schedule.next.kind, schedule.next.earliest, schedule.next.latest) == (
        "maintenance",
        date(2026, 6, 16),
        date(2026, 8, 16),
    )
    assert schedule.planned == 3
    assert schedule.warnings == (
        "3 optional sessions were not done in time, so they are left out and what follows is not part of the course."
        " To go on with the course, write --sessions 6.",
    )


def test_only_the_wanted_phase_can_be_overdue() -> None:
    two = protocol(phase("1-2", "1 week"), phase("1-2", "1 week", name="two"))
    done, today = [START], date(2026, 1, 19)
    left = plan(two, done=done, today=today)
    assert [(s.phase, s.status) for s in left.sessions] == [("one", "done"), ("two", "overdue"), ("two", "planned")]
    wanted = plan(two, done=done, today=today, sessions={"one": 2})
    assert [(s.phase, s.status) for s in wanted.sessions][:2] == [("one", "done"), ("one", "overdue")]


def test_an_optional_session_of_a_repeat_is_left_out_too(catalog: Catalog) -> None:
    regimen = protocol(phase("1", "1 week"), maintenance=again("1-2", "10 weeks"))
    # The repeat of 16 March has an optional second session, on 23 March alone.
    schedule = plan(regimen, done=[START, date(2026, 3, 16)], today=date(2026, 3, 24))
    assert dates(schedule)[2] == date(2026, 5, 25)
    assert plan(regimen, done=[START, date(2026, 3, 16)], today=date(2026, 3, 23)).sessions[2].status == "due"


def test_an_optional_session_is_left_out_too_where_there_is_no_course() -> None:
    regimen = protocol(maintenance=again("3-4", "6 months", interval=Duration.parse("2 weeks")))
    done = [date(2026, 1, 5), date(2026, 1, 19), date(2026, 2, 2)]
    # The fourth may be on 16 February alone.
    assert plan(regimen, done=done, today=date(2026, 2, 16)).sessions[3].status == "due"
    following = plan(regimen, done=done, today=date(2026, 2, 17)).sessions[3]
    assert (following.date, following.status, following.optional) == (date(2026, 8, 2), "planned", False)


@given(protocols(UNITS_OF_DAYS), STARTS, PACES, st.integers(0, 12))
def test_planned_days_that_took_place_change_no_later_day(
    regimen: Protocol, start: date, pace: Pace, took_place: int
) -> None:
    plain = plan(regimen, start, pace=pace)
    days = dates(plain)
    done = days[:took_place]
    later = plan(regimen, start, pace=pace, done=done, today=done[-1] if done else start)
    assert dates(later) == days
    assert all(session.timing == "on_time" for session in later.sessions[: len(done)])


@given(protocols(), STARTS, PACES, st.lists(st.integers(1, 60), max_size=8), st.integers(0, 80), st.data())
def test_whatever_took_place_the_plan_is_in_order_and_its_next_is_not_past(
    regimen: Protocol, start: date, pace: Pace, gaps: list[int], since: int, data: st.DataObject
) -> None:
    done = [start]
    for gap in gaps:
        done.append(date.fromordinal(done[-1].toordinal() + gap))
    today = date.fromordinal(done[-1].toordinal() + since)
    schedule = plan(regimen, start, pace=pace, done=done, today=today)
    assert all(one.date < other.date for one, other in pairwise(schedule.sessions))
    assert [s.date for s in schedule.sessions if s.status == "done"] == done
    if schedule.next is not None:
        assert schedule.next.date >= today
    assert not any(session.optional and session.status == "overdue" for session in schedule.sessions)
    counts = count_sessions(schedule.diary, schedule).through
    for through in counts:
        assert through.sessions.min <= through.sessions.planned
        assert through.sessions.max is None or through.sessions.planned <= through.sessions.max
