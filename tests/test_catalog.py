"""The catalogue: the shipped tables, a user's own on top of them, and every fault with its place."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings, strategies as st

from mesoplan import Catalog, load_catalog
from mesoplan.errors import TableError, UnknownNameError
from mesoplan.tables.files import FILES, check, shipped_folder
from mesoplan.tables.prices import Price
from mesoplan.tables.record import Keyed
from mesoplan.tables.regimens import Protocol
from mesoplan.tables.sources import Source
from mesoplan.tables.text import Table, scan, scan_file
from tests.conftest import cases
from tests.language import other_quotes
from tests.test_tables import split_mark

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

SOURCES = "sources:\n  own: {title: Own}\n"
RIGHT: dict[str, dict[str, str]] = {
    "protocols": {
        "name": "Own",
        "source": "own",
        "course": "[{phase: a, sessions: 4, interval: 1 week}]",
        "maintenance": "{repeat: none}",
    },
    "prices": {"name": "Own", "currency": "NOK", "per_session": "900-1200", "source": "own"},
}


def table(section: str, fields: dict[str, Any] | None = None, key: str = "own") -> str:
    """Return a table with one right entry, some of its fields written otherwise (None: left out)."""
    entry: dict[str, Any] = RIGHT[section] | (fields or {})
    for name in list(entry):
        if name.startswith("^"):
            entry = {name if old == name[1:] else old: value for old, value in entry.items() if old != name} | {
                name: entry[name]
            }
    lines = [f"    {name}: {value}\n" for name, value in entry.items() if value is not None]
    return f"{SOURCES}{section}:\n  {key}:\n{''.join(lines)}"


def load(folder: Path, **files: str) -> Catalog:
    """Load the shipped tables and these on top of them."""
    for name, text in files.items():
        (folder / f"{name}.yaml").write_text(text, encoding="utf-8")
    return load_catalog(folder)


def faults_of(folder: Path, **files: str) -> list[str]:
    """Return the faults of tables that must be refused, the folder's name left out."""
    with pytest.raises(TableError) as refusal:
        load(folder, **files)
    return [str(fault).removeprefix(f"{folder}/") for fault in refusal.value.faults]


# The shipped tables


def test_the_shipped_tables_hold_what_the_documents_say(catalog: Catalog) -> None:
    assert list(catalog.protocols) == ["standard", "tapered", "weekly", "salon", "fortnightly", "trial"]
    assert list(catalog.prices) == ["uk", "us", "turkey", "eurozone", "worldwide"]
    assert [entry.id for entry in catalog.protocols.values()] == list(catalog.protocols)
    assert [entry.id for entry in catalog.prices.values()] == list(catalog.prices)


@pytest.mark.parametrize("name", FILES)
def test_the_shipped_tables_have_no_fault(name: str) -> None:
    shipped = scan_file(shipped_folder() / name)
    check(shipped)
    assert shipped.faults == []


def cited(data: Any) -> Iterator[str]:
    """Return every source that table data cites, however deep."""
    if isinstance(data, dict):
        if isinstance(data.get("source"), str):
            yield data["source"]
        for value in data.values():
            yield from cited(value)
    elif isinstance(data, list):
        for value in data:
            yield from cited(value)


def test_every_source_is_used_and_every_entry_has_one(catalog: Catalog) -> None:
    used = {source for name in FILES for source in cited(scan_file(shipped_folder() / name).data)}
    assert used == set(catalog.sources)


# Looking up


