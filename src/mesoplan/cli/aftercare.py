"""`mesoplan aftercare`."""

from typing import TYPE_CHECKING, Annotated

from typer import Argument, Option

from mesoplan.cli.completion import complete_activities
from mesoplan.cli.options import AdviceOptions, Country, OutputOptions, PlanOptions
from mesoplan.cli.quick import command_app
from mesoplan.errors import UsageError, naming

if TYPE_CHECKING:
    from mesoplan.render.text import Style


def aftercare(
    plan: PlanOptions,
    advice: AdviceOptions,
    output: OutputOptions,
    activity: Annotated[
        list[str] | None,
        Argument(
            metavar="[ACTIVITY]...",
            help="What one wants to do, as hair-washing or gym. [default: everything]",
            autocompletion=complete_activities,
        ),
    ] = None,
    session: Annotated[
        str | None,
        Option("--session", metavar="DATE[THH:MM]", help="When the session is, as 2026-12-01T10:30 or 2026-12-01."),
    ] = None,
    country: Country = None,
) -> None:
    """Say what is off limits after a session, for how long and on which days."""
    from mesoplan.cli.output import emit
    from mesoplan.cli.words import read_session
    from mesoplan.guidance.bans import care_for
    from mesoplan.planning.schedule import plan_schedule
    from mesoplan.reading.plan import read_closures, read_protocol, read_request

    today = output.day()
    if session is not None and plan.is_asked:
        raise UsageError("--session is one session, and a plan has many: give --session or the options of a plan")
    with naming("session"):
        moment = None if session is None else read_session(session, today)
    catalog = output.catalog(advice=True)
    words = {**plan._asdict(), "country": country}
    protocol = read_protocol(words, catalog)
    schedule = None
    if plan.is_asked:
        schedule = plan_schedule(protocol, read_request(words, today), read_closures(words, today, catalog))
    only = advice.source(protocol, own=plan.protocol is not None and schedule is None)
    care = care_for(catalog, activity or (), source=only, hair=advice.hair, session=moment, schedule=schedule)

    def table(style: "Style") -> str:
        from mesoplan.render.advice_table import aftercare_table, plan_aftercare_table

        return plan_aftercare_table(care, catalog, style) if schedule else aftercare_table(care, catalog, style)

    def json(_: "Style") -> str:
        from mesoplan.render.advice_json import aftercare_json

        return aftercare_json(care, catalog, today)

    emit({"table": table, "json": json}, output, schedule.warnings if schedule else ())


app = command_app(
    aftercare,
    "mesoplan aftercare",
    "mesoplan aftercare gym sauna --session 2026-12-01T10:30",
    "mesoplan aftercare --protocol weekly --start 2026-12-01",
    "mesoplan aftercare --protocol weekly --json",
)
