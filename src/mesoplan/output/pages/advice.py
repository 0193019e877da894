"""Words that the pages on aftercare, screening and risks share. A statement stands behind its document's mark."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from mesoplan.guidance.restrictions import Restriction
from mesoplan.output.page import Fact, Facts, Section
from mesoplan.output.pages.sources import Citations
from mesoplan.output.wording import dashed
from mesoplan.tables.advice import Activity, Effect, Opinion, Position, Report, Rule, Strength, Topic
from mesoplan.values.ranges import Duration, Unit

SILENCE = "Not being listed does not mean it is safe. Ask a clinician."

STRENGTHS: Mapping[Strength, str] = {
    "contraindicated": "you must not be treated",
    "avoid": "you should not be treated",
    "may-prevent": "may be a reason not to be treated",
    "implied": "implied, not said, as a reason to wait",
}
"""How strongly a document speaks, strongest first."""

EFFECTS: Mapping[Effect, str] = {
    "may-help": "may help",
    "unlikely": "unlikely to help",
    "does-not-help": "does not help",
}
"""What a document says of an effect."""


def marks(sources: Iterable[str], cite: Citations) -> str:
    """Return the marks of documents, each once, as `[1] [3]`."""
    return " ".join(
        sorted({cite.mark(source) for source in dict.fromkeys(sources)}, key=lambda mark: (len(mark), mark))
    )


def small(name: str) -> str:
    """Begin a name with a small letter, unless it is an abbreviation."""
    return name if name[1:2].isupper() else name[:1].lower() + name[1:]


def names(all_of: Sequence[str]) -> str:
    """List names, only the first with its capital letter."""
    between = "; " if any("," in name for name in all_of) else ", "
    return between.join([*all_of[:1], *map(small, all_of[1:])])


def sentences(*parts: str | None) -> str:
    """Set texts one after the other, each as a sentence; what is missing is left out."""
    return " ".join(f"{part[:1].upper()}{part[1:].rstrip('.')}." for part in parts if part)


def ours(remark: str | None) -> str:
    """Return a remark that no document makes, marked as ours; nothing without one."""
    return f"(We added this: {remark})" if remark else ""


def in_days(length: Duration) -> Duration:
    """Return weeks, and hours from 48 on, in days where those are whole: what is compared is to look the same."""
    each, parts = {Unit.WEEKS: (7, 1), Unit.HOURS: (1, 24)}.get(length.unit, (1, 1))
    bounds = [bound for bound in (length.min, length.max) if bound is not None]
    if length.choice or any(bound % parts or bound < 2 * parts for bound in bounds if parts > 1):
        return length
    low, high = (None if bound is None else bound * each // parts for bound in (length.min, length.max))
    return length if (each, parts) == (1, 1) else replace(length, min=low, max=high, unit=Unit.DAYS)


def length_words(length: Duration, ideal: Duration | None = None) -> str:
    """Write what is required and what is best, as `at least 7 days, ideally 14`."""
    shown = in_days(length)
    open_ended = shown.max is None and not shown.choice
    words = f"at least {replace(shown, max=shown.min)}" if open_ended else str(shown)
    if ideal is None:
        return dashed(words)
    best = in_days(ideal)
    return dashed(f"{words}, ideally {best.min if best.unit == shown.unit else best}")


def rule_words(rule: Rule) -> str:
    """Say for how long a rule holds, as `about 24 hours` or `48 hours for oily hair`."""
    if rule.duration is None:
        return "for how long is not stated"
    about = "about " if rule.approximate else ""
    whom = f" for {rule.condition.replace('-', ' ')}" if rule.condition else ""
    after = " after the course" if rule.counted_from == "course-end" else ""
    return f"{about}{length_words(rule.duration, rule.ideally)}{whom}{after}"


def activity_words(activity: Restriction | Activity, cite: Citations, *, figures: bool = True) -> str:
    """Return what each document says of an activity, with or without the times, and what we add."""
    said = [activity.note or ""]
    for rule in activity.rules:
        silent = rule.duration is None and (activity.advice == "do" or "not stated" in (rule.note or ""))
        said.append(noted(rule, cite, None if silent or not figures else rule_words(rule)))
    return " ".join(filter(None, (*said, ours(activity.remark))))


def noted(said: Rule | Position | Opinion | Report, cite: Citations, *before: str | None) -> str:
    """Return what a document says beyond figures, `before` put before it; nothing where there is neither."""
    words = " ".join(filter(None, (sentences(*before, said.note), ours(said.remark))))
    return f"{cite.mark(said.source)} {words}" if words else ""


def report_words(report: Report, cite: Citations) -> str:
    """Return what a document says of a side effect."""
    return noted(report, cite, report.how_often, report.share, lasting(report, "lasts ")) or cite.mark(report.source)


def lasting(report: Report, verb: str = "") -> str | None:
    """Say how long a side effect lasts; None where that is not stated."""
    lasts = report.lasts or (report.duration and length_words(report.duration))
    return f"{verb}{lasts}" if lasts else None


def topic_words(topic: Topic, cite: Citations) -> str:
    """Return what each document says of a topic, and what we add."""
    said = [f"{cite.mark(one.source)} {sentences(one.says)}".strip() for one in topic.says]
    return " ".join(filter(None, (*said, ours(topic.remark))))


def said_facts(said: Iterable[tuple[str, str | None]]) -> list[Fact]:
    """Return what is said by name; names of which the same is said are one, and those of which nothing is are none."""
    groups: dict[str, list[str]] = {}
    for name, text in said:
        if text:
            groups.setdefault(text, []).append(name)
    return [Fact(names(members), text) for text, members in groups.items()]


def said_section(
    key: str, title: str, said: Iterable[tuple[str, str | None]], *, details: bool = False
) -> Iterator[Section]:
    """Yield a section of what is said by name; none where nothing is."""
    if facts := said_facts(said):
        yield Section(key, title, [Facts(facts)], details)


def list_lines(what: str, lost: Iterable[str], empty: Iterable[str], cite: Citations) -> list[str]:
    """Name the documents whose list was lost, never to be taken for none, and those that have none."""
    lines = []
    if lost := tuple(lost):
        lines.append(f"Not available: the list of {what} in {marks(lost, cite)}, lost when the page was saved.")
    if empty := tuple(empty):
        lines.append(f"No list of {what} in {marks(empty, cite)}.")
    return lines
