"""The pages on aftercare, screening and risks: the answer first, and no contraindication or report of harm missing."""

import datetime as dt
import re
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, strategies as st

from mesoplan.answers.guidance import aftercare_answer, risks_answer, screen_answer
from mesoplan.guidance.restrictions import aftercare_for
from mesoplan.output.formats import html, markdown, terminal
from mesoplan.output.page import Citations, Page, Section, Words
from mesoplan.output.pages.advice import in_days, length_words, rule_words
from mesoplan.output.pages.aftercare import aftercare_page
from mesoplan.output.pages.risks import risks_page
from mesoplan.output.pages.screen import VIEWS, screen_page
from mesoplan.output.wording import Place
from mesoplan.planning.closures import Closures
from mesoplan.planning.regimen import Request
from mesoplan.planning.schedule import Schedule, plan_schedule
from mesoplan.tables.advice import Activity, Rule
from mesoplan.tables.catalog import Catalog, load_catalog
from mesoplan.values.ranges import Duration
from tests.conftest import SHIPPED
from tests.language import avoided, long_sentences, other_dates, said_twice

OWN = load_catalog(Path(__file__).parents[2] / "data" / "example")
GOLDEN = Path(__file__).parents[1] / "golden" / "pages"
TUESDAY = dt.datetime(2026, 12, 1, 10, 30)
AWAY = Closures(away=((dt.date(2026, 12, 2), dt.date(2026, 12, 6)),))


def plan(
    protocol: str = "standard", catalog: Catalog = SHIPPED, closures: Closures | None = None, **choices: Any
) -> Schedule:
    """Return a plan that begins on a Tuesday."""
    return plan_schedule(catalog.protocol(protocol), Request(start=TUESDAY.date(), **choices), closures)


def care(*words: str, catalog: Catalog = SHIPPED, **choices: Any) -> Page:
    """Return the page of aftercare."""
    schedule, session = choices.get("schedule"), choices.get("session")
    found = aftercare_answer(aftercare_for(catalog, words, **choices), catalog, schedule, session)
    today = schedule and schedule.diary.request.today
    return aftercare_page(found, Citations(catalog), schedule, today or dt.date(2026, 11, 30))


def conditions(*words: str, catalog: Catalog = SHIPPED) -> Page:
    """Return the page of screening."""
    return screen_page(screen_answer(catalog, words), Citations(catalog))


def risks(source: str | None = None, catalog: Catalog = SHIPPED) -> Page:
    """Return the page of risks."""
    return risks_page(risks_answer(catalog, source), Citations(catalog))


def lead(page: Page) -> str:
    """Return the answer, line by line."""
    return "\n".join(line.text for line in page.lead)


def shown(page: Page, width: int = 1000, **place: Any) -> str:
    """Return what a terminal shows."""
    return terminal.render(page, Place(width, **place))


PAGES = {
    "aftercare": care(),
    "aftercare-session": care(session=TUESDAY),
    "aftercare-day": care("swimming", session=TUESDAY.date()),
    "aftercare-swimming": care("swimming", "gym", session=TUESDAY),
    "aftercare-plan": care(schedule=plan("weekly", today=dt.date(2026, 12, 2), done=(TUESDAY.date(),))),
    "aftercare-trip": care(schedule=plan(closures=AWAY)),
    "aftercare-own": care(schedule=plan("three-phases", OWN), catalog=OWN),
    "aftercare-silent": care(source="hair-loss-blog"),
    "screen": conditions(),
    "screen-aspirin": conditions("aspirin"),
    "screen-allergies": conditions("allergies", "alopecia areata"),
    "screen-dandruff": conditions("dandruff"),
    "risks": risks(),
    "risks-clinic": risks("clinic-page"),
}
GOLDENS = ["aftercare", "aftercare-swimming", "aftercare-plan", "aftercare-trip", "screen-aspirin", "screen", "risks"]
any_page = pytest.mark.parametrize("page", PAGES.values(), ids=PAGES.keys())


