"""`python -m tests.bench`: what the product reaches, beside limits measured in the same run."""

import argparse
import os
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
CONFIGURATION = {
    "VAR_DIR": os.environ.get("BENCH_DIR", str(ROOT / "var" / "bench")),
    "DATABASE_URL": "",
    "REDIS_URL": "",
    "EMAIL_URL": "",
    "DEBUG": "",
    "SECRET_KEY": "known to everybody who reads it, and so to be used by the bench only",
    "DJANGO_SETTINGS_MODULE": "collections_app.settings",
}
os.environ |= CONFIGURATION

import django  # noqa: E402 - reads the environment made above

django.setup()

from tests.bench import databases  # noqa: E402
from tests.bench.data import World  # noqa: E402
from tests.bench.imports import import_figures  # noqa: E402
from tests.bench.printing import Figure, GateFailed, say  # noqa: E402
from tests.bench.queue import queue_figures  # noqa: E402
from tests.bench.walk import tick_figures, walk_figures  # noqa: E402


@dataclass(frozen=True)
class Size:
    """How much is measured."""

    stored: tuple[int, ...]  # invoices, of each world walked
    ticked: tuple[int, ...]
    due: int
    rows: int  # of the imported file
    rounds: int
    requests: int  # of a page
    deep: int  # page


SIZES = {
    "full": Size((10_000, 100_000, 1_000_000), (100_000, 1_000_000), 10_000, 200_000, 5, 200, 200),
    "short": Size((10_000, 100_000), (100_000,), 10_000, 50_000, 3, 60, 50),
    "tiny": Size((2_000,), (2_000,), 200, 400, 1, 5, 3),
}


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument("size", nargs="?", default="full", choices=SIZES)
    parser.add_argument("--only", default="", choices=["", "walk", "tick", "import", "queue"])
    asked = parser.parse_args()
    databases.forget_others()
    try:
        for line in _lines(SIZES[asked.size], asked.only):
            say(line)
    except GateFailed as failed:
        say(f"Gate failed. {failed}")
        return 1
    finally:
        databases.drop()
    return 0


def _lines(size: Size, only: str) -> Iterator[str]:
    yield "name  ours  limit  ratio  aim"
    for part, figures in _parts(size):
        if only in ("", part):
            yield from (one.line() for one in figures)


def _parts(size: Size) -> Iterator[tuple[str, Iterable[Figure]]]:
    for stored in size.stored:
        yield "walk", walk_figures(World(stored, size.due), size.rounds)
    for stored in size.ticked:
        yield "tick", tick_figures(World(stored, size.due))
    yield "import", import_figures(size.rows, size.rounds)
    yield "queue", queue_figures(World(size.stored[-1], size.due), size.requests, size.deep)


if __name__ == "__main__":
    sys.exit(main())
