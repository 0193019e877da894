"""Protocols, requests and closed days, written as in the case files."""

from __future__ import annotations

from datetime import date
from typing import Any

from mesoplan import Duration, Request, plan_schedule
from mesoplan.planning.closures import Closures
from mesoplan.planning.schedule import Finish, Schedule
from mesoplan.tables.places import holidays_of
from mesoplan.tables.regimens import Maintenance, Phase, Protocol, Result
from mesoplan.values.ranges import Count, parse_tolerance
from tests.conftest import SHIPPED

START = date(2026, 1, 5)
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
WEEKENDS = Closures(weekdays=frozenset({5, 6}))


def protocol(*phases: Phase, maintenance: Maintenance | None = None, **fields: Any) -> Protocol:
    """Return a protocol of these phases, without maintenance unless given."""
    return Protocol(
        id="own",
        name="Own",
        source="own",
        course=phases,
        maintenance=maintenance or Maintenance(repeat="none"),
        **fields,
    )


def phase(sessions: str, interval: str | None = None, *, name: str = "one", gap: str | None = None) -> Phase:
    """Return a phase, written as in a table."""
    return Phase(
        phase=name,
        sessions=Count.parse(sessions),
        interval=Duration.parse(interval) if interval else None,
        gap=Duration.parse(gap) if gap else None,
    )


def every(step: str) -> Maintenance:
    """Return single maintenance sessions."""
    return Maintenance(repeat="session", every=Duration.parse(step))


def again(sessions: str | None, step: str, **fields: Any) -> Maintenance:
    """Return a course that is repeated."""
    count = None if sessions is None else Count.parse(sessions)
    return Maintenance(repeat="course", sessions=count, every=Duration.parse(step), **fields)


def result(name: str, **fields: Any) -> Result:
    """Return a result, written as in a table."""
    return Result.model_validate({"milestone": name, **fields})


def request(start: date = START, **choices: Any) -> Request:
    """Return a request, choices written as on the command line."""
    for name in ("horizon", "maintenance"):
        if isinstance(choices.get(name), str) and choices[name] != "none":
            choices[name] = Duration.parse(choices[name])
    if "tolerance" in choices:
        choices["tolerance"] = parse_tolerance(choices["tolerance"])
    if "intervals" in choices:
        choices["intervals"] = {name: Duration.parse(text) for name, text in choices["intervals"].items()}
    for name in ("done", "booked", "missed"):
        choices[name] = tuple(choices.get(name, ()))
    return Request(start=start, **choices)


def plan(regimen: Protocol, start: date = START, closures: Closures | None = None, **choices: Any) -> Schedule:
    """Plan a protocol, choices written as on the command line."""
    return plan_schedule(regimen, request(start, **choices), closures)


def dates(schedule: Schedule, kind: str | None = None) -> list[date]:
    """Return the dates of a schedule's sessions of a kind."""
    return [session.date for session in schedule.sessions if kind in (None, session.kind)]


def days(schedule: Schedule) -> list[int]:
    """Return the days of a schedule's sessions, the first being 0."""
    return [(day - schedule.sessions[0].date).days for day in dates(schedule)]


def finish_of(schedule: Schedule) -> Finish:
    """Return when a schedule's course ends."""
    assert schedule.finish is not None
    return schedule.finish


def plan_case(case: dict[str, Any]) -> Schedule:
    """Plan what a case of a file in tests/cases says."""
    choices = {
        name: case[name]
        for name in ("pace", "horizon", "sessions", "tolerance", "done", "booked", "missed", "today")
        if name in case
    }
    done = case.get("done") or [START]
    if "done" in case:
        choices.setdefault("today", done[-1])
    return plan(_protocol(case), case.get("start", done[0]), _closures(case), **choices)


def _protocol(case: dict[str, Any]) -> Protocol:
    if "course" not in case and "days" not in case:
        return SHIPPED.protocol(case.get("protocol", "standard"))
    maintenance = Maintenance.model_validate(_texts(case.get("maintenance", {"repeat": "none"})))
    if "days" in case:
        return protocol(Phase(phase="listed", days=tuple(case["days"])), maintenance=maintenance)
    phases = (
        phase(str(sessions), interval, name=f"phase {index}", gap=gap[0] if gap else None)
        for index, (sessions, interval, *gap) in enumerate(case["course"])
    )
    return protocol(*phases, maintenance=maintenance)


def _texts(fields: dict[str, Any]) -> dict[str, Any]:
    return {name: str(value) for name, value in fields.items()}


def _closures(case: dict[str, Any]) -> Closures | None:
    if not {"away", "closed", "holidays"} & set(case):
        return None
    return Closures(
        weekdays=frozenset(WEEKDAYS.index(day) for day in case.get("closed", ())),
        away=tuple((first, last) for first, last in case.get("away", ())),
        holidays=holidays_of(case["holidays"]).days if "holidays" in case else None,
    )
