"""Amounts of money as people and as scripts read them."""

from decimal import ROUND_HALF_UP, Decimal

from mesoplan.values.ranges import Amount

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


def minor_digits(currency: str) -> int:
    """Return how many digits a currency has after the point (ISO 4217); 2 where nothing else is known."""
    return _MINOR_DIGITS.get(currency, 2)


def rounded_to_minor(amount: Decimal, currency: str) -> Decimal:
    """Round an amount to a currency's minor unit, halves up."""
    return amount.quantize(Decimal(1).scaleb(-minor_digits(currency)), ROUND_HALF_UP)


def as_number(amount: Decimal | None, currency: str) -> int | float | None:
    """Return an amount in major units for JSON, with at most the currency's minor digits; None stays None."""
    if amount is None:
        return None
    if (whole := int(amount)) == amount:
        return whole
    rounded = rounded_to_minor(amount, currency)
    return int(rounded) if rounded == rounded.to_integral_value() else float(rounded)


def show(amount: Decimal, currency: str, *, sign: bool = True) -> str:
    """Write an amount with its currency, such as £1,050 or CHF 99.50; `sign=False` writes GBP for £."""
    return f"{_prefix(currency, sign=sign)}{_figure(amount, currency)}"


def show_range(amount: Amount, currency: str, *, sign: bool = True) -> str:
    """Write a range such as £450-2,400, `from £600` without an upper figure, `not known` without any."""
    low, high = amount.low, amount.high
    if low is None and high is None:
        return "not known"
    if high is None:
        return f"from {show(low or Decimal(0), currency, sign=sign)}"
    if low is None:
        return f"up to {show(high, currency, sign=sign)}"
    if low == high:
        return show(low, currency, sign=sign)
    return f"{show(low, currency, sign=sign)}-{_figure(high, currency)}"


def _prefix(currency: str, *, sign: bool) -> str:
    return _SIGNS[currency] if sign and currency in _SIGNS else f"{currency} "


def _figure(amount: Decimal, currency: str) -> str:
    rounded = rounded_to_minor(amount, currency)
    whole = rounded == rounded.to_integral_value()
    return f"{rounded:,.0f}" if whole else f"{rounded:,.{minor_digits(currency)}f}"
