"""Protocols side by side, and by country: how many sessions, how long, how much."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Literal, NamedTuple

from mesoplan.planning.overrides import apply_choices
from mesoplan.planning.regimen import Regimen, Request
from mesoplan.planning.schedule import Schedule, lay_out_if_dated
from mesoplan.planning.session_counts import Through, count_sessions
from mesoplan.pricing.cost import Estimate, price_sessions
from mesoplan.pricing.rates import Rate
from mesoplan.tables.regimens import Price, Protocol
from mesoplan.values.ranges import Amount, Count, Duration, Unit

Sort = Literal["cost", "sessions", "length"]

SORTS: Mapping[Sort, str] = {
    "cost": "lowest cost of the course first",
    "sessions": "fewest sessions of the course first",
    "length": "shortest course first",
}
"""The orders, and what each means."""

_YEAR = Duration(12, 12, Unit.MONTHS)


class Row(NamedTuple):
    """One protocol in one country, or in none."""

    regimen: Regimen
    sessions: Count
    """Of the course."""
    days: Count | None
    """From the first to the last session of the course, at the fastest with the fewest and at the slowest with
    the most; None where there is no course or it has no dates."""
    through_12: Through | None
    """Sessions through 12 months; None where nothing has dates."""
    estimate: Estimate | None
    """What it costs through 12 months; None without a country."""

    @property
    def complete(self) -> bool:
        """False where there are sessions that no figure counts."""
        maintenance = self.regimen.maintenance
        return self.through_12 is not None and (maintenance.repeat == "none" or maintenance.every is not None)

    @property
    def rate(self) -> Rate | None:
        """At which rate costs are converted; None where they are not."""
        return self.estimate.converted[0] if self.estimate and self.estimate.converted else None

    @property
    def costs(self) -> tuple[str, Amount, Amount | None] | None:
        """Currency, cost of the course and cost through 12 months, converted where there is a rate."""
        if self.estimate is None:
            return None
        figures = self.estimate.converted[1] if self.estimate.converted else self.estimate.figures
        return figures.currency, figures.course.cost, figures.through[0].cost.cost if figures.through else None


def compare(
    protocols: Iterable[Protocol],
    prices: Sequence[Price],
    request: Request,
    interval: Duration | None = None,
    rates: Mapping[str, Rate] | None = None,
) -> list[Row]:
    """Set protocols, and countries if there are any, side by side over 12 months.

    Args:
        protocols: what is compared.
        prices: the countries; without any there are no costs.
        request: from when; its horizon is taken to be 12 months.
        interval: between sessions where a protocol's source does not state it.
        rates: by currency, what costs are converted at.
    """
    rows: list[Row] = []
    for protocol in protocols:
        regimen = apply_choices(protocol, request._replace(horizon=_YEAR))
        if regimen.undated and interval is not None:
            chosen = {phase.phase if regimen.course else "": interval for phase in regimen.undated}
            regimen = apply_choices(protocol, request._replace(horizon=_YEAR, intervals=chosen))
        schedule = lay_out_if_dated(regimen)
        counts = count_sessions(regimen, schedule)
        days = schedule and _days(schedule)
        through = counts.through[0] if counts.through else None
        estimates: list[Estimate | None] = [
            price_sessions(counts, price, rate=(rates or {}).get(price.currency)) for price in prices
        ]
        rows += [Row(regimen, counts.course, days, through, estimate) for estimate in estimates or [None]]
    return rows


def warnings_of(rows: Iterable[Row]) -> list[str]:
    """Return what a reader must know about each compared protocol, once, with its name."""
    found = (f"{row.regimen.protocol.id}: {warning}" for row in rows for warning in row.regimen.warnings)
    return list(dict.fromkeys(found))


def _days(schedule: Schedule) -> Count | None:
    start, finish = schedule.regimen.request.start, schedule.finish
    if finish is None:
        return None
    return Count((finish.earliest - start).days, None if finish.latest is None else (finish.latest - start).days)


def in_order(rows: Iterable[Row], sort: Sort) -> list[Row]:
    """Return rows in an order; those that do not say come last."""
    unknown = (True, Decimal(0), Decimal(0))

    def key(low: int | Decimal | None, high: int | Decimal | None) -> tuple[bool, Decimal, Decimal]:
        return unknown if low is None else (False, Decimal(low), Decimal("Infinity") if high is None else Decimal(high))

    def cost(row: Row) -> tuple[bool, Decimal, Decimal]:
        return unknown if row.costs is None else key(*row.costs[1])

    keys: dict[Sort, Callable[[Row], tuple[bool, Decimal, Decimal]]] = {
        "cost": cost,
        "sessions": lambda row: key(*row.sessions),
        "length": lambda row: unknown if row.days is None else key(*row.days),
    }
    return sorted(rows, key=keys[sort])