@pytest.mark.parametrize("name", GOLDENS)
def test_a_page_looks_as_it_was_accepted(name: str, pytestconfig: pytest.Config) -> None:
    text, file = shown(PAGES[name], 80), GOLDEN / f"{name}.txt"
    if pytestconfig.getoption("--write-golden"):
        file.parent.mkdir(exist_ok=True)
        file.write_text(text, encoding="utf-8")
    assert text == file.read_text(encoding="utf-8")


class TestEveryPage:
    @any_page
    def test_reads_well(self, page: Page) -> None:
        text = shown(page, details=True)
        assert [*avoided(text), *said_twice(text), *other_dates(text), *long_sentences(text)] == []

    @any_page
    def test_lists_just_the_documents_that_it_cites(self, page: Page) -> None:
        text = shown(page, details=True)
        body = "\n".join(line for line in text.splitlines() if not re.match(r"\[\d+\] ", line))
        cited = re.findall(r"\[(\d+)\]", body)
        assert set(cited) == page.marks
        assert list(dict.fromkeys(cited)) == sorted(page.marks)

    @any_page
    @pytest.mark.parametrize("width", [40, 80, 120])
    def test_breaks_no_word_and_passes_no_edge(self, page: Page, width: int) -> None:
        words = shown(page, details=True).split()
        lines = shown(page, width, details=True).splitlines()
        assert {word for line in lines for word in line.split()} <= {*words, *(f"{word}:" for word in words)} | TITLES
        assert [line for line in lines if len(line) > width and "://" not in line] == []

    @any_page
    def test_says_nothing_in_other_formats_that_a_terminal_does_not(self, page: Page) -> None:
        assert len(markdown.render(page, Place())) > len(lead(page))
        assert "</html>" in html.render(page, Place())
        assert shown(page, 80, ascii=True, details=True).isascii()


TITLES = {
    "•",
    "Until:",
    "Wait:",
    "Free",
    "after",
    "the",
    "course:",
    "Other",
    "times:",
    "Named",
    "by:",
    "long:",
    "How",
    "often,",
}
"""Titles of columns, which stand next to their cells where a table does not fit, and the mark of an item."""


