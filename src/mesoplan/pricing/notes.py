"""What a reader must know about the figures of an estimate."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from mesoplan.planning.session_counts import SessionCounts
from mesoplan.pricing.bill import Bill
from mesoplan.pricing.terms import Basis
from mesoplan.values.money import show, show_range


def notes_on(
    counts: SessionCounts, basis: Basis, bill: Bill | None, missed: int, today: date | None, *, stands_in: bool = False
) -> Iterator[str]:
    """Yield what a reader must know, what changes the sum most first.

    Args:
        counts: the sessions that are priced.
        basis: the prices.
        bill: of the plan at the highest price; None where nothing is planned.
        missed: how many sessions were missed.
        today: for prices that hold until a day.
        stands_in: whether the published price stands in for a single session at the clinic.
    """
    row = basis.row
    if basis.is_clinics:
        yield from _on_clinic(basis, bill, missed, today, stands_in=stands_in)
    if row and basis.is_rows and row.source != counts.regimen.protocol.source:
        yield "The protocol and the price come from two documents; no single document states this cost."
    yield from _on_counts(counts)
    if row:
        yield from filter(None, (row.note, row.insurance))
    if row and row.not_stated and not basis.is_clinics:
        yield f"The price's source does not say {', '.join(row.not_stated)}."


def _on_clinic(basis: Basis, bill: Bill | None, missed: int, today: date | None, *, stands_in: bool) -> Iterator[str]:
    terms, published, price = basis.terms, basis.published, basis.published_price
    if price and stands_in:
        amount = show_range(price, basis.currency)
        yield f"Your clinic names no price of a single session: the published {amount} stands in."
    elif price:
        yield "Uses your clinic's prices, not the published ones."
    if bill:
        yield from _on_bill(basis, bill)
    if missed and terms.missed is None:
        yield f"The clinic does not say what a missed session costs, so nothing is counted for {_sessions(missed)}."
    if terms.valid and today and today > terms.valid:
        yield f"These prices held until {terms.valid}: ask the clinic for new ones."
    if terms.tax is None:
        yield "Ask whether tax is included; if it is not, add it with --tax 20%."
    elif published and any("tax" in what for what in published.not_stated):
        yield "The published price does not say whether it includes tax."
    yield from (sentence for _, sentence in terms.doubts())


def _on_bill(basis: Basis, bill: Bill) -> Iterator[str]:
    if bill.lost:
        yield f"A pack runs out before its last session: {_sessions(bill.lost)} in it {_is(bill.lost)} lost."
    if bill.unused:
        yield f"{_sessions(bill.unused)} {_is(bill.unused)} paid and left over."
    whole = basis.terms.deducted or Decimal(0)
    for line in bill.lines:
        if line.what == "deduction" and -line.amount < whole:
            part, all_of_it = show(-line.amount, basis.currency), show(whole, basis.currency)
            yield f"Only {part} of the consultation's {all_of_it} can be deducted: the sessions cost no more."


def _on_counts(counts: SessionCounts) -> Iterator[str]:
    if counts.regimen.undated:
        yield "Without an interval there are no dates, so only the course is priced (set it with --interval)."
    elif not counts.complete:
        yield f"Maintenance is not priced: {counts.regimen.maintenance} (set it with --maintenance)."
    if counts.course.max is None:
        yield "The source names no largest number of sessions, so there is no highest cost."


def _sessions(count: int) -> str:
    return f"{count} session{'' if count == 1 else 's'}"


def _is(count: int) -> str:
    return "is" if count == 1 else "are"
