"""Closed days: every calendar of tests/cases/moves.yaml, worked out by hand, and what holds for all."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given, strategies as st

from mesoplan import Catalog
from mesoplan.errors import NoOpenDayError
from mesoplan.planning.closures import Closures
from mesoplan.planning.schedule import Schedule, Session
from mesoplan.planning.session_counts import count_sessions
from mesoplan.tables.regimens import Maintenance, Protocol
from mesoplan.values.ranges import Pace
from tests.conftest import cases
from tests.planning.helpers import START, WEEKENDS, again, dates, every, phase, plan, plan_case, protocol
from tests.planning.test_schedule import PACES, STARTS, protocols


@pytest.mark.parametrize("case", cases("moves"))
def test_a_closed_day_moves_one_session_by_the_rules(case: dict[str, Any]) -> None:
    schedule = plan_case(case)
    for session, expected in zip(schedule.sessions, case["expected"], strict=False):
        found = [session.date, session.moved_from, session.earliest, session.latest]
        assert found[: len(expected)] == expected, session
    assert len(schedule.sessions) >= len(case["expected"])
    for number, note in case.get("notes", {}).items():
        assert schedule.sessions[number - 1].note == note


def test_the_last_day_of_the_tolerance_goes_before_a_nearer_one_beyond_it() -> None:
    # The window is 5 to 9 January, with the tolerance 4 to 10; all but the 4th is closed.
    day, closures = date(2026, 1, 8), Closures(away=((date(2026, 1, 5), date(2026, 1, 10)),))
    assert closures.nearest_open(day, date(2026, 1, 5), date(2026, 1, 9), 1, date.min) == date(2026, 1, 4)


def test_the_first_day_of_the_window_goes_before_a_nearer_one_beyond_it() -> None:
    # The window is 5 to 9 January, with the tolerance 4 to 10; from the 6th to the 9th it is closed.
    day, closures = date(2026, 1, 8), Closures(away=((date(2026, 1, 6), date(2026, 1, 9)),))
    assert closures.nearest_open(day, date(2026, 1, 5), date(2026, 1, 9), 1, date.min) == date(2026, 1, 5)


def test_no_session_moves_to_the_day_of_the_one_before() -> None:
    # 7 January would be a day off, within the tolerance; 8 January is closed as well.
    away = Closures(away=((date(2026, 1, 6), date(2026, 1, 7)),))
    assert dates(plan(protocol(phase("3", "1 day")), closures=away, tolerance="1d")) == [
        date(2026, 1, 5),
        date(2026, 1, 8),
        date(2026, 1, 9),
    ]


def test_a_session_may_move_to_the_day_after_the_one_before() -> None:
    away = Closures(away=((date(2026, 1, 7), date(2026, 1, 8)),))
    moved = plan(protocol(phase("2", "1-3 days")), closures=away)
    assert dates(moved) == [date(2026, 1, 5), date(2026, 1, 6)]


def test_a_moved_session_takes_none_of_its_step_away() -> None:
    steps = [{"every": "2-3 months", "for": "6 months"}, {"every": "6 months"}]
    maintenance = Maintenance.model_validate({"repeat": "session", "steps": steps})
    regimen, start = protocol(phase("2", "1 week"), maintenance=maintenance), date(2027, 1, 8)
    assert dates(plan(regimen, start, pace="fast"))[2:6] == [
        date(2027, 3, 15),
        date(2027, 5, 15),
        date(2027, 7, 15),
        date(2028, 1, 15),
    ]
    # 15 May 2027 is a Saturday; from Monday 17 May on two months are over on 17 July, a Saturday too.
    assert dates(plan(regimen, start, WEEKENDS, pace="fast"))[2:5] == [
        date(2027, 3, 15),
        date(2027, 5, 17),
        date(2027, 7, 19),
    ]


class TestInYears:
    """What moving one session and not the plan is for."""

    @pytest.mark.parametrize("day", range(1, 32))
    def test_monthly_sessions_with_closed_weekends_stay_on_their_day_of_the_month(self, day: int) -> None:
        monthly = protocol(phase("1"), maintenance=every("1 month"))
        start = date(2026, 7, day)
        plain, moved = plan(monthly, start, horizon="5y"), plan(monthly, start, WEEKENDS, horizon="5y")
        # 60 months, and the sixtieth may move over the end; a start on a weekend moves by up to two days.
        assert len(plain.sessions) == 60
        assert len(moved.sessions) >= 59
        anchor = moved.sessions[0].date
        rhythm = dates(plan(monthly, anchor, horizon="5y"))
        for session, expected in zip(moved.sessions, rhythm, strict=False):
            assert abs((session.date - expected).days) <= 2

    def test_a_monday_patient_stays_one(self) -> None:
        weekly = protocol(phase("1"), maintenance=every("1 week"))
        mondays = {date(2026, 5, 4): "Early May", date(2026, 5, 25): "Spring", date(2026, 8, 31): "Summer"}
        schedule = plan(weekly, date(2026, 4, 6), Closures(holidays=mondays))
        moved = [session.moved_from for session in schedule.sessions if session.date.weekday() != 0]
        assert moved == list(mondays)


class TestSaid:
    def test_moves_are_said_in_one_line(self) -> None:
        schedule = plan(protocol(phase("40", "10 days")), START, WEEKENDS)
        moved = [session for session in schedule.sessions if session.moved_from]
        (line,) = [note for note in schedule.notes if "moved off closed days" in note]
        assert line == f"{len(moved)} sessions are moved off closed days (Sunday, Saturday)."
        assert len(moved) > 5
        assert schedule.warnings == ()

    def test_the_four_reasons_that_move_the_most_sessions_are_named(self) -> None:
        # After the first, ten Mondays: four are closed for A, then two each for B and C, and one each for D and E.
        names = ["B", "A", "A", "A", "A", "B", "C", "C", "D", "E"]
        mondays = {START + timedelta(weeks=week): name for week, name in enumerate(names, 1)}
        notes = plan(protocol(phase("11", "1 week")), START, Closures(holidays=mondays)).notes
        assert "10 sessions are moved off closed days (A, B, C, D)." in notes

    def test_the_earliest_and_the_latest_end_of_a_course_are_moved_as_well(self) -> None:
        # Fast, two sessions: 5 and 19 January. Slow, three: 5 January, 2 February and 2 March.
        closed = [date(2026, 1, 19), date(2026, 3, 2)]
        finish = plan(
            protocol(phase("2-3", "2-4 weeks")), START, Closures(away=tuple((day, day) for day in closed))
        ).finish
        assert finish is not None
        assert (finish.earliest, finish.latest) == (date(2026, 1, 20), date(2026, 3, 1))

    def test_the_tolerance_is_said_where_it_is_used_and_is_ours(self) -> None:
        away = Closures(away=((date(2026, 1, 12), date(2026, 1, 12)),))
        said = "our tolerance, not the source's: --tolerance sets it"
        weekly = protocol(phase("4", "1 week"))
        assert sum(said in note for note in plan(weekly, START, away).notes) == 1
        assert not any(said in note for note in plan(weekly, START, away, tolerance="0d").notes)
        assert not any(said in note for note in plan(protocol(phase("4", "1-2 weeks")), START, away).notes)

    @pytest.mark.parametrize(("chosen", "says"), [(None, "the source says 1 month"), ("1 month", "you chose 1 month")])
    def test_a_gap_between_maintenance_sessions_is_told_by_whose_it_is(self, chosen: str | None, says: str) -> None:
        regimen = protocol(phase("1"), maintenance=every("2 months" if chosen else "1 month"))
        away = Closures(away=((date(2026, 2, 5), date(2026, 2, 5)),))
        note = plan(regimen, START, away, maintenance=chosen).sessions[1].note
        assert note == f"moved off an absence, 32 days after session 1; {says}"

    @pytest.mark.parametrize(("chosen", "says"), [(None, "the source says 1 month"), ("1 month", "you chose 1 month")])
    def test_a_gap_before_a_repeated_course_is_told_by_whose_it_is(self, chosen: str | None, says: str) -> None:
        regimen = protocol(phase("2", "1 week"), maintenance=again(None, "2 months" if chosen else "1 month"))
        away = Closures(away=((date(2026, 2, 12), date(2026, 2, 19)),))
        notes = [session.note for session in plan(regimen, START, away, maintenance=chosen).sessions]
        assert notes[2] == f"moved off an absence, 30 days after session 2; {says}"
        assert notes[3] == "moved off an absence, 9 days after session 3; the source says 1 week"

    def test_a_gap_in_a_repeat_is_said_by_whose_its_interval_is(self) -> None:
        regimen = protocol(phase("1-2", "1 week"), maintenance=again("3", "4 weeks"))
        notes = [
            session.note for session in plan(regimen, START, WEEKENDS, intervals={"": "10d"}, tolerance="0d").sessions
        ]
        assert "the source says 10 days" not in " ".join(filter(None, notes))
        assert "you chose 10 days" in " ".join(filter(None, notes))

    def test_a_gap_in_a_repeat_is_the_sources_where_nothing_is_chosen(self) -> None:
        regimen = protocol(phase("2", "10 days"), maintenance=again("3", "4 weeks"))
        notes = [session.note for session in plan(regimen, START, WEEKENDS, tolerance="0d").sessions]
        said = {note.partition("; ")[2] for note in notes if note}
        assert said == {"the source says 10 days"}

    def test_a_gap_between_phases_stays_the_sources_where_an_interval_is_chosen(self) -> None:
        regimen = protocol(phase("2", "1 week"), phase("2", "2 weeks", name="two", gap="1 month"))
        away = Closures(away=((date(2026, 2, 10), date(2026, 2, 20)),))
        notes = [session.note for session in plan(regimen, START, away, intervals={"two": "3 weeks"}).sessions]
        assert notes[2] == "moved off an absence, 28 days after session 2; the source says 1 month"
        assert notes[3] == "24 days after session 3, which an absence moved; you chose 3 weeks"

    @pytest.mark.parametrize(
        ("closures", "expected"),
        [
            (None, ["3 sessions fall on a weekend (--closed weekends moves them)."]),
            (
                Closures(open_holidays={date(2026, 1, 24): "A Day"}),
                [
                    "3 sessions fall on a weekend (--closed weekends moves them), 1 session falls on a public holiday"
                    " (--closed holidays moves it)."
                ],
            ),
            (Closures(away=((START, START),)), ["3 sessions fall on a weekend (--closed weekends moves them)."]),
            (Closures(weekdays=frozenset({2})), []),
            (Closures(holidays={}), []),
        ],
        ids=["nothing", "known", "away", "a-weekday", "holidays"],
    )
    def test_sessions_on_weekends_are_said_where_nothing_is_closed(
        self, closures: Closures | None, expected: list[str]
    ) -> None:
        notes = plan(protocol(phase("3", "1 week")), date(2026, 1, 10), closures).notes
        assert [note for note in notes if "fall" in note] == expected

    @pytest.mark.parametrize(("day", "falls"), [(9, False), (10, True), (11, True), (12, False)])
    def test_a_weekend_is_saturday_and_sunday(self, day: int, falls: bool) -> None:
        notes = plan(protocol(phase("1")), date(2026, 1, day)).notes
        assert any("a weekend" in note for note in notes) is falls

    def test_one_is_one(self) -> None:
        assert plan(protocol(phase("1")), date(2026, 1, 10)).notes == (
            "1 session falls on a weekend (--closed weekends moves it).",
        )
        assert plan(protocol(phase("1")), date(2026, 1, 9)).notes == ()

    def test_what_is_known_of_the_days_is_passed_on(self) -> None:
        assert plan(protocol(phase("1")), START, Closures(notes=("Days of Wales.",))).notes == ("Days of Wales.",)

    def test_milestones_count_from_the_day_on_which_the_first_session_is(self, catalog: Catalog) -> None:
        schedule = plan(catalog.protocol("standard"), date(2026, 1, 3), WEEKENDS)
        assert schedule.milestones[0].earliest == date(2026, 2, 2)


class TestClosures:
    def test_without_an_open_day_within_a_year_it_ends_in_an_error(self) -> None:
        away = Closures(away=((date(2026, 1, 1), date(2027, 12, 31)),))
        with pytest.raises(NoOpenDayError, match="no day within 366 days of 2026-01-05 is open"):
            plan(protocol(phase("1")), START, away)

    @pytest.mark.parametrize(("days", "fits"), [(365, True), (366, True), (367, False)])
    def test_a_year_is_the_farthest(self, days: int, fits: bool) -> None:
        away = Closures(away=((START, START + timedelta(days=days - 1)),))
        if fits:
            assert away.first_open(START) == START + timedelta(days=days)
        else:
            with pytest.raises(NoOpenDayError):
                away.first_open(START)

    def test_a_day_before_the_end_of_the_calendar_is_found(self) -> None:
        away = Closures(away=((date.max, date.max),))
        before = date(9999, 12, 30)
        assert away.nearest_open(date.max, date(9999, 12, 20), None, 0, date(9999, 12, 1)) == before

    def test_a_window_of_years_is_looked_through(self) -> None:
        away = Closures(away=((date(2025, 1, 1), date(2028, 1, 1)),))
        found = away.nearest_open(date(2027, 1, 15), date(2026, 6, 1), date(2030, 1, 1), 0, date(2026, 6, 1))
        assert found == date(2028, 1, 2)

    def test_the_last_days_of_the_calendar_end_in_an_error_too(self) -> None:
        away = Closures(away=((date(9999, 1, 1), date.max),))
        with pytest.raises(NoOpenDayError):
            away.first_open(date.max)
        with pytest.raises(NoOpenDayError):
            away.nearest_open(date.max, date.max, date.max, 3, date(9999, 6, 1))

    @pytest.mark.parametrize(
        ("day", "reason", "cause"),
        [
            (date(2026, 12, 25), "away", "an absence"),
            (date(2026, 12, 26), "Saturday", "a closed Saturday"),
            (date(2026, 12, 28), "Boxing Day (observed)", "a holiday"),
        ],
    )
    def test_being_away_goes_before_a_holiday_and_that_before_a_weekday(
        self, day: date, reason: str, cause: str
    ) -> None:
        closures = Closures(
            weekdays=frozenset({0, 5, 6}),
            holidays={date(2026, 12, 25): "x", date(2026, 12, 28): "Boxing Day (observed)"},
            away=((date(2026, 12, 25), date(2026, 12, 25)),),
        )
        assert (closures.reason(day), closures.cause(day)) == (reason, cause)
        assert closures.reason(date(2026, 12, 24)) is None

    def test_both_ends_of_an_absence_are_closed(self) -> None:
        away = Closures(away=((date(2026, 1, 6), date(2026, 1, 7)),))
        assert [away.reason(date(2026, 1, day)) for day in (5, 6, 7, 8)] == [None, "away", "away", None]


CLOSURES = st.builds(
    Closures,
    weekdays=st.frozensets(st.integers(0, 6), max_size=5),
    away=st.lists(
        st.tuples(st.dates(date(2000, 1, 1), date(2101, 12, 31)), st.integers(0, 60)).map(
            lambda span: (span[0], span[0] + timedelta(days=span[1]))
        ),
        max_size=4,
    ).map(tuple),
)


def gap_is_said(before: Session, session: Session) -> bool:
    """Whether a session's note says how long after the one before it is, or its window holds it."""
    days = (session.date - before.date).days
    in_window = session.earliest <= session.date and (session.latest is None or session.date <= session.latest)
    return in_window or f"{days} day" in (session.note or "")


