"""The documents that a page cites: a mark where each is used, one line each at the end."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from mesoplan.answers.document import disclaimer_of
from mesoplan.output.page import Block, Fact, Page, Paragraph, Section, Source, Sources, Words
from mesoplan.output.wording import series
from mesoplan.tables.catalog import Catalog
from mesoplan.tables.sources import Source as Document

Lead = Sequence[str | Words]

_CONTENT = ("text", "texts", "items", "facts", "rows", "bars", "lanes", "spans", "sources", "label")
"""The fields of blocks that hold what a reader sees; a block has one of them."""


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

    def page(
        self, title: str, *, about: str = "", lead: Lead, facts: Sequence[Fact] = (), sections: Sequence[Section]
    ) -> Page:
        """Return a page without what is empty; at its end what was cited, and what comes from your own tables."""
        known = self.catalog.sources
        cited = [Source(str(number), source_words(known[key]), known[key].url) for key, number in self._numbers.items()]
        end = Section("sources", "", [Sources(cited), Paragraph(own_words(self.catalog), "muted")])
        lead, ends = [one for one in lead if Words.of(one).text], disclaimer_of(self.catalog)
        shown = without_empty([*sections, end])
        return Page(title=title, about=about, lead=lead, facts=facts, sections=shown, disclaimer=ends)


def source_words(source: Document) -> str:
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


def without_empty(sections: Iterable[Section]) -> list[Section]:
    """Return sections without empty blocks; a section without any is left out."""
    made = [replace(section, blocks=[*filter(_has_content, section.blocks)]) for section in sections]
    return [section for section in made if section.blocks]


def _has_content(block: Block) -> bool:
    return any(getattr(block, name, ()) for name in _CONTENT)
