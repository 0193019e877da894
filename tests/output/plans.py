"""Plans made by hand, for the formats that are made from a plan."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

from mesoplan.guidance.restrictions import Aftercare, aftercare_for
from mesoplan.planning.closures import Closures
from mesoplan.tables.advice import Activity, HairType, Rule
from mesoplan.values import Amount
from mesoplan.values.ranges import Duration, Unit

START = date(2026, 1, 5)

HOSTILE = "<script>x</script> [red]r[/red] \x1b[31m a\nb | c *d* `e` _f_ [g](http://h) &lt; # ~~i~~ $j$ \\N; x, y"
"""What a table might hold that some format takes for more than text."""


def visit(number: int | None, day: date, **fields: Any) -> Any:
    """Return a session; its window is its day, and it is planned, unless given."""
    usual = {
        "kind": "course", "phase": "initial", "earliest": day, "latest": day, "optional": False, "status": "planned",
        "timing": None, "moved_from": None, "reason": None, "note": None,
    }  # fmt: skip
    return SimpleNamespace(number=number, date=day, **{**usual, **fields})


def weekly(count: int, start: date = START, **fields: Any) -> list[Any]:
    """Return sessions a week apart."""
    return [visit(number, start + timedelta(7 * (number - 1)), **fields) for number in range(1, count + 1)]


def milestone(name: str, first: date | None, last: date | None, note: str | None = None) -> Any:
    """Return a milestone."""
    return SimpleNamespace(name=name, note=note, earliest=first, latest=last, kind="result")


def plan(
    sessions: list[Any],
    milestones: tuple[Any, ...] = (),
    *,
    protocol: str = "own",
    start: date = START,
    end: date = date.max,
    minutes: Any = None,
    name: str | None = None,
    finish: Any = None,
) -> Any:
    """Return a plan of these sessions; it is for nobody to change."""
    own = SimpleNamespace(id=protocol, name=name or protocol.capitalize(), source="own", session_minutes=minutes)
    diary = SimpleNamespace(regimen=SimpleNamespace(protocol=own), start=start, end=end, closures=Closures())
    attended = tuple(session for session in sessions if session.status != "missed")
    made = {"sessions": tuple(sessions), "attended": attended, "milestones": milestones, "finish": finish}
    return SimpleNamespace(regimen=diary.regimen, diary=diary, **made)


def catalog(title: str = "Own", url: str | None = None) -> Any:
    """Return tables with one source."""
    source = SimpleNamespace(title=title, author=None, publisher=None, published=None, note=None, url=url)
    return SimpleNamespace(sources={"own": source, "other": source}, own=None, own_ids={"prices": frozenset()})


def rule(hours: tuple[int, int | None] | None, ideal: int | None = None, source: str = "own", **fields: Any) -> Rule:
    """Return what a document says: the fewest and the most hours, and how many would be best."""
    length = hours and Duration(*hours, Unit.HOURS)
    ideally = ideal and Duration(ideal, ideal, Unit.HOURS)
    return Rule.model_validate({"source": source, "duration": length, "ideally": ideally} | fields)


def care(
    schedule: Any, *activities: tuple[str, list[Rule]], hair: tuple[HairType, ...] = (), source: str | None = None
) -> Aftercare:
    """Return care over a plan: activities to avoid, each with its rules."""
    # Where one document is asked, the others' rules are gone: an activity may be left with none.
    after = {
        name: Activity.model_construct(id=name.lower(), name=name, advice="avoid", rules=tuple(rules))
        for name, rules in activities
    }
    tables: Any = SimpleNamespace(aftercare=after, before={}, sources={})
    return aftercare_for(tables, source=source, hair=hair, schedule=schedule)


def amount(low: str | None, high: str | None) -> Amount:
    """Return an amount of money."""
    return Amount(None if low is None else Decimal(low), None if high is None else Decimal(high))


def cost(sessions: tuple[int, int | None, int], low: str | None, high: str | None, **through: Any) -> Any:
    """Return what a stretch of time costs, its plan as much as the whole."""
    fewest, most, planned = sessions
    count = SimpleNamespace(min=fewest, max=most, planned=planned)
    return SimpleNamespace(sessions=count, cost=amount(low, high), planned=amount(low, high), **through)


def estimate(country: str | None = "United Kingdom", **fields: Any) -> Any:
    """Return what a plan costs at 150 to 400 pounds a session, unless given."""
    usual = {
        "country": country and SimpleNamespace(id="uk", name=country, code="GB"), "currency": "GBP", "complete": True,
        "per_session": amount("150", "400"), "quote": None, "converted": None, "offer": None, "verdict": None,
        "course": cost((3, 6, 6), "450", "2400"),
        "through": (cost((4, 8, 7), "600", "3200", months=12, until=date(2027, 1, 5)),),
    }  # fmt: skip
    return SimpleNamespace(**{**usual, **fields})
