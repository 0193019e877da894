"""What is planned, from when and how."""

from collections import ChainMap
from collections.abc import Iterable, Sequence
from contextlib import suppress
from typing import Any

from mesoplan.errors import FieldError, UnknownNameError, UsageError, naming
from mesoplan.planning.closures import WEEKDAYS, WEEKEND, Closures, Holidays, holidays_of
from mesoplan.planning.overrides import apply_choices
from mesoplan.planning.regimen import PACES, Regimen, Request
from mesoplan.requests.base import Asked, choice, option, options
from mesoplan.requests.completion import complete_closed, complete_countries, complete_protocols
from mesoplan.requests.words import Away, Counts, Day, Days, Intervals, Length, PastDays, Shift, Text, Texts, Upkeep
from mesoplan.tables.catalog import Catalog
from mesoplan.tables.regimens import Protocol
from mesoplan.tables.sources import fold
from mesoplan.values.ranges import Duration, Pace, Unit

PROTOCOL = "standard"
"""The protocol that is meant where none is named."""

PLAN, HAPPENED, CLOSED = "What to plan", "What has happened", "When it is closed"
MONEY = "What it costs"
_HOLIDAYS = "holidays"
_WEEKLY = {_HOLIDAYS: (), "weekends": WEEKEND, **{day: (number,) for number, day in enumerate(WEEKDAYS)}}
"""What can be closed, and the weekdays that it is."""


class CountryRequest(Asked):
    """Where."""

    country: Texts = options(
        "COUNTRY",
        "Country or clinic, by name, code or id, or all",
        PLAN,
        "--country",
        "-c",
        env="MESOPLAN_COUNTRY",
        complete=complete_countries,
    )

    @property
    def one_country(self) -> str | None:
        """The one country that is named; None where none is, or several are, or all."""
        return self.country[0] if len(self.country) == 1 and fold(self.country[0]) != "all" else None


class PriceRequest(CountryRequest):
    """What a session costs at your clinic."""

    price: Text = option("AMOUNT", "Your clinic's price of a session: 250, 200-280 or 250GBP.", MONEY)


