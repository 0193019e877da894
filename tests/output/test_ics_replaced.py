"""A calendar file that takes the place of an old one: numbers, stamps, and what is cancelled."""

from __future__ import annotations

import datetime as dt
from typing import Any
from zoneinfo import ZoneInfo

import icalendar
import pytest
from hypothesis import given, strategies as st
from icalendar import Calendar

from mesoplan.errors import FieldError, UsageError
from mesoplan.output.formats.ics import read_old
from tests.output.plans import START, milestone, plan, visit, weekly
from tests.output.test_ics import CARE, DAY, TIMED, calendar_name, events, export, uids

TODAY = dt.date(2026, 1, 2)
LATER = TODAY + 10 * DAY


def states(text: str) -> list[tuple[str, int, str]]:
    """Return each event's title, number and status."""
    return [(str(e["SUMMARY"]), int(e["SEQUENCE"]), str(e.get("STATUS", ""))) for e in events(text)]


def stamps(text: str) -> list[dt.datetime]:
    """Return when each event last changed; both stamps say so."""
    assert [e.decoded("DTSTAMP") for e in events(text)] == [e.decoded("LAST-MODIFIED") for e in events(text)]
    return [event.decoded("LAST-MODIFIED") for event in events(text)]


class TestSuccessor:
    def test_what_stays_keeps_its_number_what_changes_gets_the_next_and_what_goes_is_cancelled(self) -> None:
        old = export(plan(weekly(4)), TODAY)
        changed = [*weekly(2), visit(3, START + 20 * DAY)]
        new = export(plan(changed), LATER, replaces=old)
        assert states(new) == [
            ("Mesotherapy session 1 (own)", 0, "TENTATIVE"),
            ("Mesotherapy session 2 (own)", 0, "TENTATIVE"),
            ("Mesotherapy session 3 (own)", 1, "TENTATIVE"),
            ("Cancelled: Mesotherapy session 4 (own)", 1, "CANCELLED"),
        ]
        assert [moment.date() for moment in stamps(new)] == [TODAY, TODAY, LATER, LATER]
        assert uids(new) == uids(old)

    def test_without_a_change_nothing_changes(self) -> None:
        options = {**TIMED, "name": "Anna K.", "care": CARE, "with_aftercare": True}
        old = export(plan(weekly(3), (milestone("Regrowth", START, None, "a; b, c\\n"),)), TODAY, **options)
        same = plan(weekly(3), (milestone("Regrowth", START, None, "a; b, c\\n"),))
        assert export(same, LATER, replaces=old, **options) == old

    @pytest.mark.parametrize(
        ("fields", "options"),
        [
            ({"date": START + DAY}, {}),
            ({"status": "booked"}, {}),
            ({"status": "done"}, {}),
            ({"optional": True}, {}),
            ({"kind": "maintenance"}, {}),
            ({"note": "6 days after"}, {}),
            ({}, {"remind": DAY}),
            ({}, TIMED),
        ],
    )
    def test_whatever_a_reader_sees_raises_the_number(self, fields: dict[str, Any], options: dict[str, Any]) -> None:
        old = export(plan(weekly(1)), TODAY)
        session = visit(1, fields.pop("date", START), **fields)
        assert [number for _, number, _ in states(export(plan([session]), TODAY, replaces=old, **options))] == [1]

    def test_another_zone_is_another_moment_and_another_name_for_it_is_not(self) -> None:
        old = export(plan(weekly(1)), TODAY, **TIMED)
        moved = export(plan(weekly(1)), TODAY, replaces=old, **{**TIMED, "timezone": ZoneInfo("Europe/Berlin")})
        renamed = old.replace("Europe/London", "/freeassociation.sourceforge.net/Europe/London")
        same = export(plan(weekly(1)), TODAY, replaces=renamed, **TIMED)
        assert [number for text in (moved, same) for _, number, _ in states(text)] == [1, 0]

    def test_a_second_change_on_the_same_day_is_later_too(self) -> None:
        texts = [export(plan(weekly(1)), TODAY)]
        for day in (1, 2, 3):
            texts.append(export(plan([visit(1, START + day * DAY)]), TODAY, replaces=texts[-1]))
        assert [number for text in texts for _, number, _ in states(text)] == [0, 1, 2, 3]
        moments = [moment for text in texts for moment in stamps(text)]
        assert moments == sorted(set(moments))

    def test_what_is_cancelled_stays_so_until_it_comes_back(self) -> None:
        first = export(plan(weekly(2)), TODAY, remind=DAY)
        second = export(plan(weekly(1)), TODAY, replaces=first)
        third = export(plan(weekly(1)), LATER, replaces=second)
        fourth = export(plan(weekly(2)), LATER, replaces=third)
        assert [states(text)[1] for text in (second, third, fourth)] == [
            ("Cancelled: Mesotherapy session 2 (own)", 1, "CANCELLED"),
            ("Cancelled: Mesotherapy session 2 (own)", 1, "CANCELLED"),
            ("Mesotherapy session 2 (own)", 2, "TENTATIVE"),
        ]
        assert "VALARM" not in second
        assert events(second)[1]["TRANSP"] == "TRANSPARENT"
        assert third == second

    def test_another_protocol_cancels_all_of_the_old_one(self) -> None:
        old = export(plan(weekly(2), protocol="old"), TODAY)
        new = export(plan(weekly(2), protocol="new"), TODAY, replaces=old)
        assert [(title, status) for title, _, status in states(new)] == [
            ("Mesotherapy session 1 (new)", "TENTATIVE"),
            ("Mesotherapy session 2 (new)", "TENTATIVE"),
            ("Cancelled: Mesotherapy session 1 (old)", "CANCELLED"),
            ("Cancelled: Mesotherapy session 2 (old)", "CANCELLED"),
        ]

    @pytest.mark.slow
    @given(st.lists(st.integers(0, 9), max_size=6), st.lists(st.integers(0, 9), max_size=6))
    def test_every_event_of_both_plans_is_there_once(self, before: list[int], after: list[int]) -> None:
        old, new = (
            plan([visit(number, START + 10 * number * DAY + gap * DAY) for number, gap in enumerate(gaps, 1)])
            for gaps in ([0, *before], after)
        )
        old_text = export(old, TODAY)
        text = export(new, LATER, replaces=old_text)
        assert set(uids(text)) == set(uids(old_text)) | set(uids(export(new)))
        assert len(uids(text)) == len(set(uids(text)))
        cancelled = {str(e["UID"]) for e in events(text) if e.get("STATUS") == "CANCELLED"}
        assert cancelled == set(uids(old_text)) - set(uids(export(new)))
        assert export(new, LATER, replaces=text) == text


