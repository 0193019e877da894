"""A whole plan as one self-contained HTML page, made to be printed: no script, nothing from elsewhere."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from mesoplan.render import DISCLAIMER
from mesoplan.render.drawing import cost_bars, timelines
from mesoplan.render.text import Style

if TYPE_CHECKING:
    from mesoplan.answers.plan import Plan
    from mesoplan.render.page import Page


def plan_html(page: Page, plan: Plan) -> str:
    """Write a whole plan; every text shows as itself, whatever the tables hold."""
    drawings = {"sessions": timelines(plan), "cost": cost_bars(plan.estimates, Style())}
    return _environment().get_template("plan.html").render(page=page, drawings=drawings, disclaimer=DISCLAIMER)


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(Path(__file__).parent / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        finalize=_shown,
    )
    environment.tests["web_address"] = _is_web_address
    return environment


def _shown(value: object) -> object:
    """Return a text without control characters; they would do something even where markup is escaped."""
    return Style().text(value) if type(value) is str else value


def _is_web_address(url: str | None) -> bool:
    return url is not None and url.lower().startswith(("http://", "https://"))
