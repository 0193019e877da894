"""Calendar arithmetic on whole days. Nothing here reads the clock.

Weeks are 7 days. Months and years are calendar months: a date that does not exist becomes the last
day of its month. Dates end with the year 9999; what would lie beyond raises `UsageError`.
"""

import re
from collections.abc import Iterator
from datetime import date

from mesoplan.errors import UsageError
from mesoplan.values.ranges import Duration, Unit

_MONTH_LENGTHS = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)


def add(anchor: date, number: int, unit: Unit) -> date:
    """Return the date `number` units after `anchor` (hours are not a step between dates).

    Raises:
        UsageError: the date would lie after the year 9999.
    """
    try:
        if unit.days:
            return date.fromordinal(anchor.toordinal() + number * unit.days)
        months = anchor.year * 12 + anchor.month - 1 + number * unit.months
        return _in_month(*divmod(months, 12), anchor.day)
    except (OverflowError, ValueError):
        raise _past_9999(f"{number} {unit} after {anchor}") from None


def _past_9999(what: str) -> UsageError:
    return UsageError(f"{what} lies past the year 9999: take an earlier start or a shorter plan")


def _in_month(year: int, month: int, day: int) -> date:
    """Return that day of a month, January being 0, or its last day if it has none such."""
    if day > 28:
        leap = month == 1 and year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
        day = min(day, 29 if leap else _MONTH_LENGTHS[month])
    return date(year, month + 1, day)


def reach(anchor: date, interval: Duration) -> tuple[date, date | None]:
    """Return the earliest and the latest date one interval after `anchor`, both included.

    The latest is None where the interval has no longest figure. The interval must have a shortest.
    """
    shortest, longest, unit, _ = interval
    assert shortest is not None
    earliest = add(anchor, shortest, unit)
    if longest is None:
        return earliest, None
    return earliest, earliest if longest == shortest else add(anchor, longest, unit)


def midpoint(first: date, second: date) -> date:
    """Return the day halfway between two dates, rounded down to a whole day."""
    return date.fromordinal((first.toordinal() + second.toordinal()) // 2)


def series(anchor: date, number: int, unit: Unit, first: int = 1) -> Iterator[date]:
    """Yield the dates `first`, `first` + 1, `first` + 2 … times `number` units after `anchor`, without end.

    Raises:
        UsageError: when a date past the year 9999 is asked for.
    """
    if unit.days:
        step = number * unit.days
        yield from map(date.fromordinal, range(anchor.toordinal() + first * step, date.max.toordinal() + 1, step))
    else:
        step, day = number * unit.months, anchor.day
        months = anchor.year * 12 + anchor.month - 1
        for month in range(months + first * step, date.max.year * 12 + 12, step):
            yield _in_month(*divmod(month, 12), day)
    raise _past_9999(f"what comes {number} {unit} after another,")


def parse_date(text: str, today: date) -> date:
    """Read `YYYY-MM-DD`, `today`, `tomorrow` or `+2w` (counted from `today`).

    Raises:
        UsageError: it is none of these, or no such day exists.
    """
    word = text.strip().lower()
    if word in ("today", "tomorrow"):
        return today if word == "today" else add(today, 1, Unit.DAYS)
    if word.startswith("+") and len(word) > 1:
        ahead = Duration.parse(word[1:])
        if not ahead.is_exact or ahead.min is None or ahead.unit is Unit.HOURS:
            raise UsageError(f"{text!r} is not one date: write one length in days, weeks, months or years, as +2w")
        return add(today, ahead.min, ahead.unit)
    if re.fullmatch(r"[0-9]{1,2}[./-][0-9]{1,2}[./-][0-9]{2,4}", word):
        raise UsageError(f"{text!r} is ambiguous, day or month first: write YYYY-MM-DD, as 2026-05-10")
    if not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", word):
        raise UsageError(f"{text!r} is not a date: write YYYY-MM-DD, today, tomorrow or +2w")
    try:
        return date.fromisoformat(word)
    except ValueError:
        raise UsageError(f"{text!r} is not a day of the calendar: check the month and the day") from None
