"""The tables as one checked catalogue: sources, protocols, prices, and advice. Own tables lie on top of the shipped."""

from collections.abc import Collection, Iterable
from datetime import date
from functools import partial
from itertools import chain
from pathlib import Path
from typing import Any

from pydantic import Field

from mesoplan.errors import FieldError, TableError, UnknownNameError, UsageError, fold, printable, quoted
from mesoplan.tables import files
from mesoplan.tables.advice import Entry
from mesoplan.tables.places import known_place, places
from mesoplan.tables.prices import Price, pays_in_euros
from mesoplan.tables.regimens import Protocol
from mesoplan.tables.sources import Citation


class Catalog(files.ProtocolsFile, files.PricesFile):
    """The entries of the tables, each section by id, in the order of the tables; put together from checked entries."""

    published: dict[str, Price] = Field({})
    """The price rows of the shipped tables alone: what a clinic's prices are judged by."""
    own_ids: dict[str, frozenset[str]] = Field(dict.fromkeys(files.SECTIONS, frozenset()))
    """By section, the ids of the entries that come from a folder of the user's own."""
    own: files.Own | None = None
    """What comes from a folder of the user's own."""
    is_only_own: bool = False
    """Whether what other documents say of regimens and prices is left out."""

    def default_protocol(self, usual: str) -> Protocol:
        """Return the protocol that is meant where none is named: `usual`, or the only one of a clinic's own tables.

        Raises:
            FieldError: a clinic's own tables have none or several, none of them called `usual`.
        """
        if not self.is_only_own or usual in self.protocols:
            return self.protocol(usual)
        if len(self.protocols) != 1:
            there = f"{', '.join(self.protocols)}: name one" if self.protocols else "no protocol: write one"
            raise FieldError(f"your tables have {there}, or leave --only-own out", "protocol")
        return next(iter(self.protocols.values()))

    def protocol(self, name: str) -> Protocol:
        """Return the protocol of that id, in any case.

        Raises:
            UnknownNameError: there is none.
        """
        for key, protocol in self.protocols.items():
            if fold(key) == fold(name):
                return protocol
        raise UnknownNameError("protocol", name, self.protocols, field="protocol", remark="; compare shows all of them")

    def price(self, name: str) -> Price:
        """Return the price row of an id, a name, an alias or an ISO code, in any case; Scotland is a part of GB.

        No two rows have one id, name or alias; these go before a code. A code means the published row, and a row of
        the user's own only where no other has it.

        Raises:
            UsageError: no row has the name, or several of the user's own rows have it as their code.
        """
        rows = self.prices.values()
        for row in rows:
            if fold(name) in map(fold, (row.id, row.name, *row.aliases)):
                return row
        found = self._coded(name) or self._coded(known_place(name) or "")
        if len(found) == 1:
            return found[0]
        if found:
            ids = " and ".join(row.id for row in found)
            raise UsageError(f"{quoted(name)} means {ids}: write one of these", "country")
        region, currency = ("eurozone", "EUR") if pays_in_euros(known_place(name) or name) else ("worldwide", "USD")
        hint = f"try --country {region}, or add your own price" if region in self.prices else "add your own price"
        is_clear = pays_in_euros(name) or known_place(name)
        names = [] if is_clear else [*(each for row in rows for each in row.names), *map(fold, places().values())]
        raise UnknownNameError("price for", name, self.prices, names, "country", f": {hint}, as --price 250{currency}")

    def _coded(self, place: str) -> list[Price]:
        """Return the rows with the code of a country, or that of a region's country."""
        code = fold(place).partition("-")[0]
        coded = [row for row in self.prices.values() if row.code and fold(row.code) == code]
        return [row for row in coded if row.id not in self.own_ids["prices"]] or coded

    def has_price(self, name: str) -> bool:
        """Return whether one price row, or with `all` every one, is meant by a name."""
        try:
            return bool(self.prices_for([name]))
        except UsageError:
            return False

    def cite(self, source: str) -> Citation:
        """Return how an answer names a document."""
        return self.sources[source].citation

    def prices_for(self, names: Iterable[str]) -> list[Price]:
        """Return the price rows of these names, each once; `all` stands for every row."""
        found = (self.prices.values() if fold(name) == "all" else [self.price(name)] for name in names)
        return list(dict.fromkeys(chain.from_iterable(found)))


def load_catalog(data: Path | str | None = None, sections: Collection[str] | None = None) -> Catalog:
    """Load the shipped tables, and those of a folder on top of them.

    Args:
        data: a folder with `protocols.yaml`, `prices.yaml` or both. Its entries are added, and
            replace shipped entries of the same id.
        sections: which sections to load; None, or with a folder: all of them. The others stay empty.

    Raises:
        TableError: the folder holds neither file, or a table has faults; all of them at once.
    """
    tables = [files.read_shipped(name, sections if data is None else None) for name in files.FILES]
    for table in tables:
        files.check(table)
        if table.faults:
            raise TableError(table.faults)
    shipped = files.merged(table.sections for table in tables)
    own_tables = [] if data is None else files.check_files(files.table_files(Path(data)), tables)
    own = files.merged(table.sections for table in own_tables)
    return Catalog.model_construct(
        **files.merged([shipped, own]),
        checked=min(date.fromisoformat(table.data["checked"]) for table in tables),
        published=shipped.get("prices", {}),
        own_ids={section: frozenset(own.get(section, ())) for section in files.SECTIONS},
        own=None if data is None else files.Own(folder=printable(str(data)), entries=files.count_entries(own)),
    )


def only_own(catalog: Catalog) -> Catalog:
    """Return tables without the regimens and prices of other documents, and without their praise of the effect.

    What protects a patient stays, whoever says it: contraindications, harm, what to avoid, other treatments, and what
    documents and papers say against the effect.

    Raises:
        FieldError: there are no tables of your own.
    """
    if catalog.own is None:
        raise FieldError("needs your own tables: add --data my-tables", "only_own")

    def is_kept(entry: Entry, said: Any) -> bool:
        # Who is allergic must know what is injected; pain and numbing belong with the risks.
        is_needed = getattr(entry, "risk", False) or getattr(entry, "concerns", ())
        is_against = getattr(said, "against", False) or getattr(said, "effect", "may-help") != "may-help"
        return bool(is_needed) or is_against or said.source in catalog.own_ids["sources"]

    kept: dict[str, Any] = {"is_only_own": True, "published": {}}
    for name in ("protocols", "prices"):
        kept[name] = {key: entry for key, entry in getattr(catalog, name).items() if key in catalog.own_ids[name]}
    for name in ("price_drivers", "ingredients", "session", "evidence", "indications"):
        said = {key: entry.keeping(partial(is_kept, entry)) for key, entry in getattr(catalog, name).items()}
        kept[name] = {key: entry for key, entry in said.items() if entry.said or getattr(entry, "finding", None)}
    return catalog.model_copy(update=kept)