class TestNames:
    def test_a_plan_without_a_name_goes_on_under_that_of_the_old_file(self) -> None:
        old = export(plan(weekly(2)), TODAY, name="Anna K.")
        new = export(plan(weekly(2)), LATER, replaces=old)
        assert uids(new) == uids(old)

    def test_a_plan_that_is_put_off_moves_its_events(self) -> None:
        old = export(plan(weekly(2)), TODAY)
        put_off = plan(weekly(2, START + DAY), start=START + DAY)
        new = export(put_off, LATER, replaces=old)
        assert uids(new) == uids(old)
        assert uids(export(put_off, LATER, replaces=new)) == uids(old)
        assert uids(export(put_off, LATER)) != uids(old)

    def test_another_name_is_another_plan(self) -> None:
        old = export(plan(weekly(1)), TODAY, name="Anna K.")
        new = export(plan(weekly(1)), TODAY, name="Boris", replaces=old)
        assert states(new) == [
            ("Mesotherapy session 1, Boris (own)", 0, "TENTATIVE"),
            ("Cancelled: Mesotherapy session 1, Anna K. (own)", 1, "CANCELLED"),
        ]

    @pytest.mark.parametrize("name", ["a, b; c\\n", "100% = \u6bdb\u9aea", "me\u200dto", "%41=41", "\udc80"])
    def test_any_name_is_kept(self, name: str) -> None:
        old = export(plan(weekly(1)), TODAY, name=name)
        new = export(plan(weekly(1)), TODAY, replaces=old)
        assert new == old
        assert calendar_name(new) == calendar_name(old)


