"""The pages of a whole plan and of protocols: what decides first, and nothing missing that speaks against it."""

import re
from collections.abc import Callable, Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from mesoplan.answers.plan import plan_answer
from mesoplan.output.formats import html, markdown, terminal
from mesoplan.output.page import Citations, Page, Words
from mesoplan.output.pages.plan import plan_page
from mesoplan.output.pages.protocols import protocol_page, protocols_page
from mesoplan.output.pages.sessions import asked_words
from mesoplan.output.wording import Place, amounts
from mesoplan.requests.person import PersonRequest
from mesoplan.tables.catalog import Catalog, load_catalog, only_own
from tests import language
from tests.conftest import SHIPPED
from tests.language import avoided, long_sentences, other_dates, said_twice

EXAMPLE = Path(__file__).parents[2] / "data" / "example"
OWN = load_catalog(EXAMPLE)
GOLDEN = Path(__file__).parents[1] / "golden" / "pages"


def plan(catalog: Catalog = SHIPPED, **words: Any) -> Page:
    """Return the page of a plan, asked for on 25 November 2026."""
    request = PersonRequest.read({"today": "2026-11-25", **words})
    schedule, answer = plan_answer(request, catalog)
    return plan_page(schedule, answer, Citations(catalog), request.day)


def of(protocol: str, **words: Any) -> Page:
    """Return the plan of a protocol; the one without an interval gets one."""
    return plan(protocol=protocol, **({**words, "interval": ["2w"]} if protocol == "salon" else words))


PAGES = {
    **{f"plan-{name}": of(name) for name in SHIPPED.protocols},
    "plan": plan(country=["uk"], start="2026-12-01"),
    "plan-conditions": plan(country=["uk"], condition=["aspirin", "breastfeeding"], name="Anna", start="2026-12-01"),
    "plan-dandruff": plan(condition=["dandruff"]),
    "plan-done": plan(done=["2026-10-20", "2026-11-24"], country=["uk"]),
    "plan-booked": plan(booked=["2026-11-30"], done=["2026-11-10"]),
    "plan-missed": plan(done=["2026-10-20"], missed=["2026-11-10"]),
    "plan-overdue": plan(done=["2026-09-01"], sessions=["6"]),
    "plan-unrecorded": plan(start="2026-10-01"),
    "plan-over": plan(protocol="trial", done=[f"2026-09-{day:02}" for day in range(1, 30, 7)]),
    "plan-places": plan(country=["uk", "de"], currency="EUR", rate=["GBP=1.14", "EUR=1"]),
    "plan-clinic": plan(pack=["6=900"], country=["uk"]),
    "plan-own": plan(OWN, protocol="three-phases", country=["bergen"]),
    "plan-away": plan(away=["2026-11-26..2026-12-05"]),
    "plan-silent": of("salon", source_only=True),
    "protocols": protocols_page(list(SHIPPED.protocols.values()), Citations(SHIPPED)),
    **{f"protocol-{name}": protocol_page(one, Citations(SHIPPED)) for name, one in SHIPPED.protocols.items()},
    "protocol-own": protocol_page(OWN.protocol("three-phases"), Citations(OWN)),
}
GOLDENS = ["plan", "plan-conditions", "plan-trial", "protocols", "protocol-standard", "protocol-trial"]
any_page = pytest.mark.parametrize("name", PAGES)
any_protocol = pytest.mark.parametrize("protocol", SHIPPED.protocols)


def shown(page: Page, width: int = 1000, **place: Any) -> str:
    """Return what a terminal shows."""
    return terminal.render(page, Place(width, **place))


@cache
def in_terminal(name: str) -> str:
    """Return what a terminal shows with --details."""
    return shown(PAGES[name], details=True)


@cache
def in_markdown(name: str) -> str:
    """Return what a reader of Markdown sees."""
    return re.sub(r"\\(?=[^\w\s])", "", markdown.render(PAGES[name], Place()))


@cache
def in_html(name: str) -> str:
    """Return what a reader of HTML sees, folded sections open."""
    return language.shown(html.render(PAGES[name], Place()))


any_format = pytest.mark.parametrize("read", [in_terminal, in_markdown, in_html])


