"""The published regimens: all of them in a table, or one in full."""

from collections.abc import Sequence

from mesoplan.guidance.treatment import evidence_of, risks_of
from mesoplan.output.page import Citations, Notes, Page, Paragraph, Row, Section, Table, Words
from mesoplan.output.pages import advice, risks, sessions
from mesoplan.output.wording import capital, counted, readable
from mesoplan.planning.open_points import open_points
from mesoplan.tables.regimens import Protocol, Result


def protocols_page(protocols: Sequence[Protocol], cite: Citations) -> Page:
    """Return the page of regimens: what each asks for, and how to name it.

    Args:
        protocols: in the order in which they are shown.
        cite: the sources of the page, and the tables.
    """
    rows = [Row([f"{one.id} {cite.mark(one.source)}", sessions.asked_words(one)], below=one.name) for one in protocols]
    warnings = [f"{one.id}: {warning}" for one in protocols for *_, warning in one.contradictions()]
    table = Table(("--protocol", "What it asks for"), rows, whole=["--protocol"])
    example = f" One in full: mesoplan protocols {protocols[0].id}" if protocols else ""
    lead = [f"{counted(len(protocols), 'regimen')}.{example}"]
    sections = [Section("protocols", "", [table]), Section("notes", "", [Notes(warnings)])]
    return cite.page("Regimens" if cite.catalog.own else "Published regimens", lead=lead, sections=sections)


def protocol_page(protocol: Protocol, cite: Citations) -> Page:
    """Return the page of one regimen in full: what it asks for, what may happen, and what is known of its effect.

    Reported harm, and what speaks against the treatment, is that of every document.

    Args:
        protocol: the regimen.
        cite: the sources of the page, and the tables.
    """
    reported, evidence = risks_of(cite.catalog, protocol.source), evidence_of(cite.catalog, protocol.source)
    about, asked = f"{protocol.name} {cite.mark(protocol.source)}", f"{capital(sessions.asked_words(protocol))}."
    lead: list[str | Words] = [asked, risks.harm_words(reported, cite), risks.doubt_words(evidence, cite)]
    left = "; ".join(point.what for point in open_points(protocol))
    sections = [
        advice.said_section("regimen", "", _facts(protocol)),
        Section("notes", "", [Notes([warning for *_, warning in protocol.contradictions()])]),
        Section("open", "What is not stated", [Paragraph(f"{capital(left)}." if left else "")]),
        *risks.effect_sections(reported, cite),
        risks.evidence_section(evidence, cite),
        advice.missing_lists(cite, sources=[protocol.source]),
    ]
    return cite.page(f"{protocol.name} ({protocol.id})", about=about, lead=lead, sections=sections)


def _facts(protocol: Protocol) -> tuple[tuple[str, str | None], ...]:
    """Return the phases, maintenance, how long a session takes, what is to be seen when, and how it was read."""
    phases, total, minutes = protocol.course, protocol.stated_total, protocol.session_minutes
    notes = [phase.note for phase in phases if not phase.contradiction]  # a contradiction is a warning, with its note
    return (
        *((capital(phase.phase), sessions.phase_words(phase)) for phase in phases if len(phases) > 1),
        ("In all", readable(counted(total, "session")) if total and total != protocol.added_up else ""),
        ("Maintenance", sessions.maintenance_notes(protocol)),
        ("A session", sessions.minutes_words(minutes) if minutes else ""),
        *(("You may notice", _after(one)) for one in protocol.results),
        *(("Reviewed", _after(one)) for one in protocol.reviews),
        ("How it was read", " ".join(filter(None, (protocol.note, *notes)))),
    )


def _after(one: Result) -> str:
    """Say what is to be seen, after how long or how many sessions, and what the document adds."""
    return f"{one.name}, {sessions.after_words(one) or 'when is not stated'}. {one.note or ''}".rstrip()
