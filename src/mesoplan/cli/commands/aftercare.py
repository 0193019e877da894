"""`mesoplan aftercare`."""

from mesoplan.answers.guidance import aftercare_answer
from mesoplan.cli.options import OwnAction, Result, later
from mesoplan.errors import UsageError
from mesoplan.guidance.restrictions import aftercare_for
from mesoplan.planning.schedule import lay_out
from mesoplan.requests.base import Moment, Texts, argument, ids_of, option
from mesoplan.requests.plan import HAPPENED, AdviceRequest, PlanRequest
from mesoplan.tables.catalog import Catalog


class Aftercare(OwnAction, AdviceRequest, PlanRequest):
    """Say what to avoid after a session, and until when.

    Examples:
        mesoplan aftercare
        mesoplan aftercare gym sauna --session 2026-12-01T10:30
        mesoplan aftercare --protocol weekly --start 2026-12-01
        mesoplan aftercare --protocol weekly --json
    """

    goes_with = {"country": ("closed",)}

    activity: Texts = argument("ACTIVITY", "Such as swimming. [default: all]", [], ids_of("aftercare", "before"))
    session: Moment = option("DATE[THH:MM]", "When your session is: 2026-12-01T10:30 or 2026-12-01.", HAPPENED)

    def result(self, catalog: Catalog) -> Result:
        """Look it up."""
        if self.session is not None and self.plans:
            raise UsageError("--session is one session, and a plan has many: give --session or the options of a plan")
        plan, is_own = lay_out(self.diary(catalog)) if self.plans else None, self.protocol is not None
        source = None
        if plan or is_own or self.source_only:
            source = self.only_source(self.protocol_in(catalog), own=is_own and plan is None)
        care = aftercare_for(catalog, self.activity, source=source, hair=self.hair, session=self.session, schedule=plan)
        answer = aftercare_answer(care, catalog, plan, self.session)
        return Result(answer, later("pages.aftercare.aftercare_page", answer, schedule=plan, today=self.day))
