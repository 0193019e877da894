"""The answer about a plan's cost, as it is printed."""

from dataclasses import dataclass
from datetime import date

from mesoplan.planning.session_counts import PlannedCount
from mesoplan.pricing.bill import Bill
from mesoplan.pricing.budget import Budget
from mesoplan.pricing.offer import Offer
from mesoplan.pricing.stopping import Payment, Stop
from mesoplan.pricing.verdict import Position, SourcedPrice, Verdict
from mesoplan.values.money import Money
from mesoplan.values.ranges import Amount


@dataclass(frozen=True, slots=True, kw_only=True)
class Country:
    """A price row: a country, a region or a clinic."""

    id: str
    """Its id in the tables."""
    name: str
    """Its name."""
    code: str | None
    """Its ISO 3166 code; null for a region without one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cost:
    """What some sessions cost."""

    sessions: PlannedCount
    """How many."""
    cost: Amount
    """Fewest sessions at the lowest price to most sessions at the highest; no highest where there is no most."""
    planned: Amount
    """This plan's sessions, at the lowest and at the highest price."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CostThrough(Cost):
    """What everything before a day costs; cumulative."""

    months: int | None
    """The day, in months from the start; null for the horizon's end between two full years."""
    until: date
    """The day; not included."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Converted:
    """The same figures in another currency."""

    currency: str
    """ISO 4217 code."""
    rate: Money
    """Units of it for one of the price's currency."""
    rate_date: date
    """The rate's day: `today`, or the last before it that has one."""
    rate_source: str
    """Whose rate it is; user: given with --rate."""
    per_session: Amount
    """The price of a session."""
    course: Cost
    """The course alone."""
    through: tuple[CostThrough, ...]
    """Everything through each full year, and through the horizon."""
    total: Amount | None
    """The total of the bill; null without one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Quote:
    """A clinic's own price of a session."""

    low: Money | None
    """The lowest."""
    high: Money | None
    """The highest."""
    position: Position | None
    """Where it lies to the published range, whose ends count as within; null where nothing is published."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Estimate:
    """What a plan costs in one country, or at one clinic."""

    country: Country | None
    """Where; null where a price was given without a country."""
    currency: str
    """ISO 4217 code of every sum but the converted ones."""
    per_session: SourcedPrice | None
    """The price of a session in the tables; null where there is none."""
    course: Cost
    """The course alone."""
    through: tuple[CostThrough, ...]
    """Everything through each full year, and through the horizon; empty where there are no dates."""
    complete: bool
    """Whether everything that the protocol asks for is priced; the notes say what is not."""
    notes: tuple[str, ...]
    """What a reader must know about these figures."""
    converted: Converted | None
    """The same in another currency; null without --currency."""
    quote: Quote | None
    """A clinic's own price of a session; null where it names none."""
    offer: Offer | None
    """A clinic's own terms, and how they are best used; null without any."""
    budget: Budget | None
    """What an amount of money pays for; null without --budget."""
    verdict: Verdict | None
    """Whether a clinic's prices are a good deal; null without prices of a clinic."""
    bill: Bill | None
    """This plan's course, or without one all of it, at the highest price that is known."""
    bill_at_lowest_price: Bill | None
    """The same at the lowest price that is known."""
    payment: Payment | None
    """What is paid when; null where nothing is known of that."""
    stop: Stop | None
    """What it costs to stop early; null without --stop-after."""
