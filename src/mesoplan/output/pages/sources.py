"""The documents that a page cites: a mark where each is used, one line each at the end."""

from collections.abc import Iterable

from mesoplan.answers.document import disclaimer_of
from mesoplan.output.page import Paragraph, Section, Source, Sources
from mesoplan.output.wording import series
from mesoplan.tables.catalog import Catalog


class Citations:
    """Marks for the documents of one page, numbered in the order in which they are first used."""

    def __init__(self, catalog: Catalog) -> None:
        """Take the tables that name the documents."""
        self._catalog = catalog
        self._marks: dict[str, str] = {}

    @property
    def disclaimer(self) -> str:
        """The line that ends the page."""
        return disclaimer_of(self._catalog)

    def mark(self, source: str) -> str:
        """Return the mark of a document by its id, as `[1]`."""
        return f"[{self._marks.setdefault(source, str(len(self._marks) + 1))}]"

    def marks(self, sources: Iterable[str]) -> str:
        """Return the marks of some documents, each once, as `[1] [3]`."""
        return " ".join(dict.fromkeys(map(self.mark, sources)))

    def section(self) -> Section:
        """Return the list of what was cited so far, and what comes from your own tables."""
        cited = [Source(mark, self._words(key), self._catalog.sources[key].url) for key, mark in self._marks.items()]
        own = [Paragraph(words, "muted") for words in [own_words(self._catalog)] if words]
        return Section("sources", "", [Sources(cited), *own])

    def _words(self, key: str) -> str:
        source = self._catalog.sources[key]
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
