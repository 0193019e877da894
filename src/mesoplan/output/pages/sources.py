"""The documents that a page cites: a mark where each is used, one line each at the end."""

from collections.abc import Iterable, Sequence

from mesoplan.answers.document import disclaimer_of
from mesoplan.output.page import Fact, Page, Paragraph, Section, Source, Sources, Words, tidied
from mesoplan.output.wording import series
from mesoplan.tables.catalog import Catalog


class Citations:
    """Marks for the documents of one page, numbered in the order in which they are first used."""

    def __init__(self, catalog: Catalog) -> None:
        """Take the tables that name the documents."""
        self._catalog = catalog
        self._numbers: dict[str, int] = {}

    def mark(self, source: str) -> str:
        """Return the mark of a document by its id, as `[1]`."""
        return f"[{self._numbers.setdefault(source, len(self._numbers) + 1)}]"

    def marks(self, sources: Iterable[str]) -> str:
        """Return the marks of some documents, each once and in order, as `[1] [3]`."""
        marks = {self.mark(source) for source in dict.fromkeys(sources)}
        return " ".join(sorted(marks, key=lambda mark: (len(mark), mark)))

    def page(
        self,
        title: str,
        *,
        about: str = "",
        lead: Sequence[str | Words],
        facts: Sequence[Fact] = (),
        sections: Iterable[Section],
    ) -> Page:
        """Return a page with what was cited, and what comes from your own tables, at its end."""
        tidy = tidied(sections)
        cited = [
            Source(str(number), self._words(key), self._catalog.sources[key].url)
            for key, number in self._numbers.items()
        ]
        end = Section("sources", "", [Sources(cited), Paragraph(own_words(self._catalog), "muted")])
        return Page(
            title=title,
            about=about,
            lead=lead,
            facts=facts,
            sections=[*tidy, *tidied([end])],
            disclaimer=disclaimer_of(self._catalog),
        )

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
