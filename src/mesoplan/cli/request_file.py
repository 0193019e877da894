"""Each request of a batch as a file of its own: a calendar or a page, named after its id or its name."""

import re
import unicodedata

from mesoplan.answers.document import Id
from mesoplan.answers.plan import Part
from mesoplan.batch.answer import Form
from mesoplan.cli.command import Action
from mesoplan.cli.commands.cost import Cost
from mesoplan.cli.commands.plan import Plan
from mesoplan.cli.commands.schedule import Schedule
from mesoplan.cli.options import ENDINGS
from mesoplan.errors import FieldError
from mesoplan.output.place import Place
from mesoplan.requests.person import PersonRequest
from mesoplan.tables.catalog import Catalog

_LONGEST = 100
_COMMANDS: dict[Part, type[Action]] = {"schedule": Schedule, "cost": Cost, "plan": Plan}


def request_file(request: PersonRequest, own_id: Id, catalog: Catalog, part: Part, form: Form) -> tuple[str, str]:
    """Return the name of a request's file and what it holds, which is what the command of that part writes.

    Args:
        request: what is asked.
        own_id: the request's own id.
        catalog: the tables, with all their sections.
        part: `schedule`, `cost` or `plan`.
        form: what the file is.

    Raises:
        MesoplanError: the request cannot be followed, or nothing names the file.
    """
    name = _name(own_id, request.name, form)
    command = _COMMANDS[part].model_construct(**dict(request), format=ENDINGS[f".{form}"])
    return name, command.text(command.result(catalog), catalog, Place(details=True))


def _name(own_id: Id, name: str | None, form: Form) -> str:
    """Return the name of a request's file: letters, figures, `-` and `_` of its id, or else of its name.

    Raises:
        FieldError: it has neither, or they have none of these.
    """
    words = str((name or "") if own_id is None else own_id)
    stem = re.sub(r"[^\w-]+", "-", unicodedata.normalize("NFC", words)).strip("-")[:_LONGEST]
    if not stem:
        field = "name" if own_id is None and name is not None else "id"
        raise FieldError("has no letter or figure to name a file after: write some", field)
    return f"{stem}.{form}"
