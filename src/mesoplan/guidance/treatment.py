"""The treatment, by document: what happens and may happen, what it is claimed to do, and what else there is."""

from collections.abc import Iterable
from typing import TypeVar

from mesoplan.guidance.lookup import documents_by_list, lost_lists
from mesoplan.tables.advice import Alternative, Entry, Evidence, Harm, Ingredient, SessionTopic, SideEffect, Topic
from mesoplan.tables.catalog import Catalog
from mesoplan.values.frozen import Frozen

AnyEntry = TypeVar("AnyEntry", bound=Entry)

GROUPS: tuple[Harm, ...] = ("reported harm", "uncommon", "usual")
"""The groups of side effects, gravest first."""


class Risks(Frozen):
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
        return sources_of((*self.side_effects, *self.session)) | {*self.lists_not_available, *self.lists_none}

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
    effects = [
        effect if effect.group == "reported harm" else by_source(effect, source)
        for effect in catalog.side_effects.values()
    ]
    return Risks(
        only_source=source,
        side_effects=tuple(one for group in GROUPS for one in effects if one.group == group and one.reports),
        session=said_by([topic for topic in catalog.session.values() if topic.risk], source),
        lists_not_available=documents_by_list(catalog, "side_effects", "not-available"),
        lists_none=documents_by_list(catalog, "side_effects", "none"),
    )


def by_source(entry: AnyEntry, source: str | None) -> AnyEntry:
    """Return an entry with what one document says of it, or all of them; nothing may be left."""
    return entry if source is None else entry.keeping(lambda said: said.source == source)


def said_by(topics: Iterable[AnyEntry], source: str | None) -> tuple[AnyEntry, ...]:
    """Return topics with what one document says, or all; those of which it says nothing are left out."""
    return tuple(kept for topic in topics if (kept := by_source(topic, source)).said)


def sources_of(entries: Iterable[Entry]) -> set[str]:
    """Return the documents that speak of some entries."""
    return {said.source for one in entries for said in one.said}


class Treatment(Frozen):
    """What the documents say of the treatment itself."""

    only_source: str | None
    """The id of the only document that was asked; null for all of them."""
    session: tuple[SessionTopic, ...]
    """What happens at a session, in order."""
    ingredients: tuple[Ingredient, ...]
    """What is injected."""
    alternatives: tuple[Alternative, ...]
    """What else there is, of every document; those with stronger evidence first."""
    price_drivers: tuple[Topic, ...]
    """Why prices differ."""
    lists_lost: dict[str, tuple[str, ...]]
    """Which lists of which document were lost when it was saved, by the document's id; never to be taken for none."""

    @property
    def cited(self) -> set[str]:
        """The ids of the documents that it draws on, those that lost a list included."""
        topics = (*self.session, *self.ingredients, *self.alternatives, *self.price_drivers)
        return sources_of(topics) | self.lists_lost.keys()


def treatment_of(catalog: Catalog) -> Treatment:
    """Return what the documents say of the treatment."""
    return Treatment(
        only_source=None,
        session=tuple(catalog.session.values()),
        ingredients=tuple(catalog.ingredients.values()),
        alternatives=tuple(sorted(catalog.alternatives.values(), key=lambda one: not has_stronger_evidence(one))),
        price_drivers=tuple(catalog.price_drivers.values()),
        lists_lost=lost_lists(catalog),
    )


def has_stronger_evidence(alternative: Alternative) -> bool:
    """Whether a document says that an alternative has stronger evidence than mesotherapy."""
    return any(said.stronger_evidence for said in alternative.says)


def evidence_of(catalog: Catalog, source: str | None = None) -> tuple[Evidence, ...]:
    """Return every piece of evidence, what speaks against the treatment first in each.

    Args:
        catalog: the tables.
        source: the only document whose praise counts; None: all of them. What speaks against the treatment is that of
            every document all the same, and so is what the papers say.
    """
    found: list[Evidence] = []
    for piece in catalog.evidence.values():
        counted = [claim for claim in piece.claims if claim.against or source in (None, claim.source)]
        if counted or piece.finding:
            claims = tuple(sorted(counted, key=lambda claim: not claim.against))
            found.append(piece.model_copy(update={"claims": claims}))
    return tuple(found)
