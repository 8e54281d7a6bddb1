"""What a value from outside loses before it stands in a sentence."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from collections_app.lib.texts import one_line, shown_width, without_gaps, without_links


@pytest.mark.parametrize(
    ("value", "line"),
    [
        ("a\r\nb", "a b"),
        ("a\u2028b\x85c", "a b c"),
        ("\u202egnp.exe\u2069", "gnp.exe"),
        ("a\0b\x07", "ab"),
        ("  many   spaces ", "many spaces"),
        ("\ue000\ue001", ""),
        ("Z" + "\u0337" * 40 + "algo", "Z" + "\u0337" * 4 + "algo"),
        ("شركة الاختبار", "شركة الاختبار"),
        ("می\u200cخواهم", "می\u200cخواهم"),
    ],
)
def test_a_line_keeps_its_words_alone(value, line):
    assert one_line(value) == line


def test_a_long_line_ends_with_an_ellipsis():
    assert one_line("x" * 300, limit=10) == "x" * 9 + "…"


@given(st.text())
def test_nothing_that_breaks_or_turns_a_line_is_left(value):
    line = one_line(value)

    assert len(line.splitlines()) <= 1
    assert not {unicodedata.category(sign) for sign in line} & {"Cc", "Co", "Cs", "Zl", "Zp"}
    assert not set(line) & set("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200e\u200f")


@pytest.mark.parametrize(
    ("line", "left"),
    [
        ("Acme https://evil.example/x Ltd", "Acme Ltd"),
        ("www.evil.example", ""),
        ("HTTP://EVIL.EXAMPLE", ""),
        ("Booking.com B.V.", "Booking.com B.V."),
    ],
)
def test_what_would_become_a_link_is_taken_out(line, left):
    assert without_links(line) == left


@pytest.mark.parametrize(("line", "width"), [("abc", 3), ("東京", 4), ("e\u0301", 1)])
def test_width_counts_columns(line, width):
    assert shown_width(line) == width


def test_of_several_empty_lines_one_is_left():
    assert without_gaps("\n\nOne.\r\n\r\n \r\n\r\nTwo.\nThree.\n\nFour.\n" + "\n" * 300) == (
        "One.\n\nTwo.\nThree.\n\nFour."
    )
