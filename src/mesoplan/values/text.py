"""Text that people and tables supply, made safe to show."""

JOINERS = "\u200c\u200d"
"""Invisible, but spelling: Persian words and emoji need them."""

_WITHOUT_JOINERS = str.maketrans(dict.fromkeys(JOINERS))


def printable(text: str) -> str:
    r"""Return a text on one line in which every character shows and none controls anything.

    White space other than a space becomes a space. Control characters, bidirectional and other invisible ones
    are spelt out, as `\x1b` or `\x202e`. The two zero-width joiners stay: they are spelling.
    """
    if text.translate(_WITHOUT_JOINERS).isprintable():
        return text
    words = " ".join(text.split())
    return "".join(char if char.isprintable() or char in JOINERS else f"\\x{ord(char):02x}" for char in words)
