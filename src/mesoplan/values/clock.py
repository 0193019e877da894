"""Times of day, time zones and short lengths of time, as a user writes them."""

import re
from contextlib import suppress
from datetime import time, timedelta
from difflib import get_close_matches
from zoneinfo import ZoneInfo, available_timezones

from mesoplan.errors import FieldError, UsageError, quoted
from mesoplan.values.durations import Duration

_NO_PLACES = {"Factory", "localtime"}
"""In the tz database, or next to it, but no zone that another machine knows or that means one place."""


def read_time(word: str) -> time:
    """Read a time of day, as 10:30."""
    if not re.fullmatch(r"(?:[01]?[0-9]|2[0-3]):[0-5][0-9]", word.strip()):
        raise UsageError(f"{quoted(word)} is not a time of day: write HH:MM, such as 10:30")
    hour, minute = word.split(":")
    return time(int(hour), int(minute))


def read_zone(word: str) -> ZoneInfo:
    """Read a time zone by its name in the tz database, in capitals or not.

    Raises:
        FieldError: there is none; the message offers the nearest.
    """
    known = {name.casefold(): name for name in available_timezones() - _NO_PLACES}
    asked = word.strip().casefold()
    if asked in known:
        return ZoneInfo(known[asked])
    place = f"/{asked.replace(' ', '_')}"
    near = sorted(name for name in known if name.endswith(place)) or get_close_matches(asked, known, n=1)
    hint = f" (did you mean {' or '.join(known[name] for name in near[:2])}?)" if near else ""
    raise FieldError(f"there is no time zone {quoted(word)}{hint}: write one as Europe/London", "timezone")


def read_ahead(word: str) -> timedelta:
    """Read how long before a session: minutes, hours, days or weeks.

    Raises:
        UsageError: it is no such length; a bare `m` is refused.
    """
    with suppress(UsageError):
        ahead = Duration.parse(word)
        if ahead.min is not None and ahead.is_exact and not ahead.unit.months:
            return timedelta(**{ahead.unit: ahead.min})
    raise UsageError(f"{quoted(word)} is not a length in minutes, hours, days or weeks: write 30min, 2h or 1d")