@given(protocols(), STARTS, PACES, CLOSURES)
def test_with_any_closures_sessions_are_on_open_days_in_order_and_what_misses_its_window_says_so(
    regimen: Protocol, start: date, pace: Pace, closures: Closures
) -> None:
    schedule = plan(regimen, start, closures, pace=pace)
    assert all(closures.reason(session.date) is None for session in schedule.sessions)
    for one, other in pairwise(schedule.sessions):
        assert one.date < other.date
        if other.kind == "course":
            assert gap_is_said(one, other)
    for session in schedule.sessions:
        assert (session.moved_from is None) == (session.reason is None)
        if session.moved_from is None:
            assert session.earliest <= session.date
            assert session.latest is None or session.date <= session.latest
        else:
            assert closures.reason(session.moved_from) == session.reason
            assert session.earliest <= session.moved_from


@given(protocols(), STARTS, PACES, CLOSURES)
def test_with_any_closures_the_plan_lies_between_the_fewest_and_the_most(
    regimen: Protocol, start: date, pace: Pace, closures: Closures
) -> None:
    schedule = plan(regimen, start, closures, pace=pace, horizon="6mo")
    for through in count_sessions(schedule.diary, schedule).through:
        assert through.sessions.min <= through.sessions.planned
        assert through.sessions.max is None or through.sessions.planned <= through.sessions.max


