"""The JSON documents that commands print: what `render.json` is held to by mypy, and their JSON Schemas' source.

Nothing here is loaded at run time but by `mesoplan data schema`. Within a version of a document, fields are
added and never renamed or dropped; so a reader should let fields pass that it does not know.
"""

from typing import (
    Annotated,
    Literal,
    NotRequired,  # pydantic asks for it before Python 3.12
)

from pydantic import Field
from typing_extensions import TypedDict

from mesoplan.planning.schedule import Finish, Milestone, Session
from mesoplan.pricing.compare import ComparedRow
from mesoplan.pricing.estimate import Estimate
from mesoplan.tables.advice import Direction, Effect, HairType, Strength
from mesoplan.tables.regimens import CountedFrom, Repeat

Number = int | float

Day = Annotated[str, Field(json_schema_extra={"format": "date"})]
"""A day, as YYYY-MM-DD."""


class Range(TypedDict):
    """How many, both ends included; null where the source states none."""

    min: int | None
    """The fewest."""
    max: int | None
    """The most."""


class PlannedRange(Range):
    """How many, and how many of them the dated schedule has."""

    planned: int
    """How many the dated schedule has."""


class Span(TypedDict):
    """A length of time, both ends included; null where the source states none."""

    choice: NotRequired[list[int]]
    """Where only some lengths are meant and none between them: these, the usual one first; else left out."""

    min: int | None
    """The shortest."""
    max: int | None
    """The longest."""
    unit: Literal["hours", "days", "weeks", "months", "years"]
    """Months and years are calendar months and years."""


class Money(TypedDict):
    """An amount in major units, with at most the currency's minor digits; null is not known, never 0."""

    low: Number | None
    """The lowest."""
    high: Number | None
    """The highest."""


class Citation(TypedDict):
    """The document that a figure comes from, in brief."""

    id: str
    """Its id in the tables."""
    title: str
    """Its title."""
    url: str | None
    """Its address, if it is known."""


class SourceRecord(Citation):
    """The document that a figure comes from, in full."""

    publisher: str | None
    """Who published it."""
    author: str | None
    """Who wrote it."""
    published: Day | None
    """When; null if it is undated."""
    note: str | None
    """What a reader must know about the document itself."""


class Own(TypedDict):
    """What a folder of the user's own added to the shipped tables, or replaced in them."""

    folder: str
    """The folder, as it was named."""
    entries: dict[str, int]
    """How many entries of each section come from it."""


class Envelope(TypedDict):
    """What every document has around what it says."""

    today: Day
    """The day that counted as today."""
    data: Own | None
    """What comes from tables of the user's own; null without any."""
    disclaimer: str
    """That it is an estimate from published sources, not medical advice."""


class Content(TypedDict):
    """What every document says."""

    warnings: list[str]
    """Where the plan departs from its source, and what is old or doubtful, in sentences."""


class Named(TypedDict):
    """The protocol that was planned, and its source."""

    id: str
    """Its id, what `--protocol` takes."""
    name: str
    """Its name."""
    source: Citation
    """The document that it comes from."""


class PlanHeader(TypedDict):
    """What every plan begins with."""

    protocol: Named
    """The protocol that was planned."""
    start: Day
    """The first session."""
    horizon: Day
    """The day before which sessions are planned; not included."""
    pace: Literal["fast", "typical", "slow"]
    """Which end of every interval the plan takes: the shortest, the middle or the longest."""


class MaintenanceRecord(TypedDict):
    """What follows the course."""

    repeat: Repeat
    """session: single sessions; course: a course again; as-needed: no fixed dates; none: nothing."""
    every: Span | None
    """From one to the next; null if the source does not state it."""
    sessions: Range | None
    """With repeat course: how many sessions each repeat has."""
    interval: Span | None
    """With repeat course: from one session of a repeat to the next; null is the course's first interval."""
    counted_from: CountedFrom | None
    """With repeat course: where in the course before `every` starts; null is the last session."""
    note: str | None
    """What the source says beyond the figures."""


class DatedCourse(TypedDict):
    """The course as it is planned."""

    sessions: PlannedRange
    """How many sessions, the user's choices in place."""
    stated: Range
    """How many the source states."""
    finish: Finish | None
    """When the course ends; null where there is none."""


class ResultRecord(TypedDict):
    """When the source says that something is to be seen."""

    name: str
    """What is to be seen."""
    after_sessions: Range | None
    """After how many sessions."""
    after: Span | None
    """How long after the first session."""
    note: str | None
    """What the source says beyond the figures."""


