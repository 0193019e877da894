"""What a plan costs, in one country, in several, or at a clinic."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

from mesoplan.output.page import Bar, Bars, Block, Facts, Listing, Notes, Page, Paragraph, Row, Section, Table, Words
from mesoplan.output.pages.prices import bills, facts_of, open_questions, saving_words, terms_words, verdict_words
from mesoplan.output.pages.sessions import protocol_words
from mesoplan.output.pages.sources import Citations
from mesoplan.output.wording import amount, amounts, capital, counted, grouped, once, readable, series, short_day
from mesoplan.planning.regimen import Regimen
from mesoplan.pricing.cost import ON_CLINIC, not_said
from mesoplan.pricing.estimate import Converted, Cost, CostThrough, Estimate
from mesoplan.pricing.rates import Rate
from mesoplan.tables.catalog import Catalog
from mesoplan.tables.prices import Price
from mesoplan.values.ranges import Amount, Count, how_many

_TITLES = ("", "Sessions", "Cost", "This plan", "This plan costs")

Figures = Estimate | Converted


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
    several, places = len(estimates) > 1, list(_places(estimates, cite, today, lead=lead))
    return cite.page(
        f"{clinic_of(estimates, catalog) or 'What it costs'}: {regimen.protocol.name}",
        about=about,
        lead=lead,
        sections=[
            _side_by_side(estimates, cite),
            *(() if several else places),
            _chart(estimates),
            _notes(estimates, warnings, catalog),
            *(places if several else ()),
            Section("ask", "What to ask before you pay", [questions], details=True),
            _terms(estimates, cite),
        ],
    )


def cost_sections(estimates: Sequence[Estimate], cite: Citations, today: date) -> Iterator[Section]:
    """Yield what a plan costs as a part of a larger page; nothing without prices."""
    yield replace(_side_by_side(estimates, cite), title="What it costs")
    yield from _places(estimates, cite, today, title="What it costs")
    yield _notes(estimates, (), cite.catalog)
    yield _terms(estimates, cite)


def _side_by_side(estimates: Sequence[Estimate], cite: Citations) -> Section:
    """Return a row for each of several places: a session, this plan's course, and each stretch of time."""
    if len(estimates) < 2:
        return Section("places", "", [])
    first, rows = estimates[0], []
    course = [planned_words(first.course)] if has_course(first) else []
    titles = ["", "A session", *course, *(span_words(one).removeprefix("First ") for one in first.through)]
    for one in estimates:
        figures, verdict, price = converted_of(one) or one, one.verdict, one.quote or one.per_session
        each = figures.per_session if isinstance(figures, Converted) else price and Amount(price.low, price.high)
        mark = cite.mark(one.per_session.source.id) if one.per_session and not verdict else ""
        sums = [*([figures.course.planned] if course else []), *(cost.cost for cost in figures.through)]
        cells = [f"{amount_words(each, figures)} {mark}".rstrip() if each else "packs only"]
        cells += [amount_words(cost, figures) for cost in sums]
        rows.append(Row([place_of(one), *cells], below=verdict_words(verdict, one.currency, cite) if verdict else ""))
    return Section("places", "", [Table(titles, rows, titles[1:])])


def _places(
    estimates: Sequence[Estimate], cite: Citations, today: date, *, title: str = "", lead: Sequence[str | Words] = ()
) -> Iterator[Section]:
    """Yield for each place the answer, unless it is the page's own, what is paid when, the figures, and the bill."""
    several = len(estimates) > 1
    for number, one in enumerate(estimates, 1):
        name = place_of(one) if several else ""
        said = Paragraph(" ".join(Words.of(line).text for line in _lead(one, cite, name) if line not in lead))
        blocks: list[Block] = [said, Facts([*facts_of(one, today)]), _stretches(one), *bills(one)]
        yield Section(f"cost-{number}", f"More on {name}" if several else title, blocks, details=several)


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
        yield f"{place_of(estimate)}: {_plan_words(estimate)}"
        if price is not None:
            each = amounts(price, currency)
            yield f"A session costs {each} {cite.mark(price.source.id)}."
    if rate := converted_of(estimate):
        yield f"{capital(rate_words(rate))}."


