"""Whole pages, as they were read and accepted: --write-golden writes them."""

from collections.abc import Callable
from pathlib import Path

import pytest

from mesoplan.output.formats import markdown, terminal
from mesoplan.output.page import Page
from mesoplan.output.wording import Place
from tests.output import samples

GOLDEN = Path(__file__).parent / "golden"

Render = Callable[[Page, Place], str]


@pytest.mark.parametrize(
    ("name", "render", "place"),
    [
        ("plan-80.txt", terminal.render, Place(80)),
        ("plan-40.txt", terminal.render, Place(40)),
        ("plan-details-120.txt", terminal.render, Place(120, details=True)),
        ("plan-ascii.txt", terminal.render, Place(80, ascii=True, details=True)),
        ("plan.md", markdown.render, Place()),
    ],
)
def test_a_page_looks_as_it_was_accepted(name: str, render: Render, place: Place, pytestconfig: pytest.Config) -> None:
    text, file = render(samples.plan(), place), GOLDEN / name
    if pytestconfig.getoption("--write-golden"):
        file.write_text(text, encoding="utf-8")
    assert text == file.read_text(encoding="utf-8")
