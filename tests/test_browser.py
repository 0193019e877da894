"""Pages in a real browser: nothing from elsewhere, no error, as narrow as a phone, on few sheets, and for everybody."""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from mesoplan.output.formats.html import render
from mesoplan.output.wording import Place
from tests.conftest import Result
from tests.output import samples
from tests.test_advice_commands import OWN

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
AXE = Path(os.environ.get("AXE_CORE") or "node_modules/axe-core/axe.min.js")

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(CHROMIUM is None, reason="there is no Chromium here: apt-get install chromium"),
]

QUIET = ["--disable-gpu", "--disable-quic", "--disable-background-networking", "--disable-component-update"]
STANDARD = ("plan", "--protocol", "standard", "--country", "uk", "--start", "2026-12-01")


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Start the system's Chromium; it is told to look nothing up."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=CHROMIUM, chromium_sandbox=False, args=QUIET)
        yield started
        started.close()


def opened(browser: Browser, file: Path, *, width: int = 1280, dark: bool = False) -> tuple[Page, list[str]]:
    """Open a file; return the page, and what the browser complained of or asked for."""
    page = browser.new_context(bypass_csp=True).new_page()
    page.set_viewport_size({"width": width, "height": 900})
    page.emulate_media(color_scheme="dark" if dark else "light")
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("request", lambda request: complaints.append(request.url) if request.url != file.as_uri() else None)
    page.on("dialog", lambda dialog: complaints.append(dialog.message))
    page.goto(file.as_uri())
    return page, [complaint for complaint in complaints if not complaint.startswith("data:")]


@pytest.fixture
def show(browser: Browser, run: Callable[..., Result], tmp_path: Path) -> Callable[..., tuple[Page, list[str]]]:
    """Return a function that opens what a command prints."""

    def show(*words: str, width: int = 1280, dark: bool = False) -> tuple[Page, list[str]]:
        file = tmp_path / "plan.html"
        file.write_text(run(*words, "--format", "html").out, encoding="utf-8")
        return opened(browser, file, width=width, dark=dark)

    return show


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the file of a page with every block."""
    file = tmp_path_factory.mktemp("page") / "plan.html"
    file.write_text(render(samples.plan(), Place()), encoding="utf-8")
    return file


@pytest.mark.parametrize("width", [1280, 360])
def test_there_is_no_complaint_and_nothing_is_wider_than_the_screen(
    width: int, show: Callable[..., tuple[Page, list[str]]]
) -> None:
    page, complaints = show(*STANDARD, width=width)
    assert complaints == []
    assert page.evaluate("document.documentElement.scrollWidth") == width
    wider = "[...document.querySelectorAll('body *')].filter(e => e.getBoundingClientRect().right > innerWidth + 1)"
    assert page.evaluate(f"{wider}.map(e => e.outerHTML.slice(0, 80))") == []


def test_a_long_plan_with_every_country_fits_a_phone_too(show: Callable[..., tuple[Page, list[str]]]) -> None:
    page, _ = show("plan", "-p", "weekly", "--country", "all", "--currency", "EUR", "--horizon", "5y", width=360)
    assert page.evaluate("document.documentElement.scrollWidth") == 360


def is_wide(page: Page) -> bool:
    """Tell whether this computer prints in a font that is wider than those of the page, as DejaVu is."""
    draw = (
        "const pen = document.createElement('canvas').getContext('2d'); pen.font = '100px Arial, \"Liberation Sans\"'"
    )
    width = page.evaluate(f"() => {{ {draw}; return pen.measureText('The quick brown fox').width }}")
    return bool(width > 920)  # it is 895 in Arial


@pytest.mark.parametrize(
    ("protocol", "most"),
    [("standard", 3), *((name, 4) for name in ("tapered", "weekly", "salon", "fortnightly", "trial"))],
)
@pytest.mark.parametrize("country", ["uk", "eurozone"])
def test_it_prints_on_few_sheets(
    protocol: str, most: int, country: str, show: Callable[..., tuple[Page, list[str]]]
) -> None:
    interval = ("--interval", "2w") if protocol == "salon" else ()
    page, _ = show("plan", "--protocol", protocol, "--country", country, "--start", "2026-12-01", *interval)
    printed = page.pdf(prefer_css_page_size=True)
    sheets = re.findall(rb"/Type\s*/Page\b", printed)
    assert 1 <= len(sheets) <= most + is_wide(page)


def test_it_is_dark_where_the_reader_wants_it_dark(show: Callable[..., tuple[Page, list[str]]]) -> None:
    colours = [
        show(*STANDARD, dark=dark)[0].evaluate("getComputedStyle(document.body).backgroundColor")
        for dark in (False, True)
    ]
    assert colours[0] == "rgb(253, 252, 250)"
    assert colours[1] != colours[0]


def test_a_screen_reader_finds_headings_tables_and_what_drawings_show(
    show: Callable[..., tuple[Page, list[str]]],
) -> None:
    page, _ = show(*STANDARD, width=360)
    assert page.get_by_role("heading", level=2, name="Reported harm").count() == 1
    assert page.get_by_role("columnheader", name="This plan costs").count() == 1
    assert page.get_by_role("img", name="The course").count() == 1


def test_a_hostile_table_does_nothing(show: Callable[..., tuple[Page, list[str]]], tmp_path: Path) -> None:
    text = '"<script>alert(1)</script><img src=x onerror=alert(2)>"'
    (tmp_path / "protocols.yaml").write_text(OWN.replace("%s", text), encoding="utf-8")
    page, complaints = show("plan", "-p", "own", "--data", str(tmp_path))
    assert complaints == []
    assert "<script>alert(1)</script>" in page.inner_text("header")


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("width", [1280, 360])
def test_a_page_with_every_block_fits_and_asks_for_nothing(
    browser: Browser, sample: Path, width: int, dark: bool
) -> None:
    page, said = opened(browser, sample, width=width, dark=dark)
    assert said == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.skipif(not AXE.is_file(), reason="axe-core is not here: set AXE_CORE to its axe.min.js")
@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("width", [1280, 360])
def test_nobody_is_shut_out(browser: Browser, sample: Path, width: int, dark: bool) -> None:
    page, _ = opened(browser, sample, width=width, dark=dark)
    page.evaluate(AXE.read_text(encoding="utf-8"))
    for unfold in (False, True):
        page.eval_on_selector_all("details", f"all => all.forEach(one => one.open = {str(unfold).lower()})")
        result: dict[str, Any] = page.evaluate("axe.run()")
        assert [(one["id"], one["nodes"][0]["html"]) for one in result["violations"]] == []


def test_what_is_folded_on_the_screen_is_open_on_paper(browser: Browser, sample: Path) -> None:
    page, _ = opened(browser, sample)
    seen = "document.querySelector('#evidence li').checkVisibility()"
    assert not page.evaluate(seen)
    page.emulate_media(media="print")
    assert page.evaluate(seen)
    assert page.evaluate("document.querySelector('.blank').checkVisibility()")


def test_a_page_with_every_block_is_printed_on_few_sheets(browser: Browser, sample: Path) -> None:
    page, _ = opened(browser, sample)
    assert page.pdf(prefer_css_page_size=True).count(b"/Type /Page\n") <= 3
