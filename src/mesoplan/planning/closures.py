"""Days on which no session can be: weekdays, days away, public holidays.

Holidays are found by code or name, as `GB-SCT`, `scotland` or `france`. They are the `holidays` library's, which is
imported when the first are asked for.
"""

import datetime as dt
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import field
from functools import lru_cache
from itertools import chain
from typing import Any, NamedTuple

from mesoplan.errors import NoOpenDayError, UnknownNameError, UsageError
from mesoplan.tables.sources import fold
from mesoplan.values import WEEKDAYS, Frozen

WEEKEND = (5, 6)
"""Saturday and Sunday, Monday being 0."""

_YEAR = 366
"""How many days are looked through for an open one."""


class Closures(Frozen):
    """When the clinic is shut or the patient is away."""

    weekdays: frozenset[int] = frozenset()
    """Closed weekdays, Monday being 0."""
    holidays: Mapping[dt.date, str] | None = None
    """Names of closed days by date."""
    away: tuple[tuple[dt.date, dt.date], ...] = ()
    """First and last day of each absence, both included."""
    open_holidays: Mapping[dt.date, str] = field(default_factory=dict)
    """Names of public holidays by date that are known and not closed: only said."""
    notes: tuple[str, ...] = ()
    """What a reader must know of the days, such as which region's holidays were taken."""

    def reason(self, day: dt.date) -> str | None:
        """Return why a day is closed, as `Christmas Day`, `away` or `Saturday`; None if it is open."""
        if any(first <= day <= last for first, last in self.away):
            return "away"
        if self.holidays is not None and (name := self.holidays.get(day)):
            return name
        return WEEKDAYS[day.weekday()] if day.weekday() in self.weekdays else None

    def cause(self, day: dt.date) -> str:
        """Say what kind of reason closes a closed day, as `a holiday`, `an absence` or `a closed Saturday`."""
        reason = self.reason(day)
        if reason == "away":
            return "an absence"
        return f"a closed {reason}" if reason in WEEKDAYS else "a holiday"

    def first_open(self, day: dt.date) -> dt.date:
        """Return the first open day from `day` on, itself included.

        Raises:
            NoOpenDayError: there is no open day within 366 days.
        """
        return day if self.reason(day) is None else self.nearest_open(day, day, day, 0, day)

    def nearest_open(self, day: dt.date, first: dt.date, last: dt.date | None, margin: int, lowest: dt.date) -> dt.date:
        """Return the open day to which a session on a closed `day` moves.

        Args:
            day: where the rhythm has the session, from `first` to `last`.
            first: the first day of its window, included.
            last: the last day of its window, included; None: it has none.
            margin: by how many days the window may be missed at both ends.
            lowest: no day before this one is taken.

        The nearest open day of the window, the later one on a tie; else the nearest of the window widened by the
        margin; else the first open day after it.

        Raises:
            NoOpenDayError: there is no open day within 366 days.
        """
        here, least, start, last_day = (one.toordinal() for one in (day, lowest, first, dt.date.max))
        end = here + _YEAR if last is None else last.toordinal()
        near = range(max(start - margin, least, here - _YEAR), min(end + margin, here + _YEAR) + 1)
        beyond = max(near.stop, least)
        nearest = sorted(near, key=lambda one: (not start <= one <= end, abs(one - here), -one))
        for candidate in chain(nearest, range(beyond, beyond + _YEAR)):
            if candidate <= last_day and self.reason(found := dt.date.fromordinal(candidate)) is None:
                return found
        none = f"no day within {_YEAR} days of {day} is open"
        raise NoOpenDayError(f"{none}: leave out a --closed or an --away", "closed")


_WITH_NAMED_REGIONS = ("GB", "DE", "ES", "CH", "AU", "CA", "US", "AT", "IT", "FR")
"""The countries whose regions are found by name alone."""

_ENGLISH = {"Vienna": "AT-9", "Bavaria": "DE-BY", "Saxony": "DE-SN", "Andalusia": "ES-AN", "Catalonia": "ES-CT"}
"""Codes of regions by English names that the library has not."""


