"""What a request's words ask for, for the command line and for a batch alike."""

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING, NamedTuple

from mesoplan.planning.overrides import apply_choices
from mesoplan.planning.regimen import Regimen
from mesoplan.planning.schedule import Schedule
from mesoplan.planning.session_counts import count_sessions
from mesoplan.pricing.cost import Estimate, price_sessions
from mesoplan.pricing.rates import rate_warnings
from mesoplan.reading import Words
from mesoplan.reading.money import read_prices, read_rates, read_terms
from mesoplan.reading.plan import read_protocol, read_request
from mesoplan.tables.catalog import Catalog

if TYPE_CHECKING:
    from mesoplan.answers_plan import Plan


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
    return apply_choices(read_protocol(words, catalog), read_request(words, today, catalog))


def asked_costs(words: Words, regimen: Regimen, schedule: Schedule | None, catalog: Catalog, today: date) -> Costs:
    """Return what the regimen costs; `schedule` is its dates, None where it cannot be dated.

    Raises:
        UsageError: a word is wrong.
        NoRateError: a currency has no rate.
    """
    prices = read_prices(words, catalog)
    terms, rates = read_terms(words), read_rates(words, prices, today)
    counts = count_sessions(regimen, schedule)
    estimates = [price_sessions(counts, price, terms, rates.get(price.currency)) for price in prices]
    return Costs(estimates, [*(schedule or regimen).warnings, *rate_warnings(rates.values(), today)])


def asked_plan(words: Words, catalog: Catalog, today: date) -> "tuple[Plan, Sequence[str]]":
    """Return everything for one person, with costs where a country is named, and its warnings.

    Raises:
        UsageError: a word is wrong, a choice cannot be followed, or there is no interval.
        NoRateError: a currency has no rate.
    """
    # Dates and costs need no advice, and its records take long to import.
    from mesoplan.answers_plan import make_plan
    from mesoplan.reading.advice import read_hair, read_source

    prices = read_prices(words, catalog) if words.get("country") else []
    rates = read_rates(words, prices, today)
    protocol = read_protocol(words, catalog)
    plan = make_plan(
        catalog,
        protocol,
        read_request(words, today, catalog),
        prices=prices,
        terms=read_terms(words),
        rates=rates,
        source=read_source(words, protocol),
        hair=read_hair(words),
    )
    return plan, [*plan.schedule.warnings, *rate_warnings(rates.values(), today)]
