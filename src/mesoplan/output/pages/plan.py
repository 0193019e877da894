"""Everything for one person on one page: what decides first, then what to know, then what to ask."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from mesoplan.answers.plan import PlanAnswer
from mesoplan.guidance.screening import Screening
from mesoplan.output.page import Blank, Block, Fact, Facts, Listing, Notes, Page, Paragraph, Section, Words
from mesoplan.output.pages import figures as of
from mesoplan.output.pages.advice import SILENCE, STRENGTHS, length_words, marks, names, said_section, small
from mesoplan.output.pages.aftercare import avoided_on, said_sections
from mesoplan.output.pages.avoiding import avoid_section, ends_words, groups, trip_words
from mesoplan.output.pages.cost import clinic_of, cost_sections, cost_words, price_questions
from mesoplan.output.pages.courses import maintenance_words, protocol_words
from mesoplan.output.pages.evidence import doubt_words, evidence_sections
from mesoplan.output.pages.risks import harm_sections, harm_words, others_in_full
from mesoplan.output.pages.schedule import left_open, milestone_words, plan_notes
from mesoplan.output.pages.screen import (
    answers,
    asked_sections,
    by_strength,
    notes_on,
    opinions_on,
)
from mesoplan.output.pages.sessions import (
    TONES,
    allowed_words,
    end_words,
    is_unrecorded,
    next_words,
    numbered,
    session_words,
    sessions_blocks,
    window_words,
)
from mesoplan.output.pages.sources import Citations
from mesoplan.output.pages.timelines import timelines
from mesoplan.output.pages.treatment import missing_sections, treatment_sections
from mesoplan.output.wording import capital, counted, day
from mesoplan.planning.schedule import Schedule, Session
from mesoplan.tables.advice import about_hours
from mesoplan.tables.catalog import Catalog


def plan_page(schedule: Schedule, answer: PlanAnswer, catalog: Catalog, today: date) -> Page:
    """Return the page of everything for one person.

    Args:
        schedule: the plan's dates.
        answer: what else there is to say of it.
        catalog: the tables, for the sources and what prices do not state.
        today: what is past is said as past, and what is to be avoided on this day stands at the top.
    """
    cite = Citations(catalog)
    return Page(
        disclaimer=cite.disclaimer,
        title=_title(answer, catalog),
        about=_about(schedule, cite),
        lead=list(_lead(schedule, answer, cite, today)),
        facts=list(_facts(schedule, answer, catalog, cite, today)),
        sections=[
            *(asked_sections(answer.raised, catalog, cite) if answer.raised else ()),
            *_deciding(schedule, answer, catalog, cite, today),
            *_knowing(schedule, answer, cite),
            *_asking(schedule, answer, catalog, cite),
            *missing_sections([one.id for one in answer.sources], catalog, cite),
            Section("space", "", [Blank("Notes", 3)]),
            cite.section(),
        ],
    )


def _title(answer: PlanAnswer, catalog: Catalog) -> str:
    """Name whose plan it is, and the clinic first whose own prices count."""
    clinic = clinic_of(answer.estimates, catalog)
    what = "hair mesotherapy plan" if clinic else "plan"
    whose = f"{what} for {answer.name}" if answer.name else f"your {what}"
    return f"{clinic or 'Hair mesotherapy'}: {whose}"


def _about(schedule: Schedule, cite: Citations) -> str:
    """Say what the regimen is, and what its document calls it first."""
    protocol = schedule.regimen.protocol
    first, _ = _note_parts(protocol.note)
    return " ".join(filter(None, (f"{protocol_words(protocol, cite.mark(protocol.source))}.", first)))


def _note_parts(note: str | None) -> tuple[str, str]:
    """Return the first sentence of how a source was read, which says what the regimen is, and the others."""
    first, _, rest = (note or "").partition(". ")
    return (f"{first.rstrip('.')}." if first else ""), rest


def _lead(schedule: Schedule, answer: PlanAnswer, cite: Citations, today: date) -> Iterator[str | Words]:
    """Say what is urgent: nothing recorded, the conditions that were named, harm, and doubts."""
    if is_unrecorded(schedule, today):
        yield next_words(schedule, today)[0]
    if answer.raised:
        yield from answers(answer.raised, cite)
    yield harm_words(answer.risks, cite)
    if doubts := doubt_words(answer.evidence, cite):
        yield doubts


def _facts(schedule: Schedule, answer: PlanAnswer, catalog: Catalog, cite: Citations, today: date) -> Iterator[Fact]:
    """Yield when the next session is, how many there are, what they cost, and what to avoid today."""
    yield _when(schedule, today)
    yield _how_many(schedule)
    yield _how_much(answer, catalog, cite)
    yield _avoid(schedule, answer, today)


def _when(schedule: Schedule, today: date) -> Fact:
    session = schedule.next
    if is_unrecorded(schedule, today):
        session = next((one for one in schedule.visits if one.date >= today), session)
    if session is None:
        done = sum(one.status == "done" for one in schedule.sessions)
        return Fact("Next", "None planned", f"{counted(done, 'session')} done", "done")
    said = (
        numbered(session, schedule),
        allowed_words(session) if window_words(session) and session.status == "planned" else "",
        session_words(session, schedule),
    )
    return Fact("Next", day(session.date), ", ".join(filter(None, said)), TONES.get(session.status, ""))


def _how_many(schedule: Schedule) -> Fact:
    regimen, finish = schedule.regimen, schedule.finish
    fewest = regimen.sessions.min or 0
    if not regimen.course or finish is None:
        why = "the document sets no end" if regimen.course else "no course"
        return Fact("How many", counted(len(schedule.visits), "session"), f"up to {day(regimen.end)}; {why}")
    said = "" if regimen.request.sessions is None else "as you chose"
    if not regimen.has_most:
        said = "at least; the largest number is not stated"
    elif fewest < schedule.planned:
        said = f"{fewest} {'is' if fewest == 1 else 'are'} the fewest"
    return Fact("How many", counted(schedule.planned, "session"), said)


def _how_much(answer: PlanAnswer, catalog: Catalog, cite: Citations) -> Fact:
    if not answer.estimates:
        return Fact("How much", "No price", "name a place, such as --country uk, or your own --price 180GBP")
    if len(answer.estimates) > 1:
        words = next(iter(cost_words(answer.estimates, catalog, cite)))
        return Fact("How much", f"{len(answer.estimates)} places", words.text if isinstance(words, Words) else words)
    estimate = answer.estimates[0]
    cost = of.main_cost(estimate)
    if not of.stretches(estimate):
        return Fact("How much", "Not known", "no figure says how many sessions there are")
    price = estimate.per_session
    mark = f" {cite.mark(price.source.id)}" if price and not estimate.verdict else ""
    said = f"{of.planned_words(cost)}, {of.place_of(estimate)}{mark}"
    return Fact("How much", of.amount_words(cost.planned, estimate), said)


def _avoid(schedule: Schedule, answer: PlanAnswer, today: date) -> Fact:
    care = answer.aftercare
    if running := avoided_on(care, today):
        listed = small(names([one.name for one in running]))
        if schedule.next and schedule.next.date == today:
            listed = f"after your session: {listed}"
        return Fact("Avoid today", counted(len(running), "thing"), listed, "due")
    waits = [one.required for one in care.activities if one.advice == "avoid" and one.required]
    longest = f"after a session, up to {length_words(max(waits, key=about_hours))}" if waits else ""
    return Fact("Avoid today", "Nothing listed", longest)


def _deciding(
    schedule: Schedule, answer: PlanAnswer, catalog: Catalog, cite: Citations, today: date
) -> Iterator[Section]:
    """Yield what decides: dates, cost, harm and risks, who should not be treated, and how little is proven."""
    yield Section("sessions", "Your sessions", list(_dates(schedule, answer, today)))
    yield from cost_sections(answer.estimates, catalog, cite, today)
    yield from harm_sections(answer.risks, cite)
    yield from others_in_full(answer.risks, cite)
    yield _who(answer, cite)
    yield from evidence_sections(answer.evidence, catalog, cite)


def _dates(schedule: Schedule, answer: PlanAnswer, today: date) -> Iterator[Block]:
    found = groups(answer.aftercare.activities)

    def below(session: Session) -> str:
        is_near = session == schedule.next or session.date <= today
        ends = ends_words(session, found, today) if is_near else ""
        return " ".join(filter(None, (ends, *trip_words(session, answer.aftercare.trips, today))))

    if ends := end_words(schedule):
        yield Paragraph(ends)
    yield from sessions_blocks(schedule, below)
    if notes := plan_notes(schedule, today):
        yield Notes(notes)
    yield from timelines(schedule, today)


def _who(answer: PlanAnswer, cite: Citations) -> Section:
    """Return who should not be treated; what was named stands at the top of the page already."""
    others = _others(answer)
    kinds = [Fact(capital(STRENGTHS[kind]), "; ".join(items)) for kind, items in by_strength(others, cite)]
    blocks: list[Block] = [Facts(kinds)] if kinds else []
    title = "Other reasons not to be treated" if answer.raised else "Who should not be treated"
    return Section("screening", title, [*blocks, Paragraph(SILENCE)])


def _others(answer: PlanAnswer) -> Screening:
    """Return the conditions and kinds of hair loss that were not named."""
    if answer.raised is None:
        return answer.screening
    raised = answer.raised
    named = {one.id for one in raised.conditions} | {one.id for one in raised.indications}
    full = answer.screening
    return replace(
        full,
        conditions=tuple(one for one in full.conditions if one.id not in named),
        indications=tuple(one for one in full.indications if one.id not in named),
    )


def _knowing(schedule: Schedule, answer: PlanAnswer, cite: Citations) -> Iterator[Section]:
    """Yield what to know: what to avoid, what it is for, the treatment, how sources were read, what to expect."""
    yield avoid_section(answer.aftercare, cite)
    for section in said_sections(answer.aftercare, cite):
        title = "More on what to avoid" if section.key == "says" else section.title
        yield replace(section, title=title, details=True)
    notes, opinions = notes_on(_others(answer), cite), opinions_on(_others(answer), cite)
    yield from said_section("screening-more", "More on who should not be treated", notes, details=True)
    yield from said_section("indications", "What it is said to be for, and not for", opinions, details=True)
    yield from treatment_sections(answer.treatment, cite)
    if read := list(_reading(schedule, answer, cite)):
        yield Section("reading", "How the sources were read", [Listing(read)], details=True)
    if expected := list(_expected(schedule, cite)):
        yield Section("expect", "What to expect, and when", [Listing(expected)])


def _reading(schedule: Schedule, answer: PlanAnswer, cite: Citations) -> Iterator[str]:
    protocol = schedule.regimen.protocol
    _, rest = _note_parts(protocol.note)
    if rest:
        yield f"{cite.mark(protocol.source)} {rest}"
    notes: dict[str, list[str]] = {}
    for source in answer.sources:
        if source.note:
            notes.setdefault(source.note, []).append(source.id)
    yield from (f"{marks(documents, cite)} {note}" for note, documents in notes.items())
    if answer.tables_checked:
        yield f"The tables were last checked against their documents on {day(answer.tables_checked)}."


def _expected(schedule: Schedule, cite: Citations) -> Iterator[str]:
    protocol = schedule.regimen.protocol
    mark, maintenance = cite.mark(protocol.source), protocol.maintenance
    yield from (milestone_words(one, mark) for one in schedule.milestones)
    notes = " ".join(filter(None, (maintenance.note, *(step.note for step in maintenance.steps))))
    if notes:
        when = "After the course" if protocol.course else "Sessions"
        yield f"{when}: {maintenance_words(maintenance)} {mark}. {notes}"


def _asking(schedule: Schedule, answer: PlanAnswer, catalog: Catalog, cite: Citations) -> Iterator[Section]:
    """Yield what to ask, and what the documents leave open."""
    questions = [
        " ".join(filter(None, (one.ask, cite.mark(one.source) if one.source else "", one.why)))
        for one in answer.questions
    ]
    if questions:
        yield Section("ask", "Questions to ask (our words)", [Listing(questions, checks=True)])
    regimen = schedule.regimen
    left = [*left_open(regimen, cite.mark(regimen.protocol.source))]
    if prices := price_questions(answer.estimates, catalog, cite):
        left.append(f"Not stated with the prices: {'. '.join([prices[0], *map(capital, prices[1:])])}.")
    if left:
        yield Section("open", "What is left open", [Listing(left)])
