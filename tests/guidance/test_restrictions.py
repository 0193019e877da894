"""Aftercare: what each document says, for how long, and on which days of a plan."""

import datetime as dt
from itertools import pairwise
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given, strategies as st
from pydantic import TypeAdapter

from mesoplan.errors import UnknownNameError, UsageError
from mesoplan.guidance.restrictions import Aftercare, Restriction, aftercare_for, end_of, off_limits
from mesoplan.planning.closures import Closures
from mesoplan.planning.regimen import Request
from mesoplan.planning.schedule import Schedule, plan_schedule
from mesoplan.tables.advice import Activity, Rule
from mesoplan.tables.catalog import Catalog
from mesoplan.values.ranges import Duration, Unit
from tests.conftest import SHIPPED, TODAY, cases

DAYS = st.lists(st.dates(dt.date(2026, 1, 1), dt.date(2028, 1, 1)), unique=True, max_size=30).map(sorted)
HOURS = st.integers(1, 24 * 40)


@pytest.mark.parametrize("fields", [{"duration": "30 minutes"}, {"duration": "1 hour", "ideally": "90 minutes"}])
def test_a_wait_in_minutes_is_refused(fields: dict[str, str]) -> None:
    with pytest.raises(ValueError, match="is in minutes: write it in hours, days or longer"):
        Rule.model_validate({"source": "own", **fields})


def restriction(activity: str, **choices: Any) -> Restriction:
    """Return what holds for an activity of the shipped tables."""
    [found] = aftercare_for(SHIPPED, [activity], **choices).activities
    return found


def schedule_of(protocol: str, *away: tuple[dt.date, dt.date]) -> Schedule:
    """Return the plan of a shipped protocol whose first session is had on the day that counts as today."""
    request = Request(start=TODAY, done=(TODAY,), today=TODAY)
    return plan_schedule(SHIPPED.protocol(protocol), request, Closures(away=away))


def plan_of(protocol: str, **choices: Any) -> dict[str, Restriction]:
    """Return what is off limits over the plan of a shipped protocol, by activity."""
    care = aftercare_for(SHIPPED, schedule=schedule_of(protocol), **choices)
    return {one.id: one for one in care.activities}


def days_of(one: Restriction) -> list[tuple[str, str]]:
    """Return the first day of each period and the day on which it is over."""
    return [(str(period.start), str(period.until)) for period in one.off_limits or ()]


def rule(**fields: str) -> Rule:
    """Return a rule as a table writes it."""
    return Rule.model_validate({"source": "own"} | fields)


class TestShippedTables:
    """Checked against the documents, not against the tables."""

    @pytest.mark.parametrize("case", cases("aftercare"))
    def test_each_activity_is_what_the_documents_say(self, case: dict[str, Any]) -> None:
        activity = SHIPPED.aftercare[case["id"]]
        general = {one.source: one for one in activity.rules if one.condition is None}
        assert activity.advice == ("do" if case.get("do") else "avoid")
        hours = {source: one.hours and [one.hours.min, one.hours.max] for source, one in general.items()}
        assert hours == case["says"]
        assert {source for source, one in general.items() if one.approximate} == set(case.get("about", ()))
        assert {one.ideal_hours for one in activity.rules} == {case.get("ideal")}
        oily = {one.source: one.hours and [one.hours.min, one.hours.max] for one in activity.rules if one.condition}
        assert oily == case.get("oily", {})

    @pytest.mark.parametrize("case", cases("aftercare"))
    def test_what_is_required_and_what_is_ideal_are_apart(self, case: dict[str, Any]) -> None:
        found = restriction(case["id"])
        assert (found.shortest_hours, found.longest_hours) == (case["shortest"], case["longest"])
        assert found.ideal_hours == case.get("ideal")

    def test_no_activity_is_missing(self) -> None:
        assert list(SHIPPED.aftercare) == [case.id for case in cases("aftercare")]
        assert list(SHIPPED.before) == ["coffee", "anticoagulants", "consultation"]

    def test_a_document_that_names_no_activity_is_listed_as_such(self) -> None:
        assert aftercare_for(SHIPPED).lists_none == ("hair-loss-blog",)
        assert aftercare_for(SHIPPED).lists_not_available == ()

    def test_every_word_of_the_tables_finds_its_activity(self) -> None:
        for activity in (*SHIPPED.aftercare.values(), *SHIPPED.before.values()):
            for word in (activity.id, activity.name, *activity.synonyms):
                care = aftercare_for(SHIPPED, [word])
                assert activity.id in {one.id for one in care.activities} | {one.id for one in care.before}

    def test_blood_thinners_go_by_the_same_names_before_a_session_as_in_screening(self) -> None:
        # No anchor of the tables goes beyond its section, so that the names stand there twice.
        thinners = SHIPPED.screening["blood-thinners"]
        assert thinners.before == "anticoagulants"
        assert set(thinners.synonyms) <= set(SHIPPED.before["anticoagulants"].synonyms)

    @pytest.mark.parametrize("word", ["shower", "beach", "appointment", "sea", "nicotine"])
    def test_a_word_that_means_less_than_a_rule_finds_none(self, word: str) -> None:
        with pytest.raises(UnknownNameError):
            aftercare_for(SHIPPED, [word])


