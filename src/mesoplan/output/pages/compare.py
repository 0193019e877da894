"""Protocols side by side, by country if there are prices: which is cheapest, shortest, and has the fewest sessions."""

from collections.abc import Callable, Iterator, Sequence
from datetime import date, timedelta

from mesoplan.answers.compare import SORTS, ComparedCourse, ComparedRow, Sort, least
from mesoplan.output.page import Bars, Notes, Page, Paragraph, Row, Section, Table
from mesoplan.output.pages.advice import said_facts
from mesoplan.output.pages.cost import bar, rate_words, whole
from mesoplan.output.pages.prices import session_price
from mesoplan.output.pages.sources import Citations
from mesoplan.output.wording import amounts, capital, days, grouped, readable, series, short_day
from mesoplan.tables.catalog import Catalog
from mesoplan.values.ranges import Amount, Count, how_many


def compare_page(
    rows: Sequence[ComparedRow], warnings: Sequence[str], catalog: Catalog, start: date, sort: Sort | None = None
) -> Page:
    """Return the page of compared protocols.

    Args:
        rows: in the order in which they are shown; at least one.
        warnings: what a reader must know of the protocols and the rates.
        catalog: the tables, for sources, places and prices.
        start: the first session, from which courses are dated.
        sort: by what the rows are in order; None: as they are listed.
    """
    cite = Citations(catalog)
    about = _prices_words(rows, cite)
    titles = ("Where" if _are_several(rows) else "Protocol", "Sessions", "Takes", "Course", "12 months")
    made = list(_rows(rows, cite, start))
    # The options that would set what is open belong to other commands.
    open_of = {row.protocol: [question.partition(" (set it")[0] for question in row.not_stated] for row in rows}
    left = said_facts((name, capital("; ".join(questions))) for name, questions in open_of.items())
    remarks = " ".join([*([f"Sorted: {SORTS[sort]}."] if sort else []), _rates(rows)]).strip()
    notes = [readable(text) for text in (*warnings, *_notes(rows, catalog))]
    return cite.page(
        "Protocols side by side",
        about=about,
        lead=list(_best(rows, catalog)),
        sections=[
            Section("protocols", "", [Table(titles, made, titles), Paragraph(remarks, "muted")]),
            Section("notes", "", [Notes(notes)]),
            _chart(rows),
            Section("open", "What is not stated", [left], details=True),
        ],
    )


def _are_several(rows: Sequence[ComparedRow]) -> bool:
    return len({row.country for row in rows}) > 1


def _prices_words(rows: Sequence[ComparedRow], cite: Citations) -> str:
    """Say what a session costs in each place; nothing without prices."""
    places = dict.fromkeys(row.country for row in rows if row.country)
    words = series(
        [session_price(cite.catalog.prices[place], cite) for place in places if place in cite.catalog.prices]
    )
    return f"A session: {words}" if words else ""


def _rates(rows: Sequence[ComparedRow]) -> str:
    """Say at which rates sums were converted; nothing where none was."""
    said = {rate_words(rate) for row in rows if (rate := row.converted) and rate.base != rate.currency}
    return f"Converted at {series(sorted(said))}." if said else ""


_BEST: tuple[tuple[str, Sort, Callable[[ComparedRow], str]], ...] = (
    ("Cheapest course", "cost", lambda row: _amount(row.course.cost, row)),
    ("Cheapest first 12 months", "first-year", lambda row: _year_cost(row)),
    ("Shortest", "length", lambda row: _takes(row.course)),
    ("Fewest sessions", "sessions", lambda row: _sessions(row.course)),
)
"""What the best is called, by which figure, and how that figure is written."""


def _best(rows: Sequence[ComparedRow], catalog: Catalog) -> Iterator[str]:
    """Yield which course is cheapest, which first year, and which course is shortest and has the fewest sessions."""
    first, courses = rows[0], [row for row in rows if row.course.sessions.max != 0]
    several_protocols = any(row.protocol != first.protocol for row in rows)
    if not several_protocols:
        cost = _amount(first.course.cost, first) if len(rows) == 1 else ""
        said = (f"{_sessions(first.course)} sessions", _takes(first.course), cost)
        yield f"{first.protocol}: {', '.join(filter(None, said))}."
    one_currency = len(rows) > 1 and len({row.currency for row in rows if row.course.cost}) == 1
    for label, sort, words in _BEST:
        is_money = sort in ("cost", "first-year")
        best = least(rows if sort == "first-year" else courses, sort)
        if best and (one_currency if is_money else several_protocols):
            places = catalog if is_money and _are_several(rows) else None
            yield f"{label}: {_names(best, places)}, {words(best[0])}."
    if not any(row.country for row in rows):
        yield "For costs add --country uk, or another place of mesoplan prices."


