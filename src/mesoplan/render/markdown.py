"""Results as Markdown for pasting into a note: CommonMark with the tables of GitHub.

All text, the tables' and our own, is escaped so that it shows as itself, whatever a table holds.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import quote

from mesoplan.planning.regimen import not_stated
from mesoplan.render import DISCLAIMER
from mesoplan.render.advice_words import basis_words, beside_bans, free_again, legend, silent_words
from mesoplan.render.page import Grid
from mesoplan.render.text import Style, citation
from mesoplan.render.words import (
    compare_cells,
    compared_rate_words,
    converted_price_words,
    cost_cells,
    country_words,
    end_words,
    heading_words,
    next_words,
    notes_of,
    open_questions,
    own_words,
    price_words,
    rate_words,
    schedule_rows,
    sources_of,
    span_costs,
    terms_words,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from mesoplan.guidance.bans import Aftercare
    from mesoplan.planning.regimen import Regimen
    from mesoplan.planning.schedule import Schedule
    from mesoplan.pricing.compare import ComparedRow
    from mesoplan.pricing.estimate import Converted, Estimate
    from mesoplan.render.page import Lines, Page
    from mesoplan.tables.catalog import Catalog

_SPECIAL = re.compile(r"[\\`*_\[\]<>|&~#$]")
"""What Markdown, or one of its usual extensions, takes for more than itself."""

_IN_ADDRESSES = ":/?#[]@!$&'()*+,;=%"
"""What an address may hold besides letters and digits (RFC 3986)."""


def schedule_markdown(schedule: Schedule, catalog: Catalog, care: Aftercare | None = None) -> str:
    """Write a schedule: sessions and milestones in date order, what is not stated, notes, the source.

    With `care`, a last column says for each session when what is free again.
    """
    regimen = schedule.regimen
    titles = ["#", "Date", "Window", "Phase", "Optional", "What is due"]
    found = schedule_rows(schedule)
    rows = [list(cells) for _, cells, _ in found]
    if care:
        titles.append("Free again")
        for row, (_, _, visit) in zip(rows, found, strict=True):
            row.append(free_again(care.bans, visit.date) if visit else "")
    return _document(
        _heading(regimen),
        _table(titles, rows),
        _list([*legend(care.bans), *beside_bans(care.bans), *silent_words(care, catalog), basis_words(care)])
        if care
        else [],
        [escape(words) for words in [*next_words(schedule), end_words(schedule)] if words],
        [
            *_list([*_unstated(regimen), *(f"Note: {remark}" for remark in (*schedule.warnings, *schedule.notes))]),
            *_cited({"Source": regimen.protocol.source}, catalog),
        ],
    )


def cost_markdown(regimen: Regimen, estimates: Sequence[Estimate], catalog: Catalog) -> str:
    """Write estimates: for each country a row for the course and for each stretch of time, notes, the sources."""
    titles = ("Country", "A session", "What", "Sessions", "Cost", "In this plan", "Cost of this plan")
    rows = [row for estimate in estimates for row in _cost_rows(estimate)]
    asked = [f"{country_words(estimate)}: {line}" for estimate in estimates for line in terms_words(estimate, Style())]
    notes = [*(f"Note: {warning}" for warning in (*regimen.warnings, *regimen.notes)), *notes_of(estimates)]
    return _document(
        _heading(regimen),
        _table(titles, rows),
        [
            *_list([*asked, *_unstated(regimen), *notes]),
            *_cited(sources_of(regimen, estimates), catalog),
        ],
    )


def compare_markdown(rows: Sequence[ComparedRow], warnings: Sequence[str], catalog: Catalog) -> str:
    """Write compared protocols as Markdown: a row each, what is not stated, the sources."""
    cells = [["; ".join(cell) for cell in compare_cells(row, Style())] for row in rows]
    sources = dict.fromkeys(row.source.id for row in rows)
    unstated = open_questions(rows, warnings)
    rates = dict.fromkeys(compared_rate_words(row, row.converted) for row in rows if row.converted)
    return _document(
        ["# Protocols side by side"],
        _table(["Protocol", "Course", "Maintenance", "Through 12 months"], cells),
        [
            *_list(f"Costs {rate}." for rate in rates),
            *_list(unstated),
            *_cited({f"Source {number}": key for number, key in enumerate(sources, 1)}, catalog),
        ],
    )


def page_markdown(page: Page) -> str:
    """Write a whole plan: its sections under headings."""
    return _document(
        [f"# {escape(page.title)}", "", *_list(page.facts)],
        *[
            part
            for section in page.sections
            for part in ([f"## {escape(section.title)}"], *map(_block, section.blocks))
        ],
    )


def _block(block: Grid | Lines) -> list[str]:
    if isinstance(block, Grid):
        return _table(block.titles, block.rows)
    links = block.links or (None,) * len(block.texts)
    texts = [
        f"{escape(text)} {_link(link)}" if link else escape(text) for text, link in zip(block.texts, links, strict=True)
    ]
    return [f"- {text}" for text in texts] if block.listed or block.links else ["\n\n".join(texts)]


def escape(text: str) -> str:
    """Return Markdown that shows a text as itself, on one line."""
    return _SPECIAL.sub(r"\\\g<0>", Style().text(text))


def _document(*blocks: Sequence[str]) -> str:
    """Join blocks of lines, with a blank line between them and the disclaimer below."""
    return "\n\n".join("\n".join(block) for block in [*blocks, [f"*{DISCLAIMER}*"]] if block) + "\n"


def _heading(regimen: Regimen) -> list[str]:
    title, facts = heading_words(regimen)
    return [f"# {escape(title)}", "", *_list(facts)]


def _table(titles: Sequence[str], rows: Iterable[Sequence[str]]) -> list[str]:
    rule = ["---"] * len(titles)
    return [f"| {' | '.join(map(escape, cells))} |" for cells in (titles, rule, *rows)]


def _list(items: Iterable[str]) -> list[str]:
    return [f"- {escape(item)}" for item in items]


def _unstated(regimen: Regimen) -> list[str]:
    unstated = not_stated(regimen.protocol)
    return [f"Not stated by the source: {'; '.join(unstated)}."] if unstated else []


def _cited(sources: Mapping[str, str], catalog: Catalog) -> list[str]:
    """Cite sources, each under what it is the source of."""
    lines = []
    for label, key in sources.items():
        source = catalog.sources[key]
        address = f" {_link(source.url)}" if source.url else ""
        lines.append(f"- {escape(f'{label}: {citation(source)}')}{address}")
    return [*lines, *_list(own_words(catalog))]


def _link(url: str) -> str:
    """Return a link that shows its address; an address that no browser should follow stays text."""
    if not url.lower().startswith(("http://", "https://")):
        return escape(url)
    return f"<{quote(url, safe=_IN_ADDRESSES)}>"


def _cost_rows(estimate: Estimate) -> Iterator[Sequence[str]]:
    """Yield the rows of a country; those of a conversion name its rate and its day."""
    style, name = Style(), country_words(estimate)
    yield from _figure_rows(name, price_words(estimate, style), estimate)
    if estimate.converted is not None:
        rate = estimate.converted
        price = converted_price_words(rate, style)
        yield from _figure_rows(f"{name}, {rate_words(rate, estimate.currency)}", price, rate)


def _figure_rows(name: str, price: str, figures: Estimate | Converted) -> Iterator[Sequence[str]]:
    for words, cost in span_costs(figures):
        yield (name, price, *cost_cells(words, cost, figures, Style()))
