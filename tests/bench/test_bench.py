"""The bench refuses a wrong result, prints a line per figure, and runs through when small."""

import os
import subprocess
import sys

import pytest

from collections_app import env
from tests.bench import run
from tests.bench.printing import SEPARATOR, Figure, GateFailed, gate


def test_gate_refuses_a_wrong_count():
    gate("lines written", 10_000, 10_000)

    with pytest.raises(GateFailed, match="lines written: 9999 where 10000 was wanted"):
        gate("lines written", 9_999, 10_000)


@pytest.mark.parametrize(
    ("figure", "line"),
    [
        (
            Figure("walk", [9_000, 8_000, 10_000], [18_000, 16_000, 10_000], "/s", ">= 50%"),
            "walk  9,000/s  16,000/s  50%  >= 50%",
        ),
        (Figure("tick", [0.020], [0.0005], aim="<= 50 ms"), "tick  20.0 ms  500 us  2%  <= 50 ms"),
        (Figure("queue", [9], unit="queries", aim="<= 10"), "queue  9 queries  -  -  <= 10"),
    ],
)
def test_figure_is_one_line_with_the_ratio_to_its_limit(figure, line):
    assert figure.line() == line
    assert len(figure.line().split(SEPARATOR)) == 5


def test_tiny_bench_runs_through():
    """In this run's own servers, with everything but the sizes as in `make bench`."""
    command = [sys.executable, "-m", "tests.bench", "tiny"]
    told = os.environ | {"BENCH_DIR": str(env.VAR)}

    ended = subprocess.run(command, cwd=env.ROOT, env=told, capture_output=True, text=True)

    assert ended.returncode == 0, ended.stdout + ended.stderr
    lines = [line.split(SEPARATOR) for line in ended.stdout.splitlines()]
    assert {len(line) for line in lines} == {5}
    parts = ["name", "walk", "one invoice", "tick", "import", "import", "letters", "e-mails"]
    parts += (
        ["callbacks"] * 2
        + ["look ahead with a draft"]
        + ["queue"] * 6
        + ["desk"] * 36
        + ["history"] * 32
        + ["dashboard"] * 9
    )
    assert [line[0].partition(",")[0] for line in lines] == parts


def test_failed_gate_is_told_and_ends_with_an_error(monkeypatch, capsys):
    def refused(*_):
        gate("lines written", 1, 2)
        yield

    monkeypatch.setattr(run, "_lines", refused)
    monkeypatch.setattr(run.databases, "forget_others", lambda: None)
    monkeypatch.setattr(run.databases, "drop", lambda: None)
    monkeypatch.setattr(sys, "argv", ["bench", "tiny"])

    assert run.main() == 1
    assert capsys.readouterr().out == "Gate failed. lines written: 1 where 2 was wanted.\n"
