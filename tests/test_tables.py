"""Tables: YAML read as plain text, with the place of every fault; what is hostile is refused, quickly."""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest
import yaml
from hypothesis import given, settings, strategies as st

from mesoplan.errors import TableError
from mesoplan.tables import text as tables
from mesoplan.tables.text import MAX_BYTES, scan, scan_file
from tests.conftest import not_hanging

FILE = Path("own.yaml")


def split_mark(marked: str) -> tuple[str, str]:
    """Return a text without its mark ^, and the mark's place as LINE:COLUMN."""
    before, after = marked.split("^")
    return before + after, f"{before.count(chr(10)) + 1}:{len(before.rpartition(chr(10))[2]) + 1}"


def faults_of(text: str) -> tuple[str, ...]:
    """Return the faults of a table that must be refused."""
    try:
        faults = scan(text, FILE).faults
    except TableError as refusal:
        return tuple(map(str, refusal.faults))
    assert faults
    return tuple(map(str, faults))


@pytest.fixture(params=["CBaseLoader", "BaseLoader"])
def _both_parsers(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Run with PyYAML's C parser and with its Python one, which is all that some installations have."""
    loader = getattr(yaml, request.param, None) or pytest.skip("this PyYAML has no C parser")
    monkeypatch.setattr(tables, "_Loader", loader)


both_parsers = pytest.mark.usefixtures("_both_parsers")


@both_parsers
@pytest.mark.parametrize(
    "word",
    [
        *("no", "NO", "yes", "on", "off", "true", "null", "~", "=", "10:30", "1_000", "0x10", "0o17", "010", "1e5"),
        *(".inf", "4", "4.50", "2026-01-05", "2026-01-05T10:00:00Z", "3-6", "..30"),
    ],
)
def test_every_key_and_every_value_is_text(word: str) -> None:
    assert scan(f"{word}: {word}\nlist: [{word}]\n", FILE).data == {word: word, "list": [word]}


@both_parsers
@pytest.mark.parametrize("text", ["", "\n", "# nothing yet\n", "---\n", "{}\n"])
def test_an_empty_file_is_an_empty_table(text: str) -> None:
    assert scan(text, FILE).data == {}


@both_parsers
def test_line_ends_of_windows_and_a_byte_order_mark_change_nothing(tmp_path: Path) -> None:
    file = tmp_path / "own.yaml"
    file.write_bytes("\ufeffuk:\r\n  name: \u00fcber\r\n  list:\r\n    - x\r\n".encode())
    assert scan_file(file).data == {"uk": {"name": "\u00fcber", "list": ["x"]}}


@both_parsers
def test_folded_text_is_one_line() -> None:
    assert scan("note: >-\n  one\n  two\n", FILE).data == {"note": "one two"}


@both_parsers
def test_an_anchor_stands_for_its_value_wherever_it_is_named() -> None:
    text = "a: &list [x, y]\nb: &word z\nc: [*list, *word]\n"
    assert scan(text, FILE).data["c"] == [["x", "y"], "z"]


@both_parsers
@pytest.mark.parametrize(
    ("entry", "data"),
    [
        ("<<: *one, own: 3", {"a": "1", "b": "1", "own": "3"}),
        ("<<: *one, b: 3", {"a": "1", "b": "3"}),
        ("b: 3, <<: *one", {"a": "1", "b": "3"}),
        ("<<: [*one, *two]", {"a": "1", "b": "1", "c": "2"}),
        ("<<: [*two, *one]", {"a": "1", "b": "2", "c": "2"}),
        ("c: 3, <<: [*one, *two]", {"a": "1", "b": "1", "c": "3"}),
        ("<<: {a: 4}", {"a": "4"}),
    ],
)
def test_merged_keys_are_added_and_an_entry_s_own_keys_win(entry: str, data: dict[str, str]) -> None:
    text = f"one: &one {{a: 1, b: 1}}\ntwo: &two {{b: 2, c: 2}}\nentry: {{{entry}}}\n"
    assert scan(text, FILE).data["entry"] == data


@both_parsers
@pytest.mark.parametrize(
    ("marked", "says"),
    [
        pytest.param("uk:\n^\tname: x\n", "tab", id="tab-for-indentation"),
        pytest.param("uk:\n  name: x\n^\tcode: GB\n", "tab", id="tab-after-spaces"),
        pytest.param("uk: 1\n^uk: 2\n", "uk: written twice, first on line 1", id="key-twice"),
        pytest.param("a:\n  b: 1\n  c: 2\n  ^b: 3\n", "a.b: written twice, first on line 2", id="inner-key-twice"),
        pytest.param("a: {x: 1}\n^a: {x: 2}\n", "a: written twice, first on line 1", id="mapping-twice"),
        pytest.param("a:\n  b: [x, ^*nope]\n", "found undefined alias", id="anchor-unknown"),
        pytest.param("a: ^*later\nb: &later x\n", "found undefined alias", id="anchor-below"),
        pytest.param("a: ^&x [*x]\n", "nested more than 32 deep", id="anchor-inside-its-list"),
        pytest.param("a: ^&x\n  b: *x\n", "nested more than 32 deep", id="anchor-inside-its-mapping"),
        pytest.param("a: &x 1\nb: ^&x 2\n", "duplicate anchor", id="anchor-twice"),
        pytest.param("b:\n  ^<<: 3\n", "<< takes a mapping", id="merged-text"),
        pytest.param("x: &x [a]\nb:\n  ^<<: *x\n", "<< takes a mapping", id="merged-list-of-text"),
        pytest.param("a: ^!!python/object/apply:os.system [ls]\n", "tag", id="tag-of-python"),
        pytest.param("a: ^!!str 3\n", "tag", id="tag-of-text"),
        pytest.param("^!!map {a: 1}\n", "tag", id="tag-of-all"),
        pytest.param("^!!str a: 1\n", "tag", id="tag-of-a-key"),
        pytest.param("a: 1\n^---\nb: 2\n", "another document", id="two-documents"),
        pytest.param("^- a\n- b\n", "a table is a mapping", id="list-at-the-top"),
        pytest.param("^hello\n", "a table is a mapping", id="text-at-the-top"),
        pytest.param("? ^[a, b]\n: 1\n", "a key is plain text", id="list-as-key"),
        pytest.param("a: {^{b: 1}: 2}\n", "a key is plain text", id="mapping-as-key"),
        pytest.param("^'': 1\n", "a key is plain text, not empty", id="empty-key"),
        pytest.param("a: {^' ': 1}\n", "a key is plain text, not empty", id="blank-key"),
        pytest.param("a: ^''\n", "a: nothing is written here", id="empty-text"),
        pytest.param("\U0001f600: 1\nb: [\U0001f600, ^*y]\n", "found undefined alias", id="columns-are-characters"),
        pytest.param("a: b^: c\n", "not YAML", id="colon-in-text"),
        pytest.param("a: ^`x`\n", "not YAML", id="backquote"),
        pytest.param("a: 1\nb: \u00e9^\x00\n", "is not text", id="nul-byte"),
        pytest.param("^\x07a: 1\n", "is not text", id="control-character"),
    ],
)
def test_a_fault_of_syntax_is_told_with_line_and_column(marked: str, says: str) -> None:
    text, place = split_mark(marked)
    [fault] = faults_of(text)
    assert fault.startswith(f"{FILE}:{place}: ")
    assert says in fault


@both_parsers
@pytest.mark.parametrize(
    ("text", "line", "path"),
    [
        ("a:\nb: 1\n", 1, "a"),
        ("a: 1\nb:\n", 2, "b"),
        ("a:\n  -\n  - x\n", 2, "a.0"),
        ("uk: {name: , code: GB}\n", 1, "uk.name"),
    ],
)
def test_a_key_without_a_value_is_told_with_its_line(text: str, line: int, path: str) -> None:
    [fault] = faults_of(text)
    assert re.match(rf"{FILE}:{line}:[0-9]+: {re.escape(path)}: nothing is written here", fault)


@both_parsers
def test_a_list_or_a_quote_that_does_not_end_is_a_fault() -> None:
    assert all("not YAML" in faults_of(text)[0] for text in ("a: [1, 2\n", "a: 'x\n", "a: {b: 1\n"))


@both_parsers
def test_every_key_written_twice_and_every_empty_one_is_told_at_once() -> None:
    found = faults_of("a: 1\na: 2\nb:\nc:\n  d: ''\n  e: 1\n  e: 2\n")
    assert [fault.split(":")[1] for fault in found] == ["2", "3", "5", "7"]


def test_two_merges_in_one_entry_are_no_key_written_twice() -> None:
    assert scan("a:\n  <<: {x: 1}\n  <<: {x: 2, y: 3}\n", FILE).data == {"a": {"x": "1", "y": "3"}}


@both_parsers
def test_lists_may_nest_32_deep_and_no_deeper() -> None:
    assert scan("a: " + "[" * 31 + "]" * 31, FILE).data
    [fault] = faults_of("a: " + "[" * 32 + "]" * 32)
    assert fault.startswith(f"{FILE}:1:35: nested more than 32 deep")


def test_anchors_nest_no_deeper_than_what_is_written_out() -> None:
    text = "x0: &x0 [y]\n" + "".join(f"x{k}: &x{k} {'[' * 30}*x{k - 1}{']' * 30}\n" for k in range(1, 5))
    assert "nested more than 32 deep" in faults_of(text)[-1]


LAUGHS = {
    "lists": ("[x]", "[", ", ".join(["*below"] * 10), "]"),
    "mappings": ("{k: x}", "{", ", ".join(f"k{n}: *below" for n in range(10)), "}"),
    "merges": ("{k: x}", "{<<: [", ", ".join(["*below"] * 10), "]}"),
}


@pytest.mark.slow
@both_parsers
@not_hanging
@pytest.mark.parametrize("kind", LAUGHS)
def test_anchors_that_multiply_are_refused(kind: str) -> None:
    first, *row = LAUGHS[kind]
    rows = [f"a{level}: &a{level} {''.join(row).replace('below', f'a{level - 1}')}\n" for level in range(1, 10)]
    text = f"a0: &a0 {first}\n{''.join(rows)}"
    assert "more than 100,000 values" in faults_of(text)[0]


@not_hanging
def test_a_large_list_named_often_is_refused() -> None:
    text = f"a: &a [{'x, ' * 40_000}]\n" + "".join(f"b{k}: *a\n" for k in range(1000))
    assert "more than 100,000 values" in faults_of(text)[0]


@not_hanging
def test_many_merges_into_a_large_entry_take_no_time() -> None:
    own = ", ".join(f"k{n}: x" for n in range(30_000))
    entry = scan(f"a: &a {{k: y}}\nb: {{{own}, <<: [{', '.join(['*a'] * 10_000)}]}}\n", FILE).data["b"]
    assert len(entry) == 30_001


@both_parsers
@not_hanging
@pytest.mark.parametrize("text", ["a: " + "[" * 100_000, "a: " + "{b: " * 10_000, "- " * 10_000 + "x"])
def test_a_file_of_opening_brackets_is_refused(text: str) -> None:
    assert "nested more than 32 deep" in faults_of(text)[0]


@pytest.mark.parametrize(
    ("content", "place"),
    [
        (b"\xff", "1:1"),
        (b"a: 1\nb: \xff\n", "2:4"),
        (b"a: 1\r\nb: \xff\r\n", "2:4"),
        (b"\xef\xbb\xbfa: 1\nb: \xff\n", "2:4"),
        ("a: 1\n\u00fc\u00fc: ".encode() + b"\xe9t\xe9\n", "2:5"),
        ("a: 1\n".encode("utf-16"), "1:1"),
    ],
    ids=["at-once", "later", "windows", "after-a-byte-order-mark", "after-umlauts", "utf-16"],
)
def test_what_is_not_utf_8_is_told_with_line_and_column(content: bytes, place: str, tmp_path: Path) -> None:
    file = tmp_path / "own.yaml"
    file.write_bytes(content)
    with pytest.raises(TableError) as refusal:
        scan_file(file)
    [fault] = refusal.value.faults
    assert str(fault).startswith(f'{file}:{place}: the character "\ufffd" is not text: save the file as UTF-8')


def test_a_file_has_at_most_two_million_bytes(tmp_path: Path) -> None:
    file = tmp_path / "own.yaml"
    file.write_bytes(b"a: 1\n#".ljust(MAX_BYTES, b"x"))
    assert scan_file(file).data == {"a": "1"}
    file.write_bytes(b"a: 1\n#".ljust(MAX_BYTES + 1, b"x"))
    with pytest.raises(TableError, match=f"^{re.escape(str(file))}:1:1: larger than 2,000,000 bytes"):
        scan_file(file)


def refused(file: Path) -> str:
    """Return how reading a file is refused, without the file's name and place."""
    with pytest.raises(TableError) as refusal:
        scan_file(file)
    fault = str(refusal.value)
    assert fault.startswith(f"{file}:1:1: ")
    return fault.removeprefix(f"{file}:1:1: ")


def test_a_folder_or_a_missing_file_is_no_table(tmp_path: Path) -> None:
    assert "not a file" in refused(tmp_path)
    assert refused(tmp_path / "missing.yaml")
    assert refused(tmp_path / ("a" * 300))


@not_hanging
@pytest.mark.skipif(not Path("/dev/zero").exists(), reason="this system has no /dev/zero")
def test_an_endless_device_is_no_table(tmp_path: Path) -> None:
    assert "not a file" in refused(Path("/dev/zero"))
    link = tmp_path / "own.yaml"
    link.symlink_to("/dev/zero")
    assert "not a file" in refused(link)


@not_hanging
@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no FIFOs")
def test_a_fifo_that_nobody_writes_to_is_no_table(tmp_path: Path) -> None:
    fifo = tmp_path / "own.yaml"
    os.mkfifo(fifo)
    assert "not a file" in refused(fifo)


@given(st.text(alphabet="{}[]:,-?&*!<>|'\"#%@`~=\\\n\t\r .ab01\u00e9\u2028\x00", max_size=40))
@settings(max_examples=200, deadline=None)
def test_any_text_is_a_table_or_a_fault_with_its_place(text: str) -> None:
    found: list[str] = []
    try:
        table = scan(text, FILE)
        data, found = table.data, [str(fault) for fault in table.faults]
    except TableError as refusal:
        found = [str(fault) for fault in refusal.faults]
        assert found
    else:
        assert isinstance(data, dict)
    assert all(re.match(rf"{FILE}:[1-9][0-9]*:[1-9][0-9]*: .", fault) for fault in found)
