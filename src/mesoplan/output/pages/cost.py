"""What a plan costs, in one country, in several, or at a clinic."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import timedelta

from mesoplan.answers.cost import CostAnswer
from mesoplan.output.page import Bar, Bars, Citations, Facts, Listing, Notes, Page, Paragraph, Row, Section, Table
from mesoplan.output.pages import prices, sessions
from mesoplan.output.wording import amount, amounts, capital, counted, grouped, once, readable, series, short_day
from mesoplan.pricing.cost import ON_CLINIC, not_said
from mesoplan.pricing.estimate import Converted, Cost, Estimate
from mesoplan.pricing.rates import Rate
from mesoplan.pricing.terms import UNKNOWN, each_end
from mesoplan.tables.prices import Price
from mesoplan.values import Amount, Count, how_many, whole_units

_COURSE = "Course"
_TITLES = ("", "Sessions", "Cost", "This plan", "This plan costs")

Figures = Estimate | Converted


def cost_page(answer: CostAnswer, cite: Citations) -> Page:
    """Return the page of what a regimen costs.

    Args:
        answer: its costs, one a country or clinic; at least one.
        cite: the sources of the page, and the tables.
    """
    estimates, protocol = answer.estimates, cite.catalog.protocols[answer.protocol.id]
    clinic, about = clinic_of(estimates, cite), sessions.protocol_words(protocol, cite)
    lead = list(_lead(estimates[0], cite)) if len(estimates) == 1 else [comparison_words(estimates)]
    sections = [*cost_sections(estimates, cite, answer.warnings), _chart(estimates)]
    sections.append(prices.ask_section(price_questions(estimates, cite)))
    whose = clinic.name if clinic else "What it costs"
    return cite.page(f"{whose}: {protocol.name}", about=about, lead=lead, sections=sections)


def cost_sections(
    estimates: Sequence[Estimate], cite: Citations, warnings: Sequence[str] = (), title: str = ""
) -> Iterator[Section]:
    """Yield what a plan costs, place by place, what to know of it, and what clinics ask; nothing without prices.

    Args:
        estimates: the costs, one a place.
        cite: the page's sources.
        warnings: what else a reader must know.
        title: the heading on a larger page; without one the page's own answer says what a single place costs.
    """
    several = len(estimates) > 1
    converted = Paragraph(rates_words(rate for one in estimates if (rate := converted_of(one))), "muted")
    yield Section("places", title, [_side_by_side(estimates, cite), converted] if several else [])
    for number, one in enumerate(estimates, 1):
        heading = f"More on {place_of(one)}" if several else title
        facts, lead = Facts([*prices.facts_of(one)]), _lead(one, cite) if heading else ()
        yield Section(f"cost-{number}", heading, [*lead, facts, _stretches(one), *prices.bills(one)], details=several)
    yield Section("notes", "", [Notes(_notes(estimates, warnings, cite))])
    rows = filter(None, (_row_of(one, cite) for one in estimates))
    items = [f"{row.name} {cite.mark(row.source)}: {words}" for row in rows if (words := prices.terms_words(row))]
    yield Section("terms", "What the clinic asks", [Listing(items)])


def _side_by_side(estimates: Sequence[Estimate], cite: Citations) -> Table:
    """Return a row for each of several places: a session, and what each stretch of this plan costs."""
    titles = ["", "A session", *(name.removeprefix("First ") for name in stretches(estimates[0]))]
    rows = []
    for one in estimates:
        figures, verdict, price = converted_of(one) or one, one.verdict, one.quote or one.per_session
        each = figures.per_session if isinstance(figures, Converted) else price and Amount(price.low, price.high)
        mark = cite.mark(one.per_session.source.id) if one.per_session and not verdict else ""
        session = f"{amount_words(each, figures)} {mark}".rstrip() if each and each != UNKNOWN else "packs only"
        sums = [amount_words(cost.planned, figures) for cost in stretches(figures).values()]
        below = prices.verdict_words(verdict, one.currency, cite) if verdict else ""
        rows.append(Row([place_of(one), session, *sums], below=below))
    return Table(titles, rows, titles[1:])


def clinic_of(estimates: Sequence[Estimate], cite: Citations) -> Price | None:
    """Return the one row of your own tables that prices come from; None for any other price."""
    row = _row_of(estimates[0], cite) if len(estimates) == 1 else None
    return row if row and row.id in cite.catalog.own_ids["prices"] else None


def _row_of(estimate: Estimate, cite: Citations) -> Price | None:
    return cite.catalog.prices.get(estimate.country.id) if estimate.country else None


def _lead(estimate: Estimate, cite: Citations) -> Iterator[Paragraph]:
    """Yield the verdict on a clinic's prices, or what the plan costs at the published ones; then the rate."""
    verdict, price, currency = estimate.verdict, estimate.per_session, estimate.currency
    if verdict:
        yield Paragraph(prices.verdict_words(verdict, currency, cite, clinic_of([estimate], cite)))
        yield Paragraph(readable(verdict.question or ""), "warning")
        yield Paragraph("" if verdict.question else prices.saving_words(verdict, currency))
    else:
        yield Paragraph(f"{place_of(estimate)}: {_plan_words(estimate)}")
        if price:
            yield Paragraph(f"A session costs {amounts(price, currency)} {cite.mark(price.source.id)}.")
    if rate := converted_of(estimate):
        yield Paragraph(f"{capital(rate_words(rate))}.")


