"""What is measured, how much of it, and how it ends: with an error only where a gate fails."""

import argparse
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from tests.bench import databases
from tests.bench.ahead import ahead_figures
from tests.bench.contacts import contact_figures
from tests.bench.dashboard import dashboard_figures
from tests.bench.data import World
from tests.bench.desk import desk_figures
from tests.bench.hooks import hook_figures
from tests.bench.imports import import_figures
from tests.bench.letters import letter_figures
from tests.bench.mail import mail_figures
from tests.bench.printing import Figure, GateFailed, say
from tests.bench.queue import queue_figures
from tests.bench.walk import tick_figures, walk_figures


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
    letters: int
    mails: int
    hooks: int  # seconds of callbacks
    contacts: int  # in the history


SIZES = {
    "full": Size(
        (10_000, 100_000, 1_000_000),
        (100_000, 1_000_000),
        10_000,
        200_000,
        5,
        200,
        200,
        30,
        1_000,
        60,
        1_000_000,
    ),
    "short": Size((10_000, 100_000), (100_000,), 10_000, 50_000, 3, 60, 50, 30, 400, 5, 100_000),
    "tiny": Size((2_000,), (2_000,), 200, 400, 1, 5, 3, 3, 20, 1, 2_000),
}

PARTS = (
    "walk",
    "tick",
    "import",
    "letters",
    "mail",
    "hooks",
    "ahead",
    "queue",
    "desk",
    "history",
    "dashboard",
)


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.bench")
    parser.add_argument("size", nargs="?", default="full", choices=SIZES)
    parser.add_argument("--only", default="", choices=["", *PARTS])
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
    yield "letters", letter_figures(size.letters, size.rounds)
    yield "mail", mail_figures(size.mails, size.rounds)
    yield "hooks", hook_figures(size.hooks)
    world = World(size.stored[-1], size.due)
    yield "ahead", ahead_figures(world)
    yield "queue", queue_figures(world, size.requests, size.deep)
    yield "desk", desk_figures(world, size.requests)
    yield "history", contact_figures(world, size.contacts, size.requests)
    yield "dashboard", dashboard_figures(world, size.requests)
