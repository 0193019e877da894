"""Protocols side by side, by country if there are prices: which is cheapest, shortest, and has the fewest sessions."""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from mesoplan.answers.cost import SORTS, CompareAnswer, ComparedRow, Sort, least
from mesoplan.output.page import Bar, Bars, Citations, Notes, Page, Paragraph, Row, Section, Table
from mesoplan.output.pages import advice, cost, prices, sessions
from mesoplan.output.wording import amounts, capital, days, grouped, once, readable, series
from mesoplan.planning.open_points import open_points
from mesoplan.pricing.cost import HELD_UNTIL, JOINED, STANDS_IN
from mesoplan.values import Amount, Count, Duration, Unit, how_many


def compare_page(answer: CompareAnswer, cite: Citations, sort: Sort | None = None) -> Page:
    """Return the page of compared protocols.

    Args:
        answer: the rows in the order in which they are shown; at least one.
        cite: the sources of the page, and the tables.
        sort: by what the rows are in order; None: as they are listed.
    """
    rows, titles = answer.rows, ("Protocol", "Sessions", "Takes", "Course", "12 months")
    priced = {row.country: cite.catalog.prices[row.country] for row in rows if row.country}
    asked = series([f"{place.name} {prices.session_price(place, cite)}" for place in priced.values()])
    places = {key: place.name for key, place in priced.items()} if len(priced) > 1 else {}
    table = Table(titles, [*_rows(answer, places, cite)], titles[1:])
    # The options that would set what is open belong to other commands.
    lacks = {row.protocol: open_points(cite.catalog.protocols[row.protocol]) for row in rows}
    named = ((name, capital("; ".join(str(one._replace(option="")) for one in found))) for name, found in lacks.items())
    left = advice.said_section("open", "What is not stated", named, details=True)
    rates = (rate for row in rows if (rate := row.converted) and rate.base != rate.currency)
    remarks = filter(None, (f"Sorted by {SORTS[sort]}." if sort else "", cost.rates_words(rates)))
    notes = [readable(text) for text in (*answer.warnings, *_notes(rows, places))]
    listed = Section("protocols", "", [table, Paragraph(" ".join(remarks), "muted")])
    drawn = Section("bars", "What the courses cost", [Bars("", _bars(rows, places))])
    sections = [listed, Section("notes", "", [Notes(notes)]), drawn, left]
    about = f"A session: {asked}" if asked else ""
    lead = [*_best(rows, places)]
    if rows and not priced and cite.catalog.prices:
        lead.append(f"For costs add --country {next(iter(cite.catalog.prices))}, or another place of mesoplan prices.")
    return cite.page("Protocols side by side", about=about, lead=lead, sections=sections)


def _name(row: ComparedRow, places: dict[str, str]) -> str:
    """Name a row, with its place where there are several."""
    return f"{row.protocol} ({places[row.country]})" if row.country in places else row.protocol


def _currencies(rows: Sequence[ComparedRow]) -> int:
    return len({row.currency for row in rows if row.course.cost})


def _best(rows: Sequence[ComparedRow], places: dict[str, str]) -> Iterator[str]:
    """Yield which course is cheapest, which first year, and which course is shortest and has the fewest sessions."""
    courses = [row for row in rows if row.course.sessions.max != 0]
    several_protocols = len({row.protocol for row in rows}) > 1
    for sort, label in SORTS.items():
        is_money = sort in ("cost", "first-year")
        best = least(rows if sort == "first-year" else courses, sort)
        if best and (len(rows) > 1 and _currencies(rows) == 1 if is_money else several_protocols):
            names = dict.fromkeys(_name(row, places) if is_money else row.protocol for row in best)
            yield f"{capital(label)}: {series(list(names))}, {_figures(best[0])[sort]}."


def _rows(answer: CompareAnswer, places: dict[str, str], cite: Citations) -> Iterator[Row]:
    """Yield a row for each protocol and place; where there are several places, by protocol."""
    for protocol, members in grouped((row.protocol, row) for row in answer.rows).items():
        name = f"{protocol} {cite.mark(members[0].source.id)}"
        for row in members:
            place = places.get(row.country or "")
            below = _below(row, answer.start) if row is members[-1] else ""
            yield Row([place or name, *_figures(row).values()], above=name if place else "", below=below)


def _figures(row: ComparedRow) -> dict[Sort, str]:
    """Return what a row is compared by, in the order of the columns; a year without a cost has its sessions."""
    course, year = row.course, row.through_12
    in_year = readable(how_many(Count(year.sessions.min, year.sessions.max))) if year else ""
    return {
        "sessions": readable(how_many(course.sessions)) if course.sessions.max != 0 else "no course",
        "length": _takes(course.days) if course.days else "",
        "cost": _amount(course.cost, row),
        "first-year": (year and _amount(year.cost, row)) or in_year,
    }


def _amount(one: Amount | None, row: ComparedRow) -> str:
    if one is None or row.currency is None or one == Amount(None, None):
        return ""
    return amounts(cost.in_whole(one) if row.converted and row.converted.base != row.currency else one, row.currency)


def _takes(length: Count) -> str:
    """Say how long a course takes, in weeks where both ends are."""
    least, most = length.min, length.max
    by, unit = (7, Unit.WEEKS) if all(end and end % 7 == 0 for end in (least, most or least)) else (1, Unit.DAYS)
    return readable(str(Duration(least and least // by, most and most // by, unit)))


def _below(row: ComparedRow, start: date) -> str:
    """Say when the course ends, what follows it, and how long a session takes."""
    ends, length = "", row.course.days
    if length and length.min is not None:
        last = None if length.max is None else start + timedelta(days=length.max)
        ends = f"last session {days(start + timedelta(days=length.min), last)}"
    then = f"then {sessions.maintenance_words(row.maintenance)}" if row.maintenance.repeat != "none" else ""
    each = f"{sessions.minutes_words(row.session_minutes)} each" if row.session_minutes else ""
    return capital("; ".join(filter(None, (ends, then, each))))


def _notes(rows: Sequence[ComparedRow], places: dict[str, str]) -> Iterator[str]:
    """Yield what changes what the reader does."""
    undated = dict.fromkeys((sessions.UNDATED, row.protocol) for row in rows if row.through_12 is None)
    yield from once(undated, everybody=0)
    said = [(note, _name(row, places)) for row in rows for note in row.notes]
    for beginnings in ((JOINED,), (STANDS_IN, HELD_UNTIL)):
        yield from once([one for one in said if one[0].startswith(beginnings)], len(rows))
    if _currencies(rows) > 1:
        yield "The sums are in several currencies. Add --currency EUR to compare them."


def _bars(rows: Sequence[ComparedRow], places: dict[str, str]) -> list[Bar]:
    """Return what the courses cost on one scale, if there are several in one currency."""
    known = [(row, course, words) for row in rows if (course := row.course.cost) and (words := _amount(course, row))]
    bars = [Bar(_name(row, places), words, *cost.ends(course)) for row, course, words in known]
    return bars if len(bars) > 1 and _currencies(rows) == 1 else []
