"""What a plan costs, in one country, in several, or at a clinic."""

from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal

from mesoplan.output.page import Bars, Block, Facts, Listing, Notes, Page, Paragraph, Row, Section, Table, Words
from mesoplan.output.pages import figures as of
from mesoplan.output.pages.prices import bills, facts_of, open_questions, saving_words, terms_words, verdict_words
from mesoplan.output.pages.sessions import protocol_words
from mesoplan.output.pages.sources import Citations
from mesoplan.output.wording import amount, amounts, capital, grouped, once, readable, series
from mesoplan.planning.regimen import Regimen
from mesoplan.pricing.cost import ON_CLINIC, not_said
from mesoplan.pricing.estimate import Estimate
from mesoplan.tables.catalog import Catalog
from mesoplan.tables.prices import Price
from mesoplan.values.ranges import Amount

_TITLES = ("", "Sessions", "Cost", "This plan", "This plan costs")
_SIDE_BY_SIDE = 3
"""How many sums in different currencies one sentence holds."""


def cost_page(
    regimen: Regimen, estimates: Sequence[Estimate], warnings: Sequence[str], catalog: Catalog, today: date
) -> Page:
    """Return the page of what a regimen costs.

    Args:
        regimen: what is planned.
        estimates: its costs, one a country or clinic; at least one.
        warnings: what a reader must know of the plan and the rates.
        catalog: the tables, for sources and what a row does not state.
        today: prices that held until an earlier day are not shown as valid.
    """
    cite = Citations(catalog)
    about = protocol_words(regimen.protocol, cite.mark(regimen.protocol.source))
    lead = list(_lead(estimates[0], cite)) if len(estimates) == 1 else [comparison_words(estimates)]
    questions = Listing(price_questions(estimates, cite))
    return cite.page(
        f"{clinic_of(estimates, catalog) or 'What it costs'}: {regimen.protocol.name}",
        about=about,
        lead=lead,
        sections=[
            _chart(estimates),
            *_places(estimates, cite, today, lead=lead),
            _notes(estimates, warnings, catalog),
            Section("ask", "What to ask before you pay", [questions], details=True),
            _terms(estimates, cite),
        ],
    )


def cost_sections(estimates: Sequence[Estimate], cite: Citations, today: date) -> Iterator[Section]:
    """Yield what a plan costs as a part of a larger page; nothing without prices."""
    yield from _places(estimates, cite, today, title="What it costs")
    yield _notes(estimates, (), cite.catalog)
    yield _terms(estimates, cite)


def _places(
    estimates: Sequence[Estimate], cite: Citations, today: date, *, title: str = "", lead: Sequence[str | Words] = ()
) -> Iterator[Section]:
    """Yield for each place the answer, unless it is the page's own, what is paid when, the figures, and the bill."""
    for number, one in enumerate(estimates):
        name = of.place_of(one) if len(estimates) > 1 else ""
        said = Paragraph(" ".join(Words.of(line).text for line in _lead(one, cite, name) if line not in lead))
        blocks: list[Block] = [said, Facts([*facts_of(one, today)]), _stretches(one), *bills(one)]
        yield Section(f"cost-{number + 1}", "" if number else title, blocks)


def clinic_of(estimates: Sequence[Estimate], catalog: Catalog) -> str:
    """Return the name of the one row of your own tables that prices come from; nothing for any other price."""
    row = _row_of(estimates[0], catalog) if len(estimates) == 1 else None
    return row.name if row and row.id in catalog.own_prices else ""


def _row_of(estimate: Estimate, catalog: Catalog) -> Price | None:
    return catalog.prices.get(estimate.country.id) if estimate.country else None


def _lead(estimate: Estimate, cite: Citations, name: str = "") -> Iterator[str | Words]:
    """Yield the verdict on a clinic's prices, or what the plan costs at the published ones; then the rate."""
    verdict, price, currency = estimate.verdict, estimate.per_session, estimate.currency
    if verdict is not None:
        row = _row_of(estimate, cite.catalog)
        if row and row.id in cite.catalog.own_prices:
            name = f"{row.name} {cite.mark(row.source)}"
        yield verdict_words(verdict, currency, cite, name)
        question = Words(readable(verdict.question), "warning") if verdict.question else ""
        yield question or saving_words(verdict, currency)
    else:
        yield f"{of.place_of(estimate)}: {_plan_words(estimate)}"
        if price is not None:
            each = amounts(Amount(price.low, price.high), currency)
            yield f"A session costs {each} {cite.mark(price.source.id)}."
    if rate := of.converted_of(estimate):
        yield f"{capital(of.rate_words(currency, rate.currency, rate))}."


