"""The blocks of a page, and the sources that it cites. A page is made once from an answer, and painted by each format.

Every text in a block is words for a reader: dates, money and dashes are already written out (see `wording`).
A `[1]` in a text points to the source with that mark. Formats escape what they must.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Literal

from mesoplan.answers.document import DISCLAIMER, disclaimer_of
from mesoplan.output.spans import MonthGrid, Timeline
from mesoplan.output.wording import series
from mesoplan.tables import sources
from mesoplan.tables.catalog import Catalog
from mesoplan.values import Frozen

_CONTENT = ("text", "texts", "items", "facts", "rows", "bars", "lanes", "spans", "sources", "label")
"""The fields of blocks that hold what a reader sees; a block has one of them."""

Tone = Literal["", "done", "due", "overdue", "optional", "muted", "warning"]
"""What a colour says. It never says it alone: the words do too."""


class Words(Frozen, kw_only=False):
    """A text with a tone."""

    text: str
    tone: Tone = ""


class Paragraph(Words, kw_only=False):
    """A text of its own."""


class Notes(Frozen, kw_only=False):
    """What changes what the reader does, most important first; a terminal shows three unless asked for details."""

    texts: Sequence[str]


class Listing(Frozen, kw_only=False):
    """Items of a list."""

    items: Sequence[str]
    checks: bool = False
    """Whether they are to be ticked off on paper."""


class Fact(Frozen, kw_only=False):
    """A figure under its label: `How many`, `6 sessions`, `3 are enough`."""

    label: str
    figure: str
    note: str = ""
    tone: Tone = ""

    @property
    def said(self) -> str:
        """The figure and its note, in one text."""
        return f"{self.figure} ({self.note})" if self.note else self.figure


class Facts(Frozen, kw_only=False):
    """Labels and what belongs to them, below each other."""

    facts: Sequence[Fact]


class Row(Frozen, kw_only=False):
    """A row of a table."""

    cells: Sequence[str | Words]
    tone: Tone = ""
    """Of every cell that has none."""
    above: str = ""
    """A heading over the row: it begins a group."""
    below: str = ""
    """A line under the row, as wide as the table."""

    def words(self) -> list[Words]:
        """Return the cells, each with its tone."""
        cells = (Words(cell) if isinstance(cell, str) else cell for cell in self.cells)
        return [Words(cell.text, cell.tone or self.tone) for cell in cells]


class Table(Frozen, kw_only=False):
    """Rows under titles; a title may be empty."""

    titles: Sequence[str]
    rows: Sequence[Row]
    whole: Sequence[str] = ()
    """The titles of columns whose cells are never broken, not even between words."""

    def tidy(self) -> "Table":
        """Return the table without empty columns, and with each heading over the first row of its group alone."""
        kept = [i for i in range(len(self.titles)) if any(row.words()[i].text for row in self.rows)]
        rows, before = [], ""
        for row in self.rows:
            heading, before = "" if row.above == before else row.above, row.above
            rows.append(replace(row, cells=[row.cells[i] for i in kept], above=heading))
        return replace(self, titles=[self.titles[i] for i in kept], rows=rows)


class Bar(Frozen, kw_only=False):
    """A range under its label."""

    label: str
    figure: str
    """The range in words, as `£450–2,400`."""
    low: float
    high: float | None
    """None where there is no highest figure: the bar is open."""
    inner: tuple[float, float | None] | None = None
    """A range inside it, such as this plan's own; equal ends make it one point."""
    inner_figure: str = ""
    """That range in words."""


class Bars(Frozen, kw_only=False):
    """Ranges on one scale from 0."""

    title: str
    bars: Sequence[Bar]
    inner_title: str = ""
    """What the inner ranges are, as `this plan`."""

    @property
    def end(self) -> float:
        """Where the scale ends: above every figure if a bar is open, and never at 0."""
        ends = [x for bar in self.bars for x in (bar.low, bar.high, *(bar.inner or ())) if x is not None]
        return max(ends, default=0) * (1.1 if any(bar.high is None for bar in self.bars) else 1) or 1


