"""What a session costs by country and clinic; in words what a clinic asks, its bill, and what is paid when."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import date
from decimal import Decimal

from mesoplan.output.page import Fact, Facts, Listing, Notes, Page, Row, Section, Table
from mesoplan.output.pages.sources import Citations
from mesoplan.output.wording import amount, amounts, capital, counted, day, grouped, readable, small
from mesoplan.pricing.bill import Bill, BillLine
from mesoplan.pricing.estimate import Estimate, Verdict
from mesoplan.pricing.stopping import Budget, Payment, Stop
from mesoplan.tables.catalog import Catalog
from mesoplan.tables.price_parts import Pack
from mesoplan.tables.prices import Price, Terms
from mesoplan.values.ranges import Amount, sessions_words

_TITLES = ("--country", "Where", "A session", "Also called")
_LIES = {"below": "Below", "within": "Within", "above": "Above", "overlaps": "Partly within"}
_NEAR = {"bottom": "Near the bottom of", "middle": "In the middle of", "top": "Near the top of"}
_LINES = {
    "session": "Single session",
    "maintenance-session": "Session after the course",
    "published-session": "Session at the published price",
    "fee": "Fee, once",
    "consultation": "Consultation",
    "deduction": "Consultation, deducted",
    "per-visit": "Extra at each visit",
    "missed": "Missed session",
    "tax": "Tax",
}

_MISSED = {"free": "costs nothing", "forfeited": "is used up"}
_REFUNDS = {"none": "nothing comes back", "used-at-single-price": "a pack less its used sessions comes back"}
_COVERS = {"always": "enough for {}", "possibly": "enough for {} at a low price", "never": "not enough for {}"}


def prices_page(rows: Sequence[Price], catalog: Catalog) -> Page:
    """Return the page of price rows: what each asks, and how to name it; a clinic's terms under its row."""
    cite = Citations(catalog)
    table = Table(_TITLES, [_row(price, cite) for price in rows], ("--country", "A session"))
    notes = [f"{price.name}: {price.insurance}" for price in rows if price.insurance]
    notes += [f"{price.name}: {price.note}" for price in rows if price.note]
    return cite.page(
        "What a session costs",
        lead=[
            f"What one session costs in {counted(len(rows), 'place')}, from the lowest to the highest price.",
            *(f"For a whole course: mesoplan cost --country {row.id}" for row in rows[:1]),
        ],
        sections=[
            Section("prices", "", [table]),
            Section("notes", "", [Notes([readable(note) for note in notes])]),
            Section("ask", "What to ask before you pay", [Listing(open_questions(rows, cite))], details=True),
        ],
    )


def elsewhere_section(shown: Collection[str], catalog: Catalog, cite: Citations) -> Section:
    """Return the published prices of a session that a page does not show, and what is said of insurance there.

    Args:
        shown: the ids of the price rows that the page shows already.
        catalog: the tables.
        cite: the page's sources.
    """
    rows = [row for key, row in catalog.published.items() if key not in shown]
    label = "A session elsewhere" if shown else "What a session costs"
    facts = [Fact(label, "; ".join(session_price(row, cite) for row in rows))] if rows else []
    facts += [
        Fact(f"Insurance ({row.name})", f"{cite.mark(row.source)} {row.insurance}") for row in rows if row.insurance
    ]
    return Section("elsewhere", "", [Facts(facts)])


def session_price(price: Price, cite: Citations) -> str:
    """Say where a session costs how much, with the mark of the document."""
    return f"{price.name} {_each(price, cite)}"


def _each(price: Price, cite: Citations) -> str:
    each = amounts(price.per_session, price.currency) if price.per_session else "packs only"
    return f"{each} {cite.mark(price.source)}"


def _row(price: Price, cite: Citations) -> Row:
    names = [*([price.code] if price.code else []), *price.aliases]
    cells = [price.id, price.name, _each(price, cite), ", ".join(names)]
    return Row(cells, below=terms_words(price, price.currency))


