"""What a calendar says is off limits after a session: what is required, and apart from it what would be ideal."""

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from mesoplan.guidance.bans import Aftercare, Ban, Period, off_limits
from mesoplan.output.wording import counted, day
from mesoplan.planning.schedule import Schedule
from mesoplan.tables.advice import Rule


@dataclass(frozen=True, slots=True, kw_only=True)
class Limit:
    """Activities that wait for the same time."""

    hours: int
    """For how long after a session, at least 1."""
    names: tuple[str, ...]
    sources: frozenset[str]
    """The documents that name this time."""
    periods: tuple[Period, ...]
    """On which days of the plan."""

    def free(self, session: dt.date) -> dt.date:
        """Return the day on which they are free again: after later sessions, where those come first."""
        return next(period.until for period in self.periods if period.start <= session < period.until)


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What is off limits over a plan, the shortest time first."""

    required: tuple[Limit, ...]
    ideal: tuple[Limit, ...]
    """Only what a document would like to be longer than what it requires."""
    untimed: tuple[str, ...]
    """What to avoid for a time that is not stated."""
    basis: str

    def after(self, session: dt.date) -> Iterator[str]:
        """Yield until when each activity is off limits after a session, a line each."""
        yield from (f"Off limits until {day(one.free(session))}: {'; '.join(one.names)}." for one in self.required)
        yield from (f"Ideally until {day(one.free(session))}: {'; '.join(one.names)}." for one in self.ideal)
        if self.untimed:
            yield f"Also avoid (for how long is not stated): {'; '.join(self.untimed)}."
        if self.required or self.ideal or self.untimed:
            yield self.basis

    def about(self, limit: Limit) -> Iterator[str]:
        """Yield what there is to say of one limit, whichever the session."""
        yield f"{_length(limit.hours)} after every session: {'; '.join(limit.names)}."
        for ideal in self.ideal:
            if names := [name for name in ideal.names if name in limit.names]:
                yield f"Ideally {_length(ideal.hours)}: {'; '.join(names)}."
        yield self.basis


def limits_of(care: Aftercare, schedule: Schedule) -> Limits:
    """Return what is off limits over a plan, for the person that the care is for."""
    days = [session.date for session in schedule.visits]
    required: list[tuple[int, Ban, Iterable[Rule]]] = []
    ideal: list[tuple[int, Ban, Iterable[Rule]]] = []
    untimed: list[str] = []
    for ban in care.bans:
        rules = _rules_for(ban, care)
        least = max((_least(rule) for rule in rules), default=0)
        most = max((rule.ideal_hours or 0 for rule in rules), default=0)
        if least:
            required.append((least, ban, [rule for rule in rules if _least(rule) == least]))
        elif rules:
            untimed.append(ban.ruling.activity.name)
        if most > least:
            ideal.append((most, ban, [rule for rule in rules if rule.ideal_hours == most]))
    whose = "any document in the tables" if care.source is None else "the protocol's own document"
    return Limits(
        required=_grouped(required, days),
        ideal=_grouped(ideal, days),
        untimed=tuple(untimed),
        basis=f"By the longest time that {whose} requires; mesoplan aftercare names each document.",
    )


def _rules_for(ban: Ban, care: Aftercare) -> list[Rule]:
    """Return the rules that hold for the person: a document's rule for them takes the place of its general one."""
    special = {rule.source for rule in ban.ruling.rules if rule.condition in care.hair}
    return [
        rule
        for rule in ban.ruling.rules
        if (rule.condition in care.hair if rule.source in special else rule.condition is None)
    ]


def _least(rule: Rule) -> int:
    """Return for how many hours a rule requires something; 0 without a figure."""
    return 0 if rule.hours is None else rule.hours.max or rule.hours.min


def _grouped(found: Iterable[tuple[int, Ban, Iterable[Rule]]], days: list[dt.date]) -> tuple[Limit, ...]:
    groups: dict[int, list[tuple[Ban, Iterable[Rule]]]] = {}
    for hours, ban, rules in found:
        groups.setdefault(hours, []).append((ban, rules))
    return tuple(
        Limit(
            hours=hours,
            names=tuple(ban.ruling.activity.name for ban, _ in group),
            sources=frozenset(rule.source for _, rules in group for rule in rules),
            periods=off_limits(days, hours),
        )
        for hours, group in sorted(groups.items())
    )


def _length(hours: int) -> str:
    return counted(hours, "hour") if hours % 24 else counted(hours // 24, "day")
