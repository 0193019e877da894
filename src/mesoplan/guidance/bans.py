"""Aftercare and screening as the pages of `render` read them, until they read the records of `restrictions`. Pure.

A length of time that no document gives is None, never 0. What no document names is not thereby allowed.
"""

import datetime as dt
from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import Literal, NamedTuple

from mesoplan.errors import UnknownNameError
from mesoplan.guidance import restrictions
from mesoplan.planning.schedule import Schedule
from mesoplan.tables.advice import Activity, Claim, Condition, Evidence, HairType, Indication, Rule, in_hours
from mesoplan.tables.catalog import Catalog
from mesoplan.tables.regimens import Listing, fold
from mesoplan.values.dates import add
from mesoplan.values.ranges import Unit

Topic = Literal["aftercare", "screening", "indications"]
"""What documents have lists of."""

_Entry = Activity | Condition | Indication


class Ruling(NamedTuple):
    """What holds for one activity for one person."""

    activity: Activity
    rules: tuple[Rule, ...]
    """Every rule of the documents asked, also those for other people; empty where they are silent."""
    shortest: int | None
    """The fewest hours that any rule for this person names; None without a figure."""
    longest: int | None
    """The most hours that any rule for this person requires; None without a figure."""
    ideal: int | None = None
    """The most hours that any rule for this person calls ideal; None unless they are more than `longest`."""


class Period(NamedTuple):
    """Days in a row on which something is off limits."""

    start: dt.date
    """The first day, that of a session."""
    until: dt.date
    """The day on which it is free again, itself outside."""
    sessions: int
    """How many sessions lie inside; with more than one it is never free between them."""


class Ban(NamedTuple):
    """When one activity is off limits over a plan."""

    ruling: Ruling
    periods: tuple[Period, ...] | None
    """In order, with at least a free day between two; None where no document says for how long."""
    free_after_course: dt.date | None
    """The first day after the course on which it is free; None where there is no course or no figure."""


class Aftercare(NamedTuple):
    """What one person is to avoid and to do, by some documents: in general, after one session, or over a plan."""

    source: str | None
    """The only document to go by; None: all of them."""
    hair: tuple[HairType, ...]
    """The conditions that the person meets."""
    rulings: tuple[Ruling, ...]
    """What holds after a session."""
    before: tuple[Activity, ...]
    """What to avoid or to do before one; only what the documents to go by speak of."""
    session: dt.date | None = None
    """When the one session is, as a day or as a moment."""
    schedule: Schedule | None = None
    """The plan."""
    bans: tuple[Ban, ...] = ()
    """When each activity to avoid is off limits over the plan, maintenance and optional sessions included."""

    def restrictions(self, catalog: Catalog) -> restrictions.Aftercare:
        """Return the same as the records of `restrictions`, for the formats that read those."""
        return restrictions.aftercare_for(catalog, source=self.source, hair=self.hair)

    @property
    def sources(self) -> set[str]:
        """The documents that it draws on."""
        after = {rule.source for ruling in self.rulings for rule in ruling.rules}
        return after | {rule.source for activity in self.before for rule in activity.rules}


def care_for(
    catalog: Catalog,
    words: Sequence[str] = (),
    *,
    source: str | None = None,
    hair: Collection[HairType] = (),
    session: dt.date | None = None,
    schedule: Schedule | None = None,
) -> Aftercare:
    """Say what to avoid and to do, of everything or of some activities.

    Args:
        catalog: the tables.
        words: activities by id, name or synonym, whatever the case, spaces and hyphens; none: all of them.
        source: the only document to go by; None: all of them.
        hair: the conditions that the person meets; a document's rule for them takes the place of its general one.
        session: when the one session is; goes without `schedule`.
        schedule: the plan.

    Raises:
        UnknownNameError: a word means nothing here.
    """
    after, before = _find_activities(catalog, words)
    rulings = tuple(_rule_on(activity, source, hair) for activity in after)
    kept = [one.model_copy(update={"rules": rules}) for one in before if (rules := _rules_of(one, source))]
    return Aftercare(source, tuple(hair), rulings, tuple(kept), session, schedule, tuple(_bans(rulings, schedule)))


def _rules_of(activity: Activity, source: str | None) -> tuple[Rule, ...]:
    return tuple(rule for rule in activity.rules if source in (None, rule.source))


def _rule_on(activity: Activity, source: str | None, hair: Collection[HairType]) -> Ruling:
    rules = _rules_of(activity, source)
    special = {rule.source for rule in rules if rule.condition in hair}
    held = [rule for rule in rules if (rule.condition in hair if rule.source in special else rule.condition is None)]
    shortest = [hours for rule in held if (hours := in_hours(rule.shortest)) is not None]
    longest = [hours for rule in held if (hours := in_hours(rule.required)) is not None]
    most = max(longest, default=None)
    ideal = max((rule.ideal_hours or 0 for rule in held), default=0)
    return Ruling(activity, rules, min(shortest, default=None), most, ideal if ideal > (most or 0) else None)


