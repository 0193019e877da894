"""Protocols side by side, by country if there are prices: which is cheapest, shortest, and has the fewest sessions."""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from mesoplan.answers.cost import SORTS, CompareAnswer, ComparedRow, Sort, least
from mesoplan.output.page import Bar, Bars, Notes, Page, Paragraph, Row, Section, Table
from mesoplan.output.pages.advice import said_facts
from mesoplan.output.pages.cost import ends, rate_words, whole
from mesoplan.output.pages.prices import session_price
from mesoplan.output.pages.sessions import maintenance_words
from mesoplan.output.pages.sources import Citations
from mesoplan.output.wording import amounts, capital, days, grouped, readable, series, short_day
from mesoplan.tables.catalog import Catalog
from mesoplan.values.ranges import Amount, Count, how_many

_BEST: dict[Sort, str] = {
    "cost": "Cheapest course",
    "first-year": "Cheapest first 12 months",
    "length": "Shortest",
    "sessions": "Fewest sessions",
}
"""What the best is called, by which figure."""


def compare_page(answer: CompareAnswer, catalog: Catalog, sort: Sort | None = None) -> Page:
    """Return the page of compared protocols.

    Args:
        answer: the rows in the order in which they are shown; at least one.
        catalog: the tables, for sources, places and prices.
        sort: by what the rows are in order; None: as they are listed.
    """
    cite, rows = Citations(catalog), answer.rows
    titles = ("Where" if _are_several(rows) else "Protocol", "Sessions", "Takes", "Course", "12 months")
    # The options that would set what is open belong to other commands.
    open_of = {row.protocol: [question.partition(" (set it")[0] for question in row.not_stated] for row in rows}
    left = said_facts((name, capital("; ".join(questions))) for name, questions in open_of.items())
    remarks = " ".join([*([f"Sorted: {SORTS[sort]}."] if sort else []), _rates(rows)]).strip()
    notes = [readable(text) for text in (*answer.warnings, *_notes(rows, catalog))]
    return cite.page(
        "Protocols side by side",
        about=_prices_words(rows, cite),
        lead=list(_best(rows, catalog)),
        sections=[
            Section("protocols", "", [Table(titles, list(_rows(answer, cite)), titles), Paragraph(remarks, "muted")]),
            Section("notes", "", [Notes(notes)]),
            Section("bars", "What the courses cost", [Bars("", _bars(rows))]),
            Section("open", "What is not stated", [left], details=True),
        ],
    )


def _are_several(rows: Sequence[ComparedRow]) -> bool:
    return len({row.country for row in rows}) > 1


def _prices_words(rows: Sequence[ComparedRow], cite: Citations) -> str:
    """Say what a session costs in each place; nothing without prices."""
    places = dict.fromkeys(row.country for row in rows if row.country)
    prices = [cite.catalog.prices[place] for place in places]
    words = series([f"{price.name} {session_price(price, cite)}" for price in prices])
    return f"A session: {words}" if words else ""


def _rates(rows: Sequence[ComparedRow]) -> str:
    """Say at which rates sums were converted; nothing where none was."""
    said = {rate_words(rate) for row in rows if (rate := row.converted) and rate.base != rate.currency}
    return f"Converted at {series(sorted(said))}." if said else ""


def _best(rows: Sequence[ComparedRow], catalog: Catalog) -> Iterator[str]:
    """Yield which course is cheapest, which first year, and which course is shortest and has the fewest sessions."""
    first, courses = rows[0], [row for row in rows if row.course.sessions.max != 0]
    several_protocols = any(row.protocol != first.protocol for row in rows)
    if not several_protocols:
        figures = _figures(first)
        said = (f"{figures['sessions']} sessions", figures["length"], figures["cost"] if len(rows) == 1 else "")
        yield f"{first.protocol}: {', '.join(filter(None, said))}."
    one_currency = len(rows) > 1 and len({row.currency for row in rows if row.course.cost}) == 1
    for sort, label in _BEST.items():
        is_money = sort in ("cost", "first-year")
        best = least(rows if sort == "first-year" else courses, sort)
        if best and (one_currency if is_money else several_protocols):
            where = is_money and _are_several(rows)
            names = [f"{row.protocol} ({_place(row, catalog)})" if where else row.protocol for row in best]
            yield f"{label}: {series(list(dict.fromkeys(names)))}, {_figures(best[0])[sort]}."
    if not any(row.country for row in rows):
        yield "For costs add --country uk, or another place of mesoplan prices."


