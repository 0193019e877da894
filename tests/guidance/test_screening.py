"""Who should not be treated, and what the treatment is said to be for."""

from typing import Any

import pytest

from mesoplan.errors import UnknownNameError
from mesoplan.guidance.treatment import screen
from mesoplan.output.page import Citations
from mesoplan.output.pages.screen import screen_page
from mesoplan.tables.advice import Condition, Indication
from mesoplan.tables.catalog import Catalog
from tests.conftest import SHIPPED, cases


class TestShippedTables:
    """Checked against the documents, not against the tables."""

    @pytest.mark.parametrize("case", cases("screening"))
    def test_each_condition_and_indication_is_what_the_documents_say(self, case: dict[str, Any]) -> None:
        found: dict[str, str]
        if condition := SHIPPED.screening.get(case["id"]):
            found = {position.source: position.strength for position in condition.positions}
        else:
            found = {opinion.source: opinion.effect for opinion in SHIPPED.indications[case["id"]].opinions}
        assert found == case["says"]

    def test_no_condition_and_no_indication_is_missing(self) -> None:
        assert {case.id for case in cases("screening")} == {*SHIPPED.screening, *SHIPPED.indications}

    def test_a_lost_list_is_not_an_empty_one(self) -> None:
        answer = screen(SHIPPED)
        assert answer.lists_not_available == answer.indications_not_available == ("premium-medical-circle",)
        assert answer.lists_none == ("hair-loss-blog",)

    def test_every_word_of_the_tables_finds_its_entry(self) -> None:
        entries: list[Condition | Indication] = [*SHIPPED.screening.values(), *SHIPPED.indications.values()]
        for entry in entries:
            for word in (entry.id, entry.name, *entry.synonyms):
                answer = screen(SHIPPED, [word])
                assert entry.id in {one.id for one in answer.conditions} | {one.id for one in answer.indications}

    def test_whatever_an_entry_points_to_is_there(self) -> None:
        concerned = {key for one in SHIPPED.side_effects.values() for key in one.concerns}
        concerned |= {key for one in SHIPPED.session.values() for key in one.concerns}
        concerned |= {key for one in SHIPPED.ingredients.values() for key in one.concerns}
        seen = {key for condition in SHIPPED.screening.values() for key in condition.see}
        assert concerned | seen <= SHIPPED.screening.keys()
        assert {condition.before for condition in SHIPPED.screening.values()} <= {None, *SHIPPED.before}


class TestWords:
    @pytest.mark.parametrize(
        ("word", "expected"),
        [
            ("pregnancy", ["pregnancy"]),
            ("anticoagulants", ["blood-thinners"]),
            ("breast-feeding", ["breastfeeding"]),
            ("high blood pressure", ["high-blood-pressure"]),
            ("High_Blood_Pressure", ["high-blood-pressure"]),
            ("scalp infection", ["local-infection", "infectious-scalp-lesions"]),
            ("allergy", ["allergies"]),
            ("lidocaine allergy", ["allergies"]),
            ("lecithin allergy", ["ingredient-allergy"]),
            ("aspirin", ["blood-thinners", "anti-inflammatories"]),
            ("herpes zoster", ["shingles"]),
            ("acetylsalicylic acid", ["blood-thinners", "anti-inflammatories"]),
            ("breast cancer", ["cancer"]),
            ("penicillin allergy", ["allergies"]),
            ("vitamin D", ["supplements"]),
            ("low platelets", ["bleeding-tendency"]),
        ],
    )
    def test_words_that_a_person_would_type_find_all_that_they_mean(self, word: str, expected: list[str]) -> None:
        assert [condition.id for condition in screen(SHIPPED, [word]).conditions] == expected

    @pytest.mark.parametrize(
        "word",
        [
            "herpes",
            "transplant",
            "infection",
            "sores",
            "nicotine",
            "postpartum",
            "blood pressure",
            "tumour",
            "bleeding",
            "lecithin",
            "clotting disorder",
            "trying to conceive",
        ],
    )
    def test_a_word_that_means_less_than_a_statement_does_not_lead_to_it(self, word: str) -> None:
        with pytest.raises(UnknownNameError, match="which does not mean that it is safe"):
            screen(SHIPPED, [word])

    @pytest.mark.parametrize("word", ["pregnacy", "x", "", " ", "-", "s"])
    def test_an_unknown_word_hides_no_known_one_and_is_not_dropped(self, word: str) -> None:
        found = screen(SHIPPED, ["diabetes", word])
        assert (found.asked, [one.id for one in found.conditions], found.flagged) == (("diabetes",), ["diabetes"], True)
        (warning,) = found.warnings
        assert warning.startswith(f'There is no condition "{word.strip()}"')
        assert "on the lists here, which does not mean that it is safe" in warning

    @pytest.mark.parametrize("word", ["pregnacy", "x", "", " ", "-", "s"])
    def test_without_a_known_word_an_unknown_one_is_refused(self, word: str) -> None:
        with pytest.raises(UnknownNameError, match="there is no condition"):
            screen(SHIPPED, [word])

    def test_the_word_within_a_longer_one_comes_before_one_that_looks_like_it(self) -> None:
        with pytest.raises(UnknownNameError, match=r'"penicillins allergy" \(did you mean allergy\?\)'):
            screen(SHIPPED, ["penicillins allergy"])

    def test_a_misspelt_word_is_refused_with_the_nearest(self) -> None:
        with pytest.raises(UnknownNameError, match="did you mean pregnancy"):
            screen(SHIPPED, ["pregnacy"])


