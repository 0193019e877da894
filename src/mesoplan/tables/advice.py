"""What the documents say around a regimen: aftercare, screening, side effects, a session, evidence, questions.

In every record `note` and `says` carry what a document states, in our words. `remark` and `ask` are ours: no document
says them, and a page marks them so.
"""

from collections.abc import Callable
from typing import Annotated, Any, ClassVar, Literal, Self

from pydantic import Field, computed_field

from mesoplan.errors import UsageError
from mesoplan.tables.record import ConditionId, Keyed, Record, SourceId, id_in
from mesoplan.values import Count, Duration, Unit

Direction = Literal["avoid", "do"]
HairType = Literal["oily-hair"]
Strength = Literal["contraindicated", "avoid", "may-prevent", "implied"]
"""How strongly a document speaks, strongest first."""
Effect = Literal["may-help", "unlikely", "does-not-help"]
Harm = Literal["reported harm", "uncommon", "usual"]
"""The groups of side effects, gravest first."""

HOURS = {Unit.HOURS: 1, Unit.DAYS: 24, Unit.WEEKS: 7 * 24}
"""Hours in one of each unit that has always as many."""

_REMARK = "A remark of ours, which no document makes."
_CONCERNS = "Ids of the conditions under `screening` for which it matters."


class Entry(Keyed):
    """One thing that documents speak of, and what each of them says of it."""

    name: str
    """Its name."""
    synonyms: tuple[str, ...] = Field((), exclude=True)
    """Further words to look it up by; none may lead to a stronger statement than the word itself."""

    _filled: ClassVar[str]
    """The field that holds what each document says."""

    def _check(self) -> None:
        if not self.said:
            raise UsageError(f"{self._filled} needs at least one entry: write what a source says")

    @property
    def said(self) -> tuple[Any, ...]:
        """What each document says of it."""
        return tuple(getattr(self, self._filled))

    def keeping(self, is_kept: Callable[[Any], bool]) -> Self:
        """Return it with some of what is said of it; nothing may be left."""
        return self.model_copy(update={self._filled: tuple(filter(is_kept, self.said))})


class Sourced(Record):
    """What one document says."""

    source: SourceId
    """The id of the document."""


class Noted(Sourced):
    """What one document says, and beyond its figures."""

    note: str | None = None
    """What the document says beyond that."""
    remark: str | None = Field(None, description=_REMARK)


class Rule(Noted):
    """What one document says of one activity."""

    duration: Duration | None = None
    """For how long it is required, from the session on; left out if the document gives no figure."""
    ideally: Duration | None = None
    """For how long at best: one length, which goes with `duration` and is no requirement."""
    counted_from: Literal["session", "course-end"] = "session"
    """session: from every session; course-end: once, from the last session of the course."""
    approximate: bool = False
    """Whether the document says about or around."""
    condition: HairType | None = None
    """For whom alone it is meant; left out if it is for everybody."""

    def _check(self) -> None:
        for name, length in (("duration", self.duration), ("ideally", self.ideally)):
            if length is not None and length.min is None:
                raise UsageError(f"{name} needs its shortest: write 24-48 hours or 24+ hours", name)
            if length is not None and length.unit is Unit.MINUTES:
                raise UsageError(f"{name} is in minutes: write it in hours, days or longer", name)
        if self.ideally and not (self.required and self.ideally.is_exact):
            raise UsageError("ideally is one length and goes with duration: write both, such as 1+ weeks and 2 weeks")
        if self.ideally and self.required and about_hours(self.ideally) < about_hours(self.required):
            raise UsageError(f"ideally {self.ideally} is shorter than {self.duration}: write the longer one")

    @property
    def required(self) -> Duration | None:
        """The longest that is required, as one length; None where no figure is stated."""
        length = self.duration
        return length and Duration(length.max or length.min, length.max or length.min, length.unit)

    @computed_field  # type: ignore[prop-decorator]
    @property
    def hours(self) -> Count | None:
        """For how long, in hours, both ends included; null where no figure is stated, or it is in months or years."""
        fewest, has_most = in_hours(self.duration), self.duration and self.duration.max
        return None if fewest is None else Count(fewest, in_hours(self.required) if has_most else None)

    @computed_field  # type: ignore[prop-decorator]
    @property
    def ideal_hours(self) -> int | None:
        """For how long at best, in hours; null as for `hours`."""
        return in_hours(self.ideally)


def in_hours(length: Duration | None) -> int | None:
    """Return the fewest hours of a length; None where it is in months or years, or none."""
    return None if length is None or length.min is None or length.unit not in HOURS else length.min * HOURS[length.unit]


def about_hours(length: Duration) -> int:
    """Return the fewest hours of a length for comparison, a month counting 30 days and a year 365."""
    return length.shortest * HOURS.get(length.unit, 24 * length.unit.about)


