"""What may happen, how often and how long, by document: reported harm first, whatever document reports it."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TypeVar

from mesoplan.guidance.lookup import documents_by_list
from mesoplan.tables.advice import Harm, SessionTopic, SideEffect, Topic
from mesoplan.tables.catalog import Catalog

AnyTopic = TypeVar("AnyTopic", bound=Topic)

GROUPS: tuple[Harm, ...] = ("reported harm", "uncommon", "usual")
"""The groups of side effects, gravest first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Risks:
    """What may happen, and who says that it hurts."""

    only_source: str | None
    """The id of the only document asked about what is not harm; null for all of them."""
    side_effects: tuple[SideEffect, ...]
    """Reported harm first, from every document; then what is uncommon, then what is usual."""
    session: tuple[SessionTopic, ...]
    """Pain, numbing and who may do it: what each document says."""
    lists_not_available: tuple[str, ...]
    """Documents whose list of side effects was lost when they were saved; never to be taken for none."""
    lists_none: tuple[str, ...]
    """Documents that name none."""

    @property
    def cited(self) -> set[str]:
        """The ids of the documents that it draws on, those whose lists are lost or empty included."""
        reports = {report.source for effect in self.side_effects for report in effect.reports}
        return reports | sources_of(self.session) | {*self.lists_not_available, *self.lists_none}

    def by_group(self) -> dict[Harm, tuple[SideEffect, ...]]:
        """Return the side effects by group, gravest first; no group is empty."""
        groups = {group: tuple(one for one in self.side_effects if one.group == group) for group in GROUPS}
        return {group: found for group, found in groups.items() if found}


def risks_of(catalog: Catalog, source: str | None = None) -> Risks:
    """Return what may happen.

    Args:
        catalog: the tables.
        source: the only document to go by; None: all of them. Reported harm is that of every document all the same.
    """
    effects = [_by(effect, source) for effect in catalog.side_effects.values()]
    return Risks(
        only_source=source,
        side_effects=tuple(one for group in GROUPS for one in effects if one.group == group and one.reports),
        session=said_by([topic for topic in catalog.session.values() if topic.risk], source),
        lists_not_available=documents_by_list(catalog, "side_effects", "not-available"),
        lists_none=documents_by_list(catalog, "side_effects", "none"),
    )


def _by(effect: SideEffect, source: str | None) -> SideEffect:
    if source is None or effect.group == "reported harm":
        return effect
    reports = tuple(report for report in effect.reports if report.source == source)
    return effect.model_copy(update={"reports": reports})


def said_by(topics: Iterable[AnyTopic], source: str | None) -> tuple[AnyTopic, ...]:
    """Return topics with what one document says, or all; those of which it says nothing are left out."""
    if source is None:
        return tuple(topics)
    kept = [
        topic.model_copy(update={"says": tuple(one for one in topic.says if one.source == source)}) for topic in topics
    ]
    return tuple(topic for topic in kept if topic.says)


def sources_of(topics: Iterable[Topic]) -> set[str]:
    """Return the documents that speak of some topics."""
    return {statement.source for topic in topics for statement in topic.says}