@pytest.mark.parametrize("name", GOLDENS)
def test_a_page_looks_as_it_was_accepted(name: str, pytestconfig: pytest.Config) -> None:
    text, file = shown(PAGES[name], 80), GOLDEN / f"{name}.txt"
    if pytestconfig.getoption("--write-golden"):
        file.write_text(text, encoding="utf-8")
    assert text == file.read_text(encoding="utf-8")


class TestEveryPage:
    @any_page
    def test_reads_well(self, name: str) -> None:
        text = in_terminal(name)
        assert [*avoided(text), *said_twice(text), *other_dates(text), *long_sentences(text)] == []

    @any_page
    def test_lists_just_the_documents_that_it_cites(self, name: str) -> None:
        body = "\n".join(line for line in in_terminal(name).splitlines() if not re.match(r"\[\d+\] ", line))
        assert set(re.findall(r"\[(\d+)\]", body)) == PAGES[name].marks

    @any_page
    @pytest.mark.parametrize("width", [40, 80, 120])
    def test_passes_no_edge(self, name: str, width: int) -> None:
        lines = shown(PAGES[name], width, details=True).splitlines()
        assert [line for line in lines if len(line) > width and "://" not in line] == []

    @any_page
    def test_has_no_two_sections_of_one_name(self, name: str) -> None:
        keys = [section.key for section in PAGES[name].sections]
        titles = [section.title for section in PAGES[name].sections if section.title]
        assert sorted(set(keys)) == sorted(keys)
        assert sorted(set(titles)) == sorted(titles)

    @any_page
    def test_has_the_same_order_in_markdown_and_html(self, name: str) -> None:
        in_html = re.findall(r"<h2>(.*?)</h2>", html.render(PAGES[name], Place()))
        in_markdown = re.findall(r"^## (.*)$", markdown.render(PAGES[name], Place()), re.MULTILINE)
        assert [title for title in in_html if title in in_markdown] == in_markdown

    @any_page
    def test_is_ascii_where_only_that_can_be_shown(self, name: str) -> None:
        assert shown(PAGES[name], 80, ascii=True, details=True).isascii()


def facts(page: Page) -> dict[str, tuple[str, str]]:
    """Return the key figures with their notes, by label."""
    return {fact.label: (fact.figure, fact.note) for fact in page.facts}


class TestTheTop:
    @pytest.mark.parametrize("name", [name for name in PAGES if name.startswith("plan")])
    def test_the_first_screen_is_the_summary(self, name: str) -> None:
        first = "\n".join(shown(PAGES[name], 80).splitlines()[:24])
        assert all(label in first for label in ("Reported harm", "Next", "How many", "How much", "Avoid today"))

    @pytest.mark.parametrize(
        ("name", "label", "figure", "note"),
        [
            ("plan", "Next", "Tue 1 Dec 2026", "session 1 of 6"),
            ("plan", "How many", "6 sessions", "the fewest: 3"),
            ("plan", "How much", "£900–2,400", "6 sessions, United Kingdom [3]"),
            ("plan", "Avoid today", "Nothing listed", "after a session: the longest wait is at least 7 days"),
            ("plan-trial", "How many", "8 sessions", ""),
            ("plan-salon", "How many", "10 sessions", "at least; the largest number is not stated"),
            ("plan-standard", "Next", "Wed 25 Nov 2026", "session 1 of 6, due today"),
            ("plan-booked", "Next", "Mon 30 Nov 2026", "session 2 of 6, booked"),
            ("plan-clinic", "How much", "£900", "6 sessions, United Kingdom"),
        ],
    )
    def test_the_figures_say_when_how_many_how_much(self, name: str, label: str, figure: str, note: str) -> None:
        assert facts(PAGES[name])[label] == (figure, note)

    def test_what_to_avoid_today_is_named(self) -> None:
        figure, note = facts(PAGES["plan-done"])["Avoid today"]
        assert figure == "17 things"
        assert "sauna" in note

    def test_what_one_document_gives_no_time_for_is_named_too(self) -> None:
        figure, note = facts(of("weekly", done=["2026-11-24"], source_only=True))["Avoid today"]
        assert (figure, note.partition("; ")[2]) == (
            "3 things",
            "for how long is not stated: swimming, exercise and sports",
        )
        assert facts(PAGES["plan-silent"])["Avoid today"] == ("Nothing listed", "that is not permission")

    def test_what_to_avoid_after_todays_session_is_left_to_its_table(self) -> None:
        assert facts(PAGES["plan-standard"])["Avoid today"] == (
            "17 things",
            "after your session; the longest wait is at least 7 days",
        )

    @pytest.mark.parametrize("name", [f"plan-{name}" for name in SHIPPED.protocols])
    def test_what_has_stronger_evidence_is_named(self, name: str) -> None:
        [line] = [line.text for line in PAGES[name].lead if "stronger evidence" in line.text]
        for treatment in ("minoxidil", "finasteride", "dutasteride", "PRP", "hair transplantation"):
            assert treatment in line

    def test_conditions_that_were_named_come_before_everything_else(self) -> None:
        page = PAGES["plan-conditions"]
        said = [line.text for line in page.lead]
        assert said[0] == "Aspirin, breastfeeding: ask a clinician before any treatment."
        assert [section.key for section in page.sections][:3] == [
            "breastfeeding",
            "blood-thinners",
            "anti-inflammatories",
        ]
        assert "Anna" in page.title

    def test_a_study_is_called_no_advice_at_the_top(self) -> None:
        assert "A study's regimen, not advice" in PAGES["plan-trial"].about

    def test_a_start_that_is_past_asks_what_took_place(self) -> None:
        first = PAGES["plan-unrecorded"].lead[0]
        assert isinstance(first, Words)
        assert first.tone == "warning"