def verdict_words(verdict: Verdict, currency: str, cite: Citations, clinic: str = "") -> str:
    """Say what the planned sessions come to, what one really costs, and where that lies in the published range."""
    sessions, total = counted(verdict.sessions, "session"), amounts(verdict.total, currency)
    said = f"{clinic}: {sessions} for {total}" if clinic else f"{sessions}: {total}"
    if verdict.sessions > 1:
        said += f", {amounts(_rounded(verdict), currency)} each"
    if verdict.published is None or verdict.position is None:
        return f"{said}."
    lies = _NEAR[verdict.place] if verdict.place else _LIES[verdict.position]
    published = amounts(verdict.published, currency)
    return f"{said}. {lies} the published {published} {cite.mark(verdict.published.source.id)}."


def _rounded(verdict: Verdict) -> Amount:
    """Return what a session costs, in whole units where it is a quotient: nobody pays £158.33."""

    def whole(each: Decimal | None, total: Decimal | None) -> Decimal | None:
        return each if each is None or each < 10 or each * verdict.sessions == total else Decimal(round(each))

    each, total = verdict.per_session, verdict.total
    return Amount(whole(each.low, total.low), whole(each.high, total.high))


def saving_words(verdict: Verdict, currency: str) -> str:
    """Say what is saved against the clinic's own single sessions; nothing where there is no difference."""
    saving = verdict.saving
    if saving is None or saving.low is None or saving.high is None or not (saving.low or saving.high):
        return ""
    singles = f"{verdict.sessions} single sessions ({amounts(verdict.singles or saving, currency)})"
    if saving.low >= 0:
        return f"You save {amounts(Amount(saving.low or None, saving.high), currency)} against {singles}."
    if saving.high <= 0:
        return f"That is {amounts(Amount(-saving.high, -saving.low), currency)} more than {singles}."
    less, more = amount(saving.high, currency), amount(-saving.low, currency)
    return f"Between {less} less and {more} more than {singles}."


def bills(estimate: Estimate) -> Iterator[Table]:
    """Yield the itemised bill of a clinic's terms; where ranges lead to two purchases, both."""
    low, high = estimate.bill_at_lowest_price, estimate.bill
    if low is None or high is None or (estimate.offer is None and estimate.quote is None):
        return
    title = f"Bill for {counted(high.sessions, 'session')}"
    kinds, others = ([(line.what, line.count, line.sessions) for line in bill.lines] for bill in (low, high))
    if kinds == others:
        yield _bill(title, low, high, estimate.currency)
    else:
        yield _bill(f"{title} at the lowest price", low, low, estimate.currency)
        yield _bill(f"{title} at the highest price", high, high, estimate.currency)


def _bill(title: str, low: Bill, high: Bill, currency: str) -> Table:
    rows = []
    for a, b in zip(low.lines, high.lines, strict=True):
        each = _between(a.price, b.price, currency) if a.count > 1 else ""
        rows.append(Row([_line_words(a), each, _between(a.amount, b.amount, currency)]))
    taxes = [bill.tax_included for bill in (low, high) if bill.tax_included is not None]
    tax = f"{_between(taxes[0], taxes[-1], currency)} of it is tax." if taxes else ""
    rows.append(Row(["Total", "", _between(low.total, high.total, currency)], below=tax))
    return Table([title, "Each", "In all"], rows, ["Each", "In all"])


def _between(low: Decimal, high: Decimal, currency: str) -> str:
    if low < 0:
        return f"\N{MINUS SIGN}{_between(-high, -low, currency)}"
    return amounts(Amount(min(low, high), max(low, high)), currency)


def _line_words(line: BillLine) -> str:
    what = _LINES.get(line.what) or f"Pack of {line.sessions}"
    return what if line.count == 1 else f"{line.count} \N{MULTIPLICATION SIGN} {small(what)}"


def facts_of(estimate: Estimate, today: date) -> Iterator[Fact]:
    """Yield what a budget covers, what is paid and open, what stopping costs, and how long the prices hold."""
    currency, offer = estimate.currency, estimate.offer
    if estimate.budget:
        yield _budget(estimate.budget, estimate, currency)
    if estimate.payment:
        yield from _payment(estimate.payment, currency)
    if estimate.stop:
        yield _stop(estimate.stop, currency)
    if offer and offer.valid and offer.valid >= today:
        yield Fact("Prices hold until", day(offer.valid))


