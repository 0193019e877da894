"""Measure the time and memory that mesoplan takes: `make bench` prints the tables of docs/performance.md.

Everything is a process of the installed program. It is compared in turn with a baseline in the same run, and the
ratio is the median over the pairs: a machine that slows down slows both. Times are the processor's, except where
processes run side by side. PAIRS and LINES in the environment make a run shorter or longer.

The baseline of a start is a program made here that does what mesoplan must: a Typer command with as many options as
`schedule` has, as many pydantic models and fields as the tables have, and both tables read with libyaml.
"""

import datetime as dt
import json
import os
import platform
import re
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

PAIRS = int(os.environ.get("PAIRS", "20"))
LINES = int(os.environ.get("LINES", "300000"))
SOME = 20_000
"""The lines of a batch whose time is taken."""
PATIENTS = 10_000
PAGE = Path(__file__).parents[1] / "docs" / "performance.md"
PYTHON = sys.executable
PROGRAM = str(Path(PYTHON).with_name("mesoplan"))
# As an installed program has it: its modules are compiled once and not for every run.
PLACE = {name: text for name, text in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
PLACE["MESOPLAN_TODAY"] = "2026-01-05"
START = dt.date(2026, 1, 5)

PLAN = """
import datetime as dt, json, time
from dateutil.rrule import MONTHLY, WEEKLY, rrule
from mesoplan import Request, load_catalog, plan_schedule

start, protocol = dt.date(2026, 1, 5), load_catalog().protocol("fortnightly")
def ours():
    return [session.date for session in plan_schedule(protocol, Request(start=start)).sessions]
def theirs():
    days = list(rrule(WEEKLY, interval=2, count=4, dtstart=dt.datetime.combine(start, dt.time())))
    return [day.date() for day in days + list(rrule(MONTHLY, count=planned - 3, dtstart=days[-1]))[1:]]
def spent(call):
    before = time.process_time()
    for _ in range(200):
        call()
    return (time.process_time() - before) / 200
planned = len(ours())
assert ours() == theirs()
print(json.dumps([(spent(ours), spent(theirs)) for _ in range(%d)]))
"""
"""One plan, next to dateutil making a list of the same dates; both without the start of a process."""


class Row(NamedTuple):
    """One line of the table."""

    what: str
    measured: str
    baseline: str
    ratio: str
    goal: str


def used(command: Sequence[str], environment: Mapping[str, str] | None = None) -> tuple[float, float]:
    """Return the processor's seconds and the most megabytes that a process takes."""
    process = subprocess.Popen(command, env={**PLACE, **(environment or {})}, stdout=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        sys.exit(f"{command} ended with {process.returncode}")
    return usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024


def cpu(command: Sequence[str], environment: Mapping[str, str] | None = None) -> float:
    """Return the processor's seconds that a process takes."""
    return used(command, environment)[0]


def wall(command: Sequence[str]) -> float:
    """Return the seconds that a process takes by the clock."""
    before = time.perf_counter()
    subprocess.run(command, env=PLACE, stdout=subprocess.DEVNULL, check=True)
    return time.perf_counter() - before


def printed(*words: str) -> str:
    """Return what mesoplan prints."""
    return subprocess.run([PROGRAM, *words], env=PLACE, check=True, capture_output=True, text=True).stdout


class Pairs(NamedTuple):
    """The medians of two measures that were taken in turn, and the median of their ratios."""

    ours: float
    theirs: float
    ratio: float

    @classmethod
    def of(cls, pairs: Sequence[Sequence[float]]) -> "Pairs":
        """Return the medians of some pairs."""
        ours, theirs = (statistics.median(column) for column in zip(*pairs, strict=True))
        return cls(ours, theirs, statistics.median(mine / other for mine, other in pairs))


def in_turn(one: Callable[[], float], other: Callable[[], float], pairs: int = PAIRS) -> Pairs:
    """Take two measures in turn; the first pair warms the caches and does not count."""
    one(), other()
    return Pairs.of([(one(), other()) for _ in range(pairs)])


def write_baseline(folder: Path) -> dict[str, str]:
    """Write a program that does what a plan from the tables needs, and return how to find it."""
    options = sorted(set(re.findall(r"^ {1,8}(?:-\w, )?--([a-z][a-z-]+)", printed("schedule", "--help"), re.MULTILINE)))
    records: dict[str, dict[str, Any]] = {}
    for name in ("protocols", "prices"):
        schema = json.loads(printed("data", "schema", name))
        records |= {f"{name}_file": schema, **schema.get("$defs", {})}
    models = [
        [f"f{number}: str | None = None" for number in range(len(record.get("properties", ())))]
        for record in records.values()
    ]
    if not options or sum(map(len, models)) < 50:
        sys.exit("the baseline has no options or hardly any fields: has the help or the schema another form?")
    parts = ["from typing import Annotated", "import typer, yaml", "from pydantic import BaseModel"]
    for number, fields in enumerate(models):
        parts += [f"class M{number}(BaseModel):", *(f"    {field}" for field in fields or ["pass"])]
    parts += ["app = typer.Typer()", "@app.command()", "def main("]
    parts += [
        f'    o{number}: Annotated[str | None, typer.Option("--{name}", help="What it is.")] = None,'
        for number, name in enumerate(options)
        if name != "help"
    ]
    files = [str(Path(printed("data", "path").strip()) / f"{name}.yaml") for name in ("protocols", "prices")]
    parts += [
        ") -> None:",
        f"    for name in {files}:",
        '        with open(name, "rb") as file:',
        "            yaml.load(file, yaml.CSafeLoader)",
    ]
    (folder / "baseline.py").write_text("\n".join(parts) + "\n", encoding="utf-8")
    return {"PYTHONPATH": str(folder)}


def completing(shell: str, line: str) -> dict[str, str]:
    """Return the environment in which a shell asks how a line may go on."""
    return {
        "_MESOPLAN_COMPLETE": f"complete_{shell}",
        "COMP_WORDS": line,
        "COMP_CWORD": str(len(line.split(" ")) - 1),
        "_TYPER_COMPLETE_ARGS": line,
        "_TYPER_COMPLETE_FISH_ACTION": "get-args",
    }


def start_up(place: Mapping[str, str]) -> Iterator[Row]:
    """Measure whole processes."""
    plain, drawn = "import baseline; baseline.app()", "import rich.console, rich.table, baseline; baseline.app()"
    named = {plain: "the baseline", drawn: "the baseline with Rich", "import typer": "`import typer`"}
    shells = ("bash", "zsh", "fish")
    name, option = "mesoplan sch", "mesoplan schedule --protocol "
    cases: list[tuple[str, Sequence[str], Mapping[str, str], str, float]] = [
        ("`schedule --json`", ["schedule", "--json"], {}, plain, 1.3),
        ("`cost --country uk --json`", ["cost", "--country", "uk", "--json"], {}, plain, 1.3),
        ("`schedule`", ["schedule"], {}, drawn, 1.3),
        ("`cost --country uk`", ["cost", "--country", "uk"], {}, drawn, 1.3),
        ("`--version`", ["--version"], {}, "import typer", 1.25),
        *((f"completing a command, {shell}", [], completing(shell, name), "import typer", 1.25) for shell in shells),
        *((f"completing an option, {shell}", [], completing(shell, option), plain, 1.0) for shell in shells),
    ]
    for what, words, environment, program, goal in cases:
        found = in_turn(partial(cpu, [PROGRAM, *words], environment), partial(cpu, [PYTHON, "-c", program], place))
        yield Row(what, ms(found.ours), f"{named[program]}: {ms(found.theirs)}", f"{found.ratio:.2f}", f"{goal:.2f}")
    peak = max(used([PROGRAM, "schedule", "--json"])[1] for _ in range(3))
    base = max(used([PYTHON, "-c", plain], place)[1] for _ in range(3))
    yield Row("most memory, `schedule --json`", f"{peak:.0f} MB", f"the baseline: {base:.0f} MB", "", "")


def same_dates() -> Iterator[Row]:
    """Measure a plan next to dateutil making a list of the same dates."""
    shown = subprocess.run([PYTHON, "-c", PLAN % PAIRS], env=PLACE, check=True, capture_output=True, text=True).stdout
    found = Pairs.of(json.loads(shown))
    baseline = f"dateutil.rrule, the same dates: {found.theirs * 1e6:.0f} µs"
    yield Row("one plan", f"{found.ours * 1e6:.0f} µs", baseline, f"{found.ratio:.2f}", "2.00")


def batches(folder: Path) -> Iterator[Row]:
    """Measure many requests through one pipe."""
    files = {lines: folder / f"{lines}.jsonl" for lines in (1000, SOME, LINES)}
    for lines, file in files.items():
        with file.open("w", encoding="utf-8") as out:
            for number in range(lines):
                start = str(START + dt.timedelta(number % 700))
                out.write(json.dumps({"id": number, "protocol": "standard", "start": start, "country": "uk"}) + "\n")
    answers, command = folder / "answers.jsonl", [PROGRAM, "batch", str(files[SOME])]
    with answers.open("wb") as out:
        subprocess.run(command, stdout=out, env=PLACE, check=True)
    echo = f"import json\nfor line in open({str(answers)!r}): print(json.dumps(json.loads(line)))"
    pairs = max(3, PAIRS // 2)
    found = in_turn(partial(cpu, command), partial(cpu, [PYTHON, "-c", echo]), pairs)
    yield Row(
        "`batch`, schedule and cost, one core",
        f"{SOME / found.ours:,.0f} a second",
        f"reading and writing the answers with json: {SOME / found.theirs:,.0f} a second",
        f"{found.ratio:.2f}",
        "4.00",
    )
    found = in_turn(partial(wall, command), partial(wall, [*command, "--jobs", "2"]), pairs)
    yield Row(
        "`batch --jobs 2`, by the clock",
        f"{SOME / found.theirs:,.0f} a second",
        f"one process: {SOME / found.ours:,.0f} a second",
        f"{found.ratio:.2f}",
        "at least 1.50",
    )
    few, many = (used([PROGRAM, "batch", str(files[lines])])[1] for lines in (1000, LINES))
    yield Row(f"most memory, {LINES:,} lines", f"{many:.0f} MB", f"1,000 lines: {few:.0f} MB", "", "20 MB more")


def desk(folder: Path) -> Iterator[Row]:
    """Measure the list of who is due."""
    if subprocess.run([PROGRAM, "due", "--help"], env=PLACE, check=False, capture_output=True).returncode:
        return
    few, many = folder / "few.csv", folder / "many.csv"
    for file, rows in ((few, PATIENTS // 10), (many, PATIENTS)):
        with file.open("w", encoding="utf-8") as out:
            print("name,protocol,start,done,country", file=out)
            for number in range(rows):
                first = START - dt.timedelta(21 + number % 300)
                print(f"Patient {number},standard,{first},{first} {first + dt.timedelta(21)},uk", file=out)
    took, memory = used([PROGRAM, "due", str(many), "--json"])
    small = used([PROGRAM, "due", str(few), "--json"])[1]
    yield Row(f"`due`, {PATIENTS:,} rows, one core", f"{took:.1f} s", "", "", "10 s")
    yield Row(f"most memory, {PATIENTS:,} rows", f"{memory:.0f} MB", f"{PATIENTS // 10:,} rows: {small:.0f} MB", "", "")


def profile(place: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Say where the time of `schedule --json` goes: each step on top of those before it."""
    steps = {
        "the interpreter": [PYTHON, "-c", "pass"],
        "Typer": [PYTHON, "-c", "import typer"],
        "PyYAML": [PYTHON, "-c", "import typer, yaml"],
        "pydantic's `BaseModel`": [PYTHON, "-c", "import typer, yaml; from pydantic import BaseModel"],
        "the baseline's options, models and both tables": [PYTHON, "-c", "import baseline; baseline.app()"],
        "what mesoplan takes beyond the baseline": [PROGRAM, "schedule", "--json"],
    }
    times: dict[str, list[float]] = {step: [] for step in steps}
    for _ in range(PAIRS):
        for step, command in steps.items():
            times[step].append(cpu(command, place))
    before = 0.0
    for step, taken in times.items():
        now = statistics.median(taken)
        yield step, ms(now - before)
        before = now


def ms(seconds: float) -> str:
    """Write milliseconds."""
    return f"{seconds * 1e3:.0f} ms" if abs(seconds) >= 0.01 else f"{seconds * 1e3:.1f} ms"


def machine() -> str:
    """Name what the figures were measured on."""
    try:
        found = re.search(r"model name\s*: (.*)", Path("/proc/cpuinfo").read_text(encoding="utf-8"))
    except OSError:
        found = None
    processor = found[1].strip() if found else platform.machine()
    today = dt.date.today()
    return (
        f"Python {platform.python_version()}, {platform.system()}, {os.cpu_count()} cores ({processor}),"
        f" load {os.getloadavg()[0]:.1f} at the end, {PAIRS} pairs each, {today.day} {today:%b %Y}"
    )


def table(titles: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Write a Markdown table."""
    return "\n".join(f"| {' | '.join(cells)} |" for cells in (titles, ["---"] * len(titles), *rows))


def fill(page: str, name: str, text: str) -> str:
    """Return a page with other text between the two marks of a name."""
    before, _, rest = page.partition(f"<!-- {name} -->")
    return f"{before}<!-- {name} -->\n\n{text}\n\n<!-- /{name} -->{rest.partition(f'<!-- /{name} -->')[2]}"


def main() -> None:
    """Measure everything, print it and write it into the page."""
    rows: list[Row] = []
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        place = write_baseline(folder)
        for group in (start_up(place), same_dates(), batches(folder), desk(folder)):
            for row in group:
                rows.append(row)
                print(" | ".join(filter(None, row)), flush=True)
        parts = list(profile(place))
    figures = table(["what", "measured", "baseline", "ratio", "goal (at most)"], rows)
    page = fill(PAGE.read_text(encoding="utf-8"), "figures", f"{machine()}.\n\n{figures}")
    page = fill(page, "profile", table(["`schedule --json`", "takes"], parts))
    PAGE.write_text(page, encoding="utf-8")


if __name__ == "__main__":
    main()
