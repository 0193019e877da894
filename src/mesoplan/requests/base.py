"""What every request has: fields that are options, what a shell completes their words to, and how they are read."""

import unicodedata
from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import date
from functools import lru_cache, partial
from pathlib import Path
from typing import Annotated, Any, ClassVar, Self

from pydantic import BaseModel, ConfigDict, Field, ValidationError
from typer import Argument, Context, Option

from mesoplan.errors import FieldError, TableError, UsageError, printable, quoted
from mesoplan.requests.words import one, read_choice
from mesoplan.tables.files import read_shipped
from mesoplan.tables.record import first_fault
from mesoplan.tables.text import mapping, scan_file
from mesoplan.values.dates import parse_date

OUTPUT, PERSON = "Output", "Who it is for"

Offers = list[tuple[str, str]]
"""Words, and what each means."""

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
    field = option("|".join(known), help, group, *names, default=default, autocompletion=complete(known))
    field.metadata.append(one(partial(read_choice, kind=kind, known=known)))
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