def merged(*texts: str) -> str:
    """Return the events of some files in one calendar, as a program exports it: what a file said of itself is lost."""
    calendar = Calendar.from_ical("BEGIN:VCALENDAR\r\nPRODID:-//Another//EN\r\nVERSION:2.0\r\nEND:VCALENDAR\r\n")
    for text in texts:
        for event in events(text):
            calendar.add_component(event)
    return str(calendar.to_ical(), "utf-8")


class TestExported:
    """Calendars that hold the plans of several people, or have lost what the old file said of itself."""

    ANNA = export(plan(weekly(3)), TODAY, name="Anna K.")
    BORIS = export(plan(weekly(2)), TODAY, name="Boris")
    NOBODY = export(plan(weekly(2)), TODAY)

    def test_the_name_and_the_first_day_are_still_known(self) -> None:
        later = plan(weekly(2, START + DAY), start=START + DAY)
        assert uids(export(later, LATER, replaces=merged(self.NOBODY))) == uids(self.NOBODY)
        assert uids(export(later, LATER, replaces=merged(self.BORIS))) == uids(self.BORIS)

    def test_nobody_else_is_cancelled(self) -> None:
        whole = merged(self.ANNA, self.BORIS, self.NOBODY)
        found = states(export(plan(weekly(1)), LATER, replaces=whole, name="Boris"))
        assert [title for title, _, _ in found] == [
            "Mesotherapy session 1, Boris (own)",
            "Cancelled: Mesotherapy session 2, Boris (own)",
        ]
        found = states(export(plan(weekly(1)), LATER, replaces=whole))
        assert [title for title, _, _ in found] == [
            "Mesotherapy session 1 (own)",
            "Cancelled: Mesotherapy session 2 (own)",
        ]

    @pytest.mark.parametrize("name", [None, "Carla"])
    def test_which_of_several_is_asked_for(self, name: str | None) -> None:
        with pytest.raises(UsageError, match=r'several plans, such as "Anna K\." and "Boris": write'):
            export(plan(weekly(1)), replaces=merged(self.ANNA, self.BORIS), name=name)
        put_off = export(plan(weekly(2, START + DAY), start=START + DAY))
        with pytest.raises(UsageError, match="several plans: write --name as it is"):
            export(plan(weekly(1)), replaces=merged(self.NOBODY, put_off))

    def test_a_plan_that_was_renamed_goes_on_under_its_new_name(self) -> None:
        renamed = export(plan(weekly(2)), LATER, name="Boris", replaces=self.ANNA)
        again = export(plan(weekly(2)), LATER, replaces=renamed)
        assert uids(again) == uids(self.BORIS)

    def test_categories_on_lines_of_their_own_are_no_change(self) -> None:
        optional = plan([visit(1, START, optional=True)])
        saved = export(optional).replace("CATEGORIES:course,optional", "CATEGORIES:course\r\nCATEGORIES:optional")
        assert "CATEGORIES:optional" in saved
        assert [number for _, number, _ in states(export(optional, LATER, replaces=saved))] == [0]


class TestTimeZones:
    def test_a_cancelled_event_keeps_its_zone_and_the_zone_its_years(self) -> None:
        old = export(
            plan([visit(1, START), visit(2, dt.date(2012, 7, 1))]), at=dt.time(9), timezone=ZoneInfo("Europe/Moscow")
        )
        new = export(plan([visit(1, START)]), replaces=old, **TIMED)
        zones = {str(zone["TZID"]): zone for zone in Calendar.from_ical(new).walk("VTIMEZONE")}
        assert set(zones) == {"Europe/London", "Europe/Moscow"}
        cancelled = events(new)[1]
        assert cancelled.decoded("DTSTART").utcoffset() == dt.timedelta(hours=4)

    @pytest.mark.skipif(icalendar.__version__ < "7", reason="icalendar 6 drops the name of an unknown zone")
    def test_a_zone_that_only_the_old_file_knows_is_kept(self) -> None:
        old = export(plan(weekly(2)), **TIMED).replace("Europe/London", "My Own Zone")
        new = export(plan(weekly(1)), replaces=old)
        assert new.count("TZID:My Own Zone\r\n") == 1
        assert new.count(";TZID=My Own Zone:") == 1


