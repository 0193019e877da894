"""Calendar arithmetic on whole days; days, times of day and time zones as a user writes them. No clock is read here.

Weeks are 7 days. Months and years are calendar months: a date that does not exist becomes the last
day of its month. Dates end with the year 9999; what would lie beyond raises `UsageError`.
"""

import re
from calendar import monthrange
from contextlib import suppress
from datetime import date, time, timedelta
from difflib import get_close_matches
from zoneinfo import ZoneInfo, available_timezones

from mesoplan.errors import FieldError, UsageError, quoted
from mesoplan.values.ranges import Duration, Unit

WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
MONTHS = tuple("January February March April May June July August September October November December".split())

_FORMS = "YYYY-MM-DD, 1 Dec 2026, yesterday, today, tomorrow, a weekday or +2w"
_NEAR = {"yesterday": -1, "today": 0, "tomorrow": 1}
_FIGURES = r"([0-9]{1,4})[./-]([0-9]{1,2})[./-]([0-9]{1,4})"
_NAMED = r"(?:([^\W\d]+)\.?,?\s+)?([0-9]{1,2})\.?\s+([^\W\d]+)\.?,?(?:\s+([0-9]{4}))?"


def add(anchor: date, number: int, unit: Unit) -> date:
    """Return the date `number` units after `anchor` (hours and minutes are no step between dates).

    Raises:
        UsageError: the date would lie after the year 9999.
    """
    try:
        if days := unit.days:
            return date.fromordinal(anchor.toordinal() + number * days)
        years, month = divmod(anchor.month - 1 + number * unit.months, 12)
        day = anchor.day if anchor.day <= 28 else min(anchor.day, monthrange(anchor.year + years, month + 1)[1])
        return date(anchor.year + years, month + 1, day)
    except (OverflowError, ValueError):
        what = f"{number} {unit} after {anchor}"
        raise UsageError(f"{what} lies past the year 9999: take an earlier start or a shorter plan") from None


def reach(anchor: date, interval: Duration) -> tuple[date, date | None]:
    """Return the earliest and the latest date one interval after `anchor`, both included.

    The latest is None where the interval has no longest figure. The interval must have a shortest.
    """
    earliest = add(anchor, interval.shortest, interval.unit)
    if interval.is_exact:
        return earliest, earliest
    return earliest, None if interval.max is None else add(anchor, interval.max, interval.unit)


