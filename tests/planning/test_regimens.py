"""Published regimens, written in the table format: their days, and what is said of them."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from mesoplan import Duration, Request, load_catalog
from mesoplan.errors import IntervalNotStatedError, UsageError
from mesoplan.planning.schedule import Schedule, lay_out, plan_schedule
from mesoplan.planning.session_counts import count_sessions
from mesoplan.planning.visits import Diary
from mesoplan.tables.regimens import Maintenance, Phase, Protocol, Review
from mesoplan.values.ranges import Count, Pace
from tests.conftest import CASES, SHIPPED, TODAY, cases
from tests.planning.helpers import phase, plan, protocol as protocol_of, result

PACES: tuple[Pace, ...] = ("fast", "typical", "slow")


def table(case: dict[str, Any], folder: Path) -> Path:
    """Write the case's protocol as a folder, and return it."""
    entry = "".join(f"  {line}\n" for line in case["text"].splitlines())
    (folder / "protocols.yaml").write_text(f"sources:\n  own: {{title: Own}}\nprotocols:\n{entry}", encoding="utf-8")
    return folder


def name(case: dict[str, Any]) -> str:
    """Return the id of the case's protocol."""
    return str(case["text"].partition(":")[0])


def protocol(case: dict[str, Any], folder: Path) -> Protocol:
    """Read the case's protocol as a user's table is read."""
    return load_catalog(table(case, folder)).protocol(name(case))


def request(case: dict[str, Any], pace: Pace) -> Request:
    """Return the request of a case, with the interval that its source leaves out."""
    intervals = {"": Duration.parse(case["interval"])} if "interval" in case else {}
    return Request(start=TODAY, pace=pace, intervals=intervals)


def day_numbers(schedule: Schedule) -> list[int]:
    """Return the days of a schedule's sessions, the first being 0."""
    return [(session.date - TODAY).days for session in schedule.sessions]


@pytest.mark.parametrize("case", cases("regimens"))
def test_a_published_regimen_has_the_days_that_its_source_gives(case: dict[str, Any], tmp_path: Path) -> None:
    regimen = protocol(case, tmp_path)
    for pace in PACES:
        schedule = plan_schedule(regimen, request(case, pace))
        days = case["days"][pace] if isinstance(case["days"], dict) else case["days"]
        assert day_numbers(schedule) == days, pace
        optional = case.get("optional", [])
        optional = optional.get(pace, []) if isinstance(optional, dict) else optional
        assert [session.number for session in schedule.sessions if session.optional] == optional
        if "milestones" in case:
            found = [(one.name, one.kind, one.earliest, one.latest) for one in schedule.milestones]
            expected = [(*one[:2], *(TODAY + timedelta(days=day) for day in one[2:])) for one in case["milestones"]]
            assert found == expected
        if "finish" in case:
            finish = case["finish"] and [TODAY + timedelta(days=day) for day in case["finish"]]
            assert (schedule.finish and [schedule.finish.earliest, schedule.finish.latest]) == finish
        if "course" in case:
            assert schedule.regimen.sessions == Count(*case["course"])
        counts = count_sessions(schedule.diary, schedule)
        assert counts.complete is case.get("complete", True)
        said = [*schedule.warnings, *schedule.notes]
        assert "warns" not in case or any(case["warns"] in line for line in said), said


@pytest.mark.parametrize("case", cases("regimens"))
def test_what_a_source_leaves_out_is_asked_for(case: dict[str, Any], tmp_path: Path) -> None:
    regimen = protocol(case, tmp_path)
    if "refused" in case:
        with pytest.raises(IntervalNotStatedError, match=case["refused"]):
            plan_schedule(regimen, Request(start=TODAY))
    else:
        assert plan_schedule(regimen, Request(start=TODAY)).sessions


@pytest.mark.parametrize("case", cases("regimens"))
def test_each_is_an_example_of_its_own(case: dict[str, Any]) -> None:
    assert case["says"].endswith(".")
    assert case["text"] in (CASES / "regimens.yaml").read_text(encoding="utf-8").replace("\n    ", "\n")


