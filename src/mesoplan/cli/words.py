"""Words of the command line that take more than one step to become values."""

import re
from collections.abc import Sequence
from datetime import date

from mesoplan.catalog import Catalog
from mesoplan.cli.options import reading
from mesoplan.closures import WEEKDAYS, Closures, public_holidays
from mesoplan.dates import parse_date
from mesoplan.errors import UnknownNameError, UsageError
from mesoplan.ranges import Duration

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
        phase, _, length = word.rpartition("=")
        if phase in intervals:
            raise UsageError(f"{word!r} speaks of a phase for the second time")
        intervals[phase.strip()] = Duration.parse(length)
    return intervals


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
