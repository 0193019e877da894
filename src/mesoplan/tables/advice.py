"""What the tables say beside regimens and prices: aftercare, screening, evidence, questions, as frozen records.

Like those of `models` they are standard dataclasses that pydantic validates.
"""

from dataclasses import dataclass
from typing import Literal

from mesoplan.errors import UsageError
from mesoplan.values.ranges import Duration, Unit

_FORMAT = {"extra": "forbid", "use_attribute_docstrings": True}

Direction = Literal["avoid", "do"]
HairType = Literal["oily-hair"]
Strength = Literal["contraindicated", "avoid", "may-prevent", "implied"]
Effect = Literal["may-help", "unlikely", "does-not-help"]

_HOURS = {Unit.HOURS: 1, Unit.DAYS: 24, Unit.WEEKS: 7 * 24}


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """What one document says of one activity."""

    __pydantic_config__ = _FORMAT

    source: str
    """The id of the document."""
    duration: Duration | None = None
    """For how long, in hours, days or weeks, counted from the session; left out if the document gives no figure."""
    ideally: Duration | None = None
    """For how long at best, one length; only beside `duration`, which then is the least."""
    approximate: bool = False
    """true where the document says about or around."""
    condition: HairType | None = None
    """For whom alone the rule is meant; left out if it is for everybody."""
    note: str | None = None
    """What the document says beyond the figures."""

    def __post_init__(self) -> None:
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Activity:
    """Something to avoid, or to do, before or after a session."""

    __pydantic_config__ = _FORMAT

    id: str
    """Its key in the table."""
    name: str
    """Its name."""
    advice: Direction
    """avoid or do."""
    rules: tuple[Rule, ...]
    """What each document says, one or more."""
    synonyms: tuple[str, ...] = ()
    """Further words that a person would type for it."""
    note: str | None = None
    """What a reader must know, whatever the document."""

    def __post_init__(self) -> None:
        """Refuse an activity that no document speaks of."""
        if not self.rules:
            raise UsageError("rules needs at least one entry: write what a source says")


@dataclass(frozen=True, slots=True, kw_only=True)
class Position:
    """What one document says of treating somebody with a condition."""

    __pydantic_config__ = _FORMAT

    source: str
    """The id of the document."""
    strength: Strength
    """contraindicated: must not be treated; avoid: should not be; may-prevent: may stand against it; implied."""
    note: str | None = None
    """What the document says beyond that."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Condition:
    """A state, an illness or a medicine that a document names as a reason not to be treated."""

    __pydantic_config__ = _FORMAT

    id: str
    """Its key in the table."""
    name: str
    """Its name."""
    positions: tuple[Position, ...]
    """What each document says, one or more."""
    synonyms: tuple[str, ...] = ()
    """Further words that a person would type for it; two conditions may share one."""
    before: str | None = None
    """The id of the advice for before a session that concerns it."""
    ask: str | None = None
    """What to ask a clinician about it."""

    def __post_init__(self) -> None:
        """Refuse a condition that no document names."""
        if not self.positions:
            raise UsageError("positions needs at least one entry: write what a source says")


@dataclass(frozen=True, slots=True, kw_only=True)
class Opinion:
    """What one document says of the effect on one kind of hair loss."""

    __pydantic_config__ = _FORMAT

    source: str
    """The id of the document."""
    effect: Effect
    """may-help, unlikely or does-not-help."""
    note: str | None = None
    """What the document says beyond that."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Indication:
    """Something that the treatment is said to be for, or not to be for."""

    __pydantic_config__ = _FORMAT

    id: str
    """Its key in the table."""
    name: str
    """Its name."""
    opinions: tuple[Opinion, ...]
    """What each document says, one or more."""
    synonyms: tuple[str, ...] = ()
    """Further words that a person would type for it."""

    def __post_init__(self) -> None:
        """Refuse an indication that no document names."""
        if not self.opinions:
            raise UsageError("opinions needs at least one entry: write what a source says")


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """What one document says of the effect, or of a paper."""

    __pydantic_config__ = _FORMAT

    source: str
    """The id of the document."""
    says: str
    """Its claim, in words of ours."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """Claims of effect, beside what the cited paper says."""

    __pydantic_config__ = _FORMAT

    id: str
    """Its key in the table."""
    name: str
    """What it is about."""
    claims: tuple[Claim, ...]
    """What each document says, one or more."""
    paper: str | None = None
    """The paper, as authors, year and journal; left out where no paper is cited."""
    doi: str | None = None
    """The paper's DOI."""
    finding: str | None = None
    """What the paper's abstract says, in words of ours."""

    def __post_init__(self) -> None:
        """Refuse evidence that nobody claims, and findings of no paper."""
        if not self.claims:
            raise UsageError("claims needs at least one entry: write what a source says")
        if self.paper is None and (self.doi or self.finding):
            raise UsageError("doi and finding are those of a paper: write paper as well")


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """Something to ask a clinic."""

    __pydantic_config__ = _FORMAT

    id: str
    """Its key in the table."""
    ask: str
    """The question."""
    source: str
    """The id of the document that suggests it."""