def written(text: str, folder: Path) -> Protocol:
    """Read a protocol from the fields that its case would have."""
    return protocol({"text": f"own:\n  name: Own\n  source: own\n{text}"}, folder)


class TestWithoutACourse:
    ALONE = "  maintenance: {repeat: session, every: 3 months}\n"
    REPEATED = "  maintenance: {repeat: course, sessions: 3, every: 6 months}\n"

    def test_every_session_is_maintenance_from_the_first_day_on(self, tmp_path: Path) -> None:
        schedule = plan_schedule(written(self.ALONE, tmp_path), Request(start=date(2025, 11, 30)))
        assert {(session.kind, session.phase, session.optional) for session in schedule.sessions} == {
            ("maintenance", None, False)
        }
        # Every month end is counted from the first day, so that none drifts.
        assert [session.date for session in schedule.sessions][:3] == [
            date(2025, 11, 30),
            date(2026, 2, 28),
            date(2026, 5, 30),
        ]

    def test_there_is_no_number_of_sessions_to_choose(self, tmp_path: Path) -> None:
        with pytest.raises(UsageError, match="no course, only maintenance: leave --sessions out"):
            plan_schedule(written(self.ALONE, tmp_path), Request(start=TODAY, sessions=3))

    @pytest.mark.parametrize(("interval", "says"), [("", "--maintenance 2 weeks"), ("initial", 'no phase "initial"')])
    def test_there_is_no_phase_to_choose_an_interval_for(self, interval: str, says: str, tmp_path: Path) -> None:
        asked = Request(start=TODAY, intervals={interval: Duration.parse("2w")})
        with pytest.raises(UsageError, match=says):
            plan_schedule(written(self.ALONE, tmp_path), asked)

    def test_without_maintenance_nothing_would_be_planned(self, tmp_path: Path) -> None:
        with pytest.raises(UsageError, match="without it nothing is planned"):
            plan_schedule(written(self.ALONE, tmp_path), Request(start=TODAY, maintenance="none"))

    def test_maintenance_can_be_chosen(self, tmp_path: Path) -> None:
        asked = Request(start=TODAY, maintenance=Duration.parse("1y"), horizon=Duration.parse("3y"))
        schedule = plan_schedule(written(self.ALONE, tmp_path), asked)
        assert day_numbers(schedule) == [0, 365, 730]
        assert schedule.warnings == ("You chose maintenance every year; the source says one session every 3 months.",)

    def test_an_interval_between_the_sessions_of_each_repeat_can_be_given(self, tmp_path: Path) -> None:
        regimen = written(self.REPEATED, tmp_path)
        with pytest.raises(IntervalNotStatedError, match=r"of each repeat are; .* --interval 2w"):
            plan_schedule(regimen, Request(start=TODAY))
        asked = Request(start=TODAY, intervals={"": Duration.parse("1w")}, horizon=Duration.parse("7mo"))
        schedule = plan_schedule(regimen, asked)
        assert day_numbers(schedule) == [0, 7, 14, 195, 202, 209]
        assert schedule.warnings == (
            "You chose 1 week between the sessions of each repeat; the source does not say how far apart they are.",
        )

    def test_an_interval_that_is_stated_can_be_changed_with_a_warning(self, tmp_path: Path) -> None:
        stated = self.REPEATED.replace("course,", "course, interval: 2 weeks,")
        asked = Request(start=TODAY, intervals={"": Duration.parse("1w")})
        schedule = plan_schedule(written(stated, tmp_path), asked)
        assert schedule.warnings == ("You chose 1 week between the sessions of each repeat; the source says 2 weeks.",)

    def test_maintenance_without_a_figure_has_one_session_and_then_no_dates(self, tmp_path: Path) -> None:
        regimen = written("  maintenance: {repeat: as-needed}\n", tmp_path)
        schedule = plan_schedule(regimen, Request(start=TODAY))
        assert day_numbers(schedule) == [0]
        assert not count_sessions(schedule.diary, schedule).complete


