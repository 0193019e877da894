"""What to avoid and to do: in general, after one session, or over a plan."""

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from math import inf

from mesoplan.guidance.restrictions import Aftercare, Period, Restriction, TripRestriction, rules_for
from mesoplan.output.page import Listing, Notes, Page, Paragraph, Row, Section, Table
from mesoplan.output.pages.advice import activity_words, length_words, missing_lists, names, rule_words, said_section
from mesoplan.output.pages.sessions import next_session
from mesoplan.output.pages.sources import Citations
from mesoplan.output.wording import capital, day, days, grouped, series, short_day, small
from mesoplan.planning.schedule import Schedule, Session
from mesoplan.tables.advice import Rule, about_hours
from mesoplan.tables.catalog import Catalog


def aftercare_page(
    aftercare: Aftercare,
    catalog: Catalog,
    schedule: Schedule | None = None,
    session: dt.date | None = None,
    today: dt.date = dt.date.min,
) -> Page:
    """Return the page: what to avoid until when, then what each document says.

    Args:
        aftercare: of everything or of asked activities.
        catalog: the tables.
        schedule: the plan that it is for, if any.
        session: the day, or the day and time, of the one session that it is for, if any.
        today: the day by which the waits after that session are over, or not.
    """
    cite = Citations(catalog)
    asked = len(aftercare.activities) < len(catalog.aftercare)
    what = f"Your session, {_moment(session)}: " if session else ""
    if schedule:
        what = f"{schedule.regimen.protocol.name} {cite.mark(schedule.regimen.protocol.source)}: "
    return cite.page(
        "What to avoid after a session",
        about=capital(f"{what}{_basis(aftercare, cite)}"),
        lead=list(_asked(aftercare, schedule, cite, today) if asked else _lead(aftercare, schedule, cite)),
        sections=[
            *([] if asked else [Section("avoid", "", [_waits(aftercare, cite, dated=bool(schedule or session))])]),
            Section("notes", "", [Notes(list(_notes(aftercare, cite, schedule, session, today)))]),
            *([_by_session(aftercare, schedule)] if schedule else []),
            *said_sections(aftercare, cite, asked=asked),
            *([] if asked else [missing_lists(cite, ["aftercare"])]),
        ],
    )


def avoid_section(care: Aftercare, cite: Citations) -> Section:
    """Return what is to be avoided for how long after each session, as a part of a larger page."""
    notes = list(care_notes(care, cite))
    if not any(one.required for one in care.activities):
        notes.append(
            f"{_untimed(care, cite)} Other documents do (--strict)." if care.only_source else _untimed(care, cite)
        )
    basis = Paragraph(f"{capital(_basis(care, cite))}.", "muted")
    return Section("avoid", "What to avoid after a session", [_waits(care, cite, dated=False), Listing(notes), basis])


def _basis(care: Aftercare, cite: Citations) -> str:
    """Say by which documents it is, and for whom."""
    alone = care.only_source and f"by one document alone {cite.mark(care.only_source)}"
    hair = f", for {series(care.hair).replace('-', ' ')}" if care.hair else ""
    return f"{alone or 'by the longest time that any document requires'}{hair}"


def _moment(moment: dt.date) -> str:
    return f"{day(moment)}, {moment:%H:%M}" if isinstance(moment, dt.datetime) else day(moment)


def avoided(care: Aftercare) -> list[Restriction]:
    """Return what is to be avoided, the shortest wait first; what has no stated one last."""
    found = [one for one in care.activities if one.advice == "avoid" and one.rules]
    return sorted(found, key=lambda one: about_hours(one.required) if one.required else inf)


def avoided_on(care: Aftercare, day: dt.date) -> list[Restriction]:
    """Return what is to be avoided on a day of a plan."""
    return [one for one in avoided(care) if any(p.start <= day < p.until for p in one.off_limits or ())]


def listed(restrictions: Iterable[Restriction]) -> str:
    """Name activities within a sentence."""
    return small(names([one.name for one in restrictions]))


def _lead(care: Aftercare, schedule: Schedule | None, cite: Citations) -> Iterator[str]:
    """Say what to avoid today and when the next session is, or what takes longest."""
    today = schedule.regimen.request.today if schedule else None
    running = avoided_on(care, today) if today else []
    if today and running:
        yield f"Avoid today, {day(today)}: {listed(running)}"
    following = next_session(schedule, today or dt.date.min) if schedule else None
    if schedule and following and (today is None or following.date >= today):
        yield f"Next session{'' if following == schedule.next else ' by these dates'}: {day(following.date)}"
    elif schedule and not running:
        yield "No session is ahead, and no stated wait is running."
    timed = grouped((about_hours(one.required), one) for one in avoided(care) if one.required)
    if not timed:
        yield _untimed(care, cite)
    elif not schedule:
        *others, longest = timed.values()
        if others:
            yield f"After a session, avoid most of this for up to {_until(others[-1][0], care)}"
        yield f"{'For' if others else 'After a session, avoid for'} {_until(longest[0], care)}: {listed(longest)}"


