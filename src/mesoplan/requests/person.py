"""Everything that can be asked for one person, as options, as a line of JSON or as a row of a table."""

from mesoplan.requests.base import CONDITIONS, PERSON, Asked, NamedRequest, Texts, options
from mesoplan.requests.money import CostRequest
from mesoplan.requests.plan import AdviceRequest


class PersonRequest(NamedRequest, AdviceRequest, CostRequest):
    """What `plan` and each request of a batch can be asked."""

    condition: Texts = options("CONDITION", "Illness or medicine, such as aspirin", PERSON, autocompletion=CONDITIONS)


FIELDS = ("id", *(field for field in PersonRequest.model_fields if field not in Asked.model_fields))
"""The fields of a request: an `id` of your own, and what can be asked."""