@pytest.mark.parametrize("name", ["standard", "STANDARD", " Standard "])
def test_a_protocol_is_found_by_its_id_in_any_case(name: str, catalog: Catalog) -> None:
    assert catalog.protocol(name).id == "standard"


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("uk", "uk"),
        ("UK", "uk"),
        ("gb", "uk"),
        ("United Kingdom", "uk"),
        (" great BRITAIN ", "uk"),
        ("TR", "turkey"),
        ("T\u00fcrkiye", "turkey"),
        ("T\u00dcRK\u0130YE", "turkey"),
        ("turkiye", "turkey"),
        ("germany", "eurozone"),
        ("Euro area", "eurozone"),
        ("USA", "us"),
        ("global", "worldwide"),
        ("GB-SCT", "uk"),
        ("Scotland", "uk"),
        ("northern ireland", "uk"),
        ("Bayern", "eurozone"),
        ("california", "us"),
    ],
)
def test_a_country_is_found_by_id_code_name_or_alias_in_any_case(name: str, found: str, catalog: Catalog) -> None:
    assert catalog.price(name).id == found


@pytest.mark.parametrize(
    ("name", "near"),
    [("tapred", "did you mean tapered?"), ("STANDART", "did you mean standard?"), ("xyzzy", "; choose")],
)
def test_an_unknown_protocol_names_the_nearest_and_all_there_are(name: str, near: str, catalog: Catalog) -> None:
    with pytest.raises(UnknownNameError, match=re.escape(f'no protocol "{name}"')) as refusal:
        catalog.protocol(name)
    assert near in str(refusal.value)
    assert str(refusal.value).endswith("choose from fortnightly, salon, standard, tapered, trial, weekly")


@pytest.mark.parametrize(
    ("name", "near"),
    [
        ("germny", "did you mean germany?"),
        ("Turkei", "did you mean turkey?"),
        ("irland", "did you mean ireland or "),
        ("", "; choose from"),
    ],
)
def test_an_unknown_country_names_the_nearest_and_all_there_are(name: str, near: str, catalog: Catalog) -> None:
    with pytest.raises(UnknownNameError, match=re.escape(f'no price for "{name}"')) as refusal:
        catalog.price(name)
    assert near in str(refusal.value)
    there, hint = "choose from eurozone, turkey, uk, us, worldwide", "try --country worldwide, or add your own price"
    assert f": {hint}, as --price 250USD; {there}" in str(refusal.value)


@pytest.mark.parametrize(
    ("names", "found"),
    [
        ([], []),
        (["us", "uk"], ["us", "uk"]),
        (["uk", "GB", "Britain"], ["uk"]),
        (["all"], ["uk", "us", "turkey", "eurozone", "worldwide"]),
        (["turkey", " ALL "], ["turkey", "uk", "us", "eurozone", "worldwide"]),
    ],
)
def test_each_country_named_is_given_once(names: list[str], found: list[str], catalog: Catalog) -> None:
    assert [price.id for price in catalog.prices_for(names)] == found


def test_one_unknown_country_among_several_is_refused(catalog: Catalog) -> None:
    with pytest.raises(UnknownNameError, match="atlantis"):
        catalog.prices_for(["uk", "atlantis"])


# A user's own tables


def test_a_folder_adds_its_entries_to_the_shipped_ones(tmp_path: Path, catalog: Catalog) -> None:
    both = load(tmp_path, protocols=table("protocols"), prices=table("prices", key="norway"))
    assert list(both.protocols) == [*catalog.protocols, "own"]
    assert list(both.prices) == [*catalog.prices, "norway"]
    assert both.sources["own"].title == "Own"
    assert both.protocol("standard") == catalog.protocol("standard")


@pytest.mark.parametrize("section", ["protocols", "prices"])
def test_a_folder_may_have_only_one_of_the_two_files(section: str, tmp_path: Path, catalog: Catalog) -> None:
    both = load(tmp_path, **{section: table(section)})
    assert len(both.protocols) + len(both.prices) == len(catalog.protocols) + len(catalog.prices) + 1


def test_an_entry_of_the_same_id_takes_the_shipped_one_s_place(tmp_path: Path, catalog: Catalog) -> None:
    both = load(tmp_path, protocols=table("protocols", key="standard"), prices=table("prices", key="uk"))
    assert both.protocol("standard").name == "Own"
    assert both.price("uk").currency == "NOK"
    assert set(both.protocols) == set(catalog.protocols)
    assert both.prices_for(["all"])[0].currency == "NOK"