def open_day_apart(schedule: Schedule, day: date) -> bool:
    """Whether a day lies on none of a schedule's sessions."""
    return day not in dates(schedule)


@given(protocols(), STARTS, PACES, st.dates(date(2000, 1, 1), date(2103, 1, 1)))
def test_a_closed_day_without_a_session_changes_nothing(
    regimen: Protocol, start: date, pace: Pace, closed: date
) -> None:
    plain = plan(regimen, start, pace=pace)
    if open_day_apart(plain, closed) and closed < plain.diary.end:
        away = plan(regimen, start, Closures(away=((closed, closed),)), pace=pace)
        assert away.sessions == plain.sessions


@given(st.integers(1, 6), st.sampled_from(["days", "weeks", "months"]), STARTS, st.integers(1, 9))
def test_one_closed_day_moves_one_session_of_an_exact_interval_by_one_day(
    number: int, unit: str, start: date, which: int
) -> None:
    if unit == "days":
        number += 1
    regimen = protocol(phase("12", f"{number} {unit}"))
    plain = plan(regimen, start, horizon="8y").sessions
    closed, expected = plain[which].date, [session.date for session in plain]
    away = plan(regimen, start, Closures(away=((closed, closed),)), horizon="8y")
    # After a short month, as from 28 February to 29 May, the interval ends before the rhythm day: both are its window.
    expected[which] += timedelta(days=-1 if plain[which].earliest < closed else 1)
    assert dates(away) == expected