def _plan_words(estimate: Estimate) -> str:
    """Say what this plan costs, converted too, and from how much the shortest course is to be had."""
    cost, currency = main_cost(estimate), estimate.currency
    if not stretches(estimate):
        return "how much is not known, because no figure says how many sessions there are (set it with --interval)."
    sessions, least = cost.sessions, cost.cost.low
    during = "" if has_course(estimate) else f" in the {span_words(cost).lower()}"
    fewest = ", the fewest," if sessions.max is None and sessions.planned == sessions.min else ""
    said = f"{planned_words(cost)}{during}{fewest} cost {amounts(cost.planned, currency)}"
    if rate := converted_of(estimate):
        said += f" ({amount_words(main_cost(rate).planned, rate)})"
    if sessions.max is None:
        return f"{said}; the largest number is not stated."
    if not during and least is not None and cost.planned.low is not None and least < cost.planned.low:
        said += f"; the shortest course, {sessions.min}, from {amount(least, currency)}"
    return f"{said}."


def _stretches(estimate: Estimate) -> Table:
    """Return a row for each stretch of the plan, then the same converted."""
    rate = converted_of(estimate)
    rows = []
    for figures, above in ((estimate, ""), (rate, f"In {rate.currency}")) if rate else ((estimate, ""),):
        costs = stretches(figures)
        differs = any(cost.cost != cost.planned for cost in costs)
        for cost in costs:
            plan = [str(cost.sessions.planned), amount_words(cost.planned, figures)] if differs else ["", ""]
            cells = [
                span_words(cost),
                readable(how_many(Count(cost.sessions.min, cost.sessions.max))),
                amount_words(cost.cost, figures),
                *plan,
            ]
            rows.append(Row(cells, above=above))
    return Table(_TITLES, rows, _TITLES)


def comparison_words(estimates: Sequence[Estimate]) -> str:
    """Say where this plan costs the least, or where sums cannot be compared what it costs in each place."""
    shown = [(place_of(one), converted_of(one) or one) for one in estimates]
    costs = [main_cost(figures).planned for _, figures in shown]
    sessions = planned_words(main_cost(estimates[0]))
    if len({figures.currency for _, figures in shown}) > 1:
        return f"What {sessions} cost in {len(costs)} places. Add --currency EUR to compare them."
    # What is not known comes last.
    least = min(costs, key=lambda cost: [Decimal("Infinity") if end is None else end for end in (cost.low, cost.high)])
    names = [name for (name, _), cost in zip(shown, costs, strict=True) if cost == least]
    return f"Lowest price for {sessions}: {series(names)}, {amount_words(least, shown[0][1])}."


def _notes(estimates: Sequence[Estimate], warnings: Sequence[str], catalog: Catalog) -> Section:
    """Return every note once, what a row's document remarks last; one that is not about all places names its own."""
    # The lead says whose prices count; what the document does not say has a list of its own.
    said = {ON_CLINIC, *map(not_said, _asked(estimates, catalog))}
    remarks = {row.note for row in catalog.prices.values()}
    notes = [(note, place_of(one)) for one in estimates for note in one.notes if note not in said]
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
    return Section("terms", "What the clinic asks", [Listing(items)])


def _chart(estimates: Sequence[Estimate]) -> Section:
    """Return the ranges of a plan's stretches; of several places their own, those in one currency on one scale."""
    if len(estimates) == 1:
        bars = [bar_of(span_words(cost), cost, estimates[0]) for cost in stretches(estimates[0])]
        return Section("bars", "Chart", [Bars("", bars, "this plan")], details=True)
    figures = [(place_of(one), converted_of(one) or one) for one in estimates]
    found = grouped((one.currency, bar_of(name, main_cost(one), one)) for name, one in figures)
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
