"""Planning and writing: the real walk against one SQL statement, and a tick with nothing due."""

import datetime as dt
from collections.abc import Iterator

from django.db.models import Sum

from collections_app.companies.models import Company
from collections_app.dunning.models import Decision, Notice, NoticeLine
from collections_app.dunning.walk import walk
from collections_app.invoices.models import Summary
from collections_app.jobs.day import decide
from tests.bench import limits
from tests.bench.data import DAY, NOON, World
from tests.bench.databases import clone, kept
from tests.bench.printing import Figure, gate
from tests.bench.rounds import timed

TICKS = 9


def walk_figures(world: World, rounds: int) -> Iterator[Figure]:
    """The rate at which what is due is planned and written, and what one invoice costs."""
    database = kept(world.name, world.fill)
    ours, limit = [], []
    for _ in range(rounds):
        limit.append(_limit_round(world, database))
        ours.append(_our_round(world, database))
    name = f"{world.due:,} due of {world.stored:,}"
    yield Figure(
        f"walk, {name}",
        [world.due / one for one in ours],
        [world.due / one for one in limit],
        unit="/s",
        aim=">= 50%",
    )
    each = [[one / world.due for one in many] for many in (ours, limit)]
    yield Figure(f"one invoice, {name}", *each, aim="flat")


def _our_round(world: World, database: str) -> float:
    clone(database)
    company = Company.objects.get()
    seconds = timed(lambda: walk(company=company, as_of=DAY, now=NOON), is_long=True)
    _check(world)
    walk(company=company, as_of=DAY, now=NOON)
    _check(world)
    return seconds


def _limit_round(world: World, database: str) -> float:
    clone(database)
    company = Company.objects.get()
    seconds = timed(lambda: limits.walk_in_one_statement(company), is_long=True)
    _check(world)
    return seconds


def _check(world: World) -> None:
    """Lines, notices, decisions and sums are those of what was due, once."""
    lines = NoticeLine.objects.filter(on_day=DAY).exclude(level="")
    gate("lines written", lines.count(), world.due)
    gate("notices written", Notice.objects.filter(day=DAY).count(), world.due_customers)
    gate("decisions", Decision.objects.filter(decided_on=DAY).count(), world.due_customers)
    of_due = Summary.objects.filter(customer__lte=world.due_customers)
    demanded = lines.aggregate(sum=Sum("demanded"))["sum"]
    gate("to collect", of_due.aggregate(sum=Sum("to_collect"))["sum"], demanded)


def tick_figures(world: World) -> Iterator[Figure]:
    """The day before `DAY`, on which nobody is to be looked at."""
    clone(kept(world.name, world.fill))
    company, day, noon = Company.objects.get(), DAY - dt.timedelta(1), NOON - dt.timedelta(1)
    written = NoticeLine.objects.count()
    decide(company, day=day, now=noon)  # the first one warms up
    ours, limit = [], []
    for _ in range(TICKS):
        limit.append(timed(lambda: limits.bare_index_query(company)))
        ours.append(timed(lambda: decide(company, day=day, now=noon)))
    gate("lines after ticks", NoticeLine.objects.count(), written)
    yield Figure(f"tick, nothing due of {world.stored:,}", ours, limit, aim="<= 50 ms")
