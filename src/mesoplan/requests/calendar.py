"""How sessions stand in a calendar file."""

from datetime import time, timedelta
from pathlib import Path
from typing import Annotated, Self
from zoneinfo import ZoneInfo

from pydantic import model_validator

from mesoplan.errors import UsageError, quoted
from mesoplan.requests.base import NamedRequest, one, option
from mesoplan.values.dates import read_ahead, read_time, read_zone

CALENDAR = "Calendar files (--format ics)"
MAX_BYTES = 20_000_000
"""The most that an old calendar file may have."""


def read_old_file(text: str) -> str:
    """Return what a calendar file holds.

    Raises:
        UsageError: it cannot be read, or is larger than `MAX_BYTES`.
    """
    try:
        with Path(text).open("rb") as stream:
            content = stream.read(MAX_BYTES + 1)
        old = content.decode("utf-8-sig")
    except (OSError, ValueError) as error:
        why = getattr(error, "strerror", None) or getattr(error, "reason", error)
        raise UsageError(f"{quoted(text)} cannot be read as a calendar file in UTF-8: {why}") from None
    if len(content) > MAX_BYTES:
        raise UsageError(f"{quoted(text)} is larger than {MAX_BYTES:,} bytes: give a calendar file")
    return old


Ahead = Annotated[timedelta | None, one(read_ahead)]
Clock = Annotated[time | None, one(read_time)]
Zone = Annotated[ZoneInfo | None, one(read_zone)]
OldFile = Annotated[str | None, one(read_old_file)]


class EventsRequest(NamedRequest):
    """How sessions stand in a calendar file."""

    goes_with = dict.fromkeys(("at", "timezone", "remind", "replaces"), ("ics",))

    at: Clock = option("HH:MM", "When sessions begin; goes with --timezone.", CALENDAR)
    timezone: Zone = option("ZONE", "Time zone of --at, such as Europe/London.", CALENDAR)
    remind: Ahead = option("LENGTH", "A reminder before each session: 30min, 2h or 1d.", CALENDAR)
    replaces: OldFile = option("FILE", "The old plan's file: sessions no longer planned are cancelled.", CALENDAR)

    @model_validator(mode="after")
    def _time_has_its_zone(self) -> Self:
        if (self.at is None) != (self.timezone is None):
            both = "--at 10:30 --timezone Europe/London"
            raise UsageError(f"--at and --timezone go together: with --format ics give both, such as {both}")
        return self

    @property
    def whose(self) -> str:
        """The name as it follows a title."""
        return f", {self.name}" if self.name else ""
