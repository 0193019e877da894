"""`mesoplan plan`."""

from typing import ClassVar

from mesoplan.answers.plan import plan_answer
from mesoplan.cli.command import OwnAction, command_app
from mesoplan.output.pages.plan import plan_page
from mesoplan.requests.calendar import EventsRequest
from mesoplan.requests.person import PersonRequest


class Plan(OwnAction, EventsRequest, PersonRequest):
    """Put everything for one person on one page: dates, costs, risks, what to ask.

    Examples:
        mesoplan plan
        mesoplan plan --country uk --start 2026-12-01 --output plan.html
        mesoplan plan --condition aspirin --condition breastfeeding
        mesoplan plan --country uk --output priced.ics
    """

    formats: ClassVar = ("ics",)

    def run(self) -> None:
        """Plan and show it."""
        self.check_events(self.chosen)
        catalog = self.catalog(advice=True)
        schedule, answer = plan_answer(self, catalog)

        def ics() -> str:
            from mesoplan.output.formats.ics import schedule_ics

            # A whole plan has what is off limits as events too, asked for or not.
            care, whole = answer.aftercare, self.model_copy(update={"with_aftercare": True})
            return schedule_ics(schedule, catalog, self.day, care, estimates=answer.estimates, options=whole)

        self.show(answer, catalog, lambda: plan_page(schedule, answer, catalog, self.day), ics=ics)


app = command_app("plan", Plan)
