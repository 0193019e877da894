"""The parts of a regimen: the phases of its course, and its maintenance."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Annotated, Literal, Self

from pydantic import AfterValidator, Field, model_validator

from mesoplan.errors import UsageError
from mesoplan.tables.record import DayLength, Figure, Record, whole_days
from mesoplan.values.ranges import MAX_YEARS, Count, Duration, sessions_words


def check_step(step: Duration) -> Duration:
    """Return a duration that can part two sessions.

    Raises:
        UsageError: it has no shortest figure, or is in hours.
    """
    if step.min is None:
        raise UsageError(f"{step} has no shortest: write {replace(step, min=1)} instead")
    return whole_days(step)


Interval = Annotated[Duration, AfterValidator(check_step)]
"""A length of time between two sessions."""


def _check_fewest(sessions: Count) -> Count:
    if sessions.min is None:
        raise UsageError(f"{sessions} has no fewest: write 1-{sessions.max} instead")
    return sessions


_Sessions = Annotated[Count, AfterValidator(_check_fewest)]


class Phase(Record):
    """A run of course sessions: either `sessions` (and `interval`) or `days`."""

    phase: str
    """Its name, unique within the protocol; `--interval NAME=3w` speaks of it."""
    sessions: _Sessions | None = None
    """How many sessions, as 4, 3-6 or 10+."""
    interval: Interval | None = None
    """From one session to the next; left out if the source does not state it."""
    gap: Interval | None = None
    """From the previous phase's last session to this phase's first; default: this phase's interval."""
    days: tuple[Figure, ...] | None = None
    """Instead of sessions and interval: days from the phase's first session, which is 0."""
    stated_interval: DayLength | None = None
    """What the same source says elsewhere about the interval, as ..22 days. Plans follow interval, and warn where the
    two contradict each other."""
    note: str | None = None
    """What the source says beyond the figures, and where it says which."""

    @model_validator(mode="after")
    def _check(self) -> Self:
        """Refuse what cannot be planned."""
        if (self.sessions is None) == (self.days is None):
            raise UsageError("a phase has either sessions or days: write one of the two")
        if self.days is not None:
            if self.interval is not None:
                raise UsageError("days already give the intervals: leave interval out", "interval")
            if self.days[:1] != (0,) or list(self.days) != sorted(set(self.days)):
                raise UsageError("days start with 0 and rise: write [0, 7, 14]", "days")
            if self.days[-1] > MAX_YEARS * 366:
                raise UsageError(f"days go on for more than {MAX_YEARS} years: check the last one", "days")
        if self.stated_interval is not None and self.interval is None:
            raise UsageError("stated_interval is a second interval: write the first one as interval", "stated_interval")
        return self

    @property
    def count(self) -> Count:
        """How many sessions the phase has."""
        if self.days is not None:
            return Count(len(self.days), len(self.days))
        assert self.sessions is not None
        return self.sessions

    @property
    def contradiction(self) -> str | None:
        """Say that the source states two intervals which contradict each other, and what is planned; None if not."""
        if self.interval is None or self.stated_interval is None or _agrees(self.interval, self.stated_interval):
            return None
        stated = str(self.stated_interval).replace("..", "at most ")
        says = f"In phase {self.phase} the source says every {self.interval.each}, but elsewhere {stated} apart."
        planned = f"Every {self.interval.each} is planned; --interval plans another."
        return " ".join(filter(None, (says, planned, self.note)))


def _agrees(interval: Duration, stated: Duration) -> bool:
    """Whether an interval lies within another, in which no session can be left out."""
    if stated.about > interval.about or stated.about_most is None:
        return stated.about <= interval.about
    if interval.about_most is None:
        return interval.about <= stated.about_most
    return interval.about_most <= stated.about_most < 2 * interval.about_most


_LASTING = "For how long, counted from the session before the step; left out in the last step, which goes on."