def _plan_words(estimate: Estimate) -> str:
    """Say what this plan costs, converted too, and from how much the shortest course is to be had."""
    cost, currency = of.main_cost(estimate), estimate.currency
    if not of.stretches(estimate):
        return "how much is not known, because no figure says how many sessions there are (set it with --interval)."
    sessions, least = cost.sessions, cost.cost.low
    during = "" if of.has_course(estimate) else f" in the {of.span_words(cost).lower()}"
    fewest = ", the fewest," if sessions.max is None and sessions.planned == sessions.min else ""
    said = f"{of.planned_words(cost)}{during}{fewest} cost {amounts(cost.planned, currency)}"
    if rate := of.converted_of(estimate):
        said += f" ({of.amount_words(of.main_cost(rate).planned, rate)})"
    if sessions.max is None:
        return f"{said}; the largest number is not stated."
    if not during and least is not None and cost.planned.low is not None and least < cost.planned.low:
        said += f"; the shortest course, {sessions.min}, from {amount(least, currency)}"
    return f"{said}."


def _stretches(estimate: Estimate) -> Table:
    """Return a row for each stretch of the plan, then the same converted."""
    rate = of.converted_of(estimate)
    rows = []
    for figures, above in ((estimate, ""), (rate, f"In {rate.currency}")) if rate else ((estimate, ""),):
        costs = of.stretches(figures)
        differs = any(cost.cost != cost.planned for cost in costs)
        for cost in costs:
            plan = [str(cost.sessions.planned), of.amount_words(cost.planned, figures)] if differs else ["", ""]
            cells = [of.span_words(cost), of.range_words(cost), of.amount_words(cost.cost, figures), *plan]
            rows.append(Row(cells, above=above))
    return Table(_TITLES, rows, _TITLES)


def comparison_words(estimates: Sequence[Estimate]) -> str:
    """Say where this plan costs the least, or where sums cannot be compared what it costs in each place."""
    shown = [(of.place_of(one), of.converted_of(one) or one) for one in estimates]
    costs = [of.main_cost(figures).planned for _, figures in shown]
    sessions = of.planned_words(of.main_cost(estimates[0]))
    if len({figures.currency for _, figures in shown}) > 1:
        sums = [f"{of.amount_words(cost, one)} ({name})" for (name, one), cost in zip(shown, costs, strict=True)]
        if len(sums) <= _SIDE_BY_SIDE:
            return f"{sessions} cost {series(sums)}."
        return f"What {sessions} cost in {len(sums)} places. Add --currency EUR to compare them."
    if len(set(costs)) == 1:
        return f"{sessions} cost {of.amount_words(costs[0], shown[0][1])}, the same in all {len(shown)} places."
    least = min(costs, key=_ends)
    name, figures = shown[costs.index(least)]
    return f"Lowest price for {sessions}: {name}, {of.amount_words(least, figures)}."


def _ends(amount: Amount) -> tuple[Decimal, Decimal]:
    """Return both ends for comparison; what is not known comes last."""
    low, high = (Decimal("Infinity") if end is None else end for end in (amount.low, amount.high))
    return low, high


def _notes(estimates: Sequence[Estimate], warnings: Sequence[str], catalog: Catalog) -> Section:
    """Return every note once, what a row's document remarks last; one that is not about all places names its own."""
    # The lead says whose prices count; what the document does not say has a list of its own.
    said = {ON_CLINIC, *map(not_said, _asked(estimates, catalog))}
    remarks = {row.note for row in catalog.prices.values()}
    notes = [(note, of.place_of(one)) for one in estimates for note in one.notes if note not in said]
    texts = once(sorted(notes, key=lambda one: one[0] in remarks), len(estimates))
    return Section("notes", "", [Notes([readable(text) for text in dict.fromkeys((*warnings, *texts))])])


def _asked(estimates: Sequence[Estimate], catalog: Catalog) -> list[Price]:
    """Return the rows of published prices, of which a reader is to ask what their documents do not say."""
    return [row for one in estimates if not one.verdict and (row := _row_of(one, catalog))]


def price_questions(estimates: Sequence[Estimate], cite: Citations) -> list[str]:
    """Return what the documents of published prices do not say, so that it is to be asked."""
    return open_questions(_asked(estimates, cite.catalog), cite)


def _terms(estimates: Sequence[Estimate], cite: Citations) -> Section:
    """Return what clinics' own rows ask."""
    rows = [(row, terms_words(row, row.currency)) for one in estimates if (row := _row_of(one, cite.catalog))]
    items = [f"{row.name} {cite.mark(row.source)}: {words}" for row, words in rows if words]
    return Section("terms", "What the clinic asks", [Listing(items)], details=True)


def _chart(estimates: Sequence[Estimate]) -> Section:
    """Return the ranges of a plan's stretches; of several places their own, those in one currency on one scale."""
    if len(estimates) == 1:
        bars = [of.bar_of(of.span_words(cost), cost, estimates[0]) for cost in of.stretches(estimates[0])]
        return Section("bars", "Chart", [Bars("", bars, "this plan")], details=True)
    figures = [(of.place_of(one), of.converted_of(one) or one) for one in estimates]
    found = grouped((one.currency, of.bar_of(name, of.main_cost(one), one)) for name, one in figures)
    charts = [Bars(f"In {code}", bars, "this plan") for code, bars in found.items() if len(bars) > 1]
    return Section("bars", "The same course, place by place", charts)
