"""`mesoplan risks`: the same answer in every format."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.conftest import Result
from tests.language import shown

Run = Callable[..., Result]


@pytest.mark.parametrize("form", ["table", "json", "markdown", "html"])
def test_every_format_has_the_reported_harm(form: str, run: Run) -> None:
    result = run("risks", "--format", form)
    assert (result.code, result.err) == (0, "")
    text = shown(result.out) if form == "html" else result.out
    for harm in ("Hair loss after the treatment", "Abscesses (pockets of pus)", "Complications"):
        assert harm in text


def test_the_document_has_harm_first_and_its_sources_in_full(run: Run) -> None:
    document = json.loads(run("risks", "--json").out)
    assert document["schema"] == "mesoplan/risks/1"
    assert [effect["group"] for effect in document["side_effects"][:4]] == [*["reported harm"] * 3, "uncommon"]
    assert {report["source"] for effect in document["side_effects"] for report in effect["reports"]} <= {
        source["id"] for source in document["sources"]
    }


def test_the_page_goes_to_a_file(run: Run, tmp_path: Path) -> None:
    assert run("risks", "--output", str(tmp_path / "risks.html")).code == 0
    assert "</html>" in (tmp_path / "risks.html").read_text(encoding="utf-8")
