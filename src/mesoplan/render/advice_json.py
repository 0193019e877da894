"""Aftercare and screening as JSON documents."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mesoplan.guidance.bans import advice_before, documents_by_list, free_from
from mesoplan.render.advice_words import limits_of
from mesoplan.render.json import (
    document,
    estimates_content,
    plan_header,
    schedule_content,
    source_content,
    write,
)
from mesoplan.render.tables_json import evidence_content

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Collection, Iterable

    from mesoplan.answers.plan import Plan
    from mesoplan.guidance.bans import Aftercare, Ban, Screening, Topic
    from mesoplan.render import documents
    from mesoplan.tables.advice import Activity, Condition, Indication, Rule
    from mesoplan.tables.catalog import Catalog
    from mesoplan.tables.regimens import Listing


_NO_PLAN = dict.fromkeys(("protocol", "start", "horizon", "pace"))


def aftercare_json(care: Aftercare, catalog: Catalog, today: dt.date) -> str:
    """Write what is off limits as `mesoplan/aftercare/1`."""
    schedule = care.schedule
    content = {
        **(plan_header(schedule.regimen, catalog) if schedule else _NO_PLAN),
        "session": None if care.session is None else _moment(care.session),
        **aftercare_content(care, catalog),
        "sources": sources_content(catalog, care.sources | _with_lists(catalog, "aftercare")),
        "warnings": list(schedule.warnings) if schedule else [],
    }
    return write(document("aftercare", today, catalog, content))


def aftercare_content(care: Aftercare, catalog: Catalog) -> documents.AftercareContent:
    """Return what is off limits, in values that JSON has."""
    bans = {ban.ruling.activity.id: ban for ban in care.bans}
    return {
        "only_source": care.source,
        "activities": [
            {
                **_activity(ruling.activity, ruling.rules),
                "shortest_hours": ruling.shortest,
                "longest_hours": ruling.longest,
                "free_from": _free(care.session, ruling.longest),
                **_ban(bans.get(ruling.activity.id)),
            }
            for ruling in care.rulings
        ],
        "before": [_activity(activity, activity.rules) for activity in care.before],
        "silent": [ruling.activity.id for ruling in care.rulings if not ruling.rules],
        "lists_not_available": documents_by_list(catalog, "aftercare", "not-available"),
        "lists_none": documents_by_list(catalog, "aftercare", "none"),
    }


def _free(session: dt.date | None, hours: int | None) -> str | None:
    return None if session is None or hours is None else _moment(free_from(session, hours))


def _moment(moment: dt.date) -> str:
    """Write a date, or a date and a time of day to the minute."""
    return moment.isoformat()[:16]


def _activity(activity: Activity, rules: Iterable[Rule]) -> documents.ActivityRecord:
    return {
        "id": activity.id,
        "name": activity.name,
        "advice": activity.advice,
        "note": activity.note,
        "remark": activity.remark,
        "rules": [_rule(rule) for rule in rules],
    }


def _rule(rule: Rule) -> documents.RuleRecord:
    return {
        "source": rule.source,
        "hours": None if rule.hours is None else {"min": rule.hours.min, "max": rule.hours.max},
        "ideal_hours": rule.ideal_hours,
        "approximate": rule.approximate,
        "condition": rule.condition,
        "note": rule.note,
    }


def _ban(ban: Ban | None) -> documents.BanRecord:
    if ban is None or ban.periods is None:
        return {"off_limits": None, "free_after_course": None}
    return {
        "off_limits": [{"from": period.start.isoformat(), "until": period.until.isoformat()} for period in ban.periods],
        "free_after_course": None if ban.free_after_course is None else ban.free_after_course.isoformat(),
    }


def screen_json(screening: Screening, catalog: Catalog, today: dt.date) -> str:
    """Write an answer, or the full checklist, as `mesoplan/screen/1`."""
    before = {rule.source for one in advice_before(catalog, screening.conditions) for rule in one.rules}
    content = {
        "asked": list(screening.asked),
        "flagged": screening.flagged,
        **screening_content(screening, catalog),
        "sources": sources_content(catalog, screening.sources | before | _with_lists(catalog, "screening")),
        "warnings": [],
    }
    return write(document("screen", today, catalog, content))


def screening_content(screening: Screening, catalog: Catalog) -> documents.ScreeningContent:
    """Return conditions, what the treatment is said to be for, and which documents' lists are lost or empty."""
    return {
        "conditions": [_condition(condition, catalog) for condition in screening.conditions],
        "indications": [_indication(indication) for indication in screening.indications],
        "lists_not_available": documents_by_list(catalog, "screening", "not-available"),
        "lists_none": documents_by_list(catalog, "screening", "none"),
    }


def _condition(condition: Condition, catalog: Catalog) -> documents.ConditionRecord:
    return {
        "id": condition.id,
        "name": condition.name,
        "positions": [
            {"source": position.source, "strength": position.strength, "note": position.note}
            for position in condition.positions
        ],
        "before": [_activity(activity, activity.rules) for activity in advice_before(catalog, [condition])],
        "ask": condition.ask,
    }


def _indication(indication: Indication) -> documents.IndicationRecord:
    return {
        "id": indication.id,
        "name": indication.name,
        "opinions": [
            {"source": opinion.source, "effect": opinion.effect, "note": opinion.note}
            for opinion in indication.opinions
        ],
    }


def _with_lists(catalog: Catalog, topic: Topic) -> set[str]:
    """Return the documents whose list on a topic is lost or empty."""
    listings: tuple[Listing, ...] = ("not-available", "none")
    return {key for listing in listings for key in documents_by_list(catalog, topic, listing)}


def sources_content(catalog: Catalog, sources: Collection[str]) -> list[documents.SourceRecord]:
    """Return documents in full, in the order of the tables."""
    return [source_content(key, source) for key, source in catalog.sources.items() if key in sources]


def plan_json(plan: Plan, warnings: Iterable[str], catalog: Catalog, today: dt.date) -> str:
    """Write everything for one person as `mesoplan/plan/1`."""
    return write(document("plan", today, catalog, plan_content(plan, warnings, catalog)))


def plan_content(plan: Plan, warnings: Iterable[str], catalog: Catalog) -> documents.PlanContent:
    """Return everything for one person, in values that JSON has."""
    return {
        **schedule_content(plan.schedule, catalog),
        "estimates": estimates_content(plan.estimates),
        "aftercare": aftercare_content(plan.care, catalog),
        "screening": screening_content(plan.screening, catalog),
        "questions": [{"ask": question.ask, "source": question.source} for question in plan.questions],
        "left_open": list(plan.left_open),
        "prices_left_open": list(plan.prices_left_open),
        "evidence": evidence_content(plan.evidence),
        "limits": limits_of(plan.schedule.regimen.protocol, catalog),
        "sources": sources_content(catalog, plan.sources),
        "tables_checked": None if catalog.checked is None else catalog.checked.isoformat(),
        "warnings": list(warnings),
    }
