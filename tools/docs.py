"""Write the generated parts of the documents, or check that they are what the program says.

In every Markdown file a block that begins with ```console and a line `$ mesoplan ...` is followed by what
that command prints, errors included, next to a copy of examples/clinic; a ```yaml block that begins with
`# FOLDER/NAME.yaml` is such a file for the commands below it. Between `<!-- made: NAME -->` and `<!-- end -->` stands
what tools/reference.py makes of that name. docs/commands.md lists the commands, docs/commands/*.md has the help and
the examples of each, docs/*.svg pictures of its output, docs/plan.html the page of a plan, and docs/plan.png that page
as Chromium shows it, made again where there is a Chromium and the page has changed. `--check` writes nothing and ends
with 1 if anything would change.
"""

import fcntl
import html
import io
import os
import pty
import re
import shlex
import shutil
import struct
import subprocess
import sys
import tempfile
import termios
from collections.abc import Callable, Iterator
from contextlib import chdir, redirect_stderr, redirect_stdout
from pathlib import Path
from typing import Any, NamedTuple
from unittest import mock

import typer
from playwright.sync_api import sync_playwright
from reference import MADE
from rich.console import Console
from rich.text import Text
from typer.main import get_command

from mesoplan.cli import app, main

ROOT = Path(__file__).parents[1]
DOCS = ROOT / "docs"
PAGE = DOCS / "plan.html"
TODAY = "2026-01-05"
LONG = 60
"""An example on a command's page has its output if that is no longer, in lines, and names no folder of this machine."""
PICTURES = {"schedule.svg": "schedule", "cost.svg": "cost"}
BLOCK = re.compile(
    r"(?P<head>```console\n\$ (?P<environment>(\w+=\S+ )*)mesoplan (?P<words>[^\n|]*)\n).*?```"
    r"|```yaml\n(?P<table># (?P<file>[\w-]+/[\w.]+\.yaml)\n.*?)```"
    r"|(?P<made><!-- made: (?P<name>\w+) -->\n).*?(?=<!-- end -->)",
    re.DOTALL,
)


class Printed(NamedTuple):
    """What a command printed, errors included, and how it ended."""

    text: str
    code: int


def run(words: str, environment: str = "") -> Printed:
    """Run a command here."""
    out = io.TextIOWrapper(io.BytesIO(), encoding="utf-8")
    given = dict(setting.split("=", 1) for setting in environment.split())
    with mock.patch.dict(os.environ, given), redirect_stdout(out), redirect_stderr(out):
        code = main(shlex.split(words))
        out.flush()
    return Printed(out.buffer.getvalue().decode(), code)


def with_outputs(text: str) -> str:
    """Put what each command prints under it, and what is made where it belongs."""
    with tempfile.TemporaryDirectory() as folder, chdir(folder):
        shutil.copytree(ROOT / "examples" / "clinic", "clinic")
        return BLOCK.sub(_filled, text)


def _filled(block: re.Match[str]) -> str:
    if block["head"]:
        return f"{block['head']}{run(block['words'], block['environment']).text}```"
    if block["made"]:
        return block["made"] + MADE[block["name"]]()
    file = Path(block["file"])
    file.parent.mkdir(exist_ok=True)
    file.write_text(block["table"], encoding="utf-8")
    return block[0]


def every_command(command: Any = None, name: str = "") -> Iterator[tuple[str, str]]:
    """Yield every command and its line in a list, those of a group after the group itself."""
    command = command or get_command(app)
    if name:
        yield name, command.get_short_help_str(100)
    if hasattr(command, "list_commands"):
        context = typer.Context(command)
        for inner in command.list_commands(context):
            yield from every_command(command.resolve_command(context, [inner])[1], f"{name} {inner}".strip())


def command_pages() -> Iterator[tuple[Path, str]]:
    """Yield the list of commands, and the page of each."""
    rows = [
        "# Commands",
        "",
        "`make docs` writes these pages from the help of the program.",
        "",
        "| command | |",
        "|---|---|",
    ]
    for name, line in every_command():
        file = f"commands/{name.replace(' ', '-')}.md"
        rows.append(f"| [{name}]({file}) | {line} |")
        yield DOCS / file, command_page(name)
    yield DOCS / "commands.md", "\n".join([*rows, "", "```text", run("--help").text.rstrip(), "```", ""])


