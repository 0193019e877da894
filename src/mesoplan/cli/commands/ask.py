"""`mesoplan ask`."""

import shlex
import sys

import typer

from mesoplan.cli.commands.plan import Plan
from mesoplan.cli.options import TablesRequest
from mesoplan.errors import MesoplanError, UsageError
from mesoplan.guidance.screening import screen
from mesoplan.requests.person import PersonRequest
from mesoplan.tables.catalog import Catalog

_QUESTIONS = (
    ("protocol", "Which regimen?", "One of {protocols}.", "standard"),
    ("start", "From when?", "A date such as 1 Dec 2026, or tomorrow.", "today"),
    ("country", "Where?", "For the costs: {prices}. Leave it empty for none.", ""),
    ("done", "Which sessions have you had?", "Dates with commas between them, or nothing.", ""),
    (
        "condition",
        "What should be watched out for?",
        "Conditions and medicines, such as aspirin, with commas between them, or nothing.",
        "",
    ),
)
"""The five things that decide a plan: a request's field, the question, one line of explanation, and the default."""

_SEVERAL = ("country", "done", "condition")
"""The fields that take several answers, with commas between them."""


class Ask(TablesRequest):
    """Ask the five things that decide a plan, then show it.

    Examples:
        mesoplan ask
    """

    def run(self) -> None:
        """Ask, show the plan, and print the command that gives it again.

        Raises:
            MesoplanError: nobody can answer here.
        """
        if not (sys.stdin and sys.stdin.isatty() and sys.stdout and sys.stdout.isatty()):
            raise MesoplanError("ask needs a terminal: elsewhere write mesoplan plan with its options")
        catalog = self.catalog(advice=True)
        given = {field: answer for field, *words in _QUESTIONS if (answer := self._answer(catalog, field, *words))}
        Plan.read({"today": self.day.isoformat(), "data": self.data, **given}).run()
        typer.echo(f"\nThe same plan again: {_command(given)}")

    def _answer(self, catalog: Catalog, field: str, asks: str, about: str, default: str) -> str | list[str]:
        """Ask until the answer can be used."""
        names = {"protocols": ", ".join(catalog.protocols), "prices": ", ".join(catalog.prices)}
        typer.echo(f"\n{about.format(**names)}")
        while True:
            text: str = typer.prompt(asks, default=default, show_default=bool(default))
            several = [word.strip() for word in text.split(",") if word.strip()]
            answer = several if field in _SEVERAL else text.strip()
            try:
                request = PersonRequest.read({"today": self.day.isoformat(), field: answer or None})
                _refuse_unknown(request, catalog)
            except UsageError as error:
                typer.echo(error.message)
            else:
                return answer


def _refuse_unknown(request: PersonRequest, catalog: Catalog) -> None:
    """Refuse names that the tables do not know."""
    request.protocol_in(catalog)
    catalog.prices_for(request.country)
    if request.condition:
        screen(catalog, request.condition)


def _command(given: dict[str, str | list[str]]) -> str:
    words = ["mesoplan", "plan"]
    for field, answer in given.items():
        for word in [answer] if isinstance(answer, str) else answer:
            words += [f"--{field}", word]
    return shlex.join(words)
