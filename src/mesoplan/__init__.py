"""mesoplan: dated, priced and sourced plans of hair mesotherapy from published regimens.

An estimate from published sources, not medical advice. Importing the package loads nothing heavy:
each name below is loaded when it is first used.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

__version__ = "0.1.0"

if TYPE_CHECKING:
    from mesoplan.answers.cost import estimate_cost as estimate_cost
    from mesoplan.batch.answer import answer_request as answer_request
    from mesoplan.errors import MesoplanError as MesoplanError
    from mesoplan.planning.regimen import Request as Request
    from mesoplan.planning.schedule import Schedule as Schedule, plan_schedule as plan_schedule
    from mesoplan.pricing.estimate import Estimate as Estimate
    from mesoplan.tables.catalog import Catalog as Catalog, load_catalog as load_catalog
    from mesoplan.values import Amount as Amount, Count as Count, Duration as Duration

_HOME = {
    "answers.cost": ("estimate_cost",),
    "batch.answer": ("answer_request",),
    "errors": ("MesoplanError",),
    "planning.regimen": ("Request",),
    "planning.schedule": ("Schedule", "plan_schedule"),
    "pricing.estimate": ("Estimate",),
    "tables.catalog": ("Catalog", "load_catalog"),
    "values": ("Amount", "Count", "Duration"),
}


def __dir__() -> list[str]:
    """List the public names, loaded or not."""
    return ["__version__", *(name for names in _HOME.values() for name in names)]


def __getattr__(name: str) -> Any:
    """Load a public name from its module when it is first used."""
    for home, names in _HOME.items():
        if name in names:
            return getattr(import_module(f"mesoplan.{home}"), name)
    raise AttributeError(f"module 'mesoplan' has no attribute {name!r}")
