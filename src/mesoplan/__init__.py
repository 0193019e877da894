"""mesoplan: dated, priced and sourced plans of hair mesotherapy from published regimens.

An estimate from published sources, not medical advice. Importing the package loads nothing heavy:
each name below is loaded when it is first used.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

__version__ = "0.1.0"

if TYPE_CHECKING:
    from mesoplan.answers.costs import estimate_cost
    from mesoplan.batch.answer import answer_request
    from mesoplan.errors import MesoplanError
    from mesoplan.planning.request import Request
    from mesoplan.planning.schedule import Schedule, plan_schedule
    from mesoplan.pricing.estimate import Estimate
    from mesoplan.tables.catalog import Catalog, load_catalog
    from mesoplan.values.ranges import Amount, Count, Duration

_HOME = {
    "Amount": "values.ranges",
    "Catalog": "tables.catalog",
    "Count": "values.ranges",
    "Duration": "values.ranges",
    "Estimate": "pricing.estimate",
    "MesoplanError": "errors",
    "Request": "planning.request",
    "Schedule": "planning.schedule",
    "answer_request": "batch.answer",
    "estimate_cost": "answers.costs",
    "load_catalog": "tables.catalog",
    "plan_schedule": "planning.schedule",
}

__all__ = [
    "Amount",
    "Catalog",
    "Count",
    "Duration",
    "Estimate",
    "MesoplanError",
    "Request",
    "Schedule",
    "__version__",
    "answer_request",
    "estimate_cost",
    "load_catalog",
    "plan_schedule",
]


def __dir__() -> list[str]:
    """List the public names, loaded or not."""
    return __all__


def __getattr__(name: str) -> Any:
    """Load a public name from its module when it is first used."""
    if name not in _HOME:
        raise AttributeError(f"module 'mesoplan' has no attribute {name!r}")
    return getattr(import_module(f"mesoplan.{_HOME[name]}"), name)
