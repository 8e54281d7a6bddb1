"""Cutting an answer costs time in proportion to its size, whatever somebody sends."""

import subprocess
import sys

import pytest

from collections_app.replies import quoting
from collections_app.replies.quoting import cut

HARD = {
    "on": "On ",
    "on_lines": "On \n",
    "german": "Am Mo, 1. Jan schrieb ",
    "french": "Le lun. a écrit ",
    "wrote": "On Monday x wrote\n",
    "quoted": "> a\n",
    "marks": ">",
    "empty": "\n",
    "spaces": " ",
    "dashes": "-",
    "rules": "----\n",
    "rule_and_word": "-- original ",
    "long_rules": "_" * 398 + "!\n",
    "headers": "From:\nSent:\nTo:\n",
    "senders": "From: a\n",
    "addresses": "1@",
    "digits": "1" * 390 + " wrote:\n",
    "returns": "\r",
}
SHORT, LONG = 20_000, 200_000


def steps(text: str) -> int:
    """How many lines of the cutter's own code run; expressions are bounded by what they see."""
    count = 0

    def trace(frame, event, arg):
        nonlocal count
        if frame.f_code.co_filename != quoting.__file__:
            return None
        count += event == "line"
        return trace

    before = sys.gettrace()
    sys.settrace(trace)
    try:
        cut(text)
    finally:
        sys.settrace(before)
    return count


@pytest.mark.parametrize("name", HARD)
def test_ten_times_the_text_is_ten_times_the_work(name):
    unit = HARD[name]

    short, long = (steps(unit * (size // len(unit))) for size in (SHORT, LONG))

    assert long <= short * 12


def test_no_expression_sees_more_than_a_few_clipped_lines(monkeypatch):
    """So none can go back and forth over a whole text."""
    longest = 0

    class Watched:
        def __init__(self, pattern):
            self.pattern = pattern

        def __getattr__(self, name):
            def watch(text):
                nonlocal longest
                longest = max(longest, len(text))
                return getattr(self.pattern, name)(text)

            return watch

    for name, value in vars(quoting).copy().items():
        if hasattr(value, "fullmatch") and name != "_QUOTED":
            monkeypatch.setattr(quoting, name, Watched(value))
    for unit in HARD.values():
        cut(unit * (LONG // len(unit)))

    assert 0 < longest <= quoting.LINES_AHEAD * (quoting.MOST_SIGNS_IN_LINE + 1)


def test_a_whole_minute_is_more_than_all_of_them_need():
    """In a child, which a hang could not outlive."""
    code = (
        "import sys; from collections_app.replies.quoting import cut;"
        f"[cut(unit * (2_000_000 // len(unit))) for unit in {list(HARD.values())!r}]"
    )

    subprocess.run([sys.executable, "-c", code], check=True, timeout=60)


def test_a_long_text_is_cut_like_a_short_one():
    said = "We pay on Friday.\n" * 5_000

    assert cut(f"{said}\nOn Monday Talbruck wrote:\n> You owe us.").rest.startswith("On Monday")
