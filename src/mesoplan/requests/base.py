"""What every request is made of: fields that are options, what reads their words, and what a shell completes them to.

What a user wrote is a word on the command line or a value in a batch. Each reader takes text. Numbers and days, which
JSON and tables of data have, are written out first.
"""

import re
import unicodedata
from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import date, datetime, time
from decimal import Decimal
from functools import lru_cache, partial
from itertools import chain
from pathlib import Path
from typing import Annotated, Any, ClassVar, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, PlainValidator, ValidationError, ValidationInfo
from typer import Argument, Context, Option

from mesoplan.errors import FieldError, TableError, UnknownNameError, UsageError, printable, quoted
from mesoplan.tables.files import read_shipped
from mesoplan.tables.record import first_fault
from mesoplan.tables.text import mapping, scan_file
from mesoplan.values import Duration, parse_date, read_time
from mesoplan.values.ranges import parse_tolerance

OUTPUT, PERSON = "Output", "Who it is for"

Offers = list[tuple[str, str]]
"""Words, and what each means."""

Scalar = str | float
Pairs = dict[str, Scalar] | list[Scalar] | Scalar
_KINDS = {bool: "true or false", dict: "a mapping", list: "a list", tuple: "a list", type(None): "null"}

_TIMED = r"(.+?)(?:(?<=[0-9])(?:T|\s+(?=[0-9]))|T(?=[0-9])|\s+(?=[0-9]+:))(.*)"
"""A day and a time of day, with a T or spaces between them."""
BETWEEN = re.compile(r";\s*|(?<=\d\d),\s*|,(?=\S)|,\s+(?=\d{4}-|[^\W\d])|(?<=\d)\s+(?=\d{4}-\d)")
"""What is between two days or two words; not the comma of `Tue, 1 Dec, 2026`."""
_SPAN = r"\.\.|\s(?:[-–—]|to|until)\s"
"""What may stand between two days."""


def as_text(value: Any) -> str:
    """Return a text as it is, and a number or a day written out.

    Raises:
        UsageError: it is of another kind.
    """
    if isinstance(value, str):
        return value
    if isinstance(value, datetime):
        # A data table's column of moments: the day is meant where there is no time of day.
        return str(value.date() if value.time() == time() else value)
    if isinstance(value, bool) or not isinstance(value, (int, float, Decimal, date)):
        raise UsageError(f"{_KINDS.get(type(value), 'this')} is not taken here: write text or a number")
    try:
        # A data table's column of whole numbers with gaps in it has 3 as 3.0.
        return str(int(value) if isinstance(value, (float, Decimal)) and value == int(value) else value)
    except (ValueError, OverflowError):  # Python writes no number of more than 4,300 digits
        raise UsageError("this is not a number that can be used: write a smaller one") from None


def one(read: Callable[..., Any], *, dated: bool = False) -> PlainValidator:
    """Return what reads a field of one value; `dated`: `read` takes today as well."""

    def validate(value: Any, info: ValidationInfo) -> Any:
        return None if value is None else _from(info, read, dated)(as_text(value))

    return PlainValidator(validate, json_schema_input_type=Scalar | None)


def many(read: Callable[..., Any], *, dated: bool = False, pairs: bool = False) -> PlainValidator:
    """Return what reads a field of several values, or of one alone; `pairs`: of a mapping, as `NAME=VALUE`, as well."""

    def parted(text: str) -> list[str]:
        # A comma may be part of a name. Between two days away it may mean from one to the other, where no .. says so.
        is_one = pairs or read is str or (read is read_absence and ".." not in text)
        return [text] if is_one else BETWEEN.split(text.strip(", \n"))

    def validate(value: Any, info: ValidationInfo) -> Any:
        if value is None:
            return []
        if pairs and isinstance(value, Mapping):
            value = [f"{name}={as_text(one)}" for name, one in value.items()]
        texts = map(as_text, value if isinstance(value, (list, tuple)) else [value])
        return [*map(_from(info, read, dated), chain.from_iterable(map(parted, texts)))]

    return PlainValidator(validate, json_schema_input_type=(Pairs if pairs else list[Scalar] | Scalar) | None)


def _from(info: ValidationInfo, read: Callable[..., Any], dated: bool) -> Callable[[str], Any]:
    """Return a reader; one of days counts from a request's today."""
    return partial(read, today=info.data.get("today") or date.min) if dated else read


