"""What the tables say of regimens."""

from collections.abc import Iterator
from functools import cached_property
from typing import Self

from pydantic import Field, computed_field, model_validator

from mesoplan.errors import UsageError
from mesoplan.tables.phases import Maintenance, Phase, course_count
from mesoplan.tables.record import DayLength, Record, SourceId
from mesoplan.tables.text import Key
from mesoplan.values.ranges import Count, Tolerance, how_many, sessions_words


class Result(Record):
    """When the source says that something is to be seen."""

    milestone: str = Field(serialization_alias="name", description="What is to be seen.")
    after_sessions: Count | None = None
    """After how many sessions."""
    after: DayLength | None = None
    """How long after the first session; goes before `after_sessions` where both are stated."""
    note: str | None = None
    """What the source says beyond the figures."""


class Review(Record):
    """A point at which the source has the response looked at; not something that is to be seen by then."""

    review: str
    """What is looked at, and what for."""
    after_sessions: Count | None = None
    """After how many sessions."""
    after: DayLength | None = None
    """How long after the first session, instead of after_sessions."""
    note: str | None = None
    """What the source says beyond the figures."""

    @model_validator(mode="after")
    def _check(self) -> Self:
        """Refuse what cannot be dated."""
        if (self.after_sessions is None) == (self.after is None):
            raise UsageError("a review is either after_sessions or after: write one of the two")
        return self


class Protocol(Record):
    """One published regimen: a course, which only few lack, and its maintenance."""

    id: str
    """Its key in the table."""
    name: str
    """Its name."""
    source: SourceId
    """The id of the document it comes from."""
    maintenance: Maintenance
    """What follows the course, or all there is without one."""
    course: tuple[Phase, ...] = ()
    """Its phases, in order; left out: there is no course, and maintenance begins on the first day."""
    stated_total: Count | None = None
    """How many sessions the source says the course has, where that is not what its phases add up to."""
    open_ended: bool = False
    """true where the source sets the course no end, as the response decides: its last phase is shown up to the
    horizon."""
    tolerance: Tolerance | None = None
    """By how many days a closed day may make a session miss its interval, as 2 days or 0 days; left out: a tenth of an
    exact interval, none for a range."""
    session_minutes: Count | None = None
    """How long a session takes, in minutes."""
    results: tuple[Result, ...] = ()
    """When results are to be seen."""
    reviews: tuple[Review, ...] = ()
    """When the source has the response looked at."""
    note: str | None = None
    """How the source was read."""

    @model_validator(mode="after")
    def _check(self) -> Self:
        """Refuse a course that cannot be planned."""
        if not self.course:
            self._check_alone()
            return self
        names = [phase.phase for phase in self.course]
        if len(set(names)) < len(names):
            raise UsageError(f"two phases have one name: {', '.join(names)}; name each differently")
        if self.course[0].gap is not None:
            raise UsageError(f"phase {self.course[0].phase} comes first and has no phase before it: leave gap out")
        for phase in self.course[1:]:
            if phase.days is not None and phase.gap is None:
                raise UsageError(
                    f"phase {phase.phase} has days and needs a gap from the phase before, such as gap: 1 month"
                )
        return self

    def _check_alone(self) -> None:
        """Refuse what cannot be without a course."""
        if self.open_ended:
            raise UsageError("open_ended speaks of a course: leave it out, or write course", "open_ended")
        if self.maintenance.repeat == "course" and self.maintenance.sessions is None:
            raise UsageError("repeat: course needs sessions where there is no course to repeat, such as 4 or 3-4")
        if self.maintenance.repeat == "none":
            raise UsageError("there is neither a course nor maintenance: write course, with one or more phases")
        if self.stated_total is not None:
            hint = "leave it out, or write course"
            raise UsageError(f"stated_total is a number of sessions of the course: {hint}", "stated_total")

    @property
    def total_contradiction(self) -> str | None:
        """Say that the source's own total of sessions is not what its phases add up to; None if not."""
        if self.stated_total is None or self.stated_total == self.added_up or self.cap is not None:
            return None
        return (
            f"The source states {sessions_words(self.stated_total)} in all, but its phases add up to"
            f" {how_many(self.added_up)}. The phases are planned; --sessions plans another number."
        )

    def contradictions(self) -> Iterator[tuple[Key, Key, str]]:
        """Yield where two figures of the source contradict each other: the way to each, and a sentence."""
        if self.total_contradiction:
            yield ("stated_total",), ("course",), self.total_contradiction
        for place, phase in enumerate(self.course):
            if phase.contradiction:
                yield ("course", place, "stated_interval"), ("course", place, "interval"), phase.contradiction

    @computed_field  # type: ignore[prop-decorator]
    @cached_property
    def sessions(self) -> Count:
        """How many sessions the course has, all phases together and no more than stated in all; 0 without a course."""
        added, cap = self.added_up, self.cap
        return added if cap is None else Count(added.min, cap)

    @cached_property
    def added_up(self) -> Count:
        """What its phases add up to."""
        return course_count(self.course)

    @property
    def stated(self) -> Count:
        """How many sessions the source says the course has."""
        return self.stated_total or self.added_up

    @property
    def cap(self) -> int | None:
        """How many sessions there are at most where the phases allow more; None where they do not.

        A choice of counts is not capped: nothing says what would be left of it.
        """
        most, added = self.stated_total and self.stated_total.max, self.added_up
        is_choice = any(phase.count.choice for phase in self.course)
        is_cap = most is not None and added.allows(most) and most != added.max
        return most if is_cap and not is_choice else None