def test_an_entry_may_cite_a_shipped_source_or_one_of_the_other_file(tmp_path: Path) -> None:
    both = load(
        tmp_path,
        protocols=SOURCES,
        prices=table("prices", {"source": "clinic-page"}).removeprefix(SOURCES)
        + "  two: {name: Two, currency: EUR, per_session: 1, source: own}\n",
    )
    assert {price.source for price in both.prices_for(["own", "two"])} == {"clinic-page", "own"}


def test_norway_is_a_country_and_no_boolean(tmp_path: Path) -> None:
    both = load(tmp_path, prices=table("prices", {"name": "Norway", "code": "NO", "aliases": "[on, yes]"}, key="no"))
    assert both.price("NO") is both.price("Norway") is both.price("yes") is both.prices["no"]
    assert both.price("no").id == "no"


@pytest.mark.parametrize("section", ["protocols", "prices"])
def test_an_entry_whose_id_has_capitals_is_found(section: str, tmp_path: Path) -> None:
    both = load(tmp_path, **{section: table(section, key="MyOwn")})
    find = both.protocol if section == "protocols" else both.price
    assert find("MyOwn") == find("myown")


def test_an_entry_may_merge_what_another_says(tmp_path: Path) -> None:
    text = table("prices").replace("  own:\n    name", "  own: &own\n    name")
    both = load(tmp_path, prices=text + "  two: {<<: *own, name: Two}\n")
    assert both.price("two").per_session == both.price("own").per_session
    assert both.price("two").id == "two"


@pytest.mark.parametrize("text", ["", "# nothing yet\n", "prices: {}\n", SOURCES])
def test_a_table_may_be_empty(text: str, tmp_path: Path, catalog: Catalog) -> None:
    assert load(tmp_path, prices=text).prices == catalog.prices


def test_a_folder_with_neither_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "other.yaml").write_text(SOURCES, encoding="utf-8")
    with pytest.raises(TableError, match=r"holds neither protocols\.yaml nor prices\.yaml"):
        load_catalog(tmp_path)


@pytest.mark.parametrize("name", ["missing", "a" * 300], ids=["missing", "too-long"])
def test_a_folder_that_is_not_there_is_refused(name: str, tmp_path: Path) -> None:
    with pytest.raises(TableError):
        load_catalog(tmp_path / name)


def test_a_folder_where_a_table_should_be_is_refused(tmp_path: Path) -> None:
    (tmp_path / "prices.yaml").mkdir()
    assert faults_of(tmp_path) == ["prices.yaml:1:1: this is not a file"]


# Faults


@pytest.mark.parametrize("case", cases("table_faults"))
def test_a_fault_is_told_with_its_place_and_what_would_be_right(case: dict[str, Any], tmp_path: Path) -> None:
    text, place = split_mark(table(case["file"], case["fields"]))
    [fault] = faults_of(tmp_path, **{case["file"]: text})
    assert fault.startswith(f"{case['file']}.yaml:{place}: {case['file']}.own{case['path']}: ")
    assert case["says"] in fault
    assert other_quotes(fault) == []


@pytest.mark.parametrize(
    ("marked", "says"),
    [
        ("^protocls: {}\n", "protocls: is not a field here"),
        ("^protocols: {}\n", "protocols: is not a field here"),
        ("prices: ^x\n", "prices: is not a mapping"),
        ("prices: ^[x]\n", "prices: is not a mapping"),
        ("prices:\n  own: ^x\n", "prices.own: is not a mapping"),
        ("sources: ^x\n", "sources: is not a mapping"),
        ("sources:\n  own: ^{url: x}\n", "sources.own.title: is missing"),
        ("sources:\n  own: {title: ^[x]}\n", "sources.own.title: is a list"),
    ],
)
def test_a_fault_of_the_whole_is_told_with_its_place(marked: str, says: str, tmp_path: Path) -> None:
    text, place = split_mark(marked)
    [fault] = faults_of(tmp_path, prices=text)
    assert fault.startswith(f"prices.yaml:{place}: {says}")


