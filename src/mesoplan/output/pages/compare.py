"""Protocols side by side, by country if there are prices: which is cheapest, shortest, and has the fewest sessions."""

from collections.abc import Callable, Iterator, Sequence
from datetime import date, timedelta
from decimal import Decimal
from itertools import groupby

from mesoplan.output.page import Bar, Bars, Block, Fact, Facts, Notes, Page, Paragraph, Row, Section, Table
from mesoplan.output.pages.courses import maintenance_words
from mesoplan.output.pages.figures import rate_words, whole
from mesoplan.output.pages.sources import Citations
from mesoplan.output.wording import amounts, capital, dashed, days, readable, series, short_day
from mesoplan.pricing.compare import ComparedCourse, ComparedRow
from mesoplan.tables.catalog import Catalog
from mesoplan.values.ranges import Amount, Count, how_many, sessions_words

_TITLES = ("Protocol", "Sessions", "Takes", "Course", "12 months")


def compare_page(rows: Sequence[ComparedRow], warnings: Sequence[str], catalog: Catalog, start: date) -> Page:
    """Return the page of compared protocols.

    Args:
        rows: in the order in which they are shown; at least one.
        warnings: what a reader must know of the protocols and the rates.
        catalog: the tables, for sources, places and prices.
        start: the first session, from which courses are dated.
    """
    cite = Citations(catalog)
    about = _prices_words(rows, catalog, cite)
    several = len({row.country for row in rows}) > 1
    made = list(_by_protocol(rows, catalog, cite, start)) if several else [_row(row, cite, start) for row in rows]
    titles = ("Where", *_TITLES[3:]) if several else _TITLES
    return Page(
        disclaimer=cite.disclaimer,
        title="Protocols side by side",
        about=about,
        lead=list(_best(rows, catalog)),
        sections=[
            Section("protocols", "", [Table(titles, made, titles).without_empty_columns(), *_rates(rows, catalog)]),
            *_notes(rows, warnings, catalog),
            *_chart(rows),
            *_left_open(rows),
            cite.section(),
        ],
    )


def _prices_words(rows: Sequence[ComparedRow], catalog: Catalog, cite: Citations) -> str:
    """Say what a session costs in each place; nothing without prices."""
    found = dict.fromkeys(row.country for row in rows if row.country in catalog.prices)
    prices = [catalog.prices[place] for place in found if place is not None]
    said = [(one, amounts(one.per_session, one.currency)) for one in prices if one.per_session]
    words = series([f"{one.name} {each} {cite.mark(one.source)}" for one, each in said])
    return f"A session: {words}" if words else ""


def _rates(rows: Sequence[ComparedRow], catalog: Catalog) -> Iterator[Block]:
    """Yield at which rates sums were converted."""
    said = {
        rate_words(catalog.prices[row.country].currency, row.currency, row.converted)
        for row in rows
        if row.country and row.currency and row.converted and row.currency != catalog.prices[row.country].currency
    }
    if said:
        yield Paragraph(f"Converted at {series(sorted(said))}.", "muted")


def _best(rows: Sequence[ComparedRow], catalog: Catalog) -> Iterator[str]:
    """Yield which course is cheapest, which first year, and which course is shortest and has the fewest sessions."""
    if all(row.protocol == rows[0].protocol for row in rows):
        cost = _amount(rows[0].course.cost, rows[0]) if len(rows) == 1 else ""
        figures = filter(None, (f"{_sessions(rows[0].course)} sessions", _takes(rows[0].course), cost))
        yield f"{rows[0].protocol}: {', '.join(figures)}."
    if len(rows) > 1 and len({row.currency for row in rows if row.course.cost}) == 1:
        yield _cheapest(rows, catalog)
    if any(row.protocol != rows[0].protocol for row in rows):
        short, few = _least(rows, lambda row: row.course.days), _least(rows, _session_count)
        said = [f"Shortest: {_names(short)}, {_takes(short[0].course)}."] if short else []
        said += [f"Fewest sessions: {_names(few)}, {_sessions(few[0].course)}."] if few else []
        yield " ".join(said) or "None of these protocols has a course."