def _untimed(care: Aftercare, cite: Citations) -> str:
    whose = f"{cite.mark(care.only_source)} gives" if care.only_source else "The tables give"
    return f"{whose} no time for which to avoid anything. That is not permission."


def _until(one: Restriction, care: Aftercare) -> str:
    ends = f" (until {_moment(one.free_from)})" if one.free_from else ""
    return f"{wait_words(one, care, ideal=False)}{ends}"


def _asked(care: Aftercare, schedule: Schedule | None, cite: Citations, today: dt.date) -> Iterator[str]:
    """Answer for each activity that was asked for."""
    for one in care.activities:
        if one.rules:
            decided = cite.marks(rule.source for rule in _deciding(one, care))
            yield f"{_answer(one, care, schedule, today)} {decided}"
        else:
            yield f"{one.name}: nothing in {cite.mark(care.only_source or '')}. That is not permission."
    for before in care.before:
        verb = "avoid it" if before.advice == "avoid" else "advised"
        yield f"{before.name}: {verb} before a session {cite.marks(rule.source for rule in before.rules)}"


def _deciding(one: Restriction, care: Aftercare) -> Sequence[Rule]:
    """Return the rules that require the longest time; all of them where none has a figure."""
    held = rules_for(one.rules, care.hair)
    required = one.required and about_hours(one.required)
    return [rule for rule in held if required and rule.required and about_hours(rule.required) == required] or held


def wait_words(one: Restriction, care: Aftercare, *, ideal: bool = True) -> str:
    """Say for how long something is to be avoided, and what is ideal."""
    if one.required is None:
        return "not stated"
    deciding = [(rule, rule.duration) for rule in _deciding(one, care) if rule.duration]
    open_ended = any(duration.max is None for _, duration in deciding)
    about = "about " if all(rule.approximate and duration.is_exact for rule, duration in deciding) else ""
    required = replace(one.required, max=None) if open_ended else one.required
    return f"{about}{length_words(required, one.ideal if ideal else None)}"


def _answer(one: Restriction, care: Aftercare, schedule: Schedule | None, today: dt.date) -> str:
    if one.advice == "do":
        return f"{one.name}: advised"
    if one.required is None:
        return f"{one.name}: avoid it after a session; for how long is not stated"
    if one.free_from and _is_over(one, today):
        ended = _with_ideal(one.free_from, one.ideally_from)
        return f"{one.name}: the required wait ended {ended} ({wait_words(one, care)})"
    if one.free_from:
        return f"No {small(one.name)} until {_with_ideal(one.free_from, one.ideally_from)} ({wait_words(one, care)})"
    if schedule:
        today = schedule.regimen.request.today or dt.date.min
        coming = next((period for period in one.off_limits or () if period.until > today), None)
        if coming is None:
            return f"{one.name}: no wait is left in this plan"
        begins = f"from {day(coming.start)} " if coming.start > today else ""
        return f"No {small(one.name)} {begins}until {_with_ideal(coming.until, coming.ideally_until)}"
    course = all(rule.counted_from == "course-end" for rule in _deciding(one, care))
    return f"{one.name}: avoid it for {wait_words(one, care)} after {'the course' if course else 'every session'}"


def _with_ideal(required: dt.date | None, ideal: dt.date | None) -> str:
    return ", ideally ".join(_moment(moment) for moment in (required, ideal) if moment)


def _waits(care: Aftercare, cite: Citations, *, dated: bool) -> Table:
    """Return what to avoid for how long; activities of which the same is said share a row.

    Args:
        care: what to avoid.
        cite: marks the documents.
        dated: whether dates take the place of the shorter times that other documents give.
    """

    def key(one: Restriction) -> tuple[str, tuple[tuple[str, str], ...]]:
        return wait_words(one, care), () if dated else tuple((rule.source, rule_words(rule)) for rule in one.rules)

    rows = []
    for (wait, _), group in grouped((key(one), one) for one in avoided(care)).items():
        marked = f"{wait} {cite.marks(rule.source for one in group for rule in _deciding(one, care))}"
        one = group[0]
        until = _with_ideal(one.free_from, one.ideally_from)
        after = _with_ideal(one.free_after_course, one.ideally_after_course)
        more = [until, marked, after, ""] if dated else ["", marked, "", _other_times(one, wait, cite)]
        rows.append(Row([names([one.name for one in group]), *more]))
    return Table(["Avoid", "Until", "Wait", "Free after the course", "Other times"], rows)


