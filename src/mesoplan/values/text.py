"""Text that people and tables supply, made safe to show."""

from mesoplan.errors import JOINERS, visible

_WITHOUT_JOINERS = str.maketrans(dict.fromkeys(JOINERS))


def printable(text: str) -> str:
    r"""Return a text on one line in which every character shows and none controls anything.

    White space other than a space becomes a space. Control characters, bidirectional and other invisible ones
    are spelt out, as `\x1b` or `\x202e`. The two zero-width joiners stay: they are spelling.
    """
    if text.translate(_WITHOUT_JOINERS).isprintable():
        return text
    return visible(" ".join(text.split()))
