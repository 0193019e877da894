"""Texts read as if somebody had said them: everyday words, short sentences, one style of date, nothing twice."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.conftest import Result
from tests.helpers import printed
from tests.language import (
    avoided,
    is_list,
    long_sentences,
    other_dates,
    other_quotes,
    prose,
    said_twice,
    sentences,
    shown,
    unwrapped,
)

ROOT = Path(__file__).parents[1]
COMMANDS = [page.stem.replace("-", " ") for page in sorted((ROOT / "docs" / "commands").glob("*.md"))]
DOCUMENTS = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
OTHERS = [ROOT / "CONTRIBUTING.md", ROOT / "CHANGELOG.md", ROOT / "SECURITY.md"]
SOURCES = [
    *sorted((ROOT / "src").rglob("*.py")),
    *sorted((ROOT / "tools").glob("*.py")),
    *sorted((ROOT / "data").rglob("*.yaml")),
]

RESULTS = [
    "schedule",
    "schedule --done 2025-12-15 --done 2026-01-04",
    "schedule -p weekly --aftercare --closed weekends",
    "schedule -p tapered --pace slow --closed holidays --country GB-SCT --away 2026-02-01..2026-02-20",
    "schedule -p salon --interval 2w --view calendar",
    "cost",
    "cost --country uk --price 180-220 --pack 6=1000 --discount 10% --fee 80 --per-visit 15 --budget 1200",
    "cost -p weekly --country us --country turkey --currency EUR --rate USD=0.9",
    "plan --country uk",
    "plan -p weekly --oily-hair --country us --details",
    "compare --country uk",
    "compare --sort length",
    "aftercare",
    "aftercare gym hair-washing --session 2026-12-01T10:30",
    "aftercare -p weekly --start 2026-12-01 --strict --details",
    "screen",
    "screen pregnancy blood-thinners alopecia-areata",
    "risks",
    "risks --details",
    "protocols",
    "protocols standard",
    "protocols tapered",
    "prices",
    "data validate",
]
"""Command lines whose answers are read as a table and, where a command has pages, as Markdown and as HTML."""
WITH_PAGES = ("schedule", "cost", "plan", "compare", "aftercare", "screen", "risks", "protocols", "prices")
WITHOUT_A_TEXT = {"ask", "batch", "data", "data init", "data path", "data schema", "due"}
"""What asks at a terminal, prints JSON, a path or a file, or needs a file."""
WRONG = [
    "schedle",
    "schedule --protocol standrad",
    "schedule --start 20/10/2026",
    "schedule --done 2026-03-01",
    "schedule --sessions 0",
    "schedule -p salon",
    "schedule --closed holidays",
    "schedule --format pdf",
    "cost uk",
    "cost --country france",
    "cost --price abc",
    "cost --pack 6",
    "aftercare --session soon",
    "screen smokng",
    "protocols nothing",
    "batch nowhere.jsonl",
    "data validate nowhere",
    "data schema nothing",
]
"""Command lines that are refused."""


def faults(text: str, *, dates: bool = True) -> list[str]:
    """Return all that is wrong with what the program prints for a reader."""
    return [*avoided(text), *said_twice(text), *long_sentences(text), *(other_dates(text) if dates else ())]


@pytest.fixture
def _wide(monkeypatch: pytest.MonkeyPatch) -> None:
    """Make a terminal so wide that a paragraph is one line."""
    monkeypatch.setenv("COLUMNS", "1000")


@pytest.mark.usefixtures("_wide")
@pytest.mark.parametrize("words", RESULTS)
class TestResults:
    def test_as_a_table(self, words: str, run: Callable[..., Result]) -> None:
        result = run(*words.split())
        assert result.code == 0
        assert faults(result.out + result.err) == []

    def test_as_markdown(self, words: str, run: Callable[..., Result]) -> None:
        if words.startswith(WITH_PAGES):
            result = run(*words.split(), "--format", "markdown")
            assert result.code == 0
            assert faults(prose(result.out) + result.err) == []

    def test_as_a_page(self, words: str, run: Callable[..., Result]) -> None:
        if words.startswith(WITH_PAGES):
            result = run(*words.split(), "--format", "html")
            assert result.code == 0
            assert faults(shown(result.out)) == []


class TestOtherTexts:
    @pytest.mark.parametrize("command", ["", *COMMANDS])
    def test_help(self, command: str) -> None:
        assert faults(unwrapped(printed(*command.split(), "--help")), dates=False) == []

    @pytest.mark.usefixtures("_wide")
    @pytest.mark.parametrize("words", WRONG)
    def test_errors(self, words: str, run: Callable[..., Result]) -> None:
        result = run(*words.split())
        assert result.code in (1, 2)
        assert faults(result.err, dates=False) == []
        assert other_quotes(result.err) == []

    @pytest.mark.parametrize("file", DOCUMENTS, ids=lambda file: str(file.relative_to(ROOT)))
    def test_documents(self, file: Path) -> None:
        page = file.read_text(encoding="utf-8")
        text, without_help = prose(page), prose(page, ("console",))
        assert [*avoided(text), *said_twice(text), *other_dates(without_help)] == []

    @pytest.mark.parametrize("file", [*OTHERS, *SOURCES], ids=lambda file: str(file.relative_to(ROOT)))
    def test_what_developers_read(self, file: Path) -> None:
        assert avoided(file.read_text(encoding="utf-8"), code=file in SOURCES) == []

    def test_every_command_has_its_answers_read(self) -> None:
        read = {command for command in COMMANDS for words in RESULTS if words.startswith(command)}
        assert set(COMMANDS) - read <= WITHOUT_A_TEXT


class TestWords:
    @pytest.mark.parametrize(
        "text",
        [
            "Reckoned with the clinic's own price",
            "mended",
            "You are told so.",
            "A table of one's own",
            "What is off limits when",
            "What may stand against treatment",
            "plan.ics is there already",
            "Both are measured alike, beside the yardstick.",
        ],
    )
    def test_what_reads_as_translated_is_found(self, text: str) -> None:
        assert avoided(text)

    @pytest.mark.parametrize(
        "text",
        ["recommended", "besides", "your own price", "untold", "one's"],
    )
    def test_other_words_are_left_alone(self, text: str) -> None:
        assert avoided(text) == []

    def test_code_may_have_names_that_outputs_may_not(self) -> None:
        assert avoided("what is off limits", code=True) == []
        assert avoided("an error is told", code=True)

    def test_it_says_where_and_what_to_write(self) -> None:
        assert avoided("One\nIt is measured anew.\nTwo") == ["It is measured >anew<.: write “again”"]


class TestMarks:
    @pytest.mark.parametrize(
        "text",
        ["Ideally 2 weeks, the source says [2].", "Ask first, as the document states [1]", "The papers say so [3]."],
    )
    def test_a_mark_says_already_that_a_source_says_so(self, text: str) -> None:
        assert said_twice(f"A sentence. {text}\nAnother one.") == [text]

    @pytest.mark.parametrize(
        "text", ["Ideally 2 weeks [2]. The source says no more.", "The source says 2 weeks.", "[1] A title"]
    )
    def test_in_another_sentence_or_without_a_mark_it_may(self, text: str) -> None:
        assert said_twice(text) == []


class TestSentences:
    def test_cells_lines_stops_and_colons_end_one(self) -> None:
        text = "Next: session 3 of 6, Thu 3 Dec 2026. Any day!\n 1   Tue 20 Oct 2026   done\n│ a │ b │"
        assert list(sentences(text)) == [
            "Next:",
            "session 3 of 6, Thu 3 Dec 2026.",
            "Any day!",
            *("1", "Tue 20 Oct 2026", "done", "a", "b"),
        ]

    def test_figures_with_points_do_not_end_one(self) -> None:
        assert list(sentences("It costs 1.50 a day, e.g.mostly")) == ["It costs 1.50 a day, e.g.mostly"]

    @pytest.mark.parametrize("words", [30, 31])
    def test_thirty_words_are_enough(self, words: int) -> None:
        text = " ".join(["word"] * words) + "."
        assert long_sentences(text) == ([] if words <= 30 else [text])

    def test_a_citation_or_an_address_is_no_sentence(self) -> None:
        assert long_sentences("[1] " + "word " * 40) == []
        assert long_sentences("word " * 30 + "https://a.example/b c.org/d") == []

    def test_names_between_commas_are_a_list_and_clauses_are_not(self) -> None:
        assert is_list("uk, us, turkey, germany, eurozone, worldwide, and many others")
        assert not is_list("uk, us and turkey")
        assert not is_list(", ".join(["if you must wash your hair sooner then ask"] * 6))


class TestDates:
    @pytest.mark.parametrize(
        "text",
        [
            "From 2026-11-25",
            "Mon 2026-01-05",
            "until 1/12/2026",
            "on 1.12.2026",
            "on 1 December 2026",
            "on December 1",
            "on Dec 1, 2026",
        ],
    )
    def test_another_style_is_found(self, text: str) -> None:
        assert len(other_dates(text)) == 1

    @pytest.mark.parametrize(
        "text",
        [
            "Tue 1 Dec 2026",
            "26 Nov – 10 Dec, 17 – 31 Dec",
            "Dec 2026",
            "No swimming in May",
            "$ mesoplan schedule --done 2026-10-20",
            "Type mesoplan schedule --done 2026-10-20 --done 2026-11-12",
            "Record it with --done 2026-10-20.",
            "`2026-12-01`",
            '"2026-13-01" is not a date',
            "'2026-13-01' is no date",
            '--start: "10/05/2026" is ambiguous: write 2026-05-10 or 2026-10-05',
            "one or more of 24/7",
            "https://a.example/2026-12-01",
            "costs 1.50",
        ],
    )
    def test_what_is_read_or_typed_is_right(self, text: str) -> None:
        assert other_dates(text) == []

    def test_a_date_after_what_is_typed_is_found(self) -> None:
        assert len(other_dates("Use --done 2026-10-20; it ends on 2026-11-12")) == 1


class TestTexts:
    def test_help_is_read_without_its_line_breaks(self) -> None:
        text = (
            "Usage: mesoplan cost\n\n"
            "  Turn published hair-mesotherapy regimens into dated, priced and sourced\n  plans.\n\n"
            "Options:\n"
            "  --start DATE          First session, today or\n                        tomorrow.\n"
            "  --force  Replace.\n"
        )
        assert unwrapped(text).splitlines() == [
            "Usage: mesoplan cost",
            "",
            "  Turn published hair-mesotherapy regimens into dated, priced and sourced plans.",
            "",
            "Options:",
            "  --start DATE          First session, today or tomorrow.",
            "  --force  Replace.",
        ]

    def test_of_a_document_what_is_for_machines_is_left_out(self) -> None:
        machines = "```json\n{told: 1}\n```\n\n```console\n$ mesoplan\nOut\n```\n\n```yaml\ntold: 1\n```\n"
        page = f"A [link](told.md).\n<!-- told\n -->{machines}```text\nHelp\n```\n"
        assert prose(page).split() == ["A", "[link].", "$", "mesoplan", "Out", "Help"]

    def test_of_a_page_what_is_shown_is_read(self) -> None:
        page = (
            "<html><head><title>told</title><style>told {}</style></head><body><h1>A  <b>plan</b></h1>"
            "<table><tr><td>1</td><td>Type <code>--done 2026-01-05</code></td></tr></table>"
            "<p>End &amp; more</p></body></html>"
        )
        assert shown(page).splitlines() == ["A plan", "1", "Type `--done 2026-01-05`", "End & more"]
