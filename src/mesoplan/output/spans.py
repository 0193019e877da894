"""Days that are drawn: on a line, or in months."""

from calendar import Calendar
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta
from itertools import pairwise
from typing import Literal, get_args

from mesoplan.output.wording import MONTHS, WEEKDAYS, grouped, month, short_day
from mesoplan.values import Frozen

Point = Literal["done", "missed", "overdue", "due", "booked", "session", "optional", "maintenance"]
"""What a span that is drawn as a point is."""

Kind = Literal[Point, "window", "milestone", "avoid", "away", "closed", "holiday"]
"""What a span of days is."""

POINTS: tuple[Point, ...] = get_args(Point)

KINDS: dict[Kind, str] = {
    **{kind: kind for kind in get_args(Kind)},
    "window": "any day that keeps the interval",
    "milestone": "you may notice",
    "holiday": "public holiday",
}
"""What each kind is called where a drawing explains itself, in that order."""


class Span(Frozen, kw_only=False):
    """Days on a timeline or in a calendar."""

    kind: Kind
    first: date
    last: date | None
    """Included; None where it goes on."""
    words: str
    """What it is, in full: `Session 3: Thu 3 Dec 2026`. A calendar lists what has words."""
    label: str = ""
    """One or two characters to draw on it, such as the number of a session."""


class Lane(Frozen, kw_only=False):
    """Spans on one line."""

    title: str
    spans: Sequence[Span]

    def within(self, first: date, last: date) -> "Lane":
        """Return what of it lies between two days, both included, if only in part."""
        return Lane(self.title, [one for one in self.spans if one.first <= last and first <= (one.last or last)])

    def split(self) -> tuple[list[Span], list[Span]]:
        """Return its bars, and the points to draw over them: what is due last, so that no other hides it."""
        points = [one for one in self.spans if one.kind in POINTS]
        points.sort(key=lambda one: one.kind in ("due", "overdue"))
        return [one for one in self.spans if one.kind not in POINTS], points


class Timeline(Frozen, kw_only=False):
    """Lanes on one scale of dates, from `first` up to and including `last`. What is drawn lies from 0 to 1 on it."""

    title: str
    first: date
    last: date
    lanes: Sequence[Lane]
    """Their spans lie on the scale, if only in part."""
    today: date | None = None
    """A day to mark."""

    @property
    def spans(self) -> list[Span]:
        """The spans of all lanes."""
        return [span for lane in self.lanes for span in lane.spans]

    @property
    def days(self) -> int:
        """How many days the scale has."""
        return (self.last - self.first).days + 1

    def at(self, day: date, share: float = 0.0) -> float:
        """Return where a day begins, or where a share of it has passed; days outside lie on the ends."""
        return min(max(((day - self.first).days + share) / self.days, 0.0), 1.0)

    def extent(self, span: Span) -> tuple[float, float]:
        """Return where a span begins and ends; one that goes on ends with the scale."""
        return self.at(span.first), 1.0 if span.last is None else self.at(span.last, 1)

    def least_gap(self, points: Iterable[Span]) -> float:
        """Return how far apart the two nearest of some points lie, which says whether labels have room."""
        places = sorted(self.at(point.first, 0.5) for point in points)
        return min((after - before for before, after in pairwise(places)), default=1.0)

    def ticks(self, most: int) -> Iterator[tuple[float, str]]:
        """Yield at most `most` marks with their labels: beginnings of weeks where that is little, else of months."""
        days = [self.first + timedelta(days=after) for after in range(self.days)]
        # In steps from January of year 0, so that years begin on a mark.
        months = [(day.year * 12 + day.month - 1, day) for day in days if day.day == 1]
        by_months = ([day for number, day in months if number % step == 0] for step in (1, 2, 3, 6, 12, 24, 60, 120))
        scales = [days[::7], days[::14], *by_months]
        for day in next((marks for marks in scales if len(marks) <= most), scales[-1]):
            in_month = month(day) if day.month == 1 or self.days > 800 else MONTHS[day.month - 1]
            yield self.at(day), short_day(day, year=day.year) if self.days <= most * 14 else in_month


class MonthGrid(Frozen, kw_only=False):
    """Calendar months that have a span with words, each with the list of them next to it."""

    spans: Sequence[Span]
    """Where two cover a day, the first is drawn."""
    first_weekday: int = 0
    """The day that weeks begin on, 0 for Monday."""

    @property
    def weekdays(self) -> list[str]:
        """The names of the days of a week, in order."""
        return [WEEKDAYS[day] for day in Calendar(self.first_weekday).iterweekdays()]

    def months(self) -> Iterator[tuple[str, list[list[tuple[int, Kind | None]]], list[Span]]]:
        """Yield the months in which something with words begins: their names, weeks, and what begins, by date.

        A week has for each day its number, 0 in other months, and what it is marked as.
        """
        listed = sorted((span for span in self.spans if span.words), key=lambda span: span.first)
        for (year, number), spans in grouped(((span.first.year, span.first.month), span) for span in listed).items():
            weeks = Calendar(self.first_weekday).monthdayscalendar(year, number)
            marked = [[(day, self.kind_on(date(year, number, day)) if day else None) for day in w] for w in weeks]
            yield month(date(year, number, 1)), marked, spans

    def kind_on(self, day: date) -> Kind | None:
        """Return what a day is marked as."""
        return next((span.kind for span in self.spans if span.first <= day <= (span.last or day)), None)
