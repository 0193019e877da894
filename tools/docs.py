"""Write the generated parts of the documents, or check that they are what the program says.

In every Markdown file a block that begins with ```console and a line `$ mesoplan ...` is followed by what
that command prints, errors included; a ```yaml block that begins with `# FOLDER/NAME.yaml` is such a file for the
commands below it. Between `<!-- made: NAME -->` and `<!-- end -->` stands what tools/reference.py makes of that
name. docs/commands.md has the help of every command, docs/*.svg pictures of its output,
docs/plan.html the page of a plan, and docs/plan.png that page as Chromium shows it, made anew where there is
a Chromium and the page has changed. `--check` writes nothing and ends with 1 if anything would change.
"""

import html
import io
import os
import re
import shlex
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import chdir, redirect_stderr, redirect_stdout
from datetime import date
from pathlib import Path
from unittest import mock

from playwright.sync_api import sync_playwright
from reference import MADE
from rich.console import Console
from rich.text import Text

from mesoplan import load_catalog
from mesoplan.cli import every_command, main
from mesoplan.planning.regimen import Request
from mesoplan.planning.schedule import plan_schedule
from mesoplan.pricing.cost import estimate_cost
from mesoplan.render import table
from mesoplan.render.text import Style

ROOT = Path(__file__).parents[1]
PAGE = ROOT / "docs" / "plan.html"
TODAY = "2026-01-05"
BLOCK = re.compile(
    r"(?P<head>```console\n\$ (?P<environment>(\w+=\S+ )*)mesoplan (?P<words>[^\n|]*)\n).*?```"
    r"|```yaml\n(?P<table># (?P<file>[\w-]+/[\w.]+\.yaml)\n.*?)```"
    r"|(?P<made><!-- made: (?P<name>\w+) -->\n).*?(?=<!-- end -->)",
    re.DOTALL,
)


def output(words: str, environment: str = "") -> str:
    """Return what a command prints, errors included."""
    printed = io.TextIOWrapper(io.BytesIO(), encoding="utf-8")
    given = dict(setting.split("=", 1) for setting in environment.split())
    with mock.patch.dict(os.environ, given), redirect_stdout(printed), redirect_stderr(printed):
        main(shlex.split(words))
        printed.flush()
    return printed.buffer.getvalue().decode()


def with_outputs(text: str) -> str:
    """Put what each command prints under it, and what is made where it belongs."""
    with tempfile.TemporaryDirectory() as folder, chdir(folder):
        return BLOCK.sub(_filled, text)


def _filled(block: re.Match[str]) -> str:
    if block["head"]:
        return f"{block['head']}{output(block['words'], block['environment'])}```"
    if block["made"]:
        return block["made"] + MADE[block["name"]]()
    file = Path(block["file"])
    file.parent.mkdir(exist_ok=True)
    file.write_text(block["table"], encoding="utf-8")
    return block[0]


def help_page() -> str:
    """Return docs/commands.md."""
    parts = ["# Commands\n\nMade by `make docs` from the program's own help.\n"]
    for name in ("", *every_command()):
        title = f"mesoplan {name}".rstrip()
        parts += ["\n## ", title, "\n\n```text\n", output(f"{name} --help"), "```\n"]
    return "".join(parts)


def picture(text: str, title: str) -> str:
    """Return terminal text as SVG."""
    console = Console(record=True, width=80, file=io.StringIO(), force_terminal=True, color_system="standard")
    console.print(Text.from_ansi(text.rstrip("\n")))
    return console.export_svg(title=title, unique_id="mesoplan")


def pictures() -> Iterator[tuple[str, str]]:
    """Yield the pictures of the README, each with its name."""
    catalog, style = load_catalog(), Style(color=True)
    protocol, request = catalog.protocol("standard"), Request(start=date.fromisoformat(TODAY))
    schedule = plan_schedule(protocol, request)
    yield "schedule.svg", picture(table.schedule_table(schedule, catalog, style), "mesoplan schedule")
    estimates = [estimate_cost(protocol, price, request) for price in catalog.prices.values()]
    yield "cost.svg", picture(table.cost_table(schedule.regimen, estimates, catalog, style), "mesoplan cost")


def words_of(svg: str) -> str:
    """Return the text of a picture: another Rich may draw it otherwise."""
    return " ".join(html.unescape(" ".join(re.findall(r"<text[^>]*>(.*?)</text>", svg))).split())


def documents() -> Iterator[tuple[Path, str, Callable[[str], str]]]:
    """Yield every generated file, what it should hold, and what of it is compared."""
    for file in (ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))):
        if file.name != "commands.md":
            yield file, with_outputs(file.read_text(encoding="utf-8")), str
    yield ROOT / "docs" / "commands.md", help_page(), str
    yield PAGE, output("plan --country uk --format html"), str
    for name, svg in pictures():
        yield ROOT / "docs" / name, svg, words_of


def photograph(page: Path) -> None:
    """Make a picture of the upper part of a page."""
    chromium = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    if chromium is None:
        print(f"{page.relative_to(ROOT)}: no Chromium here, so its picture stays as it was")
        return
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, chromium_sandbox=False)
        view = browser.new_page(viewport={"width": 1000, "height": 1180})
        view.goto(page.as_uri())
        view.screenshot(path=page.with_suffix(".png"))
        browser.close()


def run(*, check: bool) -> int:
    """Write or check every generated file; return how many differ."""
    stale = 0
    for file, text, compared in documents():
        there = file.read_text(encoding="utf-8") if file.exists() else ""
        if compared(there) != compared(text):
            stale += 1
            print(f"{file.relative_to(ROOT)}: {'differs from the program: run make docs' if check else 'written'}")
            if not check:
                file.write_text(text, encoding="utf-8")
                if file == PAGE:
                    photograph(file)
    return stale if check else 0


if __name__ == "__main__":
    for name in [name for name in os.environ if name.startswith("MESOPLAN_")]:
        del os.environ[name]
    os.environ |= {"MESOPLAN_TODAY": TODAY, "COLUMNS": "80", "NO_COLOR": "1"}
    sys.exit(bool(run(check="--check" in sys.argv)))
