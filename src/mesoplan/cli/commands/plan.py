"""`mesoplan plan`."""

from mesoplan.answers.plan import plan_answer
from mesoplan.cli.options import OwnAction, Result, later
from mesoplan.requests.calendar import EventsRequest
from mesoplan.requests.person import PersonRequest
from mesoplan.tables.catalog import Catalog


class Plan(OwnAction, EventsRequest, PersonRequest):
    """Put everything for one person on one page: dates, costs, risks, what to ask.

    Examples:
        mesoplan plan
        mesoplan plan --country uk --start 2026-12-01 --output plan.html
        mesoplan plan --condition aspirin --condition breastfeeding
        mesoplan plan --country uk --output priced.ics
    """

    formats = ("ics",)
    goes_with = dict.fromkeys(
        ("discount", "fee", "consultation", "tax", "per_visit", "paid", "stop_after", "budget", "currency"),
        ("country", "price", "pack", "only_own"),
    )

    def result(self, catalog: Catalog) -> Result:
        """Plan it."""
        schedule, answer = plan_answer(self, catalog)
        said = {"estimates": answer.estimates, "care": answer.aftercare, "with_care": True}
        ics = later("formats.ics.schedule_ics", schedule=schedule, catalog=catalog, options=self, **said)
        return Result(answer, later("pages.plan.plan_page", schedule, answer, today=self.day), {"ics": ics})
