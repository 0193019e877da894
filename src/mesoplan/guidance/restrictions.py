"""What to avoid and to do around sessions: by each document, for how long, and on which days of a plan.

Off limits is what is required. An ideal is shown next to it and never takes its place. A length of time that no
document gives is None, never 0, and not being listed does not mean that something is allowed. Hours are counted in
days where no hour is known.
"""

import datetime as dt
from bisect import bisect_left
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Annotated, Any

from pydantic import Field, PlainSerializer, WithJsonSchema

from mesoplan.guidance.treatment import by_source, documents_without, is_meant, known_words
from mesoplan.planning.schedule import Schedule
from mesoplan.tables.advice import Activity, Direction, HairType, Rule, about_hours, in_hours
from mesoplan.tables.catalog import Catalog
from mesoplan.values import Duration, Frozen, Unit, add


class Period(Frozen):
    """Days in a row on which to avoid something."""

    start: Annotated[dt.date, Field(serialization_alias="from", description="The first day, that of a session.")]
    until: dt.date
    """The day on which it is free again; not included."""
    ideally_until: dt.date | None = None
    """The same by the longest ideal, counted from the last session inside; null where no document names an ideal."""
    sessions: int = 1
    """How many sessions lie inside; with more than one it is never free between them."""


def end_of(moment: dt.date, length: Duration) -> dt.date:
    """Return when the wait ends that is one length of time after a session.

    It is a moment after a moment; after a day, whose hour is not known, it is the day on which, from the session's hour
    on, it is free: hours are rounded up to whole days.

    Raises:
        UsageError: that lies past the year 9999.
    """
    clock, hours = moment.time() if isinstance(moment, dt.datetime) else None, in_hours(length)
    # A day whose hour is not known counts from its last one, which rounds hours up.
    days, hour = divmod((clock.hour if clock else 23) + (hours or 0), 24)
    end = add(moment, length.shortest, length.unit) if hours is None else add(moment, days, Unit.DAYS)
    return dt.datetime.combine(end, clock.replace(hour=hour)) if clock else end


def off_limits(rules: Iterable[Rule], visits: Sequence[dt.date], course_end: dt.date | None) -> tuple[Period, ...]:
    """Return the days on which to avoid an activity, by the rules for it and for one person.

    Args:
        rules: what is required, from every session or from the end of the course; without a stated figure no effect.
        visits: the days of the sessions, in order.
        course_end: the last session of the course; None where there is no course.

    Returns:
        Periods in order; those that would overlap or touch are one.
    """
    since = {"session": visits, "course-end": [course_end] if course_end else []}
    held = [(day, rule.required, rule.ideally or rule.required) for rule in rules for day in since[rule.counted_from]]
    waits = sorted((day, end_of(day, least), end_of(day, best)) for day, least, best in held if least and best)
    starts = sorted({day for day, _, _ in waits})
    periods: list[Period] = []
    for start, until, ideally in waits:
        before = periods.pop() if periods and start <= periods[-1].until else Period(start=start, until=until)
        end = max(before.until, until)
        inside = bisect_left(starts, end) - bisect_left(starts, before.start)
        ideal = max(before.ideally_until or end, ideally)
        periods.append(replace(before, until=end, ideally_until=ideal if ideal > end else None, sessions=inside))
    return tuple(periods)


_TO_THE_MINUTE = PlainSerializer(lambda moment: moment.isoformat()[:16], return_type=str)
_MOMENT_SCHEMA = WithJsonSchema({"type": "string", "description": "A day, or a day and a time to the minute."})
Moment = Annotated[dt.datetime | dt.date, _TO_THE_MINUTE, _MOMENT_SCHEMA]
"""A day, or a day and a time of day; written to the minute."""


