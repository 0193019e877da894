"""What a session costs by country and clinic; in words what a clinic asks, its bill, and what is paid when."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from decimal import Decimal

from mesoplan.output.page import Citations, Fact, Facts, Listing, Notes, Page, Row, Section, Table
from mesoplan.output.wording import amount, amounts, capital, counted, day, grouped, readable, small
from mesoplan.pricing.estimate import Estimate, Verdict, position
from mesoplan.pricing.stopping import Payment
from mesoplan.pricing.terms import each_end
from mesoplan.tables.prices import Pack, Price
from mesoplan.values import MAX_SESSIONS, Amount, Count, whole_units

_TITLES = ("--country", "Where", "A session", "Also called")
_LIES = {"below": "Below", "within": "Within", "above": "Above", "overlaps": "Partly within"}
_NEAR = {"bottom": "Near the bottom of", "middle": "In the middle of", "top": "Near the top of"}
_LINES = {
    "maintenance-session": "Session after the course",
    "published-session": "Session at the published price",
    "deduction": "Consultation, deducted",
    "per-visit": "Extra at each visit",
    "missed": "Missed session",
}
"""The lines of a bill that are not called what they are."""

_MISSED = {"free": "costs nothing", "forfeited": "is used up"}
_REFUNDS = {"none": "nothing comes back", "used-at-single-price": "a pack less its used sessions comes back"}
_COVERS = {"always": "enough for {}", "possibly": "enough for {} at a low price", "never": "not enough for {}"}


def prices_page(rows: Sequence[Price], cite: Citations) -> Page:
    """Return the page of price rows: what each asks, and how to name it; a clinic's terms under its row."""
    notes = [f"{price.name}: {price.insurance}" for price in rows if price.insurance]
    notes += [f"{price.name}: {price.note}" for price in rows if price.note]
    lead = [f"What one session costs in {counted(len(rows), 'place')}, each from its lowest to its highest price."]
    lead += [f"For a whole course: mesoplan cost --country {row.id}" for row in rows[:1]]
    table = Table(_TITLES, [_row(price, cite) for price in rows], ("--country", "A session"))
    sections = [Section("prices", "", [table]), Section("notes", "", [Notes([*map(readable, notes)])])]
    sections.append(ask_section(open_questions(rows, cite)))
    return cite.page("What a session costs", lead=lead, sections=sections)


def ask_section(questions: Sequence[str]) -> Section:
    """Return what to ask before you pay, as a part of a page on prices."""
    return Section("ask", "What to ask before you pay", [Listing(questions)], details=True)


def elsewhere_section(shown: Collection[str], cite: Citations) -> Section:
    """Return the published prices of a session that a page does not show, and what is said of insurance there.

    Args:
        shown: the ids of the price rows that the page shows already.
        cite: the page's sources.
    """
    rows = [row for key, row in cite.catalog.published.items() if key not in shown]
    label = "A session elsewhere" if shown else "What a session costs"
    prices = "; ".join(f"{row.name} {session_price(row, cite)}" for row in rows)
    insured = [row for row in rows if row.insurance]
    covered = [Fact(f"Insurance ({row.name})", f"{cite.mark(row.source)} {row.insurance}") for row in insured]
    return Section("elsewhere", "", [Facts([Fact(label, prices), *covered] if rows else [])])


def session_price(price: Price, cite: Citations) -> str:
    """Say how much a session costs, with the mark of the document."""
    each = amounts(price.per_session, price.currency) if price.per_session else "packs only"
    return f"{each} {cite.mark(price.source)}"


def _row(price: Price, cite: Citations) -> Row:
    names = ", ".join(filter(None, (price.code, *price.aliases)))
    return Row([price.id, price.name, session_price(price, cite), names], below=terms_words(price))


def verdict_words(verdict: Verdict, currency: str, cite: Citations, clinic: Price | None = None) -> str:
    """Say what the planned sessions come to, what one really costs, and where that lies in the published range."""

    def rounded(total: Decimal, each: Decimal) -> Decimal:
        # Nobody pays £158.33: that is a quotient.
        return each if each < 10 or each * verdict.sessions == total else whole_units(each)

    sessions, total = counted(verdict.sessions, "session"), amounts(verdict.total, currency)
    said = f"{clinic.name} {cite.mark(clinic.source)}: {sessions} for {total}" if clinic else f"{sessions}: {total}"
    each, published = each_end(rounded, verdict.total, verdict.per_session), verdict.published
    if verdict.sessions > 1:
        # Not where that would put it elsewhere in the published range.
        is_same = published is None or position(each, published) == verdict.position
        said += f", {amounts(each if is_same else verdict.per_session, currency)} each"
    if published is None or verdict.position is None:
        return f"{said}."
    lies = _NEAR[verdict.place] if verdict.place else _LIES[verdict.position]
    return f"{said}. {lies} the published {amounts(published, currency)} {cite.mark(published.source.id)}."


def saving_words(verdict: Verdict, currency: str) -> str:
    """Say what is saved against the clinic's own single sessions, or else what those would cost."""
    saving, singles = verdict.saving, verdict.singles
    if not saving or not singles or saving.low is None or saving.high is None or singles == verdict.total:
        return ""
    if saving.low < 0:
        return f"One by one they would cost {amounts(singles, currency)}."
    saved = amounts(Amount(saving.low or None, saving.high), currency)
    return f"You save {saved} against {verdict.sessions} single sessions at list price ({amounts(singles, currency)})."


