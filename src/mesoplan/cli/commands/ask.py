"""`mesoplan ask`."""

import shlex
import sys
from typing import Any

import typer

from mesoplan.cli.commands.plan import Plan
from mesoplan.cli.options import TablesRequest
from mesoplan.cli.output import say
from mesoplan.errors import MesoplanError

_QUESTIONS = (
    ("protocol", "Which regimen?", "One of {protocols}.", "standard"),
    ("start", "From when?", "A date such as 1 Dec 2026, or tomorrow.", "today"),
    ("country", "Where?", "For the costs: {prices}.", ""),
    ("done", "Which sessions have you had?", "Their dates.", ""),
    ("condition", "What should be watched out for?", "Conditions and medicines, such as aspirin.", ""),
)
"""The five things that decide a plan: a request's field, the question, what to answer, and the default.

Where there is no default, there may be none or several answers.
"""


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
        if not (sys.stdin.isatty() and sys.stdout.isatty()):
            raise MesoplanError("ask needs a terminal: elsewhere write mesoplan plan with its options")
        catalog = self.catalog(advice=True)
        names = {"protocols": ", ".join(catalog.protocols), "prices": ", ".join(catalog.prices)}
        given: dict[str, Any] = {}
        here = {"today": self.day.isoformat(), "data": self.data}
        for field, asks, about, default in _QUESTIONS:
            several = "" if default else " Put commas between several, or leave it empty."
            typer.echo(f"\n{about.format(**names)}{several}")
            while field not in given:
                text: str = typer.prompt(asks, default=default, show_default=bool(default))
                words = [word.strip() for word in text.split(",") if word.strip()] if several else [text.strip()]
                answer = {field: words if several else words[0]}
                try:
                    Plan.read(here | given | answer).result(catalog)
                except MesoplanError as error:
                    say(error.message)
                else:
                    given |= answer
        plan = Plan.read(here | given)
        plan.run()
        again = ["mesoplan", "plan"]
        # On another day, tomorrow is another day.
        for field, words in {"data": self.data or [], **given, "start": str(plan.start)}.items():
            again += [part for word in ([words] if isinstance(words, str) else words) for part in (f"--{field}", word)]
        typer.echo(f"\nThe same plan again: {shlex.join(again)}")
