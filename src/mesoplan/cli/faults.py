"""Faults in tables as a compiler shows them: the place, what is wrong, the line, and a mark under the spot."""

import unicodedata
from collections.abc import Iterable

from mesoplan.errors import Fault

_BEFORE, _AROUND = 40, 100
"""How many characters of a long line are shown before the spot, and in all."""


def show_faults(faults: Iterable[Fault], encoding: str) -> str:
    """Return the text of faults, each with its line and the spot marked, as a stream of this encoding shows it."""
    return "\n".join(line for fault in faults for line in (str(fault), *_marked(fault, encoding)))


def _marked(fault: Fault, encoding: str) -> tuple[str, ...]:
    """Return a fault's line and the mark below it; nothing where no line can be shown."""
    if not fault.text.strip():
        return ()
    spot = fault.column - 1
    start = 0 if len(fault.text) <= _AROUND else max(0, spot - _BEFORE)
    before, after = (_shown(fault.text[part], encoding) for part in (slice(start, spot), slice(spot, start + _AROUND)))
    number, margin = str(fault.line), "... " if start else ""
    more = " ..." if start + _AROUND < len(fault.text) else ""
    return (
        f"  {number} | {margin}{before}{after}{more}",
        f"  {' ' * len(number)} | {' ' * (len(margin) + _columns(before))}^",
    )


def _shown(text: str, encoding: str) -> str:
    plain = "".join(c if c.isprintable() else " " if c == "\t" else f"\\x{ord(c):02x}" for c in text)
    return plain.encode(encoding, "backslashreplace").decode(encoding)


def _columns(text: str) -> int:
    """Count the columns that text takes on a terminal: East Asian characters take two, accents none."""
    return sum((unicodedata.east_asian_width(c) in "WF") + 1 for c in text if not unicodedata.combining(c))
