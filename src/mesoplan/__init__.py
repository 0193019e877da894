"""mesoplan: dated, priced and sourced plans of hair mesotherapy from published regimens.

An estimate from published sources, not medical advice. Importing the package loads nothing heavy:
each name below is loaded when it is first used.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

__version__ = "0.1.0"

if TYPE_CHECKING:
    from mesoplan.batch import answer_request
    from mesoplan.catalog import Catalog, load_catalog
    from mesoplan.cost import Estimate, estimate_cost
    from mesoplan.errors import MesoplanError
    from mesoplan.ranges import Amount, Count, Duration
    from mesoplan.regimen import Request
    from mesoplan.schedule import Schedule, plan_schedule

_HOME = {
    "Amount": "ranges",
    "Catalog": "catalog",
    "Count": "ranges",
    "Duration": "ranges",
    "Estimate": "cost",
    "MesoplanError": "errors",
    "Request": "regimen",
    "Schedule": "schedule",
    "answer_request": "batch",
    "estimate_cost": "cost",
    "load_catalog": "catalog",
    "plan_schedule": "schedule",
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
