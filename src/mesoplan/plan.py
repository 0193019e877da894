"""Everything for one person: dates, costs, what is off limits, what to raise and to ask. Pure."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import NamedTuple

from mesoplan.advice import Claim, Evidence, HairType, Question
from mesoplan.catalog import Catalog
from mesoplan.cost import NO_TERMS, Estimate, Terms, price_sessions
from mesoplan.counts import count_sessions
from mesoplan.guidance import Aftercare, Screening, care_for, claims_of, screen
from mesoplan.models import Price, Protocol
from mesoplan.rates import Rate
from mesoplan.regimen import Request, not_stated
from mesoplan.schedule import Schedule, plan_schedule


class Plan(NamedTuple):
    """One person's plan."""

    schedule: Schedule
    """The dated sessions."""
    estimates: tuple[Estimate, ...]
    """What they cost, in each country that was asked for."""
    care: Aftercare
    """What is off limits when, and what to do."""
    screening: Screening
    """What to raise with a clinician: the full list."""
    evidence: tuple[tuple[Evidence, list[Claim]], ...]
    """What the protocol's document claims, and what the papers that it cites say."""
    questions: tuple[Question, ...]
    """What to ask the clinic."""
    left_open: tuple[str, ...]
    """What the sources of the protocol and of the prices do not say, so that it is to be asked as well."""

    @property
    def sources(self) -> set[str]:
        """The documents that the plan draws on."""
        prices = {estimate.price.source for estimate in self.estimates}
        questions = {question.source for question in self.questions}
        own = {self.schedule.regimen.protocol.source}
        return own | prices | questions | self.care.sources | self.screening.sources


def make_plan(
    catalog: Catalog,
    protocol: Protocol,
    request: Request,
    *,
    prices: Sequence[Price] = (),
    terms: Terms = NO_TERMS,
    rates: Mapping[str, Rate] | None = None,
    source: str | None = None,
    hair: Collection[HairType] = (),
) -> Plan:
    """Plan a protocol for one person.

    Args:
        catalog: the tables, with all their sections.
        protocol: what is planned.
        request: from when and how.
        prices: the countries; without any there are no costs.
        terms: what is known beside the published prices.
        rates: by currency, what costs are converted at.
        source: the only document whose aftercare counts; None: the longest time of all.
        hair: the conditions that the person meets.

    Raises:
        IntervalNotStatedError: the source states no interval and the request gives none.
        UsageError: a choice cannot be followed, or dates would pass the year 9999.
    """
    schedule = plan_schedule(protocol, request)
    counts = count_sessions(schedule.regimen, schedule) if prices else None
    estimates = [
        price_sessions(counts, price, terms, (rates or {}).get(price.currency))
        for price in prices
        if counts is not None
    ]
    return Plan(
        schedule=schedule,
        estimates=tuple(estimates),
        care=care_for(catalog, source=source, hair=hair, schedule=schedule),
        screening=screen(catalog),
        evidence=tuple(claims_of(catalog.evidence.values(), protocol.source)),
        questions=tuple(catalog.questions.values()),
        left_open=tuple(dict.fromkeys(_left_open(protocol, prices))),
    )


def _left_open(protocol: Protocol, prices: Sequence[Price]) -> Iterator[str]:
    """Yield what sources do not say, without the remarks in brackets behind it."""
    for open_question in not_stated(protocol):
        yield open_question.partition(" (")[0]
    for price in prices:
        for open_question in price.not_stated:
            yield open_question.partition(" (")[0]