class HourRange(TypedDict):
    """Hours from a session, both ends included."""

    min: int
    """The fewest."""
    max: int | None
    """The most; null if the document names no most."""


class RuleRecord(TypedDict):
    """What one document says of one activity."""

    source: str
    """The document's id."""
    hours: HourRange | None
    """For how long; null if the document gives no figure."""
    ideal_hours: int | None
    """For how long at best; null if the document does not say."""
    approximate: bool
    """Whether the document says about or around."""
    condition: HairType | None
    """For whom alone the rule is meant; null if it is for everybody."""
    note: str | None
    """What the document says beyond the figures."""


class ActivityRecord(TypedDict):
    """Something to avoid, or to do, before or after a session."""

    id: str
    """Its id in the tables."""
    name: str
    """Its name."""
    advice: Direction
    """avoid or do."""
    note: str | None
    """What a reader must know, whatever the document."""
    remark: str | None
    """What we add; it is not from a document."""
    rules: list[RuleRecord]
    """What each document says."""


Period = TypedDict(
    "Period",
    {
        "from": Annotated[Day, Field(description="The first day.")],
        "until": Annotated[Day, Field(description="The day on which it is free again; not included.")],
    },
)
Period.__doc__ = "Days on which something is off limits."


class BanRecord(TypedDict):
    """When something is off limits over a plan."""

    off_limits: list[Period] | None
    """On which days; null without a plan or without a figure."""
    free_after_course: Day | None
    """When it is free again after the course; null without a plan or without a figure."""


class RulingRecord(ActivityRecord, BanRecord):
    """What holds for an activity after a session."""

    shortest_hours: int | None
    """The fewest hours that any rule asks for; null without a figure."""
    longest_hours: int | None
    """The most hours that any rule asks for; null without a figure."""
    free_from: str | None
    """When it is free again after the session asked for: a day, or a day and a time to the minute."""


class AftercareContent(TypedDict):
    """What is off limits."""

    only_source: str | None
    """The id of the only document that was asked; null for all of them."""
    activities: list[RulingRecord]
    """After a session."""
    before: list[ActivityRecord]
    """Before a session."""
    silent: list[str]
    """Activities of which the documents that were asked say nothing."""
    lists_not_available: list[str]
    """Documents whose list was lost when they were saved; never to be taken for none."""
    lists_none: list[str]
    """Documents that name nothing."""


class ScheduleContent(PlanHeader, Content):
    """What it says."""

    course: DatedCourse
    """The course as it is planned."""
    maintenance: MaintenanceRecord
    """What follows the course."""
    not_stated: list[str]
    """What the source gives no figure for."""
    next: Session | None
    """The first session that has not taken place, also beyond the horizon; null where there is none."""
    sessions: list[Session]
    """The sessions before the horizon, in order."""
    notes: list[str]
    """What else there is to know of the plan, in sentences."""
    milestones: list[Milestone]
    """When the source says that results are to be seen."""


class Schedule(Envelope, ScheduleContent):
    """What `mesoplan schedule --json` prints: dated sessions, maintenance and milestones."""

    aftercare: AftercareContent | None
    """What is off limits; null without --aftercare."""

    schema: Literal["mesoplan/schedule/1"]
    """This document's kind and version."""


class Country(TypedDict):
    """A country or region."""

    id: str
    """Its id, what `--country` takes."""
    name: str
    """Its name."""
    code: str | None
    """ISO 3166 code; null for a region without one."""


class CostContent(PlanHeader, Content):
    """What it says."""

    estimates: list[Estimate]
    """One a country."""


class Cost(Envelope, CostContent):
    """What `mesoplan cost --json` prints: what a plan costs, by country."""

    schema: Literal["mesoplan/cost/1"]
    """This document's kind and version."""


class CompareContent(Content):
    """What it says."""

    start: Day
    """The first session."""
    pace: Literal["fast", "typical", "slow"]
    """Which end of every interval the planned sessions take."""
    rows: list[ComparedRow]
    """One a protocol and country."""


class Compare(Envelope, CompareContent):
    """What `mesoplan compare --json` prints: protocols, and countries, side by side."""

    schema: Literal["mesoplan/compare/1"]
    """This document's kind and version."""


class PhaseRecord(TypedDict):
    """A run of course sessions."""

    phase: str
    """Its name."""
    sessions: Range
    """How many sessions."""
    interval: Span | None
    """From one to the next; null if it is not stated, or given by `days`."""
    gap: Span | None
    """From the phase before; null is this phase's interval."""
    days: list[int] | None
    """Days from the phase's first session, where the source gives these."""


