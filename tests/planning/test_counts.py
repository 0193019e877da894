"""The fewest and the most sessions before a day, against brute force and by hand."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from itertools import chain, cycle, islice, product, takewhile
from typing import Any

import pytest
from dateutil.relativedelta import relativedelta
from hypothesis import HealthCheck, assume, given, settings, strategies as st

import mesoplan.planning.session_counts
from mesoplan import Catalog, Duration
from mesoplan.planning.closures import Closures
from mesoplan.planning.regimen import Part
from mesoplan.planning.rhythm import run_from
from mesoplan.planning.schedule import lay_out
from mesoplan.planning.session_counts import PlannedCount, SessionCounts, count_sessions, sessions_before
from mesoplan.planning.visits import Diary, advance, itinerary
from mesoplan.tables.regimens import Maintenance, Phase, Protocol
from mesoplan.values.ranges import Count, Unit
from tests.planning.helpers import START, WEEKENDS, again, every, phase, plan, protocol, request
from tests.planning.oracle import every_plan, sizes_of

MOST_PLANS = 2000
"""With more plans than these a protocol takes too long by brute force."""


def both(regimen: Protocol, until: date, start: date = START) -> tuple[int, int]:
    """Return the fewest and the most sessions before a day."""
    planned = Diary(regimen, request(start, horizon="50y"))
    printed = [sum(session.date < until for session in lay_out(planned).sessions)]
    (fewest,), (most,) = (sessions_before(planned, [until], end, printed) for end in ("fewest", "most"))
    return fewest, most


def counts(regimen: Protocol, horizon: str = "24mo") -> SessionCounts:
    """Count the sessions of a protocol."""
    planned = Diary(regimen, request(horizon=horizon))
    return count_sessions(planned, lay_out(planned))


class TestByHand:
    """A longer course at a long interval puts off frequent maintenance: the corners are not the ends."""

    def test_the_fewest_sessions_may_come_with_the_longest_course(self) -> None:
        weekly = Maintenance(repeat="session", every=Duration.parse("1 week"))
        # Twelve sessions every 4 weeks end on day 308 of 365, and leave room for 8 weekly ones. Four end on
        # day 84, and leave room for 40.
        assert both(protocol(phase("4-12", "4 weeks"), maintenance=weekly), date(2027, 1, 5)) == (20, 44)

    def test_a_total_leaves_room_for_the_fewest_of_the_phase_after(self) -> None:
        # Of four sessions the second phase has two, so that the first may have two at most: on days 0 and 7.
        regimen = protocol(phase("1-3", "1 week"), phase("2", "4 weeks", name="b"), stated_total=Count(None, 4))
        assert both(regimen, START + timedelta(days=16)) == (1, 2)

    def test_of_two_ways_with_as_many_sessions_the_right_one_is_followed(self) -> None:
        # 1 + 2 and 2 + 1 sessions are both three, but end on days 28 and 56 or on days 29 and 29.
        weekly = Maintenance(repeat="session", every=Duration.parse("1 week"))
        regimen = protocol(phase("1-2", "1 day"), phase("1-2", "4 weeks", name="b"), maintenance=weekly)
        assert both(regimen, START + timedelta(days=65)) == (4, 8)

    @pytest.mark.parametrize(("interval", "day", "fewest"), [("2-3 weeks", 43, 3), ("2+ weeks", 29, 3)])
    def test_a_slow_course_puts_off_a_quicker_maintenance(self, interval: str, day: int, fewest: int) -> None:
        # Slow: 0, 14, 28, 42 after a course of one; 0, 21, 35, 49 after one of two. Without a longest: 0, 14, 28.
        regimen = protocol(phase("1-2", interval), maintenance=every("2 weeks"))
        assert both(regimen, START + timedelta(days=day))[0] == fewest

    @pytest.mark.parametrize(("day", "expected"), [(0, 0), (1, 1), (14, 1), (15, 2)])
    def test_the_day_itself_is_outside(self, day: int, expected: int) -> None:
        assert both(protocol(phase("2", "2 weeks")), START + timedelta(days=day)) == (expected, expected)

    @pytest.mark.parametrize(
        ("day", "expected"), [(70, 4), (71, 5), (77, 5), (78, 6), (87, 6), (88, 7), (140, 8), (141, 9)]
    )
    def test_a_repeat_may_be_counted_from_the_first_session_of_the_course_before(self, day: int, expected: int) -> None:
        # Days 0, 7, 17 and 24, then again from 70 and from 140 on.
        two = phase("2", "1 week"), phase("2", "1 week", name="two", gap="10 days")
        regimen = protocol(*two, maintenance=again(None, "10 weeks", counted_from="first-session"))
        assert both(regimen, START + timedelta(days=day)) == (expected, expected)

    @pytest.mark.parametrize(
        ("phases", "maintenance", "start", "day"),
        [
            # A course of one comes again on 23 Dec and 6 Jan, day 44; a course of two not before 7 Jan, day 45.
            ((phase("1-3", "2 weeks"),), again("2-3", "1 month"), date(2026, 11, 23), 45),
            # 18 Nov, 18 Dec and 1 Jan, day 44; or 18 Nov and 2 Dec, and then 2 Jan, day 45.
            ((phase("1-2", "2 weeks"),), again(None, "1 month"), date(2026, 11, 18), 45),
            # 28 Nov, 28 Dec and 4 Jan, day 37; or 28 Nov and 5 Dec, and then 5 Jan, day 38.
            (
                (phase("1-2", "1 week"), phase("2-3", "1 week", name="b", gap="1 month")),
                every("4 weeks"),
                date(2026, 11, 28),
                38,
            ),
            # 23 Feb, 23 Mar and 30 Mar, day 35; or 23 Feb and 2 Mar, and then 2 Apr, day 38.
            ((phase("1-3", "1 week"), phase("1", name="b", gap="1 month")), every("1 week"), date(2026, 2, 23), 36),
        ],
    )
    def test_one_session_more_may_begin_a_month_that_is_longer(
        self, phases: tuple[Phase, ...], maintenance: Maintenance, start: date, day: int
    ) -> None:
        assert both(protocol(*phases, maintenance=maintenance), start + timedelta(days=day), start) == (2, 3)

    def test_one_session_more_may_put_off_listed_days(self) -> None:
        # 0, 21, 24 and 41; or 0, 14, 35, 38 and 55.
        listed = Phase(phase="b", days=(0, 3, 20), gap=Duration.parse("3 weeks"))
        assert both(protocol(phase("1-2", "2 weeks"), listed), START + timedelta(days=25)) == (2, 3)

    def test_three_months_may_have_fewer_days_than_ninety(self) -> None:
        # 1 May is day 89, 2 May day 90.
        regimen, start = protocol(phase("1-2", "90 days"), maintenance=every("3 months")), date(2026, 2, 1)
        assert both(regimen, start + timedelta(days=90), start) == (1, 2)

    def test_over_years_the_lengths_of_months_add_up(self) -> None:
        interval, start = Duration.parse("3 weeks"), date(2026, 11, 20)
        regimen = protocol(phase("1-2", "2 weeks"), maintenance=again("2", "2 months", interval=interval))
        until = start + timedelta(days=2371)
        plans = [
            sum(day < until for day in dates) for _, dates in every_plan(regimen, start, until, lambda _: False, None)
        ]
        assert both(regimen, until, start) == (min(plans), max(plans))

    def test_without_a_longest_interval_the_shortest_is_counted_as_it_is_planned(self) -> None:
        assert both(protocol(phase("3", "2+ weeks")), START + timedelta(days=28)) == (2, 2)
        assert both(protocol(phase("3", "2+ weeks")), START + timedelta(days=29)) == (3, 3)

    def test_listed_days_count_as_they_are(self) -> None:
        listed = protocol(Phase(phase="days", days=(0, 7, 21)))
        assert [both(listed, START + timedelta(days=day)) for day in (7, 8, 21, 22)] == [(1, 1), (2, 2), (2, 2), (3, 3)]


def test_a_longer_course_may_put_off_more_by_months_than_a_step_of_weeks_makes_up_for() -> None:
    # Of one: 5 Feb, 5 Mar, 2 Apr, 30 Apr. Of two: 5 Feb, 3 Mar, and a month later 3 Apr, 1 May: one fewer in April.
    later = phase("1", "4 weeks", name="b", gap="1 month")
    regimen = protocol(phase("1-2", "26 days"), later, maintenance=every("4 weeks"))
    assert both(regimen, date(2027, 5, 1), date(2027, 2, 5)) == (3, 4)


def test_a_step_that_ends_sooner_brings_more_sessions_of_the_next() -> None:
    # In weeks from the first session. Fast: 6, 12, then 13 to 19. Slow: 10, then 11 to 19. Halfway: 8, then 9 to 19.
    steps = [{"every": "6-10 weeks", "for": "13 weeks"}, {"every": "1 week"}]
    maintenance = Maintenance.model_validate({"repeat": "session", "steps": steps})
    assert both(protocol(phase("1"), maintenance=maintenance), START + timedelta(weeks=20)) == (10, 13)


def test_a_plan_with_fewer_sessions_by_a_day_may_have_more_later_where_a_dense_step_ends_later() -> None:
    # Slow, in weeks from the first session. Of three: 0, 2, 4, then 5 to 9, then 12, 15, 18, 21: 12. Of one: 0, then 1
    # to 5, then 8, 11, 14, 17, 20: 11, though on the fifth week it has three more.
    steps = [{"every": "1 week", "for": "5 weeks"}, {"every": "1 or 3 weeks"}]
    maintenance = Maintenance.model_validate({"repeat": "session", "steps": steps})
    assert both(protocol(phase("1 or 3", "1-2 weeks"), maintenance=maintenance), START + timedelta(150)) == (11, 22)


def test_a_total_of_the_course_is_no_bound_of_repeats_with_a_number_of_their_own() -> None:
    # 4 or 5 of the course, then 6 and 6 again.
    maintenance = Maintenance(repeat="course", every=Duration.parse("6 months"), sessions=Count(6, 6))
    two = protocol(
        phase("2-3", "1 week"),
        phase("2-3", "2 weeks", name="two"),
        maintenance=maintenance.model_copy(update={"interval": Duration.parse("1 week")}),
        stated_total=Count(None, 5),
    )
    found = counts(two, "2y").through
    assert [(one.sessions.min, one.sessions.max) for one in found] == [(10, 11), (22, 23)]


def test_a_regimen_without_a_course_has_its_first_session_in_every_count() -> None:
    alone = protocol(maintenance=every("1-2 months"))
    assert both(alone, START.replace(year=START.year + 1)) == (6, 12)
    repeats = protocol(maintenance=again("2-3", "2 months", interval=Duration.parse("1 week")))
    assert both(repeats, START + timedelta(days=30)) == (2, 3)


def test_a_course_without_an_end_has_no_largest_number_whatever_its_phases_have() -> None:
    endless = protocol(phase("4", "1 week"), phase("1", "1 month", name="two"), open_ended=True)
    found = counts(endless, "12mo")
    assert (found.course.min, found.course.max) == (5, None)
    assert found.through[0].sessions.max is None
    assert plan(endless, sessions=9).warnings == ()


class TestMoved:
    def test_a_repeat_is_counted_from_the_day_on_which_a_closed_start_really_fell(self) -> None:
        repeated = Maintenance(
            repeat="course", sessions=Count(2, 2), every=Duration.parse("6 months"), counted_from="first-session"
        )
        # Monday 1 March is closed; from Tuesday 2 March the repeat is due on 2 September, the plan's end.
        planned = Diary(
            protocol(phase("2", "1 week"), maintenance=repeated),
            request(date(2027, 3, 1), horizon="185d"),
            Closures(weekdays=frozenset({0})),
        )
        (through,) = count_sessions(planned, lay_out(planned)).through
        assert (through.sessions.min, through.sessions.planned, through.sessions.max) == (2, 2, 2)


class TestFirstSessions:
    """Two plans may meet on a day after courses that began on different ones, from which the next is counted."""

    @pytest.mark.parametrize(
        ("phases", "step", "closed", "days", "expected"),
        [
            ((phase("1-3", "1 day"), phase("2", "1-4 days", name="b", gap="4-5 days")), "8 days", {4, 6}, 28, (8, 15)),
            ((phase("2-3", "2 days"), phase("1-2", "1 day", name="b")), "5 days", {4}, 27, (14, 17)),
        ],
        ids=["most", "fewest"],
    )
    def test_both_are_followed_where_days_are_closed(
        self, phases: tuple[Phase, ...], step: str, closed: set[int], days: int, expected: tuple[int, int]
    ) -> None:
        regimen = protocol(*phases, maintenance=again(None, step, counted_from="first-session"))
        end = START + timedelta(days=days)
        planned = Diary(regimen, request(horizon=f"{days} days", tolerance="0d"), Closures(weekdays=frozenset(closed)))
        printed = [sum(session.date < end for session in lay_out(planned).sessions)]
        found = tuple(sessions_before(planned, [end], extreme, printed)[0] for extreme in ("fewest", "most"))
        plans = every_plan(regimen, START, end, lambda day: day.weekday() in closed, 0)
        counted = [sum(day < end for day in dates) for _, dates in plans]
        assert found == expected == (min(counted), max(counted))


class TestNoMost:
    """Where the source names no largest number of sessions there is none in any period."""

    @pytest.mark.parametrize(
        ("regimen", "expected"),
        [
            (protocol(phase("4+", "1 week")), (4, None, 4)),
            (protocol(phase("4", "1 week")), (4, 4, 4)),
            (protocol(phase("4", "1 week"), maintenance=again("2+", "6 months")), (6, None, 6)),
            (protocol(phase("4+", "1 week"), stated_total=Count(None, 6)), (4, 6, 6)),
            (protocol(phase("4+", "1 week"), open_ended=True), (4, None, 53)),
        ],
        ids=["course", "neither", "repeat", "capped", "open-ended"],
    )
    def test_for_the_first_year(self, regimen: Protocol, expected: tuple[int, int | None, int]) -> None:
        (through,) = counts(regimen, "12mo").through
        assert (through.sessions.min, through.sessions.max, through.sessions.planned) == expected

    def test_a_chosen_number_is_the_largest(self) -> None:
        planned = Diary(protocol(phase("4+", "1 week")), request(sessions=5))
        assert count_sessions(planned, lay_out(planned)).through[0].sessions.max == 5


class TestRecorded:
    def test_what_was_left_out_is_in_no_count(self, catalog: Catalog) -> None:
        done = [START, START + timedelta(weeks=3), START + timedelta(weeks=6)]
        planned = Diary(
            catalog.protocol("standard"), request(done=done, today=START + timedelta(weeks=12), horizon="4mo")
        )
        (through,) = count_sessions(planned, lay_out(planned)).through
        assert (through.sessions.min, through.sessions.max, through.sessions.planned) == (3, 3, 3)

    def test_extra_sessions_are_in_every_count(self) -> None:
        done = [START, START + timedelta(weeks=1), START + timedelta(weeks=3)]
        planned = Diary(protocol(phase("2", "1 week")), request(done=done, horizon="22d"))
        (through,) = count_sessions(planned, lay_out(planned)).through
        assert (through.sessions.min, through.sessions.max, through.sessions.planned) == (3, 3, 3)


class TestWithinReach:
    """On a horizon of 50 years no choice of counts makes the search take long: its work is counted, not timed."""

    @pytest.mark.slow
    @pytest.mark.parametrize(
        "regimen",
        [
            protocol(phase("3-6", "2-4 weeks"), maintenance=every("1 week")),
            protocol(phase("4-12", "4 weeks"), maintenance=every("1 week")),
            protocol(phase("4+", "1 week"), maintenance=every("1 week")),
            protocol(phase("4+", "1 month"), maintenance=every("1 month")),
            protocol(phase("4+", "1 week"), maintenance=again("4", "6-12 months")),
            protocol(phase("3-6", "1-2 weeks"), maintenance=again("3-4", "6 months")),
            protocol(phase("3-6", "1-2 weeks"), maintenance=again("3+", "6 months")),
            protocol(phase("1-9", "1 week"), phase("1-9", "10 days", name="b"), maintenance=every("1 week")),
            protocol(phase("4+", "1 month"), phase("4+", "1 week", name="b"), maintenance=every("1 week")),
            protocol(phase("4+", "1 week"), phase("4+", "1 month", name="b"), maintenance=every("1 month")),
            protocol(
                phase("1-2", "1 week"),
                phase("1-3", "10 days", name="b"),
                maintenance=again(None, "2 months"),
                stated_total=Count(None, 4),
            ),
        ],
        ids=str,
    )
    @pytest.mark.parametrize("closures", [None, WEEKENDS], ids=["plain", "closed"])
    def test_three_times_the_horizon_looks_at_about_three_times_the_places(
        self, regimen: Protocol, closures: Closures | None, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def looked_at_through(years: int) -> int:
            looked_at = 0

            def counting(*args: Any) -> Any:
                nonlocal looked_at
                looked_at += 1
                return advance(*args)

            monkeypatch.setattr(mesoplan.planning.session_counts, "advance", counting)
            planned = Diary(regimen, request(horizon=f"{years}y"), closures)
            count_sessions(planned, lay_out(planned))
            return looked_at

        assert looked_at_through(30) <= 5 * looked_at_through(10)

    @pytest.mark.parametrize(
        ("today", "is_plain"),
        [(None, True), (START - timedelta(days=1), True), (START, True), (START + timedelta(days=1), False)],
    )
    def test_up_to_the_start_a_plan_with_nothing_closed_needs_no_search_of_moves(
        self, today: date | None, *, is_plain: bool
    ) -> None:
        asked = request(today=today, missed=[START] if today and today > START else [])
        assert Diary(protocol(phase("4", "1 week")), asked).is_plain is is_plain


class TestThrough:
    def test_there_is_an_entry_for_every_full_year_and_one_for_the_end(self) -> None:
        one = protocol(phase("1"))
        assert [(t.months, t.until.isoformat()) for t in counts(one, "30mo").through] == [
            (12, "2027-01-05"),
            (24, "2028-01-05"),
            (30, "2028-07-05"),
        ]

    @pytest.mark.parametrize(
        ("horizon", "months"),
        [("24mo", [12, 24]), ("2y", [12, 24]), ("6mo", [6]), ("365d", [12]), ("366d", [12, None]), ("8w", [None])],
    )
    def test_the_end_is_not_named_twice_and_has_months_only_if_it_is_months(
        self, horizon: str, months: list[int | None]
    ) -> None:
        assert [through.months for through in counts(protocol(phase("1")), horizon).through] == months

    @pytest.mark.parametrize(
        ("name", "complete"),
        [("standard", True), ("tapered", False), ("weekly", True), ("fortnightly", True), ("trial", True)],
    )
    def test_maintenance_without_a_figure_is_not_counted(self, name: str, complete: bool, catalog: Catalog) -> None:
        assert counts(catalog.protocol(name)).complete is complete

    def test_the_planned_count_is_that_of_the_printed_schedule(self, catalog: Catalog) -> None:
        planned = Diary(catalog.protocol("standard"), request(pace="slow"))
        schedule = lay_out(planned)
        for through in count_sessions(planned, schedule).through:
            assert through.sessions.planned == sum(session.date < through.until for session in schedule.sessions)

    def test_without_dates_the_course_is_still_counted(self, catalog: Catalog) -> None:
        found = count_sessions(Diary(catalog.protocol("salon"), request()), None)
        assert (found.course, found.through, found.complete) == (PlannedCount(10, None, 10), (), False)


@st.composite
def small_protocols(draw: st.DrawFn) -> Protocol:
    """Draw a protocol with few choices."""
    unit = draw(st.sampled_from([Unit.DAYS, Unit.WEEKS, Unit.MONTHS]))

    def step() -> Duration:
        shortest = draw(st.integers(1, 6))
        if draw(st.integers(0, 5)) == 0:
            return Duration(shortest, shortest + 2, unit, tuple(draw(st.permutations([shortest, shortest + 2]))))
        return Duration(shortest, shortest + draw(st.integers(0, 1)), unit)

    def sessions(most: int, wider: int) -> Count:
        fewest = draw(st.integers(1, most))
        if draw(st.integers(0, 5)) == 0:
            return Count(fewest, fewest + 2, (fewest, fewest + 2))
        return Count(fewest, fewest + draw(st.integers(0, wider)))

    phases = []
    alone = draw(st.integers(0, 4)) == 0
    for index in range(0 if alone else draw(st.integers(1, 2))):
        gap = step() if index and draw(st.booleans()) else None
        if draw(st.integers(0, 6)) == 0:
            listed = (0, *sorted(draw(st.sets(st.integers(1, 40), min_size=1, max_size=2))))
            phases.append(Phase(phase=f"phase {index}", days=listed, gap=gap or (step() if index else None)))
        else:
            phases.append(Phase(phase=f"phase {index}", sessions=sessions(3, 3), interval=step(), gap=gap))
    maintenance = draw(maintenances(step, sessions, alone=alone))
    added = sum(phase.count.max or 0 for phase in phases)
    stated = None
    if phases and maintenance.sessions is None and maintenance.repeat != "course" and draw(st.integers(0, 4)) == 0:
        stated = Count(None, draw(st.integers(sum(phase.count.min or 0 for phase in phases), added)))
    return protocol(*phases, maintenance=maintenance, stated_total=stated)


@st.composite
def maintenances(
    draw: st.DrawFn, step: Callable[[], Duration], sessions: Callable[[int, int], Count], *, alone: bool
) -> Maintenance:
    """Draw what follows a course, or stands alone."""
    counted = draw(st.sampled_from(["first-session", "last-session"]))
    match draw(st.sampled_from(["session", "steps", "course", *([] if alone else ["none", "whole"])])):
        case "none":
            return Maintenance(repeat="none")
        case "session":
            return Maintenance(repeat="session", every=step())
        case "steps":
            every = step()
            lasting = Duration.parse(f"{draw(st.integers(1, 12))} {every.unit}")
            steps = ({"every": every, "for": lasting}, {"every": step()})
            return Maintenance.model_validate({"repeat": "session", "steps": steps})
        case "whole":
            return Maintenance(repeat="course", every=step(), counted_from=counted)
        case _:
            interval = step() if alone or draw(st.booleans()) else None
            return Maintenance(
                repeat="course", every=step(), sessions=sessions(2, 1), interval=interval, counted_from=counted
            )


@st.composite
def closed_days(draw: st.DrawFn) -> Closures | None:
    """Draw when a clinic is closed, or that it never is."""
    weekdays = draw(st.sets(st.integers(0, 6), max_size=5))
    away = []
    for _ in range(draw(st.integers(0, 3))):
        first = START + timedelta(days=draw(st.integers(0, 500)))
        away.append((first, first + timedelta(days=draw(st.integers(0, 25)))))
    feast = START + timedelta(days=draw(st.integers(0, 100)))
    days = range(draw(st.integers(0, 10)))
    holidays = {feast + timedelta(days=day): "Feast" for day in days}
    closures = Closures(weekdays=frozenset(weekdays), away=tuple(away), holidays=holidays or None)
    return None if closures == Closures() else closures


def fits(regimen: Protocol) -> bool:
    """Whether brute force comes to an end with a protocol."""
    maintenance = regimen.maintenance
    steps = [step.every for step in maintenance.planned]
    steps += [step for step in (*(phase.interval for phase in regimen.course), maintenance.interval) if step]
    return all(step.about >= 2 for step in steps)


@pytest.mark.slow
@settings(max_examples=300, suppress_health_check=[HealthCheck.filter_too_much])
@given(
    small_protocols().filter(fits),
    st.sampled_from([date(2026, 1, 5), date(2026, 1, 31), date(2028, 2, 29)]),
    closed_days(),
    st.sampled_from([None, 0, 2]),
    st.data(),
)
def test_plan_and_search_agree_with_brute_force(
    regimen: Protocol, start: date, closures: Closures | None, tolerance: int | None, data: st.DataObject
) -> None:
    steps = [phase.interval for phase in regimen.course if phase.interval]
    steps += [step.every for step in regimen.maintenance.planned]
    unit: Any = {steps[0].unit.value if steps else "weeks": data.draw(st.integers(1, 22), label="until")}
    until = min(start + relativedelta(**unit), start + timedelta(days=700))
    asked = request(start, horizon=f"{(until - start).days} days")
    if tolerance is not None:
        asked = asked._replace(tolerance=Duration(tolerance, tolerance, Unit.DAYS))

    def is_closed(day: date) -> bool:
        return closures is not None and closures.reason(day) is not None

    plans = list(islice(every_plan(regimen, start, until, is_closed, tolerance), MOST_PLANS + 1))
    assume(len(plans) <= MOST_PLANS)
    nearer = sorted({until - timedelta(days=data.draw(st.integers(0, 60), label="nearer")), until})
    nearer = [day for day in nearer if day > start]
    found = {day: [sum(one < day for one in dates) for _, dates in plans] for day in nearer}
    planned = Diary(regimen, asked, closures)
    printed = [session.date for session in lay_out(planned).sessions]
    assert any(pace == "typical" and [day for day in dates if day < until] == printed for pace, dates in plans), (
        printed,
        plans,
    )
    start_with = [sum(one < day for one in printed) for day in nearer]
    assert sessions_before(planned, nearer, "fewest", start_with) == [min(found[day]) for day in nearer]
    assert sessions_before(planned, nearer, "most", start_with) == [max(found[day]) for day in nearer]


STEPS = st.sampled_from(["1 week", "2-3 weeks", "27 days", "4 weeks", "1 month", "1-2 months", "3 months"])


@st.composite
def mixed_protocols(draw: st.DrawFn) -> Protocol:
    """Draw a protocol with days and months next to each other."""
    phases = []
    for index in range(draw(st.integers(1, 3))):
        gap = draw(st.none() | STEPS) if index else None
        phases.append(phase(draw(st.sampled_from(["2", "1-2", "1-3"])), draw(STEPS), name=f"phase {index}", gap=gap))
    sessions = st.sampled_from([None, "2", "2-3"])
    return protocol(
        *phases, maintenance=every(draw(STEPS)) if draw(st.booleans()) else again(draw(sessions), draw(STEPS))
    )


def test_plans_that_holidays_turn_round_are_both_followed(monkeypatch: pytest.MonkeyPatch) -> None:
    january = [date(2026, 1, day) for day in (*range(1, 7), *range(13, 16), *range(24, 31))]
    closures = Closures(holidays=dict.fromkeys(january, "Holiday"))
    regimen = protocol(
        phase("2-4", "1-2 days"), phase("2", "2-5 days", name="two", gap="2-3 days"), maintenance=every("1 day")
    )
    planned = Diary(regimen, request(january[0], horizon="60 days", tolerance="3 days"), closures)
    untils = [january[0] + timedelta(days=day) for day in range(5, 60, 3)]
    found = sessions_before(planned, untils, "fewest", [99] * len(untils))
    assert found[:8] == [0, 1, 2, 3, 4, 5, 8, 8]
    monkeypatch.setattr(mesoplan.planning.session_counts, "_lead_of", lambda _: 99)
    assert sessions_before(planned, untils, "fewest", [99] * len(untils)) == found


def test_a_phase_without_an_end_is_left_after_its_fewest_sessions_and_not_before() -> None:
    # 1 and 4 sessions in the first fortnight, whatever the closed days move, and then one every 4 weeks.
    regimen = protocol(phase("1-3", "2 days"), phase("4+", "2 days", name="two"), maintenance=every("4 weeks"))
    planned = Diary(regimen, request(START, horizon="100 days"), Closures(weekdays=frozenset({0, 3})))
    untils = [START + timedelta(days=day) for day in (14, 30, 60, 90)]
    assert sessions_before(planned, untils, "fewest", [99] * 4) == [5, 5, 6, 7]


def test_a_single_session_is_counted_with_closed_days_too() -> None:
    planned = Diary(protocol(phase("1")), request(), WEEKENDS)
    counted = count_sessions(planned, lay_out(planned))
    assert counted.through[0].sessions == PlannedCount(1, 1, 1)


@pytest.mark.parametrize("interval", ["3 days", "3-4 days", "2-4 days", "1-2 weeks", "2-3 weeks", "1-3 weeks"])
def test_only_plans_that_go_on_alike_are_taken_for_one(interval: str) -> None:
    run = run_from(Part("course", phase("9+", interval), 9, 9), START, "typical")
    found = [day for at in range(6) if (day := run.day(at))]
    for mine, other in product(range(6), repeat=2):
        moved = run._replace(anchor=START + (found[mine] - found[other]))
        ahead, elsewhere = ([one.day(at + more) for more in (1, 2, 3)] for one, at in ((run, mine), (moved, other)))
        assert (run.signature(mine) == moved.signature(other)) == (ahead == elsewhere)


@pytest.mark.slow
@settings(max_examples=150)
@given(mixed_protocols(), st.dates(date(2026, 1, 1), date(2026, 12, 31)), st.sampled_from(["fewest", "most"]))
def test_what_is_found_without_a_search_is_what_the_search_finds(regimen: Protocol, start: date, end: Any) -> None:
    planned = Diary(regimen, request(start, horizon="2y"))
    printed = [session.date for session in lay_out(planned).sessions]
    untils = [start + timedelta(days=day) for day in range(20, 700, 9)]
    begin = [sum(day < until for day in printed) for until in untils]
    found = sessions_before(planned, untils, end, begin)
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(vars(planned.regimen), "grows_with_counts", False)
        assert sessions_before(planned, untils, end, begin) == found


@given(small_protocols(), st.sampled_from(["fast", "typical", "slow"]))
def test_the_plan_lies_between_the_fewest_and_the_most(regimen: Protocol, pace: Any) -> None:
    planned = Diary(regimen, request(pace=pace))
    for through in count_sessions(planned, lay_out(planned)).through:
        assert through.sessions.max is not None
        assert through.sessions.min <= through.sessions.planned <= through.sessions.max


@pytest.mark.slow
@given(small_protocols())
def test_counts_never_fall_with_the_horizon(regimen: Protocol) -> None:
    found = counts(regimen, "5y").through
    assert sorted(through.sessions.min for through in found) == [through.sessions.min for through in found]
    assert sorted(through.sessions.max or 0 for through in found) == [through.sessions.max for through in found]


@pytest.mark.slow
@settings(max_examples=200, suppress_health_check=[HealthCheck.filter_too_much])
@given(
    small_protocols().filter(fits),
    closed_days(),
    st.lists(st.integers(1, 40), max_size=6),
    st.lists(st.integers(1, 40), max_size=2),
    st.integers(0, 30),
)
def test_the_search_agrees_with_every_plan_after_whatever_took_place(
    regimen: Protocol, closures: Closures | None, done: list[int], booked: list[int], since: int
) -> None:
    days = [START]
    for gap in done:
        days.append(days[-1] + timedelta(days=gap))
    today = days[-1] + timedelta(days=since)
    ahead: list[date] = []
    for gap in booked:
        ahead.append((ahead or [today])[-1] + timedelta(days=gap))
    asked = request(done=days, booked=ahead, today=today, horizon="9mo")
    planned = Diary(regimen, asked, closures)
    assume(all(part.phase.count.min == part.phase.count.max for part in planned.regimen.repeated))
    schedule = lay_out(planned)
    untils = [START + timedelta(days=day) for day in (60, 150)] + [planned.end]
    found: list[list[int]] = [[] for _ in untils]
    for pace in ("fast", "typical", "slow"):
        for sizes in product(*(sizes_of(part.phase.count) for part in planned.regimen.opening)):
            if planned.regimen.most is not None and sum(sizes) > planned.regimen.most:
                continue
            opening = [part._replace(size=size) for part, size in zip(planned.regimen.opening, sizes, strict=True)]
            visits = takewhile(
                lambda visit: visit.date < planned.end,
                itinerary(chain(opening, planned.regimen.steps, cycle(planned.regimen.repeated)), planned, pace),
            )
            dates = [visit.date for visit in visits]
            if len(dates) < len(planned.records):
                dates += [day for day, _ in planned.records[len(dates) :]]
            for until, counts in zip(untils, found, strict=True):
                counts.append(sum(day < until for day in dates))
    printed = [sum(s.date < until for s in schedule.sessions if s.number) for until in untils]
    assert sessions_before(planned, untils, "fewest", printed) == [min(counts) for counts in found]
    assert sessions_before(planned, untils, "most", printed) == [max(counts) for counts in found]
