"""`aftercare`, `screen` and `plan`: what they print, in which format, and how they end."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Callable
from html.parser import HTMLParser
from pathlib import Path

import pytest
from markdown_it import MarkdownIt

from tests.conftest import Result
from tests.test_formats import HOSTILE

Run = Callable[..., Result]

OWN = """
sources:
  own: {title: %s, note: %s, url: "javascript:alert(1)"}
protocols:
  own:
    name: %s
    source: own
    course: [{phase: %s, sessions: 2, interval: 2 weeks}]
    maintenance: {repeat: as-needed, note: %s}
    results: [{milestone: %s, after: 1 week, note: %s}]
    note: %s
aftercare:
  own: {name: %s, advice: avoid, note: %s, rules: [{source: own, duration: 24 hours, note: %s}]}
before:
  own: {name: %s, advice: do, rules: [{source: own, note: %s}]}
screening:
  own: {name: %s, ask: %s, positions: [{source: own, strength: avoid, note: %s}]}
indications:
  own: {name: %s, opinions: [{source: own, effect: unlikely, note: %s}]}
evidence:
  own: {name: %s, paper: %s, finding: %s, claims: [{source: own, says: %s}]}
questions:
  own: {ask: %s, source: own}
"""
"""Tables with a text wherever one may stand."""


@pytest.fixture
def hostile(tmp_path: Path) -> str:
    """Return a folder of tables that hold what some format takes for more than text."""
    text = json.dumps(HOSTILE).replace("\\u001b", "\\e")
    (tmp_path / "protocols.yaml").write_text(OWN.replace("%s", text), encoding="utf-8")
    return str(tmp_path)


class Shown(HTMLParser):
    """What a browser would make of a page."""

    VOID = ("meta", "link", "br")

    def __init__(self, page: str) -> None:
        """Read a page."""
        super().__init__()
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str | None]] = []
        self.text = ""
        self.open: list[str] = []
        self.feed(page)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += attrs
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += attrs

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text += data


class TestAftercare:
    def test_each_documents_figure_is_in_the_details(self, run: Run) -> None:
        rows = " ".join(run("aftercare", "--details").out.split())
        assert re.search(r"Hair washing: \[3\] 24 hours\. .*\[3\] 2 days for oily hair\. .*\[4\] 10 hours\. ", rows)
        assert "No list in [5], which does not mean that there is nothing: what to avoid afterwards." in rows
        assert "[5] Mesotherapy for Hair Growth: Does it Really Work?" in rows

    @pytest.mark.parametrize(
        ("start", "says"),
        [
            # Today is the start, and the days before and after it. Standard, typical: 3 weeks on.
            ("2026-01-06", "\nNext: session 1 of 6, Tue 6 Jan 2026\n"),
            ("2026-01-05", "\nNext: session 1 of 6, Mon 5 Jan 2026, due today\n"),
            ("2026-01-04", "\nBy these dates the next is session 2 of 6, Sun 25 Jan 2026"),
        ],
    )
    def test_a_session_that_nobody_recorded_is_not_next(self, start: str, says: str, run: Run) -> None:
        shown = run("aftercare", "--start", start, "--today", "2026-01-05").out
        assert says in shown
        assert ("--done DATE" in " ".join(shown.split())) is ("By these dates" in says)

    def test_a_session_turns_hours_into_a_time_of_day(self, run: Run) -> None:
        [activity] = json.loads(run("aftercare", "wash", "--session", "2026-12-01T10:30", "--json").out)["activities"]
        assert activity["free_from"] == "2026-12-03T10:30"
        shown = run("aftercare", "wash", "--session", "2026-12-01 10:30").out
        assert "No hair washing until Thu 3 Dec 2026, 10:30 (2 days) [1]\n" in shown

    def test_a_session_without_a_time_is_counted_in_days(self, run: Run) -> None:
        document = json.loads(run("aftercare", "wash", "heat", "--session", "tomorrow", "--json").out)
        assert [one["free_from"] for one in document["activities"]] == ["2026-01-08", "2026-01-09"]
        assert document["session"] == "2026-01-06"

    def test_a_protocol_alone_shows_its_own_document_and_where_that_is_silent(self, run: Run) -> None:
        document = json.loads(run("aftercare", "--protocol", "weekly", "--json").out)
        assert document["only_source"] == "clinic-page"
        by_id = {one["id"]: one for one in document["activities"]}
        assert by_id["hair-washing"]["longest_hours"] == 10
        assert by_id["hats"]["rules"] == []
        assert "hats" in document["silent"]
        assert "hair-washing" not in document["silent"]
        out = " ".join(run("aftercare", "-p", "weekly").out.split())
        assert "By one document alone [1]" in out
        assert "[1] is silent on: steam bath;" in out

    def test_strict_asks_every_document_even_so(self, run: Run) -> None:
        document = json.loads(run("aftercare", "wash", "--protocol", "weekly", "--strict", "--json").out)
        assert (document["only_source"], document["activities"][0]["longest_hours"]) == (None, 48)

    def test_a_document_that_lists_nothing_gives_no_permission(self, run: Run) -> None:
        out = run("aftercare", "--protocol", "salon").out
        assert "[1] gives no time for which to avoid anything. That is not permission." in out

    def test_a_plan_goes_by_the_longest_time_and_says_which_days(self, run: Run) -> None:
        document = json.loads(run("aftercare", "--protocol", "weekly", "--start", "2026-12-01", "--json").out)
        by_id = {one["id"]: one for one in document["activities"]}
        assert document["only_source"] is None
        assert document["start"] == "2026-12-01"
        [first, *_] = by_id["sauna"]["off_limits"]
        assert first == {"from": "2026-12-01", "until": "2026-12-29", "ideally_until": None, "sessions": 4}
        assert by_id["sauna"]["free_after_course"] == "2026-12-29"
        until = {name: by_id[name]["off_limits"][0]["until"] for name in ("hair-washing", "heat", "hair-dye")}
        assert until == {"hair-washing": "2026-12-03", "heat": "2026-12-04", "hair-dye": "2026-12-29"}
        assert by_id["hair-dye"]["off_limits"][0]["ideally_until"] == "2027-01-05"

    def test_one_block_without_a_free_day_is_pointed_out(self, run: Run) -> None:
        out = " ".join(run("aftercare", "-p", "weekly", "--start", "2026-12-01", "--source-only").out.split())
        assert "Sessions are too close together: avoid sauna throughout (1 – 28 Dec 2026," in out
        assert "Swimming, exercise and sports not stated [1]" in out

    def test_oily_hair_is_applied_when_it_is_said(self, run: Run) -> None:
        words = ("aftercare", "wash", "-p", "tapered", "--start", "2026-12-01", "--source-only", "--json")
        [plain] = json.loads(run(*words).out)["activities"]
        [oily] = json.loads(run(*words, "--oily-hair").out)["activities"]
        assert (plain["longest_hours"], oily["longest_hours"]) == (24, 48)
        assert oily["rules"][1]["condition"] == "oily-hair"

    def test_advice_before_a_session_warns_of_stopping_a_medicine(self, run: Run) -> None:
        out = " ".join(run("aftercare", "anticoagulant").out.split())
        assert "(We added this: Never stop a prescribed medicine" in out

    @pytest.mark.parametrize(
        ("words", "says"),
        [
            (["--session", "2026-12-01T25:00"], '--session: "25:00" is not a time of day: write HH:MM, such as 10:30'),
            (["--session", "2026-12-01T10:60"], '--session: "10:60" is not a time of day'),
            (["--session", "2026-02-30T10:30"], '--session: "2026-02-30" is not a day of the calendar'),
            (["--session", "10/05/2026"], '--session: "10/05/2026" is ambiguous'),
            (["--session", "2026-12-01T"], '--session: "" is not a time of day'),
            (["--session", "x"], '--session: "x" is not a date'),
            (["--session", "yesteryear"], '--session: "yesteryear" is not a date'),
            (["suana"], 'there is no activity "suana" (did you mean sauna'),
            (["--strict", "--source-only"], "--strict: takes every document and --source-only one"),
            (["--session", "today", "--start", "today"], "--session is one session, and a plan has many"),
            (["-p", "salon", "--start", "today"], "give the interval yourself, such as --interval 2w"),
        ],
    )
    def test_what_cannot_be_is_refused_in_a_sentence(self, words: list[str], says: str, run: Run) -> None:
        result = run("aftercare", *words)
        assert (result.code, result.out) == (2, "")
        assert result.err.startswith("mesoplan: ")
        assert says in result.err


@pytest.mark.parametrize(
    ("session", "answers"),
    [
        ("yesterday", "No swimming until Tue 6 Jan 2026 (2 days)"),
        ("today 10:30", "No swimming until Wed 7 Jan 2026, 10:30 (2 days)"),
        ("2026-01-03", "No swimming until Mon 5 Jan 2026 (2 days)"),
        ("2026-01-02", "Swimming: the required wait ended Sun 4 Jan 2026 (2 days)"),
        ("2026-01-02T18:00", "Swimming: the required wait ended Sun 4 Jan 2026, 18:00 (2 days)"),
    ],
)
def test_a_wait_is_ahead_or_over_by_today(session: str, answers: str, run: Run) -> None:
    out = run("aftercare", "swimming", "--session", session, "--today", "2026-01-05").out
    assert answers in out
    assert ("A wait ends on its last day at the hour" in out) == (answers.startswith("No ") and ":" not in answers)


class TestSchedule:
    def test_a_line_under_each_session_says_what_is_free_when(self, run: Run) -> None:
        out = run("schedule", "--aftercare").out
        assert re.search(r"\n 1 +Mon  5 Jan 2026.*\n +Waits end: about 24 hours on 6 Jan, 2 days on 7 Jan,", out)
        assert "at least 7 days on 12 Jan (ideally 19 Jan)" in " ".join(out.split())
        assert re.search(r"\nDyeing the hair, perm, straightening, curling +at least 7 days, ideally 14 \[", out)

    def test_an_ideal_is_left_out_where_its_document_is_not_asked(self, run: Run) -> None:
        assert "deally" not in run("schedule", "-p", "weekly", "--aftercare", "--source-only").out

    def test_json_has_it_when_it_is_asked_for(self, run: Run) -> None:
        assert json.loads(run("schedule", "--json").out)["aftercare"] is None
        asked = json.loads(run("schedule", "--aftercare", "--source-only", "--json").out)["aftercare"]
        assert asked["only_source"] == "premium-medical-circle"
        assert asked["activities"][0]["off_limits"] is None

    def test_what_a_later_session_blocks_again_is_not_called_free(self, run: Run) -> None:
        words = ("schedule", "-p", "weekly", "--source-only", "--aftercare")
        ends = "Waits end: 10 hours on 6 Jan, 3 days on 8 Jan, at least 7 days only on 2 Feb."
        assert ends in " ".join(run(*words).out.split())
        assert "until 2026-02-02: Sauna" in run(*words, "--format", "csv").out

    def test_where_the_document_is_silent_is_said(self, run: Run) -> None:
        for words in (["--format", "markdown"], []):
            out = " ".join(run("schedule", "-p", "weekly", "--source-only", "--aftercare", *words).out.split())
            assert "is silent on: steam bath;" in out
            assert "That is not permission." in out

    def test_a_spreadsheet_has_columns_for_it(self, run: Run) -> None:
        header, first, *_ = run("schedule", "--aftercare", "--format", "csv").out.splitlines()
        assert header.endswith(",off_limits,ideally_off_limits")
        assert "until 2026-01-12: Sauna;" in first
        assert first.endswith(",until 2026-01-19: Dyeing the hair; Perm; Straightening; Curling")

    def test_calendar_files_say_it_in_every_description(self, run: Run) -> None:
        text = run("schedule", "--format", "ics").out.replace("\r\n ", "")
        assert "Off limits until Mon 12 Jan 2026: Sauna\\;" in text
        assert "Off limits:" not in text

    def test_off_limits_days_are_transparent_all_day_events_of_their_own(self, run: Run) -> None:
        text = run("schedule", "-p", "weekly", "--format", "ics", "--with-aftercare").out.replace("\r\n ", "")
        [sauna] = [
            e
            for e in text.split("BEGIN:VEVENT")
            if "SUMMARY:Off limits: Sauna" in e and "DTSTART;VALUE=DATE:20260105" in e
        ]
        assert "DTSTART;VALUE=DATE:20260105" in sauna
        assert "DTEND;VALUE=DATE:20260202" in sauna
        assert "TRANSP:TRANSPARENT" in sauna
        assert "Source: Mesotherapy for Hair Loss" in sauna
        assert "Source: Hair mesotherapy guide of a hair-restoration clinic" in sauna
        assert "Source: Mesotherapy, a micro-injection technique" not in sauna, "its document requires less"
        dye = [e for e in text.split("BEGIN:VEVENT") if "SUMMARY:Off limits:" in e and "Dyeing the hair" in e]
        assert dye
        for event in dye:
            assert "\\, ideally 14" in event
            assert "Source: Hair mesotherapy guide of a hair-restoration clinic" in event
        assert "By the longest time required" in dye[0].replace("\r\n ", "")
        assert "Hard\\, sweaty effort\\; Heat on the scalp\\; Hats" in text
        uids = re.findall(r"UID:(.*)", text)
        assert len(set(uids)) == len(uids)

    @pytest.mark.parametrize(
        ("words", "says"),
        [
            (["--with-aftercare"], "--with-aftercare: goes with --format ics"),
            (["--aftercare", "--view", "calendar"], "--aftercare: goes with --view list"),
            (["--oily-hair"], "--oily-hair: goes with --aftercare or --away or --format ics"),
        ],
    )
    def test_what_does_not_go_together_is_refused(self, words: list[str], says: str, run: Run) -> None:
        result = run("schedule", *words)
        assert (result.code, result.out) == (2, "")
        assert says in result.err


class TestScreen:
    def test_the_checklist_is_grouped_strongest_first_and_names_lost_lists(self, run: Run) -> None:
        out = run("screen").out
        order = [
            out.index(words) for words in ("\nYou must not", "\nYou should not", "\nMay be a", "\nWhat it is said")
        ]
        assert order == sorted(order)
        text = " ".join(out.split())
        assert "Not being listed does not mean it is safe" in text
        assert (
            "Not available in [4], lost when the page was saved: who should not be treated and what it is for." in text
        )

    def test_an_answer_says_who_says_what_and_what_to_ask(self, run: Run) -> None:
        document = json.loads(run("screen", "pregnancy", "blood-thinners", "--json").out)
        assert document["asked"] == ["pregnancy", "blood-thinners"]
        assert document["flagged"] is True
        assert document["lists_not_available"] == ["premium-medical-circle"]
        pregnancy, thinners = document["conditions"]
        strengths = {position["source"]: position["strength"] for position in pregnancy["positions"]}
        assert strengths == {"restoration-clinic-guide": "avoid", "clinic-page": "may-prevent"}
        assert thinners["before"][0]["id"] == "anticoagulants"
        assert "prescribed" in thinners["ask"]

    def test_a_contradiction_is_shown(self, run: Run) -> None:
        out = " ".join(run("screen", "alopecia-areata").out.split())
        assert "Patchy hair loss (alopecia areata): does not help [1]; may help [2]" in out
        assert "Not being listed does not mean it is safe." in out

    @pytest.mark.parametrize(
        ("words", "code"),
        [
            (["pregnancy", "--exit-code"], 3),
            (["breastfeeding", "--exit-code"], 3),
            (["pregnancy"], 0),
            (["alopecia-areata", "--exit-code"], 0),
            (["--exit-code"], 0),
        ],
    )
    def test_the_exit_code_tells_only_when_it_is_asked_to(self, words: list[str], code: int, run: Run) -> None:
        result = run("screen", *words)
        assert result.code == code
        assert result.out

    def test_every_misspelt_condition_is_refused(self, run: Run) -> None:
        result = run("screen", "pregnacy", "diabetis", "hiv", "--exit-code")
        assert (result.code, result.out) == (2, "")
        assert 'no condition "pregnacy" (did you mean pregnancy' in result.err
        assert 'or "diabetis" (did you mean diabetic or diabetes?)' in result.err
        assert 'thyroid" on the lists here' in run("screen", "thyroid").err
        silence = "here, which does not mean that it is safe; for activities see mesoplan aftercare; choose from "
        assert f'or "hiv" on the lists {silence}' in result.err

    @pytest.mark.parametrize(("word", "code"), [("diabetes", 3), ("dandruff", 2)])
    def test_what_is_known_is_answered_next_to_what_is_not(self, word: str, code: int, run: Run) -> None:
        result = run("screen", word, "pregnacy", "--exit-code")
        assert (result.code, result.err) == (code, "")
        assert word.capitalize() in result.out
        assert 'There is no condition "pregnacy" (did you mean pregnancy' in result.out
        assert run("screen", word, "pregnacy").code == 0
        (warning,) = json.loads(run("screen", word, "pregnacy", "--json").out)["warnings"]
        assert "does not mean that it is safe" in warning
        plan = json.loads(run("plan", "--condition", f"{word}, pregnacy", "--json").out)
        assert plan["raised"]["warnings"] == [warning]


@pytest.mark.parametrize(
    "words", ["aftercare", "aftercare dye -p trial", "screen", "screen blood-thinners", "plan -c uk"]
)
def test_every_document_that_json_names_is_described_there(words: str, run: Run) -> None:
    text = run(*words.split(), "--json").out
    document = json.loads(text)
    named = set(re.findall(r'"source": "([^"]+)"', text)) | set(document.get("lists_none", ()))
    assert named | set(document.get("lists_not_available", ())) <= {source["id"] for source in document["sources"]}


class TestMissed:
    """An appointment that was missed keeps nobody from anything, and takes no other session's place."""

    WORDS = ("--done", "2026-01-05", "--missed", "2026-01-22", "--today", "2026-01-23")

    def test_its_days_are_not_off_limits(self, run: Run) -> None:
        [sauna] = json.loads(run("aftercare", "sauna", *self.WORDS, "--json").out)["activities"]
        assert [period["from"] for period in sauna["off_limits"][:2]] == ["2026-01-05", "2026-01-26"]

    @pytest.mark.parametrize(("shown", "begins"), [("table", " 2 "), ("markdown", "| 2 | ")])
    def test_each_session_has_its_own_days_below_it(self, shown: str, begins: str, run: Run) -> None:
        lines = run("schedule", "--aftercare", *self.WORDS, "--format", shown).out.splitlines()
        [second] = [index for index, line in enumerate(lines) if line.startswith(begins)]
        assert re.fullmatch(r"[| ]*Thu 22 Jan 2026[| ]*missed[| ]*", lines[second - 1])
        assert "Waits end: about 24 hours on 27 Jan, 2 days on 28 Jan, 3 days on" in lines[second + 1]

    def test_it_is_no_session_of_a_drawing(self, run: Run) -> None:
        assert "Session None" not in run("plan", *self.WORDS, "--format", "html").out

    def test_a_calendar_marks_it_and_what_is_beyond_the_course(self, run: Run) -> None:
        assert "22✗" in run("schedule", *self.WORDS, "--view", "calendar").out
        beyond = ("--sessions", "1", "-p", "trial", "--done", "2026-01-05", "--booked", "2026-02-02")
        assert " 2■" in run("schedule", *beyond, "--today", "2026-01-05", "--view", "calendar").out


