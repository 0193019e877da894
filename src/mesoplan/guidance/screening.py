"""Who should not be treated, and what the treatment is said to be for. Not being listed does not mean it is safe."""

from collections.abc import Iterable, Sequence

from mesoplan.guidance.lookup import documents_by_list, is_meant, refuse_unknown
from mesoplan.guidance.treatment import sources_of
from mesoplan.tables import advice
from mesoplan.tables.catalog import Catalog
from mesoplan.values.frozen import Frozen

STRENGTHS: tuple[advice.Strength, ...] = ("contraindicated", "avoid", "may-prevent", "implied")
"""How strongly a document speaks, strongest first."""


class Caution(Frozen):
    """A state, an illness or a medicine that a document names as a reason not to be treated, and what belongs to it."""

    id: str
    """Its id in the tables."""
    name: str
    """Its name."""
    strongest: advice.Strength
    """The strongest thing that any document says."""
    positions: tuple[advice.Position, ...]
    """What each document says."""
    before: tuple[advice.Activity, ...]
    """The advice for before a session that concerns it."""
    side_effects: tuple[advice.SideEffect, ...]
    """What may happen that matters more to whoever has it."""
    session: tuple[advice.SessionTopic, ...]
    """What happens at a session that matters to whoever has it, such as numbing to an allergy."""
    ingredients: tuple[advice.Ingredient, ...]
    """What is injected that matters to whoever has it."""
    see: tuple[str, ...]
    """Ids of narrower conditions, on which a document may be stronger."""
    ask: str | None
    """What to ask a clinician about it, in our words."""


class Screening(Frozen):
    """What the documents say of conditions, and of what the treatment is for. Silence is never clearance."""

    asked: tuple[str, ...]
    """What was asked about, as it was typed; empty for the full list."""
    flagged: bool
    """Whether any document, however weakly, names what was asked about as a reason not to be treated."""
    conditions: tuple[Caution, ...]
    """The conditions that were asked for, or all of them."""
    indications: tuple[advice.Indication, ...]
    """The kinds of hair loss that were asked for, or all of them."""
    lists_not_available: tuple[str, ...]
    """Documents whose list of conditions was lost when they were saved; never to be taken for none."""
    lists_none: tuple[str, ...]
    """Documents that name no condition."""
    indications_not_available: tuple[str, ...]
    """Documents whose list of what the treatment is for was lost."""

    @property
    def cited(self) -> set[str]:
        """The ids of the documents that it draws on, those whose lists are lost or empty included."""
        cited = {*self.lists_not_available, *self.lists_none, *self.indications_not_available}
        for one in self.conditions:
            cited |= {position.source for position in one.positions}
            cited |= sources_of((*one.before, *one.side_effects, *one.session, *one.ingredients))
        return cited | sources_of(self.indications)


def screen(catalog: Catalog, words: Sequence[str] = ()) -> Screening:
    """Look up conditions and indications by id, name or synonym, whatever the case, spaces and hyphens.

    A word that means several finds them all; without words it is everything there is.

    Raises:
        UnknownNameError: a word means nothing here; none is left out in silence.
    """
    conditions: Iterable[advice.Condition] = catalog.screening.values()
    indications: Iterable[advice.Indication] = catalog.indications.values()
    if words:
        silence = "; not being listed does not mean that it is safe"
        refuse_unknown("condition", words, [*conditions, *indications], silence)
        conditions = [condition for condition in conditions if is_meant(condition, words)]
        indications = [indication for indication in indications if is_meant(indication, words)]
    cautions = tuple(caution_of(catalog, condition) for condition in conditions)
    return Screening(
        asked=tuple(words),
        flagged=bool(words and cautions),
        conditions=cautions,
        indications=tuple(indications),
        lists_not_available=documents_by_list(catalog, "screening", "not-available"),
        lists_none=documents_by_list(catalog, "screening", "none"),
        indications_not_available=documents_by_list(catalog, "indications", "not-available"),
    )


def caution_of(catalog: Catalog, condition: advice.Condition) -> Caution:
    """Return a condition with everything in the tables that belongs to it."""
    key, said = condition.id, {position.strength for position in condition.positions}
    return Caution.filled_from(
        condition,
        strongest=next(strength for strength in STRENGTHS if strength in said),
        before=() if condition.before is None else (catalog.before[condition.before],),
        side_effects=tuple(one for one in catalog.side_effects.values() if key in one.concerns),
        session=tuple(one for one in catalog.session.values() if key in one.concerns),
        ingredients=tuple(one for one in catalog.ingredients.values() if key in one.concerns),
    )
