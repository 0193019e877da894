"""The fewest and the most sessions before a day, against brute force and by hand."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from itertools import product
from typing import Any

import pytest
from dateutil.relativedelta import relativedelta
from hypothesis import given, settings
from hypothesis import strategies as st

import mesoplan.planning.bounds
from mesoplan import Catalog, Duration, Request
from mesoplan.planning.bounds import sessions_before
from mesoplan.planning.closures import Closures
from mesoplan.planning.overrides import apply_choices
from mesoplan.planning.schedule import lay_out
from mesoplan.planning.session_counts import SessionCounts, count_sessions
from mesoplan.planning.visits import just_days
from mesoplan.tables.regimens import Maintenance, Phase, Protocol
from mesoplan.values.ranges import Count, Unit
from tests.test_schedule import phase, protocol

START = date(2026, 1, 5)


def both(regimen: Protocol, until: date, start: date = START) -> tuple[int, int]:
    """Return the fewest and the most sessions before a day."""
    planned = apply_choices(regimen, Request(start=start))
    (fewest,), (most,) = sessions_before(planned, [until], "fewest"), sessions_before(planned, [until], "most")
    return fewest, most


def every(step: str) -> Maintenance:
    """Return single maintenance sessions."""
    return Maintenance(repeat="session", every=Duration.parse(step))


def again(sessions: str, step: str) -> Maintenance:
    """Return a course that is repeated."""
    return Maintenance(repeat="course", sessions=Count.parse(sessions), every=Duration.parse(step))


def counts(regimen: Protocol, horizon: str = "24mo") -> SessionCounts:
    """Count the sessions of a protocol."""
    planned = apply_choices(regimen, Request(start=START, horizon=Duration.parse(horizon)))
    return count_sessions(planned, lay_out(planned))


class TestByHand:
    """A longer course at a long interval puts off frequent maintenance: the corners are not the ends."""

    def test_the_fewest_sessions_may_come_with_the_longest_course(self) -> None:
        weekly = Maintenance(repeat="session", every=Duration.parse("1 week"))
        # Twelve sessions every 4 weeks end on day 308 of 365, and leave room for 8 weekly ones. Four end on
        # day 84, and leave room for 40.
        assert both(protocol(phase("4-12", "4 weeks"), maintenance=weekly), date(2027, 1, 5)) == (20, 44)

    def test_of_two_ways_with_as_many_sessions_the_right_one_is_followed(self) -> None:
        # 1 + 2 and 2 + 1 sessions are both three, but end on days 28 and 56 or on days 29 and 29.
        weekly = Maintenance(repeat="session", every=Duration.parse("1 week"))
        regimen = protocol(phase("1-2", "1 day"), phase("1-2", "4 weeks", name="b"), maintenance=weekly)
        assert both(regimen, START + timedelta(days=65)) == (4, 8)

    @pytest.mark.parametrize(("day", "expected"), [(0, 0), (1, 1), (14, 1), (15, 2)])
    def test_the_day_itself_is_outside(self, day: int, expected: int) -> None:
        assert both(protocol(phase("2", "2 weeks")), START + timedelta(days=day)) == (expected, expected)

    def test_an_endless_course_has_the_most_sessions(self, catalog: Catalog) -> None:
        assert both(catalog.protocol("weekly"), date(2027, 1, 5)) == (4, 53)

    def test_an_interval_without_a_longest_figure_may_never_end(self) -> None:
        assert both(protocol(phase("3", "2+ weeks")), date(2027, 1, 5)) == (1, 3)
        assert both(
            protocol(phase("2", "1 week"), phase("2", "1 week", name="b", gap="1+ weeks")), date(2027, 1, 5)
        ) == (2, 4)
        again = Maintenance(repeat="course", every=Duration.parse("10+ weeks"), sessions=Count(2, 2))
        assert both(protocol(phase("2", "1 week"), maintenance=again), START + timedelta(weeks=13)) == (2, 4)

    def test_listed_days_count_as_they_are(self) -> None:
        listed = protocol(Phase(phase="days", days=(0, 7, 21)))
        assert [both(listed, START + timedelta(days=day)) for day in (7, 8, 21, 22)] == [(1, 1), (2, 2), (2, 2), (3, 3)]


class TestMoved:
    def test_a_repeat_is_counted_from_the_day_on_which_a_closed_start_really_fell(self) -> None:
        repeated = Maintenance(
            repeat="course", sessions=Count(2, 2), every=Duration.parse("6 months"), counted_from="first-session"
        )
        # Monday 1 March is closed; from Tuesday 2 March the repeat is due on 2 September, the plan's end.
        planned = apply_choices(
            protocol(phase("2", "1 week"), maintenance=repeated),
            Request(start=date(2027, 3, 1), horizon=Duration.parse("185d"), closures=Closures(weekdays=frozenset({0}))),
        )
        (through,) = count_sessions(planned, lay_out(planned)).through
        assert (through.fewest, through.planned, through.most) == (2, 2, 2)


class TestWithinReach:
    """On a horizon of 50 years no choice of counts makes the search take long: its work is counted, not timed."""

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
        ],
        ids=str,
    )
    @pytest.mark.parametrize("closures", [None, Closures(weekdays=frozenset({5, 6}))], ids=["plain", "closed"])
    def test_ten_times_the_horizon_looks_at_about_ten_times_the_days(
        self, regimen: Protocol, closures: Closures | None, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def days_looked_at(years: int) -> int:
            looked_at = 0

            def counting(*args: Any) -> Iterator[date]:
                nonlocal looked_at
                for day in just_days(*args):
                    looked_at += 1
                    yield day

            monkeypatch.setattr(mesoplan.planning.bounds, "just_days", counting)
            request = Request(start=START, horizon=Duration(years, years, Unit.YEARS), closures=closures)
            planned = apply_choices(regimen, request)
            count_sessions(planned, lay_out(planned))
            return looked_at

        assert days_looked_at(50) <= 11 * days_looked_at(5) + 100


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
        planned = apply_choices(catalog.protocol("standard"), Request(start=START, pace="slow"))
        schedule = lay_out(planned)
        for through in count_sessions(planned, schedule).through:
            assert through.planned == sum(session.date < through.until for session in schedule.sessions)

    def test_without_dates_the_course_is_still_counted(self, catalog: Catalog) -> None:
        found = count_sessions(apply_choices(catalog.protocol("salon"), Request(start=START)), None)
        assert (found.course, found.planned, found.through, found.complete) == (Count(10, None), 10, (), False)


def lengths(step: Duration | None) -> list[relativedelta | None]:
    """Return every length of an interval."""
    if step is None:
        return [None]
    assert step.min is not None
    assert step.max is not None
    numbers = step.choice or range(step.min, step.max + 1)
    return [relativedelta(**{step.unit.value: number}) for number in numbers]  # type: ignore[arg-type]


def brute_force(regimen: Protocol, start: date, until: date) -> set[int]:
    """Return every session count that some choice of counts and lengths has before a day.

    Written from the contract alone: dates are built one by one, for every choice.
    """
    found = set()
    for steps in product(*(product(lengths(p.interval), lengths(p.gap)) for p in regimen.course)):
        for sizes in product(*(range(p.count.min or 1, (p.count.max or 9) + 1) for p in regimen.course)):
            course: list[date] = []
            for (interval, gap), size in zip(steps, sizes, strict=True):
                assert interval is not None
                if not course:
                    course += [start + interval * k for k in range(size)]
                elif gap is not None:
                    first = course[-1] + gap
                    course += [first + interval * k for k in range(size)]
                else:
                    last = course[-1]
                    course += [last + interval * k for k in range(1, size + 1)]
            for every in lengths(regimen.maintenance.every):
                for again in lengths(regimen.maintenance.interval or regimen.course[0].interval):
                    # The course's own first interval has one length throughout.
                    if regimen.maintenance.interval is None and again != steps[0][0]:
                        continue
                    for follow in follow_ups(regimen, course, again, every, until):
                        found.add(sum(day < until for day in [*course, *follow]))
    return found


def brute_force_alone(regimen: Protocol, start: date, until: date) -> set[int]:
    """Return the same for a protocol without a course, whose maintenance begins at the start."""
    maintenance = regimen.maintenance
    found = set()
    for every, interval in product(lengths(maintenance.every), lengths(maintenance.interval)):
        if maintenance.repeat == "session":
            begins = [[start]]
        else:
            assert maintenance.sessions is not None
            assert interval is not None
            sizes = range(maintenance.sessions.min or 1, (maintenance.sessions.max or 9) + 1)
            begins = [[start + interval * k for k in range(size)] for size in sizes]
        for begin in begins:
            for follow in follow_ups(regimen, begin, interval, every, until):
                found.add(sum(day < until for day in [*begin, *follow]))
    return found


def follow_ups(
    regimen: Protocol, course: list[date], interval: relativedelta | None, every: relativedelta | None, until: date
) -> Iterator[list[date]]:
    """Yield every maintenance that may follow a course, up to a day."""
    maintenance = regimen.maintenance
    if every is None or course[-1] >= until:
        yield []
    elif maintenance.repeat == "session":
        days = [course[-1] + every]
        while days[-1] < until:
            days.append(course[-1] + every * (len(days) + 1))
        yield days
    else:
        assert interval is not None
        assert maintenance.sessions is not None
        since = course[0] if maintenance.counted_from == "first-session" else course[-1]
        first = max(since + every, course[-1] + interval)
        for size in range(maintenance.sessions.min or 1, (maintenance.sessions.max or 9) + 1):
            again = [first + interval * k for k in range(size)]
            for rest in follow_ups(regimen, again, interval, every, until):
                yield again + rest


@st.composite
def small_protocols(draw: st.DrawFn) -> Protocol:
    """Draw a protocol with few choices."""
    unit = draw(st.sampled_from([Unit.DAYS, Unit.WEEKS, Unit.MONTHS]))

    def step() -> Duration:
        shortest = draw(st.integers(1, 6))
        if draw(st.integers(0, 5)) == 0:
            choice = draw(st.permutations([shortest, shortest + 2]))
            return Duration(shortest, shortest + 2, unit, tuple(choice))
        return Duration(shortest, shortest + draw(st.integers(0, 1)), unit)

    phases = []
    alone = draw(st.integers(0, 4)) == 0
    for index in range(0 if alone else draw(st.integers(1, 2))):
        fewest = draw(st.integers(1, 3))
        phases.append(
            Phase(
                phase=f"phase {index}",
                sessions=Count(fewest, fewest + draw(st.integers(0, 3))),
                interval=step(),
                gap=step() if index and draw(st.booleans()) else None,
            )
        )
    repeat = draw(st.sampled_from(["session", "course", *([] if alone else ["none"])]))
    maintenance = Maintenance(repeat="none")
    if repeat == "session":
        maintenance = Maintenance(repeat="session", every=step())
    elif repeat == "course":
        fewest = draw(st.integers(1, 2))
        maintenance = Maintenance(
            repeat="course",
            every=step(),
            sessions=Count(fewest, fewest + draw(st.integers(0, 1))),
            interval=step() if alone or draw(st.booleans()) else None,
            counted_from=draw(st.sampled_from(["first-session", "last-session"])),
        )
    return protocol(*phases, maintenance=maintenance)


@settings(max_examples=150)
@given(small_protocols(), st.sampled_from([date(2026, 1, 5), date(2026, 1, 31), date(2028, 2, 29)]), st.data())
def test_the_search_agrees_with_brute_force(regimen: Protocol, start: date, data: st.DataObject) -> None:
    interval = regimen.course[0].interval if regimen.course else regimen.maintenance.every
    assert interval is not None
    unit: Any = {interval.unit.value: data.draw(st.integers(1, 22), label="until")}
    until = start + relativedelta(**unit)
    search = brute_force if regimen.course else brute_force_alone
    every = search(regimen, start, until)
    assert both(regimen, until, start) == (min(every), max(every))
    planned = apply_choices(regimen, Request(start=start))
    nearer = [until - timedelta(days=data.draw(st.integers(1, 60), label="nearer")), until]
    for extreme, pick in (("fewest", min), ("most", max)):
        found = sessions_before(planned, nearer, extreme)  # type: ignore[arg-type]
        assert found == [pick(search(regimen, start, day)) for day in nearer]


@given(small_protocols(), st.sampled_from(["fast", "typical", "slow"]))
def test_the_plan_lies_between_the_fewest_and_the_most(regimen: Protocol, pace: Any) -> None:
    planned = apply_choices(regimen, Request(start=START, pace=pace))
    for through in count_sessions(planned, lay_out(planned)).through:
        assert through.fewest <= through.planned <= through.most


@given(small_protocols())
def test_counts_never_fall_with_the_horizon(regimen: Protocol) -> None:
    found = counts(regimen, "5y").through
    assert sorted(through.fewest for through in found) == [through.fewest for through in found]
    assert sorted(through.most for through in found) == [through.most for through in found]