def _cheapest(rows: Sequence[ComparedRow], catalog: Catalog) -> str:
    """Name the cheapest course, and the cheapest first year where that is another."""
    course, year = _least(rows, _course_cost), _least(rows, _year_cost)
    places = catalog if len({row.country for row in rows}) > 1 else None
    said = (
        [f"Cheapest course: {_names(course, places)}, {_amount(_course_cost(course[0]), course[0])}"] if course else []
    )
    if year and year != course:
        said.append(f"cheapest first 12 months: {_names(year, places)}, {_amount(_year_cost(year[0]), year[0])}")
    return capital(f"{'; '.join(said)}.")


def _session_count(row: ComparedRow) -> Count | None:
    return row.course.sessions if row.course.sessions.max != 0 else None


def _course_cost(row: ComparedRow) -> Amount | None:
    return row.course.cost


def _year_cost(row: ComparedRow) -> Amount | None:
    return row.through_12.cost if row.through_12 else None


def _least(rows: Sequence[ComparedRow], figure: Callable[[ComparedRow], Amount | Count | None]) -> list[ComparedRow]:
    """Return the rows whose figure is lowest, by its lower end and then by its upper; none where none has a figure."""
    known = [(ends, row) for row in rows if (ends := _ends(figure(row))) is not None]
    least = min((ends for ends, _ in known), default=None)
    return [row for ends, row in known if ends == least]


def _ends(one: Amount | Count | None) -> tuple[Decimal | int, Decimal | int] | None:
    low, high = (one.min, one.max) if isinstance(one, Count) else (one.low, one.high) if one else (None, None)
    return None if low is None else (low, Decimal("Infinity") if high is None else high)


def _names(rows: Sequence[ComparedRow], catalog: Catalog | None = None) -> str:
    """Name protocols, with their places if there are several and the tables are given."""
    names = (f"{row.protocol} ({_place(row, catalog)})" if catalog and row.country else row.protocol for row in rows)
    return series(list(dict.fromkeys(names)))


def _place(row: ComparedRow, catalog: Catalog) -> str:
    price = catalog.prices.get(row.country or "")
    return price.name if price else ""


def _row(row: ComparedRow, cite: Citations, start: date) -> Row:
    cells = [f"{row.protocol} {cite.mark(row.source.id)}", _sessions(row.course), _takes(row.course), *_costs(row)]
    return Row(cells, below=_below(row, start))


def _by_protocol(rows: Sequence[ComparedRow], catalog: Catalog, cite: Citations, start: date) -> Iterator[Row]:
    """Yield rows for places; what is the same in each of them stands over the first and under the last."""
    for _, members in groupby(rows, lambda row: row.protocol):
        *others, last = members
        first = (others or [last])[0]
        said = ", ".join(filter(None, (f"{_sessions(first.course)} sessions", _takes(first.course))))
        for row in (*others, last):
            yield Row(
                [_place(row, catalog), *_costs(row)],
                above=f"{row.protocol} {cite.mark(row.source.id)}: {said}" if row is first else "",
                below=_below(row, start) if row is last else "",
            )


def _costs(row: ComparedRow) -> list[str]:
    """Return what the course and the first year cost; without prices how many sessions the year has."""
    year = row.through_12
    sessions = _plus(Count(year.sessions.min, year.sessions.max)) if year else ""
    return [_amount(row.course.cost, row), (_amount(year.cost, row) if year else "") or sessions]


def _sessions(course: ComparedCourse) -> str:
    return _plus(course.sessions) if course.sessions.max != 0 else "no course"


def _plus(count: Count) -> str:
    """Write a count as `3–6` or `4+`."""
    return dashed(how_many(count).replace(" or more", "+"))


