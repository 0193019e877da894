"""What is planned, from when and how, and whose advice counts for it."""

from collections import ChainMap
from collections.abc import Sequence
from contextlib import suppress
from typing import Annotated, Any

from mesoplan.errors import FieldError, UnknownNameError, UsageError, fold, naming
from mesoplan.planning.closures import WEEKEND, Closures
from mesoplan.planning.regimen import PACES, Request
from mesoplan.planning.visits import Diary
from mesoplan.requests import base
from mesoplan.requests.base import Asked, Day, Intervals, Offers, choice, flag, ids_of, matching, option, options
from mesoplan.tables.advice import HairType
from mesoplan.tables.catalog import Catalog
from mesoplan.tables.places import Holidays, holidays_of, places
from mesoplan.tables.regimens import Protocol
from mesoplan.values import WEEKDAYS, Duration, Pace, Unit

PROTOCOL = "standard"
"""The protocol that is meant where none is named."""

PLAN, HAPPENED, CLOSED = "What to plan", "What has happened", "When it is closed"
MONEY, ADVICE = "What it costs", "Whose advice"

_SHORT = [name[:3].lower() for name in WEEKDAYS]
_WEEKLY = {"weekends": WEEKEND, **{day.lower(): (n,) for n, name in enumerate(WEEKDAYS) for day in (name, name[:3])}}
"""What can be closed every week, and the weekdays that it is."""


def read_closed(text: str) -> tuple[Sequence[int], str | None]:
    """Read the weekdays that a word closes, and the place whose holidays it closes: "" is the country, None nowhere."""
    day, colon, place = map(str.strip, text.partition(":"))
    if day.lower() == "holidays":
        return (), place
    if colon or day.lower() not in _WEEKLY:
        raise UnknownNameError("closed day", text, ("holidays", "weekends", *_SHORT), _WEEKLY)
    return _WEEKLY[day.lower()], None


def complete_closed(incomplete: str) -> Offers:
    """Return what can be closed; after `holidays:` the places with public holidays."""
    if incomplete.lower().startswith("holidays:"):
        return matching({f"holidays:{code}": name for code, name in places().items()}, incomplete)
    days = {day: f"Every {day.capitalize()}" for day in _SHORT}
    known = {"weekends": "Saturdays and Sundays", "holidays": "Public holidays of --country"}
    return matching({**known, "holidays:": "Public holidays of another place", **days}, incomplete)


class CountryRequest(Asked):
    """Where."""

    country: base.Texts = options(
        "COUNTRY",
        "Country or clinic, by name, code or id, or all",
        PLAN,
        "--country",
        "-c",
        envvar="MESOPLAN_COUNTRY",
        autocompletion=ids_of("prices", all="Every price row"),
    )

    @property
    def one_country(self) -> str | None:
        """The one country that is named; None where none is, or several are, or all."""
        named = {*map(fold, self.country)}
        return self.country[0] if len(named) == 1 and "all" not in named else None


class PriceRequest(CountryRequest):
    """What a session costs at your clinic."""

    price: base.Text = option("AMOUNT", "Your clinic's price of a session: 250, 200-280 or 250GBP.", MONEY)


