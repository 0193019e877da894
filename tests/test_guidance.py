"""Aftercare and screening: what each document says, for how long, and on which days of a plan."""

from __future__ import annotations

import datetime as dt
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mesoplan import Catalog, Duration, Request, load_catalog, plan_schedule
from mesoplan.errors import UnknownNameError, UsageError
from mesoplan.guidance.restrictions import (
    Aftercare,
    Ruling,
    care_for,
    documents_by_list,
    free_from,
    off_limits,
    screen,
    without_a_break,
)
from mesoplan.tables.advice import Activity, Condition, Indication, Rule
from tests.conftest import TODAY, cases

SHIPPED = load_catalog()
DAYS = st.lists(st.dates(dt.date(2026, 1, 1), dt.date(2028, 1, 1)), unique=True, max_size=30).map(sorted)
HOURS = st.integers(1, 24 * 40)


def ruling(activity: str, **choices: Any) -> Ruling:
    """Return what holds for an activity of the shipped tables."""
    [found] = care_for(SHIPPED, [activity], **choices).rulings
    return found


def plan_of(protocol: str, **choices: Any) -> Aftercare:
    """Return what is off limits over the plan of a shipped protocol."""
    schedule = plan_schedule(SHIPPED.protocol(protocol), Request(start=TODAY))
    return care_for(SHIPPED, schedule=schedule, **choices)


def days_of(care: Aftercare, activity: str) -> list[tuple[str, str]]:
    """Return the first day of each period and the day on which it is over."""
    [ban] = [ban for ban in care.bans if ban.ruling.activity.id == activity]
    return [(str(period.start), str(period.until)) for period in ban.periods or ()]


class TestShippedTables:
    """Checked against the documents, not against the tables."""

    @pytest.mark.parametrize("case", cases("aftercare"))
    def test_each_activity_is_what_the_documents_say(self, case: dict[str, Any]) -> None:
        activity = SHIPPED.aftercare[case["id"]]
        general = {rule.source: rule for rule in activity.rules if rule.condition is None}
        assert activity.advice == ("do" if case.get("do") else "avoid")
        assert {source: rule.hours and list(rule.hours) for source, rule in general.items()} == case["says"]
        assert {source for source, rule in general.items() if rule.approximate} == set(case.get("about", ()))
        assert {rule.ideal_hours for rule in activity.rules} == {case.get("ideal")}
        oily = {rule.source: rule.hours and list(rule.hours) for rule in activity.rules if rule.condition}
        assert oily == case.get("oily", {})

    @pytest.mark.parametrize("case", cases("aftercare"))
    def test_shortest_and_longest_are_those_of_all_documents(self, case: dict[str, Any]) -> None:
        found = ruling(case["id"])
        assert (found.shortest, found.longest) == (case["shortest"], case["longest"])

    def test_no_activity_is_missing(self) -> None:
        assert list(SHIPPED.aftercare) == [case.id for case in cases("aftercare")]
        assert list(SHIPPED.before) == ["coffee", "anticoagulants", "consultation"]

    @pytest.mark.parametrize("case", cases("screening"))
    def test_each_condition_and_indication_is_what_the_documents_say(self, case: dict[str, Any]) -> None:
        found: dict[str, str]
        if condition := SHIPPED.screening.get(case["id"]):
            found = {position.source: position.strength for position in condition.positions}
        else:
            found = {opinion.source: opinion.effect for opinion in SHIPPED.indications[case["id"]].opinions}
        assert found == case["says"]

    def test_no_condition_and_no_indication_is_missing(self) -> None:
        assert {case.id for case in cases("screening")} == {*SHIPPED.screening, *SHIPPED.indications}

    def test_a_lost_list_is_not_an_empty_one(self) -> None:
        assert documents_by_list(SHIPPED, "screening", "not-available") == ["premium-medical-circle"]
        assert documents_by_list(SHIPPED, "screening", "none") == ["hair-loss-blog"]
        assert documents_by_list(SHIPPED, "aftercare", "not-available") == []
        assert documents_by_list(SHIPPED, "aftercare", "none") == ["hair-loss-blog"]

    def test_every_word_of_the_tables_finds_its_entry(self) -> None:
        entries: list[Condition | Indication] = [*SHIPPED.screening.values(), *SHIPPED.indications.values()]
        for entry in entries:
            for word in (entry.id, entry.name, *entry.synonyms):
                answer = screen(SHIPPED, [word])
                assert entry in (*answer.conditions, *answer.indications)
        for activity in (*SHIPPED.aftercare.values(), *SHIPPED.before.values()):
            for word in (activity.id, activity.name, *activity.synonyms):
                care = care_for(SHIPPED, [word])
                assert activity in (*(ruling.activity for ruling in care.rulings), *care.before)

    def test_the_paper_that_a_document_half_tells_is_told_whole(self) -> None:
        trial = SHIPPED.evidence["gajjar-2019"]
        assert trial.doi == "10.4103/ijt.ijt_89_18"
        assert trial.finding
        assert "not significantly better than minoxidil" in trial.finding
        assert "varies" in trial.finding


