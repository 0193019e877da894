"""`mesoplan schedule`."""

from collections.abc import Collection
from dataclasses import replace
from functools import partial
from typing import Any

from mesoplan.answers.schedule import schedule_answer
from mesoplan.cli.options import PAGES, OwnAction, Result, later
from mesoplan.errors import FieldError
from mesoplan.guidance.restrictions import Aftercare, aftercare_for
from mesoplan.planning.schedule import Schedule as Dates, lay_out, lay_out_if_dated
from mesoplan.planning.visits import Diary
from mesoplan.requests.base import OUTPUT, PERSON, Name, Text, choice, flag, option
from mesoplan.requests.calendar import CALENDAR, EventsRequest
from mesoplan.requests.plan import MONEY, AdviceRequest, PlanRequest, PriceRequest
from mesoplan.tables.catalog import Catalog
from mesoplan.tables.places import known_place

_VIEWS = {"list": "A table", "timeline": "A drawing", "calendar": "Months next to a list"}
_WEEKS = {"mon": "Weeks begin on Monday", "sun": "Weeks begin on Sunday"}


class Schedule(OwnAction, AdviceRequest, EventsRequest, PlanRequest, PriceRequest):
    """Plan dated sessions and maintenance, and say what is next.

    Examples:
        mesoplan schedule
        mesoplan schedule --protocol tapered --start 2026-12-01
        mesoplan schedule --done 2026-10-20 --done 2026-11-12
        mesoplan schedule --closed weekends --closed holidays --country GB-SCT
        mesoplan schedule --view calendar
        mesoplan schedule --protocol all
        mesoplan schedule --country uk --output sessions.ics
    """

    formats = ("csv", "ics")
    needs_advice = ("aftercare", "away", "ics")
    goes_with = {
        **dict.fromkeys(("oily_hair", "strict", "source_only"), needs_advice),
        **dict.fromkeys(("with_aftercare", "price"), ("ics",)),
        "name": ("markdown", "html", "ics"),
        "view": PAGES,
    }

    name: Name = option("NAME", "Whose plan it is: in a file's title, and to tell calendars apart.", PERSON)
    price: Text = option("AMOUNT", "What a session costs at your clinic; goes with --format ics.", MONEY)
    view: str = choice("view", _VIEWS, "How sessions are shown.", OUTPUT, default="list")
    week_starts: str | None = choice("day", _WEEKS, "With --view calendar. [default: mon]", OUTPUT)
    with_aftercare: bool = flag("--with-aftercare", "Add days on which to avoid something.", CALENDAR)
    aftercare: bool = flag("--aftercare", "Show when each restriction ends.", OUTPUT)

    def check_typed(self, typed: Collection[str | None]) -> None:
        """Refuse what has no effect with another option, and a country that nobody knows, as well."""
        super().check_typed(typed)
        if self.week_starts and self.view != "calendar":
            raise FieldError("goes with --view calendar", "week_starts")
        if self.aftercare and (self.view != "list" or self.chosen == "ics"):
            raise FieldError("goes with --view list; a calendar file says it without", "aftercare")
        if "country" in typed and self.chosen != "ics" and self.one_country is None:
            raise FieldError("a schedule says the public holidays of one country: name one", "country")
        if "country" in typed and not all(map(known_place, self.country)):
            self.catalog().prices_for(self.country)

    def result(self, catalog: Catalog) -> Result:
        """Plan it."""
        if (self.protocol or "").strip().lower() == "all":
            return self._all(catalog)
        dates = lay_out(self.diary(catalog, say_open=True))
        source, is_asked = self.only_source(dates.regimen.protocol), self.has_any(self.needs_advice)
        care = aftercare_for(catalog, source=source, hair=self.hair, schedule=dates) if is_asked else None
        shown = care if self.aftercare else None
        plan = {"schedule": dates, "catalog": catalog, "options": self, "care": care, "with_care": self.with_aftercare}
        if self.chosen == "ics":
            from mesoplan.answers.cost import estimate_known

            plan["estimates"] = estimate_known(self, dates, catalog)
        csv = later("formats.csv.schedule_csv", dates, shown)
        files = {"csv": csv, "ics": later("formats.ics.schedule_ics", **plan)}
        return Result(schedule_answer(dates, catalog, shown), partial(self._page, dates, care), files)

    def _page(self, dates: Dates, care: Aftercare | None, cite: Any) -> Any:
        first = 6 if self.week_starts == "sun" else 0
        shown = care if care is None or self.aftercare else replace(care, activities=())
        page = later("pages.schedule.schedule_page", dates, cite, self.day, shown, self.view, first)()
        return replace(page, title=f"{page.title}{self.whose}")

    def _all(self, catalog: Catalog) -> Result:
        if self.chosen not in PAGES:
            raise FieldError("all is for reading; scripts read compare --start DATE --json", "protocol")
        for field, is_given in (("aftercare", self.aftercare), ("name", self.name), ("view", self.view != "list")):
            if is_given:
                raise FieldError("is for one protocol: name it with --protocol", field)
        choices, closures = self.choices(), self.closures(catalog, say_open=True)
        plans = [(one, lay_out_if_dated(Diary(one, choices, closures))) for one in catalog.protocols.values()]
        return Result(None, later("pages.schedule.schedules_page", plans))
