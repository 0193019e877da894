"""What tests of pricing share: rows of the shipped table, terms and plans."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any, TypeVar

import yaml
from pydantic import ValidationError

from mesoplan import Request
from mesoplan.planning.schedule import Schedule, lay_out_if_dated
from mesoplan.planning.session_counts import SessionCounts, count_sessions
from mesoplan.planning.visits import Diary
from mesoplan.pricing.cost import price_sessions
from mesoplan.pricing.terms import NOTHING_ASKED, Basis, PriceOptions, basis_of
from mesoplan.tables.prices import Price
from mesoplan.tables.record import Record, first_fault
from mesoplan.tables.regimens import Protocol
from mesoplan.tables.sources import Citation
from tests.conftest import SHIPPED, TODAY

_R = TypeVar("_R", bound=Record)
DATA = Path(__file__).parents[2] / "data"


@cache
def rows() -> dict[str, Price]:
    """Return the shipped price rows."""
    table = yaml.load((DATA / "prices.yaml").read_text(encoding="utf-8"), Loader=yaml.BaseLoader)
    return {key: Price.model_validate({**row, "id": key}) for key, row in table["prices"].items()}


def as_text(written: Any) -> Any:
    """Return what a table holds as its reader has it: every value is text."""
    if isinstance(written, dict):
        return {key: as_text(value) for key, value in written.items()}
    if isinstance(written, list):
        return [as_text(value) for value in written]
    return str(written).lower() if isinstance(written, bool) else str(written)


def terms(**fields: Any) -> PriceOptions:
    """Return terms as a table writes them, and what a patient spends."""
    return PriceOptions.model_validate(as_text(fields))


def own(currency: str = "GBP", **fields: Any) -> Basis:
    """Return what a clinic asks without a country."""
    return basis_of(None, terms(currency=currency, **fields))


def from_text(model: type[_R], text: str) -> _R:
    """Return a part of terms as its text has it.

    Raises:
        UsageError: it is not one.
    """
    try:
        return model.model_validate(text)
    except ValidationError as error:
        raise first_fault(error) from error


def row(**fields: Any) -> Price:
    """Return a clinic's price row as a table writes it."""
    return Price.model_validate(
        as_text({"id": "clinic", "name": "Clinic", "currency": "GBP", "source": "quote", **fields})
    )


def cite(source: str) -> Citation:
    """Return a document named by its id alone."""
    return Citation(id=source, title=source, url=None)


def planned(protocol: str | Protocol = "standard", **request: Any) -> tuple[SessionCounts, Schedule | None]:
    """Return how many sessions a protocol has, a shipped one by its id, and its schedule."""
    found = SHIPPED.protocol(protocol) if isinstance(protocol, str) else protocol
    diary = Diary(found, Request(**{"start": TODAY, "today": TODAY, **request}))
    schedule = lay_out_if_dated(diary)
    return count_sessions(diary, schedule), schedule


def estimate(
    protocol: str | Protocol = "standard",
    price: Price | str | None = "uk",
    asked: PriceOptions = NOTHING_ASKED,
    *,
    is_clinic: bool = False,
    published: Price | None = None,
    rate: Any = None,
    **request: Any,
) -> Any:
    """Estimate what a protocol costs, a shipped one by its id."""
    counts, _ = planned(protocol, **request)
    found = rows()[price] if isinstance(price, str) else price
    basis = basis_of(found, asked, is_clinic=is_clinic, published=published)
    return price_sessions(counts, basis._replace(rate=rate), cite)