class TestRules:
    def test_oily_hair_takes_the_place_of_the_same_documents_general_rule(self) -> None:
        own = {"source": "restoration-clinic-guide"}
        assert ruling("hair-washing", **own).longest == 24
        assert ruling("hair-washing", **own, hair=["oily-hair"]).shortest == 48
        assert ruling("hair-washing", hair=["oily-hair"]).shortest == 10

    def test_a_document_alone_is_silent_where_it_says_nothing(self) -> None:
        found = ruling("hats", source="clinic-page")
        assert (found.rules, found.shortest, found.longest) == ((), None, None)

    @given(st.sampled_from(list(SHIPPED.aftercare)), st.sampled_from(list(SHIPPED.sources)))
    def test_all_documents_together_are_never_shorter_than_one_alone(self, activity: str, source: str) -> None:
        alone, together = ruling(activity, source=source), ruling(activity)
        assert (alone.longest or 0) <= (together.longest or 0)
        if alone.shortest is not None:
            assert together.shortest is not None
            assert together.shortest <= alone.shortest

    @pytest.mark.parametrize(
        ("fields", "says"),
        [
            ({"duration": "1 month"}, "duration is counted in hours, days or weeks"),
            ({"duration": "..30 hours"}, "duration needs its shortest"),
            ({"ideally": "2 weeks"}, "goes with duration"),
            ({"duration": "1 week", "ideally": "2-3 weeks"}, "ideally is one length"),
            ({"duration": "2 weeks", "ideally": "1 week"}, "ideally 1 week is shorter than 2 weeks"),
            ({"duration": "2-4 weeks", "ideally": "3 weeks"}, "ideally 3 weeks is shorter than 2-4 weeks"),
        ],
    )
    def test_a_rule_that_cannot_be_counted_is_refused(self, fields: dict[str, str], says: str) -> None:
        with pytest.raises(ValueError, match=says):
            Rule(source="own", **{name: Duration.parse(word) for name, word in fields.items()})

    def test_an_activity_that_nobody_speaks_of_is_refused(self) -> None:
        with pytest.raises(ValueError, match="rules needs at least one entry"):
            Activity(id="own", name="Own", advice="avoid", rules=())


class TestFreeFrom:
    @pytest.mark.parametrize(
        ("hours", "expected"),
        [(10, "2026-12-01T20:30"), (14, "2026-12-02T00:30"), (24, "2026-12-02T10:30"), (72, "2026-12-04T10:30")],
    )
    def test_a_moment_is_counted_in_hours(self, hours: int, expected: str) -> None:
        assert free_from(dt.datetime(2026, 12, 1, 10, 30), hours) == dt.datetime.fromisoformat(expected)

    @pytest.mark.parametrize(("hours", "expected"), [(1, "2026-12-02"), (24, "2026-12-02"), (25, "2026-12-03")])
    def test_a_day_is_counted_in_days_rounded_up(self, hours: int, expected: str) -> None:
        assert free_from(dt.date(2026, 12, 1), hours) == dt.date.fromisoformat(expected)

    @given(st.datetimes(dt.datetime(2026, 1, 1), dt.datetime(2027, 1, 1)), HOURS)
    def test_it_is_the_clocks_own_arithmetic(self, session: dt.datetime, hours: int) -> None:
        assert free_from(session, hours) == session + dt.timedelta(hours=hours)

    def test_past_the_calendar_is_refused(self) -> None:
        with pytest.raises(UsageError, match="year 9999"):
            free_from(dt.datetime(9999, 12, 31, 10), 24)


