"""Finding a price row by what a user calls it."""

from collections.abc import Collection, Mapping

from mesoplan.errors import UnknownNameError, UsageError
from mesoplan.tables.prices import Price
from mesoplan.tables.sources import fold

_EURO_AREA = """
AT austria österreich; BE belgium belgique belgië; BG bulgaria; HR croatia hrvatska; CY cyprus; EE estonia eesti;
FI finland suomi; FR france; DE germany deutschland; GR greece; IE ireland éire; IT italy italia; LV latvia latvija;
LT lithuania lietuva; LU luxembourg; MT malta; NL netherlands nederland holland; PT portugal; SK slovakia slovensko;
SI slovenia slovenija; ES spain españa
"""
EURO_COUNTRIES = frozenset(fold(name) for country in _EURO_AREA.split(";") for name in country.split())
"""The codes and names of the countries that pay in euros, folded."""


def find_price(name: str, prices: Mapping[str, Price], own: Collection[str] = ()) -> Price:
    """Return the price row of an id, a name, an alias or an ISO code, in any case; GB-SCT is a part of GB.

    An id goes before a name or an alias, these before a code. A code means the published row, and a row of the
    user's own only where no other has it.

    Args:
        name: what the user calls it.
        prices: the rows by id.
        own: the ids of rows that come from the user's own tables.

    Raises:
        UsageError: no row has the name, or several of the user's own rows have it as their code.
    """
    if name in prices:
        return prices[name]
    wanted = fold(name)
    if found := [price for price in prices.values() if fold(price.id) == wanted] or [
        price for price in prices.values() if wanted in map(fold, (price.name, *price.aliases))
    ]:
        return found[0]
    code = wanted.partition("-")[0]
    if found := [price for price in prices.values() if price.code and fold(price.code) == code]:
        return _only(name, found, own)
    raise _unknown(name, prices, own)


def _only(name: str, found: list[Price], own: Collection[str]) -> Price:
    published = [price for price in found if price.id not in own]
    if len(rows := published or found) > 1:
        raise UsageError(
            f"{name!r} is the code of {' and '.join(row.id for row in rows)}: write one of these", "country"
        )
    return rows[0]


def pays_in_euros(place: str) -> bool:
    """Return whether a country's code or name, or a region's code, means one that pays in euros."""
    return fold(place).partition("-")[0] in EURO_COUNTRIES


def _unknown(name: str, prices: Mapping[str, Price], own: Collection[str]) -> UsageError:
    """Say that there is no price, and what helps most."""
    listed = ", ".join(sorted(prices))
    if pays_in_euros(name) and "eurozone" in prices:
        there = "Prices are for" if own else "Published prices"
        return UsageError(
            f"no price for {name!r}. {there}: {listed}. Try --country eurozone, or your own price: --price 250EUR",
            "country",
        )
    names = [each for price in prices.values() for each in price.names]
    nearest = "Or --country worldwide, or add your own price" if "worldwide" in prices else "Or add your own price"
    return UnknownNameError(
        "price for", name, prices, also=names, field="country", remark=f". {nearest}: --price 250GBP"
    )
