"""What a session costs, by country and clinic."""

from collections.abc import Sequence

from mesoplan.output.page import Listing, Notes, Page, Row, Section, Table
from mesoplan.output.pages.sources import Citations
from mesoplan.output.pages.terms import open_questions, terms_words
from mesoplan.output.wording import amounts, counted, readable
from mesoplan.tables.catalog import Catalog
from mesoplan.tables.prices import Price

_TITLES = ("--country", "Where", "A session", "Also called")


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


def _row(price: Price, cite: Citations) -> Row:
    each = amounts(price.per_session, price.currency) if price.per_session else "packs only"
    names = [*([price.code] if price.code else []), *price.aliases]
    cells = [price.id, price.name, f"{each} {cite.mark(price.source)}", ", ".join(names)]
    return Row(cells, below=terms_words(price, price.currency))
