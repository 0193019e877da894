"""Bills at both ends of every range of prices."""

from decimal import Decimal

from mesoplan.pricing.bill import Bill, Biller, Visits
from mesoplan.pricing.packs import End, Goods, goods_of
from mesoplan.pricing.terms import Basis
from mesoplan.values.ranges import Amount

ENDS: tuple[End, End] = ("low", "high")


class Billers:
    """Makes the bills of any number of visits at the lowest and at the highest price, each biller once.

    Everywhere `course` is how many sessions the course has, for terms with another price after it; None: all.
    """

    def __init__(self, basis: Basis, visits: Visits) -> None:
        """Take the prices and the days."""
        self._basis = basis
        self._visits = visits
        self._goods = {end: goods_of(basis, end) for end in ENDS}
        self._list: dict[End, Goods | None] = {}
        if basis.single is not None and not basis.is_borrowed:
            self._list = {end: goods_of(basis, end, list_price=True) for end in ENDS}
        self._made: dict[tuple[End, int | None], Biller | None] = {}

    def at(self, end: End, course: int | None = None) -> Biller | None:
        """Return the biller at one end of the prices; None where that end is not known."""
        goods = self._goods[end]
        if goods is None or goods.later is None:
            course = None
        if (end, course) not in self._made:
            listed = self._list.get(end)
            single = listed.single.price if listed and listed.single else None
            self._made[end, course] = goods and Biller(self._basis, goods, self._visits, course, single)
        return self._made[end, course]

    def both(self, course: int | None = None) -> tuple[Biller | None, Biller | None]:
        """Return the billers at the lowest and at the highest price."""
        return self.at("low", course), self.at("high", course)

    def singles(self, course: int | None = None) -> tuple[Biller | None, Biller | None] | None:
        """Return the billers of single sessions alone, at their list price; None where the clinic names none."""
        if not self._list:
            return None
        low, high = (goods and Biller(self._basis, goods, self._visits, course) for goods in self._list.values())
        return low, high

    def bill(self, end: End, sessions: int, course: int | None) -> Bill | None:
        """Return the bill at an end of the prices, or at the other where that one is not known."""
        biller = self.at(end, course) or self.at("low" if end == "high" else "high", course)
        return biller.bill(sessions) if biller and sessions else None

    def bounds(self, end: End, course: tuple[int, int | None]) -> int | None:
        """Return how many sessions the course has in the plan that costs the least, or the most, at an end.

        Args:
            end: the least or the most.
            course: the fewest and the most sessions that it may have.
        """
        goods = self._goods[end]
        is_cheaper_later = (
            goods is None or goods.later is None or goods.single is None or goods.later.price <= goods.single.price
        )
        return course[0] if is_cheaper_later == (end == "low") else course[1]


def amount_of(billers: tuple[Biller | None, Biller | None], sessions: int) -> Amount:
    """Return what so many visits cost at the lowest and at the highest price."""
    return Amount(*(pay(biller, sessions) for biller in billers))


def pay(biller: Biller | None, sessions: int | None) -> Decimal | None:
    """Return what so many visits cost; None where the price or the number is not known."""
    return None if biller is None or sessions is None else biller.total(sessions)
