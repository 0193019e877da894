"""Everything for one person: dates, costs, what is off limits, what to raise and to ask. Pure."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import NamedTuple

from mesoplan.guidance.bans import Aftercare, Screening, care_for, screen
from mesoplan.guidance.risks import Risks, risks_of
from mesoplan.planning.closures import Closures
from mesoplan.planning.regimen import not_stated
from mesoplan.planning.request import Request
from mesoplan.planning.schedule import Schedule, plan_schedule
from mesoplan.planning.session_counts import count_sessions
from mesoplan.pricing.cost import price_sessions
from mesoplan.pricing.estimate import Estimate
from mesoplan.pricing.options import EMPTY, Purse
from mesoplan.pricing.rates import Rate
from mesoplan.pricing.terms import Basis
from mesoplan.tables.advice import Claim, Evidence, HairType, Question
from mesoplan.tables.catalog import Catalog
from mesoplan.tables.regimens import Protocol


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
    risks: Risks
    """What may happen: reported harm first, from every document."""
    evidence: tuple[tuple[Evidence, list[Claim]], ...]
    """What every document says of the effect, what the protocol's own says of papers, and what all papers say."""
    questions: tuple[Question, ...]
    """What to ask the clinic."""
    left_open: tuple[str, ...]
    """What the protocol's document does not say, so that it is to be asked as well."""
    prices_left_open: tuple[str, ...]
    """What the documents of the prices do not say."""

    @property
    def sources(self) -> set[str]:
        """The documents that the plan draws on."""
        prices = {estimate.per_session.source.id for estimate in self.estimates if estimate.per_session}
        questions = {question.source for question in self.questions if question.source}
        own = {self.schedule.regimen.protocol.source} | {claim.source for _, said in self.evidence for claim in said}
        return own | prices | questions | self.care.sources | self.screening.sources | self.risks.cited


def make_plan(
    catalog: Catalog,
    protocol: Protocol,
    request: Request,
    *,
    bases: Sequence[Basis] = (),
    purse: Purse = EMPTY,
    closures: Closures | None = None,
    today: date | None = None,
    rates: Mapping[str, Rate] | None = None,
    source: str | None = None,
    hair: Collection[HairType] = (),
) -> Plan:
    """Plan a protocol for one person.

    Args:
        catalog: the tables, with all their sections.
        protocol: what is planned.
        request: from when and how.
        bases: what sessions cost, in each country; without any there are no costs.
        purse: what the patient spends.
        closures: when no session can be.
        today: for prices that hold until a day.
        rates: by currency, what costs are converted at.
        source: the only document whose aftercare counts; None: the longest time of all.
        hair: the conditions that the person meets.

    Raises:
        IntervalNotStatedError: the source states no interval and the request gives none.
        UsageError: a choice cannot be followed, or dates would pass the year 9999.
    """
    schedule = plan_schedule(protocol, request, closures)
    counts = count_sessions(schedule.regimen, schedule)
    estimates = [
        price_sessions(counts, basis, catalog.cite, schedule, purse, (rates or {}).get(basis.currency), today)
        for basis in bases
    ]
    return Plan(
        schedule=schedule,
        estimates=tuple(estimates),
        care=care_for(catalog, source=source, hair=hair, schedule=schedule),
        screening=screen(catalog),
        risks=risks_of(catalog),
        evidence=tuple(_evidence(catalog, protocol)),
        questions=tuple(catalog.questions.values()),
        left_open=_unremarked(not_stated(protocol)),
        prices_left_open=_unremarked(question for basis in bases if basis.row for question in basis.row.not_stated),
    )


def _evidence(catalog: Catalog, protocol: Protocol) -> Iterator[tuple[Evidence, list[Claim]]]:
    """Yield every piece of evidence: nobody is to read one document's claims alone."""
    for piece in catalog.evidence.values():
        own = [claim for claim in piece.claims if piece.paper is None or claim.source == protocol.source]
        yield piece, own


def _unremarked(questions: Iterable[str]) -> tuple[str, ...]:
    """Return questions once each, without the remarks in brackets behind them."""
    return tuple(dict.fromkeys(question.partition(" (")[0] for question in questions))