class Activity(Entry):
    """Something to avoid, or to do, before or after a session."""

    _filled = "rules"

    advice: Direction
    """avoid or do."""
    rules: tuple[Rule, ...]
    """What each document says, one or more."""
    note: str | None = None
    """What a reader must know, whatever the document."""
    remark: str | None = Field(None, description=_REMARK)


class Position(Noted):
    """What one document says of treating somebody with a condition."""

    strength: Strength
    """contraindicated: must not be treated; avoid: should not be; may-prevent: may be a reason not to be; implied: only
    to be read between the lines. Where a document says two things, the stronger."""


class Condition(Entry):
    """A state, an illness or a medicine that a document names as a reason not to be treated."""

    _filled = "positions"

    positions: tuple[Position, ...]
    """What each document says, one or more."""
    before: Annotated[str, id_in("before", "advice")] | None = None
    """The id of the advice for before a session that concerns it."""
    see: tuple[ConditionId, ...] = ()
    """Ids of narrower conditions, on which a document may be stronger."""
    ask: str | None = None
    """What to ask a clinician about it, in our words."""


class Opinion(Noted):
    """What one document says of the effect on one kind of hair loss."""

    effect: Effect
    """may-help, unlikely or does-not-help."""


class Indication(Entry):
    """Something that the treatment is said to be for, or not to be for."""

    _filled = "opinions"

    opinions: tuple[Opinion, ...]
    """What each document says, one or more."""


class Report(Noted):
    """What one document says of a side effect."""

    how_often: str | None = None
    """How often, where it is stated without a share: two patients, rare."""
    share: str | None = Field(None, pattern=r"^[0-9.]+(-[0-9.]+)? ?%$")
    """How many of those treated, as 88 %; left out if not stated."""
    duration: Duration | None = None
    """How long it lasts; left out if no figure is stated."""
    lasts: str | None = None
    """How long it lasts, where that is stated in words: a few hours."""


class SideEffect(Entry):
    """What may happen because of the treatment."""

    _filled = "reports"

    group: Harm
    """reported harm: it happened, or a document that speaks of harm says that it can; uncommon: named, but not as
    usual; usual: named as typical, or as mild and passing."""
    reports: tuple[Report, ...]
    """What each document says, one or more."""
    concerns: tuple[ConditionId, ...] = Field((), description=_CONCERNS)


class Statement(Sourced):
    """What one document says of a step, an ingredient or a reason for a price."""

    says: str | None = None
    """What it says, in our words; left out where it only names the thing."""


class Topic(Entry):
    """One thing that documents speak of."""

    _filled = "says"

    says: tuple[Statement, ...]
    """What each document says, one or more."""
    remark: str | None = Field(None, description=_REMARK)


class SessionTopic(Topic):
    """A step of a session, or something that one wants to know of it."""

    concerns: tuple[ConditionId, ...] = Field((), description=_CONCERNS)
    risk: bool = False
    """Whether it belongs with what may happen: pain, numbing, who may do it."""


class Ingredient(Topic):
    """Something that is injected."""

    concerns: tuple[ConditionId, ...] = Field((), description=_CONCERNS)


class Comparison(Statement):
    """What one document says of another treatment."""

    stronger_evidence: bool = False
    """Whether the document says that it has stronger evidence than mesotherapy."""


class Alternative(Topic):
    """Another treatment."""

    says: tuple[Comparison, ...]
    """What each document says, one or more."""


class Claim(Sourced):
    """What one document says of the effect, or of a paper."""

    says: str
    """Its claim, in our words."""
    against: bool = False
    """Whether it speaks against the treatment, its safety or its evidence."""
    remark: str | None = Field(None, description=_REMARK)


class Evidence(Entry):
    """Claims of effect, and what the cited paper says."""

    _filled = "claims"

    name: str
    """What it is about."""
    claims: tuple[Claim, ...]
    """What each document says, one or more."""
    paper: str | None = None
    """The paper, as authors, year and journal; left out where no paper is cited."""
    doi: str | None = None
    """The paper's DOI."""
    finding: str | None = None
    """What the paper's abstract says, in our words."""
    includes: tuple[Annotated[str, id_in("evidence", "evidence")], ...] = ()
    """Ids of evidence whose paper this one counts: together they are not independent."""
    remark: str | None = Field(None, description=_REMARK)

    def _check(self) -> None:
        super()._check()
        if self.paper is None and (self.doi or self.finding):
            raise UsageError("doi and finding are those of a paper: write paper as well")


class Question(Keyed):
    """Something to ask a clinic, in our words."""

    ask: str
    """The question."""
    source: SourceId | None = None
    """The id of the document that gives cause to ask; left out if it is ours."""
    why: str | None = None
    """What that document says."""