def free_from(session: dt.datetime | dt.date, hours: int) -> dt.datetime | dt.date:
    """Return when an activity is free again that is off limits for some hours after a session.

    It is a moment after a moment; after a day, whose hour is not known, it is the day on which, from the
    session's hour on, the activity is free.

    Raises:
        UsageError: that lies past the year 9999.
    """
    if not isinstance(session, dt.datetime):
        return add(session, -(-hours // 24), Unit.DAYS)
    day = add(session.date(), hours // 24, Unit.DAYS)
    late = session.hour + hours % 24
    return dt.datetime.combine(add(day, late // 24, Unit.DAYS), session.time().replace(hour=late % 24))


def off_limits(days: Iterable[dt.date], hours: int) -> tuple[Period, ...]:
    """Return the days on which something is off limits for some hours after each session.

    Args:
        days: those of the sessions, in order.
        hours: at least 1.

    Returns:
        Periods in order; those that would overlap or touch are one.
    """
    merged: list[Period] = []
    for day in days:
        until = add(day, -(-hours // 24), Unit.DAYS)
        if merged and day <= merged[-1].until:
            merged[-1] = Period(merged[-1].start, until, merged[-1].sessions + 1)
        else:
            merged.append(Period(day, until, 1))
    return tuple(merged)


def _bans(rulings: Iterable[Ruling], schedule: Schedule | None) -> Iterator[Ban]:
    if schedule is None:
        return
    days = [session.date for session in schedule.visits]
    last = schedule.finish.planned if schedule.finish else None
    for ruling in rulings:
        if ruling.activity.advice == "avoid":
            yield _ban(ruling, days, last)


def _ban(ruling: Ruling, days: Sequence[dt.date], last: dt.date | None) -> Ban:
    if ruling.longest is None:
        return Ban(ruling, None, None)
    periods = off_limits(days, ruling.longest)
    if last is None:
        return Ban(ruling, periods, None)
    # The course may end after the days that the plan looks at.
    held = periods if last in days else off_limits(sorted([*days, last]), ruling.longest)
    return Ban(ruling, periods, next(period.until for period in held if period.start <= last < period.until))


def without_a_break(found: Iterable[Ban]) -> Iterator[tuple[tuple[Period, ...], list[str]]]:
    """Yield the periods that hold several sessions, with the names of the activities that have just those."""
    alike: dict[tuple[Period, ...], list[str]] = {}
    for ban in found:
        long = tuple(period for period in ban.periods or () if period.sessions > 1)
        if long:
            alike.setdefault(long, []).append(ban.ruling.activity.name)
    yield from alike.items()


class Screening(NamedTuple):
    """What the documents say of conditions, and of what the treatment is for."""

    asked: tuple[str, ...]
    """What was asked about, as it was typed; empty for the full list."""
    conditions: tuple[Condition, ...]
    indications: tuple[Indication, ...]

    @property
    def flagged(self) -> bool:
        """Whether a document advises, however strongly, against treating somebody with what was asked about."""
        return bool(self.asked and self.conditions)

    @property
    def sources(self) -> set[str]:
        """The documents that it draws on."""
        positions = {position.source for condition in self.conditions for position in condition.positions}
        return positions | {opinion.source for indication in self.indications for opinion in indication.opinions}


def screen(catalog: Catalog, words: Sequence[str] = ()) -> Screening:
    """Look up conditions and indications by id, name or synonym, whatever the case, spaces and hyphens.

    A word that means several finds them all; without words it is everything there is.

    Raises:
        UnknownNameError: a word means nothing here; none is left out in silence.
    """
    conditions, indications = catalog.screening.values(), catalog.indications.values()
    if not words:
        return Screening((), tuple(conditions), tuple(indications))
    silence = "; that no document here names it is no clearance"
    _refuse_unknown("condition", words, [*conditions, *indications], silence)
    return Screening(
        tuple(words),
        tuple(condition for condition in conditions if _is_meant(condition, words)),
        tuple(indication for indication in indications if _is_meant(indication, words)),
    )


def _find_activities(catalog: Catalog, words: Sequence[str]) -> tuple[tuple[Activity, ...], tuple[Activity, ...]]:
    """Return the activities after and before a session that are meant."""
    after, before = tuple(catalog.aftercare.values()), tuple(catalog.before.values())
    if not words:
        return after, before
    _refuse_unknown("activity", words, [*after, *before])
    return tuple(one for one in after if _is_meant(one, words)), tuple(one for one in before if _is_meant(one, words))


def advice_before(catalog: Catalog, conditions: Iterable[Condition]) -> list[Activity]:
    """Return the advice for before a session that concerns some conditions."""
    return [catalog.before[condition.before] for condition in conditions if condition.before is not None]


def _refuse_unknown(kind: str, words: Iterable[str], entries: Sequence[_Entry], remark: str = "") -> None:
    unknown = [word for word in words if not any(_is_meant(entry, [word]) for entry in entries)]
    if unknown:
        ids, also = [entry.id for entry in entries], [name for entry in entries for name in entry.synonyms]
        # A far guess would mislead: thyroid is not steroids.
        raise UnknownNameError(kind, unknown, ids, also=also, remark=remark, likeness=0.72)


def _is_meant(entry: _Entry, words: Iterable[str]) -> bool:
    names = {_key(name) for name in (entry.id, entry.name, *entry.synonyms)}
    return any(_key(word) in names for word in words)


def _key(word: str) -> str:
    """Return a word without case, accents, spaces, hyphens and the s of a plural, for comparison."""
    return "".join(char for char in fold(word) if char.isalnum()).removesuffix("s")


def documents_by_list(catalog: Catalog, topic: Topic, listing: Listing) -> list[str]:
    """Return the documents whose list on a topic is given, empty or lost, by their ids."""
    return [key for key, source in catalog.sources.items() if getattr(source.lists, topic) == listing]


def claims_of(evidence: Iterable[Evidence], source: str | None = None) -> Iterator[tuple[Evidence, list[Claim]]]:
    """Yield evidence with the claims of one document, or of all; what the document says nothing of is left out."""
    for piece in evidence:
        claims = [claim for claim in piece.claims if source in (None, claim.source)]
        if claims:
            yield piece, claims
