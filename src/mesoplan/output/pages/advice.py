"""Words that the pages on aftercare, screening and risks share. A statement stands behind its document's mark."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace

from mesoplan.guidance.restrictions import Restriction
from mesoplan.output.page import Citations, Fact, Facts, Listing, Section
from mesoplan.output.wording import capital, grouped, readable, series, small
from mesoplan.tables.advice import HOURS, Activity, Opinion, Position, Rule, SideEffect, Topic
from mesoplan.tables.sources import LISTS
from mesoplan.values import Duration, Unit

_MISSING = {
    "not-available": "Not available in {}, lost when the page was saved: {}.",
    "none": "No list in {}, which does not mean that there is nothing: {}.",
}
SILENCE = "Not being listed does not mean it is safe. Ask a clinician."


def names(all_of: Sequence[str]) -> str:
    """List names, only the first with its capital letter."""
    return ("; " if any("," in name for name in all_of) else ", ").join([*all_of[:1], *map(small, all_of[1:])])


def ours(remark: str | None) -> str:
    """Return a remark that no document makes, marked as ours; nothing without one."""
    return f"(We added this: {remark})" if remark else ""


def in_days(length: Duration) -> Duration:
    """Return weeks, and hours from 48 on, in days where those are whole: what is compared is to look the same."""
    hours = HOURS.get(length.unit, 0)
    low, high = (bound and bound * hours for bound in (length.min, length.max))
    if length.choice or not hours or any(bound % 24 or bound < 48 for bound in (low, high) if bound is not None):
        return length
    return replace(length, min=low and low // 24, max=high and high // 24, unit=Unit.DAYS)


def length_words(length: Duration, ideal: Duration | None = None) -> str:
    """Write what is required and what is best, as `at least 7 days, ideally 14`."""
    shown = in_days(length)
    words = f"at least {replace(shown, max=shown.min)}" if shown.max is None else str(shown)
    if ideal is None:
        return readable(words)
    best = in_days(ideal)
    return readable(f"{words}, ideally {best.min if best.unit == shown.unit else best}")


def rule_words(rule: Rule) -> str:
    """Say for how long a rule holds, as `about 24 hours` or `48 hours for oily hair`."""
    if rule.duration is None:
        return "for how long is not stated"
    about = "about " if rule.approximate else ""
    whom = f" for {rule.condition.replace('-', ' ')}" if rule.condition else ""
    after = " after the course" if rule.counted_from == "course-end" else ""
    return f"{about}{length_words(rule.duration, rule.ideally)}{whom}{after}"


def activity_words(activity: Restriction | Activity, cite: Citations) -> str:
    """Return what each document says of an activity, and what we add."""
    texts = [activity.note or ""]
    for rule in activity.rules:
        silent = rule.duration is None and (activity.advice == "do" or "not stated" in (rule.note or ""))
        texts.append(noted(rule, cite, None if silent else rule_words(rule)))
    return " ".join(filter(None, (*texts, ours(activity.remark))))


def said(source: str, cite: Citations, *texts: str | None, remark: str | None = None) -> str:
    """Return what a document says behind its mark, each text as a sentence, and what we add."""
    sentences = (f"{capital(text).rstrip('.')}." for text in texts if text)
    return " ".join(filter(None, (cite.mark(source), *sentences, ours(remark))))


def noted(one: Rule | Position | Opinion, cite: Citations, *before: str | None) -> str:
    """Return what a document says beyond figures, `before` put before it; nothing where there is neither."""
    texts = (*before, one.note)
    return said(one.source, cite, *texts, remark=one.remark) if any(texts) or one.remark else ""


def report_words(effect: SideEffect, cite: Citations) -> str:
    """Return what each document says of a side effect: how often, how long it lasts, and what else."""
    reports = []
    for one in effect.reports:
        lasts = one.lasts or (one.duration and length_words(one.duration))
        texts = (one.how_often, one.share, f"lasts {lasts}" if lasts else None, one.note)
        reports.append(said(one.source, cite, *texts, remark=one.remark))
    return " ".join(reports)


def topic_words(topic: Topic, cite: Citations) -> str:
    """Return what each document says of a topic, and what we add."""
    return " ".join(filter(None, (*(said(one.source, cite, one.says) for one in topic.says), ours(topic.remark))))


def said_section(key: str, title: str, named: Iterable[tuple[str, str | None]], *, details: bool = False) -> Section:
    """Return what is said by name; names of which the same is said are one, and those of which nothing is are none."""
    groups = grouped((text, name) for name, text in named if text)
    return Section(key, title, [Facts([Fact(names(members), text) for text, members in groups.items()])], details)


def missing_lists(cite: Citations, topics: Collection[str] = LISTS.keys(), sources: Iterable[str] = ()) -> Section:
    """Return the section of lists that documents lost or do not have."""
    return Section("lists", "Lists that are missing", [Listing(missing_lines(cite, topics, sources))])


def missing_lines(cite: Citations, topics: Collection[str], sources: Iterable[str] = ()) -> list[str]:
    """Say which lists documents lost, never to be taken for none, and which they do not have.

    Args:
        cite: marks the documents.
        topics: what they list.
        sources: the documents; none: all of them.
    """
    said = []
    for state in _MISSING:
        for key, source in cite.catalog.sources.items():
            lists = [LISTS[topic] for topic in LISTS if topic in topics and getattr(source.lists, topic) == state]
            if lists and (not sources or key in sources):
                said.append(((state, series(lists)), key))
    return [_MISSING[state].format(cite.marks(documents), what) for (state, what), documents in grouped(said).items()]