class TestAftercare:
    @pytest.mark.parametrize(
        ("words", "choices", "answer"),
        [
            ("swimming", {"session": TUESDAY}, "No swimming until Thu 3 Dec 2026, 10:30 (2 days) [1] [2]"),
            ("swimming", {"session": TUESDAY.date()}, "No swimming until Thu 3 Dec 2026 (2 days) [1] [2]"),
            ("hair-washing", {}, "Hair washing: avoid it for 2 days after every session [1]"),
            ("hair-washing", {"source": "clinic-page"}, "Hair washing: avoid it for 10 hours after every session [1]"),
            (
                "swimming",
                {"source": "clinic-page"},
                "Swimming: avoid it after a session; for how long is not stated [1]. --strict asks every document.",
            ),
            (
                "swimming",
                {"source": "premium-medical-circle"},
                "Swimming: nothing in [1]. That is not permission. --strict asks every document.",
            ),
            ("perm", {}, "Perm: avoid it for at least 7 days, ideally 14 after every session [1]"),
            ("scalp-massage", {}, "Scalp massage: advised (when and how: see below) [1]"),
            ("coffee", {}, "Coffee: advised against before a session [1]"),
            (
                "intensive-hair-care",
                {},
                "Intensive hair-care products: avoid it for about 24 hours after every session [1]",
            ),
        ],
    )
    def test_of_an_activity_the_answer_is_in_the_first_line(
        self, words: str, choices: dict[str, Any], answer: str
    ) -> None:
        assert lead(care(words, **choices)) == answer

    @pytest.mark.parametrize(
        ("today", "answer"),
        [
            (None, "No swimming from Tue 1 Dec 2026 until Thu 3 Dec 2026 (2 days) [2] [3]"),
            (dt.date(2026, 11, 30), "No swimming from Tue 1 Dec 2026 until Thu 3 Dec 2026 (2 days) [2] [3]"),
            (dt.date(2026, 12, 1), "No swimming until Thu 3 Dec 2026 (2 days) [2] [3]"),
            (dt.date(2026, 12, 2), "No swimming until Thu 3 Dec 2026 (2 days) [2] [3]"),
            # Up to the hour of the session.
            (dt.date(2026, 12, 3), "No swimming until Thu 3 Dec 2026 (2 days) [2] [3]"),
            (dt.date(2026, 12, 4), "No swimming from Tue 22 Dec 2026 until Thu 24 Dec 2026 (2 days) [2] [3]"),
        ],
    )
    def test_over_a_plan_it_is_the_wait_that_runs_or_comes_next(self, today: dt.date | None, answer: str) -> None:
        done = (TUESDAY.date(),) if today and today >= TUESDAY.date() else ()
        assert lead(care("swimming", schedule=plan(today=today, done=done))) == answer

    def test_one_document_that_is_silent_on_what_comes_before_says_so(self) -> None:
        said = lead(care("coffee", source="premium-medical-circle"))
        assert said.startswith("Coffee: nothing in [1]. That is not permission")

    def test_a_wait_whose_ideal_is_left_is_over_as_far_as_it_is_required(self) -> None:
        done = tuple(TUESDAY.date() + dt.timedelta(weeks=week) for week in range(8))
        schedule = plan("trial", done=done, today=done[-1] + dt.timedelta(days=9))
        said = "Dyeing the hair: the required wait ended Tue 26 Jan 2027, ideally Tue 2 Feb 2027"
        assert lead(care("dye", schedule=schedule)).startswith(said)
        assert "Sessions are too close together" not in shown(care(schedule=schedule))

    def test_an_ideal_is_next_to_what_is_required_everywhere(self) -> None:
        assert "at least 7 days, ideally 14 [" in shown(PAGES["aftercare"])
        until = "No perm until Tue 8 Dec 2026, 10:30, ideally Tue 15 Dec 2026, 10:30 (at least 7 days, ideally 14)"
        assert lead(care("perm", session=TUESDAY)).startswith(until)
        assert "Tue 22 Dec 2026" in shown(care("perm", schedule=plan("weekly")))

    def test_what_is_never_over_between_sessions_and_what_reaches_into_a_trip_is_noted(self) -> None:
        assert "Sessions are too close together: avoid sauna, " in shown(PAGES["aftercare-plan"])
        text = shown(PAGES["aftercare-trip"])
        assert "On your trip 2 – 6 Dec 2026: No intensive hair-care products until 2 Dec. No hair washing, " in text
        assert "hats until 4 Dec. No sauna, " in text

    def test_every_activity_is_on_the_general_page(self) -> None:
        text = shown(PAGES["aftercare"]).lower()
        assert [one.id for one in SHIPPED.aftercare.values() if one.name.lower() not in text] == []

    def test_after_a_missed_appointment_nothing_is_avoided(self) -> None:
        missed = dt.date(2026, 12, 10)
        schedule = plan(missed=(missed,))
        assert missed in [session.date for session in schedule.sessions]
        lines = shown(care(schedule=schedule)).splitlines()
        row = next(number for number, line in enumerate(lines) if "Thu 10 Dec 2026" in line)
        assert "Free again" not in lines[row + 1]

    @pytest.mark.parametrize(
        ("after", "answer"),
        [
            (6, "Avoid today, Mon 25 Jan 2027: sauna, dyeing the hair, "),
            (7, "Avoid today, Tue 26 Jan 2027: sauna, dyeing the hair, "),
            (8, "No stated wait is running today, Wed 27 Jan 2027.\n8 sessions done; no more are planned."),
        ],
    )
    def test_after_the_last_session_the_wait_runs_out(self, after: int, answer: str) -> None:
        done = tuple(TUESDAY.date() + dt.timedelta(weeks=week) for week in range(8))
        schedule = plan("trial", done=done, today=done[-1] + dt.timedelta(days=after))
        assert schedule.next is None
        assert lead(care(schedule=schedule)).startswith(answer)

    def test_a_protocol_without_advice_gives_no_permission(self) -> None:
        silent = "[1] gives no time for which to avoid anything. That is not permission. Other documents do (--strict)."
        assert lead(PAGES["aftercare-silent"]) == silent

    def test_a_remark_of_ours_is_marked_as_ours(self) -> None:
        remark = SHIPPED.before["anticoagulants"].remark
        assert f"(We added this: {remark})" in shown(PAGES["aftercare"])

    def test_rules_from_the_end_of_the_course_and_in_months_are_said_so(self) -> None:
        rule = Rule.model_validate({"source": "clinic-page", "duration": "6 months", "counted_from": "course-end"})
        pregnancy = Activity(id="pregnancy", name="Pregnancy", advice="avoid", rules=(rule,))
        catalog = SHIPPED.model_copy(update={"aftercare": {**SHIPPED.aftercare, "pregnancy": pregnancy}})
        answer = "Pregnancy: avoid it for 6 months after the course [1]"
        assert lead(care("pregnancy", catalog=catalog)) == answer
        assert "6 months [" in shown(care(catalog=catalog))
        assert "Pregnancy" in shown(care(catalog=catalog, schedule=plan("weekly")))


