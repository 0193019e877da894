"""Places with public holidays, by code or name, as `GB-SCT`, `scotland` or `france`.

The holidays are those of the `holidays` library, which is imported when the first place is asked for.
"""

import datetime as dt
from collections.abc import Mapping
from contextlib import suppress
from functools import lru_cache
from typing import Any, NamedTuple

from mesoplan.errors import UnknownNameError, UsageError, fold

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


@lru_cache
def known_place(name: str) -> str | None:
    """Return the code of a country or region, as `find_place` does; None where no holidays of it are known."""
    with suppress(UsageError):
        return find_place(name)
    return None


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
