"""What every entry of the tables is: a frozen pydantic model that takes no field it does not know; and its faults."""

import re
from dataclasses import replace
from datetime import date
from itertools import islice
from typing import Annotated, Any, Self

from pydantic import BaseModel, ConfigDict, ValidationError, ValidationInfo
from pydantic.functional_validators import AfterValidator, BeforeValidator, model_validator

from mesoplan.errors import MOST_NAMED, UsageError, quoted
from mesoplan.tables.places import known_place
from mesoplan.values import Duration


class Record(BaseModel):
    """A frozen entry of a table. The docstring under a field is its description in the JSON Schema."""

    # A model is built when it first reads something: most commands need few of them.
    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)

    @model_validator(mode="after")
    def _checked(self) -> Self:
        self._check()
        return self

    def _check(self) -> None:
        """Refuse what the fields cannot mean together.

        Raises:
            UsageError: it is in words for a user, with the field if it is one.
        """


class Keyed(Record):
    """An entry of a section."""

    id: str
    """Its key in the table."""

    def __hash__(self) -> int:
        """Two that are equal have one id; to hash all that they hold takes long."""
        return hash(self.id)


def written_as(form: str, what: str) -> BeforeValidator:
    """Return the check of a text's form: pydantic takes 1_000 and 7.0 for whole numbers, 86400 for 1970-01-02."""

    def check(written: Any) -> Any:
        if isinstance(written, str) and not re.fullmatch(form, written):
            raise UsageError(f"{quoted(written)} is not {what}")
        return written

    return BeforeValidator(check)


WHOLE = written_as("[0-9]+", "a whole number: write one such as 7")
Figure = Annotated[int, WHOLE]
"""A whole number as the tables write it, in figures alone."""

IsoDay = Annotated[date, written_as("[0-9]{4}-[0-9]{2}-[0-9]{2}", "a date: write YYYY-MM-DD")]
"""A day as the tables write it, YYYY-MM-DD."""


def id_in(section: str, what: str) -> AfterValidator:
    """Return the check of an id: that a section of the tables has it. Of the shipped tables that is tested, once."""

    def check(name: str, info: ValidationInfo) -> str:
        if info.context is not None and name not in info.context[section]:
            listed = ", ".join(islice(info.context[section], MOST_NAMED)) or "none"
            raise UsageError(f"no {what} is called {name}: add it under {section}, or take one of {listed}")
        return name

    return AfterValidator(check)


SourceId = Annotated[str, id_in("sources", "source")]
ConditionId = Annotated[str, id_in("screening", "condition")]


def _check_place(place: str, info: ValidationInfo) -> str:
    """Refuse a place without public holidays, except in the shipped tables: the library takes long to load."""
    if info.context is not None and known_place(place) is None:
        raise UsageError(f"no public holidays are known for {quoted(place)}: write GB or GB-ENG")
    return place


_PLACE = written_as("[A-Z]{2}(-.+)?", "the code of a country or region: write GB or GB-ENG")
HolidayPlace = Annotated[str, _PLACE, AfterValidator(_check_place)]
"""Whose public holidays are meant, as GB-ENG."""

_MESSAGES = {
    "missing": "is missing: write it",
    "extra_forbidden": "is not a field here: check its spelling, or leave it out",
    "value_error": "{error}",
    "literal_error": "{input} is not known here: write {expected}",
    "tuple_type": "is not a list: write [a, b]",
    "int_parsing_size": "{input} is not a whole number: write one such as 7",
    **dict.fromkeys(("string_type", "int_type", "is_instance_of"), "is a list or a mapping: write text"),
    **dict.fromkeys(("dict_type", "model_type"), "is not a mapping: write its fields as key: value"),
    **dict.fromkeys(("bool_type", "bool_parsing"), "{input} is neither true nor false: write one of the two"),
    **dict.fromkeys(("date_type", "date_from_datetime_parsing"), "{input} is not a date: write YYYY-MM-DD"),
    "string_pattern_mismatch": "{input} is not of the form that it has here: see docs/tables.md",
    "greater_than_equal": "{input} is too small: write at least {ge}",
    "less_than_equal": "{input} is too large: write at most {le}",
    "too_long": "has {actual_length} entries: write at most {max_length}",
}
"""What to say of each of pydantic's findings."""


def worded(found: Any) -> str:
    """Return one of pydantic's findings as a user needs it."""
    context = found.get("ctx", {})
    expected = str(context.get("expected", "")).replace("'", '"')
    words = {**context, "input": quoted(str(found["input"])), "expected": expected, "msg": found["msg"]}
    return _MESSAGES.get(found["type"], "{msg}").format(**words)


def first_fault(error: ValidationError) -> UsageError:
    """Return the first of pydantic's findings in words; its field is where it was found."""
    found = error.errors(include_url=False)[0]
    cause = found.get("ctx", {}).get("error")
    field = next((part for part in found["loc"] if isinstance(part, str)), getattr(cause, "field", None))
    return UsageError(getattr(cause, "message", None) or worded(found), field)


def whole_days(length: Duration) -> Duration:
    """Return a length that counts whole days.

    Raises:
        UsageError: it is in minutes or hours.
    """
    if not length.unit.about:
        raise UsageError(f"{length} is no number of days: write days, weeks, months or years, not {length.unit}")
    return length


DayLength = Annotated[Duration, AfterValidator(whole_days)]
"""A length of time in days or longer units."""


def check_step(step: Duration) -> Duration:
    """Return a duration that can part two sessions.

    Raises:
        UsageError: it has no shortest figure, or is in hours.
    """
    if step.min is None:
        raise UsageError(f"{step} has no shortest: write {replace(step, min=1)} instead")
    return whole_days(step)


Interval = Annotated[Duration, AfterValidator(check_step)]
"""A length of time between two sessions."""