class Source(Frozen, kw_only=False):
    """One document, named by its mark."""

    mark: str
    """As `1` for [1]."""
    text: str
    url: str | None = None


class Sources(Frozen, kw_only=False):
    """The documents that a page cites."""

    sources: Sequence[Source]


class Blank(Frozen, kw_only=False):
    """Lines to write on; on paper only."""

    label: str
    lines: int = 4


# A new one: a class here or in spans.py, its field in _CONTENT, and how each format paints it.
Block = Paragraph | Notes | Listing | Facts | Table | Timeline | Bars | MonthGrid | Sources | Blank


class Section(Frozen, kw_only=False):
    """Blocks under a heading."""

    key: str
    """Its name in addresses, as `sessions`."""
    title: str
    """Empty where no heading is needed."""
    blocks: Sequence[Block]
    details: bool = False
    """In a terminal only with --details; in HTML folded on the screen, open on paper."""


class Page(Frozen):
    """A result, answer first."""

    title: str
    """A name for the page."""
    is_personal: bool = False
    """Whether the title says whose page it is; a terminal shows no other title."""
    about: str = ""
    """What the answer is about, in one line with its source's mark."""
    lead: Sequence[Words]
    """The answer, in one or two lines."""
    facts: Sequence[Fact] = ()
    """Key figures."""
    sections: Sequence[Section]
    disclaimer: str = DISCLAIMER
    """The line that ends the page: that it is an estimate, and no medical advice."""

    @property
    def marks(self) -> frozenset[str]:
        """The marks of the sources that the page lists."""
        blocks = [block for section in self.sections for block in section.blocks if isinstance(block, Sources)]
        return frozenset(source.mark for block in blocks for source in block.sources)


class Citations:
    """Marks for the documents of one page, numbered in the order in which they are first used."""

    def __init__(self, catalog: Catalog) -> None:
        """Take the tables that name the documents."""
        self.catalog = catalog
        self._numbers: dict[str, int] = {}

    def mark(self, source: str) -> str:
        """Return the mark of a document by its id, as `[1]`."""
        return f"[{self._numbers.setdefault(source, len(self._numbers) + 1)}]"

    def marks(self, sources: Iterable[str]) -> str:
        """Return the marks of some documents, each once and in order, as `[1] [3]`."""
        marks = {self.mark(source) for source in dict.fromkeys(sources)}
        return " ".join(sorted(marks, key=lambda mark: (len(mark), mark)))

    def page(self, title: str, *, about: str = "", lead: Sequence[str | Words], sections: Sequence[Section]) -> Page:
        """Return a page without what is empty; at its end what was cited, and what comes from your own tables."""
        known = self.catalog.sources
        cited = [Source(str(number), source_words(known[key]), known[key].url) for key, number in self._numbers.items()]
        end = Section("sources", "", [Sources(cited), Paragraph(own_words(self.catalog), "muted")])
        said, ends = [one for one in Row(lead).words() if one.text], disclaimer_of(self.catalog)
        return Page(title=title, about=about, lead=said, sections=[*without_empty([*sections, end])], disclaimer=ends)


def source_words(source: sources.Source) -> str:
    """Name a document: its title, who published it, and its year."""
    year = str(source.published.year) if source.published else "undated"
    return ", ".join(filter(None, (source.title, source.publisher or source.author, year)))


def own_words(catalog: Catalog) -> str:
    """Say what comes from your own tables; nothing where there are none, or nothing else."""
    if catalog.own is None or catalog.is_only_own:
        return ""
    # A source alone changes no figure.
    entries = {name.replace("_", " "): count for name, count in catalog.own.entries.items() if name != "sources"}
    parts = [f"{count} {name.removesuffix('s') if count == 1 else name}" for name, count in entries.items()]
    return f"From your tables in {catalog.own.folder}: {series(parts) or 'no entries'}."


def without_empty(sections: Iterable[Section]) -> Iterator[Section]:
    """Yield sections without empty blocks; a section without any is left out."""
    for section in sections:
        if kept := [block for block in section.blocks if any(getattr(block, name, ()) for name in _CONTENT)]:
            yield replace(section, blocks=kept)