@pytest.mark.parametrize(
    "written",
    [
        "2026",
        "2026-02",
        "25/02/2026",
        "2026-02-30",
        "20260225",
        "2026-W09-3",
        "February 2026",
        "2026-02-25T10:00",
        "2026-02-25T00:00:00",
        "0",
        "86400",
        "[2026-02-25]",
    ],
)
def test_a_source_is_published_on_a_day_or_the_day_is_left_out(written: str, tmp_path: Path) -> None:
    [fault] = faults_of(tmp_path, prices=f"sources:\n  own: {{title: Own, published: {written}}}\n")
    assert fault.startswith("prices.yaml:2:32: sources.own.published: ")
    assert "write YYYY-MM-DD" in fault or "is a list" in fault


def test_a_merged_fault_is_told_where_it_is_merged(tmp_path: Path) -> None:
    text = table("prices").replace("  own:\n    name", "  own: &own\n    name")
    found = faults_of(tmp_path, prices=text.replace("NOK", "NKR") + "  two:\n    <<: *own\n    name: Two\n")
    assert [fault.split(": ")[:2] for fault in found] == [
        ["prices.yaml:6:15", "prices.own.currency"],
        ["prices.yaml:10:5", "prices.two.currency"],
    ]


@pytest.mark.parametrize(
    ("fields", "path"),
    [
        ({"name": "^United Kingdom"}, "name"),
        ({"aliases": "[norge, ^Britain]"}, "aliases.1"),
        ({"aliases": "[^UK]"}, "aliases.0"),
        ({"aliases": "[^all]"}, "aliases.0"),
        ({"name": "^All"}, "name"),
    ],
)
def test_a_name_that_means_another_country_already_is_a_fault(
    fields: dict[str, str], path: str, tmp_path: Path
) -> None:
    text, place = split_mark(table("prices", fields))
    [fault] = faults_of(tmp_path, prices=text)
    assert fault.startswith(f"prices.yaml:{place}: prices.own.{path}: the name ")
    assert "already means uk" in fault or "already means all prices" in fault


def test_clinics_may_share_the_code_of_their_country(tmp_path: Path) -> None:
    other = "  two: {name: Two, code: GB, currency: GBP, per_session: 1, source: own}\n"
    catalog = load(tmp_path, prices=table("prices", {"code": "GB"}) + other)
    assert [catalog.price(name).id for name in ("GB", "two")] == ["uk", "two"]


def test_two_own_countries_with_one_alias_are_a_fault(tmp_path: Path) -> None:
    other = "  two: {name: Two, currency: EUR, per_session: 1, source: own, aliases: [^north]}\n"
    text, place = split_mark(table("prices", {"aliases": "[North]"}) + other)
    found = faults_of(tmp_path, prices=text)
    assert any(fault.startswith(f"prices.yaml:{place}: prices.two.aliases.0: the name north") for fault in found)


def test_a_replaced_country_cannot_take_another_one_s_alias(tmp_path: Path) -> None:
    [fault] = faults_of(tmp_path, prices=table("prices", {"aliases": "[usa]"}, key="uk"))
    assert fault.startswith("prices.yaml:9:15: prices.uk.aliases.0: the name usa already means us")


def test_an_id_that_differs_from_another_in_its_case_alone_is_a_fault(tmp_path: Path) -> None:
    [fault] = faults_of(tmp_path, protocols=table("protocols", key="Standard"))
    assert fault.startswith("protocols.yaml:4:3: protocols.Standard: the name standard already means standard")


