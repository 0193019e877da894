"""What the tables hold, and what is wrong with them: the documents of `prices`, `protocols` and `data validate`."""

from collections.abc import Iterable, Iterator

from mesoplan.errors import Fault
from mesoplan.guidance.treatment import said_by
from mesoplan.planning.open_points import not_stated
from mesoplan.tables.advice import Evidence
from mesoplan.tables.catalog import Catalog
from mesoplan.tables.prices import Place, Price, Terms
from mesoplan.tables.regimens import Protocol
from mesoplan.tables.sources import LISTS, Source
from mesoplan.values import Amount, Frozen


class PriceRecord(Place):
    """What one session costs in one country or region, or at one clinic."""

    per_session: Amount | None
    """Lowest to highest price of one session; null where only packs are sold."""
    terms: Terms
    """What else the row asks: packs, fees, tax and the like; `per_session` once more among them."""
    source: Source  # type: ignore[assignment]  # in full, where the table has its id
    """The document that it comes from."""


class PricesRecord(Frozen):
    """What `mesoplan prices --json` prints: what a session costs, by country."""

    prices: tuple[PriceRecord, ...]
    """One a country, region or clinic."""
    warnings: tuple[str, ...] = ()
    """What is old or doubtful, in sentences."""


class ProtocolRecord(Protocol):
    """One published regimen."""

    source: Source  # type: ignore[assignment]  # in full, where the table has its id
    """The document that it comes from."""
    not_stated: tuple[str, ...]
    """What the source gives no figure for."""
    evidence: tuple[Evidence, ...]
    """What the document claims, next to what the papers that it cites say."""
    limits: tuple[str, ...]
    """What the source of the regimen cannot tell, in sentences."""


class ProtocolsRecord(Frozen):
    """What `mesoplan protocols --json` prints: regimens in full."""

    protocols: tuple[ProtocolRecord, ...]
    """The regimens."""
    warnings: tuple[str, ...]
    """Where a source contradicts itself, in sentences."""


class CheckedFile(Frozen):
    """A file that was checked."""

    file: str
    """The file, as it was named."""
    entries: dict[str, int]
    """How many entries each of its sections has; empty if it could not be read."""


class ValidateRecord(Frozen):
    """What `mesoplan data validate --json` prints: every fault of every table."""

    files: tuple[CheckedFile, ...]
    """The files that were checked."""
    faults: tuple[Fault, ...]
    """Every fault, file by file; empty if the tables are right."""
    warnings: tuple[str, ...]
    """What a table may say and hardly means, each as `FILE:LINE:COLUMN: path: sentence`."""


def prices_record(prices: Iterable[Price], catalog: Catalog) -> PricesRecord:
    """Return price rows in full."""
    # A row is terms with a place: what is written are the fields of terms alone.
    rows = (dict(price) | {"terms": price, "source": catalog.sources[price.source]} for price in prices)
    return PricesRecord(prices=tuple(PriceRecord.model_construct(**row) for row in rows))


def protocols_record(protocols: Iterable[Protocol], catalog: Catalog) -> ProtocolsRecord:
    """Return protocols in full; the catalogue needs its evidence."""
    shown: list[ProtocolRecord] = []
    for one in protocols:
        more = {
            "source": catalog.sources[one.source],
            "course": tuple(phase.model_copy(update={"sessions": phase.count}) for phase in one.course),
            "not_stated": not_stated(one),
            "evidence": said_by(catalog.evidence.values(), one.source),
            "limits": tuple(limits_of(one, catalog)),
        }
        shown.append(ProtocolRecord.model_construct(**dict(one) | more))
    warnings = tuple(f"{one.id}: {warning}" for one in shown for *_, warning in one.contradictions())
    return ProtocolsRecord(protocols=tuple(shown), warnings=warnings)


def limits_of(protocol: Protocol, catalog: Catalog) -> Iterator[str]:
    """Yield what a protocol's document cannot tell, a sentence each."""
    for topic in ("aftercare", "screening", "indications"):
        listing, words = getattr(catalog.sources[protocol.source].lists, topic), LISTS[topic]
        if listing == "not-available":
            yield f"List not available: {words}. It was lost when the page was saved."
        elif listing == "none":
            yield f"It does not list {words}; that does not mean that there is nothing."
    yield "It is one document; what the others say of the effect stands in mesoplan plan."