class TestScreening:
    @pytest.mark.parametrize(
        ("words", "answer"),
        [
            (["aspirin"], "Aspirin: ask a clinician before any treatment."),
            (["shingles"], "Shingles: you must not be treated [1]"),
            (["pregnancy"], "Pregnancy: you should not be treated [1]; may be a reason not to be treated [2]"),
            (["breastfeeding"], "implied, not said, as a reason to wait ["),
            (["dandruff"], "No document here names this as a reason not to be treated."),
            (["alopecia areata"], "may help [2]; does not help [1]"),
        ],
    )
    def test_what_documents_say_comes_first_in_their_own_strength(self, words: list[str], answer: str) -> None:
        assert answer.removesuffix("[2]; does not help [1]") in lead(conditions(*words))
        assert lead(conditions(*words)).endswith("Not being listed does not mean it is safe. Ask a clinician.")

    @pytest.mark.parametrize("condition", SHIPPED.screening.values(), ids=SHIPPED.screening.keys())
    def test_every_position_and_what_to_ask_is_on_the_page_of_a_condition(self, condition: Any) -> None:
        page = conditions(condition.id)
        text = shown(page)
        for position in condition.positions:
            assert VIEWS[position.strength] in lead(page)
            assert (position.note or "").rstrip(".") in text
        assert condition.ask in text

    @pytest.mark.parametrize("condition", SHIPPED.screening.values(), ids=SHIPPED.screening.keys())
    def test_no_condition_is_missing_from_the_checklist_or_in_a_weaker_group(self, condition: Any) -> None:
        groups = {section.title: shown(replaced(section)) for section in PAGES["screen"].sections}
        said = {position.strength for position in condition.positions}
        strongest = next(words for strength, words in VIEWS.items() if strength in said)
        assert f"• {condition.name} [" in groups[strongest.capitalize()]

    def test_what_belongs_to_a_condition_is_with_it(self) -> None:
        text = shown(PAGES["screen-allergies"])
        assert "May happen" in text
        assert "Lecithin, for example" in text
        assert "At a session: Numbing: " in text
        assert "See also: Allergy to an ingredient of the injection: you must not be treated [" in text
        assert "Never stop a prescribed medicine on your own." in shown(PAGES["screen-aspirin"])

    def test_a_lost_list_is_not_available_and_never_none(self) -> None:
        text = " ".join(shown(PAGES["screen-dandruff"]).split())
        assert "Not available in [2], lost when the page was saved: who should not be treated and" in text


