"""`mesoplan ask`."""

import shlex
import sys
from typing import Any

import typer

from mesoplan.cli.commands.plan import Plan
from mesoplan.cli.options import TablesRequest
from mesoplan.cli.output import say
from mesoplan.errors import MesoplanError
from mesoplan.requests.base import BETWEEN

_QUESTIONS = (
    ("protocol", "Which regimen?", "One of {protocols}.", "standard"),
    ("done", "Which sessions have you had?", "Their dates.", ""),
    ("start", "From when?", "A date such as 1 Dec 2026, or tomorrow.", "today"),
    ("country", "Where?", "For the costs: {prices}.", ""),
    ("condition", "Which illnesses do you have, and which medicines do you take?", "Such as aspirin.", ""),
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
            if field == "start" and given["done"]:
                continue
            several = "" if default else " Put commas between several, or leave it empty."
            say(f"\n{about.format(**names)}{several}")
            while field not in given:
                text: str = typer.prompt(asks, default=default, show_default=bool(default))
                parts = [part.strip() for part in BETWEEN.split(text) if part.strip().lower() not in ("", "no", "none")]
                words = parts if several else text.strip()
                try:
                    Plan.read(here | given | {field: words}).result(catalog)
                except MesoplanError as error:
                    say(error.message)
                else:
                    given[field] = words
        plan = Plan.read(here | given)
        plan.run()
        again = ["mesoplan", "plan"]
        # On another day, tomorrow is another day.
        for field, words in {"data": self.data or [], **given, "start": str(plan.start or "") or []}.items():
            again += [part for word in ([words] if isinstance(words, str) else words) for part in (f"--{field}", word)]
        typer.echo(f"\nThe same plan again: {shlex.join(again)}")
