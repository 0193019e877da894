"""Words about calendar files that take more than one step to become values."""

import re
from datetime import date, datetime, time, timedelta
from difflib import get_close_matches
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones

from mesoplan.errors import FieldError, UsageError, naming
from mesoplan.values.dates import parse_date
from mesoplan.values.ranges import Duration, Unit


def read_time(word: str) -> time:
    """Read a time of day, as 10:30."""
    if not re.fullmatch(r"[0-2]?[0-9]:[0-5][0-9]", word.strip()) or int(word.split(":")[0]) > 23:
        raise UsageError(f"{word!r} is not a time of day: write HH:MM, as 10:30")
    hour, minute = word.split(":")
    return time(int(hour), int(minute))


def read_session(word: str, today: date) -> date:
    """Read when a session is: a date, or a date and a time of day, as 2026-12-01T10:30."""
    day, mark, hour = re.sub(r"(?<=[0-9])\s+(?=[0-9])", "T", word.strip()).upper().partition("T")
    if not mark or not day:
        return parse_date(word, today)
    return datetime.combine(parse_date(day, today), read_time(hour))


def read_zone(word: str) -> ZoneInfo:
    """Read a time zone by its name in the tz database."""
    try:
        return ZoneInfo(word.strip())
    except (ZoneInfoNotFoundError, ValueError, OSError):
        near = get_close_matches(word.strip(), available_timezones(), n=1)
        hint = f" (did you mean {near[0]}?)" if near else ""
        message = f"there is no time zone {word!r}{hint}: write one as Europe/London"
        raise FieldError(message, "timezone") from None


def read_ahead(word: str) -> timedelta:
    """Read how long before a session: hours, days or weeks."""
    with naming("remind"):
        ahead = Duration.parse(word)
        if ahead.min is None or not ahead.is_exact or ahead.unit not in (Unit.HOURS, Unit.DAYS, Unit.WEEKS):
            raise UsageError(f"{word!r} is not one length in hours, days or weeks: write 1d or 2h")
    return timedelta(**{ahead.unit.value: ahead.min})
