"""What the place that a page goes to can show."""

import unicodedata

from mesoplan.errors import JOINERS, printable
from mesoplan.values.frozen import Frozen

_IN_ASCII = str.maketrans(
    {"\u2013": "-", "\u2014": "-", "\u2212": "-", "\u2192": "->", "\u2044": "/", "\u2019": "'", "\u2018": "'"}
    | {"\u201c": '"', "\u201d": '"', "\u00bd": " 1/2", "\u2026": "...", "\u00d7": "x"}
    | dict(zip("●○◆■▲✓✗─▒┃╷·░█•", "#o+B!x--/||.-#-", strict=True))
    | {"£": "GBP ", "€": "EUR ", "¥": "JPY "}
)


class Place(Frozen, kw_only=False):
    """What a place can show. HTML and Markdown show everything, whatever this says."""

    width: int = 80
    """Characters in a line."""
    color: bool = False
    ascii: bool = False
    """Whether only ASCII is shown."""
    details: bool = False
    """Whether everything is wanted: all notes and the sections that are details."""

    def text(self, text: str) -> str:
        """Return a text on one line that shows as itself here."""
        return in_ascii(printable(text)) if self.ascii else printable(text)


def in_ascii(text: str) -> str:
    """Return a text in ASCII: accents are dropped, signs spelt out, and what is left becomes `?`."""
    plain = unicodedata.normalize("NFKD", text.translate(_IN_ASCII))
    kept = "".join(char for char in plain if not unicodedata.combining(char) and char not in JOINERS)
    return kept.encode("ascii", "replace").decode()
