"""Everything that can be asked for one person."""

from mesoplan.requests.advice import AdviceRequest
from mesoplan.requests.money import CostRequest


class PersonRequest(AdviceRequest, CostRequest):
    """What `plan` and each request of a batch can be asked."""
