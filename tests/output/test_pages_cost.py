"""The pages about money: what a plan costs, protocols side by side, and what a session costs."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from rich.cells import cell_len

from mesoplan import Amount, Catalog
from mesoplan.output.formats import html, markdown, terminal
from mesoplan.output.page import Bars, Facts, Notes, Page, Table
from mesoplan.output.pages.prices import saving_words, terms_words, verdict_words
from mesoplan.output.wording import Place
from tests import language
from tests.conftest import SHIPPED
from tests.output.priced import compared, listed, own, page_of
from tests.pricing.helpers import estimate, row, terms

GOLDEN = Path(__file__).parents[1] / "golden" / "pages"
DAYS = {"sessions": None, "done": (date(2026, 9, 1), date(2026, 9, 22)), "start": date(2026, 9, 1)}

PAGES: dict[str, Callable[[], Page]] = {
    "cost": page_of,
    "cost-converted": lambda: page_of(currency="EUR"),
    "cost-places": lambda: page_of(countries=("all",)),
    "cost-places-converted": lambda: page_of(countries=("uk", "turkey", "germany"), currency="EUR"),
    "cost-weekly": lambda: page_of("weekly"),
    "cost-salon": lambda: page_of("salon"),
    "cost-tapered": lambda: page_of("tapered", budget="1000"),
    "cost-done": lambda: page_of(request={**DAYS, "missed": (date(2026, 10, 10),)}),
    "cost-pack": lambda: page_of(packs=("6=900",), fee="50", budget="1000", paid="400", stop_after=3),
    "cost-ranges": lambda: page_of(packs=("6=1000",), per_session="150-220"),
    "cost-slip": lambda: page_of(per_session="900", request={"sessions": 6}),
    "cost-no-country": lambda: page_of(countries=(), per_session="200CAD", tax="20%"),
    "cost-clinic": lambda: page_of(
        "three-phases", ("bergen",), catalog=own(), budget="15000", paid="1000", stop_after=3
    ),
    "cost-clinic-and-country": lambda: page_of(countries=("bergen", "uk"), catalog=own(), currency="NOK"),
    "compare": compared,
    "compare-uk": lambda: compared(("uk",)),
    "compare-places": lambda: compared(("uk", "turkey"), ("standard", "weekly"), currency="EUR"),
    "compare-currencies": lambda: compared(("uk", "us"), ("standard", "tapered")),
    "compare-one": lambda: compared(("uk",), ("standard",)),
    "compare-clinic": lambda: compared(("bergen",), catalog=own()),
    "prices": listed,
    "prices-own": lambda: listed(own()),
}
ACCEPTED = ("cost", "cost-pack", "cost-clinic", "cost-places-converted", "compare-uk", "prices-own")


@pytest.fixture(params=PAGES, scope="module")
def page(request: pytest.FixtureRequest) -> Page:
    made: Page = PAGES[request.param]()
    return made


def text_of(page: Page, width: int = 80, *, details: bool = True) -> str:
    return terminal.render(page, Place(width, details=details))


def lead(page: Page) -> str:
    return " ".join(one.text for one in page.lead)


def blocks(page: Page, kind: type[Any]) -> list[Any]:
    return [block for section in page.sections for block in section.blocks if isinstance(block, kind)]


def facts(page: Page) -> dict[str, tuple[str, str]]:
    return {fact.label: (fact.figure, fact.note) for block in blocks(page, Facts) for fact in block.facts}


def notes(page: Page) -> list[str]:
    return [text for block in blocks(page, Notes) for text in block.texts]


def cells(page: Page) -> list[list[str]]:
    return [[cell.text for cell in row.words()] for table in blocks(page, Table) for row in table.tidy().rows]


class TestEveryPage:
    def test_every_mark_is_listed_and_every_source_is_cited(self, page: Page) -> None:
        said = text_of(replace(page, sections=page.sections[:-1]))
        assert set(re.findall(r"\[(\d+)\]", said)) == page.marks

    def test_it_is_written_for_readers(self, page: Page) -> None:
        text = text_of(page, 2000)
        assert language.avoided(text) == []
        assert language.long_sentences(text) == []
        assert language.other_dates(text) == []
        assert language.said_twice(text) == []

    @pytest.mark.parametrize("width", [40, 80, 120])
    @pytest.mark.parametrize("details", [False, True])
    def test_it_fits(self, page: Page, width: int, details: bool) -> None:
        lines = [line for line in text_of(page, width, details=details).splitlines() if "http" not in line]
        assert max(map(cell_len, lines)) <= width

    def test_no_sentence_stands_twice(self, page: Page) -> None:
        texts = notes(page)
        assert len(set(texts)) == len(texts)
        assert not set(texts) & {one.text for one in page.lead}

    def test_the_first_screen_has_the_answer(self, page: Page) -> None:
        first = " ".join(text_of(page, details=False).split()[:250])
        assert lead(page) in first

    def test_every_format_ends_with_the_disclaimer(self, page: Page) -> None:
        assert text_of(page).rstrip().endswith(page.disclaimer)
        assert page.disclaimer in markdown.render(page, Place())
        assert page.disclaimer in html.render(page, Place())


@pytest.mark.parametrize("name", ACCEPTED)
def test_a_page_looks_as_it_was_accepted(name: str, pytestconfig: pytest.Config) -> None:
    text, file = (
        text_of(PAGES[name](), details=False).replace(str(Path(__file__).parents[2]), "."),
        GOLDEN / f"{name}.txt",
    )
    if pytestconfig.getoption("--write-golden"):
        file.write_text(text, encoding="utf-8")
    assert text == file.read_text(encoding="utf-8")


class TestCost:
    def test_the_published_price_is_said_as_a_person_would(self) -> None:
        assert lead(page_of()) == (
            "United Kingdom: 6 sessions cost £900–2,400; the shortest course, 3, from £450."
            " A session costs £150–400 [2]."
        )

    def test_no_highest_figure_is_made_up(self) -> None:
        page = page_of("weekly")
        assert "4 sessions cost £600–1,600; the largest number is not stated." in lead(page)
        assert cells(page)[0] == ["Course", "4 or more", "from £600", "4", "£600–1,600"]

    def test_without_an_interval_the_course_alone_is_priced(self) -> None:
        page = page_of("salon")
        assert len(cells(page)) == 1
        assert any("set it with --interval" in note for note in notes(page))

    def test_maintenance_alone_has_the_cost_of_its_time(self) -> None:
        alone = SHIPPED.protocol("standard").model_copy(update={"course": (), "results": ()})
        page = page_of(catalog=tables_with(alone))
        assert lead(page).startswith("United Kingdom: 5 sessions in the first 24 months cost £750–2,000")

    def test_what_is_not_stated_is_to_be_asked(self) -> None:
        page = page_of()
        assert "whether tax is included [2]" in text_of(page)
        assert not any("does not say" in note for note in notes(page))

    def test_one_document_for_both_has_one_mark(self) -> None:
        assert page_of("tapered").marks == {"1"}

    def test_rows_converted_stand_below_the_others(self) -> None:
        page = page_of(currency="EUR")
        headings = [row.above for table in blocks(page, Table) for row in table.tidy().rows]
        assert headings == ["", "", "", "In EUR", "", ""]
        assert re.search(r"1 GBP = 1\.\d+ EUR \(ECB, \d+ \w{3} 2026\)\.", lead(page))

    def test_a_rate_of_one_is_not_mentioned(self) -> None:
        assert "1 EUR" not in text_of(page_of(countries=("germany",), currency="EUR"))

    def test_the_cheapest_is_named_only_in_one_currency(self) -> None:
        assert lead(page_of(countries=("uk", "germany"))).endswith("in 2 places. Add --currency EUR to compare them.")
        assert lead(page_of(countries=("us", "turkey"))) == "Lowest possible price for 6 sessions: Turkey, $600–1,800."
        assert lead(page_of(countries=("all",))).endswith("Add --currency EUR to compare them.")

    def test_a_lower_start_is_not_the_cheapest_where_its_end_is_higher(self) -> None:
        assert (
            lead(page_of(countries=("us", "worldwide", "turkey")))
            == "Lowest possible price for 6 sessions: Worldwide, $270–3,000."
        )

    def test_bars_have_the_plan_within_what_is_allowed(self) -> None:
        bar = blocks(page_of(), Bars)[0].bars[0]
        assert (bar.low, bar.high, bar.inner) == (450, 2400, (900, 2400))
        places = blocks(page_of(countries=("us", "turkey", "uk")), Bars)
        assert [[bar.label for bar in chart.bars] for chart in places] == [["United States", "Turkey"]]

    def test_of_several_places_the_rates_are_said(self) -> None:
        text = " ".join(text_of(page_of(countries=("uk", "turkey"), currency="EUR"), details=False).split())
        assert "Converted at 1 GBP = 1.15 EUR (ECB, 27 Nov 2026) and 1 USD = 0.9 EUR (ECB, 27 Nov 2026)." in text

    def test_notes_name_their_places(self) -> None:
        said = notes(page_of(countries=("uk", "turkey", "germany")))
        assert said[0].startswith("United Kingdom and Turkey: The protocol and the price come from two documents")
        assert sum("Ask yours before you start" in note for note in said) == 1


class TestClinic:
    def test_the_verdict_comes_first(self) -> None:
        page = page_of(packs=("6=900",), fee="50")
        assert lead(page) == "6 sessions: £950, £158 each. Near the bottom of the published £150–400 [2]."

    def test_a_price_is_not_rounded_into_the_published_range(self) -> None:
        page = page_of(packs=("6=899",))
        assert lead(page) == "6 sessions: £899, £149.83 each. Below the published £150–400 [2]."

    def test_the_bill_adds_up_line_by_line(self) -> None:
        page = page_of(packs=("6=900",), fee="50", per_session="180", request={"sessions": 7})
        assert cells(page)[-4:] == [
            ["Pack of 6", "£900"], ["Session", "£180"], ["Fee", "£50"], ["Total", "£1,130"],
        ]  # fmt: skip

    def test_both_bills_are_shown_where_they_are_different_purchases(self) -> None:
        tables = blocks(page_of(packs=("6=1000",), per_session="150-220"), Table)
        assert [table.titles[0] for table in tables if table.titles[0]] == [
            "Bill for 6 sessions at the lowest price",
            "Bill for 6 sessions at the highest price",
        ]

    def test_a_range_leads_to_two_bills_that_each_add_up(self) -> None:
        page = page_of(packs=("6=900-1100",), per_session="180-220", per_visit="10", tax="20%")
        visits = ["6 \N{MULTIPLICATION SIGN} extra at each visit", "£10", "£60"]
        low = [["Pack of 6", "", "£900"], visits, ["Tax", "", "£192"], ["Total", "", "£1,152"]]
        high = [["Pack of 6", "", "£1,100"], visits, ["Tax", "", "£232"], ["Total", "", "£1,392"]]
        assert cells(page)[-8:] == [*low, *high]

    def test_what_is_paid_and_left_over_is_the_first_note(self) -> None:
        page = page_of(packs=("6=900 valid 2 months", "8=1000"), per_session="180")
        assert notes(page)[0] == "You have 2 sessions left over after the course."

    def test_a_slip_gets_a_question(self) -> None:
        page = page_of(per_session="900", request={"sessions": 6})
        assert "For a pack write --pack 6=900." in lead(page)
        assert any(one.tone == "warning" for one in page.lead)

    def test_nothing_of_a_clinics_own_row_is_called_published(self) -> None:
        page = page_of("three-phases", ("bergen",), catalog=own())
        assert lead(page).startswith("Example clinic, Bergen [1]: 10 sessions for NOK 25,660, NOK 2,566 each.")
        assert "published" not in text_of(page).replace(page.disclaimer, "")

    def test_a_pack_says_how_long_it_can_be_used(self) -> None:
        page = page_of("three-phases", ("bergen",), catalog=own())
        assert "6 for NOK 14,400 within 12 months" in " ".join(text_of(page, details=False).split())

    def test_its_terms_are_listed(self) -> None:
        assert "consultation NOK 900, deducted" in text_of(page_of("three-phases", ("bergen",), catalog=own()), 500)

    @pytest.mark.parametrize(
        ("budget", "said"),
        [
            ("949", ("4 sessions", "not enough for this plan's course; enough for the shortest course of 3")),
            ("950", ("6 sessions", "enough for this plan's course")),
            ("400000", ("1000 or more sessions", "enough for this plan's course")),
            ("400", ("1 session", "not enough for this plan's course; not enough for the shortest course of 3")),
        ],
    )
    def test_a_budget_is_enough_or_not(self, budget: str, said: tuple[str, str]) -> None:
        page = page_of(packs=("6=900",), fee="50", per_session="180", budget=budget)
        assert list(facts(page).values()) == [said]

    def test_a_budget_at_published_prices_depends_on_the_price(self) -> None:
        assert facts(page_of(budget="1000")) == {
            "£1,000 pays for": (
                "2–6 sessions",
                "enough for this plan's course at a low price; enough for the shortest course of 3 at a low price",
            )
        }

    def test_what_is_open_and_what_stopping_costs(self) -> None:
        page = page_of(packs=("6=900",), per_session="180", paid="400", stop_after=3)
        assert facts(page) == {
            "Still open": ("£500", "after the £400 you paid"),
            "If you stop after 3": ("paid £900", "ask whether any comes back; as single sessions at list price £540"),
        }
        assert facts(page_of(per_session="100", paid="900"))["Still open"] == ("£0", "after the £900 you paid")

    def test_a_refund_is_taken_off(self) -> None:
        page = page_of("three-phases", ("bergen",), catalog=own(), stop_after=3)
        assert facts(page)["If you stop after 3"] == (
            "NOK 8,850 in all",
            "paid NOK 14,850, NOK 6,000 comes back; as single sessions at list price NOK 8,850",
        )

    def test_how_it_is_paid_is_said(self) -> None:
        page = page_of("three-phases", ("bergen",), catalog=own())
        assert facts(page)["At booking"] == ("NOK 1,000", "a part of the price; NOK 24,660 after it")
        assert facts(page)["In instalments"] == ("3 of NOK 8,553.33", "the last is NOK 8,553.34")
        assert "valid until Fri 31 Dec 2027" in text_of(page, 2000)

    def test_places_have_their_own_bills_and_facts(self) -> None:
        page = page_of(countries=("bergen", "uk"), catalog=own(), currency="NOK")
        clinic, uk = (section for section in page.sections if section.key.startswith("cost-"))
        assert [len([one for one in place.blocks if isinstance(one, Table)]) for place in (clinic, uk)] == [2, 1]
        assert [any(isinstance(one, Facts) for one in place.blocks) for place in (clinic, uk)] == [True, False]


class TestWords:
    """Of a verdict, of what is saved, and of terms."""

    class Marks:
        def mark(self, source: str) -> str:
            return f"[{source}]"

    @pytest.mark.parametrize(
        ("price", "said"),
        [
            ("100", "Below the published £150–400 [restoration-clinic-guide]."),
            ("150", "Near the bottom of"),
            ("275", "In the middle of"),
            ("400", "Near the top of"),
            ("401", "Above"),
            ("100-200", "Partly within"),
        ],
    )
    def test_where_a_price_lies(self, price: str, said: str) -> None:
        found = estimate(asked=terms(per_session=price)).verdict
        assert said in verdict_words(found, "GBP", self.Marks())  # type: ignore[arg-type]

    def test_one_session_is_not_divided(self) -> None:
        found = estimate(asked=terms(per_session="250"), sessions=1, maintenance="none").verdict
        assert verdict_words(found, "GBP", self.Marks()).startswith("1 session: £250. In")  # type: ignore[arg-type]

    def test_a_price_that_is_exact_keeps_its_pence(self) -> None:
        found = estimate(asked=terms(per_session="45.50")).verdict
        assert "£45.50 each" in verdict_words(found, "GBP", self.Marks())  # type: ignore[arg-type]

    @pytest.mark.parametrize(
        ("low", "high", "said"),
        [
            ("0", "0", ""),
            ("0", "100", "You save up to £100 against 6 single sessions at list price (£1,200)."),
            ("100", "100", "You save £100 against"),
            ("-50", "-20", "One by one they would cost £1,200."),
            ("-50", "20", "One by one they would cost £1,200."),
        ],
    )
    def test_what_is_saved(self, low: str, high: str, said: str) -> None:
        saving = Amount(Decimal(low), Decimal(high))
        total = Amount(1200 - Decimal(high), 1200 - Decimal(low))
        found = replace(estimate(asked=terms(per_session="200")).verdict, saving=saving, total=total)
        assert saving_words(found, "GBP").startswith(said)
        assert bool(saving_words(found, "GBP")) == bool(said)

    def test_terms_are_all_said(self) -> None:
        every = row(
            per_session="100", packs=["5+1", "6=500 valid 12 months"], fee="20", consultation="30 each visit",
            deposit="50", tax="20%", discount="10% on packs", per_visit="5", maintenance_session="90",
            missed="forfeited", refund="none", valid="2027-01-31", instalments="3",
        )  # fmt: skip
        assert terms_words(every) == (
            "5 and 1 free; 6 for £500 within 12 months; a session after the course £90;"
            " 10% off packs and single sessions; a fee of £20, once; consultation £30 each visit; £5 more each visit;"
            " 20% tax is added; £50 at booking; 3 instalments; a missed session is used up; nothing comes back;"
            " valid until Sun 31 Jan 2027."
        )
        assert terms_words(row(per_session="100")) == ""


class TestCompare:
    def test_the_cheapest_the_shortest_and_the_fewest_are_named(self) -> None:
        assert lead(compared(("uk",))) == (
            "Cheapest course by its lowest price: fortnightly, £450–1,600."
            " Cheapest first 12 months by their lowest price: standard, £600–3,200."
            " Shortest course: weekly, 3 weeks or more. Fewest sessions: fortnightly, 3–4."
        )

    def test_a_place_is_named_where_there_are_several(self) -> None:
        page = compared(("uk", "turkey"), ("standard", "fortnightly"), currency="EUR")
        assert lead(page).startswith("Cheapest course by its lowest price: fortnightly (Turkey), €")

    def test_no_cheapest_is_named_in_several_currencies(self) -> None:
        page = compared(("uk", "us"), ("standard", "tapered"))
        assert "heapest" not in lead(page)
        assert "The sums are in several currencies. Add --currency EUR to compare them." in notes(page)

    def test_courses_are_dated(self) -> None:
        below = {row.words()[0].text: row.below for row in blocks(compared(), Table)[0].rows}
        assert below["fortnightly [5]"].startswith("Last session 26 Dec 2026 – 9 Jan 2027; then one every month")
        assert below["weekly [3]"].startswith("Last session from 19 Dec 2026; then")
        assert "Last session" not in below["salon [4]"]

    def test_an_interval_of_your_own_dates_what_is_not_stated(self) -> None:
        assert any("salon: No dates" in note for note in notes(compared()))
        assert not any("salon: No dates" in note for note in notes(compared(interval="2w")))

    def test_what_no_source_states_is_in_the_details(self) -> None:
        assert "salon: How far apart the sessions are" in re.sub(r" {2,}", "  ", text_of(compared()))

    def test_bars_show_costs_in_one_currency(self) -> None:
        assert blocks(compared(("uk",)), Bars)[0].bars[0].figure == "£450–2,400"
        assert blocks(compared(), Bars) == []
        assert blocks(compared(("uk", "us"), ("standard", "tapered")), Bars) == []


class TestPrices:
    def test_every_row_says_how_to_name_it(self) -> None:
        assert cells(listed())[0] == [
            "uk",
            "United Kingdom",
            "£150–400 [1]",
            "GB, gbr, britain, great britain, england, wales, u.k.",
        ]

    def test_a_clinics_terms_stand_under_its_price(self) -> None:
        below = {row.words()[0].text: row.below for row in blocks(listed(own()), Table)[0].rows}
        assert below["bergen"].startswith("3 for NOK 7,800; 6 for NOK 14,400 within 12 months; 8 and 1 free")
        assert below["uk"] == ""


def tables_with(protocol: Any) -> Catalog:
    """Return the shipped tables with one protocol changed."""
    return SHIPPED.model_copy(update={"protocols": {**SHIPPED.protocols, protocol.id: protocol}})
