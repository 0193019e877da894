"""Times of day, time zones and short lengths of time, as a user writes them."""

import re
from datetime import time, timedelta
from difflib import get_close_matches
from zoneinfo import ZoneInfo, available_timezones

from mesoplan.errors import FieldError, UsageError, quoted

_NO_PLACES = {"Factory", "localtime"}
"""In the tz database, or next to it, but no zone that another machine knows or that means one place."""

_LENGTH = re.compile(
    r"(?P<number>[0-9]{1,4})\s*(?:(?P<minutes>mins?|minutes?)|(?P<hours>h|hours?)|(?P<days>d|days?)|(?P<weeks>w|weeks?))"
)


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
        FieldError: it is no such length; a bare `m` is refused.
    """
    written = _LENGTH.fullmatch(word.strip().lower())
    if written is None or written.lastgroup is None:
        wrong = f"{quoted(word)} is not a length in minutes, hours, days or weeks: write 30min, 2h or 1d"
        raise FieldError(wrong, "remind")
    return timedelta(**{written.lastgroup: int(written["number"])})
