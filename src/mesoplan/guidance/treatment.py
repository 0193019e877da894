"""What happens at a session, what is injected, what else there is, and why prices differ, by document."""

from dataclasses import dataclass

from mesoplan.guidance.lookup import lost_lists
from mesoplan.guidance.risks import said_by, sources_of
from mesoplan.tables.advice import Alternative, Ingredient, PriceDriver, SessionTopic
from mesoplan.tables.catalog import Catalog


@dataclass(frozen=True, slots=True, kw_only=True)
class Treatment:
    """What the documents say of the treatment itself."""

    only_source: str | None
    """The id of the only document that was asked; null for all of them."""
    session: tuple[SessionTopic, ...]
    """What happens at a session, in order."""
    ingredients: tuple[Ingredient, ...]
    """What is injected."""
    alternatives: tuple[Alternative, ...]
    """What else there is, of every document; those with stronger evidence first."""
    price_drivers: tuple[PriceDriver, ...]
    """Why prices differ."""
    lists_lost: dict[str, tuple[str, ...]]
    """Which lists of which document were lost when it was saved, by the document's id; never to be taken for none."""

    @property
    def cited(self) -> set[str]:
        """The ids of the documents that it draws on, those that lost a list included."""
        topics = (*self.session, *self.ingredients, *self.alternatives, *self.price_drivers)
        return sources_of(topics) | self.lists_lost.keys()


def treatment_of(catalog: Catalog, source: str | None = None) -> Treatment:
    """Return what the documents say of the treatment.

    Args:
        catalog: the tables.
        source: the only document to go by; None: all of them. Alternatives are those of every document all the same.
    """
    return Treatment(
        only_source=source,
        session=said_by(catalog.session.values(), source),
        ingredients=said_by(catalog.ingredients.values(), source),
        alternatives=tuple(sorted(catalog.alternatives.values(), key=lambda one: not has_stronger_evidence(one))),
        price_drivers=said_by(catalog.price_drivers.values(), source),
        lists_lost=lost_lists(catalog, catalog.sources.keys() if source is None else [source]),
    )


def has_stronger_evidence(alternative: Alternative) -> bool:
    """Whether a document says that an alternative has stronger evidence than mesotherapy."""
    return any(said.stronger_evidence for said in alternative.says)
