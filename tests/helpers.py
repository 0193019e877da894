"""What several test modules use: run the program, and hold its documents to their schemas."""

from __future__ import annotations

import functools
import io
import json
import os
import pty
import subprocess
import sys
from contextlib import redirect_stderr, redirect_stdout
from datetime import date
from typing import Any

from jsonschema import Draft202012Validator, FormatChecker
from jsonschema.protocols import Validator

from mesoplan import Catalog
from mesoplan.answers.document import write_document
from mesoplan.cli import COMMANDS, main
from mesoplan.cli.command import load


def printed(*words: str, errors: bool = False) -> str:
    """Return what a command line prints, with what it prints to the standard error stream where that is asked for."""
    out, err = (io.TextIOWrapper(io.BytesIO(), encoding="utf-8") for _ in range(2))
    with redirect_stdout(out), redirect_stderr(out if errors else err):
        main(words)
        out.flush()
    return out.buffer.getvalue().decode()


IN_TURN = """
import sys
from mesoplan.cli import main

codes = []
for line in sys.argv[1:]:
    codes.append(main(line.split()))
    print(end="\\f", flush=True)
sys.exit(max(codes))
"""
"""A program that runs command lines one after the other, a form feed behind what each prints.

A process takes longer to start than a line to run.
"""


def on_terminal(*lines: str, columns: int, typed: str = "", **place: str) -> str:
    """Return what a terminal of so many columns is sent by some command lines where this is typed, as `IN_TURN` does.

    `place` are environment variables.
    """
    ours, theirs = pty.openpty()
    around = {**os.environ, "COLUMNS": str(columns), "MESOPLAN_TODAY": "2026-01-05", "PAGER": "cat", **place}
    command = [sys.executable, "-c", IN_TURN, *lines]
    shown = b""
    with subprocess.Popen(command, stdin=theirs, stdout=theirs, stderr=theirs, env=around, close_fds=True):
        os.close(theirs)
        os.write(ours, typed.encode())
        try:
            while part := os.read(ours, 65_536):
                shown += part
        except OSError:  # Linux says so at the end of a terminal's output
            pass
    os.close(ours)
    return shown.decode().replace("\r\n", "\n")


def every_command() -> list[str]:
    """Return every command, those of a group as `data validate` after the group itself."""
    groups = {name: getattr(load(name), "commands", {}) for name in COMMANDS}
    return [words for name, inner in groups.items() for words in (name, *(f"{name} {one}" for one in inner))]


def strict(schema: Any) -> Any:
    """Return a schema that refuses fields it does not describe: a reader should let them pass, a test must not."""
    if isinstance(schema, list):
        return [strict(part) for part in schema]
    if not isinstance(schema, dict):
        return schema
    inner = {name: strict(part) for name, part in schema.items()}
    return {"additionalProperties": False, **inner} if "properties" in inner else inner


@functools.cache
def validator(name: str) -> Validator:
    """Return what holds a document to the published schema of a name, built once for all tests of a process."""
    schema = strict(json.loads(printed("data", "schema", name)))
    return Draft202012Validator(schema, format_checker=FormatChecker())


def faults(name: str, document: Any) -> list[str]:
    """Return where a document departs from the schema of a name."""
    return [f"{error.json_path}: {error.message}" for error in validator(name).iter_errors(document)]


def document(kind: str, answer: Any, catalog: Catalog | None, today: date) -> dict[str, Any]:
    """Return what an answer's document holds."""
    held: dict[str, Any] = json.loads(write_document(kind, answer, catalog, today))
    return held
