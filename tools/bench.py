"""How long mesoplan takes and how much memory: the tables of docs/performance.md, written anew by one command.

Every time is the processor's, but for two processes side by side, which the clock measures. It is compared with a
yardstick in the same run, in turn, and the ratio is the median of the ratios pair by pair: a machine that slows down
slows both. (pyperf measures one thing after the other, which on a shared machine compares two machines.) PAIRS and
LINES in the environment make a run shorter or longer.
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
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

from dateutil.rrule import MONTHLY, WEEKLY, rrule

from mesoplan import Duration, Request, load_catalog, plan_schedule
from mesoplan.planning.closures import Closures
from mesoplan.planning.session_counts import count_sessions
from mesoplan.pricing.cost import price_sessions

PAIRS = int(os.environ.get("PAIRS", "20"))
LINES = int(os.environ.get("LINES", "1000000"))
PAGE = Path(__file__).parents[1] / "docs" / "performance.md"
PYTHON = sys.executable
PROGRAM = str(Path(PYTHON).with_name("mesoplan"))
# As an installed program has it: its modules compiled once, and not for every run.
PLACE = {name: text for name, text in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
PLACE["MESOPLAN_TODAY"] = "2026-01-05"
START = dt.date(2026, 1, 5)
LIBRARIES = "import typer, pydantic, yaml"
TABLES = "import typer, pydantic, yaml, rich.console, rich.table"
CATALOG = load_catalog()


class Row(NamedTuple):
    """One line of the table."""

    what: str
    measured: str
    yardstick: str
    ratio: str
    goal: str


def wall(command: Sequence[str]) -> float:
    """Return the seconds that a process takes by the clock."""
    before = time.perf_counter()
    subprocess.run(command, env=PLACE, stdout=subprocess.DEVNULL, check=True)
    return time.perf_counter() - before


def used(command: Sequence[str], environment: dict[str, str] | None = None) -> tuple[float, float]:
    """Return the processor's seconds and the most megabytes that a process takes."""
    process = subprocess.Popen(command, env={**PLACE, **(environment or {})}, stdout=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        sys.exit(f"{command} ends with {process.returncode}")
    return usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024


def cpu(command: Sequence[str], environment: dict[str, str] | None = None) -> float:
    """Return the processor's seconds that a process takes."""
    return used(command, environment)[0]


def in_turn(one: Callable[[], float], other: Callable[[], float]) -> tuple[float, float, float]:
    """Return the medians of two measures that are taken in turn, and the median of their ratios."""
    one(), other()  # the first pair warms the caches
    pairs = [(one(), other()) for _ in range(PAIRS)]
    ours, theirs = (statistics.median(column) for column in zip(*pairs, strict=True))
    return ours, theirs, statistics.median(mine / other for mine, other in pairs)


def spent(times: int, call: Callable[..., object], *arguments: Any) -> float:
    """Return the processor's seconds that a call takes, over some of them."""
    before = time.process_time()
    for _ in range(times):
        call(*arguments)
    return (time.process_time() - before) / times


def completing(shell: str) -> dict[str, str]:
    """Return the environment in which a shell asks for the protocols."""
    line = "mesoplan schedule --protocol "
    return {
        "_MESOPLAN_COMPLETE": f"complete_{shell}",
        "COMP_WORDS": line,
        "COMP_CWORD": "3",
        "_TYPER_COMPLETE_ARGS": line,
        "_TYPER_COMPLETE_FISH_ACTION": "get-args",
    }


def start_up() -> Iterator[Row]:
    """Measure whole processes."""
    cases: list[tuple[str, list[str], dict[str, str], str, float]] = [
        ("`schedule --json`", ["schedule", "--json"], {}, LIBRARIES, 1.15),
        ("`cost --country uk --json`", ["cost", "--country", "uk", "--json"], {}, LIBRARIES, 1.15),
        ("`schedule`", ["schedule"], {}, TABLES, 1.15),
        ("`cost --country uk`", ["cost", "--country", "uk"], {}, TABLES, 1.15),
        ("`--version`", ["--version"], {}, "import typer", 1.10),
        *((f"completion, {shell}", [], completing(shell), "import typer", 1.10) for shell in ("bash", "zsh", "fish")),
    ]
    for what, words, environment, yardstick, goal in cases:
        ours, theirs, ratio = in_turn(
            partial(cpu, [PROGRAM, *words], environment), partial(cpu, [PYTHON, "-c", yardstick])
        )
        yield Row(what, ms(ours), f"`{yardstick}`: {ms(theirs)}", f"{ratio:.2f}", f"{goal:.2f}")
    peak = max(used([PROGRAM, "schedule", "--json"])[1] for _ in range(3))
    yield Row("most memory of `schedule --json`", f"{peak:.0f} MB", "", "", "45 MB")


def same_dates() -> Iterator[Row]:
    """Measure a plan beside dateutil listing the same dates."""
    for name, weeks, sessions, months in (("fortnightly", 2, 4, 1), ("trial", 1, 8, 0)):
        protocol = CATALOG.protocol(name)
        planned = [session.date for session in plan_schedule(protocol, Request(START)).sessions]
        assert listed(weeks, sessions, months, len(planned)) == planned
        ours, theirs, ratio = in_turn(
            partial(spent, 100, plan_schedule, protocol, Request(START)),
            partial(spent, 100, listed, weeks, sessions, months, len(planned)),
        )
        what = f"one plan, {name}, {len(planned)} sessions"
        yield Row(what, us(ours), f"dateutil.rrule, the same dates: {us(theirs)}", f"{ratio:.2f}", "3")


def listed(weeks: int, sessions: int, months: int, total: int) -> list[dt.date]:
    """List a course every few weeks, and what follows it every few months, as dateutil does."""
    days = list(rrule(WEEKLY, interval=weeks, count=sessions, dtstart=dt.datetime.combine(START, dt.time())))
    if months:
        days += list(rrule(MONTHLY, interval=months, count=total - sessions + 1, dtstart=days[-1]))[1:]
    return [day.date() for day in days]


def horizons() -> Iterator[Row]:
    """Measure plan, counts and cost on a long horizon and on one ten times as long."""
    weekly = Duration.parse("1 week")
    done = tuple(START + dt.timedelta(weeks=3 * week) for week in range(8))
    weekends = Closures(weekdays=frozenset({5, 6}))
    cases: list[tuple[str, str, Request]] = [
        ("as published", "standard", Request(START)),
        ("weekly maintenance", "standard", Request(START, maintenance=weekly)),
        ("the same, weekends closed", "standard", Request(START, maintenance=weekly, closures=weekends)),
        ("the same, eight sessions done", "standard", Request(START, maintenance=weekly, done=done)),
        ("repeated courses", "weekly", Request(START)),
        ("the same, weekends closed", "weekly", Request(START, closures=weekends)),
    ]
    for what, name, request in cases:
        ours, theirs, ratio = in_turn(
            partial(spent, 3, whole, name, request, 50), partial(spent, 30, whole, name, request, 5)
        )
        yield Row(f"plan and cost, 50 years, {what}", ms(ours), f"5 years: {ms(theirs)}", f"{ratio:.1f}", "11")


def whole(name: str, request: Request, years: int) -> None:
    """Plan, count and price a protocol."""
    longer = request._replace(horizon=Duration.parse(f"{years}y"))
    schedule = plan_schedule(CATALOG.protocol(name), longer)
    price_sessions(count_sessions(schedule.regimen, schedule), CATALOG.price("uk"))


def batches(folder: Path) -> Iterator[Row]:
    """Measure many requests through one pipe."""
    files = {lines: folder / f"{lines}.jsonl" for lines in (1000, 20_000, LINES)}
    for lines, file in files.items():
        with file.open("w", encoding="utf-8") as out:
            for number in range(lines):
                start = str(START + dt.timedelta(number % 700))
                out.write(json.dumps({"id": number, "protocol": "standard", "start": start, "country": "uk"}) + "\n")
    answers, requests = folder / "answers.jsonl", str(files[20_000])
    with answers.open("wb") as out:
        subprocess.run([PROGRAM, "batch", "-q", requests], stdout=out, env=PLACE, check=True)
    echo = f"import json\nfor line in open({str(answers)!r}): print(json.dumps(json.loads(line)))"
    ours, theirs, ratio = in_turn(partial(cpu, [PROGRAM, "batch", "-q", requests]), partial(cpu, [PYTHON, "-c", echo]))
    yield Row(
        "`batch`, schedule and cost, a core",
        f"{20_000 / ours:,.0f} a second",
        f"reading and writing the same answers as JSON: {20_000 / theirs:,.0f}",
        f"{ratio:.1f}",
        "5,000 a second",
    )
    one, two, ratio = in_turn(
        lambda: wall([PROGRAM, "batch", "-q", requests]),
        lambda: wall([PROGRAM, "batch", "-q", "--jobs", "2", requests]),
    )
    yield Row(
        "`batch --jobs 2`", f"{20_000 / two:,.0f} a second", f"one process: {20_000 / one:,.0f}", f"{ratio:.2f}", "2"
    )
    few, many = (used([PROGRAM, "batch", "-q", str(files[lines])])[1] for lines in (1000, LINES))
    yield Row(f"most memory, {LINES:,} lines", f"{many:.0f} MB", f"1,000 lines: {few:.0f} MB", "", "20 MB more")


def profile() -> Iterator[tuple[str, str]]:
    """Say where the time of `schedule --json` goes: each step on top of those before it."""
    modules = (
        "mesoplan.cli.schedule, mesoplan.cli.output, mesoplan.tables.catalog, mesoplan.reading.plan, mesoplan.planning.schedule,"
        " mesoplan.render.json"
    )
    steps = {
        "the interpreter": [PYTHON, "-c", "pass"],
        "Typer": [PYTHON, "-c", "import typer"],
        "PyYAML": [PYTHON, "-c", "import typer, yaml"],
        "mesoplan's modules": [PYTHON, "-c", f"import gc; gc.set_threshold(100_000); import {modules}"],
        "options, tables, plan, JSON": [PROGRAM, "schedule", "--json"],
    }
    times: dict[str, list[float]] = {step: [] for step in steps}
    for _ in range(PAIRS):
        for step, command in steps.items():
            times[step].append(cpu(command))
    before = 0.0
    for step, taken in times.items():
        now = statistics.median(taken)
        yield step, ms(now - before)
        before = now


def ms(seconds: float) -> str:
    """Write milliseconds."""
    return f"{seconds * 1e3:.0f} ms" if seconds >= 0.01 else f"{seconds * 1e3:.1f} ms"


def us(seconds: float) -> str:
    """Write microseconds."""
    return f"{seconds * 1e6:.0f} µs"


def machine() -> str:
    """Name what the figures were measured on."""
    try:
        found = re.search(r"model name\s*: (.*)", Path("/proc/cpuinfo").read_text(encoding="utf-8"))
    except OSError:
        found = None
    processor = found[1].strip() if found else platform.machine()
    return (
        f"Python {platform.python_version()}, {platform.system()}, {os.cpu_count()} cores ({processor}),"
        f" load {os.getloadavg()[0]:.1f} at the end, {PAIRS} pairs each, {dt.date.today()}"
    )


def table(titles: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Write a Markdown table."""
    return "\n".join(f"| {' | '.join(cells)} |" for cells in (titles, ["---"] * len(titles), *rows))


def main() -> None:
    """Measure everything, print it and put it into the page."""
    rows: list[Row] = []
    with tempfile.TemporaryDirectory() as folder:
        for group in (start_up(), same_dates(), horizons(), batches(Path(folder))):
            for row in group:
                rows.append(row)
                print(" | ".join(filter(None, row)), flush=True)
    figures = table(["what", "measured", "yardstick", "ratio", "goal: at most, or at least"], rows)
    parts = table(["`schedule --json`", "takes"], list(profile()))
    page = PAGE.read_text(encoding="utf-8")
    for name, text in (("figures", f"{machine()}.\n\n{figures}"), ("profile", parts)):
        before, _, rest = page.partition(f"<!-- {name} -->")
        after = rest.partition(f"<!-- /{name} -->")[2]
        page = f"{before}<!-- {name} -->\n\n{text}\n\n<!-- /{name} -->{after}"
    PAGE.write_text(page, encoding="utf-8")


if __name__ == "__main__":
    main()