class Holidays(NamedTuple):
    """The public holidays of a place."""

    days: Mapping[dt.date, str]
    """Names of the holidays by day, in English where there are any."""
    note: str | None
    """Whose days were taken, where a country's regions have others; None where they have none of their own."""


def is_place(name: str) -> bool:
    """Return whether a code or a name is that of a country or region whose public holidays are known."""
    with suppress(UsageError):
        return bool(find_place(name))
    return False


@lru_cache(maxsize=64)
def holidays_of(place: str) -> Holidays:
    """Return the public holidays of a country or region.

    Args:
        place: a code or a name, in any case, as GB-SCT, scotland, FR or france.

    Raises:
        UsageError: no holidays of that place are known.
    """
    code = find_place(place)
    country, _, region = code.partition("-")
    library, note = _library(country), None
    if region:
        note = f"Public holidays: {_named(country)[code]}; other regions have other days."
    elif more := _region_with_more(country):
        whole = f"Public holidays: {_named()[code]} as a whole; some of its regions have more"
        note = f"{whole} (--closed holidays:{country}-{more} closes those of one)."
    english = {"language": "en_US"} if "en_US" in library.supported_languages else {}
    return Holidays(_library(country, subdiv=region or None, **english), note)


def places() -> dict[str, str]:
    """Return the names of every country, and of the regions that are found by name, by their codes."""
    return {code: name for country in (None, *_WITH_NAMED_REGIONS) for code, name in _named(country).items()}


@lru_cache
def find_place(place: str) -> str:
    """Return the ISO 3166 code of a country, or of its region where one is meant, as `FR` or `GB-SCT`.

    Raises:
        UsageError: no holidays of that place are known.
    """
    word = fold(place).replace("_", " ")
    country, _, region = word.partition("-")
    if found := _look_up(word, None):
        return found
    if region and (code := _look_up(country, None)):
        if found := _look_up(region, code):
            return found
        regions = _library(code).subdivisions
        raise UnknownNameError(f"region of {code} with public holidays of its own", region.upper(), regions)
    if len(word) > 3 and (found := _look_up(word, *_WITH_NAMED_REGIONS)):
        return found
    examples, known = ("GB-SCT", "bavaria", "france or another country or region"), map(fold, places().values())
    raise UnknownNameError("place with public holidays", place, examples, known)


def _look_up(word: str, *countries: str | None) -> str | None:
    """Return the code of what is called so: a country, where None is given, or a region of one of some countries."""
    called = (one for country in countries for one in _codes(country).items())
    return next((code for name, code in called if fold(name) == word), None)


def _named(country: str | None = None) -> dict[str, str]:
    """Return the names of all countries, or of a country's regions, by their codes: the first that each has."""
    return {code: name for name, code in reversed(_codes(country).items())}


@lru_cache
def _codes(country: str | None) -> dict[str, str]:
    """Return the codes of all countries, or of a country's regions, by what they are called, codes included."""
    if country is None:
        from holidays.registry import COUNTRIES

        called = ((key.replace("_", " ").title(), names[1:]) for key, names in COUNTRIES.items())
        return {name: codes[0] for first, codes in called for name in (first, *codes)}
    library = _library(country)
    english = {name: code for name, code in _ENGLISH.items() if code.startswith(country)}
    regions = {**library.subdivisions_aliases, **{code: code for code in library.subdivisions}}
    return english | {name: f"{country}-{code}" for name, code in regions.items()}


def _region_with_more(country: str) -> str | None:
    """Return the code of a country's first region that has holidays of its own in some year, if there is one."""
    national = set(_library(country, years=2026))
    regions = _library(country).subdivisions
    return next((code for code in regions if set(_library(country, subdiv=code, years=2026)) - national), None)


def _library(country: str, **choices: Any) -> Any:
    import holidays

    return holidays.country_holidays(country, **choices)