class TestRules:
    def test_oily_hair_takes_the_place_of_the_same_documents_general_rule(self) -> None:
        guide = {"source": "restoration-clinic-guide"}
        assert restriction("hair-washing", **guide).longest_hours == 24
        assert restriction("hair-washing", **guide, hair=["oily-hair"]).shortest_hours == 48
        assert restriction("hair-washing", hair=["oily-hair"]).shortest_hours == 10

    def test_a_document_alone_is_silent_where_it_says_nothing(self) -> None:
        care = aftercare_for(SHIPPED, ["hats"], source="clinic-page")
        assert care.silent == ("hats",)
        assert (care.activities[0].rules, care.activities[0].required) == ((), None)

    @given(st.sampled_from(list(SHIPPED.aftercare)), st.sampled_from(list(SHIPPED.sources)))
    def test_all_documents_together_are_never_shorter_than_one_alone(self, activity: str, source: str) -> None:
        alone, together = restriction(activity, source=source), restriction(activity)
        assert (alone.longest_hours or 0) <= (together.longest_hours or 0)
        if alone.shortest_hours is not None:
            assert together.shortest_hours is not None
            assert together.shortest_hours <= alone.shortest_hours

    @pytest.mark.parametrize(
        ("fields", "says"),
        [
            ({"duration": "..30 hours"}, "duration needs its shortest"),
            ({"ideally": "2 weeks"}, "goes with duration"),
            ({"duration": "1 week", "ideally": "2-3 weeks"}, "ideally is one length"),
            ({"duration": "2 weeks", "ideally": "1 week"}, "ideally 1 week is shorter than 2 weeks"),
            ({"duration": "2-4 weeks", "ideally": "3 weeks"}, "ideally 3 weeks is shorter than 2-4 weeks"),
            ({"duration": "2 months", "ideally": "8 weeks"}, "ideally 8 weeks is shorter than 2 months"),
        ],
    )
    def test_a_rule_that_cannot_be_counted_is_refused(self, fields: dict[str, str], says: str) -> None:
        with pytest.raises((UsageError, ValueError), match=says):
            rule(**fields)

    def test_an_activity_that_nobody_speaks_of_is_refused(self) -> None:
        with pytest.raises((UsageError, ValueError), match="rules needs at least one entry"):
            Activity(id="own", name="Own", advice="avoid", rules=())

    def test_months_have_no_hours(self) -> None:
        assert rule(duration="6 months").hours is None


class TestEndOf:
    @pytest.mark.parametrize(
        ("length", "expected"),
        [
            ("10 hours", "2026-12-01T20:30"),
            ("14 hours", "2026-12-02T00:30"),
            ("24 hours", "2026-12-02T10:30"),
            ("3 days", "2026-12-04T10:30"),
            ("6 months", "2027-06-01T10:30"),
        ],
    )
    def test_a_moment_keeps_its_time_of_day(self, length: str, expected: str) -> None:
        assert end_of(dt.datetime(2026, 12, 1, 10, 30), Duration.parse(length)) == dt.datetime.fromisoformat(expected)

    @pytest.mark.parametrize(
        ("length", "expected"),
        [("1 hour", "2026-09-01"), ("24 hours", "2026-09-01"), ("25 hours", "2026-09-02"), ("6 months", "2027-02-28")],
    )
    def test_a_day_is_counted_in_days_rounded_up_and_in_calendar_months(self, length: str, expected: str) -> None:
        assert end_of(dt.date(2026, 8, 31), Duration.parse(length)) == dt.date.fromisoformat(expected)

    @given(st.datetimes(dt.datetime(2026, 1, 1), dt.datetime(2027, 1, 1)), HOURS)
    def test_hours_are_the_clocks_own_arithmetic(self, session: dt.datetime, hours: int) -> None:
        assert end_of(session, Duration(hours, hours, Unit.HOURS)) == session + dt.timedelta(hours=hours)

    def test_past_the_calendar_is_refused(self) -> None:
        with pytest.raises(UsageError, match="year 9999"):
            end_of(dt.datetime(9999, 12, 31, 10), Duration.parse("24 hours"))


