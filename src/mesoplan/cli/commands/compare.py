"""`mesoplan compare`."""

from dataclasses import replace

from mesoplan.answers.cost import SORTS, Sort, compare_answer, in_order
from mesoplan.cli.options import OwnAction, Result, later
from mesoplan.errors import FieldError
from mesoplan.planning.overrides import apply_choices
from mesoplan.planning.regimen import PACES, Request
from mesoplan.requests.base import OUTPUT, Day, Length, Texts, choice, ids_of, option, options
from mesoplan.requests.money import CurrencyRequest, MoneyRequest
from mesoplan.requests.plan import PLAN, CountryRequest
from mesoplan.tables.catalog import Catalog
from mesoplan.values import Pace


class Compare(OwnAction, CurrencyRequest, CountryRequest):
    """Compare protocols over 12 months, by country if you like.

    Examples:
        mesoplan compare
        mesoplan compare --country uk --interval 2w --sort cost
        mesoplan compare --country uk --country turkey --currency EUR --sort length
    """

    formats = ("csv",)
    goes_with = {"currency": ("country",)}
    needs_advice = ()

    protocol: Texts = options("ID", "Only these", PLAN, "--protocol", "-p", autocompletion=ids_of("protocols"))
    start: Day = option("DATE", "First session. [default: today]", PLAN)
    pace: Pace = choice("pace", PACES, "Which intervals the planned sessions use.", PLAN, default="typical")
    interval: Length = option("LENGTH", "Time between sessions where none is stated, such as 2w.", PLAN)
    sort: Sort | None = choice("order", SORTS, "The order of the rows. [default: as listed]", OUTPUT)

    def result(self, catalog: Catalog) -> Result:
        """Compare."""
        protocols = [*dict.fromkeys(map(catalog.protocol, self.protocol or catalog.protocols))]
        bases = self.converted(MoneyRequest(today=self.today, country=self.country).prices(catalog, alone=False))
        one_currency = self.currency or len({basis.currency for basis in bases}) == 1
        if self.sort in ("cost", "first-year") and not (bases and one_currency):
            raise FieldError("costs can be put in order in one currency: give one --country, or add --currency", "sort")
        request = Request(start=self.start or self.day, pace=self.pace, today=self.today)
        if self.interval and not any(apply_choices(protocol, request).undated for protocol in protocols):
            raise FieldError("is for protocols that state none, and these state theirs: leave it out", "interval")
        answer = compare_answer(protocols, bases, request, self.interval, catalog)
        if self.sort is not None:
            answer = replace(answer, rows=tuple(in_order(answer.rows, self.sort)))
        page = later("pages.compare.compare_page", answer, sort=self.sort)
        return Result(answer, page, {"csv": later("formats.csv.compare_csv", answer.rows)})
