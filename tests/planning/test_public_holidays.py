"""Public holidays: places by code and name, and what is said of their regions."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

import holidays
import pytest

from mesoplan.errors import UsageError
from mesoplan.planning.schedule import lay_out
from mesoplan.requests.plan import PlanRequest
from mesoplan.tables.catalog import Catalog
from mesoplan.tables.places import find_place, holidays_of, places

NAMES = places()
EASTER_MONDAY, SUMMER = date(2027, 3, 29), date(2027, 8, 30)


@pytest.mark.parametrize(
    ("place", "code", "name"),
    [
        ("GB-SCT", "GB-SCT", "Scotland"),
        ("gb-sct", "GB-SCT", "Scotland"),
        ("scotland", "GB-SCT", "Scotland"),
        ("England", "GB-ENG", "England"),
        ("gb-wales", "GB-WLS", "Wales"),
        ("bavaria", "DE-BY", "Bavaria"),
        ("Bayern", "DE-BY", "Bavaria"),
        ("DE-BY", "DE-BY", "Bavaria"),
        ("catalonia", "ES-CT", "Catalonia"),
        ("Cataluña", "ES-CT", "Catalonia"),
        ("zurich", "CH-ZH", "Zürich"),
        ("new york", "US-NY", "New York"),
        ("quebec", "CA-QC", "Quebec"),
        ("victoria", "AU-VIC", "Victoria"),
        ("FR", "FR", "France"),
        ("france", "FR", "France"),
        (" Germany ", "DE", "Germany"),
        ("uk", "GB", "United Kingdom"),
        ("usa", "US", "United States"),
        ("united_states", "US", "United States"),
        ("georgia", "GE", "Georgia"),
        ("us-georgia", "US-GA", "Georgia"),
    ],
)
def test_a_place_is_found_by_code_and_name(place: str, code: str, name: str) -> None:
    assert find_place(place) == code
    assert NAMES[code] == name


def test_the_days_are_those_of_the_region() -> None:
    assert holidays_of("england").days.get(EASTER_MONDAY) == "Easter Monday"
    assert holidays_of("scotland").days.get(EASTER_MONDAY) is None
    assert "Summer" in (holidays_of("GB-ENG").days.get(SUMMER) or "")
    assert holidays_of("GB").days.get(SUMMER) is None
    assert holidays_of("bavaria").days.get(date(2026, 6, 4)) == "Corpus Christi"
    assert holidays_of("DE").days.get(date(2026, 6, 4)) is None


@pytest.mark.parametrize(
    ("place", "says"),
    [
        ("scotland", "Public holidays: Scotland; other regions have other days."),
        (
            "germany",
            "Public holidays: Germany as a whole; some of its regions have more (--closed holidays:DE-BB closes those"
            " of one).",
        ),
        (
            "GB",
            "Public holidays: United Kingdom as a whole; some of its regions have more (--closed holidays:GB-ENG closes"
            " those of one).",
        ),
        ("NL", None),
    ],
)
def test_whose_days_were_taken_is_said_where_regions_differ(place: str, says: str | None) -> None:
    assert holidays_of(place).note == says


@pytest.mark.parametrize("country", ["DE", "ES", "CH", "US", "CA", "AU", "GB"])
def test_countries_whose_regions_differ_say_so(country: str) -> None:
    note = holidays_of(country).note
    assert note is not None
    example = re.search(r"holidays:(\S+) closes", note)
    assert example is not None
    assert find_place(example[1]) == example[1]


@pytest.mark.parametrize("place", ["eurozone", "worldwide", "XX", "atlantis", "", "holidays", "GBSCT"])
def test_what_is_no_country_is_refused_without_a_misleading_hint(place: str) -> None:
    with pytest.raises(UsageError, match="there is no place with public holidays") as refusal:
        holidays_of(place)
    assert f'"{place}"' in str(refusal.value)
    assert "did you mean" not in str(refusal.value)
    for word in ("GB-SCT", "bavaria", "france"):
        assert word in str(refusal.value)
        assert holidays_of(word)


def test_a_slip_of_the_keyboard_is_put_right() -> None:
    with pytest.raises(UsageError, match=r'"scotlnd" \(did you mean scotland\?\)'):
        holidays_of("scotlnd")


@pytest.mark.parametrize(
    ("place", "says"),
    [
        ("DE-XX", 'no region of DE with public holidays of its own "XX".*BB, BE, BW, BY'),
        ("NL-XX", 'no region of NL with public holidays of its own "XX"; choose from Midden, Noord, Zuid'),
    ],
)
def test_a_region_that_is_not_there_is_refused_with_those_that_are(place: str, says: str) -> None:
    with pytest.raises(UsageError, match=says):
        holidays_of(place)


@pytest.mark.parametrize("country", ["GB", "DE", "ES", "CH", "AU", "CA", "US", "AT", "IT", "FR"])
def test_every_region_is_found_by_its_code_and_has_a_name(country: str) -> None:
    regions = [code for code in holidays.country_holidays(country).subdivisions if len(code) <= 3]
    assert regions
    for region in regions:
        code = f"{country}-{region}"
        assert find_place(code) == code
        assert NAMES[code] != code


def test_sessions_on_open_holidays_are_said_whatever_was_asked_before(catalog: Catalog) -> None:
    holidays_of.cache_clear()  # the library finds a year's days when it is first asked for one
    request = PlanRequest.read({"country": "uk", "start": "2026-12-28", "today": "2026-12-01"})
    notes = lay_out(request.diary(catalog, say_open=True)).notes
    assert any("1 session falls on a public holiday" in note for note in notes)


def test_the_holidays_of_every_place_that_is_named_are_closed(catalog: Catalog) -> None:
    holidays_of.cache_clear()  # the library finds a year's days when it is first asked for one
    closures = PlanRequest.read({"closed": ["holidays:FR", "holidays:GB-SCT"]}).closures(catalog)
    assert closures is not None
    assert [closures.reason(day) is None for day in (date(2027, 7, 14), date(2027, 8, 2))] == [False, False]


@pytest.mark.parametrize("more", [{"away": ["2027-04-06..2027-04-11"]}, {"closed": ["weekends"]}])
def test_public_holidays_are_said_where_others_days_are_closed(catalog: Catalog, more: dict[str, Any]) -> None:
    words = {"protocol": "fortnightly", "start": "2027-03-17", "country": "turkey", "today": "2026-11-29", **more}
    notes = " ".join(lay_out(PlanRequest.read(words).diary(catalog, say_open=True)).notes)
    assert "1 session falls on a public holiday (--closed holidays moves it)" in notes
    assert ("on a weekend" in notes) is ("away" in more)


def test_a_region_is_found_by_its_name_alone_and_not_by_its_code() -> None:
    assert find_place("new south wales") == "AU-NSW"
    with pytest.raises(UsageError, match='no place with public holidays "nsw"'):
        find_place("nsw")