class TestAnswers:
    @pytest.mark.parametrize(
        ("words", "asked"),
        [
            (["high", "blood", "pressure"], ("high blood pressure",)),
            (["aspirin,diabetes"], ("aspirin", "diabetes")),
            (["aspirin,", "diabetes"], ("aspirin", "diabetes")),
            (["skin disease, smoking", "cancer"], ("skin disease", "smoking", "cancer")),
            (
                ["Hereditary, hormone-driven hair loss (androgenetic alopecia)", "smoking"],
                ("Hereditary, hormone-driven hair loss (androgenetic alopecia)", "smoking"),
            ),
        ],
    )
    def test_words_need_no_quotation_marks_and_may_have_commas(self, words: list[str], asked: tuple[str, ...]) -> None:
        assert screen(SHIPPED, words).asked == asked

    def test_that_nothing_is_named_against_it_comes_after_what_is_said_of_it(self) -> None:
        lead = [words.text for words in screen_page(screen(SHIPPED, ["scarring-alopecia"]), Citations(SHIPPED)).lead]
        assert lead[0] == "Scarring hair loss: does not help [1]"
        assert lead[1] == "No document here names this as a reason not to be treated."

    def test_what_is_typed_twice_is_answered_once(self) -> None:
        assert screen(SHIPPED, ["aspirin", "smoking", "aspirin"]).asked == ("aspirin", "smoking")

    def test_an_answer_is_flagged_and_the_list_is_not(self) -> None:
        assert screen(SHIPPED, ["diabetes"]).flagged
        assert not screen(SHIPPED).flagged

    def test_what_it_is_for_is_no_flag(self) -> None:
        answer = screen(SHIPPED, ["alopecia-areata"])
        assert not answer.flagged
        assert {opinion.effect for opinion in answer.indications[0].opinions} == {"may-help", "does-not-help"}

    def test_a_condition_brings_what_belongs_to_it(self) -> None:
        [thinners] = screen(SHIPPED, ["blood thinners"]).conditions
        assert [activity.id for activity in thinners.before] == ["anticoagulants"]
        assert [effect.id for effect in thinners.side_effects] == ["bleeding", "bruises"]
        [allergy] = screen(SHIPPED, ["allergy"]).conditions
        assert "numbing" in {topic.id for topic in allergy.session}
        assert "local-anaesthetic" in {ingredient.id for ingredient in allergy.ingredients}
        assert allergy.see == ("ingredient-allergy",)

    def test_the_list_keeps_the_stronger_of_two_statements(self) -> None:
        assert "diabetes" in {one.id for one in screen(SHIPPED).conditions if one.strongest == "avoid"}
        [position] = SHIPPED.screening["diabetes"].positions
        assert "only that this may prevent" in (position.note or "")

    def test_a_condition_without_tables_is_none(self) -> None:
        assert screen(Catalog()).conditions == ()
