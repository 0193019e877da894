"""Everything for one person on one page: what decides first, then what to know, then what to ask."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from mesoplan.answers.plan import PlanAnswer
from mesoplan.guidance.treatment import Screening
from mesoplan.output.page import Blank, Block, Citations, Fact, Facts, Listing, Notes, Page, Paragraph, Section, Words
from mesoplan.output.pages import advice, aftercare, cost, prices, risks, schedule, screen, sessions
from mesoplan.output.wording import capital, counted, day, grouped
from mesoplan.planning.schedule import Schedule, Session
from mesoplan.tables.sources import LISTS


def plan_page(dates: Schedule, answer: PlanAnswer, cite: Citations, today: date) -> Page:
    """Return the page of everything for one person.

    Args:
        dates: the plan's dates.
        answer: what else there is to say of it.
        cite: the sources of the page, and the tables.
        today: what is past is said as past, and what is to be avoided on this day stands at the top.
    """
    protocol, raised = dates.regimen.protocol, answer.raised
    about = sessions.regimen_words(protocol, cite)
    # What is urgent: that nothing is recorded, named conditions, harm, doubts, and what has more evidence.
    lead: list[str | Words] = [*sessions.next_words(dates, today)[:1]] if dates.diary.is_unrecorded else []
    lead += screen.answers(raised, cite) if raised else ()
    lead += [risks.harm_words(answer.risks, cite), risks.doubt_words(answer.evidence, cite)]
    lead.append(risks.stronger_words(answer.treatment, cite))
    facts = [_when(dates, today), _how_many(dates), _how_much(answer, cite), _avoid(dates, answer, today)]
    sections = [
        *(screen.asked_sections(raised, cite) if raised else ()),
        *_deciding(dates, answer, cite, today),
        sessions.others_section(protocol, cite),
        aftercare.avoid_section(answer.aftercare, cite, today),
        *(replace(one, details=True) for one in aftercare.said_sections(answer.aftercare, cite)),
        *(replace(one, details=True) for one in screen.more_sections(_others(answer), cite)),
        *risks.treatment_sections(answer.treatment, cite),
        Section("reading", "How the sources were read", [Listing(_reading(dates, answer, cite))], details=True),
        schedule.expect_section(dates, cite.mark(protocol.source)),
        *_asking(dates, answer, cite),
        advice.missing_lists(cite, LISTS.keys() - {"screening"}, [one.id for one in answer.sources]),
        Section("space", "", [Blank("Notes", 2)]),
    ]
    page = cite.page(_title(answer, cite), about=about, lead=lead, sections=sections)
    return replace(page, facts=facts, is_personal=answer.name is not None)


def _title(answer: PlanAnswer, cite: Citations) -> str:
    """Name whose plan it is, and the clinic first whose own prices count."""
    clinic = cost.clinic_of(answer.estimates, cite)
    what = "hair mesotherapy plan" if clinic else "plan"
    whose = f"{what} for {answer.name}" if answer.name else f"your {what}"
    return f"{clinic.name if clinic else 'Hair mesotherapy'}: {whose}"


def _when(dates: Schedule, today: date) -> Fact:
    session = sessions.next_session(dates, today)
    if session is None:
        done = sum(one.status == "done" for one in dates.sessions)
        return Fact("Next", "None planned", f"{counted(done, 'session')} done", "done")
    said = sessions.within_words(session, sessions.numbered(session, dates), sessions.state_words(session))
    return Fact("Next", day(session.date), said, sessions.TONES.get(session.status, ""))


def _how_many(dates: Schedule) -> Fact:
    regimen, fewest = dates.regimen, dates.regimen.sessions.fewest
    if dates.finish is None:
        return Fact("How many", counted(len(dates.attended), "session"), f"up to {day(dates.diary.end)}")
    said = f"the fewest: {fewest}" if fewest < dates.planned else ""
    open_ended = "" if regimen.has_most else "at least; the largest number is not stated"
    return Fact("How many", counted(dates.planned, "session"), open_ended or said)


def _how_much(answer: PlanAnswer, cite: Citations) -> Fact:
    if not answer.estimates:
        return Fact("How much", "No price", "name a place, such as --country uk, or your own --price 180GBP")
    estimate, *others = answer.estimates
    if others:
        return Fact("How much", f"{len(answer.estimates)} places", cost.comparison_words(answer.estimates))
    price, planned = estimate.per_session, cost.main_cost(estimate)
    mark = f" {cite.mark(price.source.id)}" if price and not estimate.verdict else ""
    said = f"{counted(planned.sessions.planned, 'session')}, {cost.place_of(estimate)}{mark}"
    return Fact("How much", cost.amount_words(planned.planned, estimate), said)


def _avoid(dates: Schedule, answer: PlanAnswer, today: date) -> Fact:
    care = answer.aftercare
    timed, untimed = ([one for one in care.avoided if bool(one.required) is is_timed] for is_timed in (True, False))
    longest = f"the longest wait is {aftercare.wait_words(timed[-1], ideal=False)}" if timed else ""
    more = f"for how long is not stated: {aftercare.listed(untimed)}" if untimed else ""
    if running := [one for one, _ in care.running(today)]:
        # The table of what to avoid has all of what a session today puts off limits.
        is_today = dates.next and dates.next.date == today
        said = f"after your session; {longest}" if is_today else aftercare.listed(running)
        return Fact("Avoid today", counted(len(running), "thing"), "; ".join(filter(None, (said, more))), "due")
    after = "; ".join(filter(None, (longest, more)))
    return Fact("Avoid today", "Nothing listed", f"after a session: {after}" if after else "that is not permission")


def _deciding(dates: Schedule, answer: PlanAnswer, cite: Citations, today: date) -> Iterator[Section]:
    """Yield what decides: dates, cost, harm and risks, who should not be treated, and how little is proven."""
    yield Section("sessions", "Your sessions", _dates(dates, answer, today))
    yield from cost.cost_sections(answer.estimates, cite, title="What it costs")
    yield prices.elsewhere_section([one.country.id for one in answer.estimates if one.country], cite)
    yield from risks.effect_sections(answer.risks, cite)
    # What was named stands at the top of the page already.
    title = "Other reasons not to be treated" if answer.raised else "Who should not be treated"
    reasons = screen.checklist(_others(answer), cite)
    views = [Fact(capital(screen.VIEWS[view]), "; ".join(items)) for view, items in reasons]
    lists = Paragraph(" ".join([*advice.missing_lines(cite, ["screening"]), advice.SILENCE]))
    yield Section("screening", title, [Facts(views), lists])
    yield risks.evidence_section(answer.evidence, cite)


def _dates(dates: Schedule, answer: PlanAnswer, today: date) -> list[Block]:
    """Return the sessions, the next one and those before with when each wait after them ends."""
    care, only_away = answer.aftercare, replace(answer.aftercare, activities=())

    def below(session: Session) -> str:
        is_near = session == dates.next or session.date <= today
        return aftercare.session_care(session, care if is_near else only_away, today)

    ends, notes = Paragraph(sessions.end_words(dates)), Notes(sessions.plan_notes(dates))
    return [ends, sessions.sessions_table(dates, below), notes, *schedule.timelines(dates, today)]


def _others(answer: PlanAnswer) -> Screening:
    """Return the conditions and kinds of hair loss that were not named."""
    full, named = answer.screening, (*answer.raised.conditions, *answer.raised.indications) if answer.raised else ()
    conditions = tuple(one for one in full.conditions if one not in named)
    return replace(full, conditions=conditions, indications=tuple(one for one in full.indications if one not in named))


def _reading(dates: Schedule, answer: PlanAnswer, cite: Citations) -> list[str]:
    protocol, checked = dates.regimen.protocol, answer.tables_checked
    notes = [(sessions.note_parts(protocol.note)[1], protocol.source)]
    notes += [(source.note or "", source.id) for source in answer.sources]
    said = [f"{cite.marks(documents)} {note}" for note, documents in grouped(notes).items() if note]
    return [*said, f"The tables were last checked against their documents on {day(checked)}."] if checked else said


def _asking(dates: Schedule, answer: PlanAnswer, cite: Citations) -> Iterator[Section]:
    """Yield what to ask, and what the documents leave open."""
    asked = ((one.ask, cite.mark(one.source) if one.source else "", one.why) for one in answer.questions)
    questions = [" ".join(filter(None, parts)) for parts in asked]
    yield Section("ask", "Questions to ask (our words)", [Listing(questions, checks=True)])
    left = schedule.left_open(dates, cite.mark(dates.regimen.protocol.source))
    priced = map(capital, cost.price_questions(answer.estimates, cite))
    yield Section("open", "What is left open", [Listing([*left, *priced])])