class Restriction(Frozen):
    """What holds for one activity for one person after a session."""

    id: str
    """Its id in the tables."""
    name: str
    """Its name."""
    advice: Direction
    """avoid or do."""
    note: str | None
    """What a reader must know, whatever the document."""
    remark: str | None
    """A remark of ours, which no document makes."""
    rules: tuple[Rule, ...]
    """What each document asked says, rules for other people included; empty where they are silent."""
    deciding: Annotated[tuple[Rule, ...], Field(exclude=True)]
    """The rules for this person that require the longest time; all of them where none has a figure."""
    shortest: Duration | None
    """The shortest time that any rule for this person requires; null where no figure is stated."""
    required: Duration | None
    """How long to avoid it: the longest time that any rule for this person requires; null where none is stated."""
    ideal: Duration | None
    """The longest ideal, if it is longer than `required`; null without one."""
    shortest_hours: int | None
    """`shortest` in hours; null where no figure is stated, or it is in months or years."""
    longest_hours: int | None
    """`required` in hours; null where no figure is stated, or it is in months or years."""
    ideal_hours: int | None
    """`ideal` in hours; null without one, or where it is in months or years."""
    free_from: Moment | None = None
    """When it is free again after the session asked for; null without a session or a figure."""
    ideally_from: Moment | None = None
    """When it is best taken up again after the session asked for; null without a session or an ideal."""
    off_limits: tuple[Period, ...] | None = None
    """On which days of the plan, with at least a free day between two; null without a plan or a figure."""
    free_after_course: dt.date | None = None
    """The first day after the course on which it is free; null without a course or a figure."""
    ideally_after_course: dt.date | None = None
    """The same by the ideal; null without a course or an ideal."""


class TripRestriction(Frozen):
    """Something to avoid on days away, because of a session on them or before them."""

    session: dt.date
    """The last session that reaches into them."""
    activity: str
    """The activity's id."""
    name: str
    """Its name."""
    first: dt.date
    """The first day away."""
    last: dt.date
    """The last day away, included."""
    until: dt.date
    """The day on which it is free again; not included."""


class Aftercare(Frozen):
    """What one person is to avoid and to do: in general, after one session, or over a plan."""

    only_source: str | None
    """The id of the only document that was asked; null for all of them."""
    hair: tuple[HairType, ...]
    """The conditions that the person meets."""
    activities: tuple[Restriction, ...]
    """After a session."""
    before: tuple[Activity, ...]
    """Before a session; only what the documents that were asked speak of."""
    trips: tuple[TripRestriction, ...]
    """What to avoid on days away; empty without a plan or without any."""
    silent: tuple[str, ...]
    """Activities of which the documents that were asked say nothing; that is no permission."""
    lists_not_available: tuple[str, ...]
    """Documents whose list was lost when they were saved; never to be taken for none."""
    lists_none: tuple[str, ...]
    """Documents that name nothing."""
    warnings: tuple[str, ...] = ()
    """What was asked about and is not known here, next to what is, and what a reader must know of the plan."""

    @property
    def avoided(self) -> list[Restriction]:
        """What is to be avoided, the shortest wait first; what has no stated one last."""
        found = [one for one in self.activities if one.advice == "avoid" and one.rules]
        return sorted(found, key=lambda one: about_hours(one.required) if one.required else float("inf"))

    def running(self, day: dt.date) -> list[tuple[Restriction, Period]]:
        """Return what is to be avoided on a day of a plan, on the last one up to the hour of the session, and when."""
        return [(one, p) for one in self.avoided for p in one.off_limits or () if p.start <= day <= p.until]

    def free_after(self, session: dt.date, *, ideally: bool) -> list[tuple[dt.date, list[str]]]:
        """Return the days on which what is free again after a session of a plan, by what is required or ideal."""
        ends = [(one.name, p.ideally_until if ideally else p.until) for one, p in self.running(session)]
        return [(day, [name for name, end in ends if end == day]) for day in sorted({end for _, end in ends if end})]