class TestOffLimits:
    @given(DAYS, HOURS)
    def test_periods_are_in_order_with_a_free_day_between(self, days: list[dt.date], hours: int) -> None:
        periods = off_limits(days, hours)
        assert all(period.start < period.until for period in periods)
        assert all(earlier.until < later.start for earlier, later in pairwise(periods))

    @given(DAYS, HOURS)
    def test_they_hold_just_the_days_that_some_session_blocks(self, days: list[dt.date], hours: int) -> None:
        blocked = {day + dt.timedelta(days=after) for day in days for after in range(-(-hours // 24))}
        covered = [
            period.start + dt.timedelta(days=after)
            for period in off_limits(days, hours)
            for after in range((period.until - period.start).days)
        ]
        assert covered == sorted(blocked)
        assert sum(period.sessions for period in off_limits(days, hours)) == len(days)

    @given(DAYS, HOURS, HOURS)
    def test_more_hours_never_free_a_day(self, days: list[dt.date], one: int, other: int) -> None:
        for period in off_limits(days, min(one, other)):
            assert any(
                wider.start <= period.start and period.until <= wider.until
                for wider in off_limits(days, max(one, other))
            )


class TestPlans:
    def test_the_weekly_course_has_no_sauna_from_its_first_session_to_a_week_after_its_last(self) -> None:
        care = plan_of("weekly", source="clinic-page")
        assert days_of(care, "sauna")[0] == ("2026-01-05", "2026-02-02")
        assert days_of(care, "hair-washing")[:2] == [("2026-01-05", "2026-01-06"), ("2026-01-12", "2026-01-13")]
        [(periods, activities)] = without_a_break(care.bans)
        assert activities == ["Sauna"]
        assert [period.sessions for period in periods] == [4, 4, 4]

    def test_the_first_free_day_after_the_course_is_told(self) -> None:
        free = {ban.ruling.activity.id: ban.free_after_course for ban in plan_of("standard").bans}
        assert free["hair-washing"] == dt.date(2026, 4, 22)
        assert free["sauna"] == dt.date(2026, 4, 27)
        assert free["hair-dye"] == dt.date(2026, 5, 4)
        assert free["heat"] is None

    def test_it_is_told_also_where_the_course_ends_after_the_plan(self) -> None:
        request = Request(start=TODAY, horizon=Duration.parse("2mo"))
        care = care_for(SHIPPED, schedule=plan_schedule(SHIPPED.protocol("standard"), request))
        [ban] = [ban for ban in care.bans if ban.ruling.activity.id == "sauna"]
        assert ban.free_after_course == dt.date(2026, 4, 27)
        assert ban.periods
        assert ban.periods[-1].until == dt.date(2026, 2, 23)

    def test_what_has_no_figure_has_no_days(self) -> None:
        assert [ban.ruling.activity.id for ban in plan_of("standard").bans if ban.periods is None] == [
            "heavy-sweating",
            "heat",
        ]

    def test_what_is_to_be_done_is_never_off_limits(self) -> None:
        assert not [ban for ban in plan_of("standard").bans if ban.ruling.activity.advice == "do"]

    def test_advice_before_a_session_is_of_the_documents_to_go_by(self) -> None:
        assert [activity.id for activity in plan_of("fortnightly", source="skincare-encyclopaedia").before] == [
            "anticoagulants"
        ]


class TestScreening:
    @pytest.mark.parametrize(
        ("word", "expected"),
        [
            ("pregnancy", ["pregnancy"]),
            ("anticoagulants", ["blood-thinners"]),
            ("breast-feeding", ["breastfeeding"]),
            ("high blood pressure", ["high-blood-pressure"]),
            ("High_Blood_Pressure", ["high-blood-pressure"]),
            ("infection", ["local-infection", "infectious-scalp-lesions"]),
            ("allergy", ["allergies", "ingredient-allergy"]),
            ("aspirin", ["blood-thinners", "anti-inflammatories"]),
        ],
    )
    def test_words_that_a_person_would_type_find_all_that_they_mean(self, word: str, expected: list[str]) -> None:
        assert [condition.id for condition in screen(SHIPPED, [word]).conditions] == expected

    def test_an_answer_is_flagged_and_the_list_is_not(self) -> None:
        assert screen(SHIPPED, ["diabetes"]).flagged
        assert not screen(SHIPPED).flagged

    def test_what_it_is_for_is_no_flag(self) -> None:
        answer = screen(SHIPPED, ["alopecia-areata"])
        assert not answer.flagged
        assert {opinion.effect for opinion in answer.indications[0].opinions} == {"may-help", "does-not-help"}

    @pytest.mark.parametrize("word", ["pregnacy", "x", "", " ", "-", "s"])
    def test_an_unknown_word_is_refused_and_none_is_dropped(self, word: str) -> None:
        with pytest.raises(UnknownNameError, match="there is no condition"):
            screen(SHIPPED, ["diabetes", word])

    def test_a_misspelt_word_is_refused_with_the_nearest(self) -> None:
        with pytest.raises(UnknownNameError, match="did you mean pregnancy"):
            screen(SHIPPED, ["pregnacy"])

    def test_an_unknown_activity_is_refused(self) -> None:
        with pytest.raises(UnknownNameError, match=r"no activity 'suana' \(did you mean sauna"):
            care_for(SHIPPED, ["gym", "suana"])


def test_tables_without_advice_have_none() -> None:
    empty = Catalog({}, {}, {})
    assert care_for(empty).rulings == ()
    assert screen(empty).conditions == ()
