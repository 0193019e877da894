"""Estimates of the shipped tables and of the example's clinic, for the pages about money."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from mesoplan import Catalog, Duration, Request, load_catalog
from mesoplan.answers.cost import CostAnswer, compare_answer, estimate
from mesoplan.answers.document import plan_header
from mesoplan.output.page import Citations, Page
from mesoplan.output.pages.compare import compare_page
from mesoplan.output.pages.cost import cost_page
from mesoplan.output.pages.prices import prices_page
from mesoplan.planning.schedule import lay_out_if_dated
from mesoplan.planning.session_counts import count_sessions
from mesoplan.planning.visits import Diary
from mesoplan.pricing.rates import Rate
from mesoplan.pricing.terms import bases_for, read_options
from mesoplan.tables.files import Own
from tests.conftest import SHIPPED

EXAMPLE = Path(__file__).parents[2] / "data" / "example"
TODAY = date(2026, 11, 28)


RATES = {"GBP": "1.15", "USD": "0.9", "EUR": "1", "NOK": "0.085"}
"""Euros for one of each: what a package of rates has changes with its version."""


def rates_to(currency: str | None) -> dict[str, Rate]:
    """Return the rates of some day into a currency; none without it."""
    if currency is None:
        return {}
    euros = {code: Decimal(rate) for code, rate in RATES.items()}
    day = date(2026, 11, 27)
    return {code: Rate(code, currency, round(rate / euros[currency], 4), day, "ECB") for code, rate in euros.items()}


def page_of(
    protocol: str = "standard",
    countries: tuple[str, ...] = ("uk",),
    *,
    packs: tuple[str, ...] = (),
    stop_after: int | None = None,
    currency: str | None = None,
    catalog: Catalog | None = None,
    request: dict[str, Any] | None = None,
    **options: str,
) -> Page:
    """Return the page of what a protocol costs with some options about money."""
    catalog = catalog or SHIPPED
    asked = {"start": TODAY, "today": TODAY, **(request or {})}
    diary = Diary(catalog.protocol(protocol), Request(**asked))
    schedule = lay_out_if_dated(diary)
    given = read_options({**options, "packs": list(packs), "stop_after": stop_after})
    rows = catalog.prices_for(countries)
    bases = [basis._replace(rate=rates_to(currency).get(basis.currency)) for basis in bases_for(given, rows, catalog)]
    estimates = estimate(count_sessions(diary, schedule), bases, catalog)
    warnings = (*diary.regimen.warnings, *diary.regimen.notes)
    answer = CostAnswer.filled_from(plan_header(diary, catalog), estimates=estimates, warnings=warnings)
    return cost_page(answer, Citations(catalog))


def own() -> Catalog:
    """Return the tables with the example's own on top."""
    catalog = load_catalog(EXAMPLE)
    # Where the project lies is not part of a page that was accepted.
    return catalog.model_copy(
        update={"own": Own(folder="my-tables", entries=catalog.own.entries if catalog.own else {})}
    )


def compared(
    countries: tuple[str, ...] = (),
    protocols: tuple[str, ...] = (),
    *,
    currency: str | None = None,
    interval: str | None = None,
    catalog: Catalog | None = None,
) -> Page:
    """Return the page of compared protocols, every one unless some are named."""
    catalog = catalog or SHIPPED
    found = [catalog.protocol(name) for name in protocols or catalog.protocols]
    given = read_options({})
    rows = catalog.prices_for(countries)
    priced = bases_for(given, rows, catalog) if countries else ()
    bases = [basis._replace(rate=rates_to(currency).get(basis.currency)) for basis in priced]
    between = Duration.parse(interval) if interval else None
    request = Request(start=TODAY, today=TODAY)
    answer = compare_answer(found, bases, request, between, catalog)
    return compare_page(answer, Citations(catalog))


def listed(catalog: Catalog | None = None) -> Page:
    """Return the page of price rows."""
    catalog = catalog or SHIPPED
    return prices_page(list(catalog.prices.values()), Citations(catalog))
