"""Each request of a batch as a file of its own: a calendar or a page, named after its id or its name."""

import re
import unicodedata
from datetime import date

from mesoplan.answers.batch import Id
from mesoplan.answers.cost import cost_answer
from mesoplan.answers.plan import plan_answer
from mesoplan.batch.answer import Form
from mesoplan.cli.output import painted
from mesoplan.errors import FieldError, quoted
from mesoplan.output.formats.ics import schedule_ics
from mesoplan.output.pages.cost import cost_page
from mesoplan.output.pages.plan import plan_page
from mesoplan.output.pages.schedule import schedule_page
from mesoplan.output.place import Place
from mesoplan.planning.schedule import lay_out, lay_out_if_dated
from mesoplan.requests.calendar import EventsRequest
from mesoplan.requests.person import PersonRequest
from mesoplan.tables.catalog import Catalog

_LONGEST = 100


def _name(own_id: Id, name: str | None, form: Form) -> str:
    """Return the name of a request's file: letters, figures, `-` and `_` of its id, or else of its name.

    Raises:
        FieldError: it has neither, or they have none of these.
    """
    words = name if own_id is None else str(own_id)
    if words is None:
        raise FieldError("is not given, and neither is name: one of them names the file", "id")
    stem = re.sub(r"[^\w-]+", "-", unicodedata.normalize("NFC", words)).strip("-")[:_LONGEST]
    if not stem:
        field = "name" if own_id is None else "id"
        raise FieldError(f"{quoted(words)} has no letter or figure to name a file after", field)
    return f"{stem}.{form}"


def request_file(
    request: PersonRequest, own_id: Id, catalog: Catalog, today: date, part: str, form: Form
) -> tuple[str, str]:
    """Return the name of a request's file and what it holds.

    Args:
        request: what is asked.
        own_id: the request's own id.
        catalog: the tables, with all their sections.
        today: the day that counts as today.
        part: `schedule`, `cost` or `plan`.
        form: what the file is.

    Raises:
        MesoplanError: the request cannot be followed, or nothing names the file.
    """
    return _name(own_id, request.name, form), _text(request, catalog, today, part, form)


def _text(request: PersonRequest, catalog: Catalog, today: date, part: str, form: Form) -> str:
    if form == "ics":
        schedule, answer = plan_answer(request, catalog)
        options = EventsRequest(name=request.name)
        care, prices = answer.aftercare, answer.estimates
        return schedule_ics(schedule, catalog, today, care, estimates=prices, options=options, with_care=part == "plan")
    regimen = request.regimen(catalog, say_open=part == "schedule")
    if part == "schedule":
        page = schedule_page(lay_out(regimen), catalog, today)
    elif part == "cost":
        priced = cost_answer(request, regimen, lay_out_if_dated(regimen), catalog)
        page = cost_page(regimen, priced.estimates, priced.warnings, catalog, today)
    else:
        page = plan_page(*plan_answer(request, catalog), catalog, today)
    return painted(page, "markdown" if form == "md" else form, Place(details=True))