class TestChoice:
    def plan(self, every: str, pace: Pace, **asked: Any) -> Schedule:
        regimen = Protocol(
            id="own",
            name="Own",
            source="own",
            maintenance=Maintenance(repeat="session", every=Duration.parse(every)),
        )
        return plan_schedule(regimen, Request(start=TODAY, pace=pace, **asked))

    @pytest.mark.parametrize(
        ("every", "fast", "typical", "slow"),
        [
            ("3 or 4 weeks", 21, 21, 28),
            ("4 or 3 weeks", 21, 21, 28),
            ("2 or 6 or 4 weeks", 14, 14, 42),
            ("15 days or 1 week", 7, 7, 15),
        ],
    )
    def test_fast_and_typical_take_the_smallest_and_slow_the_largest(
        self, every: str, fast: int, typical: int, slow: int
    ) -> None:
        for pace, expected in zip(PACES, (fast, typical, slow), strict=True):
            session = self.plan(every, pace).sessions[2]
            assert (session.date - TODAY).days == 2 * expected

    @pytest.mark.parametrize(("pace", "day"), [("fast", 21), ("typical", 21), ("slow", 28)])
    def test_the_window_is_the_one_day(self, pace: Pace, day: int) -> None:
        session = self.plan("4 or 3 weeks", pace).sessions[1]
        assert (session.earliest, session.latest) == (TODAY + timedelta(day), TODAY + timedelta(day))

    @pytest.mark.parametrize(
        ("chosen", "warned"),
        [("3mo", False), ("4mo", False), ("4 or 3mo", False), ("3-4mo", True), ("14w", True), ("5mo", True)],
    )
    def test_only_what_is_in_the_choice_needs_no_warning(self, chosen: str, warned: bool) -> None:
        schedule = self.plan("3 or 4 months", "fast", maintenance=Duration.parse(chosen))
        assert any("one session every 3 or 4 months" in warning for warning in schedule.warnings) is warned


class TestStatedTotal:
    def both(self, total: str, sessions: int | None = None) -> tuple[str, ...]:
        regimen = Protocol(
            id="own",
            name="Own",
            source="own",
            course=(phase("3-6", "1 week"),),
            maintenance=Maintenance(repeat="none"),
            stated_total=Count.parse(total),
        )
        return lay_out(Diary(regimen, Request(start=TODAY, sessions=sessions))).warnings

    def test_it_is_silent_where_it_is_what_the_phases_add_up_to(self) -> None:
        assert self.both("3-6") == ()

    def test_the_total_can_be_planned_without_a_warning(self) -> None:
        assert self.both("8") == (
            "The source states 8 sessions in all, but its phases add up to 3-6. The phases are planned;"
            " --sessions plans another number.",
        )
        assert self.both("8", sessions=8) == ()
        assert self.both("8", sessions=7) == ("You chose 7 sessions; the source says 3-6.",)

    def test_a_patient_who_moves_on_early_has_the_rest_in_the_next_phase(self) -> None:
        regimen = protocol_of(phase("3-6", "1 week"), phase("4-8", "2 weeks", name="two"), stated_total=Count(None, 10))
        early = plan(regimen, sessions={"one": 3})
        assert [session.phase for session in early.sessions] == ["one"] * 3 + ["two"] * 7
        assert plan(regimen, sessions=12).planned == 12

    def test_numbers_chosen_by_phase_are_followed_beyond_the_total(self) -> None:
        regimen = protocol_of(phase("3-6", "1 week"), phase("4-8", "2 weeks", name="two"), stated_total=Count(None, 10))
        both = plan(regimen, sessions={"one": 8, "two": 9}, done=[TODAY], today=TODAY)
        assert (both.planned, both.regimen.sessions) == (17, Count(17, 17))
        one = plan(regimen, sessions={"one": 8})
        assert [session.phase for session in one.sessions] == ["one"] * 8 + ["two"] * 4
        assert plan(regimen, sessions={"one": 3, "two": 4}).planned == 7

    def test_what_a_total_leaves_goes_to_the_last_phase_without_a_largest_number(self) -> None:
        first, second, third = (
            phase("2+", "1 week"),
            phase("3+", "2 weeks", name="b"),
            phase("1-2", "4 weeks", name="c"),
        )
        regimen = protocol_of(first, second, third, stated_total=Count(None, 10))
        assert [session.phase for session in plan(regimen).sessions] == ["one"] * 2 + ["b"] * 6 + ["c"] * 2

    @pytest.mark.parametrize(
        ("total", "cap"),
        [("..6", None), ("..7", 7), ("8", 8), ("..13", 13), ("..14", None), ("10+", None), ("8-20", None)],
    )
    def test_it_caps_what_is_between_the_fewest_and_the_most(self, total: str, cap: int | None) -> None:
        regimen = protocol_of(
            phase("3-6", "1 week"), phase("4-8", "2 weeks", name="two"), stated_total=Count.parse(total)
        )
        assert regimen.cap == cap
        assert regimen.sessions == Count(7, cap or 14)
        assert plan(regimen).planned == (cap or 14)