def _budget(budget: Budget, estimate: Estimate, currency: str) -> Fact:
    number = readable(sessions_words(budget.sessions))
    return Fact(f"{amount(budget.amount, currency)} pays for", number, _covered(budget, estimate.course.sessions.min))


def _covered(budget: Budget, shortest: int) -> str:
    """Say whether a budget covers the shortest course, and this plan's where that is another answer."""
    course, plan = budget.covers_course, budget.covers_plan
    if course is None or plan is None:
        return ""
    whole = _COVERS[plan].format("this plan's course")
    short = _COVERS[course].format(f"the shortest course of {shortest}")
    if plan == "always":
        return whole
    return short if course in ("never", plan) else f"{short}, {whole}"


def _payment(payment: Payment, currency: str) -> Iterator[Fact]:
    if payment.open is not None and payment.paid is not None:
        still = "nothing" if payment.open.high == 0 else amounts(payment.open, currency)
        yield Fact("Still open", still, f"after the {amount(payment.paid, currency)} you paid")
    if payment.deposit is not None and payment.after_deposit is not None:
        rest = amounts(payment.after_deposit, currency)
        yield Fact("At booking", amount(payment.deposit, currency), f"a part of the price; {rest} after it")
    if parts := payment.instalments:
        last = "" if parts.last == parts.each else f"the last is {amounts(parts.last, currency)}"
        yield Fact("In instalments", f"{parts.number} of {amounts(parts.each, currency)}", last)


def _stop(stop: Stop, currency: str) -> Fact:
    paid = f"paid {amounts(stop.paid, currency)}"
    singles = stop.as_singles and f"as single sessions {amounts(stop.as_singles, currency)}"
    if stop.back is None or stop.cost is None:
        figure, back = paid, "ask whether any comes back" if stop.refund is None else "what comes back is not known"
    else:
        nothing = stop.back.high == 0
        figure = f"{amounts(stop.cost, currency)} in all"
        back = f"{paid}, {'nothing' if nothing else amounts(stop.back, currency)} comes back"
    return Fact(f"If you stop after {stop.after}", figure, "; ".join(filter(None, (back, singles))))


def open_questions(rows: Iterable[Price], cite: Citations) -> list[str]:
    """Return what the documents of price rows do not say, each question once with the marks of its documents."""
    found = grouped((question, row.source) for row in rows for question in row.not_stated)
    return [f"{readable(question)} {cite.marks(sources)}" for question, sources in found.items()]


def terms_words(terms: Terms, currency: str) -> str:
    """Say what terms ask besides the price of a session, in one line; nothing where they ask no more."""
    discount, talk, tax, missed = terms.discount, terms.consultation, terms.tax, terms.missed
    how = ", deducted" if talk and talk.deducted else " each visit" if talk and talk.each == "visit" else ""
    fee = missed and missed.fee and f"costs {amount(missed.fee, currency)}"
    parts = (
        *(_pack_words(pack, currency) for pack in terms.packs),
        terms.maintenance_session and f"a session after the course {amounts(terms.maintenance_session, currency)}",
        discount and f"{discount.percent:f}% off {'everything' if discount.on_packs else 'single sessions'}",
        terms.fee and f"a fee of {amount(terms.fee, currency)}, once",
        talk and f"consultation {amount(talk.price, currency)}{how}",
        terms.per_visit and f"{amount(terms.per_visit, currency)} more each visit",
        tax and f"{tax.rate:f}% tax {'included' if tax.included else 'is added'}",
        terms.deposit and f"{amount(terms.deposit, currency)} at booking",
        terms.instalments and f"{terms.instalments} instalments",
        missed and f"a missed session {fee or _MISSED[missed.rule]}",
        terms.refund and _REFUNDS[terms.refund],
        terms.valid and f"valid until {day(terms.valid)}",
    )
    said = "; ".join(str(part) for part in parts if part)
    return f"{capital(said)}." if said else ""


def _pack_words(pack: Pack, currency: str) -> str:
    price = f" for {amounts(pack.price, currency)}" if pack.price else ""
    free = f" and {pack.free} free" if pack.free else ""
    within = f" within {pack.valid}" if pack.valid else ""
    return f"{pack.sessions}{free}{price}{within}"
