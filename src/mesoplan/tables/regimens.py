"""What the tables say of documents, regimens and prices."""

import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import cached_property, partial
from typing import Annotated, Literal, NamedTuple, Self

from pydantic import AfterValidator, Field, model_validator

from mesoplan.errors import UsageError
from mesoplan.tables.record import Figure, IsoDay, Record
from mesoplan.values.ranges import MAX_YEARS, Count, Duration, Tolerance, sessions_words

Repeat = Literal["session", "course", "as-needed", "none"]
CountedFrom = Literal["first-session", "last-session"]
Listing = Literal["given", "none", "not-available"]


def check_step(name: str, step: Duration) -> Duration:
    """Return a duration that can part two sessions.

    Raises:
        UsageError: it has no shortest figure, or is in hours.
    """
    if step.min is None:
        hint = f"write {replace(step, min=1)} rather than {step}"
        raise UsageError(f"{name} needs its shortest: {hint}", name.removeprefix("the "))
    return _check_unit(name, step)


def _check_unit(name: str, length: Duration) -> Duration:
    if not length.unit.about:
        field = name.removeprefix("the ")
        raise UsageError(f"{name} is counted in days, weeks, months or years, not in {length.unit}", field)
    return length


def _check_fewest(sessions: Count | None) -> None:
    if sessions is not None and sessions.min is None:
        raise UsageError(f"sessions needs its fewest: write 1-{sessions.max} rather than {sessions}", "sessions")


def _step(name: str) -> AfterValidator:
    """Return the check of a length of time between two sessions."""
    return AfterValidator(partial(check_step, name))


class Lists(Record):
    """Which lists a document has: given, none (it names nothing), not-available (lost when it was saved).

    Left out: not known, and never taken for none.
    """

    aftercare: Listing | None = None
    """What to avoid or to do after a session."""
    screening: Listing | None = None
    """Who should not be treated."""
    indications: Listing | None = None
    """What the treatment is for."""
    side_effects: Listing | None = None
    """What may happen."""
    session: Listing | None = None
    """What happens at a session."""
    ingredients: Listing | None = None
    """What is injected."""
    aims: Listing | None = None
    """What the injections aim at."""
    first_changes: Listing | None = None
    """What one may notice first."""
    review_result: Listing | None = None
    """What a review that it cites found."""
    alternatives: Listing | None = None
    """What else there is."""
    price_drivers: Listing | None = None
    """Why prices differ."""


class Source(Record):
    """A published document that figures come from."""

    title: str
    """Its title, or what it is if the title is not known."""
    publisher: str | None = None
    """Who published it."""
    author: str | None = None
    """Who wrote it."""
    published: IsoDay | None = None
    """When, as YYYY-MM-DD; left out if it is undated."""
    url: str | None = None
    """Its address; left out if it is not known."""
    lists: Lists = Lists()
    """Which lists it has next to regimens and prices."""
    note: str | None = None
    """What a reader must know about the document itself."""


class Phase(Record):
    """A run of course sessions: either `sessions` (and `interval`) or `days`."""

    phase: str
    """Its name, unique within the protocol; `--interval NAME=3w` speaks of it."""
    sessions: Count | None = None
    """How many sessions, as 4, 3-6 or 10+."""
    interval: Annotated[Duration, _step("interval")] | None = None
    """From one session to the next; left out if the source does not state it."""
    gap: Annotated[Duration, _step("gap")] | None = None
    """From the previous phase's last session to this phase's first; default: this phase's interval."""
    days: tuple[Figure, ...] | None = None
    """Instead of sessions and interval: days from the phase's first session, which is 0."""

    @model_validator(mode="after")
    def _check(self) -> Self:
        """Refuse what cannot be planned."""
        if (self.sessions is None) == (self.days is None):
            raise UsageError("a phase has either sessions or days: write one of the two")
        _check_fewest(self.sessions)
        if self.days is not None:
            if self.interval is not None:
                raise UsageError("days already give the intervals: leave interval out", "interval")
            if self.days[:1] != (0,) or list(self.days) != sorted(set(self.days)):
                raise UsageError("days start with 0 and rise: write [0, 7, 14]", "days")
            if self.days[-1] > MAX_YEARS * 366:
                raise UsageError(f"days go on for more than {MAX_YEARS} years: check the last one", "days")
        return self

    @property
    def count(self) -> Count:
        """How many sessions the phase has."""
        if self.days is not None:
            return Count(len(self.days), len(self.days))
        assert self.sessions is not None
        return self.sessions


