"""What a calendar says to avoid after a session: what is required, and separately what would be ideal."""

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from mesoplan.guidance.restrictions import Aftercare, Period, Restriction, off_limits, rules_for
from mesoplan.output.wording import counted, day
from mesoplan.planning.schedule import Schedule
from mesoplan.tables.advice import Rule, about_hours, in_hours
from mesoplan.values.ranges import Duration


@dataclass(frozen=True, slots=True, kw_only=True)
class Limit:
    """Activities that wait for the same time, on the same days of a plan."""

    length: Duration
    since: str
    """What it is counted from, as `every session`."""
    periods: Sequence[Period]
    """In order, with at least a free day between two."""
    names: list[str] = field(default_factory=list)
    sources: set[str] = field(default_factory=set)
    """The documents that name this time."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What to avoid over a plan, the shortest time first."""

    required: list[Limit]
    ideal: list[Limit]
    """Only what a document would like to be longer than what it requires."""
    untimed: list[str]
    """What to avoid for a time that is not stated."""
    basis: str

    def after(self, session: dt.date) -> Iterator[str]:
        """Yield until when to avoid each activity after a session, one line each."""
        for word, limits in (("Off limits", self.required), ("Ideally", self.ideal)):
            yield from (f"{word} until {day(until)}: {names}." for until, names in free_after(limits, session))
        if self.untimed:
            yield f"Also avoid (for how long is not stated): {'; '.join(self.untimed)}."
        if self.required or self.ideal or self.untimed:
            yield self.basis

    def about(self, limit: Limit) -> Iterator[str]:
        """Yield what there is to say of one limit, whichever the session."""
        yield f"{_words(limit.length)} after {limit.since}: {'; '.join(limit.names)}."
        for ideal in self.ideal:
            if names := [name for name in ideal.names if name in limit.names]:
                yield f"Ideally {_words(ideal.length)}: {'; '.join(names)}."
        yield self.basis


def free_after(limits: Iterable[Limit], session: dt.date) -> Iterator[tuple[dt.date, str]]:
    """Yield when activities are free again after a session, and after later ones that come first; with their names."""
    for one in limits:
        periods = (period for period in one.periods if period.start <= session < period.until)
        yield from ((period.until, "; ".join(one.names)) for period in periods)


def limits_of(care: Aftercare, schedule: Schedule) -> Limits:
    """Return what to avoid over a plan, for the person that the care is for."""
    avoided = [(one, rules_for(one.rules, care.hair)) for one in care.activities if one.advice == "avoid"]
    ideals = [(one, [_ideally(rule) for rule in rules if rule.ideally]) for one, rules in avoided if one.ideal]
    whose = "any document in the tables" if care.only_source is None else "the protocol's own document"
    return Limits(
        required=_grouped([(one, rules) for one, rules in avoided if one.required], schedule),
        ideal=_grouped(ideals, schedule),
        untimed=[one.name for one, rules in avoided if rules and not one.required],
        basis=f"By the longest time that {whose} requires; mesoplan aftercare names each document.",
    )


def _ideally(rule: Rule) -> Rule:
    """Return a rule that requires what one calls ideal."""
    return rule.model_copy(update={"duration": rule.ideally})


def _grouped(avoided: Iterable[tuple[Restriction, list[Rule]]], schedule: Schedule) -> list[Limit]:
    """Return the limits that rules with figures give, the shortest first, each by the longest time of its rules."""
    visits = [session.date for session in schedule.visits]
    end = schedule.finish.planned if schedule.finish else None
    groups: dict[tuple[int, str, tuple[tuple[dt.date, dt.date], ...]], Limit] = {}
    for one, rules in avoided:
        timed = [(rule.required, rule) for rule in rules if rule.required]
        longest = max((length for length, _ in timed), key=about_hours)
        held = [rule for length, rule in timed if about_hours(length) == about_hours(longest)]
        every = any(rule.counted_from == "session" for rule in held)
        since = "every session" if every else "the last session of the course"
        periods = off_limits(rules, visits, end)
        key = (about_hours(longest), since, tuple((period.start, period.until) for period in periods))
        limit = groups.setdefault(key, Limit(length=longest, since=since, periods=periods))
        limit.names.append(one.name)
        limit.sources.update(rule.source for rule in held)
    return [groups[key] for key in sorted(groups)]


def _words(length: Duration) -> str:
    hours = in_hours(length)
    if hours is None:
        return str(length)
    return counted(hours, "hour") if hours % 24 else counted(hours // 24, "day")