def _plan_words(estimate: Estimate) -> str:
    """Say what this plan costs, converted too, and from how much the shortest course is to be had."""
    cost, costs, currency = main_cost(estimate), stretches(estimate), estimate.currency
    if not costs:
        return "how much is not known, because no figure says how many sessions there are (set it with --interval)."
    least = cost.cost.low
    during = "" if _COURSE in costs else f" in the {[*costs][-1].lower()}"
    said = f"{counted(cost.sessions.planned, 'session')}{during} cost {amounts(cost.planned, currency)}"
    if rate := converted_of(estimate):
        said += f" ({amount_words(main_cost(rate).planned, rate)})"
    if cost.sessions.max is None:
        return f"{said}; the largest number is not stated."
    if not during and least is not None and cost.planned.low is not None and least < cost.planned.low:
        said += f"; the shortest course, {cost.sessions.min}, from {amount(least, currency)}"
    return f"{said}."


def _stretches(estimate: Estimate) -> Table:
    """Return a row for each stretch of the plan, then the same converted."""
    rows = []
    for figures in [one for one in (estimate, converted_of(estimate)) if one]:
        costs, above = stretches(figures), "" if figures is estimate else f"In {figures.currency}"
        differs = any(cost.cost != cost.planned for cost in costs.values())
        for name, cost in costs.items():
            number = readable(how_many(Count(cost.sessions.min, cost.sessions.max)))
            plan = [str(cost.sessions.planned), amount_words(cost.planned, figures)] if differs else ["", ""]
            rows.append(Row([name, number, amount_words(cost.cost, figures), *plan], above=above))
    return Table(_TITLES, rows, _TITLES)


def comparison_words(estimates: Sequence[Estimate]) -> str:
    """Say where this plan costs the least, or where sums cannot be compared what it costs in each place."""
    shown = [converted_of(one) or one for one in estimates]
    costs = [main_cost(figures).planned for figures in shown]
    planned = counted(main_cost(estimates[0]).sessions.planned, "session")
    if len({figures.currency for figures in shown}) > 1:
        return f"What {planned} cost in {len(costs)} places. Add --currency EUR to compare them."
    # What is not known comes last.
    least = min(costs, key=lambda cost: [float("inf") if end is None else end for end in (cost.low, cost.high)])
    names = [place_of(one) for one, cost in zip(estimates, costs, strict=True) if cost == least]
    return f"Lowest possible price for {planned}: {series(names)}, {amount_words(least, shown[0])}."


