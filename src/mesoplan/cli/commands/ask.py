"""`mesoplan ask`."""

import shlex
import sys
from collections.abc import Callable, Iterator
from typing import ClassVar, NamedTuple

import typer

from mesoplan.cli.command import command_app
from mesoplan.cli.commands.plan import Plan
from mesoplan.cli.options import TablesRequest
from mesoplan.errors import MesoplanError, UsageError
from mesoplan.guidance.screening import screen
from mesoplan.requests.person import PersonRequest
from mesoplan.tables.catalog import Catalog

Check = Callable[[PersonRequest, Catalog], object]


class Question(NamedTuple):
    """Something that decides a plan."""

    field: str
    """The request's field that the answer fills."""
    asks: str
    """The question."""
    about: str
    """One line of explanation."""
    default: str = ""
    several: bool = False
    """Whether there may be several answers, with commas between them."""
    check: Check = lambda request, _: request
    """What refuses an answer that the tables do not know."""


def _questions(catalog: Catalog) -> Iterator[Question]:
    """Yield the five things that decide a plan."""
    names = ", ".join(catalog.protocols)
    yield Question(
        "protocol",
        "Which regimen?",
        f"One of {names}.",
        "standard",
        check=lambda asked, known: asked.protocol_in(known),
    )
    yield Question("start", "From when?", "A date such as 1 Dec 2026, or tomorrow.", "today")
    yield Question(
        "country",
        "Where?",
        f"For the costs: {', '.join(catalog.prices)}. Leave it empty for none.",
        several=True,
        check=lambda asked, known: known.prices_for(asked.country),
    )
    yield Question("done", "Which sessions have you had?", "Dates with commas between them, or nothing.", several=True)
    yield Question(
        "condition",
        "What should be watched out for?",
        "Conditions and medicines, such as aspirin, with commas between them, or nothing.",
        several=True,
        check=lambda asked, known: asked.condition and screen(known, asked.condition),
    )


class Ask(TablesRequest):
    """Ask the five things that decide a plan, then show it."""

    examples: ClassVar = ("mesoplan ask",)

    def run(self) -> None:
        """Ask, show the plan, and print the command that gives it again.

        Raises:
            MesoplanError: nobody can answer here.
        """
        if not (sys.stdin and sys.stdin.isatty() and sys.stdout and sys.stdout.isatty()):
            raise MesoplanError("ask needs a terminal: elsewhere write mesoplan plan with its options")
        catalog = self.catalog(advice=True)
        given: dict[str, str | list[str]] = {}
        for question in _questions(catalog):
            if answer := self._answer(question, catalog):
                given[question.field] = answer
        Plan.read({"today": self.day.isoformat(), "data": self.data, **given}).run()
        typer.echo(f"\nThe same plan again: {_command(given)}")

    def _answer(self, question: Question, catalog: Catalog) -> str | list[str]:
        """Ask until the answer can be used."""
        typer.echo(f"\n{question.about}")
        while True:
            text: str = typer.prompt(question.asks, default=question.default, show_default=bool(question.default))
            answer = [word.strip() for word in text.split(",") if word.strip()] if question.several else text.strip()
            try:
                request = PersonRequest.read({"today": self.day.isoformat(), question.field: answer or None})
                question.check(request, catalog)
            except UsageError as error:
                typer.echo(error.message)
            else:
                return answer


def _command(given: dict[str, str | list[str]]) -> str:
    words = ["mesoplan", "plan"]
    for field, answer in given.items():
        for word in [answer] if isinstance(answer, str) else answer:
            words += [f"--{field}", word]
    return shlex.join(words)


app = command_app("ask", Ask)
