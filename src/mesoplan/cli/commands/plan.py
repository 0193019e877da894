"""`mesoplan plan`."""

from typing import ClassVar

from mesoplan.answers.document import write_document
from mesoplan.answers.plan import plan_answer
from mesoplan.cli.command import Action, command_app
from mesoplan.cli.options import OwnRequest
from mesoplan.cli.output import chosen_format, emit
from mesoplan.output.pages.plan import plan_page
from mesoplan.requests.calendar import EventsRequest
from mesoplan.requests.person import PersonRequest


class Plan(OwnRequest, Action, EventsRequest, PersonRequest):
    """Put everything for one person on one page: dates, costs, risks, what to ask."""

    examples: ClassVar = (
        "mesoplan plan",
        "mesoplan plan --country uk --start 2026-12-01 --output plan.html",
        "mesoplan plan --condition aspirin --condition breastfeeding",
        "mesoplan plan --country uk --output priced.ics",
    )

    def run(self) -> None:
        """Plan and show it."""
        self.check_events(chosen_format(("ics",), self))
        catalog = self.catalog(advice=True)
        schedule, answer = plan_answer(self, catalog)

        def ics() -> str:
            from mesoplan.output.formats.ics import schedule_ics

            # A whole plan has what is off limits as events too, asked for or not.
            whole = self.model_copy(update={"with_aftercare": True})
            return schedule_ics(
                schedule, catalog, self.day, answer.aftercare, estimates=answer.estimates, options=whole
            )

        emit(
            self,
            page=lambda: plan_page(schedule, answer, catalog, self.day),
            document=lambda: write_document("plan", answer, catalog, self.day),
            files={"ics": ics},
            warnings=answer.warnings,
        )


app = command_app("plan", Plan)
