"""The JSON document of an answer: the fields of its record, within an envelope.

Within a version of a document, fields are added and never renamed.
"""

import datetime as dt
import json
import signal
from collections.abc import Collection, Iterator
from functools import cache
from typing import Any

from pydantic import TypeAdapter

from mesoplan.planning.visits import Diary
from mesoplan.tables.catalog import Catalog
from mesoplan.tables.files import Own
from mesoplan.tables.record import Record
from mesoplan.tables.sources import Citation, Source
from mesoplan.values import Frozen, Pace

Id = str | int | float | bool | None

DISCLAIMER = "An estimate from published sources, not medical advice."
_LISTS = ("lists_not_available", "lists_none", "indications_not_available", "lists_lost")
"""The fields of records that name the documents whose lists are lost or empty; an answer lists these too."""


class Envelope(Frozen):
    """What every document has around what it says."""

    schema: str
    """This document's kind and version, as `mesoplan/cost/1`."""
    today: dt.date
    """The day that counted as today."""
    data: Own | None
    """What comes from tables of your own; null without any."""
    disclaimer: str
    """That it is an estimate, from what, and not medical advice."""


class RequestFault(Frozen):
    """Why a request could not be answered."""

    field: str | None
    """The field that is at fault; null where it is no single one."""
    message: str
    """What is wrong, and what would be right."""


class BatchLine(Frozen):
    """What every line that `mesoplan batch` writes begins with."""

    id: Id
    """The request's own; null without one, and where it cannot be read."""
    line: int
    """The request's place in the input, counted from 1."""


class Refusal(BatchLine):
    """A line that cannot be answered."""

    error: RequestFault
    """Why."""


class NamedProtocol(Frozen):
    """The protocol that was planned, and its source."""

    id: str
    """Its id, what `--protocol` takes."""
    name: str
    """Its name."""
    source: Citation
    """The document that it comes from."""


class PlanHeader(Frozen):
    """What every plan begins with."""

    protocol: NamedProtocol
    """The protocol that was planned."""
    start: dt.date
    """The first session."""
    horizon: dt.date
    """The day before which sessions are planned; not included."""
    pace: Pace
    """Which end of every interval the plan takes: the shortest, the middle or the longest."""


def sources_in(catalog: Catalog, *records: object) -> tuple[Source, ...]:
    """Return the documents that records draw on, in full and in the order of the tables."""
    cited = {source for record in records for source in _cited(record)}
    return tuple(source for key, source in catalog.sources.items() if key in cited)


def _cited(record: Any) -> Iterator[str | None]:
    """Yield the ids of the documents that a record names, itself or in what it lists."""
    for name, value in vars(record).items():
        if name == "source":
            yield getattr(value, "id", value)
        elif name in _LISTS:
            yield from value
        elif isinstance(value, tuple) and value and isinstance(value[0], Frozen | Record):
            yield from (source for one in value for source in _cited(one))


def plan_header(diary: Diary, catalog: Catalog) -> PlanHeader:
    """Return what every plan's document begins with."""
    protocol = diary.regimen.protocol
    named = NamedProtocol(id=protocol.id, name=protocol.name, source=catalog.cite(protocol.source))
    return PlanHeader(protocol=named, start=diary.start, horizon=diary.end, pace=diary.request.pace)


def disclaimer_of(catalog: Catalog | None) -> str:
    """Return the line that ends every answer; nothing is called published that is your own."""
    if catalog is None or catalog.own is None:
        return DISCLAIMER
    with_own = "An estimate from published sources and your own tables, not medical advice."
    return "An estimate, not medical advice." if catalog.is_only_own else with_own


def envelope(kind: str, catalog: Catalog | None, today: dt.date) -> Envelope:
    """Return what a document of a kind, as `batch`, has around it; without a catalogue there are no own tables."""
    own = catalog.own if catalog else None
    return Envelope(schema=f"mesoplan/{kind}/1", today=today, data=own, disclaimer=disclaimer_of(catalog))


_adapter = cache(TypeAdapter)


class CtrlCPutOff:
    """Puts Ctrl-C off until the end of the context, so that nothing is cut; Windows has no means for it.

    pydantic would take it for a mistake in the function that writes a value.
    """

    def __enter__(self) -> None:
        if hasattr(signal, "pthread_sigmask"):
            self._before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})

    def __exit__(self, *_: object) -> None:
        if hasattr(signal, "pthread_sigmask"):
            signal.pthread_sigmask(signal.SIG_SETMASK, self._before)


def content(answer: Any, without: Collection[str] = ()) -> dict[str, Any]:
    """Return a record, without some of its fields, in values that JSON has."""
    with CtrlCPutOff():
        dump = _adapter(answer.__class__).dump_python
        out: dict[str, Any] = dump(answer, mode="json", by_alias=True, exclude={*without})
    return out


def as_line(answer: Any, without: Collection[str] = ()) -> bytes:
    """Return a record, without some of its fields, as a line of JSON."""
    with CtrlCPutOff():
        return _adapter(answer.__class__).dump_json(answer, by_alias=True, exclude={*without}) + b"\n"


def write_document(kind: str, answer: Any, catalog: Catalog | None, today: dt.date) -> str:
    """Write a document as text: an answer's record within its envelope, the disclaimer last."""
    around = envelope(kind, catalog, today)
    fields = {**content(around, {"disclaimer"}), **content(answer), "disclaimer": around.disclaimer}
    return json.dumps(fields, ensure_ascii=False, indent=2) + "\n"