class ClaimRecord(TypedDict):
    """What one document says of the effect, or of a paper."""

    source: str
    """The document's id."""
    says: str
    """Its claim, in words of ours."""


class EvidenceRecord(TypedDict):
    """Claims of effect, beside what the cited paper says."""

    id: str
    """Its id in the tables."""
    name: str
    """What it is about."""
    claims: list[ClaimRecord]
    """What each document says."""
    paper: str | None
    """The paper; null where none is cited."""
    doi: str | None
    """The paper's DOI."""
    finding: str | None
    """What the paper's abstract says, in words of ours."""


class ProtocolRecord(TypedDict):
    """One published regimen."""

    id: str
    """Its id, what `--protocol` takes."""
    name: str
    """Its name."""
    source: SourceRecord
    """The document that it comes from."""
    sessions: Range
    """Sessions of the course, all phases together."""
    stated_total: Range | None
    """How many sessions the source says the course has, where that is not what its phases add up to."""
    course: list[PhaseRecord]
    """Its phases, in order."""
    maintenance: MaintenanceRecord
    """What follows the course."""
    session_minutes: Range | None
    """How long a session takes, in minutes."""
    results: list[ResultRecord]
    """When results are to be seen."""
    not_stated: list[str]
    """What the source gives no figure for."""
    note: str | None
    """How the source was read."""
    evidence: list[EvidenceRecord]
    """What the document claims, beside what the papers that it cites say."""
    limits: list[str]
    """What the source of the regimen cannot tell, in sentences."""


class ProtocolsContent(Content):
    """What it says."""

    protocols: list[ProtocolRecord]
    """The regimens."""


class Protocols(Envelope, ProtocolsContent):
    """What `mesoplan protocols --json` prints: regimens in full."""

    schema: Literal["mesoplan/protocols/1"]
    """This document's kind and version."""


class PriceRecord(Country):
    """What one session costs in one country or region."""

    aliases: list[str]
    """Further names that `--country` takes."""
    currency: str
    """ISO 4217 code."""
    per_session: Money | None
    """Lowest to highest price of one session; null where only packs are sold."""
    source: SourceRecord
    """The document that it comes from."""
    insurance: str | None
    """What the source says of insurance."""
    not_stated: list[str]
    """What one may pay and the source gives no figure for."""
    note: str | None
    """How the source was read."""


class PricesContent(Content):
    """What it says."""

    prices: list[PriceRecord]
    """One a country or region."""


class Prices(Envelope, PricesContent):
    """What `mesoplan prices --json` prints: what a session costs, by country."""

    schema: Literal["mesoplan/prices/1"]
    """This document's kind and version."""


class Aftercare(Envelope, AftercareContent, Content):
    """What `mesoplan aftercare --json` prints: what is off limits, in general, after a session or over a plan."""

    schema: Literal["mesoplan/aftercare/1"]
    """This document's kind and version."""
    protocol: Named | None
    """The protocol that was planned; null without a plan."""
    start: Day | None
    """The first session; null without a plan."""
    horizon: Day | None
    """The day before which sessions are planned; null without a plan."""
    pace: Literal["fast", "typical", "slow"] | None
    """Which end of every interval the plan takes; null without a plan."""
    session: str | None
    """The session asked for: a day, or a day and a time to the minute; null without one."""
    sources: list[SourceRecord]
    """The documents that are cited."""


class PositionRecord(TypedDict):
    """What one document says of treating somebody with a condition."""

    source: str
    """The document's id."""
    strength: Strength
    """contraindicated: must not be treated; avoid: should not be; may-prevent: may be a reason; implied."""
    note: str | None
    """What the document says beyond that."""


class ConditionRecord(TypedDict):
    """A state, an illness or a medicine that a document names as a reason not to be treated."""

    id: str
    """Its id in the tables."""
    name: str
    """Its name."""
    positions: list[PositionRecord]
    """What each document says."""
    before: list[ActivityRecord]
    """The advice for before a session that concerns it."""
    ask: str | None
    """What to ask a clinician about it."""


class OpinionRecord(TypedDict):
    """What one document says of the effect on one kind of hair loss."""

    source: str
    """The document's id."""
    effect: Effect
    """may-help, unlikely or does-not-help."""
    note: str | None
    """What the document says beyond that."""


class IndicationRecord(TypedDict):
    """Something that the treatment is said to be for, or not to be for."""

    id: str
    """Its id in the tables."""
    name: str
    """Its name."""
    opinions: list[OpinionRecord]
    """What each document says."""


