"""Words of the command line that take more than one step to become values."""

import re
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from difflib import get_close_matches
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones

from mesoplan.catalog import Catalog
from mesoplan.cli.options import reading
from mesoplan.closures import WEEKDAYS, Closures, public_holidays
from mesoplan.dates import parse_date
from mesoplan.errors import UnknownNameError, UsageError
from mesoplan.ranges import Duration, Unit
from mesoplan.regimen import PACES, Pace

_REGION = re.compile(r"(?P<code>[A-Za-z]{2})(?:-(?P<region>[A-Za-z0-9]{1,3}))?")


def read_whole(word: str) -> int:
    """Read a whole number of at most nine digits; what it may count to is for others to say."""
    if not (word.isascii() and word.strip().isdigit()) or len(word) > 9:
        raise UsageError(f"{word!r} is not a whole number from 1 to 1000")
    return int(word)


def read_intervals(words: Sequence[str]) -> dict[str, Duration]:
    """Read `LENGTH` or `PHASE=LENGTH`, by phase; "" is the only phase."""
    intervals: dict[str, Duration] = {}
    for word in words:
        name, _, length = word.rpartition("=")
        phase = name.strip()
        if phase in intervals:
            raise UsageError(f"{word!r} speaks of a phase for the second time")
        intervals[phase] = Duration.parse(length)
    return intervals


def read_pace(word: str) -> Pace:
    """Read a pace, in any case."""
    for pace in PACES:
        if pace == word.strip().lower():
            return pace
    with reading("--pace"):
        raise UnknownNameError("pace", word, PACES)


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
        raise UsageError(f"--timezone: there is no time zone {word!r}{hint}: write one as Europe/London") from None


def read_ahead(word: str) -> timedelta:
    """Read how long before a session: hours, days or weeks."""
    with reading("--remind"):
        ahead = Duration.parse(word)
        if ahead.min is None or not ahead.is_exact or ahead.unit not in (Unit.HOURS, Unit.DAYS, Unit.WEEKS):
            raise UsageError(f"{word!r} is not one length in hours, days or weeks: write 1d or 2h")
    return timedelta(**{ahead.unit.value: ahead.min})


def read_done(words: Sequence[str], today: date) -> tuple[date, ...]:
    """Read the days of done sessions, in any order."""
    return tuple(sorted(parse_date(word, today) for word in words))


def read_closures(
    closed: Sequence[str], away: Sequence[str], today: date, catalog: Catalog, countries: Sequence[str]
) -> Closures | None:
    """Read when no session can be; None if there is no such day.

    Raises:
        UsageError: a word is wrong; the message begins with its option.
    """
    if not closed and not away:
        return None
    names = {word.strip().lower() for word in closed}
    with reading("--closed"):
        for name in names.difference(WEEKDAYS, {"weekends", "holidays"}):
            raise UnknownNameError("closed day", name, ["weekends", "holidays", *WEEKDAYS])
        weekdays = {index for index, day in enumerate(WEEKDAYS) if day in names}
        if "weekends" in names:
            weekdays |= {5, 6}
        if len(weekdays) == len(WEEKDAYS):
            raise UsageError("no weekday is left open")
        holidays = public_holidays(*_holiday_region(catalog, countries)) if "holidays" in names else None
    with reading("--away"):
        absences = tuple(_absence(word, today) for word in away)
    return Closures(frozenset(weekdays), holidays, absences)


def _absence(word: str, today: date) -> tuple[date, date]:
    first, dots, last = word.partition("..")
    span = parse_date(first, today), parse_date(last if dots else first, today)
    if span[0] > span[1]:
        raise UsageError(f"{word!r} ends before it begins: write the first day first")
    return span


def _holiday_region(catalog: Catalog, countries: Sequence[str]) -> tuple[str, str | None]:
    """Return the country code and the region whose public holidays are meant."""
    if len(countries) != 1:
        raise UsageError("holidays are those of one country: give one --country, as GB, GB-SCT or DE-BY")
    (name,) = countries
    if match := _REGION.fullmatch(name.strip()):
        known = [price.code for price in catalog.prices.values() if match["code"].casefold() in price.names]
        return (known[0] if known and known[0] else match["code"].upper()), match["region"] and match["region"].upper()
    price = catalog.price(name)
    if price.code is None:
        raise UsageError(f"{price.name} has no public holidays: give a country, as GB or DE-BY")
    return price.code, None
