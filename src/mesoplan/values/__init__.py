"""Values: ranges, dates and money, each with its own grammar. What is used everywhere can be had from here."""

from mesoplan.values.dates import add, parse_date, reach, show_day
from mesoplan.values.frozen import Frozen
from mesoplan.values.money import Money, rounded_to_minor, show_range
from mesoplan.values.ranges import MAX_SESSIONS, MAX_YEARS, Amount, Count, Duration, Pace, Unit, counted, how_many
