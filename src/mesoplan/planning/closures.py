"""Days on which no session can be: weekdays, public holidays, days away. Pure but for loading holidays."""

from __future__ import annotations

import datetime as dt
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from mesoplan.errors import NoOpenDayError, UsageError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
"""The weekdays as `--closed` takes them, Monday first."""

_NAMES = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_FARTHEST = 366


class Closures(NamedTuple):
    """When the clinic is shut or the patient is away."""

    weekdays: frozenset[int] = frozenset()
    """Closed weekdays, Monday being 0."""
    holidays: Mapping[dt.date, str] | None = None
    """Names of closed days by date."""
    away: tuple[tuple[dt.date, dt.date], ...] = ()
    """First and last day of each absence, both included."""

    def reason(self, day: dt.date) -> str | None:
        """Return why a day is closed, as `Christmas Day`, `away` or `Saturday`; None if it is open."""
        if any(first <= day <= last for first, last in self.away):
            return "away"
        if self.holidays is not None and (name := self.holidays.get(day)):
            return name
        return _NAMES[day.weekday()] if day.weekday() in self.weekdays else None

    def nearest_open(self, day: dt.date, earliest: dt.date, latest: dt.date | None) -> dt.date:
        """Return the open day nearest to `day` from `earliest` to `latest`, the later one on a tie.

        Where those days have none it is the first open day after them. None for `latest`: no last day.

        Raises:
            NoOpenDayError: there is no open day within 366 days.
        """
        for candidate in self._candidates(day, earliest, latest):
            if self.reason(candidate) is None:
                return candidate
        raise NoOpenDayError(
            f"no day within {_FARTHEST} days of {day} is open: leave out a --closed or an --away", "closed"
        )

    def _candidates(self, day: dt.date, earliest: dt.date, latest: dt.date | None) -> Iterator[dt.date]:
        """Yield the days of the window from the nearest to the farthest, then those after it."""
        here, first, last = (one.toordinal() for one in (day, earliest, latest or dt.date.max))
        for away in range(min(max(last - here, here - first), _FARTHEST) + 1):
            for near in dict.fromkeys((here + away, here - away)):
                if first <= near <= last:
                    yield dt.date.fromordinal(near)
        for after in range(last + 1, min(last + _FARTHEST, dt.date.max.toordinal()) + 1):
            yield dt.date.fromordinal(after)


@lru_cache(maxsize=32)
def public_holidays(code: str, region: str | None = None) -> Mapping[dt.date, str]:
    """Return a country's public holidays, with their names in English where there are any.

    Args:
        code: ISO 3166 code of the country, as GB.
        region: code of one of its parts, as SCT.

    Raises:
        UsageError: no holidays of that country or region are known.
    """
    import holidays

    try:
        known = holidays.country_holidays(code, subdiv=region)
        if "en_US" in known.supported_languages and known.language != "en_US":
            known = holidays.country_holidays(code, subdiv=region, language="en_US")
    except NotImplementedError:
        supported = holidays.list_supported_countries()
        if code not in supported:
            raise UsageError(f"no public holidays are known for {code}") from None
        regions = ", ".join(supported[code]) or "none"
        raise UsageError(f"{code} has no region {region!r} with public holidays of its own; it has {regions}") from None
    return known