def _place(row: ComparedRow, catalog: Catalog) -> str:
    return catalog.prices[row.country].name if row.country else ""


def _rows(answer: CompareAnswer, cite: Citations) -> Iterator[Row]:
    """Yield a row for each protocol and place; where there are several places, by protocol."""
    several = _are_several(answer.rows)
    for protocol, members in grouped((row.protocol, row) for row in answer.rows).items():
        name = f"{protocol} {cite.mark(members[0].source.id)}"
        for row in members:
            cells = [_place(row, cite.catalog) if several else name, *_figures(row).values()]
            below = _below(row, answer.start) if row is members[-1] else ""
            yield Row(cells, above=name if several else "", below=below)


def _figures(row: ComparedRow) -> dict[Sort, str]:
    """Return what a row is compared by, in the order of the columns; a year without a cost has its sessions."""
    course, year = row.course, row.through_12
    sessions = _plus(Count(year.sessions.min, year.sessions.max)) if year else ""
    return {
        "sessions": _plus(course.sessions) if course.sessions.max != 0 else "no course",
        "length": _takes(course.days) if course.days else "",
        "cost": _amount(course.cost, row),
        "first-year": (year and _amount(year.cost, row)) or sessions,
    }


def _plus(count: Count) -> str:
    """Write a count as `3–6` or `4+`."""
    return readable(how_many(count).replace(" or more", "+"))


def _amount(amount: Amount | None, row: ComparedRow) -> str:
    if amount is None or row.currency is None or amount == Amount(None, None):
        return ""
    return amounts(whole(amount) if row.converted else amount, row.currency)


def _takes(length: Count) -> str:
    """Say how long a course takes, in weeks where both ends are."""
    bounds = [bound for bound in (length.min, length.max) if bound is not None]
    unit, by = ("week", 7) if all(bound and bound % 7 == 0 for bound in bounds) else ("day", 1)
    scaled = Count(length.min and length.min // by, length.max and length.max // by)
    return f"{_plus(scaled)} {unit}{'' if scaled == Count(1, 1) else 's'}"


def _below(row: ComparedRow, start: date) -> str:
    """Say when the course ends, what follows it, and how long a session takes."""
    said, length = [], row.course.days
    if length and length.min is not None:
        first = start + timedelta(days=length.min)
        last = None if length.max is None else start + timedelta(days=length.max)
        said.append(f"ends {days(first, last)}" if last else f"ends {short_day(first)} or later")
    if row.maintenance.repeat != "none":
        said.append(f"then {maintenance_words(row.maintenance)}")
    if row.session_minutes:
        said.append(readable(f"{how_many(row.session_minutes)} minutes each"))
    return capital("; ".join(said))


def _notes(rows: Sequence[ComparedRow], catalog: Catalog) -> Iterator[str]:
    """Yield what changes what the reader does."""
    if undated := dict.fromkeys(row.protocol for row in rows if row.through_12 is None):
        yield f"{series(list(undated))}: no dates, because no interval is stated. Set one with --interval 2w."
    if any(row.country and catalog.prices[row.country].source != row.source.id for row in rows):
        yield "Protocols and prices come from different documents; no single document states these costs."
    if len({row.currency for row in rows if row.course.cost}) > 1:
        yield "The sums are in several currencies. Add --currency EUR to compare them."


def _bars(rows: Sequence[ComparedRow]) -> list[Bar]:
    """Return what the courses cost on one scale, if there are several in one currency."""
    several, bars = _are_several(rows), []
    for row in rows:
        if row.course.cost and (cost := _amount(row.course.cost, row)):
            name = f"{row.protocol}, {row.country}" if several else row.protocol
            bars.append(Bar(name, cost, *ends(row.course.cost)))
    return bars if len(bars) > 1 and len({row.currency for row in rows}) == 1 else []
