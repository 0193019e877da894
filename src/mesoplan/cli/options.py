"""The options that commands share; `mesoplan.reading` reads their words."""

from datetime import date
from typing import TYPE_CHECKING, Annotated, NamedTuple

from typer import Option

from mesoplan.cli.completion import (
    complete_closed,
    complete_countries,
    complete_formats,
    complete_paces,
    complete_protocols,
)
from mesoplan.errors import UsageError, naming
from mesoplan.reading import PROTOCOL

if TYPE_CHECKING:
    from mesoplan.guidance.bans import Aftercare
    from mesoplan.planning.schedule import Schedule
    from mesoplan.tables.advice import HairType
    from mesoplan.tables.catalog import Catalog
    from mesoplan.tables.regimens import Protocol

_PLAN = "Plan"
_OUT = "Output"


Data = Annotated[
    str | None,
    Option(
        "--data",
        metavar="DIR",
        envvar="MESOPLAN_DATA",
        help="Folder with tables of your own, added to the shipped ones.",
    ),
]


class PlanOptions(NamedTuple):
    """What is planned, from when, and how."""

    protocol: Annotated[
        str | None,
        Option(
            "--protocol",
            "-p",
            metavar="ID",
            envvar="MESOPLAN_PROTOCOL",
            help=f"Which published regimen. [default: {PROTOCOL}]",
            autocompletion=complete_protocols,
        ),
    ] = None
    start: Annotated[
        str | None,
        Option(
            "--start",
            metavar="DATE",
            help="First session: YYYY-MM-DD, today, tomorrow or +2w. [default: today, or the first --done]",
        ),
    ] = None
    sessions: Annotated[
        list[str] | None,
        Option(
            "--sessions",
            metavar="[PHASE=]N",
            help="Sessions of the course, instead of the source's range; by phase as initial=4, repeatable.",
        ),
    ] = None
    interval: Annotated[
        list[str] | None,
        Option(
            "--interval",
            metavar="[PHASE=]LENGTH",
            help="Time between sessions, as 3w or 2-4w; with several phases PHASE=3w, repeatable.",
        ),
    ] = None
    maintenance: Annotated[
        str | None,
        Option("--maintenance", metavar="LENGTH|none", help="Time between maintenance sessions, as 6mo or 4-6mo."),
    ] = None
    pace: Annotated[
        str,
        Option(
            "--pace",
            metavar="fast|typical|slow",
            help="Shortest, middle or longest of every interval.",
            autocompletion=complete_paces,
        ),
    ] = "typical"
    horizon: Annotated[
        str, Option("--horizon", metavar="LENGTH", help="How far to look ahead, as 24mo or 2y; at most 50 years.")
    ] = "24mo"

    done: Annotated[
        list[str] | None,
        Option("--done", metavar="DATE", help="A session that took place; repeatable. Later ones count from it."),
    ] = None
    booked: Annotated[
        list[str] | None,
        Option("--booked", metavar="DATE", help="An appointment that is made; repeatable. It stays, even if closed."),
    ] = None
    missed: Annotated[
        list[str] | None, Option("--missed", metavar="DATE", help="An appointment that was missed; repeatable.")
    ] = None
    tolerance: Annotated[
        str | None,
        Option("--tolerance", metavar="LENGTH", help="How far a closed day may move a session, as 2d; 0d: not at all."),
    ] = None
    closed: Annotated[
        list[str] | None,
        Option(
            "--closed",
            metavar="weekends|holidays|mon..sun",
            help="When there are no sessions; repeatable. holidays means those of --country; or holidays:DE-BY.",
            autocompletion=complete_closed,
        ),
    ] = None
    away: Annotated[
        list[str] | None,
        Option("--away", metavar="DATE[..DATE]", help="Days away, first and last included; repeatable."),
    ] = None

    @property
    def is_asked(self) -> bool:
        """Whether anything but the protocol is chosen, so that a plan must be meant."""
        return self._replace(protocol=None) != PlanOptions()


