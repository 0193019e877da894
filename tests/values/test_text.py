"""What is shown of a text that somebody else wrote."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given, strategies as st

from mesoplan.errors import printable

FAMILY = "\U0001f469\u200d\U0001f469\u200d\U0001f467"
PERSIAN = "\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Anna K.", "Anna K."),
        ("a  b", "a  b"),
        ("a\tb\r\nc", "a b c"),
        ("caf\u00e9 \u6bdb\u9aea", "caf\u00e9 \u6bdb\u9aea"),
        ("a\u00a0b", "a b"),
        ("\x1b[31mred", "\\x1b[31mred"),
        ("a\u202eb", "a\\x202eb"),
        ("a\u2066b\u2069", "a\\x2066b\\x2069"),
        ("soft\u00adhyphen", "soft\\xadhyphen"),
        ("zero\u200bwidth", "zero\\x200bwidth"),
        ("\ufeffmark", "\\xfeffmark"),
        ("\ud800", "\\xd800"),
        (FAMILY, FAMILY),
        (PERSIAN, PERSIAN),
        (f"{PERSIAN}  \u200e{FAMILY}", f"{PERSIAN} \\x200e{FAMILY}"),
    ],
)
def test_joiners_are_spelling_and_what_else_is_invisible_is_spelt_out(text: str, shown: str) -> None:
    assert printable(text) == shown


@given(st.text())
def test_nothing_invisible_is_left_and_a_second_time_changes_nothing(text: str) -> None:
    shown = printable(text)
    assert all(char.isprintable() or char in "\u200c\u200d" for char in shown)
    assert not any(unicodedata.category(char) in ("Cc", "Zl", "Zp", "Cs") for char in shown)
    assert printable(shown) == shown
