"""What may happen, what speaks against the treatment, and what is known: nothing of it is missing from any plan."""

from itertools import groupby

import pytest

from mesoplan.guidance.treatment import evidence_of, risks_of, screen, treatment_of
from mesoplan.tables.catalog import Catalog
from tests.conftest import SHIPPED

ANY_DOCUMENT = pytest.mark.parametrize("source", [None, *SHIPPED.sources])
PROTOCOLS = pytest.mark.parametrize("protocol", SHIPPED.protocols)


class TestRisks:
    def test_reported_harm_comes_first_and_what_is_usual_last(self) -> None:
        risks = risks_of(SHIPPED)
        groups = [effect.group for effect in risks.side_effects]
        assert list(dict.fromkeys(groups)) == ["reported harm", "uncommon", "usual"]
        assert len(list(groupby(groups))) == 3
        assert [effect.id for effect in risks.side_effects[:3]] == ["hair-loss", "abscesses", "complications"]
        assert len(risks.side_effects) == len(SHIPPED.side_effects)

    @ANY_DOCUMENT
    def test_no_report_of_harm_depends_on_the_document_asked(self, source: str | None) -> None:
        harm = [effect for effect in SHIPPED.side_effects.values() if effect.group == "reported harm"]
        assert [effect for effect in risks_of(SHIPPED, source).side_effects if effect.group == "reported harm"] == harm
        assert {report.source for report in harm[0].reports} == {"hair-loss-blog", "restoration-clinic-guide"}

    def test_one_documents_usual_effects_are_its_own(self) -> None:
        effects = risks_of(SHIPPED, "premium-medical-circle").side_effects
        usual = [effect for effect in effects if effect.group == "usual"]
        assert [effect.id for effect in usual] == ["redness", "bruises", "swelling", "pain", "tolerance"]
        assert {report.source for effect in usual for report in effect.reports} == {"premium-medical-circle"}

    def test_a_share_stands_with_what_is_doubtful_about_it(self) -> None:
        [report] = [one for one in SHIPPED.side_effects["redness"].reports if one.share]
        assert (report.source, report.share, report.lasts) == ("skincare-encyclopaedia", "88 %", "a few hours")
        assert "not in the paper's abstract" in (report.remark or "")

    def test_who_calls_it_painless_stands_with_who_numbs(self) -> None:
        topics = {topic.id: {said.source for said in topic.says} for topic in risks_of(SHIPPED).session}
        assert topics["pain"] == SHIPPED.sources.keys() - {"clinic-page"}
        assert topics["numbing"] == {"premium-medical-circle", "restoration-clinic-guide"}
        assert "performer" in topics


class TestEvidence:
    @ANY_DOCUMENT
    def test_what_speaks_against_is_shown_whatever_document_is_asked(self, source: str | None) -> None:
        against = [claim for piece in SHIPPED.evidence.values() for claim in piece.claims if claim.against]
        shown = [claim for piece in evidence_of(SHIPPED, source) for claim in piece.claims]
        assert against
        assert all(claim in shown for claim in against)

    @ANY_DOCUMENT
    def test_what_papers_found_is_shown_whatever_document_is_asked(self, source: str | None) -> None:
        findings = {piece.finding for piece in SHIPPED.evidence.values()}
        assert {piece.finding for piece in evidence_of(SHIPPED, source)} == findings

    def test_what_speaks_against_comes_first(self) -> None:
        for piece in evidence_of(SHIPPED):
            weights = [claim.against for claim in piece.claims]
            assert weights == sorted(weights, reverse=True)

    def test_the_paper_that_a_document_half_reports_is_reported_whole(self) -> None:
        trial = SHIPPED.evidence["gajjar-2019"]
        assert trial.finding
        assert "varied more" in trial.finding
        assert "no gain in itself" in trial.finding
        assert "no significant improvement over minoxidil" in trial.finding

    def test_papers_that_are_not_independent_say_so(self) -> None:
        review = SHIPPED.evidence["aledani-2024"]
        assert review.includes == ("gajjar-2019",)
        assert len({claim.source for claim in review.claims}) == 3
        assert {key for piece in SHIPPED.evidence.values() for key in piece.includes} <= SHIPPED.evidence.keys()

    def test_hedges_are_kept(self) -> None:
        said = {claim.says for claim in SHIPPED.evidence["compared-with-minoxidil"].claims}
        assert any("appears" in one and "nutritional supplements" in one for one in said)
        circle = [one for one in SHIPPED.evidence["in-general"].claims if one.source == "premium-medical-circle"]
        assert all("The aim is" in one.says and "can" in one.says for one in circle)
        [blog] = [one for one in SHIPPED.evidence["in-general"].claims if one.source == "hair-loss-blog"]
        assert "has not been able to find" in blog.says


class TestTreatment:
    def test_lists_that_were_lost_are_named_as_lost(self) -> None:
        assert treatment_of(SHIPPED).lists_lost == {
            "premium-medical-circle": (
                "screening",
                "indications",
                "ingredients",
                "aims",
                "first_changes",
                "review_result",
            )
        }

    def test_alternatives_with_stronger_evidence_come_first(self) -> None:
        alternatives = treatment_of(SHIPPED).alternatives
        stronger = [any(said.stronger_evidence for said in one.says) for one in alternatives]
        assert stronger == [True] * 5 + [False] * 5


@PROTOCOLS
def test_nothing_that_speaks_against_treatment_is_missing_from_a_protocols_records(protocol: str) -> None:
    """What each plan is made of; the formats are held to it in tests/output."""
    source = SHIPPED.protocol(protocol).source
    harm = {one.id for one in SHIPPED.side_effects.values() if one.group == "reported harm"}
    assert harm <= {one.id for one in risks_of(SHIPPED, source).side_effects}
    assert {one.id for one in screen(SHIPPED).conditions} == SHIPPED.screening.keys()
    assert SHIPPED.protocol(protocol).note
    assert {claim.source for piece in evidence_of(SHIPPED, source) for claim in piece.claims} >= {
        "hair-loss-blog",
        "restoration-clinic-guide",
    }


def test_tables_without_advice_have_no_risks() -> None:
    empty = Catalog()
    assert risks_of(empty).side_effects == ()
    assert evidence_of(empty) == ()