def against(catalog: Catalog) -> Iterator[str]:
    """Yield everything that documents and papers say against the treatment, in the words of the tables."""
    for effect in catalog.side_effects.values():
        yield effect.name
        for report in effect.reports:
            yield from filter(None, (report.note, report.remark, report.how_often, report.share, report.lasts))
    for condition in catalog.screening.values():
        yield condition.name
        yield from (position.note for position in condition.positions if position.note)
    for indication in catalog.indications.values():
        yield indication.name
        yield from (opinion.note for opinion in indication.opinions if opinion.note)
    for piece in catalog.evidence.values():
        yield from filter(None, (piece.name, piece.paper, piece.finding, piece.remark))
        yield from (claim.says for claim in piece.claims)
        yield from (claim.remark for claim in piece.claims if claim.remark)


def around(catalog: Catalog) -> Iterator[str]:
    """Yield what documents say of the treatment itself, of other treatments, and of what to ask."""
    sections = (catalog.session, catalog.ingredients, catalog.alternatives, catalog.price_drivers)
    for topic in (topic for section in sections for topic in section.values()):
        yield topic.name
        yield from (said.says for said in topic.says if said.says)
        yield from filter(None, [topic.remark])
    for activity in (*catalog.aftercare.values(), *catalog.before.values()):
        yield activity.name
        yield from (rule.note for rule in activity.rules if rule.note)
    yield from (text for one in catalog.questions.values() for text in (one.ask, one.why) if text)


def missing(texts: Iterable[str], page: str) -> list[str]:
    """Return the sentences that a page does not hold; capitals, ends and line breaks do not matter."""

    def plain(text: str) -> str:
        return re.sub(r"\W+", " ", text.replace("\N{EN DASH}", "-")).strip().casefold()

    held = plain(page)
    return [text for text in texts if not all(plain(part) in held for part in re.split(r"(?<=[.!?]) ", text))]


