"""Amounts of money as people and as scripts read and write them."""

import re
from decimal import ROUND_HALF_UP, Decimal
from typing import Annotated, Any, ClassVar, Protocol, Self, final

from pydantic import BeforeValidator, PlainSerializer, WithJsonSchema

from mesoplan.errors import UsageError, quoted
from mesoplan.values.frozen import Frozen
from mesoplan.values.grammar import BOUNDS, Ranged, Written, plain_number, show_bounds

_NO_MINOR = "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF"
_THREE_MINOR = "BHD IQD JOD KWD LYD OMR TND"
_MINOR_DIGITS = dict.fromkeys(_NO_MINOR.split(), 0) | dict.fromkeys(_THREE_MINOR.split(), 3)
_CODES = """
AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BHD BIF BMD BND BOB BRL BSD BTN BWP BYN BZD CAD CDF CHF CLP CNY COP
CRC CUP CVE CZK DJF DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GNF GTQ GYD HKD HNL HTG HUF IDR ILS INR
IQD IRR ISK JMD JOD JPY KES KGS KHR KMF KPW KRW KWD KYD KZT LAK LBP LKR LRD LSL LYD MAD MDL MGA MKD MMK MNT MOP MRU
MUR MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD OMR PAB PEN PGK PHP PKR PLN PYG QAR RON RSD RUB RWF SAR SBD SCR SDG
SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TND TOP TRY TTD TWD TZS UAH UGX USD UYU UZS VES VND VUV WST
XAF XCD XOF XPF YER ZAR ZMW ZWG
"""
CURRENCIES = frozenset(_CODES.split())
"""The currencies in use (ISO 4217)."""

_SIGNS = {"GBP": "£", "EUR": "€", "USD": "$"}
_BY_SIGN = {"pound": "GBP", "euro": "EUR", "dollar": "USD"} | {sign: code for code, sign in _SIGNS.items()}
_CURRENCY = r"[£€$]|(?<![^\W\d_])(?:[A-Za-z]{3}|(?i:pound|euro|dollar)s?)(?![^\W\d_])"


Money = Annotated[Decimal, PlainSerializer(plain_number, return_type=Any), WithJsonSchema({"type": "number"})]
"""An amount in major units, already rounded to its currency; in JSON a number."""


class Range(Protocol):
    """Anything with a lowest and a highest amount; None where one is not known."""

    @property
    def low(self) -> Decimal | None: ...  # noqa: D102
    @property
    def high(self) -> Decimal | None: ...  # noqa: D102


MAX_AMOUNT = 1_000_000_000
"""The largest amount of money, in major units."""

ENDLESS = Decimal("Infinity")
"""What stands for an end that is not known where ends are compared."""


@final
class Amount(Ranged, Frozen, kw_only=False):
    """An amount of money in major units: `low` to `high`, both included. None: not stated."""

    low: Decimal | None
    high: Decimal | None

    _PATTERN: ClassVar = f"^{BOUNDS}$"
    _EXAMPLES: ClassVar = ["150", "150-400", "99.50+"]
    _WRITTEN: ClassVar = ["string", "number"]

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read `150`, `150-400`, `99.50+` or `..400`; above 0, at most 1,000,000,000.

        Raises:
            UsageError: it is none of these, runs backwards, names 0 or is too large.
        """
        written = Written(text)
        low, high = written.bounds(text, forms="250, 99.50, 200-280, 150+ or ..400, with no comma")
        if max(low or 0, high or 0) > MAX_AMOUNT:
            raise UsageError(f"{written.quoted} is too large: at most {MAX_AMOUNT}")
        return cls(low, high)

    def __str__(self) -> str:
        """Write the amount so that `parse` reads it back."""
        return show_bounds(self.low, self.high)


def read_currency(text: str) -> str:
    """Return the currency of a code, in any case.

    Raises:
        UsageError: no currency in use has it.
    """
    code = text.strip().upper()
    if code not in CURRENCIES:
        raise UsageError(f"{quoted(text.strip())} is not a currency: write a code of three letters, such as EUR")
    return code


_ONE_AMOUNT = "one amount: write figures alone and no comma, such as 1000 or 99.50"


def read_sum(written: Any, form: str = _ONE_AMOUNT, most: int = MAX_AMOUNT, sign: str = "") -> Decimal:
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
    """Read a percentage from 0 to 100, both included, with or without its sign; below 1 it must have it."""
    share = read_sum(written, "a percentage: write one such as 10%", 100, "%")
    if 0 < share < 1 and "%" not in str(written):
        percent = f"{(share * 100).normalize():f}%"
        raise UsageError(f"{quoted(str(written))} could be a share: write {percent}, or {share}% for so little")
    return share


_FIGURE = WithJsonSchema({"type": ["string", "number"]}, mode="validation")

Sum = Annotated[Money, BeforeValidator(read_sum), _FIGURE]
"""One amount of money in major units, at least 0."""

Percent = Annotated[Money, BeforeValidator(read_percent), _FIGURE]
"""A percentage from 0 to 100."""


def split_currency(text: str) -> tuple[str, str | None]:
    """Part a text such as `£180-220`, `900 GBP` or `6=900gbp` into its figures and its currency.

    Returns:
        The text without sign and code, and the currency; None where the text names none.

    Raises:
        UsageError: it names two currencies, or a code that no currency has.
    """
    found = [_BY_SIGN.get(word.lower().rstrip("s")) or read_currency(word) for word in re.findall(_CURRENCY, text)]
    if len(set(found)) > 1:
        raise UsageError(f"{quoted(text)} names two currencies: write one")
    return re.sub(_CURRENCY, "", text).strip(), found[0] if found else None


def minor_digits(currency: str) -> int:
    """Return how many digits a currency has after the point (ISO 4217); 2 where nothing else is known."""
    return _MINOR_DIGITS.get(currency, 2)


def rounded_to_minor(amount: Decimal, currency: str, rounding: str = ROUND_HALF_UP) -> Decimal:
    """Round an amount to a currency's minor unit, halves up unless another of decimal's ways is given."""
    return amount.quantize(Decimal(1).scaleb(-minor_digits(currency)), rounding)


def whole_units(amount: Decimal) -> Decimal:
    """Round an amount to whole units, halves up."""
    return amount.quantize(Decimal(1), ROUND_HALF_UP)


def show(amount: Decimal, currency: str) -> str:
    """Write an amount with its currency, such as £1,050 or CHF 99.50."""
    return f"{_SIGNS.get(currency, f'{currency} ')}{_figure(amount, currency)}"


def show_range(amount: Range, currency: str) -> str:
    """Write a range such as £450–2,400, `from £600` without an upper figure, `not known` without any."""
    low, high = amount.low, amount.high
    if low is None:
        return "not known" if high is None else f"up to {show(high, currency)}"
    if high is None:
        return f"from {show(low, currency)}"
    return show(low, currency) if low == high else f"{show(low, currency)}\u2013{_figure(high, currency)}"


def _figure(amount: Decimal, currency: str) -> str:
    rounded = rounded_to_minor(amount, currency)
    return f"{rounded:,.{0 if rounded == int(rounded) else minor_digits(currency)}f}"
