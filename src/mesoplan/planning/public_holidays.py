"""Public holidays of countries and their regions, found by code or name: `GB-SCT`, `scotland`, `DE`, `france`.

The days are the `holidays` library's, which is imported when the first are asked for.
"""

import datetime as dt
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from functools import lru_cache
from typing import Any

from mesoplan.errors import UsageError
from mesoplan.tables.regimens import fold

_SAMPLE_YEAR = 2026
_LIKENESS = 0.82
_CODE = re.compile(r"(?P<country>[a-z]{2})(?:-(?P<region>.+))?")
_ISO_REGION = re.compile(r"[A-Z0-9]{1,3}")

_WITH_NAMED_REGIONS = ("GB", "DE", "ES", "CH", "AU", "CA", "US", "AT", "IT", "FR")
"""The countries whose regions are found by name alone, the first first where two have one name."""

_COUNTRIES = {
    "america": "US",
    "bosnia": "BA",
    "britain": "GB",
    "cape verde": "CV",
    "cote d'ivoire": "CI",
    "czech republic": "CZ",
    "deutschland": "DE",
    "emirates": "AE",
    "espana": "ES",
    "great britain": "GB",
    "holland": "NL",
    "hong kong": "HK",
    "italia": "IT",
    "korea": "KR",
    "macao": "MO",
    "osterreich": "AT",
    "schweiz": "CH",
    "suisse": "CH",
    "syria": "SY",
    "the netherlands": "NL",
    "turkiye": "TR",
    "uae": "AE",
    "uk": "GB",
    "usa": "US",
    "vatican": "VA",
}
"""Countries by further names than the library's."""

_REGIONS = {
    "bavaria": "DE-BY",
    "hesse": "DE-HE",
    "lower saxony": "DE-NI",
    "mecklenburg": "DE-MV",
    "north rhine-westphalia": "DE-NW",
    "rhineland-palatinate": "DE-RP",
    "saxony": "DE-SN",
    "saxony-anhalt": "DE-ST",
    "thuringia": "DE-TH",
    "andalusia": "ES-AN",
    "aragon": "ES-AR",
    "balearic islands": "ES-IB",
    "basque country": "ES-PV",
    "canary islands": "ES-CN",
    "castile and leon": "ES-CL",
    "catalonia": "ES-CT",
    "navarre": "ES-NC",
    "valencia": "ES-VC",
    "geneva": "CH-GE",
    "grisons": "CH-GR",
    "lucerne": "CH-LU",
    "st gallen": "CH-SG",
    "carinthia": "AT-2",
    "lower austria": "AT-3",
    "upper austria": "AT-4",
    "styria": "AT-6",
    "tyrol": "AT-7",
    "vienna": "AT-9",
    "florence": "IT-FI",
    "genoa": "IT-GE",
    "milan": "IT-MI",
    "naples": "IT-NA",
    "rome": "IT-RM",
    "south tyrol": "IT-BZ",
    "turin": "IT-TO",
    "venice": "IT-VE",
    "washington dc": "US-DC",
}
"""Regions by their English names, where the library has others."""


@dataclass(frozen=True, slots=True)
class Holidays:
    """The public holidays of a place."""

    code: str
    """ISO 3166 code, as GB-SCT or FR."""
    place: str
    """The place's name, as `Scotland` or `France`."""
    days: Mapping[dt.date, str]
    """Names of the holidays by day, in English where there are any."""
    note: str | None
    """Whose days were taken, where a country's regions have others; None where they have none of their own."""


@lru_cache(maxsize=64)
def holidays_of(place: str) -> Holidays:
    """Return the public holidays of a country or region.

    Args:
        place: a code or a name, in any case, as GB-SCT, scotland, FR or france.

    Raises:
        UsageError: no holidays of that place are known.
    """
    country, region = _find(place)
    note: str | None = None
    name = _country_name(country)
    days = _days(country, region)
    if region is not None:
        where = _region_name(country, region)
        note = f"Public holidays of {where}; other regions of {_in_text(name)} have other days."
        return Holidays(f"{country}-{region}", where, days, note)
    more = _regions_with_more(country)
    if more:
        whole = f"Public holidays of {_in_text(name)} as a whole; {len(more)} of its regions have more"
        note = f"{whole} (--closed holidays:{more[0]} closes those of one)."
    return Holidays(country, name, days, note)


