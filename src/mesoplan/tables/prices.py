"""What clinics ask: packs, fees, tax and the like, as a price row and as the options of the command line have them.

`Terms` is both: a price row adds where it applies and in which currency. Each short text that may stand for
several fields (`6=900`, `195 deducted`, `18% included`) is read here, once, by the `parse` of its model.
"""

import re
from collections.abc import Iterator
from decimal import Decimal
from functools import cached_property
from typing import Annotated, Any, ClassVar, Literal, Self

from pydantic import AfterValidator, BeforeValidator, Field, ValidationError, field_validator, model_validator

from mesoplan.errors import UsageError
from mesoplan.tables.record import Figure, IsoDay, Record
from mesoplan.values.money import CURRENCIES, Money, finer_than, minor_digits
from mesoplan.values.ranges import MAX_AMOUNT, MAX_SESSIONS, Amount, Duration, Unit

Refund = Literal["none", "used-at-single-price"]

MAX_PACKS = 20
"""The most packs that terms may have: more is a slip, and takes long to search."""

_FIGURES = re.compile(r"[0-9]+(\.[0-9]+)?")
_PACK = re.compile(
    r"(?P<sessions>[0-9]+)\s*(?:\+\s*(?P<free>[0-9]+)\s*)?(?:=\s*(?P<price>.+?)\s*)?(?:,?\s*valid\s+(?P<valid>.+))?",
    re.DOTALL,
)


def read_sum(written: Any) -> Decimal:
    """Read one amount of money in figures alone; 0 is one.

    Raises:
        UsageError: it is none, or larger than 1,000,000,000.
    """
    text = str(written).strip()
    if re.fullmatch(r"[-\u2212]\s*[0-9.]+", text):
        raise UsageError(f"{text[:40]!r} is negative: write an amount of 0 or more")
    if not _FIGURES.fullmatch(text):
        raise UsageError(f"{text[:40]!r} is not one amount: write figures alone, such as 1000 or 99.50")
    if (amount := Decimal(text)) > MAX_AMOUNT:
        raise UsageError(f"{text[:40]!r} is too large: at most {MAX_AMOUNT:,}")
    return amount


def read_percent(written: Any) -> Decimal:
    """Read a percentage from 0 to 100, both included, with or without its sign.

    Raises:
        UsageError: it is none.
    """
    text = str(written).strip()
    figures = text.removesuffix("%").rstrip()
    if figures.startswith("-"):
        raise UsageError(f"{text[:40]!r} is negative: write from 0% to 100%")
    if not _FIGURES.fullmatch(figures):
        raise UsageError(f"{text[:40]!r} is not a percentage: write one such as 10%")
    if (percent := Decimal(figures)) > 100:
        raise UsageError(f"{text[:40]!r} is more than the whole: write from 0% to 100%")
    return percent


Sum = Annotated[Money, BeforeValidator(read_sum, json_schema_input_type=str)]
"""One amount of money in major units, at least 0."""


def _from_to(least: int, most: int) -> Any:
    """Return the check that a whole number lies between two, both included."""

    def check(figure: int) -> int:
        if not least <= figure <= most:
            raise UsageError(f"{figure} cannot be: write a whole number from {least} to {most}")
        return figure

    return AfterValidator(check)


Percent = Annotated[Money, BeforeValidator(read_percent, json_schema_input_type=str)]
"""A percentage from 0 to 100."""


def first_fault(error: ValidationError, text: str) -> UsageError:
    """Return the first of pydantic's findings about a text as an error in words; its field is where it was found."""
    found = error.errors(include_url=False)[0]
    cause = found.get("ctx", {}).get("error")
    field = next((str(part) for part in found["loc"] if isinstance(part, str)), None)
    if isinstance(cause, UsageError):
        return UsageError(cause.message, cause.field or field)
    last = found["loc"][-1] if found["loc"] else ""
    return UsageError(f"{text[:60]!r} cannot be read: {last} {found['msg'][:1].lower()}{found['msg'][1:]}", field)


