"""Calendar arithmetic on whole days. Nothing here reads the clock.

Weeks are 7 days. Months and years are calendar months: a date that does not exist becomes the last
day of its month. Dates end with the year 9999; what would lie beyond raises `UsageError`.
"""

import re
from datetime import date, timedelta

from dateutil.relativedelta import relativedelta

from mesoplan.errors import UsageError
from mesoplan.ranges import Duration, Unit

_DAYS = {Unit.DAYS: 1, Unit.WEEKS: 7}
_MONTHS = {Unit.MONTHS: 1, Unit.YEARS: 12}


def add(anchor: date, number: int, unit: Unit) -> date:
    """Return the date `number` units after `anchor` (hours are not a step between dates).

    Raises:
        UsageError: the date would lie after the year 9999.
    """
    try:
        if unit in _DAYS:
            return anchor + timedelta(days=number * _DAYS[unit])
        return anchor + relativedelta(months=number * _MONTHS[unit])
    except (OverflowError, ValueError):
        raise UsageError(
            f"{number} {unit} after {anchor} lies past the year 9999: take an earlier start or a shorter plan"
        ) from None


def reach(anchor: date, times: int, interval: Duration) -> tuple[date, date | None]:
    """Return the earliest and the latest date `times` intervals after `anchor`, both included.

    The latest is None where the interval has no longest figure. The interval must have a shortest.
    """
    assert interval.min is not None
    earliest = add(anchor, times * interval.min, interval.unit)
    if interval.max is None:
        return earliest, None
    return earliest, add(anchor, times * interval.max, interval.unit)


def usual(anchor: date, times: int, interval: Duration) -> date:
    """Return the usual date `times` intervals after `anchor`: halfway, or a choice's first length.

    Without a longest figure it is the shortest: no other figure is stated.
    """
    if interval.choice:
        return add(anchor, times * interval.choice[0], interval.unit)
    earliest, latest = reach(anchor, times, interval)
    return earliest if latest is None else midpoint(earliest, latest)


def midpoint(first: date, second: date) -> date:
    """Return the day halfway between two dates, rounded down to a whole day."""
    return first + (second - first) // 2


def count_before(anchor: date, number: int, unit: Unit, until: date) -> int:
    """Count the dates `anchor` + 1, 2, 3 … times `number` units that lie before `until`.

    `until` itself is outside. The cost does not grow with the count.
    """
    if unit in _DAYS:
        return max(0, -((anchor - until).days // (number * _DAYS[unit])) - 1)
    months = number * _MONTHS[unit]
    apart = (until.year - anchor.year) * 12 + until.month - anchor.month
    count = max(0, apart // months)
    # Only the month of `until` itself is in doubt: there the day decides.
    return count - 1 if count and add(anchor, count * months, Unit.MONTHS) >= until else count


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
