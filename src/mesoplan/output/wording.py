"""How dates, ranges and money are written for people, and what the place they go to can show.

En dashes are decided here, and nowhere else.
"""

import re
import unicodedata
from collections.abc import Hashable, Iterable, Sequence
from contextlib import suppress
from datetime import date
from typing import TypeVar

from mesoplan.errors import JOINERS, printable
from mesoplan.values import Frozen, dates, money, ranges

Key = TypeVar("Key", bound=Hashable)
Value = TypeVar("Value")

WEEKDAYS, MONTHS = ([name[:3] for name in names] for names in (dates.WEEKDAYS, dates.MONTHS))
day, amount, amounts, counted = dates.show_day, money.show, money.show_range, ranges.counted
"""Write a day, an amount, a range of money, and how many of something there are."""

_IN_ASCII = str.maketrans(
    {"\u2013": "-", "\u2014": "-", "\u2212": "-", "\u2019": "'", "\u2018": "'", "\u201c": '"', "\u201d": '"'}
    | {"\u2192": "->", "\u00bd": " 1/2", "\u2026": "...", "£": "GBP ", "€": "EUR ", "¥": "JPY "}
    | dict(zip("\u00d7\u2044●○◆■▲✓✗─▒┃╷·░█•", "x/#o+B!x--/||.-#-", strict=True))
)


def short_day(when: date, *, year: int | None = None) -> str:
    """Write a day without its weekday, as `1 Dec`; with its year unless that is `year`."""
    return f"{when.day} {MONTHS[when.month - 1]}" + (f" {when.year}" if year != when.year else "")


def days(first: date | None, last: date | None, *, year: int | None = None) -> str:
    """Write days from first to last, both included: `26 Nov – 10 Dec 2026`; the year once, or none if it is `year`.

    A missing end writes `from 26 Nov` or `until 10 Dec`; both missing write nothing.
    """
    if first is None or last is None:
        word, end = ("from", first) if first else ("until", last)
        return f"{word} {short_day(end, year=year)}" if end else ""
    if first == last:
        return short_day(first, year=year)
    begins = short_day(first, year=first.year if first.year == last.year else year)
    if (first.year, first.month) == (last.year, last.month):
        begins = str(first.day)
    return f"{begins} – {short_day(last, year=year)}"


def month(when: date) -> str:
    """Write a month, as `Dec 2026`."""
    return f"{MONTHS[when.month - 1]} {when.year}"


def readable(sentence: str) -> str:
    """Write the days and ranges of a sentence as readers see them; what is to be typed stays."""
    iso = r"(?<![\w=-])\d{4}-\d\d-\d\d(?![\w-])"
    ranged = re.sub(r"(?<![\w=-])(\d{1,3})-(\d{1,3})(?![\d-])", "\\1\N{EN DASH}\\2", re.sub(iso, _short, sentence))
    return re.sub(r"(?<![\w=-])(\d+)\+ ([a-z]+)", r"\1 \2 or more", ranged)


def _short(written: re.Match[str]) -> str:
    """Write an ISO date as readers see it; what only looks like one stays."""
    with suppress(ValueError):
        return short_day(date.fromisoformat(written[0]))
    return written[0]


def series(words: Sequence[str]) -> str:
    """Join words as a person does: `a, b and c`."""
    return " and ".join(part for part in (", ".join(words[:-1]), *words[-1:]) if part)


def capital(text: str) -> str:
    """Begin a text with a capital letter."""
    return text[:1].upper() + text[1:]


def small(text: str) -> str:
    """Begin a text with a small letter, unless it is an abbreviation."""
    return text if text[1:2].isupper() else text[:1].lower() + text[1:]


def grouped(pairs: Iterable[tuple[Key, Value]]) -> dict[Key, list[Value]]:
    """Return what belongs to each key, in the order in which the keys come first."""
    found: dict[Key, list[Value]] = {}
    for key, value in pairs:
        found.setdefault(key, []).append(value)
    return found


def once(said: Iterable[tuple[str, str]], everybody: int) -> list[str]:
    """Return texts once each; one that is not said of everybody names of whom.

    Args:
        said: text, and the name of whom it is said.
        everybody: how many there are.
    """
    return [text if len(names) == everybody else f"{series(names)}: {text}" for text, names in grouped(said).items()]


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
