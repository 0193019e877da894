"""What a user asks for."""

from collections.abc import Mapping
from datetime import date
from typing import Literal, NamedTuple

from mesoplan.values.ranges import Duration, Pace, Unit

PACES: Mapping[Pace, str] = {
    "fast": "every interval as short as the source allows",
    "typical": "the middle of every interval",
    "slow": "every interval as long as the source allows",
}
"""The paces, and what each means."""


class Request(NamedTuple):
    """What a user asks for. Whatever is left at None is as the source states it."""

    start: date
    """The day of the first session; with `done` the first of those days."""
    pace: Pace = "typical"
    """Which end of every interval the plan takes."""
    horizon: Duration = Duration(24, 24, Unit.MONTHS)
    """How far the plan looks from `start`; one length, at most 50 years; its last day is outside."""
    sessions: int | Mapping[str, int] | None = None
    """How many sessions the course has, from 1 to 1000; or by phase name, where "" stands for the whole course."""
    intervals: Mapping[str, Duration] = {}
    """From one session to the next, by phase name; "" stands for the only phase."""
    maintenance: Duration | Literal["none"] | None = None
    """From one maintenance session (or repeated course) to the next, or none at all."""
    done: tuple[date, ...] = ()
    """The days of the sessions that took place, in order, none twice."""
    booked: tuple[date, ...] = ()
    """The days of the appointments that are made, in order, after all that is done."""
    missed: tuple[date, ...] = ()
    """The days of appointments that were missed; they move nothing."""
    tolerance: Duration | None = None
    """By how many days a session may miss its interval because of a closed day; None: the default."""
    today: date | None = None
    """Today; without it nothing is due and `done` may lie in the future."""
