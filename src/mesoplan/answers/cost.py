"""The answers of `mesoplan cost` and `mesoplan compare`: what regimens cost, by country, and side by side."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Literal

from mesoplan.answers.document import PlanHeader, plan_header
from mesoplan.planning.open_points import not_stated
from mesoplan.planning.regimen import Request
from mesoplan.planning.schedule import Schedule, lay_out_if_dated
from mesoplan.planning.session_counts import PlannedCount, SessionCounts, count_sessions
from mesoplan.planning.visits import Diary
from mesoplan.pricing.cost import price_sessions
from mesoplan.pricing.estimate import Estimate
from mesoplan.pricing.rates import Rate, rate_warnings
from mesoplan.pricing.terms import Basis, basis_of
from mesoplan.requests.money import CostRequest, MoneyRequest
from mesoplan.requests.plan import PriceRequest
from mesoplan.tables.catalog import Catalog
from mesoplan.tables.prices import Price
from mesoplan.tables.regimens import Maintenance, Protocol
from mesoplan.tables.sources import Citation, Cite
from mesoplan.values import Amount, Count, Duration, Frozen, Pace, Unit
from mesoplan.values.money import ENDLESS


class CostAnswer(PlanHeader):
    """What `mesoplan cost --json` prints: what a plan costs, by country."""

    estimates: tuple[Estimate, ...]
    """One a country."""
    warnings: tuple[str, ...]
    """Where the plan departs from its source, and what is old or doubtful, in sentences."""


def cost_answer(request: CostRequest, diary: Diary, schedule: Schedule | None, catalog: Catalog) -> CostAnswer:
    """Return what a regimen costs; `schedule` is its dates, None where it cannot be dated.

    Raises:
        UsageError: a price cannot be read, or could be in several currencies.
        NoRateError: a currency has no rate.
    """
    regimen, bases = diary.regimen, request.converted(request.prices(catalog))
    estimates = estimate(count_sessions(diary, schedule), bases, catalog)
    warnings = (*regimen.warnings, *regimen.notes, *rate_warnings((one.rate for one in bases), request.day))
    return CostAnswer(**vars(plan_header(diary, catalog)), estimates=estimates, warnings=warnings)


def estimate(counts: SessionCounts, bases: Iterable[Basis], catalog: Catalog) -> tuple[Estimate, ...]:
    """Return what counted sessions cost on each basis.

    Raises:
        FieldError: the plan has fewer sessions than the patient stops after.
    """
    return tuple(price_sessions(counts, basis, catalog.cite) for basis in bases)


def estimate_known(request: PriceRequest, schedule: Schedule, catalog: Catalog) -> tuple[Estimate, ...]:
    """Return what a plan costs where a price is known; a country may stand for its holidays alone.

    Raises:
        UsageError: a price cannot be read, or could be in several currencies.
    """
    known = [name for name in request.country if catalog.has_price(name)]
    prices = MoneyRequest(today=request.today, country=known, price=request.price).prices(catalog, alone=False)
    return estimate(count_sessions(schedule.diary, schedule), prices, catalog)


def estimate_cost(protocol: Protocol, price: Price, request: Request, catalog: Catalog) -> Estimate:
    """Estimate what a protocol costs in one country, or at one clinic.

    A protocol whose interval nobody states still has the cost of its course; `through` is empty then.

    Args:
        protocol: what is planned.
        price: the row of a country or a clinic.
        request: from when and how.
        catalog: the tables, for the names of documents.

    Raises:
        UsageError: a choice cannot be followed, or dates would pass the year 9999.
    """
    diary = Diary(protocol, request)
    return price_sessions(count_sessions(diary, lay_out_if_dated(diary)), basis_of(price), catalog.cite)


Sort = Literal["cost", "first-year", "length", "sessions"]

SORTS: Mapping[Sort, str] = {
    "cost": "cheapest course by its lowest price",
    "first-year": "cheapest first 12 months by their lowest price",
    "length": "shortest course",
    "sessions": "fewest sessions",
}
"""The orders, and what comes first in each."""


class ComparedCourse(Frozen):
    """A compared course."""

    sessions: Count
    """How many sessions; no most where the source names none."""
    days: Count | None
    """From the first to the last session, at the fastest with the fewest and at the slowest with the most; null where
    there is no course or it has no dates."""
    cost: Amount | None
    """What it costs, converted where there is a rate; null without a price."""


class ComparedYear(Frozen):
    """A compared protocol's first twelve months, maintenance included."""

    sessions: PlannedCount
    """How many sessions."""
    cost: Amount | None
    """What they cost, converted where there is a rate; null without a price."""