def _names(rows: Sequence[ComparedRow], catalog: Catalog | None = None) -> str:
    """Name protocols, with their places if the tables are given and places differ."""
    names = [f"{row.protocol} ({_place(row, catalog)})" if catalog and row.country else row.protocol for row in rows]
    return series(list(dict.fromkeys(names)))


def _place(row: ComparedRow, catalog: Catalog) -> str:
    price = catalog.prices.get(row.country or "")
    return price.name if price else ""


def _rows(rows: Sequence[ComparedRow], cite: Citations, start: date) -> Iterator[Row]:
    """Yield a row for each protocol and place; where there are several places, by protocol."""
    several = _are_several(rows)
    for protocol, members in grouped((row.protocol, row) for row in rows).items():
        name = f"{protocol} {cite.mark(members[0].source.id)}"
        for row in members:
            begins = _place(row, cite.catalog) if several else name
            cells = [begins, _sessions(row.course), _takes(row.course), *_costs(row)]
            below = _below(row, start) if row is members[-1] else ""
            yield Row(cells, above=name if several else "", below=below)


def _costs(row: ComparedRow) -> list[str]:
    """Return what the course and the first year cost; without prices how many sessions the year has."""
    year = row.through_12
    sessions = _plus(Count(year.sessions.min, year.sessions.max)) if year else ""
    return [_amount(row.course.cost, row), _year_cost(row) or sessions]


def _year_cost(row: ComparedRow) -> str:
    return _amount(row.through_12.cost, row) if row.through_12 else ""


def _sessions(course: ComparedCourse) -> str:
    return _plus(course.sessions) if course.sessions.max != 0 else "no course"


def _plus(count: Count) -> str:
    """Write a count as `3–6` or `4+`."""
    return readable(how_many(count).replace(" or more", "+"))


def _amount(amount: Amount | None, row: ComparedRow) -> str:
    if amount is None or row.currency is None or amount == Amount(None, None):
        return ""
    return amounts(whole(amount) if row.converted else amount, row.currency)


def _takes(course: ComparedCourse) -> str:
    """Say how long a course takes, in weeks where both ends are; nothing where it has no dates."""
    length = course.days
    if length is None:
        return ""
    bounds = [bound for bound in (length.min, length.max) if bound is not None]
    unit, by = ("week", 7) if all(bound and bound % 7 == 0 for bound in bounds) else ("day", 1)
    scaled = Count(length.min and length.min // by, length.max and length.max // by)
    return f"{_plus(scaled)} {unit}{'' if scaled == Count(1, 1) else 's'}"


def _below(row: ComparedRow, start: date) -> str:
    """Say when the course ends, what follows, and how long a session takes."""
    said, length = [], row.course.days
    if length and length.min is not None:
        first = start + timedelta(days=length.min)
        last = None if length.max is None else start + timedelta(days=length.max)
        said.append(f"ends {days(first, last)}" if last else f"ends {short_day(first)} or later")
    if row.maintenance.repeat != "none":
        said.append(readable(f"then {row.maintenance}").replace("then one session ", "then one "))
    if row.session_minutes:
        said.append(readable(f"{how_many(row.session_minutes)} minutes each"))
    return capital("; ".join(said))


def _notes(rows: Sequence[ComparedRow], catalog: Catalog) -> Iterator[str]:
    """Yield what changes what the reader does."""
    if undated := dict.fromkeys(row.protocol for row in rows if row.through_12 is None):
        yield f"{series(list(undated))}: no dates, because no interval is stated. Set one with --interval 2w."
    prices = [(row, catalog.prices.get(row.country or "")) for row in rows]
    if any(price and price.source != row.source.id for row, price in prices):
        yield "Protocols and prices come from different documents; no single document states these costs."
    if len({row.currency for row in rows if row.course.cost}) > 1:
        yield "The sums are in several currencies. Add --currency EUR to compare them."


def _chart(rows: Sequence[ComparedRow]) -> Section:
    """Return what the courses cost on one scale, if it is in one currency."""
    several = _are_several(rows)
    bars = [
        bar(f"{row.protocol}, {row.country}" if several else row.protocol, _amount(cost, row), cost)
        for row in rows
        if row.course.sessions.max != 0 and (cost := row.course.cost) and _amount(cost, row)
    ]
    comparable = len(bars) > 1 and len({row.currency for row in rows}) == 1
    return Section("bars", "What the courses cost", [Bars("", bars)] if comparable else [])