class AdviceOptions(NamedTuple):
    """Which documents' advice counts, and for whom."""

    oily_hair: Annotated[bool, Option("--oily-hair", help="Apply what is said of oily hair.")] = False
    strict: Annotated[
        bool, Option("--strict", help="Take the longest time that any document gives. [default in a plan]")
    ] = False
    source_only: Annotated[bool, Option("--source-only", help="Go by the protocol's own document alone.")] = False

    @property
    def hair(self) -> "tuple[HairType, ...]":
        """The conditions that are met."""
        from mesoplan.reading.advice import read_hair

        return read_hair(self._asdict())

    def check(self, *, asked: bool) -> None:
        """Refuse options about aftercare where none is asked for."""
        if not asked and self != AdviceOptions():
            raise UsageError("--oily-hair, --strict and --source-only go with --aftercare or --format ics")

    def care(self, catalog: "Catalog", schedule: "Schedule") -> "Aftercare":
        """Say what is off limits over a plan."""
        from mesoplan.guidance.bans import care_for

        only = self.source(schedule.regimen.protocol)
        return care_for(catalog, source=only, hair=self.hair, schedule=schedule)

    def source(self, protocol: "Protocol", *, own: bool = False) -> str | None:
        """Return the only document to go by; None for all of them. Raises what `read_source` raises."""
        from mesoplan.reading.advice import read_source

        return read_source(self._asdict(), protocol, own=own)


Force = Annotated[bool, Option("--force", help="Let --output replace a file.")]
Today = Annotated[
    str | None,
    Option("--today", metavar="DATE", envvar="MESOPLAN_TODAY", help="Take this day for today: YYYY-MM-DD."),
]


class OutputOptions(NamedTuple):
    """Where the result goes and what it looks like."""

    format: Annotated[
        str | None,
        Option(
            "--format",
            "-f",
            metavar="FORMAT",
            help="table or json; csv, markdown, ics or html where a command has them.",
            autocompletion=complete_formats,
        ),
    ] = None
    json: Annotated[bool, Option("--json", help="Short for --format json.")] = False
    output: Annotated[
        str | None,
        Option(
            "--output",
            "-o",
            metavar="FILE",
            help="Write to a new file (- is stdout); its ending (.txt .json .csv .md .ics .html) tells the format.",
        ),
    ] = None
    force: Force = False
    data: Data = None
    today: Today = None
    no_color: Annotated[bool, Option("--no-color", help="No colours (nor with NO_COLOR set).")] = False
    quiet: Annotated[bool, Option("--quiet", "-q", help="No warnings on standard error.")] = False

    @property
    def file(self) -> str | None:
        """The file to write; None for standard output, which - is as well."""
        return None if self.output == "-" else self.output

    def day(self) -> date:
        """Return today. Raises what `read_today` raises."""
        return read_today(self.today)

    def catalog(self, *, advice: bool = False) -> "Catalog":
        """Load the tables. Raises what `load_tables` raises."""
        return load_tables(self.data, advice=advice)


Countries = Annotated[
    list[str] | None,
    Option(
        "--country",
        "-c",
        metavar="COUNTRY",
        envvar="MESOPLAN_COUNTRY",
        help="Id, ISO code, name or alias; repeatable; all is every country there is (the default).",
        autocompletion=complete_countries,
    ),
]


PlanCountries = Annotated[
    list[str] | None,
    Option(
        "--country",
        "-c",
        metavar="COUNTRY",
        envvar="MESOPLAN_COUNTRY",
        help="With costs in this country: id, ISO code, name or alias; repeatable. [default: no costs]",
        autocompletion=complete_countries,
    ),
]


Country = Annotated[
    list[str] | None,
    Option(
        "--country",
        "-c",
        metavar="COUNTRY",
        envvar="MESOPLAN_COUNTRY",
        help="Whose public holidays --closed holidays means: a country, or a part of one as GB-SCT.",
        autocompletion=complete_countries,
    ),
]


def read_today(word: str | None) -> date:
    """Return today: the option's date, or the system's. The one place that asks the clock.

    Raises:
        UsageError: the option is not YYYY-MM-DD.
    """
    today = date.today()
    if word is None:
        return today
    from mesoplan.values.dates import parse_date

    with naming("today"):
        if not word.strip()[:1].isdigit():
            raise UsageError(f"{word!r} is not a date: write YYYY-MM-DD")
        return parse_date(word, today)


def load_tables(folder: str | None, *, advice: bool = False) -> "Catalog":
    """Load the shipped tables, without `advice` only what dates and costs need of them, and those of a folder.

    Raises:
        TableError: tables of the user's own have faults.
    """
    from pathlib import Path

    from mesoplan.tables.catalog import load_catalog
    from mesoplan.tables.files import REGIMENS

    return load_catalog(None if folder is None else Path(folder), None if advice else REGIMENS)


def option_words(field: str) -> str:
    """Return the option by which a field is given."""
    return f"--{field.replace('_', '-')}"