class TestProtocol:
    def test_each_claim_stands_beside_what_the_paper_says(self, run: Run) -> None:
        [protocol] = json.loads(run("protocols", "trial", "--json").out)["protocols"]
        by_id = {piece["id"]: piece for piece in protocol["evidence"]}
        assert {"in-general", "gajjar-2019", "aledani-2024", "gupta-2023", "other-encyclopaedia-papers"} == set(by_id)
        assert {claim["source"] for piece in by_id.values() for claim in piece["claims"]} == {"skincare-encyclopaedia"}
        out = run("protocols", "trial").out
        assert re.search(r"\n• The trial of eight weekly sessions: \[1\] .*\bThe paper: Gajjar", out, re.DOTALL)
        assert "no significant improvement over minoxidil" in " ".join(out.split())

    def test_a_lost_list_is_a_limit(self, run: Run) -> None:
        out = " ".join(run("protocols", "standard").out.split())
        assert "Not available in [1], lost when the page was saved: who should not be treated," in out


class TestPlan:
    WORDS = ("plan", "--country", "uk")
    SECTIONS = (
        "Reported harm:",
        "How many",
        "Your sessions",
        "What it costs",
        "Reported harm",
        "Who should not be treated",
        "How little is proven",
        "What to avoid after a session",
        "What you may notice, and when",
        "Questions to ask",
        "What is left open",
    )

    @pytest.mark.parametrize("shown", ["table", "markdown", "html"])
    def test_everything_is_on_one_page(self, shown: str, run: Run) -> None:
        page = html.unescape(run(*self.WORDS, "--details", "--format", shown).out)
        out = " ".join(re.sub(r"<svg.*?</svg>|<[^>]*>", " ", page, flags=re.DOTALL).split())
        missing = [title for title in self.SECTIONS if title not in out]
        assert missing == []
        assert re.search(r"at least 7 days, ideally( straightening, curling)? 14 \W*3", out)
        assert "The tables were last checked against their documents on Mon 30 Nov 2026." in out
        assert "An estimate from published sources, not medical advice." in out

    @pytest.mark.parametrize("protocol", ["standard", "tapered", "weekly", "fortnightly", "trial"])
    def test_nobody_reads_one_documents_claims_alone(self, protocol: str, run: Run) -> None:
        out = " ".join(run("plan", "-p", protocol).out.split())
        assert "Neither safety nor effect is established" in out
        assert "no significant improvement over minoxidil" in out
        assert "Reported harm: hair loss" in out
        assert "bscesses" in out

    def test_each_document_keeps_its_own_strength(self, run: Run) -> None:
        out = " ".join(run("plan").out.split())
        treated = out[out.index("You should not be treated") :]
        assert re.search(r"Pregnancy \[(\d)\] \(may be a reason not to be treated \[\d\]\)\W+Smoking \[\1\]", treated)
        assert re.search(r"Breastfeeding \[\d\] \(implied, not said, as a reason to wait \[\d\]\)", treated)

    def test_where_the_only_document_is_silent_is_said(self, run: Run) -> None:
        out = " ".join(run("plan", "-p", "salon", "--interval", "2w", "--source-only").out.split())
        assert "gives no time for which to avoid anything. That is not permission. Other documents do" in out

    def test_rules_for_oily_hair_are_named_where_they_are_applied(self, run: Run) -> None:
        applied = "By the longest time that any document requires, for oily hair."
        assert applied in " ".join(run("plan", "--oily-hair").out.split())
        assert "requires, for oily hair" not in run("plan").out

    def test_without_a_country_there_are_no_costs(self, run: Run) -> None:
        assert "What it costs" not in run("plan").out
        assert json.loads(run("plan", "--json").out)["estimates"] == []

    def test_json_says_what_schedule_cost_aftercare_and_screen_say(self, run: Run) -> None:
        plan = json.loads(run(*self.WORDS, "--json").out)
        schedule = json.loads(run("schedule", "--json").out)
        cost = json.loads(run("cost", "--country", "uk", "--json").out)
        care = json.loads(run("aftercare", "--start", "today", "--json").out)
        screening = json.loads(run("screen", "--json").out)
        assert plan["schema"] == "mesoplan/plan/1"
        assert plan["sessions"] == schedule["sessions"]
        assert plan["estimates"] == cost["estimates"]
        assert plan["aftercare"]["activities"] == care["activities"]
        assert plan["screening"]["conditions"] == screening["conditions"]
        assert plan["tables_checked"] == "2026-11-30"

    def test_what_the_sources_leave_open_is_to_be_asked(self, run: Run) -> None:
        plan = json.loads(run("plan", "-p", "salon", "--interval", "2w", "--country", "uk", "--json").out)
        assert plan["left_open"][0] == "how far apart the sessions are"
        assert "the price of a consultation" in plan["prices_left_open"]
        assert not [one for one in [*plan["left_open"], *plan["prices_left_open"]] if "(" in one]

    def test_a_protocol_without_dates_names_the_option(self, run: Run) -> None:
        result = run("plan", "-p", "salon")
        assert (result.code, result.out) == (2, "")
        assert "--interval" in result.err

    def test_a_calendar_file_has_prices_and_what_is_off_limits(self, run: Run) -> None:
        text = run(*self.WORDS, "--format", "ics").out.replace("\r\n ", "")
        assert text.count("A session costs £150–400 (United Kingdom).") == 10
        assert "SUMMARY:Off limits: Sauna" in text
        assert "A session costs" not in run("plan", "--format", "ics").out

    @pytest.mark.parametrize("ending", ["html", "md", "json", "txt"])
    def test_the_ending_of_a_file_tells_the_format(self, ending: str, run: Run, tmp_path: Path) -> None:
        file = tmp_path / f"plan.{ending}"
        assert run(*self.WORDS, "--output", str(file)).code == 0
        shown = {"md": "markdown", "txt": "table"}.get(ending, ending)
        assert file.read_text(encoding="utf-8") == run(*self.WORDS, "--format", shown, "--details").out

    def test_the_page_is_whole_and_needs_nothing_from_elsewhere(self, run: Run) -> None:
        shown = Shown(run(*self.WORDS, "--format", "html").out)
        assert "script" not in shown.tags
        assert not {name for name, _ in shown.attributes if name.startswith("on") or name == "src"}
        addresses = {value for name, value in shown.attributes if name == "href"}
        assert {
            address for address in addresses if address and not address.startswith(("data:", "https://", "#"))
        } == set()
        assert shown.tags.count("h1") == 1
        assert shown.tags.count("svg") > 2

    def test_drawings_say_in_words_what_they_show(self, run: Run) -> None:
        page = run(*self.WORDS, "--format", "html").out
        drawings = re.findall(r'<svg role="img"[^>]*>\s*<title>(.*?)</title>\s*<desc>(.*?)</desc>', page, re.DOTALL)
        assert [title for title, _ in drawings] == ["The course", "Up to Jan 2028"]
        assert len(drawings) == page.count('<svg role="img"')
        assert all("Session 1 of 6: Mon 5 Jan 2026" in words for _, words in drawings)


