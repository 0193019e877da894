"""The options about money; `mesoplan.reading.money` reads their words."""

from typing import Annotated, NamedTuple

from typer import Option


class CurrencyOptions(NamedTuple):
    """In which currency sums are shown once more."""

    currency: Annotated[
        str | None,
        Option(
            "--currency",
            metavar="CODE",
            envvar="MESOPLAN_CURRENCY",
            help="Every sum once more in this currency, as EUR, at a dated rate.",
        ),
    ] = None
    rate: Annotated[
        list[str] | None,
        Option("--rate", metavar="CODE=RATE", help="Units of --currency for one of CODE, as GBP=1.15; repeatable."),
    ] = None


class MoneyOptions(NamedTuple):
    """What one pays beside, or instead of, the published price."""

    price: Annotated[
        str | None,
        Option("--price", metavar="AMOUNT", help='A clinic\'s own price of a session, as 250, 200-280 or "250 GBP".'),
    ] = None
    pack: Annotated[
        list[str] | None,
        Option(
            "--pack",
            metavar="SESSIONS=PRICE",
            help="A pack on sale, as 6=1200 or 5+1; repeatable.",
        ),
    ] = None
    discount: Annotated[
        str | None, Option("--discount", metavar="PERCENT", help="Off single sessions, as 10%; packs stay as they are.")
    ] = None
    fee: Annotated[str | None, Option("--fee", metavar="AMOUNT", help="Paid once, such as a consultation.")] = None
    consultation: Annotated[
        str | None,
        Option("--consultation", metavar="AMOUNT", help='A talk with the doctor, as 195 or "195 deducted".'),
    ] = None
    tax: Annotated[
        str | None, Option("--tax", metavar="PERCENT", help='Tax on top, as 20%; "20% included" where prices have it.')
    ] = None
    per_visit: Annotated[
        str | None, Option("--per-visit", metavar="AMOUNT", help="Paid at every session, such as travel.")
    ] = None
    paid: Annotated[str | None, Option("--paid", metavar="AMOUNT", help="What is paid so far.")] = None
    stop_after: Annotated[
        str | None, Option("--stop-after", metavar="N", help="What it costs to stop after N sessions.")
    ] = None
    budget: Annotated[str | None, Option("--budget", metavar="AMOUNT", help="How many sessions this pays for.")] = None
