"""The figures of an estimate in words: where, over which stretch of time, how many sessions and how much."""

from datetime import timedelta
from decimal import Decimal

from mesoplan.output.page import Bar
from mesoplan.output.wording import amounts, counted, readable, short_day
from mesoplan.pricing.compare import ComparedRate
from mesoplan.pricing.estimate import Converted, Cost, CostThrough, Estimate
from mesoplan.values.ranges import Amount, Count, how_many

Figures = Estimate | Converted


def place_of(estimate: Estimate) -> str:
    """Return where prices are: the country's or the clinic's name."""
    return estimate.country.name if estimate.country else "Your clinic"


def converted_of(estimate: Estimate) -> Converted | None:
    """Return the figures in another currency; None where there are none, or it is their own."""
    rate = estimate.converted
    return rate if rate is not None and rate.currency != estimate.currency else None


def rate_words(base: str, currency: str, rate: Converted | ComparedRate) -> str:
    """Say what a rate is, whose and of which day, as `1 GBP = 1.14 EUR (ECB, 25 Nov 2026)`."""
    whose = "your rate" if rate.rate_source == "user" else rate.rate_source
    return f"1 {base} = {rate.rate.normalize():f} {currency} ({whose}, {short_day(rate.rate_date)})"


def has_course(figures: Figures) -> bool:
    """Say whether there is a course, and not maintenance alone."""
    return figures.course.sessions.max != 0


def stretches(figures: Figures) -> list[Cost]:
    """Return what each stretch of a plan costs, the course first where there is one."""
    return [*([figures.course] if has_course(figures) else []), *figures.through]


def main_cost(figures: Figures) -> Cost:
    """Return the cost of the course, or without one of everything; of nothing where neither is known."""
    return figures.course if has_course(figures) or not figures.through else figures.through[-1]


def span_words(cost: Cost) -> str:
    """Say how long a stretch is; a day that it goes up to is not part of it."""
    if not isinstance(cost, CostThrough):
        return "Course"
    return f"First {cost.months} months" if cost.months else f"Until {short_day(cost.until - timedelta(days=1))}"


def range_words(cost: Cost) -> str:
    """Say how many sessions a stretch may have, as `3–6` or `4 or more`."""
    return readable(how_many(Count(cost.sessions.min, cost.sessions.max)))


def planned_words(cost: Cost) -> str:
    """Say how many sessions of a stretch are planned, as `6 sessions`."""
    return counted(cost.sessions.planned, "session")


def amount_words(amount: Amount, figures: Figures) -> str:
    """Write an amount; converted ones in whole units, because a rate that is not the day's own knows no cents."""
    return amounts(amount if isinstance(figures, Estimate) else whole(amount), figures.currency)


def whole(amount: Amount) -> Amount:
    """Round both ends to whole units."""
    return Amount(*(None if end is None else Decimal(round(end)) for end in (amount.low, amount.high)))


def bar_of(label: str, cost: Cost, figures: Figures) -> Bar:
    """Return the range of a stretch, and this plan's own within it."""
    planned, words = cost.planned, amount_words(cost.planned, figures)
    return bar(label, amount_words(cost.cost, figures), cost.cost, (float(planned.low or 0), _end(planned)), words)


def bar(
    label: str, words: str, amount: Amount, inner: tuple[float, float | None] | None = None, inner_words: str = ""
) -> Bar:
    """Return a range of money under its label."""
    return Bar(label, words, float(amount.low or 0), _end(amount), inner, inner_words)


def _end(amount: Amount) -> float | None:
    return None if amount.high is None else float(amount.high)