class Step(Record):
    """A part of the maintenance: single sessions, for some time or without end."""

    every: Annotated[Duration, _step("every")]
    """From one session to the next."""
    lasting: Annotated[Duration, _step("for")] | None = Field(None, alias="for")
    """For how long, counted from the session before the step; left out in the last step, which goes on."""
    note: str | None = None
    """What the source says beyond the figures."""

    @model_validator(mode="after")
    def _check(self) -> Self:
        """Refuse a step that has no one end."""
        if self.lasting is not None and not self.lasting.is_exact:
            raise UsageError(f"for {self.lasting} is not one length: write one, as 6 months", "for")
        return self

    def __str__(self) -> str:
        """Say how often, and for how long."""
        return f"every {self.every.each}" + (f" for {self.lasting}" if self.lasting else "")


class Maintenance(Record):
    """What follows the course."""

    repeat: Repeat
    """session: single sessions; course: a course again; as-needed: no fixed dates; none: nothing."""
    every: Annotated[Duration, _step("every")] | None = None
    """From one to the next; left out if the source does not state it. With repeat: as-needed it is shown, and planned
    only with `--maintenance`."""
    steps: tuple[Step, ...] = ()
    """Instead of every, with repeat: session: how often at first, then how often, and so on."""
    sessions: Count | None = None
    """With repeat: course: how many sessions each repeat has; left out: the whole course again."""
    interval: Annotated[Duration, _step("interval")] | None = None
    """With repeat: course: between the sessions of a repeat; left out: the course's first interval."""
    counted_from: CountedFrom | None = None
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
        _check_fewest(self.sessions)
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
            raise UsageError("every step but the last needs its end, as for: 6 months", "steps")

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


class Result(Record):
    """When the source says that something is to be seen."""

    milestone: str
    """What is to be seen."""
    after_sessions: Count | None = None
    """After how many sessions."""
    after: Duration | None = None
    """How long after the first session; goes before `after_sessions` where both are stated."""
    note: str | None = None
    """What the source says beyond the figures."""

    @model_validator(mode="after")
    def _check(self) -> Self:
        """Refuse what cannot be dated."""
        if self.after is not None:
            _check_unit("after", self.after)
        return self


class Review(Record):
    """A point at which the source has the response looked at; not something that is to be seen by then."""

    review: str
    """What is looked at, and what for."""
    after_sessions: Count | None = None
    """After how many sessions."""
    after: Duration | None = None
    """How long after the first session, instead of after_sessions."""
    note: str | None = None
    """What the source says beyond the figures."""

    @model_validator(mode="after")
    def _check(self) -> Self:
        """Refuse what cannot be dated."""
        if (self.after_sessions is None) == (self.after is None):
            raise UsageError("a review is either after_sessions or after: write one of the two")
        if self.after is not None:
            _check_unit("after", self.after)
        return self


class Doubt(NamedTuple):
    """Two figures of one entry that contradict each other."""

    field: tuple[str | int, ...]
    """The way to one of them, from the entry on."""
    other: tuple[str | int, ...]
    """The way to the other."""
    says: str
    """What they say, in one sentence."""


