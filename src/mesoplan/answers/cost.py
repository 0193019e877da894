"""The answer of `mesoplan cost`: what a regimen costs."""

from collections.abc import Iterable, Mapping

from mesoplan.answers.document import PlanHeader, plan_header
from mesoplan.planning.overrides import apply_choices
from mesoplan.planning.regimen import Regimen, Request
from mesoplan.planning.schedule import Schedule, lay_out_if_dated
from mesoplan.planning.session_counts import count_sessions
from mesoplan.pricing.cost import price_sessions
from mesoplan.pricing.estimate import Estimate
from mesoplan.pricing.rates import Rate, rate_warnings
from mesoplan.pricing.terms import Basis, basis_of
from mesoplan.requests.money import CostRequest, MoneyRequest
from mesoplan.requests.plan import PriceRequest
from mesoplan.tables.catalog import Catalog
from mesoplan.tables.prices import Price
from mesoplan.tables.regimens import Protocol


class CostAnswer(PlanHeader):
    """What `mesoplan cost --json` prints: what a plan costs, by country."""

    estimates: tuple[Estimate, ...]
    """One a country."""
    warnings: tuple[str, ...]
    """Where the plan departs from its source, and what is old or doubtful, in sentences."""


def cost_answer(request: CostRequest, regimen: Regimen, schedule: Schedule | None, catalog: Catalog) -> CostAnswer:
    """Return what a regimen costs; `schedule` is its dates, None where it cannot be dated.

    Raises:
        UsageError: a price cannot be read, or could be in several currencies.
        NoRateError: a currency has no rate.
    """
    bases = request.prices(catalog)
    rates = request.rates(bases)
    return CostAnswer.filled_from(
        plan_header(regimen, catalog),
        estimates=estimate(regimen, schedule, bases, catalog, rates),
        warnings=(*regimen.warnings, *regimen.notes, *rate_warnings(rates.values(), request.day)),
    )


def estimate(
    regimen: Regimen, schedule: Schedule | None, bases: Iterable[Basis], catalog: Catalog, rates: Mapping[str, Rate]
) -> tuple[Estimate, ...]:
    """Return what a regimen costs on each basis.

    Raises:
        FieldError: the plan has fewer sessions than the patient stops after.
    """
    counts = count_sessions(regimen, schedule)
    return tuple(price_sessions(counts, basis, catalog.cite, rates.get(basis.currency)) for basis in bases)


def estimate_known(request: PriceRequest, schedule: Schedule, catalog: Catalog) -> tuple[Estimate, ...]:
    """Return what a plan costs where a price is known; a country may stand for its holidays alone.

    Raises:
        UsageError: a price cannot be read, or could be in several currencies.
    """
    known = [name for name in request.country if catalog.has_price(name)]
    prices = MoneyRequest(today=request.today, country=known, price=request.price).prices(catalog, alone=False)
    return estimate(schedule.regimen, schedule, prices, catalog, {})


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
    regimen = apply_choices(protocol, request)
    return price_sessions(count_sessions(regimen, lay_out_if_dated(regimen)), basis_of(price), catalog.cite)
