"""A page as one self-contained HTML file for screen and paper: no script, nothing from elsewhere."""

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup, escape

from mesoplan.errors import printable
from mesoplan.output.page import Page, Table
from mesoplan.output.spans import KINDS
from mesoplan.output.wording import Place, days


def _cited(text: str, page: Page) -> Markup:
    """Return a text whose marks lead to their sources."""
    safe = str(escape(printable(text)))
    for mark in page.marks:
        safe = safe.replace(f"[{mark}]", f'<a class="mark" href="#source-{mark}">[{mark}]</a>')
    return Markup(safe)  # noqa: S704 (it is escaped)


def _table_class(table: Table) -> str:
    """Return how a table gives way where it is narrow: its cells go below each other, long texts on paper too."""
    # So many characters are for reading rather than for looking up.
    if any(len(cell.text) > 120 for row in table.rows for cell in row.words()):
        return "stacks prose"
    return "stacks" if len(table.titles) > 2 else ""


_ENVIRONMENT = Environment(loader=PackageLoader("mesoplan.output.formats"), autoescape=True, undefined=StrictUndefined)
_ENVIRONMENT.trim_blocks = _ENVIRONMENT.lstrip_blocks = _ENVIRONMENT.keep_trailing_newline = True
# Control characters would do something even where markup is escaped.
_ENVIRONMENT.finalize = lambda value: printable(value) if type(value) is str else value
_ENVIRONMENT.filters |= {"cite": _cited, "percent": lambda share: round(100 * share, 2), "table_class": _table_class}


def render(page: Page, _: Place) -> str:
    """Write a page with all its details, whatever the place."""
    return _ENVIRONMENT.get_template("page.html").render(page=page, kinds=KINDS, days=days)
