"""What the tables say beside regimens and prices: aftercare, screening, evidence, questions."""

from typing import Literal, Self

from pydantic import Field, model_validator

from mesoplan.errors import UsageError
from mesoplan.tables.record import Record
from mesoplan.values.ranges import Duration, Unit

Direction = Literal["avoid", "do"]
HairType = Literal["oily-hair"]
Strength = Literal["contraindicated", "avoid", "may-prevent", "implied"]
Effect = Literal["may-help", "unlikely", "does-not-help"]

_HOURS = {Unit.HOURS: 1, Unit.DAYS: 24, Unit.WEEKS: 7 * 24}


class Rule(Record):
    """What one document says of one activity."""

    source: str = Field(description="The id of the document.")
    duration: Duration | None = Field(
        None,
        description="For how long, in hours, days or weeks, from the session on; left out where there is no figure.",
    )
    ideally: Duration | None = Field(
        None, description="For how long at best, one length; only beside `duration`, which then is the least."
    )
    approximate: bool = Field(False, description="true where the document says about or around.")
    condition: HairType | None = Field(
        None, description="For whom alone the rule is meant; left out if it is for everybody."
    )
    note: str | None = Field(None, description="What the document says beyond the figures.")

    @model_validator(mode="after")
    def _check(self) -> Self:
        """Refuse lengths that cannot be counted in hours from a session."""
        for name, length in (("duration", self.duration), ("ideally", self.ideally)):
            if length is not None and length.unit not in _HOURS:
                raise UsageError(f"{name} is counted in hours, days or weeks: write it so, as 48 hours")
            if length is not None and length.min is None:
                raise UsageError(f"{name} needs its shortest: write 24-48 hours or 24+ hours")
        if self.ideally is not None and (self.duration is None or not self.ideally.is_exact):
            raise UsageError("ideally is one length and goes with duration: write both, as 1+ weeks and 2 weeks")
        if self.ideal_hours is not None and self.hours is not None and self.ideal_hours < max(filter(None, self.hours)):
            raise UsageError(f"ideally {self.ideally} is shorter than {self.duration}: write the longer one")
        return self

    @property
    def hours(self) -> tuple[int, int | None] | None:
        """The fewest and the most hours; None for no upper figure, or for no figure at all."""
        if self.duration is None or self.duration.min is None:
            return None
        each = _HOURS[self.duration.unit]
        return self.duration.min * each, None if self.duration.max is None else self.duration.max * each

    @property
    def ideal_hours(self) -> int | None:
        """How many hours are best; None where the document does not say."""
        return (
            None if self.ideally is None or self.ideally.min is None else self.ideally.min * _HOURS[self.ideally.unit]
        )

    @property
    def shortest(self) -> int | None:
        """The fewest hours that keep the rule; None without a figure."""
        return self.hours and self.hours[0]

    @property
    def longest(self) -> int | None:
        """The most hours that the rule names, its ideal among them; None without a figure."""
        return self.ideal_hours or (self.hours and (self.hours[1] or self.hours[0]))


class Activity(Record):
    """Something to avoid, or to do, before or after a session."""

    id: str = Field(description="Its key in the table.")
    name: str = Field(description="Its name.")
    advice: Direction = Field(description="avoid or do.")
    rules: tuple[Rule, ...] = Field(description="What each document says, one or more.")
    synonyms: tuple[str, ...] = Field((), description="Further words that a person would type for it.")
    note: str | None = Field(None, description="What a reader must know, whatever the document.")

    @model_validator(mode="after")
    def _check(self) -> Self:
        """Refuse an activity that no document speaks of."""
        if not self.rules:
            raise UsageError("rules needs at least one entry: write what a source says")
        return self


class Position(Record):
    """What one document says of treating somebody with a condition."""

    source: str = Field(description="The id of the document.")
    strength: Strength = Field(
        description="contraindicated: must not be treated; avoid: should not be; may-prevent: may be a reason; implied."
    )
    note: str | None = Field(None, description="What the document says beyond that.")


class Condition(Record):
    """A state, an illness or a medicine that a document names as a reason not to be treated."""

    id: str = Field(description="Its key in the table.")
    name: str = Field(description="Its name.")
    positions: tuple[Position, ...] = Field(description="What each document says, one or more.")
    synonyms: tuple[str, ...] = Field(
        (), description="Further words that a person would type for it; two conditions may share one."
    )
    before: str | None = Field(None, description="The id of the advice for before a session that concerns it.")
    ask: str | None = Field(None, description="What to ask a clinician about it.")

    @model_validator(mode="after")
    def _check(self) -> Self:
        """Refuse a condition that no document names."""
        if not self.positions:
            raise UsageError("positions needs at least one entry: write what a source says")
        return self


class Opinion(Record):
    """What one document says of the effect on one kind of hair loss."""

    source: str = Field(description="The id of the document.")
    effect: Effect = Field(description="may-help, unlikely or does-not-help.")
    note: str | None = Field(None, description="What the document says beyond that.")


class Indication(Record):
    """Something that the treatment is said to be for, or not to be for."""

    id: str = Field(description="Its key in the table.")
    name: str = Field(description="Its name.")
    opinions: tuple[Opinion, ...] = Field(description="What each document says, one or more.")
    synonyms: tuple[str, ...] = Field((), description="Further words that a person would type for it.")

    @model_validator(mode="after")
    def _check(self) -> Self:
        """Refuse an indication that no document names."""
        if not self.opinions:
            raise UsageError("opinions needs at least one entry: write what a source says")
        return self


class Claim(Record):
    """What one document says of the effect, or of a paper."""

    source: str = Field(description="The id of the document.")
    says: str = Field(description="Its claim, in words of ours.")


class Evidence(Record):
    """Claims of effect, next to what the cited paper says."""

    id: str = Field(description="Its key in the table.")
    name: str = Field(description="What it is about.")
    claims: tuple[Claim, ...] = Field(description="What each document says, one or more.")
    paper: str | None = Field(
        None, description="The paper, as authors, year and journal; left out where no paper is cited."
    )
    doi: str | None = Field(None, description="The paper's DOI.")
    finding: str | None = Field(None, description="What the paper's abstract says, in words of ours.")

    @model_validator(mode="after")
    def _check(self) -> Self:
        """Refuse evidence that nobody claims, and findings of no paper."""
        if not self.claims:
            raise UsageError("claims needs at least one entry: write what a source says")
        if self.paper is None and (self.doi or self.finding):
            raise UsageError("doi and finding are those of a paper: write paper as well")
        return self


class Question(Record):
    """Something to ask a clinic."""

    id: str = Field(description="Its key in the table.")
    ask: str = Field(description="The question.")
    source: str = Field(description="The id of the document that suggests it.")
