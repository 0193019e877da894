"""Pages in a real browser: nothing from elsewhere, as narrow as a phone, on paper, and for everybody."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from mesoplan.output.formats.html import render
from mesoplan.output.place import Place
from tests.output import samples

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
AXE = Path(os.environ.get("AXE_CORE") or "node_modules/axe-core/axe.min.js")
QUIET = ["--disable-gpu", "--disable-quic", "--disable-background-networking", "--disable-component-update"]

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="there is no Chromium here: apt-get install chromium")


@pytest.fixture(scope="module")
def browser() -> "Iterator[Browser]":
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=CHROMIUM, chromium_sandbox=False, args=QUIET)
        yield started
        started.close()


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("page") / "plan.html"
    file.write_text(render(samples.plan(), Place()), encoding="utf-8")
    return file


def opened(browser: "Browser", file: Path, width: int, *, dark: bool = False) -> "tuple[Page, list[str]]":
    """Open a file; return the page, and what the browser complained of or asked for."""
    page = browser.new_context(bypass_csp=True).new_page()
    page.set_viewport_size({"width": width, "height": 900})
    page.emulate_media(color_scheme="dark" if dark else "light")
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    page.on("request", lambda request: said.append(request.url) if request.url != file.as_uri() else None)
    page.goto(file.as_uri())
    return page, [one for one in said if not one.startswith("data:")]


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("width", [1280, 360])
def test_the_page_fits_and_asks_for_nothing(browser: "Browser", file: Path, width: int, dark: bool) -> None:
    page, said = opened(browser, file, width, dark=dark)
    assert said == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.skipif(not AXE.is_file(), reason="axe-core is not here: set AXE_CORE to its axe.min.js")
@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("width", [1280, 360])
def test_nobody_is_shut_out(browser: "Browser", file: Path, width: int, dark: bool) -> None:
    page, _ = opened(browser, file, width, dark=dark)
    page.evaluate(AXE.read_text(encoding="utf-8"))
    for unfold in (False, True):
        page.eval_on_selector_all("details", f"all => all.forEach(one => one.open = {str(unfold).lower()})")
        result: dict[str, Any] = page.evaluate("axe.run()")
        assert [(one["id"], one["nodes"][0]["html"]) for one in result["violations"]] == []


def test_what_is_folded_on_the_screen_is_open_on_paper(browser: "Browser", file: Path) -> None:
    page, _ = opened(browser, file, 1280)
    seen = "document.querySelector('#evidence li').checkVisibility()"
    assert not page.evaluate(seen)
    page.emulate_media(media="print")
    assert page.evaluate(seen)
    assert page.evaluate("document.querySelector('.blank').checkVisibility()")


def test_the_page_is_printed_on_few_sheets(browser: "Browser", file: Path) -> None:
    page, _ = opened(browser, file, 1280)
    assert page.pdf(prefer_css_page_size=True).count(b"/Type /Page\n") <= 3
