"""What the tables say of regimens: a course of phases, its maintenance, and when results are to be seen."""

from collections.abc import Iterable, Iterator
from functools import cached_property
from typing import Annotated, Literal

from pydantic import AfterValidator, Field, computed_field

from mesoplan.errors import UsageError
from mesoplan.tables.record import DayLength, Figure, Interval, Keyed, Record, SourceId
from mesoplan.tables.text import Key
from mesoplan.values import MAX_YEARS, Count, Duration, Tolerance, counted, how_many


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

    def _check(self) -> None:
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

    @property
    def count(self) -> Count:
        """How many sessions the phase has."""
        days = len(self.days or ())
        return self.sessions or Count(days, days)

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

    def _check(self) -> None:
        """Refuse a step that has no one end."""
        if self.lasting is not None and not self.lasting.is_exact:
            raise UsageError(f"for {self.lasting} is not one length: write one, such as 6 months", "for")

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

    def _check(self) -> None:
        """Refuse fields that do not go with the kind of maintenance, and a step that never comes."""
        if self.every is not None and self.repeat == "none":
            raise UsageError("every does not go with repeat: none; write repeat: session or course", "every")
        if self.steps and (self.repeat != "session" or self.every is not None):
            raise UsageError("steps go with repeat: session, and instead of every: leave the other out", "steps")
        if any(step.lasting is None for step in self.steps[:-1]):
            raise UsageError("every step but the last needs its end, such as for: 6 months", "steps")
        if self.repeat != "course" and (self.sessions or self.interval or self.counted_from):
            what = "sessions, interval and counted_from go with repeat: course"
            raise UsageError(f"{what}, not with repeat: {self.repeat}")
        if self.interval is not None and self.sessions is None:
            raise UsageError("interval goes with sessions: the whole course again has its own intervals", "interval")

    @property
    def planned(self) -> tuple[Step, ...]:
        """What a plan can be made of, step by step; empty where no figure says how often."""
        if self.every is None or self.repeat == "as-needed":
            return self.steps
        return (Step.model_construct(every=self.every),)

    def __str__(self) -> str:
        """Say it in words, as the end of a sentence that begins with what comes after the course."""
        if self.repeat == "none":
            return "none"
        if self.repeat == "as-needed":
            return f"as needed ({f'about every {self.every.each}' if self.every else 'how often is not stated'})"
        what = "one session"
        if self.repeat == "course":
            again = f", {self.interval} apart," if self.interval else " again"
            what = f"{counted(self.sessions, 'session') if self.sessions else 'the whole course'}{again}"
        often = ", then ".join(map(str, self.planned)) or "from time to time (how often is not stated)"
        is_since_first = self.every and self.counted_from == "first-session"
        return f"{what} {often}{', counted from the first session of the course before' if is_since_first else ''}"


def course_count(course: Iterable[Phase]) -> Count:
    """Return how many sessions some phases have together; no most where one of them states none."""
    counts = [phase.count for phase in course]
    if len(counts) == 1:
        return counts[0]
    has_most = all(count.max is not None for count in counts)
    return Count(sum(count.fewest for count in counts), sum(count.max or 0 for count in counts) if has_most else None)


class Result(Record):
    """When the source says that something is to be seen."""

    name: str = Field(validation_alias="milestone", description="What is to be seen.")
    after_sessions: Count | None = None
    """After how many sessions."""
    after: DayLength | None = None
    """How long after the first session; goes before `after_sessions` where both are stated."""
    note: str | None = None
    """What the source says beyond the figures."""


class Review(Result):
    """A point at which the source has the response looked at; not something that is to be seen by then."""

    name: str = Field(alias="review", description="What is looked at, and what for.")
    after: DayLength | None = None
    """How long after the first session, instead of after_sessions."""

    def _check(self) -> None:
        """Refuse what cannot be dated."""
        if (self.after_sessions is None) == (self.after is None):
            raise UsageError("a review is either after_sessions or after: write one of the two")


class Protocol(Keyed):
    """One published regimen: a course, which only few lack, and its maintenance."""

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

    def _check(self) -> None:
        """Refuse a course that cannot be planned, and what cannot be without a course."""
        if not self.course:
            if self.open_ended:
                raise UsageError("open_ended speaks of a course: leave it out, or write course", "open_ended")
            if self.maintenance.repeat == "course" and self.maintenance.sessions is None:
                raise UsageError("repeat: course needs sessions where there is no course to repeat, such as 4 or 3-4")
            if self.maintenance.repeat == "none":
                raise UsageError("there is neither a course nor maintenance: write course, with one or more phases")
            if self.stated_total is not None:
                hint = "leave it out, or write course"
                raise UsageError(f"stated_total is a number of sessions of the course: {hint}", "stated_total")
            return
        names = [phase.phase for phase in self.course]
        if len(set(names)) < len(names):
            raise UsageError(f"two phases have one name: {', '.join(names)}; name each differently")
        if self.course[0].gap is not None:
            raise UsageError(f"phase {self.course[0].phase} comes first and has no phase before it: leave gap out")
        lacking = next((phase.phase for phase in self.course[1:] if phase.days is not None and phase.gap is None), None)
        if lacking is not None:
            raise UsageError(f"phase {lacking} has days and needs a gap from the phase before, such as gap: 1 month")

    @cached_property
    def total_contradiction(self) -> str | None:
        """Say that the source's own total of sessions is not what its phases add up to; None if not."""
        if self.stated_total is None or self.stated_total == self.added_up or self.cap is not None:
            return None
        stated, added = counted(self.stated_total, "session"), how_many(self.added_up)
        says = f"The source states {stated} in all, but its phases add up to {added}."
        return f"{says} The phases are planned; --sessions plans another number."

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
        return self.added_up if self.cap is None else Count(self.added_up.min, self.cap)

    @cached_property
    def added_up(self) -> Count:
        """What its phases add up to; no most where the source sets the course no end."""
        return Count(course_count(self.course).min, None) if self.open_ended else course_count(self.course)

    @property
    def stated(self) -> Count:
        """How many sessions the source says the course has."""
        return self.stated_total or self.added_up

    @cached_property
    def cap(self) -> int | None:
        """How many sessions there are at most where the phases allow more; None where they do not.

        A choice of counts is not capped: nothing says what would be left of it.
        """
        most, added = self.stated_total and self.stated_total.max, self.added_up
        is_choice = any(phase.count.choice for phase in self.course)
        is_cap = most is not None and added.allows(most) and most != added.max
        return most if is_cap and not is_choice and not self.open_ended else None