def midpoint(first: date, second: date) -> date:
    """Return the day halfway between two dates, rounded down to a whole day."""
    return date.fromordinal((first.toordinal() + second.toordinal()) // 2)


def show_day(day: date, *, aligned: bool = False) -> str:
    """Write a day as people read it: `Tue 1 Dec 2026`."""
    return f"{WEEKDAYS[day.weekday()][:3]} {day.day:{2 if aligned else 1}} {MONTHS[day.month - 1][:3]} {day.year}"


def parse_date(text: str, today: date, *, past: bool = False) -> date:
    """Read `YYYY-MM-DD`, `1 Dec 2026`, `yesterday`, `today`, `tomorrow`, `monday` or `+2w`, counted from `today`.

    Args:
        text: what was written, in any case.
        today: the day that words are counted from.
        past: whether a weekday is the last one up to today, and not the next one from today on. Today is itself
            included in both.

    Raises:
        UsageError: it is none of these, or no such day exists.
    """
    # Spreadsheets write midnight behind a day.
    word = " ".join(text.split()).lower().removesuffix(" 00:00:00")
    if figures := re.fullmatch(_FIGURES, word):
        return _of_figures(text, word, *figures.groups())
    if word in _NEAR:
        return add(today, _NEAR[word], Unit.DAYS)
    if word.startswith("+") and len(word) > 1:
        return read_until(text, today)
    if (weekday := _index(word, WEEKDAYS)) is not None:
        away = (weekday - today.weekday()) % 7
        return add(today, away - 7 if past and away else away, Unit.DAYS)
    if named := re.fullmatch(_NAMED, word):
        return _of_names(text, *named.groups())
    raise UsageError(f"{quoted(text)} is not a date: write {_FORMS}")


def read_until(text: str, today: date) -> date:
    """Read the day that is a length of time from today on, as `2w` or `+2w`.

    Raises:
        UsageError: it is not one length, or shorter than a day.
    """
    length = " ".join(text.split()).lower().removeprefix("+")
    try:
        ahead = Duration.parse(length)
    except UsageError as error:
        raise UsageError(error.message.replace(quoted(length), quoted(text))) from None
    if not ahead.is_exact or not ahead.unit.about:
        raise UsageError(f"{quoted(text)} is not one date: write one length in days, weeks, months or years, as +2w")
    return add(today, ahead.shortest, ahead.unit)


def _index(word: str, names: tuple[str, ...]) -> int | None:
    """Return which of some names a word is, or its first three letters or more; None if it is none."""
    return next((at for at, name in enumerate(names) if len(word) >= 3 and name.lower().startswith(word)), None)


def _of_names(text: str, weekday: str | None, day: str, name: str, year: str | None) -> date:
    """Read a day whose month is a word; a weekday before it must be the right one."""
    month = _index(name, MONTHS)
    if month is None:
        raise UsageError(f"{quoted(text)} is not a date: {name} is not a month; write {_FORMS}")
    if year is None:
        raise UsageError(f"{quoted(text)} has no year: write it as well, as {day} {MONTHS[month][:3]} 2026")
    found = _day(text, int(year), month + 1, int(day))
    if weekday is not None and _index(weekday, WEEKDAYS) != found.weekday():
        raise UsageError(f"{quoted(text)} is no such weekday: {show_day(found)} would be right")
    return found


def _of_figures(text: str, word: str, first: str, second: str, third: str) -> date:
    """Read `YYYY-MM-DD`; of other figures say which form they are to have."""
    if len(first) <= 2 and len(third) <= 2:
        raise UsageError(f"{quoted(text)} has no full year: write YYYY-MM-DD, such as 2026-05-10")
    orders = [(first, second, third)] if len(first) > 2 else [(third, second, first), (third, first, second)]
    # Where no order has a month, the first one says so.
    likely = [(year, month, day) for year, month, day in orders if int(month) <= 12] or orders[:1]
    found = list(dict.fromkeys(_day(text, *map(int, order)) for order in likely))
    if word == found[0].isoformat():
        return found[0]
    wrong = "is not how dates are written here" if len(found) == 1 else "is ambiguous"
    raise UsageError(f"{quoted(text)} {wrong}: write {' or '.join(map(str, found))}")


def _day(text: str, year: int, month: int, day: int) -> date:
    try:
        return date(year, month, day)
    except ValueError:
        raise UsageError(f"{quoted(text)} is not a day of the calendar: check the month and the day") from None


def read_time(word: str) -> time:
    """Read a time of day, as 10:30."""
    if not re.fullmatch(r"(?:[01]?[0-9]|2[0-3]):[0-5][0-9]", word.strip()):
        raise UsageError(f"{quoted(word)} is not a time of day: write HH:MM, such as 10:30")
    return time.fromisoformat(word.strip().zfill(5))


def read_zone(word: str) -> ZoneInfo:
    """Read a time zone by its name in the tz database, in capitals or not.

    Raises:
        FieldError: there is none; the message offers the nearest.
    """
    # These two are no zone that another machine knows or that means one place.
    known = {name.casefold(): name for name in available_timezones() - {"Factory", "localtime"}}
    asked = word.strip().casefold()
    if asked in known:
        return ZoneInfo(known[asked])
    place = f"/{asked.replace(' ', '_')}"
    near = sorted(name for name in known if name.endswith(place)) or get_close_matches(asked, known, n=1)
    hint = f" (did you mean {' or '.join(known[name] for name in near[:2])}?)" if near else ""
    raise FieldError(f"there is no time zone {quoted(word)}{hint}: write one as Europe/London", "timezone")


def read_ahead(word: str) -> timedelta:
    """Read how long before a session: minutes, hours, days or weeks.

    Raises:
        UsageError: it is no such length; a bare `m` is refused.
    """
    with suppress(UsageError):
        ahead = Duration.parse(word)
        if ahead.is_exact and not ahead.unit.months:
            return timedelta(**{ahead.unit: ahead.shortest})
    raise UsageError(f"{quoted(word)} is not a length in minutes, hours, days or weeks: write 30min, 2h or 1d")
