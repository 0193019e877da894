"""Dates: the rules of the plan, the shipped calendars, and what holds for every plan."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date, timedelta
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import assume, given, strategies as st

from mesoplan import Catalog, Duration, Request, plan_schedule
from mesoplan.errors import IntervalNotStatedError, UnknownNameError, UsageError
from mesoplan.planning.closures import Closures
from mesoplan.planning.open_points import not_stated
from mesoplan.planning.schedule import Schedule, Session, lay_out
from mesoplan.planning.visits import Diary
from mesoplan.tables.regimens import Maintenance, Phase, Protocol, Result
from mesoplan.values.ranges import Count, Pace, Unit
from tests.conftest import cases, request_of
from tests.planning.helpers import START, again, dates, days, finish_of, phase, plan, protocol


@pytest.mark.parametrize("case", cases("calendars"))
def test_the_shipped_protocols_have_the_calendars_that_their_documents_give(
    case: dict[str, Any], catalog: Catalog
) -> None:
    schedule = plan_schedule(catalog.protocol(case["protocol"]), request_of(case))
    assert dates(schedule, "course") == case["course"]
    assert dates(schedule, "maintenance") == case["maintenance"]
    assert [s.number for s in schedule.sessions if s.optional] == case["optional"]
    assert [[s.earliest, s.latest] for s in schedule.sessions] == case["windows"]
    assert asdict(finish_of(schedule)) == case["finish"]


class TestAnchors:
    def test_months_are_counted_from_the_anchor_and_do_not_drift(self) -> None:
        schedule = plan(protocol(phase("4", "1 month")), date(2026, 1, 31))
        assert dates(schedule) == [date(2026, 1, 31), date(2026, 2, 28), date(2026, 3, 31), date(2026, 4, 30)]

    def test_a_later_phase_counts_from_the_last_session_before_it(self) -> None:
        schedule = plan(protocol(phase("2", "15 days"), phase("3", "1 month", name="two")), date(2025, 12, 16))
        assert dates(schedule)[1:] == [date(2025, 12, 31), date(2026, 1, 31), date(2026, 2, 28), date(2026, 3, 31)]

    def test_with_a_gap_a_later_phase_counts_from_its_own_first_session(self) -> None:
        two = phase("3", "1 month", name="two", gap="2 months")
        schedule = plan(protocol(phase("1"), two), date(2025, 12, 31))
        assert dates(schedule)[1:] == [date(2026, 2, 28), date(2026, 3, 28), date(2026, 4, 28)]

    def test_typical_is_the_midpoint_of_the_two_dates_rounded_down(self) -> None:
        schedule = plan(protocol(phase("3", "2-3 weeks")))
        assert days(schedule) == [0, 17, 35]

    def test_listed_days_count_from_the_first_session_of_their_phase(self) -> None:
        uneven = Phase(phase="uneven", days=(0, 7, 21), gap=Duration.parse("10 days"))
        assert days(plan(protocol(phase("2", "1 week"), uneven))) == [0, 7, 17, 24, 38]

    def test_sessions_repeated_after_listed_days_are_as_far_apart_as_the_first_two(self) -> None:
        uneven = Phase(phase="uneven", days=(0, 7, 21))
        schedule = plan(protocol(uneven, maintenance=again("3", "10 weeks")), horizon="16w")
        assert days(schedule) == [0, 7, 21, 91, 98, 105]

    def test_maintenance_counts_from_the_last_planned_course_session(self) -> None:
        regimen = protocol(phase("1"), maintenance=Maintenance(repeat="session", every=Duration.parse("6 months")))
        schedule = plan(regimen, date(2026, 8, 30))
        assert dates(schedule) == [date(2026, 8, 30), date(2027, 2, 28), date(2027, 8, 30), date(2028, 2, 29)]

    def test_a_repeated_course_counts_from_the_last_session_unless_told_otherwise(self) -> None:
        again = Maintenance(repeat="course", every=Duration.parse("10 weeks"), sessions=Count(2, 2))
        schedule = plan(protocol(phase("2", "1 week"), maintenance=again), horizon="30w")
        assert days(schedule) == [0, 7, 77, 84, 154, 161]

    def test_a_repeated_course_may_count_from_the_first_session_of_the_course_before(self) -> None:
        again = Maintenance(
            repeat="course", every=Duration.parse("10 weeks"), sessions=Count(2, 2), counted_from="first-session"
        )
        schedule = plan(protocol(phase("2", "1 week"), maintenance=again), horizon="30w")
        assert days(schedule) == [0, 7, 70, 77, 140, 147]

    def test_a_repeated_course_waits_for_the_end_of_the_course_before(self, catalog: Catalog) -> None:
        schedule = plan(catalog.protocol("weekly"), sessions=30, pace="fast", horizon="32w")
        assert days(schedule)[28:] == [196, 203, 210, 217]
        # Later than the pace asks for, and within the 6 to 12 months of the source.
        assert not any("one interval must lie before it" in warning for warning in schedule.warnings)

    def test_a_course_of_two_phases_that_is_repeated_waits_for_its_end_too(self) -> None:
        again = Maintenance(repeat="course", every=Duration.parse("3 weeks"), counted_from="first-session")
        course = (phase("2", "1 week"), phase("2", "2 weeks", name="two"))
        schedule = plan(protocol(*course, maintenance=again), horizon="12w")
        assert days(schedule) == [0, 7, 21, 35, 42, 49, 63, 77]
        assert schedule.warnings == (
            "A repeat comes later than its source says, because one interval must lie before it.",
        )
        chosen = plan(protocol(*course, maintenance=again), maintenance="2 weeks", horizon="12w")
        assert chosen.warnings[0] == "A repeat comes later than you chose, because one interval must lie before it."
        alone = again.model_copy(update={"sessions": Count(4, 4), "interval": Duration.parse("1 week")})
        assert plan(protocol(maintenance=alone), horizon="12w").warnings == schedule.warnings

    def test_a_repeat_that_is_counted_from_the_last_session_comes_when_its_source_says(self) -> None:
        again = Maintenance(repeat="course", every=Duration.parse("3 weeks"))
        schedule = plan(protocol(phase("3", "2-4 weeks"), maintenance=again), pace="slow", horizon="14w")
        assert days(schedule) == [0, 28, 56, 77]
        assert schedule.warnings == ()

    def test_a_repeated_course_of_three_or_four_plans_four_the_fourth_optional(self) -> None:
        again = Maintenance(repeat="course", every=Duration.parse("6 months"), sessions=Count(3, 4))
        schedule = plan(protocol(phase("1", "1 week"), maintenance=again), horizon="8mo")
        assert [session.optional for session in schedule.sessions] == [False, False, False, False, True]

    def test_a_course_of_listed_days_is_repeated_at_its_first_gap(self) -> None:
        again = Maintenance(repeat="course", every=Duration.parse("10 weeks"), sessions=Count(2, 2))
        schedule = plan(protocol(Phase(phase="days", days=(0, 3, 9)), maintenance=again), horizon="12w")
        assert days(schedule) == [0, 3, 9, 79, 82]


class TestWindows:
    def test_a_window_holds_the_interval_from_the_session_before(self) -> None:
        second = plan(protocol(phase("2", "2-4 weeks"))).sessions[1]
        assert (second.earliest, second.latest) == (START + timedelta(14), START + timedelta(28))

    def test_an_exact_intervals_window_is_its_one_day(self) -> None:
        second = plan(protocol(phase("2", "15 days"))).sessions[1]
        assert second.earliest == second.date == second.latest

    def test_a_window_is_widened_to_hold_the_planned_day(self, catalog: Catalog) -> None:
        sessions = plan(catalog.protocol("tapered"), date(2025, 12, 17)).sessions
        windows = [(session.earliest, session.date, session.latest) for session in sessions[4:]]
        assert windows == [
            (date(2026, 2, 28), date(2026, 2, 28), date(2026, 2, 28)),
            (date(2026, 3, 28), date(2026, 3, 31), date(2026, 3, 31)),
            (date(2026, 4, 30), date(2026, 4, 30), date(2026, 4, 30)),
            (date(2026, 5, 30), date(2026, 5, 31), date(2026, 5, 31)),
        ]

    def test_a_repeat_that_waits_for_the_course_may_be_as_soon_as_the_course_can_be_over(self) -> None:
        regimen = protocol(phase("3", "2-12 days"), maintenance=again(None, "3 weeks", counted_from="first-session"))
        open_far_away = Closures(away=((date(2030, 1, 1), date(2030, 1, 1)),))
        for closures in (None, open_far_away):
            repeat = plan(regimen, closures=closures, pace="slow").sessions[3]
            assert repeat.date == repeat.latest == START + timedelta(days=36)
            assert repeat.earliest == START + timedelta(days=26)

    @pytest.mark.parametrize("pace", ["fast", "typical", "slow"])
    def test_without_a_longest_interval_the_shortest_is_planned_and_no_latest_is_given(self, pace: Pace) -> None:
        schedule = plan(protocol(phase("3", "2+ weeks")), pace=pace)
        assert days(schedule) == [0, 14, 28]
        assert [session.latest for session in schedule.sessions[1:]] == [None, None]
        assert finish_of(schedule).latest is None
        assert any("No longest interval" in note for note in schedule.notes) == (pace != "fast")

    def test_a_gap_without_a_longest_figure_plans_its_shortest(self) -> None:
        schedule = plan(protocol(phase("1"), phase("2", "1 week", name="two", gap="3+ weeks")), pace="slow")
        assert days(schedule) == [0, 21, 28]
        assert finish_of(schedule).latest is None


class TestCounts:
    def test_the_largest_count_is_planned_and_those_beyond_the_fewest_are_optional(self) -> None:
        schedule = plan(protocol(phase("2-3", "1 week")))
        assert [session.optional for session in schedule.sessions] == [False, False, True]

    def test_where_only_a_minimum_is_stated_it_is_planned(self) -> None:
        schedule = plan(protocol(phase("4+", "1 week")))
        assert (schedule.planned, [session.optional for session in schedule.sessions]) == (4, [False] * 4)

    @pytest.mark.parametrize(("total", "expected"), [(1, [0]), (4, [0, 15, 30, 45]), (5, [0, 15, 30, 45, 73])])
    def test_fewer_sessions_cut_the_last_phases(self, total: int, expected: list[int], catalog: Catalog) -> None:
        schedule = plan(catalog.protocol("tapered"), sessions=total)
        assert days(schedule) == expected
        assert schedule.warnings == (f"You chose {total} session{'s' * (total > 1)}; the source says 8.",)

    def test_more_sessions_extend_the_last_phase(self, catalog: Catalog) -> None:
        schedule = plan(catalog.protocol("tapered"), sessions=10)
        assert dates(schedule)[-2:] == [date(2026, 7, 19), date(2026, 8, 19)]
        assert [session.optional for session in schedule.sessions] == [False] * 8 + [True] * 2

    def test_a_count_within_the_range_needs_no_warning(self, catalog: Catalog) -> None:
        schedule = plan(catalog.protocol("standard"), sessions=4)
        assert schedule.planned == 4
        assert schedule.warnings == ()

    @pytest.mark.parametrize(
        ("number", "warnings"), [(3, ()), (4, ("You chose 4 sessions in phase two; the source says 2-3.",))]
    )
    def test_a_count_of_one_phase_is_compared_with_that_phase(self, number: int, warnings: tuple[str, ...]) -> None:
        regimen = protocol(phase("2", "1 week"), phase("2-3", "1 week", name="two"))
        schedule = plan(regimen, sessions={"two": number})
        assert (schedule.planned, schedule.warnings) == (2 + number, warnings)

    @pytest.mark.parametrize(("sessions", "earliest"), [("1-3", 0), ("2-3", 7), ("3", 14)])
    def test_a_course_may_end_with_its_fewest_sessions(self, sessions: str, earliest: int) -> None:
        finish = finish_of(plan(protocol(phase(sessions, "1 week"))))
        assert finish.earliest == START + timedelta(days=earliest)
        assert finish.planned == finish.latest == START + timedelta(days=14)

    def test_the_chosen_count_is_the_whole_range(self, catalog: Catalog) -> None:
        schedule = plan(catalog.protocol("standard"), sessions=4)
        assert schedule.regimen.sessions == Count(4, 4)
        assert finish_of(schedule).earliest == START + timedelta(weeks=6)
        assert finish_of(schedule).latest == START + timedelta(weeks=12)

    @pytest.mark.parametrize("total", [0, -1, 1001])
    def test_a_count_that_cannot_be_planned_is_refused(self, total: int, catalog: Catalog) -> None:
        with pytest.raises(UsageError, match="from 1 to 1000"):
            plan(catalog.protocol("standard"), sessions=total)

    def test_listed_days_can_be_cut_but_not_extended(self) -> None:
        listed = protocol(Phase(phase="days", days=(0, 3, 9)))
        assert [days(plan(listed, sessions=number)) for number in (2, 3)] == [[0, 3], [0, 3, 9]]
        with pytest.raises(UsageError, match="give an interval as well, as days=2w"):
            plan(listed, sessions=4)
        assert days(plan(listed, sessions=4, intervals={"": "1w"})) == [0, 7, 14, 21]


class TestChoices:
    def test_an_interval_outside_the_range_is_followed_with_a_warning(self, catalog: Catalog) -> None:
        schedule = plan(catalog.protocol("standard"), intervals={"": "5w"})
        assert days(schedule)[:3] == [0, 35, 70]
        assert schedule.warnings == ("You chose 5 weeks between sessions; the source says 2-4 weeks.",)

    def test_of_several_phases_the_one_that_is_meant_is_named(self) -> None:
        two = protocol(phase("2", "1 week"), phase("2", "1 week", name="later"))
        schedule = plan(two, intervals={"later": "2 weeks"})
        assert schedule.warnings == ("You chose 2 weeks between sessions in phase later; the source says 1 week.",)

    @pytest.mark.parametrize("interval", ["2w", "28 days", "15-20 days", "4w"])
    def test_an_interval_within_the_range_needs_no_warning(self, interval: str, catalog: Catalog) -> None:
        assert plan(catalog.protocol("standard"), intervals={"initial": interval}).warnings == ()

    @pytest.mark.parametrize("interval", ["13 days", "29 days", "1-3 weeks", "3+ weeks"])
    def test_a_day_beyond_the_range_is_warned_about(self, interval: str, catalog: Catalog) -> None:
        assert plan(catalog.protocol("standard"), intervals={"": interval}, pace="fast").warnings

    def test_an_interval_for_one_of_several_phases_names_it(self, catalog: Catalog) -> None:
        schedule = plan(catalog.protocol("tapered"), intervals={"monthly": "2w"})
        assert days(schedule) == [0, 15, 30, 45, 59, 73, 87, 101]
        with pytest.raises(UsageError, match=r"phases initial and monthly.*as initial=2 weeks"):
            plan(catalog.protocol("tapered"), intervals={"": "2w"})
        with pytest.raises(UnknownNameError, match=r'no phase "month".*did you mean monthly'):
            plan(catalog.protocol("tapered"), intervals={"month": "2w"})

    def test_an_interval_nobody_states_must_be_given(self, catalog: Catalog) -> None:
        with pytest.raises(IntervalNotStatedError, match=r"does not state how far apart.*--interval 2w"):
            plan(catalog.protocol("salon"))
        schedule = plan(catalog.protocol("salon"), intervals={"": "2w"})
        assert (schedule.planned, len(schedule.sessions)) == (10, 10)
        assert schedule.warnings == (
            "You chose 2 weeks between sessions; the source does not say how far apart they are.",
        )

    def test_the_first_phase_without_an_interval_is_asked_for(self) -> None:
        with pytest.raises(IntervalNotStatedError, match=r"phase two are; .* --interval two=2w"):
            plan(protocol(phase("2", "1 week"), phase("2", name="two")))
        bare = protocol(phase("2", "1 week"), phase("2", name="two"), phase("2", name="three"))
        with pytest.raises(IntervalNotStatedError, match=r"phase two are; .* --interval two=2w"):
            plan(bare)
        with pytest.raises(IntervalNotStatedError, match=r"phase three are; .* --interval three=2w"):
            plan(bare, intervals={"two": "2w"})

    @pytest.mark.parametrize(("sessions", "gap"), [("2", "2 weeks"), ("1", None)])
    def test_a_later_phase_needs_its_gap_and_its_interval(self, sessions: str, gap: str | None) -> None:
        with pytest.raises(IntervalNotStatedError, match=r"phase two are; .* --interval two=2w"):
            plan(protocol(phase("2", "1 week"), phase(sessions, name="two", gap=gap)))

    def test_an_interval_is_asked_for_by_its_phase_also_where_only_that_one_is_left(self) -> None:
        two = protocol(phase("2"), phase("2", "1 week", name="two"))
        with pytest.raises(IntervalNotStatedError, match=r"phase one are; .* --interval one=2w"):
            plan(two, sessions=2)
        assert days(plan(two, sessions=2, intervals={"one": "2w"})) == [0, 14]

    @pytest.mark.parametrize(("pace", "sizes"), [("fast", (4, 6)), ("typical", (4, 6)), ("slow", (8, 2))])
    def test_of_ways_to_choose_a_total_the_slow_pace_takes_the_largest_first(
        self, pace: Pace, sizes: tuple[int, int]
    ) -> None:
        two = protocol(phase("4 or 8", "1 week", name="one"), phase("2 or 6", "1 week", name="two", gap="1 week"))
        phases = [session.phase for session in plan(two, sessions=10, pace=pace).sessions]
        assert (phases.count("one"), phases.count("two")) == sizes

    def test_an_interval_takes_the_place_of_listed_days(self) -> None:
        schedule = plan(protocol(Phase(phase="days", days=(0, 3, 9))), intervals={"": "1w"})
        assert days(schedule) == [0, 7, 14]
        assert schedule.warnings == ("You chose 1 week between sessions; the source lists the days 0, 3, 9.",)

    @pytest.mark.parametrize(
        ("name", "choice", "expected", "warning"),
        [
            ("standard", "6mo", 3, None),
            (
                "standard",
                "2mo",
                10,
                "You chose maintenance every 2 months; the source says one session every 4-6 months.",
            ),
            ("standard", "none", 0, "You chose no maintenance; the source says one session every 4-6 months."),
            (
                "tapered",
                "6mo",
                3,
                "You chose maintenance every 6 months; the source says as needed (how often is not stated).",
            ),
            (
                "salon",
                "4mo",
                4,
                "You chose maintenance every 4 months; the source says one session from time to time (how often is not"
                " stated).",
            ),
            ("trial", "12mo", 1, "You chose maintenance every 12 months; the source has none."),
            ("trial", "none", 0, None),
        ],
    )
    def test_maintenance_can_be_chosen(
        self, name: str, choice: str, expected: int, warning: str | None, catalog: Catalog
    ) -> None:
        intervals = {"": "2w"} if name == "salon" else {}
        schedule = plan(catalog.protocol(name), maintenance=choice, intervals=intervals)
        assert len(dates(schedule, "maintenance")) == expected
        assert [found for found in schedule.warnings if "aintenance" in found] == ([warning] if warning else [])

    def test_a_chosen_maintenance_is_worded_by_what_was_chosen(self, catalog: Catalog) -> None:
        weekly = catalog.protocol("weekly")
        assert "every 6-12 months" in str(weekly.maintenance)
        assert "every 4 months" in str(plan(weekly, maintenance="4mo").regimen.maintenance)

    def test_a_repeated_course_stays_one_when_its_time_is_chosen(self, catalog: Catalog) -> None:
        schedule = plan(catalog.protocol("weekly"), maintenance="6mo", horizon="7mo")
        assert days(schedule) == [0, 7, 14, 21, 181, 188, 195, 202]

    @pytest.mark.parametrize("choice", ["..6 months", "48 hours"])
    def test_a_length_that_cannot_part_sessions_is_refused(self, choice: str, catalog: Catalog) -> None:
        with pytest.raises(UsageError, match=r"shortest|hours"):
            plan(catalog.protocol("standard"), maintenance=choice)
        with pytest.raises(UsageError, match=r"shortest|hours"):
            plan(catalog.protocol("standard"), intervals={"": choice})


class TestHorizon:
    @pytest.mark.parametrize(("horizon", "sessions"), [("13d", 1), ("14d", 1), ("15d", 2)])
    def test_a_session_on_the_last_day_is_outside(self, horizon: str, sessions: int) -> None:
        assert len(plan(protocol(phase("2", "2 weeks")), horizon=horizon).sessions) == sessions

    def test_course_sessions_beyond_it_are_left_out_and_said(self, catalog: Catalog) -> None:
        schedule = plan(catalog.protocol("standard"), horizon="1mo")
        assert (len(schedule.sessions), schedule.planned) == (2, 6)
        assert finish_of(schedule).planned == date(2026, 4, 20)
        assert schedule.warnings == (
            "4 of the course's 6 sessions fall after this plan, which ends before Thu 5 Feb 2026:"
            " --horizon looks further.",
        )

    def test_fifty_years_are_the_most(self) -> None:
        one = protocol(phase("1"))
        assert plan(one, horizon="50y").diary.end == date(2076, 1, 5)
        assert plan(one, horizon="600mo").diary.end == date(2076, 1, 5)
        with pytest.raises(UsageError, match="at most 50 years"):
            plan(one, horizon="18263d")

    @pytest.mark.parametrize("horizon", ["4-6mo", "6+ months", "..2 years", "48 hours"])
    def test_it_is_one_length_in_days_or_longer(self, horizon: str) -> None:
        with pytest.raises(UsageError, match="horizon"):
            plan(protocol(phase("1")), horizon=horizon)

    def test_fifty_years_may_lie_past_the_year_9999_where_the_plan_does_not(self) -> None:
        assert plan(protocol(phase("1")), date(9960, 1, 1)).diary.end == date(9962, 1, 1)

    def test_dates_past_the_year_9999_are_refused(self, catalog: Catalog) -> None:
        with pytest.raises(UsageError, match="past the year 9999"):
            plan(catalog.protocol("standard"), date(9999, 12, 31))
        with pytest.raises(UsageError, match="past the year 9999"):
            plan(protocol(phase("3", "1 year")), date(9998, 6, 1), horizon="1mo")


class TestMilestones:
    def when(self, result: Result, **choices: Any) -> tuple[date | None, date | None]:
        milestone = plan(protocol(phase("3", "1 week"), results=(result,)), **choices).milestones[0]
        return milestone.earliest, milestone.latest

    def test_a_time_after_the_first_session_goes_before_a_number_of_sessions(self) -> None:
        result = Result(milestone="x", after_sessions=Count(2, 3), after=Duration.parse("4-8 weeks"))
        assert self.when(result) == (date(2026, 2, 2), date(2026, 3, 2))

    def test_a_number_of_sessions_is_dated_by_the_plan(self) -> None:
        assert self.when(Result(milestone="x", after_sessions=Count(2, 3))) == (date(2026, 1, 12), date(2026, 1, 19))

    def test_sessions_that_the_plan_does_not_have_give_no_date(self) -> None:
        assert self.when(Result(milestone="x", after_sessions=Count(3, 6))) == (date(2026, 1, 19), None)
        assert self.when(Result(milestone="x", after_sessions=Count(4, None))) == (None, None)

    def test_an_open_end_stays_open(self) -> None:
        assert self.when(Result(milestone="x", after=Duration.parse("2+ months"))) == (date(2026, 3, 5), None)
        assert self.when(Result(milestone="x", after=Duration.parse("..2 months"))) == (None, date(2026, 3, 5))

    def test_what_has_no_figure_has_no_date(self) -> None:
        assert self.when(Result(milestone="x", note="several months")) == (None, None)

    def test_a_choice_of_a_month_is_a_calendar_month(self) -> None:
        seen = (Result(milestone="x", after=Duration.parse("15 days or 1 month")),)
        milestone = plan(protocol(phase("3", "1 week"), results=seen), date(2027, 1, 31)).milestones[0]
        assert (milestone.earliest, milestone.latest) == (date(2027, 2, 15), date(2027, 2, 28))

    def test_sessions_beyond_the_horizon_count(self) -> None:
        found = Result(milestone="x", after_sessions=Count(2, 3))
        assert self.when(found, horizon="8d") == self.when(found) == (date(2026, 1, 12), date(2026, 1, 19))

    def test_they_come_in_date_order_undated_ones_last(self, catalog: Catalog) -> None:
        found = [milestone.earliest for milestone in plan(catalog.protocol("standard")).milestones]
        assert found == [date(2026, 2, 2), date(2026, 3, 5), None]


class TestNotStated:
    @pytest.mark.parametrize(
        ("name", "expected"),
        [
            ("standard", ()),
            (
                "tapered",
                (
                    "the time between the phases (read as the later one's interval)",
                    "when maintenance is due (set it with --maintenance)",
                ),
            ),
            ("weekly", ("the largest number of sessions (set it with --sessions)", "when results are to be seen")),
            (
                "salon",
                (
                    "how far apart the sessions are (set it with --interval)",
                    "the largest number of sessions (set it with --sessions)",
                    "when maintenance is due (set it with --maintenance)",
                    "when results are to be seen",
                ),
            ),
            ("fortnightly", ()),
            ("trial", ("when results are to be seen", "how long a session takes")),
        ],
    )
    def test_what_a_source_leaves_open_is_said(self, name: str, expected: tuple[str, ...], catalog: Catalog) -> None:
        assert not_stated(catalog.protocol(name)) == expected


UNITS_OF_DAYS = st.sampled_from([Unit.DAYS, Unit.WEEKS])
ANY_UNIT = st.sampled_from([Unit.DAYS, Unit.WEEKS, Unit.MONTHS])
PACES = st.sampled_from(["fast", "typical", "slow"])
STARTS = st.dates(date(2000, 1, 1), date(2100, 12, 31))


@st.composite
def durations(draw: st.DrawFn, units: st.SearchStrategy[Unit]) -> Duration:
    """Draw an interval."""
    shortest = draw(st.integers(1, 20))
    return Duration(shortest, shortest + draw(st.integers(0, 10)), draw(units))


@st.composite
def protocols(draw: st.DrawFn, units: st.SearchStrategy[Unit] = ANY_UNIT) -> Protocol:
    """Draw a protocol of one to three phases, with any kind of maintenance."""
    phases = []
    for index in range(draw(st.integers(1, 3))):
        fewest = draw(st.integers(1, 5))
        phases.append(
            Phase(
                phase=f"phase {index}",
                sessions=Count(fewest, draw(st.none() | st.integers(fewest, fewest + 4))),
                interval=draw(durations(units)),
                gap=draw(st.none() | durations(units)) if index else None,
            )
        )
    repeat = draw(st.sampled_from(["session", "course", "none"]))
    maintenance = Maintenance(repeat="none")
    if repeat == "session":
        maintenance = Maintenance(repeat="session", every=draw(durations(units)))
    elif repeat == "course":
        maintenance = Maintenance(
            repeat="course",
            every=draw(durations(units)),
            sessions=Count(1, draw(st.integers(1, 4))),
            counted_from=draw(st.sampled_from([None, "first-session", "last-session"])),
        )
    return protocol(*phases, maintenance=maintenance)


@given(protocols(), STARTS, PACES)
def test_every_day_lies_in_its_window_and_dates_strictly_increase(regimen: Protocol, start: date, pace: Pace) -> None:
    schedule = plan_schedule(regimen, Request(start=start, pace=pace))
    for session in schedule.sessions:
        assert session.earliest <= session.date
        assert session.latest is None or session.date <= session.latest
    assert all(one.date < other.date for one, other in pairwise(schedule.sessions))
    assert [session.number for session in schedule.sessions] == list(range(1, len(schedule.sessions) + 1))
    assert all(start <= session.date < schedule.diary.end for session in schedule.sessions)


@given(protocols(UNITS_OF_DAYS), STARTS, PACES)
def test_no_two_sessions_are_closer_than_the_shortest_interval(regimen: Protocol, start: date, pace: Pace) -> None:
    schedule = plan_schedule(regimen, Request(start=start, pace=pace))
    for one, other in pairwise(schedule.sessions):
        assert other.date - one.date >= shortest(schedule, one, other)


def shortest(schedule: Schedule, one: Session, other: Session) -> timedelta:
    """Return the least that may lie between two sessions that follow each other."""
    regimen = schedule.regimen
    phases = {phase.phase: phase for phase in regimen.course}
    if other.kind == "course":
        phase = phases[other.phase or ""]
        step = phase.gap if one.phase != other.phase and phase.gap else phase.interval
    elif regimen.maintenance.repeat == "session":
        step = regimen.maintenance.every
    else:
        # Within a repeat, and before one that had to wait, it is the course's first interval.
        first = regimen.repeated[0]
        step = first.phase.interval
        if first.every and not first.is_since_first:
            return min(map(days_in, filter(None, (step, first.every))))
    assert step is not None
    return days_in(step)


def days_in(step: Duration) -> timedelta:
    """Return the shortest of a step, a month counting a day at least."""
    return timedelta(days=step.shortest * (7 if step.unit is Unit.WEEKS else 1))


@given(protocols(), STARTS)
def test_a_slower_pace_is_never_earlier(regimen: Protocol, start: date) -> None:
    assume(regimen.maintenance.repeat != "course")
    fast, typical, slow = (
        dates(plan_schedule(regimen, Request(start=start, pace=pace))) for pace in ("fast", "typical", "slow")
    )
    assert all(one <= other for one, other in zip(fast, typical, strict=False))
    assert all(one <= other for one, other in zip(typical, slow, strict=False))


@given(protocols(), STARTS, PACES)
def test_the_course_ends_between_its_earliest_and_its_latest_day(regimen: Protocol, start: date, pace: Pace) -> None:
    finish = finish_of(plan_schedule(regimen, Request(start=start, pace=pace)))
    assert finish.earliest <= finish.planned
    assert finish.latest is None or finish.planned <= finish.latest


def test_plans_of_the_same_days_are_equal_however_the_horizon_was_written(catalog: Catalog) -> None:
    one, other = (Request(start=START, horizon=Duration.parse(written)) for written in ("1y", "12mo"))
    regimen = catalog.protocol("standard")
    assert plan_schedule(regimen, one) == plan_schedule(regimen, other)


def test_a_plan_changes_nothing_it_is_given(catalog: Catalog) -> None:
    regimen = catalog.protocol("tapered")
    before = regimen.model_copy()
    plan(regimen, sessions=3, intervals={"monthly": "3w"}, maintenance="none")
    assert regimen == before


class TestSharedOut:
    """A chosen number of sessions is shared out so that every phase keeps its own range as long as it can."""

    @pytest.mark.parametrize(
        ("total", "sizes"),
        [(2, [2]), (4, [3, 1]), (5, [3, 2]), (6, [4, 2]), (8, [6, 2]), (9, [6, 3]), (10, [6, 4]), (12, [6, 6])],
    )
    def test_over_two_phases_with_ranges(self, total: int, sizes: list[int]) -> None:
        two = protocol(phase("3-6", "1 week"), phase("2-4", "1 month", name="two"))
        schedule = plan(two, sessions=total)
        assert [found.count.min for found in schedule.regimen.course] == sizes
        assert schedule.planned == total

    @pytest.mark.parametrize(
        ("sessions", "sizes"),
        [
            ({"": 12, "two": 3}, [6, 3, 3]),
            ({"": 14, "two": 3}, [6, 3, 5]),
            ({"": 14, "three": 3}, [6, 5, 3]),
            ({"": 14, "two": 3, "three": 3}, [8, 3, 3]),
            ({"": 5, "three": 3}, [2, 3]),
            ({"": 10, "one": 4, "two": 3, "three": 3}, [4, 3, 3]),
        ],
    )
    def test_what_is_left_goes_to_the_last_phase_without_a_number_of_its_own(
        self, sessions: dict[str, int], sizes: list[int]
    ) -> None:
        three = protocol(
            phase("3-6", "1 week"), phase("2-4", "1 month", name="two"), phase("1-2", "1 month", name="three")
        )
        assert [found.count.min for found in plan(three, sessions=sessions).regimen.course] == sizes

    @pytest.mark.parametrize("sessions", [{"": 5, "one": 3, "two": 3}, {"": 7, "one": 3, "two": 3}])
    def test_a_total_that_contradicts_the_phases_is_refused(self, sessions: dict[str, int]) -> None:
        two = protocol(phase("3-6", "1 week"), phase("2-4", "1 month", name="two"))
        with pytest.raises(UsageError, match="in all contradict 6 by phase: leave one out") as error:
            plan(two, sessions=sessions)
        assert error.value.field == "sessions"

    @pytest.mark.parametrize(
        ("total", "pace", "sizes"),
        [(11, "fast", [8, 3]), (11, "slow", [8, 3]), (7, "slow", [4, 3]), (8, "fast", [4, 4]), (9, "typical", [4, 5])],
    )
    def test_a_choice_is_kept_where_the_total_can_be_had_and_else_it_is_said(
        self, total: int, pace: Pace, sizes: list[int]
    ) -> None:
        choice = protocol(phase("4 or 8", "1 week"), phase("3", "2 weeks", name="two"))
        schedule = plan(choice, sessions=total, pace=pace)
        assert [found.count.min for found in schedule.regimen.course] == sizes
        said = f"You chose {total} sessions; the source says 7-11."
        assert schedule.warnings == (() if total in (7, 11) else (said,))

    def test_the_planned_count_is_the_same_with_and_without_dates(self) -> None:
        two = protocol(phase("3-6", "1 week"), phase("4+", name="two", gap="1 week"))
        request = Request(start=START)
        undated = Diary(two, request)
        dated = Diary(two, request._replace(intervals={"two": Duration.parse("1 month")}))
        assert undated.regimen.planned == dated.regimen.planned == lay_out(dated).planned == 10

    def test_a_course_of_one_session_gives_its_repeats_no_interval(self) -> None:
        again = Maintenance(repeat="course", every=Duration.parse("6 months"), sessions=Count(2, 2))
        with pytest.raises(IntervalNotStatedError, match="how far apart"):
            plan(protocol(phase("1"), maintenance=again))
        assert days(plan(protocol(phase("1"), maintenance=again), intervals={"": "1w"}, horizon="7mo")) == [0, 181, 188]
