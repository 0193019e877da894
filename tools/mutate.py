"""Change planning and pricing at random, one place at a time, and see whether a test of theirs notices.

Every change is made in a copy. What survives is printed with its place: it needs a test. Where it changes nothing that
can be seen, a comment `# equivalent: it` on its line says so, with what the expression becomes, and it is not counted.
The same seed makes the same changes; `--changes 20` is a short run.
"""

import argparse
import ast
import os
import random
import resource
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, NamedTuple

ROOT = Path(__file__).parents[1]
TESTS = ("tests/planning", "tests/pricing", "tests/values")
SOURCES = ("src/mesoplan/planning", "src/mesoplan/pricing")
OPTIONS = "-qx -p no:cacheprovider --hypothesis-profile=mutate"
LIMIT = 300  # seconds, after which a change counts as noticed: something no longer ends
MEMORY = 4 << 30  # bytes a test run may take: a loop without an end fills memory before its time is up
SWAPS = """
Lt: LtE Gt, LtE: Lt Gt, Gt: GtE Lt, GtE: Gt Lt, Eq: NotEq, NotEq: Eq, Is: IsNot, IsNot: Is, In: NotIn, NotIn: In,
And: Or, Or: And, Add: Sub, Sub: Add, Mult: FloorDiv, FloorDiv: Mult
"""
"""What each operator may become, by the names of Python's syntax tree."""
OTHERS = {name.strip(): others.split() for name, others in (swap.split(":") for swap in SWAPS.split(","))}


class Change(NamedTuple):
    """One change: the file, the place of an expression in it, and what it becomes."""

    file: Path
    node: ast.expr
    now: ast.expr

    def text(self) -> str:
        """Return the file with this change."""
        lines = self.file.read_bytes().splitlines(keepends=True)
        first, last = self.node.lineno - 1, (self.node.end_lineno or self.node.lineno) - 1
        head, tail = lines[first][: self.node.col_offset], lines[last][self.node.end_col_offset :]
        return b"".join(
            [*lines[:first], head, f"({ast.unparse(self.now)})".encode(), tail, *lines[last + 1 :]]
        ).decode()

    @property
    def is_equivalent(self) -> bool:
        """Whether a comment on its line says that it changes nothing."""
        line = self.file.read_text(encoding="utf-8").splitlines()[self.node.lineno - 1]
        return ast.unparse(self.now) in line.partition("  # equivalent: ")[2].split(", ")

    def __str__(self) -> str:
        before, after = ast.unparse(self.node), ast.unparse(self.now)
        return f"{self.file.relative_to(ROOT)}:{self.node.lineno}: {before} -> {after}"


def others(operator: ast.AST) -> Iterator[Any]:
    """Return the operators that an operator may become."""
    return (getattr(ast, name)() for name in OTHERS.get(type(operator).__name__, []))


def changed(node: ast.AST) -> Iterator[ast.expr]:
    """Yield what an expression may be changed into."""
    match node:
        case ast.Compare(left=left, ops=[operator, *rest], comparators=compared):
            yield from (ast.Compare(left, [other, *rest], compared) for other in others(operator))
        case ast.BoolOp(op=operator, values=values):
            yield from (ast.BoolOp(other, values) for other in others(operator))
        case ast.BinOp(left=left, op=operator, right=right):
            yield from (ast.BinOp(left, other, right) for other in others(operator))
        case ast.UnaryOp(op=ast.Not(), operand=operand):
            yield operand
        case ast.Constant(value=bool(value)):
            yield ast.Constant(not value)
        case ast.Constant(value=int(value)):
            yield from (ast.Constant(value + 1), ast.Constant(value - 1))
        case ast.IfExp(test=test, body=body, orelse=orelse):
            yield ast.IfExp(test, orelse, body)


