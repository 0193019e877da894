"""The parts of a clinic's terms that a short text may stand for: `6=900`, `195 deducted`, `18% included`.

Each text is read once, by its model, for tables as for options.
"""

import re
from decimal import Decimal
from typing import Annotated, Any, ClassVar, Literal

from pydantic import BeforeValidator, Field, GetJsonSchemaHandler, WithJsonSchema, model_validator
from pydantic_core import CoreSchema

from mesoplan.errors import UsageError, quoted
from mesoplan.tables.record import DayLength, Figure, Record
from mesoplan.values.money import MAX_AMOUNT, Amount, Money
from mesoplan.values.ranges import MAX_SESSIONS

NOT_A_PACK = "a pack: write 6=900 for six at 900, or 5+1 for one free with five"


def read_sum(
    written: Any,
    form: str = "one amount: write figures alone, such as 1000 or 99.50",
    most: int = MAX_AMOUNT,
    sign: str = "",
) -> Decimal:
    """Read one amount of money in figures alone; 0 is one.

    Raises:
        UsageError: it is not of its form, or larger than 1,000,000,000.
    """
    text = str(written).strip()
    figures = text.removesuffix(sign).rstrip()
    if re.fullmatch(r"[-\u2212]\s*[0-9.]+", figures):
        raise UsageError(f"{quoted(text)} is negative: write 0 or more")
    if not re.fullmatch(r"[0-9]+(\.[0-9]+)?", figures):
        raise UsageError(f"{quoted(text)} is not {form}")
    if (amount := Decimal(figures)) > most:
        raise UsageError(f"{quoted(text)} is too large: write at most {most:,}{sign}")
    return amount


def read_percent(written: Any) -> Decimal:
    """Read a percentage from 0 to 100, both included, with or without its sign."""
    return read_sum(written, "a percentage: write one such as 10%", 100, "%")


_WRITTEN = WithJsonSchema({"type": ["string", "number"]}, mode="validation")

Sum = Annotated[Money, BeforeValidator(read_sum), _WRITTEN]
"""One amount of money in major units, at least 0."""


Percent = Annotated[Money, BeforeValidator(read_percent), _WRITTEN]
"""A percentage from 0 to 100."""


class _Written(Record):
    """An entry that a short text may stand for."""

    @classmethod
    def __get_pydantic_json_schema__(cls, schema: CoreSchema, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        """Describe both ways of writing it; a document prints its fields."""
        fields = handler.resolve_ref_schema(handler(schema))
        return fields if handler.mode == "serialization" else {**fields, "type": ["object", "string", "number"]}

    _FORM: ClassVar[re.Pattern[str]]
    """The form of the text. Its groups are fields; one that is true or false is true where its word is written."""
    _NOT: ClassVar[str]
    """What is said of a text of another form."""

    @model_validator(mode="before")
    @classmethod
    def _from_text(cls, written: Any) -> Any:
        if not isinstance(written, str):
            return written
        if (found := cls._FORM.fullmatch(written.strip())) is None:
            raise UsageError(f"{quoted(written.strip())} is not {cls._NOT}")
        parts = {name: part for name, part in found.groupdict().items() if part is not None}
        return {name: cls.model_fields[name].annotation is bool or part for name, part in parts.items()}


class Pack(_Written):
    """Sessions that are sold together; in short `6=900`, `5+1`, `6=900-1100`, `6=900 valid 12 months`."""

    _FORM = re.compile(
        r"(?P<sessions>[0-9]+)\s*(?=[+=])(?:\+\s*(?P<free>[0-9]+)\s*)?(?:=\s*(?P<price>.+?)\s*)?(?:,?\s*valid\s+(?P<valid>.+))?",
        re.DOTALL,
    )
    _NOT = NOT_A_PACK

    sessions: Annotated[Figure, Field(ge=1, le=MAX_SESSIONS)]
    """How many sessions are paid."""
    free: Annotated[Figure, Field(ge=0, le=MAX_SESSIONS)] = 0
    """How many more come free with them."""
    price: Amount | None = None
    """What they cost together; left out, each paid one costs what a session costs."""
    valid: DayLength | None = None
    """How long they can be used from the first one on, the last day included; left out: no end."""

    def _check(self) -> None:
        if self.price is None and not self.free:
            raise UsageError("a pack needs its price, or free sessions: write price: 900, or free: 1")
        if self.valid is not None and not self.valid.is_exact:
            raise UsageError("valid is one length of time: write 12 months", "valid")

    @property
    def size(self) -> int:
        """How many sessions one gets, the free ones among them."""
        return self.sessions + self.free

    def __str__(self) -> str:
        """Write the pack so that it is read back."""
        free = f"+{self.free}" if self.free else ""
        price = f"={self.price}" if self.price else ""
        return f"{self.sessions}{free}{price}{f' valid {self.valid}' if self.valid else ''}"


class Consultation(_Written):
    """What a talk with the doctor costs; in short `195`, `195 deducted`, `30 each visit`."""

    _FORM = re.compile(r"(?P<price>[^ ]*)(?: \s*(?:kept|(?P<deducted>deducted)|each\s+(?P<each>visit)))?")
    _NOT = "a consultation: write 195, 195 deducted, or 195 each visit"

    price: Sum
    """What it costs."""
    each: Literal["once", "visit"] = "once"
    """Whether it is paid once or at every visit."""
    deducted: bool = False
    """Whether it is taken off the price of the sessions."""

    def _check(self) -> None:
        if self.deducted and self.each == "visit":
            raise UsageError("a consultation at each visit is never deducted: write one of the two", "deducted")


class Tax(_Written):
    """A tax on everything the clinic asks; in short `18%`, which is added, or `18% included`."""

    _FORM = re.compile(r"(?P<rate>[^ ]*)(?: \s*(?:added|(?P<included>included)))?")
    _NOT = "a tax: write 18% if it is added, or 18% included"

    rate: Percent
    """Per cent of the price without the tax."""
    included: bool = False
    """Whether every price already includes it."""


class Discount(_Written):
    """A part taken off; in short `10%`, off single sessions, or `10% on packs`, off packs as well."""

    _FORM = re.compile(r"(?P<percent>[^ ]*)(?: \s*(?P<on_packs>on\s+packs))?")
    _NOT = "a discount: write 10%, or 10% on packs"

    percent: Percent
    """Per cent off."""
    on_packs: bool = False
    """Whether it is taken off packs too; else off single sessions alone."""


class Missed(_Written):
    """What becomes of a session that a patient misses; in short `forfeited`, `free` or `fee 50`."""

    _FORM = re.compile(r"(?P<rule>forfeited|free|fee)(?: \s*(?P<fee>.+))?", re.DOTALL)
    _NOT = "known here: write forfeited, free or fee 50"

    rule: Literal["forfeited", "free", "fee"]
    """forfeited: it is paid like one that took place; free: nothing; fee: a charge."""
    fee: Sum | None = None
    """With rule: fee, what is charged for each."""

    def _check(self) -> None:
        if (self.rule == "fee") != (self.fee is not None):
            raise UsageError("a fee goes with its amount and nothing else does: write fee 50, forfeited or free")
