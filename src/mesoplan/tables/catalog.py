"""The tables as one checked catalogue: sources, protocols, prices, and advice. Own tables lie on top of the shipped."""

import re
from collections.abc import Collection, Iterable
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

from pydantic import ConfigDict, Field

from mesoplan.errors import FieldError, TableError, UnknownNameError, UsageError
from mesoplan.tables.advice import Entry
from mesoplan.tables.files import FILES, PricesFile, ProtocolsFile, check, merged
from mesoplan.tables.own import Own, check_files, count_entries, table_files
from mesoplan.tables.prices import Price, find_price
from mesoplan.tables.regimens import Protocol
from mesoplan.tables.shipped import shipped_folder
from mesoplan.tables.sources import Citation, fold
from mesoplan.tables.text import Table, scan
from mesoplan.values.text import printable


class Catalog(ProtocolsFile, PricesFile):
    """The entries of the tables, each section by id, in the order of the tables."""

    # It is put together from entries that are checked: nothing is validated again.
    model_config = ConfigDict(defer_build=True)

    published: dict[str, Price] = Field({})
    """The price rows of the shipped tables alone: what a clinic's prices are judged by."""
    own_ids: dict[str, frozenset[str]] = Field({})
    """By section, the ids of the entries that come from a folder of the user's own."""
    own: Own | None = None
    """What comes from a folder of the user's own."""
    is_only_own: bool = False
    """Whether what other documents say of regimens and prices is left out."""

    @property
    def own_prices(self) -> frozenset[str]:
        """The ids of the price rows that come from a folder of the user's own."""
        return self.own_ids.get("prices", frozenset())

    def default_protocol(self, usual: str) -> Protocol:
        """Return the protocol that is meant where none is named: `usual`, or the only one of a clinic's own tables.

        Raises:
            FieldError: a clinic's own tables have none or several, none of them called `usual`.
        """
        if not self.is_only_own or usual in self.protocols:
            return self.protocol(usual)
        if len(self.protocols) != 1:
            there = ", ".join(self.protocols) or "no protocol"
            raise FieldError(f"your tables have {there}: name one, or leave --only-own out", "protocol")
        return next(iter(self.protocols.values()))

    def protocol(self, name: str) -> Protocol:
        """Return the protocol of that id, in any case.

        Raises:
            UnknownNameError: there is none.
        """
        for key, protocol in self.protocols.items():
            if fold(key) == fold(name):
                return protocol
        raise UnknownNameError("protocol", name, self.protocols, field="protocol")

    def price(self, name: str) -> Price:
        """Return the price row of that id, ISO code, name or alias, in any case; GB-SCT is a part of GB.

        Raises:
            UnknownNameError: there is none.
        """
        return find_price(name, self.prices, self.own_prices)

    def has_price(self, name: str) -> bool:
        """Return whether one price row, or with `all` every one, is meant by a name."""
        try:
            return bool(self.prices_for([name]))
        except UsageError:
            return False

    def cite(self, source: str) -> Citation:
        """Return how an answer names a document."""
        return Citation.filled_from(self.sources[source])

    def prices_for(self, names: Iterable[str]) -> list[Price]:
        """Return the price rows of these names, each once; `all` stands for every row."""
        found: dict[str, Price] = {}
        for name in names:
            rows = self.prices.values() if fold(name) == "all" else [self.price(name)]
            found |= {row.id: row for row in rows}
        return list(found.values())


def load_catalog(data: Path | None = None, sections: Collection[str] | None = None) -> Catalog:
    """Load the shipped tables, and those of a folder on top of them.

    Args:
        data: a folder with `protocols.yaml`, `prices.yaml` or both. Its entries are added, and
            replace shipped entries of the same id.
        sections: which sections to load; None, or with a folder: all of them. The others stay empty.

    Raises:
        TableError: the folder holds neither file, or a table has faults; all of them at once.
    """
    tables = [read_shipped(name, sections if data is None else None) for name in FILES]
    for table in tables:
        check(table)
        if table.faults:
            raise TableError(table.faults)
    checked = min(date.fromisoformat(table.data["checked"]) for table in tables)
    shipped = [table.sections for table in tables]
    parts = [] if data is None else [table.sections for table in check_files(table_files(data), tables)]
    return Catalog.model_construct(
        **merged([*shipped, *parts]),
        checked=checked,
        published=merged(shipped).get("prices", {}),
        own_ids={section: frozenset(entries) for section, entries in merged(parts).items()},
        own=None if data is None else Own(folder=printable(str(data)), entries=count_entries(parts)),
    )


def read_shipped(name: str, sections: Collection[str] | None = None) -> Table:
    """Read some sections of a shipped table, or all, and `checked`; no anchor there is used outside its section."""
    file = shipped_folder() / name
    parts = re.split(r"^(?=\w+:)", file.read_text(encoding="utf-8"), flags=re.MULTILINE)
    if sections is not None:
        parts = [part for part in parts if part.partition(":")[0] in {*sections, "checked"}]
    return scan("".join(parts), file)


def only_own(catalog: Catalog) -> Catalog:
    """Return tables without the regimens and prices of other documents, and without their praise of the effect.

    What protects a patient stays, whoever says it: contraindications, harm, what to avoid, other treatments, and what
    documents and papers say against the effect.

    Raises:
        FieldError: there are no tables of your own.
    """
    if catalog.own is None:
        raise FieldError("needs your own tables: add --data my-tables", "only_own")
    sources = catalog.own_ids.get("sources", frozenset())

    def own(section: str) -> dict[str, Any]:
        ids = catalog.own_ids.get(section, frozenset())
        return {key: entry for key, entry in getattr(catalog, section).items() if key in ids}

    def said(section: str) -> dict[str, Any]:
        kept = {key: entry.keeping(partial(is_kept, entry)) for key, entry in getattr(catalog, section).items()}
        return {key: entry for key, entry in kept.items() if entry.said or getattr(entry, "finding", None)}

    def is_kept(entry: Entry, said: Any) -> bool:
        # Who is allergic must know what is injected; pain and numbing belong with the risks.
        is_needed = getattr(entry, "risk", False) or getattr(entry, "concerns", ())
        is_against = getattr(said, "against", False) or getattr(said, "effect", "may-help") != "may-help"
        return bool(is_needed) or is_against or said.source in sources

    kept = {section: own(section) for section in ("protocols", "prices")}
    kept |= {name: said(name) for name in ("price_drivers", "ingredients", "session", "evidence", "indications")}
    return catalog.model_copy(update={"is_only_own": True, "published": {}, **kept})
