"""Days on a line, for every format that draws them."""

from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from itertools import pairwise

from mesoplan.output.page import POINTS, Lane, Span
from mesoplan.output.wording import MONTHS, month
from mesoplan.values.frozen import Frozen

_STEPS = (1, 2, 3, 6, 12, 24, 60, 120)
"""Months that may lie between two marks of the scale."""


class Scale(Frozen, kw_only=False):
    """The days from `first` to `last`, both included, from 0 to 1."""

    first: date
    last: date

    @property
    def days(self) -> int:
        """How many days it has."""
        return (self.last - self.first).days + 1

    def at(self, day: date, share: float = 0.0) -> float:
        """Return where a day begins, or where a share of it has passed; days outside lie on the ends."""
        return min(max(((day - self.first).days + share) / self.days, 0.0), 1.0)

    def span(self, first: date, last: date | None) -> tuple[float, float]:
        """Return where a span begins and ends; one that goes on ends with the scale."""
        return self.at(first), 1.0 if last is None else self.at(last, 1)

    def split(self, lane: Lane) -> tuple[list[Span], list[Span]]:
        """Return what of a lane lies on the scale: bars, and the points to draw over them."""
        spans = [span for span in lane.spans if span.first <= self.last and (span.last or self.first) >= self.first]
        return [span for span in spans if span.kind not in POINTS], [span for span in spans if span.kind in POINTS]

    def least_gap(self, points: Iterable[Span]) -> float:
        """Return how far apart the two nearest of some points lie, which says whether labels have room."""
        places = sorted(self.at(point.first, 0.5) for point in points)
        return min((after - before for before, after in pairwise(places)), default=1.0)

    def ticks(self, most: int) -> list[tuple[float, str]]:
        """Return at most `most` marks with their labels: beginnings of weeks where that is little, else of months."""
        if self.days <= most * 14:
            step = 7 if self.days <= most * 7 else 14
            days = [self.first + timedelta(days=after) for after in range(0, self.days, step)]
            return [(self.at(day), f"{day.day} {MONTHS[day.month - 1]}") for day in days]
        return [(self.at(day), self._month(day)) for day in self._months(most)]

    def _month(self, day: date) -> str:
        """Write a month, with its year at the year's beginning."""
        return month(day) if day.month == 1 or self.days > 800 else MONTHS[day.month - 1]

    def _months(self, most: int) -> Iterator[date]:
        apart = (self.last.year - self.first.year) * 12 + self.last.month - self.first.month
        step = next((step for step in _STEPS if apart <= step * most), _STEPS[-1])
        # In steps from January of year 0, so that years begin on a mark.
        at = -(-(self.first.year * 12 + self.first.month - (self.first.day == 1)) // step) * step
        while (day := date(at // 12, at % 12 + 1, 1)) <= self.last:
            yield day
            at += step