def _amount(amount: Amount | None, row: ComparedRow) -> str:
    if amount is None or row.currency is None or amount == Amount(None, None):
        return ""
    return amounts(whole(amount) if row.converted else amount, row.currency)


def _takes(course: ComparedCourse) -> str:
    """Say how long a course takes, in weeks where both ends are; nothing where it has no dates."""
    length = course.days
    if length is None or course.sessions.max == 0:
        return ""
    bounds = [bound for bound in (length.min, length.max) if bound is not None]
    unit, by = ("week", 7) if all(bound and bound % 7 == 0 for bound in bounds) else ("day", 1)
    scaled = Count(length.min and length.min // by, length.max and length.max // by)
    return f"{_plus(scaled)} {unit}{'' if scaled == Count(1, 1) else 's'}"


def _below(row: ComparedRow, start: date) -> str:
    """Say when the course ends, what follows, and how long a session takes."""
    said, length = [], row.course.days
    if length and length.min is not None and row.course.sessions.max != 0:
        first = start + timedelta(days=length.min)
        last = None if length.max is None else start + timedelta(days=length.max)
        said.append(f"ends {days(first, last)}" if last else f"ends {short_day(first)} or later")
    if row.maintenance.repeat != "none":
        said.append(f"then {maintenance_words(row.maintenance)}".replace("then one session ", "then one "))
    if row.session_minutes:
        said.append(dashed(f"{how_many(row.session_minutes)} minutes each"))
    return capital("; ".join(said))


def _notes(rows: Sequence[ComparedRow], warnings: Sequence[str], catalog: Catalog) -> Iterator[Section]:
    """Yield what changes what the reader does."""
    texts = [*warnings]
    undated = list(dict.fromkeys(row.protocol for row in rows if row.through_12 is None))
    if undated:
        texts.append(f"{series(undated)}: no dates, because no interval is stated. Set one with --interval 2w.")
    priced = [(row, catalog.prices.get(row.country or "")) for row in rows]
    if any(price is not None and price.source != row.source.id for row, price in priced):
        texts.append("Protocols and prices come from different documents; no single document states these costs.")
    if len({row.currency for row in rows if row.course.cost}) > 1:
        texts.append("The sums are in several currencies. Add --currency EUR to compare them.")
    if texts:
        yield Section("notes", "", [Notes([readable(text) for text in texts])])


def _left_open(rows: Sequence[ComparedRow]) -> Iterator[Section]:
    """Yield what each protocol's source does not state."""
    open_of = {row.protocol: row.not_stated for row in rows if row.not_stated}
    # The options that would set it belong to other commands.
    facts = [
        Fact(name, capital("; ".join(question.partition(" (set it")[0] for question in questions)))
        for name, questions in open_of.items()
    ]
    if facts:
        yield Section("open", "What is not stated", [Facts(facts)], details=True)


def _chart(rows: Sequence[ComparedRow]) -> Iterator[Section]:
    """Yield the cost of the courses if it is in one currency, else their sessions, on one scale."""
    shown = [row for row in rows if row.course.sessions.max != 0]
    priced = [row for row in shown if row.course.cost and _amount(row.course.cost, row)]
    several = len({row.country for row in priced}) > 1
    if len({row.currency for row in priced}) == 1:
        title = "What the courses cost"
        bars = [_cost_bar(f"{row.protocol}, {row.country}" if several else row.protocol, row) for row in priced]
    else:
        title = "Sessions of the courses"
        bars = [_sessions_bar(row) for row in {row.protocol: row for row in shown}.values()]
    if len(bars) > 1:
        yield Section("bars", title, [Bars("", bars)])


def _cost_bar(label: str, row: ComparedRow) -> Bar:
    cost = row.course.cost or Amount(None, None)
    high = None if cost.high is None else float(cost.high)
    return Bar(label, _amount(cost, row), float(cost.low or 0), high)


def _sessions_bar(row: ComparedRow) -> Bar:
    count = row.course.sessions
    return Bar(row.protocol, dashed(sessions_words(count)), count.min or 0, count.max)