def test_advice_of_ones_own_is_added_and_checked_like_the_rest(tmp_path: Path) -> None:
    text = (
        "before: {coffee-break: {name: No coffee, advice: avoid, rules: [{source: clinic-page}]}}\n"
        "screening:\n  x: {name: X, before: coffee-break, positions: [{source: clinic-page, strength: avoid}]}\n"
    )
    both = load(tmp_path, protocols=text)
    assert both.screening["x"].before == "coffee-break"
    assert both.own is not None
    assert both.own.entries == {"before": 1, "screening": 1}
    wrong, place = split_mark(text.replace("before: coffee-break", "before: ^tea"))
    [fault] = faults_of(tmp_path, protocols=wrong)
    assert fault.startswith(
        f"protocols.yaml:{place}: screening.x.before: no advice is called tea: add it under before, or take one of "
    )


def test_a_country_may_name_itself_twice(tmp_path: Path) -> None:
    assert load(tmp_path, prices=table("prices", {"aliases": "[own, OWN]"})).price("own").name == "Own"


def test_every_fault_of_both_files_is_told_at_once(tmp_path: Path) -> None:
    found = faults_of(
        tmp_path,
        protocols=table("protocols", {"name": "[x]", "session_minutes": "6-3", "nmae": "x"}),
        prices=table("prices", {"per_session": "0", "aliases": "x"}),
    )
    assert {fault.split(": ")[1] for fault in found} == {
        "protocols.own.name",
        "protocols.own.session_minutes",
        "protocols.own.nmae",
        "prices.own.per_session",
        "prices.own.aliases",
    }


def test_a_code_is_told_at_once_with_other_faults_of_its_entry(tmp_path: Path) -> None:
    found = faults_of(tmp_path, prices=table("prices", {"currency": "NKR", "code": "NOR", "per_session": "0"}))
    assert [fault.split(": ")[1] for fault in found] == [
        "prices.own.currency",
        "prices.own.per_session",
        "prices.own.code",
    ]


def test_an_unknown_source_is_told_at_once_with_other_faults(tmp_path: Path) -> None:
    found = faults_of(
        tmp_path, protocols=table("protocols", {"source": "nobody"}), prices=table("prices", {"per_session": "0"})
    )
    assert {fault.split(": ")[1] for fault in found} == {"protocols.own.source", "prices.own.per_session"}


def test_a_key_written_twice_is_told_at_once_with_other_faults(tmp_path: Path) -> None:
    found = faults_of(
        tmp_path,
        protocols=table("protocols") + "    name: Again\n",
        prices=table("prices", {"per_session": "0"}),
    )
    assert {fault.split(": ")[1] for fault in found} == {"protocols.own.name", "prices.own.per_session"}


JUNK = st.recursive(
    st.text(max_size=6),
    lambda values: st.lists(values, max_size=3) | st.dictionaries(st.text(max_size=6), values, max_size=3),
    max_leaves=3,
)


@given(section=st.sampled_from(sorted(RIGHT)), data=st.data(), junk=JUNK)
@settings(max_examples=100, deadline=None)
def test_whatever_a_field_holds_it_is_read_or_a_fault_in_its_place(
    section: str, data: st.DataObject, junk: object
) -> None:
    right = scan(table(section), shipped_folder() / f"{section}.yaml")
    name = data.draw(st.sampled_from(sorted(RIGHT[section])))
    broken = Table(right.file)
    broken.places = right.places
    broken.data = right.data | {section: {"own": right.data[section]["own"] | {name: junk}}}
    check(broken)
    found = list(map(str, broken.faults))
    assert isinstance(junk, str) or name in ("course", "maintenance") or found
    assert all(f": {section}.own" in fault for fault in found)


def test_entries_are_hashed_by_their_ids_which_is_quick() -> None:
    assert {kind.__hash__ for kind in (Price, Protocol, Source)} == {Keyed.__hash__}
