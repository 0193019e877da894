"""What happens at a session, what is injected, what else there is, why prices differ, and which lists are missing."""

from collections.abc import Collection, Iterable, Iterator, Mapping

from mesoplan.guidance.treatment import Treatment
from mesoplan.output.page import Listing, Section
from mesoplan.output.pages.advice import marks, said_section, topic_words
from mesoplan.output.pages.sources import Citations
from mesoplan.output.wording import series
from mesoplan.tables.advice import Topic
from mesoplan.tables.catalog import Catalog

LISTS: Mapping[str, str] = {
    "aftercare": "what to avoid afterwards",
    "screening": "who should not be treated",
    "indications": "what it is for",
    "side_effects": "what may happen",
    "session": "what happens at a session",
    "ingredients": "what is injected",
    "aims": "what the injections aim at",
    "first_changes": "what you may notice first",
    "review_result": "what a cited review found",
    "alternatives": "what else there is",
    "price_drivers": "why prices differ",
}
"""The lists that a document may have, in words."""


def treatment_sections(treatment: Treatment, cite: Citations) -> Iterator[Section]:
    """Yield what the documents say of the treatment itself, a section a topic."""
    yield from _topics("session", "At a session: how long, what happens, downtime", treatment.session, cite)
    yield from _topics("ingredients", "What is injected", treatment.ingredients, cite)
    yield from _topics("alternatives", "What else there is, and its evidence", treatment.alternatives, cite)
    yield from _topics("price-drivers", "Why prices differ", treatment.price_drivers, cite)


def _topics(key: str, title: str, topics: Iterable[Topic], cite: Citations) -> Iterator[Section]:
    said = [(topic.name, topic_words(topic, cite)) for topic in topics]
    yield from said_section(key, title, said, details=True)


def missing_sections(sources: Collection[str], catalog: Catalog, cite: Citations) -> Iterator[Section]:
    """Yield which lists of some documents were lost, never to be taken for none, and which they do not have."""
    lost, none = _by_topics(sources, catalog, "not-available"), _by_topics(sources, catalog, "none")
    lines = [
        f"Not available in {marks(who, cite)}, lost when the page was saved: {what}." for what, who in lost.items()
    ]
    lines += [f"No list in {marks(who, cite)}, which is no clearance: {what}." for what, who in none.items()]
    if lines:
        yield Section("lists", "Lists that are missing", [Listing(lines)])


def _by_topics(sources: Collection[str], catalog: Catalog, state: str) -> dict[str, list[str]]:
    """Return the documents whose lists are in a state, by which lists those are."""
    found: dict[str, list[str]] = {}
    for key in (key for key in catalog.sources if key in sources):
        lists = catalog.sources[key].lists.model_dump()
        if topics := [words for topic, words in LISTS.items() if lists[topic] == state]:
            found.setdefault(series(topics), []).append(key)
    return found