class TestOpenEnd:
    def test_it_goes_on_to_the_horizon_and_is_never_overdue_for_good(self) -> None:
        regimen = protocol_of(phase("2+", "1 month"), open_ended=True)
        schedule = plan(regimen, done=[TODAY, date(2026, 2, 5)], today=date(2026, 4, 1), horizon="6mo")
        rows = [(session.date, session.status, session.optional) for session in schedule.sessions]
        assert rows == [
            (TODAY, "done", False),
            (date(2026, 2, 5), "done", False),
            (date(2026, 4, 1), "overdue", False),
            (date(2026, 5, 1), "planned", False),
            (date(2026, 6, 1), "planned", False),
            (date(2026, 7, 1), "planned", False),
        ]
        assert (schedule.planned, schedule.finish) == (len(rows), None)

    def test_a_chosen_number_ends_it(self) -> None:
        schedule = plan(protocol_of(phase("2+", "1 month"), open_ended=True), sessions=3)
        assert (len(schedule.sessions), schedule.planned) == (3, 3)
        assert schedule.finish is not None


class TestAsNeeded:
    def test_its_figure_is_said_and_planned_only_where_it_is_chosen(self) -> None:
        maintenance = Maintenance(repeat="as-needed", every=Duration.parse("4 weeks"))
        regimen = protocol_of(phase("2", "2 weeks"), maintenance=maintenance)
        assert str(maintenance) == "as needed (about every 4 weeks)"
        assert len(plan(regimen).sessions) == 2
        chosen = plan(regimen, maintenance="4 weeks", horizon="10w")
        assert day_numbers(chosen) == [0, 14, 42]
        assert chosen.warnings == ()
        assert plan(regimen, maintenance="5 weeks").warnings == (
            "You chose maintenance every 5 weeks; the source says as needed (about every 4 weeks).",
        )


