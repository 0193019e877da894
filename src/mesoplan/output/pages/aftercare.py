"""What to avoid and to do: in general, after one session, or over a plan."""

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import replace

from mesoplan.answers.guidance import AftercareAnswer
from mesoplan.guidance.restrictions import Aftercare, Restriction
from mesoplan.output.page import Citations, Listing, Notes, Page, Paragraph, Row, Section, Table, Words
from mesoplan.output.pages import advice, sessions
from mesoplan.output.wording import capital, day, days, grouped, series, short_day, small
from mesoplan.planning.schedule import Schedule, Session
from mesoplan.tables.advice import Activity, about_hours


def aftercare_page(care: AftercareAnswer, cite: Citations, schedule: Schedule | None, today: dt.date) -> Page:
    """Return the page: what to avoid until when, then what each document says.

    Args:
        care: of everything or of asked activities, in general, after one session or over a plan.
        cite: the sources of the page, and the tables.
        schedule: the plan that it is for, if any.
        today: the day by which waits are over, or not.
    """
    asked = len(care.activities) < len(cite.catalog.aftercare)
    what = f"Your session, {_moment(care.session)}: " if care.session else ""
    if schedule:
        what = f"{schedule.regimen.protocol.name} {cite.mark(schedule.regimen.protocol.source)}: "
    table = [sessions.sessions_table(schedule, lambda one: session_care(one, care, today))] if schedule else []
    about = capital(f"{what}{_basis(care, cite)}")
    lead = list((_asked if asked else _lead)(care, schedule, cite, today))
    avoid = Section("avoid", "", [] if asked else [_waits(care, cite)])
    notes = Section("notes", "", [Notes(list(_notes(care, cite, schedule, today)))])
    sections = [avoid, notes, Section("sessions", "Sessions", table), *said_sections(care, cite, is_detail=not asked)]
    sections.append(advice.missing_lists(cite, [] if asked else ["aftercare"]))
    return cite.page("What to avoid after a session", about=about, lead=lead, sections=sections)


def avoid_section(care: Aftercare, cite: Citations, today: dt.date) -> Section:
    """Return what is to be avoided for how long after each session, as a part of a larger page."""
    untimed = [] if any(one.required for one in care.activities) else [_untimed(care, cite)]
    notes, basis = [*care_notes(care, cite, today), *untimed], Paragraph(f"{capital(_basis(care, cite))}.", "muted")
    return Section("avoid", "What to avoid after a session", [_waits(care, cite), Listing(notes), basis])


def _basis(care: Aftercare, cite: Citations) -> str:
    """Say by which documents it is, and for whom."""
    alone = care.only_source and f"by one document alone {cite.mark(care.only_source)}"
    hair = f", for {series(care.hair).replace('-', ' ')}" if care.hair else ""
    return f"{alone or 'by the longest time that any document requires'}{hair}"


def _moment(moment: dt.date) -> str:
    return f"{day(moment)}, {moment:%H:%M}" if isinstance(moment, dt.datetime) else day(moment)


def listed(restrictions: Iterable[Restriction]) -> str:
    """Name activities within a sentence."""
    return small(advice.names([one.name for one in restrictions]))


def _lead(care: Aftercare, schedule: Schedule | None, cite: Citations, today: dt.date) -> Iterator[str | Words]:
    """Say what to avoid today and which session is next, or what takes longest."""
    timed = grouped((about_hours(one.required), one) for one in care.avoided if one.required)
    if not timed:
        yield _untimed(care, cite)
    if schedule:
        running = [one for one, _ in care.running(today)]
        on = f"today, {day(today)}"
        yield f"Avoid {on}: {listed(running)}" if running else f"No stated wait is running {on}."
        yield from sessions.next_words(schedule, today)
    elif timed:
        *_, longest = timed.values()
        ends = f" (until {_moment(longest[0].free_from)})" if longest[0].free_from else ""
        yield f"Avoid longest, {wait_words(longest[0], ideal=False)}{ends}: {listed(longest)}"


def _untimed(care: Aftercare, cite: Citations) -> str:
    who = f"{cite.mark(care.only_source)} gives" if care.only_source else "The tables give"
    others = " Other documents do (--strict)." if care.only_source else ""
    return f"{who} no time for which to avoid anything. That is not permission.{others}"


def _asked(care: Aftercare, schedule: Schedule | None, cite: Citations, today: dt.date) -> Iterator[str]:
    """Answer for each activity that was asked for."""
    others = ". --strict asks every document." if care.only_source else ""
    for one in care.activities:
        if one.rules:
            decided = cite.marks(rule.source for rule in one.deciding)
            yield f"{_answer(one, schedule, today)} {decided}{'' if one.required else others}"
    for name in _silent(care, cite):
        yield f"{name}: nothing in {cite.mark(care.only_source or '')}. That is not permission{others}"
    for before in care.before:
        verb = "advised against" if before.advice == "avoid" else "advised"
        yield f"{before.name}: {verb} before a session {cite.marks(rule.source for rule in before.rules)}"
        yield before.remark or ""
    yield from (text for text in care.warnings if not (schedule and text in schedule.warnings))


def wait_words(one: Restriction, *, ideal: bool = True) -> str:
    """Say for how long something is to be avoided, and what is ideal."""
    if one.required is None:
        return "not stated"
    open_ended = any(rule.duration and rule.duration.max is None for rule in one.deciding)
    about = all(rule.approximate and rule.duration and rule.duration.is_exact for rule in one.deciding)
    required = replace(one.required, max=None) if open_ended else one.required
    return f"{'about ' if about else ''}{advice.length_words(required, one.ideal if ideal else None)}"