FOREIGN = (
    "BEGIN:VEVENT\r\nUID:dentist\r\nDTSTAMP:20260101T000000Z\r\nDTSTART:20260301T090000Z\r\nSUMMARY:Dentist\r\n"
    "END:VEVENT\r\n"
)


class TestOldFiles:
    def test_a_calendar_saved_by_another_program_cancels_our_events_alone(self) -> None:
        saved = export(plan(weekly(2))).replace("-//mesoplan//mesoplan//EN", "-//Another//EN")
        saved = saved.replace("END:VCALENDAR", f"{FOREIGN}END:VCALENDAR")
        found = states(export(plan(weekly(1)), replaces=saved))
        assert [title for title, _, _ in found] == [
            "Mesotherapy session 1 (own)",
            "Cancelled: Mesotherapy session 2 (own)",
        ]

    def test_order_folding_and_properties_of_another_program_change_nothing(self) -> None:
        old = export(plan(weekly(1)))
        calendar = Calendar.from_ical(old)
        (event,) = calendar.walk("VEVENT")
        event.add("X-OTHER", "1")
        event.add("CREATED", dt.datetime(2026, 1, 1, tzinfo=dt.UTC))
        saved = calendar.to_ical(sorted=True).decode().replace("\r\n", "\n")
        assert [number for _, number, _ in states(export(plan(weekly(1)), replaces=saved))] == [0]

    @pytest.mark.parametrize("sequence", ["SEQUENCE:-5", "SEQUENCE:abc", "SEQUENCE:1\r\nSEQUENCE:2", "X-NONE:1"])
    def test_a_broken_number_counts_as_none(self, sequence: str) -> None:
        old = export(plan(weekly(2))).replace("SEQUENCE:0", sequence).replace("LAST-MODIFIED:2026", "LAST-MODIFIED:9")
        assert all(number in (0, 1) for _, number, _ in states(export(plan(weekly(1)), replaces=old)))

    @pytest.mark.parametrize(
        "text",
        [
            "", "\n", "hello", "{}", "BEGIN:VCALENDAR", "BEGIN:VEVENT\nEND:VEVENT", "END:VCALENDAR", "\0", "a" * 10_000,
            "BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n", f"BEGIN:VCALENDAR\r\n{FOREIGN}END:VCALENDAR\r\n",
            "BEGIN:VCALENDAR\r\nPRODID:-//mesoplan//mesoplan//EN\r\nBEGIN:VEVENT\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n",
        ],
    )  # fmt: skip
    def test_what_is_no_calendar_of_ours_is_refused(self, text: str) -> None:
        with pytest.raises(UsageError, match=r"give the \.ics file that mesoplan wrote for the old plan") as refusal:
            export(plan(weekly(1)), replaces=text)
        assert refusal.value.field == "replaces"

    @pytest.mark.slow
    @given(st.data())
    def test_a_damaged_file_is_read_or_refused(self, data: st.DataObject) -> None:
        lines = export(plan(weekly(2)), **TIMED).split("\r\n")
        for _ in range(data.draw(st.integers(1, 4))):
            place = data.draw(st.integers(0, len(lines) - 1))
            lines[place] = data.draw(
                st.sampled_from(["", ":", ";", lines[place][:9], lines[place][9:], "BEGIN:VEVENT"])
            )
        try:
            read_old("\r\n".join(lines))
            export(plan(weekly(1)), replaces="\r\n".join(lines))
        except FieldError:
            pass


def test_a_reminder_that_falls_away_is_a_change() -> None:
    old = export(plan(weekly(2)), START, remind=DAY)
    assert [number for _, number, _ in states(export(plan(weekly(2)), START, replaces=old, remind=DAY))] == [0, 0]
    assert [number for _, number, _ in states(export(plan(weekly(2)), START + DAY, replaces=old, remind=DAY))] == [1, 0]
    assert [number for _, number, _ in states(export(plan(weekly(2)), START, replaces=old))] == [1, 1]
