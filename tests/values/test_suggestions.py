"""What a message says to write can be written: each is read by what refused the first."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import partial
from typing import Any

import pytest

from mesoplan.errors import UsageError
from mesoplan.requests.base import read_maintenance, read_moment, read_number
from mesoplan.requests.money import read_rate
from mesoplan.tables.prices import Consultation, Discount, Missed, Pack, Tax
from mesoplan.values import Amount
from mesoplan.values.dates import parse_date, read_ahead, read_time, read_zone
from mesoplan.values.money import read_currency, read_percent, read_sum
from mesoplan.values.ranges import Count, Duration, parse_tolerance
from tests.language import other_quotes
from tests.pricing.helpers import from_text

TODAY = date(2026, 3, 4)


def day(text: str) -> date:
    return parse_date(text, TODAY)


def moment(text: str) -> date:
    return read_moment(text, TODAY)


SLIPS: list[tuple[Callable[[str], Any], str, str, str]] = [
    # What reads it, what was written, what is said, and from there what is written instead: each with | between.
    (Count.parse, "six", "write 4, 3-6, 10+ or ..30", "4|3-6|10+|..30"),
    (Count.parse, "6-3", "write 3-6", "3-6"),
    (Count.parse, "8 or 8", "such as 3 or 4", "3 or 4"),
    (Count.parse, "8 or 9-10", "as 3 or 4", "3 or 4"),
    (Amount.parse, "400-150", "write 150-400", "150-400"),
    (Duration.parse, "3 or months", "write 4, 3-6, 10+ or ..30 months", "4 months|3-6 months|10+ months|..30 months"),
    (Duration.parse, "2", "such as 2-4 weeks", "2-4 weeks"),
    (Duration.parse, "2-4m", "write 2-4min or 2-4mo", "2-4min|2-4mo"),
    (Duration.parse, "6-3 weeks", "write 3-6 weeks", "3-6 weeks"),
    (Duration.parse, "3-2 per week", "write 2-3", "2-3 per week"),
    (Duration.parse, "3 or 4", "such as 2-4 weeks", "2-4 weeks"),
    (parse_tolerance, "2-3d", "write it as 2d, or 0d", "2d|0d"),
    (Duration.parse, "2m", "or 2mo", "2mo"),
    (read_maintenance, "never", "write none", "none"),
    (day, "soon", "write YYYY-MM-DD, 1 Dec 2026, yesterday, today", "2026-12-01|1 Dec 2026|yesterday|today"),
    (day, "soon", "tomorrow, a weekday or +2w", "tomorrow|friday|+2w"),
    (day, "20/10/2026", "write 2026-10-20", "2026-10-20"),
    (day, "10.05.2026", "write 2026-05-10 or 2026-10-05", "2026-05-10|2026-10-05"),
    (day, "10/05/26", "such as 2026-05-10", "2026-05-10"),
    (day, "1 Dec", "as 1 Dec 2026", "1 Dec 2026"),
    (day, "Wed 1 Dec 2026", "Tue 1 Dec 2026 would be right", "Tue 1 Dec 2026"),
    (day, "+2-3w", "as +2w", "+2w"),
    (moment, "2026-12-01T25:00", "such as 10:30", "2026-12-01T10:30"),
    (read_time, "noon", "such as 10:30", "10:30"),
    (read_zone, "London", "did you mean Europe/London?", "Europe/London"),
    (read_ahead, "30m", "write 30min", "30min"),
    (read_ahead, "1-2h", "write 30min, 2h or 1d", "30min|2h|1d"),
    (read_sum, "1,000", "such as 1000 or 99.50", "1000|99.50"),
    (read_percent, "much", "such as 10%", "10%"),
    (read_percent, "120%", "write at most 100%", "100%"),
    (read_percent, "0.2", "write 20%, or 0.2% for so little", "20%|0.2%"),
    (read_percent, "0.075", "write 7.5%, or 0.075% for so little", "7.5%|0.075%|0|1"),
    (partial(from_text, Pack), "six", "write 6=900 for six at 900, or 5+1 for", "6=900|5+1"),
    (partial(from_text, Pack), "6=900 valid 1-2 months", "write 12 months", "6=900 valid 12 months"),
    (
        partial(from_text, Consultation),
        "195 maybe",
        "write 195, 195 deducted, or 195 each visit",
        "195|195 deducted|195 each visit",
    ),
    (partial(from_text, Tax), "18% maybe", "write 18% if it is added, or 18% included", "18%|18 %|18 % included"),
    (partial(from_text, Discount), "10% off", "write 10%, or 10% on packs", "10%|10% on packs|10 % on packs"),
    (partial(from_text, Missed), "lost", "write forfeited, free or fee 50", "forfeited|free|fee 50"),
    (read_currency, "euros", "such as EUR", "EUR"),
    (read_rate, "1.15", "write GBP=1.15", "GBP=1.15"),
    (read_number, "six", "from 1 to 1000", "1|1000"),
]


@pytest.mark.parametrize(("read", "written", "says", "instead"), SLIPS)
def test_what_is_suggested_is_read(read: Callable[[str], Any], written: str, says: str, instead: str) -> None:
    with pytest.raises(UsageError) as refusal:
        read(written)
    assert says in refusal.value.message
    assert other_quotes(refusal.value.message) == []
    for text in instead.split("|"):
        read(text)