def aftercare_for(
    catalog: Catalog,
    words: Sequence[str] = (),
    *,
    source: str | None = None,
    hair: Collection[HairType] = (),
    session: dt.datetime | dt.date | None = None,
    schedule: Schedule | None = None,
) -> Aftercare:
    """Return what to avoid and to do, of everything or of some activities.

    Args:
        catalog: the tables.
        words: activities by id, name or synonym, whatever the case, spaces and hyphens; none: all of them.
        source: the only document to go by; None: all of them.
        hair: the conditions that the person meets; a document's rule for them takes the place of its general one.
        session: when the one session is; goes without `schedule`.
        schedule: the plan.

    Raises:
        UnknownNameError: no word means anything here.
        UsageError: a restriction ends past the year 9999.
    """
    known = [*catalog.aftercare.values(), *catalog.before.values()]
    silence = " on the lists here, which is no permission; for illnesses and medicines see mesoplan screen"
    words, warnings = known_words("activity", words, known, silence)
    after = [by_source(one, source) for one in catalog.aftercare.values() if is_meant(one, words)]
    before = [by_source(one, source) for one in catalog.before.values() if is_meant(one, words)]
    activities = tuple(_restriction(activity, hair, schedule or session) for activity in after)
    return Aftercare(
        only_source=source,
        hair=tuple(hair),
        activities=activities,
        before=tuple(one for one in before if one.rules),
        trips=tuple(trip for one in activities for trip in _trips(one, schedule)) if schedule else (),
        silent=tuple(one.id for one in (*after, *before) if not one.rules),
        warnings=warnings,
        **documents_without(catalog, "aftercare"),
    )


def _restriction(activity: Activity, hair: Collection[HairType], over: Schedule | dt.date | None) -> Restriction:
    """Return what holds for one activity over a plan, after a session, or in general."""
    rules = activity.rules
    # A document's rule for this person's hair replaces its general one.
    special = {rule.source for rule in rules if rule.condition in hair}
    held = [rule for rule in rules if (rule.condition in hair if rule.source in special else rule.condition is None)]
    since = over if isinstance(over, dt.date) else over and next((visit.date for visit in over.attended), None)

    def length(one: Duration) -> tuple[Any, int]:
        # Which of 30 days and a month is longer depends on the month.
        return since and end_of(since, one), about_hours(one)

    least = min((rule.duration for rule in held if rule.duration), key=about_hours, default=None)
    required = max((rule.required for rule in held if rule.required), key=length, default=None)
    deciding = [one for one in held if required and one.required and length(one.required) == length(required)]
    longer = (one.ideally for one in held if one.ideally and required and length(one.ideally) > length(required))
    ideal = max(longer, key=length, default=None)
    dated: dict[str, Any] = {}
    if required and over and activity.advice == "avoid":
        if not isinstance(over, dt.date):
            dated = _over(over, held)
        elif deciding[0].counted_from == "session":
            dated = {"free_from": end_of(over, required), "ideally_from": ideal and end_of(over, ideal)}
    return Restriction.filled_from(
        activity,
        deciding=tuple(deciding or held),
        shortest=least and Duration(least.min, least.min, least.unit),
        required=required,
        ideal=ideal,
        shortest_hours=in_hours(least),
        longest_hours=in_hours(required),
        ideal_hours=in_hours(ideal),
        **dated,
    )


def _over(schedule: Schedule, held: Sequence[Rule]) -> dict[str, Any]:
    """Return the fields of a restriction that depend on a plan."""
    visits = [visit.date for visit in schedule.attended]
    last = schedule.finish.planned if schedule.finish else None
    # The course may end after the days that the plan looks at.
    whole = off_limits(held, sorted({*visits, last}) if last else visits, last)
    after = next((period for period in whole if last and period.start <= last < period.until), None)
    free = {"free_after_course": after and after.until, "ideally_after_course": after and after.ideally_until}
    return {"off_limits": off_limits(held, visits, last), **free}


def _trips(one: Restriction, schedule: Schedule) -> Iterator[TripRestriction]:
    """Yield the absences that overlap the days on which to avoid an activity."""
    for first, last in schedule.diary.closures.away:
        for period in one.off_limits or ():
            if period.start <= last and first <= period.until:
                reaching = (visit.date for visit in schedule.attended if period.start <= visit.date <= last)
                session = max(reaching, default=period.start)
                yield TripRestriction.filled_from(one, period, session=session, activity=one.id, first=first, last=last)