def replaced(section: Section) -> Page:
    """Return a page of one section alone."""
    return Page(title="", lead=[Words("")], sections=[section])


class TestRisks:
    def test_harm_comes_first_and_none_is_missing(self) -> None:
        for page in (PAGES["risks"], PAGES["risks-clinic"]):
            text = shown(page)
            for effect in SHIPPED.side_effects.values():
                if effect.group == "reported harm":
                    assert effect.name.lower() in lead(page).lower()
                    assert [one.note for one in effect.reports if (one.note or "").rstrip(".") not in text] == []
        assert lead(PAGES["risks"]).startswith("Reported harm: ")

    def test_every_effect_has_its_figures_and_documents(self) -> None:
        text = shown(PAGES["risks"], details=True)
        assert [one.name for one in SHIPPED.side_effects.values() if one.name.lower() not in text.lower()] == []
        assert re.search(
            r"Redness:? +\[\d\] Lasts usually no more than a few hours, if mild\. .*\[\d\] 88 %\. Lasts a few hours\.",
            text,
        )
        assert re.search(r"Tenderness, itching, rash, dizziness:? +\[\d\]\n", text)

    def test_who_calls_it_painless_and_who_numbs_is_said(self) -> None:
        text = shown(PAGES["risks"])
        assert "Called painless." in text
        assert "A numbing cream, if needed" in text

    def test_lost_lists_are_named_as_not_available(self) -> None:
        source = SHIPPED.sources["clinic-page"]
        lists = source.lists.model_copy(update={"side_effects": "not-available"})
        lost = {**SHIPPED.sources, "clinic-page": source.model_copy(update={"lists": lists})}
        assert "Not available in [4], lost when the page was saved: what may happen." in shown(
            risks(catalog=SHIPPED.model_copy(update={"sources": lost}))
        )

    def test_no_reported_harm_is_no_promise(self) -> None:
        text = lead(risks(catalog=SHIPPED.model_copy(update={"side_effects": {}})))
        assert text == "No document here reports harm. That does not mean there is none."


class TestWords:
    @pytest.mark.parametrize(
        ("written", "words"),
        [
            ("24 hours", "24 hours"),
            ("47 hours", "47 hours"),
            ("48 hours", "2 days"),
            ("48-72 hours", "2–3 days"),
            ("24-48 hours", "24–48 hours"),
            ("2 weeks", "14 days"),
            ("1+ weeks", "at least 7 days"),
            ("6 months", "6 months"),
            ("8 or 12 hours", "8 or 12 hours"),
        ],
    )
    def test_whole_days_are_days_from_two_on(self, written: str, words: str) -> None:
        assert length_words(Duration.parse(written)) == words

    @given(st.integers(1, 10_000), st.integers(0, 10_000))
    def test_days_are_as_long_as_what_they_replace(self, fewest: int, more: int) -> None:
        hours = Duration.parse(f"{fewest}-{fewest + more} hours")
        each = 24 if str(in_days(hours).unit) == "days" else 1
        assert [(bound or 0) * each for bound in (in_days(hours).min, in_days(hours).max)] == [fewest, fewest + more]

    @pytest.mark.parametrize(
        ("fields", "words"),
        [
            ({}, "for how long is not stated"),
            ({"duration": "24 hours", "approximate": "true"}, "about 24 hours"),
            ({"duration": "48 hours", "condition": "oily-hair"}, "2 days for oily hair"),
            ({"duration": "1+ weeks", "ideally": "2 weeks"}, "at least 7 days, ideally 14"),
            ({"duration": "1 week", "ideally": "1 month"}, "7 days, ideally 1 month"),
        ],
    )
    def test_a_rule_is_said_as_strongly_as_it_is(self, fields: dict[str, str], words: str) -> None:
        assert rule_words(Rule.model_validate({"source": "own", **fields})) == words