class TestOffLimits:
    @given(DAYS, HOURS)
    def test_periods_are_in_order_with_a_free_day_between(self, days: list[dt.date], hours: int) -> None:
        periods = off_limits([rule(duration=f"{hours} hours")], days, None)
        assert all(period.start < period.until for period in periods)
        assert all(earlier.until < later.start for earlier, later in pairwise(periods))

    @given(DAYS, HOURS, HOURS)
    def test_they_hold_just_the_days_that_some_rule_blocks(self, days: list[dt.date], one: int, other: int) -> None:
        blocked = {day + dt.timedelta(days=after) for day in days for after in range(-(-max(one, other) // 24))}
        periods = off_limits([rule(duration=f"{hours} hours") for hours in (one, other)], days, None)
        covered = [
            period.start + dt.timedelta(days=after)
            for period in periods
            for after in range((period.until - period.start).days)
        ]
        assert covered == sorted(blocked)
        assert sum(period.sessions for period in periods) == len(days)

    @given(DAYS)
    def test_an_ideal_never_takes_a_day_off_limits(self, days: list[dt.date]) -> None:
        plain = off_limits([rule(duration="1+ weeks")], days, None)
        ideal = off_limits([rule(duration="1+ weeks", ideally="2 weeks")], days, None)
        assert [(one.start, one.until) for one in plain] == [(one.start, one.until) for one in ideal]
        assert all(one.ideally_until and one.ideally_until > one.until for one in ideal)

    def test_a_rule_from_the_end_of_the_course_counts_once(self) -> None:
        days = [dt.date(2026, 1, 5), dt.date(2026, 2, 5), dt.date(2026, 8, 31)]
        [period] = off_limits([rule(duration="6 months", counted_from="course-end")], days, dt.date(2026, 2, 5))
        assert (period.start, period.until) == (dt.date(2026, 2, 5), dt.date(2026, 8, 5))
        # The session in August, inside it, begins no wait.
        [longer] = off_limits([rule(duration="9 months", counted_from="course-end")], days, dt.date(2026, 2, 5))
        assert (longer.until, longer.sessions) == (dt.date(2026, 11, 5), 1)


class TestPlans:
    def test_the_weekly_course_has_no_sauna_from_its_first_session_to_a_week_after_its_last(self) -> None:
        care = plan_of("weekly", source="clinic-page")
        assert days_of(care["sauna"])[0] == ("2026-01-05", "2026-02-02")
        assert days_of(care["hair-washing"])[:2] == [("2026-01-05", "2026-01-06"), ("2026-01-12", "2026-01-13")]
        held = {one.name: [period.sessions for period in one.off_limits or ()] for one in care.values()}
        assert {name: long for name, sessions in held.items() if (long := [n for n in sessions if n > 1])} == {
            "Sauna": [4, 4, 4]
        }

    def test_dye_is_off_limits_for_the_required_week_and_the_ideal_is_shown(self) -> None:
        [first, *_] = plan_of("standard")["hair-dye"].off_limits or ()
        assert (str(first.start), str(first.until), str(first.ideally_until)) == (
            "2026-01-05",
            "2026-01-12",
            "2026-01-19",
        )

    def test_the_first_free_day_after_the_course_is_given(self) -> None:
        care = plan_of("standard")
        assert care["hair-washing"].free_after_course == dt.date(2026, 4, 22)
        assert care["sauna"].free_after_course == dt.date(2026, 4, 27)
        assert care["hair-dye"].free_after_course == dt.date(2026, 4, 27)
        assert care["hair-dye"].ideally_after_course == dt.date(2026, 5, 4)
        assert care["sauna"].ideally_after_course is None

    def test_it_is_given_also_where_the_course_ends_after_the_plan(self) -> None:
        request = Request(start=TODAY, horizon=Duration.parse("2mo"))
        care = aftercare_for(SHIPPED, ["sauna"], schedule=plan_schedule(SHIPPED.protocol("standard"), request))
        [sauna] = care.activities
        assert sauna.free_after_course == dt.date(2026, 4, 27)
        assert sauna.off_limits
        assert sauna.off_limits[-1].until == dt.date(2026, 2, 23)

    def test_what_has_no_figure_has_no_days(self) -> None:
        care = plan_of("weekly", source="clinic-page")
        assert [one.id for one in care.values() if one.rules and one.advice == "avoid" and one.off_limits is None] == [
            "swimming",
            "exercise",
        ]

    def test_what_is_to_be_done_is_never_off_limits(self) -> None:
        assert not [one for one in plan_of("standard").values() if one.advice == "do" and one.off_limits is not None]

    def test_advice_before_a_session_is_of_the_documents_to_go_by(self) -> None:
        care = aftercare_for(SHIPPED, schedule=schedule_of("fortnightly"), source="skincare-encyclopaedia")
        assert [activity.id for activity in care.before] == ["anticoagulants"]


class TestOneSession:
    """After one session of a known day lengths in months are compared with those in days on the calendar."""

    def free_from(self, session: dt.date, *rules: Rule) -> Restriction:
        activity = Activity.model_construct(id="own", name="Own", advice="avoid", rules=rules, synonyms=())
        tables: Any = SimpleNamespace(aftercare={"own": activity}, before={}, sources={})
        [found] = aftercare_for(tables, session=session).activities
        return found

    @pytest.mark.parametrize(
        ("session", "until", "required"),
        [
            (dt.date(2026, 12, 1), dt.date(2027, 1, 1), "1 month"),
            (dt.date(2027, 2, 1), dt.date(2027, 3, 3), "30 days"),
        ],
    )
    def test_the_longest_is_the_one_that_ends_last(self, session: dt.date, until: dt.date, required: str) -> None:
        found = self.free_from(session, rule(duration="30 days"), rule(duration="1 month", source="other"))
        assert (found.free_from, str(found.required)) == (until, required)
        assert [str(one.duration) for one in found.deciding] == [required]

    def test_a_rule_from_the_end_of_the_course_dates_nothing(self) -> None:
        found = self.free_from(TODAY, rule(duration="6 months", counted_from="course-end"))
        assert (found.free_from, str(found.required)) == (None, "6 months")


class TestTrips:
    @pytest.mark.parametrize(
        ("away", "swimming"),
        [
            # The session of Mon 5 Jan keeps the pool off limits on the 5th, the 6th, and up to its hour on the 7th.
            (("2026-01-06", "2026-01-10"), ["2026-01-07"]),
            (("2026-01-07", "2026-01-10"), ["2026-01-07"]),
            (("2026-01-08", "2026-01-10"), []),
            (("2026-01-01", "2026-01-05"), ["2026-01-07"]),
            (("2026-01-01", "2026-01-04"), []),
        ],
    )
    def test_days_away_that_a_restriction_reaches_into_are_named(
        self, away: tuple[str, str], swimming: list[str]
    ) -> None:
        first, last = map(dt.date.fromisoformat, away)
        care = aftercare_for(SHIPPED, ["swimming"], schedule=schedule_of("standard", (first, last)))
        assert [str(trip.until) for trip in care.trips] == swimming
        assert {(trip.session, trip.activity, trip.first) for trip in care.trips} <= {(TODAY, "swimming", first)}

    def test_the_last_session_that_reaches_in_is_named(self) -> None:
        schedule = schedule_of("weekly", (dt.date(2026, 1, 28), dt.date(2026, 2, 20)))
        [trip] = aftercare_for(SHIPPED, ["sauna"], schedule=schedule).trips
        assert (trip.session, trip.until) == (dt.date(2026, 1, 26), dt.date(2026, 2, 2))


class TestJson:
    def test_a_period_is_written_from_and_until_and_a_moment_to_the_minute(self) -> None:
        care = aftercare_for(SHIPPED, ["sauna"], session=dt.datetime(2026, 12, 1, 10, 30))
        dumped = TypeAdapter(Aftercare).dump_python(care, mode="json", by_alias=True)
        assert dumped["activities"][0]["free_from"] == "2026-12-08T10:30"
        planned = aftercare_for(SHIPPED, ["sauna"], schedule=schedule_of("weekly"), source="clinic-page")
        dumped = TypeAdapter(Aftercare).dump_python(planned, mode="json", by_alias=True)
        assert dumped["activities"][0]["off_limits"][0] == {
            "from": "2026-01-05",
            "until": "2026-02-02",
            "ideally_until": None,
            "sessions": 4,
        }
        assert dumped["activities"][0]["rules"][0]["hours"] == {"min": 168, "max": None}


def test_an_unknown_activity_is_refused_by_itself_and_said_next_to_a_known_one() -> None:
    with pytest.raises(UnknownNameError, match=r'no activity "suana" \(did you mean sauna'):
        aftercare_for(SHIPPED, ["suana"])
    care = aftercare_for(SHIPPED, ["gym", "suana"])
    assert [one.id for one in care.activities] == ["exercise"]
    assert care.warnings[0].startswith('There is no activity "suana" (did you mean sauna or sun?) on the lists here')


def test_tables_without_advice_have_none() -> None:
    assert aftercare_for(Catalog()).activities == ()
