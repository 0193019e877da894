"""Words and figures as the tables print them."""

import unicodedata
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from mesoplan.tables.regimens import Phase, Source
from mesoplan.values import money
from mesoplan.values.ranges import Amount, sessions_words
from mesoplan.values.text import printable

_IN_ASCII = str.maketrans(
    {"\u2013": "-", "\u2014": "-", "\u2192": "->", "\u2044": "/", "\u2019": "'", "£": "GBP ", "€": "EUR "}
    | {"\u201c": '"', "\u201d": '"', "½": " 1/2", "█": "#"}
)
_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


class Style(NamedTuple):
    """What the place that text goes to can show."""

    width: int = 80
    """Characters in a line."""
    color: bool = False
    """Whether colours and weights are shown."""
    ascii: bool = False
    """Whether only ASCII is shown."""

    def text(self, text: str) -> str:
        """Return text that shows as itself: no control characters, and only ASCII where that is all."""
        shown = printable(text)
        if not self.ascii:
            return shown
        plain = unicodedata.normalize("NFKD", shown.translate(_IN_ASCII))
        spelt = "".join(char for char in plain if not unicodedata.combining(char) and char not in "\u200c\u200d")
        return spelt.encode("ascii", "replace").decode()

    def amount(self, amount: Amount, currency: str) -> str:
        """Write a range of money."""
        return money.show_range(amount, currency, sign=not self.ascii)

    def with_code(self, amount: Amount, currency: str) -> str:
        """Write a range of money with its currency's code, as `£150-400 (GBP)`."""
        shown = self.amount(amount, currency)
        return shown if currency in shown else f"{shown} ({currency})"

    def money(self, amount: Decimal, currency: str) -> str:
        """Write one amount of money."""
        return money.show(amount, currency, sign=not self.ascii)


def weekday_date(day: date) -> str:
    """Write a date as `Mon 2026-01-05`."""
    return f"{_DAYS[day.weekday()]} {day}"


def short_day(day: date, beside: date) -> str:
    """Write a date briefly, as `19 Jan`, with the year where it is not that of the day beside it."""
    year = f" {day.year}" if day.year != beside.year else ""
    return f"{day.day} {_MONTHS[day.month - 1]}{year}"


def window(earliest: date | None, latest: date | None, day: date) -> str:
    """Write two dates briefly, as `19 Jan - 2 Feb`, with the year where it is not that of `day`."""
    if earliest is None and latest is None:
        return ""
    if earliest is None or latest is None:
        return f"from {short_day(earliest, day)}" if earliest else f"until {short_day(latest or day, day)}"
    if earliest == latest:
        return "this day" if earliest == day else short_day(earliest, day)
    return f"{short_day(earliest, day)} - {short_day(latest, day)}"


def whole(amount: Amount) -> Amount:
    """Round converted money to whole units: a rate that is not the day's own knows no cents."""
    return Amount(*(None if bound is None else whole_amount(bound) for bound in (amount.low, amount.high)))


def whole_amount(amount: Decimal) -> Decimal:
    """Round one amount to whole units."""
    return Decimal(round(amount))


def course_words(course: Sequence[Phase]) -> str:
    """Say what a course is, phase by phase."""
    return "; then ".join(map(phase_words, course)) or "none, only maintenance"


def phase_words(phase: Phase) -> str:
    """Say what a phase is, as `3-6 sessions, 2-4 weeks apart`."""
    sessions = sessions_words(phase.count)
    gap = f", {phase.gap} after the phase before" if phase.gap else ""
    if phase.days is not None:
        return f"{sessions} on days {', '.join(map(str, phase.days))}{gap}"
    if phase.count.max == 1:
        return f"{sessions}{gap}"
    if phase.interval is None:
        return f"{sessions}, time between them not stated{gap}"
    return f"{sessions}, {phase.interval} apart{gap}"


def citation(source: Source) -> str:
    """Cite a source in a line, all but its address."""
    parts = [source.title, source.author, source.publisher, source.published and str(source.published)]
    return f"{', '.join(part for part in parts if part)}. {source.note or ''}".rstrip()


def month_words(day: date) -> str:
    """Write a month briefly, as `Jan 2026`."""
    return f"{_MONTHS[day.month - 1]} {day.year}"
