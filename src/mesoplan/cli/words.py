"""Words that take more than one step to become values."""

import re
from datetime import date, datetime

from mesoplan.values.clock import read_time
from mesoplan.values.dates import parse_date


def read_session(word: str, today: date) -> date:
    """Read when a session is: a date, or a date and a time of day, as 2026-12-01T10:30."""
    day, mark, hour = re.sub(r"(?<=[0-9])\s+(?=[0-9])", "T", word.strip()).upper().partition("T")
    if not mark or not day:
        return parse_date(word, today)
    return datetime.combine(parse_date(day, today), read_time(hour))
