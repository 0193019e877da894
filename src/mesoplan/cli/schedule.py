"""`mesoplan schedule`."""

from typing import TYPE_CHECKING, Annotated, NamedTuple

from typer import Option

from mesoplan.cli.options import AdviceOptions, Country, OutputOptions, PlanOptions
from mesoplan.cli.quick import command_app
from mesoplan.errors import UnknownNameError, UsageError, naming

if TYPE_CHECKING:
    import datetime as dt
    from zoneinfo import ZoneInfo

    from mesoplan.render.text import Style


class CalendarOptions(NamedTuple):
    """How sessions are shown in a calendar, printed or in a file."""

    view: Annotated[
        str, Option("--view", metavar="list|calendar", help="A table of sessions, or months side by side.")
    ] = "list"
    week_starts: Annotated[
        str, Option("--week-starts", metavar="mon|sun", help="First day of the week in --view calendar.")
    ] = "mon"
    at: Annotated[
        str | None, Option("--at", metavar="HH:MM", help="With --format ics and --timezone: when sessions begin.")
    ] = None
    timezone: Annotated[
        str | None, Option("--timezone", metavar="ZONE", help="Time zone of --at, as Europe/London.")
    ] = None
    remind: Annotated[
        str | None,
        Option("--remind", metavar="LENGTH", help="With --format ics: an alarm before, as 1d or 2h."),
    ] = None
    aftercare: Annotated[
        bool, Option("--aftercare", help="Under each session, when what is free again that is off limits after it.")
    ] = False
    with_aftercare: Annotated[
        bool, Option("--with-aftercare", help="With --format ics: the days when something is off limits as events.")
    ] = False

    def check(self, chosen: str) -> None:
        """Refuse what does not go with the format that was chosen."""
        for field, word in (("view", self.view), ("week_starts", self.week_starts)):
            known = {"view": ("list", "calendar"), "week_starts": ("mon", "sun")}[field]
            if word not in known:
                with naming(field):
                    raise UnknownNameError("choice", word, known)
        if self.view == "calendar" and chosen != "table":
            raise UsageError(f"--view calendar is for reading and does not go with --format {chosen}")
        for option, given in (("--at", self.at), ("--timezone", self.timezone), ("--remind", self.remind)):
            if given is not None and chosen != "ics":
                raise UsageError(f"{option} goes with --format ics")
        if self.with_aftercare and chosen != "ics":
            raise UsageError("--with-aftercare goes with --format ics; --aftercare is for the others")
        if self.aftercare and self.view == "calendar":
            raise UsageError("--aftercare goes with --view list")
        if (self.at is None) != (self.timezone is None):
            raise UsageError("--at and --timezone go together: give both, as --at 10:30 --timezone Europe/London")

    def moment(self) -> "tuple[dt.time | None, ZoneInfo | None, dt.timedelta | None]":
        """Read the time of day, its zone and how long before an alarm sounds."""
        if self.at is None and self.timezone is None and self.remind is None:
            return None, None, None
        from mesoplan.cli.words import read_ahead, read_time, read_zone

        with naming("at"):
            at = None if self.at is None else read_time(self.at)
        return (
            at,
            None if self.timezone is None else read_zone(self.timezone),
            None if self.remind is None else read_ahead(self.remind),
        )


def schedule(
    plan: PlanOptions,
    calendar: CalendarOptions,
    advice: AdviceOptions,
    output: OutputOptions,
    country: Country = None,
) -> None:
    """Plan dated sessions, maintenance and milestones."""
    from mesoplan.cli.output import chosen_format, emit
    from mesoplan.planning.schedule import plan_schedule
    from mesoplan.reading.plan import read_protocol, read_request

    today = output.day()

    def table(style: "Style") -> str:
        if calendar.view == "calendar":
            from mesoplan.render.calendar import schedule_calendar

            return schedule_calendar(planned, style, first_weekday=6 if calendar.week_starts == "sun" else 0)
        from mesoplan.render.table import schedule_table

        return schedule_table(planned, catalog, style, care)

    def json(_: "Style") -> str:
        from mesoplan.render.json import schedule_json

        if care is None:
            return schedule_json(planned, catalog, today)
        from mesoplan.render.advice_json import aftercare_content

        return schedule_json(planned, catalog, today, aftercare_content(care, catalog))

    def csv(_: "Style") -> str:
        from mesoplan.render.csv import schedule_csv

        return schedule_csv(planned, care)

    def markdown(_: "Style") -> str:
        from mesoplan.render.markdown import schedule_markdown

        return schedule_markdown(planned, catalog, care)

    def ics(_: "Style") -> str:
        from mesoplan.render.ics import schedule_ics

        every = calendar.with_aftercare
        return schedule_ics(planned, catalog, today, care, with_aftercare=every, at=at, timezone=zone, remind=remind)

    renderers = {"table": table, "json": json, "csv": csv, "markdown": markdown, "ics": ics}
    calendar.check(chosen := chosen_format(renderers, output))
    at, zone, remind = calendar.moment()
    asked = calendar.aftercare or chosen == "ics"
    advice.check(asked=asked)
    catalog = output.catalog(advice=asked)
    words = {**plan._asdict(), "country": country}
    planned = plan_schedule(read_protocol(words, catalog), read_request(words, today, catalog))
    care = advice.care(catalog, planned) if asked else None
    emit(renderers, output, planned.warnings)


app = command_app(
    schedule,
    "mesoplan schedule",
    "mesoplan schedule --protocol tapered --start 2026-12-01",
    "mesoplan schedule --protocol salon --interval 2w --json",
    "mesoplan schedule --closed weekends --closed holidays --country GB-SCT --view calendar",
)
