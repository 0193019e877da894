"""Make the patients of an invented clinic: examples/clinic/patients.csv.

    python examples/make_clinic.py examples/clinic

Thirty people on ten protocols, six that mesoplan ships and four of the clinic's own. Nobody of them exists. The list is
that of 5 January 2026, and each run writes the same one.
"""

import csv
import random
import sys
from datetime import date, timedelta
from pathlib import Path

from mesoplan import Catalog, Duration, Request, load_catalog, plan_schedule
from mesoplan.planning.closures import Closures
from mesoplan.tables.places import holidays_of

TODAY = date(2026, 1, 5)
NAMES = (
    *("Ada", "Bo", "Cai", "Dee", "Eli", "Fay", "Gil", "Hedy", "Ivo", "Jun", "Kai", "Lea", "Max", "Nia", "Ola", "Pia"),
    *("Quin", "Ravi", "Sol", "Tess", "Uma", "Vic", "Wim", "Xia", "Yara", "Zeno", "Ines", "Marek", "Rosa", "Tariq"),
)
INITIALS = "ABCDEFGHKLMNPRSTW"
CLOSED = Closures(weekdays=frozenset({5, 6}), holidays=holidays_of("GB-SCT").days)
STATES = ("on time", "late", "booked", "missed its booking", "not yet begun", "nothing recorded")
OFTEN = (9, 6, 8, 2, 3, 2)
COLUMNS = ("id", "name", "protocol", "start", "interval", "done", "booked", "country", "closed", "paid")


def patient(number: int, protocol: str, catalog: Catalog, chance: random.Random) -> dict[str, object]:
    """Return one person's row."""
    state = chance.choices(STATES, OFTEN)[0]
    ahead = chance.randint(2, 20) if state == "not yet begun" else -chance.randint(20, 160)
    # The source of this one states no interval, so that the clinic sets its own.
    interval = "3 weeks" if protocol == "salon" else ""
    intervals = {"": Duration.parse(interval)} if interval else {}
    request = Request(start=TODAY + timedelta(days=ahead), intervals=intervals)
    plan = plan_schedule(catalog.protocol(protocol), request, CLOSED)
    days = [session.date for session in plan.sessions]
    done = [day for day in days if day < TODAY]
    row = {"id": f"h{number:02}", "protocol": protocol, "country": "harbour", "closed": "weekends; holidays"}
    if state in ("not yet begun", "nothing recorded"):
        return {**row, "interval": interval, "start": days[0]}
    left_out = done.pop() if state in ("late", "missed its booking") and len(done) > 1 else None
    booked = {"booked": min((day for day in days if day >= TODAY), default=None), "missed its booking": left_out}
    paid = 180 * len(done) if chance.random() < 0.6 else 960
    return {**row, "interval": interval, "done": "; ".join(map(str, done)), "booked": booked.get(state), "paid": paid}


def make(folder: Path) -> None:
    """Write the list into the clinic's folder, next to its tables."""
    catalog, chance = load_catalog(folder), random.Random(15)  # noqa: S311 (it is for a list that stays the same)
    protocols = list(catalog.protocols)
    with (folder / "patients.csv").open("w", encoding="utf-8", newline="") as file:
        table = csv.DictWriter(file, COLUMNS, restval="", lineterminator="\n")
        table.writeheader()
        for number, name in enumerate(NAMES):
            row = patient(number + 1, protocols[number % len(protocols)], catalog, chance)
            table.writerow({**row, "name": f"{name} {chance.choice(INITIALS)}."})


if __name__ == "__main__":
    make(Path(sys.argv[1]))