class PlanRequest(CountryRequest):
    """What is planned, from when and how, and whose advice counts for it."""

    protocol: base.Text = option(
        "ID",
        f"Which published regimen. [default: {PROTOCOL}]",
        PLAN,
        "--protocol",
        "-p",
        envvar="MESOPLAN_PROTOCOL",
        autocompletion=ids_of("protocols"),
    )
    start: Day = option("DATE", "First session: 1 Dec 2026, monday or +2w. [default: today, or the first --done]", PLAN)
    sessions: base.Counts = options("[PHASE=]N", "How many course sessions you want; by phase: initial=4", PLAN)
    interval: Intervals = options("[PHASE=]LENGTH", "Between sessions: 3w, 2-4w or 1mo; by phase: initial=3w", PLAN)
    maintenance: base.Upkeep = option("LENGTH|none", "Between maintenance sessions: 6mo or 4-6mo.", PLAN)
    pace: Pace = choice("pace", PACES, "Shortest, middle or longest of every interval.", PLAN, default="typical")
    horizon: base.Length = option("LENGTH", "How far ahead: 18mo or 2y, up to 50y. [default: 24mo]", PLAN)
    done: base.PastDays = options("DATE", "A session you had; later ones count from it", HAPPENED)
    booked: base.Days = options("DATE", "An appointment you made, even on a closed day", HAPPENED)
    missed: base.PastDays = options("DATE", "An appointment you missed", HAPPENED)
    closed: Annotated[list[Any], base.many(read_closed)] = options(
        "weekends|holidays|WEEKDAY",
        "Days without sessions; holidays are those of --country, or holidays:DE-BY",
        CLOSED,
        autocompletion=complete_closed,
    )
    away: base.Away = options("DATE[..DATE]", "Days away, both included", CLOSED)
    tolerance: base.Shift = option("LENGTH", "How far a moved session may miss its interval: 2d or 0d.", CLOSED)

    @property
    def plans(self) -> bool:
        """Whether anything but the protocol and the country is chosen, so that a plan must be meant."""
        fields = PlanRequest.model_fields.keys() - Asked.model_fields.keys() - {"protocol", "country"}
        return any(getattr(self, field) not in ([], PlanRequest.model_fields[field].default) for field in fields)

    def protocol_in(self, catalog: Catalog) -> Protocol:
        """Return the protocol that is meant.

        Raises:
            UnknownNameError: there is none of that name.
        """
        return catalog.default_protocol(PROTOCOL) if self.protocol is None else catalog.protocol(self.protocol)

    def diary(self, catalog: Catalog, *, say_open: bool = False) -> Diary:
        """Return the protocol that is asked for, with the choices and days in place.

        Args:
            catalog: the tables.
            say_open: whether the plan says which sessions fall on public holidays where nothing is closed.

        Raises:
            UsageError: there is no such protocol, or a choice cannot be followed.
        """
        return Diary(self.protocol_in(catalog), self.choices(), self.closures(catalog, say_open=say_open))

    def choices(self) -> Request:
        """Return what a plan is made from.

        Raises:
            FieldError: a phase is given twice.
        """
        given = {field: getattr(self, field) for field in ("pace", "maintenance", "tolerance", "today")}
        given |= {field: tuple(sorted(getattr(self, field))) for field in ("done", "booked", "missed")}
        start, horizon = self.start or min(self.done, default=self.day), self.horizon or Duration(24, 24, Unit.MONTHS)
        sessions, intervals = by_name("sessions", self.sessions), by_name("interval", self.interval)
        return Request(start=start, horizon=horizon, sessions=sessions, intervals=intervals, **given)

    def closures(self, catalog: Catalog, *, say_open: bool = False) -> Closures:
        """Return when no session can be.

        Args:
            catalog: whose price rows name places of holidays.
            say_open: whether public holidays of a known country are looked up where they are not closed.

        Raises:
            FieldError: a word is wrong, or a place has no public holidays.
        """
        weekdays = frozenset(day for days, _ in self.closed for day in days)
        found = [self._holidays(catalog, place) for _, place in self.closed if place is not None]
        # The library finds the days of a year when one of them is asked for.
        known: Any = {"holidays": ChainMap(*(one.days for one in found))} if found else {}  # type: ignore[arg-type]
        if say_open and not found:
            with suppress(UsageError):  # no country is named, or one without holidays, such as the euro area
                known["open_holidays"] = self._holidays(catalog).days
        notes = tuple(one.note for one in found if one.note)
        return Closures(weekdays=weekdays, away=tuple(self.away), notes=notes, **known)

    def _holidays(self, catalog: Catalog, place: str = "") -> Holidays:
        """Return the public holidays of a place, or of the country.

        Raises:
            FieldError: there is no such place, or not one country.
        """
        with naming("closed" if place or not self.country else "country"):
            named = place or self.one_country
            if named is None:
                raise UsageError("holidays are those of one country: give one --country, or write holidays:GB-SCT")
            # A price row says whose holidays it has; what is no row, or has none, is a place itself.
            row = next((row for row in catalog.prices.values() if fold(named) in row.names), None)
            code = row and (row.holidays or (row.code if row.id in catalog.own_ids["prices"] else None))
            return holidays_of(code or named)


class AdviceRequest(Asked):
    """Which documents' advice counts, and for whom."""

    oily_hair: bool = flag("--oily-hair", "Use what documents say for oily hair.", ADVICE)
    strict: bool = flag("--strict", "Use the longest time of all documents. [default, but in aftercare -p]", ADVICE)
    source_only: bool = flag("--source-only", "Use only the protocol's own document.", ADVICE)

    @property
    def hair(self) -> tuple[HairType, ...]:
        """The conditions that are met."""
        return ("oily-hair",) if self.oily_hair else ()

    def only_source(self, protocol: Protocol, *, own: bool = False) -> str | None:
        """Return the only document to go by; None for all of them. `own`: the default is the protocol's.

        Raises:
            FieldError: both ways are asked for.
        """
        if self.strict and self.source_only:
            raise FieldError("takes every document and --source-only one: choose one of the two", "strict")
        return protocol.source if self.source_only or (own and not self.strict) else None


def by_name(field: str, given: Sequence[tuple[str, Any]], kind: str = "phase") -> dict[str, Any]:
    """Return values by their phase or another kind of name.

    Raises:
        FieldError: one name is given twice.
    """
    values = dict(given)
    if len(values) < len(given):
        raise FieldError(f"given twice for one {kind}: keep one", field)
    return values