class ComparedRow(Frozen):
    """A protocol, in a country if there are any."""

    protocol: str
    """Its id."""
    name: str
    """Its name."""
    source: Citation
    """The document that it comes from."""
    country: str | None
    """The price row's id; null without one."""
    currency: str | None
    """ISO 4217 code of the row's sums; null without a price."""
    course: ComparedCourse
    """The course."""
    maintenance: Maintenance
    """What follows the course."""
    session_minutes: Count | None
    """How long a session takes, in minutes; null if it is not stated."""
    through_12: ComparedYear | None
    """The first twelve months; null where there are no dates."""
    complete: bool
    """Whether everything that the protocol asks for is counted."""
    converted: Rate | None
    """The rate, if sums were converted."""
    not_stated: tuple[str, ...]
    """What the source gives no figure for."""
    notes: tuple[str, ...]
    """What a reader must know about the costs."""


class CompareAnswer(Frozen):
    """What `mesoplan compare --json` prints: protocols, and countries, side by side."""

    start: date
    """The first session."""
    pace: Pace
    """Which end of every interval the planned sessions take."""
    rows: tuple[ComparedRow, ...]
    """One a protocol and country."""
    warnings: tuple[str, ...]
    """What is old or doubtful, in sentences."""


def compare_answer(
    protocols: Iterable[Protocol], bases: Sequence[Basis], request: Request, interval: Duration | None, catalog: Catalog
) -> CompareAnswer:
    """Return protocols over 12 months, a row for each in each country.

    Args:
        protocols: what is compared.
        bases: what sessions cost, in each country, and what that is converted at; without any there are no costs.
        request: from when; its horizon is taken to be 12 months.
        interval: between sessions where a protocol's source does not state it.
        catalog: the tables.
    """
    year = request._replace(horizon=Duration(12, 12, Unit.MONTHS))
    diaries = [_diary(protocol, year, interval) for protocol in protocols]
    regimens = [diary.regimen for diary in diaries]
    rows = tuple(row for diary in diaries for row in _rows(diary, [*bases] or [None], catalog.cite))
    said = [f"{one.protocol.id}: {warning}" for one in regimens for warning in (*one.warnings, *one.notes)]
    warnings = (*dict.fromkeys(said), *rate_warnings((one.rate for one in bases), request.day))
    return CompareAnswer(start=request.start, pace=request.pace, rows=rows, warnings=warnings)


def _diary(protocol: Protocol, request: Request, interval: Duration | None) -> Diary:
    """Return the diary of a protocol, with the interval wherever its source does not state one."""
    diary = Diary(protocol, request)
    if interval and diary.regimen.undated:
        chosen = {phase.phase if protocol.course else "": interval for phase in diary.regimen.undated}
        diary = Diary(protocol, request._replace(intervals=chosen))
    return diary


def in_order(rows: Iterable[ComparedRow], sort: Sort) -> list[ComparedRow]:
    """Return rows in an order, those with an open end after those that end, and those that do not say last."""
    return sorted(rows, key=lambda row: _key(row, sort))


def least(rows: Sequence[ComparedRow], sort: Sort) -> list[ComparedRow]:
    """Return the rows whose figure is the lowest, by its lower end and then by its upper; none where none has one."""
    lowest = min((_key(row, sort) for row in rows), default=None)
    return [row for row in rows if _key(row, sort) == lowest != (ENDLESS, ENDLESS)]


def _rows(diary: Diary, prices: list[Basis | None], cite: Cite) -> Iterator[ComparedRow]:
    """Yield a row of a plan at each price; None is no price."""
    regimen, schedule = diary.regimen, lay_out_if_dated(diary)
    protocol, counts = regimen.protocol, count_sessions(diary, schedule)
    for basis in prices:
        estimate = price_sessions(counts, basis, cite) if basis else None
        figures = (estimate and estimate.converted) or estimate
        cost, costs = (figures.course.cost, figures.through) if figures else (None, ())
        years = (ComparedYear(sessions=one.sessions, cost=costs[0].cost if costs else None) for one in counts.through)
        yield ComparedRow.filled_from(
            protocol,
            counts,
            protocol=protocol.id,
            source=cite(protocol.source),
            country=estimate.country.id if estimate and estimate.country else None,
            currency=figures.currency if figures else None,
            course=ComparedCourse(sessions=regimen.sessions, days=_days(schedule), cost=cost),
            maintenance=regimen.maintenance,
            through_12=next(years, None),
            converted=basis.rate if basis else None,
            not_stated=not_stated(protocol),
            notes=estimate.notes if estimate else (),
        )


def _days(schedule: Schedule | None) -> Count | None:
    if schedule is None or schedule.finish is None:
        return None
    start, finish = schedule.diary.start, schedule.finish
    return Count((finish.earliest - start).days, None if finish.latest is None else (finish.latest - start).days)


def _key(row: ComparedRow, sort: Sort) -> tuple[Decimal, Decimal]:
    """Compare by the lowest figure, then by the highest; without a lowest, last."""
    course, year = row.course, row.through_12
    by = {"cost": course.cost, "first-year": year and year.cost, "sessions": course.sessions, "length": course.days}
    match by[sort]:
        case Amount(low, high) | Count(low, high) if low is not None:
            return Decimal(low), ENDLESS if high is None else Decimal(high)
    return ENDLESS, ENDLESS