def conditions(tree: ast.AST) -> Iterator[tuple[ast.expr, ast.expr]]:
    """Yield every condition of a statement or a comprehension, and its opposite."""
    for node in ast.walk(tree):
        tests = [node.test] if isinstance(node, ast.If | ast.While) else getattr(node, "ifs", [])
        yield from ((test, ast.UnaryOp(ast.Not(), test)) for test in tests)


def quiet(tree: ast.AST) -> set[ast.AST]:
    """Return what is left as it is: annotations, decorators, patterns, the words of messages, checks of our own."""
    found: set[ast.AST] = set()
    for node in ast.walk(tree):
        is_check = isinstance(node, ast.Assert) or getattr(node, "arg", "") == "strict"
        parts = [node] if is_check or isinstance(node, ast.JoinedStr) else []
        for name in ("annotation", "returns", "decorator_list", "type_params", "pattern"):
            part = getattr(node, name, None) or []
            parts += part if isinstance(part, list) else [part]
        found.update(inner for part in parts for inner in ast.walk(part))
    return found


def changes(folders: Sequence[str]) -> list[Change]:
    """Return every change that can be made, in a fixed order."""
    found: list[Change] = []
    for file in sorted(file for folder in folders for file in (ROOT / folder).rglob("*.py")):
        tree = ast.parse(file.read_text(encoding="utf-8"))
        still = quiet(tree)
        parts = [node for node in ast.walk(tree) if isinstance(node, ast.expr) and node not in still]
        pairs = [(node, now) for node in parts for now in changed(node)]
        found += [Change(file, node, now) for node, now in [*pairs, *conditions(tree)]]
    return found


def noticed(change: Change | None, tests: Sequence[str]) -> bool:
    """Tell whether a test fails in a copy with a change."""
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder)
        for name in ("src", "tests", "data", "pyproject.toml"):
            place, unwanted = ROOT / name, shutil.ignore_patterns("__pycache__", "golden")
            shutil.copytree(place, copy / name, ignore=unwanted) if place.is_dir() else shutil.copy(place, copy / name)
        if change:
            (copy / change.file.relative_to(ROOT)).write_text(change.text(), encoding="utf-8")
        command = [sys.executable, "-m", "pytest", *OPTIONS.split(), *tests, "-m"]
        environment = {**os.environ, "PYTHONPATH": str(copy / "src"), "PYTHONDONTWRITEBYTECODE": "1"}
        try:
            # The slow tests last: few changes need them.
            runs = ([*command, which] for which in ("not slow", "slow"))
            return any(
                subprocess.run(run, cwd=copy, env=environment, timeout=LIMIT, capture_output=True).returncode
                for run in runs
            )
        except subprocess.TimeoutExpired:
            return True


def main() -> None:
    """Make the changes, print those that survive and the share that a test caught."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--changes", type=int, default=150, help="how many (150)")
    options.add_argument("--seed", type=int, default=1, help="another seed makes other changes (1)")
    options.add_argument("--jobs", type=int, default=os.cpu_count() or 1, help="how many at once (one a core)")
    options.add_argument("--only", default="", help="only changes whose place has this text")
    asked = options.parse_args()
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    tests = [folder for folder in TESTS if (ROOT / folder).exists()]
    if not tests or noticed(None, tests):
        sys.exit(f"the tests must pass without a change first: {', '.join(tests) or 'there are none'}")
    possible = [change for change in changes(SOURCES) if asked.only in str(change)]
    made = random.Random(asked.seed).sample(possible, min(asked.changes, len(possible)))
    with ThreadPoolExecutor(asked.jobs) as pool:
        caught = same = 0
        for change, found in zip(made, pool.map(lambda change: noticed(change, tests), made), strict=True):
            caught += found
            if not found:
                same += change.is_equivalent
                print(f"{'equivalent' if change.is_equivalent else 'survived'}: {change}", flush=True)
    counted = len(made) - same
    print(f"{caught} of {counted} changes caught, {caught / counted:.1%}; {same} equivalent (seed {asked.seed})")


if __name__ == "__main__":
    main()
