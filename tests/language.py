"""How a text for readers is judged: words that school English has not, marks, long sentences, styles of date.

Each function returns what is wrong, quoted, so that a failing test says what to rewrite.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from html.parser import HTMLParser

WORDS = {
    r"mend(s|ed|ing)?": "fix",
    r"reckon(s|ed|ing)?": "calculate",
    r"told": "reported",
    r"beside": "next to",
    r"anew": "again",
    r"alike": "the same",
    r"yardsticks?": "baseline",
    r"(of )?one['’]s own": "your own",
}
"""Words that readers stumble over, as regular expressions, and what to write instead."""
PHRASES = {
    r"off limits": "what to avoid",
    r"(may )?stands? against": "may be a reason not to",
    r"may show": "you may notice",
    r"that day not included": "the last day itself",
    r"without a figure": "how often is not stated",
    r"is there already": "already exists",
    r"before its time": "unexpectedly",
    r"is not thereby": "does not mean",
    r"no source['’]s": "not from a source",
    r"thinks of (hair )?mesotherapy": "if you are considering",
    r"supplies it": "set it with",
    r"the most; those": "sessions 4–6 are optional",
    r"who must": "if you must",
}
"""What reads as translated, in the same form; code may have such names."""

MONTHS = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec"
SHORT = rf"(?:{MONTHS.replace(' ', '|')})"
LONG = r"(?:January|February|March|April|June|July|August|September|October|November|December)"
STYLES = {
    "1 Dec 2026": rf"\b\d{{1,2}} {SHORT}\b",
    "2026-12-01": r"\b\d{4}-\d\d-\d\d\b",
    "1 December 2026": rf"\b\d{{1,2}} {LONG}\b",
    "Dec 1, 2026": rf"\b(?:{SHORT}|{LONG}) \d{{1,2}}\b(?!\d)",
    "1/12/2026": r"\b\d{1,4}[/.]\d{1,2}[/.]\d{2,4}\b",
}
"""The styles in which a day may be written, by an example. Readers see the first, and type the second."""

CELLS = re.compile(r" {2,}|\t|[|│┃]")
ENDS = re.compile(r"(?<=[.!?:])[\"”)]?\s+|\n")
WORD = re.compile(r"[^\W_][\w'’,.%–-]*")
URL = re.compile(r"https?://\S+|\b[\w-]+(?:\.[\w-]+)*\.(?:com|org|net)\S*")
CITATION = re.compile(r"^\s*(?:[-*] )?\[\d+\]:? ")
TYPED = [
    r"\$ .*",  # a command as a document shows it
    r"`[^`\n]+`",
    r"\bmesoplan(?: [^\s.;,]\S*)+",  # a command in an output, to its end or to where a sentence goes on
    r"--?[a-z][\w-]*(?:[ =]\"[^\"\n]+\"|[ =][\w.:=+-]+)?",
    r"\bwrite \d{4}-\d\d-\d\d(?: or \d{4}-\d\d-\d\d)*",  # what an error says to type instead
    r"\"[^\"\n]*\"|“[^”\n]*”|(?<!\w)'[^'\n]*'(?!\w)",  # what somebody wrote
]
"""What a reader is to type or has typed."""


def avoided(text: str, *, code: bool = False) -> list[str]:
    """Return the words of a text, or of code, that are better avoided, each with what to write instead."""
    return [
        f"{quoted(text, match)}: write “{instead}”"
        for words, instead in (WORDS if code else WORDS | PHRASES).items()
        for match in re.finditer(rf"\b{words}\b", text, re.IGNORECASE)
    ]


def other_quotes(text: str) -> list[str]:
    """Return what a message quotes between single quotes: messages have double ones."""
    return re.findall(r"(?<!\w)'[^'\n]*'", text)


def said_twice(text: str) -> list[str]:
    """Return the sentences that have a mark such as [2] and say besides that a source says so."""
    says = re.compile(r"\b(?:source|document|paper)s? (?:says?|states?|writes?)\b", re.IGNORECASE)
    return [part for part in sentences(text) if says.search(part) and re.search(r"\[\d+\]", part)]


def long_sentences(text: str, limit: int = 30) -> list[str]:
    """Return the sentences of a text that have more words than a limit; lists of names and citations do not count."""
    return [part for part in sentences(text) if not is_list(part) and len(WORD.findall(URL.sub("", part))) > limit]


def sentences(text: str) -> Iterator[str]:
    """Yield the sentences of a text; a cell of a table begins another, a colon ends one, a citation is none."""
    for line in text.splitlines():
        if not CITATION.match(line):
            for cell in CELLS.split(line):
                yield from filter(None, (part.strip() for part in ENDS.split(cell)))


def is_list(sentence: str) -> bool:
    """Tell whether a sentence only gives names: six or more between commas, of four words or fewer on average."""
    parts = re.split(r"[,;·]| or ", sentence)
    return len(parts) >= 6 and len(WORD.findall(sentence)) / len(parts) <= 4


def other_dates(text: str) -> list[str]:
    """Return the days of a text that are not written as readers see them, outside of what they type."""
    shown = URL.sub(" ", re.sub("|".join(TYPED), " ", text))
    _, *others = STYLES.values()
    return [quoted(shown, match) for style in others for match in re.finditer(style, shown)]


def quoted(text: str, match: re.Match[str]) -> str:
    """Return what was found with what stands around it."""
    before, after = text[: match.start()].splitlines(), text[match.end() :].splitlines()
    return f"{(before or [''])[-1][-30:]}>{match[0]}<{(after or [''])[0][:30]}"


def unwrapped(text: str) -> str:
    """Return a help text with every paragraph and every option's description on one line.

    A line goes on with the next if that is deeply indented, or if both are indented by two and the first is long.
    """
    text = re.sub(r"\n {12,}(?=\S)", " ", text)
    return re.sub(r"^( {0,2}\S[^\n]{55,})\n {0,2}(?=[^\s-])", r"\1 ", text, flags=re.MULTILINE)


BLOCKS = re.compile(r"^(```+)(\w*)[^\n]*\n(.*?)^\1 *$", re.DOTALL | re.MULTILINE)


def prose(markdown: str, shown: tuple[str, ...] = ("console", "text")) -> str:
    """Return the prose of a Markdown page and the outputs that it shows, without comments and addresses.

    A block of a language that is not `shown` is left out: it is for machines, or `text`, the help, is read elsewhere.
    """
    text = re.sub(r"<!--.*?-->", "", markdown, flags=re.DOTALL)
    text = BLOCKS.sub(lambda block: block[3] if block[2] in shown else "", text)
    text = re.sub(r"\*\*|\\(?=[^\w\s])", "", text)  # bold, and what is escaped
    return re.sub(r"\]\([^)]*\)", "]", text)


class _Shown(HTMLParser):
    """Collects what a page shows."""

    hidden = ("style", "script", "title")
    inside = ("a", "abbr", "b", "code", "em", "i", "small", "span", "strong", "sub", "sup", "time", "u", "tspan")

    def __init__(self) -> None:
        super().__init__()
        self.parts: list[str] = []
        self.within = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in self.hidden:
            self.within = tag
        if tag not in self.inside:
            self.parts.append("\n")
        self.parts.append("`" if tag == "code" else "")

    def handle_endtag(self, tag: str) -> None:
        if tag == self.within:
            self.within = ""
        if tag not in self.inside:
            self.parts.append("\n")
        self.parts.append("`" if tag == "code" else "")

    def handle_data(self, data: str) -> None:
        if not self.within:
            self.parts.append(re.sub(r"\s+", " ", data))


def shown(page: str) -> str:
    """Return the text that an HTML page shows: blocks and cells on lines of their own, code between backquotes."""
    reader = _Shown()
    reader.feed(page)
    reader.close()
    return re.sub(r"\s*\n\s*", "\n", "".join(reader.parts)).strip()
