"""Days on which no session can be: weekdays, days away, public holidays.

Holidays are found by code or name, as `GB-SCT`, `scotland` or `france`. They are the `holidays` library's, which is
imported when the first are asked for.
"""

import datetime as dt
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import field
from difflib import get_close_matches
from functools import lru_cache
from itertools import chain
from typing import Any, NamedTuple

from mesoplan.errors import NoOpenDayError, UsageError, quoted
from mesoplan.tables.sources import fold
from mesoplan.values.dates import WEEKDAYS as NAMES
from mesoplan.values.frozen import Frozen

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
"""The weekdays as `--closed` takes them, Monday first."""

WEEKEND = (5, 6)
"""Saturday and Sunday, Monday being 0."""

_FARTHEST = 366


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
    _reasons: dict[dt.date, str | None] = field(default_factory=dict, init=False, repr=False, compare=False)

    @property
    def is_empty(self) -> bool:
        """Whether every day is open."""
        return not (self.weekdays or self.away or self.holidays is not None)

    def reason(self, day: dt.date) -> str | None:
        """Return why a day is closed, as `Christmas Day`, `away` or `Saturday`; None if it is open."""
        if day not in self._reasons:
            self._reasons[day] = self._find_reason(day)
        return self._reasons[day]

    def _find_reason(self, day: dt.date) -> str | None:
        if any(first <= day <= last for first, last in self.away):
            return "away"
        if self.holidays is not None and (name := self.holidays.get(day)):
            return name
        return NAMES[day.weekday()] if day.weekday() in self.weekdays else None

    def cause(self, day: dt.date) -> str:
        """Say what kind of reason closes a closed day, as `a holiday`, `an absence` or `a closed Saturday`."""
        reason = self.reason(day)
        if reason == "away":
            return "an absence"
        return f"a closed {reason}" if reason in NAMES else "a holiday"

    def first_open(self, day: dt.date) -> dt.date:
        """Return the first open day from `day` on, itself included.

        Raises:
            NoOpenDayError: there is no open day within 366 days.
        """
        return self._first(range(day.toordinal(), day.toordinal() + _FARTHEST + 1), day)

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
        here, least, start = day.toordinal(), lowest.toordinal(), first.toordinal()
        end = here + _FARTHEST if last is None else last.toordinal()
        near = range(max(start - margin, least, here - _FARTHEST), min(end + margin, here + _FARTHEST) + 1)
        beyond = max(end + margin + 1, least)
        nearest = sorted(near, key=lambda one: (not start <= one <= end, abs(one - here), -one))
        return self._first(chain(nearest, range(beyond, beyond + _FARTHEST)), day)

    def _first(self, candidates: Iterable[int], day: dt.date) -> dt.date:
        for candidate in candidates:
            if candidate > dt.date.max.toordinal():
                break
            if self.reason(near := dt.date.fromordinal(candidate)) is None:
                return near
        raise NoOpenDayError(
            f"no day within {_FARTHEST} days of {day} is open: leave out a --closed or an --away", "closed"
        )


_SAMPLE_YEAR = 2026
_CODE = re.compile(r"(?P<country>[a-z]{2})(?:-(?P<region>.+))?")
_ISO_REGION = re.compile(r"[A-Z0-9]{1,3}")

_WITH_NAMED_REGIONS = ("GB", "DE", "ES", "CH", "AU", "CA", "US", "AT", "IT", "FR")
"""The countries whose regions are found by name alone, the first first where two have one name."""

_FURTHER_NAMES = (
    "AE emirates, AE uae, AT osterreich, BA bosnia, CH schweiz, CH suisse, CI cote d'ivoire, CV cape verde, CZ "
    "czech republic, DE deutschland, ES espana, GB britain, GB great britain, GB uk, HK hong kong, IT italia, KR "
    "korea, MO macao, NL holland, NL the netherlands, SY syria, TR turkiye, US america, US usa, VA vatican, "
    "AT-2 carinthia, AT-3 lower austria, AT-4 upper austria, AT-6 styria, AT-7 tyrol, AT-9 vienna, CH-GE geneva, "
    "CH-GR grisons, CH-LU lucerne, CH-SG st gallen, DE-BY bavaria, DE-HE hesse, DE-MV mecklenburg, DE-NI lower "
    "saxony, DE-NW north rhine-westphalia, DE-RP rhineland-palatinate, DE-SN saxony, DE-ST saxony-anhalt, DE-TH "
    "thuringia, ES-AN andalusia, ES-AR aragon, ES-CL castile and leon, ES-CN canary islands, ES-CT catalonia, "
    "ES-IB balearic islands, ES-NC navarre, ES-PV basque country, ES-VC valencia, IT-BZ south tyrol, IT-FI "
    "florence, IT-GE genoa, IT-MI milan, IT-NA naples, IT-RM rome, IT-TO turin, IT-VE venice, US-DC washington dc"
)
_NAMES = {name: code for code, _, name in (entry.partition(" ") for entry in _FURTHER_NAMES.split(", "))}
"""Codes by names that the library has not: of countries, and the English ones of regions."""


