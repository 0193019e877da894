"""What `test_fuzz` tries: words as people type and mistype them, tables as they write and break them.

Commands, options and sections are taken from the program, so new ones are tried without a line here.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from textwrap import indent
from types import NoneType, UnionType
from typing import Annotated, Any, Literal, NamedTuple, Union, get_args, get_origin

import yaml
from hypothesis import strategies as st
from pydantic.fields import FieldInfo
from typer import Context
from typer.main import get_command

from mesoplan.cli import app
from mesoplan.tables.files import FILES, SECTIONS, shipped_folder
from mesoplan.tables.record import Record
from mesoplan.values import Amount
from mesoplan.values.ranges import Count, Duration
from tests.conftest import CASES
from tests.helpers import every_command

KNOWN: dict[str, dict[str, Any]] = yaml.load((CASES / "fuzz.yaml").read_text(encoding="utf-8"), yaml.BaseLoader)
GOOD: dict[str, list[str]] = KNOWN["words"]
PLACES = GOOD["--output"]
ODD = [*KNOWN["odd"], "9" * 400, "x" * 5000, "\udcff"]
EVERY = sorted({word for words in GOOD.values() for word in words})
# No stroke, so that a junk word never names a place outside the folder; no NUL, which no system passes on.
JUNK = st.text(st.characters(exclude_characters="/\x00", exclude_categories=["Cs"]), max_size=12)


@st.composite
def near_misses(draw: st.DrawFn) -> str:
    """Return a right word with a character more, less or other."""
    word = draw(st.sampled_from([word for word in EVERY if "/" not in word]))
    place = draw(st.integers(0, len(word)))
    return word[:place] + draw(JUNK)[:2] + word[place + draw(st.integers(0, 2)) :]


@cache
def word_for(option: str) -> st.SearchStrategy[str]:
    """Return words for an option: mostly right ones, some that are for another option, some broken."""
    right = st.sampled_from(GOOD.get(option) or EVERY)
    broken = st.one_of(st.sampled_from(EVERY), near_misses(), st.sampled_from(ODD), JUNK)
    return st.one_of(*[right] * 15, broken)


class Shape(NamedTuple):
    """What a command takes."""

    words: list[str]
    """The command itself."""
    options: list[tuple[list[str], bool]]
    """The names of each option, and whether it takes a word."""
    takes_arguments: bool


@cache
def shapes() -> list[Shape]:
    """Return what each command takes, as the program has it."""
    found = []
    root: Any = get_command(app)
    for name in ("", *every_command()):
        command, words = root, name.split()
        for word in words:
            command = command.resolve_command(Context(command), [word])[1]
        # Typer's own two ask which shell this is, and write to its start-up file.
        options = [param for param in command.params if hasattr(param, "is_flag") and "completion" not in param.name]
        taken = [(list(option.opts), not option.is_flag) for option in options]
        found.append(
            Shape(words, [*taken, (["--help", "-h"], False)], bool(words) and len(options) < len(command.params))
        )
    return found


@st.composite
def argument_lists(draw: st.DrawFn) -> list[str]:
    """Return a command, options and words."""
    shape = draw(st.sampled_from(shapes()))
    words = list(shape.words)
    if shape.takes_arguments:
        words += draw(st.lists(word_for(""), max_size=2))
    for names, takes_word in draw(st.lists(st.sampled_from(shape.options), max_size=6)):
        if names[0] == "--help" and draw(st.integers(0, 9)):
            continue
        words.append(draw(st.sampled_from(names)))
        if takes_word:
            words.append(draw(word_for(names[0])))
    if not draw(st.integers(0, 19)):
        words.insert(draw(st.integers(0, len(words))), draw(st.one_of(JUNK, st.sampled_from(ODD))))
    return words


ENVIRONMENTS = st.fixed_dictionaries(
    {},
    optional={
        "MESOPLAN_PROTOCOL": word_for("--protocol"),
        "MESOPLAN_COUNTRY": word_for("--country"),
        "MESOPLAN_CURRENCY": word_for("--currency"),
        "MESOPLAN_DATA": word_for("--data"),
        "MESOPLAN_TODAY": word_for("--today"),
        "COLUMNS": st.sampled_from(["1", "40", "80", "200"]),
    },
)

# Tables

RANGES, UNITS, TEXTS, NAMES = (KNOWN["tables"][name] for name in ("ranges", "units", "texts", "names"))
BY_NAME: dict[str, list[str]] = KNOWN["fields"]
PLAIN: dict[Any, st.SearchStrategy[Any]] = {
    Duration: st.builds("{} {}".format, st.sampled_from(RANGES), st.sampled_from(UNITS)),
    Count: st.sampled_from(RANGES),
    Amount: st.sampled_from(RANGES),
    bool: st.sampled_from(["true", "false", "no"]),
    int: st.integers(-1, 400) | st.just(10**30),
}
ANYTHING: st.SearchStrategy[Any] = st.recursive(
    st.sampled_from([*TEXTS, None, True, 7, -1, 1.5, ""]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(NAMES), inner, max_size=3),
    max_leaves=4,
)


def values(kind: Any) -> st.SearchStrategy[Any]:
    """Return values for a field: mostly what its type takes, sometimes anything."""
    return st.one_of(*[right_values(kind)] * 60, ANYTHING)


@cache
def right_values(kind: Any) -> st.SearchStrategy[Any]:
    """Return values of a record's type, as a table writes them."""
    origin, args = get_origin(kind), get_args(kind)
    if origin is Annotated:
        return right_values(args[0])
    if origin in (Union, UnionType):
        return st.one_of(*(right_values(arg) for arg in args if arg is not NoneType))
    if origin is Literal:
        return st.sampled_from(args)
    if origin is tuple:
        return st.lists(values(args[0]), min_size=1, max_size=3)
    if origin is dict:
        return st.dictionaries(st.sampled_from(NAMES), values(args[1]), max_size=3)
    is_record = isinstance(kind, type) and issubclass(kind, Record)
    return records(kind) if is_record else PLAIN.get(kind, st.sampled_from(TEXTS))


