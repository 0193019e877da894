"""The page of a schedule: what comes next, the sessions, and what to know."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any, Literal

import pytest

from mesoplan import Catalog, Request, load_catalog
from mesoplan.guidance.restrictions import aftercare_for
from mesoplan.output.formats import html, markdown, terminal
from mesoplan.output.page import Citations, Notes, Page
from mesoplan.output.pages.schedule import schedule_page, schedules_page
from mesoplan.output.spans import MonthGrid, Span, Timeline
from mesoplan.output.wording import Place
from mesoplan.planning.closures import Closures
from mesoplan.planning.schedule import Schedule, lay_out_if_dated, plan_schedule
from mesoplan.planning.visits import Diary
from mesoplan.tables.advice import HairType
from mesoplan.tables.regimens import Protocol
from mesoplan.values.ranges import Duration
from tests.conftest import SHIPPED
from tests.language import avoided, long_sentences, other_dates, said_twice
from tests.planning.helpers import phase

TODAY = date(2026, 1, 5)
GOLDEN = Path(__file__).parents[1] / "golden" / "pages"
WEEKENDS = Closures(weekdays=frozenset({5, 6}))
AWAY = Closures(away=((date(2026, 3, 5), date(2026, 3, 20)),))
NEW_YEAR = Closures(holidays={date(2026, 1, 26): "Invented Day"}, away=((date(2026, 2, 1), date(2026, 2, 7)),))
TWO_DONE = (date(2025, 10, 20), date(2025, 11, 12))
TWO_WEEKS = {"": Duration.parse("2w")}


def planned(
    protocol: Protocol | str = "standard", today: date = TODAY, closures: Closures | None = None, **choices: Any
) -> Schedule:
    done: Sequence[date] = choices.get("done", ())
    request = Request(start=done[0] if done else today, today=today)._replace(**choices)
    asked = SHIPPED.protocol(protocol) if isinstance(protocol, str) else protocol
    return plan_schedule(asked, request, closures)


def page(
    catalog: Catalog,
    schedule: Schedule,
    today: date = TODAY,
    view: Literal["list", "timeline", "calendar"] = "list",
    *,
    care: bool = False,
) -> Page:
    aftercare = aftercare_for(catalog, schedule=schedule) if care else None
    return schedule_page(schedule, Citations(catalog), today, aftercare, view)


def shown(found: Page, width: int = 80, *, details: bool = False) -> str:
    return terminal.render(found, Place(width, details=details))


def leads(found: Page) -> list[str]:
    return [lead.text for lead in found.lead]


def own(**fields: Any) -> Protocol:
    usual = {"id": "own", "name": "Own", "source": "clinic-page", "maintenance": {"repeat": "none"}}
    return Protocol.model_validate({**usual, **fields})


def row(text: str, number: int) -> str:
    return next(line for line in text.splitlines() if line.split()[:1] == [str(number)])


PLANS: Mapping[str, dict[str, Any]] = {
    "standard": {},
    "tapered": {"protocol": "tapered"},
    "weekly": {"protocol": "weekly"},
    "salon": {"protocol": "salon", "intervals": TWO_WEEKS},
    "fortnightly": {"protocol": "fortnightly"},
    "trial": {"protocol": "trial"},
    "overdue": {"done": TWO_DONE},
    "unrecorded": {"start": date(2025, 11, 1)},
    "records": {"done": TWO_DONE, "missed": (date(2025, 12, 1),), "booked": (date(2026, 1, 20),)},
    "away": {"closures": AWAY},
    "chosen": {"intervals": TWO_WEEKS, "sessions": 8, "maintenance": Duration.parse("3mo")},
}


class TestNext:
    def test_it_is_the_first_line_of_the_answer(self, catalog: Catalog) -> None:
        found = page(catalog, planned(start=date(2026, 1, 20)))
        assert leads(found)[0] == "Next: session 1 of 6, Tue 20 Jan 2026"

    def test_it_names_the_days_that_keep_the_interval(self, catalog: Catalog) -> None:
        today = date(2025, 11, 20)
        found = page(catalog, planned(today=today, done=TWO_DONE), today)
        assert leads(found)[0] == "Next: session 3 of 6, Wed 3 Dec 2025 (any day 26 Nov – 10 Dec)"

    @pytest.mark.parametrize(
        ("today", "words"),
        [
            (date(2025, 12, 2), "Next: session 3 of 6, Wed 3 Dec 2025 (any day 26 Nov – 10 Dec)"),
            (date(2025, 12, 3), "Next: session 3 of 6, Wed 3 Dec 2025, due today (any day 26 Nov – 10 Dec)"),
            (date(2025, 12, 10), "Next: session 3 of 6, Wed 10 Dec 2025, due since 3 Dec (any day 26 Nov – 10 Dec)"),
            (
                date(2025, 12, 11),
                "Next: session 3 of 6, Thu 11 Dec 2025, overdue, was to be on 3 Dec"
                " (its interval asks for 26 Nov – 10 Dec)",
            ),
        ],
    )
    def test_it_is_due_up_to_its_last_day(self, catalog: Catalog, today: date, words: str) -> None:
        assert leads(page(catalog, planned(today=today, done=TWO_DONE), today))[0] == words

    def test_what_the_answer_says_of_an_overdue_session_is_no_note_as_well(self, catalog: Catalog) -> None:
        assert (
            shown(page(catalog, planned(done=TWO_DONE)), details=True).count("overdue, was to be on") == 2
        )  # and its row

    def test_an_interrupted_course_has_its_question(self, catalog: Catalog) -> None:
        found = page(catalog, planned(done=(date(2025, 6, 20), date(2025, 7, 12))))
        assert "Ask your clinic." in " ".join(shown(found).split())

    def test_a_booked_day_is_named(self, catalog: Catalog) -> None:
        found = page(catalog, planned(done=TWO_DONE, booked=(date(2026, 1, 20),)))
        assert leads(found)[0] == "Next: session 3 of 6, Tue 20 Jan 2026, booked"

    def test_a_past_start_asks_for_what_was_done_and_says_it_once(self, catalog: Catalog) -> None:
        found = page(catalog, planned(start=date(2025, 11, 1)))
        first, then, _ = leads(found)
        assert "--done DATE" in first
        assert then == "By these dates the next is session 5 of 6, Sat 24 Jan 2026, optional (any day 17 – 31 Jan)."
        assert shown(found, details=True).count("--done") == 1

    def test_nothing_is_left_after_the_last_one(self, catalog: Catalog) -> None:
        done = tuple(date.fromordinal(date(2025, 10, 1).toordinal() + 7 * index) for index in range(8))
        assert leads(page(catalog, planned("trial", done=done))) == [
            "8 sessions done; no more are planned.",
            "The course ended Wed 19 Nov 2025.",
        ]

    def test_maintenance_is_named_as_such(self, catalog: Catalog) -> None:
        done = tuple(date.fromordinal(date(2025, 6, 2).toordinal() + 21 * index) for index in range(6))
        assert leads(page(catalog, planned(done=done)))[0].startswith("Next: session 7, maintenance, Fri 13 Feb 2026")

    def test_a_moved_day_outside_its_interval_is_no_any_day(self, catalog: Catalog) -> None:
        closures = Closures(holidays={date(2026, 1, day): "Shut" for day in (11, 12, 13)})
        schedule = planned("weekly", closures=closures, done=(TODAY,))
        assert "its interval asks for 12 Jan" in leads(page(catalog, schedule))[0]


class TestEnd:
    @pytest.mark.parametrize(
        ("choices", "words"),
        [
            ({}, "The course ends Mon 20 Apr 2026 (2 Feb – 25 May 2026, by pace and length)."),
            ({"protocol": "trial"}, "The course ends Mon 23 Feb 2026."),
            ({"protocol": "weekly"}, "The course ends Mon 26 Jan 2026 at the earliest."),
        ],
    )
    def test_it_is_said_with_its_limits(self, catalog: Catalog, choices: dict[str, Any], words: str) -> None:
        assert leads(page(catalog, planned(**choices)))[-1] == words

    def test_an_open_end_is_a_note(self, catalog: Catalog) -> None:
        endless = own(course=[{"phase": "a", "sessions": "4+", "interval": "2+ weeks"}], open_ended=True)
        found = page(catalog, planned(endless))
        assert found.about == "Own: 4 or more sessions, 2 weeks or more apart, with no end set, no maintenance [1]"
        assert leads(found) == ["Next: session 1, Mon 5 Jan 2026, due today"]
        assert "The source sets the course no end" in shown(found)


class TestAbout:
    @pytest.mark.parametrize(
        ("fields", "words"),
        [
            (
                {"maintenance": {"repeat": "course", "sessions": "3-4", "interval": "2 weeks", "every": "1 year"}},
                "Own: 3–4 sessions, 2 weeks apart, every year [1]",
            ),
            (
                {"course": [{"phase": "a", "days": [0, 7, 21]}], "maintenance": {"repeat": "as-needed"}},
                "Own: 3 sessions on days 0, 7 and 21, then as needed (how often is not stated) [1]",
            ),
            (
                {
                    "course": [
                        {"phase": "a", "sessions": "3-4", "interval": "1-2 weeks"},
                        {"phase": "b", "sessions": "1", "gap": "1 month"},
                    ]
                },
                "Own: 3–4 sessions, 1–2 weeks apart."
                " Then 1 session, 1 month after the phase before, no maintenance [1]",
            ),
            (
                {
                    "course": [
                        {"phase": "a", "sessions": "3", "interval": "1 week"},
                        {"phase": "b", "sessions": "1", "interval": "1 month"},
                    ]
                },
                "Own: 3 sessions, 1 week apart. Then 1 session, interval 1 month, no maintenance [1]",
            ),
        ],
    )
    def test_it_names_course_and_maintenance(self, catalog: Catalog, fields: dict[str, Any], words: str) -> None:
        assert page(catalog, planned(own(**fields))).about == words

    def test_your_own_tables_are_named(self) -> None:
        tables = load_catalog(Path(__file__).parents[2] / "data" / "example")
        text = shown(page(tables, planned(tables.protocol("three-phases"))))
        assert "From your tables in" in text


class TestRows:
    def test_they_say_what_is_optional_and_what_ends_the_course(self, catalog: Catalog) -> None:
        text = shown(page(catalog, planned()))
        assert row(text, 3) == " 3  Mon 16 Feb 2026  9 – 23 Feb            ends the shortest course"
        assert row(text, 4).endswith("optional")
        assert row(text, 6).endswith("optional, ends the course")
        assert "Maintenance\n 7 " in text

    def test_what_lies_beyond_the_horizon_ends_the_shortest_course(self, catalog: Catalog) -> None:
        assert "ends the" not in shown(page(catalog, planned("trial", horizon=Duration.parse("1w"))))

    def test_phases_stand_apart(self, catalog: Catalog) -> None:
        lines = shown(page(catalog, planned("tapered"))).splitlines()
        assert lines[lines.index("Monthly") + 1].startswith("5 ")

    def test_days_that_are_all_exact_need_no_column(self, catalog: Catalog) -> None:
        assert "Any day" not in shown(page(catalog, planned("trial")))

    def test_records_are_distinguished(self, catalog: Catalog) -> None:
        missed = planned(done=TWO_DONE, missed=(date(2025, 12, 1),), booked=(date(2026, 1, 20),))
        text = shown(page(catalog, missed))
        assert row(text, 1).endswith("done")
        assert row(text, 2).endswith("done, on time")
        assert any(line.split() == ["Mon", "1", "Dec", "2025", "missed"] for line in text.splitlines())
        assert "booked, ends the shortest course" in row(text, 3)
        assert "69 days after session 2; the source says 2–4 weeks." in text

    @pytest.mark.parametrize(("second", "words"), [(date(2025, 10, 27), "early"), (date(2025, 12, 1), "late")])
    def test_a_done_session_is_early_or_late(self, catalog: Catalog, second: date, words: str) -> None:
        text = shown(page(catalog, planned(done=(date(2025, 10, 20), second))))
        assert row(text, 2).endswith(f"done, {words}")

    def test_a_move_is_explained(self, catalog: Catalog) -> None:
        assert "moved from 9 Mar (away)" in row(shown(page(catalog, planned(closures=AWAY))), 4)

    def test_sessions_after_a_course_without_maintenance_stand_apart(self, catalog: Catalog) -> None:
        done = tuple(date.fromordinal(date(2025, 10, 1).toordinal() + 7 * index) for index in range(9))
        assert "After the course\n9 " in shown(page(catalog, planned("trial", done=done)))


class TestNotes:
    @staticmethod
    def notes(found: Page) -> list[str]:
        blocks = [block for section in found.sections for block in section.blocks if isinstance(block, Notes)]
        return [text for block in blocks for text in block.texts]

    def test_departures_from_the_source_come_first(self, catalog: Catalog) -> None:
        found = self.notes(page(catalog, planned(sessions=8, intervals={"": Duration.parse("1w")})))
        assert found[:2] == [
            "You chose 1 week between sessions; the source says 2–4 weeks.",
            "You chose 8 sessions; the source says 3–6.",
        ]

    def test_what_is_not_stated_names_its_options(self, catalog: Catalog) -> None:
        (note,) = [text for text in self.notes(page(catalog, planned("weekly"))) if text.startswith("Not stated")]
        assert note.startswith("Not stated [1]: the largest number of sessions (set it with --sessions);")

    def test_what_you_set_yourself_is_not_called_open(self, catalog: Catalog) -> None:
        found = self.notes(page(catalog, planned("salon", intervals=TWO_WEEKS, sessions=12)))
        (note,) = [text for text in found if text.startswith("Not stated")]
        assert "how far apart" not in note
        assert "largest number" not in note


class TestAftercare:
    def test_each_session_says_when_each_restriction_ends(self, catalog: Catalog) -> None:
        text = " ".join(shown(page(catalog, planned(), care=True)).split())
        ends = "about 24 hours on 27 Jan, 2 days on 28 Jan, 3 days on 29 Jan, at least 7 days on 2 Feb (ideally 9 Feb)"
        assert f"Waits end: {ends}." in text

    def test_every_activity_is_listed_with_its_source(self, catalog: Catalog) -> None:
        text = " ".join(shown(page(catalog, planned(), care=True), 1000).split())
        assert all(one.name.lower() in text.lower() for one in catalog.aftercare.values() if one.advice == "avoid")
        assert "Sauna at least 7 days [4]" in text
        assert "[4] Mesotherapy for Hair Loss" in text

    def test_what_is_never_free_between_sessions_is_said(self, catalog: Catalog) -> None:
        text = " ".join(shown(page(catalog, planned("weekly"), care=True)).split())
        assert "7 days only on 2 Feb (ideally 9 Feb)" in text
        names = "sauna, dyeing the hair, perm, straightening, curling"
        assert f"Sessions are too close together: avoid {names} throughout (5 Jan – 1 Feb 2026" in text

    def test_days_away_say_what_is_to_be_avoided_there(self, catalog: Catalog) -> None:
        text = " ".join(shown(page(catalog, planned(closures=AWAY), care=True)).split())
        assert "until 5 Mar. No hair washing, steam" in text

    def test_days_away_say_it_without_aftercare_as_well(self, catalog: Catalog) -> None:
        schedule = planned(closures=AWAY)
        care = replace(aftercare_for(catalog, ["swimming"], schedule=schedule), activities=())
        text = shown(schedule_page(schedule, Citations(catalog), TODAY, care))
        assert "On your trip 5 – 20 Mar 2026: No swimming until 6 Mar." in " ".join(text.split())
        assert "Free again" not in text

    def test_what_is_over_is_not_said(self, catalog: Catalog) -> None:
        text = shown(page(catalog, planned(done=TWO_DONE), care=True))
        assert "Nov" not in "".join(line for line in text.splitlines() if "Free again" in line)

    def test_the_silence_of_a_document_is_no_permission(self, catalog: Catalog) -> None:
        schedule = planned("salon", intervals=TWO_WEEKS)
        oily: HairType = "oily-hair"
        care = aftercare_for(catalog, schedule=schedule, source="hair-loss-blog", hair=(oily,))
        text = " ".join(shown(schedule_page(schedule, Citations(catalog), TODAY, care)).split())
        assert "[1] gives no time for which to avoid anything. That is not permission." in text
        assert "By one document alone [1], for oily hair." in text


class TestViews:
    def test_a_timeline_has_the_course_and_the_whole_plan(self, catalog: Catalog) -> None:
        blocks = page(catalog, planned(), view="timeline").sections[0].blocks
        assert [block.title for block in blocks if isinstance(block, Timeline)] == ["The course", "Up to Jan 2028"]

    def test_a_session_of_a_single_day_has_no_bar(self, catalog: Catalog) -> None:
        course = page(catalog, planned("weekly", horizon=Duration.parse("3mo")), view="timeline").sections[0].blocks[0]
        assert isinstance(course, Timeline)
        assert {span.kind for span in course.spans} == {"due", "session"}

    def test_a_timeline_of_a_short_plan_is_one(self, catalog: Catalog) -> None:
        assert len(page(catalog, planned(horizon=Duration.parse("3mo")), view="timeline").sections[0].blocks) == 1

    def test_a_calendar_marks_holidays_days_away_and_moves(self, catalog: Catalog) -> None:
        (grid,) = page(catalog, planned(closures=NEW_YEAR), view="calendar").sections[0].blocks
        assert isinstance(grid, MonthGrid)
        assert grid.kind_on(date(2026, 1, 26)) == "holiday"
        assert grid.kind_on(date(2026, 2, 3)) == "away"
        (moved,) = [span for span in grid.spans if span.label == "2"]
        assert moved == Span("session", date(2026, 1, 27), date(2026, 1, 27), moved.words, "2")
        assert "moved from 26 Jan (Invented Day)" in moved.words

    def test_a_closed_weekday_that_moved_a_session_is_marked(self, catalog: Catalog) -> None:
        (grid,) = page(catalog, planned(closures=WEEKENDS), view="calendar").sections[0].blocks
        assert isinstance(grid, MonthGrid)
        assert grid.kind_on(date(2026, 9, 19)) == "closed"

    def test_weeks_begin_where_they_are_to_begin(self, catalog: Catalog) -> None:
        assert "Su Mo Tu" in shown(schedule_page(planned(), Citations(catalog), TODAY, None, "calendar", week_start=6))

    def test_a_plan_at_the_end_of_time_is_drawn(self, catalog: Catalog) -> None:
        late = planned("trial", start=date(9999, 10, 1), horizon=Duration.parse("1mo"))
        assert "Oct 9999" in shown(page(catalog, late, view="calendar"), details=True)

    @pytest.mark.parametrize("view", ["list", "timeline", "calendar"])
    @pytest.mark.parametrize("start", [date(9999, 12, 20), date(1, 1, 1)])
    def test_a_plan_in_the_first_or_the_last_days_is_drawn(self, start: date, view: Any, catalog: Catalog) -> None:
        # Its first session alone, with nothing that is to be seen later.
        short = {"course": (phase("1"),), "results": (), "reviews": ()}
        plan = plan_schedule(
            SHIPPED.protocol("trial").model_copy(update=short), Request(start=start, horizon=Duration.parse("1w"))
        )
        assert f"{start:%b} {start.year}" in shown(page(catalog, plan, view=view), details=True)


class TestSeveral:
    @staticmethod
    def plans(catalog: Catalog) -> list[tuple[Protocol, Schedule | None]]:
        request = Request(start=TODAY, today=TODAY)
        return [(one, lay_out_if_dated(Diary(one, request))) for one in catalog.protocols.values()]

    def test_each_has_its_next_and_its_last_date(self, catalog: Catalog) -> None:
        text = shown(schedules_page(self.plans(catalog), Citations(catalog)))
        assert "standard [1]     Mon  5 Jan 2026  Mon 20 Apr 2026  Mon 20 Dec 2027" in text

    def test_one_without_an_interval_says_so(self, catalog: Catalog) -> None:
        text = " ".join(shown(schedules_page(self.plans(catalog), Citations(catalog))).split())
        assert "salon: No dates, because no interval is stated. Set one with --interval 2w." in text

    def test_a_warning_of_all_names_none(self, catalog: Catalog) -> None:
        late = [planned(name, start=date(2025, 11, 1)) for name in ("standard", "trial")]
        text = shown(schedules_page([(one.regimen.protocol, one) for one in late], Citations(catalog)))
        assert "\nThe start, Sat 1 Nov 2025, is past" in text

    def test_a_warning_of_one_names_it(self, catalog: Catalog) -> None:
        plans = [(one.regimen.protocol, one) for one in (planned(), planned("weekly", sessions=2))]
        text = shown(schedules_page(plans, Citations(catalog)))
        assert "weekly: You chose 2 sessions; the source says 4 or more." in text


@pytest.mark.parametrize("view", ["list", "timeline", "calendar"])
@pytest.mark.parametrize("choices", PLANS.values(), ids=PLANS)
def test_pages_read_well_everywhere(catalog: Catalog, choices: dict[str, Any], view: Any) -> None:
    found = page(catalog, planned(**choices), view=view, care=True)
    text = shown(found, 120, details=True)
    assert [*avoided(text), *said_twice(text), *long_sentences(text), *other_dates(text)] == []
    assert found.marks >= {"1"}
    narrow = [line for line in shown(found, 40, details=True).splitlines() if "http" not in line]
    assert max(map(len, narrow)) <= 40
    assert terminal.render(found, Place(ascii=True, details=True)).isascii()
    assert leads(found)[0] in html.render(found, Place())
    assert f"# Sessions: {found.about.partition(':')[0]}" in markdown.render(found, Place()).replace("\\", "")


GOLDENS: Mapping[str, tuple[str, Literal["list", "timeline", "calendar"], bool]] = {
    "schedule": ("standard", "list", False),
    "schedule-records": ("records", "list", False),
    "schedule-aftercare": ("away", "list", True),
    "schedule-timeline": ("standard", "timeline", False),
    "schedule-calendar": ("away", "calendar", False),
}


@pytest.mark.parametrize("name", GOLDENS)
def test_a_page_looks_as_it_was_accepted(catalog: Catalog, name: str, pytestconfig: pytest.Config) -> None:
    plan, view, care = GOLDENS[name]
    text, file = shown(page(catalog, planned(**PLANS[plan]), view=view, care=care)), GOLDEN / f"{name}.txt"
    if pytestconfig.getoption("--write-golden"):
        file.write_text(text, encoding="utf-8")
    assert text == file.read_text(encoding="utf-8")