class TestNothingIsMissing:
    @any_format
    @any_protocol
    def test_of_what_speaks_against_it(self, protocol: str, read: Callable[[str], str]) -> None:
        assert missing(against(SHIPPED), read(f"plan-{protocol}")) == []

    @any_format
    @any_protocol
    def test_of_how_the_source_was_read(self, protocol: str, read: Callable[[str], str]) -> None:
        found = SHIPPED.protocols[protocol]
        notes = [
            found.note,
            found.maintenance.note,
            *(one.note for one in found.results),
            *(r.note for r in found.reviews),
        ]
        assert missing(filter(None, notes), read(f"plan-{protocol}")) == []

    @any_format
    @any_protocol
    def test_of_the_treatment_itself(self, protocol: str, read: Callable[[str], str]) -> None:
        assert missing(around(SHIPPED), read(f"plan-{protocol}")) == []

    @any_format
    @any_protocol
    def test_of_other_regimens_prices_and_insurance(self, protocol: str, read: Callable[[str], str]) -> None:
        others = [one for key, one in SHIPPED.protocols.items() if key != protocol]
        texts = [f"{one.name}: {asked_words(one)}" for one in others]
        texts += [(one.note or "").partition(". ")[0] for one in others]
        texts += [
            f"{row.name} {amounts(row.per_session, row.currency)}" for row in SHIPPED.prices.values() if row.per_session
        ]
        texts += [row.insurance for row in SHIPPED.prices.values() if row.insurance]
        assert missing(texts, read(f"plan-{protocol}")) == []

    @any_protocol
    def test_of_what_it_is_not_for_next_to_who_should_not_be_treated(self, protocol: str) -> None:
        [section] = [one for one in PAGES[f"plan-{protocol}"].sections if one.key == "screening"]
        text = shown(Page(title="", lead=[], sections=[section]), 1000)
        against = [one for one in SHIPPED.indications.values() if any(o.effect != "may-help" for o in one.opinions)]
        assert missing([one.name for one in against], text) == []
        assert re.search(r"Patchy hair loss \(alopecia areata\) \[\d\] as we read it \(may help \[\d\]\)", text)
        assert "lost when the page was saved" in text

    def test_but_for_other_regimens_and_prices_where_a_clinic_speaks_for_itself(self) -> None:
        page = shown(plan(only_own(OWN), protocol="three-phases", country=["bergen"]), 80, details=True)
        assert "Other regimens" not in page
        assert "A session elsewhere" not in page

    @any_format
    def test_where_a_condition_is_named_or_one_document_is_asked(self, read: Callable[[str], str]) -> None:
        for name in ("plan-conditions", "plan-silent", "plan-dandruff"):
            assert missing(against(SHIPPED), read(name)) == []

    @any_format
    @any_protocol
    def test_of_harm_and_findings_where_a_protocol_is_shown(self, protocol: str, read: Callable[[str], str]) -> None:
        harm = [one for one in SHIPPED.side_effects.values() if one.group == "reported harm"]
        texts = [report.note for one in harm for report in one.reports if report.note]
        texts += [piece.finding for piece in SHIPPED.evidence.values() if piece.finding]
        texts += [claim.says for piece in SHIPPED.evidence.values() for claim in piece.claims if claim.against]
        texts += [SHIPPED.protocols[protocol].note or ""]
        assert missing(texts, read(f"protocol-{protocol}")) == []

    @any_protocol
    def test_a_terminal_shows_harm_and_who_should_not_be_treated_without_being_asked(self, protocol: str) -> None:
        harm = [one for one in SHIPPED.side_effects.values() if one.group == "reported harm"]
        texts = [report.note for one in harm for report in one.reports if report.note]
        texts += [condition.name for condition in SHIPPED.screening.values()]
        texts += [piece.finding for piece in SHIPPED.evidence.values() if piece.finding]
        assert missing(texts, shown(PAGES[f"plan-{protocol}"])) == []

    def test_a_list_that_was_lost_is_named(self) -> None:
        assert "lost when the page was saved: who should not be treated" in shown(PAGES["plan-standard"])
        assert "lost when the page was saved: who should not be treated" in shown(PAGES["protocol-standard"])

    def test_what_is_not_stated_is_to_be_asked(self) -> None:
        text = shown(PAGES["plan-salon"])
        assert "the largest number of sessions" in text
        assert "What a package of sessions costs" in shown(PAGES["plan"])


class TestProtocols:
    def test_each_is_named_as_it_is_typed(self) -> None:
        text = shown(PAGES["protocols"], 80)
        assert all(re.search(rf"^{name} \[\d\]", text, re.MULTILINE) for name in SHIPPED.protocols)

    @any_protocol
    def test_the_first_screen_says_what_it_asks_for_and_what_is_reported(self, protocol: str) -> None:
        first = "\n".join(shown(PAGES[f"protocol-{protocol}"], 80).splitlines()[:24])
        assert "Reported harm" in first
        assert "How it was read" in first