def records(kind: Any) -> st.SearchStrategy[dict[str, Any]]:
    """Return a record as a table writes it: required fields mostly there, others sometimes."""
    written = {name: field for name, field in kind.model_fields.items() if name != "id"}
    required = {name: _field(name, field) for name, field in written.items() if field.is_required()}
    optional = {name: _field(name, field) for name, field in written.items() if not field.is_required()}
    whole = st.fixed_dictionaries(required, optional=optional)
    return st.one_of(*[whole] * 30, st.fixed_dictionaries({}, optional=required | {"nmae": st.just("x")}))


def _field(name: str, field: FieldInfo) -> st.SearchStrategy[Any]:
    if name in BY_NAME:
        return st.sampled_from(BY_NAME[name])
    return st.deferred(lambda: values(field.annotation))


@cache
def right_tables() -> list[tuple[str, str]]:
    """Return tables that are right, each with its file's name."""
    return list(_right_tables())


def _right_tables() -> Iterator[tuple[str, str]]:
    for name in FILES:
        yield name, (shipped_folder() / "example" / name).read_text(encoding="utf-8")
        shipped = (shipped_folder() / name).read_text(encoding="utf-8")
        yield name, shipped
        # A small one of every section, so that a change in it is not one among hundreds of lines.
        data = yaml.load(shipped, yaml.BaseLoader)
        for section in data.keys() & set(SECTIONS):
            few = dict(list(data[section].items())[:2])
            yield name, yaml.safe_dump({section: few}, allow_unicode=True, sort_keys=False)
    for case in yaml.safe_load((CASES / "regimens.yaml").read_text(encoding="utf-8")):
        yield "protocols.yaml", f"sources: {{own: {{title: x}}}}\nprotocols:\n{indent(case['text'], '  ')}"


@st.composite
def changed_tables(draw: st.DrawFn) -> tuple[str, bytes]:
    """Return a right table in which something was changed, and its file's name."""
    name, text = draw(st.sampled_from(right_tables()))
    for _ in range(draw(st.integers(1, 3))):
        text = draw(changed(text.split("\n")))
    content = text.encode()
    if not draw(st.integers(0, 19)):
        place = draw(st.integers(0, len(content)))
        content = content[:place] + draw(st.binary(max_size=4)) + content[place:]
    return name, content


@st.composite
def changed(draw: st.DrawFn, lines: list[str]) -> str:
    """Return lines as one text, one of them changed."""
    at = draw(st.integers(0, len(lines) - 1))
    place = draw(st.integers(0, len(lines[at])))
    match draw(st.sampled_from(["value", "value", "drop", "double", "indent", "junk", "cut", "swap"])):
        case "value":
            lines[at] = f"{lines[at].partition(':')[0]}: {draw(st.sampled_from(TEXTS + RANGES))}"
        case "drop":
            lines[at : at + 1] = []
        case "double":
            lines.insert(at, lines[at])
        case "indent":
            lines[at] = draw(st.sampled_from(["  ", " ", "\t", "- "])) + lines[at]
        case "junk":
            junk = draw(JUNK | st.sampled_from(["&a ", "*a ", "!!str ", "\x00"]))
            lines[at] = lines[at][:place] + junk + lines[at][place:]
        case "cut":
            lines[at] = lines[at][:place]
        case "swap":
            other = draw(st.integers(0, len(lines) - 1))
            lines[at], lines[other] = lines[other], lines[at]
    return "\n".join(lines)


@st.composite
def made_tables(draw: st.DrawFn) -> tuple[str, bytes]:
    """Return a table made from what a file may hold, and its name."""
    name = draw(st.sampled_from(sorted(FILES)))
    style = draw(st.sampled_from([True, False, None]))
    data = draw(records(FILES[name]))
    return name, yaml.safe_dump(data, allow_unicode=True, default_flow_style=style, sort_keys=False).encode()