def read_absence(text: str, today: date) -> tuple[date, date]:
    """Read the first and the last of days away, both included, as `2026-12-20..2027-01-03` or one day.

    Raises:
        UsageError: it ends before it begins.
    """
    written = re.split(_SPAN, text, maxsplit=1)
    first, last = parse_date(written[0], today), parse_date(written[-1], today)
    if first > last:
        raise UsageError(f"{quoted(text)} ends before it begins: write the first day first")
    return first, last


def read_moment(text: str, today: date) -> date:
    """Read when a session is: a date, or a date and a time of day, as 2026-12-01T10:30."""
    timed = re.fullmatch(_TIMED, text.strip(), re.IGNORECASE)
    if timed is None:
        return parse_date(text, today)
    return datetime.combine(parse_date(timed[1], today), read_time(timed[2]))


def read_number(text: str, what: str = "a whole number from 1 to 1000", least: int = 0, most: int = 10**9 - 1) -> int:
    """Read a whole number; `what` it is to be is said of one that is none, or not from `least` to `most`."""
    word = text.strip().removesuffix(".0")  # as spreadsheets write it
    if not (word.isascii() and word.isdigit() and len(word) <= 9 and least <= int(word) <= most):
        raise UsageError(f"{quoted(text)} is not {what}")
    return int(word)


def by_phase(text: str, read: Callable[[str], Any]) -> tuple[str, Any]:
    """Read `PHASE=VALUE`, or `VALUE` for the phase ""."""
    phase, _, value = text.rpartition("=")
    return phase.strip(), read(value)


def read_maintenance(text: str) -> Duration | Literal["none"]:
    """Read a length of time, or `none`."""
    word = text.strip().lower()
    if word in ("no", "off", "never", "0"):
        raise UsageError(f"{quoted(text)} is not a length of time: write none for no maintenance")
    return "none" if word == "none" else Duration.parse(text)


Text = Annotated[str | None, one(str)]
Texts = Annotated[list[str], many(str)]
Day = Annotated[date | None, one(parse_date, dated=True)]
Days = Annotated[list[date], many(parse_date, dated=True)]
PastDays = Annotated[list[date], many(partial(parse_date, past=True), dated=True)]
# Typer takes no tuple in a list, and no union.
Away = Annotated[list[Any], many(read_absence, dated=True)]
Counts = Annotated[list[Any], many(partial(by_phase, read=read_number), pairs=True)]
Intervals = Annotated[list[Any], many(partial(by_phase, read=Duration.parse), pairs=True)]
Moment = Annotated[date | None, one(read_moment, dated=True)]
Length = Annotated[Duration | None, one(Duration.parse)]
Upkeep = Annotated[Any, one(read_maintenance)]
Shift = Annotated[Duration | None, one(parse_tolerance)]

_QUOTES = str.maketrans("", "", "'\"`$\\")
"""What would end the words that the shells' scripts put names in."""


def ids_of(*sections: str, **more: str) -> Callable[[Context, str], Offers]:
    """Return what completes the ids in some sections of one table, shipped and your own, and `more` words."""
    file = "prices.yaml" if "prices" in sections else "protocols.yaml"

    def offers(ctx: Context, incomplete: str) -> Offers:
        tables, data = [read_shipped(file, sections)], next(one for one in ctx.command.params if one.name == "data")
        with suppress(TableError):  # what cannot be read completes nothing; data validate says what is wrong
            tables += [scan_file(Path(own) / file)] if (own := data.resolve_envvar_value(ctx)) else []
        found = [mapping(table.data.get(section)) for table in tables for section in sections]
        entries = [(key, mapping(entry)) for entries in found for key, entry in entries.items()]
        names = {key: str(entry.get("name", "")).translate(_QUOTES) for key, entry in entries}
        return matching({**names, **more}, incomplete)

    return offers


CONDITIONS = ids_of("screening", "indications")
"""What completes a condition, a medicine or a kind of hair loss."""


def complete(known: Mapping[str, str]) -> Any:
    """Return what completes one of some fixed words."""
    return lambda incomplete: matching(known, incomplete)


