"""Every fact of the documents is where tests/cases/facts.yaml says, or is left out for a reason."""

from collections.abc import Iterator
from functools import cache
from typing import Any

import pytest
import yaml

from mesoplan.tables.files import shipped_folder
from tests.conftest import CASES

FACTS: dict[str, list[dict[str, str]]] = yaml.safe_load((CASES / "facts.yaml").read_text(encoding="utf-8"))


@cache
def tables() -> dict[str, Any]:
    """Return both shipped tables as text, as they are written."""
    whole: dict[str, Any] = {}
    for name in ("protocols.yaml", "prices.yaml"):
        whole |= yaml.load((shipped_folder() / name).read_text(encoding="utf-8"), yaml.BaseLoader)
    return whole


def said_by(source: str, node: Any) -> list[str]:
    """Return every text in a node of the tables but what other documents say in it."""
    if isinstance(node, str):
        return [node]
    if isinstance(node, dict):
        return (
            []
            if node.get("source", source) != source
            else [f"{key}: {text}" for key, value in node.items() for text in said_by(source, value)]
        )
    return [text for one in node for text in said_by(source, one)]


def at(path: str) -> Any:
    """Return what stands at a dotted path of the tables."""
    node: Any = tables()
    for step in path.split("."):
        node = node[int(step)] if isinstance(node, list) else node[step]
    return node


@pytest.mark.parametrize("source", FACTS)
def test_every_fact_of_a_document_is_in_its_place(source: str) -> None:
    missing = [
        f"{fact['fact']}: {fact['where']} does not hold {fact['holds']!r}"
        for fact in FACTS[source]
        if "left_out" not in fact and fact["holds"].lower() not in " ".join(said_by(source, at(fact["where"]))).lower()
    ]
    assert missing == []


@pytest.mark.parametrize("source", FACTS)
def test_a_fact_has_a_place_or_a_reason_to_be_left_out(source: str) -> None:
    for fact in FACTS[source]:
        assert fact.keys() in ({"fact", "where", "holds"}, {"fact", "left_out"})
        if "where" in fact:
            assert source in str(at(fact["where"])) or fact["where"].split(".")[0] in ("sources", "protocols", "prices")


def statements() -> Iterator[tuple[str, str]]:
    """Yield every statement of a document in the advice tables, as its entry's path and the document."""
    for section, entries in tables().items():
        if section in ("checked", "sources", "protocols", "prices", "questions"):
            continue
        for key, entry in entries.items():
            for items in entry.values():
                yield from ((f"{section}.{key}", one["source"]) for one in items if isinstance(one, dict))


def test_no_statement_stands_in_the_tables_without_a_fact_of_its_document() -> None:
    backed = {(fact["where"], source) for source, facts in FACTS.items() for fact in facts if "where" in fact}
    assert set(statements()) - backed == set()


def test_a_lost_place_is_noticed() -> None:
    [fact] = [fact for fact in FACTS["skincare-encyclopaedia"] if fact.get("holds") == "88 %"]
    assert fact["holds"] not in " ".join(said_by("premium-medical-circle", at(fact["where"])))
