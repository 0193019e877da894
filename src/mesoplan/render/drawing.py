"""A plan as shapes on a scale: where they lie is in per cent of the width, so that they fit any page."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Literal, NamedTuple

from mesoplan.render.advice_words import ban_groups, hours_words, names
from mesoplan.render.text import month_words, short_day, weekday_date, window
from mesoplan.render.words import country_words, session_cells, shown_milestones, span_costs
from mesoplan.values.dates import add
from mesoplan.values.ranges import Unit

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from mesoplan.answers.plan import Plan
    from mesoplan.guidance.bans import Ban
    from mesoplan.planning.schedule import Schedule, Session
    from mesoplan.pricing.estimate import Cost, Estimate
    from mesoplan.render.text import Style
    from mesoplan.values.ranges import Amount

Kind = Literal["window", "course", "optional", "maintenance", "milestone", "off-limits", "cost", "planned"]

_STEPS = (1, 2, 3, 6, 12, 24, 60, 120)
_MOST_TICKS = 6
_AFTER_COURSE = 15
"""Days shown after the course: as long as the longest shipped rule of aftercare, and a day."""


class Shape(NamedTuple):
    """A bar, or with no width a mark."""

    kind: Kind
    x: float
    """Where it begins, from 0 to 100."""
    width: float
    words: str
    """What it shows, for whoever points at it or cannot see it."""
    endless: bool = False
    """Whether it goes on past the scale."""


class Lane(NamedTuple):
    """Shapes on one line."""

    title: str
    shapes: tuple[Shape, ...]


class Drawing(NamedTuple):
    """Lanes on one scale."""

    title: str
    ticks: tuple[tuple[float, str], ...]
    """Marks of the scale, each with its label."""
    lanes: tuple[Lane, ...]


class _Scale(NamedTuple):
    """Days on a line: `first` lies at 0, `end` at 100."""

    first: dt.date
    end: dt.date

    def at(self, day: dt.date) -> float:
        """Return where a day begins, from 0 to 100; days outside lie on the ends."""
        share = (day - self.first).days / max(1, (self.end - self.first).days)
        return round(100 * min(max(share, 0), 1), 2)

    def bar(self, kind: Kind, start: dt.date, until: dt.date, words: str, *, endless: bool = False) -> Shape:
        """Return a bar from the beginning of a day up to another."""
        x = self.at(start)
        return Shape(kind, x, round(self.at(until) - x, 2), words, endless)


def timelines(plan: Plan) -> list[Drawing]:
    """Draw the course close by, and the whole plan up to its horizon; without a course the plan alone."""
    schedule, bans = plan.schedule, ban_groups(plan.care.bans)
    start, end = schedule.regimen.request.start, schedule.regimen.end
    close = end if schedule.finish is None else min(add(schedule.finish.planned, _AFTER_COURSE, Unit.DAYS), end)
    if close == end:
        return [_timeline("The plan", schedule, bans, _Scale(start, end))]
    # Over years the shorter bans would be hairlines.
    longest = bans[-1:]
    return [
        _timeline("The course", schedule, bans, _Scale(start, close)),
        _timeline("The whole plan", schedule, longest, _Scale(start, end)),
    ]


def _timeline(title: str, schedule: Schedule, bans: Iterable[tuple[int, list[Ban]]], scale: _Scale) -> Drawing:
    lanes = [
        Lane("Sessions", tuple(_sessions(schedule, scale))),
        Lane("May show", tuple(_milestones(schedule, scale))),
        *(Lane(f"Off limits for {hours_words(hours)}", tuple(_bans(group, scale))) for hours, group in bans),
    ]
    return Drawing(title, tuple(_ticks(scale)), tuple(lane for lane in lanes if lane.shapes))


def _bans(group: Sequence[Ban], scale: _Scale) -> Iterator[Shape]:
    for period in group[0].periods or ():
        if period.start < scale.end:
            yield scale.bar("off-limits", period.start, period.until, f"{names(group)}: until {period.until}")


def _sessions(schedule: Schedule, scale: _Scale) -> Iterator[Shape]:
    shown = [session for session in schedule.visits if scale.first <= session.date < scale.end]
    for session in shown:
        latest = session.latest or scale.end
        after = latest + dt.timedelta(days=1) if latest < dt.date.max else latest
        words = f"Window: {window(session.earliest, session.latest, session.date)}"
        yield scale.bar("window", session.earliest, after, words, endless=session.latest is None)
    for session in shown:
        words = ", ".join(part for part in (weekday_date(session.date), *session_cells(session, schedule)[4:]) if part)
        yield Shape(_kind(session), scale.at(session.date), 0, f"Session {session.number}: {words}")


def _kind(session: Session) -> Kind:
    return "optional" if session.optional else "course" if session.kind == "course" else "maintenance"


def _milestones(schedule: Schedule, scale: _Scale) -> Iterator[Shape]:
    for milestone, day in shown_milestones(schedule):
        if scale.first <= day < scale.end:
            until = milestone.latest or (scale.end if milestone.earliest else day)
            words = f"{milestone.name}: {window(milestone.earliest, milestone.latest, day)}"
            yield scale.bar("milestone", day, until, words, endless=milestone.latest is None)


def _ticks(scale: _Scale) -> Iterator[tuple[float, str]]:
    """Yield days or beginnings of months, as many as there is room for."""
    days = (scale.end - scale.first).days
    if days <= _MOST_TICKS * 14:
        step = 7 if days <= _MOST_TICKS * 7 else 14
        weeks = (scale.first + dt.timedelta(days=after) for after in range(step, days, step))
        labels = [(day, short_day(day, scale.first)) for day in weeks]
    else:
        labels = [(day, month_words(day)) for day in _months(scale)]
    # A label further to the right would not fit.
    yield from ((scale.at(day), label) for day, label in labels if scale.at(day) <= 88)


def _months(scale: _Scale) -> Iterator[dt.date]:
    apart = (scale.end.year - scale.first.year) * 12 + scale.end.month - scale.first.month
    step = next((step for step in _STEPS if apart <= step * _MOST_TICKS), _STEPS[-1])
    day = scale.first.replace(day=1)
    while (day := add(day, step, Unit.MONTHS)) < scale.end:
        yield day


def cost_bars(estimates: Sequence[Estimate], style: Style) -> list[Drawing]:
    """Draw what each stretch of a plan costs, a drawing a currency row, each range on one scale from 0."""
    return [drawing for estimate in estimates if (drawing := _costs(estimate, style)).lanes]


def _costs(estimate: Estimate, style: Style) -> Drawing:
    currency = estimate.currency
    spans = span_costs(estimate)
    most = max(
        (
            float(bound)
            for _, cost in spans
            for bound in (cost.cost.low, cost.cost.high, cost.planned.low, cost.planned.high)
            if bound
        ),
        default=0.0,
    )
    lanes = [
        Lane(f"{words}: {style.amount(cost.cost, currency)}", tuple(_cost(cost, most, currency, style)))
        for words, cost in spans
        if most
    ]
    return Drawing(f"{country_words(estimate)}, {currency}", (), tuple(lanes))


def _cost(cost: Cost, most: float, currency: str, style: Style) -> Iterator[Shape]:
    yield _bar("cost", cost.cost, most, f"Every allowed choice: {style.amount(cost.cost, currency)}")
    yield _bar("planned", cost.planned, most, f"This plan: {style.amount(cost.planned, currency)}")


def _bar(kind: Kind, amount: Amount, most: float, words: str) -> Shape:
    low = float(amount.low or 0) / most * 100
    high = 100.0 if amount.high is None else float(amount.high) / most * 100
    return Shape(kind, round(low, 2), round(high - low, 2), words, amount.high is None)
