"""The published regimens: all of them in a table, or one in full."""

from collections.abc import Iterator, Sequence

from mesoplan.guidance.treatment import evidence_of, risks_of
from mesoplan.output.page import Block, Fact, Facts, Notes, Page, Paragraph, Row, Section, Table
from mesoplan.output.pages.courses import course_words, maintenance_words, phase_words
from mesoplan.output.pages.evidence import doubt_words, evidence_sections
from mesoplan.output.pages.risks import added_sections, effect_sections, harm_sections, harm_words
from mesoplan.output.pages.sources import Citations
from mesoplan.output.pages.treatment import missing_sections
from mesoplan.output.wording import capital, counted, dashed
from mesoplan.planning.regimen import not_stated, total_warning
from mesoplan.tables.catalog import Catalog
from mesoplan.tables.regimens import Protocol, Result, Review
from mesoplan.values.ranges import how_many, sessions_words

_TITLES = ("--protocol", "Course", "Then")


def protocols_page(protocols: Sequence[Protocol], catalog: Catalog) -> Page:
    """Return the page of regimens: what each asks for, and how to name it.

    Args:
        protocols: in the order in which they are shown.
        catalog: the tables, for the sources.
    """
    cite = Citations(catalog)
    rows = [_row(protocol, cite) for protocol in protocols]
    warnings = [f"{one.id}: {warning}" for one in protocols for warning in total_warning(one)]
    return Page(
        disclaimer=cite.disclaimer,
        title="Regimens" if catalog.own else "Published regimens",
        lead=[f"{counted(len(protocols), 'regimen')}. One in full: mesoplan protocols {protocols[0].id}"],
        sections=[
            Section("protocols", "", [Table(_TITLES, rows, whole=_TITLES[:1])]),
            *([Section("notes", "", [Notes(warnings)])] if warnings else []),
            cite.section(),
        ],
    )


def _row(protocol: Protocol, cite: Citations) -> Row:
    course, after = course_words(protocol.course) or "no course", maintenance_words(protocol.maintenance)
    cells = [f"{protocol.id} {cite.mark(protocol.source)}", course, "no maintenance" if after == "none" else after]
    return Row(cells, below=protocol.name)


def protocol_page(protocol: Protocol, catalog: Catalog) -> Page:
    """Return the page of one regimen in full: what it asks for, what may happen, and what is known of its effect.

    Reported harm, and what speaks against the treatment, is that of every document.

    Args:
        protocol: the regimen.
        catalog: the tables, with all their sections.
    """
    cite = Citations(catalog)
    risks, evidence = risks_of(catalog, protocol.source), evidence_of(catalog, protocol.source)
    mark = cite.mark(protocol.source)
    return Page(
        disclaimer=cite.disclaimer,
        title=f"{protocol.name} ({protocol.id})",
        about=f"{protocol.name} {mark}",
        lead=[_answer(protocol), harm_words(risks, cite), *filter(None, [doubt_words(evidence, cite)])],
        sections=[
            Section("regimen", "", list(_regimen(protocol))),
            *_open(protocol),
            *harm_sections(risks, cite),
            *effect_sections(risks, cite),
            *added_sections(risks, cite),
            *evidence_sections(evidence, catalog, cite),
            *missing_sections([protocol.source], catalog, cite),
            cite.section(),
        ],
    )


def _answer(protocol: Protocol) -> str:
    """Say what the regimen asks for, in one line."""
    course, after = course_words(protocol.course), maintenance_words(protocol.maintenance)
    if protocol.maintenance.repeat == "none":
        return f"{capital(course)}. No maintenance."
    return f"{capital(course)}. Then {after}." if course else f"{capital(after)}."


def _regimen(protocol: Protocol) -> Iterator[Block]:
    """Yield the phases, maintenance, how long a session takes, what is to be seen when, and how it was read."""
    phases = protocol.course if len(protocol.course) > 1 else ()
    facts = [Fact(capital(phase.phase), phase_words(phase)) for phase in phases]
    if protocol.stated_total and protocol.stated_total != protocol.added_up:
        facts.append(Fact("In all", dashed(sessions_words(protocol.stated_total))))
    maintenance = protocol.maintenance
    notes = filter(None, (maintenance.note, *(step.note for step in maintenance.steps)))
    if said := " ".join(notes):
        facts.append(Fact("Maintenance", said))
    if protocol.session_minutes:
        facts.append(Fact("A session", dashed(f"{how_many(protocol.session_minutes)} minutes")))
    facts += [Fact("You may notice", _after(one.milestone, one)) for one in protocol.results]
    facts += [Fact("Reviewed", _after(one.review, one)) for one in protocol.reviews]
    facts += [Fact("How it was read", protocol.note)] if protocol.note else []
    if facts:
        yield Facts(facts)
    if warnings := list(total_warning(protocol)):
        yield Notes(warnings)


def _after(what: str, one: Result | Review) -> str:
    """Say what is to be seen, after how long or how many sessions, and what the document adds."""
    after = [sessions_words(one.after_sessions)] if one.after_sessions else []
    after += [str(one.after)] if one.after else []
    when = dashed(f", after {' or '.join(after)}") if after else ", when is not stated"
    return f"{what}{when}. {one.note or ''}".rstrip()


def _open(protocol: Protocol) -> Iterator[Section]:
    questions = [question.partition(" (")[0] for question in not_stated(protocol)]
    if questions:
        yield Section("open", "What is not stated", [Paragraph(f"{capital('; '.join(questions))}.")])
