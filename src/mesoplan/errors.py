"""One tree of errors, each message one plain sentence for a user; and text of others, to show safely and to compare."""

import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from difflib import get_close_matches
from functools import lru_cache
from typing import ClassVar

MOST_NAMED = 50
"""How many names a message lists at most."""
JOINERS = "\u200c\u200d"
"""Invisible, but spelling: Persian words and emoji need them."""


def visible(text: str) -> str:
    r"""Return a text with its control characters and other invisible ones spelt out, as `\x1b` or `\x202e`."""
    return "".join(char if char.isprintable() or char in JOINERS else f"\\x{ord(char):02x}" for char in text)


def printable(text: str) -> str:
    r"""Return a text on one line in which every character shows and none controls anything.

    White space other than a space becomes a space. Control characters, bidirectional and other invisible ones
    are spelt out, as `\x1b` or `\x202e`. The two zero-width joiners stay: they are spelling.
    """
    return text if text.isprintable() or visible(text) == text else visible(" ".join(text.split()))


def quoted(text: str, most: int = 60) -> str:
    """Return what a user wrote as a message quotes it, on one line and cut after `most` characters."""
    return f'"{visible(text[:most])}{"..." if len(text) > most else ""}"'


@lru_cache(maxsize=1024)
def fold(name: str) -> str:
    """Return a name without regard to case, accents and extra spaces, for comparison. Names seen are cached."""
    plain = (char for char in unicodedata.normalize("NFKD", " ".join(name.split())) if not unicodedata.combining(char))
    return "".join(plain).casefold()


class MesoplanError(Exception):
    """Anything that mesoplan refuses or cannot do.

    Args:
        message: one plain sentence.
        field: what is at fault, as a request's field: `per_visit` stands for `--per-visit`; None where it is
            no single one.
    """

    exit_code: ClassVar[int] = 1
    """What the command line ends with: 1 it could not be done, 2 wrong usage."""

    def __init__(self, message: str, field: str | None = None) -> None:
        """Keep both."""
        super().__init__(message)
        self.message = message
        self.field = field


class UsageError(MesoplanError, ValueError):
    """A value that a user gave is not one that mesoplan takes.

    It is a `ValueError` so that pydantic counts it as a fault of the field it stands in.
    """

    exit_code = 2


class FieldError(UsageError):
    """A word that a user wrote in a field cannot be read; the message does not say again which field it is."""

    def __str__(self) -> str:
        """Name the field in front of what is wrong with its word."""
        return f"{self.field}: {self.message}"


@contextmanager
def naming(field: str) -> Iterator[None]:
    """Turn a `UsageError` into the `FieldError` of a field; one that is named already keeps its name."""
    try:
        yield
    except UsageError as error:
        raise FieldError(error.message, error.field or field) from error


class UnknownNameError(UsageError):
    """A name, or several, that no entry has. The message lists the names there are and the nearest ones.

    Args:
        kind: what the name should have named, such as `protocol`.
        name: what was given.
        names: every name that would have been right, as they are to be listed.
        also: further names that count for the nearest one but are not listed (aliases).
        field: the field that the name stands in; None if it is no request's.
        remark: what else a reader must know, before the names that are listed.
    """

    def __init__(
        self,
        kind: str,
        name: str | Sequence[str],
        names: Iterable[str],
        also: Iterable[str] = (),
        field: str | None = None,
        remark: str = "",
    ) -> None:
        """Find the nearest names and word the message."""
        known = sorted(names)
        candidates = [*known, *also]
        wrong = [name] if isinstance(name, str) else name
        shown = " or ".join(_with_nearest(word, candidates) for word in wrong[:MOST_NAMED])
        listed = [*known[:MOST_NAMED], *(["..."] if len(known) > MOST_NAMED else [])]
        self.lacking = f"there is no {kind} {shown}{remark}"
        super().__init__(f"{self.lacking}; choose from {', '.join(listed) or 'none'}", field)


def _with_nearest(name: str, candidates: Sequence[str]) -> str:
    """Quote a name, with the names that it is most like."""
    text = name[:60].casefold()
    # A far guess would mislead: thyroid is not steroids. A whole sentence, as "I take aspirin", may hold the name.
    near = [one for one in text.split() if one in candidates] or get_close_matches(text, candidates, 2, 0.72)
    hint = f" (did you mean {' or '.join(dict.fromkeys(near))}?)" if near else ""
    return f"{quoted(name)}{hint}"


class IntervalNotStatedError(UsageError):
    """A plan needs dates, and the protocol's source does not say how far apart the sessions are."""


class NoOpenDayError(MesoplanError):
    """Every day on which a session could be is closed."""


class NoRateError(MesoplanError):
    """A currency has no exchange rate."""


@dataclass(frozen=True, order=True)
class Fault:
    """One fault in a table."""

    file: str
    """The table's file, as it was named."""
    line: int
    """Counted from 1."""
    column: int
    """In characters, counted from 1."""
    path: str
    """The way to the field, as prices.uk.currency; empty for the file as a whole."""
    message: str
    """What is wrong, and what would be right."""
    text: str = field(default="", metadata={"exclude": True})
    """The line as it stands in the file; empty where there is none to show. JSON leaves it out."""

    def __str__(self) -> str:
        """Write it as `FILE:LINE:COLUMN: path.to.field: message`, so that editors can jump there."""
        where = f"{self.path}: " if self.path else ""
        return f"{self.file}:{self.line}:{self.column}: {where}{self.message}"


class TableError(MesoplanError):
    """One or more faults in tables; `faults` holds them all."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        """Keep the faults; the message is all of them, a line each."""
        self.faults = tuple(faults)
        super().__init__("\n".join(map(str, self.faults)))


class OutputError(MesoplanError):
    """A result could not be written. What was there before is as it was."""