class PlanRequest(CountryRequest):
    """What is planned, from when and how."""

    protocol: Text = option(
        "ID",
        f"Which published regimen. [default: {PROTOCOL}]",
        PLAN,
        "--protocol",
        "-p",
        env="MESOPLAN_PROTOCOL",
        complete=complete_protocols,
    )
    start: Day = option("DATE", "First session: 1 Dec 2026, monday or +2w. [default: today, or the first --done]", PLAN)
    sessions: Counts = options("[PHASE=]N", "How many course sessions you want; by phase: initial=4", PLAN)
    interval: Intervals = options("[PHASE=]LENGTH", "Between sessions: 3w, 2-4w or 1mo; by phase: initial=3w", PLAN)
    maintenance: Upkeep = option("LENGTH|none", "Between maintenance sessions: 6mo or 4-6mo.", PLAN)
    pace: Pace = choice("pace", PACES, "Shortest, middle or longest of every interval.", PLAN, default="typical")
    horizon: Length = option("LENGTH", "How far ahead: 18mo or 2y, up to 50y. [default: 24mo]", PLAN)
    done: PastDays = options("DATE", "A session you had; later ones count from it", HAPPENED)
    booked: Days = options("DATE", "An appointment you made, even on a closed day", HAPPENED)
    missed: PastDays = options("DATE", "An appointment you missed", HAPPENED)
    closed: Texts = options(
        "weekends|holidays|mon..sun",
        "Days without sessions; holidays are those of --country, or holidays:DE-BY",
        CLOSED,
        complete=complete_closed,
    )
    away: Away = options("DATE[..DATE]", "Days away, both included", CLOSED)
    tolerance: Shift = option("LENGTH", "How far a closed day may move a session: 2d, or 0d.", CLOSED)

    @property
    def plans(self) -> bool:
        """Whether anything but the protocol and the country is chosen, so that a plan must be meant."""
        fields = PlanRequest.model_fields.keys() - Asked.model_fields.keys() - {"protocol", "country"}
        given = {field: value for field in fields if (value := getattr(self, field))}
        return any(value != PlanRequest.model_fields[field].default for field, value in given.items())

    def protocol_in(self, catalog: Catalog) -> Protocol:
        """Return the protocol that is meant.

        Raises:
            UnknownNameError: there is none of that name.
        """
        return catalog.default_protocol(PROTOCOL) if self.protocol is None else catalog.protocol(self.protocol)

    def regimen(self, catalog: Catalog, *, say_open: bool = False) -> Regimen:
        """Return the protocol that is asked for, with the choices in place.

        Args:
            catalog: the tables.
            say_open: whether the plan says which sessions fall on public holidays where nothing is closed.

        Raises:
            UsageError: there is no such protocol, or a choice cannot be followed.
        """
        closures = self.closures(catalog, say_open=say_open)
        return apply_choices(self.protocol_in(catalog), self.choices(), closures)

    def choices(self) -> Request:
        """Return what a plan is made from.

        Raises:
            FieldError: a phase is given twice.
        """
        done = tuple(sorted(self.done))
        return Request(
            start=self.start or (done[0] if done else self.day),
            pace=self.pace,
            horizon=self.horizon or Duration(24, 24, Unit.MONTHS),
            sessions=_by_phase("sessions", self.sessions),
            intervals=_by_phase("interval", self.interval),
            maintenance=self.maintenance,
            done=done,
            booked=tuple(sorted(self.booked)),
            missed=tuple(sorted(self.missed)),
            tolerance=self.tolerance,
            today=self.today,
        )

    def closures(self, catalog: Catalog, *, say_open: bool = False) -> Closures | None:
        """Return when no session can be; None if no day is closed and nothing is to be said.

        Args:
            catalog: whose price rows name places of holidays.
            say_open: whether public holidays of a known country are looked up where nothing is closed.

        Raises:
            FieldError: a word is wrong, or a place has no public holidays.
        """
        if not self.closed and not self.away:
            with suppress(UsageError):  # no country is named, or one without holidays, such as the euro area
                return Closures(open_holidays=self._holidays(catalog).days) if say_open else None
            return None
        with naming("closed"):
            weekdays, places = _read_closed(self.closed)
        found = [self._holidays(catalog, place) for place in places]
        # The library finds the days of a year when one of them is asked for.
        days: Any = ChainMap(*(one.days for one in found))  # type: ignore[arg-type]  # nothing is written to them
        return Closures(
            weekdays=weekdays,
            holidays=days if found else None,
            away=tuple(self.away),
            notes=tuple(one.note for one in found if one.note),
        )

    def _holidays(self, catalog: Catalog, place: str = "") -> Holidays:
        """Return the public holidays of a place, or of the country.

        Raises:
            FieldError: there is no such place, or not one country.
        """
        with naming("closed" if place or not self.country else "country"):
            named = place or self.one_country
            if named is None:
                raise UsageError("holidays are those of one country: give one --country, or write holidays:GB-SCT")
            return holidays_of(_place_in(catalog, named))


def _by_phase(field: str, given: Sequence[tuple[str, Any]]) -> dict[str, Any]:
    """Return values by phase.

    Raises:
        FieldError: one phase is given twice.
    """
    values = dict(given)
    if len(values) < len(given):
        raise FieldError("given twice for one phase: keep one", field)
    return values


def _read_closed(words: Iterable[str]) -> tuple[frozenset[int], list[str]]:
    """Return the weekdays that are closed every week, and the places whose holidays are; "" is that of the country.

    Raises:
        UsageError: a word is none of these, or no weekday is left open.
    """
    weekdays: set[int] = set()
    places: list[str] = []
    for word in words:
        day, colon, place = map(str.strip, word.partition(":"))
        if day.lower() == _HOLIDAYS:
            places.append(place)
        elif colon or day.lower() not in _WEEKLY:
            raise UnknownNameError("closed day", word, _WEEKLY)
        weekdays.update(_WEEKLY[day.lower()])
    if len(weekdays) == len(WEEKDAYS):
        raise UsageError("no weekday is left open")
    return frozenset(weekdays), places


def _place_in(catalog: Catalog, place: str) -> str:
    """Return the place whose holidays a price row has; what is no row, or has none, is a place itself."""
    row = next((row for row in catalog.prices.values() if fold(place) in row.names), None)
    if row is None:
        return place
    return row.holidays or (row.code if row.code and row.id in catalog.own_prices else place)
