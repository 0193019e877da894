"""What tables may say and hardly mean: figures of one entry that contradict each other."""

from collections.abc import Iterable, Iterator
from pathlib import Path

from mesoplan.errors import Fault
from mesoplan.tables.checks import check, steps_of
from mesoplan.tables.prices import Price
from mesoplan.tables.regimens import Protocol
from mesoplan.tables.text import Table, scan_file


def doubts_in(files: Iterable[Path]) -> Iterator[Fault]:
    """Yield what is doubtful in table files that have no faults, each with its place.

    Raises:
        TableError: a file cannot be read.
    """
    for file in files:
        table = scan_file(file)
        [sections], _ = check([table])
        for price in sections.get("prices", {}).values():
            yield from _in_price(table, price)
        for protocol in sections.get("protocols", {}).values():
            yield from _in_protocol(table, protocol)


def _in_price(table: Table, price: Price) -> Iterator[Fault]:
    for field, says in price.doubts():
        yield table.fault(("prices", price.id, *steps_of(field)), says)


def _in_protocol(table: Table, protocol: Protocol) -> Iterator[Fault]:
    """Yield contradictions at the first of their two figures; the sentence names the line of the other."""
    for doubt in protocol.doubts():
        entry = ("protocols", protocol.id)
        other = table.fault((*entry, *doubt.other), "")
        yield table.fault((*entry, *doubt.field), f"{doubt.says} The other figure is at {other.line}:{other.column}.")