def bills(estimate: Estimate) -> Iterator[Table]:
    """Yield the itemised bill of a clinic's terms; where they are ranges, at the lowest and at the highest price."""
    low, high, currency = estimate.bill_at_lowest_price, estimate.bill, estimate.currency
    if low is None or high is None or (estimate.offer is None and estimate.quote is None):
        return
    found = {"": high} if low == high else {" at the lowest price": low, " at the highest price": high}
    for which, bill in found.items():
        rows = []
        for line in bill.lines:
            name = f"Pack of {line.sessions}" if line.what == "pack" else capital(line.what)
            what, each = _LINES.get(line.what, name), ""
            if line.count > 1:
                what, each = f"{line.count} \N{MULTIPLICATION SIGN} {small(what)}", amount(line.price, currency)
            sign = "\N{MINUS SIGN}" if line.amount < 0 else ""
            rows.append(Row([what, each, f"{sign}{amount(abs(line.amount), currency)}"]))
        tax = "" if bill.tax_included is None else f"{amount(bill.tax_included, currency)} of it is tax."
        rows.append(Row(["Total", "", amount(bill.total, currency)], below=tax))
        titles = [f"Bill for {counted(bill.sessions, 'session')}{which}", "Each", "In all"]
        yield Table(titles, rows, titles[1:])


def facts_of(estimate: Estimate) -> Iterator[Fact]:
    """Yield what a budget covers, what is paid and open, and what stopping costs."""
    currency = estimate.currency
    if budget := estimate.budget:
        courses = {"this plan's course": budget.covers_plan}
        if budget.covers_plan != "always":
            courses[f"the shortest course of {estimate.course.sessions.min}"] = budget.covers_course
        covered = [_COVERS[covers].format(course) for course, covers in courses.items() if covers]
        least, most = budget.sessions.min, None if budget.sessions.max == MAX_SESSIONS else budget.sessions.max
        number = "not known" if least is None else readable(counted(Count(least, most), "session"))
        yield Fact(f"{amount(budget.amount, currency)} pays for", number, "; ".join(covered))
    if estimate.payment:
        yield from _payment(estimate.payment, currency)
    if stop := estimate.stop:
        said, how = f"paid {amounts(stop.paid, currency)}", "how much" if stop.refund else "whether any"
        back = f"ask {how} comes back"
        if stop.back is not None and stop.cost is not None:
            said, back = f"{amounts(stop.cost, currency)} in all", f"{said}, {amounts(stop.back, currency)} comes back"
        alone = None if stop.as_singles == stop.paid else stop.as_singles
        singles = f"; as single sessions at list price {amounts(alone, currency)}" if alone else ""
        yield Fact(f"If you stop after {stop.after}", said, f"{back}{singles}")


def _payment(payment: Payment, currency: str) -> Iterator[Fact]:
    if payment.open is not None and payment.paid is not None:
        so_far = f"after the {amount(payment.paid, currency)} you paid"
        yield Fact("Still open", amounts(payment.open, currency), so_far)
    if payment.deposit is not None and payment.after_deposit is not None:
        rest = amounts(payment.after_deposit, currency)
        yield Fact("At booking", amount(payment.deposit, currency), f"a part of the price; {rest} after it")
    if parts := payment.instalments:
        last = "" if parts.last == parts.each else f"the last is {amounts(parts.last, currency)}"
        yield Fact("In instalments", f"{parts.number} of {amounts(parts.each, currency)}", last)


def open_questions(rows: Iterable[Price], cite: Citations) -> list[str]:
    """Return what the documents of price rows do not say, each question once with the marks of its documents."""
    found = grouped((question, row.source) for row in rows for question in row.not_stated)
    return [f"{readable(question)} {cite.marks(sources)}" for question, sources in found.items()]


def terms_words(row: Price) -> str:
    """Say what a row asks besides the price of a session, in one line; nothing where it asks no more."""
    currency, discount, talk, tax, missed = row.currency, row.discount, row.consultation, row.tax, row.missed
    how = ", deducted" if talk and talk.deducted else " each visit" if talk and talk.each == "visit" else ""
    fee = missed and missed.fee and f"costs {amount(missed.fee, currency)}"
    parts = (
        *(_pack_words(pack, currency) for pack in row.packs),
        row.maintenance_session and f"a session after the course {amounts(row.maintenance_session, currency)}",
        discount and f"{discount.percent:f}% off {'packs and ' if discount.on_packs else ''}single sessions",
        row.fee and f"a fee of {amount(row.fee, currency)}, once",
        talk and f"consultation {amount(talk.price, currency)}{how}",
        row.per_visit and f"{amount(row.per_visit, currency)} more each visit",
        tax and f"{tax.rate:f}% tax {'included' if tax.included else 'is added'}",
        row.deposit and f"{amount(row.deposit, currency)} at booking",
        row.instalments and f"{row.instalments} instalments",
        missed and f"a missed session {fee or _MISSED[missed.rule]}",
        row.refund and _REFUNDS[row.refund],
        row.valid and f"valid until {day(row.valid)}",
    )
    said = "; ".join(str(part) for part in parts if part)
    return f"{capital(said)}." if said else ""


def _pack_words(pack: Pack, currency: str) -> str:
    price = f" for {amounts(pack.price, currency)}" if pack.price else ""
    free = f" and {pack.free} free" if pack.free else ""
    within = f" within {pack.valid}" if pack.valid else ""
    return f"{pack.sessions}{free}{price}{within}"
