"""Finding a price row by what a user calls it."""

from __future__ import annotations

import pytest

from mesoplan.errors import UsageError
from mesoplan.tables.catalog import Catalog
from mesoplan.tables.prices import Price
from tests.pricing.helpers import row, rows

OSLO = row(
    id="oslo", name="Oslo clinic", per_session=2500, currency="NOK", code="NO", holidays="NO", aliases=["hovedstaden"]
)
BERGEN = row(id="bergen", name="Bergen clinic", per_session=2600, currency="NOK", code="NO")
LONDON = row(id="london", name="London clinic", per_session=200, code="GB", holidays="GB-ENG")


def catalog(*own: Price, published: bool = True) -> Catalog:
    """Return the shipped rows, or none of them, and some of a user's own."""
    mine = {price.id: price for price in own}
    prices = {**(rows() if published else {}), **mine}
    return Catalog.model_construct(prices=prices, own_ids={"prices": frozenset(mine)})


ALL = catalog(OSLO, BERGEN, LONDON)


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("uk", "uk"),
        ("UK", "uk"),
        ("GB", "uk"),
        ("gb-sct", "uk"),
        ("United Kingdom", "uk"),
        ("great britain", "uk"),
        ("TURKIYE", "turkey"),
        ("germany", "eurozone"),
        ("london", "london"),
        ("London Clinic", "london"),
        ("oslo", "oslo"),
        ("Hovedstaden", "oslo"),
    ],
)
def test_a_row_is_found_by_id_name_alias_or_code(name: str, found: str) -> None:
    assert ALL.price(name).id == found


def test_a_code_of_two_clinics_is_asked_about() -> None:
    with pytest.raises(UsageError, match='"NO" means oslo and bergen: write one of these') as error:
        ALL.price("NO")
    assert error.value.field == "country"


def test_a_code_of_one_clinic_alone_means_it() -> None:
    assert catalog(OSLO).price("NO") == OSLO
    assert catalog(LONDON, published=False).price("GB") == LONDON


@pytest.mark.parametrize("name", ["france", "FR", "FR-75", "España", "ireland", "nl"])
def test_a_country_of_the_euro_area_is_sent_to_its_row(name: str) -> None:
    with pytest.raises(UsageError, match="try --country eurozone, or add your own price, as --price 250EUR") as error:
        ALL.price(name)
    assert error.value.message.startswith(f'there is no price for "{name}": ')


@pytest.mark.parametrize("name", ["japan", "turkei", ""])
def test_any_other_name_says_what_there_is(name: str) -> None:
    with pytest.raises(UsageError, match="your own price, as --price 250USD") as error:
        ALL.price(name)
    assert "uk" in error.value.message
    assert ("did you mean" in error.value.message) == (name == "turkei")
