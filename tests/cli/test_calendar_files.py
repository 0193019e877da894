"""Calendar files from the command line: a plan, and the changed plan that takes its place."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from icalendar import Calendar

START = ("schedule", "--protocol", "standard", "--start", "2026-12-01", "--today", "2026-11-25", "--format", "ics")
CHANGED = ("schedule", "--protocol", "standard", "--done", "2026-12-03", "--sessions", "4", "--today", "2026-12-04")
TIMED = ("--at", "10:30", "--timezone", "Europe/London")


def sessions(text: str) -> list[tuple[str, int, str]]:
    """Return the day, number and status of each session, in the order of the file."""
    events: list[Any] = Calendar.from_ical(text).walk("VEVENT")
    return [
        (str(event.decoded("DTSTART"))[:10], int(event["SEQUENCE"]), str(event["STATUS"]))
        for event in events
        if "STATUS" in event
    ]


@pytest.mark.parametrize("name", [(), ("--name", "Anna K.")])
def test_a_changed_plan_moves_what_stays_and_cancels_what_goes(
    run: Callable[..., Any], tmp_path: Path, name: tuple[str, ...]
) -> None:
    old = tmp_path / "old.ics"
    old.write_bytes(run(*START, *name, *TIMED, "--horizon", "9mo").out.encode())
    new = run(*CHANGED, *TIMED, "--horizon", "9mo", "--format", "ics", "--replaces", str(old))
    assert new.code == 0
    assert sessions(new.out) == [
        ("2026-12-03", 1, "CONFIRMED"),
        ("2026-12-24", 1, "TENTATIVE"),
        ("2027-01-14", 1, "TENTATIVE"),
        ("2027-02-04", 1, "TENTATIVE"),
        ("2027-07-04", 1, "TENTATIVE"),
        ("2027-03-16", 1, "CANCELLED"),
        ("2027-08-16", 1, "CANCELLED"),
    ]


def test_an_old_file_that_is_no_text_is_refused(run: Callable[..., Any], tmp_path: Path) -> None:
    old = tmp_path / "old.ics"
    old.write_bytes(b"\xff\xfe")
    result = run(*START, "--replaces", str(old))
    assert (result.code, result.out) == (2, "")
    assert "cannot be read as a calendar file in UTF-8" in result.err


def test_what_was_written_is_counted_by_kind(run: Callable[..., Any], tmp_path: Path) -> None:
    old, new = tmp_path / "old.ics", tmp_path / "new.ics"
    run(*START, "--with-aftercare", "--output", str(old))
    told = run(*CHANGED, "--format", "ics", "--replaces", str(old), "--output", str(new)).err
    counts = [new.read_text("utf-8").count(f"STATUS:{status}") for status in ("TENTATIVE", "CONFIRMED", "CANCELLED")]
    assert told.startswith(f"Wrote {counts[0] + counts[1]} sessions, 2 milestones, {counts[2]} cancelled events to ")


@pytest.mark.parametrize(
    ("options", "trigger"),
    [(("--remind", "30min", *TIMED), "-PT30M"), (("--remind", "30min"), "-PT15H"), (("--remind", "1d"), "-PT15H")],
)
def test_a_reminder_comes_before_a_timed_session_and_at_nine_before_an_all_day_one(
    run: Callable[..., Any], options: tuple[str, ...], trigger: str
) -> None:
    assert f"TRIGGER:{trigger}\r\n" in run(*START, *options).out


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("--at", "10:30", "--timezone", "localtime"), "no time zone"),
        (("--at", "10:30", "--timezone", "Factory"), "no time zone"),
        (("--at", "1:30", "--timezone", "Europe/London", "--start", "2027-03-28"), "skip 01:30"),
        (("--remind", "30m"), "30min"),
        (("--name", " "), "the name is empty"),
        (("--replaces", "nowhere.ics"), "nowhere.ics"),
        (("--replaces", "/dev/zero"), "is larger than 20,000,000 bytes: give a calendar file"),
    ],
)
def test_what_cannot_be_in_a_calendar_is_refused(run: Callable[..., Any], options: tuple[str, ...], said: str) -> None:
    start = () if "--start" in options else ("--start", "2026-12-01")
    result = run("schedule", "--protocol", "standard", *start, "--format", "ics", *options)
    assert (result.code, result.out) == (2, "")
    assert said in result.err
