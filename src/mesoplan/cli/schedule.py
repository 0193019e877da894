"""`mesoplan schedule`."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NamedTuple

from typer import Option

from mesoplan.cli.options import AdviceOptions, Country, OutputOptions, PlanOptions
from mesoplan.cli.quick import command_app
from mesoplan.errors import FieldError, UnknownNameError, UsageError, naming

if TYPE_CHECKING:
    from mesoplan.output.formats import calendar_events
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
        Option("--remind", metavar="LENGTH", help="With --format ics: a reminder before, as 30min, 2h or 1d."),
    ] = None
    name: Annotated[
        str | None, Option("--name", metavar="NAME", help="With --format ics: whose plan, to tell plans apart.")
    ] = None
    replaces: Annotated[
        str | None, Option("--replaces", metavar="FILE", help="With --format ics: the file of the old plan.")
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
        for field in ("at", "timezone", "remind", "name", "replaces"):
            if getattr(self, field) is not None and chosen != "ics":
                raise UsageError(f"--{field} goes with --format ics")
        if self.with_aftercare and chosen != "ics":
            raise UsageError("--with-aftercare goes with --format ics; --aftercare is for the others")
        if self.aftercare and self.view == "calendar":
            raise UsageError("--aftercare goes with --view list")
        if (self.at is None) != (self.timezone is None):
            raise UsageError("--at and --timezone go together: give both, as --at 10:30 --timezone Europe/London")

    def read(self) -> "calendar_events.CalendarOptions":
        """Read the options of a calendar file, the old file among them."""
        from mesoplan.output.formats.calendar_events import CalendarOptions
        from mesoplan.values.clock import read_ahead, read_time, read_zone

        with naming("at"):
            at = None if self.at is None else read_time(self.at)
        try:
            replaces = None if self.replaces is None else Path(self.replaces).read_text("utf-8-sig")
        except (OSError, ValueError) as error:
            raise FieldError(f'"{self.replaces}" cannot be read: {error}', "replaces") from None
        return CalendarOptions(
            at=at,
            timezone=None if self.timezone is None else read_zone(self.timezone),
            remind=None if self.remind is None else read_ahead(self.remind),
            name=self.name,
            replaces=replaces,
            with_aftercare=self.with_aftercare,
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
    from mesoplan.reading.plan import read_closures, read_protocol, read_request

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
        from mesoplan.output.formats.csv import schedule_csv

        return schedule_csv(planned, care)

    def markdown(_: "Style") -> str:
        from mesoplan.render.markdown import schedule_markdown

        return schedule_markdown(planned, catalog, care)

    def ics(_: "Style") -> str:
        from mesoplan.output.formats.ics import schedule_ics

        return schedule_ics(planned, catalog, today, care, options=written)

    renderers = {"table": table, "json": json, "csv": csv, "markdown": markdown, "ics": ics}
    calendar.check(chosen := chosen_format(renderers, output))
    written = calendar.read() if chosen == "ics" else None
    asked = calendar.aftercare or chosen == "ics"
    advice.check(asked=asked)
    catalog = output.catalog(advice=asked)
    words = {**plan._asdict(), "country": country}
    closures = read_closures(words, today, catalog, say_open=True)
    planned = plan_schedule(read_protocol(words, catalog), read_request(words, today), closures)
    care = advice.care(catalog, planned) if asked else None
    emit(renderers, output, (*planned.warnings, *planned.notes))


app = command_app(
    schedule,
    "mesoplan schedule",
    "mesoplan schedule --protocol tapered --start 2026-12-01",
    "mesoplan schedule --protocol salon --interval 2w --json",
    "mesoplan schedule --closed weekends --closed holidays --country GB-SCT --view calendar",
)