class Step(Record):
    """A part of the maintenance: single sessions, for some time or without end."""

    every: Interval
    """From one session to the next."""
    lasting: Interval | None = Field(None, alias="for", description=_LASTING)
    note: str | None = None
    """What the source says beyond the figures."""

    @model_validator(mode="after")
    def _check(self) -> Self:
        """Refuse a step that has no one end."""
        if self.lasting is not None and not self.lasting.is_exact:
            raise UsageError(f"for {self.lasting} is not one length: write one, such as 6 months", "for")
        return self

    def __str__(self) -> str:
        """Say how often, and for how long."""
        return f"every {self.every.each}" + (f" for {self.lasting}" if self.lasting else "")


class Maintenance(Record):
    """What follows the course."""

    repeat: Literal["session", "course", "as-needed", "none"]
    """session: single sessions; course: a course again; as-needed: no fixed dates; none: nothing."""
    every: Interval | None = None
    """From one to the next; left out if the source does not state it. With repeat: as-needed it is shown, and planned
    only with `--maintenance`."""
    steps: tuple[Step, ...] = ()
    """Instead of every, with repeat: session: how often at first, then how often, and so on."""
    sessions: _Sessions | None = None
    """With repeat: course: how many sessions each repeat has; left out: the whole course again."""
    interval: Interval | None = None
    """With repeat: course: between the sessions of a repeat; left out: the course's first interval."""
    counted_from: Literal["first-session", "last-session"] | None = None
    """With repeat: course: where in the course before `every` starts; default: last-session."""
    note: str | None = None
    """What the source says beyond the figures."""

    @model_validator(mode="after")
    def _check(self) -> Self:
        """Refuse fields that do not go with the kind of maintenance."""
        if self.every is not None and self.repeat == "none":
            raise UsageError("every does not go with repeat: none; write repeat: session or course", "every")
        if self.steps:
            self._check_steps()
        if self.repeat != "course" and (self.sessions or self.interval or self.counted_from):
            what = "sessions, interval and counted_from go with repeat: course"
            raise UsageError(f"{what}, not with repeat: {self.repeat}")
        if self.interval is not None and self.sessions is None:
            raise UsageError("interval goes with sessions: the whole course again has its own intervals", "interval")
        return self

    def _check_steps(self) -> None:
        """Refuse steps next to other figures, and a step that never comes."""
        if self.repeat != "session" or self.every is not None:
            raise UsageError("steps go with repeat: session, and instead of every: leave the other out", "steps")
        if any(step.lasting is None for step in self.steps[:-1]):
            raise UsageError("every step but the last needs its end, such as for: 6 months", "steps")

    @property
    def often(self) -> Duration | None:
        """From one session or repeat to the next at first, where a plan can be made of it."""
        if self.repeat == "as-needed":
            return None
        return self.steps[0].every if self.steps else self.every

    def __str__(self) -> str:
        """Say it in words, as the end of a sentence that begins with what comes after the course."""
        match self.repeat:
            case "none":
                return "none"
            case "as-needed":
                often = "how often is not stated" if self.every is None else f"about every {self.every.each}"
                return f"as needed ({often})"
            case "session":
                what = "one session"
            case "course":
                again = f", {self.interval} apart," if self.interval else " again"
                what = f"{sessions_words(self.sessions) if self.sessions else 'the whole course'}{again}"
        if self.steps:
            return f"{what} {', then '.join(map(str, self.steps))}"
        if self.every is None:
            return f"{what} from time to time (how often is not stated)"
        counted = ", counted from the first session of the course before"
        return f"{what} every {self.every.each}{counted if self.counted_from == 'first-session' else ''}"


def course_count(course: Iterable[Phase]) -> Count:
    """Return how many sessions some phases have together; no most where one of them states none."""
    counts = [phase.count for phase in course]
    if len(counts) == 1:
        return counts[0]
    has_most = all(count.max is not None for count in counts)
    return Count(sum(count.fewest for count in counts), sum(count.max or 0 for count in counts) if has_most else None)