class TestSteps:
    STEPS = "  maintenance: {repeat: session, steps: [{every: 4 weeks, for: %s}, {every: 2 months}]}\n"

    @pytest.mark.parametrize(
        ("lasting", "days"), [("27 days", [0, 59]), ("28 days", [0, 28, 87]), ("8 weeks", [0, 28, 56])]
    )
    def test_a_session_on_the_last_day_of_a_step_belongs_to_it(
        self, lasting: str, days: list[int], tmp_path: Path
    ) -> None:
        schedule = plan(written(self.STEPS % lasting, tmp_path))
        assert day_numbers(schedule)[: len(days)] == days

    def test_they_are_said_in_words(self, tmp_path: Path) -> None:
        regimen = written(self.STEPS % "6 months", tmp_path)
        assert str(regimen.maintenance) == "one session every 4 weeks for 6 months, then every 2 months"

    @pytest.mark.parametrize(
        ("fields", "says"),
        [
            ({"repeat": "session", "every": "1 week", "steps": [{"every": "1 week"}]}, "instead of every"),
            ({"repeat": "course", "sessions": "2", "steps": [{"every": "1 week"}]}, "go with repeat: session"),
            ({"repeat": "session", "steps": [{"every": "1 week"}, {"every": "2 weeks"}]}, "needs its end"),
            ({"repeat": "session", "steps": [{"every": "1 week", "for": "2-3 weeks"}]}, "not one length"),
            ({"repeat": "none", "every": "1 week"}, "does not go with repeat: none"),
            ({"repeat": "course", "every": "1 year", "interval": "1 week"}, "interval goes with sessions"),
            ({"repeat": "session", "every": "1 week", "sessions": "2"}, "go with repeat: course"),
        ],
    )
    def test_what_cannot_be_is_refused(self, fields: dict[str, Any], says: str) -> None:
        with pytest.raises(ValidationError, match=says):
            Maintenance.model_validate(fields)


class TestContradictions:
    """Figures of one entry that contradict each other, with the way to both."""

    def doubts(self, *phases: Phase, **fields: Any) -> list[tuple[Any, Any]]:
        return [(field, other) for field, other, _ in protocol_of(*phases, **fields).contradictions()]

    def test_a_sound_entry_has_none(self, tmp_path: Path) -> None:
        for protocol in SHIPPED.protocols.values():
            assert not list(protocol.contradictions())

    @pytest.mark.parametrize(("total", "doubted"), [("3-6", False), ("5", False), ("8", True), ("2", True)])
    def test_a_total_and_the_phases(self, total: str, doubted: bool) -> None:
        found = self.doubts(phase("3-6", "1 week"), stated_total=Count.parse(total))
        assert found == ([(("stated_total",), ("course",))] if doubted else [])

    @pytest.mark.parametrize(
        ("interval", "stated", "doubted"),
        [
            ("5 days", "..4 days", True),
            ("5 days", "..5 days", False),
            ("5 days", "..9 days", False),
            ("5 days", "..10 days", True),
            ("5 days", "5+ days", False),
            ("5 days", "6+ days", True),
            ("5 days", "1 week", True),
            ("2-4 weeks", "..28 days", False),
            ("2-4 weeks", "..27 days", True),
            ("2-4 weeks", "3+ weeks", True),
            ("2+ weeks", "..2 weeks", False),
            ("2+ weeks", "..13 days", True),
        ],
    )
    def test_two_intervals_of_a_phase(self, interval: str, stated: str, doubted: bool) -> None:
        own = phase("3", interval).model_copy(update={"stated_interval": Duration.parse(stated)})
        found = self.doubts(own)
        assert found == ([(("course", 0, "stated_interval"), ("course", 0, "interval"))] if doubted else [])


class TestReviews:
    @pytest.mark.parametrize(
        ("fields", "says"),
        [
            ({"review": "x"}, "either after_sessions or after"),
            ({"review": "x", "after_sessions": "2", "after": "1 week"}, "either after_sessions or after"),
            ({"review": "x", "after": "5 hours"}, "not hours"),
        ],
    )
    def test_what_cannot_be_dated_is_refused(self, fields: dict[str, Any], says: str) -> None:
        with pytest.raises(ValidationError, match=says):
            Review.model_validate(fields)

    def test_it_is_told_from_a_result(self) -> None:
        regimen = protocol_of(
            phase("4", "1 week"),
            results=(result("Seen", after="3 weeks"),),
            reviews=(Review.model_validate({"review": "Go on?", "after": "2 weeks"}),),
        )
        assert [(one.kind, one.earliest) for one in plan(regimen).milestones] == [
            ("review", TODAY + timedelta(weeks=2)),
            ("result", TODAY + timedelta(weeks=3)),
        ]
