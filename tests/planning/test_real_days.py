"""Plans that meet life: sessions done, closed days, days away."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date, timedelta
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mesoplan import Catalog, Duration, Request, plan_schedule
from mesoplan.errors import NoOpenDayError, UsageError
from mesoplan.planning.closures import WEEKDAYS, Closures, public_holidays
from mesoplan.planning.overrides import apply_choices
from mesoplan.values.ranges import Pace
from mesoplan.planning.schedule import Schedule, lay_out
from mesoplan.planning.session_counts import count_sessions
from mesoplan.tables.regimens import Phase, Protocol
from tests.conftest import Result, cases
from tests.test_schedule import STARTS, UNITS_OF_DAYS, phase, protocol, protocols, shortest

TODAY = date(2026, 3, 20)
Run = Callable[..., Result]


def plan(case: dict[str, Any], catalog: Catalog) -> Schedule:
    """Plan a case."""
    regimen = catalog.protocol(case.get("protocol", "standard"))
    if "days" in case:
        regimen = protocol(Phase(phase="days", days=tuple(case["days"])))
    done = tuple(sorted(case.get("done", ())))
    closed = frozenset(WEEKDAYS.index(day) for day in case.get("closed", ()))
    away = tuple((first, last) for first, last in case.get("away", ()))
    holidays = public_holidays(*case["holidays"].split("-")) if "holidays" in case else None
    closures = Closures(closed, holidays, away) if closed or away or holidays is not None else None
    start = done[0] if done else case.get("start", date(2026, 1, 5))
    request = Request(
        start=start,
        pace=case.get("pace", "typical"),
        sessions=case.get("sessions"),
        done=done,
        closures=closures,
        today=case.get("today", TODAY) if done else None,
    )
    return plan_schedule(regimen, request)


@pytest.mark.parametrize("case", cases("done"))
def test_what_took_place_is_counted_from(case: dict[str, Any], catalog: Catalog) -> None:
    schedule = plan(case, catalog)
    found = [[s.date, s.status, s.timing, s.moved_from] for s in schedule.sessions]
    assert found[: len(case["expected"])] == case["expected"]
    if "kinds" in case:
        assert [session.kind for session in schedule.sessions][: len(case["kinds"])] == case["kinds"]
    overdue = [warning for warning in schedule.warnings if "overdue" in warning]
    if "warning" in case:
        assert overdue == [case["warning"]]
    else:
        assert len(overdue) == sum(status == "overdue" for _, status, _, _ in found)


@pytest.mark.parametrize("case", cases("closed"))
def test_a_closed_day_moves_a_session(case: dict[str, Any], catalog: Catalog) -> None:
    schedule = plan(case, catalog)
    found = [[s.date, s.moved_from, s.reason] for s in schedule.sessions]
    assert found[: len(case["expected"])] == case["expected"]
    if "warning" in case:
        assert case["warning"] in schedule.warnings


class TestDone:
    def test_the_horizon_does_not_hide_what_took_place(self, catalog: Catalog) -> None:
        done = (date(2026, 1, 5), date(2026, 3, 1))
        request = Request(start=done[0], done=done, today=TODAY, horizon=Request(TODAY).horizon._replace(min=1, max=1))
        assert [s.date for s in plan_schedule(catalog.protocol("standard"), request).sessions] == list(done)

    @pytest.mark.parametrize(
        ("done", "message"),
        [
            ((date(2026, 1, 5), date(2026, 1, 5)), "given twice"),
            ((date(2026, 1, 5), date(2026, 1, 4)), "in order"),
            ((date(2026, 1, 6),), "contradicts"),
            ((date(2026, 1, 5), date(2026, 3, 21)), "cannot be done yet"),
        ],
    )
    def test_what_cannot_be_is_refused(self, done: tuple[date, ...], message: str, catalog: Catalog) -> None:
        with pytest.raises(UsageError, match=message):
            plan_schedule(catalog.protocol("standard"), Request(start=date(2026, 1, 5), done=done, today=TODAY))

    def test_costs_go_through_what_took_place(self, catalog: Catalog) -> None:
        request = Request(start=date(2026, 1, 5), done=(date(2026, 1, 5), date(2026, 3, 1)), today=TODAY)
        regimen = apply_choices(catalog.protocol("standard"), request)
        through = count_sessions(regimen, lay_out(regimen)).through[0]
        # At the most: 5 January, 1, 20 March (not before today), then 3 every other week to 1 May, and every 4
        # months from there: 1 September. At the fewest: 5 January, 1 and 29 March, and 29 September.
        assert (through.fewest, through.planned, through.most) == (4, 7, 8)

    def test_what_is_overdue_is_told_even_after_the_horizon(self, catalog: Catalog) -> None:
        done = (date(2023, 6, 1),)
        schedule = plan_schedule(catalog.protocol("standard"), Request(start=done[0], done=done, today=TODAY))
        assert [(s.date, s.status) for s in schedule.sessions] == [(done[0], "done"), (TODAY, "overdue")]
        assert any("overdue since 2023-06-22" in warning for warning in schedule.warnings)
        assert any("--horizon looks further" in warning for warning in schedule.warnings)

    def test_milestones_count_from_the_day_on_which_the_first_session_is(self, catalog: Catalog) -> None:
        closures = Closures(frozenset({5, 6}))
        schedule = plan_schedule(catalog.protocol("standard"), Request(start=date(2026, 1, 3), closures=closures))
        assert schedule.milestones[0].earliest == date(2026, 2, 2)


class TestClosures:
    def test_without_an_open_day_within_a_year_it_ends_in_an_error(self) -> None:
        away = Closures(away=((date(2026, 1, 1), date(2027, 12, 31)),))
        with pytest.raises(NoOpenDayError, match="no day within 366 days of 2026-01-05 is open"):
            plan_schedule(protocol(phase("1")), Request(start=date(2026, 1, 5), closures=away))

    def test_the_last_days_of_the_calendar_end_in_an_error_too(self) -> None:
        away = Closures(away=((date(9999, 1, 1), date.max),))
        with pytest.raises(NoOpenDayError):
            away.nearest_open(date(9999, 12, 31), date(9999, 12, 31), None)

    @pytest.mark.parametrize(
        ("day", "reason"),
        [(date(2026, 12, 25), "away"), (date(2026, 12, 26), "Saturday"), (date(2026, 12, 28), "Boxing Day (observed)")],
    )
    def test_being_away_goes_before_a_holiday_and_that_before_a_weekday(self, day: date, reason: str) -> None:
        closures = Closures(frozenset({5, 6}), None, ((date(2026, 12, 25), date(2026, 12, 25)),))
        with_holidays = closures._replace(
            holidays={date(2026, 12, 25): "x", date(2026, 12, 28): "Boxing Day (observed)"}
        )
        assert with_holidays.reason(day) == reason

    @pytest.mark.parametrize(("code", "region", "words"), [("XX", None, "for XX"), ("GB", "ZZ", "ENG, NIR, SCT, WLS")])
    def test_a_country_without_known_holidays_is_refused(self, code: str, region: str | None, words: str) -> None:
        with pytest.raises(UsageError, match=words):
            public_holidays(code, region)


CLOSURES = st.builds(
    Closures,
    st.frozensets(st.integers(0, 6), max_size=5),
    st.none(),
    st.lists(
        st.tuples(st.dates(date(2000, 1, 1), date(2101, 12, 31)), st.integers(0, 60)).map(
            lambda span: (span[0], span[0] + timedelta(days=span[1]))
        ),
        max_size=4,
    ).map(tuple),
)


@given(protocols(UNITS_OF_DAYS), STARTS, st.sampled_from(["fast", "typical", "slow"]), CLOSURES)
def test_with_any_closures_sessions_are_on_open_days_in_order_and_not_too_close(
    regimen: Protocol, start: date, pace: Pace, closures: Closures
) -> None:
    schedule = plan_schedule(regimen, Request(start=start, pace=pace, closures=closures))
    assert all(closures.reason(session.date) is None for session in schedule.sessions)
    for one, other in pairwise(schedule.sessions):
        assert other.date - one.date >= shortest(schedule, one, other)
    for session in schedule.sessions:
        assert (session.moved_from is None) == (session.reason is None)
        if session.moved_from is not None:
            assert closures.reason(session.moved_from) == session.reason


@given(protocols(UNITS_OF_DAYS), STARTS, st.sampled_from(["fast", "typical", "slow"]), CLOSURES)
def test_with_any_closures_the_plan_lies_between_the_fewest_and_the_most(
    regimen: Protocol, start: date, pace: Pace, closures: Closures
) -> None:
    horizon = Duration.parse("6mo")
    planned = apply_choices(regimen, Request(start=start, pace=pace, closures=closures, horizon=horizon))
    for through in count_sessions(planned, lay_out(planned)).through:
        assert through.fewest <= through.planned <= through.most


@given(protocols(UNITS_OF_DAYS), STARTS, st.sampled_from(["fast", "typical", "slow"]), st.integers(0, 12))
def test_planned_days_that_took_place_change_no_later_day(
    regimen: Protocol, start: date, pace: Pace, took_place: int
) -> None:
    plain = plan_schedule(regimen, Request(start=start, pace=pace))
    days = [session.date for session in plain.sessions]
    done = tuple(days[:took_place])
    today = done[-1] if done else start
    again = plan_schedule(regimen, Request(start=start, pace=pace, done=done, today=today))
    assert [session.date for session in again.sessions] == days
    assert all(session.timing == "on_time" for session in again.sessions[: len(done)])


class TestCommand:
    def test_done_sessions_set_the_start(self, run: Run) -> None:
        words = "schedule --done 2026-01-26 --done 2026-01-05 --today 2026-02-01 --json"
        document = json.loads(run(*words.split()).out)
        assert document["start"] == "2026-01-05"
        assert [session["status"] for session in document["sessions"]][:3] == ["done", "done", "planned"]
        assert document["sessions"][1]["timing"] == "on_time"

    def test_closed_days_are_told_with_their_reason(self, run: Run) -> None:
        words = "schedule --start 2026-12-04 --closed weekends --closed holidays --country GB --away 2027-01-14"
        text = run(*words.split()).out
        assert "Moved from 2026-12-25: Christmas Day" in " ".join(text.split())
        assert "Moved from 2027-01-14: away" in " ".join(text.split())

    def test_a_country_without_a_price_has_holidays_too(self, run: Run) -> None:
        words = "schedule --start 2026-06-23 --closed holidays --country FR --json"
        sessions = json.loads(run(*words.split()).out)["sessions"]
        assert (sessions[1]["moved_from"], sessions[1]["reason"]) == ("2026-07-14", "National Day")

    @pytest.mark.parametrize(
        ("words", "parts"),
        [
            ("--done 2026-02-30", ["--done", "calendar"]),
            ("--done 2026-01-06", ["cannot be done yet", "2026-01-05"]),
            ("--done 2026-01-01 --done 2026-01-01", ["2026-01-01", "twice"]),
            ("--done 2026-01-01 --start 2026-01-02", ["2026-01-02", "contradicts", "2026-01-01"]),
            ("--closed friday", ["--closed", "no closed day 'friday'", "did you mean fri?", "weekends"]),
            ("--closed holidays", ["--closed", "--country"]),
            ("--closed holidays -c worldwide", ["Worldwide has no public holidays"]),
            ("--closed holidays -c atlantis", ["no price for 'atlantis'"]),
            ("--closed holidays -c XX", ["XX"]),
            ("--closed holidays -c DE-XX", ["no region 'XX'", "BY"]),
            ("--closed holidays -c uk -c us", ["one --country"]),
            ("--closed weekends --closed mon --closed tue --closed wed --closed thu --closed fri", ["no weekday"]),
            ("--away 2027-01-03..2026-12-20", ["--away", "ends before it begins"]),
            ("--away 2026-12-20..", ["--away"]),
            ("--away christmas", ["--away", "not a date"]),
        ],
    )
    @pytest.mark.parametrize("command", ["schedule", "cost"])
    def test_bad_input_gets_one_clear_sentence_and_exit_2(
        self, command: str, words: str, parts: list[str], run: Run
    ) -> None:
        result = run(command, *words.split())
        assert (result.code, result.out, result.err.count("\n")) == (2, "", 1)
        assert all(part in result.err for part in parts), result.err

    def test_no_open_day_ends_with_1(self, run: Run) -> None:
        result = run("schedule", "--away", "2026-01-01..2028-01-01")
        assert (result.code, result.out, result.err.count("\n")) == (1, "", 1)
