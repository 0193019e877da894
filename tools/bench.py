"""How long the commands take, as ratios to a yardstick measured in the same run, in turn.

Whole processes, wall time, the median of the ratios pair by pair: a machine that slows down slows both.
"""

import os
import statistics
import subprocess
import sys
import time
from pathlib import Path

PAIRS = int(os.environ.get("PAIRS", "20"))
PYTHON = sys.executable
PROGRAM = str(Path(PYTHON).with_name("mesoplan"))
LIBRARIES = "import typer, pydantic, yaml"
TABLES = "import typer, pydantic, yaml, rich.console, rich.table"
TYPER = "import typer"


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


CASES: list[tuple[str, list[str], dict[str, str], str, float]] = [
    ("schedule --json", ["schedule", "--json"], {}, LIBRARIES, 1.25),
    ("cost --country uk --json", ["cost", "--country", "uk", "--json"], {}, LIBRARIES, 1.25),
    ("schedule", ["schedule"], {}, TABLES, 1.25),
    ("cost --country uk", ["cost", "--country", "uk"], {}, TABLES, 1.25),
    ("--version", ["--version"], {}, TYPER, 1.25),
    ("completion, bash", [], completing("bash"), TYPER, 1.25),
    ("completion, zsh", [], completing("zsh"), TYPER, 1.25),
    ("completion, fish", [], completing("fish"), TYPER, 1.25),
]


def wall(command: list[str], environment: dict[str, str]) -> float:
    """Return the seconds that a process takes."""
    before = time.perf_counter()
    subprocess.run(command, env={**os.environ, **environment}, stdout=subprocess.DEVNULL, check=True)
    return time.perf_counter() - before


def main() -> None:
    """Print the table."""
    print(f"Python {sys.version.split()[0]}, {PAIRS} pairs each, median")
    print(f"{'command':26} {'ms':>6} {'yardstick ms':>13} {'ratio':>6} {'goal':>5}  yardstick")
    for name, words, environment, yardstick, goal in CASES:
        pairs = []
        for _ in range(PAIRS + 1):
            ours = wall([PROGRAM, *words], environment)
            pairs.append((ours, wall([PYTHON, "-c", yardstick], {})))
        pairs = pairs[1:]  # the first pair warms the caches
        ours, theirs = (statistics.median(column) * 1000 for column in zip(*pairs, strict=True))
        ratio = statistics.median(one / other for one, other in pairs)
        print(f"{name:26} {ours:6.0f} {theirs:13.0f} {ratio:6.2f} {goal:5.2f}  {yardstick}")


if __name__ == "__main__":
    main()