def _notes(estimates: Sequence[Estimate], warnings: Sequence[str], cite: Citations) -> list[str]:
    """Return every note once, what a row's document remarks last; one that is not about all places names its own."""
    # The lead says whose prices count; what the document does not say has a list of its own.
    said = {ON_CLINIC, *(not_said(row) for one in estimates if (row := _row_of(one, cite)))}
    notes = [(note, place_of(one)) for one in estimates for note in one.notes if note not in said]
    remarks = {row.note for row in cite.catalog.prices.values()}
    texts = once(sorted(notes, key=lambda one: one[0] in remarks), len(estimates))
    return [readable(text) for text in dict.fromkeys((*warnings, *texts))]


def price_questions(estimates: Sequence[Estimate], cite: Citations) -> list[str]:
    """Return what the documents of published prices do not say, so that it is to be asked."""
    return prices.open_questions(filter(None, (_row_of(one, cite) for one in estimates if not one.verdict)), cite)


def _chart(estimates: Sequence[Estimate]) -> Section:
    """Return the ranges of a plan's stretches; of several places their own, those in one currency on one scale."""
    if len(estimates) == 1:
        bars = [_bar(name, cost, estimates[0]) for name, cost in stretches(estimates[0]).items()]
        return Section("bars", "Chart", [Bars("", bars, "this plan")], details=True)
    shown = [(place_of(one), converted_of(one) or one) for one in estimates]
    found = grouped((figures.currency, _bar(name, main_cost(figures), figures)) for name, figures in shown)
    charts = [Bars(f"In {code}", bars, "this plan") for code, bars in found.items() if len(bars) > 1]
    return Section("bars", "The same course, place by place", charts)


def place_of(estimate: Estimate) -> str:
    """Return where prices are: the country's or the clinic's name."""
    return estimate.country.name if estimate.country else "Your clinic"


def converted_of(estimate: Estimate) -> Converted | None:
    """Return the figures in another currency; None where there are none, or it is their own."""
    rate = estimate.converted
    return rate if rate is not None and rate.currency != estimate.currency else None


def rate_words(rate: Rate) -> str:
    """Say what a rate is, whose and of which day, as `1 GBP = 1.14 EUR (ECB, 25 Nov 2026)`."""
    whose = "your rate" if rate.rate_source == "user" else rate.rate_source
    return f"1 {rate.base} = {rate.rate.normalize():f} {rate.currency} ({whose}, {short_day(rate.rate_date)})"


def rates_words(rates: Iterable[Rate]) -> str:
    """Say at what rates sums are converted, each once; nothing without any."""
    words = sorted({rate_words(rate) for rate in rates})
    return f"Converted at {series(words)}." if words else ""


def stretches(figures: Figures) -> dict[str, Cost]:
    """Return what each stretch of a plan costs by its name, the course first where there is one."""
    found = {_COURSE: figures.course} if figures.course.sessions.max != 0 else {}
    for cost in figures.through:
        # The day that a stretch goes up to is not part of it.
        until = f"Until {short_day(cost.until - timedelta(days=1))}"
        found[f"First {cost.months} months" if cost.months else until] = cost
    return found


def main_cost(figures: Figures) -> Cost:
    """Return the cost of the course, or without one of everything; of nothing where neither is known."""
    return figures.course if figures.course.sessions.max != 0 or not figures.through else figures.through[-1]


def amount_words(amount: Amount, figures: Figures) -> str:
    """Write an amount; converted ones in whole units, because a rate that is not the day's own knows no cents."""
    return amounts(amount if isinstance(figures, Estimate) else in_whole(amount), figures.currency)


def in_whole(amount: Amount) -> Amount:
    """Round both ends to whole units."""
    return each_end(whole_units, amount)


def _bar(label: str, cost: Cost, figures: Figures) -> Bar:
    """Return the range of a stretch, and this plan's own within it."""
    words = amount_words(cost.cost, figures)
    return Bar(label, words, *ends(cost.cost), ends(cost.planned), amount_words(cost.planned, figures))


def ends(amount: Amount) -> tuple[float, float | None]:
    """Return where an amount begins and ends on a scale; None where it is open."""
    return float(amount.low or 0), None if amount.high is None else float(amount.high)