def _answer(one: Restriction, schedule: Schedule | None, today: dt.date) -> str:
    if one.advice == "do":
        return f"{one.name}: advised (when and how: see below)"
    if one.required is None:
        return f"{one.name}: avoid it after a session; for how long is not stated"
    begins, until, ideally, wait = "", one.free_from, one.ideally_from, wait_words(one)
    if schedule:
        coming = next((when for when in one.off_limits or () if (when.ideally_until or when.until) >= today), None)
        if coming is None:
            return f"{one.name}: no wait is left in this plan"
        begins = f"from {day(coming.start)} " if coming.start > today else ""
        until, ideally = coming.until, coming.ideally_until
    if until is None:
        course = all(rule.counted_from == "course-end" for rule in one.deciding)
        return f"{one.name}: avoid it for {wait} after {'the course' if course else 'every session'}"
    ends = _with_ideal(until, ideally)
    if _is_over(until, today):
        return f"{one.name}: the required wait ended {ends} ({wait})"
    return f"No {small(one.name)} {begins}until {ends} ({wait})"


def _with_ideal(required: dt.date | None, ideal: dt.date | None) -> str:
    return ", ideally ".join(_moment(moment) for moment in (required, ideal) if moment)


def _waits(care: Aftercare, cite: Citations) -> Table:
    """Return what to avoid for how long, by the length of the wait."""
    rows = []
    for wait, group in grouped((wait_words(one), one) for one in care.avoided).items():
        marked = f"{wait} {cite.marks(rule.source for one in group for rule in one.deciding)}"
        until = _with_ideal(group[0].free_from, group[0].ideally_from)
        rows.append(Row([advice.names([one.name for one in group]), until, marked]))
    return Table(["Avoid", "Until", "Wait"], rows)


def session_care(session: Session, care: Aftercare, today: dt.date) -> str:
    """Return when each wait after a session ends, and what that keeps you from on days away.

    Args:
        session: the session.
        care: what to avoid over its plan; one without activities says only that.
        today: what has ended by then is left out.
    """
    waits: dict[str, str] = {}
    for one, period in care.running(session.date) if session.status != "missed" else ():
        wait, until, ideal = wait_words(one, ideal=False), period.until, period.ideally_until
        # What has an ideal says more than what has the same wait and none.
        if today <= (ideal or until) and (ideal or wait not in waits):
            # Where there are several sessions in one stretch, no day between them is free.
            end = f"{'only on' if period.sessions > 1 else 'on'} {short_day(until, year=session.date.year)}"
            ideally = f" (ideally {short_day(ideal, year=session.date.year)})" if ideal else ""
            waits[wait] = f"{wait} {end}{ideally}"
    free = [f"Waits end: {', '.join(waits.values())}."] if waits else []
    reached = [trip for trip in care.trips if trip.session == session.date and min(trip.until, trip.last) >= today]
    for (first, last), trips in grouped(((trip.first, trip.last), trip) for trip in reached).items():
        ends = grouped((trip.until, trip.name) for trip in trips)
        said = [f"No {small(advice.names(ends[end]))} until {short_day(end, year=last.year)}." for end in sorted(ends)]
        free.append(f"On your trip {days(first, last)}: {' '.join(said)}")
    return " ".join(free)


def care_notes(care: Aftercare, cite: Citations, today: dt.date) -> Iterator[str]:
    """Yield what is never free between sessions, and of what one document alone says nothing."""
    close = [(one, p) for one in care.activities for p in one.off_limits or () if p.sessions > 1 and p.until >= today]
    stretches = grouped(((one.id, one.name), days(p.start, p.until - dt.timedelta(days=1))) for one, p in close)
    for throughout, found in grouped((series(said), name) for (_, name), said in stretches.items()).items():
        yield f"Sessions are too close together: avoid {small(advice.names(found))} throughout ({throughout})."
    silent = _silent(care, cite)
    if care.only_source and silent and any(one.rules for one in care.activities):
        yield f"{cite.mark(care.only_source)} is silent on: {small(advice.names(silent))}. That is not permission."


def _silent(care: Aftercare, cite: Citations) -> list[str]:
    """Name what the documents that were asked say nothing of, after a session and before one."""
    known = cite.catalog.aftercare | cite.catalog.before
    return [known[key].name for key in care.silent]


def _is_over(moment: dt.date | None, today: dt.date) -> bool:
    return moment is not None and (moment.date() if isinstance(moment, dt.datetime) else moment) < today


def _notes(care: AftercareAnswer, cite: Citations, schedule: Schedule | None, today: dt.date) -> Iterator[str]:
    """Yield what changes what the reader does."""
    yield from care_notes(care, cite, today)
    waits = any(one.required and not _is_over(one.free_from, today) for one in care.activities)
    if waits and (schedule or care.session) and not isinstance(care.session, dt.datetime):
        yield "A wait ends on its last day at the hour of your session."
    yield from sessions.plan_notes(schedule) if schedule else ()


def said_sections(care: Aftercare, cite: Citations, *, is_detail: bool = True) -> Iterator[Section]:
    """Yield what each document says of what to avoid, of what to do, and of what to do before."""

    def named(found: Iterable[Restriction | Activity]) -> Iterator[tuple[str, str]]:
        return ((one.name, advice.activity_words(one, cite)) for one in found)

    yield advice.said_section("says", "More on what to avoid", named(care.avoided), details=is_detail)
    yield advice.said_section("do", "To do", named(one for one in care.activities if one.advice == "do" and one.rules))
    yield advice.said_section("before", "Before a session", named(care.before))