def places() -> Iterator[tuple[str, str]]:
    """Yield the code and the name of every country, and of the regions that are found by name."""
    for code, name in _countries().items():
        yield code, _title(name)
        if code in _WITH_NAMED_REGIONS:
            for region in _iso_regions(code):
                yield f"{code}-{region}", _region_name(code, region)


def _find(place: str) -> tuple[str, str | None]:
    """Return the codes of a country and, where one is meant, of its region."""
    word = fold(place).replace("_", " ")
    countries = _countries()
    by_name = {name: code for code, name in countries.items()} | _COUNTRIES
    if (match := _CODE.fullmatch(word)) and match["country"].upper() in countries:
        country = match["country"].upper()
        return country, None if match["region"] is None else _find_region(country, match["region"])
    if word in by_name:
        return by_name[word], None
    if found := _named_regions().get(word):
        country, _, region_code = found.partition("-")
        return country, region_code
    near = get_close_matches(word, [*by_name, *_named_regions()], n=1, cutoff=_LIKENESS)
    hint = f" (did you mean {near[0]}?)" if near else ""
    raise UsageError(
        f"no public holidays are known for {place!r}{hint}: write a country or one of its regions,"
        " as GB-SCT, bavaria or france"
    )


def _find_region(country: str, word: str) -> str:
    """Return the code of a region of a country."""
    known = _library(country)
    regions: dict[str, str] = {fold(code): code for code in known.subdivisions}
    regions |= {fold(name): code for name, code in known.subdivisions_aliases.items()}
    regions |= {name: code[3:] for name, code in _REGIONS.items() if code.startswith(f"{country}-")}
    if word in regions:
        return regions[word]
    name = _in_text(_country_name(country))
    listed = ", ".join(_iso_regions(country)[:30])
    if not listed:
        raise UsageError(f"{name} has no regions with public holidays of their own: write {country}")
    raise UsageError(f"{name} has no region {word.upper()!r} with public holidays of its own; it has {listed}")


@lru_cache(maxsize=1)
def _countries() -> dict[str, str]:
    """Return the names of the countries by their codes."""
    from holidays.registry import COUNTRIES

    return {names[1]: key.replace("_", " ") for key, names in COUNTRIES.items()}


@lru_cache(maxsize=1)
def _named_regions() -> dict[str, str]:
    """Return the codes of the regions that are found by name alone."""
    found: dict[str, str] = {}
    for country in _WITH_NAMED_REGIONS:
        for name, region in _library(country).subdivisions_aliases.items():
            if len(name) > 3:
                found.setdefault(fold(name), f"{country}-{region}")
    return {**found, **_REGIONS}


def _library(country: str, **choices: Any) -> Any:
    import holidays

    return holidays.country_holidays(country, **choices)


def _days(country: str, region: str | None) -> Mapping[dt.date, str]:
    """Return the holidays by day, with their names in English where there are any."""
    known = _library(country, subdiv=region)
    if "en_US" in known.supported_languages and known.language != "en_US":
        known = _library(country, subdiv=region, language="en_US")
    days: Mapping[dt.date, str] = known
    return days


def _iso_regions(country: str) -> list[str]:
    return [code for code in _library(country).subdivisions if _ISO_REGION.fullmatch(code)]


def _regions_with_more(country: str) -> list[str]:
    """Return the codes of a country's regions that have holidays of their own."""
    national = set(_library(country, years=_SAMPLE_YEAR))
    return [
        f"{country}-{region}"
        for region in _iso_regions(country)
        if set(_library(country, subdiv=region, years=_SAMPLE_YEAR)) - national
    ]


def _country_name(country: str) -> str:
    return _title(_countries()[country])


def _region_name(country: str, region: str) -> str:
    """Return a region's name, the English one where there is one."""
    code = f"{country}-{region}"
    english = next((_title(name) for name, known in _REGIONS.items() if known == code), None)
    names: list[str] = [name for name, known in _library(country).subdivisions_aliases.items() if known == region]
    return english or max(names, key=len, default=code)


def _title(name: str) -> str:
    small = ("and", "of", "the", "da")
    words = (word if word in small else "-".join(map(str.capitalize, word.split("-"))) for word in name.split())
    return " ".join(words)


def _in_text(name: str) -> str:
    """Return a country's name as it stands in a sentence."""
    return f"the {name}" if name.startswith(("United", "Netherlands", "Philippines")) else name