class _Written(Record):
    """An entry that a short text may stand for."""

    @classmethod
    def fields_of(cls, text: str) -> dict[str, Any]:
        """Return the fields that a text stands for.

        Raises:
            UsageError: it is not of this form.
        """
        raise NotImplementedError

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read the text that stands for all fields.

        Raises:
            UsageError: it is not of this form, or one of its figures cannot be.
        """
        try:
            return cls.model_validate(text)
        except ValidationError as error:
            raise first_fault(error, text) from error

    @model_validator(mode="before")
    @classmethod
    def _from_text(cls, written: Any) -> Any:
        return cls.fields_of(written.strip()) if isinstance(written, str) else written


class Pack(_Written):
    """Sessions that are sold together; in short `6=900`, `5+1`, `6=900-1100`, `6=900 valid 12 months`."""

    sessions: Annotated[Figure, _from_to(1, MAX_SESSIONS)] = Field(description="How many sessions are paid.")
    free: Annotated[Figure, _from_to(0, MAX_SESSIONS)] = Field(0, description="How many more come free with them.")
    price: Amount | None = Field(
        None, description="What they cost together; left out, each paid one costs what a session costs."
    )
    valid: Duration | None = Field(
        None, description="How long they can be used from the first one on, the last day included; left out: no end."
    )

    @classmethod
    def fields_of(cls, text: str) -> dict[str, Any]:  # noqa: D102
        found = _PACK.fullmatch(text)
        if found is None:
            raise UsageError(f"{text[:60]!r} is not a pack: write 6=900 for six at 900, or 5+1 for one free with five")
        if found["free"] is None and found["price"] is None:
            raise UsageError(f"{text[:60]!r} has no price: write 6=900 for six at 900, or 5+1 for one free with five")
        return {name: part for name, part in found.groupdict().items() if part is not None}

    @model_validator(mode="after")
    def _check(self) -> Self:
        if self.price is None and not self.free:
            raise UsageError("a pack needs its price, or free sessions: write price: 900, or free: 1")
        if self.valid is not None and (self.valid.min is None or self.valid.min != self.valid.max):
            raise UsageError("valid is one length of time: write 12 months", "valid")
        if self.valid is not None and self.valid.unit is Unit.HOURS:
            raise UsageError("valid is counted in days, weeks, months or years, not in hours", "valid")
        return self

    @property
    def size(self) -> int:
        """How many sessions one gets, the free ones among them."""
        return self.sessions + self.free

    def __str__(self) -> str:
        """Write the pack so that `parse` reads it back."""
        free = f"+{self.free}" if self.free else ""
        price = f"={self.price}" if self.price else ""
        return f"{self.sessions}{free}{price}{f' valid {self.valid}' if self.valid else ''}"


class Consultation(_Written):
    """What a talk with the doctor costs; in short `195`, `195 deducted`, `30 each visit`."""

    price: Sum = Field(description="What it costs.")
    each: Literal["once", "visit"] = Field("once", description="Whether it is paid once or at every visit.")
    deducted: bool = Field(False, description="Whether it is taken off the price of the sessions.")

    @classmethod
    def fields_of(cls, text: str) -> dict[str, Any]:  # noqa: D102
        price, _, rest = text.partition(" ")
        kinds: dict[str, dict[str, Any]] = {
            "": {}, "kept": {}, "deducted": {"deducted": True}, "each visit": {"each": "visit"},
        }  # fmt: skip
        if " ".join(rest.split()) not in kinds:
            raise UsageError(f"{text[:60]!r} is not a consultation: write 195, 195 deducted, or 195 each visit")
        return {"price": price, **kinds[" ".join(rest.split())]}

    @model_validator(mode="after")
    def _check(self) -> Self:
        if self.deducted and self.each == "visit":
            raise UsageError("a consultation at each visit is never deducted: write one of the two", "deducted")
        return self


class Tax(_Written):
    """A tax on everything the clinic asks; in short `18%`, which is added, or `18% included`."""

    rate: Percent = Field(description="Per cent of the price without the tax.")
    included: bool = Field(False, description="Whether every price already includes it.")

    @classmethod
    def fields_of(cls, text: str) -> dict[str, Any]:  # noqa: D102
        rate, _, rest = text.partition(" ")
        if rest.strip() not in ("", "included", "added"):
            raise UsageError(f"{text[:60]!r} is not a tax: write 18% if it is added, or 18% included")
        return {"rate": rate, "included": rest.strip() == "included"}


class Discount(_Written):
    """A part taken off; in short `10%`, off single sessions, or `10% on packs`, off packs as well."""

    percent: Percent = Field(description="Per cent off.")
    on_packs: bool = Field(False, description="Whether it is taken off packs too; else off single sessions alone.")

    @classmethod
    def fields_of(cls, text: str) -> dict[str, Any]:  # noqa: D102
        percent, _, rest = text.partition(" ")
        if " ".join(rest.split()) not in ("", "on packs"):
            raise UsageError(f"{text[:60]!r} is not a discount: write 10%, or 10% on packs")
        return {"percent": percent, "on_packs": bool(rest.strip())}


class Missed(_Written):
    """What becomes of a session that a patient misses; in short `forfeited`, `free` or `fee 50`."""

    rule: Literal["forfeited", "free", "fee"] = Field(
        description="forfeited: it is paid like one that took place; free: nothing; fee: a charge."
    )
    fee: Sum | None = Field(None, description="With rule: fee, what is charged for each.")

    @classmethod
    def fields_of(cls, text: str) -> dict[str, Any]:  # noqa: D102
        rule, _, fee = text.partition(" ")
        if rule not in ("forfeited", "free", "fee"):
            raise UsageError(f"{text[:60]!r} is not known here: write forfeited, free or fee 50")
        return {"rule": rule, "fee": fee.strip()} if fee else {"rule": rule}

    @model_validator(mode="after")
    def _check(self) -> Self:
        if (self.rule == "fee") != (self.fee is not None):
            raise UsageError("a fee goes with its amount and nothing else does: write fee 50, forfeited or free")
        return self


class Terms(Record):
    """What a clinic asks. Amounts are in one currency, in major units."""

    per_session: Amount | None = Field(
        None, description="Lowest to highest price of one session; left out where only packs are sold."
    )
    packs: tuple[Pack, ...] = Field((), description="Sessions that are sold together.")
    fee: Sum | None = Field(None, description="Paid once, such as for a first blood test.")
    consultation: Consultation | None = Field(None, description="What a talk with the doctor costs.")
    deposit: Sum | None = Field(None, description="Paid when the course is booked; it is a part of the price.")
    tax: Tax | None = Field(None, description="The tax on everything; left out: it is not known which prices have it.")
    discount: Discount | None = Field(None, description="What is taken off.")
    per_visit: Sum | None = Field(None, description="Paid at every visit beside the session.")
    maintenance_session: Amount | None = Field(
        None, description="What a single session costs after the course; left out: as in the course."
    )
    missed: Missed | None = Field(None, description="What becomes of a session that a patient misses.")
    refund: Refund | None = Field(
        None,
        description="What comes back if a patient stops: none, or used-at-single-price, the price of a pack"
        " less its used sessions at the price of a single one.",
    )
    valid: IsoDay | None = Field(None, description="The last day on which these prices hold, as YYYY-MM-DD.")
    instalments: Annotated[Figure, _from_to(2, 120)] | None = Field(
        None, description="In how many equal parts the price may be paid."
    )

    _AMOUNTS: ClassVar = ("per_session", "fee", "deposit", "per_visit", "maintenance_session")

    @field_validator("packs")
    @classmethod
    def _different(cls, packs: tuple[Pack, ...]) -> tuple[Pack, ...]:
        if len(packs) > MAX_PACKS:
            raise UsageError(f"there are {len(packs)} packs: write at most {MAX_PACKS}")
        if len(set(packs)) < len(packs):
            raise UsageError("one pack is named twice: keep one")
        return packs

    @model_validator(mode="after")
    def _possible(self) -> Self:
        """Refuse what is to be taken off, or paid before, where nothing on sale costs as much."""
        dearest = self._dearest_pack
        for field, amount in (("consultation", self.deducted), ("deposit", self.deposit)):
            if dearest is not None and amount is not None and amount > dearest:
                raise UsageError(f"{amount} is more than the dearest pack, {dearest}: check both", field)
        return self

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
        return other.model_copy(update={name: getattr(self, name) for name in self.model_fields_set})

    def check_digits(self, currency: str) -> None:
        """Refuse an amount that is finer than its currency.

        Raises:
            UsageError: with the first field that is.
        """
        for field, amount in self._figures():
            if amount is not None and finer_than(amount, currency):
                digits = minor_digits(currency)
                most = f"at most {digits} digits after the point" if digits else "whole amounts"
                raise UsageError(f"{amount} is finer than {currency} has it: write {most}", field)

    def doubts(self) -> Iterator[tuple[str, str]]:
        """Yield what a table may say and hardly means: the field, and a sentence about it."""
        single = self.per_session and self.per_session.high
        for pack in self.packs:
            low = pack.price and pack.price.low
            if single is not None and low is not None and low > pack.size * single:
                yield "packs", f"The pack {pack} is dearer than its {pack.size} sessions alone, {pack.size * single}."
        if single is not None and not self.packs and (self.deducted or 0) > single:
            yield "consultation", f"The consultation, {self.deducted}, is deducted and dearer than a session, {single}."

    @property
    def _dearest_pack(self) -> Decimal | None:
        """The highest price of a pack; None where there is none, or one that is not known."""
        if not self.packs:
            return None
        single = self.per_session and self.per_session.high
        prices = [pack.price.high if pack.price else single and pack.sessions * single for pack in self.packs]
        return max((price for price in prices if price is not None), default=None) if None not in prices else None

    def _figures(self) -> Iterator[tuple[str, Decimal | None]]:
        for field in self._AMOUNTS:
            written = getattr(self, field)
            yield from ((field, part) for part in _ends(written))
        yield from (("packs", part) for pack in self.packs for part in _ends(pack.price))
        yield "consultation", self.consultation.price if self.consultation else None
        yield "missed", self.missed.fee if self.missed else None


class Price(Terms):
    """What sessions cost in one country or region, or at one clinic."""

    id: str = Field(description="Its key in the table.")
    name: str = Field(description="The country's, region's or clinic's name.")
    currency: str = Field(description="ISO 4217 code, as GBP.")
    source: str = Field(description="The id of the document it comes from.")
    code: str | None = Field(None, description="ISO 3166 code, as GB; left out for a region without one.")
    holidays: str | None = Field(
        None, description="Whose public holidays `--closed holidays` means, as GB-ENG; left out: those of `code`."
    )
    aliases: tuple[str, ...] = Field((), description="Further names that `--country` takes.")
    insurance: str | None = Field(None, description="What the source says of insurance.")
    not_stated: tuple[str, ...] = Field((), description="What one may pay and the source gives no figure for.")
    note: str | None = Field(None, description="How the source was read.")

    @field_validator("currency")
    @classmethod
    def _in_use(cls, code: str) -> str:
        check_code("currency", 3, code)
        if code not in CURRENCIES:
            raise UsageError(f"currency {code!r} is not one in use (ISO 4217): write one such as GBP", "currency")
        return code

    @field_validator("code")
    @classmethod
    def _two_letters(cls, code: str | None) -> str | None:
        check_code("code", 2, code)
        return code

    @field_validator("holidays")
    @classmethod
    def _place(cls, place: str | None) -> str | None:
        if place is not None and not re.fullmatch(r"[A-Z]{2}(-[A-Z0-9]{1,3})?", place):
            raise UsageError(f"holidays {place!r} is no country or region: write GB or GB-ENG", "holidays")
        return place

    @model_validator(mode="after")
    def _priced(self) -> Self:
        if not self.names_prices:
            raise UsageError("there is no price: write per_session, or packs where only packs are sold")
        if self.per_session is None and any(pack.price is None for pack in self.packs):
            raise UsageError("a pack without a price needs per_session: write one of the two", "packs")
        self.check_digits(self.currency)
        return self

    @cached_property
    def names(self) -> tuple[str, ...]:
        """Every name that `--country` takes for it, folded."""
        from mesoplan.tables.regimens import fold

        every = (self.id, self.name, *self.aliases, *([self.code] if self.code else []))
        return tuple(dict.fromkeys(map(fold, every)))


def check_code(name: str, length: int, code: str | None) -> None:
    """Refuse a code of another form.

    Raises:
        UsageError: it is not of so many capital letters.
    """
    if code is not None and not (len(code) == length and code.isascii() and code.isalpha() and code.isupper()):
        hint = f": write {code.upper()}" if len(code) == length and code.isascii() and code.isalpha() else ""
        raise UsageError(f"{name} {code!r} is not a code of {length} capital letters{hint}", name)


def _ends(amount: Amount | Decimal | None) -> tuple[Decimal | None, ...]:
    """Return the figures of an amount or a sum."""
    if amount is None or isinstance(amount, Decimal):
        return (amount,)
    return amount.low, amount.high
