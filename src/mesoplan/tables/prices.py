"""What clinics ask: packs, fees, tax and the like, as a price row and as the options of the command line have them.

`Terms` is both: a price row adds where it applies and in which currency. For some of its parts a short text may stand,
such as `6=900`, `195 deducted` or `18% included`; each is read once, by its model, for tables as for options.
"""

import re
from collections.abc import Iterator
from decimal import Decimal
from functools import cached_property
from typing import Annotated, Any, ClassVar, Literal

from pydantic import AfterValidator, Field, GetJsonSchemaHandler, model_validator
from pydantic_core import CoreSchema

from mesoplan.errors import UsageError, fold, quoted
from mesoplan.tables.record import WHOLE, DayLength, HolidayPlace, IsoDay, Keyed, Record, SourceId, written_as
from mesoplan.values import Amount, rounded_to_minor
from mesoplan.values.money import ENDLESS, Percent, Sum, minor_digits, read_currency

NOT_A_PACK = "a pack: write 6=900 for six at 900, or 5+1 for one free with five"

Refund = Literal["none", "used-at-single-price"]


class _Written(Record):
    """An entry that a short text may stand for."""

    @classmethod
    def __get_pydantic_json_schema__(cls, schema: CoreSchema, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        """Describe both ways of writing it; a document prints its fields."""
        fields = handler.resolve_ref_schema(handler(schema))
        return fields if handler.mode == "serialization" else {**fields, "type": ["object", "string", "number"]}

    _FORM: ClassVar[str]
    """The form of the text. Its groups are fields; one that is true or false is true where its word is written."""
    _NOT: ClassVar[str]
    """What is said of a text of another form."""

    @model_validator(mode="before")
    @classmethod
    def _from_text(cls, written: Any) -> Any:
        if not isinstance(written, str):
            return written
        if (found := re.fullmatch(cls._FORM, written.strip(), re.DOTALL)) is None:
            raise UsageError(f"{quoted(written.strip())} is not {cls._NOT}")
        parts = {name: part for name, part in found.groupdict().items() if part is not None}
        return {name: cls.model_fields[name].annotation is bool or part for name, part in parts.items()}


class Pack(_Written):
    """Sessions that are sold together; in short `6=900`, `5+1`, `6=900-1100`, `6=900 valid 12 months`."""

    _FORM = (
        r"(?P<sessions>[0-9]+)\s*(?=[+=])(?:\+\s*(?P<free>[0-9]+)\s*)?(?:=\s*(?P<price>.+?)\s*)?"
        r"(?:,?\s*valid\s+(?P<valid>.+))?"
    )
    _NOT = NOT_A_PACK

    sessions: Annotated[int, Field(ge=1, le=100), WHOLE]
    """How many sessions are paid. More than 100 are a slip: 900=6 for six at 900."""
    free: Annotated[int, Field(ge=0, le=100), WHOLE] = 0
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

    _FORM = r"(?P<price>[^ ]*)(?: \s*(?:kept|(?P<deducted>deducted)|each\s+(?P<each>visit)))?"
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

    _FORM = r"(?P<rate>[^ ]*(?: +%)?)(?: \s*(?:added|(?P<included>included)))?"
    _NOT = "a tax: write 18% if it is added, or 18% included"

    rate: Percent
    """Per cent of the price without the tax."""
    included: bool = False
    """Whether every price already includes it."""


class Discount(_Written):
    """A part taken off; in short `10%`, off single sessions, or `10% on packs`, off packs as well."""

    _FORM = r"(?P<percent>[^ ]*(?: +%)?)(?: \s*(?P<on_packs>on\s+packs))?"
    _NOT = "a discount: write 10%, or 10% on packs"

    percent: Percent
    """Per cent off."""
    on_packs: bool = False
    """Whether it is taken off packs too; else off single sessions alone."""


class Missed(_Written):
    """What becomes of a session that a patient misses; in short `forfeited`, `free` or `fee 50`."""

    _FORM = r"(?P<rule>forfeited|free|fee)(?: \s*(?P<fee>.+))?"
    _NOT = "known here: write forfeited, free or fee 50"

    rule: Literal["forfeited", "free", "fee"]
    """forfeited: it is paid like one that took place; free: nothing; fee: a charge."""
    fee: Sum | None = None
    """With rule: fee, what is charged for each."""

    def _check(self) -> None:
        if (self.rule == "fee") != (self.fee is not None):
            raise UsageError("a fee goes with its amount and nothing else does: write fee 50, forfeited or free")


class Conditions(Record):
    """What a clinic asks around its prices."""

    consultation: Consultation | None = None
    """What a talk with the doctor costs."""
    deposit: Sum | None = None
    """Paid when the course is booked; it is a part of the price."""
    tax: Tax | None = None
    """The tax on everything; left out: it is not known which prices have it."""
    maintenance_session: Amount | None = None
    """What a single session costs after the course; left out: as in the course."""
    missed: Missed | None = None
    """What becomes of a session that a patient misses."""
    refund: Refund | None = None
    """What comes back if a patient stops: none, or used-at-single-price, the price of a pack less its used sessions at
    the price of a single one."""
    valid: IsoDay | None = None
    """The last day on which these prices hold, as YYYY-MM-DD."""
    instalments: Annotated[int, Field(ge=2, le=120), WHOLE] | None = None
    """In how many equal parts the price may be paid."""


class Terms(Conditions):
    """What a clinic asks. Amounts are in one currency, in major units."""

    per_session: Amount | None = None
    """Lowest to highest price of one session; left out where only packs are sold."""
    # More are a slip, and take long to search.
    packs: tuple[Pack, ...] = Field((), max_length=20)
    """Sessions that are sold together."""
    fee: Sum | None = None
    """Paid once, such as for a first blood test."""
    discount: Discount | None = None
    """What is taken off."""
    per_visit: Sum | None = None
    """Paid at every visit on top of the session."""

    _AMOUNTS: ClassVar[tuple[str, ...]] = ("per_session", "fee", "deposit", "per_visit", "maintenance_session")

    def _check(self) -> None:
        """Refuse what no pack can cost; of single sessions there may be any number, so that is only doubtful."""
        for field, says in self._too_much() if self.packs else ():
            raise UsageError(says, field)

    @property
    def deducted(self) -> Decimal | None:
        """What the price of a consultation takes off the sessions; None where it takes nothing off."""
        return self.consultation.price if self.consultation and self.consultation.deducted else None

    @property
    def names_prices(self) -> bool:
        """Whether they name what sessions cost, alone or together."""
        return self.per_session is not None or bool(self.packs)

    def over(self, other: "Terms") -> "Terms":
        """Return other terms with what these state in its place."""
        stated = {name: getattr(self, name) for name in self.model_fields_set & Terms.model_fields.keys()}
        return other.model_copy(update=stated) if stated else other

    def check_digits(self, currency: str) -> None:
        """Refuse an amount that is finer than its currency.

        Raises:
            UsageError: with the first field that is.
        """
        written: dict[str, Any] = {field: getattr(self, field) for field in self._AMOUNTS}
        written |= {f"packs.{place}": pack.price for place, pack in enumerate(self.packs)}
        written["consultation"] = self.consultation and self.consultation.price
        written["missed"] = self.missed and self.missed.fee
        for field, amount in written.items():
            for figure in (amount.low, amount.high) if isinstance(amount, Amount) else (amount,):
                # 1.000 is written for a thousand in half of Europe, so that its zeros count.
                if figure is not None and len(f"{figure:f}".partition(".")[2]) > minor_digits(currency):
                    hint = f"write {rounded_to_minor(figure, currency)}, or no point for thousands"
                    raise UsageError(f"{figure} is finer than {currency} has it: {hint}", field)

    def doubts(self) -> Iterator[tuple[str, str]]:
        """Yield what a table may say and hardly means: the field, as `packs.1`, and a sentence about it."""
        for place, pack in enumerate(self.packs):
            alone = pack.size * self._single
            if pack.price and (pack.price.low or 0) > alone:
                yield f"packs.{place}", f"The pack {pack} is dearer than its {pack.size} sessions alone, {alone}."
        if self.discount and not (self.discount.on_packs or self.per_session or self.maintenance_session):
            yield "discount", "The discount is off single sessions, and none has a price here: write on_packs: true."
        if not self.packs:
            yield from self._too_much()

    @property
    def _single(self) -> Decimal:
        return (self.per_session and self.per_session.high) or ENDLESS

    def _too_much(self) -> Iterator[tuple[str, str]]:
        """Yield what is paid in advance, or taken off, and is more than all that can be bought."""
        single, packs = self._single, self.packs
        prices = [(pack.price.high or ENDLESS) if pack.price else pack.sessions * single for pack in packs]
        dearest = max(prices, default=single)
        for field, amount in (("consultation", self.deducted), ("deposit", self.deposit if packs else None)):
            if amount is not None and amount > dearest:
                yield field, f"The {field}, {amount}, is more than the dearest offer, {dearest}."


class Place(Keyed):
    """Where prices hold: one country or region, or one clinic."""

    id: str
    """Its key in the table, which `--country` takes."""
    name: str
    """The country's, region's or clinic's name."""
    currency: Annotated[str, AfterValidator(read_currency)]
    """ISO 4217 code, as GBP."""
    source: SourceId
    """The id of the document it comes from."""
    code: Annotated[str, written_as("[A-Z]{2}", "two capital letters: write one such as GB")] | None = None
    """ISO 3166 code, as GB; left out for a region without one."""
    holidays: HolidayPlace | None = None
    """Whose public holidays `--closed holidays` means, as GB-ENG; left out: those of `code`."""
    aliases: tuple[str, ...] = ()
    """Further names that `--country` takes."""
    insurance: str | None = None
    """What the source says of insurance."""
    not_stated: tuple[str, ...] = ()
    """What one may pay and the source gives no figure for."""
    note: str | None = None
    """How the source was read."""


class Price(Terms, Place):
    """What sessions cost in one country or region, or at one clinic."""

    # That of Terms, which is first, would hash all that it holds.
    __hash__ = Keyed.__hash__

    def _check(self) -> None:
        super()._check()
        if not self.names_prices:
            raise UsageError("there is no price: write per_session, or packs where only packs are sold")
        free = next((place for place, pack in enumerate(self.packs) if pack.price is None), None)
        if self.per_session is None and free is not None:
            raise UsageError("a pack without a price needs per_session: write one of the two", f"packs.{free}")
        self.check_digits(self.currency)

    @cached_property
    def names(self) -> tuple[str, ...]:
        """Every name that `--country` takes for it, folded."""
        return tuple(dict.fromkeys(map(fold, filter(None, (self.id, self.name, *self.aliases, self.code)))))


_EURO_AREA = """
AT austria österreich; BE belgium belgique belgië; BG bulgaria; HR croatia hrvatska; CY cyprus; EE estonia eesti;
FI finland suomi; FR france; DE germany deutschland; GR greece; IE ireland éire; IT italy italia; LV latvia latvija;
LT lithuania lietuva; LU luxembourg; MT malta; NL netherlands nederland holland; PT portugal; SK slovakia slovensko;
SI slovenia slovenija; ES spain españa
"""
_EURO_COUNTRIES = frozenset(map(fold, _EURO_AREA.replace(";", " ").split()))


def pays_in_euros(place: str) -> bool:
    """Return whether a country's code or name, or a region's code, means one that pays in euros."""
    return fold(place).partition("-")[0] in _EURO_COUNTRIES