class TestHostileTables:
    """A user's own text shows as text, and does nothing."""

    def test_a_page_shows_it(self, hostile: str, run: Run) -> None:
        shown = Shown(run("plan", "-p", "own", "--data", hostile, "--format", "html").out)
        assert "script" not in shown.tags
        assert "\x1b" not in shown.text
        assert "<script>x</script> [red]r[/red] \\x1b[31m a b | c *d*" in shown.text
        assert not [value for name, value in shown.attributes if name == "href" and "javascript" in (value or "")]

    def test_markdown_shows_it(self, hostile: str, run: Run) -> None:
        page = run("plan", "-p", "own", "--data", hostile, "--format", "markdown").out
        shown = MarkdownIt("commonmark").enable("table").render(page)
        assert "<script>" not in shown
        assert "javascript:" not in re.findall(r'href="([^"]*)"', shown)
        assert "\x1b" not in page

    @pytest.mark.parametrize(
        "words",
        ["plan -p own", "aftercare", "aftercare -p own", "screen", "screen own", "protocols own", "schedule -p own"],
    )
    def test_a_terminal_shows_it(self, words: str, hostile: str, run: Run) -> None:
        result = run(*words.split(), "--data", hostile)
        assert result.code == 0
        assert "\x1b" not in result.out
        assert "[red]r[/red]" in " ".join(result.out.split())

    def test_a_calendar_and_a_spreadsheet_show_it(self, hostile: str, run: Run) -> None:
        words = ("schedule", "-p", "own", "--data", hostile, "--format")
        for text in (run(*words, "csv", "--aftercare").out, run(*words, "ics", "--with-aftercare").out):
            assert "\x1b" not in text
            assert "<script>x</script>" in text.replace("\r\n ", "")