def command_page(name: str) -> str:
    """Return the help of a command, and what its examples print."""
    text = run(f"{name} --help").text.rstrip()
    parts = [f"# mesoplan {name}", "", "```text", text, "```", ""]
    with tempfile.TemporaryDirectory() as folder, chdir(folder):
        # An example that is too long for the page goes on below.
        whole = re.sub(r" \\\n +", " ", text)
        for words in re.findall(r"^ +mesoplan ([^|<>\n]+)$", whole, re.MULTILINE):
            printed = run(words)
            short = 0 < printed.text.count("\n") <= LONG
            if printed.code == 0 and short and str(ROOT) not in printed.text:
                parts += ["```console", f"$ mesoplan {words}", printed.text.rstrip(), "```", ""]
    return "\n".join(parts)


def on_terminal(words: str) -> str:
    """Return what a command prints on a terminal of 80 columns, with its colours."""
    ours, theirs = pty.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("4H", 500, 80, 0, 0))
    place = {name: text for name, text in os.environ.items() if name not in ("NO_COLOR", "COLUMNS")}
    command = [str(Path(sys.executable).with_name("mesoplan")), *shlex.split(words)]
    shown = b""
    with subprocess.Popen(command, stdout=theirs, stderr=theirs, env={**place, "TERM": "xterm", "PAGER": "cat"}):
        os.close(theirs)
        while part := _read(ours):
            shown += part
    os.close(ours)
    return shown.decode().replace("\r\n", "\n")


def _read(terminal: int) -> bytes:
    try:
        return os.read(terminal, 65536)
    except OSError:  # Linux says so at the end of a terminal's output
        return b""


def picture(words: str) -> str:
    """Return what a command prints on a terminal as SVG."""
    console = Console(record=True, width=80, file=io.StringIO(), force_terminal=True, color_system="standard")
    console.print(Text.from_ansi(on_terminal(words).rstrip("\n")))
    return console.export_svg(title=f"mesoplan {words}", unique_id="mesoplan")


def words_of(svg: str) -> str:
    """Return the text of a picture: another Rich may draw it otherwise."""
    return " ".join(html.unescape(" ".join(re.findall(r"<text[^>]*>(.*?)</text>", svg))).split())


def documents() -> Iterator[tuple[Path, str, Callable[[str], str]]]:
    """Yield every generated file, what it should hold, and what of it is compared."""
    for file in (ROOT / "README.md", *sorted(DOCS.glob("*.md"))):
        if file.name != "commands.md":
            yield file, with_outputs(file.read_text(encoding="utf-8")), str
    for file, text in command_pages():
        yield file, text, str
    yield PAGE, run("plan --country uk --format html").text, str
    for name, words in PICTURES.items():
        yield DOCS / name, picture(words), words_of


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


def update(*, check: bool) -> int:
    """Write or check every generated file; return how many differ."""
    stale, left = 0, set(DOCS.glob("commands/*.md"))
    for file, text, compared in documents():
        left.discard(file)
        there = file.read_text(encoding="utf-8") if file.exists() else ""
        if compared(there) != compared(text):
            stale += 1
            print(f"{file.relative_to(ROOT)}: {'differs from the program: run make docs' if check else 'written'}")
            if not check:
                file.parent.mkdir(exist_ok=True)
                file.write_text(text, encoding="utf-8")
                if file == PAGE:
                    photograph(file)
    for file in left:
        print(f"{file.relative_to(ROOT)}: {'there is no such command: run make docs' if check else 'removed'}")
        if not check:
            file.unlink()
    return stale + len(left) if check else 0


if __name__ == "__main__":
    for name in [name for name in os.environ if name.startswith("MESOPLAN_")]:
        del os.environ[name]
    os.environ |= {"MESOPLAN_TODAY": TODAY, "COLUMNS": "80", "NO_COLOR": "1"}
    sys.exit(bool(update(check="--check" in sys.argv)))
