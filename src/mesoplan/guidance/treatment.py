"""The treatment, by document: who should not have it and what it is for, what may happen and what is claimed.

Silence is never clearance: not being listed does not mean that it is safe.
"""

from collections.abc import Iterable, Sequence
from typing import TypeVar, get_args

from mesoplan.errors import UnknownNameError, fold
from mesoplan.tables import advice
from mesoplan.tables.catalog import Catalog
from mesoplan.values import Frozen

AnyEntry = TypeVar("AnyEntry", bound=advice.Entry)


def is_meant(entry: advice.Entry, words: Sequence[str]) -> bool:
    """Whether one of some words is an entry's id, name or synonym; without words every entry is meant.

    Case, spaces, hyphens and the plural do not count.
    """
    names = {_key(name) for name in (entry.id, entry.name, *entry.synonyms)}
    return not words or any(_key(word) in names for word in words)


def known_words(
    kind: str, words: Sequence[str], entries: Sequence[advice.Entry], remark: str = ""
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the words that mean something here, each once, and a warning if others mean nothing.

    Words are taken as they are, or parted by commas, or all of them as one. The warning names the nearest names.

    Raises:
        UnknownNameError: none of them means anything.
    """

    def is_known(word: str) -> bool:
        return any(is_meant(entry, [word]) for entry in entries)

    # High blood pressure may be typed without quotation marks.
    whole = " ".join(words)
    if len(words) > 1 and all(map(_key, words)) and is_known(whole):
        return (whole,), ()
    # A name may have a comma itself.
    parted = (part for word in words for part in ([word] if is_known(word) else word.strip(" ,").split(",")))
    parts = tuple(dict.fromkeys(part.strip(" ,") for part in parted))
    unknown = [part for part in parts if not is_known(part)]
    if not unknown:
        return parts, ()
    ids, also = [entry.id for entry in entries], [name for entry in entries for name in entry.synonyms]
    error = UnknownNameError(kind, unknown, ids, also=also, remark=remark)
    if len(unknown) == len(parts):
        raise error
    return tuple(part for part in parts if part not in unknown), (f"{error.lacking[0].upper()}{error.lacking[1:]}.",)


def _key(word: str) -> str:
    """Return a word without case, accents, spaces, hyphens and the s of a plural, for comparison."""
    return "".join(char for char in fold(word) if char.isalnum()).removesuffix("s")


def documents_without(catalog: Catalog, topic: str) -> dict[str, tuple[str, ...]]:
    """Return the ids of the documents whose list on a topic, a field of `Lists`, is lost or empty, each as a field."""
    had = {key: getattr(source.lists, topic) for key, source in catalog.sources.items()}
    fields = {"lists_not_available": "not-available", "lists_none": "none"}
    return {field: tuple(key for key in had if had[key] == listing) for field, listing in fields.items()}


def by_source(entry: AnyEntry, source: str | None) -> AnyEntry:
    """Return an entry with what one document says of it, or all of them; nothing may be left."""
    return entry if source is None else entry.keeping(lambda said: said.source == source)


def said_by(topics: Iterable[AnyEntry], source: str | None) -> tuple[AnyEntry, ...]:
    """Return topics with what one document says, or all; those of which it says nothing are left out."""
    return tuple(kept for topic in topics if (kept := by_source(topic, source)).said)


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
    warnings: tuple[str, ...] = ()
    """What was asked about and is not known here, next to what is, in a sentence; that is no clearance."""


def screen(catalog: Catalog, words: Sequence[str] = ()) -> Screening:
    """Look up conditions and indications by id, name or synonym, whatever the case, spaces and hyphens.

    A word that means several finds them all; without words it is everything there is. One that means nothing is said.

    Raises:
        UnknownNameError: no word means anything here.
    """
    entries = [*catalog.screening.values(), *catalog.indications.values()]
    silence = " on the lists here, which does not mean that it is safe; for activities see mesoplan aftercare"
    words, warnings = known_words("condition", words, entries, silence)
    cautions = tuple(_caution(catalog, one) for one in catalog.screening.values() if is_meant(one, words))
    meant = tuple(one for one in catalog.indications.values() if is_meant(one, words))
    flagged, lists = bool(words and cautions), documents_without(catalog, "screening")
    lists["indications_not_available"] = documents_without(catalog, "indications")["lists_not_available"]
    return Screening(asked=words, flagged=flagged, conditions=cautions, indications=meant, warnings=warnings, **lists)


def _caution(catalog: Catalog, condition: advice.Condition) -> Caution:
    """Return a condition with everything in the tables that belongs to it."""
    strongest = min((one.strength for one in condition.positions), key=get_args(advice.Strength).index)
    before = () if condition.before is None else (catalog.before[condition.before],)
    concerning = {
        section: tuple(one for one in getattr(catalog, section).values() if condition.id in one.concerns)
        for section in ("side_effects", "session", "ingredients")
    }
    return Caution.filled_from(condition, strongest=strongest, before=before, **concerning)


class Risks(Frozen):
    """What may happen, and who says that it hurts."""

    only_source: str | None
    """The id of the only document asked about what is not harm; null for all of them."""
    side_effects: tuple[advice.SideEffect, ...]
    """Reported harm first, from every document; then what is uncommon, then what is usual."""
    session: tuple[advice.SessionTopic, ...]
    """Pain, numbing and who may do it: what each document says."""
    lists_not_available: tuple[str, ...]
    """Documents whose list of side effects was lost when they were saved; never to be taken for none."""
    lists_none: tuple[str, ...]
    """Documents that name none."""


def risks_of(catalog: Catalog, source: str | None = None) -> Risks:
    """Return what may happen.

    Args:
        catalog: the tables.
        source: the only document to go by; None: all of them. Reported harm is that of every document all the same.
    """
    topics = [topic for topic in catalog.session.values() if topic.risk]
    effects = sorted(catalog.side_effects.values(), key=lambda effect: get_args(advice.Harm).index(effect.group))
    reports = (by_source(effect, None if effect.group == "reported harm" else source) for effect in effects)
    reported = tuple(effect for effect in reports if effect.reports)
    session, lists = said_by(topics, source), documents_without(catalog, "side_effects")
    return Risks(only_source=source, side_effects=reported, session=session, **lists)


class Treatment(Frozen):
    """What the documents say of the treatment itself."""

    only_source: str | None
    """The id of the only document that was asked; null for all of them."""
    session: tuple[advice.SessionTopic, ...]
    """What happens at a session, in order."""
    ingredients: tuple[advice.Ingredient, ...]
    """What is injected."""
    alternatives: tuple[advice.Alternative, ...]
    """What else there is, of every document; those with stronger evidence first."""
    price_drivers: tuple[advice.Topic, ...]
    """Why prices differ."""
    lists_lost: dict[str, tuple[str, ...]]
    """Which lists of which document were lost when it was saved, by the document's id; never to be taken for none."""


def treatment_of(catalog: Catalog) -> Treatment:
    """Return what the documents say of the treatment."""
    lists = ((key, source.lists) for key, source in catalog.sources.items())
    lost = {key: tuple(topic for topic, listing in had if listing == "not-available") for key, had in lists}
    named = {key: topics for key, topics in lost.items() if topics}
    alternatives = sorted(catalog.alternatives.values(), key=lambda one: all(not s.stronger_evidence for s in one.says))
    sections = {name: tuple(getattr(catalog, name).values()) for name in ("session", "ingredients", "price_drivers")}
    return Treatment(only_source=None, alternatives=tuple(alternatives), lists_lost=named, **sections)


def evidence_of(catalog: Catalog, source: str | None = None) -> tuple[advice.Evidence, ...]:
    """Return every piece of evidence, what speaks against the treatment first in each.

    Args:
        catalog: the tables.
        source: the only document whose praise counts; None: all of them. What speaks against the treatment is that of
            every document all the same, and so is what the papers say.
    """

    def counted(piece: advice.Evidence) -> advice.Evidence:
        claims = [claim for claim in piece.claims if claim.against or source in (None, claim.source)]
        return piece.model_copy(update={"claims": tuple(sorted(claims, key=lambda claim: not claim.against))})

    return tuple(kept for kept in map(counted, catalog.evidence.values()) if kept.claims or kept.finding)
