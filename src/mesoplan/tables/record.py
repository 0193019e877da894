"""What every entry of the tables is: a frozen pydantic model that takes no field it does not know."""

from datetime import date
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict

from mesoplan.errors import UsageError, quoted


class Record(BaseModel):
    """A frozen entry of a table. The docstring under a field is its description in the JSON Schema."""

    # A model is built when it first reads something: most commands need few of them.
    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)


def _in_figures(written: Any) -> Any:
    """Refuse whole numbers that pydantic would take in another form, as 1_000 and 7.0."""
    if isinstance(written, str) and not (written.isascii() and written.isdigit()):
        raise UsageError(f"{quoted(written)} is not a whole number: write one such as 7")
    return written


def _only_iso(written: Any) -> Any:
    """Refuse dates that pydantic would take in another form, as 86400 for 1970-01-02."""
    if isinstance(written, str) and not (len(written) == 10 and written[4] == written[7] == "-" and written.isascii()):
        raise UsageError(f"{quoted(written)} is not a date: write YYYY-MM-DD")
    return written


Figure = Annotated[int, BeforeValidator(_in_figures)]
"""A whole number as the tables write it, in figures alone."""

IsoDay = Annotated[date, BeforeValidator(_only_iso)]
"""A day as the tables write it, YYYY-MM-DD."""
