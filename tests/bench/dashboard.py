"""The manager's page through the whole view, and the hourly look that it reads from."""

import datetime as dt
from collections.abc import Iterator
from statistics import median

from django.db import connection
from django.db.models import Sum
from django.test import Client
from django.test.utils import CaptureQueriesContext

from collections_app import env
from collections_app.companies.models import Company
from collections_app.dunning.models import Run
from collections_app.invoices.models import Invoice
from collections_app.reports.billing import say_complete
from collections_app.reports.looking_back import keep_day
from collections_app.reports.models import Snapshot
from collections_app.reports.month_ends import tell_month_ends
from collections_app.reports.past import make_up
from collections_app.reports.turnover import count_turnover
from collections_app.servers import joining
from collections_app.users.choices import Role
from collections_app.users.models import User
from tests.bench.data import DAY, NOON, World
from tests.bench.databases import clone, kept
from tests.bench.printing import Figure, gate
from tests.bench.rounds import p95, timed
from tests.bench.writing import insert

PAST_DAYS = 800  # that were kept before
MOST_QUERIES = 12
PAGES = {"page": "/dashboard/", "figure opened": "/dashboard/?figure=dso"}


def dashboard_figures(world: World, requests: int) -> Iterator[Figure]:
    """The look of an hour, a day made up, and the times within which 95 of 100 are answered."""
    joining.join(env.VALKEY)
    clone(kept(world.name, world.fill))
    Company.objects.update(walked_on=DAY)  # the page then shows that day
    company, title = Company.objects.get(), f"dashboard, {world.customers:,} customers"
    yield from _looks(company, title)
    _past(company)
    client = Client(headers={"host": "localhost"})
    client.force_login(_manager())
    for name, address in PAGES.items():
        client.get(address)
        seconds = [timed(lambda address=address: client.get(address)) for _ in range(requests)]
        yield Figure(f"{title}, {name}, p95", [p95(seconds)], aim="<= 150 ms")
        yield Figure(f"{title}, {name}, median", [median(seconds)])
    with CaptureQueriesContext(connection) as asked:
        client.get(PAGES["page"])
    yield Figure(f"{title}, queries", [len(asked)], unit="queries", aim=f"<= {MOST_QUERIES}")


def _looks(company: Company, title: str) -> Iterator[Figure]:
    def kept_day() -> None:
        keep_day(company=company, day=DAY, at=NOON)

    yield Figure(f"{title}, day kept", [timed(kept_day, is_long=True)], aim="<= 5 s")
    counted = timed(lambda: count_turnover(company=company), is_long=True)
    yield Figure(f"{title}, turnover counted", [counted], aim="<= 5 s")
    day_before = DAY - dt.timedelta(1)
    Run.objects.create(company=company, as_of=day_before, mode=company.mode, started_at=NOON)
    made_up = timed(lambda: make_up(company=company, today=DAY, at=NOON), is_long=True)
    yield Figure(f"{title}, day made up", [made_up], aim="<= 5 s")
    yield from _month_ends(company, title)
    opened = Invoice.objects.filter(company=company).aggregate(sum=Sum("balance"))["sum"]
    gate("open on the day", Snapshot.objects.get(day=DAY).balance, opened)
    gate("days made up", Snapshot.objects.filter(day=day_before, is_made_up=True).count(), 1)


def _month_ends(company: Company, title: str) -> Iterator[Figure]:
    """Both that every look tells anew."""
    long_ago = DAY - dt.timedelta(70)
    Run.objects.create(company=company, as_of=long_ago, mode=company.mode, started_at=NOON)
    told = timed(lambda: tell_month_ends(company=company, today=DAY), is_long=True)
    yield Figure(f"{title}, month ends told", [told], aim="<= 5 s")


def _past(company: Company) -> None:
    """As many days as a company has that is here for two years."""
    say_complete(company=company, since=DAY - dt.timedelta(PAST_DAYS), by="user:1", at=NOON)
    latest = Snapshot.objects.get(day=DAY)
    latest.pk = None
    insert(latest, f"generate_series(2, {PAST_DAYS}) ago", day=f"date '{DAY}' - ago")


def _manager() -> User:
    user = User.objects.get()
    user.role = Role.MANAGER
    user.save(update_fields=["role"])
    return user