class Holidays(NamedTuple):
    """The public holidays of a place."""

    days: Mapping[dt.date, str]
    """Names of the holidays by day, in English where there are any."""
    note: str | None
    """Whose days were taken, where a country's regions have others; None where they have none of their own."""


def is_place(name: str) -> bool:
    """Return whether a code or a name is that of a country or region whose public holidays are known."""
    try:
        return bool(find_place(name))
    except UsageError:
        return False


@lru_cache(maxsize=64)
def holidays_of(place: str) -> Holidays:
    """Return the public holidays of a country or region.

    Args:
        place: a code or a name, in any case, as GB-SCT, scotland, FR or france.

    Raises:
        UsageError: no holidays of that place are known.
    """
    country, _, region = find_place(place).partition("-")
    name, note = _in_text(country), None
    if region:
        note = f"Public holidays of {_region_name(country, region)}; other regions of {name} have other days."
    elif more := _regions_with_more(country):
        whole = f"Public holidays of {name} as a whole; {len(more)} of its regions have more"
        note = f"{whole} (--closed holidays:{country}-{more[0]} closes those of one)."
    english = {"language": "en_US"} if "en_US" in _library(country).supported_languages else {}
    return Holidays(_library(country, subdiv=region or None, **english), note)


def places() -> Iterator[tuple[str, str]]:
    """Yield the code and the name of every country, and of the regions that are found by name."""
    for code, name in _countries().items():
        yield code, _title(name)
        if code in _WITH_NAMED_REGIONS:
            yield from ((f"{code}-{region}", _region_name(code, region)) for region in _iso_regions(code))


def find_place(place: str) -> str:
    """Return the ISO 3166 code of a country, or of its region where one is meant, as `FR` or `GB-SCT`.

    Raises:
        UsageError: no holidays of that place are known.
    """
    word = fold(place).replace("_", " ")
    countries = _countries()
    if (match := _CODE.fullmatch(word)) and (country := match["country"].upper()) in countries:
        return country if match["region"] is None else f"{country}-{_find_region(country, match['region'])}"
    names = {name: code for code, name in countries.items()} | _NAMES
    if found := names.get(word) or _named_regions().get(word):
        return found
    near = get_close_matches(word, [*names, *_named_regions()], n=1, cutoff=0.82)
    hint = f" (did you mean {near[0]}?)" if near else ""
    raise UsageError(
        f"no public holidays are known for {quoted(place)}{hint}: write a country or one of its regions,"
        " as GB-SCT, bavaria or france"
    )


def _find_region(country: str, word: str) -> str:
    """Return the code of a region of a country."""
    known = _library(country)
    regions: dict[str, str] = {fold(code): code for code in known.subdivisions}
    regions |= {fold(name): code for name, code in known.subdivisions_aliases.items()}
    regions |= {name: code[3:] for name, code in _NAMES.items() if code.startswith(f"{country}-")}
    if word in regions:
        return regions[word]
    known_are = ", ".join(_iso_regions(country)[:30])
    hint = f"; it has {known_are}" if known_are else f": write {country}"
    raise UsageError(f"{_in_text(country)} has no region {quoted(word.upper())} with public holidays of its own{hint}")


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
    return found


def _library(country: str, **choices: Any) -> Any:
    import holidays

    return holidays.country_holidays(country, **choices)


def _iso_regions(country: str) -> list[str]:
    return [code for code in _library(country).subdivisions if _ISO_REGION.fullmatch(code)]


def _regions_with_more(country: str) -> list[str]:
    """Return the codes of a country's regions that have holidays of their own."""
    national = set(_library(country, years=_SAMPLE_YEAR))
    regions = _iso_regions(country)
    return [code for code in regions if set(_library(country, subdiv=code, years=_SAMPLE_YEAR)) - national]


def _region_name(country: str, region: str) -> str:
    """Return a region's name, the English one where there is one."""
    english = [_title(name) for name, code in _NAMES.items() if code == f"{country}-{region}"]
    names = [name for name, code in _library(country).subdivisions_aliases.items() if code == region]
    return max(english or names, key=len, default=f"{country}-{region}")


def _title(name: str) -> str:
    return re.sub(r"\b(And|Of|The|Da)\b", lambda small: small[0].lower(), name.title())


def _in_text(country: str) -> str:
    """Return a country's name as it stands in a sentence."""
    name = _title(_countries()[country])
    return f"the {name}" if name.startswith(("United", "Netherlands", "Philippines")) else name