def _other_times(one: Restriction, wait: str, cite: Citations) -> str:
    others = grouped((rule_words(rule) if rule.duration else "not stated", rule.source) for rule in one.rules)
    return "; ".join(f"{words} {cite.marks(sources)}" for words, sources in others.items() if words != wait)


def _by_session(care: Aftercare, schedule: Schedule) -> Section:
    """Return until when to avoid what takes how long, after each session."""
    waits = list(dict.fromkeys(wait for one in schedule.visits for wait in _after(one, care)))
    rows = []
    for one in schedule.visits:
        found = _after(one, care)
        ends = [short_day(found[wait].until, year=one.date.year) if wait in found else "" for wait in waits]
        rows.append(Row([str(one.number or ""), day(one.date, aligned=True), *ends]))
    table = Table(["#", "Date", *waits], rows, whole=["Date", *waits])
    return Section("sessions", "After each session, avoid until", [table] if waits else [])


def _after(session: Session, care: Aftercare) -> dict[str, Period]:
    """Return by the length of each wait after a session the days off limits, those with an ideal before others."""
    found: dict[str, Period] = {}
    for one in avoided(care):
        wait = wait_words(one, care, ideal=False)
        for period in one.off_limits or ():
            if period.start <= session.date < period.until and (period.ideally_until or wait not in found):
                found[wait] = period
    return found


def session_care(session: Session, care: Aftercare | None, trips: Iterable[TripRestriction], today: dt.date) -> str:
    """Return when each wait after a session ends, if asked for, and what it keeps you from on days away."""
    ends, year = [], session.date.year
    for wait, period in _after(session, care).items() if care and session.status != "missed" else ():
        if today < (period.ideally_until or period.until):
            ideally = f" (ideally {short_day(period.ideally_until, year=year)})" if period.ideally_until else ""
            # Several sessions in one stretch: there is no free day between them.
            before = "not before " if period.sessions > 1 else ""
            ends.append(f"{wait}: {before}{short_day(period.until, year=year)}{ideally}")
    free = [f"Free again after {', '.join(ends)}."] if ends else []
    reached = [trip for trip in trips if trip.session == session.date and trip.until > today]
    return " ".join((*free, *_trip_words(reached)))


def _trip_words(trips: Iterable[TripRestriction]) -> Iterator[str]:
    """Yield until when sessions keep from what on days away, a text for each absence and session."""
    away = grouped(((trip.first, trip.last, trip.session), trip) for trip in sorted(trips, key=lambda one: one.first))
    for (first, last, session), reached in away.items():
        ends = sorted(grouped((trip.until, trip.name) for trip in reached).items())
        waits = [f"No {small(names(found))} until {short_day(until, year=last.year)}." for until, found in ends]
        yield f"On your trip {days(first, last)}, after your session on {day(session)}: {' '.join(waits)}"


def care_notes(care: Aftercare, cite: Citations) -> Iterator[str]:
    """Yield what is never free between sessions, and of what one document alone says nothing."""
    close = grouped(
        (series([days(one.start, one.until - dt.timedelta(days=1)) for one in long]), activity.name)
        for activity in care.activities
        if (long := [period for period in activity.off_limits or () if period.sessions > 1])
    )
    for throughout, found in close.items():
        yield f"Sessions are too close together: avoid {small(names(found))} throughout ({throughout})."
    silent = [one for one in care.activities if not one.rules]
    if care.only_source and 0 < len(silent) < len(care.activities):
        yield f"{cite.mark(care.only_source)} is silent on: {listed(silent)}. That is not permission."


def _is_over(one: Restriction, today: dt.date) -> bool:
    """Return whether the day on which the required wait ends lies before today."""
    end = one.free_from
    return end is not None and (end.date() if isinstance(end, dt.datetime) else end) < today


def _notes(
    care: Aftercare, cite: Citations, schedule: Schedule | None, session: dt.date | None, today: dt.date
) -> Iterator[str]:
    """Yield what changes what the reader does."""
    yield from _trip_words(care.trips)
    yield from care_notes(care, cite)
    waits = any(one.required and not _is_over(one, today) for one in care.activities)
    if (schedule or session) and not isinstance(session, dt.datetime) and waits:
        yield "On the day itself, wait until the hour of your session."
    yield from schedule.warnings if schedule else ()


def said_sections(care: Aftercare, cite: Citations, *, asked: bool = False) -> Iterator[Section]:
    """Yield what the documents say of what to avoid, what to do, and what to do before."""
    do = [one for one in care.activities if one.advice == "do" and one.rules]
    for key, title, found in (
        ("says", "What the documents say" if asked else "What the documents add", avoided(care)),
        ("do", "To do", do),
        ("before", "Before a session", care.before),
    ):
        figures = asked or key != "says"
        said = [(one.name, activity_words(one, cite, figures=figures)) for one in found]
        yield said_section(key, title, said, details=not figures)