class Protocol(Record):
    """One published regimen: a course, which only few lack, and its maintenance."""

    id: str
    """Its key in the table."""
    name: str
    """Its name."""
    source: str
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
                raise UsageError(f"phase {phase.phase} has days and needs a gap from the phase before, as gap: 1 month")
        return self

    def _check_alone(self) -> None:
        """Refuse what cannot be without a course."""
        if self.open_ended:
            raise UsageError("open_ended speaks of a course: leave it out, or write course", "open_ended")
        if self.maintenance.repeat == "course" and self.maintenance.sessions is None:
            raise UsageError("repeat: course needs sessions where there is no course to repeat, as 4 or 3-4")
        if self.maintenance.repeat == "none":
            raise UsageError("there is neither a course nor maintenance: write course, with one or more phases")
        if self.stated_total is not None:
            hint = "leave it out, or write course"
            raise UsageError(f"stated_total is a number of sessions of the course: {hint}", "stated_total")

    def doubts(self) -> Iterator[Doubt]:
        """Yield where figures of the entry contradict each other."""
        stated, added, maintenance = self.stated_total, self.added_up, self.maintenance
        if stated is not None and self.cap is None and stated != added:
            says = f"The source states {sessions_words(stated)} in all; its phases add up to {added}."
            yield Doubt(("stated_total",), ("course",), says)
        if self.open_ended and self.course[-1].count.max is not None:
            last = len(self.course) - 1
            says = f"The course has no end, and its last phase has {sessions_words(self.course[-1].count)}."
            yield Doubt(("open_ended",), ("course", last, "sessions"), says)
        every, least = maintenance.every, sum(_least_days(phase) for phase in self.course)
        longest = None if every is None or every.max is None else every.max * every.unit.about
        if maintenance.counted_from == "first-session" and longest is not None and longest < least:
            says = f"The course is repeated {every} after its first session, and takes {least} days at least."
            yield Doubt(("maintenance", "every"), ("course",), says)
        for index, step in enumerate(maintenance.steps):
            if step.lasting is not None and step.lasting.about < step.every.about:
                way = ("maintenance", "steps", index)
                says = f"Sessions come every {step.every.each} for {step.lasting}: none of them would be."
                yield Doubt((*way, "for"), (*way, "every"), says)
        for index, result in enumerate(self.results):
            yield from self._doubt_result(index, result)

    def _doubt_result(self, index: int, result: Result) -> Iterator[Doubt]:
        """Yield a result that is to be seen before, or after, the sessions that it is to be seen after."""
        after, sessions = result.after, result.after_sessions
        if after is None or sessions is None or len(self.course) != 1 or self.course[0].interval is None:
            return
        interval, fewest, most = self.course[0].interval, sessions.min or 1, sessions.max
        least = (fewest - 1) * interval.about
        longest = None if most is None or interval.max is None else (most - 1) * interval.max * interval.unit.about
        too_soon = after.max is not None and after.max * after.unit.about < least
        if too_soon or (longest is not None and after.min is not None and after.about > longest):
            stated = f"after {sessions_words(sessions)} and after {after}"
            says = f"{result.milestone} is stated {stated}, which do not meet."
            yield Doubt(("results", index, "after"), ("results", index, "after_sessions"), says)

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
        if any(phase.count.choice for phase in self.course):
            return None
        most, added = None if self.stated_total is None else self.stated_total.max, self.added_up
        if most is None or most < (added.min or 0) or (added.max is not None and most >= added.max):
            return None
        return most


def _least_days(phase: Phase) -> int:
    """Return how many days a phase takes at least, the time before it included, where a month counts 30."""
    gap = phase.gap or phase.interval
    if phase.days is not None:
        return phase.days[-1] + (0 if phase.gap is None else phase.gap.about)
    if phase.interval is None:
        return 0 if gap is None else gap.about
    return ((phase.count.min or 1) - 1) * phase.interval.about


def course_count(course: Iterable[Phase]) -> Count:
    """Return how many sessions some phases have together; no most where one of them states none."""
    counts = [phase.count for phase in course]
    if len(counts) == 1:
        return counts[0]
    has_most = all(count.max is not None for count in counts)
    return Count(sum(count.min or 0 for count in counts), sum(count.max or 0 for count in counts) if has_most else None)


def fold(name: str) -> str:
    """Return a name without regard to case, accents and spaces around it, for comparison."""
    plain = (char for char in unicodedata.normalize("NFKD", name.strip()) if not unicodedata.combining(char))
    return "".join(plain).casefold()
