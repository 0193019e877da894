"""Values: ranges, dates and money, each with its own grammar. What most other folders use can be had from here."""

from mesoplan.values.dates import WEEKDAYS, add, midpoint, parse_date, reach, read_time, read_until, show_day
from mesoplan.values.frozen import Frozen
from mesoplan.values.money import Amount, Money, Sum, rounded_to_minor, show, show_range, split_currency, whole_units
from mesoplan.values.ranges import MAX_SESSIONS, MAX_YEARS, Count, Duration, Pace, Tolerance, Unit, counted, how_many
