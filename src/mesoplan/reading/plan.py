"""What is planned, from when and how: words to a protocol and a request."""

import re
from collections.abc import Sequence
from datetime import date
from typing import Literal

from mesoplan.errors import UnknownNameError, UsageError, naming
from mesoplan.planning.closures import WEEKDAYS, Closures, public_holidays
from mesoplan.planning.request import PACES, Request
from mesoplan.values.ranges import Pace
from mesoplan.reading import PROTOCOL, Words
from mesoplan.tables.catalog import Catalog
from mesoplan.tables.regimens import Protocol, fold
from mesoplan.values.dates import parse_date
from mesoplan.values.ranges import Duration

_REGION = re.compile(r"(?P<code>[A-Za-z]{2})(?:-(?P<region>[A-Za-z0-9]{1,3}))?")


def read_protocol(words: Words, catalog: Catalog) -> Protocol:
    """Return the protocol meant.

    Raises:
        UnknownNameError: there is none of that name.
    """
    name = words.get("protocol")
    return catalog.protocol(PROTOCOL if name is None else name)


def read_request(words: Words, today: date, catalog: Catalog) -> Request:
    """Read start, horizon, pace, sessions, interval, maintenance, done, closed, away, and country for its holidays.

    Raises:
        UsageError: a word is wrong.
    """
    given = words.get
    with naming("done"):
        done = tuple(sorted(parse_date(word, today) for word in given("done") or ()))
    with naming("start"):
        word = given("start")
        start = parse_date(word, today) if word is not None else done[0] if done else today
    request = Request(
        start=start,
        intervals=read_intervals(given("interval") or ()),
        maintenance=_maintenance(given("maintenance")),
        done=done,
        closures=_closures(words, today, catalog),
        today=today,
    )
    if (pace := given("pace")) is not None:
        request = request._replace(pace=read_pace(pace))
    if (horizon := given("horizon")) is not None:
        with naming("horizon"):
            request = request._replace(horizon=Duration.parse(horizon))
    if (sessions := given("sessions")) is not None:
        with naming("sessions"):
            request = request._replace(sessions=_whole(sessions))
    return request


def read_intervals(words: Sequence[str]) -> dict[str, Duration]:
    """Read `LENGTH` or `PHASE=LENGTH`, by phase; "" is the only phase."""
    intervals: dict[str, Duration] = {}
    with naming("interval"):
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
    with naming("pace"):
        raise UnknownNameError("pace", word, PACES)


def _whole(word: str) -> int:
    """Read a whole number of at most nine digits; what it may count to is for others to say."""
    if not (word.isascii() and word.strip().isdigit()) or len(word) > 9:
        raise UsageError(f"{word!r} is not a whole number from 1 to 1000")
    return int(word)


def _maintenance(word: str | None) -> Duration | Literal["none"] | None:
    if word is None:
        return None
    if word.strip().lower() == "none":
        return "none"
    with naming("maintenance"):
        return Duration.parse(word)


def _closures(words: Words, today: date, catalog: Catalog) -> Closures | None:
    """Read when no session can be; None if there is no such day."""
    closed, away = words.get("closed") or (), words.get("away") or ()
    if not closed and not away:
        return None
    names = {word.strip().lower() for word in closed}
    with naming("closed"):
        weekdays = _weekdays(names)
    countries = words.get("country") or ()
    with naming("country" if countries else "closed"):
        region = _holiday_region(catalog, countries) if "holidays" in names else None
        holidays = public_holidays(*region) if region else None
    with naming("away"):
        absences = tuple(_absence(word, today) for word in away)
    return Closures(weekdays, holidays, absences)


def _weekdays(names: set[str]) -> frozenset[int]:
    """Return the weekdays that are closed every week, Monday being 0."""
    for name in sorted(names.difference(WEEKDAYS, {"weekends", "holidays"})):
        raise UnknownNameError("closed day", name, ["weekends", "holidays", *WEEKDAYS])
    weekdays = {index for index, day in enumerate(WEEKDAYS) if day in names}
    if "weekends" in names:
        weekdays |= {5, 6}
    if len(weekdays) == len(WEEKDAYS):
        raise UsageError("no weekday is left open")
    return frozenset(weekdays)


def _absence(word: str, today: date) -> tuple[date, date]:
    first, dots, last = word.partition("..")
    span = parse_date(first, today), parse_date(last if dots else first, today)
    if span[0] > span[1]:
        raise UsageError(f"{word!r} ends before it begins: write the first day first")
    return span


def _holiday_region(catalog: Catalog, countries: Sequence[str]) -> tuple[str, str | None]:
    """Return the country code and the region whose public holidays are meant."""
    if len(countries) != 1 or fold(countries[0]) == "all":
        raise UsageError("holidays are those of one country: give one --country, as GB, GB-SCT or DE-BY")
    (name,) = countries
    if match := _REGION.fullmatch(name.strip()):
        known = [price.code for price in catalog.prices.values() if match["code"].casefold() in price.names]
        return (known[0] if known and known[0] else match["code"].upper()), match["region"] and match["region"].upper()
    price = catalog.price(name)
    if price.code is None:
        raise UsageError(f"{price.name} has no public holidays: give a country, as GB or DE-BY")
    return price.code, None
