"""Everything that can be asked for one person."""

from mesoplan.requests.advice import AdviceRequest
from mesoplan.requests.base import PERSON, NamedRequest, options
from mesoplan.requests.completion import complete_conditions
from mesoplan.requests.money import CostRequest
from mesoplan.requests.words import Texts


class PersonRequest(NamedRequest, AdviceRequest, CostRequest):
    """What `plan` and each request of a batch can be asked."""

    condition: Texts = options(
        "CONDITION",
        "A condition or medicine to watch out for, such as aspirin",
        PERSON,
        complete=complete_conditions,
    )
