"""What a request's words ask for, for the command line and for a batch alike."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, NamedTuple

from mesoplan.errors import FieldError, UsageError
from mesoplan.planning.overrides import apply_choices
from mesoplan.planning.regimen import Regimen
from mesoplan.planning.request import Request
from mesoplan.planning.schedule import Schedule, lay_out_if_dated
from mesoplan.planning.session_counts import count_sessions
from mesoplan.pricing.compare import ComparedRow, compare
from mesoplan.pricing.cost import price_sessions
from mesoplan.pricing.estimate import Estimate
from mesoplan.pricing.options import EMPTY, Purse
from mesoplan.pricing.rates import Rate, rate_warnings
from mesoplan.pricing.terms import Basis, basis_of
from mesoplan.reading import Words
from mesoplan.reading.money import read_prices, read_rates
from mesoplan.reading.plan import read_closures, read_protocol, read_request
from mesoplan.tables.catalog import Catalog
from mesoplan.tables.prices import Price, Terms
from mesoplan.tables.regimens import Protocol
from mesoplan.values.ranges import Duration, Unit

if TYPE_CHECKING:
    from mesoplan.answers.plan import Plan


class Costs(NamedTuple):
    """What a regimen costs."""

    estimates: Sequence[Estimate]
    """One a country."""
    warnings: Sequence[str]
    """What a reader must know about the plan and the rates."""


def asked_regimen(words: Words, catalog: Catalog, today: date) -> Regimen:
    """Return the protocol with the choices in place.

    Raises:
        UsageError: a word is wrong, or a choice cannot be followed.
    """
    protocol, request = read_protocol(words, catalog), read_request(words, today)
    return apply_choices(protocol, request, read_closures(words, today, catalog))


def asked_costs(words: Words, regimen: Regimen, schedule: Schedule | None, catalog: Catalog, today: date) -> Costs:
    """Return what the regimen costs; `schedule` is its dates, None where it cannot be dated.

    Raises:
        UsageError: a word is wrong.
        NoRateError: a currency has no rate.
    """
    prices = read_prices(words, catalog)
    rates = read_rates(words, prices.bases, today)
    estimates = estimate(regimen, schedule, prices.bases, catalog, prices.purse, rates, today)
    return Costs(estimates, [*remarks_on(regimen), *rate_warnings(rates.values(), today)])


def remarks_on(plan: Schedule | Regimen) -> tuple[str, ...]:
    """Return what a reader must know of a plan, and how the source's figures were taken."""
    return (*plan.warnings, *plan.notes)


def estimate(
    regimen: Regimen,
    schedule: Schedule | None,
    bases: Iterable[Basis],
    catalog: Catalog,
    purse: Purse,
    rates: Mapping[str, Rate],
    today: date,
) -> tuple[Estimate, ...]:
    """Return what a regimen costs on each basis.

    Raises:
        FieldError: the plan has fewer sessions than the patient stops after.
    """
    counts = count_sessions(regimen, schedule)
    try:
        return tuple(
            price_sessions(counts, basis, catalog.cite, schedule, purse, rates.get(basis.currency), today)
            for basis in bases
        )
    except UsageError as error:
        raise FieldError(error.message, error.field or "stop_after") from error


def asked_plan(words: Words, catalog: Catalog, today: date) -> "tuple[Plan, Sequence[str]]":
    """Return everything for one person, with costs where a country is named, and its warnings.

    Raises:
        UsageError: a word is wrong, a choice cannot be followed, or there is no interval.
        NoRateError: a currency has no rate.
    """
    # Dates and costs need no advice, and its records take long to import.
    from mesoplan.answers.plan import make_plan
    from mesoplan.reading.advice import read_hair, read_source

    prices = read_prices(words, catalog, alone=False)
    rates = read_rates(words, prices.bases, today)
    protocol = read_protocol(words, catalog)
    plan = make_plan(
        catalog,
        protocol,
        read_request(words, today),
        closures=read_closures(words, today, catalog, say_open=True),
        bases=prices.bases,
        purse=prices.purse,
        today=today,
        rates=rates,
        source=read_source(words, protocol),
        hair=read_hair(words),
    )
    return plan, [*remarks_on(plan.schedule), *rate_warnings(rates.values(), today)]


_YEAR = Duration(12, 12, Unit.MONTHS)


def compared(
    protocols: Iterable[Protocol],
    bases: Sequence[Basis],
    request: Request,
    interval: Duration | None,
    catalog: Catalog,
    rates: Mapping[str, Rate],
) -> tuple[list[Regimen], list[ComparedRow]]:
    """Return protocols over 12 months with their choices in place, and a row for each in each country.

    Args:
        protocols: what is compared.
        bases: what sessions cost, in each country; without any there are no costs.
        request: from when; its horizon is taken to be 12 months.
        interval: between sessions where a protocol's source does not state it.
        catalog: the tables.
        rates: by currency, what costs are converted at.
    """
    regimens = [_over_a_year(protocol, request, interval) for protocol in protocols]
    schedules = [lay_out_if_dated(regimen) for regimen in regimens]
    plans = [
        (count_sessions(regimen, schedule), schedule) for regimen, schedule in zip(regimens, schedules, strict=True)
    ]
    return regimens, list(compare(plans, bases, catalog.cite, rates, request.today))


def _over_a_year(protocol: Protocol, request: Request, interval: Duration | None) -> Regimen:
    regimen = apply_choices(protocol, request._replace(horizon=_YEAR))
    if not regimen.undated or interval is None:
        return regimen
    chosen = {phase.phase if regimen.course else "": interval for phase in regimen.undated}
    return apply_choices(protocol, request._replace(horizon=_YEAR, intervals=chosen))


def estimate_cost(
    protocol: Protocol, price: Price, request: Request, catalog: Catalog, terms: Terms | None = None
) -> Estimate:
    """Estimate what a protocol costs in one country, or at one clinic.

    A protocol whose interval nobody states still has the cost of its course; `through` is empty then.

    Args:
        protocol: what is planned.
        price: the row of a country or a clinic.
        request: from when and how.
        catalog: the tables, for the names of documents.
        terms: a clinic's own prices; None: those of the row.

    Raises:
        UsageError: a choice cannot be followed, or dates would pass the year 9999.
    """
    regimen = apply_choices(protocol, request)
    basis = basis_of(price, terms, published=catalog.published.get(price.id, price))
    today = request.today or request.start
    return estimate(regimen, lay_out_if_dated(regimen), [basis], catalog, EMPTY, {}, today)[0]