def matching(names: Mapping[str, str], incomplete: str) -> Offers:
    """Return the names that begin so, in any case."""
    begun = incomplete.lower()
    return [(name, words) for name, words in names.items() if name.lower().startswith(begun)]


def option(metavar: str, help: str, group: str, *names: str, default: Any = None, **more: Any) -> Any:  # noqa: A002
    """Return a field that is an option of the command line; its words go to the field as they are written.

    Args:
        metavar: what stands for the word in the help.
        help: what it does.
        group: the heading that it stands under in the help.
        names: its names; without any it is called as the field.
        default: what the field is where nothing is given.
        more: what else Typer knows of it: `envvar`, which it takes its default from, and `autocompletion`.
    """
    return _field(default, Option(*names, parser=str, metavar=metavar, help=help, rich_help_panel=group, **more))


def options(metavar: str, help: str, group: str, *names: str, **more: Any) -> Any:  # noqa: A002
    """Return a field that is an option of several values, as `option` does."""
    # pydantic copies a list for every request, and no tuple.
    return option(metavar, f"{help}; repeatable.", group, *names, default=(), **more)


def argument(metavar: str, help: str, default: Any = ..., complete: Callable[..., Offers] | None = None) -> Any:  # noqa: A002
    """Return a field that is an argument of the command line, as `option` does."""
    return _field(default, Argument(metavar=metavar, help=help, parser=str, autocompletion=complete))


def choice(kind: str, known: Mapping[Any, str], help: str, group: str, *names: str, default: Any = None) -> Any:  # noqa: A002
    """Return a field that is one of some words, in any case, as `option` does.

    Args:
        kind: what a word names, for the message about one that is not known.
        known: the words, and what each means.
        help: what the option does.
        group: the heading that it stands under in the help.
        names: its names; without any it is called as the field.
        default: what the field is where nothing is given.
    """

    def read(text: str) -> str:
        word = text.strip().lower()
        if word not in known:
            raise UnknownNameError(kind, text, known)
        return word

    field = option("|".join(known), help, group, *names, default=default, autocompletion=complete(known))
    field.metadata.append(one(read))
    return field


def flag(name: str, help: str, group: str, *short: str) -> Any:  # noqa: A002
    """Return a field of true or false, and the option that it is."""
    return _field(False, Option(name, *short, help=help, rich_help_panel=group))


def _field(default: Any, shown: Any) -> Any:
    """Return a field with what Typer shows it as, which is its description in the schema as well."""
    field = Field(default, description=shown.help)
    field.metadata.append(shown)
    return field


@lru_cache
def _read_today(text: str) -> date:
    if not text.strip()[:1].isdigit():
        raise UsageError(f"{quoted(text)} is not a date: write YYYY-MM-DD")
    return parse_date(text, date.min)


Today = Annotated[date | None, one(_read_today)]


class Asked(BaseModel):
    """A request. Its fields are read when it is made, from text, and are not changed after."""

    # Only the model that a command is gets built, and none of those that it inherits from.
    model_config = ConfigDict(frozen=True, extra="forbid", strict=True, defer_build=True)

    goes_with: ClassVar[Mapping[str, tuple[str, ...]]] = {}
    """The options and formats that a field goes with, where it has no effect without one of them.

    What a base says holds as well, unless a field is said again.
    """

    today: Today = option("DATE", "Use this day as today: YYYY-MM-DD.", OUTPUT, envvar="MESOPLAN_TODAY")

    @classmethod
    def read(cls, words: Any) -> Self:
        """Return the request of some words, by field.

        Raises:
            FieldError: a word cannot be read, or there is no such field; of several the first.
        """
        try:
            return cls.model_validate(words)
        except ValidationError as error:
            found = first_fault(error)
            raise FieldError(found.message, found.field) if found.field else found from error

    @property
    def day(self) -> date:
        """Today; the command line and a batch always give it."""
        assert self.today is not None
        return self.today


def read_name(text: str) -> str:
    """Read a name, in one way however it was typed."""
    name = unicodedata.normalize("NFC", " ".join(printable(text).split()))
    if not name:
        raise UsageError('the name is empty: write one, such as --name "Anna K."')
    return name


Name = Annotated[str | None, one(read_name)]


class NamedRequest(Asked):
    """Whose plan it is."""

    name: Name = option("NAME", "Whose plan it is: in its title, and to tell calendars apart.", PERSON)