class ScreeningContent(TypedDict):
    """Who should not be treated, and what the treatment is said to be for. Silence is never clearance."""

    conditions: list[ConditionRecord]
    """The conditions that were asked for, or all of them."""
    indications: list[IndicationRecord]
    """The kinds of hair loss that were asked for, or all of them."""
    lists_not_available: list[str]
    """Documents whose list was lost when they were saved; never to be taken for none."""
    lists_none: list[str]
    """Documents that name nothing."""


class Screen(Envelope, ScreeningContent, Content):
    """What `mesoplan screen --json` prints: what the documents say of conditions."""

    schema: Literal["mesoplan/screen/1"]
    """This document's kind and version."""
    asked: list[str]
    """What was asked for; empty for the full checklist."""
    flagged: bool
    """Whether any document names what was asked for as a reason not to be treated."""
    sources: list[SourceRecord]
    """The documents that are cited."""


class QuestionRecord(TypedDict):
    """Something to ask a clinic."""

    ask: str
    """The question."""
    source: str | None
    """The id of the document that gives cause to ask; null if the question is ours."""


class PlanContent(ScheduleContent):
    """Everything for one person."""

    estimates: list[Estimate]
    """What it costs, one a country."""
    aftercare: AftercareContent
    """What is off limits."""
    screening: ScreeningContent
    """Who should not be treated, and what the treatment is said to be for."""
    questions: list[QuestionRecord]
    """What to ask the clinic."""
    left_open: list[str]
    """What the source of the regimen does not state, so that it is to be asked."""
    prices_left_open: list[str]
    """What the sources of the prices do not state."""
    evidence: list[EvidenceRecord]
    """What the documents claim, beside what the papers that they cite say."""
    limits: list[str]
    """What the source of the regimen cannot tell, in sentences."""
    sources: list[SourceRecord]
    """The documents that are cited."""
    tables_checked: Day | None
    """When the shipped tables were last checked against their documents."""


class Plan(Envelope, PlanContent):
    """What `mesoplan plan --json` prints: dates, costs, what is off limits and what to ask, for one person."""

    schema: Literal["mesoplan/plan/1"]
    """This document's kind and version."""


class AnsweredLine(TypedDict):
    """What every line that `mesoplan batch` writes begins with."""

    id: str | Number | bool | None
    """The request's own; null without one, and where it cannot be read."""
    line: int
    """The request's place in the input, counted from 1."""


class Answer(AnsweredLine, Envelope):
    """What `mesoplan batch` writes for a request, a line each."""

    schema: Literal["mesoplan/batch/1"]
    """This document's kind and version."""
    schedule: NotRequired[ScheduleContent]
    """The dated sessions; not with --what cost or --what plan."""
    cost: NotRequired[CostContent]
    """What they cost; not with --what schedule or --what plan."""
    plan: NotRequired[PlanContent]
    """Everything for one person; with --what plan."""


class RequestFault(TypedDict):
    """Why a request could not be answered."""

    field: str | None
    """The field that is at fault; null where it is no single one."""
    message: str
    """What is wrong, and what would be right."""


class Refusal(AnsweredLine):
    """What `mesoplan batch` writes for a line that it cannot answer."""

    error: RequestFault
    """Why."""


class FaultRecord(TypedDict):
    """One fault in a table."""

    file: str
    """The table's file, as it was named."""
    line: int
    """Counted from 1."""
    column: int
    """In characters, counted from 1."""
    path: str
    """The way to the field, as prices.uk.currency; empty for the file as a whole."""
    message: str
    """What is wrong, and what would be right."""


class CheckedFile(TypedDict):
    """A file that was checked."""

    file: str
    """The file, as it was named."""
    entries: dict[str, int]
    """How many entries each of its sections has; empty if it could not be read."""


class Validate(TypedDict):
    """What `mesoplan data validate --json` prints: every fault of every table."""

    schema: Literal["mesoplan/validate/1"]
    """This document's kind and version."""
    today: Day
    """The day of the check."""
    files: list[CheckedFile]
    """The files that were checked."""
    faults: list[FaultRecord]
    """Every fault, file by file; empty if the tables are right."""
    warnings: list[str]
    """Always empty."""
    disclaimer: str
    """What no document is without."""


DOCUMENTS: dict[str, object] = {
    "schedule": Schedule,
    "cost": Cost,
    "plan": Plan,
    "batch": Answer | Refusal,
    "compare": Compare,
    "aftercare": Aftercare,
    "screen": Screen,
    "protocols-output": Protocols,
    "prices-output": Prices,
    "validate": Validate,
}
"""Every document by the name that `mesoplan data schema` takes; `protocols` and `prices` are the tables'."""
