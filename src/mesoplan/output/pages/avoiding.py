"""What to avoid after the sessions of a plan, and until when, in few words."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from mesoplan.guidance.restrictions import Aftercare, Restriction, TripRestriction, without_a_break
from mesoplan.output.page import Block, Listing, Paragraph, Row, Section, Table
from mesoplan.output.pages.sources import Citations
from mesoplan.output.wording import counted, days, series, short_day
from mesoplan.planning.schedule import Session
from mesoplan.tables.advice import in_hours
from mesoplan.values.ranges import Duration


@dataclass(frozen=True, slots=True)
class Group:
    """Activities that are to be avoided for as long."""

    label: str
    """For how long, as `7 days, ideally 14 days`."""
    required: str
    """For how long it is required, as `7 days`."""
    restrictions: tuple[Restriction, ...]

    @property
    def names(self) -> list[str]:
        """The activities."""
        return [one.name for one in self.restrictions]

    @property
    def periods(self) -> list[tuple[date, date]]:
        """First day of each stretch over the plan, and the day on which it is free again."""
        return [(period.start, period.until) for period in self.restrictions[0].off_limits or ()]


def groups(restrictions: Iterable[Restriction]) -> list[Group]:
    """Put together what is to be avoided for as long and on the same days, the shortest first."""
    found: dict[tuple[object, ...], list[Restriction]] = {}
    for one in restrictions:
        if one.advice == "avoid" and one.required is not None and one.off_limits:
            found.setdefault((_about(one.required), one.ideal and _about(one.ideal), one.off_limits), []).append(one)
    made = [_group(tuple(members)) for members in found.values()]
    return sorted(made, key=lambda group: (_about(group.restrictions[0].required), len(group.label)))


def _group(members: tuple[Restriction, ...]) -> Group:
    required, ideal = length_words(members[0].required), length_words(members[0].ideal)
    return Group(f"{required}, ideally {ideal}" if ideal else required, required, members)


def _about(length: Duration | None) -> int:
    if length is None:
        return 0
    hours = in_hours(length)
    return length.about * 24 if hours is None else hours


def length_words(length: Duration | None) -> str:
    """Write one length, hours as days where they are whole; nothing for None."""
    hours = in_hours(length)
    if hours is None:
        return str(length or "")
    return counted(hours, "hour") if hours % 24 else counted(hours // 24, "day")


def ends_words(session: Session, found: Sequence[Group], today: date) -> str:
    """Say when each restriction after a session ends, as `Free again after 2 days: 7 Jan, …`; nothing in the past."""
    ends: dict[tuple[str, str], str] = {}
    year = session.date.year
    for group in found if session.status != "missed" else ():
        for one in group.restrictions[0].off_limits or ():
            if one.start <= session.date < one.until and today < (one.ideally_until or one.until):
                until = short_day(one.until, year=year)
                # Several sessions in one stretch: there is no free day between them.
                end = (group.required, until if one.sessions == 1 else f"not before {until}")
                ideally = f" (ideally {short_day(one.ideally_until, year=year)})" if one.ideally_until else ""
                ends[end] = ideally or ends.get(end, "")
    parts = [f"{required}: {until}{ideally}" for (required, until), ideally in ends.items()]
    return f"Free again after {', '.join(parts)}." if parts else ""


def trip_words(session: Session, trips: Iterable[TripRestriction], today: date) -> Iterator[str]:
    """Yield what a session keeps you from on days away, a sentence for each absence."""
    kept: dict[tuple[date, date], dict[date, list[str]]] = {}
    for trip in sorted(trips, key=lambda trip: (trip.first, trip.until)):
        if trip.session == session.date and session.status != "missed" and trip.until > today:
            kept.setdefault((trip.first, trip.last), {}).setdefault(trip.until, []).append(trip.name)
    year = session.date.year
    for (first, last), ends in kept.items():
        what = [f"until {short_day(until, year=year)}: {'; '.join(names)}." for until, names in ends.items()]
        yield f"While you are away {days(first, last, year=year)}, avoid {' Avoid '.join(what)}"


def avoid_section(care: Aftercare, sources: Citations) -> Section:
    """Return what is to be avoided for how long after each session, and what else there is to know of it."""
    rows = [
        Row([group.label, "; ".join(_cited(one, sources) for one in group.restrictions)])
        for group in groups(care.activities)
    ]
    blocks: list[Block] = [Table(("For", "Avoid"), rows, whole=("For",))] if rows else []
    notes = [*_notes(care, sources)]
    blocks += [Listing(notes)] if notes else []
    whose = "any document requires" if care.only_source is None else "the protocol's own document requires"
    hair = f" Rules for {series(care.hair).replace('-', ' ')} are applied." if care.hair else ""
    basis = f"These are the longest times that {whose}; mesoplan aftercare shows each.{hair}"
    return Section("avoid", "What to avoid after a session", [*blocks, Paragraph(basis, "muted")])


def _cited(one: Restriction, sources: Citations) -> str:
    """Name an activity with the documents that require the time."""
    marks = dict.fromkeys(sources.mark(rule.source) for rule in one.rules if rule.required == one.required)
    return f"{one.name} {' '.join(marks)}"


def _notes(care: Aftercare, sources: Citations) -> Iterator[str]:
    close: dict[str, list[str]] = {}
    for periods, names in without_a_break(care.activities):
        stretches = series([days(one.start, one.until - timedelta(days=1)) for one in periods])
        close.setdefault(stretches, []).extend(names)
    for stretches, found in close.items():
        yield f"Sessions are too close together: avoid throughout {stretches}: {'; '.join(found)}."
    untimed = [one.name for one in care.activities if one.advice == "avoid" and one.required is None and one.rules]
    if untimed:
        yield f"Also avoid (for how long is not stated): {'; '.join(untimed)}."
    if care.only_source and care.silent:
        silent = [one.name for one in care.activities if one.id in care.silent]
        all_of_them = len(silent) == len(care.activities)
        what = "what to avoid; other documents do (--strict)" if all_of_them else "; ".join(silent)
        yield f"{sources.mark(care.only_source)} says nothing of this, which is no permission: {what}."
