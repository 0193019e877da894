"""What is planned, from when and how: words to a protocol and a request."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Literal

from mesoplan.errors import UnknownNameError, UsageError, naming
from mesoplan.planning.closures import WEEKDAYS, Closures, Holidays, holidays_of
from mesoplan.planning.request import PACES, Request
from mesoplan.reading import PROTOCOL, Words
from mesoplan.tables.catalog import Catalog
from mesoplan.tables.regimens import Protocol, fold
from mesoplan.values.dates import parse_date
from mesoplan.values.ranges import Duration, Pace, parse_tolerance

_HOLIDAYS = "holidays"


def read_protocol(words: Words, catalog: Catalog) -> Protocol:
    """Return the protocol meant.

    Raises:
        UnknownNameError: there is none of that name.
    """
    name = words.get("protocol")
    return catalog.protocol(PROTOCOL if name is None else name)


def read_request(words: Words, today: date) -> Request:
    """Read start, horizon, pace, sessions, interval, maintenance, done, booked, missed and tolerance.

    Raises:
        UsageError: a word is wrong.
    """
    given = words.get
    done, missed = (_days(words, field, today, past=True) for field in ("done", "missed"))
    booked = _days(words, "booked", today, past=False)
    with naming("start"):
        word = given("start")
        start = parse_date(word, today) if word is not None else done[0] if done else today
    request = Request(
        start=start,
        intervals=read_intervals(given("interval") or ()),
        maintenance=_maintenance(given("maintenance")),
        done=done,
        booked=booked,
        missed=missed,
        today=today,
    )
    if (pace := given("pace")) is not None:
        request = request._replace(pace=read_pace(pace))
    if (horizon := given("horizon")) is not None:
        with naming("horizon"):
            request = request._replace(horizon=Duration.parse(horizon))
    if (tolerance := given("tolerance")) is not None:
        with naming("tolerance"):
            request = request._replace(tolerance=parse_tolerance(tolerance))
    if (sessions := given("sessions")) is not None:
        with naming("sessions"):
            request = request._replace(sessions=_sessions(sessions))
    return request


def _days(words: Words, field: str, today: date, *, past: bool) -> tuple[date, ...]:
    """Read the days of sessions, in order."""
    with naming(field):
        return tuple(sorted(parse_date(word, today, past=past) for word in words.get(field) or ()))


def _sessions(words: Sequence[str]) -> int | Mapping[str, int]:
    """Read `N`, or `PHASE=N` for phases."""
    sizes: dict[str, int] = {}
    for word in words:
        name, _, number = word.rpartition("=")
        if (phase := name.strip()) in sizes:
            raise UsageError(f"{word!r} speaks of a phase for the second time" if phase else "given twice: keep one")
        sizes[phase] = _whole(number)
    return sizes[""] if sizes.keys() == {""} else sizes


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


def read_closures(words: Words, today: date, catalog: Catalog, *, say_open: bool = False) -> Closures | None:
    """Read closed, away, and country for its holidays; None if no day is closed and nothing is to be said.

    Args:
        words: of the request.
        today: the day that words such as +2w count from.
        catalog: whose price rows name places of holidays.
        say_open: whether public holidays of a known country are looked up where nothing is closed.

    Raises:
        UsageError: a word is wrong, or a place has no public holidays.
    """
    closed = [word.strip() for word in words.get("closed") or ()]
    countries = words.get("country") or ()
    with naming("away"):
        away = tuple(_absence(word, today) for word in words.get("away") or ())
    with naming("closed"):
        weekdays = _weekdays({word.lower() for word in closed if not word.lower().startswith(_HOLIDAYS)})
    with naming("country" if _HOLIDAYS in map(str.lower, closed) and countries else "closed"):
        places = [place for word in closed if word.lower().startswith(_HOLIDAYS) for place in _place(word, countries)]
        found = [holidays_of(_holiday_place(place, catalog)) for place in places]
    if closed or away:
        days = {day: name for one in found for day, name in one.days.items()} if len(found) > 1 else None
        holidays = days if len(found) > 1 else found[0].days if found else None
        return Closures(weekdays=weekdays, holidays=holidays, away=away, notes=_notes(found))
    return _open_holidays(countries, catalog) if say_open else None


def _notes(found: Sequence[Holidays]) -> tuple[str, ...]:
    return tuple(one.note for one in found if one.note)


def _place(word: str, countries: Sequence[str]) -> list[str]:
    """Return whose public holidays a word means: `holidays` those of the country, `holidays:PLACE` those of a place."""
    name, colon, place = word.partition(":")
    if name.strip().lower() != _HOLIDAYS:
        _weekdays({word.lower()})
    if colon:
        return [place.strip()]
    if len(countries) != 1 or fold(countries[0]) == "all":
        raise UsageError("holidays are those of one country: give one --country, or write holidays:GB-SCT")
    return [countries[0]]


def _holiday_place(place: str, catalog: Catalog) -> str:
    """Return the place whose holidays a price row has; what is no row, or has none, is a place itself."""
    row = next((row for row in catalog.prices.values() if fold(place) in row.names), None)
    if row is None:
        return place
    return row.holidays or (row.code if row.code and row.id in catalog.own_prices else place)


def _open_holidays(countries: Sequence[str], catalog: Catalog) -> Closures | None:
    """Return the public holidays of the one country that is known, all of them open."""
    if len(countries) != 1 or fold(countries[0]) == "all":
        return None
    try:
        return Closures(open_holidays=holidays_of(_holiday_place(countries[0], catalog)).days)
    except UsageError:  # a region such as the euro area has no holidays of its own
        return None


def _weekdays(names: set[str]) -> frozenset[int]:
    """Return the weekdays that are closed every week, Monday being 0."""
    for name in sorted(names.difference(WEEKDAYS, {"weekends"})):
        raise UnknownNameError("closed day", name, ["weekends", _HOLIDAYS, *WEEKDAYS])
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
